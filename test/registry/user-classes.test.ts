/** What entries make of classes of a user's own, against what a live Python pickles of the same classes. */

import { describe, expect, test } from 'vitest';
import { dumps } from '../../src/dumps.ts';
import { loads, PyGlobal, type PythonClass, pythonClass, pythonFunction, tuple } from '../../src/index.ts';
import { PROTOCOLS, pickled } from '../python/expressions.ts';
import { findPython } from '../python/python.ts';

const PYTHON = `
import collections, sys, types
shapes = types.ModuleType('shapes')
sys.modules['shapes'] = shapes
exec('''
import collections

class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

class Empty:
    pass

class Account:
    def __init__(self, owner, balance):
        self.owner, self.balance = owner, balance
    def __getstate__(self):
        return (self.owner, self.balance)
    def __setstate__(self, state):
        self.owner, self.balance = state

class Answer:
    def __init__(self, state):
        self.state = state
    def __getstate__(self):
        return self.state
    def __setstate__(self, state):
        self.state = state

class Slots:
    __slots__ = ('x', 'y')
    def __init__(self, x, y):
        self.x, self.y = x, y

class MoreSlots(Slots):
    def __init__(self, x, y, z):
        super().__init__(x, y)
        self.z = z

class Stack(list):
    pass

class Table(dict):
    pass

class Made:
    def __init__(self, size):
        self.size = size
    def __reduce__(self):
        return make, (self.size, 'made')

def make(size, how):
    return Made(size)

class Called:
    def __init__(self, size):
        self.size, self.note = size, None
    def __reduce__(self):
        return Called, (self.size,), self.note

class Positional:
    def __new__(cls, size):
        self = object.__new__(cls)
        self.size = size
        return self
    def __getnewargs__(self):
        return (self.size,)

class Keyword(Positional):
    def __new__(cls, size, *, unit):
        self = object.__new__(cls)
        self.size, self.unit = size, unit
        return self
    def __getnewargs_ex__(self):
        return (self.size,), {'unit': self.unit}

class Bare:
    __slots__ = ('size', 'unit')
    def __new__(cls, size, *, unit):
        self = object.__new__(cls)
        self.size, self.unit = size, unit
        return self
    def __getnewargs_ex__(self):
        return (self.size,), {'unit': self.unit}
    def __getstate__(self):
        return None

Pair = collections.namedtuple('Pair', 'left right', module='shapes')

class Name(str):
    pass

class Mailbox:
    def __reduce__(self):
        return Mailbox, (), None, iter([1, 2]), iter([('a', 3)])
''', shapes.__dict__)

def with_attributes(value, **attributes):
    for name, attribute in attributes.items():
        setattr(value, name, attribute)
    return value

from shapes import *
stack = Stack()
stack.append(stack)
owner = Point('me', None)
`;

class Point {
  x: unknown;
  y: unknown;
  constructor(x: unknown, y: unknown) {
    this.x = x;
    this.y = y;
  }
}
class Empty {}
class Account {
  owner: unknown;
  #balance: number;
  constructor(owner: unknown, balance: number) {
    this.owner = owner;
    this.#balance = balance;
  }
  get balance(): number {
    return this.#balance;
  }
}
class Answer {
  state: unknown;
  constructor(state: unknown) {
    this.state = state;
  }
}
class Slots extends Point {}
class MoreSlots extends Point {
  z: unknown;
  constructor(x: unknown, y: unknown, z: unknown) {
    super(x, y);
    this.z = z;
  }
}
class Stack extends Array<unknown> {}
class Table extends Map<unknown, unknown> {}
class Made {
  size: number;
  constructor(size: number) {
    this.size = size;
  }
}
class Called extends Made {
  note: unknown = null;
}
class Positional extends Made {}
class Keyword extends Made {
  unit: string;
  constructor(size: number, unit: string) {
    super(size);
    this.unit = unit;
  }
}
class Bare extends Keyword {}
class Pair {
  readonly left: unknown;
  readonly right: unknown;
  constructor(left: unknown, right: unknown) {
    this.left = left;
    this.right = right;
  }
}
class Name {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}
class Mailbox {
  items: unknown[] = [];
  pairs: (readonly [unknown, unknown])[] = [];
}

const module = 'shapes';
const make = pythonFunction({ module, name: 'make', call: ([size]) => new Made(size as number) });
const called: PythonClass = pythonClass({
  module,
  name: 'Called',
  type: Called,
  create: ([size]) => new Called(size as number),
  setState(object, state) {
    object.note = state;
  },
  reduce: ({ size, note }) => ({ callable: called.global, args: tuple(size), state: note }),
});
const mailbox: PythonClass = pythonClass({
  module,
  name: 'Mailbox',
  type: Mailbox,
  append: ({ items }, more) => void items.push(...more),
  setItems: ({ pairs }, more) => void pairs.push(...more),
  create: () => new Mailbox(),
  reduce: ({ items, pairs }) => ({ callable: mailbox.global, args: tuple(), items, pairs }),
});

const CLASSES: PythonClass[] = [
  pythonClass({ module, name: 'Point', type: Point }),
  pythonClass({ module, name: 'Empty', type: Empty }),
  pythonClass({
    module,
    name: 'Account',
    type: Account,
    getState: ({ owner, balance }) => tuple(owner, balance),
    setState: (_, state) => new Account(...(state as [unknown, number])),
  }),
  pythonClass({
    module,
    name: 'Answer',
    type: Answer,
    getState: ({ state }) => state,
    setState(object, state) {
      object.state = state;
    },
  }),
  pythonClass({
    module,
    name: 'Slots',
    type: Slots,
    getState: ({ x, y }) =>
      tuple(
        null,
        new Map([
          ['x', x],
          ['y', y],
        ]),
      ),
  }),
  pythonClass({
    module,
    name: 'MoreSlots',
    type: MoreSlots,
    getState: ({ x, y, z }) =>
      tuple(
        new Map([['z', z]]),
        new Map([
          ['x', x],
          ['y', y],
        ]),
      ),
  }),
  pythonClass({ module, name: 'Stack', type: Stack, append: (stack, items) => void stack.push(...items) }),
  pythonClass({
    module,
    name: 'Table',
    type: Table,
    create: () => new Table(),
    setItems(table, pairs) {
      for (const [key, value] of pairs) table.set(key, value);
    },
  }),
  make,
  pythonClass({
    module,
    name: 'Made',
    type: Made,
    reduce: ({ size }) => ({ callable: make.global, args: [size, 'made'] as never }),
  }),
  called,
  pythonClass({
    module,
    name: 'Positional',
    type: Positional,
    create: ([size = 0]) => new Positional(size as number),
    getNewArgs: ({ size }) => [size],
  }),
  pythonClass({
    module,
    name: 'Keyword',
    type: Keyword,
    create: ([size = 0], kwargs) => new Keyword(size as number, kwargs?.get('unit') as string),
    getNewArgs: ({ size, unit }) => ({ args: [size], kwargs: { unit } }),
  }),
  pythonClass({
    module,
    name: 'Bare',
    type: Bare,
    create: ([size], kwargs) => new Bare(size as number, kwargs?.get('unit') as string),
    getNewArgs: ({ size, unit }) => ({ args: [size], kwargs: new Map([['unit', unit]]) }),
    getState: () => null,
  }),
  pythonClass({
    module: ['shapes', 'old.shapes'],
    name: 'Pair',
    type: Pair,
    create: ([left, right]) => new Pair(left, right),
    getNewArgs: ({ left, right }) => [left, right],
    getState: () => undefined,
  }),
  pythonClass({
    module,
    name: 'Name',
    type: Name,
    create: ([text]) => new Name(text as string),
    reduce: ({ text }, { protocol }) =>
      protocol < 2
        ? {
            callable: new PyGlobal('copyreg', '_reconstructor'),
            args: tuple(new PyGlobal(module, 'Name'), new PyGlobal('builtins', 'str'), text),
          }
        : {
            callable: new PyGlobal('copyreg', '__newobj__'),
            args: tuple(new PyGlobal(module, 'Name'), text),
          },
  }),
  mailbox,
];

const attributes = <T extends object>(object: T, more: object): T => Object.assign(object, more);
const stack = new Stack();
stack.push(stack);
const owner = new Point('me', null);
const one = new Point(1, [2]);

interface Case {
  readonly python: string;
  readonly value: unknown;
  /** The lowest protocol in which Python, or an entry, can write it. */
  readonly from?: number;
}

const CASES: readonly Case[] = [
  { python: 'Point(1, [2])', value: one },
  { python: '(lambda p: [p, Point(p, p), p])(Point(1, [2]))', value: [one, new Point(one, one), one] },
  { python: 'with_attributes(Point(0, 0), z="x")', value: attributes(new Point(0, 0), { z: 'x' }) },
  { python: '[Empty(), Empty()]', value: [new Empty(), new Empty()] },
  { python: 'Account(owner, 12)', value: new Account(owner, 12) },
  ...['{}', '[]', '()', '""', '0', 'False', 'None', 'b""', 'set()', '0.0', '[0]', '"x"']
    .map((text, i) => ({
      python: `Answer(${text})`,
      value: new Answer([{}, [], tuple(), '', 0, false, null, new Uint8Array(), new Set(), -0, [0], 'x'][i]),
    }))
    .filter(({ python }) => python !== 'Answer(0.0)'),
  { python: 'Slots(1, "y")', value: new Slots(1, 'y'), from: 2 },
  { python: 'MoreSlots(1, "y", [3])', value: new MoreSlots(1, 'y', [3]), from: 2 },
  { python: 'Stack()', value: new Stack() },
  { python: 'Stack([1])', value: Stack.from([1]) },
  { python: 'Stack([1, "a", Stack([None])])', value: Stack.from([1, 'a', Stack.from([null])]) },
  {
    python: 'with_attributes(Stack(range(1001)), top=7)',
    value: attributes(
      Stack.from({ length: 1001 }, (_, i) => i),
      { top: 7 },
    ),
  },
  { python: 'stack', value: stack, from: 2 },
  {
    python: 'Table({"a": 1, 2: Table()})',
    value: new Table([
      ['a', 1],
      [2, new Table()],
    ] as [unknown, unknown][]),
  },
  {
    python: 'with_attributes(Table({1: 2}), name="t")',
    value: attributes(new Table([[1, 2]]), { name: 't' }),
  },
  { python: '[Made(3), Made(4)]', value: [new Made(3), new Made(4)] },
  {
    python: '[Called(3), with_attributes(Called(4), note=[1])]',
    value: [new Called(3), attributes(new Called(4), { note: [1] })],
  },
  { python: '[Positional(3), Positional(4)]', value: [new Positional(3), new Positional(4)] },
  {
    python: '[Keyword(3, unit="m"), Keyword(4, unit="s")]',
    value: [new Keyword(3, 'm'), new Keyword(4, 's')],
  },
  {
    python: '[Bare(3, unit="m"), Bare(4, unit="s")]',
    value: [new Bare(3, 'm'), new Bare(4, 's')],
    from: 2,
  },
  { python: '[Pair(1, [2]), Pair("a", None)]', value: [new Pair(1, [2]), new Pair('a', null)], from: 2 },
  { python: '[Name("jim"), Name("jo")]', value: [new Name('jim'), new Name('jo')] },
  { python: 'Mailbox()', value: attributes(new Mailbox(), { items: [1, 2], pairs: [['a', 3]] }) },
];

const found = findPython(2);
const skipped = 'missing' in found && !process.env['CI'];
if (skipped) console.log(`Live-Python tests were skipped: ${found.missing}.`);

describe.skipIf(skipped)('objects of a user’s classes, both ways, at every protocol', () => {
  let rows: ReturnType<typeof pickled> | undefined;
  const pickleOf = (index: number, protocol: number) => {
    if ('missing' in found) throw new Error(`CI must run live-Python tests: ${found.missing}`);
    rows ??= pickled(
      found,
      CASES.map(({ python }) => python),
      PYTHON,
    );
    return rows[index]![protocol]!;
  };

  test.each(CASES.map((given, i) => [given.python, given, i] as const))('%s', (_, { value, from = 0 }, i) => {
    for (const protocol of PROTOCOLS) {
      if (protocol < from) continue;
      const expected = pickleOf(i, protocol);
      if ('error' in expected)
        throw new Error(`Python can't pickle it with protocol ${protocol}: ${expected.error}`);
      const written = dumps(value, { protocol, classes: CLASSES });
      expect(Buffer.from(written), `protocol ${protocol}`).toEqual(Buffer.from(expected));
      const again = dumps(loads(expected, { classes: CLASSES }), { protocol, classes: CLASSES });
      expect(Buffer.from(again), `protocol ${protocol}, loaded`).toEqual(Buffer.from(expected));
    }
  });

  test.each([
    ['Keyword', 2],
    ['Keyword', 3],
    ['Bare', 2],
    ['Bare', 3],
  ] as const)(
    '%s: a record of it is written as Python does, keywords and all, with protocol %i',
    (name, protocol) => {
      const index = CASES.findIndex(({ python }) => python.startsWith(`[${name}(`));
      const record = loads(pickleOf(index, 4) as Uint8Array, { exact: true });
      const theirs = pickleOf(index, protocol) as Uint8Array;
      expect(Buffer.from(dumps(record, { protocol }))).toEqual(Buffer.from(theirs));
      expect(Buffer.from(dumps(loads(theirs, { exact: true }), { protocol }))).toEqual(Buffer.from(theirs));
    },
  );
});
