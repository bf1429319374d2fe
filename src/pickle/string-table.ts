/**
 * The strings that a pickle has so far, by their bytes in it. A string is written first and looked up then: where it
 * is known, the writing is taken back. Measured: a Map of strings takes twice as long, for it hashes UTF-16 that was
 * just read, and keeps an object of each.
 */
export class StringTable {
  /** Four numbers a place: hash, where the bytes begin, how many there are, memo index + 1 (0: the place is free). */
  private places = new Int32Array(4 * 64);
  private count = 0;

  /** The memo index of equal bytes; −1 where there are none yet, and from now on these are known as `index`. */
  add(bytes: Uint8Array, start: number, end: number, hash: number, index: number): number {
    const length = end - start;
    let { places } = this;
    const mask = places.length - 4;
    for (let at = (hash << 2) & mask; ; at = (at + 4) & mask) {
      const known = places[at + 3]!;
      if (known === 0) {
        if (8 * this.count >= places.length) {
          this.grow();
          places = this.places;
          at = this.free(hash);
        }
        places[at] = hash;
        places[at + 1] = start;
        places[at + 2] = length;
        places[at + 3] = index + 1;
        this.count++;
        return -1;
      }
      if (places[at] !== hash || places[at + 2] !== length) continue;
      let from = places[at + 1]!;
      let i = start;
      while (i < end && bytes[i] === bytes[from]) {
        i++;
        from++;
      }
      if (i === end) return known - 1;
    }
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
