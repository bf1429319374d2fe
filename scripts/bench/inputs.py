"""Writes the pickle of one benchmark case: python inputs.py NAME PROTOCOL FILE SCALE

Protocol `npy` and `npz` are files of np.save and np.savez_compressed instead. Protocol `oob` is 5 with the buffers beside it: FILE.buffers, and their sizes in FILE.sizes (JSON). SCALE 1 is the size
that is measured, a smaller one for trying out.
"""

import io
import json
import pickle
import sys

import numpy as np

name, protocol, file, scale = sys.argv[1:]


def scaled(count):
    return max(int(count * float(scale)), 64)


N = scaled(100_000)
# Elements of 8 bytes: 256 MB.
BIG = scaled(2**14) * 2**11


def records():
    return {f'k{i}': {'id': i, 'name': f'user {i}', 'score': i / 7, 'tags': ['a', f't{i % 10}'], 'ok': True} for i in range(N)}


def mixed():
    dtypes = [np.dtype(t) for t in ('f4', 'f8', 'i4', 'u1', 'i8', 'c8', 'i2', 'f2')]
    shapes = [(10,), (2, 3), (), (1,), (4, 4), (3, 2, 2), (50,)]
    return [np.full(shapes[i % 7], i % 100, dtypes[i % 8]) for i in range(N)]


RECORD = np.dtype([('id', 'i4'), ('xy', 'f8', (2,)), ('name', 'S12')])


def forest():
    from sklearn.ensemble import RandomForestClassifier

    x = np.random.default_rng(0).random((500, 8))
    return RandomForestClassifier(scaled(200), random_state=0).fit(x, x[:, 0] > x[:, 1])


CASES = {
    'arrays': lambda: [np.arange(i, i + 10, dtype='f4') for i in range(N)],
    'mixed': mixed,
    'structured': lambda: [np.zeros(4, RECORD) for _ in range(N // 10)],
    'records': records,
    'labelled': lambda: {'labels': {0: 'cat', 1: 'dog'}, 'names': {'1': 'a', '0': 'b'}, 'records': list(records().values())},
    'ints': lambda: [i * 7 for i in range(10 * N)],
    'floats': lambda: [i / 3 for i in range(10 * N)],
    'strings': lambda: [f'string {i}' for i in range(2 * N)],
    'strings-utf8': lambda: [f'größe {i}' for i in range(2 * N)],
    'forest': forest,
    'big': lambda: np.arange(BIG, dtype='f8'),
    'big-endian': lambda: np.arange(BIG, dtype='>f8'),
    'big-F': lambda: np.asfortranarray(np.arange(BIG, dtype='f8').reshape(2048, -1)),
    'big-structured': lambda: np.zeros(BIG // 4, RECORD),
    'columns': lambda: [np.round(np.random.default_rng(i).random(scaled(2**20)) * 1000).astype('f4') for i in range(8)],
    'small': lambda: np.arange(10, dtype='f4'),
}

buffers = []
value = CASES[name]()
if protocol in ('npy', 'npz'):
    target = io.BytesIO()
    if protocol == 'npy':
        np.save(target, value)
    else:
        np.savez_compressed(target, *value)
    data = target.getvalue()
elif protocol == 'oob':
    data = pickle.dumps(value, 5, buffer_callback=buffers.append)
    raws = [b.raw() for b in buffers]
    with open(f'{file}.buffers', 'wb') as out:
        for raw in raws:
            out.write(raw)
    with open(f'{file}.sizes', 'w') as out:
        json.dump([raw.nbytes for raw in raws], out)
else:
    data = pickle.dumps(value, int(protocol))
with open(file, 'wb') as out:
    out.write(data)
