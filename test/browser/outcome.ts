import { dumps, loads } from '../../src/index.ts';
import { fingerprint } from './fingerprint.ts';

/** A short hash of a text (FNV-1a, 32 bits), so that what Node found is sent in few bytes. */
function hash(text: string): string {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h >>> 0).toString(16);
}

/** Of a pickle: its value, and what it is when it is written again, in few characters. */
export function outcome(bytes: Uint8Array, buffers: readonly Uint8Array[]): string {
  const value = fingerprint(loads(bytes, { buffers }));
  const again = fingerprint(dumps(loads(bytes, { buffers, exact: true }), { protocol: 4 }));
  return `${hash(value)} ${hash(again)}`;
}
