import type { NumpyArray } from '../../src/array/numpy-array.ts';
import type { GoldenDType } from './golden.ts';

interface Leaf {
  readonly offset: number;
  readonly size: number;
  /** Bytes that swap together. */
  readonly unit: number;
  /** How many of a unit's bytes mean something: 10 of a longdouble's 16. */
  readonly keep: number;
  readonly big: boolean;
}

const leavesOf = new WeakMap<GoldenDType, readonly Leaf[]>();

/** An integer that has fields as well is an integer. */
export function isStruct(dtype: GoldenDType): boolean {
  return dtype.fields !== null && dtype.kind === 'V';
}

function leaves(dtype: GoldenDType): readonly Leaf[] {
  const known = leavesOf.get(dtype);
  if (known) return known;
  const found = [...findLeaves(dtype, 0)];
  leavesOf.set(dtype, found);
  return found;
}

function* findLeaves(dtype: GoldenDType, at: number): Generator<Leaf> {
  if (dtype.subdtype) {
    const { base, shape } = dtype.subdtype;
    const count = shape.reduce((a, b) => a * b, 1);
    for (let i = 0; i < count; i++) yield* findLeaves(base, at + i * base.itemsize);
  } else if (isStruct(dtype)) {
    for (const field of dtype.fields!) yield* findLeaves(field.dtype, at + field.offset);
  } else if (dtype.kind !== 'O' && dtype.kind !== 'T') {
    const size = dtype.itemsize;
    const unit = { c: size / 2, S: 1, V: 1, U: 4 }[dtype.kind] ?? size;
    yield {
      offset: at,
      size,
      unit,
      keep: 'gG'.includes(dtype.char) ? 10 : unit,
      big: dtype.byteorder === '>',
    };
  }
}

/**
 * The memory of an array's elements as golden data's `raw`: hex, C order, little-endian, without padding. It goes by
 * buffer, offset and strides alone.
 */
export function rawHex(array: NumpyArray, dtype: GoldenDType): string {
  const memory = new Uint8Array(array.buffer);
  const plan = leaves(dtype);
  const perElement = plan.reduce((total, leaf) => total + (leaf.size / (leaf.unit || 1)) * leaf.keep, 0);
  const out = Buffer.alloc(array.size * perElement);
  let to = 0;
  for (const index of indices(array.shape)) {
    let at = array.byteOffset;
    for (let axis = 0; axis < index.length; axis++) at += index[axis]! * array.strides[axis]!;
    for (const { offset, size, unit, keep, big } of plan) {
      for (let start = at + offset; start < at + offset + size; start += unit) {
        for (let i = 0; i < keep; i++) out[to++] = memory[big ? start + unit - 1 - i : start + i]!;
      }
    }
  }
  return out.toString('hex');
}

/** Writes golden data's `raw` to the memory of an array's elements: what {@link rawHex} reads. */
export function writeRaw(array: NumpyArray, dtype: GoldenDType, raw: string): void {
  const memory = new Uint8Array(array.buffer);
  const plan = leaves(dtype);
  const bytes = Buffer.from(raw, 'hex');
  let from = 0;
  for (const index of indices(array.shape)) {
    let at = array.byteOffset;
    for (let axis = 0; axis < index.length; axis++) at += index[axis]! * array.strides[axis]!;
    for (const { offset, size, unit, keep, big } of plan) {
      for (let start = at + offset; start < at + offset + size; start += unit) {
        for (let i = 0; i < keep; i++) memory[big ? start + unit - 1 - i : start + i] = bytes[from++]!;
      }
    }
  }
  if (from !== bytes.length) throw new Error(`${bytes.length} raw bytes for ${from}`);
}

/** Every index of a shape, in C order. The yielded array is reused. */
export function* indices(shape: readonly number[]): Generator<readonly number[]> {
  if (shape.includes(0)) return;
  const index = shape.map(() => 0);
  for (;;) {
    yield index;
    let axis = shape.length - 1;
    while (axis >= 0 && ++index[axis]! === shape[axis]) index[axis--] = 0;
    if (axis < 0) return;
  }
}
