/**
 * The memory that an array and all its views share.
 *
 * An in-band payload is hardly ever aligned (a float64 array at protocol 5 starts at offset ≡ 3 mod 8), and a
 * typed array must be. So the memory can move, once, when the first typed array over it is asked for;
 * addresses stay what they were, and {@link Memory.shift} says how far the bytes went.
 */

/** Arrays up to this size share a buffer: one of its own costs each 1.5 µs, a place in it 0.1. */
export const SMALL = 2048;
const ARENA = 1 << 16;

export let arena = new Uint8Array(0);
let arenaUsed = 0;

/** Where bytes lie: `byteOffset` bytes into `buffer`. */
export interface Place {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
}

/** Where in `arena` so many bytes are free, from a multiple of 8 on; they are taken now. */
export function allot(size: number): number {
  // A detached arena (someone transferred it) has length 0, so it is replaced too.
  if (arenaUsed + size > arena.length) {
    arena = new Uint8Array(ARENA);
    arenaUsed = 0;
  }
  const start = arenaUsed;
  arenaUsed += (size + 7) & ~7;
  return start;
}

/** Copies bytes to fresh memory, the first one to `lead` bytes after a multiple of 8. */
export function relocate(source: ArrayBufferLike, byteOffset: number, size: number, lead: number): Place {
  const bytes = new Uint8Array(source, byteOffset, size);
  const room = lead + size;
  if (room > SMALL) {
    const own = new Uint8Array(room);
    own.set(bytes, lead);
    return { buffer: own.buffer, byteOffset: lead };
  }
  const start = allot(room) + lead;
  arena.set(bytes, start);
  return { buffer: arena.buffer, byteOffset: start };
}

/** Why memory can't move. */
export const IN_USE = 'another typed array over the same memory is in use';
export const NEVER = "it was loaded with copy: 'never'";

export class Memory {
  buffer: ArrayBufferLike;
  /** How far the bytes moved: what lay at `address` lies at `address + shift`. */
  shift = 0;
  /**
   * The Python objects that the memory points to. A pointer slot (8 bytes for object, 16 for StringDType)
   * begins with a little-endian uint32, the object's index here; 0 is None for object, '' for StringDType.
   * Every slot has an index of its own. `null` where the data type holds no objects.
   */
  readonly objects: unknown[] | null;
  /** The addresses that elements cover, from `lo` up to and without `hi`. */
  readonly #lo: number;
  readonly #hi: number;
  #dataView: DataView | null = null;
  /** Why the memory can't move; `null` while it can. */
  #pinned: string | null;

  constructor(
    buffer: ArrayBufferLike,
    lo: number,
    hi: number,
    objects: unknown[] | null,
    pinned: string | null,
  ) {
    this.buffer = buffer;
    this.#lo = lo;
    this.#hi = hi;
    this.objects = objects;
    this.#pinned = pinned;
  }

  /** Over the whole buffer. */
  get view(): DataView {
    this.#dataView ??= new DataView(this.buffer);
    return this.#dataView;
  }

  /**
   * Has the byte at `address` lie at a multiple of `unit` from now on, for a typed array that stays.
   * Returns null, or why that can't be.
   */
  align(address: number, unit: number): string | null {
    if ((address + this.shift) % unit !== 0) {
      if (this.#pinned !== null) return this.#pinned;
      this.#move((unit - ((address - this.#lo) % unit)) % unit);
    }
    this.#pinned ??= IN_USE;
    return null;
  }

  /** Copies the memory to where its first byte lies `lead` bytes after a multiple of 8. */
  #move(lead: number): void {
    const place = relocate(this.buffer, this.#lo + this.shift, this.#hi - this.#lo, lead);
    this.buffer = place.buffer;
    this.shift = place.byteOffset - this.#lo;
    this.#dataView = null;
  }
}
