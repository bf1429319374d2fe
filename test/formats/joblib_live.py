"""Files by a live joblib, and what it says of ours:

    python3 joblib_live.py make FOLDER     writes files, prints what is there: one JSON object a line. Beside what JavaScript
                                           can't expand lies NAME.expanded
    python3 joblib_live.py check FOLDER    says of each file NAME.out in it how it differs from NAME
"""
import bz2
import json
import lzma
import os
import pathlib
import sys
import warnings

sys.dont_write_bytecode = True
warnings.simplefilter('ignore')

import joblib  # noqa: E402
import lz4.frame  # noqa: E402
import numpy as np  # noqa: E402

METHODS = ['zlib', 'gzip', 'bz2', 'xz', 'lzma', 'lz4']
# By the bytes with which a file begins.
EXPANDERS = {b'BZ': bz2.decompress, b'\xfd7': lzma.decompress, b']\0': lzma.decompress, b'\x04"': lz4.frame.decompress}


def value():
    generator = np.random.default_rng(0)
    return {
        'floats': generator.standard_normal((300, 40)),
        'fortran': np.asfortranarray(generator.integers(0, 9, (30, 7))),
        'objects': np.array([None, 'text', [1, 2.5]], dtype=object),
        'zeros': np.zeros(100_000, 'u1'),
        'matrix': np.matrix([[1, 2], [3, 4]]),
        'big-endian': np.arange(5, dtype='>f4'),
        'rest': [1, 2.5, 'x', None, (True, b'bytes')],
    }


def models():
    from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC
    x, y = data()
    unfitted = {
        'logistic': LogisticRegression(max_iter=50),
        'forest': RandomForestClassifier(5, random_state=0),
        'boosting': GradientBoostingClassifier(n_estimators=3, random_state=0),
        'pipeline': make_pipeline(StandardScaler(), SVC(probability=True, random_state=0)),
    }
    return {name: model.fit(x, y) for name, model in unfitted.items()}


def data():
    from sklearn.datasets import load_iris
    return load_iris(return_X_y=True)


def say(**row):
    print(json.dumps(row), flush=True)


def made(folder, name, kind, is_compressed=False):
    compressed = (folder / name).read_bytes()
    expander = EXPANDERS.get(compressed[:2])
    if expander is not None:
        (folder / f'{name}.expanded').write_bytes(expander(compressed))
    say(kind=kind, name=name, isCompressed=is_compressed)


def make(folder):
    for method in METHODS:
        for level in range(10):
            name = f'{method}-{level}'
            joblib.dump(value(), folder / name, compress=(method, level))
            # Level 0 is no compression.
            made(folder, name, 'value', level > 0)
    for protocol in range(6):
        joblib.dump(value(), folder / f'p{protocol}', protocol=protocol)
        made(folder, f'p{protocol}', 'value')
    for name, model in models().items():
        joblib.dump(model, folder / name)
        made(folder, name, 'model')
    for path in sorted(pathlib.Path(joblib.__file__).parent.glob('test/data/joblib_*pickle*')):
        if path.name.endswith(('.npy', '.npy.z')):
            continue
        (folder / path.name).write_bytes(path.read_bytes())
        made(folder, path.name, 'old')


def differences(expected, got, kind):
    if joblib.hash(expected, coerce_mmap=True) != joblib.hash(got, coerce_mmap=True):
        yield 'another hash'
    if kind == 'model':
        x, _ = data()
        for method in 'predict', 'predict_proba', 'transform':
            if hasattr(expected, method) and not np.array_equal(getattr(expected, method)(x), getattr(got, method)(x)):
                yield f'another {method}'


def check(folder):
    for path in sorted(folder.glob('*.out*')):
        name, way = path.name.split('.out')
        kind = 'model' if hasattr(expected := joblib.load(folder / name), 'fit') else 'value'
        found = list(differences(expected, joblib.load(path), kind))
        if way == '':
            mapped = joblib.load(path, mmap_mode='r')
            found += [f'mapped: {one}' for one in differences(expected, mapped, kind)]
            if kind == 'value' and isinstance(mapped, dict):
                floats = mapped['floats']
                if not isinstance(floats, np.memmap) or floats.ctypes.data % 16 != 0:
                    found.append('not mapped, or not aligned')
        say(name=path.name, found=found, same=path.read_bytes() == (folder / name).read_bytes())


os.environ['OMP_NUM_THREADS'] = '1'
{'make': make, 'check': check}[sys.argv[1]](pathlib.Path(sys.argv[2]))
