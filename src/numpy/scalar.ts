/**
 * Scalars: `multiarray.scalar(dtype, data)`. Those that a JS value holds whole become it: `np.int64(5)` is
 * 5. A datetime's unit, a longdouble's digits and a record's fields would be lost, so they stay
 * `NumpyScalar`s.
 *
 * Source: NumPy's `array_scalar` (`multiarraymodule.c`).
 */

import { inOwnMemory } from '../array/contents.ts';
import { blankArray, initArray, NumpyArray } from '../array/numpy-array.ts';
import { NumpyScalar } from '../array/numpy-scalar.ts';
import { DType } from '../dtype/dtype.ts';
import { type PythonClass, pythonFunction } from '../registry/python-class.ts';
import { narrow } from '../values/integers.ts';
import { Payload } from '../values/payload.ts';
import { typeName } from '../values/type-name.ts';
import { asPayload } from './bytes.ts';
import { toNative } from './native.ts';
import { arrayOf, type NumpyOptions } from './options.ts';

/** Kinds whose Python value is a JS value: bool, int, float, complex, bytes, str. */
const PLAIN = 'biufcSU';

/** The scalar in native byte order, as NumPy's come out: a copy, for it is small. */
function memory({ source, start, kind }: Payload, dtype: DType): NumpyArray {
  const { buffer, dtype: native } = toNative(new Payload(kind, source, start, dtype.itemsize), dtype);
  const array = blankArray();
  initArray(array, { ...inOwnMemory(native, [], [], buffer), readonly: true });
  return array;
}

function scalar(dtype: unknown, given: unknown, exact: boolean): unknown {
  if (!DType.isDType(dtype)) throw new TypeError(`expected a numpy.dtype, got ${typeName(dtype)}`);
  if (dtype.kind === 'O') return given;
  if (dtype.hasObject) {
    // A record with objects comes as a 0-d array.
    const data = arrayOf(given);
    if (!NumpyArray.isNumpyArray(data) || data.ndim !== 0) {
      throw new TypeError(`a scalar of dtype ${dtype} must be a 0-d array, not ${typeName(data)}`);
    }
    return new NumpyScalar(data);
  }
  const payload = asPayload(given, 'the data of a scalar');
  if (payload.length < dtype.itemsize) {
    throw new RangeError(
      `a scalar of dtype ${dtype} needs ${dtype.itemsize} bytes, ${payload.length} are there`,
    );
  }
  const array = memory(payload, dtype);
  if (exact || !PLAIN.includes(dtype.kind) || dtype.names !== null || 'gG'.includes(dtype.char))
    return new NumpyScalar(array);
  const value = array.item();
  return typeof value === 'bigint' ? narrow(value) : value;
}

export function scalarEntries({ exact }: NumpyOptions): PythonClass[] {
  return [
    pythonFunction({
      module: ['numpy._core.multiarray', 'numpy.core.multiarray'],
      name: 'scalar',
      payloads: true,
      call: ([dtype, data]) => scalar(dtype, data, exact),
    }),
  ];
}
