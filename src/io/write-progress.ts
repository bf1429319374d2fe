/** How far writing is. */
export interface WriteProgress {
  /** Bytes that were handed over. */
  readonly bytesWritten: number;
}

/** What those who write to somewhere are told beside what to write. */
export interface WriteOptions {
  /** Stops the writing, which then fails with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Told how far it is, some ten times a second and at the end. */
  onProgress?: ((progress: WriteProgress) => void) | undefined;
}

/** Milliseconds between two reports. */
const INTERVAL = 100;

/** Counts what is written; reports it at a humane rate, and at the end. */
export class Written {
  bytes = 0;
  readonly #report: ((progress: WriteProgress) => void) | undefined;
  #last = performance.now();

  constructor(report: ((progress: WriteProgress) => void) | undefined) {
    this.#report = report;
  }

  add(count: number): void {
    this.bytes += count;
    if (this.#report === undefined) return;
    const now = performance.now();
    if (now - this.#last < INTERVAL) return;
    this.#last = now;
    this.#report({ bytesWritten: this.bytes });
  }

  finish(): void {
    this.#report?.({ bytesWritten: this.bytes });
  }
}
