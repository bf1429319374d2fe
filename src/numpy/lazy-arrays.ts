/**
 * Arrays whose bytes are left unread: what NumPy's entries give with `lazy: true`. Everything else that takes bytes
 * (masked arrays, scalars, users' classes) has them read first.
 */

import { LazyArray, type LazyBytes } from '../array/lazy-array.ts';
import { MaskedArray } from '../array/masked-array.ts';
import { blankArray } from '../array/numpy-array.ts';
import { markSubclass } from '../array/subclass.ts';
import { UnpicklingError } from '../errors.ts';
import type { Claim, PythonClass } from '../registry/python-class.ts';
import { Latin1Payload } from '../values/latin1-payload.ts';
import { Payload } from '../values/payload.ts';
import { type PayloadSource, settled } from '../values/payload-source.ts';
import { Tuple } from '../values/tuple.ts';
import { numpyEntries } from './entries.ts';
import { nativeOf } from './native.ts';
import { fill } from './ndarray.ts';
import { arrayOf, delivered, type Elements, type Lazy, type NumpyOptions } from './options.ts';

/** The bytes of a payload, for a {@link LazyArray}. */
class PayloadBytes implements LazyBytes {
  readonly #payload: Payload;
  readonly #source: PayloadSource;
  readonly offset: number;
  readonly range: LazyBytes['range'];

  constructor(payload: Payload, at: number | undefined, source: PayloadSource) {
    this.#payload = payload;
    this.#source = source;
    this.offset = at ?? 0;
    const isThere = at !== undefined && !(payload instanceof Latin1Payload);
    this.range = isThere ? { offset: at, length: payload.length } : null;
  }

  async read(start: number, length: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const payload = this.#payload;
    if (payload.isRead) return this.#checked(() => payload.bytes().slice(start, start + length));
    if (!(payload instanceof Latin1Payload)) return this.#source.read(this.offset + start, length, signal);
    const text = payload.unread();
    text.fill(await this.#source.read(text.start, text.length, signal));
    return this.#checked(() => {
      const bytes = text.bytes();
      return length === bytes.length ? bytes : bytes.slice(start, start + length);
    });
  }

  /** Text need not be what it was taken for. */
  #checked(bytes: () => Uint8Array): Uint8Array {
    try {
      return bytes();
    } catch (cause) {
      throw new UnpicklingError((cause as Error).message, { offset: this.offset, opcode: null, cause });
    }
  }
}

/** `NumpyOptions.lazy`. */
export function lazyArrays(source: PayloadSource, options: NumpyOptions): Lazy {
  return {
    payload(data, isState) {
      const isBytes = data instanceof Payload && data.kind !== 'text';
      return isBytes && (isState || data.kind !== 'latin1') ? data : undefined;
    },
    array(array, elements) {
      if (elements === null) {
        const lazy = new LazyArray(array);
        delivered.set(lazy, array);
        return lazy;
      }
      const [given, stored, shape, strides, start, readonly = given.readonly, swapped] = elements;
      const { subclass } = array;
      const { payload, at } = settled(given, source);
      const bytes = new PayloadBytes(payload, at, source);
      const dtype = swapped ? nativeOf(stored) : stored;
      const lazy = new LazyArray({ dtype, shape, strides, readonly, subclass, bytes, start, stored });
      const own: Elements = [payload, stored, shape, strides, start, readonly, swapped];
      delivered.set(lazy, () => markSubclass(fill(blankArray(), own, options), subclass));
      return lazy;
    },
  };
}

/** What NumPy's pickles reach, of which arrays are left unread, with options that are lazy. */
export function lazyNumpyEntries(options: NumpyOptions): PythonClass[] {
  return numpyEntries(options).map((entry) => (entry.type === MaskedArray ? readFirst(entry) : entry));
}

/** What sets several arrays one after the other can't stop between two: all that it takes is read before. */
function readFirst(entry: PythonClass): PythonClass {
  return {
    ...entry,
    payloads: false,
    setState(object: never, state: unknown, claim: Claim) {
      if (Tuple.isTuple(state)) state.forEach(arrayOf);
      return entry.setState!(object, state, claim);
    },
  };
}
