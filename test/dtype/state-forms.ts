/** States as NumPy 2 writes them. */
import { tuple } from '../../src/values/tuple.ts';

/** A struct of these fields: `[name, dtype, offset, title?]`. */
export function struct(fields: readonly unknown[][], itemsize: number, flags = 16, alignment = 1): unknown[] {
  const names = fields.map(([name]) => name);
  return [
    3,
    '|',
    null,
    tuple(...names),
    new Map(fields.map(([name, ...entry]) => [name, entry])),
    itemsize,
    alignment,
    flags,
  ];
}

export const scalar = (order: unknown, itemsize = -1, alignment = -1, flags = 0) => [
  3,
  order,
  null,
  null,
  null,
  itemsize,
  alignment,
  flags,
];
