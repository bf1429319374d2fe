/** Pickles where a web page gets them: a file that is dropped on it, an answer of `fetch`, a stream. */

import { expect, test } from 'vitest';
import {
  arrayAt,
  dumps,
  load,
  NumpyArray,
  type PickleValue,
  type Progress,
  urlSource,
} from '../../src/index.ts';

const SAMPLE = '/python-fixtures/samples/features.numpy2.p5.pkl';

/** An array of a size that goes straight into memory of its own. */
const weights = NumpyArray.from(
  Float64Array.from({ length: 200_000 }, (_, i) => i),
  { shape: [400, 500] },
);

test('a file that is dropped', async () => {
  const loaded = new Promise<PickleValue>((resolve, reject) => {
    document.body.addEventListener(
      'drop',
      (event) => {
        event.preventDefault();
        load(event.dataTransfer!.files[0]!).then(resolve, reject);
      },
      { once: true },
    );
  });
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([dumps({ weights })], 'weights.pkl'));
  document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  const array = arrayAt(await loaded, 'weights').as('float64');
  expect(array.shape).toEqual([400, 500]);
  expect(array.data[199_999]).toBe(199_999);
});

test('what fetch gives, and its stream', async () => {
  const whole = await load(new Uint8Array(await (await fetch(SAMPLE)).arrayBuffer()));
  const { body, ok } = await fetch(SAMPLE);
  expect(ok).toBe(true);
  for (const value of [await load(await fetch(SAMPLE)), await load(body!)])
    expect(String(arrayAt(value, 'scores'))).toBe(String(arrayAt(whole, 'scores')));
  await expect(load(await fetch(SAMPLE, { method: 'HEAD' }))).rejects.toThrow('the pickle ends');
});

test('a URL by ranges', async () => {
  const whole = new Uint8Array(await (await fetch(SAMPLE)).arrayBuffer());
  const url = new URL(SAMPLE, location.href);
  const source = await urlSource(url, { readAhead: 100 });
  expect([source.size, source.name]).toEqual([whole.length, url.href]);
  expect(await source.read(300, 50)).toEqual(whole.slice(300, 350));
  expect(String(arrayAt(await load(source), 'scores'))).toBe(String(arrayAt(await load(whole), 'scores')));
});

test('a compressed file, with progress, and one that is aborted', async () => {
  const pickle = dumps({ weights });
  const gzip = new Blob([pickle]).stream().pipeThrough(new CompressionStream('gzip'));
  const file = new File([await new Response(gzip).blob()], 'weights.pkl.gz');
  const reports: Progress[] = [];
  const value = await load(file, { onProgress: (progress) => reports.push(progress) });
  expect(arrayAt(value, 'weights').as('float64').data[199_999]).toBe(199_999);
  expect(reports.at(-1)).toEqual({ bytesRead: file.size, totalBytes: file.size });
  const cut = load(file.slice(0, file.size - 30));
  await expect(cut).rejects.toThrow("what the gzip data expands to can't be read");

  const controller = new AbortController();
  const stalled = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => {}) });
  const loading = load(stalled, { signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(loading).rejects.toThrow('enough');
  expect(stalled.locked).toBe(false);
});
