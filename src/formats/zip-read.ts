/**
 * Zip files, as far as .npz files need it: the directory at the end says where each member lies, and each is read
 * by itself. Nothing is written to any disk.
 *
 * ```
 * [local header, name, extra, data] …  [directory entry, name, extra, comment] …  [zip64 end, its locator]  end, comment
 * ```
 *
 * Source: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT; what is accepted follows CPython's `zipfile`
 */

import { FormatError } from '../errors.ts';
import { crc32 } from '../io/crc32.ts';
import { checkCrc, inflate, inflateStart, MAX_RATIO } from '../io/deflate.ts';
import type { Ranges } from '../io/ranges.ts';
import { decodeCp437 } from './cp437.ts';

/** A member of a zip file, as its directory has it. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  /** CRC-32 of the expanded bytes. */
  readonly crc: number;
  /** Bytes in the file. */
  readonly packedSize: number;
  /** Bytes when expanded. */
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
  /** Where the next member, or the directory, begins. */
  readonly end: number;
}

export const STORED = 0;
export const DEFLATED = 8;
const METHODS: { readonly [method: number]: string } = {
  1: 'shrink',
  6: 'implode',
  9: 'deflate64',
  12: 'bzip2',
  14: 'lzma',
  93: 'zstd',
  95: 'xz',
  98: 'ppmd',
};

const ENCRYPTED = 0x1;
const UTF8 = 0x800;

const LOCAL = { signature: 0x04034b50, size: 30 } as const;
const CENTRAL = { signature: 0x02014b50, size: 46 } as const;
const END = { signature: 0x06054b50, size: 22 } as const;
const END64 = { signature: 0x06064b50, size: 56 } as const;
const LOCATOR64 = { signature: 0x07064b50, size: 20 } as const;

/** The longest comment at the end of a zip file. */
const MAX_COMMENT = 0xffff;

/** What says that a number of 32 bits is to be found in the zip64 part. */
const IN_ZIP64 = 0xffffffff;

/** A member up to this size is read with its header at once. */
const AT_ONCE = 1 << 20;

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  new DataView(buffer, byteOffset, byteLength);

/** Whether bytes begin as a zip file does: with a member, or, where it is empty, with its end. */
export function isZip(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false;
  const signature = viewOf(bytes).getUint32(0, true);
  return signature === LOCAL.signature || signature === END.signature;
}

/** The members, in the order of the directory. @throws FormatError where it is none. */
export async function readDirectory(ranges: Ranges): Promise<ZipEntry[]> {
  const { start, size, count, shift } = await findDirectory(ranges);
  const bytes = await ranges.read(start, size);
  if (bytes.length < size) throw truncated('its directory', start + bytes.length);
  const view = viewOf(bytes);
  const entries: Omit<ZipEntry, 'end'>[] = [];
  for (let at = 0; at < size; ) {
    const offset = start + at;
    const wrong = (why: string) => new FormatError(`the directory of the zip file ${why}`, { offset });
    if (size - at < CENTRAL.size || view.getUint32(at, true) !== CENTRAL.signature)
      throw wrong('is damaged: expected an entry');
    const flags = view.getUint16(at + 8, true);
    const nameEnd = at + CENTRAL.size + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const next = extraEnd + view.getUint16(at + 32, true);
    if (next > size) throw wrong('is damaged: an entry reaches beyond its end');
    const name = nameOf(bytes.subarray(at + CENTRAL.size, nameEnd), flags, offset);
    if (flags & ENCRYPTED)
      throw wrong(`has ${JSON.stringify(name)} encrypted: write the file again without a password`);
    const sizes = sizesOf(view, at, nameEnd, extraEnd);
    if (sizes === null) throw wrong(`lacks the size or place of ${JSON.stringify(name)}`);
    entries.push({
      name,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      ...sizes,
      offset: sizes.offset + shift,
    });
    at = next;
  }
  if (entries.length !== count)
    throw new FormatError(
      `the directory of the zip file has ${entries.length} entries, its end says ${count}`,
      {
        offset: start,
      },
    );
  return placed(entries, start);
}

interface Directory {
  readonly start: number;
  readonly size: number;
  readonly count: number;
  /** Bytes before the zip file, where it follows something else. */
  readonly shift: number;
}

async function findDirectory(ranges: Ranges): Promise<Directory> {
  const room = END64.size + LOCATOR64.size;
  const tailStart = Math.max(0, ranges.size - END.size - MAX_COMMENT - room);
  const tail = await ranges.read(tailStart, ranges.size - tailStart);
  const view = viewOf(tail);
  let at = tail.length - END.size;
  const isEnd = () =>
    view.getUint32(at, true) === END.signature &&
    at + END.size + view.getUint16(at + 20, true) <= tail.length;
  while (at >= 0 && !isEnd()) at--;
  if (at < 0)
    throw new FormatError('no zip file, or a truncated one: its directory is missing at the end', {
      offset: ranges.size,
    });
  const offset = tailStart + at;
  let count = view.getUint16(at + 10, true);
  let size = view.getUint32(at + 12, true);
  let start = view.getUint32(at + 16, true);
  let disks = view.getUint16(at + 4, true) + view.getUint16(at + 6, true);
  let end = offset;
  const locator = at - LOCATOR64.size;
  if (locator >= 0 && view.getUint32(locator, true) === LOCATOR64.signature) {
    const at64 = locator - END64.size;
    if (at64 < 0 || view.getUint32(at64, true) !== END64.signature)
      throw new FormatError('the zip64 end of the zip file is not where its locator is', { offset });
    disks = view.getUint32(at64 + 16, true) + view.getUint32(at64 + 20, true);
    count = number64(view, at64 + 32);
    size = number64(view, at64 + 40);
    start = number64(view, at64 + 48);
    end = tailStart + at64;
  }
  if (disks !== 0) throw new FormatError('the zip file is one of several parts: join them first', { offset });
  const shift = end - size - start;
  if (shift < 0)
    throw new FormatError(
      `truncated: the directory of the zip file is said to end at byte ${start + size}, but ends at ${end}`,
      { offset },
    );
  return { start: start + shift, size, count, shift };
}

/** Beyond 2^53, it is no place in any file. */
function number64(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
}

/** The sizes and the place of the entry at byte `at`; null where the zip64 part lacks one that should be there. */
function sizesOf(
  view: DataView,
  at: number,
  extra: number,
  extraEnd: number,
): Pick<ZipEntry, 'packedSize' | 'size' | 'offset'> | null {
  let [part, partEnd] = [0, 0];
  for (let next = extra; next + 4 <= extraEnd; next += 4 + view.getUint16(next + 2, true)) {
    if (view.getUint16(next, true) !== 1) continue;
    part = next + 4;
    partEnd = Math.min(part + view.getUint16(next + 2, true), extraEnd);
    break;
  }
  let isComplete = true;
  const read = (from: number) => {
    const small = view.getUint32(from, true);
    if (small !== IN_ZIP64) return small;
    if (part + 8 > partEnd) {
      isComplete = false;
      return 0;
    }
    part += 8;
    return number64(view, part - 8);
  };
  // In the order in which the zip64 part has those that it has.
  const size = read(at + 24);
  const packedSize = read(at + 20);
  const offset = read(at + 42);
  return isComplete ? { size, packedSize, offset } : null;
}

function nameOf(bytes: Uint8Array, flags: number, offset: number): string {
  if (!(flags & UTF8)) return decodeCp437(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new FormatError('the directory of the zip file has a name that is not UTF-8', {
      offset,
      cause: error,
    });
  }
}

/** Checks that members lie behind each other: what overlaps could expand to the square of its size. */
function placed(entries: readonly Omit<ZipEntry, 'end'>[], directory: number): ZipEntry[] {
  const order = entries.map((_, i) => i).sort((a, b) => entries[a]!.offset - entries[b]!.offset);
  const ends = new Array<number>(entries.length);
  let end = directory;
  for (const i of order.reverse()) {
    const { name, offset, packedSize, size, method } = entries[i]!;
    const wrong = (why: string) =>
      new FormatError(`${JSON.stringify(name)} in the zip file ${why}`, { offset });
    // Its local header has the name again.
    if (!(offset + LOCAL.size + name.length + packedSize <= end)) throw wrong('reaches into what follows it');
    if (method === STORED && size !== packedSize)
      throw wrong(`is stored in ${packedSize} bytes, and said to have ${size}`);
    if (method === DEFLATED && size > packedSize * MAX_RATIO)
      throw wrong(`is said to expand from ${packedSize} bytes to ${size}, more than any can`);
    ends[i] = end;
    end = offset;
  }
  return entries.map((entry, i) => ({ ...entry, end: ends[i]! }));
}

function truncated(what: string, offset: number): FormatError {
  return new FormatError(`the zip file is truncated: ${what} ends early`, { offset });
}

/** The expanded bytes of a member, checked: from memory a view where they are stored, else in memory of their own. */
export async function readEntry(ranges: Ranges, entry: ZipEntry): Promise<Uint8Array> {
  const { start, known } = await openEntry(ranges, entry);
  const { packedSize, method } = entry;
  const packed =
    known.length >= packedSize ? known.subarray(0, packedSize) : await ranges.take(start, packedSize);
  if (packed.length < packedSize) throw truncated(JSON.stringify(entry.name), start + packed.length);
  return checked(entry, start, async () => {
    if (method === DEFLATED) return inflate(packed, entry);
    checkCrc(crc32(packed), entry.crc);
    return packed;
  });
}

/** The first bytes of a member, `wanted` or more where it has so many, unchecked. No more than needed is read. */
export async function readEntryStart(ranges: Ranges, entry: ZipEntry, wanted: number): Promise<Uint8Array> {
  const { start } = await openEntry(ranges, entry);
  const packed = await ranges.read(start, Math.min(entry.packedSize, wanted));
  return checked(entry, start, async () =>
    entry.method === DEFLATED ? inflateStart(packed, wanted) : packed,
  );
}

async function checked(
  { name }: ZipEntry,
  offset: number,
  read: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  try {
    return await read();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new FormatError(`${JSON.stringify(name)} in the zip file is damaged: ${why}`, {
      offset,
      cause: error,
    });
  }
}

/** Where the data of a member begins, by its local header, and what was read of it with that. */
async function openEntry(
  ranges: Ranges,
  { name, offset, end, method, packedSize }: ZipEntry,
): Promise<{ start: number; known: Uint8Array }> {
  const wrong = (why: string) =>
    new FormatError(`${JSON.stringify(name)} in the zip file ${why}`, { offset });
  if (method !== STORED && method !== DEFLATED)
    throw wrong(
      `is compressed by ${METHODS[method] ?? `method ${method}`}: only what is stored or deflated can be read`,
    );
  const room = end - offset;
  const head = await ranges.read(offset, room <= AT_ONCE ? room : LOCAL.size);
  const view = viewOf(head);
  if (head.length < LOCAL.size || view.getUint32(0, true) !== LOCAL.signature)
    throw wrong('is not where the directory says');
  const flags = view.getUint16(6, true);
  const nameEnd = LOCAL.size + view.getUint16(26, true);
  const dataStart = nameEnd + view.getUint16(28, true);
  if (dataStart + packedSize > room) throw wrong('reaches into what follows it');
  const own = head.length >= nameEnd ? head.subarray(0, nameEnd) : await ranges.read(offset, nameEnd);
  if (nameOf(own.subarray(LOCAL.size), flags, offset) !== name)
    throw wrong('has another name in its own header');
  return { start: offset + dataStart, known: head.subarray(dataStart) };
}
