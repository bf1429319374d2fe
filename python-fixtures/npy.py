"""Prints .npy and .npz files of small arrays, and what NumPy says of them. One JSON object a line:

    {"id", "file": base64, "arrays": {name: {"dtype": str(), "shape", "order": "C" | "F", "text": str()}}}

An .npy file's one array has the name "". Headers of old versions, of Python 2 and of large structs are there, too.
"""

import base64
import io
import json
import warnings

import numpy as np
from numpy.lib import format as npy

warnings.simplefilter('ignore')

NUMBERS = np.array([[0, 1, 2], [3, 4, 250]])
TYPES = ['?', 'i1', 'u1', '<i2', '>i2', '<u2', '<i4', '>i4', '<u4', '<i8', '>i8', '<u8', '<f2', '>f2', '<f4', '>f4', '<f8', '>f8',
         '<c8', '>c16', '<M8[25s]', '>M8[ns]', '<m8[D]', '<U4', '>U4', 'S3']


def records(dtype):
    array = np.zeros((2, 2), dtype)
    for i, name in enumerate(array.dtype.names):
        array[name] = np.arange(4 * array[name][0, 0].size).reshape(array[name].shape) + i
    return array


ARRAYS = {
    **{f'types/{name}': NUMBERS.astype(name) for name in TYPES},
    'void': np.frombuffer(b'abcdefghij', 'V5'),
    'zero-size-strings': np.zeros(3, 'S0'),
    '0d': np.array(5.5),
    'empty': np.zeros(0),
    'empty-3x0': np.zeros((3, 0), '<i2'),
    'fortran': np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    'transposed': np.arange(24, dtype='<i4').reshape(2, 3, 4).T,
    'strided': np.arange(12, dtype='<i4')[::-3],
    'broadcast': np.broadcast_to(np.arange(3, dtype='<u2'), (2, 3)),
    'struct': records([('x', '<f4'), ('y', '>i8'), ('s', 'u1', (2,))]),
    'aligned': records(np.dtype([('a', 'i1'), ('b', '<i8'), ('c', '<i2')], align=True)),
    'gaps': records({'names': ['a', 'b'], 'formats': ['<i2', '<f4'], 'offsets': [3, 8], 'itemsize': 16}),
    'titles': records([(('Title', 'x'), '<f4'), ('y', '<i4')]),
    'nested': np.zeros(2, [('p', [('q', '<i2'), ('r', '<f8', (2, 1))]), ('', '<i4')]),
    'utf8': records([('\u65e5\u672c', '<i4')]),
    'latin1': records([('\xe9', '<i4')]),
    'record': records([('x', '<f4')]).view(np.recarray),
    'wide': np.zeros(1, [(f'field_number_{i}', '<i4') for i in range(200)]),
    'objects': np.array([[1, 'two'], [3.5, None]], object),
    'objects-fortran': np.array([[1, 'two'], [(3,), None]], object, order='F'),
    'struct-objects': np.array([(1, 'a'), (2, None)], [('n', '<i4'), ('o', 'O')]),
}


def saved(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def with_header(text, version, data):
    encoded = text.encode('utf8' if version == 3 else 'latin1')
    return npy.magic(version, 0) + len(encoded).to_bytes(2 if version == 1 else 4, 'little') + encoded + data


def files():
    for name, array in ARRAYS.items():
        yield name, saved(array)
    data = np.arange(6, dtype='<f8').tobytes()
    yield 'headers/python2', with_header("{'descr': '<f8', 'fortran_order': False, 'shape': (2L, 3L), }\n", 1, data)
    yield 'headers/unpadded', with_header("{'shape':(6,),'descr':'<f8','fortran_order':True}", 1, data)
    yield 'headers/version2', with_header("{'descr': '<f8', 'fortran_order': False, 'shape': (6,), }\n", 2, data)
    yield 'headers/version3', with_header("{'descr': '<f8', 'fortran_order': False, 'shape': (6,), }\n", 3, data)
    two = {'weights': np.arange(6.0).reshape(2, 3), 'layer/bias:0': np.arange(3, dtype='<i4')}
    for name, save in [('stored', np.savez), ('deflated', np.savez_compressed)]:
        file = io.BytesIO()
        save(file, np.arange(5, dtype='u1'), **two, empty=np.zeros(0), objects=np.array([1, 'two'], object), **{'\u65e5\u672c': NUMBERS})
        yield f'npz/{name}', file.getvalue()
    file = io.BytesIO()
    np.savez(file)
    yield 'npz/empty', file.getvalue()


def about(array):
    order = 'C' if array.flags.c_contiguous else 'F'
    return {'dtype': str(array.dtype), 'shape': array.shape, 'order': order, 'text': str(array)}


for name, content in files():
    loaded = np.load(io.BytesIO(content), allow_pickle=True)
    arrays = {'': loaded} if isinstance(loaded, np.ndarray) else dict(loaded)
    row = {'id': name, 'file': base64.b64encode(content).decode(),
           'arrays': {key: about(array) for key, array in arrays.items()}}
    print(json.dumps(row))
