/** The generators of numpy.random, as random.ts reads them. */

import { FreshText } from '../values/fresh-text.ts';
import { freshTuple } from '../values/fresh-tuple.ts';
import { PyFloat } from '../values/py-float.ts';
import { PyGlobal } from '../values/py-global.ts';
import type { ReduceContext, Reduction } from '../values/reduction.ts';
import type { Tuple } from '../values/tuple.ts';
import {
  BIT_GENERATORS,
  type BitGenerator,
  type RandomGenerator,
  type RandomState,
  SEED_FIELDS,
  type SeedSequence,
} from './random.ts';

const BITS = /* @__PURE__ */ new PyGlobal('numpy.random._pickle', '__bit_generator_ctor');
const GENERATOR = /* @__PURE__ */ new PyGlobal('numpy.random._pickle', '__generator_ctor');
const RANDOM_STATE = /* @__PURE__ */ new PyGlobal('numpy.random._pickle', '__randomstate_ctor');
const UNPICKLE_SEED = /* @__PURE__ */ new PyGlobal(
  'numpy.random.bit_generator',
  '__pyx_unpickle_SeedSequence',
);
const SEED_SEQUENCE = /* @__PURE__ */ new PyGlobal('numpy.random.bit_generator', 'SeedSequence');

/** Of the names of SeedSequence's fields, by another algorithm in each; both take either. */
const CHECKSUMS = { any: 260583498, 1: 260583498, 2: 65708578 };

/** Whether it is written as NumPy 2 does: an older pickle does not say what that would. */
const isNew = ({ seedSequence }: BitGenerator, { numpy }: ReduceContext) =>
  numpy === 2 && seedSequence !== undefined;

/** The name of a class is a new str whenever NumPy asks for it. */
function fresh(state: ReadonlyMap<unknown, unknown>): Map<unknown, unknown> {
  const result = new Map(state);
  const name = result.get('bit_generator');
  if (typeof name === 'string') result.set('bit_generator', new FreshText(name));
  return result;
}

export function reduceBits(bits: BitGenerator, context: ReduceContext): Reduction {
  const { name, state, seedSequence } = bits;
  return isNew(bits, context)
    ? {
        callable: BITS,
        args: freshTuple(new PyGlobal(`numpy.random.${BIT_GENERATORS[name]}`, name)),
        state: freshTuple(fresh(state), seedSequence),
      }
    : { callable: BITS, args: freshTuple(new FreshText(name)), state: fresh(state) };
}

/** What makes a bit generator again inside of another object. */
function bitsArgs(bits: BitGenerator, context: ReduceContext): Tuple {
  return isNew(bits, context) ? freshTuple(bits) : freshTuple(new FreshText(bits.name), BITS);
}

export function reduceGenerator({ bitGenerator }: RandomGenerator, context: ReduceContext): Reduction {
  const made = { callable: GENERATOR, args: bitsArgs(bitGenerator, context) };
  return isNew(bitGenerator, context) ? made : { ...made, state: fresh(bitGenerator.state) };
}

export function reduceRandomState({ bitGenerator, state }: RandomState, context: ReduceContext): Reduction {
  const own = fresh(state);
  const gauss = own.get('gauss');
  if (typeof gauss === 'number') own.set('gauss', new PyFloat(gauss));
  return { callable: RANDOM_STATE, args: bitsArgs(bitGenerator, context), state: own };
}

export function reduceSeed(seed: SeedSequence, { numpy }: ReduceContext): Reduction {
  return {
    callable: UNPICKLE_SEED,
    args: freshTuple(SEED_SEQUENCE, CHECKSUMS[numpy], null),
    state: freshTuple(...SEED_FIELDS.map((field) => seed[field])),
  };
}
