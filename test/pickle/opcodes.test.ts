import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loads, UnpicklingError } from '../../src/index.ts';
import { ARGUMENT_SIZE, OPCODES } from '../../src/pickle/opcodes.ts';
import type { Node } from '../golden/form.ts';
import { expectLoaded, FIXTURES, readGroup } from '../golden/golden.ts';
import { bytes } from './assemble.ts';

interface Fixture {
  readonly table: readonly {
    code: number;
    name: string;
    protocol: number;
    argument: string | null;
    size: number;
  }[];
  readonly cases: readonly { id: string; hex: string; value?: Node; error?: string }[];
}

const { table, cases } = JSON.parse(readFileSync(`${FIXTURES}/opcodes.json`, 'utf8')) as Fixture;

describe('the opcode table', () => {
  it('has the 68 opcodes of pickletools, by the same names, since the same protocols', () => {
    const ours = OPCODES.flatMap((op) => (op ? [[op.code, op.name, op.protocol]] : []));
    expect(ours).toEqual(table.map((op) => [op.code, op.name, op.protocol]));
    expect(ours.length).toBe(68);
  });

  it('knows how many bytes of fixed size follow each', () => {
    // pickletools counts −2, −3, −4, −5 for a count of 1, 4 (signed), 4 and 8 bytes; −1 for a line.
    const counted = new Map([
      [-1, 0],
      [-2, 1],
      [-3, 4],
      [-4, 4],
      [-5, 8],
    ]);
    for (const { code, name, size } of table) {
      expect([name, ARGUMENT_SIZE[code]]).toEqual([name, counted.get(size) ?? size]);
    }
  });
});

/** Where this package and CPython part on purpose. Everything else must agree. */
const DIFFERENT: Record<string, string> = {
  'more after STOP': 'an error here: silently unread bytes are often a second pickle (test/loads.test.ts)',
};

describe('pickles by hand, as CPython judges them', () => {
  for (const { id, hex, value, error } of cases) {
    const pickle = Uint8Array.from(Buffer.from(hex, 'hex'));
    if (id in DIFFERENT) continue;
    it(`${id}: ${error ?? 'a value'}`, () => {
      if (error !== undefined) {
        expect(() => loads(pickle)).toThrow(UnpicklingError);
        return;
      }
      const group = {
        dtypes: [],
        cases: [
          {
            id,
            kind: 'value',
            value: value as Node,
            original: [],
            loaded: [[]],
            pickles: [
              { name: 'hand', protocol: 0, loaded: 0, base64: Buffer.from(pickle).toString('base64') },
            ],
          },
        ],
      };
      const golden = readGroup(group, 2)[0]!;
      expectLoaded(loads(pickle), golden, golden.pickles[0]!);
    });
  }
});

it('keeps 1 and True apart as keys, where Python would have one: no dict that Python pickled holds both', () => {
  expect([...(loads(bytes('}(K\x01K\x02\x88K\x03u.')) as Map<unknown, number>)]).toEqual([
    [1, 2],
    [true, 3],
  ]);
});
