"""Streams random arrays and what NumPy says of them. `python random_arrays.py SEED COUNT`

The first line is {"numpy": "2.4.6", "python": "3.11.7"}; each other is of the form of cases.json (see README.md)
with the pickles as base64, or {"notReloaded": "why"}: the rare array that NumPy itself does not load as it was, such as
big-endian datetimes without a unit beside objects, or in NumPy 1 object subarrays in Fortran order.
"""

import base64
import json
import platform
import random
import sys

sys.dont_write_bytecode = True

import numpy as np  # noqa: E402

from fixtures.describe import Describer  # noqa: E402
from fixtures.pickling import Case, NotReloaded  # noqa: E402
from fixtures.pools import pool  # noqa: E402
from fixtures.random_dtype import random_dtype, random_layout  # noqa: E402


def main(seed, count):
    print(json.dumps({'numpy': np.__version__, 'python': platform.python_version()}))
    for number in range(count):
        rng = random.Random(f'{seed}:{number}')
        dtype = random_dtype(rng)
        array = random_layout(rng, lambda size: pool(dtype, size, rng.randrange(1000)))
        describer = Describer()
        try:
            case = Case(describer, f'seed {seed} number {number}: {dtype} {array.shape}', 'array', array)
        except NotReloaded as error:
            print(json.dumps({'notReloaded': str(error)}))
            continue
        for pickle in case.json['pickles']:
            pickle['base64'] = encode(case.files[pickle.pop('file')])
            if 'buffers' in pickle:
                pickle['buffers'] = [encode(case.files[buffer]) for buffer in pickle['buffers']]
        print(json.dumps({'dtypes': describer.dtypes, 'cases': [case.json]}), flush=True)


def encode(data):
    return base64.b64encode(data).decode()


main(int(sys.argv[1]), int(sys.argv[2]))
