import { describe, expect, test } from 'vitest';
import { dtype } from '../../src/dtype/parse.ts';
import { dtypeFromState } from '../../src/dtype/state.ts';
import { scalar, struct } from './state-forms.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const i2 = dtype('i2');
const i4 = dtype('i4');

describe('what NumPy 1, NumPy 2 and Python 2 write', () => {
  test('a state that changes nothing gives the same object', () => {
    expect(dtypeFromState(i4, scalar('<'))).toBe(i4);
    const sized = dtype('S5');
    expect(dtypeFromState(sized, scalar('|', 5, 1))).toBe(sized);
    const time = dtype('M8');
    expect(
      dtypeFromState(time, [4, '<', null, null, null, -1, -1, 0, [null, [bytes('generic'), 1, 1, 1]]]),
    ).toBe(time);
  });

  test('the base never changes', () => {
    const base = dtype('V6');
    const made = dtypeFromState(
      base,
      struct(
        [
          ['a', i2, 0],
          ['b', i4, 2],
        ],
        6,
      ),
    );
    expect(made.toString()).toBe("[('a', '<i2'), ('b', '<i4')]");
    expect(base.fields).toBe(null);
  });

  test.each<[string, string, unknown]>([
    ['str', '>', '>i4'],
    ['bytes', bytes('>'), '>i4'],
    ["'='", '=', '<i4'],
    ["'|'", '|', '<i4'],
    ['bytes', bytes('='), '<i4'],
  ] as never)('byte order as %s', (_what, order, expected) => {
    expect(dtypeFromState(i4, scalar(order)).str).toBe(expected);
  });

  test('bigint is as good as number', () => {
    const state = struct([['a', i4, 4n]], 8);
    expect(
      dtypeFromState(
        dtype('V8'),
        state.map((item) => (typeof item === 'number' ? BigInt(item) : item)),
      ).str,
    ).toBe('|V8');
  });

  test('5, 6 and 7 items: versions 0, 1 and 2', () => {
    const fields = () =>
      new Map<unknown, unknown>([
        ['a', [i2, 0]],
        ['b', [i2, 2]],
        [-1, ['b', 'a']],
      ]);
    const base = dtype('V4');
    const zero = dtypeFromState(base, ['|', null, fields(), 4, 1]);
    const one = dtypeFromState(base, [1, '|', null, fields(), 4, 1]);
    const versionOfSeven = dtypeFromState(base, [1, '|', null, null, fields(), 4, 1]);
    const two = dtypeFromState(
      base,
      struct(
        [
          ['b', i2, 2],
          ['a', i2, 0],
        ],
        4,
      )
        .slice(0, 7)
        .with(0, 2),
    );
    for (const made of [zero, one, versionOfSeven, two]) expect(made.names).toEqual(['b', 'a']);
    expect(dtypeFromState(dtype('>f8').copy(), ['<', null, null, -1, -1]).str).toBe('<f8');
  });

  test('objects need no flags in old versions', () => {
    const fields = new Map<unknown, unknown>([
      ['a', [dtype('O'), 0]],
      [-1, ['a']],
    ]);
    expect(dtypeFromState(dtype('V8'), [1, '|', null, fields, 8, 1]).hasObject).toBe(true);
    expect(dtypeFromState(dtype('O4'), [2, '|', null, null, null, -1, -1]).hasObject).toBe(true);
  });

  test('names, keys and titles as bytes, each its own object', () => {
    const state = [
      3,
      bytes('|'),
      null,
      [bytes('a'), bytes('b')],
      new Map([
        [bytes('a'), [i4, 0, bytes('T')]],
        [bytes('T'), [i4, 0, bytes('T')]],
        [bytes('b'), [i4, 4]],
      ]),
      8,
      1,
      16,
    ];
    expect(dtypeFromState(dtype('V8'), state).toString()).toBe("[(('T', 'a'), '<i4'), ('b', '<i4')]");
  });

  test('aligned structs: 144 in NumPy 2, -112 in NumPy 1', () => {
    for (const flags of [144, -112]) {
      const made = dtypeFromState(
        dtype('V8'),
        struct(
          [
            ['a', dtype('i1'), 0],
            ['b', i4, 4],
          ],
          8,
          flags,
          4,
        ),
      );
      expect(made).toMatchObject({ isAlignedStruct: true, alignment: 4, flags: 144 });
    }
    const withObject = dtypeFromState(dtype('V8'), struct([['a', dtype('O'), 0]], 8, -101, 8));
    expect(withObject).toMatchObject({ isAlignedStruct: true, hasObject: true, flags: 155 });
  });

  test('numpy.record tells its size in the state alone', () => {
    const made = dtypeFromState(dtype('numpy.record'), struct([['a', i4, 0]], 4));
    expect(made.toString()).toBe("(numpy.record, [('a', '<i4')])");
    expect(made).toMatchObject({ name: 'record32', itemsize: 4, isRecord: true });
  });

  test.each<[unknown, string]>([
    [[null, [bytes('s'), 25, 1, 1]], '<M8[25s]'],
    [[new Map(), ['us', 1, 1, 1]], '<M8[us]'],
    [[null, ['M', 1, 2, 1]], '<M8[2W]'],
    [[null, ['ns', 1]], '<M8[ns]'],
    [[null, ['D', 7, 1]], '<M8[7D]'],
  ])('unit %o', (metadata, str) => {
    const made = dtypeFromState(dtype('M8'), [4, '<', null, null, null, -1, -1, 0, metadata]);
    expect(made.str).toBe(str);
    expect(made.metadata).toBe(null);
  });

  test('metadata', () => {
    const metadata = new Map([['x', 1]]);
    expect(dtypeFromState(i4, [4, '<', null, null, null, -1, -1, 0, metadata]).metadata).toBe(metadata);
    const time = dtypeFromState(dtype('m8'), [
      4,
      '<',
      null,
      null,
      null,
      -1,
      -1,
      0,
      [metadata, ['s', 1, 1, 1]],
    ]);
    expect(time.metadata).toBe(metadata);
    expect(dtypeFromState(i4, [4, '<', null, null, null, -1, -1, 0, new Map()]).metadata).toEqual(new Map());
  });

  test('a subarray, its shape a tuple or one number', () => {
    for (const [shape, expected] of [
      [
        [2, 3],
        [2, 3],
      ],
      [6, [6]],
      [
        [2n, 3n],
        [2, 3],
      ],
    ] as const) {
      const made = dtypeFromState(dtype('V24'), [3, '|', [i4, shape], null, null, 24, 4, 0]);
      expect(made.subdtype).toEqual({ base: i4, shape: expected });
    }
  });

  test('fields named as objects have anyway', () => {
    const made = dtypeFromState(
      dtype('V8'),
      struct(
        [
          ['__proto__', i4, 0],
          ['constructor', i4, 4],
        ],
        8,
      ),
    );
    expect(made.names).toEqual(['__proto__', 'constructor']);
  });

  test('shared memory', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(1));
    shared[0] = '>'.charCodeAt(0);
    expect(dtypeFromState(i4, scalar(shared)).str).toBe('>i4');
  });
});
