/** Names that mean something in JavaScript are data in a pickle, and nothing in it changes what others load. */

import { describe, expect, it } from 'vitest';
import {
  at,
  dumps,
  loads,
  type NumpyArray,
  type PyObject,
  pythonClass,
  toPlain,
  UnpicklingError,
  UnsupportedGlobalError,
} from '../../src/index.ts';
import { checkPrototypes } from '../fuzz/check.ts';
import { bytes } from './assemble.ts';

const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'length',
  'hasOwnProperty',
  'toString',
  'valueOf',
  'size',
  'then',
];
const dict = NAMES.map((name, i) => `V${name}\nI${i}\n`).join('');

describe.each(NAMES)('%s', (name) => {
  it('is a key of a dict', () => {
    const pickle = bytes(`}V${name}\nI7\ns.`);
    expect(loads(pickle)).toEqual(new Map([[name, 7]]));
    const object = loads(pickle, { dicts: 'object' }) as unknown as Record<string, number>;
    expect(Object.getPrototypeOf(object)).toBeNull();
    expect(Object.entries(object)).toEqual([[name, 7]]);
    expect(at(object, name)).toBe(7);
    expect(JSON.stringify(toPlain(loads(pickle)))).toBe(`{"${name}":7}`);
    expect(loads(dumps(object))).toEqual(new Map([[name, 7]]));
  });

  it('is an attribute of a record', () => {
    const object = loads(bytes(`cm\nC\n)\x81}V${name}\nI7\nsb.`), { unknownGlobals: 'opaque' }) as PyObject;
    expect(object.get(name)).toBe(7);
    expect(at(object, { attribute: name })).toBe(7);
    expect(JSON.stringify(toPlain(object, { objects: 'attributes' }))).toBe(
      `{"__class__":"m.C","${name}":7}`,
    );
  });

  it('is an attribute of an object with a class of its own', () => {
    class Thing {}
    const classes = [pythonClass({ module: 'm', name: 'C', type: Thing })];
    const thing = loads(bytes(`cm\nC\n)\x81}V${name}\nI7\nsb.`), { classes }) as object;
    expect(Object.getPrototypeOf(thing)).toBe(Thing.prototype);
    expect(Object.entries(thing)).toEqual([[name, 7]]);
    expect(Object.entries(new Thing())).toEqual([]);
    expect(Reflect.ownKeys(Thing.prototype)).toEqual(['constructor']);
  });

  it('is a keyword argument', () => {
    let got: ReadonlyMap<unknown, unknown> | null = null;
    const create = (_: readonly unknown[], kwargs: ReadonlyMap<unknown, unknown> | null) => {
      got = kwargs;
      return {};
    };
    loads(bytes(`cm\nC\n)}V${name}\nI7\ns\x92.`), {
      classes: [pythonClass({ module: 'm', name: 'C', create })],
    });
    expect(got).toEqual(new Map([[name, 7]]));
  });

  it('is a field of a record', () => {
    const i4 = 'cnumpy\ndtype\n(Vi4\nI0\nI1\ntR';
    const type = `cnumpy\ndtype\n(VV4\nI0\nI1\ntR(I3\nV|\nN(V${name}\nt(V${name}\n(${i4}I0\ntdI4\nI1\nI0\ntb`;
    const array = loads(
      bytes(
        `cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntC\x01btR(I1\n(I1\nt${type}I00\nC\x04\x07\0\0\0tb.`,
      ),
    ) as NumpyArray;
    const element = array.get(0) as Record<string, unknown>;
    expect(Object.getPrototypeOf(element)).toBeNull();
    expect(Object.entries(element)).toEqual([[name, 7]]);
    expect(array.field(name).get(0)).toBe(7);
    expect(array.dtype.names).toEqual([name]);
    expect(JSON.stringify(toPlain(array))).toBe(`[{"${name}":7}]`);
    array.set({ [name]: 8, ...(name === '__proto__' && { ['__proto__']: 8 }) }, 0);
    expect(array.field(name).get(0)).toBe(8);
  });

  it('is nobody by name', () => {
    for (const pickle of [`c${name}\n${name}\n.`, `cnumpy\n${name}\n.`, `cbuiltins\n${name}\n)R.`])
      expect(() => loads(bytes(pickle))).toThrow(UnsupportedGlobalError);
    const generator = `cnumpy.random._pickle\n__bit_generator_ctor\n(V${name}\ntR.`;
    expect(() => loads(bytes(generator))).toThrow('has no value for these arguments');
    expect(() => loads(bytes(`cnumpy\ndtype\n(V${name}\nI0\nI1\ntR.`))).toThrow(UnpicklingError);
  });
});

it('all of them together, as what a value has', () => {
  const pickle = bytes(`(}(${dict}ucm\nC\n)\x81}(${dict}ubccollections\nOrderedDict\n)R(${dict}ut.`);
  loads(pickle, { unknownGlobals: 'opaque', dicts: 'object' });
  loads(pickle, { exact: true });
  checkPrototypes();
});

describe('a pickle changes no class', () => {
  class Thing {
    x = 0;
  }
  const classes = [pythonClass({ module: 'm', name: 'C', type: Thing })];

  it.each([
    ['BUILD of the class itself', 'cm\nC\n}Vx\nI1\nsb.'],
    ['BUILD with slots', 'cm\nC\n(N}Vx\nI1\nstb.'],
    ['SETITEM', 'cm\nC\nVx\nI1\ns.'],
    ['SETITEMS', 'cm\nC\n(Vx\nI1\nu.'],
    ['APPEND', 'cm\nC\nI1\na.'],
    ['ADDITEMS', 'cm\nC\n(I1\n\x90.'],
    ['BUILD of ndarray', 'cnumpy\nndarray\n(N}Vx\nNstb.'],
    ['BUILD of dtype', 'cnumpy\ndtype\n}Vx\nNsb.'],
  ])('by %s', (_, pickle) => {
    for (const options of [{ classes }, { classes, unknownGlobals: 'opaque' as const }]) {
      expect(() => loads(bytes(pickle), options)).toThrow(UnpicklingError);
      expect(Reflect.ownKeys(Thing.prototype)).toEqual(['constructor']);
      expect(Object.keys(new Thing())).toEqual(['x']);
      expect(Object.isFrozen(classes[0])).toBe(true);
    }
    checkPrototypes();
  });

  it('nor data types that are shared', () => {
    const state = '(I3\nV>\nNNNI-1\nI-1\nI0\ntb';
    const one = (more: string) => loads(bytes(`cnumpy\ndtype\n(Vi4\nI0\nI0\ntR${more}.`));
    const before = one('');
    one(state);
    expect(one('')).toBe(before);
    expect(String(before)).toBe('int32');
    expect(Object.isFrozen(before)).toBe(true);
  });
});

describe('calls share nothing', () => {
  it('with one that failed, wherever it did', () => {
    const array =
      'cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntC\x01btR(I1\n(I2\ntcnumpy\ndtype\n(Vi1\nI0\nI1\ntRI00\nC\x02abtb';
    const good = `(](I1\nVa\nep0\ng0\n}Vk\n${array}sccollections\nOrderedDict\n)R(Vk\ng0\nut.`;
    const text = (value: unknown) => JSON.stringify(toPlain(value as never));
    const expected = text(loads(bytes(good)));
    for (let length = 0; length < good.length; length++) {
      expect(() => loads(bytes(good.slice(0, length)))).toThrow(UnpicklingError);
      if (length % 16 === 0) expect(text(loads(bytes(good)))).toBe(expected);
    }
  });

  it('with one inside of another', () => {
    const inner: unknown[] = [];
    const persistentLoad = (id: unknown) => {
      inner.push(loads(bytes(`](V${id}\nh\0e.`.replace('h\0', 'p0\n'))));
      expect(() => loads(bytes('h\x05.'))).toThrow('nothing was memoised as 5');
      return id;
    };
    expect(loads(bytes('(Va\nq\x05Pone\nh\x05Ptwo\nt.'), { persistentLoad })).toEqual([
      'a',
      'one',
      'a',
      'two',
    ]);
    expect(inner).toEqual([['one'], ['two']]);
  });
});
