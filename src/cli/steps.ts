/** Paths as `inspect` prints them and as people type them: `['layers'][3].coef_`, `layers.3.coef_`, `layers/3/coef_`. */

import type { PickleValue } from '../pickle-value.ts';
import { kindOf } from '../values/brand.ts';
import type { Path } from '../values/path.ts';
import { at } from '../walk/at.ts';

/** `[3]`, `['key']`, `["key"]`, or a word behind a dot, a slash or nothing. */
const STEP = /\[(?:(-?\d+)|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\]|[./]?([^./[\]]+)/y;

interface TypedStep {
  readonly text: string;
  /** A word may be a number, a key or an attribute; what is in brackets says which. */
  readonly value: string | number | null;
}

function parse(path: string): TypedStep[] {
  const steps: TypedStep[] = [];
  for (STEP.lastIndex = 0; STEP.lastIndex < path.length; ) {
    const from = STEP.lastIndex;
    const [, index, single, double, word] = STEP.exec(path) ?? [];
    const quoted = single ?? double;
    if (index !== undefined) steps.push({ text: index, value: Number(index) });
    else if (quoted !== undefined) steps.push({ text: quoted, value: quoted.replace(/\\(.)/gs, '$1') });
    else if (word !== undefined) steps.push({ text: word, value: null });
    else
      throw new RangeError(
        `${JSON.stringify(path)} is no path from character ${from} on: write layers.3.coef_ or ['my key'][3]`,
      );
  }
  return steps;
}

const isArray = (value: unknown) =>
  Array.isArray(value) || ['NumpyArray', 'LazyArray'].includes(kindOf(value) ?? '');

/** What a word means there: an index of a list, a key of a dict (as text, else as a number), else an attribute. */
function meaning(value: unknown, word: string): string | number {
  const isNumber = /^-?\d+$/.test(word);
  if (!isNumber || (value instanceof Map && value.has(word))) return word;
  return isArray(value) || value instanceof Map ? Number(word) : word;
}

/**
 * What lies at a path.
 *
 * @throws RangeError where there is nothing at a step, or the path is none.
 */
export function follow(value: unknown, path: string): unknown {
  const steps: (string | number)[] = [];
  let current = value;
  for (const { text, value: step } of parse(path)) {
    steps.push(step ?? meaning(current, text));
    // From the start, so that an error tells the whole path; these are short.
    current = at(value as PickleValue, ...steps);
  }
  return current;
}

/** A path as one would type it: `layers/3/coef_`, or as `inspect` prints it, quoted for a shell, where that is not enough. */
export function typed(path: Path): string {
  const words = path.steps().map((step) => {
    const word =
      'attribute' in step ? step.attribute : 'key' in step ? step.key : 'index' in step ? step.index : null;
    return typeof word === 'string' || typeof word === 'number' ? String(word) : '';
  });
  if (words.every((word) => /^[\w-]+$/.test(word))) return words.join('/');
  return `"${path.toString().replace(/[\\"$`]/g, '\\$&')}"`;
}
