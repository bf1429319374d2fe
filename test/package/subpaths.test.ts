import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

// The built subpaths for other libraries' arrays, in a project that has those libraries and in one that does not.

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const project = { bare: '', full: '' };

beforeAll(async () => {
  for (const name of ['bare', 'full'] as const) {
    const folder = await mkdtemp(join(tmpdir(), 'ndarray-pickle-subpaths-'));
    project[name] = folder;
    const installed = join(folder, 'node_modules', 'ndarray-pickle');
    await mkdir(installed, { recursive: true });
    await cp(join(root, 'package.json'), join(installed, 'package.json'));
    await cp(join(root, 'dist'), join(installed, 'dist'), { recursive: true });
    const others = name === 'full' ? ['ndarray', '@stdlib'] : [];
    for (const other of others) {
      await symlink(join(root, 'node_modules', other), join(folder, 'node_modules', other), 'junction');
    }
  }
});

afterAll(() =>
  Promise.all(Object.values(project).map((folder) => rm(folder, { recursive: true, force: true }))),
);

/** What a program prints as JSON; rejects with what it writes to stderr where it fails. */
async function node(folder: string, name: string, source: string, ...flags: string[]): Promise<unknown> {
  await writeFile(join(folder, name), source);
  return JSON.parse((await run(process.execPath, [...flags, name], { cwd: folder })).stdout);
}

const ESM = `
  import { createRequire } from 'node:module';
  import { NumpyArray } from 'ndarray-pickle';
  const require = createRequire(import.meta.url);`;
const CJS = "const { NumpyArray } = require('ndarray-pickle');";
const forms = [
  ['ESM', 'mjs', (names: string, from: string) => `${ESM} import { ${names} } from '${from}';`],
  ['CJS', 'cjs', (names: string, from: string) => `${CJS} const { ${names} } = require('${from}');`],
] as const;

test.each(forms)('scijs in %s', async (_form, extension, head) => {
  const source = `${head('toNdarray, fromNdarray', 'ndarray-pickle/ndarray')}
    const nd = toNdarray(NumpyArray.from([[1, 2], [3, 4]]));
    console.log(JSON.stringify([nd.get(1, 0), NumpyArray.isNumpyArray(fromNdarray(nd)), fromNdarray(nd).toArray()]));`;
  const expected = [
    3,
    true,
    [
      [1, 2],
      [3, 4],
    ],
  ];
  expect(await node(project.full, `scijs.${extension}`, source)).toEqual(expected);
});

test.each(forms)(
  'stdlib in %s: the modules of the constructor alone, and no code from strings',
  async (_form, extension, head) => {
    const source = `${head('toStdlib, fromStdlib', 'ndarray-pickle/stdlib')}
    const modules = Object.keys(require.cache).filter((path) => path.includes('@stdlib')).length;
    const x = toStdlib(NumpyArray.from([[1, 2], [3, 4]]));
    console.log(JSON.stringify([x.get(1, 0), NumpyArray.isNumpyArray(fromStdlib(x)), fromStdlib(x).toArray(), modules]));`;
    const flag = '--disallow-code-generation-from-strings';
    const found = (await node(project.full, `stdlib.${extension}`, source, flag)) as unknown[];
    const modules = found.pop();
    expect(found).toEqual([
      3,
      true,
      [
        [1, 2],
        [3, 4],
      ],
    ]);
    expect(modules).toBeGreaterThan(100);
    expect(modules).toBeLessThanOrEqual(500);
  },
);

test.each(forms)(
  'npy in %s, as NumPy’s files are read and written where there is no zlib',
  async (_form, extension, head) => {
    const source = `${head('openNpz, readNpy, readNpz, writeNpy, writeNpz', 'ndarray-pickle/npy')}
    process.getBuiltinModule = undefined;
    (async () => {
      const x = NumpyArray.from(Array.from({ length: 9000 }, (_, i) => i % 89));
      const file = await writeNpz({ x, y: Float32Array.of(1, 2) }, { compress: true });
      const npz = await openNpz(file);
      const read = (await readNpz(file)).get('x');
      console.log(JSON.stringify([
        NumpyArray.isNumpyArray(readNpy(writeNpy(x))), file.length < 2000, npz.names, (await npz.header('x')).shape,
        read.get(8999), read.dtype.name, (await npz.get('y')).toArray(),
      ]));
    })();`;
    expect(await node(project.bare, `npy.${extension}`, source)).toEqual([
      true,
      true,
      ['x', 'y'],
      [9000],
      8999 % 89,
      'float64',
      [1, 2],
    ]);
  },
);

test.each(forms)('in %s, what is not installed is named', async (_form, extension, head) => {
  const failing = (subpath: string) =>
    node(project.bare, `missing-${subpath}.${extension}`, head('x', `ndarray-pickle/${subpath}`));
  await expect(failing('stdlib')).rejects.toThrow(/Cannot find (package|module) '@stdlib\/ndarray/);
  await expect(failing('ndarray')).rejects.toThrow(/Cannot find (package|module) 'ndarray'/);
});

test.each(forms)('files in %s', async (_form, extension, head) => {
  const source = `${head('dumpFile, loadFile, fileSource', 'ndarray-pickle/node')}
    const main = async () => {
      await dumpFile('${extension}.pkl', NumpyArray.from([[1, 2], [3, 4]]));
      const source = await fileSource('${extension}.pkl');
      const array = await loadFile('${extension}.pkl');
      console.log(JSON.stringify([NumpyArray.isNumpyArray(array), array.toArray(), source.size > 32]));
      await source.close();
    };
    main();`;
  const expected = [
    true,
    [
      [1, 2],
      [3, 4],
    ],
    true,
  ];
  expect(await node(project.bare, `files.${extension}`, source)).toEqual(expected);
});
