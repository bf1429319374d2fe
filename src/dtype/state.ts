import { DTypeError } from '../errors.ts';
import { type DType } from './dtype.ts';

export function dtypeFromState(_base: DType, _state: readonly unknown[]): DType {
  throw new DTypeError('not yet');
}
