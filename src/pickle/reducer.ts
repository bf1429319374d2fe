import type { PyGlobal } from '../values/py-global.ts';
import type { Reduction, Repeated } from '../values/reduction.ts';
import type { Spelling } from '../values/spelling.ts';

/** What the pickler asks about values that it has no opcodes for. `dumps` makes it of all that knows some. */
export interface Reducer {
  /**
   * What `value.__reduce_ex__(protocol)` gives; undefined where nobody knows the value's class. What it throws
   * arrives as a `PicklingError`.
   */
  reduce(value: object): Reduction | undefined;
  /**
   * Fills `repeated` with what to write in place of the reduction, byte for byte the same, for a value of a kind of
   * which there may be thousands; false for any other. Null where there is no such kind.
   */
  readonly repeat: ((value: object, repeated: Repeated) => boolean) | null;
  /** What a user's entry gives for a value that would otherwise be a list or dict; null where none could. */
  readonly claim: ((value: object) => Reduction | undefined) | null;
  /** The name under which the Python that is written for knows a class or function; or a call that gives it. */
  spell(global: PyGlobal): Spelling | Reduction;
}
