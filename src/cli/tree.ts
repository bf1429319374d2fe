/** A value as a tree of lines, each with the path of what it tells. */

import { kindOf } from '../values/brand.ts';
import { Path, type PathStep } from '../values/path.ts';
import { children } from '../walk/children.ts';
import { isSomeArray, painted } from './describe.ts';

export interface TreeLimits {
  /** Levels below the value itself. */
  readonly depth: number;
  /** Lines for the items of one container. */
  readonly items: number;
}

export interface Row {
  readonly depth: number;
  readonly path: Path;
  readonly value: unknown;
  /** What was left out after this, of the same container; else where the value was met before, or null. */
  readonly note: string | null;
}

/** Numbers and the like are told by their container's line, where they come by the thousand. */
function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

/** What a line says of all items, which saves a line for each: `list of 1,000` of numbers. */
function isPlainList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 3 && value.every(isPlain);
}

const hasParts = (value: unknown) =>
  !isSomeArray(value) && !isPlainList(value) && kindOf(value) !== 'NumpyScalar';

/** The value and what is in it, depth first. Containers that are met again are not entered again. */
export function* rows(value: unknown, limits: TreeLimits): Generator<Row> {
  const seen = new Map<object, Path>();
  type Level = { readonly rest: Iterator<readonly [PathStep, unknown]>; readonly path: Path; shown: number };
  const levels: Level[] = [];

  const enter = (path: Path, item: unknown): string | null => {
    if (isPlain(item) || !hasParts(item)) return null;
    const before = seen.get(item as object);
    if (before !== undefined) return `as ${before.toString() || 'the whole'}`;
    seen.set(item as object, path);
    if (levels.length < limits.depth)
      levels.push({ rest: children(item)[Symbol.iterator](), path, shown: 0 });
    else if (children(item)[Symbol.iterator]().next().done !== true) return 'deeper: --depth';
    return null;
  };

  const root = new Path();
  yield { depth: 0, path: root, value, note: enter(root, value) };
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const next = level.rest.next();
    if (next.done === true) {
      levels.pop();
      continue;
    }
    const depth = levels.length;
    if (level.shown === limits.items) {
      let left = 1;
      while (level.rest.next().done !== true) left++;
      yield { depth, path: level.path, value: undefined, note: `${left} more: --items` };
      levels.pop();
      continue;
    }
    level.shown++;
    const [step, item] = next.value;
    const path = level.path.to(step);
    yield { depth, path, value: item, note: enter(path, item) };
  }
}

export function rowText({ value, note }: Row): string {
  const text = value === undefined ? '' : painted(value);
  return note === null ? text : `${text}${text === '' ? '…' : '  …'} ${note}`;
}
