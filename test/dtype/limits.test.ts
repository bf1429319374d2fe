import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import type { DType } from '../../src/dtype/dtype.ts';
import { dtype } from '../../src/dtype/parse.ts';
import { dtypeFromState } from '../../src/dtype/state.ts';
import { DTypeError } from '../../src/errors.ts';

/** Structs as a pickle nests them: from the inside out. */
function nest(type: DType, names: readonly string[]): DType {
  const fields = new Map(names.map((name) => [name, [type, 0]]));
  const flags = type.hasObject ? 27 : 16;
  return dtypeFromState(dtype(type.str), [3, '|', null, [...names], fields, type.itemsize, 1, flags]);
}

test('64 levels work everywhere, the 65th is an error', () => {
  let type = nest(dtype('V4'), ['a']);
  for (let i = 1; i < 64; i++) type = nest(type, ['a']);
  expect(type.depth).toBe(64);
  expect(type.toString()).toHaveLength(9 * 64 + 4);
  expect(inspect(type)).toContain("dtype([('a', [('a',");
  expect(type.descr).toHaveLength(1);
  expect(type.equals(type.copy())).toBe(true);
  expect(type.newByteOrder('>').equals(type)).toBe(true);
  expect(type.flags).toBe(16);
  expect(() => nest(type, ['a'])).toThrow(new DTypeError('a data type may nest at most 64 levels deep'));
  expect(() => dtype([type, [1]])).toThrow('a data type may nest at most 64 levels deep');
});

test('a few types shared by many fields do not explode', () => {
  const names = [...'abcdefghij'];
  let type = dtype('V0') as DType;
  const grow = () => {
    for (let i = 0; i < 50; i++) type = nest(type, names);
  };
  expect(grow).toThrow(new DTypeError('a data type may take at most 16777216 characters when spelled out'));
  expect(type.toString().length).toBeLessThan(2 ** 24);
  expect(type.equals(type.copy())).toBe(true);
});

test('a long name shared by many fields counts each time', () => {
  const long = 'x'.repeat(10_000);
  let type = nest(dtype('V0'), [long]);
  const grow = () => {
    for (let i = 0; i < 20; i++) type = nest(type, ['a', 'b']);
  };
  expect(grow).toThrow('characters when spelled out');
  expect(type.toString().length).toBeLessThan(2 ** 24);
});
