/** NumPy is the registry's first customer: its entries are made with what users have, and the machine knows none. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as api from '../../src/index.ts';

const SOURCE = fileURLToPath(new URL('../../src/', import.meta.url));

/** What a folder's files import from another: the file and the names of values, types left out. */
function imported(folder: string, from: string): string[] {
  const names: string[] = [];
  for (const file of readdirSync(join(SOURCE, folder))) {
    const text = readFileSync(join(SOURCE, folder, file), 'utf8');
    for (const [, list, path] of text.matchAll(/^import \{([^}]*)\} from '\.\.\/([^']+)';/gm)) {
      if (!path!.startsWith(`${from}/`)) continue;
      for (const name of list!.split(',').map((part) => part.trim()))
        if (name !== '' && !name.startsWith('type ')) names.push(`${path} ${name}`);
    }
  }
  return [...new Set(names)].sort();
}

test('entries are made by the public functions', () => {
  const names = imported('numpy', 'registry');
  expect(names.filter((name) => name.startsWith('registry/python-class.ts'))).toEqual([
    'registry/python-class.ts pythonClass',
    'registry/python-class.ts pythonFunction',
    'registry/python-class.ts pythonName',
  ]);
  // What copyreg.__newobj__ is called with: a reduction as anybody could write it.
  expect(names.filter((name) => !name.startsWith('registry/python-class.ts'))).toEqual([
    'registry/new-object.ts newObject',
  ]);
  for (const name of ['pythonClass', 'pythonFunction', 'pythonName']) expect(api).toHaveProperty(name);
});

test('the machine knows no NumPy, and NumPy reaches no machine', () => {
  for (const folder of ['numpy', 'array', 'dtype', 'registry', 'convert'])
    expect(imported('pickle', folder)).toEqual([]);
  expect(imported('numpy', 'pickle')).toEqual([]);
});
