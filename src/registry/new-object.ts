import { PyGlobal } from '../values/py-global.ts';
import type { Reduction } from '../values/reduction.ts';
import { Tuple, tuple } from '../values/tuple.ts';

const NEWOBJ = /* @__PURE__ */ new PyGlobal('copyreg', '__newobj__');
const RECONSTRUCTOR = /* @__PURE__ */ new PyGlobal('copyreg', '_reconstructor');
const OBJECT = /* @__PURE__ */ new PyGlobal('builtins', 'object');

/**
 * How `object.__reduce_ex__(protocol)` makes an object again, its state apart: by `cls.__new__(cls, *args)`; in
 * protocols 0 and 1 by `copyreg._reconstructor`, which gives no arguments.
 */
export function newObject(cls: PyGlobal, args: Tuple, protocol: number): Reduction {
  if (protocol < 2) return { callable: RECONSTRUCTOR, args: tuple(cls, OBJECT, null) };
  const all = new Tuple<unknown>();
  all.push(cls);
  for (const arg of args) all.push(arg);
  return { callable: NEWOBJ, args: all };
}
