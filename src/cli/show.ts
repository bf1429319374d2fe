/** `ndarray-pickle show FILE PATH`: a value as Python prints it; of an array also its numbers in short. */

import { NumpyArray } from '../array/numpy-array.ts';
import type { PickleValue } from '../pickle-value.ts';
import { reprValue } from '../values/repr.ts';
import { toPlain } from '../walk/to-plain.ts';
import { arrayText, isSomeArray } from './describe.ts';
import { openDocument } from './document.ts';
import { type Statistics, statistics } from './statistics.ts';
import { follow } from './steps.ts';
import { colors } from './terminal.ts';

export interface ShowFlags {
  readonly slice?: string;
  readonly json?: boolean;
}

/** An array that is read when it is asked for. */
interface Loadable {
  load(): Promise<NumpyArray>;
}

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

function histogramText(counts: readonly number[]): string {
  const most = Math.max(...counts);
  return counts
    .map((count) => (count === 0 ? ' ' : BARS[Math.ceil((count / most) * BARS.length) - 1]!))
    .join('');
}

function statisticsText({ min, max, mean, nan, infinite, zeros, histogram }: Statistics): string {
  const lines = [`min ${min}  max ${max}  mean ${mean}`, `NaN ${nan}  infinite ${infinite}  zeros ${zeros}`];
  if (histogram.length > 0) lines.push(`${min} ${colors.cyan(histogramText(histogram))} ${max}`);
  return lines.join('\n');
}

/** JSON has no bigint, and no NaN. */
function jsonText(value: unknown): string {
  return JSON.stringify(
    toPlain(value as PickleValue, { bigint: 'string', nan: 'string', bytes: 'array', objects: 'attributes' }),
    null,
    2,
  );
}

const asNumbers = (numbers: Statistics) => ({
  ...numbers,
  // Text where JSON's numbers end.
  min: typeof numbers.min === 'bigint' ? String(numbers.min) : numbers.min,
  max: typeof numbers.max === 'bigint' ? String(numbers.max) : numbers.max,
});

function showArray(array: NumpyArray, json: boolean): void {
  const numbers = statistics(array);
  if (json) {
    const { shape, order, nbytes } = array;
    const values = JSON.parse(jsonText(array)) as unknown;
    console.log(
      JSON.stringify(
        {
          dtype: String(array.dtype),
          shape,
          order,
          nbytes,
          statistics: numbers && asNumbers(numbers),
          values,
        },
        null,
        2,
      ),
    );
    return;
  }
  console.log(arrayText(array));
  if (numbers !== null && array.size > 0) console.log(statisticsText(numbers));
  console.log(String(array));
}

export async function showValue(
  file: string,
  path: string,
  { slice, json = false }: ShowFlags,
): Promise<void> {
  const document = await openDocument(file);
  try {
    const found = follow(await document.lazily(), path);
    const value = isSomeArray(found) && 'load' in found ? await (found as Loadable).load() : found;
    if (slice !== undefined && !NumpyArray.isNumpyArray(value))
      throw new TypeError(`--slice is for arrays: ${path || 'the value'} is none`);
    if (NumpyArray.isNumpyArray(value)) showArray(slice === undefined ? value : value.slice(slice), json);
    else console.log(json ? jsonText(value) : reprValue(value));
  } finally {
    await document.close();
  }
}
