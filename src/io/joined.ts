/** Memory of its own, of `length` bytes, that begins with these pieces; by default it has no more than them. */
export function joined(
  pieces: readonly Uint8Array[],
  length = pieces.reduce((size, piece) => size + piece.length, 0),
): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
