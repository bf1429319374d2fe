import { dumps, loads, type PythonClass } from '../../src/index.ts';

/** A pickle with the buffers that it left out. */
export interface Written {
  readonly bytes: Uint8Array;
  readonly buffers: readonly Uint8Array[];
}

export interface Way {
  readonly protocol: number;
  readonly numpy: 'any' | 1 | 2;
  readonly outOfBand?: boolean;
  readonly classes?: readonly PythonClass[];
}

/** Writes a value; copies of the buffers that it leaves out beside it. */
export function written(value: unknown, { protocol, numpy, outOfBand = false, classes = [] }: Way): Written {
  const buffers: Uint8Array[] = [];
  const bufferCallback = (buffer: Uint8Array) => {
    buffers.push(buffer.slice());
  };
  const bytes = dumps(value, {
    protocol: protocol as 0 | 1 | 2 | 3 | 4 | 5,
    numpy,
    classes,
    ...(outOfBand && { bufferCallback }),
  });
  return { bytes, buffers };
}

/** Loads a pickle exactly, and writes it again. */
export function rewritten(pickle: Written, way: Way): Written {
  return written(loads(pickle.bytes, { exact: true, buffers: pickle.buffers }), way);
}
