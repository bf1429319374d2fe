/**
 * Pickles with data between the opcodes, as joblib writes them: behind the BUILD of an object lie raw bytes, or another
 * pickle, that make it complete.
 *
 * The bytes are a payload like any other: a driver may supply them in memory of their own, or leave them unread. The
 * other pickle runs on the same window, with a stack and a memo of its own; it can't hold such data in its turn.
 */

import type { PickleLocation } from '../errors.ts';
import { PyGlobal } from '../values/py-global.ts';
import type { Construction } from '../values/py-object.ts';
import type { Tuple } from '../values/tuple.ts';
import { Following } from './following.ts';
import type { Lookup } from './lookup.ts';
import { Memo } from './memo.ts';
import { StreamUnpickler } from './stream-unpickler.ts';
import { DONE, NEED, type Status } from './window.ts';
import type { MachineOptions } from './workspace.ts';

export interface InterleavedOptions extends MachineOptions {
  /**
   * Whether a class is needed to know how many bytes follow: it is called behind an unknown global too, as no other is,
   * so that every unknown global is found.
   */
  isNeeded(global: PyGlobal): boolean;
}

/** The pickle around the one that is being read. */
interface Outer {
  readonly object: Following;
  readonly height: number;
  readonly fence: number;
  readonly marks: Int32Array<ArrayBuffer>;
  readonly markCount: number;
  readonly memo: Memo;
  readonly protocol: number;
}

export class InterleavedUnpickler extends StreamUnpickler {
  private following: Following | null = null;
  /** What was passed over is behind `p`; the data lie on the stack. */
  private isPassed = false;
  private isTaken = false;
  private outer: Outer | null = null;
  /** The machine has left its loop to go on here. */
  private goesOn = false;
  private readonly isNeeded: (global: PyGlobal) => boolean;

  constructor(lookup: Lookup, options: InterleavedOptions) {
    super(lookup, options);
    this.isNeeded = options.isNeeded;
  }

  /** Data are no opcode; what they belong to was a BUILD. */
  protected override location(cause?: unknown): PickleLocation {
    const location = super.location(cause);
    return this.following === null ? location : { ...location, opcode: 'BUILD' };
  }

  protected override loop(): Status {
    for (;;) {
      if (this.following !== null) {
        const status = this.readData(this.following);
        if (status !== DONE) return status;
      }
      this.goesOn = false;
      const status = super.loop();
      if (!this.goesOn) return status;
    }
  }

  protected override build(): Status {
    const entry = this.unknown === null ? undefined : this.entryOf(this.stack[this.sp - 2]);
    if (entry !== undefined && this.isNeeded(entry.global)) this.knowingly(() => super.build());
    else super.build();
    const object = this.stack[this.sp - 1];
    if (!(object instanceof Following)) return DONE;
    if (this.outer !== null) this.fail('data lie between the opcodes of a pickle that is such data itself');
    this.following = object;
    this.goesOn = true;
    return NEED;
  }

  protected override call(
    callee: unknown,
    args: Tuple,
    kwargs: Map<unknown, unknown> | null,
    how: Construction,
  ): unknown {
    if (this.unknown === null) return super.call(callee, args, kwargs, how);
    // `copyreg._reconstructor` has the class as its argument.
    const isNeeded = [callee, args[0]].some((name) => name instanceof PyGlobal && this.isNeeded(name));
    const call = () => super.call(callee, args, kwargs, how);
    return isNeeded ? this.knowingly(call) : call();
  }

  /** Does what the machine would do if it had met no unknown global. */
  private knowingly<T>(run: () => T): T {
    const { unknown } = this;
    this.unknown = null;
    try {
      return run();
    } finally {
      this.unknown = unknown;
    }
  }

  private readData(object: Following): Status {
    if (!this.isPassed) {
      const size = object.isPadded ? 1 + (this.p < this.end ? this.bytes[this.p]! : 0) : 0;
      if (size > this.end - this.p) return this.short(size);
      this.p += size;
      this.isPassed = true;
    }
    if (object.length === null) {
      this.enter(object);
      return DONE;
    }
    if (!this.isTaken) {
      const status = this.take('bytes', 0, object.length);
      if (status === NEED) return status;
      this.isTaken = true;
      if (status !== DONE) return status;
    }
    // Where the object needs data that were left unread, all of this comes again.
    this.save();
    this.fulfil(object, this.pop());
    return DONE;
  }

  /** Puts what the data make of the object in its place. */
  private fulfil(object: Following, data: unknown): void {
    let made: unknown = null;
    if (this.unknown === null) {
      this.calling = this.entryOf(object)?.global ?? null;
      made = object.complete(data, this.claim);
      this.calling = null;
    }
    this.replace(object, made);
    this.following = null;
    this.isPassed = false;
    this.isTaken = false;
  }

  private enter(object: Following): void {
    this.settleDropped();
    this.settleItems();
    const { sp, fence, marks, markCount, memo, protocol } = this;
    this.outer = { object, height: sp, fence, marks, markCount, memo, protocol };
    this.following = null;
    this.isPassed = false;
    this.fence = sp;
    this.marks = new Int32Array(16);
    this.markCount = 0;
    this.memo = new Memo();
    this.setProtocol(0);
  }

  protected override stop(): Status {
    const { outer } = this;
    if (outer === null) return super.stop();
    this.settleDropped();
    const value = this.popResolved();
    this.sp = outer.height;
    this.fulfil(outer.object, value);
    this.outer = null;
    this.fence = outer.fence;
    this.marks = outer.marks;
    this.markCount = outer.markCount;
    this.memo = outer.memo;
    this.setProtocol(outer.protocol);
    this.p += 1;
    this.goesOn = true;
    return DONE;
  }

  /** Its places in the memo are counted for one pickle. */
  protected override canRepeat(): boolean {
    return this.outer === null && super.canRepeat();
  }

  protected override again(index: number): unknown {
    return this.outer === null ? super.again(index) : undefined;
  }
}
