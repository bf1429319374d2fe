/** Compressed files: told by their first bytes, expanded as they are read. */

import { execFileSync } from 'node:child_process';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { dumps, type LimitError, load, loads, NumpyArray, type SourceError } from '../../src/index.ts';
import { expanded } from '../../src/io/expand.ts';
import { Reader } from '../../src/io/reader.ts';
import { StreamChunks } from '../../src/io/stream.ts';
import { findPython } from '../python/python.ts';
import { memorySource, pieces, streamOf } from './sources.ts';

const value = [
  'before',
  NumpyArray.from(Float64Array.from({ length: 50_000 }, (_, i) => Math.sqrt(i))),
  'behind',
];
const pickle = dumps(value);
const python = findPython(2);
const same = (loaded: unknown) => Buffer.compare(dumps(loaded), pickle) === 0;

it.skipIf('missing' in python)('files as Python compresses them, at every level', async () => {
  const program =
    'import sys, gzip, zlib, struct\ndata = sys.stdin.buffer.read()\n' +
    'for level in range(10):\n  for pack in (gzip, zlib):\n' +
    '    packed = pack.compress(data, level)\n    sys.stdout.buffer.write(struct.pack("<I", len(packed)) + packed)\n';
  const { command } = python as { command: string };
  const printed = execFileSync(command, ['-c', program], { input: pickle, maxBuffer: 2 ** 28 });
  let count = 0;
  for (let at = 0; at < printed.length; count++) {
    const length = printed.readUInt32LE(at);
    const packed = new Uint8Array(printed.subarray(at + 4, at + 4 + length));
    expect(same(await load(memorySource(packed)))).toBe(true);
    at += 4 + length;
  }
  expect(count).toBe(20);
});

it('a file of several gzip members', async () => {
  const members = [gzipSync(pickle.subarray(0, 1000)), gzipSync(pickle.subarray(1000))];
  expect(same(await load(new Blob(members)))).toBe(true);
});

it('what is damaged or cut short', async () => {
  const packed = new Uint8Array(gzipSync(pickle));
  for (const length of [20, 5000, packed.length - 4]) {
    const error = (await load(packed.slice(0, length)).catch((e) => e)) as SourceError;
    expect(error.name).toBe('SourceError');
    expect(error.message).toMatch(
      /^what the gzip data expands to can't be read: unexpected end of file. The file is damaged or truncated, at byte \d+$/,
    );
  }
  packed[packed.length - 6]! ^= 1;
  await expect(load(packed)).rejects.toThrow(
    "can't be read: incorrect data check. The file is damaged or truncated",
  );
  // Too short to be told from a pickle.
  await expect(load(packed.slice(0, 2))).rejects.toThrow('0x1f is not a pickle opcode');
});

it('a bomb is stopped, unless its size was allowed', async () => {
  // 2 GiB of zeros, packed as they are read: none of it is ever there.
  const zeros = gzipSync(new Uint8Array(2 ** 24));
  const bomb = () =>
    streamOf(
      (function* () {
        yield gzipSync(new Uint8Array([0x80, 4, 0x8e, 0, 0, 0, 0, 1, 0, 0, 0]));
        for (let i = 0; i < 128; i++) yield zeros;
      })(),
    );
  const error = (await load(bomb()).catch((e) => e)) as LimitError;
  expect([error.name, error.limit]).toEqual(['LimitError', 'maxBytes']);
  expect(error.message).toMatch(
    /^the file expands to more than \d+ bytes, of which \d+ bytes were read: raise limits.maxBytes if you trust it, at offset \d+$/,
  );
  expect(error.offset).toBeLessThan(2 ** 29);
  const early = (await load(bomb(), { limits: { maxBytes: 1e6 } }).catch((e) => e)) as LimitError;
  expect(early.message).toContain('4294967307 bytes are above the limit of 1000000');
  const reader = () => new Reader(new StreamChunks(new Blob(new Array(20).fill(zeros)).stream()));
  const over = await expanded(reader(), {});
  await expect(over.skip(2 ** 40)).rejects.toThrow('raise limits.maxBytes if you trust it');
  await over.close();
  expect(await (await expanded(reader(), { maxBytes: 2 ** 29 })).skip(2 ** 40)).toBe(20 * 2 ** 24);
});

const others: [string, number[]][] = [
  ['bz2', [0x42, 0x5a, 0x68, 0x39]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]],
  ['lzma', [0x5d, 0, 0, 0x80]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
  ['zip', [0x50, 0x4b, 3, 4]],
];

it.each(others)('%s is named, and expanded by what is passed', async (name, magic) => {
  const packed = new Uint8Array([...magic, ...gzipSync(pickle)]);
  const source = () => streamOf(pieces(packed, () => 300));
  const { message, constructor } = (await load(source()).catch((e) => e)) as SourceError;
  expect(constructor.name).toBe('SourceError');
  expect(message).toContain(
    `the file is compressed by ${name}, for which there is no decompressor: pass { decompressors: { ${name}: (stream) => … } }`,
  );
  async function* unpack(stream: ReadableStream<Uint8Array>) {
    const parts: Uint8Array[] = [];
    const reader = stream.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) parts.push(next.value);
    yield* pieces(gunzipSync(Buffer.concat(parts).subarray(magic.length)), () => 7000);
  }
  expect(same(await load(source(), { decompressors: { [name]: unpack } }))).toBe(true);
});

it('a pickle that begins with the letters of another format is a pickle', async () => {
  // PERSID, BINBYTES of 0x64ff685a bytes, EMPTY_LIST.
  const persistentLoad = (id: unknown) => id;
  for (const start of ['PK\x02\n.', '].', '(l.', 'BZi\0']) {
    const bytes = new Uint8Array(Buffer.from(start, 'latin1'));
    const told = (error: Error) => error.message;
    const expected = await Promise.resolve()
      .then(() => loads(bytes, { persistentLoad }))
      .catch(told);
    expect(await load(bytes, { persistentLoad }).catch(told)).toEqual(expected);
  }
});
