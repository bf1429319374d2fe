import { describe, expect, it } from 'vitest';
import {
  arrayAt,
  at,
  loads,
  NumpyArray,
  type PickleValue,
  type PyObject,
  type Step,
  type Tuple,
  tuple,
} from '../../src/index.ts';
import { bytes } from '../pickle/assemble.ts';

const array = NumpyArray.from(
  [
    [1, 2, 3],
    [4, 5, 6],
  ],
  { dtype: 'int16' },
);
const model = (): PyObject => {
  return loads(bytes('cm\nModel\n)\x81}(Vcoef_\n](K\x01K\x02eVdeep\n}Vx\nK\x07sub.'), {
    unknownGlobals: 'opaque',
  }) as PyObject;
};

const message = (value: PickleValue, ...path: Step[]) => {
  try {
    at(value, ...path);
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return (error as Error).message;
  }
  throw new Error('there is something');
};

describe('at', () => {
  it('walks dicts, sequences, objects and arrays', () => {
    const value = new Map<PickleValue, PickleValue>([
      ['layers', [tuple('relu', new Map([['w', array]])), null]],
    ]);
    expect(at(value)).toBe(value);
    expect(at(value, 'layers', 0, 0)).toBe('relu');
    expect(at(value, 'layers', -2, -1, 'w')).toBe(array);
    expect(at(value, 'layers', 0, 1, 'w', 1)).toBeInstanceOf(NumpyArray);
    expect(at(value, 'layers', 0, 1, 'w', 1, -1)).toBe(6);
    expect(at(value, 'layers', 0, 1, 'w', { index: [0, 2] })).toBe(3);
    expect(at(model(), 'coef_', 1)).toBe(2);
    expect(at(model(), 'deep', 'x')).toBe(7);
  });

  it('finds keys as Python does: 1, 1.0 and True are one, tuples and bytes count by value', () => {
    const nested = tuple('a', tuple(1, new Uint8Array([7])));
    const map = new Map<PickleValue, PickleValue>([
      [1, 'one'],
      ['1', 'text'],
      [null, 'none'],
      [nested, 'tuple'],
      [new Uint8Array([1, 2]), 'bytes'],
      [2n ** 64n, 'big'],
      [true && 5n, 'five'],
    ]);
    for (const key of [1, 1n, true]) expect(at(map, key)).toBe('one');
    expect(at(map, '1')).toBe('text');
    expect(at(map, null)).toBe('none');
    expect(at(map, tuple('a', tuple(true, new Uint8Array([7]))))).toBe('tuple');
    expect(at(map, new Uint8Array([1, 2]))).toBe('bytes');
    expect(at(map, 2 ** 64)).toBe('big');
    expect(at(map, 5)).toBe('five');
    expect(message(map, tuple('a', tuple(2, new Uint8Array([7]))))).toMatch(
      /^nothing at \[\('a', \(2, b'\\x07'\)\)\]: the value is a dict of 7 with "1"$/,
    );
  });

  it('compares tuples that share their items as fast as others', () => {
    const doubled = () => {
      let value: Tuple = tuple();
      for (let i = 0; i < 200; i++) value = tuple(value, value);
      return value;
    };
    expect(at(new Map([[doubled(), 'found']]), doubled())).toBe('found');
  });

  it('knows records: pairs of a dict’s subclass, items of a list’s, arguments of a named tuple', () => {
    const opaque = (pickle: string) => loads(bytes(pickle), { unknownGlobals: 'opaque' });
    expect(at(opaque('cm\nD\n)\x81}Vname\nVx\nsbVk\nK\x05s.'), 'k')).toBe(5);
    expect(at(opaque('cm\nD\n)\x81}Vname\nVx\nsbVk\nK\x05s.'), 'name')).toBe('x');
    expect(at(opaque('cm\nD\n)\x81K\x01K\x05s.'), 1)).toBe(5);
    expect(at(opaque('cm\nL\n)\x81K\x05a.'), 0)).toBe(5);
    expect(at(opaque('cm\nPoint\n(K\x05K\x06t\x81.'), 1)).toBe(6);
    expect(at(opaque('cm\nS\n)\x81(N}Vslot\nK\x05stb.'), 'slot')).toBe(5);
    expect(at(opaque('cm\nF\n)\x81K\x05b.'), { part: 'state' })).toBe(5);
  });

  it('says what there is where there is nothing', () => {
    const value = new Map<PickleValue, PickleValue>([['layers', [array]]]);
    expect(message(value, 'layer')).toBe(`nothing at ['layer']: the value is a dict of 1 with "layers"`);
    expect(message(value, 'layers', 3)).toBe("nothing at ['layers'][3]: ['layers'] is a list of 1");
    expect(message(value, 'layers', 0, 2)).toBe(
      "nothing at ['layers'][0][2]: ['layers'][0] is an array of shape (2, 3) and dtype int16",
    );
    expect(message(model(), 'coef')).toBe('nothing at .coef: the value is a m.Model with "coef_", "deep"');
    expect(message(5, 'x')).toBe('nothing at .x: the value is a int');
    expect(message([1], '0')).toBe("nothing at ['0']: the value is a list of 1");
    expect(message(new Map(), '__proto__')).toBe("nothing at ['__proto__']: the value is a dict of 0");
    expect(message([], 'length')).toBe("nothing at ['length']: the value is a list of 0");
  });
});

describe('arrayAt', () => {
  it('gives an array, or says what is there instead', () => {
    expect(arrayAt(new Map([['x', array]]), 'x')).toBe(array);
    expect(() => arrayAt(new Map([['x', [1]]]), 'x')).toThrow(
      new TypeError('arrayAt(…): no array but a list of 1'),
    );
  });
});
