/**
 * The JSON form of golden data, as python-fixtures/fixtures/describe.py writes it and
 * python-fixtures/README.md explains it.
 */

/** A Python value. Numbered tags (`ndarray`, `scalar`, `dtype`) count into the pickle's `loaded`. */
export type Node =
  | null
  | boolean
  | string
  | { int: string }
  | { float: string }
  | { complex: [string, string] }
  | { bytes: string }
  | { bytearray: string; id?: number }
  | { list: Node[]; id?: number }
  | { tuple: Node[]; id?: number }
  | { dict: [Node, Node][]; id?: number }
  | { set: Node[]; id?: number }
  | { frozenset: Node[]; id?: number }
  | { dtype: number; id?: number }
  | { scalar: number; value: Element; raw: string }
  | ArrayNode
  | { ref: number }
  | LibraryNode;

/** A value of the standard library, or an object: as python-fixtures/fixtures/library_nodes.py writes them. */
export type LibraryNode = { id?: number } & (
  | { ordereddict: [Node, Node][] }
  | { defaultdict: { factory: Node; pairs: [Node, Node][] } }
  | { counter: [Node, Node][] }
  | { deque: { items: Node[]; maxlen: number | null } }
  | { range: [Node, Node, Node] }
  | { slice: [Node, Node, Node] }
  | { datetime: DateFields & TimeFields }
  | { date: DateFields }
  | { time: TimeFields }
  | { timedelta: { days: number; seconds: number; microseconds: number } }
  | { timezone: { utcoffset: number; name: string | null } }
  | { zoneinfo: string }
  | { decimal: string }
  | { fraction: [Node, Node] }
  | { uuid: string }
  | { path: string }
  | { namedtuple: { class: string; fields: [string, Node][] } }
  | { enum: { class: string; name: string | null; value: Node } }
  /** An instance of one of the fixtures' own classes. */
  | { instance: { class: string; args: Node[]; attributes: [Node, Node][] } }
  /** A class or function by its name. */
  | { global: string }
  /** Any other object: the class or function that the pickle calls to make it. */
  | { opaque: string }
);

export interface DateFields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export interface TimeFields {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  readonly fold: number;
  /** In seconds; null without a time zone. */
  readonly utcoffset: number | null;
  readonly tzinfo: Node;
}

export interface ArrayNode {
  readonly ndarray: number;
  /** Flat, in C order. */
  readonly values: readonly Element[];
  /** Little-endian bytes of every number and string, without padding; absent for objects. */
  readonly raw?: string;
  readonly id?: number;
}

/** An element; its form goes by the data type. */
export type Element = Node | [string, string] | [string, Element][] | Element[];

/** One row of a group's table of data types: what NumPy says of it. */
export interface DTypeRow {
  readonly str: string;
  readonly text: string;
  readonly repr: string;
  readonly num: number;
  readonly kind: string;
  readonly char: string;
  readonly byteorder: string;
  readonly itemsize: number;
  readonly alignment: number;
  readonly isnative: boolean;
  readonly hasobject: boolean;
  readonly fields?: readonly { name: string; dtype: number; offset: number; title?: string }[];
  readonly aligned?: boolean;
  readonly record?: boolean;
  readonly subdtype?: { base: number; shape: number[] };
  readonly unit?: { unit: string; count: number };
  readonly metadata?: Node;
  readonly coerce?: boolean;
  readonly na?: Node;
}

/** The data type of a scalar or lone dtype; of an array also how it lies in memory. */
export interface LayoutRow {
  readonly dtype: number;
  readonly shape?: readonly number[];
  readonly strides?: readonly number[];
  readonly c?: boolean;
  readonly f?: boolean;
  readonly writeable?: boolean;
}

export interface PickleRow {
  readonly name: string;
  readonly protocol: number;
  /** Index into the case's `loaded`. */
  readonly loaded: number;
  /** Member of the archive, or the bytes themselves as base64. */
  readonly file?: string;
  readonly base64?: string;
  readonly buffers?: readonly string[];
}

export interface CaseRow {
  readonly id: string;
  readonly kind: string;
  readonly value: Node;
  readonly original: readonly LayoutRow[];
  readonly loaded: readonly (readonly LayoutRow[])[];
  readonly pickles: readonly PickleRow[];
}

/** `cases.json` of one group. */
export interface GroupFile {
  readonly dtypes: readonly DTypeRow[];
  readonly cases: readonly CaseRow[];
}
