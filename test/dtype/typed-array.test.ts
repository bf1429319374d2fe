import { expect, test } from 'vitest';
import { dtype } from '../../src/dtype/parse.ts';
import { typedArrayConstructor } from '../../src/dtype/typed-array.ts';

test.each([
  ['?', Uint8Array],
  ['i1', Int8Array],
  ['>u1', Uint8Array],
  ['i2', Int16Array],
  ['u2', Uint16Array],
  ['i4', Int32Array],
  ['u4', Uint32Array],
  ['l', BigInt64Array],
  ['q', BigInt64Array],
  ['L', BigUint64Array],
  ['Q', BigUint64Array],
  ['f4', Float32Array],
  ['f8', Float64Array],
  ['c8', Float32Array],
  ['c16', Float64Array],
  ['M8[ns]', BigInt64Array],
  ['m8', BigInt64Array],
] as const)('%s is viewed by %o', (spec, expected) => {
  expect(typedArrayConstructor(dtype(spec))).toBe(expected);
  expect(typedArrayConstructor(dtype(spec).copy())).toBe(expected);
});

test('the rest has no typed array', () => {
  const none = [
    '>i2',
    '>f8',
    '>M8[s]',
    'f16',
    'f12',
    'c32',
    'S1',
    'U1',
    'V1',
    'O',
    'T',
    'i4,i4',
    '2i4',
    '1u1',
  ];
  for (const spec of none) expect(typedArrayConstructor(dtype(spec)), spec).toBe(null);
});

test('float16 where the runtime has it', () => {
  const runtime = globalThis as { Float16Array?: unknown };
  const before = runtime.Float16Array;
  class Float16Array {}
  try {
    runtime.Float16Array = Float16Array;
    expect(typedArrayConstructor(dtype('f2'))).toBe(Float16Array);
    delete runtime.Float16Array;
    expect(typedArrayConstructor(dtype('f2'))).toBe(null);
  } finally {
    if (before) runtime.Float16Array = before;
  }
});
