/** Random values of JavaScript: all that `dumps` takes, in containers, shared, in themselves. */

import fc from 'fast-check';
import ndarray from 'ndarray';
import {
  ByteArray,
  Complex,
  Counter,
  Decimal,
  DefaultDict,
  Deque,
  dtype,
  Fraction,
  FrozenSet,
  NaT,
  NumpyArray,
  NumpyScalar,
  OrderedDict,
  PyDate,
  PyDateTime,
  PyFloat,
  PyGlobal,
  PyRange,
  PySlice,
  PyTime,
  PyTimeDelta,
  PyTimeZone,
  tuple,
  UUID,
} from '../../src/index.ts';

/** Any code units: lone surrogates too. */
const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 })
    .map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    '',
    'a',
    'b',
    'C',
    '<',
    '|',
    'é',
    '世界',
    '\u{1f600}',
    'numpy',
    'f8',
    '0',
    '10',
    '__proto__',
    'constructor',
    'x'.repeat(300),
  ),
);

const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom(
    0,
    -0,
    1,
    255,
    256,
    65535,
    65536,
    2 ** 31,
    -(2 ** 31),
    2 ** 53 - 1,
    2 ** 53,
    1e22,
    5e-324,
    Infinity,
    NaN,
  ),
);

const bigint = fc.oneof(
  fc.bigInt(),
  fc.constantFrom(
    0n,
    -1n,
    127n,
    128n,
    -128n,
    1n << 31n,
    1n << 63n,
    -(1n << 63n),
    1n << 64n,
    1n << 2039n,
    -(1n << 2040n),
  ),
);

const bytes = fc.uint8Array({ maxLength: 20 });

/** Memory that another view begins and ends in. */
const within = bytes.map((inner) => {
  const outer = new Uint8Array(inner.length + 5);
  outer.set(inner, 3);
  return outer.subarray(3, 3 + inner.length);
});

const TYPED_ARRAYS = [
  ...[
    Int8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
  ],
  ...[BigInt64Array, BigUint64Array],
];

const typedArray = fc
  .tuple(fc.constantFrom(...TYPED_ARRAYS), fc.uint8Array({ maxLength: 64 }))
  .map(([type, memory]) => {
    const count = Math.floor(memory.length / type.BYTES_PER_ELEMENT);
    const offset = type.BYTES_PER_ELEMENT;
    const buffer = new ArrayBuffer(memory.length + 16);
    new Uint8Array(buffer, offset, memory.length).set(memory);
    return new type(buffer, offset, count);
  });

/** Of which any bits are an element; and what else arrays hold, by values. */
const BITS = [
  ...[
    'i1',
    'u1',
    '<i2',
    '>i2',
    '<u4',
    '>u4',
    '<i8',
    '>i8',
    '<f2',
    '>f2',
    '<f4',
    '>f4',
    '<f8',
    '>f8',
    '<c8',
    '>c16',
  ],
  ...['S3', 'V5', '<M8[s]', '>M8[25us]', '<m8[ns]', 'M8', '>m8', '<M8[D]'],
];

const bitsOf = fc.oneof(
  fc.constantFrom(...BITS).map((code) => dtype(code)),
  fc
    .array(fc.constantFrom(...BITS), { minLength: 1, maxLength: 4 })
    .map((codes) => dtype(codes.map((code, i) => [`f ${i}`, code] as const))),
  fc.constant(dtype({ names: ['a', 'é'], formats: ['<i2', ['>f4', [2]]], offsets: [3, 8], itemsize: 17 })),
);

const shapeOf = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 });

const numbers = fc
  .tuple(bitsOf, shapeOf, fc.infiniteStream(fc.nat(255)), fc.boolean())
  .map(([type, shape, stream, readonly]) => {
    const buffer = new ArrayBuffer(shape.reduce((a, b) => a * b, 1) * type.itemsize);
    const memory = new Uint8Array(buffer);
    for (let i = 0; i < memory.length; i++) memory[i] = stream.next().value;
    return new NumpyArray({ buffer, dtype: type, shape, readonly });
  });

const others = fc.oneof(
  fc.array(fc.boolean(), { maxLength: 5 }).map((values) => NumpyArray.from(values, { dtype: '?' })),
  fc
    .tuple(
      fc.array(
        text.map((value) => value.slice(0, 12)),
        { maxLength: 5 },
      ),
      fc.constantFrom('<U12', '>U12'),
    )
    .map(([values, code]) => NumpyArray.from(values, { dtype: code })),
  fc.array(fc.float(), { maxLength: 4 }).map((values) => NumpyArray.from(values, { dtype: 'g' })),
  fc.constantFrom(NaT, 0n, 1n).map((value) => NumpyArray.from([value], { dtype: 'M8[ns]' })),
);

/** Views: of other axes, of every second element, from the end. */
const array = fc.tuple(fc.oneof(numbers, numbers, others), fc.nat(5)).map(([whole, view]) => {
  if (whole.ndim === 0 || view === 0) return whole;
  return [whole.transpose(), whole.slice('::2'), whole.slice('::-1'), whole.slice('..., ::-2'), whole][
    view - 1
  ]!;
});

const scijs = fc.tuple(typedArray, fc.boolean(), fc.boolean()).map(([data, isTurned, isReversed]) => {
  const even = data.length - (data.length % 2);
  const whole = ndarray(data.subarray(0, even) as Float64Array, [even / 2, 2]);
  const turned = isTurned ? whole.transpose(1, 0) : whole;
  return isReversed ? turned.step(-1, 1) : turned;
});

const scalar = numbers
  .filter(({ size }) => size > 0)
  .map((whole) => new NumpyScalar(whole.reshape([whole.size]).slice('0, ...').copy()));

const INDIA = new PyTimeZone(new PyTimeDelta(0, 19_800, 0), null);
const day = fc
  .tuple(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([year, month, date]) => new PyDate(year, month, date));
const time = fc
  .tuple(fc.nat(23), fc.nat(59), fc.nat(59), fc.nat(999_999), fc.constantFrom(null, INDIA))
  .map(([hour, minute, second, micro, zone]) => new PyTime(hour, minute, second, micro, zone, 0));

const library = fc.oneof(
  day,
  time,
  fc.tuple(day, time).map((parts) => new PyDateTime(...parts)),
  fc
    .tuple(fc.integer({ min: -999, max: 999 }), fc.nat(86_399), fc.nat(999_999))
    .map((parts) => new PyTimeDelta(...parts)),
  fc.constantFrom('1.50', '-0', 'NaN', '1E+400').map((digits) => new Decimal(digits)),
  fc.constantFrom([1, 3], [-22, 7], [1n << 80n, 3]).map(([n, d]) => new Fraction(n!, d!)),
  fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).map((value) => new UUID(value)),
  fc.tuple(fc.integer(), fc.integer(), fc.constantFrom(1, -2, 3n)).map((parts) => new PyRange(...parts)),
  fc
    .tuple(fc.constantFrom(null, 1), fc.integer(), fc.constantFrom(null, -1))
    .map((parts) => new PySlice(...parts)),
);

const leaf: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.oneof(fc.constant(null), fc.boolean(), number, bigint, text) },
  {
    weight: 2,
    arbitrary: fc.oneof(
      within,
      within.map((view) => Buffer.from(view)),
      within.map((view) => new Uint8Array(view).buffer),
      within.map((view) => new DataView(view.buffer, view.byteOffset, view.length)),
      within.map((view) => ByteArray.from(view)),
      fc.double().map((value) => new PyFloat(value)),
      fc.tuple(fc.double(), fc.double()).map(([re, im]) => new Complex(re, im)),
      fc.constantFrom('int', 'dict', 'len').map((name) => new PyGlobal('builtins', name)),
      library,
    ),
  },
  { weight: 4, arbitrary: fc.oneof(typedArray, array, array, scijs, scalar, bitsOf) },
);

/** Of one kind, so that no two are equal in Python and not in JavaScript. */
const keys = fc.oneof(
  fc.uniqueArray(text, { maxLength: 5 }),
  fc.uniqueArray(fc.integer(), { maxLength: 5 }),
  fc.uniqueArray(fc.integer(), { maxLength: 3 }).map((all) => all.map((n) => tuple(n, 'x'))),
  fc.uniqueArray(text, { maxLength: 3 }).map((all) => [null, 0.5, Uint8Array.of(1), ...all]),
);

/** Keys, or items of a set. */
type Keys = readonly unknown[];
type Pairs = readonly (readonly [unknown, unknown])[];

/** Containers of values that are there; the first ones are as frequent as they are common. */
const CONTAINERS: readonly ((items: unknown[], pairs: Pairs, keys: Keys, coin: boolean) => unknown)[] = [
  (items) => items,
  (items) => [...items],
  (items) => tuple(...items),
  (items) => tuple(...items),
  (_, pairs, _keys, coin) => plainObject(pairs, coin),
  (_, pairs, _keys, coin) => plainObject(pairs, coin),
  (_, pairs) => new Map(pairs),
  (_, _pairs, keys) => new Set(keys),
  (_, _pairs, keys) => new FrozenSet(keys),
  (_, pairs) => new OrderedDict(pairs),
  (_, pairs, _keys, coin) => new DefaultDict(coin ? new PyGlobal('builtins', 'list') : null, pairs),
  (_, _pairs, keys) => new Counter(keys.map((key, i) => [key, i])),
  (items, _pairs, _keys, coin) => {
    const deque = Deque.from(items) as Deque;
    if (coin) deque.maxlen = items.length + 1;
    return deque;
  },
  (items, _pairs, _keys, coin) => {
    const row = NumpyArray.from(Array(items.length).fill(null), { dtype: 'O', shape: [items.length] });
    for (const [i, item] of items.entries()) row.set(item, i);
    return coin ? row : row.reshape([1, items.length, 1]).transpose();
  },
];

/** Names are data, whatever they are. */
function plainObject(pairs: Pairs, hasPrototype: boolean): object {
  const made = hasPrototype ? {} : Object.create(null);
  const about = { enumerable: true, configurable: true, writable: true };
  for (const [key, value] of pairs) Object.defineProperty(made, String(key), { value, ...about });
  return made;
}

// Draws are told apart by these.
const leaves = () => leaf;
const someKeys = () => keys;
const containers = () => fc.constantFrom(...CONTAINERS);

/** Values that may hold any of those before them, and themselves. */
export const jsValue: fc.Arbitrary<unknown> = fc.gen().map((draw): unknown => {
  const made: unknown[] = [draw(leaves)];
  const steps = draw(fc.nat, 12);
  for (let step = 0; step < steps; step++) {
    if (draw(fc.nat, 2) === 0) {
      made.push(draw(leaves));
      continue;
    }
    const items = Array.from({ length: draw(fc.nat, 5) }, () => made[draw(fc.nat, made.length - 1)]);
    const some: Keys = draw(someKeys);
    const pairs = some.map((key, i): [unknown, unknown] => [key, items[i] ?? i]);
    const make = draw(containers);
    const value = make(items, pairs, some, draw(fc.boolean));
    if (draw(fc.nat, 9) === 0) {
      if (Array.isArray(value) && value.constructor === Array) value.push(value, tuple(value));
      else if (value instanceof Map && value.constructor === Map) value.set('itself', value);
    }
    made.push(value);
  }
  return draw(fc.boolean) ? made : made.at(-1);
});
