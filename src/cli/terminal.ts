/** What goes to people: colours and progress where there is a terminal, plain text elsewhere. */

import { Presets, SingleBar } from 'cli-progress';
import picocolors from 'picocolors';

const { FORCE_COLOR, NO_COLOR, TERM } = process.env;

/** On a terminal, and there unless it is told otherwise; nor in what a CI keeps. */
export const colors = picocolors.createColors(
  FORCE_COLOR ? FORCE_COLOR !== '0' : process.stdout.isTTY === true && TERM !== 'dumb' && !NO_COLOR,
);

const SIZES = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** `1.5 MB`; of 1000s, as disks and networks count. */
export function sizeText(bytes: number): string {
  const unit = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), SIZES.length - 1);
  return `${unit === 0 ? bytes : (bytes / 1000 ** unit).toFixed(1)} ${SIZES[unit]}`;
}

export const countText = (count: number): string => count.toLocaleString('en-US');

/** Text of a file, which may try to steer the terminal: control characters are shown, not sent. */
export function safeText(text: string): string {
  return text.replace(/\p{Cc}/gu, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

export interface Bar {
  at(done: number): void;
  stop(): void;
}

const SILENT: Bar = { at() {}, stop() {} };

/** A bar on the terminal's stderr for work on so many bytes; nothing where that is no terminal. */
export function progressBar(what: string, total: number | undefined): Bar {
  if (!process.stderr.isTTY || total === undefined) return SILENT;
  const bar = new SingleBar(
    {
      format: `${what} {bar} {percentage}%  {eta_formatted}`,
      clearOnComplete: true,
      hideCursor: true,
      stream: process.stderr,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  return { at: (done) => bar.update(done), stop: () => bar.stop() };
}
