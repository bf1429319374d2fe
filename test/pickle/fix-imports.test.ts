import { execFileSync } from 'node:child_process';
import { describe, expect, it, test } from 'vitest';
import { loads, PyGlobal } from '../../src/index.ts';
import { fixedImports, pythonThreeName, toPython2, toPython3 } from '../../src/pickle/fix-imports.ts';
import { bytes } from '../pickle/assemble.ts';
import { findPython } from '../python/python.ts';

const PRINT_TABLES = `
import _compat_pickle as c, json
print(json.dumps({
    'to2': {'modules': c.REVERSE_IMPORT_MAPPING, 'names': [[*k, *v] for k, v in c.REVERSE_NAME_MAPPING.items()]},
    'to3': {'modules': c.IMPORT_MAPPING, 'names': [[*k, *v] for k, v in c.NAME_MAPPING.items()]}}))`;

type Tables = Record<'to2' | 'to3', { modules: Record<string, string>; names: string[][] }>;

const found = findPython(2);
const skipped = 'missing' in found && !process.env['CI'];
if (skipped) console.log(`Live-Python tests were skipped: ${found.missing}.`);

test.skipIf(skipped)('the tables are those of a live Python, both ways', () => {
  if ('missing' in found) throw new Error(`CI must run live-Python tests: ${found.missing}`);
  const tables = JSON.parse(
    execFileSync(found.command, ['-c', PRINT_TABLES], { encoding: 'utf8' }),
  ) as Tables;
  for (const direction of ['to2', 'to3'] as const) {
    const { modules, names } = fixedImports()[direction];
    expect(Object.fromEntries(modules)).toEqual(tables[direction].modules);
    const listed = [...names].map(([key, [module, name]]) => [...key.split('\n'), module, name]);
    expect(listed.sort()).toEqual(tables[direction].names.sort());
  }
});

describe('a name', () => {
  it('is looked up by itself first, then by its module', () => {
    expect(toPython2('builtins', 'range')).toEqual(['__builtin__', 'xrange']);
    expect(toPython2('builtins', 'set')).toEqual(['__builtin__', 'set']);
    expect(toPython2('builtins', 'ModuleNotFoundError')).toEqual(['exceptions', 'ImportError']);
    expect(toPython3('UserDict', 'IterableUserDict')).toEqual(['collections', 'UserDict']);
    expect(toPython3('cPickle', 'loads')).toEqual(['pickle', 'loads']);
    expect(toPython3('numpy', 'ndarray')).toEqual(['numpy', 'ndarray']);
  });

  const named = (pickle: string) => {
    const global = loads(bytes(pickle), { exact: true }) as PyGlobal;
    return [`${global}`, pythonThreeName(global).join('.')];
  };

  it('is Python 2’s in pickles of protocols 0 to 2 only', () => {
    expect(named('ccommands\nC\n.')).toEqual(['commands.C', 'subprocess.C']);
    expect(named('\x80\x02ccommands\nC\n.')).toEqual(['commands.C', 'subprocess.C']);
    expect(named('\x80\x03ccommands\nC\n.')).toEqual(['commands.C', 'commands.C']);
    expect(named('\x80\x04\x8c\x08commands\x8c\x01C\x93.')).toEqual(['commands.C', 'commands.C']);
    expect(pythonThreeName(new PyGlobal('commands', 'C'))).toEqual(['commands', 'C']);
  });

  it('is so beside the same name in a pickle of a later protocol', () => {
    // One registry serves both, and list is one of its own.
    expect(named('c__builtin__\nlist\n.')).toEqual(['__builtin__.list', 'builtins.list']);
    expect(named('\x80\x03c__builtin__\nlist\n.')).toEqual(['__builtin__.list', '__builtin__.list']);
  });

  it('follows PROTO where that changes', () => {
    const [first, again, last] = loads(
      bytes('(ccommands\nC\n\x80\x02ccommands\nC\n\x80\x03ccommands\nC\nt.'),
      { exact: true },
    ) as PyGlobal[];
    expect([first!, again!, last!].map((global) => pythonThreeName(global)[0])).toEqual([
      'subprocess',
      'subprocess',
      'commands',
    ]);
  });

  it('keeps its looks: the mark is not among its properties', () => {
    const global = loads(bytes('c__builtin__\nlist\n.'), { exact: true });
    expect(global).toStrictEqual(new PyGlobal('__builtin__', 'list'));
    expect(JSON.stringify(global)).toBe('{"module":"__builtin__","name":"list"}');
  });
});
