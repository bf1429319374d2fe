/** Buffers that a pickle of protocol 5 has beside it: NEXT_BUFFER takes them, one after the other. */

import { Payload } from '../values/payload.ts';
import { Claims } from './claims.ts';

export abstract class OutOfBand extends Claims {
  #buffersUsed = 0;
  /** The next buffer, where it was looked at. */
  protected upcoming: Uint8Array | null = null;

  protected nextBuffer(): void {
    const buffer = this.nextUp();
    if (buffer === null) {
      this.fail(
        this.options.buffers === undefined
          ? 'the data of an array is out-of-band, and no buffers were given: pass { buffers }'
          : `the pickle needs more out-of-band buffers than the ${this.#buffersUsed} that were given`,
      );
    }
    this.takeBuffer(buffer);
    this.checkBytes(this.base + this.end + this.bufferBytes);
    this.push(new Payload('buffer', buffer, 0, buffer.length, false));
  }

  /** The buffer that NEXT_BUFFER would take; null where none is left. */
  protected nextUp(): Uint8Array | null {
    this.upcoming ??= this.options.buffers?.[this.#buffersUsed] ?? null;
    return this.upcoming;
  }

  protected takeBuffer({ length }: Uint8Array): void {
    this.upcoming = null;
    this.#buffersUsed++;
    this.bufferBytes += length;
  }

  protected readonlyBuffer(): void {
    const buffer = this.peek(0);
    if (!(buffer instanceof Payload) || buffer.kind === 'text' || buffer.kind === 'str8') {
      this.fail('READONLY_BUFFER needs a buffer on the stack');
    }
    const { kind, source, start, length } = buffer;
    this.stack[this.sp - 1] = new Payload(kind, source, start, length, true);
  }
}
