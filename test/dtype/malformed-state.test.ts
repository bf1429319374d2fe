import { describe, expect, test } from 'vitest';
import type { DType } from '../../src/dtype/dtype.ts';
import { dtype } from '../../src/dtype/parse.ts';
import { dtypeFromState } from '../../src/dtype/state.ts';
import { stringDType } from '../../src/dtype/string-dtype.ts';
import { DTypeError } from '../../src/errors.ts';
import { scalar, struct } from './state-forms.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const i4 = dtype('i4');

describe('what is rejected, though NumPy loads some of it', () => {
  const V8 = () => dtype('V8');
  const ab = (a: unknown, b: unknown = [i4, 4]) => [
    3,
    '|',
    null,
    ['a', 'b'],
    new Map([
      ['a', a],
      ['b', b],
    ]),
    8,
    1,
    16,
  ];

  test.each<[string, DType, unknown, string]>([
    [
      'no tuple',
      i4,
      'state' as never,
      `a pickled data type's state should be a tuple of 5 to 9 items, got "state"`,
    ],
    [
      'too few items',
      i4,
      [3, '<', null, null],
      "a pickled data type's state should be a tuple of 5 to 9 items, got a list of 4",
    ],
    [
      'too many items',
      i4,
      new Array(10).fill(null),
      "a pickled data type's state should be a tuple of 5 to 9 items, got a list of 10",
    ],
    [
      'version',
      i4,
      scalar('<').with(0, 5),
      "a pickled data type's version should be an integer from 0 to 4, got 5",
    ],
    [
      'version type',
      i4,
      scalar('<').with(0, '3'),
      `a pickled data type's version should be an integer from 0 to 4, got "3"`,
    ],
    [
      'version NaN',
      i4,
      scalar('<').with(0, Number.NaN),
      "a pickled data type's version should be an integer from 0 to 4, got NaN",
    ],
    [
      'byte order',
      i4,
      scalar('S'),
      `a pickled data type's byte order should be '<', '>', '=' or '|', got "S"`,
    ],
    [
      'no byte order',
      i4,
      scalar(''),
      `a pickled data type's byte order should be '<', '>', '=' or '|', got ""`,
    ],
    ['byte order type', i4, scalar(60), "a pickled data type's byte order should be a string, got 60"],
    [
      'not UTF-8',
      i4,
      scalar(new Uint8Array([0xff])),
      "a pickled data type's byte order should be a string, got bytes",
    ],
    [
      'itemsize of a number',
      i4,
      scalar('<', 8),
      "a pickled data type's itemsize should be 4, as its code <i4 says, got 8",
    ],
    [
      'itemsize of S',
      dtype('S5'),
      scalar('|', 50, 1),
      "a pickled data type's itemsize should be 5, as its code |S5 says, got 50",
    ],
    [
      'itemsize of V',
      V8(),
      scalar('|', 9, 1),
      "a pickled data type's itemsize should be 8, as its code |V8 says, got 9",
    ],
    [
      'itemsize of U',
      dtype('U2'),
      scalar('<', 7, 4, 8),
      "a pickled data type's itemsize should be 8, as its code <U2 says, got 7",
    ],
    [
      'no itemsize of V',
      V8(),
      scalar('|', -1, 1),
      "a pickled data type's itemsize should be 8, as its code |V8 says, got -1",
    ],
    [
      'huge record',
      dtype('numpy.record'),
      scalar('|', 2 ** 31, 1),
      "a pickled data type's itemsize should be an integer from -1 to 2147483647, got 2147483648",
    ],
    [
      'huger record',
      dtype('numpy.record'),
      scalar('|', (10n ** 30n) as never, 1),
      "a pickled data type's itemsize should be an integer from -1 to 2147483647, got 1000000000000000000000000000000",
    ],
    ['alignment', V8(), scalar('|', 8, 3), "a pickled data type's alignment should be a power of two, got 3"],
    [
      'alignment',
      V8(),
      scalar('|', 8, -1),
      "a pickled data type's alignment should be an integer from 0 to 64, got -1",
    ],
    [
      'flags for objects',
      V8(),
      struct([['a', dtype('O'), 0]], 8, 16),
      'a pickled data type has flags 16, but its elements hold Python objects',
    ],
    [
      'half of them',
      V8(),
      struct([['a', dtype('O'), 0]], 8, 17),
      'a pickled data type has flags 17, but its elements hold Python objects',
    ],
    [
      'object without flags',
      dtype('O8'),
      scalar('|'),
      'a pickled data type has flags 0, but its elements hold Python objects',
    ],
    [
      'flags without objects',
      i4,
      scalar('<', -1, -1, 63),
      'a pickled data type has flags 63, but its elements hold no Python objects',
    ],
    [
      'flags type',
      i4,
      scalar('<').with(7, null),
      "a pickled data type's flags should be an integer from -128 to 255, got NoneType",
    ],
    [
      'flags',
      i4,
      scalar('<').with(7, 4096),
      "a pickled data type's flags should be an integer from -128 to 255, got 4096",
    ],
    [
      'names without fields',
      V8(),
      [3, '|', null, ['a'], null, 8, 1, 16],
      'a pickled data type has names without fields, or fields without names',
    ],
    [
      'fields without names',
      V8(),
      [3, '|', null, null, new Map(), 8, 1, 16],
      'a pickled data type has names without fields, or fields without names',
    ],
    [
      'no names in version 1',
      V8(),
      [1, '|', null, new Map(), 8, 1],
      'a pickled data type has names without fields, or fields without names',
    ],
    [
      'names type',
      V8(),
      [3, '|', null, 'ab', new Map(), 8, 1, 16],
      `a pickled data type's names should be a tuple of strings, got "ab"`,
    ],
    [
      'name type',
      V8(),
      [3, '|', null, [1], new Map([[1, [i4, 0]]]), 8, 1, 16],
      "a pickled data type's field name should be a string, got 1",
    ],
    [
      'fields type',
      V8(),
      [3, '|', null, ['a'], ['a'], 8, 1, 16],
      "a pickled data type's fields should be a dict or None, got a list of 1",
    ],
    [
      'missing field',
      V8(),
      [3, '|', null, ['a'], new Map(), 8, 1, 16],
      `a pickled data type's field "a" should be (dtype, offset) or (dtype, offset, title), got nothing`,
    ],
    [
      'surplus field',
      V8(),
      [
        3,
        '|',
        null,
        ['a'],
        new Map([
          ['a', [i4, 0]],
          ['b', [i4, 4]],
        ]),
        8,
        1,
        16,
      ],
      `a pickled data type's fields should be only the names and their titles as keys, got "b"`,
    ],
    [
      'name twice',
      V8(),
      [3, '|', null, ['a', 'a'], new Map([['a', [i4, 0]]]), 8, 1, 16],
      'field "a" occurs more than once',
    ],
    [
      'field of one item',
      V8(),
      ab([i4]),
      `a pickled data type's field "a" should be (dtype, offset) or (dtype, offset, title), got a list of 1`,
    ],
    [
      'field of four items',
      V8(),
      ab([i4, 0, null, null]),
      `a pickled data type's field "a" should be (dtype, offset) or (dtype, offset, title), got a list of 4`,
    ],
    [
      'field without dtype',
      V8(),
      ab(['i4', 0]),
      `a pickled data type's field "a" should be (dtype, offset) or (dtype, offset, title), got "i4"`,
    ],
    [
      'offset type',
      V8(),
      ab([i4, '0']),
      `a pickled data type's offset of field "a" should be an integer from 0 to 2147483647, got "0"`,
    ],
    [
      'negative offset',
      V8(),
      ab([i4, -4]),
      `a pickled data type's offset of field "a" should be an integer from 0 to 2147483647, got -4`,
    ],
    ['offset outside', V8(), ab([i4, 5]), 'field "a" takes bytes 5 to 9 of an element of 8 bytes'],
    ['title is a name', V8(), ab([i4, 0, 'b']), 'field "b" occurs more than once'],
    ['titles clash', V8(), ab([i4, 0, 'T'], [i4, 4, 'T']), 'field "T" occurs more than once'],
    [
      'objects overlap',
      dtype('V12'),
      struct(
        [
          ['a', dtype('O'), 0],
          ['b', i4, 4],
        ],
        12,
        27,
      ),
      'field "b" shares memory with another, and one of them holds objects',
    ],
    [
      'object in a number',
      dtype('i8'),
      [3, '<', null, ['x'], new Map([['x', [dtype('O'), 0]]]), -1, -1, 0],
      "<i8 can't be given fields that hold objects, nor objects other fields",
    ],
    [
      'number in an object',
      dtype('O8'),
      [3, '|', null, ['x'], new Map([['x', [dtype('i8'), 0]]]), -1, -1, 63],
      "|O can't be given fields that hold objects, nor objects other fields",
    ],
    [
      'field outside a number',
      i4,
      [3, '<', null, ['x'], new Map([['x', [i4, 2]]]), -1, -1, 0],
      'field "x" takes bytes 2 to 6 of an element of 4 bytes',
    ],
    [
      'subarray size',
      V8(),
      [3, '|', [i4, [3]], null, null, 8, 4, 0],
      "a pickled data type's itemsize should be 12, the size of its subarray, got 8",
    ],
    [
      'subarray of a number',
      i4,
      [3, '<', [i4, [1]], null, null, -1, -1, 0],
      "a pickled data type's subarray should be None for <i4, got a list of 2",
    ],
    [
      'subarray and fields',
      V8(),
      [3, '|', [i4, [2]], ['a'], new Map([['a', [i4, 0]]]), 8, 1, 16],
      "a pickled data type can't have both fields and a subarray",
    ],
    [
      'subarray type',
      V8(),
      [3, '|', 'i4', null, null, 8, 1, 0],
      `a pickled data type's subarray should be (dtype, shape), got "i4"`,
    ],
    [
      'subarray items',
      V8(),
      [3, '|', [i4], null, null, 8, 1, 0],
      "a pickled data type's subarray should be (dtype, shape), got a list of 1",
    ],
    [
      'subarray dtype',
      V8(),
      [3, '|', ['i4', [2]], null, null, 8, 1, 0],
      `a pickled data type's subarray should be of a dtype, got "i4"`,
    ],
    [
      'subarray shape',
      V8(),
      [3, '|', [i4, 'x'], null, null, 8, 1, 0],
      `a pickled data type's subarray shape should be an integer from 0 to 2147483647, got "x"`,
    ],
    [
      'no dimensions',
      dtype('V4'),
      [3, '|', [i4, []], null, null, 4, 1, 0],
      "a pickled data type's subarray shape should be 1 to 64 lengths, got a list of 0",
    ],
    [
      'negative length',
      V8(),
      [3, '|', [i4, [-1, -2]], null, null, 8, 1, 0],
      "a pickled data type's subarray shape should be an integer from 0 to 2147483647, got -1",
    ],
    [
      '65 dimensions',
      dtype('V4'),
      [3, '|', [i4, new Array(65).fill(1)], null, null, 4, 4, 0],
      "a pickled data type's subarray shape should be 1 to 64 lengths, got a list of 65",
    ],
    [
      'huge subarray',
      V8(),
      [3, '|', [i4, [2 ** 30, 2 ** 30]], null, null, 8, 4, 0],
      'an element of 4611686018427388000 bytes: expected at most 2147483647',
    ],
    [
      'endless subarray',
      V8(),
      [3, '|', [i4, new Array(64).fill(2 ** 31 - 1)], null, null, 8, 4, 0],
      'an element of Infinity bytes: expected at most 2147483647',
    ],
    [
      'time without unit',
      dtype('M8'),
      scalar('<'),
      "a pickled data type's metadata should be (dict, (unit, count, divisor, events)), got NoneType",
    ],
    [
      'unit is a dict',
      dtype('M8'),
      [4, '<', null, null, null, -1, -1, 0, new Map()],
      "a pickled data type's metadata should be (dict, (unit, count, divisor, events)), got dict",
    ],
    [
      'unit items',
      dtype('M8'),
      [4, '<', null, null, null, -1, -1, 0, [null, ['s']]],
      "a pickled data type's unit should be (unit, count, divisor, events), got a list of 1",
    ],
    [
      'unknown unit',
      dtype('M8'),
      [4, '<', null, null, null, -1, -1, 0, [null, ['B', 1, 1, 1]]],
      `a pickled data type's unit should be a unit that NumPy knows, got "B"`,
    ],
    [
      'unit type',
      dtype('M8'),
      [4, '<', null, null, null, -1, -1, 0, [null, [5, 1, 1, 1]]],
      "a pickled data type's unit should be a string, got 5",
    ],
    [
      'unit count',
      dtype('M8'),
      [4, '<', null, null, null, -1, -1, 0, [null, ['s', 0, 1, 1]]],
      "a pickled data type's unit count should be an integer from 1 to 2147483647, got 0",
    ],
    [
      'unit divisor',
      dtype('M8'),
      [4, '<', null, null, null, -1, -1, 0, [null, ['s', 1, 0, 1]]],
      "a pickled data type's unit divisor should be an integer from 1 to 2147483647, got 0",
    ],
    [
      'unit overflow',
      dtype('M8'),
      [4, '<', null, null, null, -1, -1, 0, [null, ['Y', 2 ** 31 - 1, 5, 1]]],
      `a pickled data type's unit should be a unit that NumPy knows, got "Y"`,
    ],
    [
      'metadata',
      i4,
      [4, '<', null, null, null, -1, -1, 0, 'x'],
      `a pickled data type's metadata should be a dict or None, got "x"`,
    ],
    [
      'StringDType',
      stringDType(),
      scalar('|', 16, 8, 107),
      "a pickled data type's state should be nothing for a StringDType, got a list of 8",
    ],
  ])('%s', (_what, base, state, message) => {
    let thrown: unknown;
    try {
      dtypeFromState(base, state as unknown[]);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(DTypeError);
    expect((thrown as Error).message).toBe(message);
  });

  test('any value in any place is a DTypeError or a dtype, never another error', () => {
    const odd = [
      null,
      undefined,
      0,
      -1,
      2 ** 31,
      0.5,
      1n,
      10n ** 40n,
      '',
      '<',
      'x',
      bytes('|'),
      [],
      [[]],
      new Map(),
      i4,
      {},
      true,
      Symbol.iterator,
      () => 1,
    ];
    const states = [
      [i4, scalar('<')],
      [dtype('S5'), scalar('|', 5, 1)],
      [V8(), ab([i4, 0, 'T'])],
      [V8(), [3, '|', [i4, [2]], null, null, 8, 4, 0]],
      [dtype('M8'), [4, '<', null, null, null, -1, -1, 0, [null, ['s', 1, 1, 1]]]],
      [
        V8(),
        [
          1,
          '|',
          null,
          new Map<unknown, unknown>([
            ['a', [i4, 0]],
            [-1, ['a']],
          ]),
          8,
          1,
        ],
      ],
    ] as const;
    let tried = 0;
    for (const [base, state] of states) {
      for (const path of places(state)) {
        for (const value of odd) {
          tried++;
          try {
            dtypeFromState(base, replaced(state, path, value) as unknown[]).toString();
          } catch (error) {
            if (!(error instanceof DTypeError))
              throw new Error(`${String(value)} at ${path.join('/')}`, { cause: error });
          }
        }
      }
    }
    expect(tried).toBeGreaterThan(1500);
  });
});

type Path = readonly unknown[];

/** The way to every item, entry and key inside a state. */
function places(value: unknown): Path[] {
  const inside = value instanceof Map ? [...value] : Array.isArray(value) ? [...value.entries()] : [];
  return [[], ...inside.flatMap(([key, item]) => places(item).map((path) => [key, ...path]))];
}

function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  if (value instanceof Map) return new Map(value).set(key, replaced(value.get(key), rest, by));
  return (value as unknown[]).with(key as number, replaced((value as unknown[])[key as number], rest, by));
}
