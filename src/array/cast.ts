/**
 * `astype`: elements of one data type as those of another, by NumPy's rules.
 *
 * An element is read as a value (see `reader`), made to be one of the target's (`putter`), and written by
 * `writeElement`, which accepts only what the target can hold. With `'unsafe'` it is wrapped, truncated or cut
 * before.
 *
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.ndarray.astype.html
 */
import { UNITS } from '../dtype/datetime-unit.ts';
import { DType } from '../dtype/dtype.ts';
import { dtypeFromString } from '../dtype/type-string.ts';
import { DTypeError } from '../errors.ts';
import { tuple } from '../values/tuple.ts';
import { valueRepr } from './array-text.ts';
import { castNumbers } from './cast-numbers.ts';
import { decodeAscii, partOf, type Real, refuse } from './cast-values.ts';
import { putter, pythonValue } from './cast-write.ts';
import { type ArrayInit, inOwnMemory } from './contents.ts';
import { datetimeText, timedeltaText } from './datetime-text.ts';
import { readFloat } from './float-digits.ts';
import { complexText, floatText } from './float-text.ts';
import { elementCount, stridesAlong, tupleText } from './layout.ts';
import { readLongDouble } from './long-double.ts';
import type { Memory } from './memory.ts';
import type { WritableMemory } from './object-slots.ts';
import { walkElements } from './pack.ts';
import { readElement } from './read-element.ts';
import type { Strided } from './strided-copy.ts';
import { swapUnit } from './swap.ts';
import { codePointCount, inContext, writeElement } from './write-element.ts';

/** `'exact'`: an error where a value would be lost. `'unsafe'`: as NumPy's casting of that name. */
export type Casting = 'exact' | 'unsafe';

/** Converts the element at byte `from` of the source's view to the one at byte `to` of the target's. */
type Convert = (from: number, to: number) => void;

interface Job {
  readonly source: Memory;
  readonly target: WritableMemory;
  readonly exact: boolean;
}

/** Characters of the text of any number of a type, as NumPy reckons, by type number up to clongdouble. */
const TEXT_SIZES = [5, 4, 3, 6, 5, 11, 10, 21, 20, 21, 20, 32, 32, 48, 64, 64, 96];

/** The same of datetime64, by unit. */
const TIME_SIZES = [22, 25, 28, 28, 32, 35, 38, 42, 45, 48, 51, 54, 57];

const isStruct = ({ kind, fields }: DType) => kind === 'V' && fields !== null;

/** `source` has the array's axes in the order `axes`, in which the result lies. */
export function castArray(
  array: { readonly dtype: DType; readonly shape: readonly number[] },
  source: Strided,
  memory: Memory,
  axes: readonly number[],
  wanted: DType,
  casting: Casting,
): ArrayInit {
  if (casting !== 'exact' && casting !== 'unsafe') {
    throw new TypeError(`casting must be 'exact' or 'unsafe', got ${JSON.stringify(casting)}`);
  }
  const { dtype: from, shape } = array;
  if (wanted.subdtype) throw new DTypeError(`${wanted} is a subarray: give its base`);
  const to = sized(from, wanted, source, memory);
  const buffer = new ArrayBuffer(elementCount(shape) * to.itemsize);
  const objects = to.hasObject ? [null] : null;
  const job = { source: memory, target: { view: new DataView(buffer), objects }, exact: casting === 'exact' };
  if (!castNumbers(from, to, source, buffer, job.exact)) {
    const convert = converter(from, to, job);
    walkElements(source, (at, i) => convert(at, i * to.itemsize), axes);
  }
  const strides = stridesAlong(shape, to.itemsize, axes);
  return inOwnMemory(to, shape, strides, buffer, objects);
}

/** The target, with the size or the unit that it leaves open. */
function sized(from: DType, to: DType, source: Strided, memory: Memory): DType {
  if (to.unit?.unit === 'generic' && from.unit) return new DType({ ...to, unit: from.unit });
  if (to.itemsize > 0 || !'SU'.includes(to.kind)) return to;
  let length =
    (from.kind === 'm' ? 21 : from.num === 23 ? 32 : TEXT_SIZES[from.num]) ??
    TIME_SIZES[UNITS.indexOf(from.unit?.unit ?? '')] ??
    (from.kind === 'U' ? from.itemsize / 4 : from.itemsize);
  if ('OT'.includes(from.kind) || from.user) {
    length = 1;
    const text = textReader(from, memory);
    walkElements(source, (at) => {
      length = Math.max(length, codePointCount(text(at)));
    });
  }
  return dtypeFromString(`${to.byteOrder === '>' ? '>' : ''}${to.kind}${length}`);
}

/** How an element of `from` becomes one of `to`. */
function converter(from: DType, to: DType, job: Job): Convert {
  if (from.kind === 'O' && (isStruct(to) || to.subdtype)) {
    const read = reader(from, to, job.source);
    return (a, b) => writeElement(job.target, to, b, read(a));
  }
  if (to.subdtype || from.subdtype) return subarrayConverter(from, to, job);
  if (isStruct(to)) {
    const targets = [...to.fields!.values()];
    const sources = isStruct(from)
      ? [...from.fields!.values()]
      : targets.map(() => ({ dtype: from, offset: 0 }));
    if (sources.length !== targets.length) refuse(from, to, ': they have different numbers of fields');
    const parts = targets.map(({ dtype, offset, name }, i) => {
      const part = sources[i]!;
      const convert = converter(part.dtype, dtype, job);
      return (a: number, b: number) => {
        try {
          convert(a + part.offset, b + offset);
        } catch (error) {
          throw inContext(`field ${JSON.stringify(name)}`, error);
        }
      };
    });
    return (a, b) => {
      for (const part of parts) part(a, b);
    };
  }
  if (isStruct(from) && to.kind !== 'O') {
    const [field, second] = [...from.fields!.values()];
    if (field === undefined || second !== undefined) refuse(from, to, ': it has not just one field');
    const convert = converter(field.dtype, to, job);
    return (a, b) => convert(a + field.offset, b);
  }
  if (!from.hasObject && from.newByteOrder('=').equals(to.newByteOrder('=')))
    return byteConverter(from, to, job);
  const read = reader(from, to, job.source);
  if (to.user) return (a, b) => writeElement(job.target, to, b, read(a));
  // What a user's entry reads is a value like those of an object array.
  const put = putter(from.user ? dtypeFromString('O') : from, to, job.exact);
  return (a, b) => put(read(a), job.target, b);
}

function subarrayConverter(from: DType, to: DType, job: Job): Convert {
  const target = to.subdtype ?? { base: to, shape: [] };
  const source = from.subdtype ?? { base: from, shape: target.shape };
  if (tupleText(source.shape) !== tupleText(target.shape)) refuse(from, to, ': their shapes differ');
  const convert = converter(source.base, target.base, job);
  const step = from.subdtype ? source.base.itemsize : 0;
  const count = elementCount(target.shape);
  return (a, b) => {
    for (let i = 0; i < count; i++) convert(a + i * step, b + i * target.base.itemsize);
  };
}

/** Bit for bit, but for the order of the bytes. */
function byteConverter(from: DType, to: DType, { source, target }: Job): Convert {
  const size = from.itemsize;
  const unit = from.byteOrder === to.byteOrder ? 1 : swapUnit(from);
  return (a, b) => {
    const bytes = new Uint8Array(target.view.buffer, b, size);
    bytes.set(new Uint8Array(source.view.buffer, source.view.byteOffset + a, size));
    for (let i = 0; unit > 1 && i < size; i += unit) bytes.subarray(i, i + unit).reverse();
  };
}

function realReader(type: DType, memory: Memory): (at: number) => Real {
  const little = type.byteOrder !== '>';
  if (type.num !== 13) return (at) => readElement(memory, type, at, nothing) as Real;
  return (at) => ({
    ...readFloat(memory.view, at, type.itemsize, little),
    near: readLongDouble(memory.view, at, type.itemsize, little),
  });
}

const nothing = () => null;

/** The values of `from` for `putter`. */
function reader(from: DType, to: DType, memory: Memory): (at: number) => unknown {
  const { kind } = from;
  if ('SUT'.includes(to.kind) && (kind !== 'V' || from.user) && !(kind === 'S' && to.kind === 'S'))
    return textReader(from, memory);
  if (kind === 'c') {
    const part = partOf(from);
    const read = realReader(part, memory);
    return (at) => ({ re: read(at), im: read(at + part.itemsize) });
  }
  if (kind === 'S' && !'SVO'.includes(to.kind)) return textReader(from, memory);
  if (isStruct(from)) {
    const parts = [...from.fields!.values()].map(({ dtype, offset }) => {
      if (dtype.subdtype) refuse(from, to, ': it has a subarray');
      const read = reader(dtype, to, memory);
      const put = pythonValue(dtype, false);
      return (at: number) => put(read(at + offset));
    });
    return (at) => tuple(...parts.map((read) => read(at)));
  }
  return realReader(from, memory);
}

/** `str()` of an element, as NumPy's conversion to strings has it. */
function textReader(from: DType, memory: Memory): (at: number) => string {
  const { kind, unit, itemsize, byteOrder } = from;
  const little = byteOrder !== '>';
  const { view } = memory;
  const value = (at: number) => readElement(memory, from, at, nothing);
  switch (kind) {
    case 'f':
      return (at) => floatText(readFloat(view, at, itemsize, little), itemsize);
    case 'c': {
      const half = itemsize / 2;
      const part = (at: number) => readFloat(view, at, half, little);
      return (at) => complexText(part(at), part(at + half), half);
    }
    case 'M':
      return (at) => datetimeText(value(at) as bigint, unit!);
    case 'm':
      return (at) => timedeltaText(value(at) as bigint, unit!);
    case 'S':
      return (at) => decodeAscii(value(at) as Uint8Array);
    case 'O':
    case 'b':
      return (at) => {
        const object = value(at);
        if (object instanceof Uint8Array) return decodeAscii(object);
        return typeof object === 'string' ? object : valueRepr(object);
      };
    case 'T':
      return (at) => {
        const text = value(at);
        if (typeof text === 'string') return text;
        throw new RangeError('a missing string has no text');
      };
    default:
      return (at) => String(value(at));
  }
}
