/** What lies behind an array's bytes in a joblib file is found as what lies before them. */

import { expect, test } from 'vitest';
import { readings } from '../../src/cli/scan.ts';
import { dumps, inspect, NumpyArray, PyGlobal, PyObject, tuple } from '../../src/index.ts';
import { inspectSource } from '../../src/inspect-source.ts';
import { dumpJoblib } from '../../src/joblib.ts';
import { goldenJoblib } from './joblib-golden.ts';

const plain = goldenJoblib().filter(({ protocol }) => protocol !== null);
const evil = new PyObject(new PyGlobal('os', 'system'), 'call', tuple('echo'));

test('every golden file: the verdict and the arrays of the pickle of the same value', async () => {
  let arrays = 0;
  for (const { id, file, pickle } of plain) {
    const [found, expected] = [inspect(file, { joblib: true }), inspect(pickle)];
    expect([found.error, found.verdict], id).toEqual([null, expected.verdict]);
    const told = ({ arrays }: typeof found) =>
      arrays.filter(({ nbytes }) => nbytes !== null).map(({ dtype, shape }) => `${dtype} (${shape})`);
    expect(told(found).sort(), id).toEqual(told(expected).sort());
    arrays += found.arrays.length;
    const bytes = { size: file.length, read: async (at: number, size: number) => file.slice(at, at + size) };
    expect(await inspectSource(bytes, { joblib: true }), id).toEqual(found);
  }
  expect(arrays).toBeGreaterThan(300);
});

test('where the bytes lie', async () => {
  const file = await dumpJoblib([NumpyArray.from(Float64Array.of(1, 2, 3))]);
  const { offset, nbytes } = inspect(file, { joblib: true }).arrays[0]!;
  expect(new Float64Array(file.slice(offset!, offset! + nbytes!).buffer)).toEqual(Float64Array.of(1, 2, 3));
});

test.each([
  ['behind an array', [NumpyArray.from(new Float64Array(9)), evil]],
  ['among the objects of an array', [NumpyArray.from([evil], { dtype: 'O' })]],
  ['behind an array of objects', [NumpyArray.from(['a'], { dtype: 'O' }), evil]],
])('what acts is found %s', async (_, value) => {
  const file = await dumpJoblib(value, { protocol: 4 });
  expect(inspect(file, { joblib: true })).toMatchObject({ verdict: 'dangerous', error: null });
});

test('what acts in bytes that only pickle.load takes for opcodes is found by the other reading', async () => {
  const opcodes = dumps(evil, { protocol: 2 }).subarray(2);
  const file = await dumpJoblib([NumpyArray.from(opcodes)], { protocol: 2 });
  // As joblib before 1.2 wrote it: without a byte that no opcode begins with.
  const old = Buffer.from(file);
  old.set(Buffer.from('other'), old.indexOf('numpy_array_alignment_bytes'));
  const [state, data] = [old.lastIndexOf('b', old.indexOf(opcodes)), old.indexOf(opcodes)];
  const both = Buffer.concat([old.subarray(0, state + 1), old.subarray(data)]);
  expect(inspect(both, { joblib: true }).verdict).toBe('safe');
  expect(inspect(both).verdict).toBe('dangerous');
});

test('scan tells of what either reading would do', async () => {
  const wrapped = await dumpJoblib([NumpyArray.from(new Uint8Array(7)), evil], { protocol: 2 });
  // To pickle.load the array is a bytes opcode that swallows what follows, and a list's end.
  const at = Buffer.from(wrapped).indexOf(Buffer.alloc(7), Buffer.from(wrapped).indexOf('alignment_bytes'));
  const [head, rest] = [wrapped.subarray(0, wrapped.lastIndexOf(0x62, at) + 1), wrapped.subarray(at + 7)];
  const old = Buffer.from(head);
  old.set(Buffer.from('other'), old.indexOf('numpy_array_alignment_bytes'));
  const swallow = Buffer.alloc(7);
  swallow.write('B', 0, 'latin1');
  swallow.writeUInt32LE(2 + rest.length, 1);
  const file = Buffer.concat([old, swallow, rest, Buffer.from('0.')]);
  const [plain, joblib] = [inspect(file), inspect(file, { joblib: true })];
  expect([plain.verdict, joblib.verdict]).toEqual(['safe', 'dangerous']);
  const verdicts = (await readings(file)).map(({ verdict }) => verdict);
  expect(verdicts).toContain('dangerous');
});

test('lengths that lie are an error, and no more is read', async () => {
  const file = await dumpJoblib([NumpyArray.from(new Float64Array(9))], { protocol: 4 });
  const cut = inspect(file.subarray(0, file.length - 20), { joblib: true });
  expect(cut.error?.message).toContain('the data of an array need 72 bytes');
  for (let at = 0; at < file.length; at++)
    expect(inspect(file.subarray(0, at), { joblib: true }).error, `cut at ${at}`).not.toBeNull();
});
