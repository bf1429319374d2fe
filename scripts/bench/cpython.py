"""Times CPython on one benchmark file: python cpython.py MODE PROTOCOL CALLS FILE. Prints [wall ms, cpu ms] of each call.

Modes: loads; dumps; strided, which dumps every other element. The garbage collector is off, which makes CPython's
reader as fast as it gets. Mode `same` prints nothing: it checks that FILE and FILE.again hold forests of the same trees.
"""

import gc
import io
import json
import pickle
import sys
import time

import numpy  # Python imports it at the first array: that is no part of loading.

mode, protocol, calls, file = sys.argv[1:]
gc.disable()
with open(file, 'rb') as source:
    data = source.read()
buffers = None
if protocol == 'oob':
    with open(f'{file}.sizes') as source:
        sizes = json.load(source)
    with open(f'{file}.buffers', 'rb') as source:
        buffers = [bytearray(source.read(size)) for size in sizes]


def load():
    if protocol == 'npy':
        return numpy.load(io.BytesIO(data))
    if protocol == 'npz':
        return dict(numpy.load(io.BytesIO(data)))
    return pickle.loads(data, buffers=buffers)


def dump():
    if protocol == 'npy':
        return numpy.save(io.BytesIO(), value)
    if protocol == 'npz':
        return numpy.savez_compressed(io.BytesIO(), **value)
    if protocol == 'oob':
        return pickle.dumps(value, 5, buffer_callback=[].append)
    return pickle.dumps(value, int(protocol))


def check_same_trees():
    with open(f'{file}.again', 'rb') as source:
        again = pickle.load(source)
    x = numpy.random.default_rng(1).random((100, 8))
    assert (load().predict_proba(x) == again.predict_proba(x)).all()
    for one, other in zip(load().estimators_, again.estimators_, strict=True):
        assert (one.tree_.__getstate__()['nodes'] == other.tree_.__getstate__()['nodes']).all()


if mode == 'same':
    check_same_trees()
    sys.exit()
if 'forest' in file:
    import sklearn.ensemble  # noqa: F401  nor is this
value = None if mode == 'loads' else load()
if mode == 'strided':
    value = value[::2]
call = load if mode == 'loads' else dump
times = []
for _ in range(int(calls)):
    cpu, wall = time.process_time(), time.perf_counter()
    result = call()
    times.append([(time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3])
    del result
print(json.dumps(times))
