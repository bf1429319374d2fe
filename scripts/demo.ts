/**
 * `npm run demo`: loads pickles that real Pythons wrote and shows what is in them. Where Python with NumPy
 * is found, it pickles fresh arrays, which are loaded and compared too.
 */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { arraysIn, loads, NumpyArray, type PickleValue } from '../src/index.ts';
import { findPython } from '../test/python/python.ts';

const SAMPLES = new URL('../python-fixtures/samples/', import.meta.url);

interface Sample {
  readonly file: string;
  readonly what: string;
  readonly protocol: number;
  readonly bytes: number;
  readonly numpy: string;
  readonly python: string;
}

const manifest = JSON.parse(readFileSync(new URL('manifest.json', SAMPLES), 'utf8')) as Sample[];

/** A tree of what is in a value: an array as NumPy prints it, below what it is. */
function tree(name: string, value: PickleValue, indent: string): void {
  if (value instanceof Map) {
    console.log(`${indent}${name}: a dict of ${value.size}`);
    for (const [key, item] of value) tree(String(key), item, `${indent}  `);
  } else if (NumpyArray.isNumpyArray(value)) {
    const { dtype, shape, order, nbytes } = value;
    console.log(
      `${indent}${name}: ${dtype}, shape (${shape.join(', ')}), ${order ?? 'permuted'} order, ${nbytes} bytes`,
    );
    console.log(String(value).replace(/^/gm, `${indent}  `));
  } else {
    console.log(`${indent}${name}: ${inspect(value)}`);
  }
}

function show(file: string): void {
  const sample = manifest.find((entry) => entry.file === file)!;
  console.log(`\n${file}: ${sample.what}`);
  console.log(
    `(${sample.bytes} bytes, protocol ${sample.protocol}, NumPy ${sample.numpy}, Python ${sample.python})`,
  );
  const value = loads(readFileSync(new URL(file, SAMPLES))) as Map<string, PickleValue>;
  for (const [name, item] of value) tree(name, item, '  ');
}

/** A fitted model: its class is nobody's here, so it comes as a record of what the pickle says. */
function showModel(file: string): void {
  const model = loads(readFileSync(new URL(file, SAMPLES)), { unknownGlobals: 'opaque' });
  console.log(`\n${file}: ${model}, with these arrays:`);
  for (const { path, array } of arraysIn(model)) tree(String(path), array, '  ');
}

show('features.numpy1.p5.pkl');
show('features.numpy2.p5.pkl');
show('sklearn-pipeline-arrays.numpy1.p4.pkl');
showModel('../objects/logistic-regression.pkl');

/** Pickles what is random to this program and prints what NumPy says of it. */
const LIVE = `
import json, pickle, sys, base64, numpy as np
rng = np.random.default_rng()
a = rng.normal(size=(300, 200)).astype('f4')
buffers = []
p = pickle.dumps({'weights': a, 'big-endian': a.astype('>f8').T}, 5, buffer_callback=buffers.append)
text = lambda b: base64.b64encode(b).decode()
print(json.dumps({'pickle': text(p), 'buffers': [text(b.raw()) for b in buffers], 'sum': float(a.astype('f8').sum())}))
`;

for (const major of [1, 2] as const) {
  const python = findPython(major);
  if ('missing' in python) {
    console.log(`\nlive NumPy ${major}: skipped, ${python.missing}`);
    continue;
  }
  const answer = JSON.parse(
    execFileSync(python.command, ['-c', LIVE], { encoding: 'utf8', maxBuffer: 2 ** 26 }),
  );
  const buffers = (answer.buffers as string[]).map((text) => Buffer.from(text, 'base64'));
  const value = loads(Buffer.from(answer.pickle, 'base64'), { buffers }) as Map<string, NumpyArray>;
  const sums = [...value.values()].map((array) => {
    let sum = 0;
    for (const number of array.toTypedArray() as Iterable<number>) sum += number;
    return sum;
  });
  const right = sums.every((sum) => Math.abs(sum - answer.sum) < 1e-6 * Math.max(1, Math.abs(answer.sum)));
  if (!right) throw new Error(`NumPy ${python.numpy} says the sum is ${answer.sum}, we say ${sums}`);
  console.log(
    `\nlive NumPy ${python.numpy}: 2 fresh arrays of 60000 elements, out-of-band: the sums agree (${answer.sum})`,
  );
}
