/**
 * The generators of numpy.random, as records of their state: nothing here draws a number.
 *
 * | object | NumPy 1 | NumPy 2 |
 * |---|---|---|
 * | bit generator | `__bit_generator_ctor('PCG64')`, a dict | `__bit_generator_ctor(PCG64)`, `(dict, seed sequence)` |
 * | Generator | `__generator_ctor('PCG64', ctor)`, that dict | `__generator_ctor(bit generator)` |
 * | RandomState | `__randomstate_ctor('MT19937', ctor)`, a dict | `__randomstate_ctor(bit generator)`, a dict |
 * | SeedSequence | `__pyx_unpickle_SeedSequence(cls, checksum, None)`, a tuple of its fields by name | the same |
 *
 * Up to 1.16 there was but RandomState: `numpy.random.__RandomState_ctor()`, a tuple.
 *
 * Source: numpy/random/_pickle.py, `BitGenerator.__reduce__` in numpy/random/bit_generator.pyx
 */

import { type PythonClass, pythonClass, pythonFunction } from '../registry/python-class.ts';
import { brand } from '../values/brand.ts';
import { Tuple } from '../values/tuple.ts';
import { typeName } from '../values/type-name.ts';

/** NumPy's bit generators, and the modules of numpy.random that they live in. */
export const BIT_GENERATORS: Readonly<Record<string, string>> = {
  MT19937: '_mt19937',
  PCG64: '_pcg64',
  PCG64DXSM: '_pcg64',
  Philox: '_philox',
  SFC64: '_sfc64',
};

/** A generator's state by name, as NumPy's own `.state` gives it. */
export type RandomStateDict = Map<unknown, unknown>;

/** `numpy.random.SeedSequence`. */
export class SeedSequence {
  /** What it was seeded with: an integer, or a list or array of them. */
  declare entropy: unknown;
  declare spawnKey: unknown;
  /** Words of 32 bits in the pool. */
  declare poolSize: unknown;
  declare pool: unknown;
  /** How many sequences were spawned of it. */
  declare childrenSpawned: unknown;
}

/** One of NumPy's bit generators: `numpy.random.PCG64` and its kin. */
export class BitGenerator {
  /** `'MT19937'`, `'PCG64'`, `'PCG64DXSM'`, `'Philox'` or `'SFC64'`. */
  readonly name: string;
  /** NumPy's `.state`: 128-bit integers are bigints, keys are arrays. */
  state: RandomStateDict = new Map();
  /** What it was seeded by: a `SeedSequence` or null; undefined where the pickle does not say, as NumPy 1's. */
  declare seedSequence: unknown;

  constructor(name: string) {
    this.name = name;
  }
}

/** `numpy.random.Generator`. */
export class RandomGenerator {
  declare readonly bitGenerator: BitGenerator;

  constructor(bitGenerator: BitGenerator) {
    this.bitGenerator = bitGenerator;
  }
}

/** `numpy.random.RandomState`. */
export class RandomState {
  readonly bitGenerator: BitGenerator;
  /** NumPy's `get_state(legacy=False)`: the bit generator's state, `has_gauss` and `gauss`. */
  state: RandomStateDict = new Map();

  constructor(bitGenerator: BitGenerator) {
    this.bitGenerator = bitGenerator;
  }
}

brand(SeedSequence, 'SeedSequence');
brand(BitGenerator, 'BitGenerator');
brand(RandomGenerator, 'RandomGenerator');
brand(RandomState, 'RandomState');

function asDict(state: unknown): RandomStateDict {
  if (!(state instanceof Map)) throw new TypeError(`expected a dict, got ${typeName(state)}`);
  return state;
}

function setBitState(bits: BitGenerator, state: unknown): void {
  const [dict, seed] = Tuple.isTuple(state) ? state : [state];
  bits.state = asDict(dict);
  bits.seedSequence = seed;
}

const dictOf = (items: object): RandomStateDict => new Map(Object.entries(items));

/** RandomState's of NumPy 1.16 and before, as a dict. */
function fromLegacy([name, key, pos, hasGauss = 0, gauss = 0]: readonly unknown[]): RandomStateDict {
  const state = dictOf({ key, pos });
  return dictOf({ bit_generator: name, state, has_gauss: hasGauss, gauss });
}

/** What a generator's constructor function gets: the bit generator, its class, or the name of that. */
function bitsOf(given: unknown, make: (cls: unknown) => unknown): BitGenerator | undefined {
  if (typeof given === 'string')
    return Object.hasOwn(BIT_GENERATORS, given) ? new BitGenerator(given) : undefined;
  const bits = given instanceof BitGenerator ? given : make(given);
  return bits instanceof BitGenerator ? bits : undefined;
}

function ctor<T>(name: string, create: (bits: BitGenerator) => T): PythonClass {
  return pythonFunction({
    module: 'numpy.random._pickle',
    name,
    call([given = 'MT19937'], make) {
      const bits = bitsOf(given, make);
      return bits && create(bits);
    },
  });
}

/** SeedSequence's fields in the order of their names, by which Cython pickles them. */
export const SEED_FIELDS = ['entropy', 'childrenSpawned', 'pool', 'poolSize', 'spawnKey'] as const;

export const randomEntries = (): PythonClass[] => [
  ctor('__bit_generator_ctor', (bits) => bits),
  ctor('__generator_ctor', (bits) => new RandomGenerator(bits)),
  ctor('__randomstate_ctor', (bits) => new RandomState(bits)),
  pythonFunction({
    module: 'numpy.random',
    name: '__RandomState_ctor',
    call: () => new RandomState(new BitGenerator('MT19937')),
  }),
  ...Object.entries(BIT_GENERATORS).map(([name, module]) =>
    pythonClass({
      module: `numpy.random.${module}`,
      name,
      type: BitGenerator,
      create: () => new BitGenerator(name),
      setState: setBitState,
    }),
  ),
  pythonClass({
    module: 'numpy.random._generator',
    name: 'Generator',
    type: RandomGenerator,
    create: () => new RandomGenerator(new BitGenerator('PCG64')),
    setState: ({ bitGenerator }, state) => setBitState(bitGenerator, state),
  }),
  pythonClass({
    module: 'numpy.random.mtrand',
    name: 'RandomState',
    type: RandomState,
    create: () => new RandomState(new BitGenerator('MT19937')),
    setState(random, state) {
      random.state = Tuple.isTuple(state) ? fromLegacy(state) : asDict(state);
      // Beside NumPy 2's, which has its own, it is the state of the bit generator too.
      if (random.bitGenerator.state.size === 0) {
        const own = new Map(random.state);
        own.delete('has_gauss');
        own.delete('gauss');
        random.bitGenerator.state = own;
      }
    },
  }),
  pythonFunction({
    module: 'numpy.random.bit_generator',
    name: '__pyx_unpickle_SeedSequence',
    call: ([cls, , state], make) => (state === null ? make(cls) : undefined),
  }),
  pythonClass({
    module: 'numpy.random.bit_generator',
    name: 'SeedSequence',
    type: SeedSequence,
    create: () => new SeedSequence(),
    setState(seed, state) {
      if (!Tuple.isTuple(state) || state.length !== 5) throw new TypeError('expected a tuple of 5 fields');
      SEED_FIELDS.forEach((field, i) => {
        seed[field] = state[i];
      });
    },
  }),
];
