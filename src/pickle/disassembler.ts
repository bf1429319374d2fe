/**
 * Reads opcodes and their arguments, and does nothing with them: what `pickletools.genops` is in Python. The other
 * reader of the table, beside the machine.
 *
 * As the machine, it does not know where its bytes come from: it is fed, and says what it needs.
 */

import { UnpicklingError } from '../errors.ts';
import { decodeLong, narrow } from '../values/integers.ts';
import { decodeLatin1 } from '../values/latin1.ts';
import { Instruction, type InstructionArgument } from './instruction.ts';
import { ARGUMENT_SIZE, OPCODES, type Opcode } from './opcodes.ts';
import { TextArguments } from './text-arguments.ts';

/** What counted bytes are, where they are not bytes. A Python 2 str reads as Latin-1, as in `pickletools`. */
const COUNTED: { readonly [name: string]: 'utf8' | 'latin1' | 'long' } = {
  SHORT_BINUNICODE: 'utf8',
  BINUNICODE: 'utf8',
  BINUNICODE8: 'utf8',
  SHORT_BINSTRING: 'latin1',
  BINSTRING: 'latin1',
  LONG1: 'long',
  LONG4: 'long',
};

export class Disassembler extends TextArguments {
  private op: Opcode = OPCODES[0x2e]!;
  /** How many bytes the last token took, and where in the window its argument lies. */
  private size = 0;
  private from = 0;
  private to = 0;
  /** Bytes in all, and of the longest argument that must be there. */
  private readonly length: number;
  private readonly longest: number;

  /** See {@link skipData}. */
  dataOffset = 0;

  /** `longest`: counted arguments of more bytes need not be there, and can't be asked for then; `length`: of the pickle. */
  constructor(maxDigits: number, longest = Number.POSITIVE_INFINITY, length = 0) {
    super(maxDigits);
    this.longest = longest;
    this.length = length;
  }

  /** What was fed and lies behind the last token. */
  get rest(): Uint8Array {
    return this.bytes.subarray(this.p + this.size, this.end);
  }

  /** Bytes that were fed and not read; less than none behind an argument that was passed over. */
  get available(): number {
    return this.end - this.p;
  }

  /** Reads one token; false when `needed` bytes more must be there first. {@link opcode} and the others speak of it. */
  next(): boolean {
    this.p += this.size;
    this.size = 0;
    // Behind an argument that was passed over.
    if (this.p > this.end) this.setWindow(new Uint8Array(0), 0, 0, false);
    const at = this.p;
    if (at === this.end) return this.missing(1);
    const code = this.bytes[at]!;
    const op = OPCODES[code] ?? this.noOpcode(code);
    const fixed = 1 + ARGUMENT_SIZE[code]!;
    if (fixed > this.end - at) return this.missing(fixed);
    let from = at + 1;
    let to = at + fixed;
    let next = to;
    switch (op.argument) {
      case 'line':
      case 'lines':
        to = this.textEnd(from, op.argument === 'line' ? 1 : 2);
        if (to < 0) return false;
        next = to + 1;
        break;
      case 'n1':
      case 'n4':
      case 's4':
      case 'n8': {
        const count = this.integer(op.argument, from);
        if (count < 0) this.fail(`a count of ${count} bytes is negative`);
        if (count > this.end - to && !this.passes(Number(count), fixed))
          return this.missing(fixed + Number(count));
        from = to;
        to += Number(count);
        next = to;
      }
    }
    this.op = op;
    this.from = from;
    this.to = to;
    this.size = next - at;
    return true;
  }

  /** The opcode of the token. Its offset in the pickle is `offset`. */
  get opcode(): Opcode {
    return this.op;
  }

  /** Where the token's argument lies in the pickle, in bytes; of a counted one, behind the count. */
  get argumentOffset(): number {
    return this.base + this.from;
  }

  /** How long it is there, in bytes; of lines, without the last newline. */
  get argumentSize(): number {
    return this.to - this.from;
  }

  /** The token's argument, as `pickletools` gives it; bytes are a view. @throws UnpicklingError if it can't be read. */
  argument(): InstructionArgument {
    try {
      return this.read();
    } catch (error) {
      if (error instanceof UnpicklingError) throw error;
      // A runtime has a longest string.
      throw new UnpicklingError(
        `an argument can't be read: ${(error as Error).message}`,
        this.location(error),
      );
    }
  }

  /** The module and the name that GLOBAL and INST say. @throws UnpicklingError if they can't be read. */
  names(): readonly [module: string, name: string] {
    return this.globalName(this.from, this.to);
  }

  /** The token with its argument. */
  instruction(): Instruction {
    return new Instruction(this.op, this.offset, this.offset + this.size, this.argument());
  }

  /**
   * Passes over data behind the token, of `length` bytes; with `isPadded`, behind a byte that counts others before them,
   * which must be there: else false. Where the data begin is `dataOffset`.
   */
  skipData(isPadded: boolean, length: number): boolean {
    const at = this.p + this.size;
    if (isPadded && at >= this.end) return this.missing(this.size + 1);
    this.size += isPadded ? 1 + this.bytes[at]! : 0;
    this.dataOffset = this.offset + this.size;
    const left = this.length - this.dataOffset;
    if (length > left) this.fail(`the data of an array need ${length} bytes, ${Math.max(left, 0)} are left`);
    this.size += length;
    return true;
  }

  /** Whether an argument of `count` bytes behind `fixed` need not be there: but somewhere. */
  private passes(count: number, fixed: number): boolean {
    if (count <= this.longest) return false;
    const left = this.length - this.offset;
    if (fixed + count > left) this.truncated(fixed + count, left);
    return true;
  }

  private missing(needed: number): false {
    this.short(needed);
    return false;
  }

  private read(): InstructionArgument {
    const { bytes, from, to } = this;
    const { code, name, argument } = this.op;
    switch (argument) {
      case 'none':
        return null;
      case 'f8':
        return this.view.getFloat64(from, false);
      case 'line': {
        const value = this.lineArgument(code, from, to);
        return value instanceof Uint8Array ? decodeLatin1(value, 0, value.length) : value;
      }
      case 'lines':
        return this.globalName(from, to).join(' ');
      case 'n1':
      case 'n4':
      case 's4':
      case 'n8':
        switch (COUNTED[name]) {
          case 'utf8':
            return this.decode(bytes, from, to);
          case 'latin1':
            return decodeLatin1(bytes, from, to);
          case 'long':
            return decodeLong(bytes, from, to);
          default:
            return bytes.subarray(from, to);
        }
      default:
        return this.integer(argument, from);
    }
  }

  private integer(
    kind: 'u1' | 'u2' | 'i4' | 'u4' | 'u8' | 'n1' | 'n4' | 's4' | 'n8',
    at: number,
  ): number | bigint {
    switch (kind) {
      case 'u1':
      case 'n1':
        return this.bytes[at]!;
      case 'u2':
        return this.view.getUint16(at, true);
      case 'i4':
      case 's4':
        return this.view.getInt32(at, true);
      case 'u4':
      case 'n4':
        return this.view.getUint32(at, true);
      case 'u8':
      case 'n8':
        return narrow(this.view.getBigUint64(at, true));
    }
  }
}
