/**
 * Golden data beyond lone arrays: objects of real libraries and every array inside them, pickles as Python 2 wrote
 * them, values of the standard library. python-fixtures/README.md explains the files.
 *
 * ```ts
 * for (const golden of objectCases()) {
 *   for (const pickle of golden.pickles) {
 *     const value = loads(pickle.bytes, { buffers: pickle.buffers, unknownGlobals: 'opaque' });
 *     for (const { steps, array } of pickle.paths) expectObjectArray(at(value, ...steps), golden, pickle, array);
 *   }
 * }
 * ```
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PathStep } from '../../src/values/path.ts';
import { tuple } from '../../src/values/tuple.ts';
import { decodeFloat, decodeInt, expectLoaded, GoldenMismatch } from './compare.ts';
import type { DTypeRow, LayoutRow, Node } from './form.ts';
import {
  FIXTURES,
  type GoldenCase,
  type GoldenLayout,
  type GoldenPickle,
  readDTypes,
  readLayout,
} from './golden.ts';
import { readTarGz } from './tar.ts';

/** A class or function as a pickle names it, in Python 2's spelling below protocol 3. */
export interface GlobalNamed {
  readonly module: string;
  readonly name: string;
}

/** An array that the pickler met: what it is, whatever the pickle. */
export interface ObjectArray {
  readonly value: Node;
  readonly original: readonly GoldenLayout[];
}

/** An instance of a subclass of ndarray, told as the plain array that it would be. */
export interface SubclassArray extends ObjectArray {
  readonly class: string;
}

export interface ArrayPath {
  /** From the loaded value, as `at` takes them. */
  readonly steps: readonly PathStep[];
  /** Whether the steps are attributes, keys, indices and elements only: what a user would write. */
  readonly plain: boolean;
  /** Which of the case's arrays lies there. */
  readonly array: number;
}

export interface ObjectPickle {
  /** `p2`, `p4`, `p5`, `oob` (protocol 5, out-of-band). */
  readonly name: string;
  readonly protocol: number;
  readonly bytes: Uint8Array;
  readonly buffers: readonly Uint8Array[];
  /** Every class and function that the pickle names, in order, each once. */
  readonly globals: readonly GlobalNamed[];
  /** A path to each array; the shortest, and the first of those. */
  readonly paths: readonly ArrayPath[];
  /** Arrays that nothing but a call gets whose result is popped. */
  readonly onlyInCalls: readonly number[];
  /** Of each array, in the order of the case's arrays: its layout when loaded. */
  readonly loaded: readonly (readonly GoldenLayout[])[];
}

/** An object that a real library made. Its bytes are the same on every machine. */
export interface ObjectCase {
  /** `sklearn/random-forest`, `pandas/frame`, `python/everything`, … */
  readonly id: string;
  readonly what: string;
  /** Its class in Python. */
  readonly class: string;
  /** Of Python and the libraries. */
  readonly versions: Readonly<Record<string, string | null>>;
  /** Every exact ndarray in it, in the order in which the pickler met them, each once. */
  readonly arrays: readonly ObjectArray[];
  readonly subclasses: readonly SubclassArray[];
  readonly pickles: readonly ObjectPickle[];
}

export const ENCODINGS = ['ascii', 'latin1', 'utf8', 'bytes'] as const;

/** What `pickle.loads` of Python 3 made of a Python 2 pickle: a value, or the name of an exception's class. */
export type Outcome =
  | { readonly value: Node; readonly loaded: readonly GoldenLayout[] }
  | { readonly error: string };

export interface Python2Pickle {
  /** `cPickle-p0` … `pickle-p2`. */
  readonly name: string;
  readonly protocol: number;
  readonly bytes: Uint8Array;
  readonly globals: readonly GlobalNamed[];
  readonly outcomes: Readonly<Record<(typeof ENCODINGS)[number], Outcome>>;
}

export interface Python2Case {
  /** `array/float64-big`, `container/cycle`, `instance/old-style`, … */
  readonly id: string;
  readonly what: string;
  readonly pickles: readonly Python2Pickle[];
}

export interface LibraryPickle {
  /** `p0` … `p5`; of enums also `by-name-p0` …. */
  readonly name: string;
  readonly protocol: number;
  readonly bytes: Uint8Array;
  readonly globals: readonly GlobalNamed[];
  readonly value: Node;
  /** Python's `repr` of what it loads. */
  readonly repr: string;
}

export interface LibraryCase {
  /** `ordereddict`, `datetimes-aware`, `cycles`, … */
  readonly id: string;
  readonly pickles: readonly LibraryPickle[];
}

/** @throws GoldenMismatch where `actual` is not the case's array of that number, as this pickle gives it. */
export function expectObjectArray(
  actual: unknown,
  golden: ObjectCase,
  pickle: ObjectPickle,
  array: number,
): void {
  const expected = golden.arrays[array];
  const loaded = pickle.loaded[array];
  if (!expected || !loaded) throw new GoldenMismatch(`${golden.id} ${pickle.name} has no array ${array}`);
  expectNode(actual, expected.value, loaded, `${golden.id} array ${array}`, pickle.name);
}

/** @throws GoldenMismatch where `actual` is not the array that an instance of a subclass would be without it. */
export function expectSubclassArray(
  actual: unknown,
  golden: ObjectCase,
  pickle: ObjectPickle,
  { class: name, value, original }: SubclassArray,
): void {
  expectNode(actual, value, original, `${golden.id} ${name}`, pickle.name);
}

/** @throws GoldenMismatch where `actual` is not what Python 3 loads under that encoding. */
export function expectPython2(
  actual: unknown,
  golden: Python2Case,
  pickle: Python2Pickle,
  encoding: (typeof ENCODINGS)[number],
): void {
  const outcome = pickle.outcomes[encoding];
  const id = `${golden.id} (${encoding})`;
  if ('error' in outcome) throw new GoldenMismatch(`${id} ${pickle.name}: Python raises ${outcome.error}`);
  expectNode(actual, outcome.value, outcome.loaded, id, pickle.name);
}

/** @throws GoldenMismatch where `actual` is not the value that Python loads. */
export function expectLibrary(actual: unknown, golden: LibraryCase, pickle: LibraryPickle): void {
  expectNode(actual, pickle.value, [], golden.id, pickle.name);
}

function expectNode(
  actual: unknown,
  expected: Node,
  loaded: readonly GoldenLayout[],
  id: string,
  name: string,
): void {
  const pickle: GoldenPickle = { name, protocol: 0, bytes: new Uint8Array(), buffers: [], loaded };
  const golden: GoldenCase = { numpy: 1, id, kind: 'value', expected, original: [], pickles: [pickle] };
  expectLoaded(actual, golden, pickle);
}

let objects: readonly ObjectCase[] | undefined;
let python2: readonly Python2Case[] | undefined;
let library: readonly LibraryCase[] | undefined;

/** Of `python-fixtures/objects`; read once. */
export function objectCases(): readonly ObjectCase[] {
  objects ??= readObjects(new Archive('objects/objects.tar.gz'));
  return objects;
}

/** Of `python-fixtures/python2`; read once. */
export function python2Cases(): readonly Python2Case[] {
  python2 ??= readPython2(new Archive('python2/python2.tar.gz'));
  return python2;
}

/** Of `python-fixtures/stdlib`; read once. */
export function libraryCases(): readonly LibraryCase[] {
  library ??= readLibrary(new Archive('stdlib/stdlib.tar.gz'));
  return library;
}

/** Keeps account of which members were asked for. */
class Archive {
  readonly #name: string;
  readonly #files: ReadonlyMap<string, Uint8Array>;
  readonly #unread: Set<string>;

  constructor(name: string) {
    this.#name = name;
    this.#files = readTarGz(readFileSync(join(FIXTURES, name)));
    this.#unread = new Set(this.#files.keys());
  }

  indices<T>(): T[] {
    const names = [...this.#files.keys()].filter((name) => name.endsWith('cases.json'));
    return names.map((name) => JSON.parse(new TextDecoder().decode(this.bytes(name))) as T);
  }

  /** A copy, so that no test sees what another wrote. */
  bytes(name: string): Uint8Array {
    const bytes = this.#files.get(name);
    if (!bytes) throw new Error(`${this.#name} has no member ${name}`);
    this.#unread.delete(name);
    return bytes.slice();
  }

  end(): void {
    const [name] = this.#unread;
    if (name !== undefined) throw new Error(`${this.#name}: no case names ${name}`);
  }
}

/** The entry that a number stands for. */
function entry<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`golden data names entry ${index} of ${list.length}`);
  return found;
}

type GlobalRow = readonly [string, string];

function named(rows: readonly GlobalRow[]): GlobalNamed[] {
  return rows.map(([module, name]) => ({ module, name }));
}

interface ArrayRow {
  readonly value: Node;
  readonly original: readonly LayoutRow[];
}

/** `at` takes other names for some of these; see {@link pathSteps}. */
type StepRow =
  | { attr: string }
  | { key: Node; of?: string }
  | { index: number; of?: string }
  | { element: number[] }
  | { arg: number }
  | { kwarg: string }
  | { function: true }
  | { state: number | null }
  | { call: 'state' };

interface ObjectsFile {
  readonly versions: Record<string, string | null>;
  readonly dtypes: readonly DTypeRow[];
  readonly cases: readonly {
    readonly id: string;
    readonly what: string;
    readonly class: string;
    readonly arrays: readonly ArrayRow[];
    readonly subclasses: readonly (ArrayRow & { class: string })[];
    readonly loaded: readonly (readonly (readonly LayoutRow[])[])[];
    readonly paths: readonly (readonly { steps: StepRow[]; array: number }[])[];
    readonly globals: readonly (readonly GlobalRow[])[];
    readonly onlyInCalls: readonly (readonly number[])[];
    readonly pickles: readonly {
      readonly name: string;
      readonly protocol: number;
      readonly file: string;
      readonly buffers?: readonly string[];
      readonly loaded: number;
      readonly paths: number;
      readonly globals: number;
      readonly onlyInCalls: number;
    }[];
  }[];
}

function readObjects(archive: Archive): ObjectCase[] {
  const cases = archive.indices<ObjectsFile>().flatMap(({ versions, dtypes, cases }) => {
    const layout = readLayout(readDTypes(dtypes));
    const array = ({ value, original }: ArrayRow): ObjectArray => ({ value, original: original.map(layout) });
    return cases.map((about): ObjectCase => {
      const loaded = about.loaded.map((arrays) => arrays.map((layouts) => layouts.map(layout)));
      const paths = about.paths.map((all) => all.map(readPath));
      return {
        id: about.id,
        what: about.what,
        class: about.class,
        versions,
        arrays: about.arrays.map(array),
        subclasses: about.subclasses.map((row) => ({ ...array(row), class: row.class })),
        pickles: about.pickles.map((pickle) => ({
          name: pickle.name,
          protocol: pickle.protocol,
          bytes: archive.bytes(pickle.file),
          buffers: (pickle.buffers ?? []).map((name) => archive.bytes(name)),
          globals: named(entry(about.globals, pickle.globals)),
          paths: entry(paths, pickle.paths),
          onlyInCalls: entry(about.onlyInCalls, pickle.onlyInCalls),
          loaded: entry(loaded, pickle.loaded),
        })),
      };
    });
  });
  archive.end();
  return cases;
}

function readPath({ steps, array }: { steps: readonly StepRow[]; array: number }): ArrayPath {
  const plain = steps.every(
    (step) => 'attr' in step || 'key' in step || 'index' in step || 'element' in step,
  );
  return { steps: steps.flatMap(pathSteps), plain, array };
}

function pathSteps(step: StepRow): PathStep[] {
  if ('attr' in step) return [{ attribute: step.attr }];
  if ('key' in step) return [{ key: decodeKey(step.key) }];
  if ('index' in step) return [{ index: step.index }];
  if ('element' in step) return [{ index: step.element.length === 1 ? step.element[0]! : step.element }];
  if ('arg' in step) return [{ part: 'args' }, { index: step.arg }];
  if ('kwarg' in step) return [{ part: 'kwargs' }, { key: step.kwarg }];
  if ('function' in step) return [{ part: 'class' }];
  if ('state' in step) return [{ part: 'state' }, ...(step.state === null ? [] : [{ index: step.state }])];
  if ('call' in step) return [{ part: 'calls' }, { index: 0 }, { part: 'args' }, { index: 1 }];
  throw new Error(`a step of golden data that is not understood: ${JSON.stringify(step satisfies never)}`);
}

/** A dict's key as `loads` gives it. */
function decodeKey(node: Node): unknown {
  if (node === null || typeof node !== 'object') return node;
  if ('int' in node) return decodeInt(node.int);
  if ('float' in node) return decodeFloat(node.float);
  if ('bytes' in node) return new Uint8Array(Buffer.from(node.bytes, 'hex'));
  if ('tuple' in node) return tuple(...node.tuple.map(decodeKey));
  throw new Error(`a key of golden data that is not understood: ${JSON.stringify(node)}`);
}

interface Python2File {
  readonly dtypes: readonly DTypeRow[];
  readonly cases: readonly {
    readonly id: string;
    readonly what: string;
    readonly outcomes: readonly ({ error: string } | { value: Node; layouts: readonly LayoutRow[] })[];
    readonly pickles: readonly {
      readonly name: string;
      readonly protocol: number;
      readonly file: string;
      readonly globals: readonly GlobalRow[];
      readonly loaded: Record<(typeof ENCODINGS)[number], number>;
    }[];
  }[];
}

function readPython2(archive: Archive): Python2Case[] {
  const cases = archive.indices<Python2File>().flatMap(({ dtypes, cases }) => {
    const layout = readLayout(readDTypes(dtypes));
    return cases.map((about): Python2Case => {
      const outcomes = about.outcomes.map(
        (outcome): Outcome =>
          'error' in outcome ? outcome : { value: outcome.value, loaded: outcome.layouts.map(layout) },
      );
      return {
        id: about.id,
        what: about.what,
        pickles: about.pickles.map(({ name, protocol, file, globals, loaded }) => ({
          name,
          protocol,
          bytes: archive.bytes(file),
          globals: named(globals),
          outcomes: {
            ascii: entry(outcomes, loaded.ascii),
            latin1: entry(outcomes, loaded.latin1),
            utf8: entry(outcomes, loaded.utf8),
            bytes: entry(outcomes, loaded.bytes),
          },
        })),
      };
    });
  });
  archive.end();
  return cases;
}

interface LibraryFile {
  readonly cases: readonly {
    readonly id: string;
    readonly values: readonly { repr: string; node: Node }[];
    readonly pickles: readonly {
      readonly name: string;
      readonly protocol: number;
      readonly file: string;
      readonly globals: readonly GlobalRow[];
      readonly value: number;
    }[];
  }[];
}

function readLibrary(archive: Archive): LibraryCase[] {
  const cases = archive.indices<LibraryFile>().flatMap(({ cases }) =>
    cases.map(
      ({ id, values, pickles }): LibraryCase => ({
        id,
        pickles: pickles.map(({ name, protocol, file, globals, value }) => ({
          name,
          protocol,
          bytes: archive.bytes(file),
          globals: named(globals),
          value: entry(values, value).node,
          repr: entry(values, value).repr,
        })),
      }),
    ),
  );
  archive.end();
  return cases;
}
