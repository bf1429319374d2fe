/** Each limit: what it counts, what its error says, and what it leaves alone. */

import { describe, expect, it } from 'vitest';
import {
  LimitError,
  type LoadOptions,
  loads,
  type NumpyArray,
  type PickleError,
  PyObject,
  UnpicklingError,
  UnsupportedGlobalError,
} from '../src/index.ts';
import { StreamUnpickler } from '../src/pickle/stream-unpickler.ts';
import { builtins } from '../src/registry/builtins.ts';
import { Registry } from '../src/registry/registry.ts';
import { expectGrowth } from './growth.ts';
import { bytes, u4, u8 } from './pickle/assemble.ts';
import { PickleFeed } from './pickle/feed.ts';

function failure(pickle: Uint8Array, options?: LoadOptions): PickleError {
  try {
    loads(pickle, options);
  } catch (error) {
    expect(error).toBeInstanceOf(UnpicklingError);
    return error as PickleError;
  }
  throw new Error('it loaded');
}

function passed(pickle: Uint8Array, limit: string, options?: LoadOptions): string {
  const error = failure(pickle, options);
  expect(error).toBeInstanceOf(LimitError);
  expect((error as LimitError).limit).toBe(limit);
  return error.message;
}

const dtype = (code: string) => `cnumpy\ndtype\n(V${code}\nI0\nI1\ntR`;
const array = (shape: string, type: string, data: string) =>
  `cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntC\x01btR(I1\n${shape}${type}I00\n${data}tb.`;

describe('maxBytes', () => {
  it('counts the bytes of the pickle and its buffers', () => {
    const pickle = bytes('C\x03abc.');
    expect(loads(pickle, { limits: { maxBytes: 6 } })).toEqual(bytes('abc'));
    expect(passed(pickle, 'maxBytes', { limits: { maxBytes: 5 } })).toBe(
      '6 bytes are above the limit of 5: raise limits.maxBytes if you trust this pickle, at offset 0',
    );
    const buffers = [bytes('12345')];
    expect(loads(bytes('\x97.'), { buffers, limits: { maxBytes: 7 } })).toEqual(buffers[0]);
    expect(passed(bytes('\x97.'), 'maxBytes', { buffers, limits: { maxBytes: 5 } })).toContain(
      '7 bytes are above the limit of 5',
    );
  });

  it('stops a stream before it is there, by what a header says', () => {
    const options = { opaque: false, exact: false, maxDigits: 4300, maxMemo: 100, maxBytes: 2 ** 20 };
    const feed = new PickleFeed(new StreamUnpickler(new Registry(builtins()), options));
    expect(() => feed.push(bytes('\x80\x05\x96', u8(2n ** 40n)))).toThrow(
      '1099511627787 bytes are above the limit of 1048576: raise limits.maxBytes if you trust this pickle, at offset 2 (BYTEARRAY8)',
    );
    const lines = new PickleFeed(new StreamUnpickler(new Registry(builtins()), options));
    const chunk = new Uint8Array(2 ** 18).fill(0x4e);
    for (let i = 0; i < 4; i++) expect(lines.push(chunk)).toBe(false);
    expect(() => lines.push(chunk)).toThrow('1310720 bytes are above the limit of 1048576');
  });

  /** A text in the memo, which each of many calls copies. */
  const copies = (size: number, times: number) =>
    bytes(
      ...['X', u4(size), 'a'.repeat(size), 'q\x010X\x06\0\0\0latin1q\x02', '0c_codecs\nencode\nq\x030('],
      ...['h\x03h\x01h\x02\x86R'.repeat(times), 't.'],
    );

  it('counts what calls copy, too, and allows 64 bytes for each of the pickle and 16 MiB', () => {
    expect(passed(copies(100_000, 1000), 'maxBytes')).toMatch(
      /^_codecs.encode: \d+ bytes would be made or copied for the 10\d+ bytes read so far, above the limit of \d+: raise limits.maxBytes if you trust this pickle, at offset \d+ \(REDUCE\)$/,
    );
    expect(loads(copies(100_000, 100))).toHaveLength(100);
    expect(loads(copies(100_000, 1000), { limits: { maxBytes: 1e9 } })).toHaveLength(1000);
  });

  it.each([
    ['a set', 'cbuiltins\nset\nq\x020', 'h\x02h\x01\x85R'],
    ['arguments in the memo', '\x85q\x010cbuiltins\nset\nq\x020', 'h\x02h\x01R'],
    ['a deque', 'ccollections\ndeque\nq\x020', 'h\x02h\x01\x85R'],
  ])('is met by a list that is copied again and again: %s', (_, callee, call) => {
    const put = callee[0] === 'c' ? 'q\x010' : '';
    const pickle = bytes('](', 'NK\x05'.repeat(10_000), 'e', put, callee, '(', call.repeat(1000), 't.');
    expect(passed(pickle, 'maxBytes')).toContain('bytes would be made or copied');
  });

  it('is met by attributes that are set again and again', () => {
    const state = Array.from({ length: 10_000 }, (_, i) => bytes(`Vk${i}\nN`));
    const pickle = bytes(
      ...['}(', ...state, 'uq\x010ccollections\nOrderedDict\nq\x020('],
      ...['h\x02)Rh\x01b'.repeat(1000), 't.'],
    );
    expect(passed(pickle, 'maxBytes')).toContain('collections.OrderedDict: ');
  });

  it('is met by keys that take long to compare', () => {
    const key = (slot: number) => bytes('X', u4(100_000), 'a'.repeat(100_000), 'q', slot, '0');
    const twice = [key(1), key(2)];
    const compared = [
      bytes(...twice, '}h\x01Ns', 'h\x02Ns'.repeat(2000), '.'),
      bytes(...twice, '\x8f(h\x01', 'h\x02'.repeat(2000), '\x90.'),
      bytes(...twice, 'cbuiltins\nset\n](h\x01', 'h\x02'.repeat(2000), 'e\x85R.'),
      bytes(...twice, 'ccollections\nOrderedDict\n)R(h\x01N', 'h\x02N'.repeat(2000), 'u.'),
      bytes(...twice, 'ccollections\nOrderedDict\n](', 'h\x02N\x86h\x01N\x86'.repeat(1000), 'e\x85R.'),
    ];
    for (const pickle of compared) expect(passed(pickle, 'maxBytes')).toContain('made or copied');
  });

  it('is met by names that grow by getattr', () => {
    const chain = (n: number) =>
      bytes('\x80\x02c__builtin__\ngetattr\nq\x01cm\nC\n', `q\x020h\x01h\x02Vxxxxxxxx\n\x86R`.repeat(n), '.');
    const error = failure(chain(10_000));
    expect(error).toBeInstanceOf(UnsupportedGlobalError);
    expect((error as UnsupportedGlobalError).globals.length).toBeLessThan(2000);
    expect(error.message.length).toBeLessThan(6000);
    expect(error.message).toMatch(/and \d+ more\. To read/);
    // As records they are as long as the pickle.
    expect(loads(chain(10_000), { unknownGlobals: 'opaque' })).toBeInstanceOf(PyObject);
  });

  it('is met by elements that a list of records does not fill', () => {
    const type = `${dtype('V100000')}(I3\nV|\nN(Va\nt(Va\n(${dtype('O8')}I0\ntdI100000\nI1\nI27\ntb`;
    const records = (n: number) => bytes(array(`(I${n}\nt`, type, `(${'(Nt'.repeat(n)}l`));
    expect(passed(records(1000), 'maxBytes')).toMatch(
      /^numpy.ndarray: 1000\d+ bytes would be made or copied/,
    );
    expect((loads(records(100)) as NumpyArray).nbytes).toBe(1e7);
  });
});

describe('maxElements', () => {
  const repeated = (n: number) => bytes(`cnumpy\nndarray\n((I${n}\nt${dtype('i1')}C\x01aI0\n(I0\nttR.`);

  it('bounds elements that share bytes, or have none', () => {
    expect((loads(repeated(2 ** 26)) as NumpyArray).size).toBe(2 ** 26);
    expect(passed(repeated(2 ** 26 + 1), 'maxElements')).toBe(
      'numpy.ndarray: an array of 67108865 elements, for which 1 bytes are there, is above the limit of 67108864: ' +
        'raise limits.maxElements if you trust this pickle, at offset 66 (REDUCE)',
    );
    const more = { limits: { maxElements: 2 ** 30 } };
    expect((loads(repeated(2 ** 30), more) as NumpyArray).size).toBe(2 ** 30);
    expect(passed(bytes(array('(I100000000\nt', dtype('V0'), 'C\0')), 'maxElements')).toContain(
      'an array of 100000000 elements, for which 0 bytes are there',
    );
    const wide = bytes(`cnumpy\nndarray\n((I2000000\nt${dtype('S1000')}C\xff${'a'.repeat(255)}I0\n(I0\nttR.`);
    expect(passed(wide, 'maxElements')).toContain(
      '2000000 elements of 1000 bytes, for which 255 bytes are there',
    );
  });

  it('bounds the lists that an array without elements is', () => {
    const empty = (shape: string) => bytes(array(shape, dtype('i4'), 'C\0'));
    expect(passed(empty('(I100000000\nI0\nt'), 'maxElements')).toContain('an array of 100000000 elements');
    // Of (0, 100000000) there is one list.
    expect((loads(empty('(I0\nI100000000\nt')) as NumpyArray).shape).toEqual([0, 100000000]);
    expect((loads(empty('(I60000000\nI0\nt')) as NumpyArray).size).toBe(0);
  });

  it('bounds every array where it is given', () => {
    const three = bytes(array('(I3\nt', dtype('u1'), 'C\x03abc'));
    expect((loads(three, { limits: { maxElements: 3 } }) as NumpyArray).size).toBe(3);
    expect(passed(three, 'maxElements', { limits: { maxElements: 2 } })).toContain(
      'an array of 3 elements, for which 3 bytes are there, is above the limit of 2: raise limits.maxElements',
    );
    const objects = bytes(array('(I3\nt', dtype('O8'), '(NNNl'));
    expect(passed(objects, 'maxElements', { limits: { maxElements: 2 } })).toContain(
      'an array of 3 elements',
    );
  });
});

describe('maxMemo and maxDigits', () => {
  it('say what they met', () => {
    expect(passed(bytes(']', '\x94'.repeat(11), '.'), 'maxMemo', { limits: { maxMemo: 10 } })).toBe(
      '11 objects are memoised, above the limit of 10: raise limits.maxMemo if you trust this pickle, at offset 11 (MEMOIZE)',
    );
    expect(passed(bytes(`L${'1'.repeat(5000)}L\n.`), 'maxDigits')).toBe(
      'a number written with 5001 characters is above the limit of 4300 digits: raise limits.maxDigits if you trust this pickle, at offset 0 (LONG)',
    );
    expect(loads(bytes(`L${'1'.repeat(5000)}L\n.`), { limits: { maxDigits: 5000 } })).toBeTypeOf('bigint');
  });
});

describe('dimensions', () => {
  it('are at most 64, as in NumPy', () => {
    const dims = (n: number) => `(${'I1\n'.repeat(n)}t`;
    expect((loads(bytes(array(dims(64), dtype('i1'), 'C\x01a'))) as NumpyArray).ndim).toBe(64);
    expect(failure(bytes(array(dims(65), dtype('i1'), 'C\x01a'))).message).toContain(
      'the shape has 65 dimensions: NumPy allows 64',
    );
    expect(
      failure(bytes(`cnumpy\nndarray\n(${dims(1)}${dtype('i1')}C\x01aI0\n${dims(65)}tR.`)).message,
    ).toContain('the strides has 65 dimensions: NumPy allows 64');
  });
});

describe('messages', () => {
  it('spell no integer of a million digits: that takes more than linear time', () => {
    const big = (n: number) => bytes('\x8b', u4(n), '\x77'.repeat(n));
    const inMessages: readonly ((long: Uint8Array) => Uint8Array)[] = [
      (long) => bytes('cnumpy\nndarray\n(', long, '\x85', dtype('i4'), 'C\0tR.'),
      (long) => bytes('cuuid\nUUID\n)R}X\x03\0\0\0int', long, 'sb.'),
      (long) => bytes(dtype('i4'), '(', long, 'V<\nNNNI-1\nI-1\nI0\ntb.'),
      (long) => bytes('cdatetime\ntimedelta\n(', long, 'K\x01K\x01tR.'),
      (long) => bytes(']K\x01a', long, 'Ns.'),
      (long) => bytes('cnumpy.core.multiarray\nscalar\n(', dtype('i4'), long, 'tR.'),
      (long) => bytes('ccollections\ndeque\n(]', long, 'tR.'),
      (long) => bytes('cnumpy\ndtype\n(', long, 'tR.'),
    ];
    for (const make of inMessages) {
      const pickle = make(big(2 ** 21));
      const start = process.cpuUsage();
      expect(failure(pickle).message.length).toBeLessThan(300);
      const { user, system } = process.cpuUsage(start);
      // The decimal text of so many bits takes seconds.
      expect(user + system).toBeLessThan(1e6);
    }
  });

  it('list unknown names as far as they are short', () => {
    const names = Array.from({ length: 5000 }, (_, i) => `cm\nname${i}\n0`).join('');
    const error = failure(bytes(names, 'N.')) as UnsupportedGlobalError;
    expect(error.globals).toHaveLength(5000);
    expect(error.message).toMatch(/^this pickle needs 5000 .*: m\.name0, .* and \d+ more\. /);
    expect(failure(bytes(`c${'m'.repeat(1e6)}\nn\nN.`)).message.length).toBeLessThan(1000);
  });
});

it('the cost of copies is bounded, so that time stays linear', { timeout: 120_000 }, async () => {
  // Half of each pickle is a list, the other half calls that copy it.
  const attack = (n: number) =>
    bytes('](', 'K\x05'.repeat(n), 'eq\x010cbuiltins\nset\nq\x020(', 'h\x02h\x01\x85R'.repeat(n / 3), 't.');
  const prepare = (n: number) => {
    const pickle = attack(n);
    return () => failure(pickle);
  };
  await expectGrowth(prepare, 100_000);
});
