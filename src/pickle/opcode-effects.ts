/**
 * What each opcode does: to the stack, and in a line of words.
 *
 * Source: CPython's `Lib/pickletools.py`, whose words these are. Apart from the table of opcodes, because reading
 * values needs none of it.
 */

/** What an opcode does. */
export interface Effect {
  /** How many values it takes from the stack; of an opcode that takes all above a MARK, how many below that. */
  readonly takes: number;
  /** Whether it takes the last MARK, and all above it. */
  readonly mark: boolean;
  /** How many values, or MARKs, it leaves. */
  readonly gives: number;
  /** In a line of words. */
  readonly doc: string;
}

// name, takes (`m`: and a MARK), gives, words
const TABLE = `MARK 0 1 Push markobject onto the stack.
EMPTY_TUPLE 0 1 Push an empty tuple.
STOP 1 0 Stop the unpickling machine.
POP 1 0 Discard the top stack item, shrinking the stack by one item.
POP_MARK 0m 0 Pop all the stack objects at and above the topmost markobject.
DUP 1 2 Push the top stack item onto the stack again, duplicating it.
BINBYTES 0 1 Push a Python bytes object.
SHORT_BINBYTES 0 1 Push a Python bytes object.
FLOAT 0 1 Newline-terminated decimal float literal.
BINFLOAT 0 1 Float stored in binary form, with 8 bytes of data.
INT 0 1 Push an integer or bool.
BININT 0 1 Push a four-byte signed integer.
BININT1 0 1 Push a one-byte unsigned integer.
LONG 0 1 Push a long integer.
BININT2 0 1 Push a two-byte unsigned integer.
NONE 0 1 Push None on the stack.
PERSID 0 1 Push an object identified by a persistent ID.
BINPERSID 1 1 Push an object identified by a persistent ID.
REDUCE 2 1 Push an object built from a callable and an argument tuple.
STRING 0 1 Push a Python string object.
BINSTRING 0 1 Push a Python string object.
SHORT_BINSTRING 0 1 Push a Python string object.
UNICODE 0 1 Push a Python Unicode string object.
BINUNICODE 0 1 Push a Python Unicode string object.
EMPTY_LIST 0 1 Push an empty list.
APPEND 2 1 Append an object to a list.
BUILD 2 1 Finish building an object, via __setstate__ or dict update.
GLOBAL 0 1 Push a global object (module.attr) on the stack.
DICT 0m 1 Build a dict out of the topmost stack slice, after markobject.
APPENDS 1m 1 Extend a list by a slice of stack objects.
GET 0 1 Read an object from the memo and push it on the stack.
BINGET 0 1 Read an object from the memo and push it on the stack.
INST 0m 1 Build a class instance.
LONG_BINGET 0 1 Read an object from the memo and push it on the stack.
LIST 0m 1 Build a list out of the topmost stack slice, after markobject.
OBJ 0m 1 Build a class instance.
PUT 0 0 Store the stack top into the memo.  The stack is not popped.
BINPUT 0 0 Store the stack top into the memo.  The stack is not popped.
LONG_BINPUT 0 0 Store the stack top into the memo.  The stack is not popped.
SETITEM 3 1 Add a key+value pair to an existing dict.
TUPLE 0m 1 Build a tuple out of the topmost stack slice, after markobject.
SETITEMS 1m 1 Add an arbitrary number of key+value pairs to an existing dict.
EMPTY_DICT 0 1 Push an empty dict.
PROTO 0 0 Protocol version indicator.
NEWOBJ 2 1 Build an object instance.
EXT1 0 1 Extension code.
EXT2 0 1 Extension code.
EXT4 0 1 Extension code.
TUPLE1 1 1 Build a one-tuple out of the topmost item on the stack.
TUPLE2 2 1 Build a two-tuple out of the top two items on the stack.
TUPLE3 3 1 Build a three-tuple out of the top three items on the stack.
NEWTRUE 0 1 Push True onto the stack.
NEWFALSE 0 1 Push False onto the stack.
LONG1 0 1 Long integer using one-byte length.
LONG4 0 1 Long integer using found-byte length.
SHORT_BINUNICODE 0 1 Push a Python Unicode string object.
BINUNICODE8 0 1 Push a Python Unicode string object.
BINBYTES8 0 1 Push a Python bytes object.
EMPTY_SET 0 1 Push an empty set.
ADDITEMS 1m 1 Add an arbitrary number of items to an existing set.
FROZENSET 0m 1 Build a frozenset out of the topmost slice, after markobject.
NEWOBJ_EX 3 1 Build an object instance.
STACK_GLOBAL 2 1 Push a global object (module.attr) on the stack.
MEMOIZE 1 1 Store the stack top into the memo.  The stack is not popped.
FRAME 0 0 Indicate the beginning of a new frame.
BYTEARRAY8 0 1 Push a Python bytearray object.
NEXT_BUFFER 0 1 Push an out-of-band buffer object.
READONLY_BUFFER 1 1 Make an out-of-band buffer object read-only.`;

let effects: ReadonlyMap<string, Effect> | undefined;

/** What the opcode of that name does. */
export function effectOf(name: string): Effect {
  effects ??= new Map(
    TABLE.split('\n').map((row) => {
      const [, name, takes, mark, gives, doc] = /^(\w+) (\d)(m?) (\d) (.+)$/.exec(row)!;
      return [name!, { takes: Number(takes), mark: mark === 'm', gives: Number(gives), doc: doc! }];
    }),
  );
  return effects.get(name)!;
}
