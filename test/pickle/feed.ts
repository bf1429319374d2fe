import type { StreamUnpickler } from '../../src/pickle/stream-unpickler.ts';
import { DONE, PAYLOAD } from '../../src/pickle/window.ts';

/**
 * Drives the machine with bytes that come in chunks, of any size. Chunks are borrowed: values may be
 * views of them.
 */
export class PickleFeed {
  readonly #machine: StreamUnpickler;
  /** The chunks of a payload that is not complete yet, and their bytes. */
  #parts: Uint8Array[] | null = null;
  #size = 0;
  #rest = 0;
  #waiting = 0;

  constructor(machine: StreamUnpickler) {
    this.#machine = machine;
  }

  /** Takes the next bytes; true when the pickle is complete. */
  push(chunk: Uint8Array): boolean {
    if (this.#parts !== null) {
      const missing = this.#machine.payloadLength - this.#size;
      this.#take(chunk.subarray(0, missing));
      if (chunk.length < missing) return false;
      this.#supply();
      return this.push(chunk.subarray(missing));
    }
    this.#machine.feed(chunk);
    // Running before enough is there would only find that again.
    this.#waiting -= chunk.length;
    return this.#waiting > 0 ? false : this.#run();
  }

  /** Says that nothing more will come. Throws when the pickle is not complete. */
  finish(): void {
    this.#machine.close();
    if (this.#parts !== null) {
      this.#machine.truncatedPayload(this.#size);
    }
    this.#machine.run();
  }

  #take(part: Uint8Array): void {
    this.#parts?.push(part);
    this.#size += part.length;
  }

  #supply(): void {
    const payload = new Uint8Array(this.#size);
    let at = 0;
    for (const part of this.#parts ?? []) {
      payload.set(part, at);
      at += part.length;
    }
    this.#parts = null;
    this.#machine.supply(payload, this.#rest);
  }

  #run(): boolean {
    const status = this.#machine.run();
    if (status === DONE) return true;
    if (status === PAYLOAD) {
      this.#parts = [];
      this.#size = 0;
      const rest = this.#machine.takeRest();
      this.#rest = rest.length;
      this.#take(rest);
    } else {
      this.#waiting = this.#machine.needed;
    }
    return false;
  }
}
