/** Files behind HTTP: a server that knows ranges, and servers that misbehave. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dumps, load, NumpyArray, type SourceError, urlSource } from '../../src/index.ts';
import { fetchOf } from './sources.ts';

const file = dumps(['before', NumpyArray.from(new Float64Array(100_000).fill(0.5)), 'behind']);
const ETAG = '"one"';

type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** The range that was asked for, as a server should give it; `change` may break that. */
const ranged =
  (
    change: (headers: Record<string, string>, part: Uint8Array, count: number) => Uint8Array | number | null,
  ): Answer =>
  (request, response, count) => {
    const [start, end] = request.headers.range!.slice('bytes='.length).split('-').map(Number) as [
      number,
      number,
    ];
    const part = file.subarray(start, end + 1);
    const headers: Record<string, string> = {
      'content-range': `bytes ${start}-${start + part.length - 1}/${file.length}`,
      etag: ETAG,
    };
    const body = change(headers, part, count);
    if (typeof body === 'number') response.writeHead(body, headers).end('an error page');
    else if (body === null)
      response
        .writeHead(206, { ...headers, 'content-length': part.length })
        .write(part.subarray(0, 10), () => response.destroy());
    else response.writeHead(206, headers).end(body);
  };

const answers: Record<string, Answer> = {
  good: ranged((_, part) => part),
  shorter: ranged((headers, part) => {
    const few = part.subarray(0, 100_000);
    headers['content-range'] = headers['content-range']!.replace(
      /-\d+/,
      `-${Number(/\d+/.exec(headers['content-range']!)![0]) + few.length - 1}`,
    );
    return few;
  }),
  ignores: (_, response) => response.writeHead(200, { 'content-length': file.length }).end(file),
  absent: ranged(() => 404),
  failing: ranged((_, part, count) => (count > 1 ? 503 : part)),
  shrunk: ranged((headers, part, count) => {
    if (count > 1) headers['content-range'] = 'bytes */10';
    return count > 1 ? 416 : part;
  }),
  replaced: ranged((headers, part, count) => {
    if (count > 1) headers['etag'] = '"two"';
    return part;
  }),
  grown: ranged((headers, part, count) => {
    if (count > 1) headers['content-range'] += '0';
    return part;
  }),
  elsewhere: ranged((headers, part, count) => {
    if (count > 1) headers['content-range'] = `bytes 7-8/${file.length}`;
    return part;
  }),
  longer: ranged((_, part, count) => (count > 1 ? file : part)),
  compressed: ranged((headers, part) => {
    headers['content-encoding'] = 'br';
    return part;
  }),
  breaks: ranged((_, part, count) => (count > 1 ? null : part)),
  hides: (request, response, count) => {
    if (request.method === 'HEAD') response.writeHead(200, { 'content-length': file.length }).end();
    else
      ranged((headers, part) => {
        delete headers['content-range'];
        return part;
      })(request, response, count);
  },
  'tells nothing': (request, response, count) => {
    if (request.method === 'HEAD') response.writeHead(405).end();
    else answers['hides']!(request, response, count);
  },
  empty: (_, response) => response.writeHead(416, { 'content-range': 'bytes */0' }).end(),
  hangs: (request, response, count) => {
    if (count === 1) answers['good']!(request, response, count);
  },
};

const counts = new Map<string, number>();
const seen: IncomingMessage[] = [];
let server: Server;
let origin: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const name = decodeURIComponent(request.url!.slice(1).replace(/\?.*/, ''));
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    seen.push(request);
    answers[name]!(request, response, count);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function loadFrom(name: string, signal?: AbortSignal): Promise<unknown> {
  counts.delete(name);
  const source = await urlSource(`${origin}/${name}?secret`, signal && { signal });
  return load(source, signal && { signal });
}

it.each(['good', 'shorter', 'hides'])('a server that is %s', async (name) => {
  expect(Buffer.compare(dumps(await loadFrom(name)), file)).toBe(0);
});

it('reads no more than is asked for, and what is read ahead', async () => {
  counts.delete('good');
  const source = await urlSource(new URL(`${origin}/good`), {
    readAhead: 1000,
    headers: { authorization: 'Bearer x' },
  });
  expect([source.size, source.name]).toEqual([file.length, `${origin}/good`]);
  for (const [offset, length] of [
    [0, 10],
    [500, 500],
    [500_000, 100],
    [500_100, 900],
    [400, 100],
  ] as const)
    expect(await source.read(offset, length)).toEqual(file.slice(offset, offset + length));
  expect(counts.get('good')).toBe(2);
  expect(await source.read(990, 5000)).toEqual(file.slice(990, 5990));
  expect(await source.read(file.length - 5, 100)).toEqual(file.slice(-5));
  expect(await source.read(file.length + 5, 100)).toHaveLength(0);
  expect(seen.slice(-4).map(({ headers }) => headers.range)).toEqual([
    'bytes=0-999',
    'bytes=500000-500999',
    'bytes=1000-5989',
    `bytes=${file.length - 5}-${file.length - 1}`,
  ]);
  expect(seen.at(-1)!.headers.authorization).toBe('Bearer x');
});

it('a whole response, by fetch', async () => {
  const response = await fetch(`${origin}/ignores`);
  const reports: unknown[] = [];
  const value = await load(response, { onProgress: (progress) => reports.push(progress) });
  expect(Buffer.compare(dumps(value), file)).toBe(0);
  expect(reports.at(-1)).toEqual({ bytesRead: file.length, totalBytes: file.length });
  await expect(
    load(await fetch(`${origin}/absent?secret`, { headers: { range: 'bytes=0-1' } })),
  ).rejects.toThrow(
    `the response of ${origin}/absent is no file: the server answered 404 Not Found, at byte 0`,
  );
});

it.each([
  [
    'ignores',
    'is on a server that ignores Range (it answered 200 with the whole file): use load(await fetch(url)), at byte 0',
  ],
  ['absent', 'is not to be had: the server answered 404 Not Found, at byte 0'],
  ['failing', 'is not to be had: the server answered 503 Service Unavailable, at byte 16384'],
  ['shrunk', 'changed while it was read: load it again from the start, at byte 16384'],
  ['replaced', 'changed while it was read: load it again from the start, at byte 16384'],
  ['grown', 'changed while it was read: load it again from the start, at byte 16384'],
  ['elsewhere', `was asked for from byte 16384 on, and came as 'bytes 7-8/${file.length}', at byte 16384`],
  ['longer', `was asked for 49152 bytes, and came with ${file.length}, at byte 16384`],
  [
    'compressed',
    'comes compressed by the server, of which no part can be read: use load(await fetch(url)), at byte 0',
  ],
  [
    'tells nothing',
    "does not say how large it is: the server must let the page see 'Content-Range' (Access-Control-Expose-Headers), at byte 0",
  ],
])('a server that %s', async (name, message) => {
  const error = (await loadFrom(name).catch((e) => e)) as SourceError;
  expect(error.name).toBe('SourceError');
  expect(error.message).toBe(`${origin}/${name} ${message}`);
});

it('a connection that breaks, a host that is not there', async () => {
  const broken = (await loadFrom('breaks').catch((e) => e)) as SourceError;
  expect(broken.message).toMatch(/\/breaks broke off: .+\. Try again, at byte 16384$/);
  expect(broken.cause).toBeInstanceOf(Error);
  await expect(urlSource('http://127.0.0.1:1/a')).rejects.toThrow(
    /^http:\/\/127.0.0.1:1\/a could not be fetched: fetch failed \(.+\)\. Try again, at byte 0$/,
  );
});

it('a file without bytes', async () => {
  await expect(loadFrom('empty')).rejects.toThrow('the pickle ends without STOP, at offset 0');
  await expect(load(await urlSource('http://host/', { fetch: fetchOf(new Uint8Array(0)) }))).rejects.toThrow(
    'the pickle ends without STOP, at offset 0',
  );
});

it('an abort stops a request', async () => {
  const controller = new AbortController();
  const loading = loadFrom('hangs', controller.signal);
  setTimeout(() => controller.abort(new Error('enough')), 100);
  await expect(loading).rejects.toThrow(new Error('enough'));
});
