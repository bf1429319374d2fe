/**
 * `npm run demo`: loads pickles that real Pythons wrote, converts an array, writes pickles. Where Python with NumPy is
 * found, it loads what was written, with warnings as errors, and says whether that is what was meant.
 */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ops from 'ndarray-ops';
import { inspectFile } from '../src/cli/inspect.ts';
import { scanFiles } from '../src/cli/scan.ts';
import { showValue } from '../src/cli/show.ts';
import { arrayAt, arraysIn, dumps, loads, NumpyArray, type PickleValue, tuple } from '../src/index.ts';
import { toNdarray } from '../src/ndarray.ts';
import { Judge } from '../test/python/judge.ts';
import { findPython, type Python } from '../test/python/python.ts';

const ROOT = new URL('../', import.meta.url);
const SAMPLES = 'python-fixtures/samples/';
const LINES = 6;
/** What pickles for any NumPy can't carry: see "Limits" in the README. */
const LAYOUT = ['byteorder', 'strides', 'aligned', 'writeable'];

interface Sample {
  readonly file: string;
  readonly what: string;
  readonly protocol: 0 | 1 | 2 | 3 | 4 | 5;
  readonly numpy: string;
  /** Files of its out-of-band buffers. */
  readonly buffers?: readonly string[];
}

const read = (file: string) => readFileSync(new URL(file, ROOT));
const samples = JSON.parse(read(`${SAMPLES}manifest.json`).toString()) as Sample[];

const title = (text: string) => console.log(`\n== ${text}`);

/** Every array in a value: where it is, what it is, and its first lines as NumPy prints it. */
function show(value: PickleValue): void {
  for (const { path, array } of arraysIn(value)) {
    const { dtype, shape, nbytes } = array;
    console.log(`  ${path}: ${dtype}, shape (${shape.join(', ')}), ${nbytes} bytes`);
    const lines = String(array).split('\n');
    if (lines.length > LINES) lines.splice(LINES, lines.length, '…');
    for (const line of lines) console.log(`    ${line}`);
  }
}

function showSample(file: string): PickleValue {
  const { what, protocol, numpy } = samples.find((sample) => sample.file === file)!;
  title(`Load ${what} (protocol ${protocol}, NumPy ${numpy})`);
  const value = loads(read(SAMPLES + file));
  show(value);
  return value;
}

showSample('sklearn-pipeline-arrays.numpy1.p4.pkl');
const features = showSample('features.numpy2.p5.pkl');

title('Load a fitted scikit-learn model, of whose class nothing is known here');
const model = loads(read('python-fixtures/objects/logistic-regression.pkl'), { unknownGlobals: 'opaque' });
console.log(`  ${model}`);
show(model);

title('Look inside with the command: ndarray-pickle inspect, show, scan');
await inspectFile('python-fixtures/joblib_files/logistic-regression.joblib', { depth: 1, items: 24 });
await showValue('python-fixtures/joblib_files/logistic-regression.joblib', 'coef_', {});
await scanFiles([`${SAMPLES}features.numpy2.p5.pkl`], {});

title('Convert to a scijs ndarray over the same memory, and compute there: scores × 100');
const scores = arrayAt(features, 'scores').as('float32');
ops.mulseq(toNdarray(scores), 100);
console.log(String(scores).replace(/^/gm, '    '));

/** Loads a sample exactly, and writes it again for a NumPy. */
function rewrite({ file, protocol, buffers = [] }: Sample, numpy: 'any' | 1 | 2) {
  const original = { bytes: read(SAMPLES + file), buffers: buffers.map((name) => read(SAMPLES + name)) };
  const left: Uint8Array[] = [];
  const outOfBand = buffers.length > 0 && { bufferCallback: (buffer: Uint8Array) => left.push(buffer) };
  const value = loads(original.bytes, { exact: true, buffers: original.buffers });
  return { original, ours: { bytes: dumps(value, { protocol, numpy, ...outOfBand }), buffers: left } };
}

title('Write: every sample again, and values made in JavaScript');
const same = samples.filter((sample) => {
  const { original, ours } = rewrite(sample, sample.numpy.startsWith('1.') ? 1 : 2);
  return original.bytes.equals(ours.bytes);
});
console.log(`  ${same.length} of ${samples.length} samples are byte for byte what NumPy wrote`);
const labels = NumpyArray.from(['cat', 'dog']);
const layers = [{ kind: 'dense', size: tuple(3, 2), bias: new Float64Array(3) }];
const pickle = dumps({ scores, labels, layers });
console.log(`  scores, labels and layers: ${pickle.length} bytes`);

async function ask(python: Python): Promise<void> {
  const program = fileURLToPath(new URL('docs/examples/show.py', ROOT));
  const printed = execFileSync(python.command, ['-W', 'error', program], { input: pickle, encoding: 'utf8' });
  console.log(printed.trim().replace(/^/gm, '    '));
  const judge = new Judge(python);
  const own = samples.filter(({ numpy }) => numpy[0] === python.numpy[0]);
  let otherLayout = 0;
  for (const sample of own) {
    const { original, ours } = rewrite(sample, 'any');
    const differences = await judge.equal(ours, original);
    if (differences.length > 0) otherLayout++;
    const wrong = differences.filter(([kind]) => !LAYOUT.includes(kind));
    if (wrong.length > 0) throw new Error(`${sample.file}: ${wrong.join('; ')}`);
  }
  judge.close();
  console.log(`  ${own.length} samples, written for any NumPy, load without a warning; all values are equal`);
  console.log(
    `  (${otherLayout} have arrays in another memory layout or byte order: see "Limits" in the README)`,
  );
}

for (const major of [1, 2] as const) {
  const python = findPython(major);
  if ('missing' in python) {
    title(`NumPy ${major}: skipped, ${python.missing}`);
    continue;
  }
  title(`What Python with NumPy ${python.numpy} makes of it`);
  await ask(python);
}
