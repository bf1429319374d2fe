import { NumpyArray } from '../../src/index.ts';

/** What a value is, all arrays' memory and all that is shared included, so that two can be compared. */
export function describeValue(root: unknown): string {
  const seen = new Map<unknown, number>();
  const show = (value: unknown): unknown => {
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
    if (typeof value !== 'object' || value === null) return value;
    const known = seen.get(value);
    if (known !== undefined) return `#${known}`;
    seen.set(value, seen.size);
    const prototype: unknown = Object.getPrototypeOf(value);
    const name = prototype?.constructor.name ?? 'no prototype';
    if (value instanceof NumpyArray) {
      const { dtype, shape, strides, readonly, buffer, byteOffset, nbytes } = value;
      const isBytes = value.objects === null && value.order !== null;
      const data = isBytes ? Buffer.from(buffer, byteOffset, nbytes).toString('hex') : value.toString();
      return [name, `${dtype}`, shape.join(), strides.join(), readonly, data, value.objects?.map(show)];
    }
    if (value instanceof Uint8Array) return ['bytes', Buffer.from(value).toString('hex')];
    if (value instanceof Map) return [name, [...value].map(([key, item]) => [show(key), show(item)])];
    if (Array.isArray(value) || value instanceof Set) return [name, [...value].map(show)];
    return [
      name,
      prototype === null ? '' : String(value),
      Object.entries(value).map(([key, item]) => [key, show(item)]),
    ];
  };
  return JSON.stringify(show(root));
}
