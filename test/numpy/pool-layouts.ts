import type { NumpyArray } from '../../src/array/numpy-array.ts';
import { blankArray, initArray } from '../../src/array/numpy-array.ts';

/** The layouts of python-fixtures/fixtures/layouts.py, made of the same elements in a row. */
export function poolLayouts(pool: NumpyArray): Map<string, NumpyArray> {
  const six = pool.slice(':6').reshape([2, 3]);
  const cube = pool.slice(':12').reshape([2, 3, 2]);
  const three = pool.slice('3:6');
  return new Map([
    ['0d', pool.slice('2:3').reshape([])],
    ['empty', pool.slice(':0')],
    ['empty-0x3', pool.slice(':0').reshape([0, 3])],
    ['empty-3x0-F', pool.slice(':0').reshape([3, 0]).copy({ order: 'F' })],
    ['1d', pool],
    ['ones', three.reshape([1, 3, 1])],
    ['C', six],
    ['C3', cube],
    ['F', six.copy({ order: 'F' })],
    ['F3', cube.copy({ order: 'F' })],
    ['K', cube.transpose([1, 0, 2])],
    ['K-cycle', cube.transpose([2, 0, 1])],
    ['strided', pool.slice('1::3')],
    ['strided-2d', pool.slice(':12').reshape([3, 4]).slice('::2, 1::2')],
    ['negative', pool.slice('5::-1')],
    ['negative-2d', six.slice(':, ::-1')],
    ['broadcast', again(three, { shape: [2, 3], strides: [0, three.strides[0]!], readonly: true })],
    ['readonly', again(pool.slice('4:9').copy(), { readonly: true })],
    ['readonly-F', again(six.copy({ order: 'F' }), { readonly: true })],
  ]);
}

/** The same memory, objects too, with some of its description replaced. */
export function again(
  array: NumpyArray,
  changes: { shape?: number[]; strides?: number[]; byteOffset?: number; readonly?: boolean },
): NumpyArray {
  const { dtype, shape, strides, buffer, byteOffset, readonly, objects } = array;
  const result = blankArray();
  initArray(result, {
    ...{ dtype, shape, strides, buffer, byteOffset, readonly },
    objects: objects as unknown[] | null,
    copy: 'if-needed',
    ...changes,
  });
  return result;
}
