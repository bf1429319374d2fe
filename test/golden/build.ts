/**
 * The values of golden cases, made in JavaScript by the public API out of what NumPy said of them: nothing of them was
 * loaded. Arrays lie in memory as NumPy's did, with the same strides.
 */

import { DType, dtype, NumpyArray, NumpyScalar, PyFloat, stringDType, tuple } from '../../src/index.ts';
import { ByteArray } from '../../src/values/byte-array.ts';
import { Complex } from '../../src/values/complex.ts';
import { FrozenSet } from '../../src/values/frozen-set.ts';
import { again } from '../numpy/pool-layouts.ts';
import { decodeFloat, decodeInt } from './compare.ts';
import type { ArrayNode, Element, Node } from './form.ts';
import type { GoldenArrayLayout, GoldenCase, GoldenDType, GoldenLayout } from './golden.ts';
import { indices, isStruct, writeRaw } from './memory.ts';

/** What was pickled. */
export function built({ expected, original }: Pick<GoldenCase, 'expected' | 'original'>): unknown {
  return new Building(original).value(expected);
}

/** Whether golden data rounds what it tells: longdoubles in a scalar with objects, of which it has no `raw`. */
export function unknownBits({ kind, original }: Pick<GoldenCase, 'kind' | 'original'>): boolean {
  return (
    kind === 'value' && original.some(({ dtype, array }) => !array && dtype.hasobject && hasLongDouble(dtype))
  );
}

function hasLongDouble({ char, fields, subdtype }: GoldenDType): boolean {
  if (subdtype) return hasLongDouble(subdtype.base);
  return 'gG'.includes(char) || (fields?.some((field) => hasLongDouble(field.dtype)) ?? false);
}

/** A new one, but of NumPy's own singletons. */
export function builtDType(row: GoldenDType): DType {
  const { byteorder, char, str, fields, subdtype, kind, metadata } = row;
  let made: DType;
  if (kind === 'T') {
    const naObject = row.na === undefined ? {} : { naObject: new Building([]).value(row.na) };
    made = stringDType({ coerce: row.coerce ?? true, ...naObject });
  } else if (subdtype) made = dtype(tuple(builtDType(subdtype.base), subdtype.shape) as never);
  else if (fields) {
    const struct = {
      names: fields.map(({ name }) => name),
      formats: fields.map((field) => builtDType(field.dtype)),
      offsets: fields.map(({ offset }) => offset),
      titles: fields.map(({ title }) => title ?? null),
      itemsize: row.itemsize,
      aligned: row.aligned ?? false,
    };
    const base = row.record ? 'numpy.record' : kind === 'V' ? null : str;
    made = base === null ? dtype(struct) : dtype(tuple(base, struct) as never);
  } else made = dtype('qQ'.includes(char) ? byteorder + char : str);
  if (metadata === undefined) return made;
  const { dict } = metadata as { dict: [Node, Node][] };
  const building = new Building([]);
  return dtype(
    tuple(made, new Map(dict.map((pair) => pair.map((node) => building.value(node)) as never))) as never,
  );
}

/** A number where that is a float in Python, too. */
function float(value: number): number | PyFloat {
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? new PyFloat(value) : value;
}

const fromHex = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

class Building {
  readonly #layouts: readonly GoldenLayout[];
  readonly #shared = new Map<number, unknown>();
  readonly #dtypes = new Map<GoldenDType, DType>();
  readonly #constants = new Map<string, unknown>();

  constructor(layouts: readonly GoldenLayout[]) {
    this.#layouts = layouts;
  }

  value(node: Node): unknown {
    if (node === null || typeof node !== 'object') return node;
    if ('ref' in node) return this.#shared.get(node.ref);
    const keep = <T>(value: T): T => {
      if ('id' in node && node.id !== undefined) this.#shared.set(node.id, value);
      return value;
    };
    if ('int' in node) return decodeInt(node.int);
    if ('float' in node) return float(decodeFloat(node.float));
    if ('complex' in node)
      return this.#constant(
        node,
        () => new Complex(decodeFloat(node.complex[0]), decodeFloat(node.complex[1])),
      );
    if ('bytes' in node) return this.#constant(node, () => fromHex(node.bytes));
    if ('bytearray' in node) return keep(new ByteArray(fromHex(node.bytearray)));
    if ('list' in node) return this.#fill(keep([]), node.list);
    if ('tuple' in node) return this.#fill(keep(tuple()), node.tuple);
    if ('set' in node) return keep(new Set(this.#items(node.set)));
    if ('frozenset' in node) return keep(new FrozenSet(this.#items(node.frozenset)));
    if ('dict' in node) return this.#dict(node.dict, keep);
    if ('dtype' in node) return keep(this.#dtype(this.#layout(node.dtype).dtype));
    if ('scalar' in node) return this.#scalar(node);
    if ('ndarray' in node) return this.#array(node, keep);
    throw new Error(`nothing makes a ${Object.keys(node).join()}`);
  }

  /** The fixtures' own constants: one object, however often Python meets them, which golden data does not tell. */
  #constant(node: Node, make: () => unknown): unknown {
    const key = JSON.stringify(node);
    let made = this.#constants.get(key);
    if (made === undefined) {
      made = make();
      this.#constants.set(key, made);
    }
    return made;
  }

  #layout(index: number): GoldenLayout {
    const layout = this.#layouts[index];
    if (!layout) throw new Error(`no layout ${index}`);
    return layout;
  }

  /** In a case, data types that are equal are one object. */
  #dtype(row: GoldenDType): DType {
    let made = this.#dtypes.get(row);
    if (made === undefined) {
      made = builtDType(row);
      this.#dtypes.set(row, made);
    }
    return made;
  }

  #fill<T extends unknown[]>(list: T, nodes: readonly Node[]): T {
    for (const node of nodes) list.push(this.value(node));
    return list;
  }

  /** Golden data tells them in no order; CPython has small integers in theirs. */
  #items(nodes: readonly Node[]): unknown[] {
    return nodes.map((node) => this.value(node)).sort((a, b) => Number(a) - Number(b));
  }

  /** A plain object where that keeps the order of the keys. */
  #dict(pairs: readonly [Node, Node][], keep: <T>(value: T) => T): unknown {
    const isText = pairs.every(([key]) => typeof key === 'string' && !/^\d+$/.test(key));
    const result = keep(isText ? Object.create(null) : new Map<unknown, unknown>());
    for (const [key, node] of pairs) {
      const value = this.value(node);
      if (isText) (result as Record<string, unknown>)[key as string] = value;
      else result.set(this.value(key), value);
    }
    return result;
  }

  /** Scalars other than structs make their data type anew. */
  #scalar(node: { scalar: number; value: Element; raw: string }): unknown {
    const { dtype: row } = this.#layout(node.scalar);
    // NumPy has each bool once.
    if (row.kind === 'b') return this.#constant(node.value as Node, () => this.#newScalar(row, node));
    return this.#newScalar(row, node);
  }

  #newScalar(row: GoldenDType, { value, raw }: { value: Element; raw: string }): NumpyScalar {
    const type = row.kind === 'V' ? this.#dtype(row) : builtDType(row);
    // Not even those without a size are NumPy's own.
    const own = 'SU'.includes(row.kind) ? new DType(type) : type;
    const layout = { shape: [], strides: [], order: 'C', writeable: true } as const;
    return new NumpyScalar(this.#filled(own, row, layout, [value], raw));
  }

  #array({ ndarray, values, raw }: ArrayNode, keep: <T>(value: T) => T): NumpyArray {
    const { dtype: row, array } = this.#layout(ndarray);
    if (!array) throw new Error(`layout ${ndarray} is of no array`);
    return this.#filled(this.#dtype(row), row, array, values, raw, keep);
  }

  #filled(
    type: DType,
    row: GoldenDType,
    { shape, strides, writeable }: GoldenArrayLayout,
    values: readonly Element[],
    raw: string | undefined,
    keep = <T>(value: T): T => value,
  ): NumpyArray {
    const { first, room } = extentOf(shape, strides, type.itemsize);
    const memory = new ArrayBuffer(room);
    const readonly = !writeable;
    const init = { buffer: memory, byteOffset: 0 - first, dtype: type, shape, strides };
    if (!type.hasObject) {
      // Where there is no element, nothing bounds the strides.
      writeRaw(new NumpyArray(init), row, raw ?? '');
      return keep(new NumpyArray({ ...init, readonly }));
    }
    // Objects lie in no buffer: a row of them, and the array over its memory.
    const cells = type.itemsize === 0 ? 0 : room / type.itemsize;
    const blank = values.length === 0 ? undefined : blankOf(row);
    const base = NumpyArray.from(Array(cells).fill(blank), { dtype: type, shape: [cells] });
    const array = again(base, { shape: [...shape], strides: [...strides], byteOffset: 0 - first });
    const result = keep(again(array, { readonly }));
    let n = 0;
    for (const index of indices(shape)) array.set(this.#element(row, values[n++]!), ...index);
    // Of a scalar with objects there is none.
    if (raw) writeRaw(array, row, raw);
    return result;
  }

  #element(row: GoldenDType, element: Element): unknown {
    if (row.subdtype) {
      const { base, shape } = row.subdtype;
      return shape.length === 0
        ? this.#element(base, element)
        : (element as Element[]).map((item) =>
            this.#element(
              shape.length > 1 ? { ...row, subdtype: { base, shape: shape.slice(1) } } : base,
              item,
            ),
          );
    }
    if (isStruct(row)) {
      const items = element as [string, Element][];
      return tuple(...row.fields!.map((field, i) => this.#element(field.dtype, items[i]![1])));
    }
    if (row.kind === 'O' || row.kind === 'T') return this.value(element as Node);
    return (NUMBERS[row.kind] ?? ((same) => same))(element as never);
  }
}

/** Elements by kind, where golden data does not tell them as they are. */
const NUMBERS: Readonly<Record<string, (element: never) => unknown>> = {
  ...{ i: BigInt, u: BigInt, M: BigInt, m: BigInt, f: decodeFloat, S: fromHex, V: fromHex },
  c: ([re, im]: [string, string]) => new Complex(decodeFloat(re), decodeFloat(im)),
};

/** From the element at index 0, 0, … to the first byte, and how many bytes there are. */
function extentOf(shape: readonly number[], strides: readonly number[], itemsize: number) {
  if (shape.includes(0)) return { first: 0, room: 0 };
  const reach = strides.map((stride, axis) => stride * (shape[axis]! - 1));
  const first = reach.reduce((sum, step) => sum + Math.min(step, 0), 0);
  return { first, room: reach.reduce((sum, step) => sum + Math.abs(step), itemsize) };
}

/** An element of a data type, whichever. */
function blankOf(row: GoldenDType): unknown {
  if (row.subdtype) {
    const { base, shape } = row.subdtype;
    return shape.reduceRight<unknown>((item, length) => Array(length).fill(item), blankOf(base));
  }
  if (isStruct(row)) return tuple(...row.fields!.map((field) => blankOf(field.dtype)));
  const blanks: Record<string, unknown> = {
    O: null,
    T: '',
    U: '',
    S: new Uint8Array(),
    V: new Uint8Array(row.itemsize),
  };
  return Object.hasOwn(blanks, row.kind) ? blanks[row.kind] : row.kind === 'b' ? false : 0;
}
