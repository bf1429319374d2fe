/** The two kinds of ndarray that an array converts to, and what is promised of each. */
import type { DType, NumpyArray } from '../../src/index.ts';
import { Complex } from '../../src/index.ts';
import { fromNdarray, toNdarray } from '../../src/ndarray.ts';
import { fromStdlib, toStdlib } from '../../src/stdlib.ts';

interface Element {
  get(...index: number[]): unknown;
  set(...indexAndValue: unknown[]): unknown;
}

export interface Target {
  readonly name: string;
  convert(array: NumpyArray, options?: { copy?: 'never' }): object;
  /** The array again, its data type told. */
  back(converted: object, dtype: DType): NumpyArray;
  /** An element as that library has it, as `get` of a NumpyArray gives it. */
  get(converted: object, index: readonly number[], dtype: DType): unknown;
  set(converted: object, index: readonly number[], dtype: DType, value: unknown): void;
  shape(converted: object): readonly number[];
  /** Bytes that strides must be multiples of, for the memory to be shared. */
  unit(dtype: DType): number;
  /** Whether elements of that data type, of this machine's byte order, are viewed. */
  views(dtype: DType): boolean;
}

const hasFloat16 = 'Float16Array' in globalThis;
const isNumber = ({ kind, itemsize }: DType) =>
  'biuMm'.includes(kind) || (kind === 'f' && itemsize <= 8) || (kind === 'c' && itemsize <= 16);

export const targets: readonly Target[] = [
  {
    name: 'scijs',
    convert: (array, options) => toNdarray(array, options),
    back: (nd, dtype) => fromNdarray(nd as never, { dtype }),
    get(nd, index, { kind }) {
      const { get } = element(nd);
      if (kind === 'c') return new Complex(get(...index, 0) as number, get(...index, 1) as number);
      return kind === 'b' ? get(...index) === 1 : get(...index);
    },
    set(nd, index, { kind }, value) {
      const { set } = element(nd);
      if (!(value instanceof Complex)) set(...index, kind === 'b' ? Number(value) : value);
      else for (const [i, part] of [value.re, value.im].entries()) set(...index, i, part);
    },
    shape: (nd) => (nd as { shape: number[] }).shape,
    unit: ({ kind, itemsize }) => (kind === 'c' ? itemsize / 2 : itemsize),
    views: (dtype) => isNumber(dtype) && (dtype.num !== 23 || hasFloat16),
  },
  {
    name: 'stdlib',
    convert: (array, options) => toStdlib(array, options),
    back: (x, dtype) => fromStdlib(x, { dtype }),
    get(x, index, { kind }) {
      const value = element(x).get(...index);
      if (kind !== 'c') return value;
      const { re, im } = value as { re: number; im: number };
      return new Complex(re, im);
    },
    set(x, index, _dtype, value) {
      element(x).set(...index, value instanceof Complex ? [value.re, value.im] : value);
    },
    shape: (x) => (x as { shape: number[] }).shape,
    unit: ({ itemsize }) => itemsize,
    views: (dtype) => isNumber(dtype) && dtype.num !== 23,
  },
];

function element(converted: object): Element {
  const { get, set } = converted as Element;
  return { get: get.bind(converted), set: set.bind(converted) };
}

/** What is promised: numbers of this machine's byte order, in strides of whole elements, are viewed. */
export function isShared(array: NumpyArray, { unit, views }: Target): boolean {
  const { dtype, shape, strides, size } = array;
  const whole = strides.every((stride, axis) => shape[axis] === 1 || stride % unit(dtype) === 0);
  return dtype.isNative && views(dtype) && (whole || size === 0);
}

/** Groups with longdoubles: read as float64, which is documented to round. */
const ROUNDED = /^(c?longdouble(-big)?|structs\/(kinds|longdoubles|objects-longdouble))\//;

/**
 * Groups in which floats are read one by one, as numbers: of a NaN that signals, JavaScript does not keep the bits. Python
 * finds them equal: test/python/convert.test.ts.
 */
const READ =
  /^(float16(-big)?|structs\/(gaps|metadata-struct|mixed-order|one-field|packed|times|titles|unicode-names|wide))\//;

export function isRounded(id: string): boolean {
  return ROUNDED.test(id);
}

/** Whether an array comes back bit by bit. */
export function keepsBits(id: string): boolean {
  return !ROUNDED.test(id) && !READ.test(id);
}
