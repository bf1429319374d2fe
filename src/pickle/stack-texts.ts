/**
 * What a pickle's opcodes do to the stack and the memo, as far as a listing tells: which MARK an opcode takes and, if
 * asked for, the values as Python would write them. Nothing is made but text, none of it longer than a line.
 */

import { argumentText, type Instruction, type InstructionArgument } from './instruction.ts';
import { effectOf } from './opcode-effects.ts';

/** A value on the stack. A list that is appended to stays one entry, in the memo, too. */
interface Entry {
  text: string;
  /** What a str says, which may be part of a global's name. */
  readonly str?: string;
}

/** What a listing says of an opcode beside its argument. */
export interface Step {
  /** How many MARKs there were before it. */
  readonly depth: number;
  /** What `pickletools.dis` writes behind the argument: `(MARK at 40)`, `(as 3)`. */
  readonly remark?: string | undefined;
  /** The error that `pickletools.dis` stops with. */
  readonly complaint?: string | undefined;
  /** The value that it makes, changes or takes from the memo. */
  readonly value?: string | undefined;
}

const MARK: Entry = { text: '' };
const UNKNOWN: Entry = { text: '...' };

export class StackTexts {
  readonly #values: boolean;
  readonly #stack: Entry[] = [];
  /** Offsets of the MARKs that no opcode took yet. */
  readonly #marks: number[] = [];
  readonly #memo = new Map<InstructionArgument, Entry>();
  #buffers = 0;

  /** Without `values`, no value's text is made. */
  constructor(values: boolean) {
    this.#values = values;
  }

  /** How many values and MARKs there are. */
  get size(): number {
    return this.#stack.length;
  }

  /** Does what the opcode does. */
  step(instruction: Instruction): Step {
    const { opcode: name, offset } = instruction;
    const effect = effectOf(name);
    const depth = this.#marks.length;
    let { takes } = effect;
    let remark: string | undefined;
    let complaint: string | undefined;
    let above: Entry[] = [];
    if (effect.mark || (name === 'POP' && this.#stack.at(-1) === MARK)) {
      const mark = this.#marks.pop();
      if (mark === undefined) {
        remark = complaint = 'no MARK exists on stack';
      } else {
        remark = `(MARK at ${mark})`;
        above = this.#stack.splice(this.#stack.lastIndexOf(MARK) + 1);
        this.#stack.pop();
        if (name === 'POP') takes = 0;
      }
    }
    if (name === 'MEMOIZE') remark = `(as ${this.#memo.size})`;
    if (name === 'MEMOIZE' || name.endsWith('PUT'))
      complaint = this.#put(instruction.argument ?? this.#memo.size);
    if (name.endsWith('GET') && !this.#memo.has(instruction.argument))
      complaint = `memo key ${instruction.argument} has never been stored into`;
    if (this.#stack.length < takes)
      complaint ??= `tries to pop ${takes} items from stack with only ${this.#stack.length} items`;
    const below = this.#stack.splice(Math.max(this.#stack.length - takes, 0));
    if (name === 'MARK') {
      this.#marks.push(offset);
      this.#stack.push(MARK);
      return { depth };
    }
    if (!this.#values) {
      for (let i = 0; i < effect.gives; i++) this.#stack.push(UNKNOWN);
      return { depth, remark, complaint };
    }
    const value = this.#give(instruction, effect.gives, below.concat(above));
    return { depth, remark, complaint, value };
  }

  /** Stores the top into the memo; what is wrong with that, if something is. */
  #put(key: InstructionArgument): string | undefined {
    const top = this.#stack.at(-1);
    if (this.#memo.has(key)) return `memo key ${key} already defined`;
    if (top === undefined) return "stack is empty -- can't store into memo";
    if (top === MARK) return "can't store markobject in the memo";
    this.#memo.set(key, top);
    return undefined;
  }

  /** Leaves on the stack what the opcode makes of `items`; what there is to say of it. */
  #give(instruction: Instruction, gives: number, items: readonly Entry[]): string | undefined {
    const { opcode: name, argument } = instruction;
    const [first = UNKNOWN, ...rest] = items;
    if (gives === 0) return name === 'STOP' ? first.text : undefined;
    if (name === 'DUP' || name === 'MEMOIZE') {
      for (let i = 0; i < gives; i++) this.#stack.push(first);
      return name === 'DUP' ? first.text : undefined;
    }
    if (name.endsWith('GET')) {
      const entry = this.#memo.get(argument) ?? UNKNOWN;
      this.#stack.push(entry);
      return entry.text;
    }
    const change = CHANGES[name];
    if (change !== undefined) {
      this.#stack.push(first);
      return change(first, rest);
    }
    const make = MAKES[name];
    if (make !== undefined) {
      const text = short(make(items, argument));
      this.#stack.push({ text });
      return text;
    }
    const text =
      PLAIN[name] ?? (name === 'NEXT_BUFFER' ? `buffer ${this.#buffers++}` : argumentIn(instruction));
    this.#stack.push(
      typeof argument === 'string' && argument.length < LINE ? { text, str: argument } : { text },
    );
    return undefined;
  }
}

/** A value's text is cut at so many characters, what is between its brackets before, an argument at fewer. */
const LINE = 120;
const INNER = 100;
const PART = 40;
/** More bytes are not shown but counted. */
const BYTES = 8;

function argumentIn(instruction: Instruction): string {
  const { argument } = instruction;
  return argument instanceof Uint8Array && argument.length > BYTES
    ? `<${argument.length} bytes>`
    : argumentText(instruction, PART);
}

function short(text: string, length = LINE): string {
  return text.length > length ? `${text.slice(0, length - 3)}...` : text;
}

function joined(items: readonly Entry[], separators: readonly string[] = [', ']): string {
  let text = '';
  for (let i = 0; i < items.length && text.length <= INNER; i++) {
    if (i > 0) text += separators[i % separators.length];
    text += items[i]!.text;
  }
  return short(text, INNER);
}

/** Keys and values in turn. */
const pairs = (items: readonly Entry[]) => joined(items, [', ', ': ']);
const tuple = (items: readonly Entry[]) => `(${joined(items)}${items.length === 1 ? ',' : ''})`;

/** What follows a call's name. */
function call(args: string): string {
  return args.startsWith('(') ? args.replace(/,\)$/, ')') : `(*${args})`;
}

const text = (entry: Entry | undefined) => (entry ?? UNKNOWN).text;

/** Opcodes without an argument that push one value. */
const PLAIN: { readonly [name: string]: string } = {
  NONE: 'None',
  NEWTRUE: 'True',
  NEWFALSE: 'False',
  EMPTY_TUPLE: '()',
  EMPTY_LIST: '[]',
  EMPTY_DICT: '{}',
  EMPTY_SET: 'set()',
};

/** Opcodes that make a value of what they take. */
const MAKES: {
  readonly [name: string]: (items: readonly Entry[], argument: InstructionArgument) => string;
} = {
  TUPLE: tuple,
  TUPLE1: tuple,
  TUPLE2: tuple,
  TUPLE3: tuple,
  LIST: (items) => `[${joined(items)}]`,
  DICT: (items) => `{${pairs(items)}}`,
  FROZENSET: (items) => `frozenset({${joined(items)}})`,
  STACK_GLOBAL: ([module, name]) => `${module?.str ?? text(module)}.${name?.str ?? text(name)}`,
  REDUCE: ([callable, args]) => text(callable) + call(text(args)),
  NEWOBJ: ([type, args]) => `${text(type)}.__new__${call(text(args))}`,
  NEWOBJ_EX: ([type, args, kwargs]) => `${text(type)}.__new__(*${text(args)}, **${text(kwargs)})`,
  OBJ: ([type, ...args]) => text(type) + call(tuple(args)),
  GLOBAL: (_, name) => String(name).replace(' ', '.'),
  INST: (args, type) => String(type).replace(' ', '.') + call(tuple(args)),
  PERSID: (_, id) => `persistent_load('${id}')`,
  BINPERSID: ([id]) => `persistent_load(${text(id)})`,
  EXT1: (_, code) => `extension ${code}`,
  EXT2: (_, code) => `extension ${code}`,
  EXT4: (_, code) => `extension ${code}`,
  READONLY_BUFFER: ([buffer]) => `${text(buffer)} (read-only)`,
};

/** Opcodes that change a value and leave it. */
const CHANGES: { readonly [name: string]: (target: Entry, items: readonly Entry[]) => string } = {
  APPEND: append,
  APPENDS: append,
  SETITEM: setItems,
  SETITEMS: setItems,
  ADDITEMS: (target, items) => {
    if (target.text === 'set()') target.text = '{}';
    return extend(target, '{', joined(items), '}');
  },
  BUILD: (target, [state]) => `${target.text} with state ${text(state)}`,
};

function append(target: Entry, items: readonly Entry[]): string {
  return extend(target, '[', joined(items), ']');
}

function setItems(target: Entry, items: readonly Entry[]): string {
  return extend(target, '{', pairs(items), '}');
}

/** Puts more between the brackets of a value; of one that has none (an object of another class) says what it gets. */
function extend(target: Entry, open: string, more: string, close: string): string {
  if (target === UNKNOWN || target.text[0] !== open) return `${target.text} with ${open}${more}${close}`;
  const before = target.text.slice(1, -1);
  const inner = before === '' || more === '' ? before + more : `${before}, ${more}`;
  target.text = open + short(inner, INNER) + close;
  return target.text;
}
