/** Modules of this folder, compiled by a real Cython: objects of theirs go from Python to JavaScript and back. */

import { type ExecFileSyncOptions, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe } from 'vitest';
import { PROTOCOLS, pickled } from '../python/expressions.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const CANDIDATES = ['/usr/bin/python3', 'python3', 'python'];

/** A Python that has Cython, and the headers that its modules are compiled with. */
const PROBE = `
import json, os, platform, sysconfig
import Cython
include = sysconfig.get_path('include')
assert os.path.exists(os.path.join(include, 'Python.h')), 'Python.h'
print(json.dumps([Cython.__version__, platform.python_version(), include, sysconfig.get_config_var('EXT_SUFFIX')]))
`;

const TELL = `
import base64, json, pickle, sys
setup, expression, pickles = json.load(sys.stdin)
scope = {'__name__': '__main__'}
exec(setup, scope)
def told(data):
    try:
        return eval(expression, scope, {'it': pickle.loads(base64.b64decode(data))})
    except Exception as error:
        return f'{type(error).__name__}: {error}'
print(json.dumps([told(data) for data in pickles]))
`;

interface Found {
  readonly command: string;
  readonly cython: string;
  readonly python: string;
  readonly include: string;
  readonly suffix: string;
}

/** What `PYTHON_CYTHON` names; without it the first of the usual commands that has all it takes. */
function findCython(): Found | { readonly missing: string } {
  const named = process.env['PYTHON_CYTHON'];
  const commands = named ? [named] : CANDIDATES;
  try {
    execFileSync('cc', ['--version'], { stdio: 'ignore' });
  } catch {
    return { missing: 'no C compiler (cc)' };
  }
  for (const command of commands) {
    try {
      const printed = execFileSync(command, ['-c', PROBE], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const [cython, python, include, suffix] = JSON.parse(printed) as [string, string, string, string];
      return { command, cython, python, include, suffix };
    } catch {
      // The next one.
    }
  }
  const hint = named ? '' : '; PYTHON_CYTHON can name one';
  return { missing: `no Python with Cython and Python.h (tried ${commands.join(', ')}${hint})` };
}

export class Cython {
  /** `'0.29.32'` */
  readonly version: string;
  readonly #found: Found;
  readonly #setup: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'ndarray-pickle-cython-'));

  /** Compiles each module's .pyx, about two seconds for one. `setup` is Python that then imports them. */
  constructor(found: Found, modules: readonly string[], setup: string) {
    this.#found = found;
    this.version = found.cython;
    this.#setup = `import sys\nsys.path.insert(0, ${JSON.stringify(this.#folder)})\n${setup}`;
    for (const module of modules) this.#compile(module);
  }

  #compile(module: string): void {
    const { command, include, suffix } = this.#found;
    const [source, target] = [join(this.#folder, `${module}.c`), join(this.#folder, module + suffix)];
    const options: ExecFileSyncOptions = { stdio: ['ignore', 'ignore', 'pipe'] };
    execFileSync(
      command,
      ['-W', 'ignore', '-m', 'cython', '-o', source, join(FOLDER, `${module}.pyx`)],
      options,
    );
    execFileSync(
      'cc',
      ['-shared', '-fPIC', '-O0', '-DNDEBUG', '-w', `-I${include}`, source, '-o', target],
      options,
    );
  }

  /** The pickles of the value of a Python expression, by protocol; undefined where Python can't pickle it. */
  pickles(expression: string): (Uint8Array | undefined)[] {
    const { command, python } = this.#found;
    const [row] = pickled({ command, python, numpy: '' }, [expression], this.#setup);
    return PROTOCOLS.map((protocol) => {
      const cell = row![protocol]!;
      return cell instanceof Uint8Array ? cell : undefined;
    });
  }

  /** The pickle of the value of a Python expression. */
  pickle(expression: string, protocol = 5): Uint8Array {
    const found = this.pickles(expression)[protocol];
    if (found === undefined) throw new Error(`Python can't pickle ${expression}`);
    return found;
  }

  /** What Python says of each pickle's value, which it calls `it`; must be JSON. An exception is a text. */
  tell(expression: string, pickles: readonly Uint8Array[]): unknown[] {
    const texts = pickles.map((bytes) => Buffer.from(bytes).toString('base64'));
    const input = JSON.stringify([this.#setup, expression, texts]);
    return JSON.parse(
      execFileSync(this.#found.command, ['-c', TELL], { input, encoding: 'utf8' }),
    ) as unknown[];
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** Declares tests of modules, which are compiled before they run. Under CI, no Cython is a failure. */
export function describeCython(
  modules: readonly string[],
  setup: string,
  declare: (cython: () => Cython) => void,
): void {
  const found = findCython();
  const skipped = 'missing' in found && !process.env['CI'];
  if (skipped) console.log(`Cython tests were skipped: ${found.missing}.`);
  const how = 'missing' in found ? `no Cython (${found.missing})` : `Cython ${found.cython}`;
  describe.skipIf(skipped)(`${modules.join(', ')}: ${how}`, () => {
    let cython: Cython | undefined;
    beforeAll(() => {
      if ('missing' in found) throw new Error(`CI must run Cython tests: ${found.missing}`);
      cython = new Cython(found, modules, setup);
    });
    afterAll(() => cython?.remove());
    declare(() => cython!);
  });
}
