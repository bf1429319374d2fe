import { checkOptions, type LoadOptions } from './load-options.ts';
import { checkTrailing, partsFor, resultOf } from './machine.ts';
import { Unpickler } from './pickle/unpickler.ts';
import type { PickleValue } from './pickle-value.ts';
import { asBytes, type BytesLike } from './values/bytes-like.ts';

/**
 * Loads one pickle from memory: NumPy arrays as {@link NumpyArray}, containers and plain values as their JS
 * counterparts. Nothing in the pickle is executed: a class or function that is not registered is an error.
 *
 * The input is borrowed: arrays and bytes are views of it, as with `numpy.frombuffer`.
 *
 * @throws UnpicklingError for a pickle that is truncated, malformed or inconsistent, with the offset and opcode.
 * @throws UnsupportedGlobalError for one that needs unknown classes or functions; it lists them all.
 */
export function loads(data: BytesLike, options: LoadOptions = {}): PickleValue {
  checkOptions(options, 'loads');
  const input = asBytes(data, 'loads: the pickle');
  const bytes = options.copy === 'always' ? input.slice() : input;
  const machine = new Unpickler(...partsFor(options, bytes, 'loads'));
  machine.feed(bytes);
  machine.close();
  machine.run();
  checkTrailing(bytes.length - machine.offset, machine.offset, options);
  return resultOf(machine, options);
}
