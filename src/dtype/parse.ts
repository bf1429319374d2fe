import { DTypeError } from '../errors.ts';
import { type DType } from './dtype.ts';

/** Anything that `dtype` understands. */
export type DTypeSpec = string | object;

export function dtype<const S>(spec: S, options: { align?: boolean } = {}): DType {
  throw new DTypeError(`not yet: ${spec} ${options}`);
}
