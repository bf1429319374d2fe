/** Pythons with NumPy, for tests that need the real thing. */

import { execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Python {
  readonly command: string;
  /** `'2.4.6'` */
  readonly numpy: string;
  /** `'3.11.7'` */
  readonly python: string;
}

export interface NoPython {
  /** Why there is none, for the line that says that tests were skipped. */
  readonly missing: string;
}

const CANDIDATES = ['/usr/bin/python3', 'python3', 'python'];
const VERSIONS = 'import numpy, platform; print(numpy.__version__, platform.python_version())';

/** What `PYTHON_NUMPY1` or `PYTHON_NUMPY2` names; without it the first of the usual commands that has that NumPy. */
export function findPython(major: 1 | 2): Python | NoPython {
  const named = process.env[`PYTHON_NUMPY${major}`];
  const tried: string[] = [];
  for (const command of named ? [named] : CANDIDATES) {
    try {
      const printed = execFileSync(command, ['-c', VERSIONS], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const [numpy = '', python = ''] = printed.trim().split(' ');
      if (numpy.startsWith(`${major}.`)) return { command, numpy, python };
      tried.push(`${command} has NumPy ${numpy}`);
    } catch {
      tried.push(`${command} has none`);
    }
  }
  const hint = named ? '' : `; PYTHON_NUMPY${major} can name one`;
  return { missing: `no Python with NumPy ${major} (${tried.join(', ')}${hint})` };
}

/** The lines that a Python program prints, as they come. @throws with what it wrote to stderr if it fails. */
export async function* pythonLines(
  { command }: Python,
  program: string,
  args: readonly string[],
): AsyncGenerator<string> {
  const child = spawn(command, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  // Awaited below; until then a rejection is not unhandled.
  ended.catch(() => {});
  try {
    for await (const line of createInterface({ input: child.stdout })) yield line;
    const code = await ended;
    if (code !== 0) throw new Error(`${command} ${program} ended with ${code}: ${complaint.slice(-2000)}`);
  } finally {
    child.kill();
  }
}
