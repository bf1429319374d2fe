/** Numbers that look random and are the same in every run, whatever the machine: mulberry32. */
export interface Random {
  /** A float64 from 0 up to and without 1. */
  next(): number;
  /** An integer from 0 up to and without `limit`. */
  below(limit: number): number;
}

export function random(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, below: (limit) => Math.floor(next() * limit) };
}
