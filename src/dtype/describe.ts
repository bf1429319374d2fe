/**
 * How NumPy spells a data type: `.name`, `.str`, `.descr`, `str()` and `repr()`. Follows NumPy 2.4
 * (`numpy/_core/_dtype.py`, `_internal.py`); 1.24 differs only in the class of a number that has fields:
 * `numpy.bool_`, `numpy.float128` and `numpy.complex256` were the names of the types 0, 13 and 16.
 */
import { DTypeError } from '../errors.ts';
import { reprString, reprValue } from '../values/repr.ts';
import { type Tuple, tuple } from '../values/tuple.ts';
import { NATIVE } from './byte-order.ts';
import { unitSuffix } from './datetime-unit.ts';
import type { DType, Kind } from './dtype.ts';
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

/** As Python prints a tuple of ints: `(2, 3)`, `(2,)`. */
function reprShape(shape: readonly number[]): string {
  return `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
}

/** Kind and size as type strings have them: `'f8'`, `'U5'`, `'M8[s]'`. */
function codeOf({ kind, itemsize, unit }: DType): string {
  return `${kind}${kind === 'U' ? itemsize >> 2 : itemsize}${unitSuffix(unit)}`;
}

export function nameOf(dtype: DType): string {
  const { kind, itemsize } = dtype;
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
  if (dtype.subdtype) return construction(dtype);
  return 'SUV'.includes(kind) || !dtype.isNative ? strOf(dtype) : nameOf(dtype);
}

export function reprOf(dtype: DType): string {
  if (dtype.kind === 'T') return reprStringDType(dtype);
  return `dtype(${construction(dtype, false)}${dtype.isAlignedStruct ? ', align=True' : ''})`;
}

/** What `numpy.dtype()` would have to be given; inside other types numbers are spelled short, `'<f8'`. */
function construction(dtype: DType, short = true): string {
  if (dtype.fields) return reprStruct(dtype, false);
  if (dtype.subdtype) return `(${construction(dtype.subdtype.base)}, ${reprShape(dtype.subdtype.shape)})`;
  return `'${scalarCode(dtype, short)}'`;
}

function scalarCode(dtype: DType, short: boolean): string {
  const { kind } = dtype;
  const order = dtype.byteOrder === '|' ? '' : dtype.byteOrder;
  if (kind === 'b') return short ? '?' : 'bool';
  if (kind === 'O' || kind === 'T') return kind;
  if ('SUV'.includes(kind)) return order + (dtype.itemsize === 0 ? kind : codeOf(dtype));
  if (dtype.unit || short || (order && order !== NATIVE)) {
    // A generic unit keeps its size: '<M8'.
    return order + codeOf(dtype);
  }
  return nameOf(dtype);
}

function reprStruct(dtype: DType, includeAlign: boolean): string {
  const asDict = (includeAlign && dtype.isAlignedStruct) || !isPacked(dtype);
  const fields = asDict ? reprFieldDict(dtype, includeAlign) : reprFieldList(dtype);
  if (dtype.isRecord) return `(numpy.record, ${fields})`;
  return dtype.kind === 'V' ? fields : `(numpy.${CLASS_NAMES[dtype.num] ?? nameOf(dtype)}, ${fields})`;
}

/** Whether the fields' names and types alone give the layout. */
function isPacked({ fields, isAlignedStruct, itemsize }: DType): boolean {
  let end = 0;
  let largest = 1;
  const align = (alignment: number) => {
    if (isAlignedStruct) end = Math.ceil(end / alignment) * alignment;
  };
  for (const { dtype, offset } of fields!.values()) {
    align(dtype.alignment);
    largest = Math.max(largest, dtype.alignment);
    if (offset !== end) return false;
    end += dtype.itemsize;
  }
  align(largest);
  return end === itemsize;
}

function reprFieldList({ fields }: DType): string {
  const items = [...fields!.values()].map(({ name, dtype, title }) => {
    const label = title == null ? reprString(name) : `(${reprValue(title)}, ${reprString(name)})`;
    const { subdtype } = dtype.fields ? { subdtype: null } : dtype;
    if (!subdtype) return `(${label}, ${construction(dtype)})`;
    return `(${label}, ${construction(subdtype.base)}, ${reprShape(subdtype.shape)})`;
  });
  return `[${items.join(', ')}]`;
}

function reprFieldDict(dtype: DType, includeAlign: boolean): string {
  const fields = [...dtype.fields!.values()];
  const list = (key: string, items: readonly unknown[]) => `'${key}': [${items.join(', ')}]`;
  const parts = [
    list(
      'names',
      fields.map((field) => reprString(field.name)),
    ),
    list(
      'formats',
      fields.map((field) => construction(field.dtype)),
    ),
    list(
      'offsets',
      fields.map((field) => field.offset),
    ),
  ];
  if (fields.some((field) => field.title != null)) {
    parts.push(
      list(
        'titles',
        fields.map((field) => reprValue(field.title ?? null)),
      ),
    );
  }
  parts.push(`'itemsize': ${dtype.itemsize}`);
  if (includeAlign && dtype.isAlignedStruct) parts.push("'aligned': True");
  return `{${parts.join(', ')}}`;
}

export function descrOf(dtype: DType): FieldSpec[] {
  const entries = dtype.fields ? fieldDescrs(dtype) : [tuple<unknown>('', strOf(dtype))];
  return entries as unknown as FieldSpec[];
}

function fieldDescrs(dtype: DType): Tuple[] {
  const entries: Tuple[] = [];
  let end = 0;
  const gapTo = (offset: number) => {
    if (offset > end) entries.push(tuple<unknown>('', `|V${offset - end}`));
  };
  for (const { name, dtype: type, offset, title } of dtype.fields!.values()) {
    if (offset < end) {
      throw new DTypeError(
        `a data type whose fields overlap or are out of order has no descr: see ${JSON.stringify(name)}`,
      );
    }
    gapTo(offset);
    const label = title === undefined ? name : tuple(title, name);
    const { subdtype } = type;
    if (subdtype) entries.push(tuple<unknown>(label, innerDescr(subdtype.base), tuple(...subdtype.shape)));
    else entries.push(tuple<unknown>(label, innerDescr(type)));
    end = offset + type.itemsize;
  }
  gapTo(dtype.itemsize);
  return entries;
}

function innerDescr(dtype: DType): unknown {
  if (dtype.fields) return fieldDescrs(dtype);
  if (dtype.subdtype) return tuple(innerDescr(dtype.subdtype.base), tuple(...dtype.subdtype.shape));
  return dtype.metadata?.size ? tuple<unknown>(strOf(dtype), dtype.metadata) : strOf(dtype);
}
