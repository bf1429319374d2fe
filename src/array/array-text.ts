/**
 * `repr(a)` and `str(a)` as NumPy 2.4 prints arrays under its default options: precision 8, threshold 1000,
 * edgeitems 3, linewidth 75. Only the elements that are printed are read, and they alone decide the format.
 *
 * Other than NumPy's, a text is bounded: past 100 levels of nesting or about a million characters, the rest
 * is `...`; so is an array of 1000 elements or fewer on any axis that would still print more than a million.
 *
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.array2string.html
 */
import { reprOf } from '../dtype/describe.ts';
import { DType } from '../dtype/dtype.ts';
import { kindOf } from '../values/brand.ts';
import { Repr } from '../values/repr.ts';
import {
  cells,
  EDGE,
  elementTexts,
  picks,
  scalarRepr,
  scalarText,
  THRESHOLD,
  withoutRecord,
} from './element-texts.ts';
import { tupleText } from './layout.ts';
import type { NumpyArray } from './numpy-array.ts';
import { NumpyScalar } from './numpy-scalar.ts';
import { codePointCount } from './write-element.ts';

const LINE = 75;

/** Types whose elements tell them, by type number: bool, int64 (not longlong), float64, complex128. */
const IMPLIED = [0, 7, 12, 15];

/** numpy-array.ts imports this file, so the class is known by its brand only. */
export function isArray(value: object): value is NumpyArray {
  return kindOf(value) === 'NumpyArray';
}

function printOther(value: object, repr: Repr): string | undefined {
  const isScalar = NumpyScalar.isNumpyScalar(value);
  const isType = DType.isDType(value);
  if (!isScalar && !isType && !isArray(value)) return undefined;
  const dtype = isType ? value : value.dtype;
  // Its text is about as long.
  repr.left -= dtype.weight;
  if (repr.left < 0) return '...';
  if (isScalar) return repr.within(value, () => scalarRepr(value.array, repr), '...', 1 + dtype.depth);
  return isType ? reprOf(value) : reprIn(value, repr);
}

/** As Python's `repr(array)`: `array([1, 2], dtype=int32)`. */
export function arrayRepr(array: NumpyArray): string {
  return reprIn(array, new Repr(printOther));
}

/** As Python's `str(array)`: `[1 2]`. */
export function arrayStr(array: NumpyArray): string {
  return strIn(array, new Repr(printOther));
}

/** As Python's `repr` of any value: arrays, scalars and data types inside print as NumPy's. */
export function valueRepr(value: unknown): string {
  return new Repr(printOther).of(value);
}

/**
 * As Python's `repr` of a masked array; what is masked is `--`, but the other elements print as those of the data do.
 * Of records, the mask alone tells which fields are.
 */
export function maskedRepr({ data, mask, fillValue }: Masked): string {
  const repr = new Repr(printOther);
  const first = 'masked_array(data=';
  // Aligned at the '=', on lines of their own where there are several rows.
  const isRow = data.shape.slice(0, -1).every((length) => length === 1);
  const key = (name: string) => (isRow ? `${name}=`.padStart(first.length) : `  ${name}=`);
  const part = (name: string, array: NumpyArray, hidden?: NumpyArray) =>
    name + bodyText(array, repr, ', ', name.length, LINE - 1, hidden);
  const parts = [part(isRow ? first : '  data=', data, mask), part(key('mask'), mask)];
  if (fillValue !== null) parts.push(key('fill_value') + strIn(fillValue, repr));
  if (!isImplied(data)) parts.push(key('dtype') + dtypeText(data.dtype));
  return `${isRow ? '' : 'masked_array(\n'}${parts.join(',\n')})`;
}

interface Masked {
  readonly data: NumpyArray;
  readonly mask: NumpyArray;
  readonly fillValue: NumpyArray | null;
}

/** Whether the elements tell the data type. */
function isImplied({ dtype, size }: NumpyArray): boolean {
  return size > 0 && dtype.names === null && dtype.isNative && IMPLIED.includes(dtype.num);
}

function reprIn(array: NumpyArray, repr: Repr): string {
  const { dtype, shape, size, subclass } = array;
  const isRecords = subclass?.name === 'recarray';
  const prefix = isRecords ? 'rec.array(' : `${subclass?.name ?? 'array'}(`;
  const text = prefix + bodyText(array, repr, ', ', prefix.length, LINE - 1);
  const extras: string[] = [];
  if (size > THRESHOLD || (size === 0 && shape.length > 1)) extras.push(`shape=${tupleText(shape)}`);
  if (isRecords || !isImplied(array)) {
    extras.push(`dtype=${isRecords ? withoutRecord(dtype) : dtypeText(dtype)}`);
  }
  if (extras.length === 0) return `${text})`;
  const extra = `${extras.join(', ')})`;
  const lastLine = codePointCount(text.slice(text.lastIndexOf('\n') + 1)) + 1;
  const space =
    isRecords || lastLine + codePointCount(extra) + 1 > LINE ? `\n${' '.repeat(prefix.length)}` : ' ';
  return `${text},${space}${extra}`;
}

function strIn(array: NumpyArray, repr: Repr): string {
  if (array.ndim > 0) return bodyText(array, repr, ' ', 0, LINE);
  const { kind, depth } = array.dtype;
  if (kind !== 'O') {
    return repr.within(array, () => (kind === 'S' ? scalarRepr : scalarText)(array, repr), '...', 1 + depth);
  }
  const element = array.get();
  if (typeof element === 'string') return element;
  if (typeof element !== 'object' || element === null) return repr.of(element);
  if (DType.isDType(element)) return String(element);
  const value = NumpyScalar.isNumpyScalar(element) ? element.array : element;
  // Not the array is its key: printing its elements will look for that.
  return isArray(value) ? repr.within({}, () => strIn(value, repr)) : repr.of(value);
}

/** What stands after `dtype=`. */
function dtypeText(dtype: DType): string {
  if (dtype.kind === 'T' || dtype.names) return String(dtype);
  if (!dtype.isNative || ('SUV'.includes(dtype.kind) && !dtype.user)) return `'${dtype}'`;
  return /^[a-z][a-z\d]*$/.test(dtype.name) ? dtype.name : `'${dtype.name}'`;
}

/** The elements in brackets, broken into lines. */
function bodyText(
  array: NumpyArray,
  repr: Repr,
  separator: string,
  prefix: number,
  lineWidth: number,
  hidden?: NumpyArray,
): string {
  if (array.size === 0) return '[]';
  return repr.within(
    array,
    () => nestedText(array, repr, separator, prefix, lineWidth, hidden),
    '...',
    1 + array.dtype.depth,
  );
}

function nestedText(
  array: NumpyArray,
  repr: Repr,
  separator: string,
  prefix: number,
  lineWidth: number,
  hidden?: NumpyArray,
): string {
  const { shape, dtype } = array;
  const last = shape.length - 1;
  let edge = array.size > THRESHOLD ? EDGE : Infinity;
  let brief = false;
  const cost = () => shape.reduce((n, length) => n * Math.min(length, 2 * edge), cells(dtype, brief));
  // What would take NumPy minutes to print, if it ever ended: less and less of it.
  while (cost() > repr.left) {
    if (edge === 0) return '...';
    if (brief) edge = Math.min(edge, EDGE + 1) - 1;
    brief = true;
  }
  repr.left -= cost();
  const axes = shape.map((length) => picks(length, edge));
  const options = { repr, brief, alone: false };
  const texts = elementTexts(array, axes, options);
  if (hidden?.dtype.kind === 'b')
    elementTexts(hidden, axes, options).forEach((isHidden, i) => {
      if (isHidden.endsWith('True')) texts[i] = '--'.padStart(texts[i]!.length);
    });
  let next = 0;
  const nest = (axis: number, indent: string, end: number): string => {
    if (axis > last) return texts[next++]!;
    const items = axes[axis]!.map(() => nest(axis + 1, `${indent} `, end - 1));
    if (items.length < shape[axis]!) items.splice(edge, 0, '...');
    const between = separator.trimEnd() + '\n'.repeat(last - axis) + indent;
    return `[${axis < last ? items.join(between) : wrap(items, separator, indent, end - 1)}]`;
  };
  return nest(0, ' '.repeat(prefix + 1), lineWidth);
}

/** The elements of a row, in lines that begin with `indent` (but the first) and end before `end`, if they can. */
function wrap(words: readonly string[], separator: string, indent: string, end: number): string {
  let text = '';
  let line = indent;
  words.forEach((word, i) => {
    if (i > 0) line += separator;
    const [first, ...rest] = word.split('\n') as [string, ...string[]];
    const widest = Math.max(codePointCount(first), ...rest.map(codePointCount));
    let start = indent;
    if (codePointCount(line) + widest > end && line.length > indent.length) {
      text += `${line.trimEnd()}\n`;
      line = indent;
    } else {
      start = ' '.repeat(codePointCount(line));
    }
    line += first;
    // A text of several lines, such as an array's: it stands as a block.
    for (const more of rest) {
      text += `${line.trimEnd()}\n`;
      line = start + more;
    }
    if (rest.length > 0) line += ' '.repeat(widest - codePointCount(rest.at(-1)!));
  });
  return (text + line).slice(indent.length);
}
