/** Payloads that a driver leaves unread: asked for where something takes their bytes, and nowhere else. */

import { describe, expect, it } from 'vitest';
import { dumps, loads, tuple } from '../../src/index.ts';
import { defaultEntries } from '../../src/machine.ts';
import { StreamUnpickler } from '../../src/pickle/stream-unpickler.ts';
import { DONE, FETCH, PAYLOAD } from '../../src/pickle/window.ts';
import { type PythonClass, pythonClass, pythonFunction } from '../../src/registry/python-class.ts';
import { Registry } from '../../src/registry/registry.ts';
import type { Payload } from '../../src/values/payload.ts';
import { expectLoaded, goldenArchives } from '../golden/golden.ts';

const registry = new Registry(
  defaultEntries({ copy: 'if-needed', arrays: undefined, exact: false, protocol: 0 }),
);

interface Outcome {
  readonly value: unknown;
  /** Offset and length of what was left unread, and of that what was asked for. */
  readonly deferred: [number, number][];
  readonly fetched: [number, number][];
}

/** Loads in chunks of `size` bytes, and leaves every payload of 2 bytes or more unread that is not there yet. */
function loadDeferred(
  bytes: Uint8Array,
  size: number,
  { buffers, classes = [] }: { buffers?: readonly Uint8Array[]; classes?: readonly PythonClass[] } = {},
): Outcome {
  const deferred: [number, number][] = [];
  const fetched: [number, number][] = [];
  const lookup = classes.length === 0 ? registry : new Registry(classes, registry);
  const options = { buffers, opaque: false, exact: false, maxDigits: 4300, maxMemo: 2 ** 26, large: 1 };
  const machine = new StreamUnpickler(lookup, options);
  let at = 0;
  for (;;) {
    const status = machine.run();
    if (status === DONE) return { value: machine.result, deferred, fetched };
    if (status === FETCH) {
      const payload = machine.wanted!;
      fetched.push([payload.start, payload.length]);
      payload.fill(bytes.slice(payload.start, payload.start + payload.length));
    } else if (status === PAYLOAD) {
      const rest = machine.takeRest().length;
      deferred.push([at - rest, machine.payloadLength]);
      at += machine.payloadLength - rest;
      machine.defer(rest);
    } else {
      if (at >= bytes.length) machine.close();
      machine.feed(bytes.slice(at, at + size));
      at = Math.min(at + size, bytes.length);
    }
  }
}

describe.each(goldenArchives())('$name', ({ cases }) => {
  it('the same values, each payload asked for once', () => {
    let asked = 0;
    for (const golden of cases)
      for (const [i, pickle] of golden.pickles.entries()) {
        const { value, deferred, fetched } = loadDeferred(pickle.bytes, 1 + (i % 5), pickle);
        expectLoaded(value, golden, pickle);
        const places = new Set(deferred.map(String));
        for (const place of fetched) if (!places.delete(String(place))) throw new Error(`asked for ${place}`);
        asked += fetched.length;
      }
    expect(asked).toBeGreaterThan(50);
  });
});

/** What is taken where, as text so long that it is asked for, bytes and a bytearray. */
const long = (i: number) => `text ${i} `.repeat(40);
const bytes = (i: number) => new Uint8Array(50).fill(i);
const nested = [
  new Map<unknown, unknown>([
    [long(1), bytes(1)],
    ['list', [long(2), 7, bytes(2), long(1)]],
    [tuple(long(3), bytes(3)), new Set([long(4), long(5)])],
  ]),
  tuple(bytes(4), tuple(long(6)), [[bytes(5)]], long(7)),
  ...Array.from({ length: 1500 }, (_, i) => (i % 3 === 0 ? long(i) : i % 3 === 1 ? bytes(i) : i)),
];

it.each([2, 3, 4, 5] as const)('in containers of all kinds, protocol %i', (protocol) => {
  const pickle = dumps(nested, { protocol });
  const { value, fetched } = loadDeferred(pickle, 3);
  expect(value).toEqual(loads(pickle));
  expect(fetched.length).toBeGreaterThan(500);
});

it('what an entry takes as it is stays unread', () => {
  const kept: Payload[] = [];
  class Blob {}
  const classes = [
    pythonFunction({
      module: 'shop',
      name: 'blob',
      payloads: true,
      call: ([payload]) => {
        kept.push(payload as Payload);
        return new Blob();
      },
    }),
    pythonClass({ module: 'shop', name: 'Part', create: ([data]) => ({ data }) }),
  ];
  // [blob(b'…'), Part(b'…')], by the opcodes that Python writes.
  const call = (name: string, i: number) =>
    `\x8c\x04shop\x8c\x04${name}\x93B\x32\x00\x00\x00${String.fromCharCode(i).repeat(50)}\x85R`;
  const pickle = new Uint8Array(Buffer.from(`\x80\x04](${call('blob', 1)}${call('Part', 2)}e.`, 'latin1'));
  const { value, deferred, fetched } = loadDeferred(pickle, 4, { classes });
  expect(value).toEqual([new Blob(), { data: bytes(2) }]);
  expect([deferred.length - fetched.length, kept.map(({ isRead }) => isRead)]).toEqual([1, [false]]);
  const [{ start, length }] = kept as [Payload];
  expect(pickle.slice(start, start + length)).toEqual(bytes(1));
});
