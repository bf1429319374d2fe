/** What the tests in a browser fetch: golden pickles, and what Node makes of them. */

import type { Plugin } from 'vitest/config';
import { goldenArchives } from '../golden/golden.ts';
import { outcome } from './outcome.ts';

export interface GoldenRow {
  readonly id: string;
  /** Bytes of the pickle and of each out-of-band buffer, which lie one after the other in `/golden.bin`. */
  readonly lengths: readonly number[];
  /** {@link outcome} of it in Node. */
  readonly outcome: string;
}

function golden(): { rows: GoldenRow[]; bytes: Buffer } {
  const rows: GoldenRow[] = [];
  const parts: Uint8Array[] = [];
  for (const { name, cases } of goldenArchives())
    for (const { id, pickles } of cases)
      for (const pickle of pickles) {
        const all = [pickle.bytes, ...pickle.buffers];
        parts.push(...all);
        rows.push({
          id: `${name} ${id} ${pickle.name}`,
          lengths: all.map(({ length }) => length),
          outcome: outcome(pickle.bytes, pickle.buffers),
        });
      }
  return { rows, bytes: Buffer.concat(parts) };
}

export function goldenServer(): Plugin {
  return {
    name: 'golden-pickles',
    configureServer({ middlewares }) {
      let data: ReturnType<typeof golden> | undefined;
      middlewares.use('/golden.json', (_, response) => {
        data ??= golden();
        response.end(JSON.stringify(data.rows));
      });
      middlewares.use('/golden.bin', (_, response) => {
        data ??= golden();
        response.end(data.bytes);
      });
    },
  };
}
