import { describe, expect, test } from 'vitest';
import { DType } from '../../src/dtype/dtype.ts';
import { dtype } from '../../src/dtype/parse.ts';
import { stringDType } from '../../src/dtype/string-dtype.ts';
import { dtypeFromString } from '../../src/dtype/type-string.ts';
import { DTypeError } from '../../src/errors.ts';
import { tuple } from '../../src/values/tuple.ts';

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(DTypeError);
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

describe('identity', () => {
  test('built-in native types are one object, whatever they are called', () => {
    for (const spec of ['<f4', 'f', 'float32', '=f4', '|f4', 'single', Float32Array] as const) {
      expect(dtype(spec)).toBe(dtype('f4'));
    }
    expect(dtype('l')).not.toBe(dtype('q'));
    expect(dtype('?')).toBe(dtype('>b1'));
    expect(dtype('O8')).toBe(dtype('object'));
  });

  test('all others are new ones', () => {
    for (const spec of ['>f4', 'U5', 'S3', 'M8[s]', 'i4,f4', '2i4', 'T', 'c16,c16'] as const) {
      expect(dtype(spec)).not.toBe(dtype(spec));
      expect(dtype(spec).equals(dtype(spec))).toBe(true);
    }
    const type = dtype('f4');
    expect(dtype(type)).toBe(type);
    expect(type.copy()).not.toBe(type);
    expect(type.copy()).toEqual(type);
    expect(type.newByteOrder('=')).not.toBe(type);
  });

  test('nothing can be changed', () => {
    const type = dtype([['a', 'i4']]);
    expect(() => Object.assign(type, { itemsize: 2 ** 40 })).toThrow(TypeError);
  });
});

test('typed array classes', () => {
  const names = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array]
    .map((type) => dtype(type).name)
    .concat(
      [Float32Array, Float64Array, BigInt64Array, BigUint64Array].map((type) => dtype(type).name as never),
    );
  expect(names).toEqual('int8 uint8 uint8 int16 uint16 int32 uint32 float32 float64 int64 uint64'.split(' '));
  expect(dtype(Buffer as never).name).toBe('uint8');
  expect(dtype(class Float16Array {} as never).name).toBe('float16');
  for (const other of [Array, Object, class {}, () => 1, Function, DataView, BigInt]) {
    expect(() => dtype(other as never)).toThrow(DTypeError);
  }
});

test('dtypeFromString is dtype for one type', () => {
  for (const text of [
    'f4',
    '<f8',
    '>i2',
    'float64',
    'U5',
    '>U5',
    'S0',
    'M8[25s]',
    'm',
    'T',
    'numpy.record',
  ]) {
    expect(dtypeFromString(text)).toEqual(dtype(text));
  }
  for (const text of ['i4,f8', '2i4', '(2,)i4', '', 'flaot']) {
    expect(() => dtypeFromString(text)).toThrow(`data type "${text}" not understood`);
  }
});

describe('the forms of JavaScript', () => {
  test('a list of fields', () => {
    const type = dtype([
      ['x', 'f4', [2, 3]],
      [['the y', 'y'], Uint8Array],
      ['', 'i2', 1],
      ['z', [['q', 'i1']]],
    ]);
    expect(type.toString()).toBe(
      "[('x', '<f4', (2, 3)), (('the y', 'y'), 'u1'), ('f2', '<i2', (1,)), ('z', [('q', 'i1')])]",
    );
    expect(type.names).toEqual(['x', 'y', 'f2', 'z']);
    expect(type.fields!.get('y')).toEqual({ name: 'y', dtype: dtype('u1'), offset: 24, title: 'the y' });
  });

  test('a pair', () => {
    expect(dtype(['f4', [2, 3]]).toString()).toBe("('<f4', (2, 3))");
    expect(dtype(['f4', 3]).toString()).toBe("('<f4', (3,))");
    expect(dtype(['f4', []])).toBe(dtype('f4'));
    expect(dtype(['S', 5]).str).toBe('|S5');
    expect(
      dtype([
        'i4',
        [
          ['lo', 'i2'],
          ['hi', 'i2'],
        ],
      ]).toString(),
    ).toBe("(numpy.int32, [('lo', '<i2'), ('hi', '<i2')])");
    expect(dtype(['numpy.record', [['x', 'i4']]]).toString()).toBe("(numpy.record, [('x', '<i4')])");
    expect(dtype([dtype([['x', 'i4']]), [2]]).toString()).toBe("([('x', '<i4')], (2,))");
    expect(dtype(tuple([['x', 'i4']], [2]) as never).toString()).toBe("([('x', '<i4')], (2,))");
  });

  test('columns', () => {
    const metadata = new Map([['unit', 'm']]);
    const type = dtype({ names: ['x', 'y'], formats: ['i4', 'f8'], offsets: [8, 0], itemsize: 24, metadata });
    expect(type.toString()).toBe(
      "{'names': ['x', 'y'], 'formats': ['<i4', '<f8'], 'offsets': [8, 0], 'itemsize': 24}",
    );
    expect(type.metadata).toBe(metadata);
  });

  test('align reaches into specifications, not into data types', () => {
    const inner = [
      ['a', 'i1'],
      ['b', 'f8'],
    ] as const;
    expect(dtype([['x', inner]], { align: true }).itemsize).toBe(16);
    expect(dtype([['x', dtype(inner)]], { align: true }).itemsize).toBe(9);
    expect(dtype('i1,f8', { align: true }).itemsize).toBe(16);
    expect(dtype('f8', { align: true })).toBe(dtype('f8'));
  });

  test('a StringDType', () => {
    expect(dtype('T').equals(stringDType())).toBe(true);
    expect(stringDType({ naObject: Number.NaN }).equals(stringDType({ naObject: Number.NaN }))).toBe(true);
    expect(stringDType({ naObject: null }).equals(stringDType())).toBe(false);
    expect(String(stringDType({ naObject: "it's", coerce: false }))).toBe(
      'StringDType(na_object="it\'s", coerce=False)',
    );
  });
});

describe('longdouble of 32-bit machines', () => {
  test.each([
    ['f12', 'float96', 'g', 13, 12],
    ['float96', 'float96', 'g', 13, 12],
    ['>f12', 'float96', 'g', 13, 12],
    ['c24', 'complex192', 'G', 16, 24],
  ] as const)('%s', (spec, name, char, num, itemsize) => {
    expect(dtype(spec)).toMatchObject({ name, char, num, itemsize, alignment: 4 });
    expect(dtype(spec).equals(dtype(char))).toBe(false);
  });

  test('in a struct', () => {
    expect(dtype('f12,i4').itemsize).toBe(16);
    expect(dtype('f12,f8', { align: true }).itemsize).toBe(24);
    expect(dtype('>f12,i4').toString()).toBe("[('f0', '>f12'), ('f1', '<i4')]");
  });
});

describe('names that objects have anyway', () => {
  const names = ['constructor', '__proto__', 'toString', 'valueOf', 'hasOwnProperty', 'prototype', 'length'];

  test.each(names)('%s is no type', (name) => {
    expect(() => dtype(name)).toThrow(DTypeError);
    expect(() => dtype(`<${name}`)).toThrow(DTypeError);
    expect(() => dtype(`M8[${name}]`)).toThrow(DTypeError);
    expect(() => dtype({ [name]: 1 } as never)).toThrow(DTypeError);
  });

  test('are good names of fields', () => {
    const type = dtype(names.map((name) => [name, 'i1'] as const));
    expect(type.names).toEqual(names);
    expect(type.fields!.get('__proto__')!.offset).toBe(1);
    expect(Object.prototype).not.toHaveProperty('offset');
  });
});

describe('equality and byte order', () => {
  test('equals takes a specification', () => {
    expect(dtype('f4').equals('<f4')).toBe(true);
    expect(dtype('f4').equals(Float32Array)).toBe(true);
    expect(dtype('f4').equals('>f4')).toBe(false);
    expect(dtype([['a', 'i4']]).equals([['a', 'i4']])).toBe(true);
    expect(() => dtype('f4').equals('flaot')).toThrow('data type "flaot" not understood');
  });

  test('newByteOrder turns everything inside', () => {
    const type = dtype([
      ['a', '<i4'],
      ['b', ['>f8', [2]]],
      ['c', '?'],
      ['d', [['e', '>M8[s]']]],
      ['f', 'O'],
    ]);
    const big = type.newByteOrder('>');
    expect(big.toString()).toBe(
      "[('a', '>i4'), ('b', '>f8', (2,)), ('c', '?'), ('d', [('e', '>M8[s]')]), ('f', 'O')]",
    );
    expect(big.newByteOrder('<').equals('i4')).toBe(false);
    expect([type.isNative, big.isNative, type.newByteOrder('=').isNative]).toEqual([false, false, true]);
    expect(dtype('i4').newByteOrder('>').newByteOrder('<').equals('<i4')).toBe(true);
    expect(dtype(['>i4', [2]]).isNative).toBe(false);
    expect(() => type.newByteOrder('x' as never)).toThrow(`byte order "x": expected '<', '>' or '='`);
  });

  test('isDType knows data types of other copies of the package', () => {
    const foreign = { [Symbol.for('ndarray-pickle.kind')]: 'DType' };
    expect([dtype('i4'), foreign, {}, null, 'i4'].map(DType.isDType)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('errors', () => {
  const EXPECTED_STRING =
    "expected a type string: '<f8', 'float64', 'U10', 'M8[ns]'; dtype() also takes 'i4,f8'";
  const EXPECTED =
    "expected a type string ('<f8', 'float64', 'U10', 'M8[ns]', 'i4,f8'), a list of [name, type] fields, " +
    '{ names, formats }, [type, shape], a typed array class or a DType';

  test.each<[unknown, string]>([
    ['flaot', `data type "flaot" not understood: ${EXPECTED_STRING}`],
    [null, `data type null not understood: ${EXPECTED}`],
    [undefined, `data type undefined not understood: ${EXPECTED}`],
    [42, `data type 42 not understood: ${EXPECTED}`],
    [42n, `data type int not understood: ${EXPECTED}`],
    [Symbol('x'), `data type symbol not understood: ${EXPECTED}`],
    [DataView, `data type DataView not understood: ${EXPECTED}`],
    ['x'.repeat(1000), `data type "${'x'.repeat(60)}" not understood: ${EXPECTED_STRING}`],
    [
      ['a'],
      `data type ["a"] not understood: expected [type, shape], such as ['f4', [2, 3]]; a struct is a list of fields, [['x', 'i4'], ['y', 'f8']]`,
    ],
    [
      ['i4', 'f4'],
      `data type ["i4","f4"] not understood: expected [type, shape], such as ['f4', [2, 3]]; a struct is a list of fields, [['x', 'i4'], ['y', 'f8']]`,
    ],
    [
      [['a']],
      `data type ["a"] not understood: expected field 0 to be [name, type] or [name, type, shape], such as ['x', 'f4', [2, 3]]`,
    ],
    [
      [['a', 'i4'], 'f4'],
      `data type "f4" not understood: expected field 1 to be [name, type] or [name, type, shape], such as ['x', 'f4', [2, 3]]`,
    ],
    [
      [[5, 'i4']],
      'data type [5,"i4"] not understood: expected field 0 to be named by a string or by [title, name]',
    ],
    [
      [
        ['a', 'i4'],
        ['a', 'f4'],
      ],
      'data type [["a","i4"],["a","f4"]] not understood: field "a" occurs more than once',
    ],
    [
      [
        [['T', 'a'], 'i4'],
        ['T', 'f4'],
      ],
      'data type [[["T","a"],"i4"],["T","f4"]] not understood: field "T" occurs more than once',
    ],
    [
      [
        [['T', 'a'], 'i4'],
        [['T', 'b'], 'f4'],
      ],
      'data type [[["T","a"],"i4"],[["T","b"],"f4"]] not understood: field "T" occurs more than once',
    ],
    [[['a', 'zz']], `data type "zz" not understood: ${EXPECTED_STRING}`],
    [
      ['f4', [-1]],
      'data type ["f4",[-1]] not understood: a subarray of shape (-1): expected integers from 0 to 2**31 - 1',
    ],
    [
      ['f4', [2 ** 29]],
      'data type ["f4",[536870912]] not understood: an element of 2147483648 bytes: expected at most 2147483647',
    ],
    [
      ['f4', new Array(65).fill(1)],
      `data type ["f4",[${'1,'.repeat(46)}1… not understood: a subarray of 65 dimensions: expected at most 64`,
    ],
    [
      'S99999999999',
      'data type "S99999999999" not understood: an element of 99999999999 bytes: expected at most 2147483647',
    ],
    [
      'M8[fortnight]',
      'data type "M8[fortnight]" not understood: [fortnight] is no unit of time: expected [s], [25s] or [m/4], with Y M W D h m s ms us ns ps fs as and counts up to 2147483647',
    ],
    ['i4,,f4', `data type "i4,,f4" not understood: expected a shape such as '(2,3)', not ","`],
    [
      'i4,f4!',
      `data type "i4,f4!" not understood: expected 'type, type, …' such as 'i4, (2,3)f8', but part 2 is not`,
    ],
    ['i4,zz', `data type "zz" not understood: ${EXPECTED_STRING}`],
    ['>(2,)<f4', 'data type ">(2,)<f4" not understood: expected one byte order in part 1, not > and <'],
    ['2,3', 'data type "2,3" not understood: expected a type in part 1'],
    [{}, 'data type {} not understood: expected names to be an array of strings'],
    [{ names: ['a'] }, 'data type {"names":["a"]} not understood: expected formats to be an array'],
    [
      { names: ['a'], formats: [] },
      'data type {"names":["a"],"formats":[]} not understood: expected as many formats as names',
    ],
    [
      { names: ['a'], formats: ['i4'], itemSize: 8 },
      'data type {"names":["a"],"formats":["i4"],"itemSize":8} not understood: expected { names, formats, offsets, titles, itemsize, aligned, metadata }, not "itemSize"',
    ],
    [
      { names: ['a'], formats: ['i4'], itemsize: 3 },
      'data type {"names":["a"],"formats":["i4"],"itemsize":3} not understood: itemsize 3 is too small: the fields take 4 bytes',
    ],
    [
      { names: ['a'], formats: ['i4'], offsets: [-1] },
      'data type {"names":["a"],"formats":["i4"],"offsets":[-1]} not understood: expected the offset of "a" to be an integer from 0 to 2**31 - 1',
    ],
    [
      { names: ['a'], formats: ['i4'], offsets: [2], aligned: true },
      'data type {"names":["a"],"formats":["i4"],"offsets":[2],"aligned":true} not understood: field "a": offset 2 is not a multiple of 4, the alignment of <i4',
    ],
    [
      { names: ['a'], formats: ['i4'], offsets: [2 ** 31 - 2] },
      'data type {"names":["a"],"formats":["i4"],"offsets":[2147483646]} not understood: an element of 2147483650 bytes: expected at most 2147483647',
    ],
    [
      { names: ['a', 'b'], formats: ['O', 'i4'], offsets: [0, 4] },
      'data type {"names":["a","b"],"formats":["O","i4"],"offsets":[0,4]} not understood: field "b" shares memory with another, and one of them holds objects',
    ],
    [
      ['i4', [['a', 'i8']]],
      `data type ["i4",[["a","i8"]]] not understood: <i4 can't be given the fields of a type of 8 bytes`,
    ],
    [
      ['i8', [['a', 'O']]],
      `data type ["i8",[["a","O"]]] not understood: <i8 can't be given fields that hold objects, nor objects other fields`,
    ],
    [['S', [2]], 'data type ["S",[2]] not understood: expected a size after |S0, not a shape'],
  ])('%o', (spec, message) => {
    expect(messageOf(() => dtype(spec as never))).toBe(message);
  });

  test('a specification that contains itself', () => {
    const cyclic: unknown[] = [['a', 'i4']];
    cyclic.push(['b', cyclic]);
    const message = 'data type list not understood: expected at most 64 levels of nesting';
    expect(messageOf(() => dtype(cyclic as never))).toBe(message);
  });

  test('a specification nested 100,000 deep', () => {
    let spec: unknown = 'i4';
    for (let i = 0; i < 100_000; i++) spec = [['a', spec]];
    expect(messageOf(() => dtype(spec as never))).toMatch(
      /^data type .* not understood: expected at most 64 levels of nesting$/,
    );
  });
});
