/** Every golden array, to each library's ndarray and back: values, shared memory, and what is pickled of it. */

import { describe, expect, test } from 'vitest';
import { dumps } from '../../src/dumps.ts';
import { loads, type NumpyArray } from '../../src/index.ts';
import { indices } from '../array/layouts.ts';
import { exceptionFor } from '../dumps/exceptions.ts';
import { type GoldenCase, goldenCases } from '../golden/golden.ts';
import { isShared, keepsBits, type Target, targets } from './targets.ts';

const cases = goldenCases().filter(({ kind, id }) => kind === 'array' && !id.startsWith('constructors/'));

/** Fresh memory each time: tests write to it. */
function load(golden: GoldenCase, exact = false): NumpyArray {
  return loads(pickleOf(golden).bytes.slice(), { exact }) as NumpyArray;
}

function pickleOf({ pickles }: GoldenCase) {
  return pickles.find(({ name }) => name === 'p4')!;
}

/** The fault found in each case, for a message that names the first of them. */
function faults(check: (golden: GoldenCase) => string | null): string[] {
  return cases.flatMap((golden) => {
    const fault = check(golden);
    return fault === null ? [] : [`NumPy ${golden.numpy} ${golden.id}: ${fault}`];
  });
}

function expectNone(found: string[]): void {
  expect(found.slice(0, 5), `${found.length} of ${cases.length}`).toEqual([]);
}

const same = (a: unknown, b: unknown) => {
  try {
    expect(a).toStrictEqual(b);
    return true;
  } catch {
    return false;
  }
};

/** Another value of the same type, to be seen through shared memory. */
function other(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'bigint') return value === 7n ? 8n : 7n;
  if (typeof value === 'number') return value === 7 ? 8 : 7;
  const { re, im } = value as { re: number; im: number };
  return Object.assign(Object.create(Object.getPrototypeOf(value)), {
    re: re === 7 ? 8 : 7,
    im: im === 5 ? 6 : 5,
  });
}

describe.each(targets)('$name', (target: Target) => {
  test('has the shape and every value', () => {
    expectNone(
      faults((golden) => {
        const array = load(golden);
        const converted = target.convert(array);
        const { dtype } = array;
        const shape = [...target.shape(converted)];
        if (target.name === 'scijs' && dtype.kind === 'c') shape.pop();
        if (!same(shape, [...array.shape])) return `shape ${shape}`;
        for (const index of indices(array.shape)) {
          const [got, expected] = [target.get(converted, index, dtype), array.get(...index)];
          if (!same(got, expected)) return `[${index}] is ${String(got)}, not ${String(expected)}`;
        }
        return null;
      }),
    );
  });

  test('shares memory exactly where that is promised', () => {
    let shared = 0;
    expectNone(
      faults((golden) => {
        const array = load(golden);
        if (array.size === 0) return null;
        const expected = isShared(array, target);
        if (expected) shared++;
        const converted = target.convert(array);
        const { dtype } = array;
        const index = array.shape.map((length) => length - 1);
        if (!expected && !'biufcMm'.includes(dtype.kind)) return null;
        const value = other(array.get(...index));
        if (!array.readonly) {
          array.set(value, ...index);
          const isSeen = same(target.get(converted, index, dtype), value);
          if (isSeen !== expected) return `what the array gets is ${isSeen ? '' : 'not '}seen there`;
        }
        if (array.readonly && target.name === 'stdlib') return null;
        const next = other(value);
        target.set(converted, index, dtype, next);
        const isSeen = same(array.get(...index), next);
        return isSeen === expected ? null : `what is set there is ${isSeen ? '' : 'not '}seen by the array`;
      }),
    );
    expect(shared).toBeGreaterThan(1000);
  });

  test("with copy: 'never', where memory lies aligned and can be shared, is a view, else an error", () => {
    expectNone(
      faults((golden) => {
        const array = load(golden);
        const parts = array.dtype.kind === 'c' ? 2 : 1;
        const isAligned = array.size === 0 || array.byteOffset % (array.dtype.itemsize / parts) === 0;
        let thrown = '';
        try {
          target.convert(array, { copy: 'never' });
        } catch (error) {
          thrown = (error as Error).message;
        }
        const expected = isShared(array, target) && isAligned;
        if (thrown !== '' && !thrown.startsWith("copy: 'never', but ")) return thrown;
        return (thrown === '') === expected ? null : thrown || 'no error';
      }),
    );
  });

  test('and back, dumps gives the original bytes again', () => {
    let count = 0;
    expectNone(
      faults((golden) => {
        if (exceptionFor(golden, pickleOf(golden)) !== undefined || !keepsBits(golden.id)) return null;
        const array = load(golden, true);
        const back = target.back(target.convert(array), array.dtype);
        const { bytes, protocol } = pickleOf(golden);
        count++;
        const ours = dumps(back, { protocol: protocol as 4, numpy: golden.numpy });
        return Buffer.from(ours).equals(bytes) ? null : `${ours.length} bytes, not those of ${bytes.length}`;
      }),
    );
    expect(count / cases.length).toBeGreaterThan(0.85);
  });
});
