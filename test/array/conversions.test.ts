import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { NumpyArray } from '../../src/array/creation.ts';
import type { Order } from '../../src/array/layout.ts';
import { dtype as dtypeOf } from '../../src/dtype/parse.ts';
import { loads } from '../../src/loads.ts';
import { FIXTURES } from '../golden/golden.ts';

interface Case {
  readonly op: 'astype' | 'slice' | 'reshape';
  readonly source: string;
  readonly dtype: string;
  readonly result?: string;
  readonly lost?: readonly boolean[] | null;
  readonly index: string;
  readonly error?: unknown;
  readonly strides: readonly number[] | null;
  readonly offset: number | null;
  readonly how: string;
  readonly shape: readonly number[];
  readonly order: Order;
}

/** What `conversions.py` had NumPy 2.4 do. */
const cases = gunzipSync(readFileSync(join(FIXTURES, 'numpy2', 'conversions.json.gz')))
  .toString()
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);

const load = (text: string) => loads(Buffer.from(text, 'base64')) as NumpyArray;

/** The elements' bytes, without the ten's padding of a longdouble, and every NaN the same one. */
function bits(array: NumpyArray): unknown {
  const { dtype } = array;
  if (dtype.hasObject || dtype.fields) return [array.toArray()];
  const native = array.astype(dtype.newByteOrder('=')).copy();
  const bytes = new Uint8Array(native.buffer, native.byteOffset, native.nbytes);
  if (!'fc'.includes(dtype.kind)) return [...bytes];
  const size = dtype.itemsize / (dtype.kind === 'c' ? 2 : 1);
  const numbers = [...native.toTypedArray()];
  return numbers.map((number, i) =>
    Number.isNaN(number) ? NaN : [...bytes.subarray(i * size, i * size + Math.min(size, 10))],
  );
}

/** By what they convert: a test for each pair of data types. */
function grouped(rows: readonly Case[]): (readonly [string, readonly Case[]])[] {
  const groups = new Map<string, Case[]>();
  for (const row of rows) {
    const name = `${load(row.source).dtype} to ${row.dtype}`;
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return [...groups];
}

const astype = cases.filter(({ op }) => op === 'astype');

describe('astype', () => {
  test.each(grouped(astype))('%s, unsafe', (_name, rows) => {
    for (const { source, dtype, result, error } of rows) {
      const array = load(source);
      const convert = () => array.astype(dtype.includes(',') ? dtypeOf(dtype) : dtype, { casting: 'unsafe' });
      if (error !== undefined) {
        expect(convert, `${array} to ${dtype}: ${error}`).toThrow();
        continue;
      }
      const wanted = load(result!);
      const converted = convert();
      expect(converted.dtype.newByteOrder('=').equals(wanted.dtype.newByteOrder('=')), dtype).toBe(true);
      expect({ of: String(array), is: bits(converted) }).toEqual({ of: String(array), is: bits(wanted) });
    }
  });

  const judged = astype.filter(({ lost }) => lost);
  test.each(grouped(judged))('%s, exact: the same, or an error', (_name, rows) => {
    for (const { source, dtype, result, lost } of rows) {
      const [array, wanted] = [load(source), load(result!)];
      for (let i = 0; i < array.size; i++) {
        const one = array.slice([i, i + 1]);
        if (lost![i]) expect(() => one.astype(dtype), `${one}`).toThrow(/^the item at \[0\]: /);
        else
          expect({ one: `${one}`, is: bits(one.astype(dtype)) }).toEqual({
            one: `${one}`,
            is: bits(wanted.slice([i, i + 1])),
          });
      }
      if (!lost!.includes(true)) expect(bits(array.astype(dtype))).toEqual(bits(wanted));
    }
  });
});

describe('slice', () => {
  test.each(
    cases.filter(({ op }) => op === 'slice').map((row) => [row.index, load(row.source), row] as const),
  )('[%s] of %s', (index, array, { result, strides, offset, error }) => {
    if (error !== undefined) {
      expect(() => array.slice(index)).toThrow(RangeError);
      return;
    }
    const view = array.slice(index);
    const wanted = load(result!);
    expect(view.shape).toEqual(wanted.shape);
    expect(view.toArray()).toEqual(wanted.toArray());
    expect(view.buffer).toBe(array.buffer);
    if (offset !== null) {
      expect(view.byteOffset - array.byteOffset).toBe(offset);
      expect(view.strides).toEqual(strides);
    }
  });
});

/** The arrays of `conversions.py`'s reshapes. */
const base = NumpyArray.from(Int32Array.from({ length: 24 }, (_, i) => i));
const ARRAYS: { readonly [how: string]: NumpyArray } = {
  '': base,
  '.reshape(2, 3, 4)': base.reshape([2, 3, 4]),
  '.reshape(2, 3, 4).T': base.reshape([2, 3, 4]).transpose(),
  '[::2]': base.slice('::2'),
  '[::-1]': base.slice('::-1'),
  '.reshape(4, 6)[:, ::2]': base.reshape([4, 6]).slice(':, ::2'),
  '.reshape(4, 6)[::2]': base.reshape([4, 6]).slice('::2'),
  '.reshape(2, 3, 4)[:, :, :1]': base.reshape([2, 3, 4]).slice(':, :, :1'),
  '.reshape(2, 3, 4)[::-1]': base.reshape([2, 3, 4]).slice('::-1'),
  '.reshape(2, 3, 4)[:, ::-1]': base.reshape([2, 3, 4]).slice(':, ::-1'),
  '[:0].reshape(0, 3)': base.slice(':0').reshape([0, 3]),
  '[5:6].reshape(())': base.slice('5:6').reshape([]),
};

describe('reshape', () => {
  const rows = cases.filter(({ op }) => op === 'reshape');
  test.each(rows.map((row) => [row.how, row.shape, row.order, row] as const))(
    'base%s to %j, %s',
    (how, shape, order, { result, strides, error }) => {
      const array = ARRAYS[how]!;
      if (error) {
        expect(() => array.reshape(shape, { order })).toThrow(/^can't reshape an array of \d+ elements/);
        return;
      }
      const reshaped = array.reshape(shape, { order });
      expect(reshaped.toArray()).toEqual(result);
      if (strides === null) {
        expect(reshaped.buffer).not.toBe(base.buffer);
        expect(() => array.reshape(shape, { order, copy: 'never' })).toThrow(/^no view of the array/);
      } else {
        expect(reshaped.buffer).toBe(base.buffer);
        if (reshaped.size > 0) expect(reshaped.strides).toEqual(strides);
      }
    },
  );
});
