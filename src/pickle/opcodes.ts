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

// The code's character, name, argument unless none; by protocol.
const TABLE: readonly string[] = [
  // 0
  `(MARK .STOP 0POP 2DUP FFLOAT:line IINT:line LLONG:line NNONE PPERSID:line RREDUCE SSTRING:line VUNICODE:line
aAPPEND bBUILD cGLOBAL:lines dDICT gGET:line iINST:lines lLIST pPUT:line sSETITEM tTUPLE`,
  // 1
  `1POP_MARK GBINFLOAT:f8 JBININT:i4 KBININT1:u1 MBININT2:u2 QBINPERSID TBINSTRING:s4 USHORT_BINSTRING:n1
XBINUNICODE:n4 eAPPENDS hBINGET:u1 jLONG_BINGET:u4 oOBJ qBINPUT:u1 rLONG_BINPUT:u4 uSETITEMS )EMPTY_TUPLE
]EMPTY_LIST }EMPTY_DICT`,
  // 2
  `\x80PROTO:u1 \x81NEWOBJ \x82EXT1:u1 \x83EXT2:u2 \x84EXT4:i4 \x85TUPLE1 \x86TUPLE2 \x87TUPLE3 \x88NEWTRUE
\x89NEWFALSE \x8aLONG1:n1 \x8bLONG4:s4`,
  // 3
  'BBINBYTES:n4 CSHORT_BINBYTES:n1',
  // 4
  `\x8cSHORT_BINUNICODE:n1 \x8dBINUNICODE8:n8 \x8eBINBYTES8:n8 \x8fEMPTY_SET \x90ADDITEMS \x91FROZENSET
\x92NEWOBJ_EX \x93STACK_GLOBAL \x94MEMOIZE \x95FRAME:u8`,
  // 5
  '\x96BYTEARRAY8:n8 \x97NEXT_BUFFER \x98READONLY_BUFFER',
];

/** The opcodes by code; `undefined` where there is none. */
export const OPCODES: readonly (Opcode | undefined)[] = (() => {
  const table: (Opcode | undefined)[] = new Array(256).fill(undefined);
  TABLE.forEach((rows, protocol) => {
    for (const row of rows.split(/\s/)) {
      const code = row.charCodeAt(0);
      const [name, argument = 'none'] = row.slice(1).split(':') as [string, ArgumentKind?];
      table[code] = { code, name, argument, protocol };
    }
  });
  return table;
})();

/** How many bytes of fixed size follow each code: the argument, or the count in front of it. */
export const ARGUMENT_SIZE: Uint8Array = Uint8Array.from(OPCODES, (op) => Number(op?.argument[1]) || 0);

/** No argument of fixed size reaches further than this behind its opcode. */
export const LONGEST_ARGUMENT = 8;
