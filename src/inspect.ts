import type { UnpicklingError } from './errors.ts';
import { CALLED, dangerOf } from './inspect/dangers.ts';
import { type Finding, Inspector } from './inspect/inspector.ts';
import { type InspectedArray, NumpyCalls } from './inspect/numpy-calls.ts';
import type { Named } from './inspect/values.ts';
import { defaultEntries } from './machine.ts';
import type { Lookup } from './pickle/lookup.ts';
import type { PythonClass } from './registry/python-class.ts';
import { Registry } from './registry/registry.ts';
import { asBytes, type BytesLike } from './values/bytes-like.ts';

export type { InspectedArray } from './inspect/numpy-calls.ts';

export interface InspectOptions {
  /** Classes and functions that `loads` will be given, too: they count as allowed. */
  classes?: readonly PythonClass[];
  /** `maxDigits`: digits of a number that is written as text. Default 4300, as in `loads`. */
  limits?: { maxDigits?: number };
  /**
   * Whether to read it as `joblib.load` does: the bytes of an array lie between the opcodes. `pickle.load` takes those
   * bytes for opcodes, so a file that may be given to either must be safe in both ways. Default false.
   */
  joblib?: boolean;
}

/** A class or function that a pickle names. */
export interface InspectedGlobal {
  readonly module: string;
  readonly name: string;
  /** Where it is named first, in bytes from the start of the input. */
  readonly offset: number;
  /** Whether `loads` knows it: by default, or by `classes`. */
  readonly allowed: boolean;
  /** Whether the pickle calls it (or makes an object of it). */
  readonly called: boolean;
  /** Whether it gives what the call gave, or the class itself, a state. */
  readonly built: boolean;
  /** What it can do, where it is known to act: `'runs code'`. */
  readonly danger: string | null;
}

/**
 * - `'safe'`: it names only what {@link loads} knows, which makes data and does nothing else, in Python too.
 * - `'dangerous'`: it names what is known to act, or hides what it names.
 * - `'unknown'`: neither. Classes of some library, say: harmless where that library is.
 */
export type Verdict = 'safe' | 'unknown' | 'dangerous';

/** Why a verdict is not `'safe'`. */
export interface Reason {
  readonly level: 'unknown' | 'dangerous';
  /** What the pickle does: `'calls os.system: runs programs'`. */
  readonly message: string;
  /** Of the opcode, in bytes from the start of the input. */
  readonly offset: number;
}

/** What is in a pickle, and in those that follow it. */
export class Inspection {
  /** The worst that anything in the pickle is. */
  readonly verdict: Verdict;
  /** Why it is not safe: what is dangerous first. */
  readonly reasons: readonly Reason[];
  /** Every class and function that the pickle names, in the order in which it names them. */
  readonly globals: readonly InspectedGlobal[];
  /** Every array, in the order in which they are complete. */
  readonly arrays: readonly InspectedArray[];
  /** What the pickle says, or where it says nothing the highest that one of its opcodes needs. */
  readonly protocol: number;
  /** How many pickles there are, one behind the other. */
  readonly pickles: number;
  /** Bytes of them. */
  readonly nbytes: number;
  readonly opcodes: number;
  /** Containers, and what calls make. */
  readonly objects: number;
  readonly memoised: number;
  /** Out-of-band buffers that it needs. */
  readonly buffers: number;
  /** Objects that are kept outside of it, which `persistentLoad` must give. */
  readonly persistentIds: number;
  /** What `loads` would stop at first, apart from what it does not allow; null where there is nothing. */
  readonly error: UnpicklingError | null;

  constructor(parts: Omit<Inspection, 'toString'>) {
    this.verdict = parts.verdict;
    this.reasons = parts.reasons;
    this.globals = parts.globals;
    this.arrays = parts.arrays;
    this.protocol = parts.protocol;
    this.pickles = parts.pickles;
    this.nbytes = parts.nbytes;
    this.opcodes = parts.opcodes;
    this.objects = parts.objects;
    this.memoised = parts.memoised;
    this.buffers = parts.buffers;
    this.persistentIds = parts.persistentIds;
    this.error = parts.error;
  }

  /** The verdict, a reason a line, and a line for each array. */
  toString(): string {
    const { verdict, reasons, arrays, protocol, nbytes } = this;
    const lines = [`${verdict}: a pickle of protocol ${protocol}, ${nbytes} bytes`];
    for (const { message, offset } of reasons) lines.push(`  at ${offset}: ${message}`);
    for (const { type, dtype, shape, order, offset, buffer } of arrays) {
      const where =
        buffer !== null ? `in buffer ${buffer}` : offset !== null ? `at ${offset}` : 'as text or objects';
      lines.push(
        `  ${type} ${dtype ?? 'of an unknown data type'} (${shape.join(', ')}) ${order ?? 'strided'} ${where}`,
      );
    }
    return lines.join('\n');
  }
}

const isGetattr = ({ module, name }: Named) =>
  name === 'getattr' && (module === 'builtins' || module === '__builtin__');

/** What one of the globals is, and why that is worth a word. */
function judged(named: Named, lookup: Lookup): [InspectedGlobal, Finding | undefined] {
  const { module, name, offset, use } = named;
  const entry = lookup.find(module, name);
  const { called, built } = use;
  let danger = dangerOf(module, name) ?? null;
  if (called && CALLED.has(named.path)) danger = 'touches files';
  // So enums are named, and below protocol 4 classes in classes: judged by that name. Other calls of it were noted.
  const asName = isGetattr(named) && called;
  if (asName) danger = null;
  const global = { module, name, offset, allowed: entry !== undefined, called, built, danger };
  const verb = called ? 'calls' : 'names';
  if (danger !== null)
    return [global, { level: 'dangerous', message: `${verb} ${named}: ${danger}`, offset }];
  if (entry === undefined && !asName)
    return [global, { level: 'unknown', message: `${verb} ${named}, which is not known`, offset }];
  if (called && entry?.call === null && name !== '_reconstructor')
    return [global, { level: 'unknown', message: `calls ${named}, which is known as a name only`, offset }];
  return [global, undefined];
}

/** What `loads` knows by itself. */
let known: Lookup | undefined;

/** Inspects `size` bytes: asks for those at an offset, as many as there are at hand, and is given none at the end. */
export function* inspecting(
  size: number,
  { classes = [], limits, joblib = false }: InspectOptions,
): Generator<number, Inspection, Uint8Array> {
  const calls = new NumpyCalls(joblib);
  const inspector = new Inspector(calls, limits?.maxDigits ?? 4300);
  let end = yield* inspector.read(0, size);
  const protocol = inspector.protocol < 0 ? inspector.highest : inspector.protocol;
  const findings: Finding[] = [];
  const { error } = inspector;
  if (error !== null)
    findings.push({ level: 'unknown', message: `can't be loaded: ${error.message}`, offset: error.offset });
  let pickles = 1;
  let nbytes = end < 0 ? size : end;
  while (end >= 0 && end < size) {
    const next = yield* inspector.read(end, size);
    if (next < 0) {
      const message = `${size - end} bytes follow the pickle that are none`;
      findings.push({ level: 'unknown', message, offset: end });
      break;
    }
    pickles++;
    nbytes = next;
    end = next;
  }
  known ??= new Registry(defaultEntries({ arrays: undefined, copy: 'if-needed', exact: false, protocol: 0 }));
  const lookup = classes.length > 0 ? new Registry(classes, known) : known;
  const globals: InspectedGlobal[] = [];
  for (const named of inspector.globals) {
    const [global, finding] = judged(named, lookup);
    globals.push(global);
    if (finding !== undefined) findings.push(finding);
  }
  for (const finding of inspector.findings) findings.push(finding);
  if (inspector.persistentIds > 0)
    findings.push({
      level: 'unknown',
      message: `asks for ${inspector.persistentIds} objects outside of it`,
      offset: 0,
    });
  if (inspector.extensions > 0)
    findings.push({ level: 'unknown', message: `names ${inspector.extensions} extension codes`, offset: 0 });
  const reasons = [
    ...findings.filter(({ level }) => level === 'dangerous'),
    ...findings.filter(({ level }) => level === 'unknown'),
  ];
  return new Inspection({
    verdict: reasons[0]?.level ?? 'safe',
    reasons,
    globals,
    arrays: calls.arrays,
    protocol,
    pickles,
    nbytes,
    opcodes: inspector.opcodes,
    objects: inspector.objects,
    memoised: inspector.memoised,
    buffers: inspector.buffers,
    persistentIds: inspector.persistentIds,
    error,
  });
}

/**
 * What a pickle would reach: nothing is built or called, and no payload read. It is for pickles from elsewhere, and
 * tells what is in one, whether `loads` knows all of it, and whether Python could do harm by loading it.
 *
 * The verdict is about Python, too, and so about `pickle.load`: it counts all pickles that lie one behind the other.
 * Whatever bytes it is given, it throws only for what is no bytes.
 *
 * ```ts
 * const { verdict, reasons } = inspect(bytes);
 * if (verdict !== 'safe') console.log(reasons.map((reason) => reason.message));
 * ```
 */
export function inspect(data: BytesLike, options: InspectOptions = {}): Inspection {
  const bytes = asBytes(data, 'inspect: the pickle');
  const steps = inspecting(bytes.length, options);
  let step = steps.next();
  while (step.done !== true) step = steps.next(step.value === 0 ? bytes : bytes.subarray(step.value));
  return step.value;
}
