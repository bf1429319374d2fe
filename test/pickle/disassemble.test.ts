/** `disassemble` against Python's pickletools, on every golden pickle, pickles by hand, and random ones. */

import { spawnSync } from 'node:child_process';
import { createHash, type Hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { disassemble } from '../../src/disassemble.ts';
import { LimitError, UnpicklingError } from '../../src/errors.ts';
import { loads } from '../../src/loads.ts';
import { Disassembler } from '../../src/pickle/disassembler.ts';
import type { Instruction } from '../../src/pickle/instruction.ts';
import { effectOf } from '../../src/pickle/opcode-effects.ts';
import { OPCODES } from '../../src/pickle/opcodes.ts';
import { StreamUnpickler } from '../../src/pickle/stream-unpickler.ts';
import { Registry } from '../../src/registry/registry.ts';
import { stream } from '../fuzz/streams.ts';
import { FIXTURES } from '../golden/golden.ts';
import { readTarGz } from '../golden/tar.ts';
import { expectGrowth } from '../growth.ts';
import { findPython } from '../python/python.ts';
import { bytes, u4, u8 } from './assemble.ts';

// Many errors are made here on purpose.
Error.stackTraceLimit = 0;

/** What pickletools makes of a pickle: python-fixtures/disassembly.py. */
interface Verdict {
  readonly instructions: readonly string[];
  /** Why `genops` ended early. */
  readonly error: string | null;
  readonly dis: string;
  /** Why `dis` ended early. */
  readonly complaint: string | null;
  readonly annotated: string;
}

interface Fixture {
  readonly opcodes: readonly { name: string; takes: number; mark: boolean; gives: number; doc: string }[];
  readonly cases: readonly (Verdict & { id: string })[];
  readonly groups: readonly {
    archive: string;
    group: string;
    pickles: number;
    instructions: number;
    genops: string;
    dis: string;
  }[];
}

const readJson = (name: string) => JSON.parse(readFileSync(join(FIXTURES, name), 'utf8'));
const { opcodes, cases, groups } = readJson('disassembly.json') as Fixture;
const HAND = new Map(
  (readJson('opcodes.json') as { cases: { id: string; hex: string }[] }).cases.map(({ id, hex }) => [
    id,
    new Uint8Array(Buffer.from(hex, 'hex')),
  ]),
);

/** As `canonical` in disassembly.py. */
function canonical({ opcode: name, argument }: Instruction): string {
  if (argument === null) return '-';
  if (typeof argument === 'boolean') return argument ? 'T' : 'F';
  if (typeof argument === 'string') return `s${Buffer.from(argument, 'utf16le').swap16().toString('hex')}`;
  if (typeof argument === 'object') {
    const hex = Buffer.from(argument.buffer, argument.byteOffset, argument.length).toString('hex');
    return (name === 'BYTEARRAY8' ? 'a' : 'b') + hex;
  }
  if (!name.endsWith('FLOAT')) return `i${argument.toString(16)}`;
  if (Number.isNaN(argument)) return 'fnan';
  const float = Buffer.alloc(8);
  float.writeDoubleBE(Number(argument));
  return `f${float.toString('hex')}`;
}

const lineOf = (instruction: Instruction) =>
  `${instruction.offset} ${instruction.opcode} ${canonical(instruction)}`;

/** The instructions as lines, and the error that ended them. */
function disassembled(pickle: Uint8Array): { lines: string[]; error: UnpicklingError | null } {
  const lines: string[] = [];
  let end = 0;
  try {
    for (const instruction of disassemble(pickle)) {
      lines.push(lineOf(instruction));
      if (instruction.offset !== end) throw new Error(`${instruction} begins elsewhere than at ${end}`);
      end = instruction.end;
    }
  } catch (error) {
    if (!(error instanceof UnpicklingError)) throw error;
    return { lines, error };
  }
  return { lines, error: null };
}

const goldenFiles = new Map<string, Map<string, Uint8Array>>();

/** The pickles of a golden archive, or of a folder, by name. */
function golden(archive: string): Map<string, Uint8Array> {
  let files = goldenFiles.get(archive);
  if (files === undefined) {
    const path = join(FIXTURES, archive);
    files = archive.endsWith('.gz')
      ? readTarGz(readFileSync(path))
      : new Map(readdirSync(path).map((name) => [name, new Uint8Array(readFileSync(join(path, name)))]));
    files = new Map([...files].filter(([name]) => name.endsWith('.pkl')).sort());
    goldenFiles.set(archive, files);
  }
  return files;
}

const ARCHIVES = [...new Set(groups.map(({ archive }) => archive))];

describe('every golden pickle, as pickletools has it', () => {
  for (const archive of ARCHIVES) {
    it(archive, { timeout: 300_000 }, () => {
      const rows = new Map<string, { pickles: number; instructions: number; genops: Hash; dis: Hash }>();
      for (const [name, pickle] of golden(archive)) {
        const group = name.includes('/') ? name.split('/')[0]! : '';
        const row = rows.get(group) ?? {
          pickles: 0,
          instructions: 0,
          genops: createHash('sha256'),
          dis: createHash('sha256'),
        };
        rows.set(group, row);
        const { lines, error } = disassembled(pickle);
        if (error !== null) throw new Error(`${name}: ${error.message}`);
        row.pickles++;
        row.instructions += lines.length;
        row.genops.update(`${lines.join('\n')}\n`);
        row.dis.update(`${disassemble(pickle).toString({ width: Number.POSITIVE_INFINITY })}\n`);
      }
      const digest = (hash: Hash) => hash.digest('hex').slice(0, 16);
      const found = [...rows].map(([group, row]) => ({
        ...{ archive, group, pickles: row.pickles, instructions: row.instructions },
        ...{ genops: digest(row.genops), dis: digest(row.dis) },
      }));
      expect(found).toEqual(groups.filter((row) => row.archive === archive));
    });
  }
});

it('knows what each opcode does, in the words of pickletools', () => {
  expect(opcodes.length).toBe(68);
  for (const { name, ...effect } of opcodes) expect({ name, ...effectOf(name) }).toEqual({ name, ...effect });
});

/**
 * Where pickletools reads something else than CPython's `loads` does, this package reads what `loads` reads. (Each
 * of these is one opcode and STOP.)
 */
const AS_LOADS = new Set([
  ...[
    'INT hex',
    'INT octal of C',
    'INT octal of C, the least long',
    'INT octal of Python',
    'INT binary',
    'INT 08',
    'INT -0',
    'INT +1',
    'INT  1',
  ],
  ...['INT octal of C too long', 'INT big hex', 'LONG octal of C', 'LONG hex'],
  ...['FLOAT space before', 'FLOAT space after', 'FLOAT underscore', 'FLOAT overflow', 'PUT negative'],
]);
/** A str of two surrogates that make a pair: in JavaScript, the character that they stand for. */
const SURROGATES = new Set(['UNICODE surrogate pair', 'BINUNICODE surrogate pair']);

/** The listing up to its first complaint, ended as `dis` ends. */
function untilComplaint(listing: string): { text: string; complaint: string | null } {
  const lines = listing.split('\n');
  const at = lines.findIndex((line) => !/^ *\d+: |^highest/.test(line));
  const text = (at < 0 ? lines : lines.slice(0, at)).map((line) => `${line}\n`).join('');
  return { text, complaint: at < 0 ? null : lines[at]!.trim() };
}

/** `dis` has a crude stack of its own, and can lose a MARK that it counts on: an IndexError. */
const CRASH = /^(pop from empty list|list index out of range)$/;

/** Where `dis` can't go on, the listing says so in its words; where nothing can be read, in ours. */
function expectListing(pickle: Uint8Array, { dis, annotated, complaint, error }: Verdict): void {
  if (CRASH.test(complaint ?? '')) return;
  const all = { width: Number.POSITIVE_INFINITY };
  const plain = untilComplaint(disassemble(pickle).toString(all));
  expect(plain.text).toBe(dis);
  expect(untilComplaint(disassemble(pickle).toString({ ...all, annotate: 'opcodes' })).text).toBe(annotated);
  if (complaint === error) expect(plain.complaint === null).toBe(error === null);
  // `dis` lists what lies on the stack, and forgets which index MEMOIZE took.
  else
    expect(plain.complaint?.replace(/(?<=memo key )\d+(?= already)/, 'None')).toBe(
      complaint?.replace(/(?<=not empty after STOP).*/, '').replace(/(?<=memo key )\d+(?= already)/, 'None'),
    );
}

describe('pickles by hand, as pickletools has them', () => {
  const seen = new Set<string>();
  for (const verdict of cases) {
    const pickle = HAND.get(verdict.id)!;
    it(verdict.id, () => {
      const { lines, error } = disassembled(pickle);
      if (AS_LOADS.has(verdict.id)) {
        if (error !== null) expect(() => loads(pickle)).toThrow(error.message);
        else expect([...disassemble(pickle)][0]!.argument).toEqual(loads(pickle));
        return;
      }
      expect(lines).toEqual(verdict.instructions);
      expect(error === null).toBe(verdict.error === null);
      if (!SURROGATES.has(verdict.id)) expectListing(pickle, verdict);
      for (const line of lines) seen.add(line.split(' ')[1]!);
    });
  }

  it('hold every opcode', () => {
    expect([...seen].sort()).toEqual(OPCODES.flatMap((op) => op?.name ?? []).sort());
  });
});

for (const major of [1, 2] as const) {
  const found = findPython(major);
  const skipped = 'missing' in found && !process.env['CI'];
  if (skipped) console.log(`Live-Python tests were skipped: ${found.missing}.`);

  it.skipIf(skipped)(`5000 streams, as a live pickletools has them (${major})`, { timeout: 300_000 }, () => {
    if ('missing' in found) throw new Error(`CI must run live-Python tests: ${found.missing}`);
    const streams = Array.from({ length: 5000 }, (_, i) => stream(40 + major, i));
    const { stdout, status, stderr } = spawnSync(
      found.command,
      [join(FIXTURES, 'disassembly.py'), '--streams'],
      {
        input: streams.map((pickle) => `${Buffer.from(pickle).toString('hex')}\n`).join(''),
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
      },
    );
    if (status !== 0) throw new Error(stderr);
    const verdicts = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Verdict);
    expect(verdicts.length).toBe(streams.length);
    let equal = 0;
    let parted = 0;
    streams.forEach((pickle, i) => {
      const verdict = verdicts[i]!;
      const { lines, error } = disassembled(pickle);
      const at = lines.findIndex((line, k) => line !== verdict.instructions[k]);
      const readTo = at < 0 ? lines.length : at;
      if (readTo < verdict.instructions.length || (error === null) !== (verdict.error === null) || at >= 0) {
        // What either read last: numbers as text, which are read as `loads` reads them.
        const last = lines[readTo] ?? verdict.instructions[readTo] ?? error?.opcode ?? '';
        expect(last).toMatch(/\b(INT|LONG|FLOAT|PUT|GET)\b/);
        parted++;
        return;
      }
      if (!lines.some((line) => /s.*d8.*dc/.test(line))) expectListing(pickle, verdict);
      equal++;
    });
    expect(equal + parted).toBe(streams.length);
    expect(equal).toBeGreaterThan(streams.length / 2);
  });
}

/** Feeds a reader byte by byte, and gives what it stands at after each. */
function feedBytewise(pickle: Uint8Array): string[] {
  const reader = new Disassembler(4300);
  const lines: string[] = [];
  for (let at = 0; at < pickle.length; at++) {
    reader.feed(pickle.subarray(at, at + 1));
    while (reader.next()) {
      lines.push(lineOf(reader.instruction()));
      if (reader.opcode.name === 'STOP') return lines;
    }
  }
  throw new Error('no STOP');
}

describe('of every tenth golden pickle', () => {
  const pickles = ARCHIVES.flatMap((archive) => [...golden(archive).values()]).filter(
    (pickle, i) => i % 10 === 0 && pickle.length < 5000,
  );

  it('the same is read from single bytes', { timeout: 120_000 }, () => {
    for (const pickle of pickles) expect(feedBytewise(pickle)).toEqual(disassembled(pickle).lines);
  });

  it('the instructions begin where the machine begins one', { timeout: 120_000 }, () => {
    const registry = new Registry([]);
    let all = 0;
    let stood = 0;
    for (const pickle of pickles) {
      const machine = new StreamUnpickler(registry, {
        ...{ opaque: true, exact: true, maxDigits: 4300, maxMemo: 2 ** 26, encoding: 'bytes' },
        buffers: Array.from({ length: 50 }, () => new Uint8Array(8)),
      });
      // With too few bytes it goes back to where the opcode began.
      const stands = new Set([0]);
      for (let at = 0; at < pickle.length; at++) {
        machine.feed(pickle.subarray(at, at + 1));
        machine.run();
        stands.add(machine.offset);
      }
      const begins = new Set(Array.from(disassemble(pickle), ({ offset }) => offset).concat(pickle.length));
      expect([...stands].filter((offset) => !begins.has(offset))).toEqual([]);
      all += begins.size;
      stood += stands.size;
    }
    // It takes a tuple together with what follows.
    expect(stood / all).toBeGreaterThan(0.8);
  });
});

describe('what can’t be read', () => {
  it('cut at any byte: an UnpicklingError that says where, after all that is whole', {
    timeout: 120_000,
  }, () => {
    let cuts = 0;
    const python2 = [...golden('python2/python2.tar.gz').values()].filter((_, i) => i % 10 === 0);
    for (const pickle of [...golden('samples').values(), ...python2, ...HAND.values()]) {
      const { lines, error } = disassembled(pickle);
      if (error !== null || pickle.length > 1000) continue;
      const instructions = [...disassemble(pickle)];
      let whole = 0;
      for (let length = 0; length < instructions.at(-1)!.end; length++) {
        while (instructions[whole]!.end <= length) whole++;
        const { offset, opcode: name } = instructions[whole]!;
        const at = offset < length ? `at offset ${offset} (${name})` : `at offset ${offset}`;
        const cut = disassembled(pickle.subarray(0, length));
        const message = cut.error?.message ?? 'nothing';
        if (
          !message.startsWith(offset < length ? 'the pickle is truncated: ' : 'the pickle ends without STOP')
        )
          throw new Error(`cut at ${length}: ${message}`);
        if (!message.endsWith(at)) throw new Error(`cut at ${length}: ${message} is not ${at}`);
        if (cut.lines.length !== whole || cut.lines.at(-1) !== lines[whole - 1])
          throw new Error(`cut at ${length}: ${cut.lines.length} of ${whole} instructions`);
      }
      cuts += instructions.at(-1)!.end;
    }
    expect(cuts).toBeGreaterThan(20_000);
  });

  const refused: [string, Uint8Array, string][] = [
    ['nothing', bytes(''), 'the pickle ends without STOP, at offset 0'],
    [
      'no opcode',
      bytes('N\x99'),
      '0x99 is not a pickle opcode: is this a pickle, and is it whole?, at offset 1',
    ],
    [
      'a count',
      bytes('NB', u4(100), 'ab'),
      'the pickle is truncated: BINBYTES needs 105 bytes, 7 are left, at offset 1 (BINBYTES)',
    ],
    [
      'a huge count',
      bytes('\x8e', u8(2n ** 64n - 1n)),
      'the pickle is truncated: BINBYTES8 needs 18446744073709552000 bytes, 9 are left, at offset 0 (BINBYTES8)',
    ],
    [
      'a negative count',
      bytes('\x8b', u4(0xffffffff)),
      'a count of -1 bytes is negative, at offset 0 (LONG4)',
    ],
    [
      'a line',
      bytes('cos\nsystem'),
      'the pickle is truncated: GLOBAL needs a newline, 10 are left, at offset 0 (GLOBAL)',
    ],
    ['UTF-8', bytes('X', u4(2), '\xc3\x28.'), 'a str is not valid UTF-8, at offset 0 (BINUNICODE)'],
    ['UTF-8 of a name', bytes('cos\n\xff\n.'), 'a str is not valid UTF-8, at offset 0 (GLOBAL)'],
    ['an escape', bytes('NV\\u12\n.'), 'a \\u or \\U escape is malformed, at offset 1 (UNICODE)'],
    ['quotes', bytes("S'a\n."), "STRING's argument must be quoted, at offset 0 (STRING)"],
    ['digits', bytes('Iabc\n.'), '"abc" is not an integer, at offset 0 (INT)'],
    ['a float', bytes('F1.5.5\n.'), '"1.5.5" is not a float, at offset 0 (FLOAT)'],
  ];
  for (const [what, pickle, message] of refused) {
    it(what, () => {
      expect(() => [...disassemble(pickle)]).toThrow(
        new UnpicklingError(message.replace(/, at offset \d+( \(.*)?$/, ''), {
          offset: Number(/(\d+)( \(.*)?$/.exec(message)![1]),
          opcode: /\((\w+)\)$/.exec(message)?.[1] ?? null,
        }),
      );
      // The listing keeps what could be read, and ends with why.
      expect(disassemble(pickle).toString().split('\n').at(-1)).toBe(`UnpicklingError: ${message}`);
    });
  }

  it('numbers of too many digits, unless the limit is raised', () => {
    const pickle = bytes('L', '7'.repeat(5000), 'L\n.');
    expect(() => [...disassemble(pickle)]).toThrow(LimitError);
    const [{ argument }] = [...disassemble(pickle, { limits: { maxDigits: 5000 } })] as [Instruction];
    expect(argument).toBe(BigInt('7'.repeat(5000)));
    expect(String([...disassemble(pickle, { limits: { maxDigits: 5000 } })][0])).toMatch(
      / 0x2[\da-f]{97}\.\.\. \(4\d{3} digits\) Push a long integer\.$/,
    );
  });

  it('what is no bytes, and words that there are not', () => {
    expect(() => disassemble('N.' as never)).toThrow(
      new TypeError(
        'disassemble: the pickle must be an ArrayBuffer or a view of one (Uint8Array, Buffer), not String',
      ),
    );
    expect(() => disassemble(bytes('N.')).toString({ annotate: 'all' as never })).toThrow(
      new TypeError("annotate must be 'opcodes' or 'values', not all"),
    );
  });
});

describe('one at a time', () => {
  it('reads no further than asked, and starts anew each time', () => {
    const disassembly = disassemble(bytes('K\x01\xff'));
    for (let i = 0; i < 2; i++) {
      const { value } = disassembly[Symbol.iterator]().next();
      expect(value).toMatchObject({
        offset: 0,
        end: 2,
        opcode: 'BININT1',
        code: 0x4b,
        protocol: 1,
        argument: 1,
      });
    }
  });

  it('ends after STOP, and its end is where the next pickle begins', () => {
    const pickles = bytes('K\x01.K\x02.rest');
    const first = [...disassemble(pickles)];
    expect(first.map(({ opcode }) => opcode)).toEqual(['BININT1', 'STOP']);
    const second = [...disassemble(pickles.subarray(first.at(-1)!.end))];
    expect(second[0]).toMatchObject({ offset: 0, argument: 2 });
  });

  it('bytes are views of what was passed, whatever holds it', () => {
    const data = bytes('xx', '\x96', u8(3n), 'abc', 'C\x02de', '.', 'yy').buffer as ArrayBuffer;
    const shared = new SharedArrayBuffer(data.byteLength);
    new Uint8Array(shared).set(new Uint8Array(data));
    for (const memory of [data, shared]) {
      for (const pickle of [
        new Uint8Array(memory, 2),
        new DataView(memory, 2),
        Buffer.from(memory as ArrayBuffer, 2),
      ]) {
        const [long, short] = [...disassemble(pickle)] as [Instruction, Instruction];
        expect(long.argument).toEqual(new Uint8Array([97, 98, 99]));
        expect(long.argument).toMatchObject({ buffer: memory, byteOffset: 11, constructor: Uint8Array });
        expect(short.argument).toMatchObject({ buffer: memory, byteOffset: 16, length: 2 });
      }
    }
    expect([...disassemble(bytes('N.').buffer as ArrayBuffer)].length).toBe(2);
    // Text in shared memory, which decoders refuse.
    const text = bytes('X', u4(3), '\xe9\x9b\xaa', '.');
    const sharedText = new Uint8Array(new SharedArrayBuffer(text.length));
    sharedText.set(text);
    expect([...disassemble(sharedText)][0]!.argument).toBe('雪');
  });

  it('names are what `loads` would look for: no escapes, UTF-8', () => {
    const [os, snow] = [...disassemble(bytes('cos\nsy\\x73tem\nc\xe9\x9b\xaa\na b\n.'))] as [
      Instruction,
      Instruction,
    ];
    expect([os.argument, snow.argument]).toEqual(['os sy\\x73tem', '雪 a b']);
  });
});

describe('as text', () => {
  // pickletools.optimize(pickle.dumps([numpy.arange(3, dtype='u1'), 'é'], 4))
  const pickle = Buffer.from(
    '80049580000000000000005d288c166e756d70792e5f636f72652e6d756c746961727261798c0c5f7265636f6e737472756374938c' +
      '056e756d7079948c076e646172726179934b00854301628752284b014b038568008c056474797065938c02753189888752284b038c' +
      '017c4e4e4e4affffffff4affffffff4b00746289430300010274628c02c3a9652e',
    'hex',
  );

  it('an instruction is a line', () => {
    const [proto, , , , name] = [...disassemble(pickle)] as Instruction[];
    expect(String(proto)).toBe('    0: \\x80 PROTO      4              Protocol version indicator.');
    expect(String(name)).toBe(
      "   13: \\x8c SHORT_BINUNICODE 'numpy._core.multiarray' Push a Python Unicode string object.",
    );
  });

  it('a disassembly is the listing, in the console, too', () => {
    const listing = String(disassemble(pickle));
    expect(inspect(disassemble(pickle))).toBe(listing);
    expect([...disassemble(pickle).lines()].join('\n')).toBe(listing);
    expect(listing.split('\n').slice(-6)).toEqual([
      '  131: t            TUPLE      (MARK at 78)',
      '  132: b        BUILD',
      "  133: \\x8c     SHORT_BINUNICODE 'é'",
      '  137: e        APPENDS    (MARK at 12)',
      '  138: .    STOP',
      'highest protocol among opcodes = 4',
    ]);
  });

  it('with the values that each opcode makes', () => {
    const notes = [...disassemble(pickle).lines({ annotate: 'values' })].flatMap(
      (line) => /# (.*)/.exec(line)?.[1] ?? [],
    );
    const array = "numpy._core.multiarray._reconstruct(numpy.ndarray, (0,), b'b')";
    const dtype = "numpy.dtype('u1', False, True)";
    expect(notes).toEqual([
      'numpy._core.multiarray._reconstruct',
      'numpy.ndarray',
      '(0,)',
      "(numpy.ndarray, (0,), b'b')",
      array,
      '(3,)',
      "'numpy'",
      'numpy.dtype',
      "('u1', False, True)",
      dtype,
      "(3, '|', None, None, None, -1, -1, 0)",
      `${dtype} with state (3, '|', None, None, None, -1, -1, 0)`,
      `(1, (3,), ${dtype}, False, b'\\x00\\x01\\x02')`,
      `${array} with state (1, (3,), ${dtype}, False, b'\\x00\\x01\\x02')`,
      `[${array}, 'é']`,
      `[${array}, 'é']`,
    ]);
  });

  it('the values of all opcodes', () => {
    const last = (pickle: Uint8Array) =>
      /# (.*)/.exec([...disassemble(pickle).lines({ annotate: 'values' })].at(-2)!)?.[1];
    const values: [string, string][] = [
      ['(K\x01N\x88l.', '[1, None, True]'],
      [']K\x01a(K\x02I01\ne.', '[1, 2, True]'],
      ['}K\x01K\x02s(Va\nNVb\n\x89u.', "{1: 2, 'a': None, 'b': False}"],
      ['(Va\nF1\nd.', "{'a': 1.0}"],
      ['\x8f(K\x01K\x02\x90.', '{1, 2}'],
      ['\x8f.', 'set()'],
      ['(K\x01\x91.', 'frozenset({1})'],
      [')', '()'],
      ['cm\nC\n)\x81.', 'm.C.__new__()'],
      ['cm\nC\nK\x01\x85}\x92.', 'm.C.__new__(*(1,), **{})'],
      ['(cm\nC\nK\x01K\x02o.', 'm.C(1, 2)'],
      ['(K\x01im\nC\n.', 'm.C(1)'],
      ['cm\nf\nK\x01\x85R.', 'm.f(1)'],
      ['cm\nf\nK\x01R.', 'm.f(*1)'],
      ['ccollections\ndeque\n)R(K\x01K\x02e.', 'collections.deque()'],
      ['Pid\n.', "persistent_load('id')"],
      ['K\x05Q.', 'persistent_load(5)'],
      ['\x82\x05.', 'extension 5'],
      ['\x97\x97\x98\x86.', '(buffer 0, buffer 1 (read-only))'],
      [']q\0h\0a.', '[[]]'],
      ['K\x01K\x020.', '1'],
      ['K\x01(K\x02K\x031.', '1'],
      ['K\x012\x86.', '(1, 1)'],
      [`C\x20${'x'.repeat(32)}.`, '<32 bytes>'],
      [`X\x50\0\0\0${'x'.repeat(80)}.`, `'${'x'.repeat(38)}'... (80 characters)`],
      [`(${'K\x01'.repeat(1000)}t.`, `(${'1, '.repeat(32)}1...)`],
    ];
    for (const [text, value] of values) {
      const pickle = text.endsWith('.') ? bytes(text) : bytes(text, '.');
      expect(last(pickle)).toBe(value);
    }
  });

  it('long arguments are cut between characters, and say how long they are', () => {
    const argument = (pickle: Uint8Array, width?: number) =>
      /[A-Z\d]+ +(.*)/.exec(
        [...disassemble(pickle).lines(width === undefined ? {} : { width })][0]!.slice(12),
      )![1];
    expect(argument(bytes('B', u4(1000), '\0'.repeat(1000), '.'))).toBe(
      `b'${'\\x00'.repeat(24)}'... (1000 bytes)`,
    );
    expect(argument(bytes('\x96', u8(9n), 'abcdefghi.'), 15)).toBe("bytearray(b'a')... (9 bytes)");
    expect(argument(bytes('X', u4(8), '\xf0\x9f\x98\x80\xf0\x9f\x98\x80', '.'), 3)).toBe(
      "''... (2 characters)",
    );
    expect(argument(bytes('X', u4(8), '\xf0\x9f\x98\x80\xf0\x9f\x98\x80', '.'), 4)).toBe(
      "'😀'... (2 characters)",
    );
    expect(argument(bytes('\x8a\x09', '\xff'.repeat(8), '\0.'), 5)).toBe('18446... (20 digits)');
    expect(argument(bytes('\x8a\x09', '\0'.repeat(8), '\xff.'), 5)).toBe('-18446... (20 digits)');
    expect(argument(bytes('X', u4(3), 'abc.'), 5)).toBe("'abc'");
  });

  it('says what is wrong with the stack, and goes on', () => {
    expect(String(disassemble(bytes('K\x01tp0\n\x87g1\n.')))).toBe(
      [
        '    0: K    BININT1    1',
        '    2: t    TUPLE      no MARK exists on stack',
        '       no MARK exists on stack',
        '    3: p    PUT        0',
        '    6: \\x87 TUPLE3',
        '       tries to pop 3 items from stack with only 2 items',
        '    7: g    GET        1',
        '       memo key 1 has never been stored into',
        '   10: .    STOP',
        'highest protocol among opcodes = 2',
        '       stack not empty after STOP',
      ].join('\n'),
    );
  });
});

describe('time grows as the pickle does', () => {
  const families: Record<string, (n: number) => Uint8Array> = {
    'nested lists': (n) => bytes(']'.repeat(n), 'a'.repeat(n - 1), '.'),
    'MARKs and TUPLEs': (n) => bytes('('.repeat(n), 't'.repeat(n), '.'),
    'one APPENDS': (n) => bytes('](', 'K\x05'.repeat(n), 'e.'),
    'APPEND by APPEND': (n) => bytes(']', 'K\x05a'.repeat(n), '.'),
    'one TUPLE shared': (n) => bytes('K\x01\x94', '2\x86'.repeat(n), '.'),
    'short strings': (n) => bytes('](', 'X\x03\0\0\0abc'.repeat(n), 'e.'),
    'a long string': (n) => bytes('X', u4(16 * n), 'ab'.repeat(8 * n), '.'),
    'a long LONG4': (n) => bytes('\x8b', u4(8 * n), '\x77'.repeat(8 * n), '.'),
    'text lines': (n) => bytes('(', 'I12\nVab\nF1.5\ncm\nC\n'.repeat(n), 't.'),
    escapes: (n) => bytes('V', '\\u4e16'.repeat(n), '\n.'),
    'memo: MEMOIZE and GET': (n) => bytes(']', '\x94h\0'.repeat(n), '.'),
  };
  for (const [family, make] of Object.entries(families)) {
    it(family, { timeout: 120_000 }, async () => {
      const prepare = (size: number) => {
        const pickle = make(size);
        return () => {
          let count = 0;
          for (const _ of disassemble(pickle).lines({ annotate: 'values' })) count++;
          expect(count).toBeGreaterThan(0);
        };
      };
      await expectGrowth(prepare, 5000);
    });
  }

  it('fed byte by byte, too', { timeout: 120_000 }, async () => {
    const prepare = (size: number) => {
      const pickle = bytes('(B', u4(size), new Uint8Array(size), 'V', 'x'.repeat(size), '\nt.');
      return () => feedBytewise(pickle);
    };
    await expectGrowth(prepare, 4000);
  });
});
