/** Joblib files that lie, end too early or hold what they may not: typed errors that say where, and no more memory than is there. */

import { gzipSync } from 'node:zlib';
import { describe, expect, it, test } from 'vitest';
import { LimitError, loads, PickleError, PyObject, UnsupportedGlobalError } from '../../src/index.ts';
import { dumpJoblib, type LoadJoblibOptions, loadJoblib } from '../../src/joblib.ts';
import { checkJoblib, joblibInput } from '../fuzz/joblib.ts';
import { goldenFile } from './joblib-golden.ts';

async function failure(file: Uint8Array, options?: LoadJoblibOptions): Promise<PickleError> {
  const thrown: unknown = await loadJoblib(file, options).then(
    () => new Error('it was loaded'),
    (error: unknown) => error,
  );
  if (!(thrown instanceof PickleError)) throw thrown;
  return thrown;
}

const latin1 = (file: Uint8Array) => Buffer.from(file).toString('latin1');
const fromLatin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

/** The file with one text for another of the same length, or not in frames. */
function changed(file: Uint8Array, from: string, to: string): Uint8Array {
  const text = latin1(file);
  expect(text).toContain(from);
  return fromLatin1(text.replace(from, () => to));
}

/** Protocol 2 has no frames, whose lengths would have to fit. */
const file = goldenFile('p2/c');

describe('a file that ends too early', () => {
  it.each(['p2/c', 'p4/alternating', 'p4/objects', 'p0/struct'])('%s, at every byte', async (id) => {
    const whole = goldenFile(id);
    for (let length = 0; length < whole.length; length++) {
      const error = await failure(whole.subarray(0, length));
      expect(error.message).toMatch(/truncated|ends without STOP|needs? \d+ bytes/);
      const chunked = await failure([whole.slice(0, length)] as never);
      expect(chunked.message).toBe(error.message);
    }
  });

  it('says what is missing', async () => {
    expect((await failure(file.subarray(0, file.length - 20))).message).toMatch(
      /^the pickle is truncated: BUILD needs 48 bytes, 29 are left, at offset \d+ \(BUILD\)$/,
    );
    const padding = /b(.)\xff+$/s.exec(latin1(file.subarray(0, -49)))![1]!.charCodeAt(0);
    expect((await failure(file.subarray(0, -50))).message).toMatch(
      new RegExp(`^the pickle is truncated: BUILD needs ${padding + 1} bytes, ${padding} are left`),
    );
    const compressed = gzipSync(file);
    expect((await failure(compressed.subarray(0, -12))).message).toMatch(
      /^what the gzip data expands to can't be read: unexpected end of file/,
    );
    compressed[30]! ^= 255;
    expect((await failure(compressed)).message).toMatch(/^what the gzip data expands to can't be read/);
  });
});

describe('a shape that lies', () => {
  it.each([
    [
      'too large for the file',
      'K\x02K\x03\x86',
      'J\xff\xff\xff\x7fJ\xff\xff\xff\x7f\x86',
      /an array of shape \(2147483647, 2147483647\) has more elements than can be addressed/,
    ],
    [
      'negative',
      'K\x02K\x03\x86',
      'J\xff\xff\xff\xffK\x03\x86',
      /NumpyArrayWrapper: the shape holds -1: it must not be negative/,
    ],
    ['no tuple', 'K\x02K\x03\x86', 'K\x06', /the shape must be a tuple, not int/],
    ['smaller than the data', 'K\x02K\x03\x86', 'K\x01K\x03\x86', /.*/],
    ['no order', 'X\x01\0\0\0C', 'X\x01\0\0\0K', /the order of an array must be 'C' or 'F', not "K"/],
    [
      'no such field',
      'X\x05\0\0\0order',
      'X\x05\0\0\0orden',
      /the state of the wrapper of an array has no order/,
    ],
    [
      'a class that is none',
      'cnumpy\nndarray\n',
      'cnumpy\nfloat64\n',
      /an array of class numpy.float64 can't be made of its elements/,
    ],
  ])('%s', async (_, from, to, message) => {
    expect((await failure(changed(file, from, to))).message).toMatch(message);
  });

  it('allocates nothing for what is not there, from a stream either', async () => {
    const lie = changed(file, 'K\x02K\x03\x86', 'J\xff\xff\xff\x0fK\x03\x86');
    const before = process.memoryUsage().arrayBuffers;
    const error = await failure(new Blob([lie as BlobPart]).stream() as never);
    expect(error.message).toMatch(/^the pickle is truncated: BUILD needs 6442450920 bytes/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 25);
  });

  it('bounds elements by the limit', async () => {
    const error = await failure(file, { limits: { maxElements: 5 } });
    expect(error).toBeInstanceOf(LimitError);
    expect((error as LimitError).limit).toBe('maxElements');
  });
});

test('a wrapper without its state is no array', async () => {
  const pickle = fromLatin1('\x80\x02cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81.');
  expect((await failure(pickle)).message).toMatch(
    /^an array is made here and never gets its data, at offset/,
  );
  const none = fromLatin1('\x80\x02cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81Nb.');
  expect((await failure(none)).message).toMatch(/the state of the wrapper of an array must be a dict/);
});

describe('a pickle behind a wrapper', () => {
  const objects = goldenFile('p2/objects');
  const nested = latin1(objects).lastIndexOf('\x80\x02');
  const head = latin1(objects).slice(0, nested);

  it('must be of an array', async () => {
    expect((await failure(fromLatin1(`${head}\x80\x02K\x01..`))).message).toMatch(
      /^joblib.numpy_pickle.NumpyArrayWrapper: the pickle behind the wrapper of an array must be of one, not int/,
    );
  });

  it('has a stack and a memo of its own', async () => {
    expect((await failure(fromLatin1(`${head}\x80\x020.`))).message).toMatch(/^nothing on the stack/);
    expect((await failure(fromLatin1(`${head}\x80\x02h\0.`))).message).toMatch(/^nothing was memoised as 0/);
    expect((await failure(fromLatin1(`${head}\x80\x02t.`))).message).toMatch(/^no MARK on the stack/);
    expect((await failure(fromLatin1(`${head}\x80\x02e.`))).message).toMatch(/^no MARK on the stack/);
    // The memo around it is there again behind it.
    const around = `\x80\x02]q\xc8(${head.slice(2)}${latin1(objects).slice(nested, -1)}h\xc8e.`;
    const list = (await loadJoblib(fromLatin1(around))) as unknown[];
    expect(list[1]).toBe(list);
  });

  it('holds no such data in its turn, however deep it claims to be', async () => {
    expect((await failure(fromLatin1(head.repeat(3)))).message).toMatch(
      /^data lie between the opcodes of a pickle that is such data itself/,
    );
  });

  it('may be deep itself', async () => {
    const depth = 100_000;
    const array =
      '\x80\x02cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85c_codecs\nencode\nX\x01\0\0\0bX\x06\0\0\0latin1\x86R\x87R';
    const state = `(K\x01K\x01\x85cnumpy\ndtype\nX\x02\0\0\0O8\x89\x88\x87R(K\x03X\x01\0\0\0|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK?tb\x89]${']'.repeat(depth)}${'a'.repeat(depth)}tb.`;
    const loaded = await loadJoblib(fromLatin1(`${head}${array}${state}.`));
    expect(loaded).toBeDefined();
  });
});

describe('what nobody registered', () => {
  const name = (module: string, cls: string) => `c${module}\n${cls}\n`;

  it('is listed whole, behind data too', async () => {
    const model = await dumpJoblib(await loadJoblib(goldenFile('p4/alternating'), { exact: true }), {
      protocol: 2,
    });
    const inside = latin1(model).slice(2, -1);
    const text = `\x80\x02(${name('a', 'First')}${inside}${name('b', 'Second')})\x81${name('c', 'Third')}t.`;
    const error = await failure(fromLatin1(text));
    expect(error).toBeInstanceOf(UnsupportedGlobalError);
    expect((error as UnsupportedGlobalError).globals.map(String)).toEqual(['a.First', 'b.Second', 'c.Third']);
    const loaded = (await loadJoblib(fromLatin1(text), { unknownGlobals: 'opaque' })) as unknown[];
    expect(loaded).toHaveLength(4);
    expect(loaded[2]).toBeInstanceOf(PyObject);
  });

  it('at protocol 0 and 1, too', async () => {
    for (const id of ['p0/c', 'p1/objects']) {
      const inside = latin1(goldenFile(id)).slice(0, -1);
      const error = await failure(fromLatin1(`(${name('a', 'First')}${inside}${name('b', 'Second')}t.`));
      expect((error as UnsupportedGlobalError).globals.map(String)).toEqual(['a.First', 'b.Second']);
    }
  });
});

describe('what joblib before 0.10 wrote', () => {
  it('begins with ZF', async () => {
    expect((await failure(fromLatin1('ZF0x10               x'))).message).toMatch(
      /^joblib before 0.10 wrote this file \(it begins with ZF\): in Python, write it anew by joblib.dump\(joblib.load\(old\), new\)/,
    );
  });

  it.each(['NDArrayWrapper', 'ZNDArrayWrapper'])('names its arrays’ files in a %s', async (cls) => {
    for (const module of [
      'joblib.numpy_pickle',
      'joblib.numpy_pickle_compat',
      'sklearn.externals.joblib.numpy_pickle',
    ])
      expect((await failure(fromLatin1(`\x80\x02c${module}\n${cls}\n)\x81.`))).message).toMatch(
        /: joblib before 0.10 wrote this file, and kept its arrays in others beside it/,
      );
  });
});

describe('compressed files', () => {
  it.each([
    ['bz2', /seek-bzip/],
    ['xz', /xz-decompress/],
    ['lzma', /lzma1/],
    ['lz4', /lz4-napi/],
  ])('%s: a package is named', async (method, remedy) => {
    const { message } = await failure(goldenFile(`${method}/dict`));
    expect(message).toMatch(`the file is compressed by ${method}, for which there is no decompressor`);
    expect(message).toMatch(remedy);
  });

  it('by a decompressor', async () => {
    const plain = goldenFile('p4/dict');
    const xz = goldenFile('xz/dict');
    let got = 0;
    const decompressors: LoadJoblibOptions['decompressors'] = {
      async *xz(stream) {
        got = (await new Response(stream).arrayBuffer()).byteLength;
        yield plain;
      },
    };
    expect(String(await loadJoblib(xz, { decompressors }))).toBe(String(await loadJoblib(plain)));
    expect(got).toBe(xz.length);
  });

  it('expand to no more than the limit', async () => {
    const bomb = gzipSync(Buffer.concat([goldenFile('p2/c').subarray(0, -1), Buffer.alloc(2 ** 22, 'N0')]));
    const error = await failure(bomb, { limits: { maxBytes: 2 ** 20 }, trailing: 'ignore' });
    expect(error).toBeInstanceOf(LimitError);
    expect((error as LimitError).limit).toBe('maxBytes');
  });
});

test('loads says what a joblib file is', () => {
  expect(() => loads(file)).toThrow('this is a joblib file, not a plain pickle: load it with loadJoblib');
});

test('changed files give a value or a typed error', { timeout: 60_000 }, async () => {
  let loaded = 0;
  for (let i = 0; i < 1000; i++) loaded += Number(await checkJoblib(joblibInput(7, i), i));
  expect(loaded).toBeGreaterThan(50);
});
