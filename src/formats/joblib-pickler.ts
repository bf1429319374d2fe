/**
 * The pickler of `joblib.dump`: as Python's own `pickle._Pickler` writes, which batches items a little otherwise than
 * the one in C, and with each array as a wrapper, behind which its elements lie between the opcodes; see
 * joblib-array.ts.
 *
 * Source: `NumpyPickler` and `NumpyArrayWrapper.write_array` in joblib/numpy_pickle.py, CPython's `Lib/pickle.py`
 */

import { ArrayBytes } from '../array/array-bytes.ts';
import type { NumpyArray } from '../array/numpy-array.ts';
import { PicklingError } from '../errors.ts';
import { NDARRAY } from '../numpy/targets.ts';
import { Pickler } from '../pickle/pickler.ts';
import type { Reducer } from '../pickle/reducer.ts';
import { DICT, ITERATOR, LIST, type Task } from '../pickle/task.ts';
import { pathOf } from '../pickle/whereabouts.ts';
import { newObject } from '../registry/new-object.ts';
import { freshTuple } from '../values/fresh-tuple.ts';
import type { Reduction } from '../values/reduction.ts';
import { tuple } from '../values/tuple.ts';
import { WRAPPER } from './joblib-array.ts';

/** What elements are aligned to, whatever their data type. */
const ALIGNMENT = 16;

/** The classes of arrays that are wrapped; others, such as recarrays, are pickled as always. */
const WRAPPED = ['numpy.ndarray', 'numpy.matrix', 'numpy.memmap'];

export interface JoblibPicklerOptions {
  readonly protocol: number;
  readonly reducer: Reducer;
  /** The array that a value is; undefined for any other value. */
  arrayOf(value: object): NumpyArray | undefined;
  /** The pickle of an array of objects, in pieces. What it throws says where in the array it is. */
  pickleOf(array: NumpyArray): readonly Uint8Array[];
}

/** An array whose wrapper is being written. */
class Wrapped {
  readonly array: NumpyArray;

  constructor(array: NumpyArray) {
    this.array = array;
  }
}

export class JoblibPickler extends Pickler {
  readonly #options: JoblibPicklerOptions;

  constructor(options: JoblibPicklerOptions) {
    const { protocol, reducer } = options;
    super(reducer, { protocol, align: 0, bufferCallback: null, persistentId: null });
    this.#options = options;
  }

  protected override saveOther(value: object): boolean {
    const array = this.#options.arrayOf(value);
    const subclass = array?.subclass ?? NDARRAY;
    if (array === undefined || !WRAPPED.includes(String(subclass))) return super.saveOther(value);
    const { dtype, shape } = array;
    if (dtype.itemsize === 0)
      this.fail(`joblib can't load an array of dtype ${dtype}, whose elements have no size`);
    const state = new Map<string, unknown>([
      ['subclass', subclass],
      ['shape', freshTuple(...shape)],
      ['order', array.order ?? 'C'],
      ['dtype', dtype],
      ['allow_mmap', !dtype.hasObject],
      ['numpy_array_alignment_bytes', ALIGNMENT],
    ]);
    const reduction: Reduction = { ...newObject(WRAPPER, tuple(), this.protocol), state };
    return this.saveReduction(reduction, new Wrapped(array));
  }

  protected override step(task: Task): boolean {
    const done = super.step(task);
    const { object } = task;
    if (done && object instanceof Wrapped) this.#writeElements(object.array);
    return done;
  }

  #writeElements(array: NumpyArray): void {
    if (array.dtype.hasObject) this.writeBetween(this.#pickleOf(array), 0);
    else this.writeBetween([new ArrayBytes(array, array.order !== null)], ALIGNMENT);
  }

  /** What fails in there is told by its way from the value as a whole. */
  #pickleOf(array: NumpyArray): readonly Uint8Array[] {
    try {
      return this.#options.pickleOf(array);
    } catch (error) {
      if (!(error instanceof PicklingError)) throw error;
      const outside = pathOf(this.tasks.slice(0, this.depth));
      const path = error.path.steps().reduce((way, step) => way.to(step), outside);
      throw new PicklingError(
        String(error.path) === '' ? error.message : error.message.slice(0, -`, at ${error.path}`.length),
        path,
        error.cause,
      );
    }
  }

  /** As `pickle._Pickler` does: behind the last thousand nothing follows, and a lone item is added by itself. */
  protected override batches(object: object, items: readonly unknown[], unit: 1 | 2, rule: number): Task {
    // A set's items have no opcode for one.
    return super.batches(object, items, unit, rule === DICT && unit === 1 ? LIST : ITERATOR);
  }
}
