/** `ndarray-pickle scan FILE…`: whether it is safe to load in Python, as far as what it names tells. */

import type { Inspection, Verdict } from '../inspect.ts';
import { inspectSource } from '../inspect-source.ts';
import type { Source } from '../io/source.ts';
import { namesJoblib, openDocument } from './document.ts';
import { colors, safeText } from './terminal.ts';

const RANK: { readonly [verdict in Verdict]: number } = { safe: 0, unknown: 1, dangerous: 2 };
const COLOR: { readonly [verdict in Verdict]: (text: string) => string } = {
  safe: colors.green,
  unknown: colors.yellow,
  dangerous: colors.red,
};

interface Scanned {
  readonly file: string;
  readonly verdict: Verdict;
  /** Of each pickle in the file. */
  readonly inspections: readonly Inspection[];
  /** Why the file could not be read, or not to its end. */
  readonly error: string | null;
}

/**
 * A joblib file is one thing to `joblib.load`, and to `pickle.load`, which takes an array's bytes for opcodes, another:
 * what acts may be hidden from either. The one that can't read the file to its end only counts for what acts in it.
 */
export async function readings(pickle: Source): Promise<Inspection[]> {
  const asPickle = await inspectSource(pickle);
  if (!namesJoblib(asPickle)) return [asPickle];
  const asJoblib = await inspectSource(pickle, { joblib: true });
  const both = [asJoblib, asPickle];
  const told = both.filter(({ error, verdict }) => error === null || verdict === 'dangerous');
  return told.some(({ error }) => error === null) ? told : both;
}

async function scan(file: string): Promise<Scanned> {
  try {
    const document = await openDocument(file);
    try {
      const inspections: Inspection[] = [];
      for await (const pickle of document.pickles()) inspections.push(...(await readings(pickle)));
      const verdicts = inspections.map(({ verdict, error }) =>
        error !== null && verdict === 'safe' ? 'unknown' : verdict,
      );
      const worst = verdicts.reduce<Verdict>((a, b) => (RANK[a] > RANK[b] ? a : b), 'safe');
      const broken = inspections.find(({ error }) => error !== null);
      return { file, verdict: worst, inspections, error: broken?.error?.message ?? null };
    } finally {
      await document.close();
    }
  } catch (error) {
    return { file, verdict: 'unknown', inspections: [], error: (error as Error).message };
  }
}

function print({ file, verdict, inspections, error }: Scanned): void {
  console.log(`${COLOR[verdict](verdict.padEnd(9))}  ${safeText(file)}`);
  if (error !== null) console.log(`    ${colors.yellow('not read to its end:')} ${safeText(error)}`);
  for (const { reasons, globals } of inspections) {
    for (const { level, message, offset } of reasons) {
      // That was said, by its own message.
      if (message.startsWith("can't be loaded")) continue;
      console.log(`    ${COLOR[level](level)}: ${safeText(message)}, at offset ${offset}`);
    }
    const names = globals.map(
      ({ module, name, allowed, called }) => `${allowed ? '' : '? '}${module}.${name}${called ? '()' : ''}`,
    );
    for (const name of names) console.log(`    ${colors.dim(safeText(name))}`);
  }
}

/** Prints a verdict for each file; the exit code is that of the worst: 0 safe, 1 unknown, 2 dangerous. */
export async function scanFiles(
  files: readonly string[],
  { json = false }: { readonly json?: boolean },
): Promise<void> {
  const all: Scanned[] = [];
  for (const file of files) {
    const scanned = await scan(file);
    all.push(scanned);
    if (!json) print(scanned);
  }
  if (json) {
    const results = all.map(({ inspections, ...rest }) => ({
      ...rest,
      reasons: inspections.flatMap(({ reasons }) => reasons),
      globals: inspections.flatMap(({ globals }) => globals),
    }));
    console.log(JSON.stringify(results, null, 2));
  }
  process.exitCode = Math.max(...all.map(({ verdict }) => RANK[verdict]));
}
