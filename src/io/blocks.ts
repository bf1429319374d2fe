/**
 * The same bytes in blocks of memory of their own, none longer than `size`, nor shorter but for the last: what a stream's
 * sink may keep, or transfer.
 */
export function* blocks(chunks: Iterable<Uint8Array>, size: number): Generator<Uint8Array<ArrayBuffer>> {
  let parts: Uint8Array[] = [];
  let length = 0;
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + size - length);
      parts.push(part);
      length += part.length;
      at += part.length;
      if (length < size) continue;
      yield joined(parts, length);
      parts = [];
      length = 0;
    }
  }
  if (length > 0) yield joined(parts, length);
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    block.set(part, at);
    at += part.length;
  }
  return block;
}
