"""Data types as buffer formats (PEP 3118), as NumPy writes and reads them: golden data of test/dtype/buffer-format.test.ts.

    python3 python-fixtures/make.py buffer-formats

Deterministic: the same NumPy gives the same bytes. Two parts:

written  specification (as in dtypes.py) -> its size in bytes; the formats of arrays of one and of two elements, or the
         error; and what NumPy makes of each: [str(dtype), itemsize], or null where it can't read it
read     format -> [str(dtype), itemsize], or the error
"""

import json
import random
import sys
import warnings

import numpy as np

from dtypes import accepted, build, columns, field_list, random_struct

try:
    from numpy._core._internal import _dtype_from_pep3118
except ImportError:
    from numpy.core._internal import _dtype_from_pep3118

warnings.simplefilter("ignore")
SEED = 3118
CODES = "? b B h H i I l L q Q e f d g Zf Zd Zg c s w O x u & t X P n N p Z Zi y".split()


def specs():
    yield from accepted()
    yield from [field_list(("a", "i4"), ("b", "i1")), {"align": field_list(("a", "i4"), ("b", "i1"))}]
    nested = {"align": field_list(("x", "i4"), ("y", "i1"))}
    yield from [field_list(("a", nested), ("b", "i1")), field_list(("a", nested), ("b", "i4"))]
    yield from [field_list(("a", nested, [2]), ("b", "i1")), {"align": field_list(("a", nested, [2]), ("b", "i1"))}]
    packed = field_list(("x", "i4"), ("y", "i1"))
    yield from [field_list(("a", packed, [2]), ("b", "V2")), field_list(("a", packed), ("b", "i1", 3))]
    yield from [field_list(("a", packed, [1]), ("b", "V3")), field_list(("a", packed, [3, 0]), ("b", "i4"))]
    yield from [columns([], [], itemsize=5), field_list(("a", "i1"), ("e", field_list()), ("b", "i4"))]
    yield from [columns("ab", ["i4", "i4"], offsets=[4, 8], itemsize=16), columns("a", ["i1"], offsets=[2000], itemsize=4000)]
    yield from [field_list(("a", "l"), ("b", ">l"), ("c", "l"), ("d", "q")), field_list(("a", "i1"), ("b", "l"))]
    yield from [field_list(("\ud800", "i4")), field_list((":", "i4")), field_list(("a}", "i4"), (" b ", "i4"))]
    yield from [field_list(("a", "i1"), ("b", code)) for code in "hlefdgFDGOU"]
    yield from [field_list(("a", ">i1"), ("b", code), ("c", "i2")) for code in [">h", ">q", ">d", ">Q", ">F", ">U2", ">g", "M8[s]"]]
    rng = random.Random(SEED)
    yield from (random_struct(rng, 3) for _ in range(200))


def formats():
    yield from (mark + code for mark in ["", *"@=<>!^"] for code in CODES)
    yield from (f"b{mark}{code}" for mark in ["", *"@=<>^"] for code in CODES)
    yield from ("0" + code for code in CODES)
    yield from ("3" + code for code in CODES)
    yield from ("(2,3)" + code for code in CODES)
    yield from ["", "T{}", "x", "xx", "0x", "3xi", "i3x", "0xi", "i0x", "xix", "(2)x", "2x:a:", "(2)2x:a:", "T{x}", "T{i}", "T{i}:a:"]
    yield from ["ii", "ib", "bi", "^bi", "=bi", "b@i", ">bi@i", "@i<i", "i:a:", "i:a:i", "i:f0:i", "i:f1:ii", "iii:f0:", "i::", "i:a:i::"]
    yield from ["T{b:a:i:b:}", "T{i:a:b:b:}", "T{i:a:b:b:}:n:", "T{>i:a:b:b:}i", "T{^i:a:b:b:}i", "T{^i:a:b:b:@b}i", "T{i:a:>b:b:}i"]
    yield from ["T{i:gears:xxxxd:price:}", "2T{i:a:}", "2T{i:a:b:b:}", "(2)T{i:a:b:b:}i", "(2)2T{i:a:b:b:}", "0T{i:a:}", "(0)T{i:a:b:b:}i"]
    yield from ["T{T{i:a:}:b:}", "T{T{i:a:}}", "T{i:a:}T{i:b:}", "d:x:T{h:a:@b:c:}:y:", "bT{i:a:}", "bT{=i:a:}", "bT{=i:a:@b:c:}i"]
    yield from ["(2)2i", "(2)<i", "01i", "(02)i", "(0)i", "(2,0)i", "(2)(3)i", "2(2)i", "<(2)i", "()i", "(2,)i", "(,2)i", "(2", "(2,3)", "(-1)i"]
    yield from ["i:a:i:a:", ":a:", "i:a", "i:", "::", "::i", "i4", "4", "-1i", "<", "<>i", "i<", "5", "T", "T{:a:", "i]", "é", "i:é:", "i:a b:i"]
    yield from ["99999999999i", "9999999999s", "2147483647s", "2147483648x", "(46341,46341)b", "(" + ",".join(["1"] * 65) + ")i"]
    yield from ["T{" * depth + "i:a:" + "}:b:" * (depth - 1) + "}" for depth in (10, 60)]
    yield from ["i" * 300, "xxxxxxxxxxxxxxxxxd:v:", "i:constructor:i:__proto__:", "i:T{:", "i:}:", "i:(2)i:", "T{i:a:}:T{i:b:}:"]
    rng = random.Random(SEED + 1)
    yield from (random_format(rng, 2) for _ in range(300))


def random_format(rng, depth):
    """Items as the grammar has them, mostly; names may be missing, marks stand anywhere before a type."""
    parts = []
    for i in range(rng.randrange(1, 5)):
        shape = rng.choice(["", "", "", f"({rng.randrange(3)})", "(2,3)"])
        mark = rng.choice(["", "", "", "", "@", "=", "<", ">", "!", "^"])
        count = rng.choice(["", "", "", "2", "3", "0"])
        code = "T{" + random_format(rng, depth - 1) + "}" if depth and rng.random() < 0.25 else rng.choice(CODES[:23])
        name = rng.choice([f":n{i}:", f":n{i}:", f":n{i}:", "", ":f1:"])
        parts.append(shape + mark + count + code + name)
    return "".join(parts)


def described(dtype):
    return [str(dtype), dtype.itemsize]


def read_json(text):
    try:
        return described(_dtype_from_pep3118(text))
    except Exception as error:  # it raises whatever comes up: KeyError, IndexError, NotImplementedError
        return f"{type(error).__name__}: {error}"


def written_json(array):
    """The array's format, and what NumPy reads from it where it has no other knowledge of the array."""
    try:
        view = memoryview(array)
    except (ValueError, BufferError) as error:
        return str(error), None
    try:
        return {"format": view.format}, described(np.asarray(view).dtype)
    except Exception:
        return {"format": view.format}, None


def specification_json(spec):
    dtype = np.dtype(build(spec))
    # Arrays have no subarrays for elements, nor strings without a size.
    if dtype.subdtype or (dtype.kind in "SU" and dtype.itemsize == 0):
        return None
    one, two = np.zeros(1, dtype), np.zeros(2, dtype)
    (first, back), (second, again) = written_json(one), written_json(two)
    return {"spec": spec, "itemsize": dtype.itemsize, "one": first, "two": second, "read": [back, again]}


def main():
    def lines(items):
        return "[\n" + ",\n".join(json.dumps(item, ensure_ascii=True) for item in items) + "\n]"

    parts = {
        "numpy": json.dumps(np.__version__),
        "written": lines(found for found in map(specification_json, specs()) if found),
        "read": lines([text, read_json(text)] for text in dict.fromkeys(formats())),
    }
    body = ",\n".join(f"{json.dumps(key)}: {part}" for key, part in parts.items())
    sys.stdout.write("{\n" + body + "\n}\n")


main()
