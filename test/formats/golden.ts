/** The golden .npy and .npz files: python-fixtures/npy.py. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIXTURES } from '../golden/golden.ts';

export interface GoldenFile {
  readonly id: string;
  readonly file: Uint8Array;
  /** By name in an .npz file; that of an .npy file by `''`. */
  readonly arrays: { readonly [name: string]: GoldenText };
}

/** What NumPy says of an array. */
export interface GoldenText {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly order: 'C' | 'F';
  readonly text: string;
}

export function goldenFiles(major: 1 | 2): GoldenFile[] {
  const lines = readFileSync(join(FIXTURES, `numpy${major}`, 'npy.json'), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => {
    const { file, ...about } = JSON.parse(line) as Omit<GoldenFile, 'file'> & { file: string };
    return { ...about, file: new Uint8Array(Buffer.from(file, 'base64')) };
  });
}
