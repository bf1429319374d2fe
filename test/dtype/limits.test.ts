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

test('one dict of fields, used again and again, is read once', () => {
  const names = Array.from({ length: 20_000 }, (_, i) => `field${i}`);
  const fields = new Map(names.map((name, i) => [name, [dtype('i1'), i]]));
  const types = Array.from({ length: 20_000 }, (_, i) => {
    const itemsize = names.length + i;
    return dtypeFromState(dtype(`V${itemsize}`), [3, '|', null, names, fields, itemsize, 1, 16]);
  });
  // Reading it each time would take minutes, and keeping what was read 40 GB.
  expect(types[0]).toMatchObject({ itemsize: 20_000, names });
  expect(types.at(-1)).toMatchObject({ itemsize: 39_999, names });
  expect(types.at(-1)!.fields).toBe(types[0]!.fields);
  const tooSmall = [3, '|', null, names, fields, 19_999, 1, 16];
  expect(() => dtypeFromState(dtype('V19999'), tooSmall)).toThrow(
    'field "field19999" takes bytes 19999 to 20000 of an element of 19999 bytes',
  );
});

test('long strings take linear time', () => {
  const long = 1_000_000;
  const texts = ['[', ']', ' ', '<', '(', '(1,', '1 ', 'i4 ', 'i4,', 'M8[', '1', '[,', 'é', '\ud800'];
  for (const text of texts) {
    const spec = text.repeat(long / text.length);
    for (const around of [spec, `(${spec}1)f4`, `2${spec}f4`, `M8[${spec}]`, `i4${spec}x`]) {
      try {
        dtype(around);
      } catch (error) {
        expect(error, around.slice(0, 20)).toBeInstanceOf(DTypeError);
      }
    }
  }
});
