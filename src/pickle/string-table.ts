/** Bytes; a string in the table is shorter. */
const PAGE = 2 ** 20;
/** So that 31 bits can say where a copy is. */
const MOST_PAGES = 2 ** 11;

/**
 * The strings that a pickle has so far, by their bytes in it. A string is written first and looked up then: where it
 * is known, the writing is taken back. Measured: a Map of strings takes twice as long, for it hashes UTF-16 that was
 * just read, and keeps an object of each.
 */
export class StringTable {
  /** Two numbers a place: hash, entry + 1 (0: the place is free). Small, for each look-up goes to another part of it. */
  private places = new Int32Array(2 * 64);
  /** Three numbers an entry: where the bytes begin, how many there are, memo index. */
  private entries = new Int32Array(3 * 32);
  private count = 0;
  /** Copies of the strings, where what was written does not stay: a string lies in one of these pages. */
  private pages: Uint8Array[] | null = null;
  private used = 0;

  /** From now on the strings outlive the bytes that they are written to. */
  keepApart(): void {
    this.pages = [new Uint8Array(PAGE)];
  }

  /** The memo index of equal bytes; −1 where there are none yet, and from now on these are known as `index`. */
  add(bytes: Uint8Array, start: number, end: number, hash: number, index: number): number {
    const length = end - start;
    const { places, entries, pages } = this;
    const mask = places.length - 2;
    let at = (hash << 1) & mask;
    for (; ; at = (at + 2) & mask) {
      const known = 3 * places[at + 1]!;
      if (known === 0) break;
      if (places[at] !== hash || entries[known - 2] !== length) continue;
      let from = entries[known - 3]!;
      let other = bytes;
      if (pages !== null) {
        other = pages[Math.floor(from / PAGE)]!;
        from %= PAGE;
      }
      let i = start;
      while (i < end && bytes[i] === other[from]) {
        i++;
        from++;
      }
      if (i === end) return entries[known - 1]!;
    }
    // No more fit: it is written anew each time.
    if (pages !== null && pages.length === MOST_PAGES) return -1;
    const entry = 3 * this.count++;
    places[at] = hash;
    places[at + 1] = this.count;
    entries[entry] = pages === null ? start : this.keep(bytes.subarray(start, end));
    entries[entry + 1] = length;
    entries[entry + 2] = index;
    if (4 * this.count >= places.length) this.grow();
    return -1;
  }

  /** Where the copy is: pages one after the other. */
  private keep(text: Uint8Array): number {
    const pages = this.pages!;
    if (this.used + text.length > PAGE) {
      pages.push(new Uint8Array(PAGE));
      this.used = 0;
    }
    pages[pages.length - 1]!.set(text, this.used);
    this.used += text.length;
    return PAGE * (pages.length - 1) + this.used - text.length;
  }

  private grow(): void {
    const { places, entries } = this;
    this.places = new Int32Array(2 * places.length);
    this.entries = new Int32Array(2 * entries.length);
    this.entries.set(entries);
    const mask = this.places.length - 2;
    for (let i = 0; i < places.length; i += 2) {
      if (places[i + 1] === 0) continue;
      let at = (places[i]! << 1) & mask;
      while (this.places[at + 1] !== 0) at = (at + 2) & mask;
      this.places[at] = places[i]!;
      this.places[at + 1] = places[i + 1]!;
    }
  }
}

/** Of bytes; what {@link Atoms} computes as it writes ASCII. */
export function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0;
  for (let i = start; i < end; i++) hash = nextHash(hash, bytes[i]!);
  return finalHash(hash);
}

export function nextHash(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

/** Spreads what short texts that differ in their last characters leave in the lowest bits. */
export function finalHash(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}
