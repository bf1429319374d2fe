/**
 * The memo: what a pickle's opcodes can ask for again, by number.
 *
 * Objects that `Repeats` makes at once have a place here, but what else their opcodes memoise has only a number: a list
 * of 100,000 arrays would memoise 600,000 temporaries. A run of equally written objects is one record, which tells where
 * each of its numbers is, and from which bytes it could be made.
 */

/** Numbers above all others by more than this, which a valid pickle may have, but none does, are kept apart. */
const GAP = 64;
/** A run is these numbers: its first one, then its first object's place, and how many objects; */
const PLACE = 1;
const COUNT = 2;
/** of each of these, how many numbers, and which is its own; */
const NUMBERS = 3;
const OWN = 4;
/** where the first one's opcodes begin, and how many bytes each has; where its buffer is, −1 where they have none. */
const START = 5;
const SIZE = 6;
const BUFFER = 7;
const WIDTH = 8;
/** A run of texts has no objects: START is where the first is among all texts, SIZE 1, and OWN this. */
const TEXT = -1;

/** An object of a run: the number of the first thing that its opcodes memoise, these opcodes, and its buffer. */
export interface Repeated {
  readonly first: number;
  /** Undefined for a text. */
  readonly object: unknown;
  readonly window: Uint8Array;
  readonly start: number;
  readonly size: number;
  readonly buffer: Uint8Array | null;
}

export class Memo {
  /** What is memoised, without gaps for what has only a number; and room for as many again, at most. */
  readonly items: unknown[] = [];
  #size = 0;
  /** How many have only a number, and the first of them. */
  #skipped: number;
  #firstSkipped: number;
  /** Objects of numbers that are skipped, or far above the others. */
  readonly far = new Map<number, unknown>();
  #isSparse = false;
  readonly #runs: number[] = [];
  #run = 0;
  readonly #windows: Uint8Array[] = [];
  /** Where in its window the opcode of each text is. */
  #texts = new Int32Array(0);
  #textCount = 0;
  readonly #buffers: Uint8Array[] = [];
  /** How many things are memoised: the number of MEMOIZE's next one. */
  declare count: number;
  /** Changes where a number's object does. */
  changes = 0;

  /** `first`: the lowest number that it has. */
  constructor(first = 0) {
    this.count = first;
    this.#skipped = first;
    this.#firstSkipped = first > 0 ? 0 : 2 ** 53;
    // A run without objects, of which every number is skipped.
    if (first > 0) this.#runs.push(0, 0, 1, first, TEXT, 0, 0, -1);
  }

  /** Whether the next number is the one after the last. */
  get isDense(): boolean {
    return this.count === this.#size + this.#skipped && !this.#isSparse;
  }

  /** Puts an item behind the last; returns its place. By itself, an array that grows takes four times what it holds. */
  #push(item: unknown): number {
    const place = this.#size++;
    if (place === this.items.length) this.items.length = 2 * place + GAP;
    this.items[place] = item;
    return place;
  }

  /** The last run that begins up to a number. */
  #runOf(number: number): number {
    const runs = this.#runs;
    let low = 0;
    let high = runs.length / WIDTH;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (runs[middle * WIDTH]! <= number) low = middle;
      else high = middle;
    }
    return low * WIDTH;
  }

  /** Where a number's object is or would be; -1 for one that has only a number. */
  #find(number: number): number {
    if (number < this.#firstSkipped) return number;
    const runs = this.#runs;
    const run = this.#runOf(number);
    const within = number - runs[run]!;
    const numbers = runs[run + NUMBERS]!;
    const place = runs[run + PLACE]!;
    const count = runs[run + COUNT]!;
    const beyond = within - count * numbers;
    if (beyond >= 0) return place + (runs[run + OWN] === TEXT ? 0 : count) + beyond;
    return within % numbers === runs[run + OWN] ? place + Math.floor(within / numbers) : -1;
  }

  get(number: number): unknown {
    const place = this.#find(number);
    const item = place >= 0 && place < this.#size ? this.items[place] : undefined;
    return item === undefined ? this.far.get(number) : item;
  }

  /** Returns the object's place if the number is the next, else -1. */
  set(number: number, item: unknown): number {
    const next = this.#size + this.#skipped;
    if (number === next) {
      this.count++;
      return this.#push(item);
    }
    this.changes++;
    const place = this.#find(number);
    if (place >= 0 && this.get(number) === undefined) this.count++;
    if (place >= 0 && place < this.#size) {
      this.items[place] = item;
    } else if (number > next && number < next + GAP) {
      // cPickle counts from 1, and an optimised pickle leaves gaps.
      while (this.#size < place) this.#push(undefined);
      this.#push(item);
    } else {
      this.far.set(number, item);
      if (place >= 0) this.#isSparse = true;
    }
    return -1;
  }

  /** Puts in the place of `item` what it stood for. */
  replace(place: number, item: unknown, by: unknown): void {
    if (this.items[place] === item) this.items[place] = by;
  }

  /** Adds an object of which the opcodes memoise so many things, itself as the one called `place`. The memo must be dense. */
  add(
    object: unknown,
    places: number,
    place: number,
    window: Uint8Array,
    start: number,
    size: number,
    buffer: Uint8Array | null,
  ): void {
    const runs = this.#runs;
    const run = this.#run;
    const first = this.#size + this.#skipped;
    const count = runs[run + COUNT]!;
    if (
      runs[run]! + count * places === first &&
      runs[run + NUMBERS] === places &&
      runs[run + OWN] === place &&
      runs[run + START]! + count * size === start &&
      runs[run + SIZE] === size &&
      runs[run + BUFFER]! < 0 === (buffer === null) &&
      this.#windows[run / WIDTH] === window
    ) {
      runs[run + COUNT] = count + 1;
    } else {
      if (runs.length === 0) this.#firstSkipped = first;
      this.#run = runs.length;
      const bufferAt = buffer === null ? -1 : this.#buffers.length;
      runs.push(first, this.#size, 1, places, place, start, size, bufferAt);
      this.#windows.push(window);
    }
    if (buffer !== null) this.#buffers.push(buffer);
    if (place !== TEXT) this.#push(object);
    this.#skipped += places - (place === TEXT ? 0 : 1);
    this.count += places;
  }

  /** Adds a text, of which only is kept where its opcode is. The memo must be dense. */
  addText(window: Uint8Array, offset: number): void {
    const place = this.#textCount++;
    if (place === this.#texts.length) {
      const grown = new Int32Array(2 * place + 1024);
      grown.set(this.#texts);
      this.#texts = grown;
    }
    this.#texts[place] = offset;
    this.add(undefined, 1, TEXT, window, place, 1, null);
  }

  /** Keeps the object of a number that was skipped. */
  keep(number: number, item: unknown): void {
    this.far.set(number, item);
  }

  /** The object with which a number was skipped. */
  repeated(number: number): Repeated | undefined {
    const runs = this.#runs;
    if (number < this.#firstSkipped) return undefined;
    const run = this.#runOf(number);
    const numbers = runs[run + NUMBERS]!;
    const size = runs[run + SIZE]!;
    const n = Math.floor((number - runs[run]!) / numbers);
    // It may be a number behind the last run.
    if (n >= runs[run + COUNT]!) return undefined;
    const isText = runs[run + OWN] === TEXT;
    const start = runs[run + START]! + n * size;
    return {
      first: runs[run]! + n * numbers,
      object: isText ? undefined : this.items[runs[run + PLACE]! + n],
      window: this.#windows[run / WIDTH]!,
      start: isText ? this.#texts[start]! : start,
      size,
      buffer: runs[run + BUFFER]! < 0 ? null : this.#buffers[runs[run + BUFFER]! + n]!,
    };
  }
}
