import type { Claim } from './lookup.ts';

/**
 * An object whose data lie right behind the opcode that gives it its state (BUILD), between the opcodes: an entry's
 * `create` makes it, its `setState` learns what follows, and `InterleavedUnpickler` reads that.
 */
export abstract class Following {
  /** Whether a byte comes first that counts bytes to pass over. */
  abstract readonly isPadded: boolean;
  /** How many bytes of data follow; null: a pickle of its own does. */
  abstract readonly length: number | null;
  /** What takes the object's place. `data`: a `Payload`, or the pickle's value. */
  abstract complete(data: unknown, claim: Claim): unknown;
}
