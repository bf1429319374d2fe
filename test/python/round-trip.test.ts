/**
 * Random values of a live Python. What we write of what we loaded is what Python wrote, byte for byte, where the
 * pickle tells all that this depends on (python-fixtures/fixtures/random_values.py says what it does not tell); where it
 * does not, it is the same value. `RANDOM_SEED` and `RANDOM_COUNT` choose other values than the usual ones.
 */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { differenceOf } from '../dumps/difference.ts';
import { rewritten } from '../dumps/rewrite.ts';
import { FIXTURES } from '../golden/golden.ts';
import { describeLive, type Live } from './live.ts';
import { pythonLines } from './python.ts';

const SEED = process.env['RANDOM_SEED'] ?? '1';
const COUNT = Number(process.env['RANDOM_COUNT'] ?? 400);
const SHOWN = 5;

interface RandomPickle {
  /** Of the value and the way: `seed 1 number 7 p4`. */
  readonly id: string;
  readonly protocol: number;
  readonly outOfBand: boolean;
  readonly bytes: Uint8Array;
  readonly buffers: readonly Uint8Array[];
}

interface Line {
  readonly number: number;
  readonly pickles: readonly {
    readonly name: string;
    readonly protocol: number;
    readonly base64?: string;
    readonly buffers?: readonly string[];
    readonly notPickled?: string;
  }[];
}

const decode = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));

async function* randomPickles({ python }: Live, ...options: string[]): AsyncGenerator<RandomPickle> {
  const program = join(FIXTURES, 'random_pickles.py');
  const lines = pythonLines(python, program, [SEED, String(COUNT), ...options]);
  expect(JSON.parse((await lines.next()).value ?? 'null')).toEqual({
    numpy: python.numpy,
    python: python.python,
  });
  for await (const line of lines) {
    const { number, pickles }: Line = JSON.parse(line);
    for (const { name, protocol, base64, buffers = [] } of pickles) {
      if (base64 === undefined) continue;
      const id = `seed ${SEED} number ${number} ${name}`;
      yield { id, protocol, outOfBand: name === 'oob', bytes: decode(base64), buffers: buffers.map(decode) };
    }
  }
}

const timeout = 120_000 + 200 * COUNT;

for (const major of [1, 2] as const) {
  describeLive('random values', major, (live) => {
    test(`${COUNT} of seed ${SEED}: the very bytes`, { timeout }, async () => {
      const wrong: string[] = [];
      let count = 0;
      for await (const pickle of randomPickles(live())) {
        count++;
        const found = differenceOf(rewritten(pickle, { ...pickle, numpy: major }), pickle);
        if (found !== null) wrong.push(`${pickle.id}: ${found}`);
      }
      expect(wrong.slice(0, SHOWN), `${wrong.length} of ${count} differ`).toEqual([]);
      expect(count).toBeGreaterThan(COUNT * 5);
    });

    test(`${COUNT} of seed ${SEED}, of objects that CPython may have twice: the same values`, {
      timeout,
    }, async () => {
      const { judge } = live();
      const wrong: string[] = [];
      for await (const pickle of randomPickles(live(), '--free')) {
        const found = await judge.equal(rewritten(pickle, { ...pickle, numpy: major }), pickle);
        if (found.length > 0) wrong.push(`${pickle.id}: ${found[0]!.join(', ')}`);
      }
      expect(wrong.slice(0, SHOWN), `${wrong.length} differ`).toEqual([]);
    });
  });
}
