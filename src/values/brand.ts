/**
 * What a value of this package is, told by a brand on its prototype and not by `instanceof`: one identity
 * across ESM, CJS and duplicate copies of the package.
 */
const KIND = Symbol.for('ndarray-pickle.kind');

/** Marks the instances of a class, and of those that extend it, as values of that kind. */
export function brand(type: { readonly prototype: object }, kind: string): void {
  Object.defineProperty(type.prototype, KIND, { value: kind });
}

/** What {@link brand} said of the value's class; undefined for values of other makes. */
export function kindOf(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null ? (value as { [KIND]?: string })[KIND] : undefined;
}

/** The kind of a value whose own class was branded; undefined for an instance of a class that extends one. */
export function ownKind(value: object): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  return typeof prototype === 'object' && prototype !== null && Object.hasOwn(prototype, KIND)
    ? (prototype as { [KIND]?: string })[KIND]
    : undefined;
}
