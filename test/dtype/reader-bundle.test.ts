/** What a bundle of `import { loads }` carries of the dtype layer: nothing that only specifications and formats need. */
import { build } from 'esbuild';
import { expect, test } from 'vitest';

/** Files of src/dtype in a bundle of these names. */
async function carried(names: string): Promise<string[]> {
  const { metafile } = await build({
    stdin: { contents: `export { ${names} } from './src/index.ts';`, resolveDir: '.' },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    metafile: true,
  });
  const { inputs } = Object.values(metafile.outputs)[0]!;
  return Object.entries(inputs).flatMap(([path, { bytesInOutput }]) =>
    bytesInOutput > 0 && path.startsWith('src/dtype/') ? [path.slice('src/dtype/'.length)] : [],
  );
}

test('loads carries no parser of specifications or buffer formats', async () => {
  const files = await carried('loads');
  expect(files).toContain('state.ts');
  for (const file of ['parse.ts', 'layout.ts', 'buffer-format.ts']) expect(files).not.toContain(file);
});

test('the names that need them do', async () => {
  expect(await carried('loads, dtype')).toContain('parse.ts');
  expect(await carried('loads, dtype')).not.toContain('buffer-format.ts');
  expect(await carried('loads, DType')).toContain('buffer-format.ts');
  expect(await carried('loads, DType')).not.toContain('parse.ts');
});
