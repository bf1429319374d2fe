/** A text that says all of a value: the same wherever it was loaded. */

import { DType, NumpyArray } from '../../src/index.ts';

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

function head({ dtype, shape, strides, readonly }: NumpyArray): string {
  return `${dtype} ${dtype.byteOrder} (${shape}) (${strides}) ${readonly}`;
}

function memory(array: NumpyArray): string {
  const { buffer, byteOffset } = array.copy({ order: 'C' });
  return hex(new Uint8Array(buffer, byteOffset, array.nbytes));
}

export function fingerprint(value: unknown): string {
  const seen = new Map<object, number>();
  const texts: string[] = [];
  const add = (item: unknown): void => {
    if (typeof item === 'number' && Object.is(item, -0)) texts.push('-0');
    else if (typeof item === 'string') texts.push(JSON.stringify(item));
    else if (typeof item !== 'object' || item === null) texts.push(`${typeof item} ${String(item)}`);
    else if (seen.has(item)) texts.push(`#${seen.get(item)}`);
    else {
      seen.set(item, seen.size);
      texts.push('(');
      addObject(item);
      texts.push(')');
    }
  };
  const addObject = (item: object): void => {
    if (NumpyArray.isNumpyArray(item)) {
      texts.push(head(item));
      if (item.dtype.hasObject) add(item.toArray());
      else texts.push(memory(item));
    } else if (DType.isDType(item)) texts.push(`${item} ${item.byteOrder} ${item.alignment}`);
    else if (item instanceof Uint8Array) texts.push('bytes', hex(item));
    else if (item instanceof Map || item instanceof Set || Array.isArray(item)) {
      texts.push(item.constructor.name);
      for (const part of item) add(part);
    } else {
      texts.push(item.constructor?.name ?? 'data');
      for (const [name, part] of Object.entries(item)) {
        texts.push(name);
        add(part);
      }
    }
  };
  add(value);
  return texts.join(' ');
}
