/**
 * The golden pickles that `dumps(loads(p, { exact: true }))` does not give again byte for byte, and why.
 * test/python/dumps-live.test.ts has Python write each as we do, where that is the only thing that is different.
 */

import type { GoldenCase, GoldenPickle } from '../golden/golden.ts';

export interface Exception {
  readonly why: string;
  /** Where only one NumPy does so. */
  readonly numpy?: 1 | 2;
  /** Whether it is only that equal strings are several objects in Python, which strings of JavaScript are not. */
  readonly strings?: true;
  /** Whether it is only what was loaded that is none: the same values, made in JavaScript, are written as NumPy does. */
  readonly loaded?: true;
  readonly pickles: readonly string[];
  /** By group, cases; `'*'` for all of them. */
  readonly cases: Readonly<Record<string, string>>;
}

const BELOW_3 = ['p0', 'p1', 'p2', 'python-p1', 'optimized-p0'];
const ALL = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'oob'];

/**
 * CPython 3.11 has each str of one Latin-1 character once, but not where a program spells it out and it could be a
 * name: the fixtures' own `'a'`, `'b'` and `'C'` are other objects than those that NumPy and pickle make.
 */
const LITERAL = 'one character, spelled out in a program';

export const EXCEPTIONS: readonly Exception[] = [
  {
    // The text of `_reconstruct`'s b'b', which protocols below 3 write as a str.
    why: LITERAL,
    strings: true,
    pickles: BELOW_3,
    cases: {
      object: '1d C3 F3 K K-cycle readonly',
      'structs/packed': '*',
      'structs/packed-big': '*',
      'structs/mixed-order': '*',
      'structs/aligned': '*',
      'structs/gaps': '*',
      'structs/tail': '*',
      'structs/out-of-order': '*',
      'structs/surrogate-name': '*',
      'structs/kinds': '*',
      'structs/metadata-struct': '*',
      'structs/objects-aligned': '*',
      'structs/objects':
        '1d ones C C3 F F3 K K-cycle strided negative negative-2d broadcast readonly readonly-F',
      'structs/objects-kinds': '0d empty empty-0x3 empty-3x0-F ones strided strided-2d broadcast readonly',
      'structs/objects-nested':
        '1d ones C C3 F F3 K K-cycle strided strided-2d negative negative-2d broadcast readonly readonly-F',
      'structs/objects-longdouble':
        '1d ones C C3 F F3 K K-cycle negative negative-2d broadcast readonly readonly-F',
      'structs/objects-subarray': '0d 1d C C3 F F3 K K-cycle negative negative-2d readonly-F',
      scalars: 'objects objects-nested objects-longdouble objects-subarray objects-aligned',
      containers: 'nested structs',
    },
  },
  {
    // A dict's key 'a' beside an element 'a' of U4; at protocols below 3 the text of b'b' too.
    why: LITERAL,
    strings: true,
    pickles: ALL,
    cases: {
      'structs/objects-kinds': '1d C C3 F F3 K K-cycle negative negative-2d readonly-F',
      scalars: 'objects-kinds',
    },
  },
  // A dict's key 'C' beside the order 'C'.
  { why: LITERAL, strings: true, pickles: ['p5'], cases: { samples: 'orders' } },
  {
    why: 'equal strings that are several objects: we write each once, which is shorter',
    strings: true,
    pickles: ALL,
    cases: { large: 'object-strings' },
  },
  {
    why: 'a read-only array with objects: its subarrays were read-only, and are not once loaded',
    loaded: true,
    pickles: ['p5', 'oob'],
    cases: { 'structs/objects-nested': 'broadcast readonly readonly-F' },
  },
  {
    why: 'elements without bytes, in Fortran order: their strides are as much those of C order',
    numpy: 2,
    pickles: ALL,
    cases: { 'structs/no-fields': 'F F3 readonly-F' },
  },
];

/** What makes this pickle an exception; undefined where it is none. */
export function exceptionFor({ id, numpy }: GoldenCase, { name }: GoldenPickle): Exception | undefined {
  const slash = id.lastIndexOf('/');
  const [group, own] = [id.slice(0, slash), id.slice(slash + 1)];
  return EXCEPTIONS.find(({ numpy: only = numpy, pickles, cases }) => {
    if (only !== numpy || !pickles.includes(name) || !Object.hasOwn(cases, group)) return false;
    return cases[group] === '*' || cases[group]!.split(' ').includes(own);
  });
}
