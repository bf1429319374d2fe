/**
 * Objects whose constructor arguments lead back to them. CPython makes such a one twice and drops the second
 * (`REDUCE POP GET`): that is no call whose result a pickle drops for what it did.
 */

import { expect, test } from 'vitest';
import { dumps, loads, type PyObject } from '../../src/index.ts';
import { bytes } from './assemble.ts';

// By CPython 3.11. class Call: `__reduce__` gives (Call, args); class Plain has a dict.
//   one: c = []; k = Call(c); c.append(k)       two: p = Plain(); k = Call(p); p.x = k
//   three: c = []; k = Call(c, 1); c.append(k); [k, {'again': k}]
const PICKLES: readonly (readonly [name: string, protocol: 0 | 2 | 4 | 5, base64: string])[] = [
  ['one', 0, 'Y2dyYXBoCkNhbGwKcDAKKChscDEKZzAKKGcxCnRwMgpScDMKYTAwZzIKUjBnMwou'],
  ['one', 2, 'gAJjZ3JhcGgKQ2FsbApxAF1xAWgAaAGFcQJScQNhMGgCUjBoAy4='],
  ['one', 4, 'gASVJAAAAAAAAACMBWdyYXBolIwEQ2FsbJSTlF2UaAJoA4WUUpRhMGgEUjBoBS4='],
  ['one', 5, 'gAWVJAAAAAAAAACMBWdyYXBolIwEQ2FsbJSTlF2UaAJoA4WUUpRhMGgEUjBoBS4='],
  [
    'two',
    0,
    'Y2dyYXBoCkNhbGwKcDAKKGNjb3B5X3JlZwpfcmVjb25zdHJ1Y3RvcgpwMQooY2dyYXBoClBsYWluCnAyCmNfX2J1aWx0aW5fXwpvYmplY3QKcDMKTnRwNApScDUKKGRwNgpWeApwNwpnMAooZzUKdHA4ClJwOQpzYjAwZzgKUjBnOQou',
  ],
  ['two', 2, 'gAJjZ3JhcGgKQ2FsbApxAGNncmFwaApQbGFpbgpxASmBcQJ9cQNYAQAAAHhxBGgAaAKFcQVScQZzYjBoBVIwaAYu'],
  ['two', 4, 'gASVOAAAAAAAAACMBWdyYXBolIwEQ2FsbJSTlGgAjAVQbGFpbpSTlCmBlH2UjAF4lGgCaAWFlFKUc2IwaAhSMGgJLg=='],
  ['two', 5, 'gAWVOAAAAAAAAACMBWdyYXBolIwEQ2FsbJSTlGgAjAVQbGFpbpSTlCmBlH2UjAF4lGgCaAWFlFKUc2IwaAhSMGgJLg=='],
  [
    'three',
    0,
    'KGxwMApjZ3JhcGgKQ2FsbApwMQooKGxwMgpnMQooZzIKSTEKdHAzClJwNAphSTEKMDAwZzMKUjBnNAphKGRwNQpWYWdhaW4KcDYKZzQKc2Eu',
  ],
  ['three', 2, 'gAJdcQAoY2dyYXBoCkNhbGwKcQFdcQJoAWgCSwGGcQNScQRhSwEwMGgDUjBoBH1xBVgFAAAAYWdhaW5xBmgEc2Uu'],
  [
    'three',
    4,
    'gASVOgAAAAAAAABdlCiMBWdyYXBolIwEQ2FsbJSTlF2UaANoBEsBhpRSlGFLATAwaAVSMGgGfZSMBWFnYWlulGgGc2Uu',
  ],
  [
    'three',
    5,
    'gAWVOgAAAAAAAABdlCiMBWdyYXBolIwEQ2FsbJSTlF2UaANoBEsBhpRSlGFLATAwaAVSMGgGfZSMBWFnYWlulGgGc2Uu',
  ],
];

test.each(PICKLES)('%s, protocol %i: the very bytes again', (_, protocol, base64) => {
  const pickle = Buffer.from(base64, 'base64');
  const value = loads(pickle, { exact: true });
  expect(Buffer.from(dumps(value, { protocol })).toString('base64')).toBe(base64);
});

test('a call whose result is dropped is no twin', () => {
  const kept = loads(bytes('cm\nC\n)Rp0\ncm\nset\n(g0\nK\x01tR0.'), { exact: true }) as PyObject;
  expect(kept.calls?.map((call) => `${call.class}`)).toEqual(['m.set']);
  const elsewhere = bytes('cm\nC\n)Rp0\n](cm\nset\n(g0\nK\x01tR0g0\ne.');
  const [object] = loads(elsewhere, { exact: true }) as PyObject[];
  expect(object!.calls?.map((call) => `${call.class}`)).toEqual(['m.set']);
  expect(() => loads(bytes('cm\nset\n(]tR0N.'), { exact: true })).toThrow(
    "a call of m.set on a list is dropped: { exact: true } can't keep it, at offset",
  );
});
