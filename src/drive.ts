import { UnpicklingError } from './errors.ts';
import type { ByteReader } from './io/byte-reader.ts';
import type { StreamUnpickler } from './pickle/stream-unpickler.ts';
import { DONE, FETCH, PAYLOAD } from './pickle/window.ts';

/** A driver that leaves payloads unread says which, and gets one when it is needed after all. */
export interface Deferral {
  /** Whether to leave unread the payload of `length` bytes at byte `offset` of the source. */
  defers(offset: number, length: number): boolean;
  /** The bytes of one that was left unread; `offset` as the payload has it: from the start of the pickle. */
  fetch(offset: number, length: number): Promise<Uint8Array>;
}

/** Runs the machine on what the reader gives, until its pickle is complete. */
export async function drive(
  machine: StreamUnpickler,
  reader: ByteReader,
  deferral?: Deferral,
): Promise<void> {
  /** Bytes that must be fed before it is worth running again: sooner would only find that there are too few. */
  let missing = 0;
  for (;;) {
    if (missing <= 0) {
      const status = machine.run();
      if (status === DONE) return;
      if (status === PAYLOAD) {
        await supplyPayload(machine, reader, deferral);
        continue;
      }
      if (status === FETCH) {
        const payload = machine.wanted!;
        payload.fill(await deferral!.fetch(payload.start, payload.length));
        continue;
      }
      missing = machine.needed;
    }
    const chunk = await reader.read();
    if (chunk === null) {
      machine.close();
      missing = 0;
    } else {
      machine.feed(chunk);
      missing -= chunk.length;
    }
  }
}

async function supplyPayload(
  machine: StreamUnpickler,
  reader: ByteReader,
  deferral: Deferral | undefined,
): Promise<void> {
  const length = machine.payloadLength;
  const offset = machine.offset;
  const rest = machine.takeRest();
  const left = reader.size === undefined ? Number.POSITIVE_INFINITY : reader.size - reader.position;
  if (length - rest.length > left) machine.truncatedPayload(rest.length + left);
  if (deferral?.defers(reader.position - rest.length, length) === true) {
    await reader.skip(length - rest.length);
    machine.defer(rest.length);
    return;
  }
  const payload = await taken(reader, length, rest, offset);
  if (payload.length < length) machine.truncatedPayload(payload.length);
  machine.supply(payload, rest.length);
}

async function taken(
  reader: ByteReader,
  length: number,
  rest: Uint8Array,
  offset: number,
): Promise<Uint8Array> {
  try {
    return await reader.take(length, rest);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UnpicklingError(
      `there is no memory for a payload of ${length} bytes: Node 20 holds at most 4 GiB in one piece, Node 22 more`,
      { offset, opcode: null, cause: error },
    );
  }
}
