"""Arrays of several layouts, and what NumPy computes of them, for functions of other libraries to compute the same:
prints a pickle in base64 of {name: {inputs and results by name}}.
"""

import base64
import pickle

import numpy as np

rng = np.random.default_rng(6)


def layouts(make):
    """Arrays of shape (4, 6): C, F, transposed, sliced, reversed, broadcast."""
    yield 'C', make((4, 6))
    yield 'F', np.asfortranarray(make((4, 6)))
    yield 'transposed', make((6, 4)).T
    yield 'sliced', make((8, 12))[1::2, ::2]
    yield 'reversed', make((4, 6))[::-1, ::-1]
    yield 'broadcast', np.broadcast_to(make((6,)), (4, 6))


def floats(dtype):
    return lambda shape: rng.integers(-100, 100, shape).astype(dtype) / dtype(8)


def integers(dtype):
    return lambda shape: rng.integers(0, 100, shape).astype(dtype)


def complexes(dtype):
    return lambda shape: (rng.integers(-9, 9, shape) + 1j * rng.integers(-9, 9, shape)).astype(dtype)


results = {}
for dtype in 'float32', 'float64', 'int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32':
    kind = getattr(np, dtype)
    for name, x in layouts(floats(kind) if dtype.startswith('f') else integers(kind)):
        results[f'{dtype} {name}'] = {
            'x': x,
            'sum': float(x.sum(dtype='f8')),
            'tripled': (x * 3).astype(dtype),
            'assigned': np.ascontiguousarray(x),
            'sliced': np.ascontiguousarray(x[::-2, 1:5:2]),
            'mapped': x.astype('f8') ** 2 + 1,
            'transposed': np.ascontiguousarray(x.T),
            'product': x.astype('f8') @ x.astype('f8').T,
        }
for dtype in np.complex64, np.complex128:
    for name, x in layouts(complexes(dtype)):
        results[f'{dtype.__name__} {name}'] = {
            'x': x,
            'sum': complex(x.sum()),
            'sliced': np.ascontiguousarray(x[::-2, 1:5:2]),
            'conjugate': np.ascontiguousarray(x.conj()),
            'transposed': np.ascontiguousarray(x.T),
            'product': x.astype('c16') @ x.astype('c16').T,
        }
for name, x in layouts(lambda shape: rng.integers(0, 2, shape).astype(bool)):
    results[f'bool {name}'] = {
        'x': x,
        'sliced': np.ascontiguousarray(x[::-2, 1:5:2]),
        'negated': np.ascontiguousarray(~x),
        'transposed': np.ascontiguousarray(x.T),
    }

print(base64.b64encode(pickle.dumps(results, 5)).decode())
