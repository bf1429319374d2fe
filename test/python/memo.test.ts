/**
 * What is met again is written once, however many others there are and wherever they lie: Python, in which equal strings
 * are then one object, writes the very bytes for what it loads.
 */

import { expect, test } from 'vitest';
import { pickleChunks } from '../../src/dumps.ts';
import { dumpChunks, dumps, loads, tuple } from '../../src/index.ts';
import { differenceOf } from '../dumps/difference.ts';
import { describeLive } from './live.ts';

const list = <T>(length: number, item: (i: number) => T) => Array.from({ length }, (_, i) => item(i));
/** Digits of another order, so that what follows one another is unlike. */
const scrambled = (i: number) => Math.imul(i, 0x9e3779b1) >>> 0;

const shared = list(3000, (i) => [i]);
const graph = list(3000, (i): unknown[] => [i]);
for (const [i, node] of graph.entries()) node.push(graph[(i * 7919) % 3000], graph[(i * 31) % 3000]);

const VALUES: Record<string, unknown> = {
  'different strings': list(5000, (i) => `text ${i}`),
  'strings of digits': list(5000, (i) => `${scrambled(i)}`),
  'strings met again': list(9000, (i) => `${scrambled(i % 4000)}`),
  'strings of each length': list(700, (i) => `${i % 3}`.repeat(1 + (i % 350))),
  'strings that differ in one character': list(
    2000,
    (i) => `${'a'.repeat(i % 40)}${'bc'[(i >> 1) & 1]}${'a'.repeat(40 - (i % 40))}`,
  ),
  'more bytes than characters': list(900, (i) => `${'é'.repeat(100 + (i % 60))}ÿ€𝄞`),
  'short ones, and none': list(600, (i) => String.fromCharCode(i % 300).repeat(i % 3)),
  'longer than a frame': list(6, (i) => `${i % 3}`.repeat(70_000)),
  'keys and tags': list(3000, (i) => ({
    id: i,
    name: `name ${i}`,
    tags: ['a', `t${i % 70}`],
    ok: i % 2 === 0,
  })),
  'all of them twice': list(1500, (i) => [i]).flatMap((one) => [one, one]),
  'twice, but late': [shared, [...shared]],
  'the last one again': [shared, shared[2999], shared],
  'one in a hundred': shared.map((one, i) => (i % 100 === 0 ? [one, shared[i >> 1]] : [one])),
  'a graph': graph,
  'tuples and maps': list(900, (i) => tuple(new Map([[i, shared[i % 50]]]), shared[(i * 7) % 50])),
};

const own = new Map<string, unknown>();
for (let i = 0; i < 3500; i++) own.set(`k${i}`, i % 700 === 5 ? own : i % 3 === 0 ? [own] : i);
const dict = (length: number, item: (i: number) => unknown) =>
  new Map(list(length, (i) => [`k${i}`, item(i)]));
/** Dicts of several batches, of which Python writes one after the other. */
const DICTS: Readonly<Record<string, unknown>> = {
  'of just two batches': dict(2000, (i) => i),
  'in each other, late and early': dict(2500, (i) => (i % 1200 === 7 ? dict(2300, (j) => `${j}`) : null)),
  'of itself': own,
  'of others, and again': [dict(3200, (i) => shared[i % 40]), dict(3200, (i) => graph[i % 40])],
  'of records': dict(3200, (i) => ({ id: i, tags: ['a', `t${i % 10}`] })),
  'of dicts whose keys are numbers': dict(2200, (i) => new Map([[i, 'a']])),
};
Object.assign(VALUES, DICTS);

describeLive('what is met again', 2, (live) => {
  test.each(Object.entries(VALUES))('%s', async (_name, value) => {
    for (const protocol of [0, 1, 2, 3, 4, 5] as const) {
      const bytes = dumps(value, { protocol });
      const again = await live().judge.pickle({ bytes }, protocol);
      expect(differenceOf({ bytes, buffers: [] }, again), `protocol ${protocol}`).toBeNull();
      for (const dicts of ['map', 'object'] as const)
        expect(Buffer.from(dumps(loads(bytes, { dicts }), { protocol })).equals(bytes)).toBe(true);
      for (const pieces of [dumpChunks(value, { protocol }), pickleChunks(value, { protocol }, 20_000)])
        expect(Buffer.concat([...pieces].map((piece) => piece.slice())).equals(bytes)).toBe(true);
    }
  });

  test('of each pickle by itself, also behind one that failed', () => {
    const [few, many] = [list(40, (i) => `few ${i}`), list(3000, (i) => `many ${i}`)];
    const alone = dumps(few);
    dumps([many, few]);
    expect(dumps(few)).toEqual(alone);
    expect(() => dumps([many, few, () => {}])).toThrow('a function');
    expect(dumps(few)).toEqual(alone);
  });
});
