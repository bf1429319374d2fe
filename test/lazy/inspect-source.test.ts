import { describe, expect, it } from 'vitest';
import { dumps, inspect, inspectSource, NumpyArray } from '../../src/index.ts';
import { familyCases, goldenCases } from '../golden/golden.ts';
import { CountingSource } from './lazily.ts';

const arrays = Array.from({ length: 20 }, () => NumpyArray.from(new Float64Array(10_000)));
const large = dumps(arrays);

describe('inspectSource', () => {
  it('gives what inspect gives, of what lies between the payloads', async () => {
    const source = new CountingSource(large);
    expect(await inspectSource(source)).toEqual(inspect(large));
    expect(source.reads.length).toBeLessThanOrEqual(22);
    expect(source.total).toBeLessThanOrEqual(21 * 4096);
  });

  it('the same for golden pickles, and for several of them one behind the other', async () => {
    const cases = [...familyCases(), ...goldenCases()].filter((_, i) => i % 5 === 0);
    for (const { pickles } of cases)
      for (const { bytes } of pickles.slice(0, 2)) expect(await inspectSource(bytes)).toEqual(inspect(bytes));
    const several = Buffer.concat([
      large,
      ...cases.slice(0, 20).map(({ pickles }) => pickles[0]!.bytes),
      large,
    ]);
    const inspection = await inspectSource(new CountingSource(several));
    expect(inspection).toEqual(inspect(several));
    expect(inspection.pickles).toBe(22);
  });

  it('the same where the pickle is cut off', async () => {
    for (let cut = 0; cut < large.length; cut += 9973) {
      const part = large.subarray(0, cut);
      expect(await inspectSource(new CountingSource(part))).toEqual(inspect(part));
    }
  });

  it('refuses what can only be read through', async () => {
    await expect(inspectSource(new Response(large).body!)).rejects.toThrow(
      /a stream must be read whole: pass a ByteSource/,
    );
    await expect(inspectSource(new Uint8Array([0x1f, 0x8b, 8, 0]))).rejects.toThrow(/compressed by gzip/);
  });
});
