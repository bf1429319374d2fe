import { reprValue } from './repr.ts';

/** One step from a value to one inside it. */
export type PathStep =
  /** The value of a dict's key. */
  | { readonly key: unknown }
  /** An item of a list, tuple or deque; of an array, the element at one number per axis. */
  | { readonly index: number | readonly number[] }
  /** An attribute of an object. */
  | { readonly attribute: string }
  /** A part of what a pickle says of an object whose class is unknown. */
  | { readonly part: 'class' | 'args' | 'kwargs' | 'state' | 'calls' }
  /** An item of a set, counted in the order in which it gives them. */
  | { readonly item: number };

function stepText(step: PathStep): string {
  if ('key' in step) return `[${reprValue(step.key)}]`;
  if ('index' in step) return `[${typeof step.index === 'number' ? step.index : step.index.join(', ')}]`;
  if ('item' in step) return `{${step.item}}`;
  return `.${'part' in step ? step.part : step.attribute}`;
}

/**
 * Where in a value another lies: `['layers'][3].coef_`. Iterable, so that `at(value, ...path)` is what lies
 * there. One step and what comes before it, so that paths of deep values share their beginnings.
 */
export class Path implements Iterable<PathStep> {
  readonly #parent: Path | null;
  readonly #last: PathStep | null;

  /** The path of the value itself, or one step on from `parent`. */
  constructor(parent: Path | null = null, last: PathStep | null = null) {
    this.#parent = parent;
    this.#last = last;
  }

  to(step: PathStep): Path {
    return new Path(this, step);
  }

  /** The steps, outermost first. */
  steps(): PathStep[] {
    const steps: PathStep[] = [];
    for (let path: Path | null = this; path !== null; path = path.#parent) {
      if (path.#last !== null) steps.push(path.#last);
    }
    return steps.reverse();
  }

  [Symbol.iterator](): Iterator<PathStep> {
    return this.steps()[Symbol.iterator]();
  }

  /** As Python would reach it; of a very long path, both ends. The path of the value itself is empty. */
  toString(): string {
    const steps = this.steps();
    if (steps.length <= 24) return steps.map(stepText).join('');
    const [head, tail] = [steps.slice(0, 12), steps.slice(-12)];
    return `${head.map(stepText).join('')}…${tail.map(stepText).join('')}`;
  }

  toJSON(): string {
    return this.toString();
  }
}
