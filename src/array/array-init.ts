import type { DType } from '../dtype/dtype.ts';
import { dtype } from '../dtype/parse.ts';
import type { DTypeSpec } from '../dtype/spec.ts';
import { DTypeError } from '../errors.ts';
import { typeName } from '../values/type-name.ts';
import type { ArrayInit } from './contents.ts';
import { contiguousStrides, elementCount, extent, foldSubarray, MAX_NDIM, tupleText } from './layout.ts';

/** What `new NumpyArray` takes. */
export interface NumpyArrayInit<N extends string = string> {
  /** The memory, which the array then shares; of a view (any typed array, DataView, Buffer), its part alone. */
  readonly buffer: ArrayBufferLike | ArrayBufferView;
  /** Bytes from the start of the buffer or view to the element at index 0, 0, …; default 0. */
  readonly byteOffset?: number;
  readonly dtype: DType<N> | DTypeSpec;
  /** Elements per axis; `[]` for one element without axes. */
  readonly shape: readonly number[];
  /** Bytes from one element to the next along each axis, of either sign or 0; default: gapless in C order. */
  readonly strides?: readonly number[];
  /** Whether `set` is refused; default false. */
  readonly readonly?: boolean;
}

/** Checks a shape that a user gave: up to 64 axes of 0 or more elements. */
export function checkShape(shape: readonly number[]): void {
  if (!Array.isArray(shape)) {
    throw new TypeError(`shape must be an array of axis lengths, got ${typeName(shape)}`);
  }
  if (shape.length > MAX_NDIM) {
    throw new RangeError(`an array has at most ${MAX_NDIM} axes, got ${shape.length}`);
  }
  shape.forEach((length, axis) => {
    if (!Number.isInteger(length) || length < 0) {
      throw new RangeError(`shape[${axis}] must be an integer from 0 on, got ${String(length)}`);
    }
  });
  elementCount(shape);
}

/**
 * Checks a user's description of an array, once, so that no element access has to.
 *
 * @throws DTypeError for a data type that can't lie in plain memory; RangeError for a geometry that is none
 *   or reaches outside of the buffer; TypeError for a wrong type.
 */
export function checkInit(init: NumpyArrayInit): ArrayInit {
  const { byteOffset = 0, readonly = false } = init;
  const { buffer, start, room } = checkBuffer(init.buffer);
  const type = dtype(init.dtype);
  if (type.hasObject) {
    throw new DTypeError(
      `elements of ${type} point to Python objects, which no buffer holds; use NumpyArray.from(values, { dtype })`,
    );
  }
  checkShape(init.shape);
  const strides = init.strides ?? contiguousStrides(init.shape, type.itemsize, 'C');
  if (
    !Array.isArray(strides) ||
    strides.length !== init.shape.length ||
    !strides.every(Number.isSafeInteger)
  ) {
    throw new RangeError(
      `strides must be ${init.shape.length} integers (bytes), as shape ${tupleText(init.shape)} has axes; got ` +
        (Array.isArray(strides) ? tupleText(strides) : typeName(strides)),
    );
  }
  if (!Number.isSafeInteger(byteOffset)) {
    throw new RangeError(`byteOffset must be an integer, got ${String(byteOffset)}`);
  }
  const folded = foldSubarray(type, [...init.shape], [...strides]);
  // A subarray's own axes count, too.
  checkShape(folded.shape);
  const { lo, hi } = extent(folded.shape, folded.strides, folded.dtype.itemsize);
  if (elementCount(folded.shape) > 0 && (byteOffset + lo < 0 || byteOffset + hi > room)) {
    throw new RangeError(
      `shape ${tupleText(init.shape)} with strides ${tupleText(strides)} of ${type} reaches from byte ` +
        `${byteOffset + lo} to ${byteOffset + hi}, but the buffer has ${room} bytes`,
    );
  }
  return { ...folded, buffer, byteOffset: start + byteOffset, readonly, objects: null, copy: 'if-needed' };
}

function checkBuffer(source: unknown): { buffer: ArrayBufferLike; start: number; room: number } {
  if (ArrayBuffer.isView(source)) {
    checkAttached(source.buffer);
    return { buffer: source.buffer, start: source.byteOffset, room: source.byteLength };
  }
  // By its tag, as it may be of another realm.
  const tag = Object.prototype.toString.call(source);
  if (tag !== '[object ArrayBuffer]' && tag !== '[object SharedArrayBuffer]') {
    throw new TypeError(
      `buffer must be an ArrayBuffer, a SharedArrayBuffer or a view of one, got ${typeName(source)}`,
    );
  }
  const buffer = source as ArrayBufferLike;
  checkAttached(buffer);
  return { buffer, start: 0, room: buffer.byteLength };
}

function checkAttached(buffer: ArrayBufferLike): void {
  if (buffer.byteLength > 0) return;
  try {
    // Its own `detached` is younger than Node 20.
    new Uint8Array(buffer);
  } catch {
    throw new TypeError(
      'buffer is detached: it was transferred, or is of a WebAssembly.Memory that has grown',
    );
  }
}
