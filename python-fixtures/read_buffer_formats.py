"""Whether NumPy reads buffer formats as they were meant: for test/dtype/buffer-format-live.test.ts, which writes them.

The argument is JSON: pairs of a specification (as in dtypes.py) and a format. Prints, a line each, the pairs that NumPy
reads otherwise: [format, what it should be, what it is, or the error]; then how many it reads well.
"""

import json
import sys
import warnings

sys.dont_write_bytecode = True

import numpy as np  # noqa: E402

from dtypes import build  # noqa: E402

try:
    from numpy._core._internal import _dtype_from_pep3118
except ImportError:
    from numpy.core._internal import _dtype_from_pep3118

warnings.simplefilter("ignore")


def bare(dtype):
    """Without what no format can say: titles, and that fields are those of a number."""
    if dtype.subdtype:
        return np.dtype((bare(dtype.subdtype[0]), dtype.subdtype[1]))
    if dtype.names is None:
        return dtype
    fields = [dtype.fields[name] for name in dtype.names]
    return np.dtype({
        "names": list(dtype.names),
        "formats": [bare(field[0]) for field in fields],
        "offsets": [field[1] for field in fields],
        "itemsize": dtype.itemsize,
    })


def main():
    well = 0
    for spec, text in json.loads(sys.argv[1]):
        dtype = bare(np.dtype(build(spec)))
        try:
            found = _dtype_from_pep3118(text)
        except Exception as error:
            found = error
        if isinstance(found, np.dtype) and found == dtype:
            well += 1
        else:
            print(json.dumps([text, str(dtype), str(found)]))
    print(json.dumps(well))


main()
