import { SourceError } from '../errors.ts';
import type { ByteSource } from './byte-source.ts';

/** What is needed of `fetch`. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Headers; signal?: AbortSignal | null },
) => Promise<Response>;

export interface UrlOptions {
  /** In place of the global `fetch`. */
  fetch?: Fetch;
  /** Sent with each request. */
  headers?: Headers | Record<string, string>;
  /** Bytes that are read at least, for what follows is often wanted next. Default 16 KiB. */
  readAhead?: number;
  /** Stops the first request, which asks for the size. */
  signal?: AbortSignal;
}

const READ_AHEAD = 0x4000;
/** Ranges that are kept; none is larger than what is read ahead. */
const KEPT = 16;

/** A range of the file: its bytes, and where they start. */
interface Range {
  readonly start: number;
  readonly bytes: Uint8Array;
}

/** What tells one version of a file from another. */
interface Version {
  readonly size: number;
  readonly etag: string | null;
  readonly modified: string | null;
}

/**
 * A file behind HTTP, read by ranges: only what is asked for is fetched, and what is read ahead. The size comes with the
 * first range (or by a HEAD request, where a server of another origin hides `Content-Range`). To load a whole pickle,
 * `load(await fetch(url))` takes one request.
 *
 * @throws SourceError where the server fails, does not know ranges, or the file changes between two requests.
 */
export async function urlSource(url: string | URL, options: UrlOptions = {}): Promise<ByteSource> {
  return UrlSource.open(String(url), options);
}

class UrlSource implements ByteSource {
  readonly size: number;
  readonly name: string;
  readonly #requests: Requests;
  readonly #version: Version;
  readonly #readAhead: number;
  /** The last used first. */
  #kept: readonly Range[];

  static async open(
    url: string,
    { readAhead = READ_AHEAD, signal, ...options }: UrlOptions,
  ): Promise<UrlSource> {
    const requests = new Requests(url, options);
    const { range, version } = await requests.first(Math.max(readAhead, 1), signal);
    return new UrlSource(requests, version, range, readAhead);
  }

  constructor(requests: Requests, version: Version, range: Range, readAhead: number) {
    this.size = version.size;
    this.name = requests.name;
    this.#requests = requests;
    this.#version = version;
    this.#readAhead = readAhead;
    this.#kept = [range];
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    const end = Math.min(offset + length, this.size);
    const bytes = new Uint8Array(Math.max(end - offset, 0));
    for (let at = offset; at < end; ) {
      const range = this.#cached(at) ?? (await this.#fetched(at, end, signal));
      const part = range.bytes.subarray(at - range.start, end - range.start);
      bytes.set(part, at - offset);
      at += part.length;
    }
    return bytes;
  }

  #cached(at: number): Range | undefined {
    const range = this.#kept.find(({ start, bytes }) => at >= start && at < start + bytes.length);
    if (range !== undefined) this.#keep(range);
    return range;
  }

  async #fetched(start: number, end: number, signal: AbortSignal | undefined): Promise<Range> {
    const last = Math.min(Math.max(end, start + this.#readAhead), this.size);
    const range = await this.#requests.range(start, last, this.#version, signal);
    if (range.bytes.length <= this.#readAhead) this.#keep(range);
    return range;
  }

  #keep(range: Range): void {
    this.#kept = [range, ...this.#kept.filter((other) => other !== range)].slice(0, KEPT);
  }
}

/** What messages name: what follows the path may be a secret, and so may a user's name. */
export const placeOf = (url: string): string =>
  url.replace(/[?#].*$/s, '').replace(/^(\w+:\/\/)[^/]*@/, '$1');

/** Asks one URL for ranges, and checks the answers. */
class Requests {
  readonly name: string;
  readonly #url: string;
  readonly #fetch: Fetch;
  readonly #headers: Headers;

  constructor(url: string, { fetch = globalThis.fetch as Fetch, headers }: UrlOptions) {
    this.#url = url;
    this.name = placeOf(url);
    this.#fetch = fetch;
    this.#headers = new Headers(headers);
  }

  /** The file's first `length` bytes, and what it says of itself. */
  async first(length: number, signal?: AbortSignal): Promise<{ range: Range; version: Version }> {
    const response = await this.#ask(0, length, signal);
    if (response.status === 416 && totalOf(response) === 0) {
      await response.body?.cancel();
      return { range: { start: 0, bytes: new Uint8Array(0) }, version: versionOf(response, 0) };
    }
    await this.#checkPartial(response, 0);
    const size = totalOf(response) ?? (await this.#sizeByHead(signal));
    return {
      range: { start: 0, bytes: await this.#body(response, 0, Math.min(length, size), signal) },
      version: versionOf(response, size),
    };
  }

  /** From `start` to `end`, or fewer: a server may give less than is asked for. */
  async range(start: number, end: number, version: Version, signal?: AbortSignal): Promise<Range> {
    const response = await this.#ask(start, end, signal);
    const now = versionOf(response, totalOf(response) ?? version.size);
    if (
      response.status === 416 ||
      (response.ok &&
        (now.size !== version.size || now.etag !== version.etag || now.modified !== version.modified))
    )
      return this.#refuse(response, start, 'changed while it was read: load it again from the start');
    await this.#checkPartial(response, start);
    return { start, bytes: await this.#body(response, start, end - start, signal) };
  }

  async #sizeByHead(signal: AbortSignal | undefined): Promise<number> {
    const response = await this.#send('HEAD', 0, new Headers(this.#headers), signal);
    const length = response.headers.get('content-length');
    if (!response.ok || length === null || response.headers.has('content-encoding'))
      return this.#refuse(
        response,
        0,
        "does not say how large it is: the server must let the page see 'Content-Range' (Access-Control-Expose-Headers)",
      );
    return Number(length);
  }

  #ask(start: number, end: number, signal: AbortSignal | undefined): Promise<Response> {
    const headers = new Headers(this.#headers);
    headers.set('range', `bytes=${start}-${end - 1}`);
    // A part of what is compressed can't be expanded. (Browsers ask so by themselves, and let nobody else.)
    headers.set('accept-encoding', 'identity');
    return this.#send('GET', start, headers, signal);
  }

  async #send(
    method: string,
    offset: number,
    headers: Headers,
    signal: AbortSignal | undefined,
  ): Promise<Response> {
    try {
      // A page's fetch is no method of ours.
      const fetch = this.#fetch;
      return await fetch(this.#url, { method, headers, signal: signal ?? null });
    } catch (cause) {
      if (signal?.aborted === true) throw signal.reason;
      throw this.#failed(offset, `could not be fetched: ${reasonOf(cause)}. Try again`, cause);
    }
  }

  async #checkPartial(response: Response, start: number): Promise<void> {
    const { status, statusText, headers } = response;
    if (status === 200)
      return this.#refuse(
        response,
        start,
        'is on a server that ignores Range (it answered 200 with the whole file): use load(await fetch(url))',
      );
    if (status !== 206)
      return this.#refuse(
        response,
        start,
        `is not to be had: the server answered ${`${status} ${statusText}`.trim()}`,
      );
    if (headers.has('content-encoding') && headers.get('content-encoding') !== 'identity')
      return this.#refuse(
        response,
        start,
        'comes compressed by the server, of which no part can be read: use load(await fetch(url))',
      );
    const range = headers.get('content-range');
    if (range !== null && !range.startsWith(`bytes ${start}-`))
      return this.#refuse(response, start, `was asked for from byte ${start} on, and came as '${range}'`);
  }

  /** The bytes of an answer to a request for `most`. */
  async #body(
    response: Response,
    start: number,
    most: number,
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array> {
    let bytes: Uint8Array;
    try {
      bytes = new Uint8Array(await response.arrayBuffer());
    } catch (cause) {
      if (signal?.aborted === true) throw signal.reason;
      throw this.#failed(start, `broke off: ${reasonOf(cause)}. Try again`, cause);
    }
    if (bytes.length > most || (bytes.length === 0 && most > 0))
      throw this.#failed(start, `was asked for ${most} bytes, and came with ${bytes.length}`);
    return bytes;
  }

  /** Gives an answer up, whose body would keep the connection. */
  async #refuse(response: Response, offset: number, what: string): Promise<never> {
    await response.body?.cancel().catch(() => {});
    throw this.#failed(offset, what);
  }

  #failed(offset: number, what: string, cause?: unknown): SourceError {
    return new SourceError(`${this.name} ${what}`, { offset, cause });
  }
}

/** Node's fetch says "fetch failed", and why in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}

/** The size that an answer tells. */
function totalOf({ headers }: Response): number | null {
  const total = /^bytes (?:\d+-\d+|\*)\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1];
  return total === undefined ? null : Number(total);
}

function versionOf({ headers }: Response, size: number): Version {
  return { size, etag: headers.get('etag'), modified: headers.get('last-modified') };
}
