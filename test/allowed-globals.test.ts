import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loads } from '../src/index.ts';
import { defaultEntries } from '../src/machine.ts';
import { bytes } from './pickle/assemble.ts';

const DOCUMENT = new URL('../docs/allowed-globals.md', import.meta.url);

/** `module.name: call`, one for each name in each of its modules. */
function documented(): string[] {
  const rows = readFileSync(DOCUMENT, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) => {
    const [modules, names, verb] = row.slice(1).split('|') as [string, string, string];
    const quoted = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
    return quoted(modules).flatMap((module) =>
      quoted(names).map((name) => `${module}.${name}: ${verb.trim()}`),
    );
  });
}

function registered(): string[] {
  const entries = defaultEntries({ arrays: undefined, copy: 'if-needed', exact: false, protocol: 0 });
  return entries.flatMap(({ modules, names, call, isClass }) =>
    modules.flatMap((module) =>
      names.map((name) => `${module}.${name}: ${call === null ? 'name' : isClass ? 'make' : 'call'}`),
    ),
  );
}

it('docs/allowed-globals.md lists what the registry holds, each once', () => {
  expect(documented().sort()).toEqual(registered().sort());
  expect(new Set(documented()).size).toBe(documented().length);
});

it('loads allows what it lists, and not a name beside it', () => {
  for (const line of documented()) {
    const [, module, name] = /^(.*)\.([^.]+): \w+$/.exec(line)!;
    expect(() => loads(bytes(`c${module}\n${name}\n.`))).not.toThrow();
    expect(() => loads(bytes(`c${module}\n${name}X\n.`))).toThrow(`not registered: ${module}.${name}X.`);
  }
});

it('calling what is a name only is an error', () => {
  for (const line of documented().filter((line) => line.endsWith(': name'))) {
    const [, module, name] = /^(.*)\.([^.]+): name$/.exec(line)!;
    expect(() => loads(bytes(`c${module}\n${name}\n)R.`))).toThrow(
      /it is registered as a name only|_reconstructor takes 3/,
    );
  }
});
