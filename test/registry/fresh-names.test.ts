import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { isFreshName } from '../../src/registry/fresh-names.ts';
import { findPython } from '../python/python.ts';

/** Pickles each class and function of these modules after a str equal to its name, and looks whether it shares that. */
const PROGRAM = `
import importlib, json, pickle, pickletools, sys
import array, collections, datetime, decimal, functools, itertools, operator, types, uuid, zoneinfo

def fresh(name, value):
    ops = [op.name for op, _, _ in pickletools.genops(pickle.dumps((sys.intern(name), value), 4)) if op.name != 'MEMOIZE']
    return ops[ops.index('STACK_GLOBAL') - 1] == 'SHORT_BINUNICODE'

found = []
for module in sys.argv[1].split():
    for name, value in vars(importlib.import_module(module)).items():
        if callable(value) and getattr(value, '__module__', None) == module and getattr(value, '__qualname__', None) == name:
            try:
                found.append([module, name, fresh(name, value)])
            except Exception:
                pass
print(json.dumps(found))
`;

const MODULES =
  'builtins datetime itertools math operator time collections decimal functools types zoneinfo array uuid fractions ' +
  'copyreg pathlib enum re _codecs _operator _io _thread _random numbers';

const found = findPython(2);
const skipped = 'missing' in found && !process.env['CI'];
if (skipped) console.log(`Live-Python tests were skipped: ${found.missing}.`);

test.skipIf(skipped)('a name is fresh just where a live Python makes it anew', () => {
  if ('missing' in found) throw new Error(`CI must run live-Python tests: ${found.missing}`);
  const printed = execFileSync(found.command, ['-c', PROGRAM, MODULES], { encoding: 'utf8' });
  const names = JSON.parse(printed) as [string, string, boolean][];
  expect(names.length).toBeGreaterThan(400);
  const wrong = names.filter(([module, name, fresh]) => isFreshName(module, name) !== fresh);
  expect(wrong).toEqual([]);
});
