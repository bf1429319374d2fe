"""Streams pickles of random values. `python random_pickles.py SEED COUNT [--free]`

The first line is {"numpy": "2.4.6", "python": "3.11.7"}; each other is {"number": 0, "pickles": [{"name": "p4", "protocol": 4,
"base64": …, "buffers": [base64, …]}, …]}: protocols 0 to 5, and `oob` with buffer_callback; of a value that is large only one
of them. What Python itself does not pickle, as slots at protocols 0 and 1, is {"name": "p0", "notPickled": "why"}. What a
value is made of is limited so that its pickle tells all that its spelling depends on, but with `--free`: see RandomValue.
"""

import base64
import io
import json
import os
import platform
import random
import sys

sys.dont_write_bytecode = True

# The order of a set of strings.
if os.environ.get('PYTHONHASHSEED') != '0':
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, 'PYTHONHASHSEED': '0'})

import numpy as np  # noqa: E402

from fixtures.pickling import TidyPickler  # noqa: E402
from fixtures.random_values import RandomValue, Reference, register_extensions  # noqa: E402

WAYS = [*((f'p{protocol}', protocol, False) for protocol in range(6)), ('oob', 5, True)]
LARGE = 100_000


class Pickler(TidyPickler):
    def persistent_id(self, value):
        return value.id if type(value) is Reference else None


def main(seed, count, free):
    register_extensions()
    print(json.dumps({'numpy': np.__version__, 'python': platform.python_version()}))
    for number in range(count):
        rng = random.Random(f'{seed}:{number}')
        random_value = RandomValue(rng, free)
        pickles = []
        for name, protocol, out_of_band in rng.sample(WAYS, len(WAYS)):
            file, buffers = io.BytesIO(), []
            if protocol < random_value.least:
                continue
            try:
                Pickler(file, protocol, buffers.append if out_of_band else None).dump(random_value.value)
            except (TypeError, RecursionError) as error:
                pickles.append({'name': name, 'notPickled': str(error)})
                continue
            about = {'name': name, 'protocol': protocol, 'base64': encode(file.getvalue())}
            if buffers:
                about['buffers'] = [encode(bytes(buffer.raw())) for buffer in buffers]
            pickles.append(about)
            if len(file.getvalue()) > LARGE:
                break
        print(json.dumps({'number': number, 'pickles': pickles}), flush=True)


def encode(data):
    return base64.b64encode(data).decode()


main(int(sys.argv[1]), int(sys.argv[2]), '--free' in sys.argv)
