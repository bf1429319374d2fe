import { kindOf } from '../values/brand.ts';
import { Path, type PathStep } from '../values/path.ts';
import { PyObject } from '../values/py-object.ts';
import { BATCHES, CALL, type Task } from './task.ts';

const IDENTIFIER = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;

/** The path to the value that the last of these tasks was about to write. */
export function pathOf(tasks: readonly Task[]): Path {
  let path = new Path();
  for (let depth = 0; depth < tasks.length; depth++) {
    const step = stepOf(tasks[depth]!, tasks[depth - 1], tasks[depth - 2]);
    if (step !== null) path = path.to(step);
  }
  return path;
}

/** From a task's object to the value that it was about to write; null where that is no part for its user. */
function stepOf(task: Task, parent: Task | undefined, grandparent: Task | undefined): PathStep | null {
  const { kind, object, items, unit } = task;
  const at = task.i - 1;
  if (kind === CALL) return PyObject.isPyObject(object) ? partOf(task) : null;
  const inState = isState(parent, object) || (isState(grandparent, parent?.object) && parent?.make !== 0);
  if (kind === BATCHES && unit === 2) {
    const key = items[at - (at % 2)];
    const named = typeof key === 'string' && (inState || (isPlain(object) && IDENTIFIER.test(key)));
    return named ? { attribute: key } : { key };
  }
  const made =
    grandparent?.kind === CALL && !PyObject.isPyObject(grandparent.object) ? grandparent.object : null;
  if (isSet(object) || (made !== null && isSet(made))) return { item: at };
  // The tuples in which an object's state comes are none of its parts.
  if (kind !== BATCHES && (inState || (parent?.kind === CALL && !PyObject.isPyObject(parent.object))))
    return null;
  const { shape } = (made ?? {}) as { readonly shape?: unknown };
  return { index: Array.isArray(shape) && shape.length !== 1 ? unravelled(at, shape as number[]) : at };
}

function isSet(object: object): boolean {
  return object instanceof Set || kindOf(object) === 'FrozenSet';
}

/** The index, one number per axis, of the element that comes `at`th in C order. */
function unravelled(at: number, shape: readonly number[]): number[] {
  const index = new Array<number>(shape.length);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = at % shape[axis]!;
    at = Math.floor(at / shape[axis]!);
  }
  return index;
}

function isState(call: Task | undefined, value: unknown): boolean {
  return call?.kind === CALL && call.state === value && PyObject.isPyObject(call.object);
}

function isPlain(object: object): boolean {
  return !(object instanceof Map) && !PyObject.isPyObject(object);
}

/** Of an object of an unknown class. Its attributes are named by the keys of its state. */
function partOf({ i, items, state }: Task): PathStep | null {
  if (i <= items.length) return { part: (['class', 'args', 'kwargs'] as const)[i - 1]! };
  return i === items.length + 4 && !(state instanceof Map) ? { part: 'state' } : null;
}
