/** What must hold for every data type, layout and value: random ones, and the smallest that fails. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pickleChunks } from '../../src/dumps.ts';
import {
  disassemble,
  dtype,
  dumpChunks,
  dumps,
  FrozenSet,
  loads,
  NumpyArray,
  type PickleBuffer,
  PyFloat,
  tuple,
} from '../../src/index.ts';
import { inspect } from '../../src/inspect.ts';

const RUNS = process.env['CI'] ? 1000 : 200;
const holds = <T>(values: fc.Arbitrary<T>, property: (value: T) => void) =>
  fc.assert(fc.property(values, property), { numRuns: RUNS, seed: Number(process.env['FUZZ_SEED'] ?? 1) });

const protocol = fc.constantFrom(0, 1, 2, 3, 4, 5) as fc.Arbitrary<0 | 1 | 2 | 3 | 4 | 5>;

const NUMBERS = 'b1 i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 f16 c8 c16 c32'.split(' ');
const plain = fc.oneof(
  fc.tuple(fc.constantFrom('<', '>'), fc.constantFrom(...NUMBERS)).map(([order, code]) => order + code),
  fc.tuple(fc.constantFrom('<U', '>U', 'S', 'V'), fc.nat(9)).map(([code, size]) => `${code}${size + 1}`),
  fc
    .tuple(fc.constantFrom('<M8', '>M8', '<m8'), fc.constantFrom('Y', 'D', 's', '25ns', 'as'))
    .map(([code, unit]) => `${code}[${unit}]`),
);
const fieldName = fc.oneof(
  fc.stringMatching(/^[a-z_]\w{0,5}$/),
  fc.constantFrom('__proto__', 'constructor', 'length', 'a b', 'é', '名'),
);
const struct = (of: fc.Arbitrary<unknown>) =>
  fc
    .uniqueArray(fc.tuple(fieldName, of, fc.constantFrom(null, [2], [2, 3])), {
      minLength: 1,
      maxLength: 4,
      selector: ([name]) => name,
    })
    .map((fields) =>
      fields.map(([name, type, shape]) => (shape === null ? [name, type] : [name, type, shape])),
    );
const anyDType = fc
  .tuple(
    fc.oneof({ weight: 3, arbitrary: plain }, struct(plain), struct(fc.oneof(plain, struct(plain)))),
    fc.boolean(),
  )
  .map(([spec, align]) => dtype(spec as never, { align: align && typeof spec !== 'string' }));

const shape = fc.array(fc.constantFrom(0, 1, 2, 3, 5), { maxLength: 4 });
/** An array over random bytes, turned, cut and reversed. */
const array = fc
  .tuple(anyDType, shape, fc.infiniteStream(fc.nat(255)), fc.array(fc.nat(20), { maxLength: 4 }))
  .map(([type, lengths, numbers, turns]) => {
    const size = lengths.reduce<number>((product, length) => product * length, 1) * type.itemsize;
    const bytes = Uint8Array.from({ length: size }, () => numbers.next().value as number);
    let made = new NumpyArray({ buffer: bytes.buffer, dtype: type, shape: lengths });
    for (const turn of turns) {
      if (made.ndim === 0) break;
      const axis = turn % made.ndim;
      if (turn % 3 === 0) made = made.transpose();
      else made = made.slice(...made.shape.map((_, i) => (i === axis ? (turn % 2 ? '::-1' : '1::2') : ':')));
    }
    return made;
  });

/** The bytes of the elements in C order, in the byte order of `type`. */
function contents(given: NumpyArray): string {
  const { buffer, byteOffset, nbytes } = given.copy({ order: 'C' });
  return Buffer.from(buffer as ArrayBuffer, byteOffset, nbytes).toString('hex');
}

describe('data types', () => {
  it('come back from a pickle', () => {
    holds(fc.tuple(anyDType, protocol), ([type, version]) => {
      const back = loads(dumps(type, { protocol: version })) as typeof type;
      expect(back.equals(type)).toBe(true);
      expect([back.itemsize, back.alignment, back.isAlignedStruct]).toEqual([
        type.itemsize,
        type.alignment,
        type.isAlignedStruct,
      ]);
    });
  });

  it('are what inspect says', () => {
    holds(fc.tuple(array, protocol), ([given, version]) => {
      const { arrays, verdict, reasons } = inspect(dumps(given, { protocol: version }));
      expect(reasons).toEqual([]);
      expect(verdict).toBe('safe');
      const [found] = arrays;
      expect(arrays).toHaveLength(1);
      expect(found!.dtype?.equals(given.dtype)).toBe(true);
      expect(found!.shape).toEqual(given.shape);
    });
  });
});

describe('arrays', () => {
  it('come back with their elements, shape and data type, whatever their layout', () => {
    holds(fc.tuple(array, protocol), ([given, version]) => {
      const back = loads(dumps(given, { protocol: version }), { exact: true }) as NumpyArray;
      expect(back.shape).toEqual(given.shape);
      expect(back.dtype.equals(given.dtype)).toBe(true);
      expect(contents(back)).toBe(contents(given));
    });
  });

  it('come back out-of-band, and in chunks', () => {
    holds(array, (given) => {
      const buffers: PickleBuffer[] = [];
      const pickle = dumps(given, { bufferCallback: (buffer) => void buffers.push(buffer) });
      expect(contents(loads(pickle, { buffers, exact: true }) as NumpyArray)).toBe(contents(given));
      expect(Buffer.concat(dumpChunks(given)).equals(dumps(given))).toBe(true);
      expect(Buffer.concat([...pickleChunks(given, {}, 1)]).equals(dumps(given))).toBe(true);
    });
  });

  it('survive a pickle cut short anywhere, and bytes that are changed: an error or a value', () => {
    holds(fc.tuple(array, protocol, fc.nat(), fc.nat(255)), ([given, version, at, byte]) => {
      const pickle = dumps(given, { protocol: version });
      pickle[at % pickle.length] = byte;
      for (const input of [pickle, pickle.subarray(0, at % pickle.length)]) {
        inspect(input);
        try {
          loads(input);
        } catch (error) {
          expect((error as Error).name).toMatch(/^(Unpickling|UnsupportedGlobal|Limit)Error$/);
        }
      }
    });
  });
});

/** Keys that Python keeps apart. */
const keys = (key: fc.Arbitrary<unknown>) =>
  fc.uniqueArray(key, { selector: (each) => (Array.isArray(each) ? `(${each}` : each), maxLength: 8 });

/** Values of which each is what it loads to with `exact`. */
const { value } = fc.letrec<{ value: unknown; key: unknown }>((tie) => ({
  key: fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.maxSafeInteger(),
    fc.bigInt({ min: 2n ** 53n }),
    fc.constant(null),
    fc.array(fc.nat(9), { maxLength: 2 }).map((items) => tuple(...items)),
  ),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false, 0, 1, -1, 255, 256, 65535, 65536, 2 ** 31, -(2 ** 31), 2 ** 53 - 1),
    fc.maxSafeInteger(),
    fc.double().map((double) => new PyFloat(double)),
    fc.bigInt().filter((big) => big > 2n ** 53n || big < -(2n ** 53n)),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'binary', maxLength: 300, minLength: 250 }),
    fc.constantFrom('\ud800', '\udfff\ud800', '\0', '\'"\\\n\r\x1a', '\ufeff'),
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie('value')),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => tuple(...items)),
    fc
      .tuple(keys(tie('key')), fc.array(tie('value')))
      .map(([some, values]) => new Map(some.map((key, i) => [key, values[i] ?? null]))),
    keys(tie('key')).map((items) => new Set(items)),
    keys(tie('key')).map((items) => new FrozenSet(items)),
  ),
}));

describe('values', () => {
  it('come back from every protocol, and are written so again', () => {
    holds(fc.tuple(value, protocol), ([given, version]) => {
      const pickle = dumps(given, { protocol: version });
      const back = loads(pickle, { exact: true });
      expect(back).toEqual(given);
      expect(Buffer.from(dumps(back, { protocol: version })).equals(pickle)).toBe(true);
    });
  });

  it('are safe, and disassemble to what was written', () => {
    holds(fc.tuple(value, protocol), ([given, version]) => {
      const pickle = dumps(given, { protocol: version });
      expect(inspect(pickle)).toMatchObject({
        verdict: 'safe',
        reasons: [],
        error: null,
        nbytes: pickle.length,
      });
      let end = 0;
      for (const instruction of disassemble(pickle)) {
        expect(instruction.offset).toBe(end);
        expect(instruction.protocol).toBeLessThanOrEqual(version);
        end = instruction.end;
      }
      expect(end).toBe(pickle.length);
    });
  });
});
