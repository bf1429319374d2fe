/**
 * What Python 3 renamed. Pickles of protocols 0 to 2 name classes and functions as Python 2 did.
 *
 * Source: CPython's `Lib/_compat_pickle.py`; `fix_imports` and `find_class` in `Modules/_pickle.c`.
 */

import { isPython2, type PyGlobal } from '../values/py-global.ts';

/** Modules whole: Python 2's name, Python 3's. */
const MODULES = `
__builtin__ builtins
copy_reg copyreg
Queue queue
SocketServer socketserver
ConfigParser configparser
repr reprlib
tkFileDialog tkinter.filedialog
tkSimpleDialog tkinter.simpledialog
tkColorChooser tkinter.colorchooser
tkCommonDialog tkinter.commondialog
Dialog tkinter.dialog
Tkdnd tkinter.dnd
tkFont tkinter.font
tkMessageBox tkinter.messagebox
ScrolledText tkinter.scrolledtext
Tkconstants tkinter.constants
Tix tkinter.tix
ttk tkinter.ttk
Tkinter tkinter
markupbase _markupbase
_winreg winreg
thread _thread
dummy_thread _dummy_thread
dbhash dbm.bsd
dumbdbm dbm.dumb
dbm dbm.ndbm
gdbm dbm.gnu
xmlrpclib xmlrpc.client
SimpleXMLRPCServer xmlrpc.server
httplib http.client
htmlentitydefs html.entities
HTMLParser html.parser
Cookie http.cookies
cookielib http.cookiejar
BaseHTTPServer http.server
test.test_support test.support
commands subprocess
urlparse urllib.parse
robotparser urllib.robotparser
urllib2 urllib.request
anydbm dbm
_abcoll collections.abc`;

const MODULES_2TO3 = `
cPickle pickle
_elementtree xml.etree.ElementTree
FileDialog tkinter.filedialog
SimpleDialog tkinter.simpledialog
DocXMLRPCServer xmlrpc.server
SimpleHTTPServer http.server
CGIHTTPServer http.server
UserDict collections
UserList collections
UserString collections
whichdb dbm
StringIO io
cStringIO io`;

const MODULES_3TO2 = `
bz2 _bz2
dbm _dbm
functools _functools
gdbm _gdbm
pickle _pickle`;

/** Names inside modules: Python 2's module, Python 3's, then the names, `2=3` where they differ. */
const NAMES = `
__builtin__ builtins xrange=range unichr=chr unicode=str long=int
__builtin__ functools reduce
__builtin__ sys intern
itertools builtins izip=zip imap=map ifilter=filter
itertools itertools ifilterfalse=filterfalse izip_longest=zip_longest
UserDict collections IterableUserDict=UserDict
UserList collections UserList
UserString collections UserString
whichdb dbm whichdb
_socket socket fromfd
_multiprocessing multiprocessing.connection Connection
multiprocessing.process multiprocessing.context Process
multiprocessing.forking multiprocessing.popen_fork Popen
urllib urllib.error ContentTooShortError
urllib urllib.request getproxies pathname2url url2pathname urlcleanup urlopen urlretrieve
urllib urllib.parse quote_plus quote unquote_plus unquote urlencode
urllib2 urllib.error HTTPError URLError
multiprocessing multiprocessing.context AuthenticationError BufferTooShort ProcessError TimeoutError
exceptions builtins ArithmeticError AssertionError AttributeError BaseException BufferError BytesWarning \
DeprecationWarning EOFError EnvironmentError Exception FloatingPointError FutureWarning GeneratorExit IOError \
ImportError ImportWarning IndentationError IndexError KeyError KeyboardInterrupt LookupError MemoryError NameError \
NotImplementedError OSError OverflowError PendingDeprecationWarning ReferenceError RuntimeError RuntimeWarning \
StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError TypeError UnboundLocalError \
UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError \
Warning ZeroDivisionError`;

const NAMES_2TO3 = `
__builtin__ builtins basestring=str
exceptions builtins StandardError=Exception
UserDict collections UserDict
socket socket _socketobject=SocketType`;

const NAMES_3TO2 = `
__builtin__ _functools reduce
FileDialog tkinter.filedialog FileDialog LoadFileDialog SaveFileDialog
SimpleDialog tkinter.simpledialog SimpleDialog
DocXMLRPCServer xmlrpc.server ServerHTMLDoc XMLRPCDocGenerator DocXMLRPCRequestHandler DocXMLRPCServer \
DocCGIXMLRPCRequestHandler
SimpleHTTPServer http.server SimpleHTTPRequestHandler
CGIHTTPServer http.server CGIHTTPRequestHandler
socket _socket _socketobject=socket
exceptions builtins OSError=BrokenPipeError OSError=ChildProcessError OSError=ConnectionAbortedError \
OSError=ConnectionError OSError=ConnectionRefusedError OSError=ConnectionResetError OSError=FileExistsError \
OSError=FileNotFoundError OSError=InterruptedError OSError=IsADirectoryError OSError=NotADirectoryError \
OSError=PermissionError OSError=ProcessLookupError OSError=TimeoutError
exceptions builtins ImportError=ModuleNotFoundError`;

type Name = readonly [module: string, name: string];

/** One direction of the renaming; names are keyed by `module\nname`. */
interface Renaming {
  readonly modules: Map<string, string>;
  readonly names: Map<string, Name>;
}

const rows = (table: string) =>
  table
    .trim()
    .split('\n')
    .map((row) => row.split(' ') as [string, string, ...string[]]);

const keyOf = (module: string, name: string) => `${module}\n${name}`;

/** From Python 2's names to Python 3's, or back. What comes later counts. */
function renaming(to: 2 | 3, modules: readonly string[], names: readonly string[]): Renaming {
  const made: Renaming = { modules: new Map(), names: new Map() };
  const order = <T>(two: T, three: T) => (to === 3 ? ([two, three] as const) : ([three, two] as const));
  for (const [two, three] of modules.flatMap(rows)) made.modules.set(...order(two, three));
  for (const [module2, module3, ...listed] of names.flatMap(rows)) {
    for (const pair of listed) {
      const [name2 = pair, name3 = name2] = pair.split('=');
      const [from, into] = order<Name>([module2, name2], [module3, name3]);
      made.names.set(keyOf(...from), into);
    }
  }
  return made;
}

let renamings: { readonly to2: Renaming; readonly to3: Renaming } | undefined;

/** Both directions, as CPython has them; made when first asked for. */
export function fixedImports(): { readonly to2: Renaming; readonly to3: Renaming } {
  renamings ??= {
    to2: renaming(2, [MODULES, MODULES_3TO2], [NAMES, NAMES_3TO2]),
    to3: renaming(3, [MODULES, MODULES_2TO3], [NAMES, NAMES_2TO3]),
  };
  return renamings;
}

function renamed({ modules, names }: Renaming, module: string, name: string): Name {
  return names.get(keyOf(module, name)) ?? [modules.get(module) ?? module, name];
}

/** What Python 2 called it: how protocols below 3 write Python 3's name (`fix_imports`). */
export function toPython2(module: string, name: string): Name {
  return renamed(fixedImports().to2, module, name);
}

/** What Python 3 calls it: how `pickle.loads` reads a name in a pickle of a protocol below 3 (`fix_imports`). */
export function toPython3(module: string, name: string): Name {
  return renamed(fixedImports().to3, module, name);
}

/**
 * The name by which Python 3 knows a class or function: of one that a pickle of a protocol below 3 named, what
 * Python 3 reads there; of any other, its own.
 */
export function pythonThreeName(global: PyGlobal): Name {
  const { module, name } = global;
  return isPython2(global) ? toPython3(module, name) : [module, name];
}
