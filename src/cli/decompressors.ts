/** What expands files that are compressed as the platform does not know: the system's own programs. */

import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Decompressor, Decompressors } from '../io/expand.ts';

/** Through `PROGRAM -dc`, which reads stdin and writes stdout. */
function by(program: string, ...args: readonly string[]): Decompressor {
  return async function* (compressed) {
    const child = spawn(program, ['-dc', ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint += text;
    });
    const ended = new Promise<number | null>((resolve, reject) => {
      child.on('error', () => reject(new Error(`${program} is not installed, which expands this file`)));
      child.on('close', resolve);
    });
    // Both are awaited below; a program that ends early says why by itself.
    ended.catch(() => {});
    const fed = pipeline(Readable.fromWeb(compressed as never), child.stdin).catch(() => {});
    try {
      yield* child.stdout;
      if ((await ended) !== 0) throw new Error(`${program}: ${complaint.trim()}`);
    } finally {
      child.kill();
      await fed;
    }
  };
}

export const decompressors: Decompressors = {
  bz2: by('bzip2'),
  xz: by('xz'),
  lzma: by('xz', '--format=lzma'),
  zstd: by('zstd'),
  lz4: by('lz4'),
};
