/**
 * Zip files as CPython's `zipfile` (3.11.4 and later) writes them for NumPy: sizes of 64 bits in each local header, in the directory where
 * they are needed; no times.
 *
 * Source: `ZipInfo.FileHeader`, `ZipFile._write_end_record` in CPython's Lib/zipfile.py
 */

/** What the headers of a member say. */
export interface ZipMember {
  readonly name: string;
  /** 0: stored, 8: deflated. */
  readonly method: 0 | 8;
  /** CRC-32 of the expanded bytes. */
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
}

const UTF8 = 0x800;
/** 1 January 1980, midnight: the first that there is. */
const DATE = 33;
const VERSION = 45;
const UNIX = 3;
/** Readable and writeable by the owner. */
const MODE = 0o600 * 2 ** 16;
/** CPython keeps away from the sign. */
const LIMIT = 2 ** 31 - 1;
const COUNT_LIMIT = 2 ** 16 - 1;
const IN_ZIP64 = 0xffffffff;

/** Numbers of 2, 4 and 8 bytes, little-endian, one after the other. */
class Record {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  #at = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
    this.#view = new DataView(this.bytes.buffer);
  }

  u16(...values: number[]): this {
    for (const value of values) {
      this.#view.setUint16(this.#at, value, true);
      this.#at += 2;
    }
    return this;
  }

  u32(...values: number[]): this {
    for (const value of values) {
      this.#view.setUint32(this.#at, value, true);
      this.#at += 4;
    }
    return this;
  }

  u64(...values: number[]): this {
    for (const value of values) this.u32(value % 2 ** 32, Math.floor(value / 2 ** 32));
    return this;
  }

  put(bytes: Uint8Array): this {
    this.bytes.set(bytes, this.#at);
    this.#at += bytes.length;
    return this;
  }
}

function encoded(name: string): { bytes: Uint8Array; flags: number } {
  const bytes = new TextEncoder().encode(name);
  return { bytes, flags: bytes.length === name.length ? 0 : UTF8 };
}

/** What stands before the data of a member. */
export function localHeader({ name, method, crc, packedSize, size }: ZipMember): Uint8Array<ArrayBuffer> {
  const { bytes, flags } = encoded(name);
  return new Record(30 + bytes.length + 20)
    .u32(0x04034b50)
    .u16(VERSION, flags, method, 0, DATE)
    .u32(crc, IN_ZIP64, IN_ZIP64)
    .u16(bytes.length, 20)
    .put(bytes)
    .u16(1, 16)
    .u64(size, packedSize).bytes;
}

/** The directory and the end, which follow the last member at byte `start`. */
export function directory(members: readonly ZipMember[], start: number): Uint8Array<ArrayBuffer>[] {
  const entries = members.map(directoryEntry);
  const size = entries.reduce((sum, entry) => sum + entry.length, 0);
  const end = start + size;
  const count = members.length;
  const tail: Uint8Array<ArrayBuffer>[] = [];
  if (count > COUNT_LIMIT || start > LIMIT || size > LIMIT) {
    tail.push(
      new Record(56).u32(0x06064b50).u64(44).u16(VERSION, VERSION).u32(0, 0).u64(count, count, size, start)
        .bytes,
      new Record(20).u32(0x07064b50, 0).u64(end).u32(1).bytes,
    );
  }
  const few = Math.min(count, COUNT_LIMIT);
  tail.push(
    new Record(22)
      .u32(0x06054b50)
      .u16(0, 0, few, few)
      .u32(Math.min(size, IN_ZIP64), Math.min(start, IN_ZIP64))
      .u16(0).bytes,
  );
  return [...entries, ...tail];
}

function directoryEntry({ name, method, crc, packedSize, size, offset }: ZipMember): Uint8Array<ArrayBuffer> {
  const { bytes, flags } = encoded(name);
  const isLarge = size > LIMIT || packedSize > LIMIT;
  const isFar = offset > LIMIT;
  const large = [...(isLarge ? [size, packedSize] : []), ...(isFar ? [offset] : [])];
  const extra = large.length === 0 ? 0 : 4 + 8 * large.length;
  const record = new Record(46 + bytes.length + extra)
    .u32(0x02014b50)
    .u16(VERSION | (UNIX << 8), VERSION, flags, method, 0, DATE)
    .u32(crc, isLarge ? IN_ZIP64 : packedSize, isLarge ? IN_ZIP64 : size)
    .u16(bytes.length, extra, 0, 0, 0)
    .u32(MODE, isFar ? IN_ZIP64 : offset)
    .put(bytes);
  return (extra === 0 ? record : record.u16(1, 8 * large.length).u64(...large)).bytes;
}
