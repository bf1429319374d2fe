"""How NumPy's classes and functions are named in a pickle. `python spellings.py [MODULE:NAME ...]`

Prints {"numpy", "python"}; {"spellings": {path: [module, name, fresh]}}, where fresh says that an equal str before it in the
pickle is not shared; and {"silent": {"MODULE:NAME": path or null}}: under which of those paths the object that a pickle finds by
that name is known, warnings being errors.
"""

import json
import pickle
import pickletools
import platform
import sys
import warnings

sys.dont_write_bytecode = True

import numpy as np  # noqa: E402

if np.__version__ >= '2':
    from numpy._core import multiarray, numeric  # noqa: E402
else:
    from numpy.core import multiarray, numeric  # noqa: E402

CLASSES = [
    np.ndarray, np.dtype, np.ufunc, np.matrix, np.memmap, np.recarray, np.record, np.poly1d, np.iinfo, np.vectorize,
    np.char.chararray, np.ma.MaskedArray, np.ma.core.MaskedConstant, np.ma.core.mvoid, np.ma.core._mareconstruct,
    np.random.RandomState, np.random.Generator, np.random.MT19937, np.random.PCG64, np.random.SeedSequence,
    np.random._pickle.__randomstate_ctor, np.random._pickle.__bit_generator_ctor,
    multiarray._reconstruct, multiarray.scalar, numeric._frombuffer, np.mean, np.linalg.norm,
]


def objects():
    """Yields (path, object): the path is the same for every NumPy."""
    for item in CLASSES:
        yield item.__name__, item
    yield 'round', np.round
    for name in dir(np):
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            item = getattr(np, name, None)
        if isinstance(item, np.ufunc) and item.__name__ == name:
            yield name, item
    for item in sorted(np.sctypeDict.values(), key=lambda item: item.__name__):
        yield f'scalar {np.dtype(item).char}', item
    for item in (np.generic, np.number, np.integer, np.floating, np.inexact, np.complexfloating, np.signedinteger,
                 np.unsignedinteger, np.flexible, np.character):
        yield item.__name__, item


def strings(data):
    return [argument for opcode, argument, _ in pickletools.genops(data) if 'UNICODE' in opcode.name]


def spelling(item):
    module, name = strings(pickle.dumps(item, 4))
    # Interned, as the names of attributes and modules are.
    return [module, name, strings(pickle.dumps([sys.intern(name), item], 4)).count(name) == 2]


def main(names):
    known = dict(objects())
    print(json.dumps({'numpy': np.__version__, 'python': platform.python_version()}))
    print(json.dumps({'spellings': {path: spelling(item) for path, item in known.items()}}))
    silent = {}
    warnings.simplefilter('error')
    for name in names:
        try:
            found = pickle.loads(b'c%s\n.' % name.replace(':', '\n').encode())
            silent[name] = next((path for path, item in known.items() if item is found), None)
        except Exception as error:  # a warning, or no such name
            silent[name] = repr(error)
    print(json.dumps({'silent': silent}))


main(sys.argv[1:])
