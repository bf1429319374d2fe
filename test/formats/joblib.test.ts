/** The golden joblib files: read as the pickle of the same value is, and written back byte for byte. */

import ndarray from 'ndarray';
import { describe, expect, it, test } from 'vitest';
import {
  arrayAt,
  asSubclass,
  dumps,
  loads,
  MaskedArray,
  NumpyArray,
  PicklingError,
  PyGlobal,
  pythonClass,
  tuple,
} from '../../src/index.ts';
import { dumpJoblib, loadJoblib } from '../../src/joblib.ts';
import { goldenFile, goldenJoblib } from './joblib-golden.ts';

/** Compressed by what the platform has not. */
const FOREIGN = ['bz2/dict', 'xz/dict', 'lzma/dict', 'lz4/dict'];

const own = goldenJoblib().filter(({ id }) => !FOREIGN.includes(id));

/** What tells two values apart: how they are written. */
const written = (value: unknown) => Buffer.from(dumps(value, { protocol: 4, numpy: 1 }));

test('every file gives what its pickle gives', async () => {
  expect(own.length).toBe(184);
  for (const { id, file, pickle } of own)
    for (const options of [{}, { exact: true }]) {
      const loaded = await loadJoblib(file, options);
      expect(written(loaded).equals(written(loads(pickle, options))), id).toBe(true);
    }
});

test('what is written is the very file, or shorter where strings that are equal are one', async () => {
  const shorter: string[] = [];
  for (const { id, protocol, file } of own) {
    if (protocol === null) continue;
    const ours = await dumpJoblib(await loadJoblib(file, { exact: true }), { protocol, numpy: 1 });
    if (Buffer.from(ours).equals(file)) continue;
    expect(ours.length, id).toBeLessThan(file.length);
    shorter.push(id);
  }
  expect(shorter).toEqual([]);
});

describe('memory', () => {
  it('is the file’s own, at a multiple of 16 bytes', async () => {
    const file = goldenFile('p4/large').slice();
    const value = await loadJoblib(file);
    const array = arrayAt(value, 2).as('float64');
    expect(array.buffer).toBe(file.buffer);
    expect(array.byteOffset % 16).toBe(0);
    array.data[0] = 7;
    expect(arrayAt(await loadJoblib(file), 2).get(0)).toBe(7);
  });

  it('is its own by copy: always, and where data comes in chunks', async () => {
    const file = goldenFile('p4/large');
    const copied = await loadJoblib(file, { copy: 'always' });
    expect(arrayAt(copied, 2).buffer).not.toBe(file.buffer);
    const chunks = (function* () {
      for (let at = 0; at < file.length; at += 1000) yield file.slice(at, at + 1000);
    })();
    const array = arrayAt(await loadJoblib(chunks), 2);
    expect([array.byteOffset, array.buffer.byteLength]).toEqual([0, array.nbytes]);
  });
});

test('chunks of any size give the same', async () => {
  for (const id of ['p4/dict', 'p2/alternating', 'p4/objects', 'p0/objects-in-struct', 'gzip/dict']) {
    const file = goldenFile(id);
    const whole = written(await loadJoblib(file));
    for (const size of [1, 2, 3, 7, 64]) {
      const chunks = [];
      for (let at = 0; at < file.length; at += size) chunks.push(file.slice(at, at + size));
      const stream = new Blob(chunks as BlobPart[]).stream();
      expect(written(await loadJoblib(chunks)).equals(whole), `${id} by ${size}`).toBe(true);
      expect(written(await loadJoblib(stream)).equals(whole), `${id} by ${size}`).toBe(true);
    }
  }
});

test('options are those of load', async () => {
  const file = goldenFile('p4/dict');
  const objects = (await loadJoblib(file, { dicts: 'object' })) as { name: string; rest: unknown[] };
  expect([objects.name, Object.keys(objects.rest[1] as object)]).toEqual(['n', ['x']]);
  const shapes: unknown[] = [];
  await loadJoblib(file, { arrays: (array) => shapes.push(array.shape) });
  expect(shapes).toEqual([[3], [4], [3], [2]]);
  const behind = new Uint8Array([...file, 1, 2]);
  await expect(loadJoblib(behind)).rejects.toThrow(/^2 bytes follow the end of the pickle/);
  expect(await loadJoblib(behind, { trailing: 'ignore' })).toBeInstanceOf(Map);
  const controller = new AbortController();
  controller.abort(new Error('enough'));
  await expect(loadJoblib(file, { signal: controller.signal })).rejects.toThrow('enough');
  const seen: number[] = [];
  await loadJoblib(file, { onProgress: ({ bytesRead }) => seen.push(bytesRead) });
  expect(seen).toEqual([file.length]);
});

test('older files: without padding, and by the joblib in scikit-learn', async () => {
  // As joblib 0.10 to 1.1 wrote it: neither the field nor the padding.
  const array = NumpyArray.from([1, 2, 3], { dtype: 'int16' });
  const wrapper = (module: string) => {
    class Wrapper {
      subclass = new PyGlobal('numpy', 'ndarray');
      shape = tuple(3);
      order = 'C';
      dtype = array.dtype;
      allow_mmap = true;
    }
    const cls = pythonClass({ module, name: 'NumpyArrayWrapper', type: Wrapper });
    // In protocol 2 no frame has to end; STOP goes behind the data.
    const pickle = dumps(new Wrapper(), { classes: [cls], protocol: 2 });
    return new Uint8Array([...pickle.subarray(0, -1), 1, 0, 2, 0, 3, 0, 0x2e]);
  };
  for (const module of ['joblib.numpy_pickle', 'sklearn.externals.joblib.numpy_pickle'])
    expect(String(await loadJoblib(wrapper(module)))).toBe('array([1, 2, 3], dtype=int16)');
});

describe('dumpJoblib', () => {
  it('wraps arrays of any make, and an array that is there twice twice', async () => {
    const array = NumpyArray.from([1, 2, 3]);
    const value = [array, array, Float32Array.of(1.5), ndarray([1, 2, 3, 4], [2, 2])];
    const file = await dumpJoblib(value);
    const loaded = (await loadJoblib(file)) as NumpyArray[];
    expect(loaded[0]).not.toBe(loaded[1]);
    expect(loaded.map((one) => [one.dtype.name, one.toArray()])).toEqual([
      ['float64', [1, 2, 3]],
      ['float64', [1, 2, 3]],
      ['float32', [1.5]],
      [
        'float64',
        [
          [1, 2],
          [3, 4],
        ],
      ],
    ]);
  });

  it('writes arrays with gaps, and matrices as such', async () => {
    const array = NumpyArray.from([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const strided = array.slice('...', [null, null, -2]);
    expect(String(await loadJoblib(await dumpJoblib(strided)))).toBe(String(strided));
    const matrix = (await loadJoblib(
      await dumpJoblib(asSubclass(array, new PyGlobal('numpy', 'matrix'))),
    )) as NumpyArray;
    expect(String(matrix.subclass)).toBe('numpy.matrix');
    const masked = await loadJoblib(goldenFile('p4/masked'));
    expect(MaskedArray.isMaskedArray(masked)).toBe(true);
    expect(String(await loadJoblib(await dumpJoblib(masked)))).toBe(String(masked));
  });

  it.each([true, 1, 3, 6, 9, 'zlib', 'gzip', ['gzip', 9]] as const)('compresses by %s', async (compress) => {
    const value = await loadJoblib(goldenFile('p4/large'), { exact: true });
    const file = await dumpJoblib(value, { compress });
    expect(file[0]).toBe(String(compress).startsWith('gzip') ? 0x1f : 0x78);
    expect(file.length).toBeLessThan(2000);
    expect(written(await loadJoblib(file)).equals(written(value))).toBe(true);
    expect(await dumpJoblib(value, { compress })).toEqual(file);
  });

  it.each([
    [{ compress: 10 }, 'dumpJoblib: the level of compress must be an integer from 0 to 9, not 10'],
    [{ compress: 'xz' }, "dumpJoblib: compress must be by 'zlib' or 'gzip', not xz"],
    [
      { compress: ['zlib'] },
      'dumpJoblib: the level of compress must be an integer from 0 to 9, not undefined',
    ],
    [{ compress: 'constructor' }, "dumpJoblib: compress must be by 'zlib' or 'gzip', not constructor"],
    [{ protocol: 6 }, 'dumpJoblib: protocol must be 0, 1, 2, 3, 4 or 5, not 6'],
    [{ numpy: 3 }, "dumpJoblib: numpy must be 'any', 1 or 2, not 3"],
  ])('rejects %j', async (options, message) => {
    await expect(dumpJoblib(1, options as never)).rejects.toThrow(new TypeError(message));
  });

  it('says where in a value what can’t be written lies, in arrays of objects too', async () => {
    const array = NumpyArray.from([null, Symbol('x')] as never, { dtype: 'object' });
    const error: unknown = await dumpJoblib({ weights: [1, array] }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PicklingError);
    expect((error as PicklingError).message).toMatch(
      /^a symbol can't be pickled: .*, at \.weights\[1\]\[1\]$/,
    );
    expect(String((error as PicklingError).path)).toBe('.weights[1][1]');
  });

  it('refuses elements without a size, which joblib can’t load', async () => {
    const array = new NumpyArray({ buffer: new ArrayBuffer(0), dtype: 'V0', shape: [3] });
    await expect(dumpJoblib({ a: array })).rejects.toThrow(
      "joblib can't load an array of dtype |V0, whose elements have no size, at .a",
    );
  });

  it('leaves an array that a user’s entry writes to it', async () => {
    class Mine {
      x = 1;
    }
    const classes = [pythonClass({ module: 'm', name: 'Mine', type: Mine })];
    const file = await dumpJoblib([new Mine(), NumpyArray.from([1])], { classes });
    const [mine] = (await loadJoblib(file, { classes })) as unknown as [Mine];
    expect(mine).toEqual(new Mine());
  });
});
