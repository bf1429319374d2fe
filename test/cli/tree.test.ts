import { expect, test } from 'vitest';
import { rows, rowText } from '../../src/cli/tree.ts';
import { NumpyArray, tuple } from '../../src/index.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours
const plain = (text: string) => text.replace(/\u001b\[\d+m/g, '');
const lines = (value: unknown, limits = { depth: 5, items: 5 }) =>
  Array.from(rows(value, limits), (row) => plain(`${'  '.repeat(row.depth)}${row.path} ${rowText(row)}`));

test('a line for each value, with its path', () => {
  const weights = NumpyArray.from(new Float32Array(6), { shape: [2, 3] });
  const value = new Map<unknown, unknown>([
    ['weights', weights.transpose()],
    ['names', tuple('a', 'b')],
    ['empty', []],
    ['loss', 0.25],
  ]);
  expect(lines(value)).toEqual([
    ' dict of 4',
    "  ['weights'] float32  (3, 2)  F  24 bytes",
    "  ['names'] tuple of 2",
    "    ['names'][0] 'a'",
    "    ['names'][1] 'b'",
    "  ['empty'] list of 0",
    "  ['loss'] 0.25",
  ]);
});

test('what is long or deep is cut, and said to be', () => {
  const objects = Array.from({ length: 8 }, () => ['x']);
  expect(lines(objects, { depth: 1, items: 2 })).toEqual([
    ' list of 8',
    '  [0] list of 1  … deeper: --depth',
    '  [1] list of 1  … deeper: --depth',
    '   … 6 more: --items',
  ]);
  expect(lines(Array.from({ length: 1000 }, (_, i) => i))).toEqual([' list of 1,000']);
});

test('what holds itself ends, also a million deep', () => {
  const cycle: unknown[] = ['in'];
  cycle.push(cycle);
  expect(lines(cycle)).toEqual([' list of 2', "  [0] 'in'", '  [1] list of 2  … as the whole']);
  let deep: unknown = null;
  for (let i = 0; i < 1e6; i++) deep = [deep];
  expect(lines(deep).length).toBe(6);
});

test('a terminal is not steered by what a file says', () => {
  const value = new Map([['a\u001b[2Jb', '\u001b]0;title\u0007']]);
  expect(lines(value).join('')).not.toMatch(/\p{Cc}/u);
});
