import { performance } from 'node:perf_hooks';

/**
 * How the time of `run(size)` grows: the exponent e of time ≈ size^e, fitted over doubling sizes. Linear
 * work gives about 1, quadratic about 2. Each size counts with its fastest of several runs, which is the
 * one that the machine's other work disturbed least.
 */
export function growthExponent(run: (size: number) => void, from: number, doublings = 4, runs = 5): number {
  run(from);
  const points: [number, number][] = [];
  for (let i = 0; i <= doublings; i++) {
    const size = from * 2 ** i;
    let best = Number.POSITIVE_INFINITY;
    for (let n = 0; n < runs; n++) {
      const start = performance.now();
      run(size);
      best = Math.min(best, performance.now() - start);
    }
    points.push([Math.log(size), Math.log(best)]);
  }
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(points.map(([size]) => size));
  const y = mean(points.map(([, time]) => time));
  const covariance = points.reduce((sum, [size, time]) => sum + (size - x) * (time - y), 0);
  return covariance / points.reduce((sum, [size]) => sum + (size - x) ** 2, 0);
}
