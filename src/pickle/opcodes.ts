/**
 * The opcodes of pickle protocols 0–5, as data.
 *
 * Source: CPython's `Lib/pickletools.py`. Every reader of pickles here (the machine, and whatever only
 * lists opcodes) takes names and argument layouts from this table.
 */

/**
 * What follows an opcode:
 *
 * | kind | bytes |
 * |---|---|
 * | `none` | nothing |
 * | `u1` `u2` `i4` `u4` `u8` | a little-endian integer |
 * | `f8` | a big-endian float64 |
 * | `line` | text up to a newline |
 * | `lines` | two of them |
 * | `n1` `n4` `n8` | an unsigned little-endian count (`s4`: signed), then as many bytes |
 */
export type ArgumentKind =
  | 'none'
  | 'u1'
  | 'u2'
  | 'i4'
  | 'u4'
  | 'u8'
  | 'f8'
  | 'line'
  | 'lines'
  | 'n1'
  | 'n4'
  | 's4'
  | 'n8';

/** One row of the table. */
export interface Opcode {
  readonly code: number;
  readonly name: string;
  readonly argument: ArgumentKind;
  /** The first protocol that has it. */
  readonly protocol: number;
}

// code (hex), name, argument, by protocol.
const TABLE: readonly string[] = [
  // 0
  `28 MARK none|2e STOP none|30 POP none|32 DUP none|46 FLOAT line|49 INT line|4c LONG line|4e NONE none|
50 PERSID line|52 REDUCE none|53 STRING line|56 UNICODE line|61 APPEND none|62 BUILD none|63 GLOBAL lines|
64 DICT none|67 GET line|69 INST lines|6c LIST none|70 PUT line|73 SETITEM none|74 TUPLE none`,
  // 1
  `31 POP_MARK none|47 BINFLOAT f8|4a BININT i4|4b BININT1 u1|4d BININT2 u2|51 BINPERSID none|54 BINSTRING s4|
55 SHORT_BINSTRING n1|58 BINUNICODE n4|65 APPENDS none|68 BINGET u1|6a LONG_BINGET u4|6f OBJ none|71 BINPUT u1|
72 LONG_BINPUT u4|75 SETITEMS none|29 EMPTY_TUPLE none|5d EMPTY_LIST none|7d EMPTY_DICT none`,
  // 2
  `80 PROTO u1|81 NEWOBJ none|82 EXT1 u1|83 EXT2 u2|84 EXT4 i4|85 TUPLE1 none|86 TUPLE2 none|87 TUPLE3 none|
88 NEWTRUE none|89 NEWFALSE none|8a LONG1 n1|8b LONG4 s4`,
  // 3
  '42 BINBYTES n4|43 SHORT_BINBYTES n1',
  // 4
  `8c SHORT_BINUNICODE n1|8d BINUNICODE8 n8|8e BINBYTES8 n8|8f EMPTY_SET none|90 ADDITEMS none|91 FROZENSET none|
92 NEWOBJ_EX none|93 STACK_GLOBAL none|94 MEMOIZE none|95 FRAME u8`,
  // 5
  '96 BYTEARRAY8 n8|97 NEXT_BUFFER none|98 READONLY_BUFFER none',
];

/** The opcodes by code; `undefined` where there is none. */
export const OPCODES: readonly (Opcode | undefined)[] = (() => {
  const table: (Opcode | undefined)[] = new Array(256).fill(undefined);
  TABLE.forEach((rows, protocol) => {
    for (const row of rows.split('|')) {
      const [code, name, argument] = row.trim().split(' ') as [string, string, ArgumentKind];
      table[Number.parseInt(code, 16)] = { code: Number.parseInt(code, 16), name, argument, protocol };
    }
  });
  return table;
})();

const FIXED: Partial<Record<ArgumentKind, number>> = {
  u1: 1,
  n1: 1,
  u2: 2,
  i4: 4,
  u4: 4,
  n4: 4,
  s4: 4,
  u8: 8,
  n8: 8,
  f8: 8,
};

/** How many bytes of fixed size follow each code: the argument, or the count in front of it. */
export const ARGUMENT_SIZE: Uint8Array = Uint8Array.from(OPCODES, (op) => (op && FIXED[op.argument]) ?? 0);
