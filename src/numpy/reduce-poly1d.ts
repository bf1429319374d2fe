import { newObject } from '../registry/new-object.ts';
import { PyGlobal } from '../values/py-global.ts';
import type { ReduceContext, Reduction } from '../values/reduction.ts';
import { tuple } from '../values/tuple.ts';
import type { Poly1d } from './poly1d.ts';

const POLY1D = /* @__PURE__ */ new PyGlobal('numpy', 'poly1d');

export function reducePoly1d({ coeffs, variable }: Poly1d, { protocol }: ReduceContext): Reduction {
  const state = new Map<string, unknown>([
    ['coeffs', coeffs],
    ['_variable', variable],
  ]);
  return { ...newObject(POLY1D, tuple(), protocol), state };
}
