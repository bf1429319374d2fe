export type { NumpyArrayInit } from './array/array-init.ts';
export type { ArrayInterface, DTypeDescription, StructDescription } from './array/array-interface.ts';
export { NumpyArray, type NumpyArrayConstructor } from './array/creation.ts';
export type { FromOptions } from './array/from-values.ts';
export { type ByteRange, LazyArray } from './array/lazy-array.ts';
export { MaskedArray, type MaskedArrayInit, masked } from './array/masked-array.ts';
export { NumpyScalar } from './array/numpy-scalar.ts';
export { asSubclass } from './array/subclass.ts';
export { NaT } from './array/time-count.ts';
export type { SliceItem } from './array/views.ts';
export { type DisassembleOptions, Disassembly, disassemble } from './disassemble.ts';
export { DType } from './dtype/buffer-format.ts';
export type { ByteOrder } from './dtype/byte-order.ts';
export type { DatetimeUnit } from './dtype/datetime-unit.ts';
export type { Field, Kind, Subarray } from './dtype/dtype.ts';
export { type DTypeOptions, dtype } from './dtype/parse.ts';
export type { DTypeSpec, FieldSpec, StructSpec } from './dtype/spec.ts';
export { type StringDTypeOptions, stringDType } from './dtype/string-dtype.ts';
export type { TypedArray, TypedArrayOf } from './dtype/typed-array.ts';
export type { UserType } from './dtype/user-type.ts';
export {
  type ByteSink,
  type ByteSinkWriter,
  type DumpToOptions,
  dumpTo,
  type WriteProgress,
} from './dump-to.ts';
export { type DumpOptions, dumpChunks, dumps } from './dumps.ts';
export {
  DTypeError,
  FormatError,
  type GlobalName,
  LimitError,
  PickleError,
  PicklingError,
  SinkError,
  SourceError,
  UnpicklingError,
  UnsupportedGlobalError,
} from './errors.ts';
export {
  type InspectedArray,
  type InspectedGlobal,
  Inspection,
  type InspectOptions,
  inspect,
  type Reason,
  type Verdict,
} from './inspect.ts';
export { type InspectSourceOptions, inspectSource } from './inspect-source.ts';
export type { ByteSource } from './io/byte-source.ts';
export type { Decompressor, Decompressors } from './io/expand.ts';
export type { Compression } from './io/magic.ts';
export type { Progress } from './io/progress.ts';
export type { Source } from './io/source.ts';
export { type Fetch, type UrlOptions, urlSource } from './io/url.ts';
export { type LoadAllOptions, type LoadFromOptions, load, loadAll } from './load.ts';
export type { Limits, LoadOptions } from './load-options.ts';
export { loads } from './loads.ts';
export { Poly1d } from './numpy/poly1d.ts';
export { type PythonDType, type PythonDTypeInit, pythonDType } from './numpy/python-dtype.ts';
export {
  BitGenerator,
  RandomGenerator,
  RandomState,
  type RandomStateDict,
  SeedSequence,
} from './numpy/random.ts';
export { reduceAsSubclass } from './numpy/reduce-array.ts';
export { arrayFromState } from './numpy/subclasses.ts';
export { Instruction, type InstructionArgument } from './pickle/instruction.ts';
export type { ListingOptions } from './pickle/listing.ts';
export type { Make } from './pickle/lookup.ts';
export type { PickleValue } from './pickle-value.ts';
export { type Reduced, type ReduceOptions, reduce } from './reduce.ts';
export {
  type CythonClass,
  type CythonClassInit,
  type CythonField,
  type CythonSubclassInit,
  cythonClass,
} from './registry/cython-class.ts';
export {
  type Claim,
  type NewArgs,
  type PythonClass,
  type PythonClassInit,
  type PythonFunctionInit,
  type PythonNameInit,
  pythonClass,
  pythonFunction,
  pythonName,
} from './registry/python-class.ts';
export { ByteArray } from './values/byte-array.ts';
export type { BytesLike } from './values/bytes-like.ts';
export { Counter, DefaultDict, Deque, OrderedDict } from './values/collections.ts';
export { Complex } from './values/complex.ts';
export { PyDate, PyDateTime, PyTime, PyTimeDelta, PyTimeZone } from './values/datetime.ts';
export { FrozenSet } from './values/frozen-set.ts';
export { Path, type PathStep } from './values/path.ts';
export { Payload } from './values/payload.ts';
export { PickleBuffer } from './values/pickle-buffer.ts';
export { PyExtension } from './values/py-extension.ts';
export { PyFloat } from './values/py-float.ts';
export { PyGlobal } from './values/py-global.ts';
export { PyObject } from './values/py-object.ts';
export { PyPersistent } from './values/py-persistent.ts';
export { Decimal, Fraction, PyRange, PySlice, UUID } from './values/records.ts';
export type { ReduceContext, Reduction } from './values/reduction.ts';
export { Tuple, tuple } from './values/tuple.ts';
export { arraysIn, type FoundArray } from './walk/arrays-in.ts';
export { arrayAt, at, type Step } from './walk/at.ts';
export { type ToPlainOptions, toPlain } from './walk/to-plain.ts';
