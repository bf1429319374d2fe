import pickle = require('ndarray-pickle');

const value: unknown = pickle.loads(new Uint8Array([0x80, 4, 0x4e, 0x2e]));
const array = pickle.NumpyArray.from([1, 2, 3], { dtype: 'float32' });
const data: Float32Array = array.data;

export = { data, value };
