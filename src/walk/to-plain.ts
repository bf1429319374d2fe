import { MaskedArray } from '../array/masked-array.ts';
import { NumpyArray } from '../array/numpy-array.ts';
import { NumpyScalar } from '../array/numpy-scalar.ts';
import type { PickleValue } from '../pickle-value.ts';
import { kindOf } from '../values/brand.ts';
import { Complex } from '../values/complex.ts';
import { newDictObject } from '../values/dict-object.ts';
import { FrozenSet } from '../values/frozen-set.ts';
import { Path, type PathStep } from '../values/path.ts';
import { isPlainObject } from '../values/plain-containers.ts';
import { PyFloat } from '../values/py-float.ts';
import { PyObject } from '../values/py-object.ts';
import { typeName } from '../values/type-name.ts';

/** What to do with values that JSON has no form for. `'error'`, the default of each, names where one lies. */
export interface ToPlainOptions {
  /** Integers that no number holds exactly: as decimal text, or as they are (no JSON then). */
  readonly bigint?: 'error' | 'string' | 'keep';
  /** NaN and infinities: as null, as the text 'NaN', 'Infinity', '-Infinity', or as they are. */
  readonly nan?: 'error' | 'null' | 'string' | 'keep';
  /** bytes: as lists of numbers, or as text of one character a byte. */
  readonly bytes?: 'error' | 'array' | 'latin1';
  /** Objects of unknown classes: as their attributes, and `__class__` for the class's name. */
  readonly objects?: 'error' | 'attributes';
}

/** A container that is being filled: what is left to convert of it. */
interface Frame {
  readonly source: object;
  readonly path: Path;
  readonly rest: Iterator<readonly [PathStep, unknown]>;
  put(step: PathStep, value: unknown): void;
}

class Converter {
  readonly #options: ToPlainOptions;
  /** What became of each container: what is shared stays shared, so that the result is no larger. */
  readonly #made = new Map<object, unknown>();
  readonly #filling = new Set<object>();
  readonly #frames: Frame[] = [];

  constructor(options: ToPlainOptions) {
    this.#options = options;
  }

  run(value: unknown): unknown {
    const result = this.#convert(value, new Path());
    for (let frame = this.#frames.at(-1); frame !== undefined; frame = this.#frames.at(-1)) {
      const next = frame.rest.next();
      if (next.done === true) {
        this.#filling.delete(frame.source);
        this.#frames.pop();
      } else {
        const [step, child] = next.value;
        frame.put(step, this.#convert(child, frame.path.to(step)));
      }
    }
    return result;
  }

  #fail(path: Path, what: string, remedy: string): never {
    throw new TypeError(`toPlain: ${path.toString() || 'the value'} is ${what}; ${remedy}`);
  }

  #convert(value: unknown, path: Path): unknown {
    switch (typeof value) {
      case 'number':
        return Number.isFinite(value) ? value : this.#notFinite(value, path);
      case 'bigint':
        return this.#bigint(value, path);
      case 'object':
        return value === null ? null : this.#object(value, path);
      case 'string':
      case 'boolean':
        return value;
      default:
        return this.#fail(path, `a ${typeof value}`, 'JSON has no such thing');
    }
  }

  #notFinite(value: number, path: Path): unknown {
    const { nan = 'error' } = this.#options;
    if (nan === 'error') this.#fail(path, `${value}`, "pass { nan: 'null' } or 'string'");
    return nan === 'keep' ? value : nan === 'null' ? null : String(value);
  }

  #bigint(value: bigint, path: Path): unknown {
    const { bigint = 'error' } = this.#options;
    if (Number.isSafeInteger(Number(value))) return Number(value);
    if (bigint === 'error')
      this.#fail(path, `the integer ${value}, which no number holds`, "pass { bigint: 'string' }");
    return bigint === 'keep' ? value : String(value);
  }

  #bytes(value: Uint8Array, path: Path): unknown {
    const { bytes = 'error' } = this.#options;
    if (bytes === 'error') this.#fail(path, `${value.length} bytes`, "pass { bytes: 'latin1' } or 'array'");
    return bytes === 'array'
      ? Array.from(value)
      : Array.from(value, (byte) => String.fromCharCode(byte)).join('');
  }

  #object(value: object, path: Path): unknown {
    if (this.#filling.has(value)) this.#fail(path, 'inside itself', 'JSON has no cycles');
    const made = this.#made.get(value);
    if (made !== undefined) return made;
    if (value instanceof Uint8Array) return this.#bytes(value, path);
    if (Array.isArray(value)) return this.#list(value, value, path);
    if (value instanceof Set || FrozenSet.isFrozenSet(value)) return this.#list(value, [...value], path);
    if (value instanceof Map) return this.#table(value, value, path);
    if (PyFloat.isPyFloat(value)) return this.#convert(value.value, path);
    if (NumpyArray.isNumpyArray(value)) return this.#array(value, path);
    if (MaskedArray.isMaskedArray(value)) return this.#elements(value, path);
    if (NumpyScalar.isNumpyScalar(value)) return this.#array(value.array, path);
    if (Complex.isComplex(value))
      return this.#table(value, Object.entries({ re: value.re, im: value.im }), path);
    if (PyObject.isPyObject(value)) return this.#record(value, path);
    if (kindOf(value) === 'LazyArray') this.#fail(path, `${value}`, 'await its load() first');
    // Decimals, UUIDs, dates and the like are the text that they print.
    if (typeof (value as { toJSON?: unknown }).toJSON === 'function' && kindOf(value) !== undefined)
      return String(value);
    if (!isPlainObject(value) && !RECORDS.has(kindOf(value) ?? '')) {
      this.#fail(path, `a ${typeName(value)}`, 'take what you need of it with at()');
    }
    return this.#table(value, Object.entries(value), path);
  }

  #list(source: object, items: readonly unknown[], path: Path): unknown[] {
    const result: unknown[] = [];
    const rest = items.map((item, index): [PathStep, unknown] => [{ index }, item]);
    this.#open(source, result, path, rest, (_, value) => result.push(value));
    return result;
  }

  #table(source: object, pairs: Iterable<readonly [unknown, unknown]>, path: Path): object {
    // Without a prototype: '__proto__' is a key like any other.
    const result = newDictObject();
    const rest = Array.from(pairs, ([key, value]): [PathStep, unknown] => [{ key }, value]);
    this.#open(source, result, path, rest, (step, value) => {
      const { key } = step as { key: unknown };
      const isText = typeof key === 'string' || typeof key === 'number' || typeof key === 'bigint';
      if (!isText) this.#fail(path, `a dict with a key that is ${typeName(key)}`, 'JSON’s keys are text');
      if (Object.hasOwn(result, String(key)))
        this.#fail(path, `a dict with two keys ${key}`, 'JSON can not keep them apart');
      result[String(key)] = value;
    });
    return result;
  }

  #record(object: PyObject, path: Path): object {
    const { objects = 'error' } = this.#options;
    if (objects === 'error')
      this.#fail(
        path,
        `a ${object.class}`,
        "pass { objects: 'attributes' }, or take what you need with at()",
      );
    const attributes = object.attributes().flatMap((part) => [...part]);
    return this.#table(object, [['__class__', String(object.class)], ...attributes], path);
  }

  /** Nested lists of elements. Datetimes are ISO text, timedeltas the count of their unit, NaT null. */
  #array(array: NumpyArray, path: Path): unknown {
    if (array.dtype.kind === 'M' || array.dtype.kind === 'm') return array.toJSON();
    return this.#elements(array, path);
  }

  /** Null for what is masked. */
  #elements(array: NumpyArray | MaskedArray, path: Path): unknown {
    const elements = array.toArray();
    return Array.isArray(elements) && array.shape.length > 0
      ? this.#list(array, elements, path)
      : this.#convert(elements, path);
  }

  #open(
    source: object,
    made: object,
    path: Path,
    rest: Iterable<[PathStep, unknown]>,
    put: Frame['put'],
  ): void {
    this.#made.set(source, made);
    this.#filling.add(source);
    this.#frames.push({ source, path, rest: rest[Symbol.iterator](), put });
  }
}

/** Records of fields, which become objects of them. */
const RECORDS: ReadonlySet<string> = /* @__PURE__ */ new Set(
  /* @__PURE__ */ 'PyRange PySlice PyTimeDelta PyTimeZone Fraction Poly1d BitGenerator RandomGenerator RandomState SeedSequence'.split(
    ' ',
  ),
);

/**
 * A value as what `JSON.stringify` takes: nested lists, plain objects (without a prototype), numbers, text.
 * A list for tuples, sets and arrays, text for dates, datetime64 and decimals. What JSON has no form for is an error
 * that says where it lies and what to pass to have it otherwise.
 *
 * @throws TypeError for such a value, and for one that lies inside itself.
 */
export function toPlain(value: PickleValue, options: ToPlainOptions = {}): unknown {
  return new Converter(options).run(value);
}
