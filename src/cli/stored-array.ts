import type { Order } from '../array/layout.ts';
import type { NumpyArray } from '../array/numpy-array.ts';
import type { DType } from '../dtype/dtype.ts';

/** An array of an .npy or .npz file, of which the header was read. */
export class StoredArray {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly order: Order;
  /** Bytes of all elements; of objects, of the places that hold them. */
  readonly nbytes: number;
  readonly load: () => Promise<NumpyArray>;

  constructor(
    {
      dtype,
      shape,
      order,
    }: { readonly dtype: DType; readonly shape: readonly number[]; readonly order: Order },
    load: () => Promise<NumpyArray>,
  ) {
    this.dtype = dtype;
    this.shape = shape;
    this.order = order;
    this.nbytes = shape.reduce((product, length) => product * length, dtype.itemsize);
    this.load = load;
  }
}
