/**
 * NumPy's built-in data types, and every name that `numpy.dtype` takes for them.
 *
 * Sizes and alignments are those of 64-bit Linux and macOS, where `'l'` has 8 bytes. The longdouble of
 * 32-bit machines, 12 bytes, has rows of its own: `'f12'` and `'c24'`, which NumPy takes on those only.
 *
 * Source: https://numpy.org/doc/stable/reference/arrays.dtypes.html#specifying-and-constructing-data-types
 */
import { NATIVE } from './byte-order.ts';
import { DType, type Kind } from './dtype.ts';

/**
 * A type a row: type number, char, code (kind and bytes), alignment, then the names that take no byte
 * order. Where two rows share a code or a char, the first has it.
 */
const TABLE = `0 ? b1 1 bool bool_
1 b i1 1 int8 byte
2 B u1 1 uint8 ubyte
3 h i2 2 int16 short
4 H u2 2 uint16 ushort
5 i i4 4 int32 intc
6 I u4 4 uint32 uintc
7 l i8 8 int64 int int_ long intp
8 L u8 8 uint64 uint ulong uintp
9 q i8 8 longlong
10 Q u8 8 ulonglong
23 e f2 2 float16 half
11 f f4 4 float32 single
12 d f8 8 float64 float double
13 g f16 16 float128 longdouble
13 g f12 4 float96
14 F c8 4 complex64 csingle
15 D c16 8 complex128 complex cdouble
16 G c32 16 complex256 clongdouble
16 G c24 4 complex192
17 O O8 8 object object_
18 S S0 1 bytes bytes_
19 U U0 4 str str_ unicode
20 V V0 1 void`;

/** Chars and codes, with or without a byte order before them. */
export const CODES = new Map<string, DType>();

/** Names that stand alone: `'float64'`; NumPy has no `'<float64'`. */
export const NAMES = new Map<string, DType>();

for (const row of TABLE.split('\n')) {
  const [num, char, code, alignment, ...names] = row.split(' ') as [string, string, string, string];
  const kind = code[0] as Kind;
  const itemsize = Number(code.slice(1));
  const type = new DType({
    num: Number(num),
    kind,
    char,
    byteOrder: itemsize === 1 || 'SVO'.includes(kind) ? '|' : NATIVE,
    itemsize,
    alignment: Number(alignment),
  });
  for (const key of [char, code]) if (!CODES.has(key)) CODES.set(key, type);
  for (const name of names) NAMES.set(name, type);
}
// Chars and codes that mean the type of another: the C types of a pointer's size, and older spellings.
for (const [alias, code] of Object.entries({ p: 'l', n: 'l', P: 'L', N: 'L', a: 'S', O4: 'O' })) {
  CODES.set(alias, CODES.get(code)!);
}
CODES.set('c', new DType({ ...CODES.get('S')!, char: 'c', itemsize: 1 }));

/** The bare struct type: what `dtype('V')` gives. */
export const VOID = CODES.get('V')!;

/** What `dtype('numpy.record')` gives: the class that stands where other pickled types have a code. */
export const RECORD = new DType({ ...VOID, isRecord: true });
