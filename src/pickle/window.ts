/**
 * Where the machine's bytes are: a window on the pickle that moves on as more is fed. Everything that fails
 * does so here, because an error says where.
 */

import { LimitError, type PickleLocation, UnpicklingError } from '../errors.ts';
import { ARGUMENT_SIZE, OPCODES } from './opcodes.ts';
import { TextReader } from './text.ts';

/** The pickle is complete: see `result`. */
export const DONE = 0;
/** `needed` bytes more must be there before the machine can go on. */
export const NEED = 1;
/** The next `payloadLength` bytes are a payload, which `supply` takes in memory of its own. */
export const PAYLOAD = 2;
/** What `wanted` was left unread, and is needed now: `fill` it. */
export const FETCH = 3;
export type Status = typeof DONE | typeof NEED | typeof PAYLOAD | typeof FETCH;

const EMPTY = new Uint8Array(0);

export class Window {
  /** What was fed and not yet read lies from `p` to `end`. */
  protected bytes: Uint8Array = EMPTY;
  protected view: DataView = new DataView(EMPTY.buffer);
  protected p = 0;
  protected end = 0;
  /** Offset in the pickle of the window's first byte. */
  protected base = 0;
  /** How many bytes the pickle and its buffers may have. */
  protected maxBytes = Number.POSITIVE_INFINITY;
  /** Bytes of the out-of-band buffers that were taken. */
  protected bufferBytes = 0;
  /** True when nothing more will be fed. */
  protected closed = false;
  /** True when the window was made here, so that it may be written behind `end`. */
  #owned = false;
  /** A line's end was looked for up to here. */
  #scanned = 0;
  #text = new TextReader(EMPTY);
  #textBytes: Uint8Array = EMPTY;

  /** See {@link NEED}. */
  needed = 0;

  /** How many bytes of the pickle were read. */
  get offset(): number {
    return this.base + this.p;
  }

  /** Gives the machine the next bytes. They are borrowed: values may be views of them. */
  feed(chunk: Uint8Array): void {
    const rest = this.end - this.p;
    this.checkBytes(this.offset + rest + chunk.length + this.bufferBytes);
    if (rest === 0) {
      this.setWindow(chunk, 0, chunk.length, false);
    } else if (this.#owned && this.end + chunk.length <= this.bytes.length) {
      this.bytes.set(chunk, this.end);
      this.end += chunk.length;
    } else {
      // Old windows are never written over: payloads lie in them.
      const window = new Uint8Array(Math.max(2 * (rest + chunk.length), 64));
      window.set(this.bytes.subarray(this.p, this.end));
      window.set(chunk, rest);
      this.setWindow(window, this.#scanned - this.p, rest + chunk.length, true);
    }
  }

  protected setWindow(window: Uint8Array, scanned: number, length: number, owned: boolean): void {
    this.base += this.p;
    this.bytes = window;
    this.view = new DataView(window.buffer, window.byteOffset, window.byteLength);
    this.p = 0;
    this.end = length;
    this.#owned = owned;
    this.#scanned = Math.max(scanned, 0);
  }

  /** Says that no more bytes will come. */
  close(): void {
    this.closed = true;
  }

  /** The opcode at `p`, which is where the machine stands while an opcode runs. */
  protected location(cause?: unknown): PickleLocation {
    const code = this.p < this.end ? this.bytes[this.p] : undefined;
    const opcode = code === undefined ? null : (OPCODES[code]?.name ?? null);
    return cause === undefined ? { offset: this.offset, opcode } : { offset: this.offset, opcode, cause };
  }

  protected fail(message: string): never {
    throw new UnpicklingError(message, this.location());
  }

  /** The byte at `p` is no opcode's. */
  protected noOpcode(code: number): never {
    const shown = `0x${code.toString(16).padStart(2, '0')}`;
    this.fail(`${shown} is not a pickle opcode: is this a pickle, and is it whole?`);
  }

  /** Too few bytes, of so many from `p` on: asks for more, or says that the pickle is truncated. */
  protected short(needed: number): typeof NEED {
    const left = this.end - this.p;
    if (this.closed) {
      if (left === 0) this.fail('the pickle ends without STOP');
      this.truncated(needed, left);
    }
    this.needed = needed - left;
    return NEED;
  }

  protected truncated(needed: number, left: number): never {
    const name = this.location().opcode;
    const wants = Number.isFinite(needed) ? `${needed} bytes` : 'a newline';
    this.fail(`the pickle is truncated: ${name} needs ${wants}, ${left} ${left === 1 ? 'is' : 'are'} left`);
  }

  protected decode(source: Uint8Array, start: number, end: number): string {
    if (source !== this.#textBytes) {
      this.#text = new TextReader(source);
      this.#textBytes = source;
    }
    const limit = source === this.bytes ? this.end : source.length;
    return this.#text.utf8(start, end, limit) ?? this.fail('a str is not valid UTF-8');
  }

  /** The text whose opcode is there, in a window of this pickle that was. */
  protected textAt(source: Uint8Array, at: number): string {
    const width = ARGUMENT_SIZE[source[at]!]!;
    let length = 0;
    for (let i = width; i > 0; i--) length = 256 * length + source[at + i]!;
    return this.decode(source, at + 1 + width, at + 1 + width + length);
  }

  /** Rejects a pickle that has so many bytes, or says so. */
  checkBytes(total: number): void {
    if (total <= this.maxBytes) return;
    throw new LimitError(
      `${total} bytes are above the limit of ${this.maxBytes}: raise limits.maxBytes if you trust this pickle`,
      'maxBytes',
      this.location(),
    );
  }

  /** Where the line that starts at `start` ends, or -1 where its newline is not there yet. */
  protected lineEnd(start: number): number {
    const from = Math.max(start, this.#scanned);
    // Up to `end` only: behind it may lie as much room again, and a line can come byte by byte.
    const found = this.bytes.subarray(from, this.end).indexOf(0x0a);
    if (found >= 0) return from + found;
    this.#scanned = this.end;
    return -1;
  }
}
