/** Layouts of arrays, with every element's address written out by the definition: offset + Σ index × stride. */
export interface Layout {
  readonly name: string;
  readonly shape: readonly number[];
  /** In elements. */
  readonly steps: readonly number[];
  /** Of the element at index 0, 0, …, in elements from the lowest address. */
  readonly first: number;
  /** NumPy's flags: `'C'` (also where both hold), `'F'`, or neither. */
  readonly order: 'C' | 'F' | null;
  /** Whether the elements lie in one gapless run of positive strides. */
  readonly dense: boolean;
}

export const layouts: readonly Layout[] = [
  { name: '0-d', shape: [], steps: [], first: 0, order: 'C', dense: true },
  { name: 'empty', shape: [0], steps: [1], first: 0, order: 'C', dense: true },
  { name: 'empty 3-d', shape: [2, 0, 3], steps: [5, -3, 9], first: 0, order: 'C', dense: true },
  { name: '1-d', shape: [5], steps: [1], first: 0, order: 'C', dense: true },
  { name: 'one element, odd strides', shape: [1, 1], steps: [-7, 3], first: 0, order: 'C', dense: true },
  { name: 'C', shape: [2, 3, 2], steps: [6, 2, 1], first: 0, order: 'C', dense: true },
  {
    name: 'C with an axis of length 1',
    shape: [3, 1, 2],
    steps: [2, 99, 1],
    first: 0,
    order: 'C',
    dense: true,
  },
  { name: 'F', shape: [2, 3, 2], steps: [1, 2, 6], first: 0, order: 'F', dense: true },
  { name: 'K', shape: [2, 3, 2], steps: [2, 4, 1], first: 0, order: null, dense: true },
  { name: 'strided', shape: [4], steps: [2], first: 0, order: null, dense: false },
  { name: 'strided rows', shape: [3, 2], steps: [4, 1], first: 0, order: null, dense: false },
  { name: 'reversed', shape: [4], steps: [-1], first: 3, order: null, dense: false },
  { name: 'both axes reversed', shape: [2, 3], steps: [-3, -1], first: 5, order: null, dense: false },
  { name: 'broadcast', shape: [3, 2], steps: [0, 1], first: 0, order: null, dense: false },
  { name: 'overlapping', shape: [3, 2], steps: [1, 1], first: 0, order: null, dense: false },
];

/** Every index, in C order; those of an F copy are the reversed ones of the reversed shape. */
export function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (before, length) => before.flatMap((index) => Array.from({ length }, (_, i) => [...index, i])),
    [[]],
  );
}

/** Every index with the first axis fastest. */
export function indicesF(shape: readonly number[]): number[][] {
  return indices([...shape].reverse()).map((index) => index.reverse());
}

export function placeOf({ steps, first }: Layout, index: readonly number[]): number {
  return index.reduce((sum, i, axis) => sum + i * steps[axis]!, first);
}
