/** .npz files without a Python: golden ones, and what is none. */

import { describe, expect, test } from 'vitest';
import { arrayStr } from '../../src/array/array-text.ts';
import { FormatError, LimitError, NumpyArray, SourceError } from '../../src/index.ts';
import {
  type NpzOptions,
  openNpz,
  readNpy,
  readNpz,
  type Source,
  writeNpy,
  writeNpz,
  writeNpzChunks,
} from '../../src/npy.ts';
import { goldenFiles } from './golden.ts';
import { sourceOf } from './source.ts';

describe.each([1, 2] as const)('golden files of NumPy %i', (major) => {
  const files = goldenFiles(major).filter(({ id }) => id.startsWith('npz/'));

  test.each(files)('$id', async ({ file, arrays }) => {
    const stream = () => new Blob([file as Uint8Array<ArrayBuffer>]).stream();
    const sources: Source[] = [
      file,
      sourceOf(file),
      new Blob([file as Uint8Array<ArrayBuffer>]),
      stream(),
      new Response(stream()),
    ];
    for (const source of sources) {
      const read = await readNpz(source, { allowPickle: true });
      expect([...read.keys()]).toEqual(Object.keys(arrays));
      for (const [name, array] of read) {
        const { dtype, shape, order, text } = arrays[name]!;
        expect([String(array.dtype), array.shape, array.order]).toEqual([dtype, shape, order]);
        expect(arrayStr(array)).toBe(text);
      }
    }
  });

  test('what is stored is what is written', async () => {
    for (const { id, file } of files) {
      const arrays = await readNpz(file, { allowPickle: true, exact: true });
      const compress = id.endsWith('deflated');
      const written = await writeNpz(arrays, { numpy: major, compress });
      // Until 3.11.4, CPython had the sizes in local headers twice; NumPy 1's golden files are of 3.11.2.
      if (!compress && major === 2) expect(Buffer.from(written).equals(file), id).toBe(true);
      const again = await readNpz(written, { allowPickle: true, exact: true });
      expect([...again].map(([name, array]) => [name, arrayStr(array)])).toEqual(
        [...arrays].map(([name, array]) => [name, arrayStr(array)]),
      );
    }
  });
});

const numbers = NumpyArray.from([[1, 2, 3]], { dtype: 'float32' });

describe('members', () => {
  const large = new Float64Array(500_000).map((_, i) => i % 97);
  const arrays = { large, numbers, small: Int8Array.of(7) };

  test.each([false, true])('of an archive are read alone (compress: %s)', async (compress) => {
    const file = await writeNpz(arrays, { compress });
    const source = sourceOf(file);
    const npz = await openNpz(source);
    expect(npz.names).toEqual(['large', 'numbers', 'small']);
    expect([npz.has('small'), npz.has('small.npy')]).toEqual([true, false]);
    // The end and the directory.
    expect(source.reads.length).toBe(2);
    expect((await npz.get('numbers')).toArray()).toEqual([[1, 2, 3]]);
    expect(source.reads.length).toBe(3);
    expect(source.reads[2]![1]).toBeLessThan(400);
    const { dtype, shape, nbytes } = await npz.header('large');
    expect([String(dtype), shape, nbytes]).toEqual(['float64', [500_000], 4_000_000]);
    expect(source.reads.slice(3).reduce((sum, [, length]) => sum + length, 0)).toBeLessThan(
      compress ? 200_000 : 20_000,
    );
    const array = await npz.get('large');
    const { buffer, byteOffset, byteLength } = array.as('float64').data;
    expect(Buffer.from(buffer, byteOffset, byteLength).equals(Buffer.from(large.buffer))).toBe(true);
    await expect(npz.get('nothing')).rejects.toThrow(
      'the .npz file has no array "nothing"; it has "large", "numbers", "small"',
    );
  });

  test('of a large archive go into memory of their own, of a file in memory they are views', async () => {
    const file = await writeNpz(arrays);
    const own = await (await openNpz(sourceOf(file))).get('large');
    expect([own.buffer.byteLength, own.byteOffset]).toEqual([4_000_128, 128]);
    expect((await readNpz(file)).get('large')!.buffer).toBe(file.buffer);
    expect((await readNpz(file, { copy: 'always' })).get('large')!.buffer).not.toBe(file.buffer);
  });

  test('are called as NumPy calls them', async () => {
    const names = async (input: Parameters<typeof writeNpz>[0]) =>
      (await openNpz(await writeNpz(input))).names;
    expect(await names([numbers, numbers])).toEqual(['arr_0', 'arr_1']);
    expect(
      await names(
        new Map([
          ['layer/kernel:0', numbers],
          ['', numbers],
          ['日本', numbers],
        ]),
      ),
    ).toEqual(['layer/kernel:0', '', '日本']);
    expect(await names({ W: numbers, 'W.npy': numbers })).toEqual(['W', 'W.npy']);
    expect(await names({})).toEqual([]);
  });

  test('come in pieces, which are the arrays themselves', async () => {
    const pieces: Uint8Array[] = [];
    for await (const piece of writeNpzChunks(arrays)) pieces.push(piece);
    expect(pieces.some(({ buffer }) => buffer === large.buffer)).toBe(true);
    expect(Buffer.concat(pieces).equals(await writeNpz(arrays))).toBe(true);
  });

  test.each([
    ['../x', "an array can't be named \"../x\": it has a path with '..'"],
    ['a\\..\\b', "it has a path with '..'"],
    ['/etc/passwd', 'it has an absolute path'],
    ['C:\\x', 'it has an absolute path'],
    ['a\0b', 'it has a NUL in its name'],
    ['\ud800', 'UTF-8 has no half of a character'],
    ['x'.repeat(70_000), 'a zip file holds at most 65531 bytes'],
  ])('are not written as %j', async (name, message) => {
    await expect(writeNpz({ [name]: numbers })).rejects.toThrow(message);
  });

  test.each([[numbers], [1], [Float32Array.of(1)], [{ x: 1 }], [{ x: [1] }], [null]])(
    'not %j',
    async (input) => {
      await expect(writeNpz(input as never)).rejects.toThrow(TypeError);
    },
  );
});

/** A zip file of these members, and what is wrong with it. */
interface Member {
  name: string;
  localName?: string;
  data: Uint8Array;
  method?: number;
  flags?: number;
  crc?: number;
  size?: number;
  packedSize?: number;
  offset?: number;
}

const crcOf = (data: Uint8Array) => {
  let crc = -1;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
};

function zip(
  members: readonly Member[],
  { comment = '', before = '', count = members.length } = {},
): Uint8Array {
  const parts: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const { name, data, method = 0, flags = 0, ...about } of members) {
    const { crc = crcOf(data), size = data.length, packedSize = data.length, localName = name } = about;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50);
    local.writeUInt16LE(localName.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50);
    entry.writeUInt16LE(flags, 8);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(crc, 16);
    entry.writeUInt32LE(packedSize, 20);
    entry.writeUInt32LE(size, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(about.offset ?? at, 42);
    parts.push(local, Buffer.from(localName, 'latin1'), Buffer.from(data));
    entries.push(entry, Buffer.from(name, 'latin1'));
    at += 30 + localName.length + data.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  end.writeUInt16LE(comment.length, 20);
  return new Uint8Array(Buffer.concat([Buffer.from(before), ...parts, directory, end, Buffer.from(comment)]));
}

const data = writeNpy(numbers);
const failure = async (file: Uint8Array, options: NpzOptions = {}) => {
  const errors: unknown[] = [];
  for (const source of [file, sourceOf(file)])
    await readNpz(source, options).catch((error: unknown) => errors.push(error));
  expect(errors.length).toBe(2);
  expect(String(errors[1])).toBe(String(errors[0]));
  return errors[0] as FormatError;
};

describe('other zip files', () => {
  test('with a comment, behind other bytes, with folders', async () => {
    const folder = { name: 'a/', data: new Uint8Array(0) };
    const file = zip([folder, { name: 'a/x.npy', data }, { name: 'y', data }], {
      comment: 'PK\x05\x06 no',
      before: '#!/bin/sh\n',
    });
    const arrays = await readNpz(file);
    expect([...arrays.keys()]).toEqual(['a/x', 'y']);
    expect(arrays.get('y')!.toArray()).toEqual([[1, 2, 3]]);
  });

  test('with names in the character set of the first PCs', async () => {
    const file = zip([{ name: '\x81.npy', data }]);
    expect([...(await readNpz(file)).keys()]).toEqual(['ü']);
  });

  test('without end', async () => {
    expect(await failure(new Uint8Array(0))).toBeInstanceOf(FormatError);
    const file = zip([{ name: 'x.npy', data }]);
    for (let length = 0; length < file.length; length++) {
      expect(await failure(file.subarray(0, length))).toBeInstanceOf(FormatError);
    }
  });
});

describe('hostile zip files', () => {
  const x = { name: 'x.npy', data };
  test.each<[string, Member[], string]>([
    [
      'a sum that is not right',
      [{ ...x, crc: 1 }],
      `"x.npy" in the zip file is damaged: its CRC-32 is ${crcOf(data).toString(16).padStart(8, '0')}, expected 00000001, at offset 35`,
    ],
    ['a name twice', [x, x], '"x.npy" in the .npz file is there twice, at offset 175'],
    [
      'a name with and without .npy',
      [x, { name: 'x', data }],
      '"x" in the .npz file is there twice, at offset 175',
    ],
    [
      'a path',
      [{ name: '../../x.npy', data }],
      '"../../x.npy" in the .npz file has a path with \'..\', at offset 0',
    ],
    [
      'an absolute path',
      [{ name: '/x.npy', data }],
      '"/x.npy" in the .npz file has an absolute path, at offset 0',
    ],
    [
      'a path of Windows',
      [{ name: 'C:\\x.npy', data }],
      '"C:\\\\x.npy" in the .npz file has an absolute path, at offset 0',
    ],
    [
      'a NUL',
      [{ name: 'x\0.npy', data }],
      '"x\\u0000.npy" in the .npz file has a NUL in its name, at offset 0',
    ],
    [
      'a name that is not UTF-8',
      [{ name: '\xff.npy', data, flags: 0x800 }],
      'the directory of the zip file has a name that is not UTF-8, at offset 175',
    ],
    [
      'a password',
      [{ ...x, flags: 1 }],
      'the directory of the zip file has "x.npy" encrypted: write the file again without a password, at offset 175',
    ],
    [
      'another compression',
      [{ ...x, method: 14 }],
      '"x.npy" in the zip file is compressed by lzma: only what is stored or deflated can be read, at offset 0',
    ],
    [
      'another name inside',
      [{ ...x, localName: 'y.npy' }],
      '"x.npy" in the zip file has another name in its own header, at offset 0',
    ],
    [
      'sizes that differ',
      [{ ...x, size: 10_000 }],
      '"x.npy" in the zip file is stored in 140 bytes, and said to have 10000, at offset 0',
    ],
    [
      'a size beyond the directory',
      [{ ...x, size: 10_000, packedSize: 10_000 }],
      '"x.npy" in the zip file reaches into what follows it, at offset 0',
    ],
    [
      'members over each other',
      [x, { name: 'y.npy', data, offset: 0 }],
      '"x.npy" in the zip file reaches into what follows it, at offset 0',
    ],
    [
      'a place in the midst',
      [{ ...x, offset: 5 }],
      '"x.npy" in the zip file reaches into what follows it, at offset 5',
    ],
    [
      'what is no array',
      [{ name: 'x.npy', data: Uint8Array.of(1, 2, 3) }],
      '"x.npy" in the .npz file: it is no .npy file: expected it to begin with b\'\\x93NUMPY\', at offset 0',
    ],
    [
      'an array that is truncated',
      [{ name: 'x.npy', data: data.subarray(0, -1) }],
      '"x.npy" in the .npz file: truncated: an array of shape (1, 3) and dtype float32 needs 12 bytes of data, 11 are there, at offset 139',
    ],
    ['data that does not inflate', [{ ...x, method: 8 }], '"x.npy" in the zip file is damaged: '],
    [
      'a ratio that none has',
      [{ ...x, method: 8, size: 200_000 }],
      '"x.npy" in the zip file is said to expand from 140 bytes to 200000, more than any can, at offset 0',
    ],
  ])('%s', async (_what, members, message) => {
    const error = await failure(zip(members));
    expect(error).toBeInstanceOf(FormatError);
    expect(error.message.slice(0, message.length)).toBe(message);
  });

  test('a directory with another number of members', async () => {
    expect((await failure(zip([x], { count: 2 }))).message).toBe(
      'the directory of the zip file has 1 entries, its end says 2, at offset 175',
    );
  });

  const SIZE = 72 * 2 ** 20;

  test('bombs', async () => {
    const zeros = new NumpyArray({ buffer: new ArrayBuffer(SIZE), dtype: 'u1', shape: [SIZE] });
    const bomb = await writeNpz({ zeros }, { compress: true });
    expect(bomb.length).toBeLessThan(80_000);
    const limit = 64 * bomb.length + 2 ** 26;
    const error = await failure(bomb);
    expect(error).toBeInstanceOf(LimitError);
    expect(error).toMatchObject({ limit: 'maxBytes' });
    expect(error.message).toBe(
      `all in the .npz file would expand to ${SIZE + 128} bytes, the limit is ${limit}: raise limits.maxBytes if you trust this file, at offset 0`,
    );
    await expect((await openNpz(bomb)).get('zeros')).rejects.toThrow(
      `"zeros.npy" would expand to ${SIZE + 128} bytes`,
    );
    expect((await (await openNpz(bomb)).header('zeros')).shape).toEqual([SIZE]);
    const trusted = await readNpz(bomb, { limits: { maxBytes: 2 ** 28 } });
    expect(trusted.get('zeros')!.nbytes).toBe(SIZE);
  });

  test('a size that is too small for what is there', async () => {
    const file = await writeNpz({ x: new Float64Array(1000) }, { compress: true });
    const view = new DataView(file.buffer);
    const directory = view.getUint32(file.length - 6, true);
    for (const size of [0, 1, 100, 8127, 8129]) {
      view.setUint32(directory + 24, size, true);
      expect((await failure(file)).message).toMatch(/^"x\.npy" in the zip file is damaged: /);
    }
  });
});

describe('sources', () => {
  test('that fail, or are aborted', async () => {
    const file = await writeNpz({ numbers });
    const failing = {
      ...sourceOf(file),
      name: 'the disk',
      read: async () => Promise.reject(new Error('no such disk')),
    };
    await expect(readNpz(failing)).rejects.toThrow(SourceError);
    await expect(readNpz(failing)).rejects.toThrow(
      'reading the disk failed: no such disk. Nothing was loaded: try again',
    );
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(readNpz(sourceOf(file), { signal })).rejects.toThrow('enough');
  });

  test('that give less than asked for at a time', async () => {
    const file = await writeNpz({ large: new Float64Array(200_000).fill(3) });
    const { size, read } = sourceOf(file);
    const slow = {
      size,
      read,
      readInto: async (target: Uint8Array, offset: number) => {
        const part = file.subarray(offset, offset + Math.min(target.length, 100_000));
        target.set(part);
        return part.length;
      },
    };
    expect(
      (await readNpz(slow))
        .get('large')!
        .as('float64')
        .data.every((value) => value === 3),
    ).toBe(true);
    expect(readNpy(writeNpy((await readNpz(slow)).get('large'))).size).toBe(200_000);
  });
});
