"""Says which of pairs of pickled arrays hold the same numbers: NaN is NaN, whatever its bits, and a longdouble is as good
as the float64 nearest to it. Reads a JSON list of [got, expected] in base64; prints, for each, null or what differs.
"""

import base64
import json
import pickle
import sys
import warnings

import numpy as np

ROUNDED = {'g': 'f8', 'G': 'c16'}


def differs(got, expected):
    if got.dtype != expected.dtype:
        return f'dtype {got.dtype}, not {expected.dtype}'
    if got.shape != expected.shape:
        return f'shape {got.shape}, not {expected.shape}'
    if expected.dtype.names:
        return next((f'{name}: {why}' for name in expected.dtype.names if (why := differs(got[name], expected[name]))), None)
    if expected.dtype.char in ROUNDED:
        expected = expected.astype(ROUNDED[expected.dtype.char]).astype(expected.dtype)
    if expected.dtype.kind == 'c':
        return differs(got.real, expected.real) or differs(got.imag, expected.imag)
    if expected.dtype.kind == 'O':
        return None if repr(got.tolist()) == repr(expected.tolist()) else f'{got!r}, not {expected!r}'
    if expected.dtype.kind != 'f':
        return None if got.tobytes() == expected.tobytes() else f'{got!r}, not {expected!r}'
    same = np.array_equal(got, expected, equal_nan=True)
    sign = same and np.array_equal(np.signbit(got)[~np.isnan(got)], np.signbit(expected)[~np.isnan(got)])
    return None if sign else f'{got!r}, not {expected!r}'


warnings.simplefilter('ignore', RuntimeWarning)
pairs = json.load(sys.stdin)
print(json.dumps([differs(*(pickle.loads(base64.b64decode(text)) for text in pair)) for pair in pairs]))
