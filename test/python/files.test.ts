/** Python loads the files that `dumpFile` writes, by `pickle.load`. */

import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dumps, dumpTo, NumpyArray, tuple } from '../../src/index.ts';
import { dumpFile } from '../../src/node.ts';
import { describeLive } from './live.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'python-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

const LENGTH = 1_500_000;
const floats = NumpyArray.from(
  Float64Array.from({ length: LENGTH }, (_, i) => i),
  { shape: [3, LENGTH / 3] },
);
const value = {
  floats,
  turned: floats.slice('::-1, ::2'),
  records: Array.from({ length: 60_000 }, (_, i) => tuple(i, `name ${i % 5000}`)),
  small: Array.from({ length: 20_000 }, (_, i) => Int32Array.of(i, -i)),
};

/** Says what is there that Python itself would not have made so. */
const CHECK = `
import pickle, sys, warnings
import numpy as np
warnings.simplefilter('error')
for path in sys.argv[1:]:
    with open(path, 'rb') as file:
        value = pickle.load(file)
        assert file.read() == b''
    floats = np.arange(${LENGTH}, dtype='f8').reshape(3, -1)
    assert np.array_equal(value['floats'], floats) and value['floats'].dtype == 'f8'
    assert np.array_equal(value['turned'], floats[::-1, ::2])
    assert value['records'] == [(i, f'name {i % 5000}') for i in range(60_000)]
    assert value['records'][0][1] is value['records'][5000][1]
    assert all(a.dtype == 'i4' and a.tolist() == [i, -i] for i, a in enumerate(value['small']))
    print(len(value['small']))
`;

for (const major of [1, 2] as const) {
  describeLive('files', major, (live) => {
    test('pickle.load gives what was meant', async () => {
      const ways = [{ protocol: 2 }, { protocol: 4 }, { protocol: 5, align: 64 }, { numpy: major }] as const;
      const paths = ways.map((_, i) => join(folder, `${major}-${i}.pkl`));
      for (const [i, way] of ways.entries()) await dumpFile(paths[i]!, value, way);
      const printed = execFileSync(live().python.command, ['-c', CHECK, ...paths], { encoding: 'utf8' });
      expect(printed).toBe('20000\n'.repeat(ways.length));
    });
  });
}

test('a stream has the bytes of the file', async () => {
  const path = join(folder, 'a.pkl');
  await dumpFile(path, value);
  const chunks: Uint8Array[] = [];
  await dumpTo(new WritableStream({ write: (chunk: Uint8Array) => void chunks.push(chunk) }), value);
  const bytes = await readFile(path);
  expect(bytes.equals(Buffer.concat(chunks))).toBe(true);
  expect(bytes.equals(dumps(value))).toBe(true);
});
