"""One step with a big file in a process of its own; prints what it took as JSON.

Arguments: the step, the path, the count of arrays, the elements of each.
"""

import json
import pickle
import resource
import sys
import time

import numpy as np

step, path, count, length = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])


def made():
    return {f"array {n}": np.arange(n, n + length, dtype="f8") for n in range(count)}


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def load():
    with open(path, "rb") as file:
        return pickle.load(file)


def dump(value):
    with open(path, "wb") as file:
        pickle.dump(value, file, 5)


value = made() if step == "dump" else None
before = peak()
cpu = time.process_time()
start = time.perf_counter()
result = load() if step == "load" else dump(value)
seconds = time.perf_counter() - start
cpu = time.process_time() - cpu
print(json.dumps({"seconds": seconds, "cpu": cpu, "peak": peak(), "over": peak() - before}))
