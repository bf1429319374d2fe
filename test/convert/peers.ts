/** What the libraries' own functions compute of converted arrays, named as in python-fixtures/peer_results.py. */

import { createRequire } from 'node:module';
import ndarray, { type NdArray } from 'ndarray';
import ops from 'ndarray-ops';
import { Complex, NumpyArray } from '../../src/index.ts';
import { toNdarray } from '../../src/ndarray.ts';
import { fromStdlib, type StdlibComplex, type StdlibNdarray, toStdlib } from '../../src/stdlib.ts';

const require = createRequire(import.meta.url);
const gemm = require('ndarray-gemm') as (out: NdArray, a: NdArray, b: NdArray) => void;
const sum = require('@stdlib/blas/ext/sum') as (x: StdlibNdarray) => StdlibNdarray;
const slice = require('@stdlib/ndarray/slice') as (x: StdlibNdarray, ...parts: unknown[]) => StdlibNdarray;
const map = require('@stdlib/ndarray/map') as (
  x: StdlibNdarray,
  options: object,
  f: (v: never) => unknown,
) => StdlibNdarray;
const transpose = require('@stdlib/ndarray/transpose') as (x: StdlibNdarray) => StdlibNdarray;
const toArray = require('@stdlib/ndarray/to-array') as (x: StdlibNdarray) => unknown;
const Slice = require('@stdlib/slice/ctor') as new (
  start: number | null,
  stop: number | null,
  step: number,
) => object;

export interface NumpyResults {
  readonly x: NumpyArray;
  readonly sum?: number | Complex;
  readonly tripled?: NumpyArray;
  readonly assigned?: NumpyArray;
  readonly sliced?: NumpyArray;
  readonly mapped?: NumpyArray;
  readonly negated?: NumpyArray;
  readonly conjugate?: NumpyArray;
  readonly transposed?: NumpyArray;
  readonly product?: NumpyArray;
}

/** Nested lists of plain values, complex numbers as `Complex`. */
export function plain(value: unknown): unknown {
  if (NumpyArray.isNumpyArray(value)) return plain(value.toArray());
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const { re, im } = value as Complex;
  return new Complex(re, im);
}

interface Computed {
  readonly by: string;
  readonly value: unknown;
}

/** An ndarray's elements as nested lists. */
function listOf(nd: NdArray): unknown {
  if (nd.dimension === 0) return nd.get();
  return Array.from({ length: nd.shape[0]! }, (_, i) => listOf(nd.pick(i)));
}

const isComplex = ({ dtype }: NumpyArray) => dtype.kind === 'c';
const scijs = (array: NumpyArray) => toNdarray(array) as NdArray;
/** Neither library's functions for numbers take bool, and scijs' none complex numbers. */
const takesScijs = ({ dtype }: NumpyArray) => 'iuf'.includes(dtype.kind);

/** All of it is written to arrays of its own: some of the arrays are broadcast. */
function filledBy(shape: readonly number[], dtype: string, fill: (nd: NdArray) => void): NumpyArray {
  const size = shape.reduce((a, b) => a * b, 1);
  const out = new NumpyArray({ buffer: new ArrayBuffer(16 * size), dtype, shape });
  fill(scijs(out));
  return out;
}

export const computations: {
  readonly [K in Exclude<keyof NumpyResults, 'x'>]: (x: NumpyArray) => Computed[];
} = {
  sum(x) {
    const stdlib = { by: 'stdlib', value: plain(sum(toStdlib(x)).get()) };
    return takesScijs(x) ? [stdlib, { by: 'ndarray-ops', value: ops.sum(scijs(x)) }] : [stdlib];
  },
  tripled(x) {
    const copy = x.copy({ order: 'K' });
    ops.mulseq(scijs(copy), 3);
    return [{ by: 'ndarray-ops mulseq', value: copy.toArray() }];
  },
  assigned(x) {
    const out = filledBy(x.shape, x.dtype.str, (nd) => ops.assign(nd, scijs(x)));
    return [
      { by: 'ndarray-ops assign', value: out.toArray() },
      { by: 'stdlib to-array', value: toArray(toStdlib(x)) },
    ];
  },
  sliced(x) {
    const part = slice(toStdlib(x), new Slice(null, null, -2), new Slice(1, 5, 2));
    const found = [{ by: 'stdlib', value: plain(fromStdlib(part)) }];
    if (takesScijs(x))
      found.push({ by: 'scijs', value: listOf(scijs(x).step(-2).lo(0, 1).hi(2, 4).step(1, 2)) });
    return found;
  },
  mapped(x) {
    const squares = map(toStdlib(x), { dtype: 'float64' }, (v: number) => v * v + 1);
    return [{ by: 'stdlib', value: fromStdlib(squares).toArray() }];
  },
  negated(x) {
    return [{ by: 'stdlib map', value: fromStdlib(map(toStdlib(x), {}, (v: boolean) => !v)).toArray() }];
  },
  conjugate(x) {
    const conj = require('@stdlib/complex/float64/conj') as (z: StdlibComplex) => StdlibComplex;
    const conjf = require('@stdlib/complex/float32/conj') as typeof conj;
    const result = map(toStdlib(x), {}, x.dtype.itemsize === 16 ? conj : conjf);
    return [{ by: 'stdlib map', value: plain(fromStdlib(result)) }];
  },
  transposed(x) {
    return [{ by: 'stdlib', value: plain(fromStdlib(transpose(toStdlib(x)))) }];
  },
  product(x) {
    if (!isComplex(x)) {
      const out = filledBy([4, 4], 'f8', (nd) => gemm(nd, scijs(x), scijs(x).transpose(1, 0)));
      return [{ by: 'ndarray-gemm', value: out.toArray() }];
    }
    // (a + bi)(a + bi)ᵀ by four products of real numbers, of the two parts.
    const { re, im } = toNdarray(x.as(x.dtype.itemsize === 16 ? 'complex128' : 'complex64'), {
      complex: 'pair',
    });
    const multiply = (a: unknown, b: unknown) => {
      const out = ndarray(new Float64Array(16), [4, 4]);
      gemm(out, a as NdArray, (b as NdArray).transpose(1, 0));
      return out;
    };
    const real = multiply(re, re);
    ops.subeq(real, multiply(im, im));
    const imaginary = multiply(re, im);
    ops.addeq(imaginary, multiply(im, re));
    const value = [0, 1, 2, 3].map((i) =>
      [0, 1, 2, 3].map((j) => new Complex(real.get(i, j), imaginary.get(i, j))),
    );
    return [{ by: 'ndarray-gemm', value }];
  },
};
