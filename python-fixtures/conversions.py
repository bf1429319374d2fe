"""Converts, slices and reshapes arrays as NumPy does. `python conversions.py | gzip > numpy2/conversions.json.gz`

One JSON object a line, pickles in base64:

- `astype`: `source`, the `dtype` asked for, the `result`; `lost` says of each element whether it is another value now.
- `slice`: `source`, the `index` as NumPy writes it, the `result` and its `strides` and `offset` in the source; or `error`.
- `reshape`: `source`, `shape`, `order`, the `result`, and its `strides` where it is a view; or `error`.

Needs NumPy 2.4 or newer. Deterministic: two runs give the same bytes.
"""

import base64
import datetime
import json
import pickle
import sys
import warnings

sys.dont_write_bytecode = True

import numpy as np  # noqa: E402

INTEGERS = ['?', 'i1', 'u1', 'i2', 'u2', 'i4', 'u4', 'i8', 'u8']
FLOATS = ['f2', 'f4', 'f8', 'g']
COMPLEX = ['c8', 'c16', 'G']
REAL = [0, 1, -1, 2, 100, 127, 128, -128, -129, 255, 256, 1000, 2049, 32767, -32768, 65504, 65519, 65520, 65535,
        2**24 + 1, 2**31 - 1, -2**31, 2**32 - 1, 2**53, 2**53 + 1, 2**62 + 2**38 + 1, 2**63 - 1, -2**63, 2**63, 2**64 - 1]
FRACTIONS = [0.5, -0.5, 1.5, -2.75, 0.1, 1e-5, 6e-8, 1e-40, 5e-324, 1e10 + 0.5, 3.5e38, 1e300, 2**-25, 1 + 2**-11 + 2**-30]
SPECIAL = [float('nan'), float('inf'), float('-inf'), -0.0]


def dump(array):
    if array.dtype.char in 'gG':
        # What fills a longdouble up to 16 bytes is left over from before.
        array = np.array(array, order='C')
        padding = np.s_[:6] if array.dtype.byteorder == '>' else np.s_[10:]
        array.view('u1').reshape(-1, 16)[:, padding] = 0
    return base64.b64encode(pickle.dumps(array, 5)).decode()


def emit(**case):
    print(json.dumps(case))


def values(kind, dtype):
    """What of the values above that type can hold, each once."""
    if kind == '?':
        return np.array([False, True])
    if kind in INTEGERS:
        info = np.iinfo(dtype)
        return np.array([v for v in REAL if info.min <= v <= info.max], dtype)
    with np.errstate(all='ignore'):
        if kind in FLOATS:
            one = np.longdouble(1)
            more = [one / 3, one * 2**62 + 1, one + one / 2**24 + one / 2**60]
            every = np.array([one * v for v in REAL + FRACTIONS] + more)
            return np.concatenate([np.unique(every.astype(dtype)), np.array(SPECIAL, dtype)])
        parts = values({'c8': 'f4', 'c16': 'f8', 'G': 'g'}[kind], {'c8': 'f4', 'c16': 'f8', 'G': 'g'}[kind])
        result = np.empty(len(parts) + 3, dtype)
        result.real[:-3], result.imag[:-3] = parts, 0
        result[-3:] = [1 + 2j, 0.1 - 1j, 3e38 + 1j]
        return result


def as_int(x):
    return int(x) if np.isfinite(x) else None


def real_lost(value, result, source, target):
    """Whether a real number became another one. Floats round to smaller floats: that is what those are for."""
    if target == '?':
        return not (value == 0 or value == 1)
    if target in INTEGERS:
        return not np.isfinite(value) or value != np.trunc(value) or as_int(value) != int(result)
    if source in INTEGERS:
        return as_int(result) != int(value)
    return bool(np.isfinite(value) and not np.isfinite(result))


def keep(array, target):
    """Leaves out what C leaves undefined: floats that an integer can't hold."""
    if target not in INTEGERS[1:] or array.dtype.kind not in 'fc':
        return array
    info = np.iinfo(target)
    real = array.real
    with np.errstate(all='ignore'):
        inside = [bool(np.isfinite(x)) and info.min <= int(x) <= info.max for x in real]
    return array[inside]


def numbers():
    for source in INTEGERS + FLOATS + COMPLEX:
        for target in INTEGERS + FLOATS + COMPLEX:
            for order in '<>':
                dtype = np.dtype(source)
                if order == '>' and (target not in ('i4', 'f8', 'c8') or dtype.itemsize == 1):
                    continue
                array = keep(values(source, dtype), target).astype(dtype.newbyteorder(order))
                result = array.astype(target)
                lost = []
                for value, after in zip(array, result):
                    imaginary = source in COMPLEX and target not in COMPLEX and value.imag != 0
                    if target == '?' and source in COMPLEX:
                        lost.append(bool(imaginary or value.real not in (0, 1)))
                        continue
                    gone = real_lost(value.real, after.real, {'c8': 'f4', 'c16': 'f8', 'G': 'g'}.get(source, source), target)
                    if source in COMPLEX and target in COMPLEX:
                        gone = gone or real_lost(value.imag, after.imag, 'f4', target)
                    lost.append(bool(gone or imaginary))
                emit(op='astype', source=dump(array), dtype=target, result=dump(result), lost=lost)
        for target in ['>' + t for t in ('i2', 'i8', 'f2', 'f4', 'f8', 'c16')]:
            array = keep(values(source, np.dtype(source)), target[1:])
            emit(op='astype', source=dump(array), dtype=target, result=dump(array.astype(target)), lost=None)


def whole(array, target, lost=None):
    array = np.asarray(array)
    try:
        result = array.astype(target)
    except Exception as error:
        emit(op='astype', source=dump(array), dtype=str(target), error=type(error).__name__)
        return
    emit(op='astype', source=dump(array), dtype=str(target), result=dump(result), lost=lost)


def strings():
    for kind in INTEGERS + FLOATS + COMPLEX:
        array = values(kind, np.dtype(kind))
        for target in ['U', 'S', 'U64', 'U3', '>U7']:
            whole(array, target)
    for text in ['1', '-5', ' 7', '8 ', '1_000', '+3', '0x10', '', '1.5', '1e3', 'inf', '-Infinity', 'nan', '1e999', '1+2j', '(1-2.5j)', '2j',
                 'abc', '.5', '5.', '1__0', '127', '128', '-129', '99999999999999999999', 'False', '1e-400', '-nan', 'infinit', '( 3 )', '1+j']:
        for target in ['?', 'i1', 'i8', 'u8', 'f4', 'f8', 'c16', 'f2']:
            whole([text], target)
            whole([text.encode()], target)
    whole(['abc', 'de', ''], 'S')
    whole(['abc', 'de', ''], 'S2')
    whole(['é'], 'S')
    whole([b'abc', b'de', b''], 'U')
    whole([b'abc', b'de', b''], 'U2')
    whole([b'\xff'], 'U')
    whole([b'a\xffb'], 'S2')
    whole(['a\U0001f600b'], 'U2')
    whole(['a\U0001f600b'], '>U5')
    whole([b'abc'], 'V5')
    whole(np.array([b'abc'], 'V3'), 'V2')


UNITS = ['Y', 'M', 'W', 'D', 'h', 'm', 's', 'ms', 'us', 'ns', 'ps', '7D', '25s']


def times():
    counts = [0, 1, -1, 11, 12, -12, 13, 59, 60, -61, 365, 366, -366, 1000, 999, -1001, 11016, 'NaT']
    for kind in 'Mm':
        for source in UNITS:
            array = np.array(counts, f'{kind}8[{source}]')
            for target in UNITS:
                try:
                    result = array.astype(f'{kind}8[{target}]')
                    back = result.astype(array.dtype)
                except OverflowError:
                    continue
                if target == 'ps' and source in ('Y', 'M', 'W', 'D', '7D', 'h', 'm', '25s'):
                    continue
                nat = np.isnat(array)
                # Months and years of timedelta64 are an average, which has a fraction.
                known = kind == 'M' or ((source in 'YM') == (target in 'YM'))
                emit(op='astype', source=dump(array), dtype=f'{kind}8[{target}]', result=dump(result),
                     lost=[bool(not n and b != a) for a, b, n in zip(array, back, nat)] if known else None)
            for target in ['i8', 'f8', 'U', 'S', f'{kind}8', 'O', '>' + f'{kind}8[{source}]']:
                whole(array, target)
    whole(np.array([5, -3]), 'M8[D]')
    whole(np.array([5, -3]), 'm8[s]')
    whole(np.array([1.5, np.nan]), 'm8[s]')
    whole(np.array([5, 'NaT'], 'M8[s]'), 'm8[s]')
    whole(np.array([5, 'NaT'], 'm8[s]'), '?')
    for text in ['2020', '2020-02', '2020-02-29', '1969-12-31T23:59:59.999', '2020-02-29T12', '2020-02-29 12:30', 'NaT', '', 'abc',
                 '2019-02-29', '0000-03-01', '-0044-03-15', '2020-02-29T12:30:15.123456789', '9999-12-31', '2020-13-01', '1900-03-01']:
        for target in ['M8[D]', 'M8[s]', 'M8[ns]', 'M8[M]', 'M8[25s]']:
            if not (target == 'M8[ns]' and text[:2] in ('00', '-0', '99')):
                whole([text], target)
    whole(['5', 'NaT', '-3'], 'm8[s]')


def objects():
    rows = [1, 2.5, None, 'a', b'x', 1 + 2j, True, 2**70, float('nan'), -3, '12', b'13', ' 1.5 ']
    for value in rows:
        for target in ['?', 'i1', 'i8', 'f4', 'f8', 'c16', 'U', 'S']:
            array = np.empty(1, object)
            array[0] = value
            whole(array, target)
    for target in ['M8[s]', 'M8[D]', 'M8[us]']:
        for value in [datetime.datetime(2020, 2, 29, 12, 30, 15), datetime.date(1969, 12, 31), None, 5]:
            array = np.empty(1, object)
            array[0] = value
            whole(array, target)
    for value in [datetime.timedelta(-1, 5, 7), None, 5]:
        array = np.empty(1, object)
        array[0] = value
        whole(array, 'm8[us]')
    for kind in INTEGERS + ['f2', 'f4', 'f8', 'c8', 'c16', 'S3', 'U3']:
        whole(np.array([0, 1, 1], kind), 'O')
    whole(np.array([(1, 2.5, b'ab')], 'i4,f8,S3'), 'O')
    for unit in ['D', 's', 'us', 'ns', 'Y', 'W']:
        whole(np.array([0, -1, 10**6, 'NaT'], f'm8[{unit}]'), 'O')


def structs():
    array = np.array([(1, 2.5), (-3, 0.25)], 'i4,f8')
    for target in ['f4,i1', '>i2,>f4', 'f4,i1,i2', 'U3,S4', 'i8']:
        whole(array, target)
    whole(np.array([5, 6]), 'i4,f8')
    whole(np.array([(5,), (6,)], [('a', 'i4')]), 'f8')
    whole(np.array([(1, [1, 2])], 'i4,(2,)f4'), 'f8,(2,)i2')
    whole(np.array([((1, 2), 3)], [('a', 'i2,i2'), ('b', 'i4')]), 'f4,f4')


def slices():
    arrays = [np.arange(24, dtype='i2').reshape(2, 3, 4), np.arange(10, dtype='f8'), np.arange(12, dtype='i4').reshape(3, 4).T[:, ::-1],
              np.zeros((0, 3)), np.array(5)]
    indices = ['0', '-1', '2', '-3', '10', '...', ':', '::-1', '1:', ':-1', '1:100', '-100:2', '5:2', '::2', '1::3', '-1::-2', '5::-100', ':0:-1',
               '100::-1', '-100::-1', ':-100:-1', '0, 0', '0, ..., 1', '..., 0', '..., ::-1', 'None', 'None, 0', '..., None', '0, None, ::2',
               ':, 1', ':, :, 1', '0, 0, 0', '0, 0, 0, 0', '..., ...', '::0', '1, ..., ::-1, 0', 'None, ..., None', '-1, -1, -1', ':, -2:, 1:3', '0,']
    for array in arrays:
        for index in indices:
            try:
                result = eval(f'array[{index}]')
            except IndexError as error:
                emit(op='slice', source=dump(array), index=index, error=str(error))
                continue
            except ValueError as error:
                emit(op='slice', source=dump(array), index=index, error=str(error))
                continue
            # The pickle is of gapless memory, so strides are asked of the same steps on that.
            loaded = pickle.loads(pickle.dumps(array, 5))
            view = eval(f'loaded[{index if "..." in index else index.rstrip(",") + ", ..."}]')
            offset = view.__array_interface__['data'][0] - loaded.__array_interface__['data'][0]
            emit(op='slice', source=dump(array), index=index, result=dump(np.ascontiguousarray(view).reshape(view.shape)),
                 strides=list(view.strides), offset=offset if view.size else None)


def reshapes():
    base = np.arange(24, dtype='i4')
    arrays = {'': base, '.reshape(2, 3, 4)': base.reshape(2, 3, 4), '.reshape(2, 3, 4).T': base.reshape(2, 3, 4).T,
              '[::2]': base[::2], '[::-1]': base[::-1], '.reshape(4, 6)[:, ::2]': base.reshape(4, 6)[:, ::2],
              '.reshape(4, 6)[::2]': base.reshape(4, 6)[::2], '.reshape(2, 3, 4)[:, :, :1]': base.reshape(2, 3, 4)[:, :, :1],
              '.reshape(2, 3, 4)[::-1]': base.reshape(2, 3, 4)[::-1], '.reshape(2, 3, 4)[:, ::-1]': base.reshape(2, 3, 4)[:, ::-1],
              '[:0].reshape(0, 3)': base[:0].reshape(0, 3), '[5:6].reshape(())': base[5:6].reshape(())}
    shapes = [(24,), (-1,), (2, 12), (12, 2), (4, 6), (6, 4), (2, 3, 4), (4, 3, 2), (1, 24, 1), (2, 1, 12), (3, 8), (12,), (3, 4), (4, 3), (2, 6), (6, 2),
              (2, -1), (-1, 3), (1, -1), (6,), (2, 3), (3, 2), (1, 6, 1), (0,), (0, 5), (3, 0), (), (1,), (1, 1), (5, -1), (-1, 0), (2, 2, 2, 3)]
    for how, array in arrays.items():
        for shape in shapes:
            for order in 'CF':
                case = dict(op='reshape', how=how, shape=list(shape), order=order)
                try:
                    result = array.reshape(shape, order=order)
                except ValueError:
                    emit(**case, error=True)
                    continue
                shared = result.size == 0 or np.shares_memory(result, array)
                emit(**case, result=result.tolist(), strides=list(result.strides) if shared else None)


def main():
    assert np.__version__ >= '2.4', np.__version__
    warnings.simplefilter('ignore')
    with np.errstate(all='ignore'):
        for part in [numbers, strings, times, objects, structs, slices, reshapes]:
            part()


main()
