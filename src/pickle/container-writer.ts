/**
 * Python's own containers, written item by item. What is being written lies on a stack of {@link Task}s, so that
 * nothing recurses.
 *
 * Source: CPython's `save_list`, `batch_list_exact`, `save_tuple` and so on (`_pickle.c`).
 */

import { PicklingError } from '../errors.ts';
import { FreshTuple } from '../values/fresh-tuple.ts';
import type { FrozenSet } from '../values/frozen-set.ts';
import { PyGlobal } from '../values/py-global.ts';
import type { Reduction } from '../values/reduction.ts';
import { type Tuple, tuple } from '../values/tuple.ts';
import { Atoms } from './atoms.ts';
import { unfitKey } from './dict-keys.ts';
import { ObjectTable } from './object-table.ts';
import { BATCHES, DICT, EACH, ITERATOR, LIST, PARTS, Task } from './task.ts';
import { pathOf } from './whereabouts.ts';

const BATCH = 1000;
const MAX_NESTING = 32;

// Opcodes; see opcodes.ts.
const MARK = 0x28;
const POP = 0x30;
const POP_MARK = 0x31;
const APPEND = 0x61;
const APPENDS = 0x65;
const DICT_OP = 0x64;
const LIST_OP = 0x6c;
const SETITEM = 0x73;
const SETITEMS = 0x75;
const TUPLE = 0x74;
const EMPTY_TUPLE = 0x29;
const EMPTY_LIST = 0x5d;
const EMPTY_DICT = 0x7d;
const TUPLE1 = 0x85;
const EMPTY_SET = 0x8f;
const ADDITEMS = 0x90;
const FROZENSET = 0x91;

const SET = /* @__PURE__ */ new PyGlobal('builtins', 'set');
const FROZEN = /* @__PURE__ */ new PyGlobal('builtins', 'frozenset');

/** Keys and values in turn, as they are now: a callback may change the dict while it is being written. */
export function flattened(pairs: Iterable<readonly [unknown, unknown]>): unknown[] {
  const items: unknown[] = [];
  for (const [key, value] of pairs) items.push(key, value);
  return items;
}

export abstract class ContainerWriter extends Atoms {
  protected readonly memo = new ObjectTable();
  protected readonly tasks: Task[] = [];
  /** How many of the tasks are open. */
  protected depth = 0;
  /** The depth at which cycles that nothing can end are looked for. */
  private checkAt = 1024;
  /** How many tasks were begun within one another's steps, which is quicker than by way of the loop. */
  private nesting = 0;

  /** Writes a value that holds no others, and says so; of one that does, opens the task that will write it. */
  protected abstract save(value: unknown): boolean;
  protected abstract saveReduction(reduction: Reduction, object: object): boolean;

  /** Goes on with a task; true when it is finished. It is the last one then and now. */
  protected step(task: Task): boolean {
    return task.kind === BATCHES ? this.stepBatches(task) : this.stepParts(task);
  }

  /** Begins with a task at once, where calls are not nested too deeply yet; else the machine's loop will. */
  protected start(task: Task): boolean {
    if (this.nesting === MAX_NESTING) return false;
    this.nesting++;
    const done = this.step(task);
    this.nesting--;
    return done;
  }

  /** As if the items that are left of the longest container took as much as those before. */
  protected override foresee(): number {
    let longest = this.tasks[0];
    for (let i = 1; i < this.depth && i < MAX_NESTING; i++)
      if (this.tasks[i]!.items.length > longest!.items.length) longest = this.tasks[i];
    return longest === undefined || longest.i === 0 ? 0 : (1.1 * this.at * longest.items.length) / longest.i;
  }

  protected override fail(message: string, cause?: unknown): never {
    throw new PicklingError(message, pathOf(this.tasks.slice(0, this.depth)), cause);
  }

  protected remember(key: object): void {
    this.memo.add(key, this.memoize());
  }

  /** Writes an object that the memo has; another is in the memo from now on, as what is memoised next. */
  protected recalls(object: object): boolean {
    const known = this.memo.add(object, this.memoised);
    if (known === undefined) return false;
    this.writeGet(known);
    return true;
  }

  protected begin(kind: number, object: object, items: readonly unknown[], make: number): Task {
    if (this.depth === this.tasks.length) this.tasks.push(new Task());
    if (this.depth === this.checkAt) this.checkCycles();
    const task = this.tasks[this.depth++]!;
    task.set(kind, object, items, make);
    return task;
  }

  /**
   * In Python each cycle passes through an object that is memoised before its parts, a list say. In JavaScript a
   * tuple can hold itself: it would be written for ever. Looked for at each doubling of the depth.
   */
  private checkCycles(): void {
    this.checkAt *= 2;
    const open = new Map<object, number>();
    for (let i = 0; i < this.depth; i++) {
      const { kind, object } = this.tasks[i]!;
      if (kind === BATCHES) continue;
      const count = (open.get(object) ?? 0) + 1;
      // Twice is how Python, too, writes what holds itself through its own arguments.
      if (count > 2)
        this.fail('a value holds itself through nothing but tuples and arguments, as none in Python can');
      open.set(object, count);
    }
  }

  protected override release(): void {
    super.release();
    this.memo.release();
  }

  protected batches(object: object, items: readonly unknown[], unit: 1 | 2, rule: number): Task {
    const task = this.begin(BATCHES, object, items, 0);
    task.unit = unit;
    task.rule = rule;
    task.single = unit === 2 ? SETITEM : APPEND;
    task.several = unit === 2 ? SETITEMS : APPENDS;
    task.end = 0;
    task.closing = 0;
    task.last = false;
    return task;
  }

  /** A list that {@link recalls} put into the memo. */
  protected saveList(list: readonly unknown[]): boolean {
    if (this.protocol > 0) {
      this.op(EMPTY_LIST);
    } else {
      this.op(MARK);
      this.op(LIST_OP);
    }
    this.memoize();
    if (list.length === 0) return true;
    return this.start(this.batches(list, list, 1, this.protocol === 0 || list.length === 1 ? EACH : LIST));
  }

  /** A plain object that {@link recalls} put into the memo: a dict of its own enumerable properties. */
  protected savePlain(object: object): boolean {
    const items: unknown[] = [];
    for (const key of Object.keys(object)) items.push(key, (object as Record<string, unknown>)[key]);
    for (const symbol of Object.getOwnPropertySymbols(object)) {
      if (Object.prototype.propertyIsEnumerable.call(object, symbol))
        this.fail(`a property whose name is a symbol can't be pickled: ${String(symbol)}`);
    }
    return this.saveDict(items, object);
  }

  /** Keys and values of an object that {@link recalls} put into the memo. */
  protected saveDict(items: readonly unknown[], object: object): boolean {
    if (this.protocol > 0) {
      this.op(EMPTY_DICT);
    } else {
      this.op(MARK);
      this.op(DICT_OP);
    }
    this.memoize();
    if (items.length === 0) return true;
    const unfit = unfitKey(items, 2);
    if (unfit !== null) this.fail(unfit);
    return this.start(
      this.batches(object, items, 2, this.protocol === 0 || items.length === 2 ? EACH : DICT),
    );
  }

  protected saveSet(set: ReadonlySet<unknown>): boolean {
    const items = [...set];
    const unfit = unfitKey(items, 1);
    if (unfit !== null) this.fail(unfit);
    if (this.protocol < 4) return this.saveReduction({ callable: SET, args: tuple(items) }, set);
    this.op(EMPTY_SET);
    this.remember(set);
    if (items.length === 0) return true;
    const task = this.batches(set, items, 1, DICT);
    task.several = ADDITEMS;
    return this.start(task);
  }

  protected saveFrozenSet(set: FrozenSet): boolean {
    const items = [...set];
    const unfit = unfitKey(items, 1);
    if (unfit !== null) this.fail(unfit);
    if (this.protocol < 4) return this.saveReduction({ callable: FROZEN, args: tuple(items) }, set);
    this.op(MARK);
    return this.start(this.begin(PARTS, set, items, FROZENSET));
  }

  protected saveTuple(items: Tuple): boolean {
    const { length } = items;
    if (length === 0) {
      if (this.protocol === 0) {
        this.op(MARK);
        this.op(TUPLE);
      } else {
        this.op(EMPTY_TUPLE);
      }
      return true;
    }
    const short = length <= 3 && this.protocol >= 2;
    if (!short) this.op(MARK);
    return this.start(this.begin(PARTS, items, items, short ? TUPLE1 - 1 + length : TUPLE));
  }

  /**
   * Writes items until one is a container, and the opcodes between them. `EACH` adds one at a time (protocol 0, and
   * a lone item of a list or dict); the others a thousand at a time, and differ in what follows the last thousand:
   * `LIST` nothing; `DICT` (sets, too) an empty batch; `ITERATOR`, for subclasses, nothing, and adds a lone last
   * item by itself.
   */
  private stepBatches(task: Task): boolean {
    const { items } = task;
    let { i } = task;
    for (;;) {
      if (i === task.end && !this.nextBatch(task, i)) {
        this.depth--;
        return true;
      }
      if (i < task.end) {
        task.i = i + 1;
        if (!this.save(items[i])) return false;
        i++;
      }
    }
  }

  /** Ends the open batch and begins another; false where none follows. */
  private nextBatch(task: Task, i: number): boolean {
    const { rule, unit } = task;
    if (task.closing !== 0) this.op(task.closing);
    if (task.last) return false;
    const left = task.items.length - i;
    const full = BATCH * unit;
    if (rule === EACH || (rule === ITERATOR && (left === unit || this.protocol === 0))) {
      task.end = i + unit;
      task.closing = task.single;
      task.last = left === unit;
    } else {
      this.op(MARK);
      task.end = i + Math.min(full, left);
      task.closing = task.several;
      task.last = rule === DICT ? left < full : left <= full;
    }
    return true;
  }

  private stepParts(task: Task): boolean {
    const { items } = task;
    while (task.i < items.length) if (!this.save(items[task.i++])) return false;
    this.depth--;
    this.finish(task);
    return true;
  }

  /** A tuple or frozenset whose items are written. One of them may have written it already: then that is it. */
  protected finish({ object, items, make }: Task): void {
    if (object instanceof FreshTuple) {
      this.op(make);
      this.memoize();
      return;
    }
    const known = this.memo.get(object);
    if (known === undefined) {
      this.op(make);
      this.remember(object);
      return;
    }
    if (make !== TUPLE && make !== FROZENSET) for (const _ of items) this.op(POP);
    else if (this.protocol > 0) this.op(POP_MARK);
    else for (let n = items.length; n >= 0; n--) this.op(POP);
    this.writeGet(known);
  }
}
