/** `ndarray-pickle inspect FILE`: what is in it, without reading its payloads. */

import { Path } from '../values/path.ts';
import { describe, isSomeArray } from './describe.ts';
import { openDocument } from './document.ts';
import { typed } from './steps.ts';
import { colors, safeText, sizeText } from './terminal.ts';
import { type Row, rows, rowText, type TreeLimits } from './tree.ts';

export interface InspectFlags extends TreeLimits {
  readonly json?: boolean;
}

function stepText(path: Path): string {
  const last = path.steps().at(-1);
  return last === undefined ? '' : safeText(new Path().to(last).toString());
}

function asJson({ path, value, note }: Row): object {
  const parts = isSomeArray(value)
    ? { dtype: String(value.dtype), shape: value.shape, order: value.order, nbytes: value.nbytes }
    : { value: value === undefined ? null : describe(value) };
  return { path: path.toString(), ...parts, ...(note !== null && { note }) };
}

export async function inspectFile(file: string, { json = false, ...limits }: InspectFlags): Promise<void> {
  const document = await openDocument(file);
  try {
    const { format, size } = document;
    const tree = rows(await document.lazily(), limits);
    if (json) {
      console.log(JSON.stringify({ file, format, size, tree: Array.from(tree, asJson) }, null, 2));
      return;
    }
    console.log(`${colors.bold(safeText(file))}: ${format}, ${sizeText(size)}`);
    let array: Path | undefined;
    for (const row of tree) {
      const name = row.value === undefined ? '' : stepText(row.path);
      console.log(
        `${'  '.repeat(row.depth)}${[colors.green(name), rowText(row)].filter(Boolean).join('  ')}`,
      );
      if (isSomeArray(row.value)) array ??= row.path;
    }
    if (array !== undefined) console.log(colors.dim(safeText(`ndarray-pickle show ${file} ${typed(array)}`)));
  } finally {
    await document.close();
  }
}
