/**
 * What `loads` gave against what NumPy said: every data type, layout, value and bit. A mismatch, and anything that
 * is not understood, throws a {@link GoldenMismatch} that names the case, the pickle and the place in the value.
 */

import { inspect } from 'node:util';
import { LazyArray } from '../../src/array/lazy-array.ts';
import { NumpyArray } from '../../src/array/numpy-array.ts';
import { NumpyScalar } from '../../src/array/numpy-scalar.ts';
import { DType } from '../../src/dtype/dtype.ts';
import { ByteArray } from '../../src/values/byte-array.ts';
import { Complex } from '../../src/values/complex.ts';
import { FrozenSet } from '../../src/values/frozen-set.ts';
import { PyFloat } from '../../src/values/py-float.ts';
import { Tuple } from '../../src/values/tuple.ts';
import type { ArrayNode, Element, Node } from './form.ts';
import type { GoldenCase, GoldenDType, GoldenLayout, GoldenPickle } from './golden.ts';
import { compareLibrary } from './library.ts';
import { indices, isStruct, rawHex } from './memory.ts';

/** What each lazy array gave when it was loaded, for tests that load lazily. */
export const lazilyLoaded = new WeakMap<LazyArray, NumpyArray>();

export class GoldenMismatch extends Error {
  override name = 'GoldenMismatch';
}

/**
 * @param exact whether it was loaded with `exact`.
 * @throws GoldenMismatch where `actual` is not the value that NumPy's own `pickle.loads` gave.
 */
export function expectLoaded(actual: unknown, golden: GoldenCase, pickle: GoldenPickle, exact = false): void {
  const what = `NumPy ${golden.numpy} ${golden.id} ${pickle.name}${exact ? ', exactly' : ''}`;
  new Comparison(pickle.loaded, what, exact ? golden.original : null).node(golden.expected, actual, '');
}

/** As {@link expectLoaded}, for a case that is one array. */
export function expectArray(actual: NumpyArray, golden: GoldenCase, pickle: GoldenPickle): void {
  if (golden.kind !== 'array') throw new GoldenMismatch(`${golden.id} is not an array but a ${golden.kind}`);
  expectLoaded(actual, golden, pickle);
}

/** A golden float: `'nan'`, or big-endian hex of its float64. */
export function decodeFloat(text: string): number {
  if (text === 'nan') return Number.NaN;
  if (!/^[0-9a-f]{16}$/.test(text)) throw new GoldenMismatch(`not a golden float: ${inspect(text)}`);
  return Buffer.from(text, 'hex').readDoubleBE(0);
}

/** A golden int by Python's rule: a number when safe, else a bigint. */
export function decodeInt(text: string): number | bigint {
  const value = text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

type Tagged = Exclude<Node, null | boolean | string>;

class Comparison {
  readonly #loaded: readonly GoldenLayout[];
  readonly #what: string;
  readonly #seen = new Map<number, unknown>();

  readonly #exact: boolean;
  readonly #original: readonly GoldenLayout[];

  /** @param original what was pickled, where it was loaded with `exact`. */
  constructor(loaded: readonly GoldenLayout[], what: string, original: readonly GoldenLayout[] | null) {
    this.#loaded = loaded;
    this.#what = what;
    this.#exact = original !== null;
    this.#original = original ?? loaded;
  }

  #fail(path: string, expected: unknown, actual: unknown): never {
    const show = (value: unknown) =>
      (typeof value === 'string' ? value : inspect(value, { depth: 3 })).slice(0, 300);
    throw new GoldenMismatch(
      `${this.#what}${path && ` at ${path}`}: expected ${show(expected)}, got ${show(actual)}`,
    );
  }

  #same(path: string, expected: unknown, actual: unknown): void {
    if (!Object.is(expected, actual)) this.#fail(path, inspect(expected), inspect(actual));
  }

  #list(path: string, expected: readonly unknown[], actual: readonly unknown[]): void {
    if (expected.length !== actual.length || expected.some((item, i) => !Object.is(item, actual[i]))) {
      this.#fail(path, inspect(expected), inspect(actual));
    }
  }

  node(node: Node, actual: unknown, path: string): void {
    if (node === null || typeof node !== 'object') return this.#same(path, node, actual);
    if ('ref' in node) {
      if (!this.#seen.has(node.ref)) this.#fail(path, 'a reference to something before', actual);
      const seen = this.#seen.get(node.ref);
      // What holds itself holds the array that the lazy one stands for.
      const isItself = LazyArray.isLazyArray(seen) && lazilyLoaded.get(seen) === actual;
      return this.#same(`${path} (the same object)`, isItself ? actual : seen, actual);
    }
    if ('id' in node && node.id !== undefined) {
      if (this.#seen.has(node.id)) this.#same(`${path} (seen again)`, this.#seen.get(node.id), actual);
      this.#seen.set(node.id, actual);
    }
    this.#tagged(node, actual, path);
  }

  #tagged(node: Exclude<Tagged, { ref: number }>, actual: unknown, path: string): void {
    if ('int' in node) this.#same(path, decodeInt(node.int), actual);
    else if ('float' in node) this.#float(node.float, actual, path);
    else if ('complex' in node) this.#complex(node.complex, actual, path);
    else if ('bytes' in node) this.#bytes(node.bytes, actual, path);
    else if ('bytearray' in node) {
      if (this.#exact && !ByteArray.isByteArray(actual)) this.#fail(path, 'a ByteArray', actual);
      this.#bytes(node.bytearray, actual, path);
    } else if ('list' in node) this.#sequence(node.list, actual, path, false);
    else if ('tuple' in node) this.#sequence(node.tuple, actual, path, true);
    else if ('dict' in node) this.#dict(node.dict, actual, path);
    else if ('set' in node) {
      if (!(actual instanceof Set)) this.#fail(path, 'a Set', actual);
      this.#set(node.set, actual, path);
    } else if ('frozenset' in node) {
      if (!FrozenSet.isFrozenSet(actual)) this.#fail(path, 'a FrozenSet', actual);
      this.#set(node.frozenset, actual, path);
    } else if ('dtype' in node) this.dtype(this.#layout(node.dtype).dtype, actual, path);
    else if ('scalar' in node) this.#scalar(node, actual, path);
    else if ('ndarray' in node) this.#array(node, actual, path);
    else
      compareLibrary(node, actual, path, {
        node: (inner, value, at) => this.node(inner, value, at),
        same: (at, expected, value) => this.#same(at, expected, value),
        dict: (pairs, value, at) => this.#dict(pairs, value, at),
        fail: (at, expected, value) => this.#fail(at, expected, value),
      });
  }

  #layout(index: number): GoldenLayout {
    return this.#loaded[index] ?? this.#fail('', `layout ${index}`, 'none in the golden data');
  }

  #float(bits: string, actual: unknown, path: string): void {
    // A missing string's NaN is a plain one: no int is NaN.
    const isNaObject = path.endsWith('.naObject') && Number.isNaN(actual);
    if (this.#exact && !isNaObject && !PyFloat.isPyFloat(actual)) this.#fail(path, 'a PyFloat', actual);
    this.#same(path, decodeFloat(bits), PyFloat.isPyFloat(actual) ? actual.value : actual);
  }

  #complex([re, im]: readonly [string, string], actual: unknown, path: string): void {
    if (!Complex.isComplex(actual)) this.#fail(path, 'a Complex', actual);
    this.#same(`${path}.re`, decodeFloat(re), actual.re);
    this.#same(`${path}.im`, decodeFloat(im), actual.im);
  }

  #bytes(hex: string, actual: unknown, path: string): void {
    if (!(actual instanceof Uint8Array)) this.#fail(path, 'a Uint8Array', actual);
    const got = Buffer.from(actual.buffer, actual.byteOffset, actual.byteLength).toString('hex');
    this.#same(path, hex, got);
  }

  #sequence(items: readonly Node[], actual: unknown, path: string, isTuple: boolean): void {
    if (!Array.isArray(actual) || Tuple.isTuple(actual) !== isTuple) {
      this.#fail(path, isTuple ? 'a Tuple' : 'an Array that is not a Tuple', actual);
    }
    this.#same(`${path}.length`, items.length, actual.length);
    for (const [i, item] of items.entries()) this.node(item, actual[i], `${path}[${i}]`);
  }

  #dict(pairs: readonly [Node, Node][], actual: unknown, path: string): void {
    if (!(actual instanceof Map)) this.#fail(path, 'a Map', actual);
    this.#same(`${path}.size`, pairs.length, actual.size);
    const entries = [...actual];
    for (const [i, [key, value]] of pairs.entries()) {
      const at = `${path}{${typeof key === 'string' ? key : JSON.stringify(key)}}`;
      this.node(key, entries[i]![0], `${at} (key ${i})`);
      this.node(value, entries[i]![1], at);
    }
  }

  #set(items: readonly Node[], actual: ReadonlySet<unknown>, path: string): void {
    this.#same(`${path}.size`, items.length, actual.size);
    const rest = new Set<unknown>(actual);
    for (const item of items) {
      const plain =
        item === null || typeof item !== 'object' ? item : 'int' in item ? decodeInt(item.int) : undefined;
      if (plain !== undefined ? rest.delete(plain) : this.#take(item, rest)) continue;
      this.#fail(path, `a set with ${JSON.stringify(item)}`, actual);
    }
  }

  /** Takes from `rest` an item that equals the node. */
  #take(item: Node, rest: Set<unknown>): boolean {
    for (const candidate of rest) {
      try {
        this.node(item, candidate, '');
      } catch (error) {
        if (error instanceof GoldenMismatch) continue;
        throw error;
      }
      return rest.delete(candidate);
    }
    return false;
  }

  #scalar(node: Extract<Tagged, { scalar: number }>, actual: unknown, path: string): void {
    const { dtype } = this.#layout(node.scalar);
    if (!this.#exact && 'biufcSU'.includes(dtype.kind) && !'gG'.includes(dtype.char)) {
      if ('iu'.includes(dtype.kind)) return this.#same(path, decodeInt(node.value as string), actual);
      return this.#element(dtype, node.value, actual, path);
    }
    if (!NumpyScalar.isNumpyScalar(actual)) this.#fail(path, `a NumpyScalar of ${dtype.text}`, actual);
    this.dtype(dtype, actual.dtype, `${path}.dtype`);
    this.#list(`${path}.array.shape`, [], actual.array.shape);
    this.#element(dtype, node.value, actual.value, `${path}.value`);
    if (!dtype.hasobject) this.#same(`${path}.array (bytes)`, node.raw, rawHex(actual.array, dtype));
  }

  #array(node: ArrayNode, lazy: unknown, path: string): void {
    const { dtype: loaded, array: layout } = this.#layout(node.ndarray);
    const { dtype: original } = this.#original[node.ndarray] ?? { dtype: loaded };
    // Where NumPy swaps an array's bytes, exact keeps them. (No pickle tells 'l' from 'q'.)
    const isKept = loaded.byteorder === '<' && original.byteorder === '>';
    const dtype = isKept ? { ...original, num: loaded.num, char: loaded.char } : loaded;
    if (!layout) return this.#fail(path, 'an array layout', 'none in the golden data');
    const { shape, strides } = layout;
    if (LazyArray.isLazyArray(lazy)) {
      this.dtype(dtype, lazy.dtype, `${path}.dtype`);
      this.#list(`${path}.shape`, shape, lazy.shape);
      this.#same(`${path}.order`, layout.order, lazy.order);
      this.#same(`${path}.readonly`, !layout.writeable, lazy.readonly);
    }
    const actual = LazyArray.isLazyArray(lazy) ? lazilyLoaded.get(lazy) : lazy;
    if (!NumpyArray.isNumpyArray(actual)) return this.#fail(path, 'a NumpyArray', actual);
    this.dtype(dtype, actual.dtype, `${path}.dtype`);
    this.#list(`${path}.shape`, shape, actual.shape);
    const size = shape.reduce((product, length) => product * length, 1);
    this.#same(`${path}.size`, size, actual.size);
    this.#same(`${path}.ndim`, shape.length, actual.ndim);
    this.#same(`${path}.nbytes`, size * dtype.itemsize, actual.nbytes);
    this.#same(`${path}.order`, layout.order, actual.order);
    this.#same(`${path}.readonly`, !layout.writeable, actual.readonly);
    this.#same(`${path}.strides.length`, shape.length, actual.strides.length);
    // The stride of an axis of length 1, or in an array without elements, means nothing; NumPys differ there.
    const told = (all: readonly number[]) => all.filter((_, axis) => size > 0 && shape[axis]! > 1);
    this.#list(`${path}.strides`, told(strides), told(actual.strides));

    this.#same(`${path}: number of golden values`, size, node.values.length);
    let n = 0;
    for (const index of indices(shape)) {
      this.#element(dtype, node.values[n++]!, actual.get(...index), `${path}[${index}]`);
    }
    let next = 0;
    const nested = (value: unknown, axis: number): void => {
      const at = `${path}.toArray()`;
      if (axis === shape.length)
        return this.#element(dtype, node.values[next]!, value, `${at} value ${next++}`);
      if (!Array.isArray(value)) return this.#fail(at, `an array at depth ${axis}`, value);
      this.#same(`${at}.length at depth ${axis}`, shape[axis], value.length);
      for (const item of value) nested(item, axis + 1);
    };
    nested(actual.toArray(), 0);
    if (size === 1) this.#element(dtype, node.values[0]!, actual.item(), `${path}.item()`);

    if (node.raw === undefined) {
      if (dtype.kind !== 'O' && dtype.kind !== 'T') this.#fail(path, 'golden data with raw bytes', 'none');
    } else this.#same(`${path} (bytes)`, node.raw, rawHex(actual, dtype));
  }

  #element(dtype: GoldenDType, expected: Element, actual: unknown, path: string): void {
    if (dtype.subdtype) return this.#subarray(dtype.subdtype, expected as Element[], actual, path);
    if (isStruct(dtype)) return this.#struct(dtype, expected as [string, Element][], actual, path);
    switch (dtype.kind) {
      case 'b':
      case 'U':
        return this.#same(path, expected, actual);
      case 'i':
      case 'u':
        return this.#same(path, dtype.itemsize === 8 ? BigInt(expected as string) : Number(expected), actual);
      case 'M':
      case 'm':
        return this.#same(path, BigInt(expected as string), actual);
      case 'f':
        return this.#same(path, decodeFloat(expected as string), actual);
      case 'c':
        return this.#complex(expected as [string, string], actual, path);
      case 'S':
      case 'V':
        return this.#bytes(expected as string, actual, path);
      case 'O':
      case 'T':
        return this.node(expected as Node, actual, path);
      default:
        return this.#fail(path, `a golden element of kind ${dtype.kind}`, 'a kind that is not understood');
    }
  }

  #struct(dtype: GoldenDType, expected: readonly [string, Element][], actual: unknown, path: string): void {
    if (typeof actual !== 'object' || actual === null || Object.getPrototypeOf(actual) !== null) {
      return this.#fail(path, 'a null-prototype object', actual);
    }
    const fields = dtype.fields!;
    // JavaScript puts integer-like keys first.
    this.#list(`${path} (keys)`, fields.map((field) => field.name).sort(), Object.keys(actual).sort());
    for (const [i, { name, dtype: type }] of fields.entries()) {
      const [expectedName, value] = expected[i]!;
      this.#same(`${path}: golden field`, name, expectedName);
      this.#element(type, value, (actual as Record<string, unknown>)[name], `${path}.${name}`);
    }
  }

  /** A subarray is an array of its own over the same memory. */
  #subarray(
    { base, shape }: NonNullable<GoldenDType['subdtype']>,
    expected: readonly Element[],
    actual: unknown,
    path: string,
  ): void {
    if (!NumpyArray.isNumpyArray(actual)) return this.#fail(path, 'a NumpyArray of the subarray', actual);
    // A subarray of subarrays is one array of more dimensions.
    const whole: number[] = [...shape];
    let element = base;
    while (element.subdtype) {
      whole.push(...element.subdtype.shape);
      element = element.subdtype.base;
    }
    this.dtype(element, actual.dtype, `${path}.dtype`);
    this.#list(`${path}.shape`, whole, actual.shape);
    for (const index of indices(whole)) {
      const value = index.reduce<Element>((nested, i) => (nested as Element[])[i]!, expected as Element[]);
      this.#element(element, value, actual.get(...index), `${path}[${index}]`);
    }
  }

  dtype(golden: GoldenDType, actual: unknown, path: string): void {
    if (!DType.isDType(actual)) return this.#fail(path, 'a DType', actual);
    const { fields, subdtype, unit } = golden;
    const check = (name: string, expected: unknown, got: unknown) =>
      this.#same(`${path}.${name}`, expected, got);
    check('str', golden.str, actual.str);
    check('toString()', golden.text, actual.toString());
    check('inspect', golden.repr, inspect(actual));
    check('num', golden.num, actual.num);
    check('kind', golden.kind, actual.kind);
    check('char', golden.char, actual.char);
    check('byteOrder', golden.byteorder, actual.byteOrder);
    check('itemsize', golden.itemsize, actual.itemsize);
    check('alignment', golden.alignment, actual.alignment);
    check('hasObject', golden.hasobject, actual.hasObject);
    check('isNative', isNative(golden), actual.isNative);
    check('isAlignedStruct', golden.aligned ?? false, actual.isAlignedStruct);
    check('isRecord', golden.record ?? false, actual.isRecord);
    check('unit.unit', unit?.unit, actual.unit?.unit);
    check('unit.count', unit?.count, actual.unit?.count);
    if (golden.metadata !== undefined) this.node(golden.metadata, actual.metadata, `${path}.metadata`);
    else check('metadata.size', 0, actual.metadata?.size ?? 0);
    if (golden.kind === 'T') {
      check('coerce', golden.coerce, actual.coerce);
      if (golden.na === undefined) check('naObject', undefined, actual.naObject);
      else this.node(golden.na, actual.naObject, `${path}.naObject`);
    }
    if (fields === null) check('fields', null, actual.fields);
    this.#list(`${path}.names`, fields?.map((field) => field.name) ?? [], actual.names ?? []);
    for (const field of fields ?? []) {
      const got = actual.fields?.get(field.name);
      if (!got) return this.#fail(`${path}.fields`, `a field ${inspect(field.name)}`, 'none');
      check(`${field.name}.name`, field.name, got.name);
      check(`${field.name}.offset`, field.offset, got.offset);
      check(`${field.name}.title`, field.title, got.title);
      this.dtype(field.dtype, got.dtype, `${path}.${field.name}`);
    }
    if (subdtype === null) check('subdtype', null, actual.subdtype);
    else {
      this.#list(`${path}.subdtype.shape`, subdtype.shape, actual.subdtype?.shape ?? ['no subdtype']);
      this.dtype(subdtype.base, actual.subdtype?.base, `${path}.subdtype.base`);
    }
  }
}

/** NumPy's own `isnative` does not look into subarrays. */
function isNative(dtype: GoldenDType): boolean {
  return (
    dtype.byteorder !== '>' &&
    (dtype.fields?.every((field) => isNative(field.dtype)) ?? true) &&
    (dtype.subdtype === null || isNative(dtype.subdtype.base))
  );
}
