/** The command as it is installed: the built file, run by Node on real files. */

import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dumps, NumpyArray } from '../../src/index.ts';
import { findPython } from '../python/python.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const COMMAND = join(ROOT, 'dist/cli/main.js');
const MODEL = join(ROOT, 'python-fixtures/objects/logistic-regression.pkl');
const FEATURES = join(ROOT, 'python-fixtures/samples/features.numpy2.p5.pkl');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ndarray-pickle-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Without what a test runner says of its own output. */
const env = { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined };

function run(...args: string[]): {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
    encoding: 'utf8',
    cwd: folder,
    env,
  });
  return { code: status, out: stdout, err: stderr };
}

function file(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

describe('inspect', () => {
  test('prints a tree of a model of which nothing is known here', () => {
    const { code, out } = run('inspect', MODEL);
    expect(out).toContain('sklearn.linear_model._logistic.LogisticRegression');
    expect(out).toMatch(/^ {2}\.coef_ {2}float64 {2}\(3, 4\) {2}C {2}96 bytes$/m);
    expect(code).toBe(0);
  });

  test('prints JSON', () => {
    const { tree, format } = JSON.parse(run('inspect', MODEL, '--json', '--items', 'all').out);
    expect(format).toBe('pickle');
    const coef = tree.find(({ path }: { path: string }) => path === '.coef_');
    expect(coef).toEqual({ path: '.coef_', dtype: 'float64', shape: [3, 4], order: 'C', nbytes: 96 });
  });

  test('reads of a URL what it needs', async () => {
    const bytes = Buffer.from(dumps({ big: new Float64Array(100_000), small: new Float32Array(3) }));
    let sent = 0;
    const server = createServer(({ headers }, response) => {
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
      const end = Math.min(Number(to) + 1, bytes.length);
      sent += end - Number(from);
      response.writeHead(206, { 'Content-Range': `bytes ${from}-${end - 1}/${bytes.length}` });
      response.end(bytes.subarray(Number(from), end));
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.pkl`;
      const { stdout } = await promisify(execFile)(process.execPath, [COMMAND, 'inspect', url], { env });
      expect(stdout).toContain("['big']  float64  (100000,)  C  800.0 kB");
      expect(stdout).toContain("['small']  float32  (3,)");
      expect(sent).toBeLessThan(bytes.length / 4);
    } finally {
      server.close();
    }
  });

  test('says what is wrong, and exits with 1', () => {
    const none = run('inspect', 'nothing.pkl');
    expect([none.code, none.out]).toEqual([1, '']);
    expect(none.err).toContain('nothing.pkl: no such file or directory (ENOENT)');
    expect(run('inspect', file('text.txt', 'hello')).err).toMatch(/^error: .*\n$/);
    expect(run('inspect').err).toContain("missing required argument 'file'");
    expect(run('frobnicate').code).toBe(1);
  });
});

describe('show', () => {
  test('prints an array as NumPy does, and its numbers', () => {
    const path = file(
      'a.pkl',
      dumps({
        weights: NumpyArray.from([
          [1, 2.5],
          [Number.NaN, 0],
        ]),
      }),
    );
    const { out } = run('show', path, 'weights');
    expect(out.split('\n')).toEqual([
      'float64  (2, 2)  C  32 bytes',
      'min 0  max 2.5  mean 1.1666666666666667',
      'NaN 1  infinite 0  zeros 1',
      expect.stringMatching(/^0 .* 2\.5$/),
      'array([[1. , 2.5],',
      '       [nan, 0. ]])',
      '',
    ]);
    expect(run('show', path, 'weights', '--slice', '0,::-1').out).toContain('array([2.5, 1. ])');
    expect(JSON.parse(run('show', path, 'weights', '--json').out).values).toEqual([
      [1, 2.5],
      ['NaN', 0],
    ]);
    expect(run('show', path, 'wights').err).toContain(
      `nothing at ['wights']: the value is a dict of 1 with "weights"`,
    );
  });
});

describe('scan', () => {
  test('has the worst verdict as its exit code', () => {
    const evil = file('evil.pkl', "cos\nsystem\n(S'echo'\ntR.");
    const [safe, unknown, dangerous] = [
      run('scan', FEATURES),
      run('scan', MODEL),
      run('scan', FEATURES, evil, MODEL),
    ];
    expect([safe.code, unknown.code, dangerous.code]).toEqual([0, 1, 2]);
    expect(dangerous.out).toContain('dangerous: calls os.system: runs programs');
    expect(run('scan', file('cut.pkl', readFileSync(FEATURES).subarray(0, 100))).code).toBe(1);
    const json = JSON.parse(run('scan', evil, '--json').out);
    expect(json[0]).toMatchObject({
      verdict: 'dangerous',
      globals: [{ module: 'os', name: 'system', called: true }],
    });
  });
});

test('disassemble prints what pickletools does', () => {
  const { out } = run('disassemble', file('list.pkl', dumps([1, 'a'], { protocol: 2 })));
  expect(out.split('\n')[0]).toBe('    0: \\x80 PROTO      2');
  const lines = run('disassemble', '--json', join(folder, 'list.pkl')).out.trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).opcode).slice(0, 3)).toEqual(['PROTO', 'EMPTY_LIST', 'BINPUT']);
});

describe('convert', () => {
  test('refuses what would be lost, and what is there', () => {
    expect(run('convert', MODEL, 'm.json').err).toContain(
      "JSON can't say that; --lossy writes what is nearest",
    );
    expect(run('convert', MODEL, 'm.npy').err).toContain('choose one with --path');
    expect(run('convert', MODEL, 'm.npz').err).toContain('choose a dict of arrays with --path');
    expect(run('convert', MODEL, 'm.txt').err).toContain('must end in .pkl');
    expect(run('convert', MODEL, 'coef.npy', '--path', 'coef_')).toMatchObject({ code: 0, err: '' });
    expect(run('convert', MODEL, 'coef.npy', '--path', 'coef_').err).toContain('--force replaces it');
    expect(run('convert', MODEL, 'coef.npy', '--path', 'intercept_', '--force').code).toBe(0);
    expect(run('show', 'coef.npy').out).toContain('float64  (3,)');
    expect(run('convert', MODEL, 'm.json', '--lossy').code).toBe(0);
    expect(JSON.parse(readFileSync(join(folder, 'm.json'), 'utf8'))).toMatchObject({
      solver: 'newton-cg',
      dual: false,
    });
  });
});

const python = findPython(1);
const skipped = 'missing' in python && !process.env['CI'];
if ('missing' in python && skipped) console.log(`Live-Python tests were skipped: ${python.missing}.`);

describe.skipIf(skipped)('with a live Python', () => {
  const ask = (program: string): string => {
    if ('missing' in python) throw new Error(`CI must run live-Python tests: ${python.missing}`);
    return execFileSync(python.command, ['-c', program], { encoding: 'utf8', cwd: folder }).trim();
  };

  test('a model that joblib saved: found, shown, converted', { timeout: 60_000 }, () => {
    const coef = ask(`
import joblib, numpy as np
from sklearn.linear_model import LogisticRegression
X = np.random.default_rng(0).normal(size=(50, 4))
model = LogisticRegression().fit(X, X[:, 0] > 0)
for name, compress in dict(plain=0, z=3, gz=('gzip', 3), bz2=('bz2', 3), xz=('xz', 3), lzma=('lzma', 3)).items():
    joblib.dump(model, name + '.joblib', compress=compress)
class Evil:
    def __reduce__(self):
        import os
        return os.system, ('echo',)
joblib.dump({'data': X, 'evil': Evil()}, 'evil.joblib')
print(model.coef_.tolist())`);
    expect(run('scan', 'plain.joblib').code).toBe(1);
    expect(run('scan', 'evil.joblib')).toMatchObject({
      code: 2,
      out: expect.stringContaining('system: runs programs'),
    });
    for (const name of ['plain', 'z', 'gz', 'bz2', 'xz', 'lzma']) {
      expect(run('inspect', `${name}.joblib`).out, name).toMatch(/\.coef_ {2}float64 {2}\(1, 4\)/);
      expect(run('convert', `${name}.joblib`, `${name}.npy`, '--path', 'coef_'), name).toMatchObject({
        code: 0,
        err: '',
      });
      expect(ask(`import numpy as np; print(np.load('${name}.npy').tolist())`)).toBe(coef);
    }
    // As a person has it: in a terminal, in colours.
    const onTerminal = (...args: string[]) => {
      const command = [process.execPath, COMMAND, ...args].join(' ');
      const options = { encoding: 'utf8', cwd: folder, env: { ...env, TERM: 'xterm' } } as const;
      return spawnSync('script', ['-qec', command, '/dev/null'], options).stdout;
    };
    expect(onTerminal('show', 'plain.joblib', 'coef_')).toContain('\u001b[');
    expect(onTerminal('inspect', 'plain.joblib')).toContain('\u001b[');
    expect(onTerminal('inspect', 'plain.joblib', '--json')).not.toContain('\u001b');
    expect(run('show', 'plain.joblib', 'coef_').out).not.toContain('\u001b[');
  });

  test('each format to each, and Python agrees', { timeout: 60_000 }, () => {
    ask(`
import numpy as np
rng = np.random.default_rng(1)
np.savez('in.npz', a=rng.normal(size=(3, 4)).T, b=np.array(['x', 'yz']), c=np.arange(3, dtype='>i2'))`);
    for (const to of ['pkl', 'joblib', 'npz']) {
      expect(run('convert', 'in.npz', `one.${to}`), to).toMatchObject({ code: 0, err: '' });
      expect(run('convert', `one.${to}`, `two-${to}.npz`, '--compress'), to).toMatchObject({
        code: 0,
        err: '',
      });
      expect(
        ask(`
import joblib, numpy as np, pickle
load = dict(pkl=np.load, npz=np.load, joblib=joblib.load)['${to}']
one = load('one.${to}', **({'allow_pickle': True} if '${to}' == 'pkl' else {}))
two, source = np.load('two-${to}.npz'), np.load('in.npz')
print(all(one[k].dtype.newbyteorder('=') == source[k].dtype.newbyteorder('=') and (one[k] == source[k]).all() and (two[k] == source[k]).all() for k in source))`),
      ).toBe('True');
    }
  });
});
