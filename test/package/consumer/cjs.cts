import pickle = require('ndarray-pickle');
import joblib = require('ndarray-pickle/joblib');
import scijs = require('ndarray-pickle/ndarray');
import stdlib = require('ndarray-pickle/stdlib');

const value: unknown = pickle.loads(new Uint8Array([0x80, 4, 0x4e, 0x2e]));
const array = pickle.NumpyArray.from([1, 2, 3], { dtype: 'float32' });
const data: Float32Array = array.data;

const nd: Float32Array = scijs.toNdarray(array).data;
const x: Float32Array = stdlib.toStdlib(array).data;

const file: Promise<Uint8Array> = joblib.dumpJoblib(array);

export = { data, file, nd, value, x };
