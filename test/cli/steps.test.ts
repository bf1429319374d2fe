import { expect, test } from 'vitest';
import { follow, typed } from '../../src/cli/steps.ts';
import { arraysIn, NumpyArray, PyGlobal, PyObject, tuple } from '../../src/index.ts';

const model = new PyObject(new PyGlobal('m', 'Model'), 'new', tuple());
model.state = new Map<unknown, unknown>([['coef_', NumpyArray.from(Float64Array.of(1, 2))]]);
const value = new Map<unknown, unknown>([
  ['layers', [{ a: 0 }, new Map([['w.x', tuple('first', 'last')]])]],
  ['3', 'text three'],
  [4, 'number four'],
  ['it\'s "so"', 'quoted'],
  ['model', model],
]);

test.each([
  ['', value],
  ["['layers'][1]['w.x'][-1]", 'last'],
  ['layers/1/["w.x"]/0', undefined],
  ['layers.1["w.x"][0]', 'first'],
  ['/layers/0/a', 0],
  ['3', 'text three'],
  ['4', 'number four'],
  ['[4]', 'number four'],
  [`['it\\'s "so"']`, 'quoted'],
  ['model.coef_', (model.state as Map<unknown, unknown>).get('coef_')],
  ["['model'].coef_[1]", 2],
])('%s', (path, expected) => {
  if (expected === undefined) expect(() => follow(value, path)).toThrow(RangeError);
  else expect(follow(value, path)).toBe(expected);
});

test.each([
  ['layers/7', "nothing at ['layers'][7]"],
  ['modle', "nothing at ['modle']"],
  ['layers[', 'is no path from character 6 on'],
])('%s is an error', (path, message) => {
  expect(() => follow(value, path)).toThrow(message);
});

test('a path as one would type it', () => {
  const paths = Array.from(arraysIn(value), ({ path }) => path);
  expect(paths.map(typed)).toEqual(['model/coef_']);
  const [odd] = arraysIn(new Map([["it's $5", NumpyArray.from([1])]]));
  expect(typed(odd!.path)).toBe('"[\\"it\'s \\$5\\"]"');
  for (const path of paths) expect(follow(value, typed(path))).toBe(follow(value, path.toString()));
});
