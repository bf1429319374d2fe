/**
 * A Python that loads what we wrote, and says whether that is what was meant: python-fixtures/judge.py, which runs as
 * long as the tests of a file do.
 *
 * ```ts
 * const judge = new Judge(python);
 * expect(await judge.equal({ bytes: dumps(value) }, golden)).toEqual([]);
 * judge.close();
 * ```
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { DTypeRow, LayoutRow, Node } from '../golden/form.ts';
import { FIXTURES } from '../golden/golden.ts';
import type { Python } from './python.ts';

export interface Pickle {
  readonly bytes: Uint8Array;
  readonly buffers?: readonly Uint8Array[];
  /** Of what Python 2 wrote. */
  readonly encoding?: string;
  /** Whether the unpickler that is written in Python loads it, not the one in C. */
  readonly pure?: boolean;
}

/** `value`, `dtype`, `strides`, …; the path in the value; what is there; what was expected. */
export type Difference = [kind: string, path: string, got: string, expected: string];

/** Python did not load what we wrote, or was not asked well. */
export class Raised extends Error {
  override name = 'Raised';
}

type Answer = Record<string, unknown>;

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

export class Judge {
  readonly #child: ChildProcess;
  readonly #waiting: Waiting[] = [];
  readonly #command: string;
  #complaint = '';

  constructor({ command, numpy, python }: Python) {
    this.#command = command;
    const child = spawn(command, [join(FIXTURES, 'judge.py')], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, PYTHONHASHSEED: '0', OMP_NUM_THREADS: '1' },
    });
    this.#child = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint += text;
    });
    createInterface({ input: child.stdout }).on('line', (line) =>
      this.#waiting.shift()?.resolve(JSON.parse(line)),
    );
    const ended = (why: unknown) => {
      const error = new Error(`${command} judge.py ended (${why}): ${this.#complaint.slice(-2000)}`);
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    };
    child.on('error', ended).on('close', ended);
    // Answers to questions that it never read are told by 'close'.
    child.stdin.on('error', () => {});
    this.#answer().then(
      (said) => {
        if (said['numpy'] !== numpy || said['python'] !== python) child.kill();
      },
      () => {},
    );
  }

  close(): void {
    this.#child.stdin!.end();
  }

  /**
   * Where `got`, loaded with warnings as errors, is not what `expected` is. None if they are the same all through.
   *
   * @throws Raised if Python does not load it silently.
   */
  async equal(got: Pickle, expected: Pickle): Promise<Difference[]> {
    const { differences } = await this.#ask('equal', { got, expected });
    return differences as Difference[];
  }

  /** What Python loads, in the form of golden data. @throws Raised if it does not load it silently. */
  async describe(got: Pickle): Promise<{ value: Node; layouts: LayoutRow[]; dtypes: DTypeRow[] }> {
    return (await this.#ask('describe', { got })) as never;
  }

  /** What Python writes for what it loads. */
  async pickle(
    got: Pickle,
    protocol: number,
    outOfBand = false,
  ): Promise<Required<Pick<Pickle, 'bytes' | 'buffers'>>> {
    const { pickle, buffers } = await this.#ask('pickle', { got }, { protocol, outOfBand });
    const decode = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
    return { bytes: decode(pickle as string), buffers: (buffers as string[]).map(decode) };
  }

  /** In what an object of a library does not do what the expected one does: see fixtures/library_checks.py. */
  async library(id: string, got: Pickle, expected: Pickle, edit?: string): Promise<string[]> {
    const { failures } = await this.#ask('library', { got, expected }, { case: id, edit });
    return failures as string[];
  }

  async #ask(ask: string, pickles: Record<string, Pickle>, more: object = {}): Promise<Answer> {
    const blobs: Uint8Array[] = [];
    const blob = (bytes: Uint8Array) => blobs.push(bytes) - 1;
    const told = Object.entries(pickles).map(([name, { bytes, buffers = [], ...rest }]) => [
      name,
      { ...rest, pickle: blob(bytes), buffers: buffers.map(blob) },
    ]);
    const head = { ask, ...Object.fromEntries(told), ...more, blobs: blobs.map(({ length }) => length) };
    const text = Buffer.from(JSON.stringify(head));
    const size = Buffer.alloc(4);
    size.writeUInt32BE(text.length);
    const answer = this.#answer();
    this.#child.stdin!.write(Buffer.concat([size, text, ...blobs]));
    const said = await answer;
    if (said['raised'] !== undefined) throw new Raised(`${this.#command}: ${said['raised']}\n${said['at']}`);
    return said;
  }

  #answer(): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#child.exitCode === null) this.#waiting.push({ resolve, reject });
      else reject(new Error(`${this.#command} judge.py has ended: ${this.#complaint.slice(-2000)}`));
    });
  }
}
