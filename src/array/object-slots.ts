/** The slots in memory that point to Python objects; see `Memory` for what they hold. */
import type { DType } from '../dtype/dtype.ts';
import { elementCount } from './layout.ts';

/** Memory to write to. */
export interface WritableMemory {
  readonly view: DataView;
  /** What the slots point to; `null` where the data type has none. */
  readonly objects: unknown[] | null;
}

/** Has the slot at byte `at` point to an object, under the index that it has or a new one. */
export function putObject({ view, objects }: WritableMemory, at: number, value: unknown): void {
  const handle = view.getUint32(at, true);
  if (handle !== 0) objects![handle] = value;
  else view.setUint32(at, objects!.push(value) - 1, true);
}

/** Byte offsets of the slots in an element. */
export function objectSlots(dtype: DType): number[] {
  if (!dtype.hasObject) return [];
  if (dtype.fields) {
    return [...dtype.fields.values()].flatMap((field) =>
      objectSlots(field.dtype).map((slot) => field.offset + slot),
    );
  }
  if (!dtype.subdtype) return [0];
  const { base, shape } = dtype.subdtype;
  const slots = objectSlots(base);
  return Array.from({ length: elementCount(shape) }, (_, i) =>
    slots.map((slot) => i * base.itemsize + slot),
  ).flat();
}

/**
 * Gives every slot of gapless elements that were copied byte for byte objects of their own: returns the new
 * memory's objects, and changes the slots in `view` to point to them.
 */
export function unshareObjects(
  dtype: DType,
  view: DataView,
  count: number,
  objects: readonly unknown[],
): unknown[] {
  const slots = objectSlots(dtype);
  const own: unknown[] = [null];
  for (let i = 0; i < count; i++) {
    for (const slot of slots) {
      const at = i * dtype.itemsize + slot;
      const handle = view.getUint32(at, true);
      if (handle !== 0) view.setUint32(at, own.push(objects[handle]) - 1, true);
    }
  }
  return own;
}

/** Copies an element with its objects from byte 0 of `source` to byte `at`. */
export function copyWithObjects(
  memory: WritableMemory,
  dtype: DType,
  at: number,
  source: Uint8Array,
  objects: readonly unknown[],
): void {
  const { view } = memory;
  const slots = objectSlots(dtype);
  const before = slots.map((slot) => view.getUint32(at + slot, true));
  new Uint8Array(view.buffer, view.byteOffset + at, source.length).set(source);
  slots.forEach((slot, i) => {
    const handle = view.getUint32(at + slot, true);
    if (handle === 0) return;
    view.setUint32(at + slot, before[i]!, true);
    putObject(memory, at + slot, objects[handle]);
  });
}
