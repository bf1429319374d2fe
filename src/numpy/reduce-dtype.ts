/**
 * Data types: `numpy.dtype(code, False, True)` and a state of 8 items, 9 for times and where there is metadata.
 * StringDType has a function of its own. The inverse of dtype.ts.
 *
 * | item | |
 * |---|---|
 * | version | 3; 4 with the ninth item |
 * | byte order | `'<'`, `'>'`, `'\|'` |
 * | subarray | None or `(base, shape)` |
 * | names, fields | None, or a tuple and a dict of `(dtype, offset[, title])`; a title is a key too |
 * | itemsize, alignment | of S, U, V; else −1 |
 * | flags | a char of either sign |
 * | metadata | the dict; for times `(dict, (unit, count, 1, 1))` |
 *
 * Source: `arraydescr_reduce` in numpy/_core/src/multiarray/descriptor.c
 */

import type { DType, Field, Subarray } from '../dtype/dtype.ts';
import { FreshText } from '../values/fresh-text.ts';
import { freshTuple } from '../values/fresh-tuple.ts';
import type { ReduceContext, Reduction } from '../values/reduction.ts';
import { type Tuple, tuple } from '../values/tuple.ts';
import { DTYPE, type NumpyTarget, RECORD_CLASS, STRING_DTYPE } from './targets.ts';

/** What a data type writes where it has no metadata: for times NumPy gave a new dict up to 2.3, None later. */
interface Dialect {
  /** Whether flags are a signed char, and a time's lack of metadata is an empty dict. */
  readonly isOld: boolean;
}

/** The old dialect loads in NumPy 2, too: there aligned structs lose their mark. */
const DIALECTS: Readonly<Record<NumpyTarget, Dialect>> = {
  any: { isOld: true },
  1: { isOld: true },
  2: { isOld: false },
};

/** What stays one object however often a data type is pickled, and whatever copies of it are. */
interface StructParts {
  readonly names: readonly string[];
  readonly dict: ReadonlyMap<string, Tuple>;
}

const structs = new WeakMap<ReadonlyMap<string, Field>, StructParts>();
const shapes = new WeakMap<Subarray, readonly number[]>();

export function reduceDType(dtype: DType, { numpy }: ReduceContext): Reduction {
  const { kind, itemsize, fields, subdtype, metadata } = dtype;
  if (kind === 'T') return reduceStringDType(dtype, numpy);
  const { isOld } = DIALECTS[numpy];
  const code = dtype.isRecord
    ? RECORD_CLASS
    : dtype.user
      ? dtype.user.global
      : new FreshText(`${kind}${kind === 'U' ? itemsize / 4 : itemsize}`);
  const parts = fields && structParts(fields);
  const isSized = kind === 'V' || kind === 'U' || kind === 'S';
  const flags = dtype.flags;
  const state = freshTuple(
    3,
    dtype.byteOrder,
    subdtype && freshTuple(subdtype.base, shapeOf(subdtype)),
    parts?.names ?? null,
    parts?.dict ?? null,
    isSized ? itemsize : -1,
    isSized ? dtype.alignment : -1,
    isOld && flags > 127 ? flags - 256 : flags,
  );
  if (dtype.unit !== null || metadata !== null) {
    state[0] = 4;
    state.push(dtype.unit === null ? metadata : timeMetadata(dtype, isOld));
  }
  return { callable: DTYPE, args: freshTuple(code, false, true), state };
}

function reduceStringDType({ coerce, naObject }: DType, numpy: NumpyTarget): Reduction {
  if (numpy === 1)
    throw new TypeError(
      'StringDType came with NumPy 2: write it with numpy: 2, or astype() a fixed length such as "U20"',
    );
  const args = freshTuple(coerce ? 1 : 0);
  if (naObject !== undefined) args.push(naObject);
  return { callable: STRING_DTYPE, args };
}

function structParts(fields: ReadonlyMap<string, Field>): StructParts {
  let parts = structs.get(fields);
  if (parts === undefined) {
    const dict = new Map<string, Tuple>();
    for (const { name, dtype, offset, title } of fields.values()) {
      const field = tuple<unknown[]>(dtype, offset);
      if (title !== undefined) field.push(title);
      Object.freeze(field);
      dict.set(name, field);
      if (typeof title === 'string') dict.set(title, field);
    }
    parts = { names: Object.freeze(tuple(...fields.keys())), dict };
    structs.set(fields, parts);
  }
  return parts;
}

function shapeOf(subarray: Subarray): readonly number[] {
  let shape = shapes.get(subarray);
  if (shape === undefined) {
    shape = Object.freeze(tuple(...subarray.shape));
    shapes.set(subarray, shape);
  }
  return shape;
}

function timeMetadata({ metadata, unit }: DType, isOld: boolean): Tuple {
  const { unit: name, count } = unit!;
  const letters = new Uint8Array(name.length);
  for (let i = 0; i < name.length; i++) letters[i] = name.charCodeAt(i);
  return freshTuple(metadata ?? (isOld ? new Map() : null), freshTuple(letters, count, 1, 1));
}
