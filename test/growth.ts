import { assert } from 'vitest';

export interface GrowthOptions {
  /** What the exponent is to stay under: 1.3 for linear work, which noise makes look a little steeper. */
  readonly below?: number;
  readonly doublings?: number;
  /** Of each size; the fastest counts. */
  readonly runs?: number;
}

const ATTEMPTS = 8;

/**
 * How the time of work grows with its size: the exponent e of time ≈ size^e, fitted over doubling sizes. Linear
 * work gives about 1, quadratic about 2. `prepare(size)` makes what is timed. Time is this process's own on the
 * processors, so that other work on the machine does not count.
 */
export async function growthExponent(
  prepare: (size: number) => () => unknown,
  from: number,
  { doublings = 4, runs = 3 }: GrowthOptions = {},
): Promise<number> {
  // What is not compiled yet is slow at the sizes that come first.
  await prepare(from * 2 ** (doublings >> 1))();
  const points: [number, number][] = [];
  for (let i = 0; i <= doublings; i++) {
    const size = from * 2 ** i;
    const work = prepare(size);
    let best = Number.POSITIVE_INFINITY;
    for (let n = 0; n < runs; n++) {
      const start = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(start);
      best = Math.min(best, user + system);
    }
    points.push([Math.log(size), Math.log(best)]);
  }
  return slope(points);
}

/**
 * Fails if the time grows faster than allowed. The exponent is a claim on large sizes, and where memory begins to
 * come from elsewhere there is a step among small ones that every attempt meets: so each other attempt begins at
 * twice the size. What is quadratic is so at all of them.
 */
export async function expectGrowth(
  prepare: (size: number) => () => unknown,
  from: number,
  options: GrowthOptions = {},
): Promise<void> {
  const { below = 1.3 } = options;
  const exponents: string[] = [];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const exponent = await growthExponent(prepare, from * 2 ** (attempt >> 1), options);
    if (exponent < below) return;
    exponents.push(exponent.toFixed(2));
  }
  assert.fail(`time grows as size to the power of ${exponents.join(', ')}: expected less than ${below}`);
}

function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(points.map(([size]) => size));
  const y = mean(points.map(([, time]) => time));
  const covariance = points.reduce((sum, [size, time]) => sum + (size - x) * (time - y), 0);
  return covariance / points.reduce((sum, [size]) => sum + (size - x) ** 2, 0);
}
