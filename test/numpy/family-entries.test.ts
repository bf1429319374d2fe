/** What NumPy's family refuses, and what becomes of what nobody registered. */

import { describe, expect, test } from 'vitest';
import { MaskedArray } from '../../src/array/masked-array.ts';
import {
  arraysIn,
  dtype,
  dumps,
  loads,
  NumpyArray,
  PyGlobal,
  PyObject,
  pythonClass,
  pythonFunction,
  tuple,
} from '../../src/index.ts';
import { BitGenerator, RandomGenerator, type RandomState, SeedSequence } from '../../src/numpy/random.ts';
import { reduceAsSubclass } from '../../src/numpy/reduce-array.ts';
import { arrayFromState } from '../../src/numpy/subclasses.ts';
import { describeLive } from '../python/live.ts';

/** The pickle of `function(*args)`, and a state. */
function called(name: string, args: readonly unknown[], state?: unknown): Uint8Array {
  const dot = name.lastIndexOf('.');
  const object = new PyObject(new PyGlobal(name.slice(0, dot), name.slice(dot + 1)), 'call', tuple(...args));
  object.state = state;
  return dumps(object, { numpy: 1, protocol: 2 });
}

const NDARRAY = new PyGlobal('numpy', 'ndarray');
const MASKED = new PyGlobal('numpy.ma.core', 'MaskedArray');
const LAB = new PyGlobal('lab', 'Tagged');
const bytes = (...items: number[]) => Uint8Array.from(items);
const B = bytes(98);
const opaque = { unknownGlobals: 'opaque' } as const;

describe('masked arrays', () => {
  const masked = (state: unknown, cls = MASKED, base = NDARRAY) =>
    called('numpy.ma.core._mareconstruct', [cls, base, tuple(0), 'b'], state);
  const state = (mask: Uint8Array, fill: unknown = null) =>
    tuple<unknown[]>(1, tuple(2), dtype('i2'), false, bytes(1, 0, 2, 0), mask, fill);

  test('need a whole state', () => {
    expect((loads(masked(state(bytes(0, 1)))) as MaskedArray).toArray()).toEqual([1, null]);
    const wrong: [unknown, RegExp][] = [
      [undefined, /never gets its data/],
      [tuple(1, tuple(2)), /must be a tuple of 7 items/],
      [state(bytes(0)), /shape \(2,\) and dtype bool needs 2 bytes of data, 1 are there/],
      [state(bytes(0, 1), 5), /the fill value must be an array without axes, not int/],
      [state(bytes(0, 1), NumpyArray.from([1])), /the fill value must be an array without axes/],
    ];
    for (const [given, message] of wrong) expect(() => loads(masked(given))).toThrow(message);
  });

  test('of unknown classes are records', () => {
    expect(() => loads(masked(state(bytes(0, 1)), LAB))).toThrow('not registered: lab.Tagged');
    for (const pickle of [masked(state(bytes(0, 1)), LAB), masked(state(bytes(0, 1)), MASKED, LAB)]) {
      const record = loads(pickle, opaque) as PyObject;
      expect([String(record.class), (record.state as unknown[]).length]).toEqual([
        'numpy.ma.core._mareconstruct',
        7,
      ]);
      expect(dumps(loads(pickle, { exact: true }), { numpy: 1, protocol: 2 })).toEqual(pickle);
    }
  });

  test('of a user’s subclass are what its entry makes', () => {
    const entry = pythonClass({
      module: 'lab',
      name: 'Tagged',
      create: () => ({ array: null as MaskedArray | null }),
      setState(_, given) {
        const [, , , , , mask] = given as [unknown, unknown, unknown, unknown, unknown, Uint8Array];
        return {
          array: new MaskedArray({
            data: arrayFromState(given),
            mask: NumpyArray.from([...mask], { dtype: '?' }),
          }),
        };
      },
    });
    const made = loads(masked(state(bytes(1, 0)), LAB), { classes: [entry] }) as { array: MaskedArray };
    expect(made.array.toArray()).toEqual([null, 2]);
  });
});

describe('subclasses of ndarray', () => {
  const state = tuple<unknown[]>(1, tuple(2), dtype('i2'), false, bytes(1, 0, 2, 0), 'extra');
  const pickle = called('numpy.core.multiarray._reconstruct', [LAB, tuple(0), B], state);

  test('without an entry are unknown classes', () => {
    expect(() => loads(pickle)).toThrow('not registered: lab.Tagged');
    const record = loads(pickle, opaque) as PyObject;
    expect([String(record.class), String(record.args[0])]).toEqual([
      'numpy.core.multiarray._reconstruct',
      'lab.Tagged',
    ]);
    expect([...arraysIn(record)]).toEqual([]);
  });

  test('with an entry are what it makes, over the pickle’s own bytes', () => {
    class Tagged {
      array: NumpyArray | null = null;
      tag: unknown = null;
    }
    const entry = pythonClass({
      module: 'lab',
      name: 'Tagged',
      type: Tagged,
      setState(object, given) {
        object.array = arrayFromState(given);
        object.tag = (given as unknown[])[5];
      },
      reduce: ({ array, tag }, context) => reduceAsSubclass(LAB, array!, context, tag),
    });
    const made = loads(pickle, { classes: [entry] }) as Tagged;
    expect([made.array?.toArray(), made.tag]).toEqual([[1, 2], 'extra']);
    expect(dumps(made, { classes: [entry], numpy: 1, protocol: 2 })).toEqual(pickle);
    const inFive = dumps(made, { classes: [entry] });
    expect((loads(inFive, { classes: [entry] }) as Tagged).array?.buffer).toBe(inFive.buffer);
  });

  test('a state that is none is an error', () => {
    expect(() => arrayFromState([1, 2])).toThrow('the state of an array must be a tuple');
    expect(() =>
      arrayFromState(tuple<unknown[]>(1, tuple(3), dtype('i2'), false, bytes(1, 0), 'extra')),
    ).toThrow('needs 6 bytes of data, 2 are there');
  });

  test('that never get a state are an error', () => {
    const matrix = new PyGlobal('numpy', 'matrix');
    expect(() => loads(called('numpy.core.multiarray._reconstruct', [matrix, tuple(0), B]))).toThrow(
      'never gets its data',
    );
  });
});

test('a function of the user’s can make objects of whatever class it gets', () => {
  class Point {
    x = 0;
  }
  const classes = [
    pythonClass({ module: 'lab', name: 'Point', type: Point }),
    pythonFunction({ module: 'lab', name: 'restore', call: ([cls], make) => make(cls) }),
  ];
  const state = new Map([['x', 3]]);
  const point = loads(called('lab.restore', [new PyGlobal('lab', 'Point')], state), { classes });
  expect(point).toEqual(Object.assign(new Point(), { x: 3 }));
  expect(point).toBeInstanceOf(Point);
  expect(() => loads(called('lab.restore', [5]), { classes })).toThrow(
    'lab.restore has no value for these arguments',
  );
});

const legacy = called(
  'numpy.random.__RandomState_ctor',
  [],
  tuple<unknown[]>('MT19937', NumpyArray.from(Uint32Array.from({ length: 624 }, (_, i) => i)), 624, 1, -0.5),
);

describe('generators', () => {
  const ctor = (name: string, ...args: unknown[]) => called(`numpy.random._pickle.${name}`, args);

  test('show their state', () => {
    const random = loads(legacy) as RandomState;
    expect([random.bitGenerator.name, random.state.get('gauss')]).toEqual(['MT19937', -0.5]);
    expect([...random.bitGenerator.state.keys()]).toEqual(['bit_generator', 'state']);
    const { key, pos } = Object.fromEntries(random.state.get('state') as Map<string, unknown>);
    expect([(key as NumpyArray).get(623), pos]).toEqual([623, 624]);
  });

  test('of unknown kinds are errors, or records', () => {
    expect(loads(ctor('__bit_generator_ctor', 'PCG64'))).toBeInstanceOf(BitGenerator);
    for (const given of ['XorShift', 'toString', 5]) {
      for (const name of ['__bit_generator_ctor', '__generator_ctor', '__randomstate_ctor']) {
        expect(() => loads(ctor(name, given))).toThrow(`${name} has no value for these arguments`);
        expect(loads(ctor(name, given), opaque)).toBeInstanceOf(PyObject);
      }
    }
  });

  test('need a state that is one', () => {
    const seed = new PyGlobal('numpy.random.bit_generator', 'SeedSequence');
    const unpickle = 'numpy.random.bit_generator.__pyx_unpickle_SeedSequence';
    expect(() => loads(called('numpy.random._pickle.__randomstate_ctor', ['MT19937'], 5))).toThrow(
      'numpy.random.mtrand.RandomState: expected a dict, got int',
    );
    expect(() => loads(called(unpickle, [seed, 1, null], tuple(1)))).toThrow('expected a tuple of 5 fields');
    expect(loads(called(unpickle, [seed, 1, null], tuple(1, 2, 3, 4, 5)))).toBeInstanceOf(SeedSequence);
  });

  test('are made in JavaScript, too', () => {
    const bits = new BitGenerator('PCG64');
    const state = new Map([
      ['state', 2n ** 100n],
      ['inc', 7n],
    ]);
    bits.state = new Map<string, unknown>([
      ['bit_generator', 'PCG64'],
      ['state', state],
      ['has_uint32', 0],
      ['uinteger', 0],
    ]);
    const again = loads(dumps(new RandomGenerator(bits))) as RandomGenerator;
    expect(again.bitGenerator.state.get('state')).toEqual(
      new Map<string, unknown>([
        ['state', 2n ** 100n],
        ['inc', 7],
      ]),
    );
  });
});

describe('names', () => {
  test('of ufuncs that are not NumPy’s are unknown', () => {
    const reconstruct = (module: string, name: string) =>
      called('numpy.core._ufunc_reconstruct', [module, name]);
    expect(String(loads(reconstruct('numpy.core.umath', 'sin')))).toBe('numpy.sin');
    for (const pickle of [reconstruct('os', 'system'), reconstruct('numpy', 'load')]) {
      expect(() => loads(pickle)).toThrow('has no value for these arguments');
      expect(loads(pickle, opaque)).toBeInstanceOf(PyObject);
    }
  });

  test('of data types’ classes go by their scalars', () => {
    const of = (name: string) => called('numpy.core._DType_reconstruct', [new PyGlobal('numpy', name)]);
    expect(['float32', 'bool_', 'float128', 'datetime64'].map((name) => String(loads(of(name))))).toEqual(
      ['Float32', 'Bool', 'LongDouble', 'DateTime64'].map((name) => `numpy.dtypes.${name}DType`),
    );
    expect(() => loads(of('generic'))).toThrow('has no value for these arguments');
  });
});

test('records of limits are read, and written with exact', () => {
  const pickle = called('numpy.finfo', [], new Map([['resolution', 1e-6]]));
  const finfo = loads(pickle) as PyObject;
  expect([String(finfo.class), finfo.get('resolution')]).toEqual(['numpy.finfo', 1e-6]);
  expect(() => dumps(finfo)).toThrow('was loaded without { exact: true }');
  expect(dumps(loads(pickle, { exact: true }), { numpy: 1, protocol: 2 })).toEqual(pickle);
});

for (const major of [1, 2] as const) {
  describeLive('older forms', major, (live) => {
    test('a RandomState of NumPy 1.16 is the one that NumPy makes of it', async () => {
      for (const numpy of ['any', major] as const) {
        const found = await live().judge.equal({ bytes: dumps(loads(legacy), { numpy }) }, { bytes: legacy });
        // NumPy 2: what a fresh generator was seeded by.
        expect(found.filter(([, path]) => !path.includes('.state[1]'))).toEqual([]);
      }
    });
  });
}
