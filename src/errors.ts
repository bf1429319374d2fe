/**
 * The error classes. Every error that this package throws on purpose is one of them.
 *
 * ```
 * PickleError
 * ├─ UnpicklingError            .offset .opcode .cause
 * │  ├─ UnsupportedGlobalError  .globals
 * │  └─ LimitError              .limit
 * ├─ PicklingError              .path .cause
 * ├─ FormatError                .offset .cause
 * ├─ SinkError                  .offset .cause
 * └─ SourceError                .offset .cause
 * DTypeError
 * ```
 */

import type { Path } from './values/path.ts';

/** The root of everything that reading or writing a pickle can throw. */
export class PickleError extends Error {
  override name = 'PickleError';
}

/** Where in a pickle something went wrong. */
export interface PickleLocation {
  /** Byte offset of the opcode, counted from the start of the pickle. */
  readonly offset: number;
  /** The opcode's name in `pickletools`, such as `'BINBYTES'`; `null` where there is none. */
  readonly opcode: string | null;
  /** What went wrong underneath, where something did: a {@link DTypeError}, or what a class entry threw. */
  readonly cause?: unknown;
}

/**
 * A pickle that can't be loaded: truncated, malformed, or inconsistent. The message says what was being
 * read, what was expected and what was there; `offset` and `opcode` say where.
 */
export class UnpicklingError extends PickleError {
  override name = 'UnpicklingError';
  /** Byte offset of the opcode, counted from the start of the pickle. */
  declare readonly offset: number;
  /** The opcode's name in `pickletools`; `null` where there is none. */
  declare readonly opcode: string | null;

  constructor(message: string, { offset, opcode, cause }: PickleLocation) {
    const where = opcode === null ? `at offset ${offset}` : `at offset ${offset} (${opcode})`;
    super(`${message}, ${where}`, cause === undefined ? undefined : { cause });
    this.offset = offset;
    this.opcode = opcode;
  }
}

/** The Python name of a class or function: where it lives and what it is called. */
export interface GlobalName {
  readonly module: string;
  readonly name: string;
}

/** Names are listed in a message as far as they are no longer than this together, in characters. */
const LONGEST_LIST = 4000;

function listed(globals: readonly GlobalName[]): string {
  let text = '';
  for (const [i, { module, name }] of globals.entries()) {
    if (text.length + module.length + name.length > LONGEST_LIST)
      return `${text.slice(0, -2)} and ${globals.length - i} more`.replace(
        /^ and (\d+) more$/,
        '$1 of long names',
      );
    text += `${module}.${name}, `;
  }
  return text.slice(0, -2);
}

/**
 * A pickle names Python classes or functions that nobody registered. Nothing was called. `globals` lists
 * every one that the pickle names, in the order in which it names them.
 */
export class UnsupportedGlobalError extends UnpicklingError {
  override name = 'UnsupportedGlobalError';
  declare readonly globals: readonly GlobalName[];

  constructor(globals: readonly GlobalName[], location: PickleLocation) {
    const names = listed(globals);
    const first = globals.find((g) => g.module.length + g.name.length < 200) ?? { module: '…', name: '…' };
    super(
      `this pickle needs ${globals.length > 1 ? `${globals.length} Python classes or functions that are` : 'a Python class or function that is'} ` +
        `not registered: ${names}. ` +
        "To read the data around them as inert records, pass { unknownGlobals: 'opaque' }. " +
        `To rebuild one yourself, pass { classes: [pythonClass({ module: '${first.module}', name: '${first.name}', … })] }`,
      location,
    );
    this.globals = globals;
  }
}

/** A pickle passed one of the {@link Limits}; `limit` names the option that raises it. */
export class LimitError extends UnpicklingError {
  override name = 'LimitError';
  declare readonly limit: string;

  constructor(message: string, limit: string, location: PickleLocation) {
    super(message, location);
    this.limit = limit;
  }
}

/** What code that does not know where it is throws for a limit: it arrives as a {@link LimitError}. */
export class PassedLimit extends RangeError {
  declare readonly limit: string;

  constructor(message: string, limit: string) {
    super(`${message}: raise limits.${limit} if you trust this pickle`);
    this.limit = limit;
  }
}

/**
 * A value that can't be pickled. The message says why, what to do and where it is: `path` leads there from the
 * value that was to be pickled, as in `at(value, ...error.path)`, and prints as `.weights[3].bias`.
 */
export class PicklingError extends PickleError {
  override name = 'PicklingError';
  declare readonly path: Path;

  constructor(message: string, path: Path, cause?: unknown) {
    const where = String(path);
    super(where === '' ? message : `${message}, at ${where}`, cause === undefined ? undefined : { cause });
    this.path = path;
  }
}

/**
 * A file that is none of its format: truncated, malformed, or inconsistent. The message says what was being read, what
 * was expected and what was there. A pickle inside of it has an {@link UnpicklingError} of its own.
 */
export class FormatError extends PickleError {
  override name = 'FormatError';
  /** Bytes from the start of the file; where the message names a member of an archive, from that member's start. */
  declare readonly offset: number;

  constructor(message: string, { offset, cause }: { readonly offset: number; readonly cause?: unknown }) {
    super(`${message}, at offset ${offset}`, cause === undefined ? undefined : { cause });
    this.offset = offset;
  }
}

/**
 * A pickle could not be written to where it was to go: a file or a stream failed. The message says which and what to do;
 * `cause` is the error of the file system or the stream.
 */
export class SinkError extends PickleError {
  override name = 'SinkError';
  /** Bytes that were handed over before. */
  declare readonly offset: number;

  constructor(message: string, { offset, cause }: { offset: number; cause: unknown }) {
    super(offset === 0 ? message : `${message}, after ${offset} bytes`, { cause });
    this.offset = offset;
  }
}

/**
 * Bytes could not be read: a file, a stream or a server failed, or what it holds changed meanwhile. (A pickle that ends
 * too early is an {@link UnpicklingError}.) The message says what was being read, and what to do.
 */
export class SourceError extends PickleError {
  override name = 'SourceError';
  /** Where it failed, in bytes from the start of what was being read. */
  declare readonly offset: number;

  constructor(message: string, { offset, cause }: { offset: number; cause?: unknown }) {
    super(`${message}, at byte ${offset}`, cause === undefined ? undefined : { cause });
    this.offset = offset;
  }
}

/**
 * A data type that can't be understood or can't do what was asked. The message quotes the specification
 * and says what was expected. Inside a pickle it arrives as the `cause` of an {@link UnpicklingError}.
 */
export class DTypeError extends TypeError {
  override name = 'DTypeError';
}
