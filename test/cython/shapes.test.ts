/** Extension types that Cython itself pickles, by `cythonClass`: both ways, at every protocol, byte for byte. */

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { dumps } from '../../src/dumps.ts';
import { UnpicklingError } from '../../src/errors.ts';
import { Complex, loads, PyFloat, PyObject } from '../../src/index.ts';
import { cythonClass } from '../../src/registry/cython-class.ts';
import { PROTOCOLS } from '../python/expressions.ts';
import { describeCython } from './cython.ts';

const PYTHON = `
import sys, types
from shapes import *

app = types.ModuleType('app')
sys.modules['app'] = app
exec('''
from shapes import *

class Named(Label):
    pass

class Deep(Named):
    pass

class Marked(Empty):
    pass

class Slotted(Point):
    __slots__ = ()
''', app.__dict__)
from app import *

def having(value, **attributes):
    for name, attribute in attributes.items():
        setattr(value, name, attribute)
    return value

node = Node()
node.next = [node, 1]
named = Named(1, 2)
named.me = named
same = Label(1, 2, 'same')

def told(it):
    if isinstance(it, Mixed):
        return [it.bicycle, it.three, it.flag, it.raw and it.raw.decode(), [it.z.real, it.z.imag], it.secrets()]
    names = ['x', 'y', 'text', 'notes', 'count']
    return [type(it).__name__, *(getattr(it, name) for name in names if hasattr(it, name)), getattr(it, '__dict__', None)]
`;

const LABEL = { x: 'float', y: 'float', text: 'object', notes: 'object', count: 'C' } as const;

class Point {
  x: number;
  y: number;
  constructor(x = 0, y = 0) {
    this.x = x;
    this.y = y;
  }
  get norm(): number {
    return Math.hypot(this.x, this.y);
  }
}
class Label extends Point {
  text: unknown;
  notes: unknown[] | null;
  count: number;
  constructor(x = 0, y = 0, text: unknown = null, notes: unknown[] | null = null, count = 0) {
    super(x, y);
    this.text = text;
    this.notes = notes;
    this.count = count;
  }
}
class Named extends Label {}
class Deep extends Named {}
class Empty {}
class Marked extends Empty {}
class Slotted extends Point {}
class Node {
  next: unknown = null;
}
class Open {
  value = 0;
}
class Mixed {
  bicycle: unknown = { gears: 3, price: 9.5 };
  three = [1, 2, 3];
  flag: boolean;
  raw: Uint8Array | null;
  z = new Complex(1, -2);
  hidden: number;
  point: Point | null;
  constructor(flag = false, raw: Uint8Array | null = null, hidden = 0, point: Point | null = null) {
    this.flag = flag;
    this.raw = raw;
    this.hidden = hidden;
    this.point = point;
  }
}

/** The entries, as objects are written by a Cython: what it calls a checksum, and what it does with an empty `__dict__`. */
function entries(version: string) {
  const checksum = version.startsWith('0.') ? 'md5' : 'sha256';
  const dict = /^(0|3\.[01])\./.test(version) ? true : 'nonempty';
  const common = { module: 'shapes', checksum } as const;
  const label = cythonClass({ ...common, name: 'Label', type: Label, fields: LABEL });
  const point = cythonClass({ ...common, name: 'Point', type: Point, fields: { x: 'float', y: 'float' } });
  const empty = cythonClass({ ...common, name: 'Empty', type: Empty, fields: [] });
  const named = cythonClass({ module: 'app', name: 'Named', type: Named, base: label, dict });
  return [
    point,
    label,
    empty,
    named,
    cythonClass({ module: 'app', name: 'Deep', type: Deep, base: named, dict }),
    cythonClass({ module: 'app', name: 'Marked', type: Marked, base: empty, dict }),
    cythonClass({ module: 'app', name: 'Slotted', type: Slotted, base: point, dict: false }),
    cythonClass({ ...common, name: 'Node', type: Node, fields: ['next'] }),
    cythonClass({ ...common, name: 'Open', type: Open, fields: { value: 'float' }, dict }),
    cythonClass({
      ...common,
      name: 'Mixed',
      type: Mixed,
      fields: {
        bicycle: 'C',
        three: 'C',
        flag: 'C',
        raw: 'object',
        z: 'C',
        hidden: 'float',
        point: 'object',
      },
    }),
  ];
}

const having = <T extends object>(object: T, attributes: object): T => Object.assign(object, attributes);
const node = new Node();
node.next = [node, 1];
const named = having(new Named(1, 2), { me: null });
Object.assign(named, { me: named });
const same = new Label(1, 2, 'same');

/** Structs come as Maps. */
const struct = new Map<string, unknown>([
  ['gears', 3],
  ['price', 9.5],
]);
const mixed = (...args: ConstructorParameters<typeof Mixed>) =>
  having(new Mixed(...args), { bicycle: struct });

const CASES: readonly (readonly [python: string, object: object])[] = [
  ['Point()', new Point()],
  ['Point(1, -2.5)', new Point(1, -2.5)],
  ['Label()', new Label()],
  ['Label(1, 2, count=7)', new Label(1, 2, null, null, 7)],
  ['Label(1, 2, "a", [1, "b"], 7)', new Label(1, 2, 'a', [1, 'b'], 7)],
  ['Label(notes=[])', new Label(0, 0, null, [])],
  ['Label(text=False)', new Label(0, 0, false)],
  ['Label(text="shapes")', new Label(0, 0, 'shapes')],
  ['Empty()', new Empty()],
  ['Open()', new Open()],
  ['having(Open(), more=[1], other=None)', having(new Open(), { more: [1], other: null })],
  ['Node()', new Node()],
  ['node', node],
  ['Named(1, 2)', new Named(1, 2)],
  ['having(Named(1, 2, "t"), extra="t")', having(new Named(1, 2, 't'), { extra: 't' })],
  ['named', named],
  ['Deep(1, 2, "t")', new Deep(1, 2, 't')],
  ['Marked()', new Marked()],
  ['having(Marked(), of="tape")', having(new Marked(), { of: 'tape' })],
  ['Slotted(3, 4)', new Slotted(3, 4)],
  ['Mixed()', mixed()],
  ['Mixed(True, b"raw", 0.5, Point(1, 2))', mixed(true, Buffer.from('raw'), 0.5, new Point(1, 2))],
  [
    '[same, Point(), same, Label(text=same), Named()]',
    [same, new Point(), same, new Label(0, 0, same), new Named()],
  ],
];

describeCython(['shapes'], PYTHON, (cython) => {
  describe('every protocol, byte for byte', () => {
    test.each(CASES)('%s', (python, object) => {
      const classes = entries(cython().version);
      const pickles = cython().pickles(python);
      for (const protocol of PROTOCOLS) {
        const expected = pickles[protocol]!;
        expect(dumps(object, { protocol, classes }), `protocol ${protocol}`).toEqual(expected);
        const loaded = loads(expected, { classes }) as object;
        expect(Object.getPrototypeOf(loaded)).toBe(Object.getPrototypeOf(object));
        expect(dumps(loaded, { protocol, classes }), `protocol ${protocol}, loaded`).toEqual(expected);
        const exact = loads(expected, { classes, exact: true });
        expect(dumps(exact, { protocol, classes }), `protocol ${protocol}, exact`).toEqual(expected);
      }
    });
  });

  test('names alone do, and so does no type', () => {
    const label = cythonClass({ module: 'shapes', name: 'Label', fields: Object.keys(LABEL) });
    const [pickle] = cython().pickles('Label(1, 2, "a", [1, "b"], 7)');
    const loaded = loads(pickle!, { classes: [label] }) as Label;
    expect({ ...loaded }).toEqual({ count: 7, notes: [1, 'b'], text: 'a', x: 1, y: 2 });
    expect(loaded.constructor.name).toBe('Label');
    expect(label.fields).toEqual(['count', 'notes', 'text', 'x', 'y']);

    loaded.text = null;
    loaded.notes = null;
    const plain = dumps(loaded, { classes: [label] });
    loaded.x = 0.5;
    loaded.text = [loaded];
    const cyclic = dumps(loaded, { classes: [label] });
    expect(cython().tell('told(it)', [plain])).toEqual([['Label', 1, 2, null, null, 7, null]]);
    expect(cython().tell('[it.text[0] is it, it.x]', [cyclic])).toEqual([[true, 0.5]]);
  });

  test('objects made here are objects there, whichever the checksum', () => {
    for (const checksum of ['md5', 'sha1', 'sha256'] as const) {
      const label = cythonClass({ module: 'shapes', name: 'Label', type: Label, fields: LABEL, checksum });
      const sub = cythonClass({ module: 'app', name: 'Named', type: Named, base: label });
      const objects = [new Label(1, 2, 'a', null, -5), having(new Named(3, 4), { who: 'Jo' })];
      const pickles = objects.map((object) => dumps(object, { classes: [label, sub] }));
      expect(cython().tell('told(it)', pickles)).toEqual([
        ['Label', 1, 2, 'a', null, -5, null],
        ['Named', 3, 4, null, null, 0, { who: 'Jo' }],
      ]);
    }
    const classes = entries(cython().version);
    const pickle = dumps(mixed(true, Buffer.from('raw'), 0.5, new Point(1, 2)), { classes });
    expect(cython().tell('told(it)', [pickle])).toEqual([
      [{ gears: 3, price: 9.5 }, [1, 2, 3], true, 'raw', [1, -2], [0.5, [1, 2]]],
    ]);
  });

  test('a checksum is kept, and one that is given is read and written', () => {
    const pickle = cython().pickle('Point(3, 4)');
    const fields = { x: 'float', y: 'float' } as const;
    for (const checksum of ['md5', 'sha1', 'sha256'] as const) {
      const classes = [cythonClass({ module: 'shapes', name: 'Point', type: Point, fields, checksum })];
      const loaded = loads(pickle, { classes }) as Point;
      expect(loaded.norm).toBe(5);
      expect(dumps(loaded, { classes })).toEqual(pickle);
    }
    const checksum = 0x1234567;
    const classes = [cythonClass({ module: 'shapes', name: 'Point', type: Point, fields, checksum })];
    const written = dumps(new Point(1, 2), { classes });
    expect(loads(written, { classes })).toEqual(new Point(1, 2));
    expect(loads(pickle, { classes })).toEqual(new Point(3, 4));
    expect(cython().tell('told(it)', [written])[0]).toMatch(
      /PickleError: Incompatible checksums \(0x1234567 vs/,
    );
  });

  test('other fields are an error that says what to do, as in Cython', () => {
    const pickle = cython().pickle('Point(1, 2)');
    const classes = [cythonClass({ module: 'shapes', name: 'Point', fields: ['x', 'y', 'z'] })];
    const digits = (hash: string) =>
      `0x${createHash(hash).update('x y z').digest('hex').slice(0, 7).replace(/^0+/, '')}`;
    const met = cython().version.startsWith('0.') ? '0xc8d1ae9' : '0x887fcea';
    expect(() => loads(pickle, { classes })).toThrow(
      'shapes.__pyx_unpickle_Point: the class was pickled with other fields than (x, y, z): their checksum is ' +
        `${digits('md5')} (md5), ${digits('sha256')} (sha256) or ${digits('sha1')} (sha1), the pickle has ${met}. Give all the fields that it ` +
        'had then, inherited ones too (shapes.__pyx_unpickle_Point(shapes.Point, 0, None) raises, in Python, an ' +
        `error that lists those of today); if it had these, pass { checksum: ${met} }, at offset `,
    );
    expect(cython().tell('sys.modules["shapes"].__pyx_unpickle_Point(Point, 0, None)', [pickle])[0]).toMatch(
      /PickleError: Incompatible checksums .* = \(x, y\)/,
    );
  });

  test('a Python class that nobody registered is named; as a record, it keeps all', () => {
    const pickle = cython().pickle('having(Named(1, 2, "t"), extra="t")');
    const label = cythonClass({ module: 'shapes', name: 'Label', fields: LABEL });
    expect(() => loads(pickle, { classes: [label] })).toThrow('is not registered: app.Named');
    const record = loads(pickle, { classes: [label], exact: true }) as PyObject;
    expect(PyObject.isPyObject(record)).toBe(true);
    expect(String(record.args[0])).toBe('app.Named');
    expect(dumps(record, { classes: [label] })).toEqual(pickle);
  });
});

describe('what does not fit is a typed error', () => {
  const point = cythonClass({
    module: 'shapes',
    name: 'Point',
    type: Point,
    fields: { x: 'float', y: 'float' },
  });
  const label = cythonClass({ module: 'shapes', name: 'Label', type: Label, fields: LABEL });
  const classes = [point, label];
  const call = (args: string, build = '') =>
    Buffer.from(`cshapes\n__pyx_unpickle_Point\n(cshapes\nPoint\n${args}tR${build}.`);

  const pattern = (message: string) =>
    `^${message.replaceAll(/[.()[\]]/g, '\\$&').replace('offset N', 'offset \\d+')}$`;

  test.each([
    ['I210574057\n(F1\nF2\nt', '', null],
    ['I210574057\nN', '(F1\nF2\ntb', null],
    ['I210574057\nN', '(F1\nF2\n}Vz\nI3\nstb', null],
    [
      'I210574057\n(F1\nt',
      '',
      '__pyx_unpickle_Point: the state has 1 items; the class has 2 fields (x, y), and its objects may have a __dict__, at offset N (REDUCE)',
    ],
    [
      'I210574057\nN',
      '(F1\nF2\nNNtb',
      'Point: the state has 4 items; the class has 2 fields (x, y), and its objects may have a __dict__, at offset N (BUILD)',
    ],
    ['I210574057\nN', '(F1\nF2\nI3\ntb', 'Point: the __dict__ must be a dict, got int, at offset N (BUILD)'],
    [
      'I210574057\nN',
      '(F1\nF2\n}Vx\nI3\nstb',
      'Point: x is a field, and in the __dict__, too, at offset N (BUILD)',
    ],
    ['I210574057\nN', '}b', 'Point: the state must be a tuple of the fields, got dict, at offset N (BUILD)'],
    [
      'I210574057\n',
      '',
      '__pyx_unpickle_Point: the arguments must be a class, a checksum and a state or None, not (PyGlobal, int), at offset N (REDUCE)',
    ],
  ])('%j %j', (args, build, message) => {
    const load = () => loads(call(args, build), { classes });
    if (message === null) {
      expect(load()).toMatchObject({ x: 1, y: 2 });
    } else {
      expect(load).toThrow(UnpicklingError);
      expect(load).toThrow(
        expect.objectContaining({ message: expect.stringMatching(pattern(`shapes.${message}`)) as string }),
      );
    }
  });

  test('in what is written', () => {
    const written = (object: object) => () => dumps([object], { classes });
    expect(written(having(new Point(), { x: null }))).toThrow(
      'shapes.Point: the field x must be a number, got NoneType, at [0]',
    );
    expect(written(having(new Label(), { count: null }))).toThrow(
      'shapes.Label: the field count must be a value, got NoneType',
    );
    expect(written(having(new Label(), { text: undefined }))).toThrow(
      'shapes.Label: the field text is missing; write null for None, at [0]',
    );
    expect(written(having(new Point(), { z: 1 }))).toThrow(
      'shapes.Point has no field z: pass { dict: true } if its objects have a __dict__ in Python, at [0]',
    );
    expect(written(having(new Point(), { x: new PyFloat(1) }))).not.toThrow();
    expect(written(new Named())).toThrow(
      'Named extends the class of shapes.Label, and is not registered itself',
    );
  });

  test('in what is registered', () => {
    const register = (init: object) => () => cythonClass({ module: 'm', name: 'C', ...init } as never);
    expect(register({})).toThrow(
      'cythonClass m.C: give its fields; of a Python class, the base that Cython compiled',
    );
    expect(register({ base: {} })).toThrow('cythonClass m.C: base must be a cythonClass');
    expect(register({ fields: ['a', 'a'] })).toThrow(
      'cythonClass m.C: fields must be names, each once, got a',
    );
    expect(register({ fields: ['__dict__'] })).toThrow('__dict__ is no field: pass { dict: true }');
    expect(register({ fields: { a: 'int' } })).toThrow(
      "the field a must be 'object', 'float' or 'C', not int",
    );
    expect(register({ fields: ['a'], checksum: 'sha512' })).toThrow(
      "checksum must be 'md5', 'sha256', 'sha1' or an integer, not sha512",
    );
    expect(register({ fields: ['a'], dict: 'no' })).toThrow("dict must be true, false or 'nonempty', not no");
  });
});
