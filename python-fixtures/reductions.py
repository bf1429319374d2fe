"""Streams what `__reduce_ex__` gives at each protocol, for the arrays, scalars and data types of the matrix.

The first line is {"numpy": "2.4.6", "python": "3.11.7"}. Each other is {"id", "pickle", "reductions"}: the pickle (base64,
protocol 5) of what to rebuild, and of each value made of it, by name, [protocols, description] pairs. Of an array
the pickle is the pool, and the values are its layouts (fixtures/layouts.py). Last come COUNT random arrays without
objects, where the pickle is that of the dtype, and "memory" has the bytes (base64) between the ends of the array.

    python reductions.py SEED COUNT
"""

import base64
import ctypes
import datetime
import io
import json
import pickle
import platform
import random
import sys

sys.dont_write_bytecode = True

import numpy as np  # noqa: E402

from fixtures import python_values  # noqa: E402
from fixtures.describe import float_bits  # noqa: E402
from fixtures.dtype_list import simple, structs  # noqa: E402
from fixtures.layouts import layouts  # noqa: E402
from fixtures.pickling import TidyPickler, dumps  # noqa: E402
from fixtures.pools import POOL, pool  # noqa: E402
from fixtures.random_dtype import random_dtype, random_layout  # noqa: E402


def reduction(value, protocol):
    """As the golden pickles have it: padding that NumPy leaves uninitialised is zeros."""
    reduced = TidyPickler(io.BytesIO(), protocol).reducer_override(value)
    if reduced is NotImplemented:
        reduced = value.__reduce_ex__(protocol)
    return [describe(item, protocol) for item in reduced]


def describe(value, protocol):
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return value
    if kind is int:
        return {'int': str(value)}
    if kind is float:
        return {'float': float_bits(value)}
    if kind is complex:
        return {'complex': [float_bits(value.real), float_bits(value.imag)]}
    if kind in (bytes, bytearray):
        return {kind.__name__: value.hex()}
    if kind in (list, tuple):
        return {kind.__name__: [describe(item, protocol) for item in value]}
    if kind is dict:
        return {'dict': [[describe(key, protocol), describe(item, protocol)] for key, item in value.items()]}
    if kind in (set, frozenset):
        return {'set': sorted((describe(item, protocol) for item in value), key=json.dumps)}
    if kind is pickle.PickleBuffer:
        return {'buffer': value.raw().hex(), 'readonly': value.raw().readonly}
    if isinstance(value, (np.dtype, np.generic)) or kind is np.ndarray:
        return {'reduced': reduction(value, protocol)}
    if isinstance(value, (datetime.date, datetime.timedelta)):
        # A timedelta's str is for people.
        fields = [value.days, value.seconds, value.microseconds] if kind is datetime.timedelta else value.isoformat()
        return {kind.__name__: fields}
    if callable(value):
        return {'global': f'{value.__module__}.{value.__qualname__}'}
    raise TypeError(f'no description of {kind}')


def by_protocol(value):
    found = []
    for protocol in range(6):
        description = reduction(value, protocol)
        if found and found[-1][1] == description:
            found[-1][0].append(protocol)
        else:
            found.append([[protocol], description])
    return found


def send(id, source, values, **more):
    reductions = {name: by_protocol(value) for name, value in values}
    print(json.dumps({'id': id, 'pickle': encode(dumps(source, 5)), 'reductions': reductions, **more}), flush=True)


def encode(data):
    return base64.b64encode(data).decode()


def memory(array):
    """How the array lies in the memory between its ends."""
    reach = [(length - 1) * stride for length, stride in zip(array.shape, array.strides)] if array.size else []
    low = sum(min(0, distance) for distance in reach)
    high = sum(max(0, distance) for distance in reach) + (array.itemsize if array.size else 0)
    return {
        'memory': encode(ctypes.string_at(array.__array_interface__['data'][0] + low, high - low)),
        'offset': -low,
        'shape': array.shape,
        'strides': array.strides,
        'readonly': not array.flags.writeable,
    }


def is_told(array, dtype):
    """False where its description does not tell how NumPy pickles it. New arrays of big-endian times without a unit
    are little-endian in NumPy 2; of elements without bytes, arrays that were asked for in F order say that they are."""
    return array.dtype.byteorder == dtype.byteorder and (dtype.itemsize > 0 or array.flags.c_contiguous)


def main(seed, count):
    print(json.dumps({'numpy': np.__version__, 'python': platform.python_version()}))
    for prefix, dtypes in ('', simple()), ('structs/', structs()):
        for name, dtype in dtypes:
            elements = pool(dtype, 30 if dtype.char in 'gG' else POOL)
            found = [(layout, array) for layout, array in layouts(elements) if is_told(array, dtype)]
            send(f'arrays/{prefix}{name}', elements, found)
    for name, dtype in python_values.dtypes():
        if isinstance(dtype, np.dtype):
            send(f'dtypes/{name}', dtype, [('', dtype)])
    for name, value in python_values.scalars():
        scalars = [value] if isinstance(value, np.generic) else value
        if isinstance(scalars, list):
            send(f'scalars/{name}', scalars, [(str(i), scalar) for i, scalar in enumerate(scalars)])
    for number in range(count):
        rng = random.Random(f'{seed}:{number}')
        dtype = random_dtype(rng)
        array = random_layout(rng, lambda size: pool(dtype, size, rng.randrange(1000)))
        if not dtype.hasobject:
            send(f'random/{seed}:{number}', dtype, [('', array)], **memory(array))


main(int(sys.argv[1]), int(sys.argv[2]))
