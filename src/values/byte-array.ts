import { brand, kindOf } from './brand.ts';

/** A Python bytearray, where it must be told from bytes. Its species is Uint8Array. */
export class ByteArray extends Uint8Array {
  static get [Symbol.species](): Uint8ArrayConstructor {
    return Uint8Array;
  }

  /** True for a bytearray of any copy of this package (ESM, CJS, duplicates). */
  static isByteArray(value: unknown): value is ByteArray {
    return kindOf(value) === 'ByteArray';
  }
}

brand(ByteArray, 'ByteArray');
