import type { DType } from '../dtype/dtype.ts';
import type { ArrayInit } from './contents.ts';

/** All of an array but where it begins, which arrays that are made alike share: a pickle can hold 100,000 of them. */
export class Form {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly readonly: boolean;
  /** `null` of an array that has a `Memory`: what has moved should not keep a whole pickle alive. */
  readonly buffer: ArrayBufferLike | null;
  readonly objects: unknown[] | null;
  readonly copy: ArrayInit['copy'];
  #apart: Form | null = null;

  constructor(init: Omit<ArrayInit, 'byteOffset' | 'buffer'>, buffer: ArrayBufferLike | null) {
    this.dtype = init.dtype;
    this.shape = init.shape;
    this.strides = init.strides;
    this.readonly = init.readonly;
    this.buffer = buffer;
    this.objects = init.objects;
    this.copy = init.copy;
  }

  /** The same without the buffer. */
  get unbound(): Form {
    this.#apart ??= new Form(this, null);
    return this.#apart;
  }
}

let last: Form | null = null;
let lastOf: Form | null = null;

/** The form that an array has in another buffer; one for all that move there one after the other. */
export function movedForm(form: Form, buffer: ArrayBufferLike): Form {
  if (last?.buffer !== buffer || lastOf !== form.unbound) {
    lastOf = form.unbound;
    last = new Form(form, buffer);
  }
  return last;
}
