/** Two pickles, byte for byte. */

const AROUND = 24;
const FRAME = 0x95;

/** Where the bytes part, and what is there; null where they are the same. */
export function difference(got: Uint8Array, expected: Uint8Array): string | null {
  if (Buffer.compare(got, expected) === 0) return null;
  let at = 0;
  const on = () => {
    while (at < got.length && got[at] === expected[at]) at++;
  };
  on();
  // The first frame's length differs if anything does.
  if (at > 2 && at < 11 && got[2] === FRAME && got.length !== expected.length) {
    at = 11;
    on();
  }
  const part = (bytes: Uint8Array) =>
    JSON.stringify(Buffer.from(bytes.subarray(Math.max(0, at - AROUND), at + AROUND)).toString('latin1'));
  return `byte ${at} (of ${got.length}, expected ${expected.length}): …${part(got)}… instead of …${part(expected)}…`;
}

/** As {@link difference}, and of the out-of-band buffers too. */
export function differenceOf(
  got: { readonly bytes: Uint8Array; readonly buffers: readonly Uint8Array[] },
  expected: { readonly bytes: Uint8Array; readonly buffers: readonly Uint8Array[] },
): string | null {
  const found = difference(got.bytes, expected.bytes);
  if (found !== null) return found;
  if (got.buffers.length !== expected.buffers.length)
    return `${got.buffers.length} buffers instead of ${expected.buffers.length}`;
  for (const [i, buffer] of got.buffers.entries()) {
    const inBuffer = difference(buffer, expected.buffers[i]!);
    if (inBuffer !== null) return `buffer ${i}: ${inBuffer}`;
  }
  return null;
}
