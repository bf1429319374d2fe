/** What a pickle may have made of it: a bound on work and memory that grows with what was read. */

import { PassedLimit } from '../errors.ts';
import { LONG_KEY } from '../values/hashable.ts';
import { Payload } from '../values/payload.ts';
import type { Claim } from './lookup.ts';
import { Workspace } from './workspace.ts';

/**
 * What entries may make of a pickle, and do with it, in bytes: so many for each of its own, and some for any. The memo
 * can give one long list or text to thousands of calls, of which each copies it.
 */
const EARNED = 64;
const GRANTED = 2 ** 24;
/** Bytes that an item of a list, or a character of a name, counts as. */
export const ITEM = 32;

/** What a call may cost for this argument, in bytes. */
export function costOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  if (value instanceof Payload || value instanceof Uint8Array) return value.length;
  if (Array.isArray(value)) return ITEM * value.length;
  return value instanceof Map || value instanceof Set ? ITEM * value.size : 0;
}

export abstract class Claims extends Workspace {
  #claimed = 0;
  #claimable = GRANTED;

  /** See {@link EARNED}. */
  protected readonly claim: Claim = (bytes) => {
    this.#claimed += bytes;
    if (this.#claimed <= this.#claimable) return;
    const earned = EARNED * (this.offset + this.bufferBytes) + GRANTED;
    this.#claimable = Math.max(earned, this.options.maxBytes ?? 0);
    if (this.#claimed <= this.#claimable) return;
    throw new PassedLimit(
      `${this.#claimed} bytes would be made or copied for the ${this.offset + this.bufferBytes} bytes read so far, above the limit of ${this.#claimable}`,
      'maxBytes',
    );
  };

  /** Two long texts that are equal are compared wherever one meets the other among the keys of a dict. */
  protected claimKey(key: string): void {
    if (key.length > LONG_KEY) this.claim(key.length);
  }

  /** For what a call gets. */
  protected claimFor(items: readonly unknown[]): void {
    let bytes = 0;
    for (let i = 0; i < items.length; i++) bytes += costOf(items[i]);
    if (bytes > 0) this.claim(bytes);
  }
}
