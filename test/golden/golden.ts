/**
 * Golden data: what real NumPy wrote, and what it said of it.
 *
 * ```ts
 * for (const archive of goldenArchives()) {
 *   for (const golden of archive.cases) {
 *     for (const pickle of golden.pickles) {
 *       expectLoaded(loads(pickle.bytes, { buffers: pickle.buffers }), golden, pickle);
 *     }
 *   }
 * }
 * ```
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CaseRow, DTypeRow, GroupFile, LayoutRow, Node } from './form.ts';
import { readTarGz } from './tar.ts';

export { expectArray, expectLoaded, GoldenMismatch } from './compare.ts';

/** What NumPy says of a data type. */
export interface GoldenDType extends Omit<DTypeRow, 'fields' | 'subdtype'> {
  readonly fields: readonly GoldenField[] | null;
  readonly subdtype: { readonly base: GoldenDType; readonly shape: readonly number[] } | null;
}

export interface GoldenField {
  readonly name: string;
  readonly dtype: GoldenDType;
  readonly offset: number;
  readonly title?: string;
}

/** What `pickle.loads` gave in one place of a value: an array, or a scalar's or lone dtype's data type. */
export interface GoldenLayout {
  readonly dtype: GoldenDType;
  /** Present for arrays. */
  readonly array: GoldenArrayLayout | null;
}

export interface GoldenArrayLayout {
  readonly shape: readonly number[];
  /** In bytes. */
  readonly strides: readonly number[];
  /** `'C'` if C-contiguous (and maybe F-contiguous too), `'F'` if F-contiguous only. */
  readonly order: 'C' | 'F' | null;
  readonly writeable: boolean;
}

export interface GoldenPickle {
  /** `p0` … `p5`, `oob` (protocol 5, out-of-band), `python-p4` (pure-Python pickler), `optimized-p4` (pickletools). */
  readonly name: string;
  readonly protocol: number;
  readonly bytes: Uint8Array;
  readonly buffers: readonly Uint8Array[];
  /** In the order in which the value's nodes number them. */
  readonly loaded: readonly GoldenLayout[];
}

export type GoldenKind = 'array' | 'dtype' | 'value';

export interface GoldenCase {
  readonly numpy: 1 | 2;
  /** Group and name: `float32-big/strided`, `structs/aligned/F`. */
  readonly id: string;
  /** `array`: the value is one ndarray; `dtype`: one or more dtypes; `value`: anything. */
  readonly kind: GoldenKind;
  readonly pickles: readonly GoldenPickle[];
  /** The value, the same for every pickle. */
  readonly expected: Node;
  /** What was pickled, where `loaded` is what came back. */
  readonly original: readonly GoldenLayout[];
}

export interface GoldenArchive {
  /** `numpy1/matrix.tar.gz` */
  readonly name: string;
  readonly numpy: 1 | 2;
  readonly cases: readonly GoldenCase[];
}

/** An archive of objects, whose `expected` tells their parts: test/numpy/family.ts. */
const FAMILY = 'family.tar.gz';

/** The cases of `python-fixtures/numpy*` `/family.tar.gz`. */
export function familyCases(): readonly GoldenCase[] {
  return [1, 2].flatMap((major) => {
    const name = `numpy${major}/${FAMILY}`;
    return readArchive(name, String(major), readTarGz(readFileSync(join(FIXTURES, name)))).cases;
  });
}

/** The folder `python-fixtures`. */
export const FIXTURES = fileURLToPath(new URL('../../python-fixtures/', import.meta.url));

let archives: readonly GoldenArchive[] | undefined;

/** Every archive in `python-fixtures/numpy*`, and the samples of each NumPy; read once. */
export function goldenArchives(): readonly GoldenArchive[] {
  archives ??= [...matrixArchives(), ...sampleFolders()];
  if (archives.length === 0) throw new Error(`no golden data in ${FIXTURES}`);
  return archives;
}

function* matrixArchives(): Generator<GoldenArchive> {
  for (const folder of readdirSync(FIXTURES).sort()) {
    if (!/^numpy\d+$/.test(folder)) continue;
    for (const file of readdirSync(join(FIXTURES, folder)).sort()) {
      if (!file.endsWith('.tar.gz') || file === FAMILY) continue;
      const files = readTarGz(readFileSync(join(FIXTURES, folder, file)));
      yield readArchive(`${folder}/${file}`, folder.slice('numpy'.length), files);
    }
  }
}

function* sampleFolders(): Generator<GoldenArchive> {
  const folder = join(FIXTURES, 'samples');
  const all = readdirSync(folder).sort();
  for (const numpy of new Set(all.map((file) => /\.numpy(\d+)\./.exec(file)?.[1] ?? 'none'))) {
    if (numpy === 'none') continue;
    const own = all.filter((file) => file.includes(`.numpy${numpy}.`));
    const files = new Map(own.map((file) => [file, new Uint8Array(readFileSync(join(folder, file)))]));
    yield readArchive(`samples (NumPy ${numpy})`, numpy, files);
  }
}

/** Every case of every archive. */
export function goldenCases(): readonly GoldenCase[] {
  return goldenArchives().flatMap((archive) => archive.cases);
}

function readArchive(name: string, major: string, files: ReadonlyMap<string, Uint8Array>): GoldenArchive {
  const numpy = numpyMajor(Number(major));
  const unread = new Set(files.keys());
  const member = (path: string): Uint8Array => {
    const bytes = files.get(path);
    if (!bytes) throw new Error(`${name} has no member ${path}`);
    unread.delete(path);
    return bytes.slice();
  };
  const cases: GoldenCase[] = [];
  for (const path of files.keys()) {
    if (path.endsWith('.json')) {
      const group = JSON.parse(new TextDecoder().decode(member(path))) as GroupFile;
      cases.push(...readGroup(group, numpy, member));
    }
  }
  if (unread.size > 0) throw new Error(`${name}: no case names ${[...unread].slice(0, 5).join(', ')}`);
  return { name, numpy, cases };
}

/**
 * The cases of one `cases.json`, or of one line that `random_arrays.py` prints.
 *
 * @param member the bytes of an archive member; not needed where the pickles are base64.
 */
export function readGroup(
  group: GroupFile,
  numpy: 1 | 2,
  member?: (path: string) => Uint8Array,
): GoldenCase[] {
  const layout = readLayout(readDTypes(group.dtypes));
  const bytesOf = (source: string | undefined, base64: boolean): Uint8Array => {
    if (source === undefined) throw new Error('golden data names a pickle without bytes');
    if (base64) return new Uint8Array(Buffer.from(source, 'base64'));
    if (!member) throw new Error(`no archive to read ${source} from`);
    return member(source);
  };
  return group.cases.map((about: CaseRow): GoldenCase => {
    const loaded = about.loaded.map((layouts) => layouts.map(layout));
    return {
      numpy,
      id: about.id,
      kind: goldenKind(about.kind),
      expected: about.value,
      original: about.original.map(layout),
      pickles: about.pickles.map((pickle) => {
        const base64 = pickle.base64 !== undefined;
        const layouts = loaded[pickle.loaded];
        if (!layouts) throw new Error(`${about.id} ${pickle.name}: no layouts`);
        return {
          name: pickle.name,
          protocol: pickle.protocol,
          bytes: bytesOf(pickle.base64 ?? pickle.file, base64),
          buffers: (pickle.buffers ?? []).map((buffer) => bytesOf(buffer, base64)),
          loaded: layouts,
        };
      }),
    };
  });
}

/** A group's table of data types; a row names only rows before it. */
export function readDTypes(rows: readonly DTypeRow[]): GoldenDType[] {
  const dtypes: GoldenDType[] = [];
  for (const { fields, subdtype, ...about } of rows) {
    dtypes.push({
      ...about,
      fields: fields?.map((field) => ({ ...field, dtype: rowOf(dtypes, field.dtype) })) ?? null,
      subdtype: subdtype ? { base: rowOf(dtypes, subdtype.base), shape: subdtype.shape } : null,
    });
  }
  return dtypes;
}

function rowOf(dtypes: readonly GoldenDType[], index: number): GoldenDType {
  const dtype = dtypes[index];
  if (!dtype) throw new Error(`golden data names data type ${index} before its row`);
  return dtype;
}

/** Reads layouts by a group's data types. */
export function readLayout(dtypes: readonly GoldenDType[]): (row: LayoutRow) => GoldenLayout {
  return ({ dtype, shape, strides, c, f, writeable }) => ({
    dtype: rowOf(dtypes, dtype),
    array:
      shape && strides && writeable !== undefined
        ? { shape, strides, order: c ? 'C' : f ? 'F' : null, writeable }
        : null,
  });
}

function numpyMajor(number: number): 1 | 2 {
  if (number === 1 || number === 2) return number;
  throw new Error(`golden data by NumPy ${number}: unknown`);
}

function goldenKind(kind: string): GoldenKind {
  if (kind === 'array' || kind === 'dtype' || kind === 'value') return kind;
  throw new Error(`golden data of kind ${JSON.stringify(kind)}: unknown`);
}
