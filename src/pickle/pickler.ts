/**
 * The pickler: values to opcodes, protocols 0 to 5, byte for byte as CPython's C pickler writes them. It knows
 * Python's own containers; what other objects are made of, a {@link Reducer} tells.
 *
 * Nothing recurses: what is being written lies on a stack of {@link Task}s.
 *
 * Source: CPython's `Modules/_pickle.c`, `save` and what it calls; where it differs from `Lib/pickle.py` (batches
 * of items, the memo of bytes), C is followed, since `pickle.dumps` is C.
 */

import { PickleError, PicklingError } from '../errors.ts';
import { ownKind } from '../values/brand.ts';
import { FreshText } from '../values/fresh-text.ts';
import { FreshTuple } from '../values/fresh-tuple.ts';
import type { FrozenSet } from '../values/frozen-set.ts';
import { PendingBytes } from '../values/pending-bytes.ts';
import type { PickleBuffer } from '../values/pickle-buffer.ts';
import type { PyExtension } from '../values/py-extension.ts';
import type { PyFloat } from '../values/py-float.ts';
import type { PyGlobal } from '../values/py-global.ts';
import type { PyObject } from '../values/py-object.ts';
import type { PyPersistent } from '../values/py-persistent.ts';
import type { Reduction } from '../values/reduction.ts';
import { Tuple } from '../values/tuple.ts';
import { flattened } from './container-writer.ts';
import { CopiedBytes, Latin1Text } from './object-writer.ts';
import { refusal } from './refusal.ts';
import { RepeatWriter } from './repeat-writer.ts';

// Opcodes; see opcodes.ts.
const STOP = 0x2e;
const NONE = 0x4e;
const PROTO = 0x80;

/** Bytes that are given away at a time, but for a big payload's. */
const SLAB = 2 ** 20;

export class Pickler extends RepeatWriter {
  /** Writes the pickle of a value in one piece. */
  dump(value: unknown): Uint8Array<ArrayBuffer> {
    this.write(value);
    try {
      return this.takeWhole();
    } catch (error) {
      return this.fail(
        'the pickle is too long for one piece of memory: write it in pieces, with dumpChunks',
        error,
      );
    }
  }

  /** Writes it in pieces: big payloads are the memory that they lie in. */
  dumpChunks(value: unknown): Uint8Array[] {
    this.write(value);
    const pieces = this.takeSettled();
    this.release();
    return pieces.map((piece) => (piece instanceof Uint8Array ? piece : piece.bytes()));
  }

  /**
   * Writes it piece by piece, each when it is asked for, so that the opcodes of the whole are never in memory: big
   * payloads are the memory that they lie in, gathered ones come in slabs. The value must not change meanwhile.
   */
  *pieces(value: unknown, slab = SLAB): Generator<Uint8Array> {
    this.slab = slab;
    this.strings.keepApart();
    if (this.protocol < 4) this.frameEnd = 0;
    this.open(value);
    for (;;) {
      const isOver = this.depth === 0;
      if (isOver) this.close();
      if (isOver || this.isFull()) {
        for (const piece of this.takeSettled()) {
          if (piece instanceof Uint8Array) yield piece;
          else yield* piece.slabs();
        }
      }
      if (isOver) break;
      this.step(this.tasks[this.depth - 1]!);
    }
    this.release();
  }

  private write(value: unknown): void {
    this.open(value);
    while (this.depth > 0) this.step(this.tasks[this.depth - 1]!);
    this.close();
  }

  private open(value: unknown): void {
    if (this.protocol >= 2) {
      this.op(PROTO);
      this.op(this.protocol);
    }
    if (this.protocol >= 4) this.openFrame();
    this.save(value);
  }

  private close(): void {
    this.op(STOP);
    if (this.protocol >= 4) this.closeFrame();
  }

  protected override save(value: unknown): boolean {
    if (this.at >= this.frameEnd) return this.saveInNextFrame(value);
    const { persistentId } = this.options;
    if (persistentId !== null && !isInternal(value)) {
      const id = persistentId(value);
      if (id !== undefined && id !== null) return this.savePersistent(value, id);
    }
    return this.saveValue(value);
  }

  /** Where enough is settled, what calls says that it is not finished, back to the loop that gives it away. */
  private saveInNextFrame(value: unknown): boolean {
    this.nextFrame();
    return this.save(value) && !this.isFull();
  }

  protected override saveValue(value: unknown): boolean {
    switch (typeof value) {
      case 'number':
        this.writeNumber(value);
        return true;
      case 'string':
        this.saveString(value);
        return true;
      case 'object':
        if (value !== null) return this.saveObject(value);
        this.op(NONE);
        return true;
      case 'boolean':
        this.writeBoolean(value);
        return true;
      case 'bigint':
        this.writeBigInt(value);
        return true;
      default:
        return this.fail(refusal(value));
    }
  }

  private saveObject(value: object): boolean {
    const { claim } = this.reducer;
    if (claim !== null && !isInternal(value) && this.memo.get(value) === undefined) {
      const claimed = this.reduced(value, claim);
      if (claimed !== undefined) return this.saveReduction(claimed, value);
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Array.prototype) return this.recalls(value) || this.saveList(value as unknown[]);
    if (prototype === Map.prototype)
      return this.recalls(value) || this.saveDict(flattened(value as Map<unknown, unknown>), value);
    if (prototype === Object.prototype || prototype === null)
      return this.recalls(value) || this.savePlain(value);
    const known = this.memo.get(value);
    if (known !== undefined) {
      this.writeGet(known);
      return true;
    }
    if (prototype === this.repeatedPrototype && this.saveRepeated(value)) return true;
    if (prototype === Tuple.prototype || prototype === FreshTuple.prototype)
      return this.saveTuple(value as Tuple);
    if (prototype === Uint8Array.prototype) return this.saveBytes(value as Uint8Array, value, false);
    if (prototype === Set.prototype) return this.saveSet(value as Set<unknown>);
    return this.saveOther(value);
  }

  protected saveOther(value: object): boolean {
    switch (ownKind(value)) {
      case 'Tuple':
        return this.saveTuple(value as Tuple);
      case 'PyFloat':
        this.writeFloat((value as PyFloat).value);
        return true;
      case 'PyGlobal':
        return this.saveGlobal(value as PyGlobal);
      case 'PyObject':
        return this.savePyObject(value as PyObject);
      case 'FrozenSet':
        return this.saveFrozenSet(value as FrozenSet);
      case 'ByteArray':
        return this.saveByteArray(value as Uint8Array);
      case 'PickleBuffer':
        return this.saveBuffer(value as PickleBuffer);
      case 'PyExtension':
        return this.saveExtension(value as PyExtension);
      case 'PyPersistent':
        return this.savePersistent(value, (value as PyPersistent).id);
    }
    if (value instanceof FreshText) {
      this.saveFresh(value);
      return true;
    }
    if (value instanceof PendingBytes) return this.saveBytes(value, null, true);
    if (value instanceof CopiedBytes) return this.saveBytesAs(value.bytes, value, false);
    if (value instanceof Latin1Text) {
      this.writeLatin1(value.bytes);
      return true;
    }
    if (this.saveRepeated(value)) return true;
    const reduction = this.reduced(value, this.reducer.reduce);
    if (reduction !== undefined) return this.saveReduction(reduction, value);
    switch (builtinName(value)) {
      case 'Array':
        return this.recalls(value) || this.saveList(value as unknown[]);
      case 'Map':
        return this.recalls(value) || this.saveDict(flattened(value as Map<unknown, unknown>), value);
      case 'Set':
        return this.saveSet(value as Set<unknown>);
      case 'Object':
        return this.recalls(value) || this.savePlain(value);
      case 'Uint8Array':
      case 'Buffer':
      case 'DataView': {
        const { buffer, byteOffset, byteLength } = value as DataView;
        return this.saveBytes(new Uint8Array(buffer, byteOffset, byteLength), value, false);
      }
      case 'ArrayBuffer':
      case 'SharedArrayBuffer':
        return this.saveBytes(new Uint8Array(value as ArrayBuffer), value, false);
      default:
        return this.fail(refusal(value));
    }
  }

  /** What an entry says of a value. Whatever it throws arrives with the way to the value. */
  private reduced(value: object, reduce: (value: object) => Reduction | undefined): Reduction | undefined {
    try {
      return reduce.call(this.reducer, value);
    } catch (error) {
      if (error instanceof PicklingError) throw error;
      const message = error instanceof Error ? error.message : String(error);
      return this.fail(message, error instanceof PickleError ? undefined : error);
    }
  }
}

/** What no user gave, but a reduction. */
function isInternal(value: unknown): boolean {
  return (
    value instanceof FreshText ||
    value instanceof FreshTuple ||
    value instanceof PendingBytes ||
    value instanceof CopiedBytes ||
    value instanceof Latin1Text
  );
}

/**
 * The name of the built-in class that a value is a direct instance of, in whatever realm (a frame, Node's `vm`);
 * undefined for an instance of a subclass or of a class of somebody's own.
 */
function builtinName(value: object): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || typeof prototype !== 'object') return undefined;
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (tag === 'Object') return Object.getPrototypeOf(prototype) === null ? tag : undefined;
  if (!Object.hasOwn(prototype, 'constructor')) return undefined;
  const { name } = prototype.constructor;
  return name === tag || (tag === 'Uint8Array' && name === 'Buffer') ? name : undefined;
}
