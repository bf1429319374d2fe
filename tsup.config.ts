import { readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';

// Each subpath of package.json's exports is one file of src, so a new subpath is named in one place.
const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Record<string, unknown> };
const entry = Object.keys(exports)
  .filter((subpath) => subpath !== './package.json')
  .map((subpath) => (subpath === '.' ? 'src/index.ts' : `src/${subpath.slice(2)}.ts`));

export default defineConfig({
  // The command needs no types, and no CJS, which comes with the rest.
  entry: [...entry, 'src/cli/main.ts'],
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
  esbuildOptions(options) {
    options.sourcesContent = false;
  },
  // tsup's declaration build sets `baseUrl`, which TypeScript 6 calls deprecated.
  // Node's types are for the subpath `node`: the type check of the core goes without.
  dts: { entry, compilerOptions: { ignoreDeprecations: '6.0', types: ['node'] } },
});
