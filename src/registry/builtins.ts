/**
 * The few of Python's own that pickles call and that only hold data: `_codecs.encode` and the built-in
 * containers.
 */

import { Complex } from '../values/complex.ts';
import { FrozenSet } from '../values/frozen-set.ts';
import { hashSet } from '../values/hashable.ts';
import { decodeLatin1 } from '../values/latin1.ts';
import { bytesPayload, latin1Payload, Payload } from '../values/payload.ts';
import { withoutFloat } from '../values/py-float.ts';
import { PyRange, PySlice } from '../values/records.ts';
import { typeName } from '../values/type-name.ts';
import { type PythonClass, pythonFunction, pythonName } from './python-class.ts';

function fail(expected: string, got: unknown): never {
  throw new TypeError(`expected ${expected}, got ${typeName(got)}`);
}

const LATIN1: ReadonlySet<unknown> = new Set(['latin1', 'latin-1', 'iso-8859-1']);

/** The name of an encoding; Python 2 wrote a str, which is bytes here. */
function encodingName(name: unknown): unknown {
  const bytes = bytesPayload(name)?.bytes();
  return bytes === undefined ? name : decodeLatin1(bytes, 0, bytes.length);
}

export function isLatin1(encoding: unknown): boolean {
  return LATIN1.has(encodingName(encoding));
}

/** The bytes that Latin-1 text stands for: how protocols 0–2, which have no bytes, write them. */
export function encode(text: unknown, encoding: unknown): Payload {
  const name = encodingName(encoding);
  if (!LATIN1.has(name)) {
    throw new TypeError(
      `the encoding must be 'latin1', not ${typeof name === 'string' ? `'${name}'` : typeName(name)}`,
    );
  }
  return latin1Payload(text) ?? fail('a str of characters up to U+00FF', text);
}

/** `bytes()`, `bytes(data)`, `bytearray(text, 'latin-1')` and so on. */
function toBytes(kind: 'bytes' | 'bytearray', args: readonly unknown[]): Payload {
  const [data = new Uint8Array(0), encoding] = args;
  const given = args.length < 2 ? bytesPayload(data) : args.length === 2 ? encode(data, encoding) : undefined;
  const bytes = given?.bytes() ?? fail('bytes', data);
  // Two objects in Python, so two pieces of memory here.
  return new Payload(kind, args.length === 2 ? bytes : new Uint8Array(bytes), 0, bytes.length);
}

function items(args: readonly unknown[]): unknown[] {
  const [list = []] = args;
  if (args.length > 1 || !Array.isArray(list)) fail('one list', list);
  return list;
}

function float(value: unknown): number {
  const number = withoutFloat(value);
  return typeof number === 'number' ? number : fail('a float', value);
}

function range(args: readonly unknown[]): PyRange {
  const isInt = (value: unknown) => typeof value === 'bigint' || Number.isSafeInteger(value);
  if (args.length !== 3 || !args.every(isInt))
    throw new TypeError('expected range(start, stop, step) of integers');
  const [start, stop, step] = args as [number, number, number];
  return new PyRange(start, stop, step);
}

/** `slice(stop)`, `slice(start, stop)`, `slice(start, stop, step)`. */
function slice(args: readonly unknown[]): PySlice {
  if (args.length < 1 || args.length > 3)
    throw new TypeError(`expected 1 to 3 arguments, not ${args.length}`);
  const [start, stop, step = null] = args.length === 1 ? [null, ...args] : args;
  return new PySlice(start, stop, step);
}

const module = ['builtins', '__builtin__'];

export const builtins = (): PythonClass[] => [
  pythonFunction({
    module: '_codecs',
    name: 'encode',
    payloads: true,
    call: ([text, name]) => encode(text, name),
  }),
  pythonFunction({ module, name: 'bytes', payloads: true, call: (args) => toBytes('bytes', args) }),
  pythonFunction({ module, name: 'bytearray', payloads: true, call: (args) => toBytes('bytearray', args) }),
  pythonFunction({ module, name: 'set', call: (args, _, claim) => hashSet(items(args), claim) }),
  pythonFunction({
    module,
    name: 'frozenset',
    call: (args, _, claim) => new FrozenSet(hashSet(items(args), claim)),
  }),
  pythonFunction({ module, name: ['range', 'xrange'], call: range }),
  pythonFunction({ module, name: 'slice', call: slice }),
  // Named by defaultdict and by what protocols 0 and 1 write for objects.
  pythonName({
    module,
    name: ['object', 'list', 'dict', 'tuple', 'int', 'long', 'float', 'str', 'unicode', 'bool'],
  }),
  pythonName({ module: ['copyreg', 'copy_reg'], name: '_reconstructor' }),
  pythonFunction({ module, name: 'complex', call: ([re = 0, im = 0]) => new Complex(float(re), float(im)) }),
];
