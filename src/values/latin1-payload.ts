import { transcodeLatin1 } from './latin1.ts';
import { Payload } from './payload.ts';

/**
 * The bytes that a text stands for in Latin-1, which was not read: how protocols 0–2 write an array's data. How many
 * they are is known when it was.
 */
export class Latin1Payload extends Payload {
  #bytes: Uint8Array<ArrayBuffer> | null = null;
  /** How many they must be; -1 while nobody said. */
  #expected = -1;

  /** `start` and `length`: of the text, in bytes of UTF-8. */
  constructor(start: number, length: number) {
    super('latin1', null, start, length);
  }

  override get source(): Uint8Array {
    if (this.#bytes !== null) return this.#bytes;
    const bytes = transcodeLatin1(super.source, this.start, this.start + this.length);
    if (bytes === undefined) throw new TypeError('expected a str of characters up to U+00FF, got str');
    if (this.#expected >= 0 && bytes.length !== this.#expected)
      throw new RangeError(`an array needs ${this.#expected} bytes of data, ${bytes.length} are there`);
    this.#bytes = bytes;
    this.start = 0;
    this.length = bytes.length;
    return bytes;
  }

  /** So many characters take so many bytes of UTF-8, or up to twice as many. */
  override holds(length: number): boolean {
    if (this.#bytes !== null) return this.length === length;
    if (length > this.length || this.length > 2 * length) return false;
    if (this.#expected < 0) this.#expected = length;
    return this.#expected === length;
  }

  /** The same, to be read apart. */
  unread(): Latin1Payload {
    const copy = new Latin1Payload(this.start, this.length);
    copy.#expected = this.#expected;
    return copy;
  }
}
