/** Pickles by hand: text is Latin-1 bytes, numbers are bytes. */
export function bytes(...parts: readonly (string | number | readonly number[] | Uint8Array)[]): Uint8Array {
  return new Uint8Array(
    Buffer.concat(
      parts.map((part) =>
        typeof part === 'string'
          ? Buffer.from(part, 'latin1')
          : typeof part === 'number'
            ? Buffer.from([part])
            : Buffer.from(part),
      ),
    ),
  );
}

/** A little-endian unsigned integer of 4 bytes. */
export function u4(value: number): Uint8Array {
  const result = new Uint8Array(4);
  new DataView(result.buffer).setUint32(0, value, true);
  return result;
}

/** A little-endian unsigned integer of 8 bytes. */
export function u8(value: bigint): Uint8Array {
  const result = new Uint8Array(8);
  new DataView(result.buffer).setBigUint64(0, value, true);
  return result;
}
