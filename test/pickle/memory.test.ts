/** What a pickle takes in memory stays within a small multiple of its size: the figures that SECURITY.md states. */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LoadOptions } from '../../src/index.ts';

/** Bytes at the peak, garbage that is not yet collected with them, for each byte of the pickle, and for any. */
const MULTIPLE = 512;
const CONSTANT = 2 ** 26;

const run = promisify(execFile);
const CHILD = fileURLToPath(new URL('memory-child.mjs', import.meta.url));
let directory: string;
let bundle: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'memory-'));
  bundle = join(directory, 'index.mjs');
  const entryPoints = [fileURLToPath(new URL('../../src/index.ts', import.meta.url))];
  await build({ entryPoints, bundle: true, format: 'esm', outfile: bundle, logLevel: 'error' });
});
afterAll(() => rmSync(directory, { recursive: true }));

interface Family {
  readonly unit: string;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly options?: LoadOptions;
  /** What the error says, where the pickle asks for too much. */
  readonly error?: RegExp;
}

async function measured(family: Family, size: number) {
  const spec = JSON.stringify({ prefix: '(', suffix: 't.', options: {}, ...family, error: undefined, size });
  const { stdout } = await run(process.execPath, ['--expose-gc', CHILD, bundle, spec]);
  return JSON.parse(stdout) as { size: number; error: string | null; peak: number; kept: number };
}

const opaque: LoadOptions = { unknownGlobals: 'opaque' };
const DTYPE = 'X\x02\0\0\0S5q\x050cnumpy\ndtype\nq\x010h\x05I0\nI1\n\x87q\x020';
/** A thousand characters, or None a thousand times, in the memo as 1; what calls it, as 2. */
const text = `X\xe8\x03\0\0${'a'.repeat(1000)}q\x010`;
const list = `](${'N'.repeat(1000)}eq\x010`;
const called = (global: string) => `c${global}\nq\x020(`;
const TOO_MUCH = /^LimitError: .*\d+ bytes would be made or copied .* raise limits.maxBytes/;

const families: Record<string, Family> = {
  None: { unit: 'N' },
  lists: { unit: ']' },
  tuples: { unit: ')' },
  'tuples in tuples': { unit: '\x85', prefix: 'N', suffix: '.' },
  dicts: { unit: '}' },
  sets: { unit: '\x8f' },
  frozensets: { unit: '(\x91' },
  'empty bytes': { unit: 'C\0' },
  'empty Python 2 strings': { unit: 'U\0' },
  'exact floats': { unit: 'G\x01\x02\x03\x04\x05\x06\x07\x08', options: { exact: true } },
  MARKs: { unit: '(', prefix: '', suffix: '', error: /without STOP/ },
  'memoised lists': { unit: ']\x94' },
  'memo slots': { unit: '\x94', prefix: 'N', suffix: '.' },
  'calls of unknown functions': { unit: 'h\x01)R', prefix: 'ca\nb\nq\x01(', options: opaque },
  'persistent ids': { unit: 'P\n', options: opaque },
  'extension codes': { unit: '\x82\x01', options: opaque },
  'objects with entries': { unit: 'h\x01)R', prefix: 'ccollections\nOrderedDict\nq\x01(' },
  arrays: {
    unit: 'h\x01()h\x03C\x04abcdtR',
    prefix: 'cnumpy\ndtype\n(Vi4\nI0\nI1\ntRq\x030cnumpy\nndarray\nq\x01(',
  },
  'data types': { unit: 'h\x01h\x02R', prefix: `${DTYPE}(` },
  'one text encoded again and again': {
    prefix: `X\x06\0\0\0latin1q\x030${text}${called('_codecs\nencode')}`,
    unit: 'h\x02h\x01h\x03\x86R',
    error: TOO_MUCH,
  },
  'sets of one list': {
    prefix: `${list}${called('builtins\nset')}`,
    unit: 'h\x02h\x01\x85R',
    error: TOO_MUCH,
  },
  'deques of one list': {
    prefix: `${list}${called('collections\ndeque')}`,
    unit: 'h\x02h\x01\x85R',
    error: TOO_MUCH,
  },
  'a list set as items of itself': { unit: 'h\x01h\x01e(', prefix: ']q\x01(', suffix: 'e.' },
};

describe('memory', () => {
  for (const [name, family] of Object.entries(families)) {
    it(name, { retry: 1, timeout: 60_000 }, async () => {
      const { size, error, peak, kept } = await measured(family, 2 ** 20);
      if (family.error === undefined) expect(error).toBeNull();
      else expect(error).toMatch(family.error);
      expect(peak).toBeLessThan(MULTIPLE * size + CONSTANT);
      expect(kept).toBeLessThan((MULTIPLE / 2) * size);
    });
  }

  it('what a header alone announces takes none', { timeout: 60_000 }, async () => {
    // A payload of 2^60 bytes, a text of 4 GB, a memo slot of 2^31, a frame of 2^62.
    const headers = [
      '\x96\0\0\0\0\0\0\0\x10',
      'X\xff\xff\xff\xff',
      'Nr\xff\xff\xff\x7f',
      '\x95\0\0\0\0\0\0\0\x40N.',
    ];
    for (const prefix of headers) {
      const { error, peak } = await measured({ prefix, unit: 'N', suffix: '', error: /./ }, 64);
      expect(error).toMatch(/truncated|without STOP|bytes follow/);
      expect(peak).toBeLessThan(2 ** 23);
    }
  });
});
