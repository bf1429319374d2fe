import { describe, expect, test } from 'vitest';
import {
  at,
  dtype,
  dumpChunks,
  dumps,
  FrozenSet,
  loads,
  NumpyArray,
  type PickleBuffer,
  PicklingError,
  PyFloat,
  PyGlobal,
  PyObject,
  pythonClass,
  tuple,
} from '../src/index.ts';

// What real Python makes of our pickles is in test/python/ and test/dumps/; this is about what never reaches it.

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const PROTOCOLS = [0, 1, 2, 3, 4, 5] as const;

function thrown(run: () => unknown): PicklingError {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(PicklingError);
    return error as PicklingError;
  }
  throw new Error('nothing was thrown');
}

describe('bytes that facts and CPython’s documentation tell', () => {
  test('dumps(None, 4) has no frame', () => {
    expect(hex(dumps(null, { protocol: 4 }))).toBe('80044e2e');
  });

  test('the default protocol is 5', () => {
    expect(hex(dumps(null))).toBe('80054e2e');
  });
});

describe('what can not be pickled is an error with the way to it', () => {
  class Point {
    x = 1;
  }
  const cases: [string, unknown, string, string][] = [
    ['undefined', undefined, "undefined can't be pickled: use null for None, or leave it out", ''],
    [
      'a property that is undefined',
      { weights: [0, 1, 2, { bias: undefined }] },
      "undefined can't be pickled: use null for None, or leave it out, at .weights[3].bias",
      '.weights[3].bias',
    ],
    [
      'an item that is undefined',
      new Map([['a', Array.from([1, 2, 3]).with(1, undefined as never)]]),
      "undefined can't be pickled: use null for None, or leave it out, at ['a'][1]",
      "['a'][1]",
    ],
    [
      'a function',
      { f: () => 1 },
      "a function can't be pickled: only data can be; to name a Python function, use new PyGlobal(module, name), at .f",
      '.f',
    ],
    ['a symbol', tuple(1, Symbol('x')), "a symbol can't be pickled: only data can be, at [1]", '[1]'],
    [
      'a Date',
      { when: new Date(0) },
      "a Date can't be pickled: write its time as a number or text, or make a PyDateTime of its parts, at .when",
      '.when',
    ],
    [
      'an instance of a class',
      { 'not a name': new Point() },
      "a Point can't be pickled: say how with { classes: [pythonClass({ module, name, type: Point })] }, or convert it to plain data, at ['not a name']",
      "['not a name']",
    ],
    [
      'an item of a set',
      new Set([1, Symbol('s')]),
      "a symbol can't be pickled: only data can be, at {1}",
      '{1}',
    ],
    [
      'a key that Python can not hash',
      { d: new Map([[[1], 2]]) },
      "a list can't be a key of a dict or an item of a set in Python: it is not hashable, at .d",
      '.d',
    ],
  ];
  for (const [name, value, message, path] of cases) {
    test.each(PROTOCOLS)(`${name}, protocol %i`, (protocol) => {
      const error = thrown(() => dumps(value, { protocol }));
      expect(error.message).toBe(message);
      expect(String(error.path)).toBe(path);
    });
  }

  test('the path leads there', () => {
    const value = { weights: [0, 1, 2, { bias: new Point() }] };
    const error = thrown(() => dumps(value));
    expect(at(value as never, ...error.path)).toBe(value.weights[3]?.['bias' as never]);
  });

  test('inside an array of objects', () => {
    const array = NumpyArray.from(['a', 'b', 'c'], { dtype: 'O' });
    array.set(new Point(), 1);
    expect(String(thrown(() => dumps({ a: array })).path)).toBe('.a[1]');
    const matrix = NumpyArray.from(
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
      { dtype: 'O' },
    );
    matrix.set(Symbol('s'), 1, 0);
    expect(String(thrown(() => dumps({ m: matrix.transpose() })).path)).toBe('.m[0, 1]');
  });

  test('inside an object of an unknown class', () => {
    const object = new PyObject(new PyGlobal('m', 'C'), 'new', tuple());
    object.state = new Map([['coef_', [undefined]]]);
    expect(String(thrown(() => dumps([object])).path)).toBe('[0].coef_[0]');
    const called = new PyObject(new PyGlobal('m', 'C'), 'call', tuple(1, undefined));
    expect(String(thrown(() => dumps([called])).path)).toBe('[0].args[1]');
  });

  test('a subclass that is not registered is not its base', () => {
    class Special extends Point {}
    class Numbers extends Array<number> {}
    const classes = [pythonClass({ module: 'm', name: 'Point', type: Point })];
    expect(thrown(() => dumps([new Special()], { classes })).message).toBe(
      'Special extends the class of m.Point, and is not registered itself: pass pythonClass({ module, name, type: Special }), at [0]',
    );
    expect(thrown(() => dumps(Numbers.of(1))).message).toContain("a Numbers can't be pickled");
    class Weights extends NumpyArray {}
    expect(
      thrown(() => dumps(new Weights({ buffer: new ArrayBuffer(8), dtype: 'f8', shape: [1] }))).message,
    ).toContain("a Weights can't be pickled");
  });

  test('keys that a Map keeps apart and Python does not', () => {
    for (const map of [
      new Map<unknown, unknown>([
        [1, 'a'],
        [true, 'b'],
      ]),
      new Map<unknown, unknown>([
        [2n ** 60n, 'a'],
        [2 ** 60, 'b'],
        [null, 'c'],
      ]),
      new Map<unknown, unknown>([
        [new PyFloat(1), 'a'],
        [1, 'b'],
      ]),
      new Map<unknown, unknown>([
        [tuple(1, 'x'), 'a'],
        [tuple(1, 'x'), 'b'],
      ]),
      new Map<unknown, unknown>([
        [Uint8Array.of(1), 'a'],
        [Uint8Array.of(1), 'b'],
      ]),
    ]) {
      expect(thrown(() => dumps(map)).message).toMatch(
        /^two keys of a dict or items of a set are equal in Python/,
      );
      expect(thrown(() => dumps(new FrozenSet(map.keys()))).message).toMatch(/are equal in Python/);
    }
    const apart = new Map<unknown, unknown>([
      [1, 'a'],
      ['1', 'b'],
      [tuple(1), 'c'],
      [tuple('1'), 'd'],
      [tuple(tuple(1)), 'e'],
    ]);
    expect(dumps(apart).length).toBeGreaterThan(0);
  });

  test('a record that was loaded without exact may have lost something', () => {
    const pickle = dumps(new PyObject(new PyGlobal('m', 'C'), 'call', tuple(new PyFloat(1))));
    const inexact = loads(pickle, { unknownGlobals: 'opaque' });
    expect(thrown(() => dumps(inexact)).message).toBe(
      '<m.C object> was loaded without { exact: true }, so it may have lost what tells floats from ints: load it so',
    );
    expect(hex(dumps(loads(pickle, { exact: true })))).toBe(hex(pickle));
  });

  test('what an entry throws arrives with the way to the value', () => {
    const cause = new RangeError('too much');
    const point = pythonClass({
      module: 'm',
      name: 'Point',
      type: Point,
      getState() {
        throw cause;
      },
    });
    const error = thrown(() => dumps({ p: [new Point()] }, { classes: [point] }));
    expect(error.message).toBe('too much, at .p[0]');
    expect(error.cause).toBe(cause);
  });

  test('what a callback throws arrives as it is', () => {
    const failure = new Error('full');
    const bufferCallback = () => {
      throw failure;
    };
    expect(() => dumps(new Float64Array(3), { bufferCallback })).toThrow(failure);
  });
});

describe('options', () => {
  test.each([
    [{ protocol: 6 }, 'dumps: protocol must be 0, 1, 2, 3, 4 or 5, not 6'],
    [{ numpy: 3 }, "dumps: numpy must be 'any', 1 or 2, not 3"],
    [{ align: 3 }, 'dumps: align must be a power of two up to 4096, not 3'],
    [{ align: 8, protocol: 2 }, 'dumps: align needs protocol 3 or later, the first that has bytes'],
    [{ protocol: 4, bufferCallback: () => {} }, 'dumps: bufferCallback needs protocol 5'],
  ])('%o', (options, message) => {
    expect(() => dumps(1, options as never)).toThrow(new TypeError(message));
  });
});

describe('depth and cycles', () => {
  function nested(depth: number, wrap: (inner: unknown) => unknown): unknown {
    let value: unknown = null;
    for (let i = 0; i < depth; i++) value = wrap(value);
    return value;
  }

  test.each([0, 2, 5] as const)('a million lists in one another, protocol %i', (protocol) => {
    const bytes = dumps(
      nested(1_000_000, (inner) => [inner]),
      { protocol },
    );
    let depth = 0;
    for (let value: unknown = loads(bytes); value !== null; value = (value as unknown[])[0]) depth++;
    expect(depth).toBe(1_000_000);
  });

  test.each([
    ['dicts', (inner: unknown) => ({ inner })],
    ['Maps', (inner: unknown) => new Map([[1, inner]])],
    ['tuples', (inner: unknown) => tuple(inner)],
    ['sets', (inner: unknown) => new FrozenSet([inner])],
    ['objects', (inner: unknown) => new PyObject(new PyGlobal('m', 'C'), 'call', tuple(inner))],
  ] as const)('a hundred thousand %s', (_, wrap) => {
    for (const protocol of [0, 2, 5] as const)
      expect(dumps(nested(100_000, wrap), { protocol }).length).toBeGreaterThan(100_000);
  });

  test('what holds itself through tuples alone, as nothing in Python can, is an error', () => {
    const loop = tuple<unknown[]>(null);
    loop[0] = loop;
    expect(thrown(() => dumps(loop)).message).toContain('a value holds itself through nothing but tuples');
    const object = new PyObject(new PyGlobal('m', 'C'), 'call', tuple<unknown[]>(null));
    object.args[0] = object;
    expect(thrown(() => dumps(object)).message).toContain('a value holds itself');
  });

  test('a tuple that holds itself through a list', () => {
    const inside: unknown[] = [];
    const loop = tuple(inside);
    inside.push(loop);
    for (const protocol of PROTOCOLS) {
      const back = loads(dumps(loop, { protocol })) as unknown[][];
      expect(back[0]![0]).toBe(back);
    }
  });
});

describe('payloads', () => {
  const big = Float64Array.from({ length: 20_000 }, (_, i) => i / 7);

  test('dumpChunks gives the memory itself, and the same bytes as dumps', () => {
    const value = { name: 'x', big, small: new Float32Array(3) };
    for (const protocol of PROTOCOLS) {
      const chunks = dumpChunks(value, { protocol });
      expect(hex(Buffer.concat(chunks)), `protocol ${protocol}`).toBe(hex(dumps(value, { protocol })));
      if (protocol < 3) continue;
      const payload = chunks.find((chunk) => chunk.buffer === big.buffer)!;
      expect([payload.byteOffset, payload.byteLength]).toEqual([0, big.byteLength]);
    }
  });

  test('what dumps gives owns its memory, wholly', () => {
    for (const value of [1, 'a', big, [big, 1]]) {
      const bytes = dumps(value);
      expect([bytes.byteOffset, bytes.buffer.byteLength]).toEqual([0, bytes.length]);
    }
    const first = dumps([1, 2]);
    const copy = hex(first);
    dumps([3, 4]);
    expect(hex(first)).toBe(copy);
  });

  test('buffers leave the pickle unless the callback says true', () => {
    for (const [answer, count] of [
      [undefined, 2],
      [false, 2],
      [1, 2],
      [null, 2],
      [true, 0],
    ] as const) {
      const buffers: PickleBuffer[] = [];
      const array = NumpyArray.from([1, 2, 3], { dtype: 'f8' });
      const value = [array, array, new Float32Array([4])];
      const bytes = dumps(value, {
        bufferCallback(buffer) {
          if (answer !== true) buffers.push(buffer);
          return answer;
        },
      });
      expect(buffers.length).toBe(count);
      const back = loads(bytes, { buffers }) as NumpyArray[];
      expect(back[0]!.toArray()).toEqual([1, 2, 3]);
      expect(back[1]).toBe(back[0]);
      if (count > 0) expect(back[0]!.buffer).toBe(array.buffer);
    }
  });

  test.each([2, 8, 16, 64, 4096])('align: %i', (align) => {
    for (const protocol of [3, 4, 5] as const) {
      for (const numpy of ['any', 1, 2] as const) {
        for (let lead = 0; lead < 20; lead++) {
          const value = [
            'x'.repeat(lead),
            new Float64Array([1, 2]),
            big,
            new Int8Array(3),
            lead % 2 ? big.slice(1) : 1,
          ];
          const bytes = dumps(value, { protocol, numpy, align });
          expect(hex(Buffer.concat(dumpChunks(value, { protocol, numpy, align })))).toBe(hex(bytes));
          for (const array of loads(bytes) as unknown[]) {
            if (!NumpyArray.isNumpyArray(array)) continue;
            expect(array.byteOffset % align).toBe(0);
            if (align >= 8) expect(array.data.buffer).toBe(bytes.buffer);
          }
        }
      }
    }
  });

  test('a failed dumps changes nothing, and the next one works', () => {
    const array = NumpyArray.from([1, 2, 3], { dtype: '>f4' });
    const before = hex(new Uint8Array(array.buffer));
    thrown(() => dumps([array, big, undefined]));
    expect(hex(new Uint8Array(array.buffer))).toBe(before);
    expect((loads(dumps([array])) as NumpyArray[])[0]!.toArray()).toEqual([1, 2, 3]);
  });
});

describe('values of other realms and classes', () => {
  test('what comes from another realm is what it is', async () => {
    const { runInNewContext } = await import('node:vm');
    const value = runInNewContext(
      '({ a: [1, 2], m: new Map([[1, 2]]), s: new Set([1]), b: new Uint8Array([1, 2, 3]), f: new Float32Array([1]), v: new DataView(new ArrayBuffer(2)), u: new ArrayBuffer(2) })',
    );
    expect(hex(dumps(value))).toBe(
      hex(
        dumps({
          a: [1, 2],
          m: new Map([[1, 2]]),
          s: new Set([1]),
          b: new Uint8Array([1, 2, 3]),
          f: new Float32Array([1]),
          v: new DataView(new ArrayBuffer(2)),
          u: new ArrayBuffer(2),
        }),
      ),
    );
  });

  test('bytes in every shape', () => {
    const bytes = new Uint8Array([9, 1, 2, 9]).subarray(1, 3);
    for (const same of [
      bytes,
      Buffer.from(bytes),
      new Uint8Array(bytes).buffer,
      new DataView(bytes.buffer, 1, 2),
    ]) {
      expect(loads(dumps(same))).toEqual(Uint8Array.of(1, 2));
    }
    const shared = new Uint8Array(new SharedArrayBuffer(2));
    shared.set([1, 2]);
    expect(loads(dumps(shared.buffer))).toEqual(Uint8Array.of(1, 2));
  });

  test('typed arrays are one-dimensional arrays, views of longer memory too', () => {
    const memory = new Float32Array([0, 1, 2, 3]);
    const back = loads(dumps({ w: memory.subarray(1, 3) })) as Map<string, NumpyArray>;
    expect(back.get('w')!.dtype.equals(dtype('float32'))).toBe(true);
    expect(back.get('w')!.toArray()).toEqual([1, 2]);
    const clamped = loads(dumps(new Uint8ClampedArray([1, 255]))) as NumpyArray;
    expect([clamped.dtype.name, clamped.toArray()]).toEqual(['uint8', [1, 255]]);
  });

  test('persistent ids', () => {
    const shared = { big: 1 };
    const value = { a: shared, b: [shared, 'text'] };
    const persistentId = (v: unknown) => (v === shared ? tuple('ref', 7) : undefined);
    for (const protocol of [1, 2, 3, 4, 5] as const) {
      const seen: unknown[] = [];
      loads(dumps(value, { protocol, persistentId }), { persistentLoad: (id) => seen.push(id) });
      expect(seen, `protocol ${protocol}`).toEqual([tuple('ref', 7), tuple('ref', 7)]);
    }
    expect(thrown(() => dumps(value, { protocol: 0, persistentId })).message).toContain(
      'a persistent id must be ASCII',
    );
    const text = dumps(value, { protocol: 0, persistentId: (v) => (v === shared ? 'id 7' : null) });
    expect(loads(text, { persistentLoad: (id) => id })).toEqual(
      new Map([
        ['a', 'id 7'],
        ['b', ['id 7', 'text']],
      ] as never),
    );
  });
});
