/**
 * The code of the README and of docs/ runs, and prints what it says. What calls `python3` runs with each NumPy that is
 * found: one that is missing fails under CI; elsewhere the example is skipped.
 */

import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { formatWithOptions } from 'node:util';
import { transform } from 'esbuild';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findPython, type NoPython, type Python } from './python/python.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PAGES = [
  'README.md',
  ...(await readdir(join(ROOT, 'docs'))).sort().map((file) => `docs/${file}`),
].filter((page) => page.endsWith('.md') && !['docs/allowed-globals.md', 'docs/speed.md'].includes(page));

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

/** Programs that examples run, by what their Python must have beside NumPy. */
const NEEDS: Readonly<Record<string, string>> = {
  'docs/examples/predict.py': 'sklearn',
  'joblib.load': 'joblib',
};

const PYTHONS = [findPython(1), findPython(2)];

function has({ command }: Python, module: string): boolean {
  try {
    execFileSync(command, ['-c', `import ${module}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The Pythons to run an example with: each NumPy's, or those that have a module that it needs. */
function pythonsFor(module: string | undefined): readonly (Python | NoPython)[] {
  if (module === undefined) return PYTHONS;
  const having = PYTHONS.filter((python) => !('missing' in python) && has(python, module));
  return having.length > 0 ? having : [{ missing: `no Python with NumPy has ${module}` }];
}

let folder: string;
beforeAll(async () => {
  // Inside the tree, so that the package finds itself by its own name.
  folder = await mkdtemp(join(ROOT, 'dist', 'readme-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function expectPrints(name: string, code: string, output: readonly string[]): Promise<void> {
  const printed: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((...args) => {
    printed.push(...formatWithOptions({ colors: false }, ...args).split('\n'));
  });
  try {
    const file = join(folder, `${name.replaceAll('/', '-')}.mjs`);
    await writeFile(file, (await transform(code, { loader: 'ts' })).code);
    await import(pathToFileURL(file).href);
  } finally {
    log.mockRestore();
  }
  expect(printed).toEqual(output);
}

/** Declares the tests of an example that runs `python3`. */
function declareWithPython(name: string, where: string, { code, output }: Example): void {
  const [, module] = Object.entries(NEEDS).find(([program]) => code.includes(program)) ?? [];
  for (const python of pythonsFor(module)) {
    if ('missing' in python) {
      if (process.env['CI']) {
        it(name, () => {
          throw new Error(`CI must run the examples that need Python: ${python.missing}`);
        });
      } else {
        console.log(`${where} was skipped: ${python.missing}.`);
        it.skip(`${name} (skipped: ${python.missing})`, () => {});
      }
      continue;
    }
    it(`${name}: NumPy ${python.numpy}`, async () => {
      // A library may warn of what is not ours; NumPy must not.
      if (module === undefined) vi.stubEnv('PYTHONWARNINGS', 'error');
      try {
        const own = code.replaceAll("'python3'", JSON.stringify(python.command));
        await expectPrints(`${where}-${python.numpy}`, own, output);
      } finally {
        vi.unstubAllEnvs();
      }
    });
  }
}

for (const page of PAGES) {
  const text = await readFile(join(ROOT, page), 'utf8');
  describe(page, () => {
    it('has examples', () => {
      expect(examples(text).length).toBeGreaterThan(2);
    });

    for (const example of examples(text)) {
      const name = `line ${example.line}`;
      if (example.code.includes("'python3'")) declareWithPython(name, `${page} ${name}`, example);
      else it(name, () => expectPrints(`${page} ${name}`, example.code, example.output));
    }
  });
}

it('shows code whose types hold under the settings of this repository', async () => {
  const files: string[] = [];
  for (const page of PAGES) {
    for (const { line, code } of examples(await readFile(join(ROOT, page), 'utf8'))) {
      const file = join(folder, `${page.replaceAll('/', '-')} line ${line}.ts`);
      await writeFile(file, code);
      files.push(file);
    }
  }
  const { options } = ts.parseJsonConfigFileContent({ extends: '../../test/tsconfig.json' }, ts.sys, folder);
  const found = ts.getPreEmitDiagnostics(ts.createProgram(files, options));
  const told = found.map(
    ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
  );
  expect(told).toEqual([]);
}, 60_000);

it('shows the programs that its examples run', async () => {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  const shown = Array.from(readme.matchAll(/^```py\n(.*?)^```/gms), ([, code]) => code!);
  const folder = join(ROOT, 'docs', 'examples');
  const programs = (await readdir(folder)).filter((file) => file.endsWith('.py'));
  const texts = await Promise.all(programs.map((file) => readFile(join(folder, file), 'utf8')));
  expect(shown.sort()).toEqual(texts.sort());
});
