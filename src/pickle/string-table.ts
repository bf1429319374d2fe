/** Bytes; a string in the table is shorter. */
const PAGE = 2 ** 20;
/** 31 bits say where a string is. */
const LARGEST_START = 2 ** 31 - 1;
const MOST_PAGES = 2 ** 11;
/** Numbers of an entry. */
const WIDTH = 3;
const FIRST_PLACES = 64;
/** Strings that {@link StringTable.recall} finds; a power of two. */
const RECENT = 64;
/** How often it may look for nothing, more than it finds one. */
const CREDIT = 256;
/** Places that are kept for the next pickle, 4 bytes each; of entries, 12 bytes each, half as many. */
const LARGEST_SPARE = 2 ** 19;

/** What was the table of the last pickle: a third of the time of many strings is to touch memory for the first time. */
let spare: StringTable | null = null;

/**
 * The strings that a pickle has so far, by their opcodes in it: code, size and bytes. A string is written first and
 * looked up then: where it is known, the writing is taken back. Measured: a Map of strings takes twice as long, for it
 * hashes UTF-16 that was just read, and keeps an object of each.
 */
export class StringTable {
  /**
   * The entry + 1 in its lowest bits, 0 for none; above them the same bits of the hash, which tell most others apart.
   * Small, for each look-up goes to another part of it.
   */
  private places = new Int32Array(FIRST_PLACES);
  /** Three numbers an entry, one behind the other: hash, where the opcode is, memo index. */
  private entries = new Int32Array((WIDTH * FIRST_PLACES) / 2);
  /** Strings that were met again, each where its ends and its length say, and their memo indices. */
  private readonly recent = new Array<string>(RECENT).fill('');
  private readonly recentIndices = new Array<number>(RECENT).fill(0);
  private credit = CREDIT;
  /** How many places are in use, less one. */
  private mask = FIRST_PLACES - 1;
  private count = 0;
  /** Copies of the strings, where what was written does not stay: a string lies in one of these pages. */
  private pages: DataView[] | null = null;
  private used = 0;

  /** An empty one. */
  static take(): StringTable {
    const table = spare ?? new StringTable();
    spare = null;
    return table;
  }

  /** Gives its memory to the next pickle. */
  release(): void {
    if (this.places.length > LARGEST_SPARE) return;
    this.mask = FIRST_PLACES - 1;
    this.places.fill(0, 0, FIRST_PLACES);
    this.recent.fill('');
    this.credit = CREDIT;
    this.count = 0;
    this.pages = null;
    this.used = 0;
    spare = this;
  }

  /** From now on the strings outlive the bytes that they are written to. */
  keepApart(): void {
    this.pages = [newPage()];
  }

  /**
   * The memo index of a string that was met again lately; -1: it must be looked up. What comes again is mostly a dict's
   * key, and the very same string: to see that takes no look at its characters.
   */
  recall(text: string): number {
    if (this.credit === 0) return -1;
    const slot = slotOf(text);
    const recent = this.recent[slot]!;
    if (recent === text) {
      this.credit++;
      return this.recentIndices[slot]!;
    }
    if (recent !== '') this.credit--;
    return -1;
  }

  /** This string was met again. */
  note(text: string, index: number): void {
    if (this.credit === 0) return;
    const slot = slotOf(text);
    this.recent[slot] = text;
    this.recentIndices[slot] = index;
  }

  /** The memo index of an equal string; -1 where there is none yet, and from now on this one is known as `index`. */
  add(view: DataView, start: number, end: number, hash: number, index: number): number {
    const { places, entries, pages, mask } = this;
    let at = hash & mask;
    for (; ; at = (at + 1) & mask) {
      const place = places[at]!;
      if (place === 0) break;
      if (((place ^ hash) & ~mask) !== 0) continue;
      const entry = WIDTH * (place & mask);
      let from = entries[entry - 2]!;
      let other = view;
      if (pages !== null) {
        other = pages[Math.floor(from / PAGE)]!;
        from %= PAGE;
      }
      if (areEqual(view, start, end, other, from)) return entries[entry - 1]!;
    }
    // No more fit: it is written anew each time.
    if (pages === null ? start > LARGEST_START : pages.length === MOST_PAGES) return -1;
    const entry = WIDTH * this.count++;
    places[at] = (hash & ~mask) | this.count;
    entries[entry] = hash;
    entries[entry + 1] = pages === null ? start : this.keep(view, start, end - start);
    entries[entry + 2] = index;
    if (2 * this.count >= mask) this.grow();
    return -1;
  }

  /** Where the copy is: pages one after the other. */
  private keep({ buffer }: DataView, start: number, length: number): number {
    const pages = this.pages!;
    if (this.used + length > PAGE) {
      pages.push(newPage());
      this.used = 0;
    }
    const page = new Uint8Array(pages[pages.length - 1]!.buffer);
    page.set(new Uint8Array(buffer, start, length), this.used);
    this.used += length;
    return PAGE * (pages.length - 1) + this.used - length;
  }

  private grow(): void {
    const { entries, count } = this;
    const mask = 2 * this.mask + 1;
    if (mask < this.places.length) {
      this.places.fill(0, 0, mask + 1);
    } else {
      this.places = new Int32Array(mask + 1);
      this.entries = new Int32Array(2 * entries.length);
      this.entries.set(entries);
    }
    this.mask = mask;
    const { places } = this;
    for (let entry = 0; entry < count; entry++) {
      const hash = entries[WIDTH * entry]!;
      let at = hash & mask;
      while (places[at] !== 0) at = (at + 1) & mask;
      places[at] = (hash & ~mask) | (entry + 1);
    }
  }
}

function slotOf(text: string): number {
  const { length } = text;
  return (text.charCodeAt(0) + 5 * length + 3 * text.charCodeAt(length - 1)) & (RECENT - 1);
}

function newPage(): DataView {
  // What is compared ends within four bytes behind the last string.
  return new DataView(new ArrayBuffer(PAGE + 4));
}

/** Whether two opcodes are the same, of strings that are not empty. Where sizes differ, so do the first four bytes. */
function areEqual(a: DataView, start: number, end: number, b: DataView, from: number): boolean {
  const last = end - 4;
  if (last < start) return ((a.getInt32(start, true) ^ b.getInt32(from, true)) & 0xffffff) === 0;
  for (; start < last; start += 4, from += 4)
    if (a.getInt32(start, true) !== b.getInt32(from, true)) return false;
  return a.getInt32(last, true) === b.getInt32(from + last - start, true);
}

/** Of the UTF-8, byte by byte as it is written: to read it again at once, as words, took longer. */
export function nextHash(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

/** Spreads what short texts that differ in their last characters leave in the lowest bits. */
export function finalHash(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}
