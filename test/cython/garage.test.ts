/**
 * Extension types that say themselves how they are pickled, one of them with a C array behind a pointer: as a user
 * serves them in JavaScript. Real Cython compiles garage.pyx; objects travel both ways.
 */

import { describe, expect, test } from 'vitest';
import { dumps } from '../../src/dumps.ts';
import { UnpicklingError } from '../../src/errors.ts';
import { dtype, loads, NumpyArray, pythonClass, type Tuple, tuple } from '../../src/index.ts';
import { describeCython } from './cython.ts';

class Person {
  name: string;
  age: number;
  constructor(name: string, age: number) {
    this.name = name;
    this.age = age;
  }
}

/** `struct { int gears; double price; }` */
const BICYCLE = dtype(
  [
    ['gears', 'i4'],
    ['price', 'f8'],
  ],
  { align: true },
);

class MyClass {
  /** Null for a NULL pointer. */
  bicycles: NumpyArray | null;

  constructor(bicycles: NumpyArray | null = null) {
    this.bicycles = bicycles;
  }

  get averagePrice(): number | null {
    if (this.bicycles === null || this.bicycles.size === 0) return null;
    const prices = this.bicycles.field('price').as('float64').toTypedArray();
    return prices.reduce((sum, price) => sum + price, 0) / prices.length;
  }

  getState(): Tuple {
    if (this.bicycles === null) return tuple(null, 0);
    const { buffer, byteOffset, nbytes, size } =
      this.bicycles.order === 'C' ? this.bicycles : this.bicycles.copy();
    return tuple(new Uint8Array(buffer, byteOffset, nbytes), size);
  }

  setState(state: readonly unknown[]): void {
    if (state.length !== 2)
      throw new TypeError(`the state is bytes and a size, and this one has ${state.length} items`);
    const [data, size] = state as [Uint8Array | null, number];
    if ((data?.length ?? 0) !== size * BICYCLE.itemsize)
      throw new RangeError(`${size} bicycles do not take ${data?.length ?? 0} bytes`);
    this.bicycles = data && new NumpyArray({ buffer: data, dtype: BICYCLE, shape: [size] });
  }
}

class MySubclass extends MyClass {
  owner: Person | null;

  constructor(bicycles: NumpyArray | null = null, owner: Person | null = null) {
    super(bicycles);
    this.owner = owner;
  }

  override getState(): Tuple {
    return tuple(...super.getState(), this.owner);
  }

  override setState(state: readonly unknown[]): void {
    super.setState(state.slice(0, -1));
    this.owner = state.at(-1) as Person | null;
  }
}

const module = 'garage';
const getState = (object: MyClass) => object.getState();
const setState = (object: MyClass, state: unknown) => object.setState(state as Tuple);

const classes = [
  pythonClass({
    module,
    name: 'Person',
    type: Person,
    getState: ({ name, age }) => tuple(name, age),
    setState(person, state) {
      [person.name, person.age] = state as [string, number];
    },
  }),
  pythonClass({ module, name: 'MyClass', type: MyClass, getState, setState }),
  pythonClass({ module, name: 'MySubclass', type: MySubclass, getState, setState }),
];

const bicycles = (...values: readonly [gears: number, price: number][]) =>
  NumpyArray.from(
    values.map(([gears, price]) => tuple(gears, price)),
    { dtype: BICYCLE, shape: [values.length] },
  );

const CASES: readonly (readonly [python: string, object: object, told: unknown])[] = [
  ['Person("Zoë", 41)', new Person('Zoë', 41), ['Zoë', 41]],
  ['MyClass()', new MyClass(), [null, null]],
  ['MyClass([])', new MyClass(bicycles()), [[], null]],
  ['MyClass([(3, 250.5)])', new MyClass(bicycles([3, 250.5])), [[[3, 250.5]], 250.5]],
  [
    'MyClass([(1, 100), (21, -0.0), (7, 1e300)])',
    new MyClass(bicycles([1, 100], [21, -0], [7, 1e300])),
    [
      [
        [1, 100],
        [21, -0],
        [7, 1e300],
      ],
      1e300 / 3,
    ],
  ],
  ['MySubclass()', new MySubclass(), [null, null, null]],
  ['MySubclass([])', new MySubclass(bicycles()), [[], null, null]],
  ['MySubclass(None, Person("Jo", 7))', new MySubclass(null, new Person('Jo', 7)), [null, null, ['Jo', 7]]],
  [
    'MySubclass([(3, 1), (5, 2)], Person("Jo", 7))',
    new MySubclass(bicycles([3, 1], [5, 2]), new Person('Jo', 7)),
    [
      [
        [3, 1],
        [5, 2],
      ],
      1.5,
      ['Jo', 7],
    ],
  ],
];

const PYTHON = `
from garage import *

def told(it):
    if isinstance(it, Person):
        return [it.name, it.age]
    more = [it.owner and told(it.owner)] if type(it) is MySubclass else []
    return [it.bicycles, it.average_price] + more
`;

const PROTOCOLS = [2, 3, 4, 5] as const;

describeCython([module], PYTHON, (cython) => {
  describe('objects keep every value both ways', () => {
    test.each(CASES)('%s', (python, object, told) => {
      const pickles = cython().pickles(python);
      const written = PROTOCOLS.map((protocol) => dumps(object, { protocol, classes }));
      for (const [i, protocol] of PROTOCOLS.entries()) {
        const loaded = loads(pickles[protocol]!, { classes }) as object;
        expect(Object.getPrototypeOf(loaded)).toBe(Object.getPrototypeOf(object));
        expect(String((loaded as MyClass).bicycles)).toBe(String((object as MyClass).bicycles));
        expect(loaded).toMatchObject('bicycles' in object ? {} : object);
        expect(dumps(loaded, { protocol, classes })).toEqual(pickles[protocol]);
        expect(written[i]).toEqual(pickles[protocol]);
      }
      expect(cython().tell('told(it)', written)).toEqual(PROTOCOLS.map(() => told));
    });

    test('one object in several places stays one', () => {
      const [jo, other] = [new Person('Jo', 7), new MySubclass(bicycles([3, 1]))];
      other.owner = jo;
      const pickle = dumps([jo, other, other], { classes });
      expect(cython().tell('[it[0] is it[1].owner, it[1] is it[2]]', [pickle])).toEqual([[true, true]]);
      const [first, second, third] = loads(pickle, { classes }) as [Person, MySubclass, MySubclass];
      expect(second.owner).toBe(first);
      expect(third).toBe(second);
    });
  });

  test('the C array is viewed where it lies in the pickle, and what is changed there goes back', () => {
    const pickle = cython().pickle('MySubclass([(3, 100), (5, 200)], Person("Jo", 7))');
    const mine = loads(pickle, { classes }) as MySubclass;
    expect(mine.averagePrice).toBe(150);
    expect(mine.bicycles!.buffer).toBe(pickle.buffer);
    expect(mine.bicycles!.get(1)).toEqual({ gears: 5, price: 200 });

    mine.bicycles!.field('price').set(400, 1);
    mine.owner!.age++;
    expect(cython().tell('told(it)', [dumps(mine, { classes })])).toEqual([
      [
        [
          [3, 100],
          [5, 400],
        ],
        250,
        ['Jo', 8],
      ],
    ]);
  });

  test('a part of an array is an array', () => {
    const all = bicycles([1, 10], [2, 20], [3, 30]);
    const pickle = dumps(new MyClass(all.slice('::-2')), { classes });
    expect(cython().tell('it.bicycles', [pickle])).toEqual([
      [
        [3, 30],
        [1, 10],
      ],
    ]);
  });

  test('protocols 0 and 1 are refused by Python, too', () => {
    expect(cython().pickles('MyClass([(3, 1)])').slice(0, 2)).toEqual([undefined, undefined]);
  });

  const none = new Uint8Array();
  const BROKEN = [
    [tuple(none), 'the state is bytes and a size, and this one has 1 items', 'not enough|need more'],
    [tuple(none, 0, null), 'the state is bytes and a size, and this one has 3 items', 'too many'],
    [tuple(none, -1), '-1 bicycles do not take 0 bytes', '-1 bicycles'],
    [tuple(new Uint8Array(16), 2), '2 bicycles do not take 16 bytes', '2 bicycles'],
    [tuple(new Uint8Array(17), 1), '1 bicycles do not take 17 bytes', '1 bicycles'],
    [tuple(new Uint8Array(16), 0), '0 bicycles do not take 16 bytes', '0 bicycles'],
    [tuple(null, 1), '1 bicycles do not take 0 bytes', '1 bicycles'],
  ] as const;

  test.each(BROKEN)('a state is refused on both sides: %j', (state, message, python) => {
    class Broken {}
    const broken = pythonClass({ module, name: 'MyClass', type: Broken, getState: () => state });
    const pickle = dumps(new Broken(), { classes: [broken] });
    expect(cython().tell('told(it)', [pickle])[0]).toMatch(new RegExp(`^ValueError: .*(${python})`));
    let caught: unknown;
    try {
      loads(pickle, { classes });
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(UnpicklingError);
    const { message: text, opcode, cause } = caught as UnpicklingError;
    expect(text).toMatch(`garage.MyClass: ${message}, at offset `);
    expect(opcode).toBe('BUILD');
    expect((cause as Error).message).toBe(message);
  });
});
