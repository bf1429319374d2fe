import { brand, kindOf } from './brand.ts';

/**
 * Memory that a protocol 5 pickle may leave out (PEP 574): what `bufferCallback` gets, a view of an array's own
 * bytes. It is a `Uint8Array`, so it can be written to a socket as it is; its species is Uint8Array.
 *
 * Source: https://docs.python.org/3/library/pickle.html#pickle.PickleBuffer
 */
export class PickleBuffer extends Uint8Array<ArrayBuffer> {
  /** Whether Python shall not write to it. */
  readonly readonly: boolean;

  /** A view of `length` bytes from `byteOffset` on. */
  constructor(buffer: ArrayBufferLike, byteOffset: number, length: number, readonly = false) {
    super(buffer as ArrayBuffer, byteOffset, length);
    this.readonly = readonly;
  }

  static get [Symbol.species](): Uint8ArrayConstructor {
    return Uint8Array;
  }

  /** True for a buffer of any copy of this package (ESM, CJS, duplicates). */
  static isPickleBuffer(value: unknown): value is PickleBuffer {
    return kindOf(value) === 'PickleBuffer';
  }
}

brand(PickleBuffer, 'PickleBuffer');
