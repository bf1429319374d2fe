import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import {
  arrayAt,
  arraysIn,
  asSubclass,
  at,
  dumps,
  type LazyArray,
  load,
  loads,
  MaskedArray,
  NumpyArray,
  type PickleValue,
  PyGlobal,
  SourceError,
  toPlain,
  UnpicklingError,
  urlSource,
} from '../../src/index.ts';
import { openFile } from '../../src/node.ts';
import { bytes as assemble } from '../pickle/assemble.ts';
import { CountingSource, loadTiny } from './lazily.ts';

const weights = (i: number) => NumpyArray.from(new Float64Array(12_000).fill(i), { shape: [1200, 10] });
const layers = (count: number) =>
  new Map(Array.from({ length: count }, (_, i): [string, NumpyArray] => [`layer.${i}`, weights(i)]));
const lazy = { lazy: true } as const;
const lazyAt = (value: PickleValue, ...path: string[]) => at(value, ...path) as LazyArray;

describe('what is read', () => {
  it.each([2, 3, 4, 5] as const)(
    'protocol %i: one window for each array, and one array',
    async (protocol) => {
      const source = new CountingSource(dumps(layers(20), { protocol }));
      const value = await load(source, lazy);
      expect(source.reads.length).toBeLessThanOrEqual(22);
      expect(source.total).toBeLessThanOrEqual(21 * 4096);
      const array = lazyAt(value, 'layer.7');
      expect([array.dtype.name, array.shape, array.order, array.nbytes]).toEqual([
        'float64',
        [1200, 10],
        'C',
        96_000,
      ]);
      source.reads.length = 0;
      expect((await array.load()).get(1199, 9)).toBe(7);
      expect(source.reads.length).toBe(1);
      if (protocol > 2) {
        expect(source.reads).toEqual([[array.byteRange!.offset, 96_000]]);
        source.reads.length = 0;
        expect((await array.slice(100, 103)).shape).toEqual([3, 10]);
        expect(source.reads).toEqual([[array.byteRange!.offset + 8000, 240]]);
      } else {
        expect(array.byteRange).toBe(null);
        expect((await array.slice(-1)).toArray()).toEqual([Array(10).fill(7)]);
      }
    },
  );

  it('of a file behind HTTP one request for each array', async () => {
    const bytes = dumps(layers(20));
    let requests = 0;
    const server = createServer((request, response) => {
      requests++;
      const [start, end] = request.headers.range!.slice('bytes='.length).split('-').map(Number) as [
        number,
        number,
      ];
      const part = bytes.subarray(start, end + 1);
      response.writeHead(206, {
        'content-range': `bytes ${start}-${start + part.length - 1}/${bytes.length}`,
      });
      response.end(part);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const value = await load(await urlSource(`http://127.0.0.1:${port}/w.pkl`), lazy);
      expect((await lazyAt(value, 'layer.3').load()).get(0, 0)).toBe(3);
      expect(requests).toBeLessThanOrEqual(30);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

  it('what is no array is read, and fits', async () => {
    const masked = new MaskedArray({
      data: weights(1),
      mask: NumpyArray.from(new Array(12_000).fill(true), { dtype: 'bool', shape: [1200, 10] }),
    });
    const value = new Map<string, unknown>([
      ['text', 'ä'.repeat(5000)],
      ['bytes', new Uint8Array(5000).fill(3)],
      ['masked', masked],
      ['matrix', asSubclass(weights(2), new PyGlobal('numpy', 'matrix'))],
      ['objects', NumpyArray.from([weights(3), new Map([['k', 1]])], { dtype: 'object', shape: [2] })],
    ]);
    for (const protocol of [2, 4] as const) {
      const bytes = dumps(value, { protocol });
      const loaded = await load(bytes, { ...lazy, dicts: 'object' });
      const whole = loads(bytes, { dicts: 'object' });
      for (const name of ['text', 'bytes']) expect(at(loaded, name)).toEqual(at(whole, name));
      expect(String(at(loaded, 'masked'))).toBe(String(at(whole, 'masked')));
      const matrix = lazyAt(loaded, 'matrix');
      expect([String(matrix.subclass), String((await matrix.load()).subclass)]).toEqual([
        'numpy.matrix',
        'numpy.matrix',
      ]);
      const objects = await lazyAt(loaded, 'objects').load();
      expect(objects.get(1)).toEqual(Object.assign(Object.create(null), { k: 1 }));
      expect((await (objects.get(0) as LazyArray).load()).get(0, 0)).toBe(3);
      const found = Array.from(arraysIn(loaded, lazy), ({ path }) => String(path));
      expect(found).toEqual([
        "['masked'].data",
        "['masked'].mask",
        "['matrix']",
        "['objects']",
        "['objects'][0]",
      ]);
    }
  });
});

describe('what is refused', () => {
  const bytes = dumps(layers(2));

  it('streams, compressed files, exact and the arrays hook', async () => {
    await expect(load(new Response(bytes).body!, lazy)).rejects.toThrow(
      /read later, in any order.*pass bytes, a Blob or a ByteSource/,
    );
    await expect(load(bytes, { ...lazy, exact: true })).rejects.toThrow(/leave out one of the two/);
    await expect(load(bytes, { ...lazy, arrays: (array) => array })).rejects.toThrow(
      /leave out the hook, or lazy/,
    );
    await expect(load(new Uint8Array([0x1f, 0x8b, 8, 0]), lazy)).rejects.toThrow(/compressed by gzip/);
  });

  it('what needs the elements says to load them', async () => {
    const value = await load(bytes, lazy);
    const array = lazyAt(value, 'layer.0');
    expect(inspect(array)).toBe('LazyArray(shape=(1200, 10), dtype=float64, not loaded)');
    expect(() => dumps(value)).toThrow(
      /a LazyArray can't be pickled: its elements are not loaded; await its load\(\)/,
    );
    expect(() => toPlain(value)).toThrow(/await its load\(\) first/);
    expect(() => JSON.stringify(array)).toThrow(/await its load\(\)/);
    expect(() => [...arraysIn(value)]).toThrow(
      /\['layer.0'\] is a LazyArray, not loaded: pass \{ lazy: true \}/,
    );
    expect(() => arrayAt(value, 'layer.0')).toThrow(/no array but LazyArray\(.*\): await its load\(\)/);
  });

  it('a slice that lies in pieces', async () => {
    const f = NumpyArray.from(
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      { dtype: 'int64', order: 'F' },
    );
    const array = (await loadTiny(dumps(f))) as LazyArray;
    expect(array.order).toBe('F');
    await expect(array.slice(0, 2)).rejects.toThrow(
      /\[0:2\] of LazyArray.* does not lie in one piece \(its order is F\); use load\(\)/,
    );
    expect((await array.load()).toArray()).toEqual(f.toArray());
  });

  it('a pickle that is cut off anywhere, as loads does', async () => {
    for (let cut = 0; cut < bytes.length; cut += 971) {
      const part = bytes.subarray(0, cut);
      const expected = (() => {
        try {
          return loads(part);
        } catch (error) {
          return error;
        }
      })() as UnpicklingError;
      await expect(load(part, lazy)).rejects.toMatchObject({
        name: 'UnpicklingError',
        message: expected.message,
        offset: expected.offset,
        opcode: expected.opcode,
      });
    }
  });

  it('a shape that lies, at once or when it is loaded', async () => {
    const state = (payload: string) =>
      assemble(
        '\x80\x02cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85c_codecs\nencode\nX\x01\0\0\0bX\x06\0\0\0latin1\x86R\x87R',
        '(K\x01M\x10\x27\x85cnumpy\ndtype\nX\x02\0\0\0u1K\0K\x01\x87R(K\x03X\x01\0\0\0|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb\x89',
        payload,
        'tb.',
      );
    // 10,000 bytes: given as 9,999 bytes, and as text of 10,000 bytes of UTF-8 but 9,999 characters.
    const bytesOf9999 = `B\x0f\x27\0\0${'a'.repeat(9999)}`;
    await expect(load(state(bytesOf9999), lazy)).rejects.toThrow(/needs 10000 bytes of data, 9999 are there/);
    const text = `c_codecs\nencode\nX\x10\x27\0\0${'a'.repeat(9998)}\xc3\xa4X\x06\0\0\0latin1\x86R`;
    const array = (await load(state(text), lazy)) as LazyArray;
    expect(array.shape).toEqual([10_000]);
    await expect(array.load()).rejects.toThrow(UnpicklingError);
    await expect(array.load()).rejects.toThrow(/needs 10000 bytes of data, 9999 are there/);
  });

  it('a source that has become shorter, or is not read any more', async () => {
    const source = new CountingSource(bytes);
    const array = lazyAt(await load(source, lazy), 'layer.1');
    source.read = async (_, length) => new Uint8Array(length - 1);
    await expect(array.load()).rejects.toThrow(
      /the source ends too early: 96000 bytes are wanted and 95999 are there/,
    );
    await expect(array.load({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});

describe('openFile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lazy-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'layers.pkl');

  it('loads arrays until it is closed', async () => {
    writeFileSync(path, dumps(layers(3)));
    const { value, close } = await openFile(path);
    const array = lazyAt(value, 'layer.2');
    expect((await array.slice(5, 6)).toArray()).toEqual([Array(10).fill(2)]);
    await close();
    await expect(array.load()).rejects.toThrow(SourceError);
    await expect(array.load()).rejects.toThrow(/it was closed/);
    await close();
  });

  it('says that the file has changed', async () => {
    writeFileSync(path, dumps(layers(3)));
    const { value, close } = await openFile(path);
    truncateSync(path, 1000);
    await expect(lazyAt(value, 'layer.2').load()).rejects.toThrow(/changed while it was being read/);
    await close();
    await expect(openFile(path)).rejects.toThrow(/the pickle is truncated/);
  });
});
