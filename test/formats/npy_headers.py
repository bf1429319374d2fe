"""Prints headers of .npy files, most of them slightly wrong, and what NumPy makes of each, one JSON object a line:

    python3 npy_headers.py SEED COUNT
"""
import base64
import io
import json
import random
import sys
import warnings

from numpy.lib import format as public

try:
    from numpy.lib import _format_impl as npy
except ImportError:
    npy = public

warnings.simplefilter("ignore")

DESCRS = [
    "'<f8'", "'>i4'", "'|b1'", "'|S5'", "'<U7'", "'<M8[25s]'", "'|O'", "'|V8'", "'f8'", "'float64'", "'i4,f8'", "'(2,3)f4'",
    "u'<f8'", "b'<f8'", "r'<f8'", "'<f' '8'", "'''<f8'''", '"<f8"', "'\\x3cf8'", "'\\74f8'", "'<f9'", "''", "None", "5",
    "[('x', '<f4'), ('', '|V4'), ('y', '<f8', (2, 3))]", "[(('title', 'x'), '<i2'), ('y', [('a', '|u1'), ('', '|V3')])]",
    "[('x', '<f4', 2)]", "[('x', '<f4', (2,))]", "[['x', '<f4']]", "[('x', '<f4', ())]", "[]", "[('x',)]", "[('x', '<f4'), ('x', '<f4')]",
    "[('', '<f4')]", "[('', '|V4', (2,))]", "[('', [('a', '|u1')])]", "('<f4', (2,))", "[('x', ('<f4', (2,)))]", "[('x', ('<f4', (2,)), (3,))]",
    "[((5, 'x'), '<f4')]", "[((b'5', 'x'), '<f4')]", "[((None, 'x'), '<f4')]", "[((-1.5e3, 'x'), '<f4')]", "[(('x', 'x'), '<f4')]",
    "[('x', '|O'), ('y', '<f8')]", "[('\\xe9', '<f4')]", "[('\\u65e5', '<f4')]", "[('x', '<f4', -1)]", "[('x', '<f4', 1.0)]",
    "[(('a', 'b', 'c'), '<f4')]", "[('x', '|V0')]", "'|V'", "'<U'", "'|S0'",
]
SHAPES = [
    "()", "(3,)", "(3, 4)", "(3, 4,)", "(0, 5)", "(3L, 4L)", "(3l,)", "(0x10,)", "(0b11,)", "(0o17,)", "(017,)", "(1_000,)", "(1__0,)",
    "(-1,)", "(+3,)", "(- 3,)", "(True, 2)", "(3)", "3", "[3]", "(3.0,)", "(3j,)", "(None,)", "('3',)", "(1e3,)", "((3,),)", "(3, 4", "(,)",
    "(9223372036854775807,)", "(99999999999999999999,)", "(3 L,)", "(3\n,\n4)", "(3, # comment\n4)", "(1+2,)", "((3), 4)", "(-(3),)", "(3L)",
]
ORDERS = ["False", "True", "0", "1", "None", "false", "'False'", "not True", "(False)", "True if 1 else 2"]
KEYS = [
    ("'descr'", "'fortran_order'", "'shape'"), ('"descr"', "u'fortran_order'", "r'shape'"), ("'descr'", "'shape'", "'fortran_order'"),
    ("'descr'", "'fortran_order'", "'shapes'"), ("descr", "'fortran_order'", "'shape'"), ("b'descr'", "'fortran_order'", "'shape'"),
]
FRAMES = [
    "{%s: %s, %s: %s, %s: %s, }\n", "{%s: %s, %s: %s, %s: %s}\n", "{%s: %s, %s: %s, %s: %s, }", "  {%s: %s, %s: %s, %s: %s, }  # ok\n",
    "{%s: %s, %s: %s, %s: %s, 'more': 1}\n", "{%s: %s, %s: %s, %s: %s, 'shape': (1,)}\n", "{%s : %s ,\n%s :%s,%s:%s\n}\n\n",
    "dict(%s=%s, %s=%s, %s=%s)\n", "({%s: %s, %s: %s, %s: %s})\n", "[%s, %s, %s, %s, %s, %s]\n", "{%s: %s, %s: %s, %s: %s},\n",
    "{%s: %s, %s: %s, %s: %s,, }\n", "{%s: %s, %s: %s, %s: %s, } + {}\n", "{%s: %s, %s: %s, %s: %s, }; 1\n", "\\\n{%s: %s, %s: %s, %s: %s, }\n",
]
NOISE = ["(", ")", "[", "]", "{", "}", ",", ":", "'", '"', "\\", "\n", " ", "#", "+", "-", "L", "1", "0", "j", ".", "e", "_", "u", "r", "b", "\t", "*", "="]


def pick(r, items):
    """Often the first, so that most headers have one fault or none."""
    return items[0] if r.random() < 0.5 else r.choice(items)


def header(r):
    keys = pick(r, KEYS)
    descr, shape, order = pick(r, DESCRS), pick(r, SHAPES), pick(r, ORDERS)
    values = {"descr": descr, "shape": shape, "fortran_order": order}
    named = [next((v for k, v in values.items() if k in key), "1") for key in keys]
    text = pick(r, FRAMES) % tuple(part for pair in zip(keys, named) for part in pair)
    if r.random() < 0.2:
        at = r.randrange(len(text))
        text = text[:at] + r.choice([r.choice(NOISE), "", text[at] * 2]) + text[at + (r.random() < 0.5) :]
    return text


def main(seed, count):
    r = random.Random(seed)
    for _ in range(count):
        version = r.choice([1, 1, 2, 3])
        text = header(r)
        data = text.encode("utf8" if version == 3 else "latin1")
        length = len(data).to_bytes(2 if version == 1 else 4, "little")
        file = npy.magic(version, 0) + length + data
        row = {"file": base64.b64encode(file).decode(), "text": text}
        try:
            stream = io.BytesIO(file)
            read = npy.read_magic(stream)
            shape, fortran, dtype = npy._read_array_header(stream, read)
            # What the header's reader lets through, and the array's does not.
            if dtype.subdtype or not all(0 <= n < 2**53 for n in shape):
                raise ValueError("no array has this data type or shape")
            row["shape"] = [str(n) for n in map(int, shape)]
            row["order"] = "F" if fortran else "C"
            row["dtype"] = str(dtype)
        except Exception as error:
            row["error"] = repr(error)
        print(json.dumps(row))


main(int(sys.argv[1]), int(sys.argv[2]))
