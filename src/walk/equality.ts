import { NumpyScalar } from '../array/numpy-scalar.ts';
import { Complex } from '../values/complex.ts';
import { FrozenSet } from '../values/frozen-set.ts';
import { PyFloat } from '../values/py-float.ts';
import { PyGlobal } from '../values/py-global.ts';
import { Tuple } from '../values/tuple.ts';

/** A number in the one form in which Python compares all of its numbers: 1 == 1.0 == True == (1+0j). */
function unwrapped(value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (PyFloat.isPyFloat(value)) return value.value;
  if (NumpyScalar.isNumpyScalar(value) && value.dtype.names === null) return unwrapped(value.value);
  return Complex.isComplex(value) && value.im === 0 ? value.re : value;
}

/** A bigint above 2^53 and a float may be equal too; never by rounding. */
function sameInteger(a: unknown, b: unknown): boolean {
  const exact = (value: unknown) => (Number.isInteger(value) ? BigInt(value as number) : value);
  return exact(a) === exact(b);
}

/** Whether both are atoms that Python finds equal; undefined where their items must tell. */
function sameAtom(a: unknown, b: unknown): boolean | undefined {
  if (a === b) return true;
  if (typeof a === 'bigint' || typeof b === 'bigint') return sameInteger(a, b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Tuple.isTuple(a) && Tuple.isTuple(b)) return a.length === b.length ? undefined : false;
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    return a.length === b.length && a.every((byte, i) => byte === b[i]);
  }
  if (Complex.isComplex(a) && Complex.isComplex(b)) return a.re === b.re && a.im === b.im;
  if (PyGlobal.isPyGlobal(a) && PyGlobal.isPyGlobal(b)) return a.module === b.module && a.name === b.name;
  if (FrozenSet.isFrozenSet(a) && FrozenSet.isFrozenSet(b)) {
    return (
      a.size === b.size &&
      [...a].every((item) => [...b].some((other) => sameAtom(unwrapped(item), unwrapped(other))))
    );
  }
  return false;
}

/** Whether two keys of a dict are equal in Python: by value, tuples item by item. */
export function equalKeys(a: unknown, b: unknown): boolean {
  const pairs: [unknown, unknown][] = [[a, b]];
  // Items of tuples that were compared already: shared ones count once.
  const done = new Map<unknown, Set<unknown>>();
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [left, right] = [unwrapped(pair[0]), unwrapped(pair[1])];
    const same = sameAtom(left, right);
    if (same === false) return false;
    if (same === true || done.get(left)?.has(right)) continue;
    done.set(left, (done.get(left) ?? new Set()).add(right));
    (left as Tuple).forEach((item, i) => void pairs.push([item, (right as Tuple)[i]]));
  }
  return true;
}
