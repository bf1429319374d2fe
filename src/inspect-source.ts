import { type Inspection, type InspectOptions, inspecting } from './inspect.ts';
import { checkPlain } from './io/magic.ts';
import { Reader, type ReadOptions } from './io/reader.ts';
import { byteSourceOf, type Source } from './io/source.ts';
import { SourceChunks } from './io/source-chunks.ts';

export interface InspectSourceOptions extends InspectOptions, ReadOptions {}

/** Bytes that are read first, and behind each payload. */
const WINDOW = 4096;

/**
 * What {@link inspect} gives, of a source that can be read at any place: bytes, a Blob, a ByteSource. It reads only what
 * lies between large payloads.
 *
 * @throws TypeError for a stream, which can't be read so; SourceError where the source fails, or is compressed; the
 *   signal's reason.
 */
export async function inspectSource(source: Source, options: InspectSourceOptions = {}): Promise<Inspection> {
  const bytes = byteSourceOf(source, 'inspectSource');
  if (bytes === undefined)
    throw new TypeError(
      'inspectSource: a stream must be read whole: pass a ByteSource (fileSource of ndarray-pickle/node, urlSource) or a ' +
        'Blob, or inspect(bytes)',
    );
  const reader = new Reader(new SourceChunks(bytes, WINDOW), options);
  try {
    checkPlain(await reader.peek(8), bytes.name ?? 'the source');
    const steps = inspecting(bytes.size, options);
    let step = steps.next();
    while (step.done !== true) {
      await reader.skip(step.value - reader.position);
      step = steps.next((await reader.read()) ?? new Uint8Array(0));
    }
    reader.finish();
    return step.value;
  } finally {
    await reader.close();
  }
}
