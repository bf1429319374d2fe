/**
 * Classes and functions of Python that act: a pickle that reaches one can run code, touch files, open connections,
 * or reach any other by its name. Beside what each is, the names that scanners of model files know to be abused.
 *
 * Python 2's names are among them: Python 3 translates those of protocols 0 to 2.
 */

/** Packages of which nothing belongs in a pickle, and what any of their names can do. */
const MODULES: readonly (readonly [what: string, modules: string])[] = [
  [
    'runs programs',
    `os posix nt posixpath ntpath os2 subprocess _posixsubprocess commands popen2 pty platform webbrowser
antigravity multiprocessing _multiprocessing concurrent asyncio signal faulthandler _winapi winreg _winreg msilib
idlelib turtledemo ensurepip venv pip setuptools distutils pkg_resources pexpect invoke fabric plumbum psutil`,
  ],
  [
    'runs code',
    `importlib _frozen_importlib _frozen_importlib_external imp _imp zipimport pkgutil runpy code codeop
compileall py_compile marshal pdb bdb cmd profile cProfile _lsprof trace timeit doctest pydoc test.support unittest cgitb
lib2to3 atexit sched threading _thread thread dummy_threading _dummy_thread site sitecustomize usercustomize
sys gc ast symtable dis cloudpickle dill jsonpickle execnet yaml ruamel jinja2 mako IPython ipykernel
rpyc Pyro4 numexpr sympy.core.sympify sympy.parsing torch.hub torch.jit torch.package torch.utils.cpp_extension torch.fx
torch._dynamo torch._inductor torch.distributed torch.multiprocessing tensorflow.python.keras.layers.core
numpy.f2py numpy.distutils numpy.testing nose pytest _pytest Cython pythoncom win32com`,
  ],
  ['calls C functions at any address', 'ctypes _ctypes cffi _cffi_backend numpy.ctypeslib'],
  [
    'unpickles',
    'pickle _pickle cPickle pickletools shelve torch.serialization pandas.io.pickle pandas.compat.pickle_compat',
  ],
  [
    'touches files',
    `shutil tempfile fileinput linecache mmap sqlite3 _sqlite3 dbm anydbm dbhash gdbm dumbdbm whichdb
tarfile zipfile zipapp netrc nturl2path logging.config logging.handlers pandas.io numpy.lib.npyio numpy.lib._npyio_impl
numpy.lib.format numpy.lib._format_impl numpy.lib._datasource h5py tables`,
  ],
  [
    'opens connections',
    `socket _socket ssl _ssl SocketServer socketserver select selectors http.client http.server httplib
urllib.request urllib.robotparser urllib2 urllib3 ftplib smtplib smtpd telnetlib nntplib poplib imaplib xmlrpc xmlrpclib SimpleXMLRPCServer
DocXMLRPCServer BaseHTTPServer SimpleHTTPServer CGIHTTPServer cgi wsgiref requests.api requests.sessions aiohttp httpx
paramiko boto boto3 botocore websocket websockets grpc zmq pymysql psycopg2 redis tkinter Tkinter _tkinter`,
  ],
];

/** Names within modules that also hold harmless ones. */
const NAMES: readonly (readonly [what: string, module: string, names: string])[] = [
  ['runs code', 'builtins __builtin__', 'eval exec execfile compile breakpoint __build_class__ help input'],
  ['imports any module', 'builtins __builtin__', '__import__ reload __loader__ __spec__'],
  ['touches files', 'builtins __builtin__', 'open file raw_input'],
  [
    'reaches any attribute by its name',
    'builtins __builtin__',
    'getattr setattr delattr hasattr vars globals locals dir super __dict__ __builtins__',
  ],
  ['calls what it is given', 'builtins __builtin__', 'apply map filter reduce iter exit quit'],
  ['calls what it is given', 'functools', 'reduce'],
  ['calls what it is given', 'itertools', 'imap ifilter starmap accumulate takewhile dropwhile filterfalse'],
  ['reaches any attribute by its name', 'operator _operator', 'attrgetter methodcaller itemgetter call'],
  [
    'runs code',
    'types new',
    'FunctionType LambdaType CodeType MethodType ModuleType code function module classobj',
  ],
  [
    'changes how objects are pickled',
    'copyreg copy_reg',
    'pickle constructor add_extension remove_extension',
  ],
  [
    'touches files',
    'io _io',
    'open open_code FileIO OpenWrapper BufferedWriter BufferedReader TextIOWrapper',
  ],
  ['touches files', 'codecs _codecs', 'open lookup register register_error StreamReaderWriter'],
  ['touches files', 'gzip bz2 lzma zlib', 'open GzipFile BZ2File LZMAFile'],
  ['touches files', 'logging', 'FileHandler basicConfig'],
  [
    'touches files',
    'pathlib',
    'Path.write_text Path.write_bytes Path.open Path.unlink Path.rmdir Path.rename',
  ],
  ['runs code', 'collections', 'namedtuple'],
  ['calls what it is given', 'weakref', 'finalize'],
  ['calls what it is given', 'contextlib', 'ExitStack contextmanager'],
  ['opens connections', 'urllib', 'urlopen urlretrieve URLopener FancyURLopener'],
  ['unpickles', 'joblib', 'load'],
  [
    'unpickles',
    'joblib.numpy_pickle joblib.numpy_pickle_compat',
    'load load_temporary_memmap _unpickle load_compatibility',
  ],
  ['unpickles', 'torch', 'load hub jit'],
  ['unpickles', 'torch.storage', '_load_from_bytes'],
  ['runs code', 'torch._utils', '_import_dotted_name'],
  ['runs code', 'torch.utils._config_module', 'ConfigModule ConfigModule.load_config'],
  ['runs programs', 'torch.utils.collect_env', 'run run_and_parse_first_match'],
  ['unpickles', 'pandas', 'read_pickle to_pickle'],
  ['runs code', 'pandas', 'eval'],
  ['runs code', 'pandas.core.computation.eval', 'eval'],
  ['runs code', 'scipy.weave', 'inline'],
  ['touches files', 'scipy.io', 'loadmat savemat'],
  ['runs code', 'keras.models keras.saving tensorflow.keras.models', 'load_model'],
];

/** NumPy's own that touch files or call what they are given, wherever in it they are, as methods too. */
const NUMPY = `load save savez savez_compressed savetxt loadtxt genfromtxt fromregex fromfile tofile dump memmap open_memmap
DataSource fromfunction apply_along_axis apply_over_axes piecewise runstring rundocs
load_library get_include setbufsize seterrcall`;

/** A class whose calls touch files, though pickles of its objects only name it. */
export const CALLED = /* @__PURE__ */ new Set(['numpy.memmap', 'numpy.core.memmap.memmap']);

/** Attributes by which one object leads to all others. */
const LEADING =
  /^__(?:globals|builtins|import|subclasses|mro|bases|base|class|code|closure|func|self|dict|getattribute|getattr|setattr|reduce|reduce_ex|loader|spec|init_subclass|call)__$|^(?:func_globals|gi_frame|f_globals|f_builtins|tb_frame|mro)$/;

/** Modules that other modules import, and so have as an attribute. */
const INNER =
  /^(?:os|posix|nt|sys|subprocess|builtins|__builtin__|importlib|ctypes|socket|shutil|pickle|_pickle|runpy|marshal|imp|pty|commands|multiprocessing|threading|webbrowser)$/;

interface Tables {
  readonly modules: ReadonlyMap<string, string>;
  readonly names: ReadonlyMap<string, string>;
  readonly numpy: ReadonlySet<string>;
}

let made: Tables | undefined;

/** The tables above, taken apart once somebody asks. */
function tables(): Tables {
  made ??= {
    modules: new Map(MODULES.flatMap(([what, list]) => list.split(/\s+/).map((name) => [name, what]))),
    names: new Map(
      NAMES.flatMap(([what, list, inside]) =>
        list
          .split(' ')
          .flatMap((module) => inside.split(' ').map((name) => [`${module}.${name}`, what] as const)),
      ),
    ),
    numpy: new Set(NUMPY.split(/\s+/)),
  };
  return made;
}

/** What the module, or a package that it lies in, can do. */
function ofModule(parts: readonly string[]): string | undefined {
  let path = '';
  for (const part of parts) {
    path += path === '' ? part : `.${part}`;
    const what = tables().modules.get(path);
    if (what !== undefined) return what;
  }
  return undefined;
}

/** Names of more parts, or of more characters, are nobody's. */
const MOST_PARTS = 32;
const LONGEST = 1000;

/**
 * What is dangerous about a class or function: words that follow its name, such as `'runs code'`; undefined where
 * nothing is known against it. What its module itself imported counts too: `logging` and `os.system` are `os.system`.
 */
export function dangerOf(module: string, name: string): string | undefined {
  if (module.length > LONGEST || name.length > LONGEST) return 'has a name of thousands of characters';
  const { modules, names, numpy } = tables();
  const packages = module.split('.');
  const parts = name.split('.');
  if (parts.length > MOST_PARTS || packages.length > MOST_PARTS) return 'has a name of dozens of parts';
  const known = ofModule(packages) ?? names.get(`${module}.${parts[0]}`) ?? names.get(`${module}.${name}`);
  if (known !== undefined) return known;
  if ([...packages, ...parts].some((part) => LEADING.test(part))) return 'reaches any attribute by its name';
  if (packages[0] === 'numpy' && parts.some((part) => numpy.has(part)) && !CALLED.has(`${module}.${name}`))
    return 'touches files or calls what it is given';
  const inner = parts.find((part) => INNER.test(part));
  return inner === undefined ? undefined : (modules.get(inner) ?? 'reaches any attribute by its name');
}
