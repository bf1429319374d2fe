/** What a value is, in one line. */

import picocolors from 'picocolors';
import type { DType } from '../dtype/dtype.ts';
import { kindOf } from '../values/brand.ts';
import type { PyObject } from '../values/py-object.ts';
import { reprValue } from '../values/repr.ts';
import { typeName } from '../values/type-name.ts';
import { StoredArray } from './stored-array.ts';
import { colors, countText, safeText, sizeText } from './terminal.ts';

const LONGEST = 60;
const PLAIN = picocolors.createColors(false);

/** A NumpyArray, or one that is not loaded. */
export interface SomeArray {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly order: 'C' | 'F' | null;
  readonly nbytes: number;
}

export function isSomeArray(value: unknown): value is SomeArray {
  return value instanceof StoredArray || ['NumpyArray', 'LazyArray'].includes(kindOf(value) ?? '');
}

export const shapeText = (shape: readonly number[]): string =>
  `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;

export function arrayText({ dtype, shape, order, nbytes }: SomeArray, { cyan, bold, dim } = colors): string {
  return [
    cyan(safeText(String(dtype))),
    bold(shapeText(shape)),
    order ?? 'strided',
    dim(sizeText(nbytes)),
  ].join('  ');
}

const isRecord = (value: unknown): value is PyObject => kindOf(value) === 'PyObject';

function short(text: string): string {
  const safe = safeText(text);
  return safe.length > LONGEST ? `${safe.slice(0, LONGEST - 1)}…` : safe;
}

const counted = (what: string, count: number) => `${what} of ${countText(count)}`;

/** Without colours: for messages and JSON, too. */
export function describe(value: unknown): string {
  if (isSomeArray(value)) return arrayText(value, PLAIN);
  if (isRecord(value)) return short(String(value.class));
  if (Array.isArray(value)) return counted(typeName(value), value.length);
  if (value instanceof Map || value instanceof Set) return counted(typeName(value), value.size);
  if (value instanceof Uint8Array) return counted(typeName(value), value.length);
  if (typeof value === 'string' && value.length > LONGEST)
    return `${short(JSON.stringify(value.slice(0, LONGEST)))} (${countText(value.length)} characters)`;
  return short(reprValue(value));
}

/** The same for people. */
export function painted(value: unknown): string {
  if (isSomeArray(value)) return arrayText(value);
  return isRecord(value) ? colors.magenta(describe(value)) : describe(value);
}
