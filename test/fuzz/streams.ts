/** Opcode streams that are valid, or nearly: a grammar that knows what each opcode takes from the stack. */

import { type Random, random } from '../random.ts';

const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));

/** What lies on the stack, as far as the grammar cares; a MARK is `(`. */
type Kind = 'atom' | 'key' | 'list' | 'dict' | 'set' | 'tuple' | 'callable' | 'buffer' | '(';

const ATOMS: readonly string[] = [
  'N',
  '\x88',
  '\x89',
  'F1.5\n',
  'F-inf\n',
  'Fnan\n',
  'G\x40\x09\x21\xfb\x54\x44\x2d\x18',
  'G\x80\0\0\0\0\0\0\0',
]
  .concat([
    'I01\n',
    'I00\n',
    'I-0\n',
    'I+1\n',
    'I 1\n',
    'I010\n',
    'I0x1f\n',
    'I1_0\n',
    'I99999999999999999999\n',
    'I0b11\n',
  ])
  .concat([
    'L5L\n',
    'L-5\n',
    'L0x10L\n',
    'L 7 \n',
    'L9007199254740993L\n',
    '\x8b\x02\0\0\0\xff\x7f',
    '\x8a\0',
    '\x8a\x02\0\x80',
  ])
  .concat(['\x8a\x08\0\0\0\0\0\0\0\x80', 'J\xff\xff\xff\xff', 'M\xff\xff', '\x8b\0\0\0\0'])
  .concat(['\x97', '\x97\x98', '\x96\x03\0\0\0\0\0\0\0xyz', '\x96\x02\0\0\0\0\0\0\0ab\x98']);

const KEYS: readonly string[] = [
  'K\0',
  'K\x01',
  'K\x07',
  'I42\n',
  'X\x01\0\0\0a',
  'X\x02\0\0\0\xc3\xa9',
  'X\x03\0\0\0\xed\xa0\x80',
  '\x8c\x03abc',
]
  .concat([
    '\x8d\x01\0\0\0\0\0\0\0z',
    'Vtext\n',
    'V\\u00e9\\U0001f600\n',
    'V\\\\u0041\n',
    "S'a\\x41\\n'\n",
    'S"it"\n',
    "S'\\101\\8'\n",
  ])
  .concat([
    'U\x02\xe9x',
    'T\x02\0\0\0ab',
    'C\x02\x00\xff',
    'B\x01\0\0\0q',
    '\x8e\x01\0\0\0\0\0\0\0r',
    'X\x04\0\0\0\xf0\x9f\x98\x80',
  ]);

const CALLS: readonly string[] = [
  'cbuiltins\nset\n(]t',
  'cbuiltins\nset\n)',
  '\x8c\x08builtins\x8c\x09frozenset\x93(](K\x01K\x02et',
  'cbuiltins\nbytearray\n(C\x03abct',
  'c__builtin__\nbytearray\n(Vab\nVlatin-1\nt',
  'c__builtin__\nbytes\n)',
  'cbuiltins\ncomplex\n(K\x01F2.5\nt',
  'ccollections\nOrderedDict\n)',
  'ccollections\nOrderedDict\n(](](K\x01K\x02eat',
  'ccollections\ndeque\n)',
  'ccollections\ndeque\n(](K\x01K\x02eK\x01t',
  'c_codecs\nencode\n(V\xe9a\nVlatin1\nt',
];

/** What Python refuses, and so must we. */
const WRONG: readonly string[] = [
  'F 1\n',
  'F1_0\n',
  'I08\n',
  'I\n',
  'LL\n',
  'L1__0\n',
  'V\\u00e\n',
  "S'\n",
  "S'a\\x4'\n",
  'X\x02\0\0\0\xff\xfe',
]
  .concat([
    'cbuiltins\nset\n(NtR',
    'c_codecs\nencode\n(K\x01Vlatin1\ntR',
    'h\x63',
    'g-1\n',
    '\x82\x01',
    'cos\nsystem\n',
    '\x80\x09',
    'r\xff\0\0\0',
  ])
  .concat([
    'a',
    'e',
    's',
    'u',
    '\x90',
    '\x91',
    'b',
    'R',
    '\x81',
    '\x92',
    '\x93',
    'o',
    '0',
    '1',
    '2',
    't',
    'l',
    'd',
    'Q',
    '\x98',
    '\x94',
    '(',
  ]);

interface Rule {
  /** What lies on top, deepest first; `*` is any value, `(*` all down to a MARK. */
  readonly takes: readonly (Kind | '*' | '(*' | '(**')[];
  readonly code: string;
  readonly gives: readonly (Kind | '^')[];
}

/** `^` gives back what was taken first. */
const RULES: readonly Rule[] = [
  { takes: [], code: ']', gives: ['list'] },
  { takes: [], code: '}', gives: ['dict'] },
  { takes: [], code: '\x8f', gives: ['set'] },
  { takes: [], code: ')', gives: ['tuple'] },
  { takes: [], code: '(', gives: ['('] },
  { takes: [], code: '(', gives: ['('] },
  { takes: ['*'], code: '\x85', gives: ['tuple'] },
  { takes: ['*', '*'], code: '\x86', gives: ['tuple'] },
  { takes: ['*', '*', '*'], code: '\x87', gives: ['tuple'] },
  { takes: ['(*'], code: 't', gives: ['tuple'] },
  { takes: ['(*'], code: 'l', gives: ['list'] },
  { takes: ['(**'], code: 'd', gives: ['dict'] },
  { takes: ['(*'], code: '1', gives: [] },
  { takes: ['list', '*'], code: 'a', gives: ['list'] },
  { takes: ['list', '(*'], code: 'e', gives: ['list'] },
  { takes: ['dict', 'key', '*'], code: 's', gives: ['dict'] },
  { takes: ['dict', '(**'], code: 'u', gives: ['dict'] },
  { takes: ['set', '(*'], code: '\x90', gives: ['set'] },
  { takes: ['(*'], code: '\x91', gives: ['key'] },
  { takes: ['*'], code: '0', gives: [] },
  { takes: ['*'], code: '2', gives: ['^', '^'] },
  { takes: ['*'], code: '\x94', gives: ['^'] },
  { takes: ['*'], code: 'q\x03', gives: ['^'] },
  { takes: ['*'], code: 'p1\n', gives: ['^'] },
  { takes: ['*'], code: 'r\x02\0\0\0', gives: ['^'] },
  { takes: [], code: 'h\x03', gives: ['atom'] },
  { takes: [], code: 'h\0', gives: ['atom'] },
  { takes: [], code: 'j\x02\0\0\0', gives: ['atom'] },
  { takes: [], code: 'g1\n', gives: ['atom'] },
  { takes: ['*'], code: 'Q', gives: ['list'] },
  { takes: [], code: 'Pid\n', gives: ['list'] },
  { takes: ['*'], code: 'Nb', gives: ['^'] },
  { takes: [], code: '\x80\x04', gives: [] },
  { takes: [], code: 'cbuiltins\nset\n', gives: ['callable'] },
  { takes: [], code: '(ccollections\nOrderedDict\no', gives: ['dict'] },
  { takes: [], code: '(icollections\nOrderedDict\n', gives: ['dict'] },
  { takes: [], code: 'ccollections\nOrderedDict\n)\x81', gives: ['dict'] },
  { takes: [], code: 'ccollections\nOrderedDict\n)}\x92', gives: ['dict'] },
];

/** Which opcode must have been before a GET. */
const PUTS: Readonly<Record<string, string>> = {
  'h\x03': 'q\x03',
  'h\0': '\x94',
  'j\x02\0\0\0': 'r\x02\0\0\0',
  'g1\n': 'p1\n',
};

/** Where the MARK of `(*` lies, or −1. */
function applies(rule: Rule, stack: readonly Kind[]): number {
  let at = stack.length;
  for (let i = rule.takes.length - 1; i >= 0; i--) {
    const want = rule.takes[i]!;
    if (want === '(*' || want === '(**') {
      const mark = stack.lastIndexOf('(', at - 1);
      if (mark < 0) return -1;
      if (want === '(**' && (at - mark - 1) % 2 !== 0) return -1;
      if (want === '(**' && stack.slice(mark + 1, at).some((kind, k) => k % 2 === 0 && kind !== 'key'))
        return -1;
      at = mark;
      continue;
    }
    const has = stack[--at];
    if (has === undefined || has === '(' || (want !== '*' && want !== has)) return -1;
  }
  return at;
}

/** Stream `index` of `seed`; it ends with STOP. */
export function stream(seed: number, index: number): Uint8Array {
  const r: Random = random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const pick = <T>(items: readonly T[]): T => items[r.below(items.length)]!;
  const wild = r.below(3) === 0 ? 10 : 1e9;
  const stack: Kind[] = [];
  let text = '';
  /** A GET only of what was put: by its opcodes, not by what else has these characters. */
  const put = new Set<string>();
  const isSet = (code: string) => !(code in PUTS) || put.has(PUTS[code]!);
  const take = (rule: Rule, at: number) => {
    const first = stack[at];
    stack.length = at;
    for (const kind of rule.gives) stack.push(kind === '^' ? first! : kind);
    text += rule.code;
    put.add(rule.code);
  };
  for (let n = 2 + r.below(24); n > 0; n--) {
    const way = r.below(8);
    if (r.below(wild) === 0) text += pick(WRONG);
    else if (way === 0) {
      text += pick(ATOMS);
      stack.push('atom');
    } else if (way <= 2) {
      text += pick(KEYS);
      stack.push('key');
    } else if (way === 3 && r.below(2) === 0) {
      text += `${pick(CALLS)}R`;
      stack.push('atom');
    } else {
      const fitting = RULES.filter((rule) => applies(rule, stack) >= 0 && isSet(rule.code));
      const rule = pick(fitting);
      take(rule, applies(rule, stack));
    }
  }
  // One value for all that is left, mostly.
  if (r.below(8) > 0) {
    while (stack.includes('(')) take(RULES[9]!, stack.lastIndexOf('('));
    while (stack.length > 1) take(stack.length > 2 ? RULES[8]! : RULES[7]!, Math.max(0, stack.length - 3));
    if (stack.length === 0) text += 'N';
  }
  return latin1(`${text}.`);
}
