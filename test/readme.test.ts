/** The README's code runs, and prints what it says. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { formatWithOptions } from 'node:util';
import { transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PAGES = ['README.md'];

interface Example {
  readonly line: number;
  readonly code: string;
  /** What its comments say it prints: those right below a `console.log`. */
  readonly output: readonly string[];
}

function examples(page: string): Example[] {
  const found: Example[] = [];
  for (const match of page.matchAll(/^```ts\n(.*?)^```/gms)) {
    const code = match[1]!;
    const output: string[] = [];
    let isOutput = false;
    for (const line of code.split('\n')) {
      if (line.trimStart().startsWith('// ') && isOutput) output.push(line.trimStart().slice(3));
      else isOutput = line.includes('console.log(');
    }
    found.push({ line: page.slice(0, match.index).split('\n').length, code, output });
  }
  return found;
}

let folder: string;
beforeAll(async () => {
  // Inside the tree, so that the package finds itself by its own name.
  folder = await mkdtemp(join(ROOT, 'dist', 'readme-'));
});
afterAll(() => rm(folder, { recursive: true }));

for (const page of PAGES) {
  const text = await readFile(join(ROOT, page), 'utf8');
  describe(page, () => {
    it('has examples', () => {
      expect(examples(text).length).toBeGreaterThan(2);
    });

    for (const { line, code, output } of examples(text)) {
      it(`line ${line}`, async () => {
        const printed: string[] = [];
        const log = vi.spyOn(console, 'log').mockImplementation((...args) => {
          printed.push(...formatWithOptions({ colors: false }, ...args).split('\n'));
        });
        try {
          const file = join(folder, `${page}-${line}.mjs`);
          await writeFile(file, (await transform(code, { loader: 'ts' })).code);
          await import(pathToFileURL(file).href);
        } finally {
          log.mockRestore();
        }
        expect(printed).toEqual(output);
      });
    }
  });
}
