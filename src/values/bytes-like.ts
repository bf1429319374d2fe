/** Bytes in any shape that JavaScript has them. */
export type BytesLike = ArrayBuffer | SharedArrayBuffer | ArrayBufferView;

/** The same memory as a Uint8Array; `what` names the argument in the TypeError for anything else. */
export function asBytes(data: BytesLike, what: string): Uint8Array {
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const tag = Object.prototype.toString.call(data);
  if (tag === '[object ArrayBuffer]' || tag === '[object SharedArrayBuffer]') return new Uint8Array(data);
  throw new TypeError(
    `${what} must be an ArrayBuffer or a view of one (Uint8Array, Buffer), not ${tag.slice(8, -1)}`,
  );
}
