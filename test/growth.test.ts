import { expect, it } from 'vitest';
import { expectGrowth } from './growth.ts';

// What growth tests are to catch, at sizes as small as theirs.
it('quadratic work is caught', { retry: 3, timeout: 120_000 }, async () => {
  const quadratic = (size: number) => () => {
    const seen: unknown[] = [];
    for (let i = 0; i < size; i++) if (!seen.includes({})) seen.push(i);
  };
  await expect(expectGrowth(quadratic, 1000, { doublings: 3 })).rejects.toThrow('time grows');
});

it('linear work is not', { timeout: 120_000 }, async () => {
  await expectGrowth((size) => () => Array.from({ length: size }, String), 10_000);
});
