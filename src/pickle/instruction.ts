/** One opcode of a pickle with its argument, and how it prints. */

import { ByteArray } from '../values/byte-array.ts';
import { reprBytes, reprFloat, reprString, reprValue } from '../values/repr.ts';
import { effectOf } from './opcode-effects.ts';
import type { Opcode } from './opcodes.ts';

/**
 * What follows an opcode, as `pickletools.genops` gives it: null where nothing does, integers (bigint where a number
 * is not exact), floats as numbers, text (of GLOBAL and INST `'module name'`, of a Python 2 str Latin-1), and bytes as
 * a view of the pickle.
 */
export type InstructionArgument = null | boolean | number | bigint | string | Uint8Array;

/** An argument prints about as long as this, in characters, unless told otherwise. */
export const WIDTH = 100;
/** Where what an opcode does stands behind it, if there is room: as `pickletools` has it. */
export const COLUMN = 30;

export class Instruction {
  /** Where it starts, in bytes from the start of the pickle. */
  readonly offset: number;
  /** Where the next one starts. */
  readonly end: number;
  /** As in `pickletools`: `'BINBYTES'`. */
  readonly opcode: string;
  /** The opcode's byte. */
  readonly code: number;
  /** The first protocol that has it. */
  readonly protocol: number;
  readonly argument: InstructionArgument;

  constructor(opcode: Opcode, offset: number, end: number, argument: InstructionArgument) {
    this.offset = offset;
    this.end = end;
    this.opcode = opcode.name;
    this.code = opcode.code;
    this.protocol = opcode.protocol;
    this.argument = argument;
  }

  /** What the opcode does, in a line of words. */
  get doc(): string {
    return effectOf(this.opcode).doc;
  }

  /** Offset, opcode, name, argument and what the opcode does, in a line; a long argument is cut. */
  toString(): string {
    const { argument } = this;
    const line = instructionLine(this, 0, argument === null ? [] : [argumentText(this, WIDTH)]);
    return `${offsetText(this)}${padded(line, COLUMN)} ${this.doc}`;
  }
}

/** The text, at least that long. */
export function padded(text: string, length: number): string {
  return text + ' '.repeat(Math.max(length - codePoints(text), 0));
}

/** What a line begins with: `'   11: '`. */
export function offsetText({ offset }: Instruction): string {
  return `${String(offset).padStart(5)}: `;
}

/** Deeper MARKs move lines no further: a million of them would make lines of megabytes. */
const DEEPEST = 50;

/** The rest of a line as `pickletools.dis` prints it: the opcode's character, its name, and what stands behind it. */
export function instructionLine(
  { code, opcode: name }: Instruction,
  depth: number,
  behind: readonly string[],
): string {
  const char = code < 0x7f ? String.fromCharCode(code) : `\\x${code.toString(16)}`;
  const line = `${char.padEnd(4)} ${'    '.repeat(Math.min(depth, DEEPEST))}${name}`;
  return behind.length === 0
    ? line
    : `${line}${' '.repeat(Math.max(10 - name.length, 0))} ${behind.join(' ')}`;
}

/** Decimal text takes more than linear time, so Python has none of integers of more digits. */
const DECIMAL_DIGITS = 4300;

/**
 * The argument as Python's `repr` prints it. One that is longer than `width` characters is cut, and says how long it
 * is. Integers that Python has no decimal text of are hexadecimal.
 */
export function argumentText({ opcode: name, argument }: Instruction, width: number): string {
  if (typeof argument === 'string') return cut(argument, reprString, 'characters', width);
  if (argument instanceof Uint8Array)
    return cut(argument, name === 'BYTEARRAY8' ? reprByteArray : reprBytes, 'bytes', width);
  if (typeof argument === 'number') return name.endsWith('FLOAT') ? reprFloat(argument) : String(argument);
  if (typeof argument === 'bigint') {
    const size = argument < 0n ? -argument : argument;
    return (size === argument ? '' : '-') + cut(digits(size), String, 'digits', width);
  }
  return argument === null ? 'None' : argument ? 'True' : 'False';
}

function digits(size: bigint): string {
  const hex = size.toString(16);
  const decimal = hex.length < DECIMAL_DIGITS ? String(size) : undefined;
  return decimal && decimal.length <= DECIMAL_DIGITS ? decimal : `0x${hex}`;
}

function reprByteArray({ buffer, byteOffset, length }: Uint8Array): string {
  return reprValue(new ByteArray(buffer as ArrayBuffer, byteOffset, length));
}

/** A character or byte takes at most this many in its `repr`: `\U0010ffff`. */
const LONGEST_ESCAPE = 10;

function cut<T extends string | Uint8Array>(
  value: T,
  print: (value: T) => string,
  unit: string,
  width: number,
): string {
  const start = (length: number) => print((length < value.length ? value.slice(0, length) : value) as T);
  let length = Math.min(value.length, width);
  let text = start(length);
  while (text.length > width && length > 0) {
    length -= Math.ceil(Math.min((text.length - width) / LONGEST_ESCAPE, length));
    text = start(length);
  }
  if (length === value.length) return text;
  if (typeof value !== 'string') return `${text}... (${value.length} ${unit})`;
  // Half of a surrogate pair is no character.
  if (value.codePointAt(length - 1)! > 0xffff) text = start(length - 1);
  return `${text}... (${codePoints(value)} ${unit})`;
}

/** The length of a Python str. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
