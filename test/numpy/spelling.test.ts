/** NumPy's names for its classes and functions, against those that live NumPys write and find. */

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { spellNumpy } from '../../src/numpy/spelling.ts';
import { PyGlobal } from '../../src/values/py-global.ts';
import { FIXTURES } from '../golden/golden.ts';
import { findPython, type Python, pythonLines } from '../python/python.ts';

type Spellings = Record<string, [module: string, name: string, fresh: boolean]>;

async function ask(python: Python, names: readonly string[]) {
  let answers: { spellings?: Spellings; silent?: Record<string, string> } = {};
  for await (const line of pythonLines(python, join(FIXTURES, 'spellings.py'), names))
    answers = { ...answers, ...JSON.parse(line) };
  return answers as Required<typeof answers>;
}

test('what is not NumPy’s has no spelling here', () => {
  expect(spellNumpy(new PyGlobal('collections', 'OrderedDict'), 'any')).toBeUndefined();
  expect(spellNumpy(new PyGlobal('numpyro', 'core'), 2)).toBeUndefined();
});

test('private modules move, whatever they hold', () => {
  const spelled = (module: string, target: 'any' | 1 | 2) =>
    spellNumpy(new PyGlobal(module, 'f'), target)?.module;
  expect(spelled('numpy.core.records', 2)).toBe('numpy._core.records');
  expect(spelled('numpy._core.records', 1)).toBe('numpy.core.records');
  expect(spelled('numpy._core', 'any')).toBe('numpy.core');
  expect(spelled('numpy.corenesses', 2)).toBe('numpy.corenesses');
});

const pythons = [findPython(1), findPython(2)] as const;
const missing = pythons.flatMap((found) => ('missing' in found ? [found.missing] : []));
const skipped = missing.length > 0 && !process.env['CI'];
if (skipped) console.log(`Live-Python tests were skipped: ${missing.join('; ')}.`);

describe.skipIf(skipped)(`live NumPys${skipped ? ` (skipped: ${missing.join('; ')})` : ''}`, () => {
  /** These have no name that both find without a warning. (`numpy: 'any'` writes arrays without the second.) */
  const WARNED = ['chararray', '_frombuffer'];

  test('each name is what that NumPy writes, from either; and one loads in both', {
    timeout: 120_000,
  }, async () => {
    if (missing.length > 0) throw new Error(`CI must run live-Python tests: ${missing.join('; ')}`);
    const [one, two] = pythons as readonly [Python, Python];
    const written = [(await ask(one, [])).spellings, (await ask(two, [])).spellings] as const;
    const paths = Object.keys(written[0]).filter((path) => path in written[1]);
    expect(paths.length).toBeGreaterThan(130);

    const wrong: unknown[] = [];
    const both = new Map<string, string>();
    for (const path of paths) {
      const forms = written.map((spellings) => spellings[path]!);
      for (const [module, name] of forms) {
        const global = new PyGlobal(module, name);
        for (const [i, target] of ([1, 2] as const).entries()) {
          const got = spellNumpy(global, target)!;
          const [wantedModule, wantedName, fresh] = forms[i]!;
          if (got.module !== wantedModule || got.name !== wantedName || got.fresh !== fresh)
            wrong.push({ path, from: `${global}`, target, got, wanted: forms[i] });
        }
        const any = spellNumpy(global, 'any')!;
        both.set(`${any.module}:${any.name}`, path);
      }
    }
    expect(wrong).toEqual([]);

    for (const python of [one, two]) {
      const { silent } = await ask(python, [...both.keys()]);
      const failed = [...both].filter(([name, path]) => silent[name] !== path);
      expect(
        failed.filter(([, path]) => !WARNED.includes(path)).map(([name]) => [name, silent[name]]),
      ).toEqual([]);
    }
  });
});
