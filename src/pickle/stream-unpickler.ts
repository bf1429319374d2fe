/**
 * The machine where bytes come bit by bit: a large payload that is not all there is asked for apart, so that it comes into
 * memory of its own, or is left unread until something takes it.
 */

import { type PickleLocation, UnpicklingError } from '../errors.ts';
import { Payload, type PayloadKind, Unread } from '../values/payload.ts';
import { Unpickler } from './unpickler.ts';
import { FETCH, PAYLOAD, type Status } from './window.ts';
import { LONG_TEXT } from './workspace.ts';

/** See `MachineOptions.large`. */
const LARGE = 65536;

export class StreamUnpickler extends Unpickler {
  #kind: PayloadKind = 'bytes';
  #header = 0;
  #at: PickleLocation = { offset: 0, opcode: null };
  #savedHeight = 0;
  #savedFence = 0;
  #savedMarks = 0;

  /** See {@link PAYLOAD}. */
  payloadLength = 0;
  /** See {@link FETCH}. */
  wanted: Payload | null = null;

  /** What was fed of the payload that {@link PAYLOAD} asks for: its first bytes. */
  takeRest(): Uint8Array {
    const rest = this.bytes.subarray(this.p, this.end);
    this.p = this.end;
    return rest;
  }

  /** Gives the whole payload that {@link PAYLOAD} asked for, after {@link takeRest}. It is borrowed. */
  supply(payload: Uint8Array, rest: number): void {
    this.base += payload.length - rest;
    this.push(new Payload(this.#kind, payload, 0, payload.length));
  }

  /**
   * Leaves the payload that {@link PAYLOAD} asked for unread, after {@link takeRest}: entries get it as it is, and
   * where something else takes it, {@link FETCH} asks for it.
   */
  defer(rest: number): void {
    this.base += this.payloadLength - rest;
    this.settleItems();
    this.isCareful = true;
    this.push(new Payload(this.#kind, null, this.#at.offset + this.#header, this.payloadLength));
  }

  /** Says that the input ended after `size` bytes of the payload that {@link PAYLOAD} asked for. */
  truncatedPayload(size: number): never {
    throw this.wrapped(
      new UnpicklingError(
        `the pickle is truncated: ${this.#at.opcode} needs ${this.#header + this.payloadLength} bytes, ${this.#header + size} are left`,
        this.#at,
      ),
    );
  }

  protected override missing(kind: PayloadKind, header: number, length: number): Status {
    const { large = LARGE } = this.options;
    // Entries get short texts decoded.
    const isApart = length > (kind === 'text' ? Math.max(large, LONG_TEXT) : large);
    if (this.closed || !isApart || kind === 'str8') return super.missing(kind, header, length);
    this.checkBytes(this.offset + header + length + this.bufferBytes);
    this.#at = this.location();
    this.#header = header;
    this.#kind = kind;
    this.p += header;
    this.payloadLength = length;
    return PAYLOAD;
  }

  /** Notes what an opcode begins with: it runs again after {@link FETCH}. What it takes stays in the stack's memory. */
  protected override save(): void {
    this.#savedHeight = this.sp;
    this.#savedFence = this.fence;
    this.#savedMarks = this.markCount;
  }

  override run(): Status {
    try {
      return this.loop();
    } catch (error) {
      if (!(error instanceof Unread)) throw this.wrapped(error);
      this.sp = this.#savedHeight;
      this.fence = this.#savedFence;
      this.markCount = this.#savedMarks;
      this.calling = null;
      this.wanted = error.payload;
      return FETCH;
    }
  }
}
