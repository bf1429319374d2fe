/** What `inspect` says that a pickle names, against what CPython's machine asks for: none may be missing. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { inspect } from '../../src/inspect.ts';
import { findPython } from '../python/python.ts';
import { type Random, random } from '../random.ts';
import { stream } from './streams.ts';

const COUNT = process.env['CI'] ? 60_000 : 10_000;
const found = findPython(2);
const skipped = 'missing' in found && !process.env['CI'];
if (skipped) console.log(`Live-Python tests were skipped: ${found.missing}.`);

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const names = ['os', 'system', 'numpy', 'ndarray', 'm', 'f', 'a.b'];

/** Ways to push text, and ways to hide what it is for. */
const TEXT = [
  (name: string) => `X${String.fromCharCode(name.length)}\0\0\0${name}`,
  (name: string) => `\x8c${String.fromCharCode(name.length)}${name}`,
  (name: string) => `V${name}\n`,
  (name: string) => `S'${name}'\n`,
  (name: string) => `U${String.fromCharCode(name.length)}${name}`,
  (name: string) => `V${name.replace(/./gs, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`,
];
const OTHERS = (
  '0 2 ( 1 N ) ] } \x85 \x86 \x87 t l \x93 \x93 \x93 \x93 R \x81 \x92 b a e s u o . \x94 \x94 \x8f \x90 \x91 Q \x97 ' +
  'q\0 q\x01 q\x02 p3\n h\0 h\x01 h\x02 g3\n h\x03 r\xff\xff\xff\x7f j\xff\xff\xff\x7f \x80\x02 \x80\x04 Pid\n \x82\x01 K\x05'
).split(' ');

function hiding({ next, below }: Random): Buffer {
  const pieces: string[] = [];
  for (let left = 3 + below(25); left > 0; left--) {
    const name = names[below(names.length)]!;
    const kind = next();
    if (kind < 0.35) pieces.push(TEXT[below(TEXT.length)]!(name));
    else if (kind < 0.42) pieces.push(`c${name}\n${names[below(names.length)]}\n`);
    else if (kind < 0.45) pieces.push(`(i${name}\nf\n`);
    else pieces.push(OTHERS[below(OTHERS.length)]!);
  }
  return latin1(`${pieces.join('')}.`);
}

it.skipIf(skipped)(`misses none of the names in ${COUNT} pickles`, { timeout: 300_000 }, () => {
  if ('missing' in found) throw new Error(`CI must run live-Python tests: ${found.missing}`);
  const numbers = random(7);
  const pickles = Array.from({ length: COUNT }, (_, i) => (i % 4 === 0 ? stream(11, i) : hiding(numbers)));
  const program = fileURLToPath(new URL('names.py', import.meta.url));
  const input = pickles.map((bytes) => `${Buffer.from(bytes).toString('hex')}\n`).join('');
  const { stdout, stderr } = spawnSync(found.command, [program], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const lines = stdout.split('\n').slice(0, -1);
  expect(lines.length, stderr).toBe(COUNT);
  let asked = 0;
  lines.forEach((line, i) => {
    const { globals, verdict } = inspect(pickles[i]!);
    const known = new Set(globals.map(({ module, name }) => `${module}\n${name}`));
    for (const [module, name] of JSON.parse(line) as [string, string][]) {
      asked++;
      const text = Buffer.from(pickles[i]!).toString('latin1');
      expect(known.has(`${module}\n${name}`), `${JSON.stringify(text)} names ${module}.${name}`).toBe(true);
      if (module === 'os' || name.startsWith('os.')) expect(verdict, JSON.stringify(text)).toBe('dangerous');
      if (module === 'm') expect(verdict).not.toBe('safe');
    }
  });
  expect(asked).toBeGreaterThan(COUNT / 4);
});
