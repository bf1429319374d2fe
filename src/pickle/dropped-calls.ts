/** Calls whose result is dropped: what they did is part of the object that was their first argument. */

import { UnpicklingError } from '../errors.ts';
import { PyObject } from '../values/py-object.ts';
import { typeName } from '../values/type-name.ts';
import { Dicts } from './dicts.ts';

export abstract class DroppedCalls extends Dicts {
  /** Where the last REDUCE was: a POP right behind it drops what a call gave. */
  protected reducedAt = -1;
  /** Where `dropped` was. */
  #droppedAt = -1;

  /** POP of a value. What a call gave is dropped, but not what it may have done to its first argument. */
  protected drop(): void {
    this.settleDropped();
    const value = this.pop();
    if (!(value instanceof PyObject) || this.offset !== this.reducedAt + 1) return;
    const target = value.args[0];
    // A state setter's object lies where the call's result lay.
    if (target instanceof PyObject && this.stack[this.sp - 1] === target) {
      this.addCall(target, value);
    } else if (value.args.length > 0) {
      this.dropped = value;
      this.#droppedAt = this.offset;
    }
  }

  /**
   * An object whose arguments lead back to itself is made twice in Python: the call's result is dropped for the
   * one that was memoised meanwhile.
   */
  protected override meetTwin(value: unknown): void {
    const call = this.dropped!;
    const isTwin =
      this.offset === this.#droppedAt + 1 &&
      value instanceof PyObject &&
      value.class === call.class &&
      value.how === call.how &&
      value.args.length === call.args.length;
    if (isTwin) this.dropped = null;
  }

  /** What was dropped and has no twin may have done something to its first argument. */
  protected settleDropped(): void {
    const call = this.dropped;
    if (call === null) return;
    this.dropped = null;
    const target = call.args[0];
    if (target instanceof PyObject) {
      this.addCall(target, call);
    } else if (this.options.exact) {
      throw new UnpicklingError(
        `a call of ${call.class} on a ${typeName(target)} is dropped: { exact: true } can't keep it`,
        { offset: this.#droppedAt, opcode: 'POP' },
      );
    }
  }

  /** Records a call on an object. */
  protected addCall(target: PyObject, call: PyObject): void {
    target.calls ??= [];
    target.calls.push(call);
  }
}
