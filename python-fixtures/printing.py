"""Prints arrays as NumPy prints them. `python printing.py > numpy2/printing.json`

One JSON object a line: `id`, `pickle` (base64), and what `repr(array)` and `str(array)` give under NumPy's default options.
Needs NumPy 2.4 or newer, whose printing this package follows. Seeded: two runs give the same bytes.
"""

import base64
import collections
import datetime
import decimal
import fractions
import json
import pickle
import random
import sys
import uuid

sys.dont_write_bytecode = True

import numpy as np  # noqa: E402

SEED = 20240229


class Cases:
    def __init__(self):
        self.ids = set()

    def add(self, id, array, protocol=None):
        array = np.asarray(array)
        assert id not in self.ids, id
        self.ids.add(id)
        protocol = protocol or (4 if len(self.ids) % 3 == 0 else 5)
        data = pickle.dumps(array, protocol)
        # An in-band pickle of foreign byte order comes back in native order.
        loaded = pickle.loads(data)
        print(json.dumps({
            'id': id,
            'pickle': base64.b64encode(data).decode(),
            'repr': repr(loaded),
            'str': str(loaded),
        }, ensure_ascii=True))

    def each(self, group, arrays):
        for name, array in arrays.items():
            self.add(f'{group}/{name}', array)


def clean(values, dtype):
    """Values as an array, of which padding is 0."""
    values = np.asarray(values)
    result = np.frombuffer(bytearray(values.size * np.dtype(dtype).itemsize), dtype).reshape(values.shape)
    result[...] = values.astype(dtype)
    if result.dtype.char in 'gG':
        raw = result.reshape(-1).view('u1').reshape(-1, 16)
        raw[:, 10:] = 0
    return result


def objects(*values, shape=None):
    result = np.empty(len(values), object)
    for i, value in enumerate(values):
        result[i] = value
    return result if shape is None else result.reshape(shape)


FLOATS = {
    'few': [1, 2.5, -3.25],
    'precision': [0.1, 1 / 3, 2 / 3, np.pi, 123.456789012],
    'integers': [1, 10, 100],
    'negative-zero': [-0.0, 0.0],
    'nan': [1.5, np.nan, -2],
    'inf': [1, np.inf, 22.75],
    'negative-inf': [1, -np.inf, np.nan],
    'only-nan': [np.nan, np.inf],
    'only-negative-inf': [-np.inf],
    'small': [1e-4, 9e-5],
    'at-smallest': [1e-4, 0.05],
    'tiny': [1e-20, -2.5e-7, 0],
    'large-999': [999, 1],
    'large-1000': [1000, 1],
    'large-1001': [1001, 1],
    'ratio': [1, 1000],
    'ratio-above': [1, 1000.5],
    'ratio-small': [0.001, 1.0009],
    'million': [999999, 1e6],
    'hundred-million': [99999999.0, 1],
    'exponents': [1e-300, 1, 1e300],
    'one-exponent': [1e10],
    'nan-exponents': [1e10, np.nan, -np.inf, 0],
    'three-digit-exponent': [1e100, 1e-100],
    'tie': [1 / 512, 3 / 512, 5 / 512],
    'carry': [0.999999999, 9.9999999999],
    'powers': [2.0**-44, 2.0**60, 2.0**-24],
    'wrap': np.arange(40) / 8,
    'matrix': np.arange(12).reshape(3, 4) / 3,
    'cube': np.arange(24).reshape(2, 3, 4) * 1.5,
    'empty': [],
    '0d': 0.1,
    '0d-integer': 5,
    '0d-negative': -2.5,
    '0d-large': 12345,
    '0d-huge': 1.5e30,
    '0d-small': 1e-4,
    '0d-tiny': 1.25e-5,
    '0d-zero': -0.0,
    '0d-nan': np.nan,
    '0d-inf': -np.inf,
    '0d-pi': np.pi,
}


def floats(cases):
    rng = random.Random(SEED)
    for dtype in ['f2', 'f4', 'f8', 'g', '>f4', '>f8']:
        limit = float(np.finfo(dtype).max)
        for name, values in FLOATS.items():
            if dtype.startswith('>') and name not in ('few', 'nan', 'exponents', '0d', 'matrix'):
                continue
            values = np.asarray(values, float)
            if dtype == 'f2' and name == 'exponents':
                values = np.array([6e-8, 1, 65504])
            with np.errstate(all='ignore'):
                values = np.where(np.isfinite(values), np.clip(values, -limit, limit), values)
                cases.add(f'float/{dtype}/{name}', clean(values, dtype))
        size = np.dtype(dtype).itemsize
        if dtype in ('f2', 'f4', 'f8'):
            for number in range(5):
                bits = b''.join(rng.getrandbits(8 * size).to_bytes(size, 'little') for _ in range(rng.choice([1, 2, 7])))
                cases.add(f'float/{dtype}/bits-{number}', np.frombuffer(bytearray(bits), dtype))
            for number in range(5):
                scale = rng.choice([1e-6, 1e-2, 1, 100, 1e4])
                values = [rng.gauss(0, scale) for _ in range(rng.choice([3, 8, 20]))]
                cases.add(f'float/{dtype}/gauss-{number}', np.array(values, dtype))
    longs = np.array(['0.1', '1.1', '3.14159265358979323846', '1e4000', '-1e-4000', '18446744073709551615'], 'g')
    for i, value in enumerate(longs):
        cases.add(f'float/g/long-{i}', clean(value, 'g'))
    cases.add('float/g/longs', clean(longs, 'g'))
    cases.add('float/g/long-ratio', clean(longs[:3] / 3, 'g'))
    cases.add('float/g/big-endian', clean(longs[:3], 'g').astype(np.dtype('g').newbyteorder('>')), 4)
    cases.add('float/metadata', np.array([1.5], np.dtype('f8', metadata={'unit': 'm'})))


def complexes(cases):
    values = {
        'few': [1 + 2j, -3.5j, 0],
        'signs': [complex(-0.0, -0.0), complex(0.0, 0.0)],
        'nan': [complex(np.nan, 1), complex(1, np.nan), complex(np.inf, -np.inf), complex(-np.inf, np.inf)],
        'only-nan': [complex(np.nan, np.nan)],
        'exponents': [1e10 + 1e-10j, 1 - 1j],
        'real-exponents': [1e10 + 1j, 2j],
        'thirds': [1 / 3 + 2j / 3, 1 - 0.1j],
        'matrix': np.arange(6).reshape(2, 3) * (1 - 0.5j),
        'wrap': np.arange(20) * (0.25 + 1j),
        'empty': [],
        '0d': 1 + 2j,
        '0d-imaginary': -2.5j,
        '0d-negative-zero': complex(-0.0, 1),
        '0d-nan': complex(np.nan, np.nan),
        '0d-inf': complex(-np.inf, -np.inf),
        '0d-imaginary-nan': complex(0, np.nan),
        '0d-exponents': 1e20 + 1e-5j,
        '0d-tenth': 0.1 + 0.2j,
        '0d-zero': 0j,
    }
    for dtype in ['F', 'D', 'G', '>c16']:
        for name, value in values.items():
            if dtype == '>c16' and name not in ('few', 'nan', '0d'):
                continue
            array = np.asarray(value, 'D')
            half = np.dtype(dtype).itemsize // 2
            parts = np.frombuffer(bytearray(array.size * 2 * half), f"{'>' if '>' in dtype else '<'}f{half}")
            result = parts.view(dtype).reshape(array.shape)
            parts[0::2] = array.real.reshape(-1)
            parts[1::2] = array.imag.reshape(-1)
            if dtype == 'G':
                parts.view('u1').reshape(-1, 16)[:, 10:] = 0
            cases.add(f'complex/{dtype}/{name}', result)


def integers(cases):
    for dtype in ['b', 'B', 'h', 'H', 'i', 'I', 'l', 'L', 'q', 'Q', '>i2', '>u8']:
        info = np.iinfo(dtype)
        cases.each(f'int/{dtype}', {
            'edges': np.array([info.min, 0, 1, info.max], dtype),
            'few': np.array([[1, 2, 3], [40, 5, 60]], dtype),
            '0d': np.array(7, dtype),
            'empty': np.array([], dtype),
        })
    cases.each('int', {
        'wrap': np.arange(100),
        'wrap-negative': np.arange(-50, 50, dtype='i2'),
        'strided': np.arange(24)[::-3],
        'fortran': np.asfortranarray(np.arange(6).reshape(2, 3)),
        'transposed': np.arange(24).reshape(2, 3, 4).transpose(2, 0, 1),
        'broadcast': np.broadcast_to(np.arange(3), (2, 3)),
        'column': np.arange(30).reshape(30, 1),
        'row': np.arange(30).reshape(1, 30),
        'ones': np.zeros((1, 1, 1, 1), 'u1'),
        'rows-wrap': np.arange(60).reshape(2, 30),
        'with-fields': np.zeros(2, np.dtype(('<i4', [('r', '<i2'), ('i', '<i2')]))),
        'line-74': np.array([10**10] * 5 + [10**9]),
        'dtype-wraps': np.arange(10**6, 10**6 + 8, dtype='i4'),
    })
    cases.each('bool', {
        'few': np.array([True, False]),
        'true': np.array([True]),
        '0d': np.array(True),
        '0d-false': np.array(False),
        'matrix': np.eye(3, dtype=bool),
        'empty': np.zeros((0, 3), bool),
        'wrap': np.arange(30) % 3 == 0,
    })


def summaries(cases):
    cases.each('summary', {
        'at-1000': np.zeros(1000, 'i1'),
        '1001': np.arange(1001, dtype='u2'),
        'bool': np.zeros(1001, bool),
        'floats': np.where(np.arange(1001) == 500, 1e10, np.arange(1001) / 4).astype('f4'),
        'edge-decides': np.where(np.arange(1001) == 2, 1e-6, 1).astype('f2'),
        'rows': np.zeros((1001, 1), 'i1'),
        'columns': np.ones((1, 1001), 'u1'),
        'square': np.arange(1024).astype('i2').reshape(32, 32),
        'cube': np.arange(1331).astype('i2').reshape(11, 11, 11),
        'six-axes': np.zeros((2, 1, 7, 1, 72, 1), 'i1'),
        'seven': np.zeros((7, 150), '?'),
        'strings': np.array(['ab', 'c'] * 501, 'S2'),
        'objects': np.array([None, 1, 'x'] * 400, object),
        'records': np.zeros(1001, [('a', 'i1'), ('b', 'f2')]),
        'wide-string': np.array(['x' * 4] + ['y'] * 1000, 'S4'),
        'empty': np.zeros((0, 2000), 'f4'),
        'nothing-left-out': np.zeros((6, 6, 6, 5), 'i1'),
    })


def strings(cases):
    texts = ['', 'a', "it's", 'say "x"', '\'"', 'back\\slash', 'tab\tnew\nline\r', '\x00b', '\x7f\x80\xa0', 'é', '世界',
             '\U0001f600', '\u200b\u2028', '\ufeff', '\ud800', '\xad', 'a' * 30, ' ', '\U000e0001', 'İ']
    for i, text in enumerate(texts):
        cases.add(f'str/text-{i}', np.array([text, 'b']))
        cases.add(f'str/0d-{i}', np.array(text))
    cases.each('str', {
        'all': np.array(texts, 'U30'),
        'empty': np.array([], 'U3'),
        'no-size': np.array(['', '']),
        'big-endian': np.array(['ab', 'c'], '>U2'),
        'matrix': np.array([['a', 'bbb'], ['cc', '']]),
        'wrap': np.array(['word%d' % i for i in range(30)]),
        'wrap-wide': np.array(['\U0001f600' * 6] * 12),
        'wrap-combining': np.array(['世界' * 4] * 9),
        'long': np.array(['x' * 100, 'y' * 5]),
    })
    byte_strings = [b'', b'a', b"it's", b'say "x"', b'\'"', b'\\', b'\t\n\r', b'\0b', b'\x7f\x80\xff', b'~ !', b'a' * 30]
    for i, text in enumerate(byte_strings):
        cases.add(f'bytes/text-{i}', np.array([text, b'b']))
    cases.each('bytes', {
        'all': np.array(byte_strings),
        '0d': np.array(b"it's"),
        '0d-empty': np.array(b''),
        'no-size': np.array([b'', b'']),
        'empty': np.array([], 'S3'),
        'matrix': np.array([[b'a', b'bbb'], [b'cc', b'']]),
        'wrap': np.array([b'word%d' % i for i in range(30)]),
        'trailing-zeros': np.array([b'a\0\0', b'\0\0\0'], 'S3'),
    })
    cases.each('void', {
        'few': np.array([b'abc', b'\0\xff\x0a'], 'V3'),
        '0d': np.array(b'abc', 'V3'),
        'no-size': np.zeros(3, 'V0'),
        'empty': np.zeros((2, 0), 'V3'),
        'wrap': np.frombuffer(bytes(range(64)), 'V4'),
    })
    String = np.dtypes.StringDType
    cases.each('string', {
        'few': np.array(['a', "it's", '', '世界\n'], String()),
        '0d': np.array("it's", String()),
        'nan': np.array(['a', np.nan], String(na_object=np.nan)),
        '0d-nan': np.array(np.nan, String(na_object=np.nan)),
        'none': np.array(['a', None], String(na_object=None)),
        '0d-none': np.array(None, String(na_object=None)),
        'text': np.array(['a', '__na__'], String(na_object='__na__')),
        'strict': np.array(['a', 'b' * 50], String(coerce=False)),
        'empty': np.array([], String()),
        'wrap': np.array(['word %d' % i for i in range(20)], String()).reshape(4, 5),
    })


NAT = -2**63
UNITS = ['Y', 'M', 'W', 'D', 'h', 'm', 's', 'ms', 'us', 'ns', 'ps', 'fs', 'as']


def datetimes(cases):
    rng = random.Random(SEED)
    for unit in UNITS:
        days = {'Y': 2**20, 'M': 2**24, 'W': 2**26, 'D': 2**29}.get(unit, 2**62)
        values = [0, 1, -1, NAT, 1000, -1000, 12345678, rng.randrange(-days, days), rng.randrange(-days, days)]
        array = np.array(values, 'i8')
        edges = np.array([2**63 - 1, -2**63 + 1], 'i8')
        cases.each(f'datetime/{unit}', {
            'values': array.view(f'M8[{unit}]'),
            '0d': array[6:7].view(f'M8[{unit}]').reshape(()),
            'near': np.array([17000, 17001], 'i8').view(f'M8[{unit}]'),
            'multiple': array.view(f'M8[7{unit}]'),
        })
        if unit not in 'MW':
            cases.add(f'datetime/{unit}/edges', (edges // 2).view(f'M8[{unit}]'))
        cases.each(f'timedelta/{unit}', {
            'values': array.view(f'm8[{unit}]'),
            '0d': array[6:7].view(f'm8[{unit}]').reshape(()),
            '0d-multiple': array[5:6].view(f'm8[25{unit}]').reshape(()),
        })
    cases.each('datetime', {
        'leap': np.array(['2000-02-29', '1900-02-28', '1900-03-01', '2024-12-31', '0000-01-01', '-0001-12-31'], 'M8[D]'),
        'years': np.array([-1970, -1971, -2069, -2070, -2970, 7999, 8029, 8030, 100000], 'i8').view('M8[Y]'),
        '25s': np.array([-1, 0, 1, NAT], 'i8').view('M8[25s]'),
        '0d-25s': np.array(5, 'i8').view('M8[25s]'),
        'wraps-around': np.array([2**62, 3], 'i8').view('M8[25s]'),
        'nat': np.array(['NaT'], 'M8[s]'),
        'nat-generic': np.array(['NaT', 'NaT'], 'M8'),
        '0d-nat': np.array('NaT', 'M8[us]'),
        '0d-nat-generic': np.array('NaT', 'M8'),
        'big-endian': np.array(['2020-01-02', 'NaT'], '>M8[D]'),
        'matrix': np.arange(6).view('M8[h]').reshape(2, 3),
        'wrap': np.arange(8).view('M8[ns]'),
        'empty': np.array([], 'M8[D]'),
    })
    cases.each('timedelta', {
        'generic': np.array([1, -20, NAT], 'i8').view('m8'),
        '0d-generic': np.array(5, 'm8'),
        '0d-nat': np.array('NaT', 'm8[s]'),
        '0d-nat-generic': np.array('NaT', 'm8'),
        'nat': np.array(['NaT'], 'm8[s]'),
        'no-nat': np.array([1, 22], 'm8[D]'),
        'big-endian': np.array([1, 2], '>m8[ms]'),
        'empty': np.array([], 'm8'),
    })


def structs(cases):
    rows = [(1, 2.5, 'ab'), (-30, 1 / 3, '')]
    nested = [('p', [('x', 'f4'), ('y', '<i2')]), ('tag', 'S3')]
    mixed = [('a', 'i4'), ('b', 'f8'), ('c', 'c16'), ('d', '?'), ('e', 'M8[s]'), ('f', 'S2'), ('h', 'f4', 2),
             ('i', 'U2'), ('j', 'm8[s]'), ('k', 'V2'), ('l', 'f2')]
    table = np.zeros(3, nested)
    table['p']['x'] = [0.5, 1e10, np.nan]
    table['p']['y'] = [1, -20, 300]
    table['tag'] = [b'a', b"b'", b'']
    grid = np.zeros(2, [('m', 'f4', (2, 3)), ('n', '?', (2,))])
    grid['m'] = np.arange(12).reshape(2, 2, 3) / 3
    grid['n'][1] = True
    long = np.zeros(2, [('v', 'i1', 1001), ('w', 'f2', (7, 2))])
    long['v'] = np.arange(1001) % 100
    long['w'][1] = 0.1
    pair = np.zeros(2, [('o', 'O'), ('n', 'i4'), ('m', 'O', 2)])
    pair['o'] = objects([1, 2], (3, 'x'))
    for name, array in {
        'rows': np.array(rows, [('n', 'i4'), ('x', 'f8'), ('s', 'U2')]),
        'one-field': np.array([(1,), (20,)], [('a', 'i8')]),
        'no-fields': np.zeros(3, []),
        'nested': table,
        'subarrays': grid,
        'long-subarrays': long,
        'mixed': np.zeros(2, mixed),
        'objects': pair,
        'aligned': np.zeros(2, np.dtype([('a', 'i1'), ('b', 'f8')], align=True)),
        'offsets': np.zeros(2, np.dtype({'names': ['a', 'b'], 'formats': ['i2', 'f4'], 'offsets': [8, 2], 'itemsize': 16})),
        'titles': np.zeros(2, [(('Title', 'a'), 'i4')]),
        'record': np.zeros(2, np.dtype((np.record, [('a', 'i4'), ('b', 'f2')]))),
        'big-endian': np.array([(1, 2.5)], [('a', '>i4'), ('b', '>f8')]),
        'unicode': np.zeros(1, [('größe', 'f4'), ("it's", 'i4')]),
        'deep': np.zeros(1, [('a', [('b', [('c', [('d', 'i1', 2)])], 2)])]),
        'empty-subarray': np.zeros(2, [('a', 'f4', (0,)), ('b', 'i1', (2, 0))]),
    }.items():
        cases.add(f'struct/{name}', array)
        cases.add(f'struct/{name}/0d', array[:1].reshape(()))
    cases.each('struct', {
        'empty': np.zeros(0, nested),
        'matrix': np.zeros((2, 3), [('a', 'i1'), ('b', 'f4')]),
        'wrap': np.zeros(12, [('a', 'i1'), ('b', 'f4'), ('c', 'U3')]),
        'floats': np.array([(1e10, 0.1, 1 / 3), (1, 2, 3)], 'f8,f4,f2'),
        'with-0d-floats': np.array((1e10, 1e10, 0.1), 'f8,f4,f2'),
        'with-0d-longdouble': clean(np.array(0.1), 'g').view([('a', 'g')]).reshape(()),
    })


def object_arrays(cases):
    hello = objects('a', None)
    inner = np.arange(6).reshape(2, 3)
    singles = {
        'none': None, 'true': True, 'int': 5, 'big': 2**100, 'negative': -7, 'float': 1.5, 'exponent': 1e22, 'tiny': 1.5e-7,
        'nan': float('nan'), 'inf': float('-inf'), 'negative-zero': -0.0, 'str': "it's", 'bytes': b'a\0"', 'complex': 1.5 - 2j,
        'imaginary': 2j, 'complex-nan': complex(float('nan'), float('inf')), 'complex-negative-zero': complex(-0.0, 1),
        'list': [1, [2, 'x']], 'tuple': (1, 2.5), 'one-tuple': (1,), 'no-tuple': (), 'no-list': [], 'dict': {'a': [1], 2: None},
        'no-dict': {}, 'set': {3}, 'no-set': set(), 'frozenset': frozenset(['x']), 'no-frozenset': frozenset(),
        'array': inner, 'float-array': np.array([0.1, 2]), 'scalar-array': np.array(5), 'object-array': hello,
        'datetime64': np.datetime64('2020-02-29'), 'datetime64-h': np.datetime64('2020-02-29T05'),
        'datetime64-25s': np.datetime64('2020-02-29T05', '25s'), 'datetime64-nat': np.datetime64('NaT', 'ns'),
        'datetime64-nat-generic': np.datetime64('NaT'), 'timedelta64': np.timedelta64(5, 's'),
        'timedelta64-25s': np.timedelta64(5, '25s'), 'timedelta64-nat': np.timedelta64('NaT', 'D'),
        'timedelta64-generic': np.timedelta64(5), 'longdouble': clean(np.longdouble('0.1'), 'g')[()],
        'void': np.void(b'ab'), 'record-scalar': np.zeros(1, [('a', 'i4'), ('b', 'f4')])[0],
        'np-record': np.zeros(1, np.dtype((np.record, [('a', 'i4')])))[0],
        'dtype': np.dtype('f4'), 'struct-dtype': np.dtype([('a', 'i4')]),
    }
    for name, value in singles.items():
        if name == 'longdouble':
            continue  # its padding is not the same twice
        cases.add(f'object/{name}', objects(value, 1))
        if name not in ('array', 'float-array', 'scalar-array', 'object-array'):
            cases.add(f'object/0d-{name}', objects(value).reshape(()))
    holder = np.empty((), object)
    holder[()] = inner
    itself = objects(None, 2)
    itself[0] = itself
    deep = objects(None, 1)
    deep[0] = [(deep,), {'k': deep}]
    loop = []
    loop.append(loop)
    dictionary = {}
    dictionary['self'] = (dictionary,)
    nested = objects(inner, np.arange(3), objects(inner, inner * 1000))
    scalar_itself = np.empty((), object)
    scalar_itself[()] = scalar_itself
    cases.each('object', {
        'mixed': objects(1, 'two', 3.5, None, [4], (5,), {6: 7}),
        'matrix': objects(1, 'a', None, b'x', shape=(2, 2)),
        'lists': objects([1, 2], [3]),
        'empty': np.array([], object),
        'wrap': objects(*[f'entry {i}' for i in range(20)]),
        '0d-array': holder,
        'itself': itself,
        'deep-itself': deep,
        '0d-itself': scalar_itself,
        'list-loop': objects(loop, 1),
        'dict-loop': objects(dictionary, 1),
        'arrays': objects(inner, np.array([1.5])),
        'blocks': nested,
        'blocks-wrap': objects(*[inner + i for i in range(5)]),
        'tall-blocks': objects(inner, 1, np.arange(12).reshape(4, 3), 'x', shape=(2, 2)),
        'long-blocks': objects(np.arange(30), 5, np.arange(40).reshape(2, 20)),
        'in-list': objects([inner, np.array('x')], 1),
        'integers': objects(2**53 - 1, -(2**53) + 1, 2**53, 2**64),
    })


def values(cases):
    """Of Python's own library."""
    half = datetime.timezone(-datetime.timedelta(hours=2, minutes=30))
    date, time, moment, delta = datetime.date, datetime.time, datetime.datetime, datetime.timedelta
    cases.each('value', {
        'dates': objects(date(2020, 1, 2), time(1, 2), time(1, 2, 3, 4), time(1, 2, fold=1), moment(2020, 1, 2),
                         moment(2020, 1, 2, 3, 4, 5, 6, half), moment(2020, 1, 2, 0, 0, 0, 5, datetime.timezone.utc, fold=1)),
        'deltas': objects(delta(0), delta(1, 2, 3), delta(-1), datetime.timezone.utc, half, datetime.timezone(delta(0, 3600), 'CET')),
        'collections': objects(collections.deque([1, 2]), collections.deque([], 3), collections.Counter('aab'), collections.Counter()),
        'records': objects(range(3), range(0, 9, 2), slice(1, None), decimal.Decimal('1.50'), fractions.Fraction(1, 3), uuid.UUID(int=5)),
    })


def differing(cases):
    """What this package prints otherwise, by default at least: the test has a list of it, with the reasons."""
    generic = np.zeros(2, [('d', '>m8'), ('n', 'i1')])
    generic['d'] = [1, -2]
    cases.each('differs', {
        'float': objects(1.0, 2),
        'numpy-scalars': objects(np.float64(1.5), np.int64(5), np.str_('a'), np.float32(0.1)),
        'bytearray': objects(bytearray(b'a'), bytearray(b"it's")),
        'ordered-dict': objects(collections.OrderedDict(a=1), 1),
        'default-dict': objects(collections.defaultdict(list, {'a': [1]}), 1),
        'class': objects(np.float32, 1),
        'big-endian-timedelta-without-unit': generic,
    })


def shapes(cases):
    for shape in [(0,), (0, 0), (2, 0), (0, 2), (1, 0, 3), (1,), (1, 1), (3, 1), (1, 3), (2, 1, 2), (1, 2, 1, 2), (1,) * 8]:
        size = int(np.prod(shape))
        name = 'x'.join(map(str, shape))
        cases.add(f'shape/i4/{name}', np.arange(size, dtype='i4').reshape(shape))
        cases.add(f'shape/f8/{name}', (np.arange(size) / 4).reshape(shape))
    cases.add('shape/64-axes', np.zeros((1,) * 64, 'i1'))
    cases.add('shape/32-axes', np.zeros((1,) * 31 + (2,)))


def main():
    assert np.__version__ >= '2.4', np.__version__
    cases = Cases()
    for part in [floats, complexes, integers, summaries, strings, datetimes, structs, object_arrays, values, differing, shapes]:
        part(cases)
    print(len(cases.ids), 'arrays', file=sys.stderr)


main()
