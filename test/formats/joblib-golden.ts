/** The golden joblib files: python-fixtures/joblib_files.py. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIXTURES } from '../golden/golden.ts';
import { readTarGz } from '../golden/tar.ts';

export interface GoldenJoblib {
  /** `'p4/dict'`; of a compressed one, `'xz/dict'`. */
  readonly id: string;
  /** 0 to 5; null for one that is compressed. */
  readonly protocol: 0 | 1 | 2 | 3 | 4 | 5 | null;
  /** By joblib 1.2. */
  readonly file: Uint8Array;
  /** The same value by `pickle.dumps`. */
  readonly pickle: Uint8Array;
}

let golden: GoldenJoblib[] | undefined;

export function goldenJoblib(): GoldenJoblib[] {
  if (golden !== undefined) return golden;
  const members = readTarGz(readFileSync(join(FIXTURES, 'joblib_files/joblib_files.tar.gz')));
  golden = [];
  for (const [member, file] of members) {
    const [, id, folder, name] = /^((.*)\/(.*))\.joblib$/.exec(member) ?? [];
    if (id === undefined) continue;
    const protocol = /^p\d$/.test(folder!) ? (Number(folder![1]) as 4) : null;
    golden.push({ id, protocol, file, pickle: members.get(`${name}.pkl`)! });
  }
  return golden;
}

export function goldenFile(id: string): Uint8Array {
  return goldenJoblib().find((one) => one.id === id)!.file;
}
