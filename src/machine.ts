/** How the verbs that load make a machine of their options, and a value of what it gives. */

import { NumpyArray } from './array/numpy-array.ts';
import { UnpicklingError } from './errors.ts';
import type { LoadOptions } from './load-options.ts';
import { fixedNumpyEntries, numpyEntries } from './numpy/entries.ts';
import type { NumpyOptions } from './numpy/options.ts';
import type { Lookup } from './pickle/lookup.ts';
import type { Unpickler } from './pickle/unpickler.ts';
import type { MachineOptions } from './pickle/workspace.ts';
import type { PickleValue } from './pickle-value.ts';
import { builtins } from './registry/builtins.ts';
import { collections } from './registry/collections.ts';
import { datetime } from './registry/datetime.ts';
import { keywordEntries } from './registry/keyword-entries.ts';
import { numbers } from './registry/numbers.ts';
import type { PythonClass } from './registry/python-class.ts';
import { Registry } from './registry/registry.ts';
import { asBytes } from './values/bytes-like.ts';
import { dictsToObjects, objectsToMaps } from './walk/dict-objects.ts';

/** The opcode that a pickle of protocol 2 or later begins with. */
const PROTO = 0x80;

const DEFAULT_LIMITS = { maxDigits: 4300, maxMemo: 2 ** 26 };

/**
 * All that a bare `loads` allows: NumPy's arrays, data types and scalars, and Python's own data. Nothing that
 * acts. `docs/allowed-globals.md` lists them.
 */
export function defaultEntries(options: NumpyOptions): PythonClass[] {
  return [...numpyEntries(options), ...fixed()];
}

const fixed = () => [...fixedNumpyEntries(), ...builtins(), ...collections(), ...datetime(), ...numbers()];

/** What all calls need: entries that no option changes. */
let common: Lookup | undefined;

/** The one that most calls need. */
let plain: Lookup | undefined;

function withOptions(options: NumpyOptions): Lookup {
  common ??= new Registry(fixed());
  return new Registry(numpyEntries(options), common);
}

/** What NumPy's entries are told, for a pickle of a protocol. */
export function numpyOptions(
  { arrays, copy, exact = false, limits }: LoadOptions,
  protocol: number,
): NumpyOptions {
  return {
    arrays,
    copy: copy === 'never' ? 'never' : 'if-needed',
    inPlace: copy === 'in-place',
    exact,
    maxElements: limits?.maxElements,
    protocol,
  };
}

function registryFor(options: LoadOptions, protocol: number): Lookup {
  const numpy = numpyOptions(options, protocol);
  const { arrays, copy, inPlace, exact, maxElements } = numpy;
  const isPlain = maxElements === undefined && arrays === undefined && copy !== 'never' && !inPlace && !exact;
  if (isPlain) plain ??= withOptions({ ...numpy, protocol: 0 });
  const base = isPlain ? plain! : withOptions(numpy);
  const { classes } = options;
  return classes === undefined || classes.length === 0
    ? base
    : new Registry([...classes, ...keywordEntries(classes, exact)], base);
}

/** The protocol of a pickle that begins with these bytes. */
export function protocolOf(head: Uint8Array): number {
  return head[0] === PROTO && head.length > 1 ? head[1]! : 0;
}

/** What the machine is made of, for a pickle that begins with these bytes: two tell its protocol. */
export function partsFor(
  options: LoadOptions,
  head: Uint8Array,
  verb: string,
): [lookup: Lookup, options: MachineOptions] {
  const own = (bytes: Uint8Array) => (options.copy === 'always' ? bytes.slice() : bytes);
  const buffers =
    options.buffers && Array.from(options.buffers, (b) => own(asBytes(b, `${verb}: each of buffers`)));
  const { encoding, exact = false, persistentLoad } = options;
  const machine = {
    buffers,
    encoding,
    persistentLoad,
    opaque: exact || options.unknownGlobals === 'opaque',
    exact,
    // Only where nobody else's code sees or makes dicts.
    toMaps:
      options.dicts === 'object' && !options.arrays && !persistentLoad && !options.classes?.length
        ? objectsToMaps
        : undefined,
    // Arrays whose state a user's entry takes, or whose bytes, are made step by step.
    repeats: !options.classes?.some(
      ({ type, modules }) => type === NumpyArray || modules.includes('_codecs'),
    ),
    maxBytes: options.limits?.maxBytes,
    // A limit that is undefined is not none.
    maxDigits: options.limits?.maxDigits ?? DEFAULT_LIMITS.maxDigits,
    maxMemo: options.limits?.maxMemo ?? DEFAULT_LIMITS.maxMemo,
  };
  return [registryFor(options, protocolOf(head)), machine];
}

/** Rejects `rest` bytes behind the pickle that ended, where the options do. */
export function checkTrailing(rest: number, offset: number, { trailing }: LoadOptions): void {
  if (rest === 0 || trailing === 'ignore') return;
  throw new UnpicklingError(
    `${rest} bytes follow the end of the pickle: pass { trailing: 'ignore' } to leave them unread, or load each by loadAll`,
    { offset, opcode: null },
  );
}

/** The value of a pickle that is complete. */
export function resultOf({ result, hasObjects }: Unpickler, { dicts }: LoadOptions): PickleValue {
  return (dicts === 'object' && !hasObjects ? dictsToObjects(result) : result) as PickleValue;
}
