/**
 * What other readers of pickles got wrong: each a case that must be right here. Values are CPython's and
 * NumPy's own; where a pickle is not written by hand, the command that made it stands beside it.
 */

import { describe, expect, it } from 'vitest';
import {
  FrozenSet,
  type LoadOptions,
  loads,
  type NumpyArray,
  Tuple,
  UnpicklingError,
} from '../../src/index.ts';
import { bytes, u4, u8 } from './assemble.ts';

const load = (pickle: string, options?: LoadOptions) => loads(bytes(pickle), options);
const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));

function failure(run: () => unknown): UnpicklingError {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(UnpicklingError);
    return error as UnpicklingError;
  }
  throw new Error('it loaded');
}

describe('safety', () => {
  it('keeps the memo apart from prototypes', () => {
    expect(failure(() => load("S'x'\ng__proto__\nS'polluted'\nI1\ns.")).message).toBe(
      '"__proto__" is not an integer, at offset 5 (GET)',
    );
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('lets no pickle change a registered class', () => {
    expect(failure(() => load('cnumpy\nndarray\nVx\nK\x01s.')).message).toBe(
      "can't set items of a PyGlobal, at offset 20 (SETITEM)",
    );
    expect(failure(() => load('cnumpy\nndarray\n}b.')).message).toBe(
      "a PyGlobal can't take a state, at offset 16 (BUILD)",
    );
  });

  it('takes __proto__ as the key that it is', () => {
    const value = load('}V__proto__\n}Vpolluted\nI1\nss.') as Map<string, unknown>;
    expect([...value.keys()]).toEqual(['__proto__']);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('reads a count as unsigned, so that no negative one leads backwards', () => {
    expect(failure(() => loads(bytes('B', 0xfb, 0xff, 0xff, 0xff, '.'))).message).toBe(
      'the pickle is truncated: BINBYTES needs 4294967296 bytes, 6 are left, at offset 0 (BINBYTES)',
    );
  });

  it('does not take "length" for an index', () => {
    expect(failure(() => load(']Vlength\nJ\0\0\0\x70s.')).message).toBe(
      "a list's index must be an integer, not a str, at offset 14 (SETITEM)",
    );
  });

  it('appends 300,000 items in one batch', () => {
    const list = loads(bytes('](', 'K\x07'.repeat(300_000), 'e.')) as number[];
    expect(list.length).toBe(300_000);
    expect(list[299_999]).toBe(7);
    const set = loads(bytes('cbuiltins\nset\n](', 'K\x07'.repeat(300_000), 'e\x85R.')) as Set<number>;
    expect([...set]).toEqual([7]);
  });

  it('survives a graph that explodes as a tree, cycles, and depth', () => {
    let value = loads(bytes(')', '2\x86'.repeat(2000), '.')) as Tuple;
    let depth = 0;
    for (; value.length === 2; depth++) {
      expect(value[0]).toBe(value[1]);
      value = value[0] as Tuple;
    }
    expect(depth).toBe(2000);
    const cycle = load(']q\0h\0a.') as unknown[];
    expect(cycle[0]).toBe(cycle);
  });

  it('rejects lying counts without allocating for them', () => {
    const before = process.memoryUsage().arrayBuffers;
    for (const [pickle, opcode] of [
      [bytes(0x95, u8(2n ** 62n), 'N.'), 'FRAME'],
      [bytes(']r', u4(0xffffffff), '0j', u4(0xfffffffe), '.'), 'LONG_BINGET'],
      [bytes(0x8e, u8(2n ** 63n), '.'), 'BINBYTES8'],
      [bytes(0x96, u8(2n ** 60n), '.'), 'BYTEARRAY8'],
      [bytes('X', u4(0xffffffff), 'abc.'), 'BINUNICODE'],
      [bytes(0x8b, u4(0x7fffffff), 'abc.'), 'LONG4'],
    ] as const) {
      expect(failure(() => loads(pickle)).opcode).toBe(opcode);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e6);
  });
});

describe('values', () => {
  it('reads LONG1 and LONG4 as signed, whatever their size', () => {
    expect(load('\x80\x02\x8a\x01\xff.')).toBe(-1);
    expect(load('\x8a\x02\x00\x80.')).toBe(-32768);
    expect(load('\x8a\x07\x01\x00\x00\x00\x00\x00\x20.')).toBe(2n ** 53n + 1n);
    expect(load('\x8a\x05\x00\x00\x00\x00\x01.')).toBe(2 ** 32);
    expect(loads(bytes(0x8a, 17, new Uint8Array(16).fill(255), 0, '.'))).toBe(2n ** 128n - 1n);
  });

  it('takes text for numbers as Python does', () => {
    for (const text of ['Iabc\n.', 'I12abc\n.', 'F1.5x\n.']) failure(() => load(text));
    expect(load('I1_000\n.')).toBe(1000);
    expect(load('Finf\n.')).toBe(Number.POSITIVE_INFINITY);
    expect(load('F-inf\n.')).toBe(Number.NEGATIVE_INFINITY);
    expect(load('Fnan\n.')).toBeNaN();
  });

  it('decodes the escapes of UNICODE and STRING', () => {
    expect(load('V\\u4e16\n.')).toBe('世');
    expect(load("S'a\\x00b'\n.")).toBe('a\0b');
  });

  it('reads Latin-1 as Latin-1, not as windows-1252', () => {
    expect(load('V\x80\x9f\n.')).toBe('\u0080\u009f');
    expect(load("S'\\x80'\n.", { encoding: 'latin1' })).toBe('\u0080');
    // _codecs.encode('\u0080', 'latin1')
    expect(load('c_codecs\nencode\n(V\x80\nVlatin1\ntR.')).toEqual(new Uint8Array([0x80]));
  });

  it('keeps a BOM and lone surrogates, and refuses other invalid UTF-8', () => {
    expect(loads(bytes('X', u4(4), [0xef, 0xbb, 0xbf, 0x61], '.'))).toBe('\ufeffa');
    expect(loads(bytes('X', u4(3), [0xed, 0xa0, 0x80], '.'))).toBe('\ud800');
    expect(failure(() => loads(bytes('X', u4(1), [0xff], '.'))).message).toBe(
      'a str is not valid UTF-8, at offset 0 (BINUNICODE)',
    );
  });

  it('keeps 1 and "1" apart, keys in order, tuples and None as keys', () => {
    // {1: 'a', '1': 'b', None: 'c', (1, 2): 'd'}
    const map = load('}(I1\nVa\nV1\nVb\nNVc\n(I1\nI2\ntVd\nu.') as Map<unknown, string>;
    expect([...map.values()]).toEqual(['a', 'b', 'c', 'd']);
    expect([...map.keys()].slice(0, 3)).toEqual([1, '1', null]);
    expect(Tuple.isTuple([...map.keys()][3])).toBe(true);
  });

  it('refuses two NaN keys, which a Map would merge', () => {
    expect(failure(() => load('}(Fnan\nI1\nFnan\nI2\nu.')).message).toBe(
      'two NaNs are keys or items of one dict or set: JavaScript can not keep them apart, at offset 18 (SETITEMS)',
    );
  });

  it('knows that the class of OBJ is the first item, and that POP at a MARK pops the MARK', () => {
    expect(load('(cbuiltins\ncomplex\nF1.0\nF2.0\no.')).toMatchObject({ re: 1, im: 2 });
    expect(load('I5\n(0.')).toBe(5);
  });

  it('refuses a missing memo index, an empty stack, odd pairs, append to a tuple', () => {
    expect(failure(() => load('h\x05.')).message).toBe('nothing was memoised as 5, at offset 0 (BINGET)');
    expect(failure(() => load('.')).message).toBe('nothing on the stack, at offset 0 (STOP)');
    expect(failure(() => load('}(I1\nu.')).message).toBe(
      'a dict needs a value for each key: an odd number of items is there, at offset 5 (SETITEMS)',
    );
    expect(failure(() => load(')I1\na.')).message).toBe("can't append to a tuple, at offset 4 (APPEND)");
  });

  it('gives a frozenset that cannot change', () => {
    const value = load('(I1\nI2\n\x91.') as FrozenSet;
    expect(FrozenSet.isFrozenSet(value)).toBe(true);
    expect([...value]).toEqual([1, 2]);
    expect('add' in value).toBe(false);
  });

  it('reads Python 2 text by the encoding', () => {
    const pickle = "S'\\xe9'\n.";
    expect(failure(() => load(pickle)).message).toBe(
      "a Python 2 str holds bytes that are not ASCII: pass { encoding: 'latin1' } or 'utf8' if it is text, 'bytes' if it is data, at offset 8 (STOP)",
    );
    expect(load(pickle, { encoding: 'latin1' })).toBe('é');
    expect(load(pickle, { encoding: 'bytes' })).toEqual(new Uint8Array([0xe9]));
    expect(load("S'\\xc3\\xa9'\n.", { encoding: 'utf8' })).toBe('é');
  });
});

describe('NumPy', () => {
  it('leaves the list of a Fortran-ordered object array in C order', () => {
    // pickle.dumps(np.array([[1, 2, 3], [4, 5, 6]], object, order='F'), 2)
    const array = loads(
      hex(
        '8002636e756d70792e5f636f72652e6d756c746961727261790a5f7265636f6e7374727563740a7100636e756d70790a6e6461727261790a71' +
          '014b00857102635f636f646563730a656e636f64650a7103580100000062710458060000006c6174696e31710586710652710787710852710928' +
          '4b014b024b0386710a636e756d70790a64747970650a710b58020000004f38710c898887710d52710e284b0358010000007c710f4e4e4e4affff' +
          'ffff4affffffff4b3f74711062885d7111284b014b024b034b044b054b0665747112622e',
      ),
    ) as NumpyArray;
    expect(array.order).toBe('F');
    expect(array.toArray()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  it('takes the shape of K order for that of memory', () => {
    // pickle.dumps(np.arange(24, dtype='i2').reshape(2, 3, 4).transpose(1, 0, 2), 5)
    const array = loads(
      hex(
        '800595b0000000000000008c136e756d70792e5f636f72652e6e756d65726963948c0b5f66726f6d6275666665729493942896300000000000' +
          '0000000001000200030004000500060007000800090' +
          '00a000b000c000d000e000f0010001100120013001400150016001700948c056e756d7079948c0564747970659493948c026932948988879452' +
          '94284b038c013c944e4e4e4affffffff4affffffff4b007494624b024b034b0487948c014b944b014b004b028794749452942e',
      ),
    ) as NumpyArray;
    expect(array.shape).toEqual([3, 2, 4]);
    expect(array.strides).toEqual([8, 24, 2]);
    expect(array.get(1, 0, 0)).toBe(4);
    expect(array.get(0, 1, 0)).toBe(12);
  });

  it('reads datetimes, which fall back to _reconstruct at protocol 5', () => {
    // pickle.dumps(np.array(['2020-01-01', 'NaT'], 'M8[D]'), 5)
    const array = loads(
      hex(
        '800595a9000000000000008c166e756d70792e5f636f72652e6d756c74696172726179948c0c5f7265636f6e7374727563749493948c056e756d' +
          '7079948c076e6461727261799493944b0085944301629487945294284b014b02859468038c0564747970659493948c024d389489888794529428' +
          '4b048c013c944e4e4e4affffffff4affffffff4b004e28430144944b014b014b017494869474946289431056470000000000000000000000000' +
          '080947494622e',
      ),
    ) as NumpyArray;
    expect(array.dtype.str).toBe('<M8[D]');
    expect(array.toArray()).toEqual([18262n, -(2n ** 63n)]);
  });

  it('takes the 4-tuple of old states, and data that is a str', () => {
    // _reconstruct(ndarray, (0,), b'b') with the state ((2,), '<i2', False, b'\x01\0\x02\0'), at protocol 3
    const old = loads(
      hex(
        '8003636e756d70792e5f636f72652e6d756c746961727261790a5f7265636f6e7374727563740a7100636e756d70790a6e6461727261790a71' +
          '014b008571024301627103877104527105284b02857106636e756d70790a64747970650a7107580200000069327108898887710952710a284b03' +
          '58010000003c710b4e4e4e4affffffff4affffffff4b0074710c6289430401000200710d74710e622e',
      ),
    ) as NumpyArray;
    expect(old.toArray()).toEqual([1, 2]);
    // The same with version 1 and the data as '\x80\0\xff\0', at protocol 2
    const text = loads(
      hex(
        '8002636e756d70792e5f636f72652e6d756c746961727261790a5f7265636f6e7374727563740a7100636e756d70790a6e6461727261790a71' +
          '014b00857102635f636f646563730a656e636f64650a7103580100000062710458060000006c6174696e31710586710652710787710852710928' +
          '4b014b0285710a636e756d70790a64747970650a710b58020000006932710c898887710d52710e284b0358010000003c710f4e4e4e4affffffff' +
          '4affffffff4b0074711062895806000000c28000c3bf007111747112622e',
      ),
    ) as NumpyArray;
    expect(text.toArray()).toEqual([128, 255]);
  });

  it('does not read a joblib file’s raw data as opcodes', () => {
    // joblib.dump({'x': np.arange(3, dtype='i2')}, file), joblib 1.2
    const joblib = hex(
      '800495d1000000000000007d948c0178948c136a6f626c69622e6e756d70795f7069636b6c65948c114e756d707941727261795772617070' +
        '65729493942981947d94288c08737562636c617373948c056e756d7079948c076e6461727261799493948c057368617065944b0385948c05' +
        '6f72646572948c0143948c056474797065946808680f93948c02693294898887945294284b038c013c944e4e4e4affffffff4affffffff4b' +
        '007494628c0a616c6c6f775f6d6d617094888c1b6e756d70795f61727261795f616c69676e6d656e745f6279746573944b10756203ffffff' +
        '000001000200732e',
    );
    for (const options of [{}, { unknownGlobals: 'opaque' }] as const) {
      expect(failure(() => loads(joblib, options)).message).toMatch(
        /^joblib.numpy_pickle.NumpyArrayWrapper: this is a joblib file, not a plain pickle: .*, at offset 219 \(BUILD\)$/,
      );
    }
  });
});
