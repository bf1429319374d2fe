"""Loads pickles that JavaScript wrote for any NumPy, with warnings as errors, and compares them with what they are of.

    python load_any.py FILE

Each line of FILE is {"group", "layout", "pickles": [{"name", "pickle", "buffers"}]}, bytes as base64. Printed are
{"numpy", "python"}, a line for each pickle that is not right, and {"right": count}.
"""

import base64
import json
import pickle
import platform
import sys
import warnings

sys.dont_write_bytecode = True

import numpy as np  # noqa: E402

from fixtures.describe import Describer  # noqa: E402
from fixtures.dtype_list import simple, structs  # noqa: E402
from fixtures.layouts import layouts  # noqa: E402
from fixtures.pools import POOL, pool  # noqa: E402


def expectations():
    found = {}
    for prefix, dtypes in ('', simple()), ('structs/', structs()):
        for name, dtype in dtypes:
            elements = pool(dtype, 30 if dtype.char in 'gG' else POOL)
            found[prefix + name] = dict(layouts(elements))
    return found


def native(dtype):
    """_reconstruct makes numbers native."""
    return dtype if dtype.kind == 'T' else dtype.newbyteorder('=')


def complaint(loaded, expected, buffers):
    """What is wrong with it; None if nothing is."""
    if type(loaded) is not np.ndarray or loaded.shape != expected.shape:
        return f'{type(loaded)} of shape {getattr(loaded, "shape", None)}'
    if native(loaded.dtype) != native(expected.dtype):
        return f'dtype {loaded.dtype}, not {expected.dtype}'
    if Describer().value(loaded)[0] != Describer().value(expected)[0]:
        return 'other values'
    if buffers and not loaded.dtype.hasobject:
        # Over the buffer itself, which can be written to unless the array could not.
        if loaded.size and not any(np.shares_memory(loaded, np.frombuffer(b, 'u1')) for b in buffers):
            return 'a copy of its buffer'
        if loaded.flags.writeable != expected.flags.writeable:
            return f'writeable: {loaded.flags.writeable}'
    return None


def main(file):
    warnings.simplefilter('error')
    print(json.dumps({'numpy': np.__version__, 'python': platform.python_version()}))
    expected = expectations()
    right = 0
    with open(file) as lines:
        for line in map(json.loads, lines):
            array = expected[line['group']][line['layout']]
            for written in line['pickles']:
                buffers = [bytearray(base64.b64decode(buffer)) for buffer in written['buffers']]
                try:
                    loaded = pickle.loads(base64.b64decode(written['pickle']), buffers=buffers)
                    wrong = complaint(loaded, array, buffers)
                except Exception as error:  # whatever it is, the test is to show it
                    wrong = repr(error)
                right += wrong is None
                if wrong:
                    print(json.dumps({'id': f"{line['group']}/{line['layout']} {written['name']}", 'wrong': wrong}))
    print(json.dumps({'right': right}))


main(sys.argv[1])
