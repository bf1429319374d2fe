/** How far reading is. */
export interface Progress {
  /** Bytes of the source that were read, before they are expanded. */
  readonly bytesRead: number;
  /** Bytes that the source has, where that is known. */
  readonly totalBytes: number | undefined;
}

/** Milliseconds between two reports: a person's eye gets no more of more. */
const INTERVAL = 100;

/** Reports at a humane rate, and at the end. */
export class ProgressReport {
  readonly #report: (progress: Progress) => void;
  readonly #totalBytes: number | undefined;
  #last = performance.now();
  #reported = -1;

  constructor(report: (progress: Progress) => void, totalBytes: number | undefined) {
    this.#report = report;
    this.#totalBytes = totalBytes;
  }

  at(bytesRead: number, isLast = false): void {
    const now = performance.now();
    if (isLast ? bytesRead === this.#reported : now - this.#last < INTERVAL) return;
    this.#last = now;
    this.#reported = bytesRead;
    this.#report({ bytesRead, totalBytes: this.#totalBytes });
  }
}
