/** The elements of an array as NumPy prints them: each column in a format that fits all that is printed of it. */
import { unitSuffix } from '../dtype/datetime-unit.ts';
import type { DType } from '../dtype/dtype.ts';
import { kindOf } from '../values/brand.ts';
import { type Repr, reprBytes, reprString } from '../values/repr.ts';
import { datetimeText, timedeltaText } from './datetime-text.ts';
import { type Float, readFloat } from './float-digits.ts';
import { complexText, complexTexts, floatText, floatTexts } from './float-text.ts';
import type { NumpyArray } from './numpy-array.ts';
import { NaT } from './time-count.ts';

/** NumPy's `threshold`: arrays of more elements are summarised. */
export const THRESHOLD = 1000;

/** NumPy's `edgeitems`: how many at either end of an axis are printed then. */
export const EDGE = 3;

/** The indices along an axis: all, or `edge` at either end. */
export function picks(length: number, edge = Infinity): number[] {
  if (length <= 2 * edge) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: 2 * edge }, (_, i) => (i < edge ? i : length - 2 * edge + i));
}

const product = (numbers: readonly number[]) => numbers.reduce((a, b) => a * b, 1);

/** How many values one element has; `brief` where long subarrays are read at their ends only. */
export function cells({ fields, subdtype, kind }: DType, brief: boolean): number {
  if (subdtype) {
    const { base, shape } = subdtype;
    const summarised = brief && product(shape) > THRESHOLD;
    return product(shape.map((n) => (summarised ? Math.min(n, 2 * EDGE) : n))) * cells(base, brief);
  }
  let count = 1;
  if (fields && kind === 'V') for (const { dtype } of fields.values()) count += cells(dtype, brief);
  return count;
}

export interface ColumnOptions {
  readonly repr: Repr;
  /** Read long subarrays at their ends only. */
  readonly brief: boolean;
  /** Floats as if each were alone, as in the text of a lone record. */
  readonly alone: boolean;
}

/** `read` of every element whose index is picked, in C order. */
function collect<T>(axes: readonly (readonly number[])[], read: (index: number[]) => T): T[] {
  const index: number[] = [];
  const results: T[] = [];
  const walk = (axis: number) => {
    if (axis === axes.length) results.push(read(index));
    else {
      for (const i of axes[axis]!) {
        index[axis] = i;
        walk(axis + 1);
      }
    }
  };
  walk(0);
  return results;
}

/** Real parts, and imaginary ones if there are any. */
function readFloats(array: NumpyArray, axes: readonly (readonly number[])[]): [Float[], Float[], number] {
  const { buffer, byteOffset, strides, dtype } = array;
  const view = new DataView(buffer);
  const parts = dtype.kind === 'c' ? 2 : 1;
  const bytes = dtype.itemsize / parts;
  const part = (from: number) =>
    collect(axes, (index) => {
      const at = index.reduce((sum, i, axis) => sum + i * strides[axis]!, byteOffset + from);
      return readFloat(view, at, bytes, dtype.byteOrder !== '>');
    });
  return [part(0), parts === 2 ? part(bytes) : [], bytes];
}

const hex = (bytes: Uint8Array) =>
  `b'${Array.from(bytes, (byte) => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')}'`;

/** The text of each picked element, in C order. `axes` holds the picked indices of each axis. */
export function elementTexts(
  array: NumpyArray,
  axes: readonly (readonly number[])[],
  options: ColumnOptions,
): string[] {
  const { dtype } = array;
  const { kind, unit } = dtype;
  const texts = (print: (value: unknown) => string) => collect(axes, (index) => print(array.get(...index)));
  // As wide as the texts of the least and the greatest value, which are the longest unless counts of time wrap.
  const counts = (print: (value: unknown) => string) => {
    const values = collect(axes, (index) => array.get(...index) as number | bigint);
    const isNone = (value: unknown) => unit !== null && value === NaT;
    const times = values.filter((value) => !isNone(value));
    let width = times.length < values.length ? 5 : 0;
    for (const first of [-1, 1]) {
      const end = times.reduce((a, b) => ((first < 0 ? b < a : b > a) ? b : a), times[0]!);
      if (times.length > 0) width = Math.max(width, print(end).length);
    }
    return values.map((value) => (isNone(value) ? "'NaT'" : print(value)).padStart(width));
  };
  switch (kind) {
    case 'b':
      return texts((value) => (value ? (array.ndim === 0 ? 'True' : ' True') : 'False'));
    case 'i':
    case 'u':
    case 'm':
      return counts(String);
    case 'M':
      return counts((count) => `'${datetimeText(count as bigint, unit!)}'`);
    case 'f':
    case 'c': {
      const [re, im, bytes] = readFloats(array, axes);
      if (kind === 'c') return complexTexts(re, im, bytes);
      return options.alone ? re.map((x) => floatText(x, bytes)) : floatTexts(re, bytes);
    }
    case 'S':
      return texts((value) => reprBytes(value as Uint8Array));
    case 'U':
      return texts((value) => reprString(value as string));
    case 'V':
      if (dtype.fields) return recordTexts(array, axes, options);
      return texts((value) => (dtype.user ? options.repr.of(value) : hex(value as Uint8Array)));
    default:
      return texts((value) => {
        const text = options.repr.of(value);
        // So that an object array of lists does not look like one of more axes.
        return Array.isArray(value) && kindOf(value) === undefined ? `list(${text})` : text;
      });
  }
}

function recordTexts(
  array: NumpyArray,
  axes: readonly (readonly number[])[],
  options: ColumnOptions,
): string[] {
  const records = picks(product(axes.map((axis) => axis.length)));
  const columns = array.dtype.names!.map((name) => {
    const column = array.field(name);
    const shape = column.shape.slice(array.ndim);
    if (shape.length === 0) return elementTexts(column, axes, options);
    const summarise = product(shape) > THRESHOLD;
    const inner = shape.map((n) => picks(n, options.brief && summarise ? EDGE : Infinity));
    const texts = elementTexts(column, [...axes, ...inner], options);
    const count = product(inner.map((axis) => axis.length));
    return records.map((i) => subarrayText(texts, i * count, shape, inner, summarise));
  });
  return records.map((i) => {
    const texts = columns.map((column) => column[i]);
    return `(${texts.join(', ')}${texts.length === 1 ? ',' : ''})`;
  });
}

/** One element of a subarray field: nested lists on one line. Its texts, of `inner` indices, begin at `start`. */
function subarrayText(
  texts: readonly string[],
  start: number,
  shape: readonly number[],
  inner: readonly (readonly number[])[],
  summarise: boolean,
): string {
  const nest = (axis: number, at: number): string => {
    if (axis === shape.length) return texts[at]!;
    const length = inner[axis]!.length;
    const step = product(inner.slice(axis + 1).map((below) => below.length));
    const edge = summarise ? EDGE : Infinity;
    const items = picks(length, edge).map((i) => nest(axis + 1, at + i * step));
    if (shape[axis]! > 2 * edge) items.splice(edge, 0, '...');
    return `[${items.join(', ')}]`;
  };
  return nest(0, start);
}

/** `str()` of the one element of an array without axes, which is no object. */
export function scalarText(array: NumpyArray, repr: Repr): string {
  const { dtype } = array;
  const { kind, unit } = dtype;
  if (kind === 'f' || kind === 'c') {
    const [re, im, bytes] = readFloats(array, []);
    return kind === 'f' ? floatText(re[0]!, bytes) : complexText(re[0]!, im[0]!, bytes);
  }
  const value = array.get();
  if (kind === 'M') return datetimeText(value as bigint, unit!);
  if (kind === 'm') return timedeltaText(value as bigint, unit!);
  if (typeof value === 'string') return value;
  const brief = cells(dtype, false) > repr.left;
  return brief && cells(dtype, true) > repr.left
    ? '...'
    : elementTexts(array, [], { repr, brief, alone: true })[0]!;
}

/** `repr()` of a NumPy scalar, given as an array without axes: `np.float32(0.1)`. */
export function scalarRepr(array: NumpyArray, repr: Repr): string {
  const { dtype } = array;
  const { kind, unit, num } = dtype;
  const text = scalarText(array, repr);
  const steps = unitSuffix(unit).replace(/\[(.*)\]/, ",'$1'");
  switch (kind) {
    case 'b':
      return `np.${text}_`;
    case 'f':
      return num === 13 ? `np.longdouble('${text}')` : `np.${dtype.name}(${text})`;
    case 'c': {
      const bare = text.replace(/^\((.*)\)$/, '$1');
      return num === 16 ? `np.clongdouble('${bare}')` : `np.${dtype.name}(${bare})`;
    }
    case 'S':
      return `np.bytes_(${text})`;
    case 'U':
      return `np.str_(${reprString(text)})`;
    case 'M': {
      // The text tells the unit, but for hours.
      const implied = text !== 'NaT' && unit!.count === 1 && unit!.unit !== 'h';
      return `np.datetime64('${text}'${implied ? '' : steps || ",'generic'"})`;
    }
    case 'm':
      return `np.timedelta64(${text === 'NaT' ? "'NaT'" : array.get()}${steps})`;
    case 'V':
      if (!dtype.fields) return `np.void(${text})`;
      return `np.${dtype.isRecord ? 'record' : 'void'}(${text}, dtype=${withoutRecord(dtype)})`;
    default:
      return `np.${dtype.name}(${text})`;
  }
}

/** The fields alone, without `numpy.record`. */
export function withoutRecord(dtype: DType): string {
  return String(dtype).replace(/^\(numpy\.record, (.*)\)$/s, '$1');
}
