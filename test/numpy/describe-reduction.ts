/** What `reduce` gives as JSON, in the words of python-fixtures/reductions.py. */
import { inspect } from 'node:util';
import type { NumpyTarget } from '../../src/numpy/targets.ts';
import { reduce } from '../../src/reduce.ts';
import { kindOf } from '../../src/values/brand.ts';
import { ByteArray } from '../../src/values/byte-array.ts';
import { Complex } from '../../src/values/complex.ts';
import { PyDate, PyTimeDelta } from '../../src/values/datetime.ts';
import { FrozenSet } from '../../src/values/frozen-set.ts';
import { PickleBuffer } from '../../src/values/pickle-buffer.ts';
import { PyFloat } from '../../src/values/py-float.ts';
import { PyGlobal } from '../../src/values/py-global.ts';
import { Tuple } from '../../src/values/tuple.ts';

/** The items of the tuple that Python's `__reduce_ex__` gives. */
export function reduction(value: unknown, protocol: number, numpy: NumpyTarget): unknown[] {
  const { callable, args, state } = reduce(value, { protocol, numpy });
  const items = state === undefined ? [callable, args] : [callable, args, state];
  return items.map((item) => describe(item, protocol, numpy));
}

function describe(value: unknown, protocol: number, numpy: NumpyTarget): unknown {
  const all = (items: Iterable<unknown>) => Array.from(items, (item) => describe(item, protocol, numpy));
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return { int: String(value) };
  if (typeof value === 'number') return { float: bits(value) };
  if (PyFloat.isPyFloat(value)) return { float: bits(value.value) };
  if (Complex.isComplex(value)) return { complex: [bits(value.re), bits(value.im)] };
  if (PickleBuffer.isPickleBuffer(value)) return { buffer: hex(value), readonly: value.readonly };
  if (ByteArray.isByteArray(value)) return { bytearray: hex(value) };
  if (value instanceof Uint8Array) return { bytes: hex(value) };
  if (Tuple.isTuple(value)) return { tuple: all(value) };
  if (Array.isArray(value)) return { list: all(value) };
  if (value instanceof Map) return { dict: Array.from(value, all) };
  if (value instanceof Set || FrozenSet.isFrozenSet(value)) {
    const [texts, items] = [new Map<string, unknown>(), all(value as Set<unknown>)];
    for (const item of items) texts.set(JSON.stringify(item), item);
    return { set: [...texts.keys()].sort().map((text) => texts.get(text)) };
  }
  if (value instanceof PyGlobal) return { global: `${value}` };
  if (value instanceof PyTimeDelta)
    return {
      timedelta: all([value.days, value.seconds, value.microseconds]).map((item) =>
        Number((item as { int: string }).int),
      ),
    };
  if (value instanceof PyDate) return { [kindOf(value) === 'PyDate' ? 'date' : 'datetime']: `${value}` };
  if (['NumpyArray', 'DType', 'NumpyScalar'].includes(kindOf(value) ?? ''))
    return { reduced: reduction(value, protocol, numpy) };
  throw new TypeError(`no description of ${inspect(value)}`);
}

function hex({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('hex');
}

/** As the golden data has floats: 'nan' or big-endian hex. */
function bits(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes.toString('hex');
}
