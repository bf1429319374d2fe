import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { arrayRepr, arrayStr } from '../../src/array/array-text.ts';
import type { NumpyArray } from '../../src/array/creation.ts';
import type { LoadOptions } from '../../src/load-options.ts';
import { loads } from '../../src/loads.ts';
import { FIXTURES } from '../golden/golden.ts';

interface PrintCase {
  readonly id: string;
  readonly pickle: string;
  readonly repr: string;
  readonly str: string;
}

const cases = readFileSync(join(FIXTURES, 'numpy2', 'printing.json'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as PrintCase);

function printed({ pickle }: PrintCase, options: LoadOptions): { repr: string; str: string } {
  const bytes = Buffer.from(pickle, 'base64');
  let array = loads(bytes, options) as NumpyArray;
  // NumPy turns the bytes of most numbers when it loads them; `exact` leaves them as they are.
  const { dtype } = loads(bytes, { unknownGlobals: 'opaque' }) as NumpyArray;
  if (array.dtype.byteOrder !== dtype.byteOrder) array = array.astype(dtype);
  return { repr: arrayRepr(array), str: arrayStr(array) };
}

/** What does not print as in NumPy when it is loaded without `exact`: the value itself is another one then. */
const PLAIN: { readonly [id: string]: { readonly why: string; readonly repr: string } } = {
  'differs/float': { why: '1.0 is the number 1', repr: 'array([1, 2], dtype=object)' },
  'differs/numpy-scalars': {
    why: "NumPy's scalars are plain numbers and strings",
    repr: "array([1.5, 5, 'a', 0.10000000149011612], dtype=object)",
  },
  'differs/bytearray': { why: 'a bytearray is a Uint8Array', repr: `array([b'a', b"it's"], dtype=object)` },
};

/** What never prints as in NumPy. */
const ALWAYS: typeof PLAIN = {
  'differs/class': {
    why: 'that a global is a class is not in the pickle',
    repr: 'array([<numpy.float32>, 1], dtype=object)',
  },
  'differs/ordered-dict': {
    why: 'so it prints since Python 3.12; the data is by 3.11',
    repr: "array([OrderedDict({'a': 1}), 1], dtype=object)",
  },
  'differs/default-dict': {
    why: 'that a global is a class is not in the pickle',
    repr: "array([defaultdict(<builtins.list>, {'a': [1]}), 1], dtype=object)",
  },
  'differs/big-endian-timedelta-without-unit': {
    why: "NumPy 2.4 mistakes the byte order of '>m8', and so the column's width",
    repr: "array([( 1, 0), (-2, 0)], dtype=[('d', '>m8'), ('n', 'i1')])",
  },
};

describe("NumPy's own repr and str", () => {
  test('cover what the package must print', () => {
    expect(cases.length).toBeGreaterThanOrEqual(700);
    const groups = new Set(cases.map(({ id }) => id.split('/')[0]));
    expect([...groups].sort()).toEqual(
      'bool bytes complex datetime differs float int object shape str string struct summary timedelta value void'.split(
        ' ',
      ),
    );
  });

  for (const exact of [false, true]) {
    const known = exact ? ALWAYS : { ...PLAIN, ...ALWAYS };
    for (const one of cases) {
      test(`${one.id}${exact ? ', exact' : ''}`, () => {
        const { repr, str } = printed(one, { exact, unknownGlobals: 'opaque' });
        expect(repr).toBe(known[one.id]?.repr ?? one.repr);
        if (!known[one.id]) expect(str).toBe(one.str);
      });
    }
  }

  test.each(Object.entries({ ...PLAIN, ...ALWAYS }))('%s is a difference, still', (id, { repr }) => {
    expect(cases.find((one) => one.id === id)?.repr).not.toBe(repr);
  });
});
