/** What NumPy 1 and NumPy 2 said of data types: see python-fixtures/dtypes.py, which also tells the forms. */
import { readFileSync } from 'node:fs';
import type { DType } from '../../src/dtype/dtype.ts';
import { dtype } from '../../src/dtype/parse.ts';
import type { DTypeSpec } from '../../src/dtype/spec.ts';
import { dtypeFromState } from '../../src/dtype/state.ts';
import { stringDType } from '../../src/dtype/string-dtype.ts';
import { tuple } from '../../src/values/tuple.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A specification as dtypes.py writes it. */
export type GoldenSpec = string | { [key: string]: Json };

export interface GoldenDType {
  spec: GoldenSpec;
  str: string;
  name: string;
  text: string;
  repr: string;
  descr: Json;
  num: number;
  kind: string;
  char: string;
  byteorder: string;
  itemsize: number;
  alignment: number;
  flags: number;
  hasobject: boolean;
  isnative: boolean;
  isalignedstruct: boolean;
  isrecord: boolean;
  fields: [name: string, text: string, offset: number, title?: Json][] | null;
  subdtype: [text: string, shape: number[]] | null;
  unit: [unit: string, count: number] | null;
  metadata: Json;
  reduce: Json;
}

export interface Golden {
  numpy: string;
  spellings: [spec: string, found: [str: string, char: string] | null][];
  dtypes: GoldenDType[];
  rejected: [spec: GoldenSpec, error: string][];
  equal: [spec: GoldenSpec, places: number[]][];
}

export function readGolden(major: 1 | 2): Golden {
  const url = new URL(`../../python-fixtures/numpy${major}/dtypes.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8'));
}

/** The specification in JavaScript's form, for `dtype()`. Not checked: the rejected ones come through here too. */
export function specOf(golden: Json): DTypeSpec {
  if (typeof golden === 'string') return golden;
  const [key, value] = Object.entries(golden as object)[0] as [string, never];
  return (SPECS[key] as (value: unknown, golden: unknown) => DTypeSpec)(value, golden);
}

type Options = { na_object?: Json; coerce?: boolean };

const SPECS: { [key: string]: (value: never, golden: never) => DTypeSpec } = {
  list: (entries: Json[][]) =>
    entries.map(([label, spec, ...shape]) => [label, specOf(spec!), ...shape] as unknown as [string, string]),
  columns: ({ metadata, ...columns }: { [key: string]: Json }) =>
    ({
      ...columns,
      names: typeof columns['names'] === 'string' ? [...columns['names']] : columns['names'],
      formats: (columns['formats'] as Json[]).map(specOf),
      ...(metadata ? { metadata: new Map(Object.entries(metadata)) } : {}),
    }) as unknown as DTypeSpec,
  pair: ([first, second]: [GoldenSpec, { shape?: number }]) =>
    tuple(specOf(first), second.shape ?? dtype(specOf(second as Json))) as unknown as DTypeSpec,
  align: (spec: Json) => dtype(specOf(spec), { align: true }),
  order: (order: '<', { of }: { of: Json }) => dtype(specOf(of)).newByteOrder(order),
  metadata: (metadata: object, { of }: { of: Json }) =>
    tuple(dtype(specOf(of)), new Map(Object.entries(metadata))) as unknown as DTypeSpec,
  string: (options: Options) =>
    stringDType({
      ...('na_object' in options ? { naObject: valueOf(options.na_object!) } : {}),
      coerce: options.coerce ?? true,
    }),
};

/** A Python value as the pickle machine makes it. */
export function valueOf(golden: Json): unknown {
  if (Array.isArray(golden)) return golden.map(valueOf);
  if (golden === null || typeof golden !== 'object') return golden;
  const [key, value] = Object.entries(golden)[0]!;
  if (key === 'tuple') return tuple(...(value as Json[]).map(valueOf));
  if (key === 'dict') return new Map((value as Json[][]).map(([k, v]) => [valueOf(k!), valueOf(v!)]));
  if (key === 'bytes') return Uint8Array.from(value as string, (char) => char.charCodeAt(0));
  if (key === 'float') return Number(value);
  return unreduce(value!);
}

/** What unpickling makes of `dtype.__reduce__()`: `numpy.dtype(code, False, True)`, then its state. */
export function unreduce(golden: Json): DType {
  if (!Array.isArray(golden)) return specOf(golden) as DType;
  const [code, state] = golden;
  return dtypeFromState(dtype(code as string).copy(), valueOf(state!) as unknown[]);
}
