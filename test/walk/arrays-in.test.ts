import { describe, expect, it } from 'vitest';
import { arraysIn, at, loads, NumpyArray, type PickleValue, tuple } from '../../src/index.ts';
import { bytes } from '../pickle/assemble.ts';

const array = (n: number) => NumpyArray.from([n], { dtype: 'uint8' });
const paths = (value: PickleValue) => [...arraysIn(value)].map(({ path }) => String(path));

describe('arraysIn', () => {
  it('finds arrays in containers, objects and arrays of objects', () => {
    const holder = NumpyArray.from([array(7), null], { dtype: 'object', shape: [2] });
    const value = new Map<PickleValue, PickleValue>([
      ['a', array(1)],
      ['list', [0, tuple('x', array(2))]],
      [3, new Set([tuple(array(3))])],
      ['objects', holder],
    ]);
    expect(paths(value)).toEqual(["['a']", "['list'][1][1]", '[3]{0}[0]', "['objects']", "['objects'][0]"]);
    expect(paths(array(1))).toEqual(['']);
    expect(paths(5)).toEqual([]);
  });

  it('gives paths that lead back', () => {
    const value = [new Map([[tuple(1, 'k'), [array(1), array(2)]]]), { plain: array(3) }];
    for (const found of arraysIn(value)) expect(at(value, ...found.path)).toBe(found.array);
    expect(paths(value)).toEqual(["[0][(1, 'k')][0]", "[0][(1, 'k')][1]", "[1]['plain']"]);
  });

  it('gives each array once, ends cycles and does not mind depth', () => {
    const shared = array(1);
    const cycle: PickleValue[] = [shared, shared];
    cycle.push(cycle, new Map([['again', cycle]]));
    expect(paths(cycle)).toEqual(['[0]']);
    let deep: PickleValue = [array(5)];
    for (let i = 0; i < 100_000; i++) deep = [deep];
    const [found] = [...arraysIn(deep)];
    expect(found?.array.get(0)).toBe(5);
    expect(String(found?.path)).toMatch(/^(\[0\]){12}…(\[0\]){12}$/);
    const dag = loads(bytes(')', '2\x86'.repeat(2000), '.'));
    expect(paths(dag)).toEqual([]);
  });
});
