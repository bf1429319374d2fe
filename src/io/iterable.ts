import type { Chunks } from './byte-reader.ts';

/** What an iterator gives, one after the other. Given up before its end, it is told to return. */
export class IterableChunks implements Chunks {
  readonly name = 'the source';
  readonly isBorrowed = true;
  readonly size = undefined;
  readonly #iterator: AsyncIterator<unknown> | Iterator<unknown>;
  #isDone = false;

  constructor(iterable: AsyncIterable<unknown> | Iterable<unknown>) {
    this.#iterator =
      Symbol.asyncIterator in iterable ? iterable[Symbol.asyncIterator]() : iterable[Symbol.iterator]();
  }

  async next(): Promise<unknown> {
    try {
      const { done, value } = await this.#iterator.next();
      this.#isDone = done === true;
      return this.#isDone ? null : value;
    } catch (error) {
      this.#isDone = true;
      throw error;
    }
  }

  async cancel(): Promise<void> {
    if (this.#isDone) return;
    this.#isDone = true;
    await this.#iterator.return?.();
  }
}
