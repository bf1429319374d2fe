/** Objects of another realm (a frame, an Electron window, Node's `vm`) are plain wherever those of this one are. */

import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { at, dumps, loads, NumpyArray, toPlain } from '../../src/index.ts';
import { isPlainObject } from '../../src/values/plain-containers.ts';

const foreign: object = runInNewContext("({ name: 'x', size: 2 })");

it('knows plain objects', () => {
  class Own {}
  for (const value of [foreign, {}, Object.create(null)]) expect(isPlainObject(value)).toBe(true);
  for (const value of [null, 1, [], new Own(), new Map(), new Date(), runInNewContext('new Map()')])
    expect(isPlainObject(value)).toBe(false);
});

it('takes those of another realm as its own', () => {
  const array = NumpyArray.from([foreign], { dtype: 'O' });
  expect(Object.getPrototypeOf(foreign)).not.toBe(Object.prototype);
  expect(at(foreign, 'name')).toBe('x');
  expect(toPlain(foreign)).toEqual({ name: 'x', size: 2 });
  expect(JSON.stringify(array)).toBe('[{"name":"x","size":2}]');
  expect(String(array)).toBe("array([{'name': 'x', 'size': 2}], dtype=object)");
  expect(loads(dumps(foreign as never))).toEqual(new Map(Object.entries(foreign)));
});
