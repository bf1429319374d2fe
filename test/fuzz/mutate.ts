/**
 * Mutated pickles: golden ones with bytes flipped, opcodes moved and arguments changed. Input `index` of a
 * seed is the same in every run, so that a finding is one command away:
 *
 * ```sh
 * npx tsx test/fuzz/run.ts 0 SEED INDEX
 * ```
 */

import { type ArgumentKind, OPCODES } from '../../src/pickle/opcodes.ts';
import { goldenArchives } from '../golden/golden.ts';
import { libraryCases, objectCases, python2Cases } from '../golden/objects.ts';
import { type Random, random } from '../random.ts';

export interface Input {
  readonly bytes: Uint8Array;
  readonly buffers: readonly Uint8Array[];
}

/** Every `step`th golden pickle of no more than 8 KiB: longer ones hold more of the same. */
export function seedPickles(step: number): readonly Input[] {
  const all: Input[] = [];
  for (const archive of goldenArchives()) for (const { pickles } of archive.cases) all.push(...pickles);
  const few = all.filter((_, i) => i % step === 0);
  for (const { pickles } of [...objectCases(), ...libraryCases()]) {
    for (const { bytes, buffers } of pickles as readonly Partial<Input>[])
      few.push({ bytes: bytes!, buffers: buffers ?? [] });
  }
  for (const { pickles } of python2Cases()) for (const { bytes } of pickles) few.push({ bytes, buffers: [] });
  return few.filter(({ bytes }) => bytes.length <= 8192);
}

/** An opcode with its argument. */
export interface Piece {
  readonly code: number;
  readonly bytes: Uint8Array;
}

function argumentEnd(bytes: Uint8Array, at: number, kind: ArgumentKind): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const line = (from: number) => bytes.indexOf(0x0a, from) + 1 || Number.POSITIVE_INFINITY;
  if (kind === 'line') return line(at);
  if (kind === 'lines') return line(line(at));
  const width = kind === 'none' ? 0 : Number(kind.slice(1));
  if (!/^[ns]/.test(kind) || kind === 'none') return at + width;
  if (at + width > bytes.length) return Number.POSITIVE_INFINITY;
  const count =
    width === 1 ? bytes[at]! : width === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
  return at + width + count;
}

/** A pickle in its opcodes, up to where that is no longer possible. */
export function pieces(bytes: Uint8Array): Piece[] {
  const result: Piece[] = [];
  for (let at = 0; at < bytes.length; ) {
    const op = OPCODES[bytes[at]!];
    if (op === undefined) break;
    const end = argumentEnd(bytes, at + 1, op.argument);
    if (end > bytes.length) break;
    result.push({ code: op.code, bytes: bytes.subarray(at, end) });
    at = end;
  }
  return result;
}

const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const piece = (bytes: Uint8Array): Piece => ({ code: bytes[0]!, bytes });
const text = (value: string) => piece(latin1(`X${String.fromCharCode(value.length)}\0\0\0${value}`));

const INSERTS: readonly Piece[] = [
  '(',
  '0',
  '2',
  '1',
  'h\0',
  'h\x01',
  'h\x05',
  'b',
  'R',
  'a',
  'e',
  's',
  'u',
  'N',
  ')',
  ']',
  '}',
  't',
]
  .concat([
    '\x81',
    '\x85',
    '\x86',
    '\x87',
    '\x88',
    '\x8f',
    '\x90',
    '\x91',
    '\x92',
    '\x93',
    '\x94',
    '\x97',
    '\x98',
    'l',
    'd',
    'o',
    'Q',
  ])
  .concat([
    '\x80\x02',
    '\x80\x05',
    '.',
    'q\0',
    'q\x05',
    'K\0',
    'K\x07',
    'G\x7f\xf8\0\0\0\0\0\0',
    'Pid\n',
    '\x82\x01',
    'F1.5\n',
  ])
  .concat([
    'cnumpy\nndarray\n',
    'cnumpy\ndtype\n',
    'cnumpy\nrecord\n',
    'cnumpy.core.multiarray\n_reconstruct\n',
  ])
  .concat(['cnumpy._core.numeric\n_frombuffer\n', 'cnumpy.core.multiarray\nscalar\n', 'c_codecs\nencode\n'])
  .concat([
    'ccollections\ndeque\n)R',
    'ccollections\nOrderedDict\n)R',
    'ccollections\ndefaultdict\n)R',
    'cbuiltins\nset\n',
  ])
  .concat([
    'cbuiltins\nbytearray\n',
    'cos\nsystem\n',
    '(icollections\ndeque\n',
    'cuser\nThing\n)\x81',
    'cuser\nboom\n)R',
  ])
  .map((source) => piece(latin1(source)));

const INTEGERS: readonly Piece[] = [
  'K\0',
  'K\x01',
  'K\x02',
  'K\x40',
  'K\xff',
  'M\xff\xff',
  'J\xff\xff\xff\xff',
  'J\xff\xff\xff\x7f',
]
  .concat([
    'J\0\0\0\x80',
    '\x8a\x05\0\0\0\0\x01',
    '\x8a\x07\xff\xff\xff\xff\xff\xff\x1f',
    '\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f',
  ])
  .concat([
    '\x8a\x09\0\0\0\0\0\0\0\0\x01',
    '\x8a\x08\0\0\0\0\0\0\0\x80',
    'J\0\0\0\x40',
    'J\0\x10\0\0',
    '\x88',
    'N',
    'G\x3f\xf0\0\0\0\0\0\0',
  ])
  .map((source) => piece(latin1(source)));

/** Codes, orders, units, keys: what a short str of NumPy's may be. */
const TEXTS: readonly Piece[] = [
  'i1',
  'i4',
  'i8',
  'u8',
  'f2',
  'f4',
  'f8',
  'f16',
  'c8',
  'c32',
  'b1',
  'O8',
  'O',
  'S0',
  'S5',
  'U0',
  'U3',
  'V0',
  'V8',
  'M8',
  'm8',
]
  .concat([
    'S99999999999',
    'U2147483647',
    'V2147483647',
    '<',
    '>',
    '|',
    '=',
    'C',
    'F',
    'K',
    'A',
    'b',
    's',
    'ns',
    'generic',
    'latin1',
    'utf-8',
  ])
  .concat([
    '__proto__',
    'constructor',
    'length',
    '4294967294',
    '0',
    'get',
    'size',
    'toString',
    'toJSON',
    'then',
    '',
    '\u00e9',
    'NaN',
    'inf',
  ])
  .map(text);

/** Sequences that no pickler writes: each begins with what it takes from the stack, or nothing. */
const SNIPPETS: readonly Piece[][] = [
  ['2', '\x86'],
  ['2', '\x86', '2', '\x86', '2', '\x86'],
  [']', '\x94', '2', 'a'],
  ['}', '(', 'K\x01', 'K\x02', 'u'],
  ['\x85', 'R'],
  ['\x85', 'b'],
  ['}', 'X\x06\0\0\0length', 'J\xff\xff\xff\x7f', 's', 'b'],
  ['}', 'X\n\0\0\x004294967294', 'K\x01', 's', 'b'],
  ['}', 'X\x03\0\0\0get', 'K\x01', 's', 'b'],
  ['N', '\x87'],
  ['}', '\x92'],
].map((sources) => sources.map((source) => piece(latin1(source))));

const INTEGER_CODES: ReadonlySet<number> = new Set([0x4b, 0x4d, 0x4a, 0x8a, 0x49, 0x88, 0x89]);
const TEXT_CODES: ReadonlySet<number> = new Set([0x58, 0x8c, 0x55, 0x56, 0x53]);
const TUPLE_CODES: ReadonlySet<number> = new Set([0x29, 0x85, 0x86, 0x87, 0x74]);

function pick<T>(r: Random, items: readonly T[]): T {
  return items[r.below(items.length)]!;
}

/** The place of one of the pieces that are of these codes. */
function find(r: Random, list: readonly Piece[], codes: ReadonlySet<number>): number {
  const places = list.flatMap(({ code }, i) => (codes.has(code) ? [i] : []));
  return places.length === 0 ? r.below(list.length) : pick(r, places);
}

/** The same opcode with a byte of its argument, or its count, changed. */
function changed(r: Random, { bytes }: Piece): Piece {
  const copy = bytes.slice();
  const at = copy.length === 1 ? 0 : 1 + r.below(Math.min(copy.length - 1, 12));
  copy[at] = pick(r, [r.below(256), copy[at]! ^ (1 << r.below(8)), 0, 255, copy[at]! + 1, copy[at]! - 1]);
  return piece(copy);
}

type Edit = (r: Random, list: Piece[], other: () => readonly Piece[]) => void;

const EDITS: readonly Edit[] = [
  (r, list) => list.splice(r.below(list.length), 1),
  (r, list) => {
    const at = r.below(list.length);
    list.splice(at, 0, list[at]!);
  },
  (r, list) => {
    const [a, b] = [r.below(list.length), r.below(list.length)];
    [list[a], list[b]] = [list[b]!, list[a]!];
  },
  (r, list) => list.splice(r.below(list.length), 0, pick(r, INSERTS)),
  (r, list) => list.splice(r.below(list.length), 0, ...pick(r, SNIPPETS)),
  (r, list) => {
    const at = r.below(list.length);
    list[at] = changed(r, list[at]!);
  },
  (r, list) => {
    list[find(r, list, INTEGER_CODES)] = pick(r, INTEGERS);
  },
  (r, list) => {
    list[find(r, list, TEXT_CODES)] = pick(r, TEXTS);
  },
  // A tuple of other numbers, for a shape, strides, a state.
  (r, list) => {
    const items = Array.from({ length: r.below(4) }, () => pick(r, INTEGERS));
    list.splice(
      find(r, list, TUPLE_CODES),
      0,
      piece(latin1('0')),
      piece(latin1('(')),
      ...items,
      piece(latin1('t')),
    );
  },
  // A stretch of another pickle.
  (r, list, other) => {
    const from = other();
    const start = r.below(from.length);
    const stretch = from
      .slice(start, start + r.below(24))
      .filter(({ code }) => code !== 0x2e && code !== 0x95);
    list.splice(r.below(list.length), r.below(3), ...stretch);
  },
  (r, list) => {
    const start = r.below(list.length);
    list.splice(r.below(list.length), 0, ...list.slice(start, start + r.below(8)));
  },
];

function flipped(r: Random, bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  for (let n = 1 + r.below(4); n > 0; n--) copy[r.below(copy.length)] = r.below(256);
  return r.below(8) === 0 ? copy.subarray(0, r.below(copy.length)) : copy;
}

function joined(list: readonly Piece[]): Uint8Array {
  return new Uint8Array(Buffer.concat(list.map(({ bytes }) => bytes)));
}

/** `numpy.ndarray(shape, dtype, buffer, offset, strides, order)` with numbers of all kinds. */
function direct(r: Random): Piece[] {
  const source = (bytes: string) => piece(latin1(bytes));
  const ndim = r.below(4);
  const tuple = () => [source('('), ...Array.from({ length: ndim }, () => pick(r, INTEGERS)), source('t')];
  const zeros = () => [source('('), ...Array.from({ length: ndim }, () => source('K\0')), source('t')];
  const strides = pick(r, [tuple, zeros, () => [source('N')]])();
  const dtype = [source('cnumpy\ndtype\n'), pick(r, TEXTS), source('\x89\x88\x87R')];
  return [
    ...[source('cnumpy\nndarray\n('), ...tuple(), ...dtype],
    ...[source(`C${String.fromCharCode(16)}0123456789abcdef`), pick(r, [source('K\0'), pick(r, INTEGERS)])],
    ...[...strides, pick(r, TEXTS), source('tR'), source('.')],
  ];
}

/** Input `index` of `seed`. */
export function mutated(seeds: readonly Input[], seed: number, index: number): Input {
  const r = random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const origin = pick(r, seeds);
  let buffers = origin.buffers;
  if (buffers.length > 0 && r.below(4) === 0) {
    buffers = [...buffers].reverse().slice(r.below(2));
    if (r.below(2) === 0) buffers = buffers.map((buffer) => buffer.subarray(0, r.below(buffer.length + 1)));
  }
  const way = r.below(16);
  if (way < 2) return { bytes: flipped(r, origin.bytes), buffers };
  // Without their frames, whose lengths would end nearly all of these.
  const bare = (bytes: Uint8Array) => pieces(bytes).filter(({ code }) => code !== 0x95);
  const list = way === 2 ? direct(r) : bare(origin.bytes);
  for (let n = 1 + r.below(way < 8 ? 2 : 6); n > 0 && list.length > 0; n--) {
    pick(r, EDITS)(r, list, () => {
      const other = bare(pick(r, seeds).bytes);
      return other.length > 0 ? other : list;
    });
  }
  const bytes = joined(list);
  return { bytes: way === 15 && bytes.length > 0 ? flipped(r, bytes) : bytes, buffers };
}
