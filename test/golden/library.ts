/** What `loads` gave for a value of the standard library, or for an object, against what Python said. */

import { Counter, DefaultDict, Deque, OrderedDict } from '../../src/values/collections.ts';
import { PyDate, PyDateTime, PyTime, PyTimeDelta, PyTimeZone } from '../../src/values/datetime.ts';
import { PyGlobal } from '../../src/values/py-global.ts';
import { PyObject } from '../../src/values/py-object.ts';
import { Decimal, Fraction, PyRange, PySlice, UUID } from '../../src/values/records.ts';
import type { DateFields, LibraryNode, Node, TimeFields } from './form.ts';

/** What compares the values inside; each of these throws where something differs. */
export interface Comparing {
  readonly node: (node: Node, actual: unknown, path: string) => void;
  readonly same: (path: string, expected: unknown, actual: unknown) => void;
  readonly dict: (pairs: readonly [Node, Node][], actual: unknown, path: string) => void;
  readonly fail: (path: string, expected: unknown, actual: unknown) => never;
}

export function compareLibrary(node: LibraryNode, actual: unknown, path: string, to: Comparing): void {
  const all = (nodes: readonly Node[], values: readonly unknown[], name = '') => {
    to.same(`${path}${name}.length`, nodes.length, values.length);
    for (const [i, item] of nodes.entries()) to.node(item, values[i], `${path}${name}[${i}]`);
  };
  /** The very class: a datetime is no date here. */
  const is = <T>(cls: new (...args: never) => T): T =>
    actual instanceof cls && (actual as object).constructor === cls
      ? actual
      : to.fail(path, `a ${cls.name}`, actual);
  const text = (cls: new (...args: never) => { toString(): string }, expected: string) =>
    to.same(path, expected, String(is(cls)));
  const object = () => (PyObject.isPyObject(actual) ? actual : to.fail(path, 'a PyObject', actual));
  /** An object that `expected` made: a class by itself, or by `copyreg._reconstructor`. */
  const made = (expected: string) => {
    const record = object();
    to.same(`${path}.class`, expected, modern(String(record.class)));
    return record;
  };

  if ('ordereddict' in node) to.dict(node.ordereddict, is(OrderedDict), path);
  else if ('counter' in node) to.dict(node.counter, is(Counter), path);
  else if ('defaultdict' in node) {
    to.dict(node.defaultdict.pairs, is(DefaultDict), path);
    to.node(node.defaultdict.factory, is(DefaultDict).defaultFactory, `${path}.defaultFactory`);
  } else if ('deque' in node) {
    to.same(`${path}.maxlen`, node.deque.maxlen, is(Deque).maxlen);
    all(node.deque.items, is(Deque));
  } else if ('range' in node) all(node.range, [is(PyRange).start, is(PyRange).stop, is(PyRange).step]);
  else if ('slice' in node) all(node.slice, [is(PySlice).start, is(PySlice).stop, is(PySlice).step]);
  else if ('datetime' in node) {
    calendar(node.datetime, is(PyDateTime), path, to);
    clock(node.datetime, is(PyDateTime), path, to);
  } else if ('date' in node) calendar(node.date, is(PyDate), path, to);
  else if ('time' in node) clock(node.time, is(PyTime), path, to);
  else if ('timedelta' in node) {
    const { days, seconds, microseconds } = is(PyTimeDelta);
    to.same(`${path}.days`, node.timedelta.days, days);
    to.same(`${path}.seconds`, node.timedelta.seconds, seconds);
    to.same(`${path}.microseconds`, node.timedelta.microseconds, microseconds);
  } else if ('timezone' in node) {
    to.same(`${path}.offset`, node.timezone.utcoffset, is(PyTimeZone).offset.totalSeconds());
    to.same(`${path}.name`, node.timezone.name, is(PyTimeZone).name);
  } else if ('decimal' in node) text(Decimal, node.decimal);
  else if ('uuid' in node) text(UUID, node.uuid);
  else if ('fraction' in node) all(node.fraction, [is(Fraction).numerator, is(Fraction).denominator]);
  else if ('global' in node) {
    if (!PyGlobal.isPyGlobal(actual)) to.fail(path, `the name ${node.global}`, actual);
    to.same(path, node.global, modern(String(actual)));
  } else if ('namedtuple' in node) {
    const { args } = made(node.namedtuple.class);
    all(
      node.namedtuple.fields.map(([, value]) => value),
      object().how === 'reconstructor' ? (args[1] as unknown[]) : args,
      '.args',
    );
  } else if ('instance' in node) {
    const { how, args, state } = made(node.instance.class);
    if (how !== 'reconstructor') all(node.instance.args, args, '.args');
    to.dict(node.instance.attributes, state ?? new Map(), `${path}.state`);
  } else if ('opaque' in node) {
    // An object that is pickled by its name, as pandas.NA, is that name.
    if (PyGlobal.isPyGlobal(actual)) to.same(path, node.opaque, modern(String(actual)));
    else made(node.opaque);
  } else if ('path' in node) {
    const parts = [...object().args].join('/').replace(/^\/\//, '/') || '.';
    to.same(path, node.path, parts);
  } else if ('zoneinfo' in node) {
    // `ZoneInfo._unpickle(key, …)`, which protocols below 4 call `getattr(ZoneInfo, '_unpickle')(key, …)`.
    to.same(`${path}.args[0]`, node.zoneinfo, object().args[0]);
  } else if ('enum' in node) member(node.enum, object(), path, to);
  else to.fail(path, `a golden node that is understood, not ${JSON.stringify(node satisfies never)}`, actual);
}

/** A class's name in Python 3: protocols below 3 write Python 2's. */
function modern(name: string): string {
  const [, module, rest = ''] = /^(__builtin__|copy_reg)\.(.*)$/.exec(name) ?? [];
  if (module === undefined) return name;
  const names: Record<string, string> = { unicode: 'str', long: 'int', xrange: 'range' };
  return module === 'copy_reg' ? `copyreg.${rest}` : `builtins.${names[rest] ?? rest}`;
}

function calendar(expected: DateFields, actual: PyDate, path: string, { same }: Comparing): void {
  same(`${path}.year`, expected.year, actual.year);
  same(`${path}.month`, expected.month, actual.month);
  same(`${path}.day`, expected.day, actual.day);
}

function clock(expected: TimeFields, actual: PyTime | PyDateTime, path: string, to: Comparing): void {
  to.same(`${path}.hour`, expected.hour, actual.hour);
  to.same(`${path}.minute`, expected.minute, actual.minute);
  to.same(`${path}.second`, expected.second, actual.second);
  to.same(`${path}.microsecond`, expected.microsecond, actual.microsecond);
  to.same(`${path}.fold`, expected.fold, actual.fold);
  to.node(expected.tzinfo, actual.tzinfo, `${path}.tzinfo`);
  // Of other zones we know no offset.
  if (actual.tzinfo instanceof PyTimeZone) {
    to.same(`${path} (offset)`, expected.utcoffset, actual.tzinfo.offset.totalSeconds());
  } else if (actual.tzinfo === null) to.same(`${path} (offset)`, expected.utcoffset, null);
}

/** By value, `Color(1)`; by name, `getattr(Color, 'RED')`; of flags also `or_(READ, WRITE)`. */
function member(
  expected: { class: string; name: string | null; value: Node },
  actual: PyObject,
  path: string,
  to: Comparing,
): void {
  const [first, second] = actual.args;
  switch (modern(String(actual.class))) {
    case expected.class:
      return to.node(expected.value, first, `${path}.args[0]`);
    case 'builtins.getattr':
      to.same(`${path}.args[0]`, expected.class, String(first));
      return to.same(`${path}.args[1]`, expected.name, second);
    case '_operator.or_':
      return to.same(`${path}.args`, expected.name?.split('|').length, actual.args.length);
    default:
      to.fail(path, `a member of ${expected.class}`, actual);
  }
}
