import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// The built package as a user gets it: packed by npm, unpacked into a project's node_modules, and used from there.
// `npm test` builds dist/ first; after `npx vitest` alone it is as old as the last `npm run build`.

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
let project = '';
let files: string[] = [];

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'ndarray-pickle-package-'));
  const installed = join(project, 'node_modules', 'ndarray-pickle');
  await mkdir(installed, { recursive: true });
  const packed = await run('npm', ['pack', '--json', '--pack-destination', project], {
    cwd: root,
    shell: process.platform === 'win32',
  });
  const [archive] = JSON.parse(packed.stdout) as [{ filename: string; files: { path: string }[] }];
  files = archive.files.map(({ path }) => path).sort();
  await run('tar', ['-xzf', archive.filename, '-C', installed, '--strip-components=1'], { cwd: project });
});

afterAll(() => rm(project, { recursive: true, force: true }));

/** Runs a program in that project, by Node alone; gives what it prints as JSON. */
async function node(name: string, source: string): Promise<unknown> {
  await writeFile(join(project, name), source);
  return JSON.parse((await run(process.execPath, [name], { cwd: project })).stdout);
}

/** The names that index.d.ts exports, each with what it is, as TypeScript understands it. */
function declaredNames(declarations: string): { name: string; kind: string; isValue: boolean }[] {
  const program = ts.createProgram([declarations], { module: ts.ModuleKind.Node16, noEmit: true });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(declarations)!)!;
  return checker.getExportsOfModule(module).map((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const kinds = [
      [ts.SymbolFlags.Class, 'class'],
      [ts.SymbolFlags.Function, 'function'],
      [ts.SymbolFlags.Variable, 'const'],
      [ts.SymbolFlags.Interface, 'interface'],
      [ts.SymbolFlags.TypeAlias, 'type'],
    ] as const;
    const kind = kinds.find(([flag]) => symbol.flags & flag)?.[1] ?? `unexpected (flags ${symbol.flags})`;
    return { name: exported.name, kind, isValue: (symbol.flags & ts.SymbolFlags.Value) !== 0 };
  });
}

test('the package holds what a user needs and nothing else', () => {
  const folders = new Set(files.map((path) => dirname(path).split('/')[0]));
  expect([...folders].sort()).toEqual(['.', 'dist', 'src']);
  expect(files.filter((path) => !path.includes('/'))).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'SECURITY.md',
    'package.json',
  ]);
  expect(
    files.filter((path) => path.startsWith('dist/') && !/\.(c?js|d\.c?ts|c?js\.map)$/.test(path)),
  ).toEqual([]);
});

describe('public names', () => {
  test('are those of public-names.txt', async () => {
    // A name that comes or goes is a decision: `npx vitest run test/package -u` records it.
    const names = declaredNames(join(root, 'dist', 'index.d.ts'));
    const lines = names.map(({ name, kind }) => `${name}: ${kind}`).sort();
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('public-names.txt');
  });

  test('are the same in ESM and CJS, and what the types declare', async () => {
    const declared = declaredNames(join(root, 'dist', 'index.d.ts'));
    const values = declared
      .filter(({ isValue }) => isValue)
      .map(({ name }) => name)
      .sort();
    const esm = await node(
      'names.mjs',
      "import * as p from 'ndarray-pickle'; console.log(JSON.stringify(Object.keys(p).sort()));",
    );
    const cjs = await node(
      'names.cjs',
      "console.log(JSON.stringify(Object.keys(require('ndarray-pickle')).sort()));",
    );
    expect(esm).toEqual(values);
    expect(cjs).toEqual(values);
  });
});

describe('the packed package', () => {
  test('loads a pickle by import and by require', async () => {
    // pickle.dumps({'answer': 42}, 4)
    const bytes = "Buffer.from('8004950f000000000000007d948c06616e73776572944b2a732e', 'hex')";
    const show = `console.log(JSON.stringify([...loads(${bytes})]));`;
    expect(await node('loads.mjs', `import { loads } from 'ndarray-pickle'; ${show}`)).toEqual([
      ['answer', 42],
    ]);
    expect(await node('loads.cjs', `const { loads } = require('ndarray-pickle'); ${show}`)).toEqual([
      ['answer', 42],
    ]);
  });

  test('knows its own objects across ESM and CJS', async () => {
    const source = `
      import { createRequire } from 'node:module';
      import * as esm from 'ndarray-pickle';
      const cjs = createRequire(import.meta.url)('ndarray-pickle');
      console.log(JSON.stringify([esm.DType === cjs.DType, esm.DType.isDType(cjs.dtype('<f4')), cjs.DType.isDType(esm.dtype('<f4'))]));`;
    expect(await node('identity.mjs', source)).toEqual([false, true, true]);
  });

  test('keeps class fields and ?. in CJS', async () => {
    // tsup's own way to split CJS turns them into helper calls, in the hot loops too.
    const paths = files.filter((path) => /^dist\/.*\.cjs$/.test(path));
    const code = await Promise.all(paths.map((path) => readFile(join(root, path), 'utf8')));
    expect(code.join('\n')).not.toMatch(/_optionalChain|_nullishCoalesce|\.__init/);
  });

  test('has code of ASCII only', async () => {
    // With one other character, in a comment of a class too, V8 keeps and scans two bytes for each: 0.8 ms of an import.
    const paths = files.filter((path) => /^dist\/.*\.c?js$/.test(path));
    expect(paths).toContain('dist/index.js');
    for (const path of paths)
      expect(await readFile(join(root, path), 'utf8'), path).not.toMatch(/.*[^\0-\x7f].*/);
  });

  test('ships the sources that its maps name', async () => {
    const maps = files.filter((path) => path.endsWith('.map'));
    expect(maps).toContain('dist/index.js.map');
    for (const path of maps) {
      const text = await readFile(join(project, 'node_modules', 'ndarray-pickle', path), 'utf8');
      const { sources } = JSON.parse(text) as { sources: string[] };
      const missing = sources.filter((source) => !files.includes(posix.join(dirname(path), source)));
      expect(missing, path).toEqual([]);
    }
  });
});
