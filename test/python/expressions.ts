/** What a live Python pickles: expressions in, pickles of protocols 0 to 5 out. */

import { execFileSync } from 'node:child_process';
import type { Python } from './python.ts';

export const PROTOCOLS = [0, 1, 2, 3, 4, 5] as const;

const PROGRAM = `
import base64, json, pickle, sys
setup, expressions = json.load(sys.stdin)
scope = {'__name__': '__main__'}
exec(setup, scope)
def written(text, protocol):
    try:
        return base64.b64encode(pickle.dumps(eval(text, scope), protocol)).decode()
    except Exception as error:
        return {'error': type(error).__name__}
print(json.dumps([[written(text, protocol) for protocol in range(6)] for text in expressions]))
`;

/**
 * The pickles of the values of Python expressions, by protocol; the name of the exception's class where Python can't
 * pickle one. `setup` runs before.
 */
export function pickled(
  { command }: Python,
  expressions: readonly string[],
  setup = '',
): (Uint8Array | { readonly error: string })[][] {
  const input = JSON.stringify([setup, expressions]);
  const printed = execFileSync(command, ['-c', PROGRAM], { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  const rows = JSON.parse(printed) as (string | { error: string })[][];
  return rows.map((row) =>
    row.map((cell) => (typeof cell === 'string' ? new Uint8Array(Buffer.from(cell, 'base64')) : cell)),
  );
}
