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
