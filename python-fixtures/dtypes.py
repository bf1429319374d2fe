"""What NumPy makes of data type specifications: the golden data of test/dtype.

    python3 python-fixtures/dtypes.py > python-fixtures/numpy2/dtypes.json     # a Python with NumPy 2
    python3 python-fixtures/dtypes.py > python-fixtures/numpy1/dtypes.json     # a Python with NumPy 1

Deterministic: the same NumPy gives the same bytes. Four parts:

spellings  type string -> [.str, .char], or null where NumPy rejects it
dtypes     specification -> every attribute, and the pickled state
rejected   specification -> the error
equal      specifications, and for each the places of those that NumPy calls equal to it

A specification is JSON that this program and test/dtype/golden.ts both build:

"i4", "numpy.record"                        a type string; the class
{"list": [[label, spec, shape?], ...]}      a list of fields; label is "name" or [title, "name"]
{"columns": {"names", "formats", ...}}      dtype({...})
{"pair": [spec, {"shape": n or [n, ...]}]}  dtype((spec, shape)); the second may also be a spec
{"align": spec}                             dtype(spec, align=True)
{"order": ">", "of": spec}                  dtype(spec).newbyteorder('>')
{"metadata": {...}, "of": spec}             dtype(spec, metadata={...})
{"string": {"na_object": ..., "coerce": ...}}   StringDType(...)

A Python value is JSON as it is, but {"tuple": [...]}, {"dict": [[key, value], ...]}, {"bytes": latin-1},
{"float": "nan"}, {"dtype": [code, state]} and {"dtype": {"string": ...}}.
"""

import json
import random
import sys
import warnings

import numpy as np

warnings.simplefilter("ignore")
NUMPY_2 = int(np.__version__.split(".")[0]) >= 2
SEED = 20250


def build(spec):
    """The object that numpy.dtype() is given for a specification."""
    if isinstance(spec, str):
        return np.record if spec == "numpy.record" else spec
    ((key, value), *_) = spec.items()
    if key == "list":
        return [build_field(*entry) for entry in value]
    if key == "columns":
        columns = dict(value)
        columns["formats"] = [build(one) for one in columns["formats"]]
        return columns
    if key == "pair":
        return build_pair(*value)
    if key == "align":
        return np.dtype(build(value), align=True)
    if key == "order":
        return np.dtype(build(spec["of"])).newbyteorder(value)
    if key == "metadata":
        return np.dtype(build(spec["of"]), metadata=value)
    if key == "string":
        na = value.get("na_object")
        options = {name: option for name, option in value.items() if name != "na_object"}
        if "na_object" in value:
            options["na_object"] = float(na["float"]) if isinstance(na, dict) else na
        return np.dtypes.StringDType(**options)
    raise ValueError(spec)


def build_shape(shape):
    return tuple(shape) if isinstance(shape, list) else shape


def build_pair(first, second):
    if isinstance(second, dict) and "shape" in second:
        return (build(first), build_shape(second["shape"]))
    return (build(first), build(second))


def build_field(label, spec, *shape):
    label = tuple(label) if isinstance(label, list) else label
    return (label, build(spec), *map(build_shape, shape))


def value_json(value):
    if isinstance(value, tuple):
        return {"tuple": [value_json(item) for item in value]}
    if isinstance(value, list):
        return [value_json(item) for item in value]
    if isinstance(value, dict):
        return {"dict": [[value_json(key), value_json(item)] for key, item in value.items()]}
    if isinstance(value, bytes):
        return {"bytes": value.decode("latin-1")}
    if isinstance(value, float):
        return {"float": repr(value)}
    if isinstance(value, np.dtype):
        return {"dtype": reduce_json(value)}
    if value is None or isinstance(value, (bool, int, str)):
        return value
    raise TypeError(f"no JSON form for {value!r}")


def reduce_json(dtype):
    callable_, args, *state = dtype.__reduce__()
    if callable_ is not np.dtype:
        options = {"coerce": bool(args[0])}
        if len(args) > 1:
            options["na_object"] = value_json(args[1])
        return {"string": options}
    code = "numpy.record" if args[0] is np.record else args[0]
    assert args[1:] == (False, True)
    return [code, value_json(state[0])]


def descr_json(dtype):
    try:
        return value_json(dtype.descr)
    except ValueError:
        return None


def field_json(dtype, name):
    inner, offset, *title = dtype.fields[name]
    return [name, str(inner), offset, *map(value_json, title)]


def dtype_json(dtype):
    subdtype = dtype.subdtype and [str(dtype.subdtype[0]), list(dtype.subdtype[1])]
    return {
        "str": dtype.str,
        "name": dtype.name,
        "text": str(dtype),
        "repr": repr(dtype),
        "descr": descr_json(dtype),
        "num": dtype.num,
        "kind": dtype.kind,
        "char": dtype.char,
        "byteorder": dtype.byteorder,
        "itemsize": dtype.itemsize,
        "alignment": dtype.alignment,
        "flags": dtype.flags,
        "hasobject": dtype.hasobject,
        "isnative": dtype.isnative,
        "isalignedstruct": dtype.isalignedstruct,
        "isrecord": dtype.type is np.record,
        "fields": None if dtype.names is None else [field_json(dtype, name) for name in dtype.names],
        "subdtype": subdtype,
        "unit": list(np.datetime_data(dtype)) if dtype.kind in "mM" else None,
        "metadata": None if dtype.metadata is None else value_json(dict(dtype.metadata)),
        "reduce": reduce_json(dtype),
    }


# --- the specifications -------------------------------------------------------------------------

UNITS = ["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as"]
NAMES = """
bool bool_ int8 byte uint8 ubyte int16 short uint16 ushort int32 intc uint32 uintc int64 int int_ long intp
uint64 uint ulong uintp longlong ulonglong float16 half float32 single float64 float double longdouble float128
complex64 csingle complex128 complex cdouble clongdouble complex256 object object_ bytes bytes_ str str_ unicode
void datetime64 timedelta64
""".split()


def spellings():
    letters = "?" + "".join(map(chr, range(65, 91))) + "".join(map(chr, range(97, 123)))
    yield from (letter + size for letter in letters for size in ["", "0", "1", "2", "3", "4", "8", "16", "32"])
    yield from (order + code for order in "<>=|" for code in ["i4", "f", "?", "u1", "S3", "U3", "V3", "O", "U", "S"])
    yield from (order + code for order in "<>=|" for code in ["M8[s]", "m", "datetime64[D]", "timedelta64"])
    yield from NAMES
    yield from (name.capitalize() for name in NAMES)
    yield from ("<" + name for name in NAMES if not name.startswith(("date", "time")))
    for unit in UNITS:
        yield from (f"M8[{unit}]", f"m8[7{unit}]", f">M8[{unit}]", f"datetime64[{unit}]", f"timedelta64[25{unit}]")
        dens = [2, 3, 4, 6, 7, 12, 24, 26, 30, 52, 60, 90, 100, 168, 365, 720, 1000, 1440, 3600, 10080, 60000, 10**6]
        yield from (f"M8[{unit}/{den}]" for den in dens)
        yield f"m8[3{unit}/4]"
    yield from ["M8[μs]", "M8[generic]", "m8[generic]", "M8[2147483647D]", "M8[2147483648D]", "M8[1000ms]", "M8[01D]"]
    yield from ["M8[]", "M8[D", "M8[D]]", "M8D", "M8[B]", "M8[d]", "M8[S]", "M8[5]", "M8[D/]", "M8[/2]", "M8[-1D]"]
    yield from ["M8[D/2x]", "M8 [D]", "M8[D] ", "M[s]", "m[s]", "M4[s]", "M8[generic/2]", "M8[[s]]", "M8[5 D]", "M8[µs]"]
    yield from ["i4,f8", "i4, f8", "i4 ,f8", "i4,f8 ", "i4,(2,)f8", "i4,(2,3)f8", "2i4,3f4", "(2,3)f4", "(2, 3)f4"]
    yield from ["( 2 , 3 )f4", "(2,3,)f4", "3i4", "0f4", "()f4", "()f4,i4", "2 i4", "2  f8,i4", "<3f4", ">(2,)f4"]
    yield from ["(2,)>f4", ">(2,)>f4", "<(2,)=f4", ">(2,)<f4", "5S", "3U", "3V", "5S4", "2O", "(3,)S", "2,3f4", "i4,5S"]
    yield from ["U5,S3,V2", "M8[s],i4", "i4,M8[25s],?", "i4,datetime64[ns]", "float64,?", "i4,int", "3float32", "f4,f4,"]
    yield from ["i4,,f4", ",i4", " i4,f4", "i4 f4", "i4;f4", "(2,3),f4", "3", "(1,)", "1,2", "3,", "f4,3", "-3f4", "3.5"]
    yield from ["(2,-3)f4", "(2,3f4", "2)f4", "(,)f4", "(2,)(3,)f4", "f4[2]", "i4,f4]", "(f4)", "(2)f4"]
    yield from ["", " ", "<", ">", "|", "=", "<<i4", "i4 ", " i4", "i-4", "i4.0", "f8\0", "flaot", "record", "numpy.float32"]
    yield from ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf", "Int8Array", "number", "string", "null"]
    yield from ["S2147483647", "S2147483648", "U536870911", "U536870912", "V2147483647", "V2147483648", "S99999999999"]
    yield from ["U05", "S-1", "f10", "O4", "O8", "O16", "bool8", "b8", "float80", "int128", "complex32", "float256"]


def scalars():
    for code in "? b B h H i I l L q Q e f d g F D G O S U V M8 m8 c p P".split():
        yield code
    for code in "i2 u4 i8 f2 f4 f8 f16 c8 c16 c32 U3 M8[ns] m8[7D] i1 S2".split():
        yield ">" + code
    yield from ["S1", "S10", "U1", "U10", "V1", "V7", "S0", ">U0", "numpy.record"]
    for unit in UNITS:
        yield from (f"M8[{unit}]", f"m8[{unit}]")
    yield from ["M8[25s]", "m8[10us]", "M8[M/2]", "datetime64[15m]", "M8[μs]"]


def field_list(*entries):
    return {"list": [list(entry) for entry in entries]}


def columns(names, formats, **more):
    return {"columns": {"names": list(names), "formats": list(formats), **more}}


def shaped(spec, shape):
    return {"pair": [spec, {"shape": shape}]}


MIXED = field_list(("a", "i1"), ("b", "f8"))
HALVES = field_list(("r", "i2"), ("i", "i2"))


def structs():
    yield from ["i4,f8", "i4,(2,)f8,>U3", "2i4,(2,3)f4", "()f4,i4", "f4,f4,", "?,S3,V2,O,M8[s]"]
    yield from [MIXED, {"align": MIXED}, {"align": field_list(("a", "i1"), ("b", MIXED), ("c", "g"), ("d", "?"))}]
    yield from [field_list(), columns([], []), columns([], [], itemsize=8), {"align": field_list()}]
    yield field_list(("", "i4"), ("", "f4"), ("x", "i1"))
    yield field_list((["T", "a"], "i4"), ("b", "f4"))
    yield field_list((["Título", "añb"], ">i4"), (["日本", "語"], "U2"))
    yield field_list(([5, "a"], "i4"), ([True, "b"], "i2"))
    yield field_list(("a'b", "i4"), ('a"b', "i1"), ("a'\"b", "i1"), ("\\\n\t\r", "i1"), ("\x00\x1f\x7f\x85\xa0\xad", "i1"))
    yield field_list(("\u200b\u2028\u3000", "i1"), ("😀𝒳", "i2"), (" ", "i1"), ("é ü", "f4"), ("a:b", "i2"), ("\ue000", "i1"))
    yield field_list(("constructor", "i4"), ("__proto__", "f4"), ("toString", "U3"))
    yield field_list(("a", "f4", 2), ("b", "f4", [2, 3]), ("c", "f4", []), ("d", "i1", [1]), ("e", "f8", [2, 0]))
    yield field_list(("a", "O"), ("b", "U3"), ("c", "S3"), ("d", "V3"))
    yield field_list(("a", "O", [2]), ("b", field_list(("c", "O"), ("d", "i4"))))
    yield field_list(("a", "V"), ("b", "S"), ("c", "U"))
    yield field_list(("x", {"align": MIXED}), ("y", "i1"))
    yield field_list(("a", shaped("f4", [2, 3]), [4]))
    yield field_list(("a", ">g"), ("b", ">m8[2Y]"), ("c", "?"), ("d", "G"))
    yield columns("ab", ["i4", "f8"], offsets=[4, 16], itemsize=32)
    yield columns("ab", ["i4", "f8"], offsets=[8, 0])
    yield columns("ab", ["i4", "f8"], offsets=[4, 0])
    yield columns("abc", ["i4", "u1", "u2"], offsets=[0, 1, 2])
    yield columns("ab", ["i4", "f8"], titles=["A", None])
    yield columns("ab", ["i4", "f8"], titles=[1, ""], offsets=[0, 8])
    yield columns("ab", ["i4", "f8"], aligned=True, itemsize=32)
    yield columns("ab", ["i4", "f8"], aligned=False)
    yield columns("ab", ["i4", "f8"], offsets=[8, 0], aligned=True)
    yield columns("ab", ["i4", "f8"], offsets=[4, 0], aligned=True)
    yield columns(["", "b"], ["i4", "f8"])
    yield columns("ab", ["O", "O"], offsets=[8, 0])
    yield columns("ab", [MIXED, shaped(MIXED, [3])], aligned=True)
    yield columns("ab", ["i2", MIXED], offsets=[1, 5], itemsize=20)
    yield columns("a", ["i4"], metadata={"z": 1})
    yield {"metadata": {"x": 1}, "of": "i4"}
    yield {"metadata": {}, "of": "f8"}
    yield {"metadata": {"a": 2}, "of": "M8[s]"}
    yield {"metadata": {"a": "b"}, "of": MIXED}
    yield field_list(("a", {"metadata": {"x": 1}, "of": "i4"}), ("b", {"metadata": {}, "of": "i4"}))


def subarrays():
    yield from ["(2,3)f4", "3i4", "0f4", "2O", "2M8[s]", "5S4", "1i4"]
    yield from [shaped("f4", []), shaped("f4", 3), shaped("f4", [1]), shaped("f4", 0), shaped("f4", [2, 0, 3])]
    yield from [shaped("S", 5), shaped("U", 5), shaped("V", 3), shaped("S5", 3), shaped(">U2", [2]), shaped("f4", [1] * 32)]
    yield from [shaped(MIXED, [2]), shaped({"align": MIXED}, [2, 2]), shaped(shaped("f4", [2, 3]), [4]), shaped("O", [2])]
    yield shaped("numpy.record", 8)


def unions():
    yield {"pair": ["i4", HALVES]}
    yield {"pair": [">i4", field_list(("r", ">i2"), ("i", "<i2"))]}
    yield {"pair": ["i4", columns("r", ["i2"], offsets=[2], itemsize=4)]}
    yield {"pair": ["i4", {"align": field_list(("r", "i1"), ("i", "i2"))}]}
    for code in ["q", "Q", "u8", "l", "f8", "c8", "M8[s]", "m8", "S8", "U2", "V8"]:
        yield {"pair": [code, field_list(("x", "i4"), ("y", "i4"))]}
    yield from [{"pair": ["g", field_list(("x", "c16"))]}, {"pair": ["G", field_list(("x", "g"), ("y", "g"))]}]
    yield from [{"pair": ["S", field_list(("x", "i4"))]}, {"pair": ["U", field_list(("x", "i4"))]}]
    yield from [{"pair": ["V", field_list(("x", "O"))]}, {"pair": ["O", field_list(("x", "O"))]}]
    yield from [{"pair": ["numpy.record", MIXED]}, {"pair": ["numpy.record", field_list(("x", "O"), ("y", "i4"))]}]
    yield {"pair": ["numpy.record", {"align": MIXED}]}
    yield {"pair": ["V", {"align": MIXED}]}
    yield field_list(("a", {"pair": ["numpy.record", field_list(("q", "i4"))]}), ("b", {"pair": ["i4", HALVES]}))
    yield shaped({"pair": ["i4", HALVES]}, [2])
    yield shaped({"pair": ["numpy.record", MIXED]}, [2])


def turned():
    for order in ">=":
        for spec in ["i4", ">i4", "?", "S3", "U3", "M8[7D]", "O", "c", "numpy.record", "g", MIXED, {"align": MIXED}]:
            yield {"order": order, "of": spec}
        yield {"order": order, "of": shaped({"align": MIXED}, [2])}
        yield {"order": order, "of": {"pair": ["i4", HALVES]}}
        yield {"order": order, "of": field_list((["T", "a"], ">i4"), ("b", "M8[s]", [2]), ("c", {"metadata": {"x": 1}, "of": "f4"}))}


def strings():
    if NUMPY_2:
        yield from [{"string": {}}, {"string": {"coerce": False}}, {"string": {"na_object": {"float": "nan"}}}, "T", ">T"]
        yield from [{"string": {"na_object": None}}, {"string": {"na_object": "x'y", "coerce": False}}]
        yield shaped({"string": {}}, [2])
        # NumPy 2.4 takes these by columns and rejects them in a list of fields; their arrays pickle and load.
        yield columns("ab", ["i4", {"string": {"na_object": None}}])
        yield columns("ab", ["T", shaped("T", [2])])


LEAVES = "? b B h H i I q Q e f d g F D G S3 U4 V5 M8[ns] m8[3s] O".split()


def random_leaf(rng):
    leaf = rng.choice(LEAVES)
    return rng.choice(["", "<", ">"]) + leaf if leaf not in "?bBO" else leaf


def random_struct(rng, depth):
    """A struct as a list or by columns: nested, with subarrays, titles, gaps, and any order of bytes."""

    def inner():
        spec = random_struct(rng, depth - 1) if depth and rng.random() < 0.3 else random_leaf(rng)
        for _ in range(rng.choice([0, 0, 0, 1])):
            spec = shaped(spec, [rng.randrange(0, 4) for _ in range(rng.randrange(1, 4))])
        return spec

    names = rng.sample(["a", "b", "x1", "été", "名", "f0", "__proto__", "length", "A b", "it's"], rng.randrange(1, 6))
    formats = [inner() for _ in names]
    if rng.random() < 0.5:
        titles = [rng.random() < 0.2 and f"the {name}" for name in names]
        spec = field_list(*([[t, n] if t else n, f] for n, f, t in zip(names, formats, titles)))
    else:
        spec, at, offsets = columns(names, formats), 0, []
        if rng.random() < 0.7:
            for one in formats:
                at += rng.choice([0, 0, 1, 4, 8])
                offsets.append(at)
                at += np.dtype(build(one)).itemsize
            spec["columns"].update(offsets=offsets, itemsize=at + rng.randrange(9))
            if rng.random() < 0.3:
                spec = columns(names[::-1], formats[::-1], offsets=offsets[::-1], itemsize=at)
    return {"align": spec} if "offsets" not in str(spec) and rng.random() < 0.3 else spec


def accepted():
    yield from scalars()
    yield from structs()
    yield from subarrays()
    yield from unions()
    yield from turned()
    yield from strings()
    rng = random.Random(SEED)
    yield from (random_struct(rng, 3) for _ in range(80))


def rejected():
    yield field_list(("a", "i4"), ("a", "f4"))
    yield field_list(("", "f4"), ("f0", "i4"))
    yield field_list(("f1", "i4"), ("", "i4"))
    yield field_list((["a", "a"], "i4"))
    yield field_list((["T", ""], "i4"))
    yield field_list((["T", "a"], "i4"), ("T", "f4"))
    yield field_list(("T", "f4"), (["T", "a"], "i4"))
    yield field_list(([5, ""], "i4"))
    yield field_list(("a", "i4", [2], 4))
    yield field_list(("a", "zz"))
    yield field_list((5, "i4"))
    yield field_list(("a", "i4", [-1]))
    yield field_list(("a", "i4", [2**31]))
    yield field_list(("a", "S", [2]))
    yield columns("a", ["i4"], offsets=[-1])
    yield columns("a", ["i4"], offsets=[1.5])
    yield columns("a", ["i4"], offsets=[2**31])
    yield columns("a", ["i4"], itemsize=3)
    yield columns("a", ["i4"], itemsize=-1)
    yield columns("a", ["i4"], itemsize=2**31)
    yield columns("ab", ["i4"])
    yield columns("ab", ["i4", "i4"], offsets=[0])
    yield columns("ab", ["i4", "i4"], titles=["a"])
    yield columns("ab", ["i4", "f8"], titles=["A", "a"])
    yield columns("aa", ["i4", "f8"])
    yield columns([1], ["i4"])
    yield columns("a", ["i4"], aligned=1)
    yield columns("ab", ["i4", "f8"], offsets=[0, 4], aligned=True)
    yield columns("ab", ["i4", "f8"], itemsize=17, aligned=True)
    yield columns("ab", ["O", "O"], offsets=[0, 4])
    yield columns("ab", ["O", "O"], offsets=[0, 0])
    yield columns("ab", ["i4", "O"], offsets=[9, 2])
    yield columns("ab", [field_list(("x", "i4"), ("y", "O")), "i1"], offsets=[0, 0])
    yield from [shaped("f4", -1), shaped("f4", [-1]), shaped("f4", [2**31]), shaped("f4", [2**29]), shaped("f4", [1] * 65)]
    yield from [shaped("f8", [2**16, 2**16]), shaped("S", [3]), shaped("V0", [3]), shaped("f4", [1.5])]
    yield {"pair": ["i4", field_list(("r", "i2"), ("i", "i4"))]}
    yield {"pair": ["O", field_list(("x", "i8"))]}
    yield {"pair": ["i8", field_list(("x", "O"))]}
    yield {"pair": ["V8", field_list(("x", "O"))]}
    yield {"pair": ["O", field_list()]}


def compared():
    yield from ["M8", "M8[s]", "M8[1000ms]", "M8[ms]", "M8[1000000ns]", "M8[us]", "M8[1000ns]", "m8[s]", ">M8[s]"]
    yield from ["M8[7D]", "M8[W]", "M8[12M]", "M8[Y]", "M8[60s]", "M8[m]", "M8[24h]", "M8[D]", "M8[1000us]"]
    yield from ["l", "q", "p", "L", "Q", "i4", ">i4", "i", "g", "d", "c", "S1", "S", "?", "u1", "i1", "O", "O4"]
    yield from ["V", "V4", "V8", "V1", "U1", ">U1", "U", "(2,)i4", "(2,1)i4", "(2,)>i4", "(1,2)i4", "(0,)i4", "(0,)f8", "(1,)i4"]
    yield from [{"pair": ["i4", HALVES]}, {"pair": ["i4", field_list(("x", "i2"), ("i", "i2"))]}, {"metadata": {"a": 1}, "of": "i4"}]
    yield from [field_list(("a", "i4")), {"align": field_list(("a", "i4"))}, {"pair": ["numpy.record", field_list(("a", "i4"))]}]
    yield from [field_list((["T", "a"], "i4")), field_list((["Q", "a"], "i4")), field_list(("b", "i4")), field_list(("a", ">i4"))]
    yield from [columns("a", ["i4"], itemsize=8), columns("a", ["i4"], offsets=[4]), field_list(("a", {"pair": ["i4", HALVES]}))]
    yield from [columns("ab", ["i4", "i4"]), columns("ba", ["i4", "i4"], offsets=[4, 0]), field_list(), "numpy.record"]
    yield from [MIXED, {"align": MIXED}, shaped(MIXED, [2]), shaped({"align": MIXED}, [2]), field_list(("a", "M8[W]"))]
    yield from [field_list(("a", "M8[7D]")), field_list(("a", "M8[1000ms]")), field_list(("a", "M8[s]")), shaped("i4", [])]
    yield from [shaped(shaped("i4", [2]), [3]), shaped("i4", [3, 2]), shaped({"pair": ["i4", HALVES]}, [2]), "V0", "c8", "f8"]
    yield from [{"pair": ["V8", field_list(("a", "i8"))]}, field_list(("a", "i8")), field_list(("a", "q")), "f2", "u2"]
    if NUMPY_2:
        yield from [{"string": {}}, {"string": {"coerce": False}}, {"string": {"na_object": None}}, {"string": {"na_object": "x"}}]
        yield from [{"string": {"na_object": {"float": "nan"}}}, {"string": {"na_object": "y"}}, "T"]


def spelling_json(text):
    try:
        dtype = np.dtype(text)
    except (TypeError, ValueError, SyntaxError):
        return None
    return [dtype.str if dtype.names is None else repr(dtype), dtype.char]


def rejection_json(spec):
    try:
        dtype = np.dtype(build(spec))
    except (TypeError, ValueError, SyntaxError) as error:
        return [spec, f"{type(error).__name__}: {error}"]
    raise AssertionError(f"{spec} is accepted: {dtype!r}")


def comparison_json():
    specs = list(compared())
    dtypes = [np.dtype(build(spec)) for spec in specs]
    for i, spec in enumerate(specs):
        yield [spec, [j for j, other in enumerate(dtypes) if dtypes[i] == other]]


def main():
    def lines(items):
        return "[\n" + ",\n".join(json.dumps(item, ensure_ascii=True) for item in items) + "\n]"

    parts = {
        "numpy": json.dumps(np.__version__),
        "spellings": lines([text, spelling_json(text)] for text in dict.fromkeys(spellings())),
        "dtypes": lines({"spec": spec, **dtype_json(np.dtype(build(spec)))} for spec in accepted()),
        "rejected": lines(rejection_json(spec) for spec in rejected()),
        "equal": lines(comparison_json()),
    }
    body = ",\n".join(f"{json.dumps(key)}: {part}" for key, part in parts.items())
    sys.stdout.write("{\n" + body + "\n}\n")


if __name__ == "__main__":
    main()
