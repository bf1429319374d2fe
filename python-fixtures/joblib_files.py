"""Files as joblib writes them: `python joblib_files.py [--out DIR]` writes joblib_files/joblib_files.tar.gz. See README.md.

Beside each, the same value as `pickle.dumps` writes it: what `loads` makes of that, `loadJoblib` makes of the file.
Needs Debian 12's joblib and lz4. `--versions` prints which are there.
"""

import argparse
import io
import json
import pathlib
import pickle
import sys
from collections import OrderedDict

sys.dont_write_bytecode = True

import numpy as np  # noqa: E402

from fixtures.archive import write_archive  # noqa: E402
from fixtures.versions import versions  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
LIBRARIES = ['numpy', 'joblib']
METHODS = ['zlib', 'gzip', 'bz2', 'xz', 'lzma', 'lz4']


def arrays():
    floats = np.arange(6.0)
    return {
        'c': floats.reshape(2, 3),
        'f': np.asfortranarray(np.arange(6, dtype='i4').reshape(2, 3)),
        'strided': np.arange(20, dtype='i2')[::3],
        'negative': floats[::-1],
        '0-d': np.array(5.0),
        'empty': np.zeros((0, 3)),
        'size-1': np.ones((1, 1)),
        'big-endian': np.arange(4, dtype='>i4'),
        'struct': np.array([(1, 2.0)], dtype='i4,>f8'),
        'str': np.array(['ab', 'c']),
        'bytes': np.array([b'ab', b'c']),
        'void': np.frombuffer(b'abcdef', 'V3'),
        'datetime': np.array(['2020-01-01', 'NaT'], dtype='M8[D]'),
        'bool': np.array([True, False, True]),
        'half': np.arange(3, dtype='f2'),
        'complex': np.arange(3, dtype='c16') * 1j,
        'objects': np.array([1, 'a', None, [1, 2.5], 2**80], dtype=object),
        'objects-f': np.asfortranarray(np.array([[1, 'a'], [None, 2.5]], dtype=object)),
        'objects-empty': np.zeros(0, dtype=object),
        'objects-in-struct': np.array([(7, 'text')], dtype=[('number', 'i4'), ('object', 'O')]),
        'array-in-objects': np.array([np.arange(3), None], dtype=object),
        'matrix': np.matrix([[1, 2], [3, 4]]),
        'masked': np.ma.masked_array(np.arange(4.0), [0, 1, 0, 0]),
        'recarray': np.rec.array([(1, 2.0)], names='one,two'),
        'scalar': np.float32(2),
        'random-state': np.random.RandomState(1).get_state(),
    }


def containers():
    return {
        'dict': {'weights': [np.arange(3), np.arange(4.0)], 'rest': (np.arange(3.0), {'x': np.arange(2)}), 'name': 'n'},
        'alternating': [np.arange(2), 'text', np.array([None, 'x'], dtype=object), 1.5, np.arange(3)],
        'large': [np.zeros(70000, 'u1'), 'tail', np.zeros(9000)],
        'list-1': [7],
        'list-1000': [0] * 1000,
        'list-1001': [0] * 1001,
        'dict-1': {'a': 1},
        'dict-1001': dict.fromkeys(range(1001)),
        'set-1': {5},
        'set-1001': set(range(1001)),
        'ordered': OrderedDict(a=1, b=np.arange(2)),
        'text': 'x' * 70000,
        'frames': [[np.arange(i % 3, dtype='u1'), i] for i in range(900)],
    }


def dump(value, **options):
    file = io.BytesIO()
    import joblib
    joblib.dump(value, file, **options)
    return file.getvalue()


def members():
    made = {'versions.json': json.dumps({'versions': versions(LIBRARIES)}).encode()}
    for protocol in range(6):
        for name, value in arrays().items():
            made[f'p{protocol}/{name}.joblib'] = dump(value, protocol=protocol)
            if protocol == 4:
                made[f'{name}.pkl'] = pickle.dumps(value, 4)
    for name, value in containers().items():
        for protocol in 2, 4:
            made[f'p{protocol}/{name}.joblib'] = dump(value, protocol=protocol)
        made[f'{name}.pkl'] = pickle.dumps(value, 4)
    for method in METHODS:
        made[f'{method}/dict.joblib'] = dump(containers()['dict'], compress=(method, 3))
    return made


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--out', type=pathlib.Path, default=HERE)
    parser.add_argument('--versions', action='store_true')
    options = parser.parse_args()
    if options.versions:
        print(json.dumps(versions(LIBRARIES)))
        return
    folder = options.out / 'joblib_files'
    write_archive(folder / 'joblib_files.tar.gz', members())
    # One to open: docs/joblib.md does.
    model = pickle.loads((HERE / 'objects' / 'logistic-regression.pkl').read_bytes())
    (folder / 'logistic-regression.joblib').write_bytes(dump(model))


main()
