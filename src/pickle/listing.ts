/** A pickle as lines of text: what `pickletools.dis` prints of it. */

import { UnpicklingError } from '../errors.ts';
import {
  argumentText,
  COLUMN,
  codePoints,
  type Instruction,
  instructionLine,
  offsetText,
  padded,
  WIDTH,
} from './instruction.ts';
import { StackTexts } from './stack-texts.ts';

export interface ListingOptions {
  /**
   * What stands behind each line. `'opcodes'`: what the opcode does, as `python -m pickletools -a` prints it.
   * `'values'`: the value that it makes or takes from the memo, as Python would write it, cut where it is long.
   * Without it nothing.
   */
  annotate?: 'opcodes' | 'values';
  /** Arguments longer than this are cut, and say how long they are. In characters; default 100. */
  width?: number;
}

/** A line that is longer, up to here, moves what stands behind those after it. */
const FURTHEST_COLUMN = 50;

/** What a line begins with that says what is wrong with the one above it. */
const COMPLAINT = '       ';

/**
 * The lines, as they come. Where `pickletools.dis` stops with an error about the stack or the memo, a line says so, and
 * the listing goes on. What can't be read ends it with a line that says why.
 */
export function* listing(
  instructions: Iterable<Instruction>,
  { annotate, width = WIDTH }: ListingOptions,
): Generator<string, void, undefined> {
  const stack = new StackTexts(annotate === 'values');
  let protocol = -1;
  let column = COLUMN;
  try {
    for (const instruction of instructions) {
      protocol = Math.max(protocol, instruction.protocol);
      const { depth, remark, complaint, value } = stack.step(instruction);
      const behind = instruction.argument === null ? [] : [argumentText(instruction, width)];
      if (remark !== undefined) behind.push(remark);
      let line = instructionLine(instruction, depth, behind);
      if (annotate !== undefined) {
        const note = annotate === 'opcodes' ? instruction.doc : value && `# ${value}`;
        const room = padded(line, column);
        column = Math.max(column, codePoints(line));
        if (column > FURTHEST_COLUMN) column = COLUMN;
        if (note) line = `${room} ${note}`;
      }
      yield offsetText(instruction) + line;
      if (complaint !== undefined) yield COMPLAINT + complaint;
    }
  } catch (error) {
    if (!(error instanceof UnpicklingError)) throw error;
    yield `${error.name}: ${error.message}`;
    return;
  }
  yield `highest protocol among opcodes = ${protocol}`;
  if (stack.size > 0) yield `${COMPLAINT}stack not empty after STOP`;
}
