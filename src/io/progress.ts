/** How far reading is. */
export interface Progress {
  /** Bytes of the source that were read, before they are expanded. */
  readonly bytesRead: number;
  /** Bytes that the source has, where that is known. */
  readonly totalBytes: number | undefined;
}

/** Milliseconds between two reports: a person's eye gets no more of more. */
const INTERVAL = 100;

/** Reports how many bytes it is, at a humane rate and at the end. */
export class ProgressReport {
  readonly #report: (bytes: number) => void;
  #last = performance.now();
  #reported = -1;

  constructor(report: (bytes: number) => void) {
    this.#report = report;
  }

  at(bytes: number, isLast = false): void {
    const now = performance.now();
    if (isLast ? bytes === this.#reported : now - this.#last < INTERVAL) return;
    this.#last = now;
    this.#reported = bytes;
    this.#report(bytes);
  }
}
