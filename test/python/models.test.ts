/**
 * Objects of real libraries: Python → `loads(exact)` → `dumps` → Python, at every protocol. The libraries themselves say
 * whether the two are equal (python-fixtures/fixtures/library_checks.py); what was changed in JavaScript is changed there.
 */

import { expect, test } from 'vitest';
import { arrayAt, loads, NumpyArray, type PickleValue, PyObject } from '../../src/index.ts';
import { differenceOf } from '../dumps/difference.ts';
import { rewritten, type Way, written } from '../dumps/rewrite.ts';
import { type ObjectCase, type ObjectPickle, objectCases } from '../golden/objects.ts';
import { describeLive } from './live.ts';

const WAYS: readonly (Way & { readonly name: string })[] = ([1, 'any'] as const).flatMap((numpy) => [
  ...([0, 1, 2, 3, 4, 5] as const).map((protocol) => ({ name: `p${protocol}`, protocol, numpy })),
  { name: 'oob', protocol: 5, numpy, outOfBand: true },
]);

function pickleOf({ id, pickles }: ObjectCase, name: string): ObjectPickle {
  const found = pickles.find((pickle) => pickle.name === name);
  if (!found) throw new Error(`${id} has no ${name}`);
  return found;
}

/** Cases with arrays of foreign byte order. */
const FOREIGN = ['python/list-subclass', 'python/dtypes', 'python/object-array'];

/**
 * The golden pickle that holds what arrays are once loaded. The form of protocols up to 4, and of `numpy: 'any'`, makes
 * numbers native and arrays writeable. Protocol 5 and buffers keep what the array has: what `exact` loads from any
 * protocol is still in its foreign byte order.
 */
function expectedOf(
  golden: ObjectCase,
  from: ObjectPickle,
  { protocol, numpy, outOfBand }: Way,
): ObjectPickle {
  const keeps = outOfBand || (protocol === 5 && numpy !== 'any');
  if (!keeps) return pickleOf(golden, 'p2');
  return FOREIGN.includes(golden.id) ? pickleOf(golden, 'p5') : from;
}

describeLive('objects of libraries', 1, (live) => {
  test.each(objectCases().map((golden) => [golden.id, golden] as const))(
    '%s',
    { timeout: 60_000 },
    async (id, golden) => {
      const { judge } = live();
      for (const from of golden.pickles) {
        for (const way of WAYS) {
          const failures = await judge.library(id, rewritten(from, way), expectedOf(golden, from, way));
          expect(failures, `${id} ${from.name}, as ${way.name} for NumPy ${way.numpy}`).toEqual([]);
        }
      }
    },
  );
});

/** A data frame's first block has its columns as rows. */
const BLOCK = ['_mgr', { part: 'args' }, 0, 0, { part: 'args' }, 0] as const;
/** What the second free variable of a function is. */
const CELL = [{ part: 'calls' }, 0, { part: 'args' }, 1, 1, '__closure__', 1, { part: 'args' }, 0] as const;

/** By what Python calls the same change: the case, and how to change it. */
const EDITS: Readonly<Record<string, readonly [id: string, change: (value: PickleValue) => void]>> = {
  change_coefficients: [
    'sklearn/logistic-regression',
    (model) => {
      const coefficients = arrayAt(model, 'coef_').as('float64');
      coefficients.data[1] = 7.5;
      coefficients.set(-100, 2, 3);
    },
  ],
  replace_intercept: [
    'sklearn/logistic-regression',
    (model) => {
      if (!PyObject.isPyObject(model) || !(model.state instanceof Map)) throw new Error('not a model');
      model.state.set('intercept_', NumpyArray.from([1.5, -2.5, 1e3]));
      model.state.set('note', 'from elsewhere');
    },
  ],
  change_thresholds: [
    'sklearn/random-forest',
    (forest) => arrayAt(forest, 'estimators_', 1, 'tree_', 'nodes').field('threshold').set(0.25, 0),
  ],
  change_step: [
    'sklearn/pipeline',
    (pipeline) => arrayAt(pipeline, 'steps', 0, 1, 'mean_').as('float64').data.set([0, 1, 2, 3]),
  ],
  change_frame: ['pandas/frame-numbers', (frame) => arrayAt(frame, ...BLOCK).set(-5.5, 2, 1)],
  change_field: ['xarray/data-array', (array) => arrayAt(array, '_variable', '_data').set(42, 0, 1)],
  change_weights: ['cloudpickle/closure', (closure) => arrayAt(closure, ...CELL).set(1e6, 0, 0)],
  change_sparse: ['scipy/csr', (matrix) => arrayAt(matrix, 'data').set(9.25, 2)],
};

describeLive('what is changed in JavaScript', 1, (live) => {
  test.each(Object.entries(EDITS))('%s', { timeout: 60_000 }, async (edit, [id, change]) => {
    const { judge } = live();
    const golden = objectCases().find((one) => one.id === id)!;
    for (const from of golden.pickles) {
      for (const way of WAYS) {
        // A buffer is the array's memory: what is changed is what it lends.
        const [bytes, buffers] = [from.bytes.slice(), from.buffers.map((buffer) => buffer.slice())];
        const value = loads(bytes, { exact: true, buffers });
        change(value);
        const failures = await judge.library(id, written(value, way), expectedOf(golden, from, way), edit);
        expect(failures, `${edit} ${from.name}, as ${way.name} for NumPy ${way.numpy}`).toEqual([]);
      }
    }
  });
});

/** These hold equal strings that are several objects: we write each once. (Of most, `'C'`, `'b'`.) */
const SHORTER = [
  'sklearn/logistic-regression',
  'sklearn/pipeline',
  'sklearn/k-neighbors',
  'sklearn/svc',
  'sklearn/models-dict',
  'pandas/frame',
  'pandas/series',
  'pandas/multi-index',
  'python/dict-subclass',
  'python/nested-class',
  'python/shared',
  'python/containers',
  'python/array-subclasses',
  'python/dtypes',
];

test('what is written has the very bytes, or is shorter', () => {
  const shorter = new Set<string>();
  for (const { id, pickles } of objectCases()) {
    for (const from of pickles) {
      const ours = rewritten(from, { protocol: from.protocol, numpy: 1, outOfBand: from.name === 'oob' });
      if (differenceOf(ours, from) === null) continue;
      shorter.add(id);
      expect(ours.bytes.length, `${id} ${from.name}`).toBeLessThan(from.bytes.length);
    }
  }
  expect([...shorter]).toEqual(SHORTER);
});
