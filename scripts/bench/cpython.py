"""Times CPython on one benchmark file: python cpython.py MODE PROTOCOL CALLS FILE. Prints [wall ms, cpu ms] of each call.

The garbage collector is off, which makes CPython's reader as fast as it gets.
"""

import gc
import json
import pickle
import sys
import time

import numpy  # noqa: F401  Python imports it at the first array; that is no part of loading.

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
    return pickle.loads(data, buffers=buffers)


def dump():
    if protocol == 'oob':
        return pickle.dumps(value, 5, buffer_callback=[].append)
    return pickle.dumps(value, int(protocol))


value = load() if mode == 'dumps' else None
call = dump if mode == 'dumps' else load
times = []
for _ in range(int(calls)):
    cpu, wall = time.process_time(), time.perf_counter()
    result = call()
    times.append([(time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3])
    del result
print(json.dumps(times))
