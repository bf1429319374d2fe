"""Pickles of data types that NumPy does not have itself: `python ml_dtypes_pickles.py > ml-dtypes.json`, with ml_dtypes
installed (the data was made by 0.6.0, beside NumPy 2.4). Not made again by check-fixtures, for few have that."""

import base64
import json
import pickle

import ml_dtypes
import numpy as np

BFLOAT16 = ml_dtypes.bfloat16


def cases():
    """Yields (name, value, repr)."""
    yield 'array', np.array([1, 1.5, -2], BFLOAT16)
    yield 'fortran', np.array([[1, 2], [3, 4.5]], BFLOAT16).T
    yield 'struct', np.array([(1.5, 2), (3, 4)], [('w', BFLOAT16), ('n', 'i4')])
    yield 'objects', np.array([(1.5, None)], [('w', BFLOAT16), ('o', 'O')])
    yield 'scalar', BFLOAT16(1.5)
    yield 'dtype', np.dtype(BFLOAT16)
    both = np.array([1, 2], BFLOAT16)
    yield 'shared', [both, both[1:], both]
    yield 'float8', np.array([1, -0.5], ml_dtypes.float8_e5m2)


print(json.dumps({name: {'repr': repr(value), 'pickles': [base64.b64encode(pickle.dumps(value, protocol)).decode()
                                                          for protocol in range(6)]} for name, value in cases()}, indent=1))
