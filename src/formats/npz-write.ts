/**
 * .npz files, the bytes of which are those of `numpy.savez`; deflated ones differ by the zlib that made them.
 *
 * Source: `_savez` in numpy/lib/_npyio_impl.py
 */

import type { NumpyArray } from '../array/numpy-array.ts';
import { crc32 } from '../io/crc32.ts';
import { deflate } from '../io/deflate.ts';
import { type NpyWriting, npyPieces } from './npy-write.ts';
import { whyBadName } from './npz-read.ts';
import { directory, localHeader, type ZipMember } from './zip-write.ts';

/** The longest name in a zip file, in bytes of UTF-8. */
const MAX_NAME = 0xffff;

export interface NpzWriting extends NpyWriting {
  /** Whether members are deflated. */
  readonly compress: boolean;
}

/** An .npz file piece by piece. The data of what is stored are the arrays' own memory, where it is contiguous. */
export async function* npzPieces(
  arrays: ReadonlyMap<string, NumpyArray>,
  writing: NpzWriting,
): AsyncGenerator<Uint8Array, void> {
  for (const name of arrays.keys()) checkName(name);
  const members: ZipMember[] = [];
  let offset = 0;
  for (const [name, array] of arrays) {
    const plain = [...npyPieces(array, writing)];
    const { pieces, crc } = writing.compress ? await deflate(plain) : stored(plain);
    const packedSize = sizeOf(pieces);
    const member: ZipMember = {
      name: `${name}.npy`,
      method: writing.compress ? 8 : 0,
      crc,
      packedSize,
      size: sizeOf(plain),
      offset,
    };
    const header = localHeader(member);
    yield header;
    yield* pieces;
    members.push(member);
    offset += header.length + packedSize;
  }
  yield* directory(members, offset);
}

function stored(pieces: readonly Uint8Array[]): { pieces: readonly Uint8Array[]; crc: number } {
  return { pieces, crc: pieces.reduce((sum, piece) => crc32(piece, sum), 0) };
}

function sizeOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((size, piece) => size + piece.length, 0);
}

function checkName(name: unknown): void {
  if (typeof name !== 'string')
    throw new TypeError(`the name of an array must be a string, not ${String(name)}`);
  const bad = whyBadName(name);
  if (bad !== undefined) throw new TypeError(`an array can't be named ${JSON.stringify(name)}: it ${bad}`);
  const bytes = new TextEncoder().encode(name);
  if (new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) !== name)
    throw new TypeError(`an array can't be named ${JSON.stringify(name)}: UTF-8 has no half of a character`);
  if (bytes.length + 4 > MAX_NAME)
    throw new TypeError(
      `the name of an array has ${name.length} characters: a zip file holds at most 65531 bytes`,
    );
}
