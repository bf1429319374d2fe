/** The machine's work is linear in its input, whatever the input. */

import { describe, expect, it } from 'vitest';
import { disassemble, type LoadOptions, loads, type Tuple, UnsupportedGlobalError } from '../../src/index.ts';
import { OPCODES } from '../../src/pickle/opcodes.ts';
import { StreamUnpickler } from '../../src/pickle/stream-unpickler.ts';
import { builtins } from '../../src/registry/builtins.ts';
import { Registry } from '../../src/registry/registry.ts';
import { expectGrowth } from '../growth.ts';
import { bytes, u4 } from './assemble.ts';
import { PickleFeed } from './feed.ts';

const MILLION = 1_000_000;
/** `n` pieces, one after the other: too many to be arguments. */
const pieces = (n: number, piece: (i: number) => Uint8Array) =>
  Buffer.concat(Array.from({ length: n }, (_, i) => piece(i)));
/** A thousand items of a dict, as Python writes them. */
const batch = (value: string) => (i: number) =>
  bytes(`(${Array.from({ length: 1000 }, (_, j) => `V${i},${j}\n${value}`).join('')}u`);
const put = (i: number) => bytes(']r', u4(i), '0');

describe('a million', () => {
  it('lists deep', () => {
    let list = loads(bytes(']'.repeat(MILLION), 'a'.repeat(MILLION - 1), '.')) as unknown[];
    let depth = 1;
    for (; list.length === 1; depth++) list = list[0] as unknown[];
    expect(depth).toBe(MILLION);
  });

  it('MARKs', () => {
    let value = loads(bytes('('.repeat(MILLION), 't'.repeat(MILLION), '.')) as Tuple;
    let depth = 1;
    for (; value.length === 1; depth++) value = value[0] as Tuple;
    expect(depth).toBe(MILLION);
  });

  it('items in one APPENDS', () => {
    const list = loads(bytes('](', 'K\x05'.repeat(MILLION), 'e.')) as number[];
    expect(list.length).toBe(MILLION);
    expect(list.at(-1)).toBe(5);
  });
});

describe('time grows as the input does', () => {
  const families: Record<string, (n: number) => Uint8Array> = {
    'nested lists': (n) => bytes(']'.repeat(n), 'a'.repeat(n - 1), '.'),
    'MARKs and TUPLEs': (n) => bytes('('.repeat(n), 't'.repeat(n), '.'),
    'one APPENDS': (n) => bytes('](', 'K\x05'.repeat(n), 'e.'),
    'one SETITEMS': (n) =>
      bytes(
        '}(',
        pieces(n, (i) => bytes('J', u4(i), 'N')),
        'u.',
      ),
    'SETITEMS by SETITEMS': (n) => bytes('}', pieces(n / 1000, batch('N')), '.'),
    'the same, of a dict that is fetched': (n) => bytes('}q\0', pieces(n / 1000, batch('h\0')), '.'),
    'the same, in each other': (n) =>
      bytes(
        pieces(n / 1000, (i) => bytes('}', batch('N')(i), '(Vx\n')),
        'N',
        'u'.repeat(n / 1000),
        '.',
      ),
    'APPEND by APPEND': (n) => bytes(']', 'K\x05a'.repeat(n), '.'),
    'short strings': (n) => bytes('](', 'X\x03\0\0\0abc'.repeat(n), 'e.'),
    'strings that are not ASCII': (n) => bytes('](', 'X\x03\0\0\0a\xc3\xa9'.repeat(n), 'e.'),
    'a long list of numbers with others between': (n) =>
      bytes('](', 'K\x05'.repeat(n), 'e', '(K\x05e(G\0\0\0\0\0\0\0\0e(Ne'.repeat(n >> 2), '.'),
    'a long list of texts, and each asked for': (n) =>
      bytes(
        '](',
        'N'.repeat(1000),
        'e(',
        '\x8c\x03abc\x94'.repeat(n),
        'e0](',
        pieces(n, (i) => bytes('j', u4(i))),
        'e.',
      ),
    'batches of texts that are no texts': (n) =>
      bytes('](', 'N'.repeat(n), 'e', '(\x8c\x01a\x94Ne'.repeat(n), '.'),
    'a long string': (n) => bytes('X', u4(16 * n), 'ab'.repeat(8 * n), '.'),
    'a long string of surrogates': (n) => bytes('X', u4(3 * n), '\xed\xa0\x80'.repeat(n), '.'),
    'a long LONG4': (n) => bytes(0x8b, u4(8 * n), '\x77'.repeat(8 * n), '.'),
    'text lines': (n) => bytes('(', 'I12\nVab\nF1.5\n'.repeat(n), 't.'),
    'one long line': (n) => bytes('V', 'x'.repeat(16 * n), '\n.'),
    escapes: (n) => bytes('V', '\\u4e16'.repeat(n), '\n.'),
    'memo: MEMOIZE and GET': (n) => bytes(']', '\x94h\0'.repeat(n), '.'),
    'memo: ascending PUTs': (n) => bytes(pieces(n, put), 'N.'),
    'memo: descending PUTs': (n) =>
      bytes(
        pieces(n, (i) => put(n - 1 - i)),
        'N.',
      ),
    'memo: PUTs far apart': (n) =>
      bytes(
        pieces(n, (i) => put(i * 1000)),
        'N.',
      ),
    'DUP and TUPLE2': (n) => bytes(')', '2\x86'.repeat(n), '.'),
    'POP and POP_MARK': (n) => bytes('N', 'N0(NN1'.repeat(n), '.'),
    globals: (n) => bytes('(', 'cbuiltins\nset\n0'.repeat(n), 't.'),
    'calls with many arguments': (n) => bytes('cbuiltins\nset\n](', 'K\x05'.repeat(n), 'e\x85R.'),
    'sets and frozensets': (n) =>
      bytes(
        '(',
        pieces(n, (i) => bytes('J', u4(i))),
        '\x91.',
      ),
    'frames and protocols': (n) => bytes('\x80\x04\x95\0\0\0\0\0\0\0\0'.repeat(n), 'N.'),
  };
  const opaque: LoadOptions = { unknownGlobals: 'opaque' };
  const DTYPE = 'cnumpy\ndtype\n(Vi4\nI0\nI1\ntR';
  /** With options, and what no bare loads would take. */
  const special: Record<string, readonly [options: LoadOptions, make: (n: number) => Uint8Array]> = {
    'objects: INST and OBJ': [opaque, (n) => bytes('(', '(Va\nim\nC\n(cm\nC\nNo'.repeat(n), 't.')],
    'objects: NEWOBJ, NEWOBJ_EX, BUILD': [
      opaque,
      (n) => bytes('cm\nC\nq\x010(', 'h\x01)\x81}Va\nNsbh\x01)}\x92Nb'.repeat(n), 't.'),
    ],
    'one object: BUILD, APPENDS, SETITEMS': [
      opaque,
      (n) => bytes('cm\nC\n)R', 'Nb(NeNa(NNuNNs'.repeat(n), '.'),
    ],
    'calls that are dropped': [
      opaque,
      (n) => bytes('cm\nf\nq\x010cm\nC\n)Rq\x02', 'h\x01h\x02\x85R0'.repeat(n), '.'),
    ],
    'persistent ids': [opaque, (n) => bytes('(', 'Pid\nK\x01Q'.repeat(n), 't.')],
    'persistent ids that are loaded': [
      { persistentLoad: (id) => id },
      (n) => bytes('(', 'Pid\nK\x01Q'.repeat(n), 't.'),
    ],
    'extension codes': [
      opaque,
      (n) => bytes('(', '\x82\x01\x83\x01\x01\x84\x01\x01\x01\x01'.repeat(n), 't.'),
    ],
    'names by STACK_GLOBAL': [
      opaque,
      (n) =>
        bytes(
          '(',
          pieces(n, (i) => bytes(`Vm${i}\nVn\n\x93`)),
          't.',
        ),
    ],
    'nested names by getattr': [
      opaque,
      (n) =>
        bytes(
          '\x80\x02c__builtin__\ngetattr\nq\x010cm\nC\nq\x020(',
          pieces(n, (i) => bytes(`h\x01h\x02Vx${i}\n\x86R`)),
          't.',
        ),
    ],
    'exact floats, ints and bytearrays': [
      { exact: true },
      (n) => bytes('(', 'F1.5\nG\x3f\xf8\0\0\0\0\0\0K\x01\x96\x01\0\0\0\0\0\0\0a'.repeat(n), 't.'),
    ],
    'Python 2 strings': [
      { encoding: 'latin1' },
      (n) => bytes('(', "S'a\\x41'\nU\x02\xe9xT\x02\0\0\0ab".repeat(n), 't.'),
    ],
    "dicts: 'object'": [{ dicts: 'object' }, (n) => bytes('(', '}Va\n}Vb\nNss'.repeat(n), 't.')],
    "dicts: 'object', until a class takes one": [
      { dicts: 'object', unknownGlobals: 'opaque' },
      (n) => bytes('(', '}\x94Va\n}Vb\nNss'.repeat(n), 'cm\nC\n(}tR', '}Va\n}Vb\nNss'.repeat(n), 't.'),
    ],
    arrays: [
      {},
      (n) =>
        bytes(DTYPE, 'q\x010cnumpy\nndarray\nq\x020(', 'h\x02(K\x01\x85h\x01C\x04abcdtR'.repeat(n), 't.'),
    ],
    'arrays with a state': [
      {},
      (n) =>
        bytes(
          ...[
            DTYPE,
            'q\x010cnumpy.core.multiarray\n_reconstruct\nq\x020cnumpy\nndarray\nK\0\x85C\x01b\x87q\x030(',
          ],
          ...['h\x02h\x03R(K\x01K\x01\x85h\x01I00\nC\x04abcdtb'.repeat(n / 2), 't.'],
        ),
    ],
    'an array of objects': [
      {},
      (n) =>
        bytes(
          'cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\nK\0\x85C\x01btR(K\x01J',
          ...[u4(n), '\x85cnumpy\ndtype\n(VO8\nI0\nI1\ntRI00\n](', 'K\x01'.repeat(n), 'etb.'],
        ),
    ],
    'a record of many fields': [
      {},
      (n) => {
        const names = pieces(n / 10, (i) => bytes(`Vf${i}\n`));
        const fields = pieces(n / 10, (i) => bytes(`Vf${i}\n(h\x01J`, u4(4 * i), 't'));
        const size = [u4((n / 10) * 4)];
        return bytes(
          ...[DTYPE, `q\x010cnumpy\ndtype\n(VV${(n / 10) * 4}\nI0\nI1\ntR(K\x03V|\nN(`, names, 't}(', fields],
          ...['uJ', ...size, 'K\x01K\0tb.'],
        );
      },
    ],
    scalars: [
      {},
      (n) =>
        bytes(
          DTYPE,
          'q\x010cnumpy.core.multiarray\nscalar\nq\x020(',
          'h\x02h\x01C\x04abcd\x86R'.repeat(n),
          't.',
        ),
    ],
    'out-of-band buffers': [
      { buffers: Array.from({ length: 16 * 64_000 }, () => new Uint8Array(1)) },
      (n) => bytes('(', '\x97\x97\x98'.repeat(n), 't.'),
    ],
    'ordered dicts': [
      {},
      (n) =>
        bytes(
          'ccollections\nOrderedDict\n)R(',
          pieces(n, (i) => bytes('J', u4(i), 'N')),
          'u.',
        ),
    ],
    'whatever is left': [
      {},
      (n) =>
        bytes(
          ...[
            '(',
            'M\x01\x02\x88\x89\x8a\x01\x05L7L\n\x8c\x01aB\x01\0\0\0b(Nl(NNd\x8f(K\x01\x90p7\ng7\nj\x07\0\0\0'.repeat(
              n / 10,
            ),
          ],
          ...['\x8d\x01\0\0\0\0\0\0\0a\x8e\x01\0\0\0\0\0\0\0b'.repeat(n / 10), 't.'],
        ),
    ],
    'unknown names': [
      {},
      (n) =>
        bytes(
          '(',
          pieces(n, (i) => bytes(`cm\nn${i}\n`)),
          't.',
        ),
    ],
  };
  const all = [
    ...Object.entries(families).map(([family, make]) => [family, {}, make, 10_000] as const),
    ...Object.entries(special).map(([family, [options, make]]) => [family, options, make, 4_000] as const),
  ];

  it('of every opcode', () => {
    const seen = new Set<number>();
    for (const [, , make] of all) for (const { code } of disassemble(make(40))) seen.add(code);
    const missing = OPCODES.filter((op) => op !== undefined && !seen.has(op.code));
    expect(missing.map((op) => op!.name)).toEqual([]);
  });

  for (const [family, options, make, from] of all) {
    it(family, { timeout: 120_000 }, async () => {
      const prepare = (size: number) => {
        const pickle = make(size);
        return () => {
          try {
            loads(pickle, options);
          } catch (error) {
            if (!(error instanceof UnsupportedGlobalError)) throw error;
          }
        };
      };
      await expectGrowth(prepare, from);
    });
  }

  it('disassembling, too', { timeout: 120_000 }, async () => {
    const prepare = (n: number) => {
      const pickle = bytes('(', "](K\x01e}(Va\nNuS'x'\nL12L\n\x8a\x01\x05q\x01h\x01".repeat(n), 't.');
      return () => {
        for (const _ of disassemble(pickle));
      };
    };
    await expectGrowth(prepare, 2_000);
  });

  it('in chunks of one byte, too', { timeout: 120_000 }, async () => {
    const registry = new Registry(builtins());
    const options = { opaque: false, exact: false, maxDigits: 4300, maxMemo: 2 ** 26 };
    const prepare = (size: number) => {
      // A payload and a line, each longer than any chunk.
      const pickle = bytes('(B', u4(size), new Uint8Array(size), 'V', 'x'.repeat(size), '\nt.');
      return () => {
        const feed = new PickleFeed(new StreamUnpickler(registry, options));
        for (let at = 0; at < pickle.length; at++) feed.push(pickle.subarray(at, at + 1));
      };
    };
    await expectGrowth(prepare, 4000);
  });
});
