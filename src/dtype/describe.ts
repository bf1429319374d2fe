/**
 * How NumPy spells a data type: `.name`, `.str`, `.descr`, `str()` and `repr()`. Follows NumPy 2.4
 * (`numpy/_core/_dtype.py`, `_internal.py`); 1.24 differs only in the class of a number that has fields:
 * `numpy.bool_`, `numpy.float128` and `numpy.complex256` were the names of the types 0, 13 and 16.
 */
import { DTypeError } from '../errors.ts';
import { reprValue } from '../values/repr.ts';
import { type Tuple, tuple } from '../values/tuple.ts';
import { unitSuffix } from './datetime-unit.ts';
import type { DType, Field, Kind } from './dtype.ts';
import { quote } from './quote.ts';
import type { FieldSpec } from './spec.ts';

const STEMS: { readonly [kind in Kind]: string } = {
  b: 'bool',
  i: 'int',
  u: 'uint',
  f: 'float',
  c: 'complex',
  S: 'bytes',
  U: 'str',
  V: 'void',
  M: 'datetime',
  m: 'timedelta',
  O: 'object',
  T: 'StringDType',
};

/** Types whose scalars' class has another name than `.name`, by `.num`. */
const CLASS_NAMES: { readonly [num: number]: string } = {
  9: 'longlong',
  10: 'ulonglong',
  13: 'longdouble',
  16: 'clongdouble',
  17: 'object_',
  18: 'bytes_',
  19: 'str_',
  21: 'datetime64',
  22: 'timedelta64',
};

/** Kind and size as type strings have them: `'f8'`, `'U5'`, `'M8[s]'`. */
function codeOf({ kind, itemsize, unit }: DType): string {
  return `${kind}${kind === 'U' ? itemsize >> 2 : itemsize}${unitSuffix(unit)}`;
}

export function nameOf(dtype: DType): string {
  const { kind, itemsize, user } = dtype;
  if (user) return user.global.name;
  const unsized = kind === 'b' || kind === 'O' || (itemsize === 0 && 'SUV'.includes(kind));
  const stem = dtype.isRecord ? 'record' : STEMS[kind];
  return `${stem}${unsized ? '' : itemsize * 8}${unitSuffix(dtype.unit)}`;
}

export function strOf(dtype: DType): string {
  if (dtype.kind === 'T') return reprStringDType(dtype);
  return dtype.byteOrder + (dtype.kind === 'O' ? 'O' : codeOf(dtype));
}

function reprStringDType({ naObject, coerce }: DType): string {
  const args = naObject === undefined ? [] : [`na_object=${reprValue(naObject)}`];
  if (!coerce) args.push('coerce=False');
  return `StringDType(${args.join(', ')})`;
}

export function describe(dtype: DType): string {
  const { kind } = dtype;
  if (kind === 'T') return reprStringDType(dtype);
  if (dtype.fields) return reprStruct(dtype, true);
  if (dtype.subdtype || dtype.user) return construction(dtype);
  return 'SUV'.includes(kind) || !dtype.isNative ? strOf(dtype) : nameOf(dtype);
}

export function reprOf(dtype: DType): string {
  if (dtype.kind === 'T') return reprStringDType(dtype);
  return `dtype(${construction(dtype, false)}${dtype.isAlignedStruct ? ', align=True' : ''})`;
}

/** What `numpy.dtype()` would have to be given; inside other types numbers are spelled short, `'<f8'`. */
function construction(dtype: DType, short = true): string {
  if (dtype.fields) return reprStruct(dtype, false);
  if (dtype.subdtype)
    return `(${construction(dtype.subdtype.base)}, ${reprValue(tuple(...dtype.subdtype.shape))})`;
  if (dtype.user) return nameOf(dtype);
  return `'${scalarCode(dtype, short)}'`;
}

function scalarCode(dtype: DType, short: boolean): string {
  const { kind, isNative } = dtype;
  if (kind === 'O' || kind === 'T') return kind;
  if (kind === 'b' && short) return '?';
  if (!short && isNative && !dtype.unit && !'SUV'.includes(kind)) return nameOf(dtype);
  const code = 'SUV'.includes(kind) && dtype.itemsize === 0 ? kind : codeOf(dtype);
  return dtype.byteOrder.replace('|', '') + code;
}

function reprStruct(dtype: DType, includeAlign: boolean): string {
  const asDict = (includeAlign && dtype.isAlignedStruct) || !isPacked(dtype);
  const fields = asDict ? reprFieldDict(dtype, includeAlign) : reprFieldList(dtype);
  if (dtype.kind === 'V' && !dtype.isRecord) return fields;
  return `(numpy.${dtype.isRecord ? 'record' : (CLASS_NAMES[dtype.num] ?? nameOf(dtype))}, ${fields})`;
}

/** Whether the fields' names and types alone give the layout. */
function isPacked({ fields, isAlignedStruct, itemsize }: DType): boolean {
  let end = 0;
  let largest = 1;
  const aligned = (to: number) => (isAlignedStruct ? Math.ceil(end / to) * to : end);
  for (const { dtype, offset } of fields!.values()) {
    if (offset !== aligned(dtype.alignment)) return false;
    largest = Math.max(largest, dtype.alignment);
    end = offset + dtype.itemsize;
  }
  return aligned(largest) === itemsize;
}

function reprFieldList({ fields }: DType): string {
  const items = Array.from(fields!.values(), ({ name, dtype, title }) => {
    const label = reprValue(title == null ? name : tuple(title, name));
    const type = construction(dtype);
    // A subarray's type is 'base, shape' here, without the brackets.
    return `(${label}, ${dtype.subdtype && !dtype.fields ? type.slice(1, -1) : type})`;
  });
  return `[${items.join(', ')}]`;
}

function reprFieldDict(dtype: DType, includeAlign: boolean): string {
  const fields = [...dtype.fields!.values()];
  const column = (key: string, text: (field: Field) => unknown) =>
    `'${key}': [${fields.map(text).join(', ')}]`;
  const columns = [
    column('names', (field) => reprValue(field.name)),
    column('formats', (field) => construction(field.dtype)),
    column('offsets', (field) => field.offset),
  ];
  if (fields.some((field) => field.title != null)) {
    columns.push(column('titles', (field) => reprValue(field.title ?? null)));
  }
  columns.push(`'itemsize': ${dtype.itemsize}`);
  if (includeAlign && dtype.isAlignedStruct) columns.push("'aligned': True");
  return `{${columns.join(', ')}}`;
}

export function descrOf(dtype: DType): FieldSpec[] {
  const entries = dtype.fields ? fieldDescrs(dtype) : [tuple('', strOf(dtype))];
  return entries as unknown as FieldSpec[];
}

function fieldDescrs(dtype: DType): Tuple[] {
  const entries: Tuple[] = [];
  let end = 0;
  const gapTo = (offset: number) => {
    if (offset > end) entries.push(tuple('', `|V${offset - end}`));
  };
  for (const { name, dtype: type, offset, title } of dtype.fields!.values()) {
    if (offset < end) {
      throw new DTypeError(`no descr: field ${quote(name)} overlaps the one before, or is out of order`);
    }
    gapTo(offset);
    const inner = innerDescr(type);
    // A subarray's element and shape are items of their own.
    entries.push(
      tuple(title === undefined ? name : tuple(title, name), ...(type.subdtype ? (inner as Tuple) : [inner])),
    );
    end = offset + type.itemsize;
  }
  gapTo(dtype.itemsize);
  return entries;
}

function innerDescr(dtype: DType): unknown {
  if (dtype.fields) return fieldDescrs(dtype);
  if (dtype.subdtype) return tuple(innerDescr(dtype.subdtype.base), tuple(...dtype.subdtype.shape));
  return dtype.metadata?.size ? tuple(strOf(dtype), dtype.metadata) : strOf(dtype);
}
