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
  /** Four numbers a place: hash, where the bytes begin, how many there are, memo index + 1 (0: the place is free). */
  private places = new Int32Array(4 * 64);
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
    let { places } = this;
    const mask = places.length - 4;
    for (let at = (hash << 2) & mask; ; at = (at + 4) & mask) {
      const known = places[at + 3]!;
      if (known === 0) {
        // No more fit: it is written anew each time.
        if (this.pages !== null && this.pages.length === MOST_PAGES) return -1;
        if (8 * this.count >= places.length) {
          this.grow();
          places = this.places;
          at = this.free(hash);
        }
        places[at] = hash;
        places[at + 1] = this.pages === null ? start : this.keep(bytes.subarray(start, end));
        places[at + 2] = length;
        places[at + 3] = index + 1;
        this.count++;
        return -1;
      }
      if (places[at] !== hash || places[at + 2] !== length) continue;
      let from = places[at + 1]!;
      let other = bytes;
      if (this.pages !== null) {
        other = this.pages[Math.floor(from / PAGE)]!;
        from %= PAGE;
      }
      let i = start;
      while (i < end && bytes[i] === other[from]) {
        i++;
        from++;
      }
      if (i === end) return known - 1;
    }
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

  private free(hash: number): number {
    const mask = this.places.length - 4;
    let at = (hash << 2) & mask;
    while (this.places[at + 3] !== 0) at = (at + 4) & mask;
    return at;
  }

  private grow(): void {
    const old = this.places;
    this.places = new Int32Array(4 * old.length);
    for (let i = 0; i < old.length; i += 4) {
      if (old[i + 3] === 0) continue;
      const at = this.free(old[i]!);
      for (let n = 0; n < 4; n++) this.places[at + n] = old[i + n]!;
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
