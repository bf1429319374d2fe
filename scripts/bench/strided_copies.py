"""NumPy's side of strided-copies.ts: the first copy and 9 later ones, in ms, as JSON: python strided_copies.py CASE KIND"""

import json
import sys
import time

import numpy as np

case, kind = sys.argv[1:]
ROUNDS = 10


def source(dtype='f4'):
    return np.arange(4096 * 4096, dtype='u4').astype(dtype).reshape(4096, 4096)


CASES = {
    'contiguous': lambda: source(),
    'transposed': lambda: source().T,
    'half rows': lambda: source()[:, :2048],
    'every second': lambda: source()[:, ::2],
    'reversed': lambda: source()[::-1, ::-1],
    'big-endian': lambda: source('>f4'),
    'transposed u1': lambda: source('u1').T,
    'transposed i2': lambda: source('i2').T,
    'transposed f8': lambda: source('f8').T,
    'transposed c16': lambda: source('c16')[:2048].T,
}

x = CASES[case]()
out = np.zeros(x.shape, x.dtype.newbyteorder('='))
times = []
for _ in range(ROUNDS):
    start = time.perf_counter()
    if kind == 'fresh':
        out = None
        out = np.array(x, x.dtype.newbyteorder('='), order='C', copy=True)
    else:
        np.copyto(out, x)
    times.append((time.perf_counter() - start) * 1000)
print(json.dumps(times))
