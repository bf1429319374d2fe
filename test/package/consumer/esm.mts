import { dtype, loads, NumpyArray } from 'ndarray-pickle';
import { dumpJoblib, loadJoblib } from 'ndarray-pickle/joblib';
import { fromNdarray, toNdarray } from 'ndarray-pickle/ndarray';
import { fromStdlib, toStdlib } from 'ndarray-pickle/stdlib';

const float32 = dtype('float32');
const name: 'float32' = float32.name;

const value: unknown = loads(new Uint8Array([0x80, 4, 0x4e, 0x2e]));
const array = NumpyArray.from([1, 2, 3], { dtype: 'float32' });
const data: Float32Array = array.data;
const floats: Float32Array = (value as NumpyArray).as('float32').data;

const scijs: Float32Array = toNdarray(array).data;
const stdlib: Float32Array = toStdlib(fromNdarray(toNdarray(array))).data;
const back: NumpyArray<'float32'> = fromStdlib(toStdlib(array));

const model: Promise<unknown> = dumpJoblib(array, { compress: ['gzip', 3] }).then((file) => loadJoblib(file));

export { back, data, floats, model, name, scijs, stdlib };
