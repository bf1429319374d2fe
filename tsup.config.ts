import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { defineConfig, type Options } from 'tsup';

// Each subpath of package.json's exports is one file of src, so a new subpath is named in one place.
const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Record<string, unknown> };
const entry = Object.keys(exports)
  .filter((subpath) => subpath !== './package.json')
  .map((subpath) => (subpath === '.' ? 'src/index.ts' : `src/${subpath.slice(2)}.ts`));

// The command needs no types, and no CJS, which comes with the rest.
const entries = [...entry, 'src/cli/main.ts'];

/**
 * Has every entry reach what the index does, so that all of that is one chunk: esbuild makes one for each set of entries
 * that share something, and each file is a millisecond at import. The index reaches the reader first, which is then
 * together: that makes `import { loads }` 80 bytes smaller, gzipped. No line moves, for the source maps.
 */
const oneCore: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'one-core',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const file = relative('.', path).replaceAll('\\', '/');
      if (!entries.includes(file)) return undefined;
      const text = await readFile(path, 'utf8');
      const index = file.startsWith('src/cli/') ? '../index.ts' : './index.ts';
      const contents =
        file === 'src/index.ts' ? `import './machine.ts'; ${text}` : `${text}\nimport '${index}';\n`;
      return { contents, loader: 'ts' };
    });
  },
};

export default defineConfig({
  entry: entries,
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  clean: true,
  // Deno wants Node's modules by their full names.
  removeNodeProtocol: false,
  external: [/^node:/],
  // Shared chunks in CJS too: without them each entry would carry its own copy of every class.
  splitting: true,
  // By Rollup, which also writes the CJS: what tsup would use instead (sucrase) turns class fields and `?.` into
  // helper calls in the hot loops, and gives maps that name the building machine's paths.
  treeshake: true,
  // The maps point at src, which the package ships: their own copy of it would double the download.
  sourcemap: true,
  esbuildPlugins: [oneCore],
  esbuildOptions(options) {
    options.sourcesContent = false;
    // What oneCore imports is there to be reached, not to act.
    options.logOverride = { 'ignored-bare-import': 'silent' };
  },
  // tsup's declaration build sets `baseUrl`, which TypeScript 6 calls deprecated.
  // Node's types are for the subpath `node`: the type check of the core goes without.
  dts: { entry, compilerOptions: { ignoreDeprecations: '6.0', types: ['node'] } },
});
