/** What text is being made of just now, of values in each other: where there are cycles, or too many, the text ends. */
export class Nesting {
  readonly #open = new Set<object>();
  readonly #maxDepth: number;
  #depth = 0;

  constructor(maxDepth: number) {
    this.#maxDepth = maxDepth;
  }

  /**
   * `convert()`; or `cyclic` where that is under way for `value`, `...` where `levels` more are too many or the value can't
   * be read (a RangeError: a str element with a character beyond Unicode).
   */
  within<T>(value: object, convert: () => T, cyclic: T | '...' = '...', levels = 1): T | '...' {
    if (this.#open.has(value)) return cyclic;
    if (this.#depth + levels > this.#maxDepth) return '...';
    this.#depth += levels;
    this.#open.add(value);
    try {
      return convert();
    } catch (error) {
      if (error instanceof RangeError) return '...';
      throw error;
    } finally {
      this.#open.delete(value);
      this.#depth -= levels;
    }
  }
}
