/** Dicts that are read as plain objects are what Maps would have been turned to afterwards, whatever the bytes. */

import { describe, expect, it } from 'vitest';
import { loads, pythonClass } from '../../src/index.ts';
import { stream } from '../fuzz/streams.ts';
import { goldenArchives } from '../golden/golden.ts';
import { bytes } from './assemble.ts';
import { outcome } from './outcome.ts';

// Errors are made by the thousand here, on purpose.
Error.stackTraceLimit = 0;

describe('the same value, with all that it shares', () => {
  /** Of each, whether objects are what all of its dicts become as they are read. */
  const cases: Record<string, readonly [pickle: Uint8Array, hasObjects: boolean]> = {
    'an empty dict': [bytes('}.'), true],
    'one that is shared': [bytes('](}q\x01h\x01h\x01e.'), true],
    'one that holds itself': [bytes('}q\x01X\x01\0\0\0ah\x01s.'), true],
    'one in a tuple in a list in a dict': [bytes('}X\x01\0\0\0a](}}\x86es.'), true],
    'one that got no items, then some': [bytes('](}q\x01h\x01X\x01\0\0\0ah\x01se.'), true],
    __proto__: [bytes('}X\x09\0\0\0__proto__}s.'), true],
    'a key twice': [bytes('}(X\x01\0\0\0aK\x01X\x01\0\0\0bK\x02X\x01\0\0\0aK\x03u.'), true],
    'a key that is a number': [bytes('](}q\x01(X\x01\0\0\0aK\x01u}(K\x01K\x02uh\x01e.'), true],
    'keys that are numbers, beside text': [
      bytes('](}\x94(K\x01}X\x01\0\0\0ah\0sX\x01\0\0\0b}uh\0(X\x01\0\0\0c}uh\0e.'),
      true,
    ],
    'keys that are None, bool, float or long': [
      bytes('](}r\0\0\0\0(N}u}p1\n(\x88}u}(G\0\0\0\0\0\0\0\0}u}(\x8a\x01\x05}ue.'),
      true,
    ],
    'the only key a number': [bytes('](}X\x01\0\0\0a}s}K\x01}se.'), false],
    'an empty dict, then a tuple that begins with a number': [bytes('](}q\x01(K\x01}th\x01e.'), false],
    'the same, and the dict gets text': [bytes('](}q\x01(K\x01}th\x01X\x01\0\0\0a}se.'), false],
    'the same, and the dict gets a number later': [
      bytes('](}q\x01(K\x01}th\x01K\x01}sh\x01X\x01\0\0\0a}se.'),
      true,
    ],
    'number keys that a class takes': [
      bytes('](}X\x01\0\0\0a}s}q\x01(K\x01}X\x01\0\0\0a}sucm\nA\n)\x81h\x01be.'),
      false,
    ],
    'one key of several a number, later': [bytes('](}q\x01(X\x01\0\0\0aK\x01uh\x01(K\x01h\x01ue.'), false],
    'one that the memo has far behind the others': [
      bytes('](}r\x70\x11\x01\0X\x01\0\0\0aK\x01s}K\x01K\x02sj\x70\x11\x01\0e.'),
      false,
    ],
    'a key of digits, which an object has first': [bytes('}(X\x01\0\0\0bK\x01X\x01\0\0\x007K\x02u.'), true],
    'keys of digits in a dict that a class takes': [
      bytes(
        '](}q\x01(X\x01\0\0\0bK\x01X\x01\0\0\x007}X\x01\0\0\0bK\x02X\x01\0\0\x003K\x05u',
        'h\x01(X\x01\0\0\0cK\x01X\x01\0\0\x007K\x02ucm\nA\n)\x81h\x01be.',
      ),
      false,
    ],
    'the same, and then a key that is a number': [
      bytes('](}q\x01(X\x01\0\0\0bK\x01X\x01\0\0\x007K\x02K\x01K\x02ucm\nA\n)\x81h\x01be.'),
      false,
    ],
    'keys that begin with digits': [
      bytes('}(X\x01\0\0\0bK\x01X\x02\0\0\0-7K\x02X\x02\0\0\x007aK\x03u.'),
      true,
    ],
    'one made of what lies above a MARK': [bytes('((dX\x01\0\0\0a(dsl.'), true],
    'the same with items': [bytes('((dp1\nX\x01\0\0\0a(X\x01\0\0\0bg1\ndsg1\nl.'), false],
    'one that an unknown class takes': [
      bytes('](}q\x01X\x01\0\0\0a}q\x02sh\x02cm\nA\n(h\x01](h\x01h\x02etRh\x01e.'),
      false,
    ],
    'one that is a state': [bytes('](}q\x01X\x01\0\0\0a}q\x02scm\nA\n)\x81q\x03h\x01bh\x03h\x02e.'), false],
    'one whose list is a state': [bytes('](}q\x01]q\x02(h\x01ecm\nA\n)\x81q\x03h\x02bh\x03h\x01e.'), false],
    'one that goes into an OrderedDict': [
      bytes('](}q\x01ccollections\nOrderedDict\n)Rq\x02X\x01\0\0\0ah\x01sh\x02h\x01e.'),
      false,
    ],
    'one that goes into a deque': [bytes('](}q\x01ccollections\ndeque\n)Rq\x02h\x01ah\x02h\x01e.'), false],
    'one that is keyword arguments': [bytes('\x80\x04](}q\x01cm\nA\n)h\x01\x92q\x02h\x02h\x01e.'), false],
    'one that is a persistent id': [bytes('](}q\x01h\x01Qh\x01e.'), false],
    'one that is a key, an error': [bytes('}}K\x01s.'), false],
    'one in a set, an error': [bytes('\x8f(}\x90.'), true],
    'one that is the order of an array, an error': [
      bytes('cnumpy\nndarray\n((tcnumpy\ndtype\n(Vi4\nI0\nI1\ntRC\x04abcdK\x00N}tR.'),
      true,
    ],
    'a state for one, an error': [bytes('}K\x01b.'), true],
    'items for None, an error': [bytes('NK\x01K\x02s.'), false],
    'items without a key, an error': [bytes('}(X\x01\0\0\0au.'), true],
  };

  it.each(Object.entries(cases))('%s', (name, [pickle, hasObjects]) => {
    const expected = outcome(pickle, [], { objects: 'afterwards' });
    if (name.endsWith('an error'))
      expect(expected.text).toMatch(/hashable|can't (take|set)|needs a value|must be 'C'.* not dict/);
    expect(outcome(pickle, [], { objects: true })).toEqual({ text: expected.text, hasObjects });
    // By single bytes, what comes next is not seen, so there may be Maps.
    expect(outcome(pickle, [], { objects: true, size: 1 }).text).toBe(expected.text);
  });

  it('of all golden data', { timeout: 600_000 }, () => {
    let count = 0;
    for (const { cases } of goldenArchives())
      for (const { pickles } of cases)
        for (const pickle of pickles.filter(({ bytes }) => bytes.length <= 8192 && bytes.includes(0x7d))) {
          count++;
          expect(outcome(pickle.bytes, pickle.buffers, { objects: true }).text).toBe(
            outcome(pickle.bytes, pickle.buffers, { objects: 'afterwards' }).text,
          );
        }
    expect(count).toBeGreaterThan(1000);
  });

  it('of streams made by a grammar', { timeout: 120_000 }, () => {
    let objects = 0;
    for (let i = 0; i < 20_000; i++) {
      const pickle = stream(8, i);
      const found = outcome(pickle, [], { objects: true });
      expect(found.text, `stream ${i}`).toBe(outcome(pickle, [], { objects: 'afterwards' }).text);
      if (found.hasObjects && found.text.includes('no prototype')) objects++;
    }
    expect(objects).toBeGreaterThan(500);
  });
});

it('gives plain data objects', () => {
  const value = loads(bytes('}X\x01\0\0\0a}X\x09\0\0\0__proto__K\x01ss.'), { dicts: 'object' });
  expect(Object.getPrototypeOf(value)).toBeNull();
  expect(Object.keys((value as { a: object }).a)).toEqual(['__proto__']);
});

describe('what users give and get', () => {
  const objects = { dicts: 'object' } as const;

  it('a class gets Maps, the result has objects', () => {
    const states: unknown[] = [];
    class Thing {}
    const setState = (_: Thing, state: unknown) => void states.push(state);
    const classes = [pythonClass({ module: 'm', name: 'A', type: Thing, setState })];
    const pickle = bytes('](}X\x01\0\0\0aK\x01scm\nA\n)\x81}X\x01\0\0\0b}sbe.');
    const [dict] = loads(pickle, { ...objects, classes }) as [object];
    expect(Object.getPrototypeOf(dict)).toBeNull();
    expect(states).toEqual([new Map([['b', new Map()]])]);
  });

  it('a persistent id is a Map, and what stands for it is left alone', () => {
    const kept = Object.assign(Object.create(null), { map: new Map([['a', 1]]) });
    const ids: unknown[] = [];
    const persistentLoad = (id: unknown) => {
      ids.push(id);
      return kept;
    };
    const [loaded, dict] = loads(bytes('](}X\x01\0\0\0aK\x01sQ}e.'), {
      ...objects,
      persistentLoad,
    }) as object[];
    expect(ids).toEqual([new Map([['a', 1]])]);
    expect(loaded).toBe(kept);
    expect(kept.map).toBeInstanceOf(Map);
    expect(Object.getPrototypeOf(dict)).toBeNull();
  });
});
