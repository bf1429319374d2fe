import { NumpyArray } from '../array/numpy-array.ts';
import type { PickleValue } from '../pickle-value.ts';
import { Path } from '../values/path.ts';
import { children } from './children.ts';

/** An array and where it lies. */
export interface FoundArray {
  readonly path: Path;
  readonly array: NumpyArray;
}

/**
 * Every array in a value, through containers, objects and arrays of objects, each once: at the first path
 * that leads to it. Cycles end, and depth does not matter.
 */
export function* arraysIn(value: PickleValue): Generator<FoundArray, void> {
  const seen = new Set<unknown>();
  const visit = function* (inner: unknown, path: Path): Generator<FoundArray, void> {
    if (NumpyArray.isNumpyArray(inner)) yield { path, array: inner };
  };
  if (typeof value === 'object') seen.add(value);
  yield* visit(value, new Path());
  const open = [{ path: new Path(), rest: children(value)[Symbol.iterator]() }];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const next = top.rest.next();
    if (next.done === true) {
      open.pop();
      continue;
    }
    const [step, child] = next.value;
    if (typeof child !== 'object' || child === null || seen.has(child)) continue;
    seen.add(child);
    const path = top.path.to(step);
    yield* visit(child, path);
    open.push({ path, rest: children(child)[Symbol.iterator]() });
  }
}
