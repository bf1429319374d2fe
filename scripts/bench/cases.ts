/** What the bench measures, and the goals: each row is a case of inputs.py at one protocol, and what is done with it. */

/** How a mode is measured. */
export type Kind =
  /** Times, as a ratio to CPython's of the same bytes. */
  | { readonly against: 'loads' | 'dumps' | 'strided' }
  /** Times of something else than this package, and what this one's `loads` (to objects, where that is timed) or `dumps` takes of them. */
  | { readonly floorOf: 'loads' | 'dumps'; readonly isOfMaps?: true }
  /** Memory at the peak beyond what was there, as a part of the payload. */
  | { readonly peakOf: string }
  /** Bytes of heap, and resident, for each array of a list. */
  | { readonly each: true };

export const MODES: Readonly<Record<string, Kind>> = {
  loads: { against: 'loads' },
  objects: { against: 'loads' },
  touched: { against: 'loads' },
  'in-place': { against: 'loads' },
  converted: { against: 'loads' },
  dumps: { against: 'dumps' },
  dumpChunks: { against: 'dumps' },
  strided: { against: 'strided' },
  readNpy: { against: 'loads' },
  readNpz: { against: 'loads' },
  writeNpy: { against: 'dumps' },
  writeNpz: { against: 'dumps' },
  'JSON.parse': { floorOf: 'loads' },
  'JSON.stringify': { floorOf: 'dumps' },
  // The Maps and lists that were loaded, made anew of each other's items: no strings, no numbers, nothing read.
  copied: { floorOf: 'loads', isOfMaps: true },
  pickleparser: { floorOf: 'loads' },
  jpickle: { floorOf: 'loads' },
  'peak of touched': { peakOf: 'touched' },
  'peak of in-place': { peakOf: 'in-place' },
  'peak of converted': { peakOf: 'converted' },
  'peak of dumps': { peakOf: 'dumps' },
  'peak of dumpChunks': { peakOf: 'dumpChunks' },
  'peak of strided': { peakOf: 'strided' },
  'memory of each': { each: true },
};

/** The most that a ratio may be, at each protocol or at all of them; null: none is set. */
type Goal = number | null | readonly (number | null)[];

export interface Case {
  readonly input: string;
  readonly protocols: readonly string[];
  readonly modes: Readonly<Record<string, Goal>>;
}

const of = (input: string, protocols: string, modes: Case['modes']): Case => ({
  input,
  protocols: protocols.split(' '),
  modes,
});

export const CASES: readonly Case[] = [
  of('arrays', '2 4 5 oob', {
    loads: [null, 0.4, 0.35, 0.35],
    touched: [null, 0.7, 0.7, 0.7],
    dumps: [null, 0.2, 0.2, 0.3],
    'memory of each': null,
  }),
  of('mixed', '4 5', { loads: [1, 0.7], dumps: 0.4, 'memory of each': null }),
  of('structured', '4 5', { loads: null, dumps: null, 'memory of each': null }),
  of('records', '4', {
    loads: 1.6,
    objects: 1.9,
    dumps: 1.2,
    copied: null,
    'JSON.parse': null,
    'JSON.stringify': null,
    pickleparser: null,
  }),
  of('records', '2', { loads: null, jpickle: null }),
  of('labelled', '4', { loads: null, objects: null }),
  of('ints', '4', {
    loads: 1,
    dumps: 0.9,
    'JSON.parse': null,
    'JSON.stringify': null,
    pickleparser: null,
  }),
  of('floats', '4', {
    loads: 0.8,
    dumps: 1.3,
    'JSON.parse': null,
    'JSON.stringify': null,
    pickleparser: null,
  }),
  of('strings', '4', {
    loads: 1.5,
    dumps: 1.2,
    'JSON.parse': 1,
    'JSON.stringify': null,
    pickleparser: null,
  }),
  of('strings-utf8', '4', {
    loads: 1.5,
    dumps: 1.2,
    'JSON.parse': 1,
    'JSON.stringify': null,
    pickleparser: null,
  }),
  of('forest', '4', { loads: null, dumps: null }),
  of('big', '4 5', {
    loads: 0.02,
    touched: 1.2,
    'in-place': 0.25,
    dumps: [0.7, 1.3],
    dumpChunks: 0.02,
    strided: null,
    'peak of touched': 1.05,
    'peak of in-place': 1.05,
    'peak of dumps': 1.05,
    'peak of dumpChunks': 1.05,
    'peak of strided': 1.05,
  }),
  of('big', '2', { loads: null, touched: 0.6, dumps: null, 'peak of touched': 1.05, 'peak of dumps': null }),
  of('big', 'oob', { loads: null, touched: null, dumps: null, 'peak of touched': 1.05 }),
  of('big-F', '4 5', { loads: 0.02, touched: 1.2, dumps: [0.7, 1.3] }),
  // NumPy, too, turns the bytes around as it loads.
  of('big-endian', '4', { loads: null, converted: 1, dumps: 0.7, 'peak of converted': 1.05 }),
  // Files of np.save and np.savez_compressed: what CPython does is np.load, and they.
  of('big', 'npy', { readNpy: 0.02, writeNpy: null }),
  of('columns', 'npz', { readNpz: 1.2, writeNpz: null }),
  of('big-structured', '4', { loads: 0.02, dumps: 0.7 }),
];

/** The goal of a mode at a protocol. */
export function goalOf({ protocols, modes }: Case, protocol: string, mode: string): number | null {
  const goal = modes[mode] ?? null;
  return typeof goal === 'object' ? (goal?.[protocols.indexOf(protocol)] ?? null) : goal;
}

/** A fresh process: milliseconds. */
export const MOST_OF_IMPORT = 15;
