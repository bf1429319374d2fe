import { ProgressReport } from './progress.ts';

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

/** Counts what is written, and reports it. */
export class Written {
  bytes = 0;
  readonly #progress: ProgressReport | null;

  constructor(report: ((progress: WriteProgress) => void) | undefined) {
    this.#progress =
      report === undefined ? null : new ProgressReport((bytesWritten) => report({ bytesWritten }));
  }

  add(count: number): void {
    this.bytes += count;
    this.#progress?.at(this.bytes);
  }

  finish(): void {
    this.#progress?.at(this.bytes, true);
  }
}
