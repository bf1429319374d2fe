// @ts-check
// What `import { loads } from 'ndarray-pickle'` costs in a browser: minified by esbuild, gzipped. Fails where that
// passes the budget, and where anything but this package (a dependency, a node: module) is in it or stays outside it.
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

// The goal is 24 kB, and this is far from it: without the class NumpyArray and all that only it reaches (conversion,
// printing, views), the machine, the data types and NumPy's entries alone take 29; NumPy's family (masked arrays,
// subclasses, generators, names) takes 3.5; reading repeated arrays and lists of numbers at once, 3. docs/speed.md says
// what was tried. What there is must not grow unseen.
const GOAL = 24_000;
// 54 KiB, and 400 bytes for dicts that get their items at once, an eighth less time for big ones.
const BUDGET = 54 * 1024 + 400;

const { metafile, outputFiles } = await build({
  stdin: { contents: "export { loads } from './dist/index.js';", resolveDir: '.' },
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  write: false,
  metafile: true,
});

const bundle = /** @type {import('esbuild').OutputFile} */ (outputFiles[0]);
const size = gzipSync(bundle.contents, { level: 9 }).length;
const foreign = Object.keys(metafile.inputs).filter(
  (path) => path !== '<stdin>' && !path.startsWith('dist/'),
);
const outside = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));

console.log(
  `import { loads }: ${bundle.contents.length} bytes minified, ${size} gzipped, of ${BUDGET} allowed (goal: ${GOAL})`,
);
for (const path of foreign) console.error(`the bundle holds ${path}: the core has no dependency`);
for (const path of outside) console.error(`the bundle imports ${path}: the core needs nothing at run time`);
if (size > BUDGET) console.error(`${size - BUDGET} bytes above the budget`);
process.exitCode = size > BUDGET || foreign.length > 0 || outside.length > 0 ? 1 : 0;
