import { SourceError } from '../errors.ts';
import type { ByteSource } from './byte-source.ts';
import { Ranges } from './ranges.ts';

/**
 * `length` bytes from `offset` on, in memory that nobody else has, where the source's `read` gives such.
 *
 * @throws SourceError where they can't be read, or are not all there; the signal's reason.
 */
export async function readExactly(
  source: ByteSource,
  offset: number,
  length: number,
  signal?: AbortSignal | undefined,
): Promise<Uint8Array> {
  const bytes = await new Ranges(source, signal).take(offset, length);
  signal?.throwIfAborted();
  if (bytes.length === length) return bytes;
  const { name = 'the source' } = source;
  throw new SourceError(
    `${name} ends too early: ${length} bytes are wanted and ${bytes.length} are there. It has changed since its size was told: open it again`,
    { offset },
  );
}
