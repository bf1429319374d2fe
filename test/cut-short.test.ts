/** Every pickle that real NumPy wrote, cut short at every byte. */

import { expect, it } from 'vitest';
import { loads, UnpicklingError } from '../src/index.ts';
import { goldenCases } from './golden/golden.ts';
import { random } from './random.ts';

// Millions of errors are made here on purpose; where they come from is known.
Error.stackTraceLimit = 0;

function cut(bytes: Uint8Array, buffers: readonly Uint8Array[], length: number): void {
  try {
    loads(bytes.subarray(0, length), { buffers });
  } catch (error) {
    if (!(error instanceof UnpicklingError)) throw error;
    // At the very end there is no opcode; everywhere else there is one.
    const located = error.opcode === null ? error.offset === length : error.offset < length;
    if (located) return;
    throw new Error(`cut at ${length}: ${error.message} (${error.offset}, ${error.opcode})`);
  }
  throw new Error(`cut at ${length}, it loaded`);
}

/** How many bytes two begin with in common. */
function common(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
}

it('is an UnpicklingError with offset and opcode', { timeout: 1_800_000 }, () => {
  const pickles = new Map<string, readonly Uint8Array[]>();
  for (const golden of goldenCases())
    for (const { bytes, buffers } of golden.pickles)
      pickles.set(Buffer.from(bytes).toString('latin1'), buffers);
  // Minutes, so only CI does all; elsewhere each 60th.
  const all = process.env['CI'] !== undefined;
  const chance = random(7);
  let cuts = 0;
  let before = '';
  // What begins as the one before was cut there already: half of all, in this order.
  for (const text of [...pickles.keys()].sort().filter((_, i) => all || i % 60 === 0)) {
    const bytes = Buffer.from(text, 'latin1');
    const buffers = pickles.get(text)!;
    const from = buffers.length === 0 ? common(text, before) : 0;
    if (text.length < 2000) for (let at = from; at < text.length; at++, cuts++) cut(bytes, buffers, at);
    else for (let n = 0; n < 200; n++, cuts++) cut(bytes, buffers, chance.below(text.length));
    if (text.length < 2000 && buffers.length === 0) before = text;
  }
  expect(cuts).toBeGreaterThan(all ? 6_000_000 : 100_000);
});
