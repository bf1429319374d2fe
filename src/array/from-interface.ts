import type { DType } from '../dtype/dtype.ts';
import { dtype } from '../dtype/parse.ts';
import { tuple } from '../values/tuple.ts';
import { typeName } from '../values/type-name.ts';
import type { NumpyArrayInit } from './array-init.ts';
import type { ArrayInterface, DTypeDescription } from './array-interface.ts';

/** What `new NumpyArray` takes, of what `arrayInterface()` gave; nothing of it is trusted. */
export function fromArrayInterface(description: ArrayInterface): NumpyArrayInit {
  const { version, typestr, descr, shape, strides, data, offset, readonly } = description ?? {};
  if (version !== 3 || typeof typestr !== 'string') {
    throw new TypeError(
      `expected what arrayInterface() gives, { version: 3, typestr, shape, data, … }, got ${typeName(description)}`,
    );
  }
  const fields = typestr.includes('V') && Array.isArray(descr) && descr[0]?.[0] !== '' ? descr : typestr;
  return {
    buffer: data,
    byteOffset: offset ?? 0,
    dtype: description.dtype === undefined ? dtype(fields as string) : revive(description.dtype),
    shape,
    ...(strides ? { strides } : {}),
    readonly: readonly ?? false,
  };
}

function revive(description: DTypeDescription): DType {
  if (typeof description === 'string') return dtype(description);
  if (Array.isArray(description)) {
    const [first, second] = description as readonly [DTypeDescription, unknown];
    const type = revive(first);
    const isStruct = !Array.isArray(second) && !(second instanceof Map);
    return dtype(tuple(type, isStruct ? revive(second as DTypeDescription) : second) as never);
  }
  const struct = description as Exclude<DTypeDescription, string | readonly unknown[]>;
  return dtype({ ...struct, formats: struct.formats.map(revive) });
}
