import { Disassembler } from './pickle/disassembler.ts';
import type { Instruction } from './pickle/instruction.ts';
import { type ListingOptions, listing } from './pickle/listing.ts';
import { asBytes, type BytesLike } from './values/bytes-like.ts';

export interface DisassembleOptions {
  /** `maxDigits`: digits of a number that is written as text. Default 4300, as in `loads`. */
  limits?: { maxDigits?: number };
}

const ANNOTATIONS: readonly unknown[] = ['opcodes', 'values', undefined];

/** A pickle's opcodes: to be iterated, or printed. Each iteration starts anew. */
export class Disassembly implements Iterable<Instruction> {
  readonly #bytes: Uint8Array;
  readonly #maxDigits: number;

  constructor(bytes: Uint8Array, maxDigits: number) {
    this.#bytes = bytes;
    this.#maxDigits = maxDigits;
    // A method of this name would keep bundlers from leaving the class out.
    Object.defineProperty(this, Symbol.for('nodejs.util.inspect.custom'), { value: () => this.toString() });
  }

  /**
   * The instructions, each read when it is asked for. STOP is the last.
   *
   * @throws UnpicklingError where the pickle is truncated, or a byte is no opcode, or an argument can't be read.
   */
  *[Symbol.iterator](): Generator<Instruction, void, undefined> {
    const reader = new Disassembler(this.#maxDigits);
    reader.feed(this.#bytes);
    reader.close();
    while (reader.next()) {
      yield reader.instruction();
      if (reader.opcode.name === 'STOP') return;
    }
  }

  /**
   * The lines of {@link toString}, each made when it is asked for. Where the pickle can't be read any further, the last
   * line is the error's message.
   */
  lines(options: ListingOptions = {}): Iterable<string> {
    if (!ANNOTATIONS.includes(options.annotate))
      throw new TypeError(`annotate must be 'opcodes' or 'values', not ${String(options.annotate)}`);
    return listing(this, options);
  }

  /**
   * The whole pickle, an opcode a line, as `pickletools.dis` prints it: offset, opcode, name (indented by MARK),
   * argument. With `width: Infinity` it is that text, to the letter, as far as MARKs are no more than 50 deep.
   */
  toString(options?: ListingOptions): string {
    return [...this.lines(options)].join('\n');
  }
}

/**
 * What a pickle says, opcode by opcode: Python's `pickletools.genops` and `pickletools.dis`. Nothing is built or
 * called, so that any pickle may be looked at.
 *
 * It reads what `loads` reads. So it parts from `pickletools` where that parts from `pickle.loads`: in numbers as
 * text (`I0x10`), escapes in the names of GLOBAL (none), and a Python 2 STRING that is not ASCII (Latin-1).
 *
 * ```ts
 * for (const { offset, opcode, argument } of disassemble(bytes)) if (opcode === 'GLOBAL') console.log(offset, argument);
 * console.log(disassemble(bytes).toString({ annotate: 'values' }));
 * ```
 */
export function disassemble(data: BytesLike, { limits }: DisassembleOptions = {}): Disassembly {
  return new Disassembly(asBytes(data, 'disassemble: the pickle'), limits?.maxDigits ?? 4300);
}
