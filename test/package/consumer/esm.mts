import { dtype, loads, NumpyArray } from 'ndarray-pickle';

const float32 = dtype('float32');
const name: 'float32' = float32.name;

const value: unknown = loads(new Uint8Array([0x80, 4, 0x4e, 0x2e]));
const array = NumpyArray.from([1, 2, 3], { dtype: 'float32' });
const data: Float32Array = array.data;
const floats: Float32Array = (value as NumpyArray).as('float32').data;

export { data, floats, name };
