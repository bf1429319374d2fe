import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

// Imports point one way: the linter keeps it so, and this keeps the linter so. Every import that each layer
// could make is planted into a copy of the tree; the linter must reject exactly those not listed here.

const leaf = ['../errors.ts', '../values/x.ts'];
const layers: Record<string, string[]> = {
  'src/errors.ts': [],
  'src/values/x.ts': ['../errors.ts', './y.ts'],
  'src/dtype/x.ts': [...leaf, './y.ts'],
  'src/pickle/x.ts': [...leaf, './y.ts'],
  'src/new/x.ts': [...leaf, './y.ts'],
  'src/array/x.ts': [...leaf, './y.ts', '../dtype/x.ts'],
  'src/registry/x.ts': [...leaf, './y.ts', '../pickle/x.ts'],
  'src/numpy/x.ts': [...leaf, './y.ts', '../dtype/x.ts', '../array/x.ts', '../registry/x.ts'],
  'src/walk/x.ts': [...leaf, './y.ts', '../dtype/x.ts', '../array/x.ts'],
  'src/inspect/x.ts': [...leaf, './y.ts', '../dtype/x.ts', '../pickle/x.ts'],
  'src/convert/x.ts': [...leaf, './y.ts', '../dtype/x.ts', '../array/x.ts'],
  'src/io/x.ts': [...leaf, './y.ts'],
  'src/formats/x.ts': [
    ...leaf,
    './y.ts',
    ...['dtype', 'array', 'pickle', 'registry', 'numpy', 'io'].map((layer) => `../${layer}/x.ts`),
  ],
};

const folders = [
  'values',
  'dtype',
  'array',
  'pickle',
  'registry',
  'numpy',
  'walk',
  'inspect',
  'convert',
  'formats',
  'io',
  'cli',
  'new',
];
const constructor = '@stdlib/ndarray/ctor/lib/index.js';
const outside = ['node:fs', 'fs', 'fflate', 'ndarray', '@stdlib/ndarray', constructor, 'ndarray-pickle'];

// The verbs and the subpaths lie in src itself and may use whatever lies below.
for (const verb of ['loads', 'inspect', 'index', 'npy']) {
  layers[`src/${verb}.ts`] = [
    './errors.ts',
    './loads.ts',
    ...folders.filter((f) => f !== 'cli').map((f) => `./${f}/x.ts`),
  ];
}

// Two subpaths stand for a library each, and may import that alone.
layers['src/ndarray.ts'] = [...layers['src/npy.ts']!, 'ndarray'];
layers['src/stdlib.ts'] = [...layers['src/npy.ts']!, constructor];

/** What a file could try to import: every folder, the verbs, Node, packages, and detours that name an allowed folder first. */
function candidates(file: string): string[] {
  if (dirname(file) === 'src') {
    const below = folders.map((f) => `./${f}/x.ts`);
    return [
      './errors.ts',
      './loads.ts',
      './index.ts',
      './node.ts',
      ...['./ndarray.ts', './stdlib.ts'].filter((other) => other !== `./${basename(file)}`),
      './io/file.ts',
      './io/file-x.ts',
      './io/../node.ts',
      ...below,
      ...outside,
    ];
  }
  const across = folders.map((f) => `../${f}/x.ts`);
  const detours = ['./../io/x.ts', '../values/../io/x.ts', '../dtype/../io/x.ts', '../../test/x.ts'];
  return ['./y.ts', '../errors.ts', '../loads.ts', '../index.ts', ...across, ...detours, ...outside];
}

/** Every form in which one module can name another. */
const forms = [
  (from: string, i: number) => `import { a${i} } from '${from}';`,
  (from: string, i: number) => `import type { B${i} } from '${from}';`,
  (from: string, i: number) => `export { c${i} } from '${from}';`,
  (from: string, i: number) => `export type { D${i} } from '${from}';`,
  (from: string) => `export * from '${from}';`,
  (from: string) => `import '${from}';`,
  (from: string) => `void import('${from}');`,
];

interface Diagnostic {
  category: string;
  message: string;
  location: { path: string; start: { line: number } };
}

/** Lints a tree of these files with the repository's own settings; gives what `category` says of them. */
async function lint(files: Record<string, string[]>, category: string): Promise<Diagnostic[]> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
  const directory = await mkdtemp(join(tmpdir(), 'ndarray-pickle-imports-'));
  try {
    await mkdir(join(directory, 'scripts'));
    for (const name of ['biome.jsonc', '.gitignore', 'scripts/import-types.grit']) {
      await copyFile(join(root, name), join(directory, name));
    }
    for (const [file, lines] of Object.entries(files)) {
      await mkdir(join(directory, dirname(file)), { recursive: true });
      await writeFile(join(directory, file), lines.join('\n'));
    }
    const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none'];
    // Biome exits with 1 where it finds anything; the report is on stdout all the same.
    const run = await promisify(execFile)(process.execPath, args, {
      cwd: directory,
      maxBuffer: 2 ** 28,
    }).catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }));
    const { diagnostics } = JSON.parse(run.stdout) as { diagnostics: Diagnostic[] };
    return diagnostics.filter((diagnostic) => diagnostic.category === category);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

test('the linter rejects every import that does not point down', async () => {
  const planted = Object.keys(layers).map((file) => {
    const froms = candidates(file).flatMap((from) => forms.map(() => from));
    return { file, froms, lines: froms.map((from, i) => forms[i % forms.length]!(from, i)) };
  });
  const rejected = new Set<string>();
  const tree = Object.fromEntries(planted.map(({ file, lines }) => [file, lines]));
  for (const { location } of await lint(tree, 'lint/style/noRestrictedImports')) {
    rejected.add(`${location.path}:${location.start.line}`);
  }
  for (const { file, froms, lines } of planted) {
    const verdicts = lines.map(
      (line, i) => `${rejected.has(`${file}:${i + 1}`) ? 'rejected' : 'allowed'}: ${line}`,
    );
    const expected = lines.map(
      (line, i) => `${layers[file]!.includes(froms[i]!) ? 'allowed' : 'rejected'}: ${line}`,
    );
    expect(verdicts, file).toEqual(expected);
  }
});

test('a type hides no import', async () => {
  const lines = [
    "export type A = import('../array/x.ts').A;",
    "export const b = {} as typeof import('fflate');",
  ];
  const found = await lint({ 'src/dtype/x.ts': lines, 'test/x.ts': lines }, 'plugin');
  expect(found.map(({ location }) => `${location.path}:${location.start.line}`)).toEqual([
    'src/dtype/x.ts:1',
    'src/dtype/x.ts:2',
  ]);
});

test('no two files import each other', async () => {
  const tree = {
    'src/dtype/x.ts': ["import { y } from './y.ts';", 'export const x = () => y;'],
    'src/dtype/y.ts': ["import { x } from './x.ts';", 'export const y = () => x;'],
  };
  const found = await lint(tree, 'lint/suspicious/noImportCycles');
  expect(found.map(({ location }) => location.path).sort()).toEqual(Object.keys(tree));
});
