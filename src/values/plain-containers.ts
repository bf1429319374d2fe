/** Lists, dicts and objects themselves: not what classes made of them, as an OrderedDict or a tuple. */

export const isList = (value: unknown): value is unknown[] =>
  Array.isArray(value) && Object.getPrototypeOf(value) === Array.prototype;

export const isDict = (value: unknown): value is Map<unknown, unknown> =>
  value instanceof Map && Object.getPrototypeOf(value) === Map.prototype;

/** An object literal, of any realm (a frame, Node's `vm`), or one without a prototype. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
