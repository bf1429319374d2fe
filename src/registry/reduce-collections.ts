/** How Python's `collections` are pickled: made empty, then filled; a Counter is made of a dict. */

import type { Counter, DefaultDict, Deque, OrderedDict } from '../values/collections.ts';
import { PyGlobal } from '../values/py-global.ts';
import type { ReduceTable, Reduction } from '../values/reduction.ts';
import { tuple } from '../values/tuple.ts';
import { typeName } from '../values/type-name.ts';
import { attributesOf } from './attributes.ts';

const ORDERED_DICT = /* @__PURE__ */ new PyGlobal('collections', 'OrderedDict');
const DEFAULT_DICT = /* @__PURE__ */ new PyGlobal('collections', 'defaultdict');
const COUNTER = /* @__PURE__ */ new PyGlobal('collections', 'Counter');
const DEQUE = /* @__PURE__ */ new PyGlobal('collections', 'deque');

function withAttributes(object: object, reduction: Reduction): Reduction {
  const state = attributesOf(object);
  return state === undefined ? reduction : { ...reduction, state };
}

function reduceDefaultDict(map: DefaultDict): Reduction {
  const { defaultFactory } = map;
  if (typeof defaultFactory !== 'object')
    throw new TypeError(`a default_factory must be a class or function, not ${typeName(defaultFactory)}`);
  return {
    callable: DEFAULT_DICT,
    args: defaultFactory === null ? tuple() : tuple(defaultFactory),
    pairs: map,
  };
}

function reduceDeque(deque: Deque): Reduction {
  const { maxlen } = deque;
  if (maxlen === null) return { callable: DEQUE, args: tuple(), items: deque };
  if (!Number.isSafeInteger(maxlen) || maxlen < 0)
    throw new RangeError(`a deque's maxlen must be an integer from 0 on, not ${maxlen}`);
  if (deque.length > maxlen)
    throw new RangeError(
      `a deque of ${deque.length} items with maxlen ${maxlen}: Python would drop the first ones`,
    );
  return { callable: DEQUE, args: tuple(tuple(), maxlen), items: deque };
}

export const collectionReducers: ReduceTable = {
  OrderedDict: (map: OrderedDict) =>
    withAttributes(map, { callable: ORDERED_DICT, args: tuple(), pairs: map }),
  DefaultDict: reduceDefaultDict,
  // Python's leaves attributes out; where there are any, they are not lost here.
  Counter: (map: Counter) => withAttributes(map, { callable: COUNTER, args: tuple(new Map(map)) }),
  Deque: reduceDeque,
};
