/**
 * The calls of which `inspect` must know what they give: those that reach a class or function by a name in their
 * arguments, and those that make NumPy's data types and arrays.
 */

import { RECORD } from '../dtype/builtin.ts';
import type { DType } from '../dtype/dtype.ts';
import { dtypeFromState } from '../dtype/state.ts';
import { stringDType } from '../dtype/string-dtype.ts';
import { dtypeFromString } from '../dtype/type-string.ts';
import { Tuple } from '../values/tuple.ts';
import { type Calls, type Inspector, LONGEST_NAME } from './inspector.ts';
import { Bytes, Dict, List, LongText, Made, Named } from './values.ts';

/** An array in a pickle: what is said of it. */
export interface InspectedArray {
  /** Its class: `'numpy.ndarray'`, or the subclass that it is one of. */
  readonly type: string;
  /** Null where it is none that NumPy has, or inconsistent. */
  readonly dtype: DType | null;
  readonly shape: readonly number[];
  /** The order of its elements in memory; null for another order of axes, or strides of its own. */
  readonly order: 'C' | 'F' | null;
  /** Bytes of its elements; null where they are Python objects, or unknown. */
  readonly nbytes: number | null;
  /** Where they lie in the pickle, in bytes from its start; null where they are written as text, or elsewhere. */
  readonly offset: number | null;
  /** Of one that is out-of-band: which buffer. */
  readonly buffer: number | null;
}

const MAX_NDIM = 64;
/** What reading data types may cost altogether, in fields: a pickle may give one dict of fields to many. */
const MAX_FIELDS = 2 ** 20;

function shapeOf(value: unknown): number[] | undefined {
  if (!(value instanceof Tuple) || value.length > MAX_NDIM) return undefined;
  return value.every((length) => Number.isSafeInteger(length) && length >= 0) ? Array.from(value) : undefined;
}

function sizeOf(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : shape.reduce((product, length) => product * length, 1);
}

/** Bytes, as the text that stands for them in protocols 0 to 2 also. */
function bytesOf(value: unknown): Bytes | undefined {
  if (value instanceof Bytes) return value;
  if (value instanceof LongText) return value.raw ?? new Bytes(null, null);
  if (typeof value === 'string') return new Bytes(null, null);
  return undefined;
}

type Handler = (args: Tuple, calls: NumpyCalls, inspector: Inspector, callee: Named) => unknown;

/** `getattr(outer, name)`, by which enums and nested classes are named, gives what a dotted name would. */
const attribute: Handler = ([outer, name], _, inspector) => {
  if (outer instanceof Named && typeof name === 'string' && outer.name.length < LONGEST_NAME)
    return inspector.named(outer.module, `${outer.name}.${name}`);
  inspector.note('dangerous', 'calls getattr: reaches any attribute by its name');
  return undefined;
};

/** NumPy 1's way to name a ufunc imports any module, and gives any of its names. */
const ufunc: Handler = ([module, name], _, inspector) => {
  if (typeof module === 'string' && typeof name === 'string') return inspector.named(module, name);
  inspector.note('dangerous', 'calls _ufunc_reconstruct with text that it computes: imports any module');
  return undefined;
};

/** `copyreg._reconstructor(cls, base, state)` calls `cls.__new__`. */
const reconstructor: Handler = ([cls]) => {
  if (!(cls instanceof Named)) return undefined;
  cls.use.called = true;
  return new Made(cls);
};

/** `_reconstruct(cls, (0,), b'b')`, and what makes masked arrays. */
const blank: Handler = ([cls], _, __, callee) => {
  const made = new Made(callee);
  if (cls instanceof Named) made.arrayOf = cls.path;
  return made;
};

const frombuffer: Handler = ([data, dtype, shape, order, axes], calls, inspector, callee) => {
  const lengths = shapeOf(shape);
  const permutation = shapeOf(axes);
  const isK = order === 'K';
  calls.found(inspector, {
    type: 'numpy.ndarray',
    dtype,
    data,
    shape: isK && lengths && permutation ? permutation.map((axis) => lengths[axis] ?? 0) : lengths,
    order: order === 'C' || order === 'F' ? order : null,
  });
  return new Made(callee);
};

const ndarray: Handler = (
  [shape, dtype, data, start = 0, strides = null, order = null],
  calls,
  inspector,
  callee,
) => {
  const isDense = strides === null;
  calls.found(inspector, {
    type: callee.path,
    dtype,
    data,
    shape: shapeOf(shape),
    order: isDense ? (order === 'F' ? 'F' : 'C') : null,
    start: typeof start === 'number' ? start : 0,
    strided: !isDense,
  });
  return new Made(callee);
};

const encode: Handler = ([text]) => {
  if (text instanceof LongText) return new Bytes(null, null);
  return typeof text === 'string' ? new Bytes(null, null, null, text) : undefined;
};

/** How protocols below 4 call `cls.__new__` with keywords: `functools.partial(cls.__new__, cls, …)()`. */
const partial: Handler = ([inner], _, __, callee) => {
  const made = new Made(callee);
  if (inner instanceof Named) made.partialOf = inner;
  return made;
};

/** `bytes()`, `bytearray(data)`, `bytearray(text, 'latin-1')`: how protocols without such an opcode write them. */
const toBytes: Handler = (args) => {
  const [data] = args;
  if (args.length === 0) return new Bytes(null, 0);
  if (data instanceof Bytes) return data;
  return typeof data === 'string' || data instanceof LongText ? new Bytes(null, null) : undefined;
};

const dtype: Handler = ([code], _, __, callee) => {
  const made = new Made(callee);
  made.dtype = null;
  if (code instanceof Named && code.path === 'numpy.record') made.dtype = RECORD;
  if (typeof code !== 'string') return made;
  try {
    made.dtype = dtypeFromString(code);
  } catch {
    // None that NumPy has: what it says of it is an error when it is loaded.
  }
  return made;
};

const strings: Handler = ([coerce, ...na], _, __, callee) => {
  const made = new Made(callee);
  made.dtype = stringDType({ coerce: Boolean(coerce), ...(na.length > 0 && { naObject: na[0] }) });
  return made;
};

const both = (module: string, name: string, handler: Handler) =>
  [`numpy.core.${module}.${name}`, `numpy._core.${module}.${name}`].map((key) => [key, handler] as const);

const HANDLERS: ReadonlyMap<string, Handler> = /* @__PURE__ */ (() =>
  new Map<string, Handler>([
    ['builtins.getattr', attribute],
    ['__builtin__.getattr', attribute],
    ['numpy.core._ufunc_reconstruct', ufunc],
    ['numpy._core._ufunc_reconstruct', ufunc],
    ['copyreg._reconstructor', reconstructor],
    ['copy_reg._reconstructor', reconstructor],
    ...both('multiarray', '_reconstruct', blank),
    ['numpy.core._internal._reconstruct', blank],
    ['numpy.ma.core._mareconstruct', blank],
    ...both('numeric', '_frombuffer', frombuffer),
    ['numpy.ndarray', ndarray],
    ['numpy.dtype', dtype],
    ['numpy._core._internal._convert_to_stringdtype_kwargs', strings],
    ['functools.partial', partial],
    ['_codecs.encode', encode],
    ['builtins.bytes', toBytes],
    ['__builtin__.bytes', toBytes],
    ['builtins.bytearray', toBytes],
    ['__builtin__.bytearray', toBytes],
  ]))();

interface Found {
  readonly type: string;
  readonly dtype: unknown;
  readonly data: unknown;
  readonly shape: readonly number[] | undefined;
  readonly order: 'C' | 'F' | null;
  /** Where the first element lies in the data, in bytes; undefined where the data is no more than the elements. */
  readonly start?: number;
  readonly strided?: boolean;
}

/** By which joblib says that an array's bytes follow; older scikit-learns had a joblib of their own. */
const WRAPPER = /^(?:sklearn\.externals\.)?joblib\.numpy_pickle\.NumpyArrayWrapper$/;

export class NumpyCalls implements Calls {
  readonly arrays: InspectedArray[] = [];
  readonly #joblib: boolean;
  #spent = 0;

  /** `joblib`: whether arrays lie between the opcodes, as joblib writes them. */
  constructor(joblib: boolean) {
    this.#joblib = joblib;
  }

  call(callee: Named, args: Tuple, inspector: Inspector): unknown {
    return HANDLERS.get(callee.path)?.(args, this, inspector, callee);
  }

  build(made: Made, state: unknown, inspector: Inspector): void {
    if (this.#joblib && made.by !== undefined && WRAPPER.test(made.by.path)) {
      this.#wrapped(state instanceof Dict ? state.entries : null, inspector);
      return;
    }
    if (!(state instanceof Tuple)) return;
    if (made.dtype) made.dtype = this.#dtypeFrom(made.dtype, state, inspector);
    if (made.arrayOf === undefined) return;
    // A subclass's own state follows; before version 1 there was no number.
    const [, shape, dtype, isFortran, data] = state.length === 4 ? [0, ...state] : state;
    const order = isFortran ? 'F' : 'C';
    this.found(inspector, { type: made.arrayOf, dtype, shape: shapeOf(shape), order, data });
  }

  /** What joblib says of an array: its bytes follow, or for objects its pickle. */
  #wrapped(state: ReadonlyMap<unknown, unknown> | null, inspector: Inspector): void {
    const made = state?.get('dtype');
    const dtype = made instanceof Made ? made.dtype : null;
    const shape = shapeOf(state?.get('shape'));
    if (!dtype || shape === undefined) {
      inspector.note('unknown', 'has an array of which joblib does not say how many bytes follow');
      return;
    }
    if (dtype.hasObject) return inspector.pickleFollows();
    const nbytes = sizeOf(shape) * dtype.itemsize;
    const subclass = state?.get('subclass');
    const type = subclass instanceof Named ? subclass.path : 'numpy.ndarray';
    const order = state?.get('order') === 'F' ? 'F' : 'C';
    inspector.follows({
      isPadded: (state?.get('numpy_array_alignment_bytes') ?? null) !== null,
      length: nbytes,
      passed: (offset) => this.arrays.push({ type, dtype, shape, order, nbytes, offset, buffer: null }),
    });
  }

  /** The data type that a state makes; null where it is inconsistent, or uses what is not known. */
  #dtypeFrom(base: DType, state: Tuple, inspector: Inspector): DType | null {
    // No state has more items, nor more levels: those above an (dtype, offset) in the dict of fields.
    if (state.length > 9) return null;
    let unknown = false;
    const plain = (value: unknown, level: number): unknown => {
      if (value instanceof Made) {
        if (!value.dtype) unknown = true;
        return value.dtype;
      }
      if (value instanceof Tuple && this.#spend(value.length, level, inspector))
        return Tuple.from(value, (item) => plain(item, level + 1));
      if (value instanceof Dict && this.#spend(value.entries?.size ?? 0, level, inspector))
        return new Map(Array.from(value.entries ?? [], ([key, item]) => [key, plain(item, level + 1)]));
      if (value instanceof Bytes) return value.text;
      return typeof value === 'object' ? null : value;
    };
    // Metadata may be anything, but for times, whose unit is in it.
    const items = Array.from(state, (item, i) => (i === 8 && base.unit === null ? null : plain(item, 0)));
    if (unknown || this.#spent > MAX_FIELDS + inspector.opcodes) return null;
    try {
      return dtypeFromState(base, items);
    } catch (error) {
      inspector.note('unknown', `has a data type that is inconsistent: ${(error as Error).message}`);
      return null;
    }
  }

  #spend(items: number, level: number, { opcodes }: Inspector): boolean {
    this.#spent += items;
    return level < 4 && this.#spent <= MAX_FIELDS + opcodes;
  }

  /** Takes down an array, and notes where it says something and is something else. */
  found(inspector: Inspector, { type, dtype, data, shape, order, start, strided = false }: Found): void {
    const known = dtype instanceof Made ? (dtype.dtype ?? null) : null;
    const bytes = bytesOf(data);
    if (shape === undefined || (bytes === undefined && !(data instanceof List))) {
      inspector.note('unknown', 'has an array whose state is none that NumPy writes');
      return;
    }
    const nbytes = known === null || known.hasObject ? null : sizeOf(shape) * known.itemsize;
    const { length = null, offset = null, buffer = null } = bytes ?? {};
    if (
      nbytes !== null &&
      length !== null &&
      (start === undefined ? nbytes !== length : (strided ? 0 : nbytes) > length - start)
    )
      inspector.note('unknown', `has an array of ${nbytes} bytes, and ${length} are there`);
    if (known?.hasObject && bytes !== undefined)
      inspector.note(
        'dangerous',
        'has an array of Python objects made of bytes: NumPy takes these for addresses',
      );
    this.arrays.push({
      type,
      dtype: known,
      shape,
      order,
      nbytes,
      offset: offset === null ? null : offset + (start ?? 0),
      buffer,
    });
  }
}
