import { build } from 'esbuild';
import { expect, test } from 'vitest';

/** The bundle of a program, and what of src is in it. */
async function bundle(contents: string): Promise<{ code: string; files: string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: '.' },
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    write: false,
    metafile: true,
    outfile: 'out.js',
  });
  const [output] = Object.values(metafile.outputs);
  const files = Object.entries(output!.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return { code: outputFiles[0]!.text, files: files.map(([path]) => path) };
}

const run = (code: string) => import(`data:text/javascript,${encodeURIComponent(code)}`);

/** What makes arrays of anything but a pickle. */
const CREATION = [
  'array/array-init.ts',
  'array/creation.ts',
  'array/from-interface.ts',
  'array/from-values.ts',
  'dtype/parse.ts',
];

/** By NumPy: `np.arange(1, 4, dtype='i4')`. */
const PICKLE =
  'gAWVgAAAAAAAAACME251bXB5Ll9jb3JlLm51bWVyaWOUjAtfZnJvbWJ1ZmZlcpSTlCiWDAAAAAAAAAABAAAAAgAAAAMAAACU' +
  'jAVudW1weZSMBWR0eXBllJOUjAJpNJSJiIeUUpQoSwOMATyUTk5OSv////9K/////0sAdJRiSwOFlIwBQ5R0lFKULg==';

test('a program that only loads does not carry what makes arrays, and can use all of an array', async () => {
  const { code, files } = await bundle(`
    import { loads } from './src/index.ts';
    const array = loads(Uint8Array.from(atob('${PICKLE}'), (char) => char.charCodeAt(0)));
    export const results = [array.as(Int32Array).slice('::-1').toArray(), array.astype('f4').reshape([3, 1]).toArray()];
    try {
      new array.constructor({});
    } catch (error) {
      results.push(String(error));
    }
  `);
  for (const file of CREATION) expect(files).not.toContain(`src/${file}`);
  expect((await run(code)).results).toEqual([
    [3, 2, 1],
    [[1], [2], [3]],
    "TypeError: to make arrays, import { NumpyArray } from 'ndarray-pickle'",
  ]);
});

test('a program that names the class has all of it', async () => {
  const { code, files } = await bundle(`
    import { loads, NumpyArray } from './src/index.ts';
    const array = loads(Uint8Array.from(atob('${PICKLE}'), (char) => char.charCodeAt(0)));
    export const results = [
      array instanceof NumpyArray,
      array.constructor === NumpyArray,
      NumpyArray.from([1, 2]).toArray(),
      NumpyArray.fromInterface(array.arrayInterface()).toArray(),
      new NumpyArray({ buffer: new ArrayBuffer(8), dtype: 'f8', shape: [1] }).toArray(),
    ];
  `);
  for (const file of CREATION) expect(files).toContain(`src/${file}`);
  expect((await run(code)).results).toEqual([true, true, [1, 2], [1, 2, 3], [0]]);
});
