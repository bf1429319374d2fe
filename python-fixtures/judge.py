"""Judges pickles for a test in another language: loads them with warnings as errors and says whether they are what was
meant. `python judge.py` answers questions on standard input, one after the other, until it ends.

A question is 4 bytes (its head's length, big-endian), the head as JSON, and the byte strings that the head counts in
`blobs`. An answer is a line of JSON; `{"raised": text}` where Python raised something. The first line says
{"numpy": "2.4.6", "python": "3.11.7"}. In a head, a pickle is {"pickle": number of a blob, "buffers": [numbers]}, and may
have `encoding`, and `pure`: for the unpickler that is written in Python.

| ask | | answer |
|---|---|---|
| `equal` | `got`, `expected`: pickles | `differences`: see fixtures/equality.py |
| `describe` | `got` | `value`, `layouts`, `dtypes`, as in cases.json |
| `pickle` | `got`, `protocol`, `outOfBand` | `pickle`, `buffers` in base64: what Python writes for what it loaded |
| `library` | `got`, `expected`, `case`, `edit` | `failures`: see fixtures/library_checks.py |
"""

import base64
import io
import json
import pickle
import platform
import sys
import threading
import traceback
import warnings

sys.dont_write_bytecode = True

import numpy as np  # noqa: E402

from fixtures.equality import differences  # noqa: E402
from fixtures.library_nodes import LibraryDescriber  # noqa: E402
from fixtures.pickling import dumps  # noqa: E402
from fixtures.random_values import register_extensions  # noqa: E402


class Persistent:
    """What a persistent id stands for: the id."""

    def persistent_load(self, id):
        return 'persistent', id


class Unpickler(Persistent, pickle.Unpickler):
    pass


class PureUnpickler(Persistent, pickle._Unpickler):
    pass


def load(about, blobs, strict):
    """Buffers are writeable unless the pickle says otherwise, as in JavaScript."""
    options = {'encoding': about.get('encoding', 'ASCII')}
    if about['buffers']:
        options['buffers'] = [bytearray(blobs[number]) for number in about['buffers']]
    unpickler = PureUnpickler if about.get('pure') else Unpickler
    with warnings.catch_warnings():
        warnings.simplefilter('error' if strict else 'ignore')
        return unpickler(io.BytesIO(blobs[about['pickle']]), **options).load()


def equal(head, blobs):
    got, expected = load(head['got'], blobs, True), load(head['expected'], blobs, False)
    return {'differences': differences(got, expected)}


def describe(head, blobs):
    describer = LibraryDescriber()
    value, layouts = describer.value(load(head['got'], blobs, True))
    return {'value': value, 'layouts': layouts, 'dtypes': describer.dtypes}


def pickled(head, blobs):
    buffers = []
    data = dumps(load(head['got'], blobs, True), head['protocol'], buffers.append if head['outOfBand'] else None)
    encode = lambda data: base64.b64encode(data).decode()
    return {'pickle': encode(data), 'buffers': [encode(bytes(buffer.raw())) for buffer in buffers]}


def library(head, blobs):
    from fixtures.library_checks import failures
    load(head['expected'], blobs, False)  # pandas keeps data types: from now on it has met these
    got, expected = load(head['got'], blobs, False), load(head['expected'], blobs, False)
    return {'failures': failures(head['case'], got, expected, head.get('edit'))}


ASK = {'equal': equal, 'describe': describe, 'pickle': pickled, 'library': library}


def main():
    register_extensions()
    say({'numpy': np.__version__, 'python': platform.python_version()})
    stream = sys.stdin.buffer
    while size := stream.read(4):
        head = json.loads(stream.read(int.from_bytes(size, 'big')))
        blobs = [stream.read(length) for length in head['blobs']]
        try:
            say(ASK[head['ask']](head, blobs))
        except Exception as error:
            say({'raised': ''.join(traceback.format_exception_only(error)).strip(), 'at': traceback.format_exc()[-1500:]})


def say(answer):
    print(json.dumps(answer), flush=True)


# Deep values need a deep stack.
sys.setrecursionlimit(100_000)
threading.stack_size(512 << 20)
thread = threading.Thread(target=main)
thread.start()
thread.join()
