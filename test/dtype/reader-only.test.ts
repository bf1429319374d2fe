/** What data types do for those who import `loads` alone: neither `dtype` nor `DType` is there. */
import { expect, test } from 'vitest';
import { dtypeFromString } from '../../src/dtype/type-string.ts';

test('equals takes data types and type strings', () => {
  const type = dtypeFromString('>f4');
  expect(['>f4', '<f4', 'float32', dtypeFromString('>f4')].map((other) => type.equals(other))).toEqual([
    true,
    false,
    false,
    true,
  ]);
  expect(() => type.equals('i4,f8')).toThrow(
    `data type "i4,f8" not understood: expected a type string: '<f8', 'float64', 'U10', 'M8[ns]'; dtype() also takes 'i4,f8'`,
  );
  expect(() => type.equals([['a', 'i4']])).toThrow(/^data type a list of 1 not understood/);
  expect(() => type.equals({ names: [], formats: [] })).toThrow(/^data type Object not understood/);
});

test('toBufferFormat says where it is', () => {
  expect(() => dtypeFromString('i4').toBufferFormat()).toThrow(
    "toBufferFormat needs code that comes with DType: import { DType } from 'ndarray-pickle'",
  );
});
