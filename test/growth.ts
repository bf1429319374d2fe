/**
 * How the time of `run(size)` grows: the exponent e of time ≈ size^e, fitted over doubling sizes. Linear
 * work gives about 1, quadratic about 2. Time is this process's own on the processors, so that other work on
 * the machine does not count, and each size counts with its fastest of several runs.
 */
export function growthExponent(run: (size: number) => void, from: number, doublings = 4, runs = 5): number {
  run(from);
  const points: [number, number][] = [];
  for (let i = 0; i <= doublings; i++) {
    const size = from * 2 ** i;
    let best = Number.POSITIVE_INFINITY;
    for (let n = 0; n < runs; n++) {
      const start = process.cpuUsage();
      run(size);
      const { user, system } = process.cpuUsage(start);
      best = Math.min(best, user + system);
    }
    points.push([Math.log(size), Math.log(best)]);
  }
  return slope(points);
}

/** The same of work that waits in between. */
export async function asyncGrowthExponent(
  run: (size: number) => Promise<void>,
  from: number,
  doublings = 4,
  runs = 5,
): Promise<number> {
  await run(from);
  const points: [number, number][] = [];
  for (let i = 0; i <= doublings; i++) {
    const size = from * 2 ** i;
    let best = Number.POSITIVE_INFINITY;
    for (let n = 0; n < runs; n++) {
      const start = process.cpuUsage();
      await run(size);
      const { user, system } = process.cpuUsage(start);
      best = Math.min(best, user + system);
    }
    points.push([Math.log(size), Math.log(best)]);
  }
  return slope(points);
}

function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(points.map(([size]) => size));
  const y = mean(points.map(([, time]) => time));
  const covariance = points.reduce((sum, [size, time]) => sum + (size - x) * (time - y), 0);
  return covariance / points.reduce((sum, [size]) => sum + (size - x) ** 2, 0);
}
