/** What NumPy 1 and NumPy 2 said of buffer formats: see python-fixtures/buffer_formats.py. */
import { readFileSync } from 'node:fs';
import type { GoldenSpec } from './golden.ts';

export type Described = [text: string, itemsize: number];

export interface BufferGolden {
  written: {
    spec: GoldenSpec;
    itemsize: number;
    one: { format: string } | string;
    two: { format: string } | string;
    read: [one: Described | null, two: Described | null];
  }[];
  read: [format: string, found: Described | string][];
}

export function readBufferGolden(major: 1 | 2): BufferGolden {
  const url = new URL(`../../python-fixtures/numpy${major}/buffer-formats.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8'));
}

/** Specifications that NumPy 1 understands otherwise; that NumPy 2 loses the fields of when it makes an array. */
const CHANGED = { 1: /^"(1i4|f4,f4,)"$/, 2: /"pair":\["m8"/ };

/** Those that are the same in this NumPy as in ours. */
export function knownSpecs(major: 1 | 2): BufferGolden['written'] {
  return readBufferGolden(major).written.filter(({ spec }) => !CHANGED[major].test(JSON.stringify(spec)));
}

/** A NUL in a name ends NumPy's format. */
export const isExported = ({ spec, two }: BufferGolden['written'][number]): boolean =>
  typeof two !== 'string' && !JSON.stringify(spec).includes('\\u0000');

/** What NumPy has a format for. */
export function exportedSpecs(major: 1 | 2): GoldenSpec[] {
  return knownSpecs(major)
    .filter(isExported)
    .map(({ spec }) => spec);
}
