/** Every data type × byte order × layout × alignment, read in every way. */
import { describe, expect, test } from 'vitest';
import { NumpyArray } from '../../src/array/creation.ts';
import { indices, indicesF, type Layout, layouts, placeOf } from './layouts.ts';
import { type Sample, samples } from './samples.ts';

const NATIVE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? '<' : '>';
const NOISE = 0xa5;

/** Which sample lies at a place. */
const sampleAt = (place: number) => place % 7;

function build(sample: Sample, layout: Layout, byteOrder: string, lead: number) {
  const { itemsize } = sample;
  const all = indices(layout.shape);
  const places = all.map((index) => placeOf(layout, index));
  const room = lead + (Math.max(-1, ...places) + 1) * itemsize;
  // A view into a larger buffer: its bounds must be heeded.
  const bytes = new Uint8Array(new ArrayBuffer(room + 64), 24, room + 8).fill(NOISE);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const place of places) {
    sample.write(view, lead + place * itemsize, sampleAt(place), byteOrder === '<');
  }
  const array = new NumpyArray({
    buffer: bytes,
    byteOffset: lead + layout.first * itemsize,
    dtype: (sample.ordered ? byteOrder : '') + sample.code,
    shape: layout.shape,
    strides: layout.steps.map((step) => step * itemsize),
  });
  return { array, all };
}

/** A bool, int, … typed array by its class's name and numbers, NaN and −0 told apart. */
function expectNumbers(actual: unknown, className: string, numbers: readonly unknown[]): void {
  expect((actual as object)?.constructor.name).toBe(className);
  expect([...(actual as Iterable<unknown>)]).toEqual(numbers);
}

/** `a[i][j]…`, for the nested lists of toArray. */
const pick = (nested: unknown, index: readonly number[]): unknown =>
  index.reduce((list, i) => (list as unknown[])[i], nested);

describe.each(samples)('$code', (sample) => {
  const orders = sample.ordered ? ['<', '>'] : [NATIVE];
  const cases = orders.flatMap((byteOrder) =>
    layouts.flatMap((layout) => [0, 1, 8].map((lead) => ({ byteOrder, layout, lead, name: layout.name }))),
  );

  test.each(cases)('$byteOrder $name, byte $lead', ({ byteOrder, layout, lead }) => {
    const { array, all } = build(sample, layout, byteOrder, lead);
    const valueAt = (index: readonly number[]) => sample.values[sampleAt(placeOf(layout, index))];
    const numbersOf = (list: number[][]) =>
      list.flatMap((index) => sample.numbers![sampleAt(placeOf(layout, index))]!);
    const reversed = (index: readonly number[]) => index.map((i, axis) => i - layout.shape[axis]!);

    expect(array.shape).toEqual(layout.shape);
    expect(array.ndim).toBe(layout.shape.length);
    expect(array.size).toBe(all.length);
    expect(array.nbytes).toBe(all.length * sample.itemsize);
    expect(array.order).toBe(layout.order);

    const nested = array.toArray();
    for (const index of all) {
      expect(array.get(...index)).toEqual(valueAt(index));
      expect(array.get(...reversed(index))).toEqual(valueAt(index));
      expect(pick(nested, index)).toEqual(valueAt(index));
    }

    for (const [order, list] of [
      ['C', all],
      ['F', indicesF(layout.shape)],
    ] as const) {
      const copy = array.copy({ order });
      expect(copy.order).toBe(all.length < 2 || layout.shape.length < 2 ? 'C' : order);
      expect(copy.toArray()).toEqual(nested);
      expect(copy.dtype).toBe(array.dtype);
      if (sample.numbers === null) {
        expect(() => array.toTypedArray({ order })).toThrow(
          new TypeError(`elements of ${array.dtype} are no numbers; use toArray() or get()`),
        );
      } else {
        expectNumbers(array.toTypedArray({ order }), sample.numbersIn ?? sample.data!, numbersOf(list));
        expectNumbers(copy.toTypedArray({ order }), sample.numbersIn ?? sample.data!, numbersOf(list));
      }
    }

    if (sample.data !== null && layout.dense && (byteOrder === NATIVE || !sample.ordered)) {
      const inMemory = [...all].sort((a, b) => placeOf(layout, a) - placeOf(layout, b));
      expectNumbers(array.data, sample.data, numbersOf(inMemory));
      expect(array.data).toBe(array.data);
      // It moved at most once, and still reads the same.
      expect(array.toArray()).toEqual(nested);
    } else {
      expect(() => array.data).toThrow(/; use (toTypedArray|toArray\(\) or get)\(\)$/);
    }

    if (layout.shape.length > 0) {
      const items = [...array].map((item) => (NumpyArray.isNumpyArray(item) ? item.toArray() : item));
      expect(items).toEqual(nested);
      const axes = layout.shape.map((_, axis) => (axis + 1) % layout.shape.length);
      const turned = array.transpose(axes);
      const flipped = array.transpose();
      for (const index of all) {
        expect(turned.get(...axes.map((axis) => index[axis]!))).toEqual(valueAt(index));
        expect(flipped.get(...[...index].reverse())).toEqual(valueAt(index));
      }
    } else {
      expect(array.item()).toEqual(valueAt([]));
    }

    // Every sample can be written to every element, and lands where it should.
    const target = array.copy();
    for (const index of all) target.set(sample.values[(sampleAt(placeOf(layout, index)) + 1) % 7], ...index);
    for (const index of all) {
      expect(target.get(...index)).toEqual(sample.values[(sampleAt(placeOf(layout, index)) + 1) % 7]);
    }
  });
});

test('bytes next to the elements stay as they are', () => {
  for (const sample of samples) {
    const bytes = new Uint8Array(sample.itemsize * 4).fill(NOISE);
    const array = new NumpyArray({
      buffer: bytes,
      dtype: sample.code,
      shape: [2],
      strides: [2 * sample.itemsize],
    });
    array.set(sample.values[1], 0);
    array.set(sample.values[2], 1);
    const between = [...bytes].filter((_, i) => Math.floor(i / sample.itemsize) % 2 === 1);
    expect(between).toEqual(between.map(() => NOISE));
  }
});
