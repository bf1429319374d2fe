/** The stack, the marks and the memo of a pickle that is only looked at, which may hold less than its opcodes take. */

import { UnpicklingError } from '../errors.ts';
import { Disassembler } from '../pickle/disassembler.ts';
import { UNKNOWN } from './values.ts';

/** The pickle around the one that is being read. */
interface Outer {
  readonly stack: unknown[];
  readonly marks: number[];
  readonly fence: number;
  readonly memo: Map<number, unknown>;
}

export class InspectedStack {
  readonly #maxDigits: number;
  readonly #longest: number;
  protected reader: Disassembler;
  /** Where the pickle that is being read begins. */
  protected start = 0;
  #stack: unknown[] = [];
  #fence = 0;
  #marks: number[] = [];
  #memo = new Map<number, unknown>();
  #outer: Outer | null = null;

  /** Containers and what calls give. */
  objects = 0;
  memoised = 0;
  /** What could not be read, or what Python would stop at, if anything. */
  error: UnpicklingError | null = null;

  /** `longest`: bytes of the longest argument that is ever asked for. */
  constructor(maxDigits: number, longest: number) {
    this.#maxDigits = maxDigits;
    this.#longest = longest;
    this.reader = new Disassembler(maxDigits);
  }

  /** Where the opcode lies, in bytes from the start of the input. */
  get offset(): number {
    return this.start + this.reader.offset;
  }

  /** The next pickle: behind what was read, or at 0. `size`: of them all, in bytes. */
  protected begin(start: number, size: number): void {
    this.start = start;
    this.#outer = null;
    this.#stack = [];
    this.#marks = [];
    this.#fence = 0;
    this.#memo = new Map();
    const { rest } = this.reader;
    this.reader = new Disassembler(this.#maxDigits, this.#longest, size - start);
    if (rest.length > 0) this.reader.feed(rest);
  }

  /** Begins with a pickle within the pickle, whose stack and memo are its own. */
  protected enter(): void {
    this.#outer = { stack: this.#stack, marks: this.#marks, fence: this.#fence, memo: this.#memo };
    this.#stack = [];
    this.#marks = [];
    this.#fence = 0;
    this.#memo = new Map();
  }

  /** Goes back to the pickle around this one; false where there is none. */
  protected leave(): boolean {
    const outer = this.#outer;
    if (outer === null) return false;
    this.#outer = null;
    this.#stack = outer.stack;
    this.#marks = outer.marks;
    this.#fence = outer.fence;
    this.#memo = outer.memo;
    return true;
  }

  protected get isWithin(): boolean {
    return this.#outer !== null;
  }

  /** Gives the reader the next bytes; none at the end. */
  protected feed(bytes: Uint8Array): void {
    if (bytes.length === 0) this.reader.close();
    else this.reader.feed(bytes);
  }

  protected argument(): unknown {
    try {
      return this.reader.argument();
    } catch (error) {
      // A number that is none, text that is no UTF-8: Python stops there.
      this.flaw((error as Error).message);
      return UNKNOWN;
    }
  }

  /** Notes what Python's machine would stop at. */
  protected flaw(message: string): void {
    const { offset } = this;
    this.error ??= new UnpicklingError(message, { offset, opcode: this.reader.opcode.name });
  }

  protected push(value: unknown): void {
    this.#stack.push(value);
  }

  protected make(value: unknown): void {
    this.objects++;
    this.#stack.push(value);
  }

  protected pop(): unknown {
    if (this.#stack.length > this.#fence) return this.#stack.pop();
    this.flaw('nothing on the stack');
    return UNKNOWN;
  }

  protected top(): unknown {
    if (this.#stack.length > this.#fence) return this.#stack[this.#stack.length - 1];
    this.flaw('nothing on the stack');
    return UNKNOWN;
  }

  protected mark(): void {
    this.#marks.push(this.#fence);
    this.#fence = this.#stack.length;
  }

  /** POP, which takes a MARK too. */
  protected drop(): void {
    if (this.#marks.length > 0 && this.#stack.length === this.#fence) this.popMark();
    else this.pop();
  }

  /** What lies above the last MARK, which goes. */
  protected popMark(): unknown[] {
    const fence = this.#marks.pop();
    if (fence === undefined) {
      this.flaw('no MARK on the stack');
      return [];
    }
    const items = this.#stack.splice(this.#fence);
    this.#fence = fence;
    return items;
  }

  protected put(index: unknown): void {
    if (typeof index !== 'number') return this.flaw('a memo index that is no number');
    if (!this.#memo.has(index)) this.memoised++;
    this.#memo.set(index, this.top());
  }

  protected memoize(): void {
    this.put(this.#memo.size);
  }

  protected get(index: unknown): void {
    const has = typeof index === 'number' && this.#memo.has(index);
    if (!has) this.flaw(`nothing was memoised as ${String(index)}`);
    this.push(has ? this.#memo.get(index) : UNKNOWN);
  }
}
