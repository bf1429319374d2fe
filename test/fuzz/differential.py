"""What CPython makes of streams: a hexadecimal one a line in, a canonical text or `error Class` a line out."""

import _codecs
import collections
import io
import pickle
import struct
import sys

ALLOWED = {
    ('builtins', 'set'): set,
    ('builtins', 'frozenset'): frozenset,
    ('builtins', 'bytearray'): bytearray,
    ('builtins', 'bytes'): bytes,
    ('builtins', 'complex'): complex,
    ('collections', 'OrderedDict'): collections.OrderedDict,
    ('collections', 'deque'): collections.deque,
    ('_codecs', 'encode'): _codecs.encode,
}
NAMES = {id(value): key for key, value in ALLOWED.items()}
LIMIT = 3000


class Unpickler(pickle.Unpickler):
    def find_class(self, module, name):
        if module == '__builtin__':
            module = 'builtins'
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError('not allowed')
        return ALLOWED[module, name]

    def persistent_load(self, pid):
        return ['pid', pid]


class Large(Exception):
    pass


def canonical(value, path=(), budget=None):
    budget = budget or [LIMIT]
    budget[0] -= 1
    if budget[0] < 0 or len(path) > 60:
        raise Large
    if id(value) in path:
        return '@'
    path = (*path, id(value))

    def inner(item):
        return canonical(item, path, budget)

    kind = type(value)
    if value is None:
        return 'N'
    if kind is bool:
        return 'T' if value else 'F'
    if kind is int:
        return f'i{value:x}'
    if kind is float:
        return 'f' + ('nan' if value != value else struct.pack('>d', value).hex())
    if kind is complex:
        return f'c({inner(value.real)},{inner(value.imag)})'
    if kind is str:
        return 's' + value.encode('utf-16-be', 'surrogatepass').hex()
    if kind is bytes:
        return 'b' + value.hex()
    if kind is bytearray:
        return 'B' + value.hex()
    if kind is memoryview:
        return 'v' + bytes(value).hex()
    if kind is list:
        return '[' + ','.join(map(inner, value)) + ']'
    if kind is collections.deque:
        return 'd[' + ','.join(map(inner, value)) + ']'
    if kind is tuple:
        return '(' + ','.join(map(inner, value)) + ')'
    if kind in (dict, collections.OrderedDict):
        text = ','.join(f'{inner(key)}:{inner(item)}' for key, item in value.items())
        return ('{' if kind is dict else 'o{') + text + '}'
    if kind in (set, frozenset):
        return ('<' if kind is set else 'z<') + ','.join(sorted(map(inner, value))) + '>'
    if id(value) in NAMES:
        return 'g' + '.'.join(NAMES[id(value)])
    return '?' + kind.__name__


for line in sys.stdin:
    try:
        stream = io.BytesIO(bytes.fromhex(line))
        buffers = [b'one', bytearray(b'two')]
        value = Unpickler(stream, encoding='latin1', buffers=buffers).load()
    except RecursionError:
        print('large')
        continue
    except Exception as error:
        print('error', type(error).__name__, str(error)[:60].replace('\n', ' '))
        continue
    try:
        print(canonical(value))
    except (Large, RecursionError):
        print('large')
