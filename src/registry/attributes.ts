/**
 * The own enumerable string properties of an object as a dict: what Python has in `__dict__`. The items of an
 * Array are not among them. Undefined where there are none.
 */
export function attributesOf(object: object): Map<string, unknown> | undefined {
  const attributes = new Map<string, unknown>();
  // Indices come before all other keys.
  const keys = Object.keys(object);
  const from = Array.isArray(object) ? keys.findLastIndex((key) => isIndex(key)) + 1 : 0;
  for (const key of keys.slice(from)) attributes.set(key, (object as Record<string, unknown>)[key]);
  return attributes.size === 0 ? undefined : attributes;
}

const isIndex = (key: string) => /^(?:0|[1-9]\d{0,9})$/.test(key) && Number(key) < 2 ** 32 - 1;
