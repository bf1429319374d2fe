import { type PythonClass, pythonClass } from '../registry/python-class.ts';

/**
 * A joblib file looks like a pickle, but the data of each array lies between the opcodes, right behind the
 * state of a wrapper. Read as opcodes, it would be noise: better an error that says so.
 */
export const joblibEntries = (): PythonClass[] => [
  pythonClass({
    module: 'joblib.numpy_pickle',
    name: 'NumpyArrayWrapper',
    create: () => ({}),
    setState() {
      throw new TypeError(
        'this is a joblib file, not a plain pickle: load it with loadJoblib of ndarray-pickle/joblib',
      );
    },
  }),
];
