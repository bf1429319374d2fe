import type { LazyArray } from '../array/lazy-array.ts';
import { NumpyArray } from '../array/numpy-array.ts';
import type { PickleValue } from '../pickle-value.ts';
import { kindOf } from '../values/brand.ts';
import { Path } from '../values/path.ts';
import { children } from './children.ts';

/** An array and where it lies. */
export interface FoundArray<A = NumpyArray> {
  readonly path: Path;
  readonly array: A;
}

/**
 * Every array in a value, through containers, objects and arrays of objects, each once: at the first path
 * that leads to it. Cycles end, and depth does not matter.
 *
 * A value that was loaded with `lazy: true` holds {@link LazyArray}s: `{ lazy: true }` gives these, too.
 *
 * @throws TypeError where it comes to a LazyArray, without `lazy`.
 */
export function arraysIn(
  value: PickleValue,
  options?: { readonly lazy?: false },
): Generator<FoundArray, void>;
export function arraysIn(
  value: PickleValue,
  options: { readonly lazy: boolean },
): Generator<FoundArray<NumpyArray | LazyArray>, void>;
export function* arraysIn(
  value: PickleValue,
  { lazy = false }: { readonly lazy?: boolean } = {},
): Generator<FoundArray<NumpyArray | LazyArray>, void> {
  const seen = new Set<unknown>();
  const visit = function* (inner: unknown, path: Path): Generator<FoundArray<NumpyArray | LazyArray>, void> {
    if (NumpyArray.isNumpyArray(inner)) yield { path, array: inner };
    if (kindOf(inner) !== 'LazyArray') return;
    if (!lazy)
      throw new TypeError(
        `arraysIn: ${String(path) || 'the value'} is a LazyArray, not loaded: pass { lazy: true } to have these, too`,
      );
    yield { path, array: inner as LazyArray };
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
