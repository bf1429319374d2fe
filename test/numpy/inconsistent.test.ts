/**
 * What NumPy itself lets through, to memory out of bounds and crashes, and what it rejects: here each is an error that
 * says what does not fit. Nothing else is loaded of such a pickle.
 */

import { describe, expect, it } from 'vitest';
import { loads, type NumpyArray, UnpicklingError } from '../../src/index.ts';
import { bytes } from '../pickle/assemble.ts';

const dtype = (code: string) => `cnumpy\ndtype\n(V${code}\nI0\nI1\ntR`;
const state = (...items: readonly string[]) => `(${items.join('')}tb`;
const blank = 'cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntC\x01btR';
const array = (shape: string, type: string, data: string, { version = 'I1\n', fortran = 'I00\n' } = {}) =>
  `${blank}(${version}${shape}${type}${fortran}${data}tb`;
const frombuffer = (args: string) => `cnumpy.core.numeric\n_frombuffer\n(${args}tR`;
const ndarray = (args: string) => `cnumpy\nndarray\n(${args}tR`;
const scalar = (args: string) => `cnumpy.core.multiarray\nscalar\n(${args}tR`;

const O = dtype('O8');
const i4 = dtype('i4');
const V8 = dtype('V8');
const EIGHT = 'C\x08abcdefgh';
const struct = (fields: string, { code = 'V8', size = 8, names = '(Va\nt', alignment = 1, flags = 0 } = {}) =>
  `${dtype(code)}${state('I3\n', 'V|\n', 'N', names, fields, `I${size}\n`, `I${alignment}\n`, `I${flags}\n`)}`;
const masked = 'cnumpy.ma.core\n_mareconstruct\n(cnumpy.ma.core\nMaskedArray\ncnumpy\nndarray\n(I0\ntVb\ntR';

const rejected: Record<string, Record<string, readonly [pickle: string, message: string]>> = {
  'lists of objects': {
    // NumPy reads behind the list's end.
    'shorter than the array': [
      array('(I3\nt', O, '(NNl'),
      'numpy.ndarray: an array of shape (3,) has 3 elements, a list of 2 is there',
    ],
    longer: [
      array('(I1\nt', O, '(NNl'),
      'numpy.ndarray: an array of shape (1,) has 1 elements, a list of 2 is there',
    ],
    'that are tuples': [
      array('(I1\nt', O, '(Nt'),
      'numpy.ndarray: the elements of an array of dtype object must be a list, not tuple',
    ],
    // Of these NumPy takes the bytes for addresses: SIGSEGV.
    'that are bytes': [
      array('(I1\nt', O, EIGHT),
      'numpy.ndarray: the elements of an array of dtype object must be a list, not bytes',
    ],
    'that are bytes, and flags that say so': [
      array('(I1\nt', `${O}${state('I3\n', 'V|\n', 'NNN', 'I-1\nI-1\nI0\n')}`, EIGHT),
      'numpy.dtype: a pickled data type has flags 0, but its elements hold Python objects',
    ],
    'for numbers': [
      array('(I1\nt', i4, '(I1\nl'),
      'numpy.ndarray: the data of an array must be bytes, not list',
    ],
    'for numbers, and flags that say so': [
      array('(I1\nt', `${i4}${state('I3\n', 'V<\n', 'NNN', 'I-1\nI-1\nI63\n')}`, '(I1\nl'),
      'numpy.dtype: a pickled data type has flags 63, but its elements hold no Python objects',
    ],
  },
  fields: {
    'before the element': [
      struct(`(Va\n(${i4}I-4\ntd`),
      'numpy.dtype: a pickled data type\'s offset of field "a" should be an integer from 0 to 2147483647, got -4',
    ],
    'behind it': [
      struct(`(Va\n(${i4}I2\ntd`, { code: 'V4', size: 4 }),
      'numpy.dtype: field "a" takes bytes 2 to 6 of an element of 4 bytes',
    ],
    'over objects': [
      struct(`(Va\n(${O}I0\ntVb\n(${i4}I4\ntd`, { names: '(Va\nVb\nt', flags: 27 }),
      'numpy.dtype: field "b" shares memory with another, and one of them holds objects',
    ],
    'of one name': [
      struct(`(Va\n(${i4}I0\ntd`, { names: '(Va\nVa\nt' }),
      'numpy.dtype: field "a" occurs more than once',
    ],
    'that are missing': [
      struct(`(Va\n(${i4}I0\ntd`, { names: '(Va\nVb\nt' }),
      'numpy.dtype: a pickled data type\'s field "b" should be (dtype, offset) or (dtype, offset, title), got nothing',
    ],
    'with an alignment that is none': [
      struct(`(Va\n(${i4}I0\ntd`, { alignment: 3 }),
      "numpy.dtype: a pickled data type's alignment should be a power of two, got 3",
    ],
  },
  sizes: {
    'of a subarray': [
      `${V8}${state('I3\n', 'V|\n', `(${i4}(I3\ntt`, 'NN', 'I8\nI1\nI0\n')}`,
      "numpy.dtype: a pickled data type's itemsize should be 12, the size of its subarray, got 8",
    ],
    'of a subarray, negative': [
      `${V8}${state('I3\n', 'V|\n', `(${i4}(I-2\ntt`, 'NN', 'I8\nI1\nI0\n')}`,
      "numpy.dtype: a pickled data type's subarray shape should be an integer from 0 to 2147483647, got -2",
    ],
    'of U, no whole number of characters': [
      `${dtype('U3')}${state('I3\n', 'V<\n', 'NNN', 'I13\nI4\nI8\n')}`,
      "numpy.dtype: a pickled data type's itemsize should be 12, as its code <U3 says, got 13",
    ],
    'of S': [
      `${dtype('S3')}${state('I3\n', 'V|\n', 'NNN', 'I5\nI1\nI0\n')}`,
      "numpy.dtype: a pickled data type's itemsize should be 3, as its code |S3 says, got 5",
    ],
    'of V': [
      `${dtype('V3')}${state('I3\n', 'V|\n', 'NNN', 'I5\nI1\nI0\n')}`,
      "numpy.dtype: a pickled data type's itemsize should be 3, as its code |V3 says, got 5",
    ],
    'of a number': [
      `${dtype('f4')}${state('I3\n', 'V>\n', 'NNN', 'I8\nI8\nI0\n')}`,
      "numpy.dtype: a pickled data type's itemsize should be 4, as its code <f4 says, got 8",
    ],
  },
  times: {
    // SIGSEGV in NumPy 2.4.
    'without metadata': [
      array('(I1\nt', `${dtype('M8')}${state('I3\n', 'V<\n', 'NNN', 'I-1\nI-1\nI0\n')}`, EIGHT),
      "numpy.dtype: a pickled data type's metadata should be (dict, (unit, count, divisor, events)), got NoneType",
    ],
    'with a unit that is none': [
      `${dtype('M8')}${state('I4\n', 'V<\n', 'NNN', 'I-1\nI-1\nI0\n', '(N(C\x02xxI1\nI1\nI1\ntt')}`,
      "numpy.dtype: a pickled data type's unit should be a unit that NumPy knows, got bytes",
    ],
  },
  shapes: {
    'of 65 dimensions': [
      array(`(${'I1\n'.repeat(65)}t`, i4, 'C\x04abcd'),
      'numpy.ndarray: the shape has 65 dimensions: NumPy allows 64',
    ],
    'without elements, beyond what can be addressed': [
      array('(L4611686018427387904L\nI0\nt', i4, 'C\0'),
      'numpy.ndarray: the shape holds 4611686018427387904, which is too large',
    ],
    'whose product passes 2^53': [
      array('(I4294967296\nI4294967296\nt', i4, 'C\0'),
      'numpy.ndarray: an array of shape (4294967296, 4294967296) has more elements than can be addressed',
    ],
    'with a negative length': [
      array('(I-1\nt', i4, 'C\0'),
      'numpy.ndarray: the shape holds -1: it must not be negative',
    ],
    'that are no tuple': [
      frombuffer(`C\x04abcd${i4}I1\nVC\n`),
      'numpy.core.numeric._frombuffer: the shape must be a tuple, not int',
    ],
  },
  bytes: {
    'too few': [
      array('(I3\nt', i4, 'C\x04abcd'),
      'numpy.ndarray: an array of shape (3,) and dtype int32 needs 12 bytes of data, 4 are there',
    ],
    'too many': [
      array('(I1\nt', i4, EIGHT),
      'numpy.ndarray: an array of shape (1,) and dtype int32 needs 4 bytes of data, 8 are there',
    ],
    'in a bytearray': [
      array('(I1\nt', i4, '\x96\x04\0\0\0\0\0\0\0abcd'),
      'numpy.ndarray: the data of an array must be bytes, not bytearray',
    ],
    'too few, by _frombuffer': [
      frombuffer(`C\x04abcd${i4}(I3\ntVC\n`),
      'numpy.core.numeric._frombuffer: an array of shape (3,) and dtype int32 needs 12 bytes of data, 4 are there',
    ],
    'too many, by _frombuffer': [
      frombuffer(`${EIGHT}${i4}(I1\ntVC\n`),
      'numpy.core.numeric._frombuffer: an array of shape (1,) and dtype int32 needs 4 bytes of data, 8 are there',
    ],
    'as many as there are, by _frombuffer': [
      frombuffer(`C\x04abcd${i4}(I-1\ntVC\n`),
      'numpy.core.numeric._frombuffer: the shape holds -1: it must not be negative',
    ],
    'for objects, by _frombuffer': [
      frombuffer(`${EIGHT}${O}(I1\ntVC\n`),
      "numpy.core.numeric._frombuffer: an array of dtype object can't be made of bytes",
    ],
    'in no order': [
      frombuffer(`C\x04abcd${i4}(I1\ntVX\n`),
      `numpy.core.numeric._frombuffer: the order of an array must be 'C' or 'F', or 'K' with an order of axes, not "X"`,
    ],
    'in an order of axes that is none': [
      frombuffer(`${EIGHT}${i4}(I1\nI2\ntVK\n(I0\nI0\nt`),
      'numpy.core.numeric._frombuffer: (0, 0) is no order of 2 axes',
    ],
    'behind the buffer': [
      ndarray(`(I2\nt${i4}${EIGHT}I4\nNVC\n`),
      'numpy.ndarray: an array of shape (2,) and strides (4,) at offset 4 does not lie inside a buffer of 8 bytes',
    ],
    'before it': [
      ndarray(`(I2\nt${i4}${EIGHT}I-4\nNVC\n`),
      'numpy.ndarray: an array of shape (2,) and strides (4,) at offset -4 does not lie inside a buffer of 8 bytes',
    ],
    'behind it, by strides': [
      ndarray(`(I2\nt${i4}${EIGHT}I0\n(I8\ntVC\n`),
      'numpy.ndarray: an array of shape (2,) and strides (8,) at offset 0 does not lie inside a buffer of 8 bytes',
    ],
    'before it, by strides': [
      ndarray(`(I2\nt${i4}${EIGHT}I0\n(I-4\ntVC\n`),
      'numpy.ndarray: an array of shape (2,) and strides (-4,) at offset 0 does not lie inside a buffer of 8 bytes',
    ],
    'that are not there': [
      ndarray(`(I2\nt${i4}`),
      'numpy.ndarray: numpy.ndarray() without a buffer is uninitialised memory',
    ],
    'of a scalar, too few': [
      scalar(`${i4}C\x02ab`),
      'numpy.core.multiarray.scalar: a scalar of dtype int32 needs 4 bytes, 2 are there',
    ],
    'of a scalar that holds objects': [
      scalar(`${struct(`(Va\n(${O}I0\ntd`, { flags: 27 })}${EIGHT}`),
      "numpy.core.multiarray.scalar: a scalar of dtype [('a', 'O')] must be a 0-d array, not bytes",
    ],
  },
  states: {
    'of an unknown version': [
      array('(I1\nt', i4, 'C\x04abcd', { version: 'I2\n' }),
      "numpy.ndarray: version 2 of an array's state is not known",
    ],
    'that are cut short': [
      `${blank}(I1\ntb`,
      'numpy.ndarray: the state of an array must be a tuple (version, shape, dtype, is_fortran, data)',
    ],
    'given twice': [
      `${array('(I1\nt', i4, 'C\x04abcd')}(I1\n(I1\nt${i4}I00\nC\x04efghtb`,
      'numpy.ndarray: the array has its contents already',
    ],
    'that never come': [blank, 'an array is made here and never gets its data'],
    'that never come, deep inside': [`(${blank}l`, 'an array is made here and never gets its data'],
    'that never come, of a matrix': [
      blank.replace('ndarray', 'matrix'),
      'an array is made here and never gets its data',
    ],
    'that never come, of a matrix that nothing reconstructs': [
      'cnumpy\nmatrix\n)\x81',
      "numpy.matrix can't be called: it is registered as a name only",
    ],
    'of a matrix that nothing reconstructs': [
      `cnumpy\nmatrix\n)\x81(I1\n(I1\nt${i4}I00\nC\x04abcdtb`,
      "numpy.matrix can't be called: it is registered as a name only",
    ],
    'that never come, of a masked array': [masked, 'an array is made here and never gets its data'],
    'with a mask that is too short': [
      `${masked}(I1\n(I2\nt${i4}I00\n${EIGHT}C\x01\0Ntb`,
      'numpy.ma.core.MaskedArray: an array of shape (2,) and dtype bool needs 2 bytes of data, 1 are there',
    ],
    'in place of which a file is named': [
      'cnumpy\nmemmap\n(Vx\ntR',
      "numpy.memmap can't be called: it is registered as a name only",
    ],
    'for a class': ['cnumpy\nndarray\n(N}Vx\nNstb', "a PyGlobal can't take a state"],
  },
};

describe('what does not fit is rejected', () => {
  for (const [what, cases] of Object.entries(rejected)) {
    for (const [how, [pickle, message]] of Object.entries(cases)) {
      it(`${what}: ${how}`, () => {
        try {
          loads(bytes(`${pickle}.`));
        } catch (error) {
          expect(error).toBeInstanceOf(UnpicklingError);
          expect((error as Error).message.replace(/, at offset \d+ \(\w+\)$/, '')).toBe(message);
          return;
        }
        expect.unreachable('it loaded');
      });
    }
  }
});

describe('what NumPy takes, and does no harm', () => {
  it.each([
    ['any int for is_fortran', array('(I1\nt', i4, 'C\x04abcd', { fortran: 'I7\n' })],
    ['Latin-1 text for bytes', array('(I1\nt', i4, 'Vabcd\n')],
    ['a state of version 0, without a number', `${blank}((I1\nt${i4}I00\nC\x04abcdtb`],
  ])('%s', (_, pickle) => {
    expect((loads(bytes(`${pickle}.`)) as NumpyArray).item()).toBe(0x64636261);
  });
});

it('an error leaves nothing behind: the next pickle loads as ever', () => {
  const good = bytes(
    `${array('(I1\nt', struct(`(Va\n(${i4}I0\ntd`, { code: 'V4', size: 4 }), 'C\x04abcd')}.`,
  );
  const before = String(loads(good));
  for (const cases of Object.values(rejected))
    for (const [pickle] of Object.values(cases)) {
      expect(() => loads(bytes(`${pickle}.`))).toThrow(UnpicklingError);
      expect(String(loads(good))).toBe(before);
    }
});
