/** `load` gives what `loads` gives, from wherever the bytes come, and fails as that does. */

import { describe, expect, it } from 'vitest';
import {
  dumps,
  type LoadOptions,
  load,
  loads,
  NumpyArray,
  type PickleError,
  type PickleValue,
  type Source,
  type UnpicklingError,
} from '../../src/index.ts';
import { mutated, seedPickles } from '../fuzz/mutate.ts';
import { expectLoaded, type GoldenCase, goldenArchives } from '../golden/golden.ts';
import { random } from '../random.ts';
import { plainSources, sources, streamOf } from './sources.ts';

const OPTIONS: readonly LoadOptions[] = [{}, { copy: 'always' }, { exact: true }, { copy: 'in-place' }];

describe.each(goldenArchives())('golden pickles, $name', ({ cases }) => {
  const groups = new Map<string, GoldenCase[]>();
  for (const golden of cases) {
    const group = golden.id.split('/')[0]!;
    groups.set(group, [...(groups.get(group) ?? []), golden]);
  }

  it.each(Object.entries(sources))('from %s', async (name, source) => {
    const names = Object.keys(sources);
    const chance = random(names.indexOf(name));
    for (const members of groups.values()) {
      // Each pickle comes from one source, each source has some of each group.
      const pickles = members.flatMap((golden) => golden.pickles.map((pickle) => ({ golden, pickle })));
      const turns = Math.max(pickles.length, names.length);
      for (let turn = names.indexOf(name); turn < turns; turn += names.length) {
        const { golden, pickle } = pickles[turn % pickles.length]!;
        const from = await source(pickle.bytes, () => 1 + chance.below(300));
        const options = OPTIONS[turn % OPTIONS.length]!;
        const loaded = await load(from, { ...options, buffers: pickle.buffers });
        expectLoaded(loaded, golden, pickle, options.exact);
      }
    }
  });
});

describe('errors are those of loads: message, offset and opcode', () => {
  const seeds = seedPickles(7);
  const told = (error: unknown) => {
    const { name, message, offset, opcode } = error as UnpicklingError;
    return { name, message, offset, opcode };
  };
  const outcome = (run: () => PickleValue) => {
    try {
      run();
      return 'loaded';
    } catch (error) {
      return told(error);
    }
  };

  it.each(Object.entries(plainSources))('from %s', async (name, source) => {
    const chance = random(name.length);
    let failed = 0;
    for (let i = 0; i < 80; i++) {
      const { bytes, buffers } =
        i % 3 === 0 ? seeds[chance.below(seeds.length)]! : mutated(seeds, name.length, i);
      const cut = i % 3 === 2 ? bytes : bytes.slice(0, chance.below(bytes.length));
      const expected = outcome(() => loads(cut, { buffers }));
      const from = await source(cut, () => 1 + chance.below(i % 2 === 0 ? 5 : 300));
      expect(await load(from, { buffers }).then(() => 'loaded', told), `input ${i}`).toEqual(expected);
      if (expected !== 'loaded') failed++;
    }
    expect(failed).toBeGreaterThan(25);
  });
});

const large = Float64Array.from({ length: 300_000 }, (_, i) => i / 3);
const pickle = dumps(['before', NumpyArray.from(large), 'behind']);

describe('a large payload', () => {
  it.each(Object.entries(sources))('from %s', async (_, source) => {
    const [before, array, behind] = (await load(await source(pickle, () => 50_000))) as [
      string,
      NumpyArray<'float64'>,
      string,
    ];
    expect([before, behind]).toEqual(['before', 'behind']);
    expect(
      Buffer.compare(
        Buffer.from(array.data.buffer, array.data.byteOffset, array.nbytes),
        Buffer.from(large.buffer),
      ),
    ).toBe(0);
  });

  it('lies aligned in memory of its own, and no more', async () => {
    const [, array] = (await load(plainSources['an iterable']!(pickle, () => 50_000) as Source)) as [
      string,
      NumpyArray,
    ];
    expect([array!.buffer.byteLength, array!.byteOffset]).toEqual([large.byteLength, 0]);
  });

  it.each(Object.entries(plainSources))('cut short, from %s', async (_, source) => {
    const cut = pickle.slice(0, 1_000_000);
    const { message, offset, opcode } = (await load(await source(cut, () => 50_000)).catch(
      (e) => e,
    )) as UnpicklingError;
    expect({ message, offset, opcode }).toMatchObject({
      message: expect.stringContaining('the pickle is truncated: BINBYTES needs 2400005 bytes, 9'),
      opcode: 'BINBYTES',
    });
    expect(() => loads(cut)).toThrow(message);
    expect(offset).toBeGreaterThan(0);
  });

  it('that no memory of this runtime holds', async () => {
    // More than 4 GiB, which a source says to have; where there is memory for it, that is read no further.
    const header = new Uint8Array([0x80, 5, 0x8e, 0, 0, 0, 0x10, 1, 0, 0, 0]);
    const cause = new Error('so much is too much');
    const source: Source = {
      size: 2 ** 33,
      read: async (offset, length) => {
        if (offset > 0) throw cause;
        return Uint8Array.from({ length }, (_, i) => header[i] ?? 0);
      },
    };
    const error = (await load(source).catch((e) => e)) as PickleError;
    if (error.cause === cause) expect(error.name).toBe('SourceError');
    else
      expect(error.message).toBe(
        'there is no memory for a payload of 4563402752 bytes: Node 20 holds at most 4 GiB in one piece, Node 22 more, at offset 11',
      );
  });

  it('that is not there is not allocated', async () => {
    const lie = new Uint8Array([0x80, 5, 0x8e, 0, 0, 0, 0, 0, 0x10, 0, 0, ...new Array(5000).fill(1)]);
    for (const source of Object.values(plainSources)) {
      const error = (await load(await source(lie, () => 600)).catch((e) => e)) as UnpicklingError;
      expect(error.message).toBe(
        'the pickle is truncated: BINBYTES8 needs 17592186044425 bytes, 5009 are left, at offset 2 (BINBYTES8)',
      );
    }
  });
});

describe('options', () => {
  const small = dumps(
    new Map<string, unknown>([
      ['a', NumpyArray.from([1, 2, 3])],
      ['b', 1.5],
    ]),
  );

  it('are those of loads', async () => {
    expect(await load(small, { dicts: 'object' })).toMatchObject({ b: 1.5 });
    await expect(load(small, { dicts: 'objects' as 'object' })).rejects.toThrow(
      new TypeError("load: dicts must be 'map', 'object', not objects"),
    );
    await expect(load(small, { exact: true, dicts: 'object' })).rejects.toThrow(
      "load: exact keeps dicts as they are: leave out dicts: 'object'",
    );
    const arrays = (array: NumpyArray) => array.shape.length;
    expect(await load(new Blob([small]), { arrays })).toEqual(
      new Map<string, unknown>([
        ['a', 1],
        ['b', 1.5],
      ]),
    );
  });

  it("copy: 'always' shares no memory with the chunks", async () => {
    const chunks = [small.slice()];
    for (const copy of ['if-needed', 'always'] as const) {
      const value = (await load(chunks, { copy })) as Map<string, NumpyArray>;
      const { buffer } = value.get('a')!;
      expect(chunks.some((chunk) => chunk.buffer === buffer)).toBe(copy === 'if-needed');
    }
  });

  it('trailing bytes are an error with their count, or left unread', async () => {
    for (const [name, source] of Object.entries(sources)) {
      const more = new Uint8Array([...small, 0, 0, 0]);
      const { message } = (await load(await source(more, () => 20)).catch((e) => e)) as PickleError;
      expect(message, name).toContain('3 bytes follow the end of the pickle: pass { trailing: ');
      await load(await source(more, () => 20), { trailing: 'ignore' });
    }
  });

  it('maxBytes holds for what is there and for what comes', async () => {
    for (const source of Object.values(sources)) {
      const limits = { maxBytes: pickle.length };
      await load(await source(pickle, () => 9000), { limits });
      const error = await load(await source(pickle, () => 9000), {
        limits: { maxBytes: pickle.length - 1 },
      }).catch((e) => e);
      expect(error).toMatchObject({ name: 'LimitError', limit: 'maxBytes' });
    }
  });
});

describe('what is no source', () => {
  it.each([
    [
      'http://host/a.pkl',
      "load can't read from a string. For a URL pass await fetch(url), or urlSource(url); for a path use loadFile of ndarray-pickle/node",
    ],
    [
      null,
      "load can't read from a null. Pass bytes, a Blob, a Response, a ReadableStream, an async iterable of bytes, or a ByteSource",
    ],
    [7, "load can't read from a number."],
    [{}, "load can't read from a object."],
  ])('%s', async (source, message) => {
    await expect(load(source as never)).rejects.toThrow(message);
  });

  it('a chunk that is no bytes', async () => {
    await expect(load(['text'] as never)).rejects.toThrow(
      new TypeError(
        'each chunk of the source must be an ArrayBuffer or a view of one (Uint8Array, Buffer), not String',
      ),
    );
  });

  it('a stream or response that something else reads, a response of an error', async () => {
    const stream = streamOf([]);
    stream.getReader();
    await expect(load(stream)).rejects.toThrow('the stream is locked: something else reads it');
    const response = new Response('text');
    await response.text();
    await expect(load(response)).rejects.toThrow('the response was read already: its body can be read once');
    await expect(load(new Response('no', { status: 404, statusText: 'Not Found' }))).rejects.toThrow(
      'the response is no file: the server answered 404 Not Found, at byte 0',
    );
    await expect(load(new Response(null))).rejects.toThrow('the pickle ends without STOP, at offset 0');
  });
});
