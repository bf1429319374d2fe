/**
 * `ndarray-pickle/joblib`: the files of `joblib.dump`, which scikit-learn's models are kept in.
 *
 * ```ts
 * const model = await loadJoblib(bytes, { exact: true });
 * arrayAt(model, 'coef_');
 * const file = await dumpJoblib(model, { compress: 3 });   // joblib.load loads it
 * ```
 *
 * Source: https://joblib.readthedocs.io/en/stable/persistence.html, joblib/numpy_pickle.py
 */
export { type DumpJoblibOptions, dumpJoblib } from './dump-joblib.ts';
export type { Decompressor, Decompressors } from './io/expand.ts';
export { type LoadJoblibOptions, loadJoblib } from './load-joblib.ts';
