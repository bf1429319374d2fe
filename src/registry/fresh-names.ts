/**
 * Which of Python's own classes and functions are made in C: the str of such a one's name (`__qualname__`) is a new
 * one whenever it is asked for, so that a pickle shares it with no equal str.
 *
 * Source: `type_qualname` in CPython's `Objects/typeobject.c`, `meth_get__qualname__` in `Objects/methodobject.c`.
 */

/** Modules of which all is. */
const MODULES =
  /^(builtins|datetime|itertools|math|cmath|operator|time|struct|binascii|zlib|_(abc|bisect|codecs|collections|contextvars|csv|ctypes|elementtree|functools|hashlib|heapq|io|json|operator|pickle|queue|random|socket|sre|statistics|struct|thread|weakref))$/;

/** Modules of which these are. */
const NAMES = /* @__PURE__ */ new Map([
  ['array', 'array _array_reconstructor'],
  ['collections', 'OrderedDict defaultdict deque'],
  [
    'decimal',
    'Clamped Context ConversionSyntax Decimal DecimalException DivisionByZero DivisionImpossible DivisionUndefined ' +
      'FloatOperation Inexact InvalidContext InvalidOperation Overflow Rounded Subnormal Underflow getcontext ' +
      'localcontext setcontext',
  ],
  ['functools', 'partial _lru_cache_wrapper'],
  ['pickle', 'PickleBuffer'],
  ['re', 'Match Pattern'],
  ['types', 'GenericAlias SimpleNamespace UnionType'],
  ['zoneinfo', 'ZoneInfo'],
]);

/** Whether Python makes the str of the name anew each time that it pickles this class or function. */
export function isFreshName(module: string, name: string): boolean {
  return MODULES.test(module) || (NAMES.get(module)?.split(' ').includes(name) ?? false);
}
