/** What `inspect` says of pickles that mean harm, of those that do not, and of all that NumPy wrote. */

import { describe, expect, it } from 'vitest';
import {
  arraysIn,
  loads,
  NumpyArray,
  PyObject,
  pythonClass,
  UnpicklingError,
  type UnsupportedGlobalError,
} from '../src/index.ts';
import { type Inspection, inspect } from '../src/inspect.ts';
import { goldenArchives } from './golden/golden.ts';
import { libraryCases, objectCases, python2Cases } from './golden/objects.ts';
import { expectGrowth } from './growth.ts';
import { bytes, u4 } from './pickle/assemble.ts';

function stridesOf(shape: readonly number[], itemsize: number, order: 'C' | 'F'): number[] {
  const strides = new Array<number>(shape.length);
  const axes = shape.map((_, axis) => axis);
  let stride = itemsize;
  for (const axis of order === 'F' ? axes : axes.reverse()) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

const inspected = (pickle: string) => inspect(bytes(pickle));
const text = (value: string) => `X${String.fromCharCode(value.length & 255, value.length >> 8)}\0\0${value}`;
const short = (value: string) => `\x8c${String.fromCharCode(value.length)}${value}`;

interface Case {
  readonly id: string;
  readonly pickles: readonly { readonly bytes: Uint8Array }[];
}

/** Ways in which a pickle reaches `os.system`, as those have it that scanners are tried with. */
const attacks: Record<string, string> = {
  'GLOBAL and REDUCE': 'cos\nsystem\n(Vid\ntR.',
  'Python 2, posix': 'cposix\nsystem\np0\n(Vid\np1\ntp2\nRp3\n.',
  'Windows, nt': '\x80\x02cnt\nsystem\nq\0X\x02\0\0\0idq\x01\x85q\x02Rq\x03.',
  STACK_GLOBAL: `\x80\x04${short('os')}\x94${short('system')}\x94\x93\x94${short('id')}\x85R.`,
  'STACK_GLOBAL, an attribute of another module': `\x80\x04${short('logging')}${short('os.system')}\x93${short('id')}\x85R.`,
  'STACK_GLOBAL by Python 2 strings': 'U\x02osU\x06system\x93(Vid\ntR.',
  'STACK_GLOBAL by escaped text': "S'\\x6f\\x73'\nV\\u0073ystem\n\x93(Vid\ntR.",
  INST: '(Vid\nios\nsystem\n.',
  OBJ: '(cos\nsystem\nVid\no.',
  NEWOBJ: '\x80\x02csubprocess\nPopen\n(Vid\nt\x81.',
  NEWOBJ_EX: '\x80\x04csubprocess\nPopen\n(Vid\nt}\x92.',
  'a frame that is too short': `\x80\x04\x95\x01\0\0\0\0\0\0\0${short('os')}${short('system')}\x93${short('id')}\x85R.`,
  'no protocol, and then a wrong one': `\x80\x02\x80\x04\x80\0cos\nsystem\n(Vid\ntR.`,
  'in the arguments of a dtype': 'cnumpy\ndtype\n(cos\nsystem\n(Vid\ntRI0\nI1\ntR.',
  'in the state of an array':
    'cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntC\x01btR(I1\n(I1\ntcnumpy\ndtype\n(Vi1\nI0\nI1\ntRI00\ncos\nsystem\n(Vid\ntRtb.',
  'as a key, dropped at once': '}cos\nsystem\n(Vid\ntRNs0N.',
  'in a list that POP drops': '](cos\nsystem\n(Vid\ntRe0N.',
  'above a MARK that POP_MARK drops': '(cos\nsystem\n(Vid\ntR1N.',
  'behind STOP, in a second pickle': 'N.cos\nsystem\n(Vid\ntR.',
  'behind two pickles': '].}.\x80\x04N.cposix\nsystem\n(Vid\ntR.',
  'names by the memo': `${text('os')}q\0${text('system')}q\x010N0h\0h\x01\x93(Vid\ntR.`,
  'a memo slot that is overwritten': `${text('numpy')}q\0${text('os')}q\x000${text('system')}q\x010h\0h\x01\x93(Vid\ntR.`,
  'a memo slot far away': `${text('os')}r\xff\xff\xff\x7f0${text('system')}p999999999\n0j\xff\xff\xff\x7fg999999999\n\x93(Vid\ntR.`,
  'MEMOIZE counts slots, not opcodes': `${text('os')}q\0q\0\x94${text('system')}\x94h\x01h\x02\x93(Vid\ntR.`,
  'the callee by the memo': 'cos\nsystem\nq\x000N0h\0(Vid\ntR.',
  'the callee by DUP': 'cos\nsystem\n20(Vid\ntR.',
  'arguments by the memo': '(Vid\ntq\x000cos\nsystem\nh\0R.',
  getattr: 'cbuiltins\ngetattr\n(clogging\nos\nVsystem\ntR(Vid\ntR.',
  'getattr, Python 2': 'c__builtin__\ngetattr\n(c__builtin__\n__import__\n(Vos\ntRVsystem\ntR(Vid\ntR.',
  'getattr of getattr':
    'cbuiltins\ngetattr\nq\0(h\0(clogging\nLogger\nVmanager\ntRV__init__\ntR0h\0(h\0(clogging\nLogger\nV__init__\ntRV__globals__\ntR(Vos\ntR.',
  'getattr of an object': 'cbuiltins\ngetattr\n(clogging\ngetLogger\n)RVmanager\ntR.',
  'getattr by a name that is computed': 'cbuiltins\ngetattr\n(cm\nC\ncm\nf\n)RtR.',
  'getattr, not called': 'cm\nf\n(cbuiltins\ngetattr\ntR.',
  'attrgetter, and a call of what it gives': 'coperator\nattrgetter\n(Vsystem\ntR(clogging\nos\ntR(Vid\ntR.',
  methodcaller: 'coperator\nmethodcaller\n(Vsystem\nVid\ntR(clogging\nos\ntR.',
  'names through classes': `\x80\x04${short('collections')}${short('OrderedDict.__init__.__globals__')}\x93.`,
  subclasses: 'cbuiltins\nobject.__subclasses__\n)R.',
  'eval by Python 2': 'c__builtin__\neval\n(Vprint(1)\ntR.',
  exec: 'cbuiltins\nexec\n(Vimport os\ntR.',
  'compile, a function of its code': 'ctypes\nFunctionType\n(cbuiltins\ncompile\n(V1\nVx\nVeval\ntR}tR.',
  'import only': 'cantigravity\nx\n.',
  importlib: 'cimportlib\nimport_module\n(Vos\ntR.',
  'importlib in a package': 'cimportlib._bootstrap\n_load\n(tR.',
  runpy: 'crunpy\n_run_code\n(Vcode\n}tR.',
  webbrowser: 'cwebbrowser\nopen\n(Vhttp://example.com\ntR.',
  ctypes: 'cctypes\nCDLL\n(Vlibc.so.6\ntR.',
  socket: 'csocket\ncreate_connection\n((Vexample.com\nI80\nttR.',
  shutil: 'cshutil\nrmtree\n(V/tmp/x\ntR.',
  pty: 'cpty\nspawn\n(Vsh\ntR.',
  'subprocess by its Python 2 name': 'ccommands\ngetoutput\n(Vid\ntR.',
  'bdb, pdb': 'cbdb\nBdb.run\n(tR.',
  timeit: 'ctimeit\ntimeit\n(V1\ntR.',
  'pickle in a pickle': 'cpickle\nloads\n(C\x02N.tR.',
  cPickle: 'ccPickle\nloads\n(U\x02N.tR.',
  'numpy.load, which unpickles': 'cnumpy\nload\n(Vx.npy\nNI01\ntR.',
  'torch.load': 'ctorch\nload\n(Vx.pt\ntR.',
  'torch.storage': 'ctorch.storage\n_load_from_bytes\n(C\x02N.tR.',
  'joblib.load': 'cjoblib\nload\n(Vx\ntR.',
  "NumPy's way to a name": 'cnumpy.core\n_ufunc_reconstruct\n(Vos\nVsystem\ntR(Vid\ntR.',
  "NumPy's way to a name, computed":
    'cnumpy.core\n_ufunc_reconstruct\n(cbuiltins\nstr\n(Vos\ntRVsystem\ntR(Vid\ntR.',
  'a callee that a generator calls': 'cnumpy.random._pickle\n__generator_ctor\n(Vid\ncos\nsystem\ntR.',
  'a file by numpy.memmap': 'cnumpy\nmemmap\n(V/tmp/x\nVu1\nVw+\nI0\nI9\ntR.',
  'a file by a method of ndarray': `\x80\x04${short('numpy')}${short('ndarray.tofile')}\x93(NVx\ntR.`,
  'a name that is computed': `c__builtin__\nstr\n(Vos\ntR${text('system')}\x93(Vid\ntR.`,
  'a name that is a persistent id': `Pos\n${text('system')}\x93(Vid\ntR.`,
  'a name of ten thousand characters': `${text('logging')}X\x10\x27\0\0${'a'.repeat(10_000)}\x93.`,
  'BUILD of a class': 'ccollections\nOrderedDict\n(N}V__reduce__\ncos\nsystem\nstb.',
  'BUILD of a class that is allowed, by what is harmless': 'cnumpy.ma.core\nMaskedArray\n(N}V__len__\nNstb.',
  'items for a module': 'csys\nmodules\nVos\ncos\nx\ns.',
  'items for an unknown name': 'cm\nd\nVa\nNs.',
  'the call of a call': 'cm\nf\n)R)R.',
  'a partial': 'cfunctools\npartial\n(cos\nsystem\nVid\ntR)R.',
  'a partial of a call': 'cfunctools\npartial\n(cm\nf\n)RtR)R.',
  'the call of an extension': '\x82\x01(tR.',
  'errors that Python stops at, behind it': 'cos\nsystem\n(Vid\ntRh\x630\x93R',
};

describe('pickles that mean harm', () => {
  it.each(Object.entries(attacks))('%s', (_, pickle) => {
    const { verdict, reasons } = inspected(pickle);
    expect(verdict).toBe('dangerous');
    expect(reasons[0]!.level).toBe('dangerous');
    // None loads, but for those whose harm lies in Python alone.
    try {
      const value = loads(bytes(pickle));
      expect(value === null || Array.isArray(value)).toBe(false);
    } catch (error) {
      expect(error).toBeInstanceOf(UnpicklingError);
    }
  });

  it('load as records at most, and run nothing', () => {
    for (const [name, pickle] of Object.entries(attacks)) {
      try {
        const value = loads(bytes(pickle), { unknownGlobals: 'opaque', trailing: 'ignore' });
        expect(typeof value, name).not.toBe('function');
      } catch (error) {
        expect(error, name).toBeInstanceOf(UnpicklingError);
      }
    }
  });

  it('say what they do, and where', () => {
    expect(inspected(attacks['GLOBAL and REDUCE']!).reasons).toEqual([
      { level: 'dangerous', message: 'calls os.system: runs programs', offset: 0 },
    ]);
    expect(inspected(attacks['behind STOP, in a second pickle']!)).toMatchObject({
      pickles: 2,
      reasons: [{ message: 'calls os.system: runs programs', offset: 2 }],
    });
    expect(
      inspected(attacks['BUILD of a class that is allowed, by what is harmless']!).reasons[0]!.message,
    ).toBe('sets attributes of numpy.ma.core.MaskedArray itself, not of an object');
  });
});

describe('the verdict', () => {
  it.each([
    ['a list', ']q\0(K\x01Va\ne.'],
    ['what Python 2 wrote', "(dp0\nS'a'\nI1\ns."],
    ['dates and sets', 'cdatetime\ndate\n(C\x04\x07\xe8\x01\x01tR.'],
    ['a factory that is never called', 'ccollections\ndefaultdict\n(c__builtin__\nlist\ntR.'],
    [
      'an object made by protocol 0',
      'ccopy_reg\n_reconstructor\n(cuuid\nUUID\nc__builtin__\nobject\nNtR}Vint\nI1\nsb.',
    ],
  ])('safe: %s', (_, pickle) => {
    const inspection = inspected(pickle);
    expect(inspection.reasons).toEqual([]);
    expect(inspection.verdict).toBe('safe');
    expect(() => loads(bytes(pickle), { encoding: 'latin1' })).not.toThrow();
  });

  it.each([
    ['a class of nobody', 'cshapes\nPoint\n)\x81}Vx\nI1\nsb.', 'calls shapes.Point, which is not known'],
    ['named only', 'cshapes\nPoint\n.', 'names shapes.Point, which is not known'],
    [
      'a nested class',
      '\x80\x02c__builtin__\ngetattr\n(cm\nOuter\nVInner\ntR.',
      'names m.Outer, which is not known',
    ],
    [
      'a name that is called',
      'cbuiltins\nint\n(Va\ntR.',
      'calls builtins.int, which is known as a name only',
    ],
    ['a persistent id', 'Pid\n.', 'asks for 1 objects outside of it'],
    ['an extension', '\x82\x01.', 'names 1 extension codes'],
    ['bytes behind it', 'N.\0\0\0', '3 bytes follow the pickle that are none'],
    ['cut short', '](K\x01', "can't be loaded: the pickle ends without STOP, at offset 4"],
    ['an empty stack', '0N.', "can't be loaded: nothing on the stack, at offset 0 (POP)"],
    ['nothing', '', "can't be loaded: the pickle ends without STOP, at offset 0"],
  ])('unknown: %s', (_, pickle, message) => {
    const { verdict, reasons } = inspected(pickle);
    expect(reasons.map((reason) => reason.message)).toContain(message);
    expect(verdict).toBe('unknown');
  });

  it('knows classes that loads is given, nested ones by getattr too', () => {
    const classes = [
      pythonClass({
        module: 'm',
        name: 'Outer.Inner',
        create: () => new PyObject(null as never, 'new', [] as never),
      }),
    ];
    const pickle = bytes('\x80\x02c__builtin__\ngetattr\n(cm\nOuter\nVInner\ntR)\x81.');
    expect(inspect(pickle, { classes })).toMatchObject({ verdict: 'safe', reasons: [] });
    expect(inspect(pickle).verdict).toBe('unknown');
  });

  it('keeps globals apart by how they are used', () => {
    const { globals } = inspected('(cm\nA\n)\x81}bcm\nB\n)Rcm\nC\ncos\npath\nt.');
    expect(globals).toEqual([
      { module: 'm', name: 'A', offset: 1, allowed: false, called: true, built: true, danger: null },
      { module: 'm', name: 'B', offset: 10, allowed: false, called: true, built: false, danger: null },
      { module: 'm', name: 'C', offset: 17, allowed: false, called: false, built: false, danger: null },
      {
        module: 'os',
        name: 'path',
        offset: 22,
        allowed: false,
        called: false,
        built: false,
        danger: 'runs programs',
      },
    ]);
  });

  it('counts what there is', () => {
    expect(inspected('\x80\x05](\x97\x97\x98Pa\nK\x01\x85\x94h\0e.')).toMatchObject({
      protocol: 5,
      nbytes: 18,
      opcodes: 13,
      objects: 3,
      memoised: 1,
      buffers: 2,
      persistentIds: 1,
      pickles: 1,
      error: null,
    });
    expect(inspected('N.').protocol).toBe(0);
    expect(inspected('K\x01.').protocol).toBe(1);
  });

  it('prints', () => {
    const array = 'cnumpy\nndarray\n((I2\nI1\ntcnumpy\ndtype\n(Vi2\nI0\nI1\ntRC\x04abcdtR';
    expect(String(inspected(`(${array}cos\nsystem\nt.`))).toBe(
      'dangerous: a pickle of protocol 3, 72 bytes\n' +
        '  at 59: names os.system: runs programs\n' +
        '  numpy.ndarray int16 (2, 1) C at 53',
    );
  });
});

describe('arrays', () => {
  /** The arrays of a value that a pickle has once and in that order: without those that its objects hide. */
  function expectArrays(inspection: Inspection, pickle: Uint8Array, buffers: readonly Uint8Array[]): number {
    const value = loads(pickle, { buffers, exact: true });
    const found = [...arraysIn(value)].map(({ array }) => array);
    const key = (array: { dtype: unknown; shape: readonly number[] }) => `${array.dtype} ${array.shape}`;
    const ours = inspection.arrays.map(key);
    // Masked arrays hold a mask that the pickle has as bytes; of subarrays each says its axes in its own way.
    for (const array of found) if (array.dtype.kind !== 'b') expect(ours).toContain(key(array));
    let placed = 0;
    for (const { dtype, shape, offset, nbytes, buffer, order } of inspection.arrays) {
      if (dtype === null || nbytes === null) continue;
      const memory = buffer === null ? pickle : buffers[buffer]!;
      const at = buffer === null ? offset : 0;
      if (at === null || order === null) continue;
      const { buffer: own, byteOffset } = memory;
      const ours = new NumpyArray({
        buffer: own.slice(byteOffset + at, byteOffset + at + nbytes) as ArrayBuffer,
        dtype,
        shape,
        strides: stridesOf(shape, dtype.itemsize, order),
      });
      const bytesOf = (array: NumpyArray) =>
        Buffer.from(array.copy({ order: 'C' }).buffer as ArrayBuffer).toString('hex');
      const same = found.filter((array) => array.dtype.equals(dtype) && bytesOf(array) === bytesOf(ours));
      if (found.length === inspection.arrays.length && same.length === 0)
        expect.fail(`no array has the ${nbytes} bytes at ${at}`);
      placed++;
    }
    return placed;
  }

  it('of every golden pickle, as loads finds them: all safe', { timeout: 120_000 }, () => {
    let [pickles, placed] = [0, 0];
    for (const { cases } of goldenArchives()) {
      for (const { id, pickles: all } of cases) {
        for (const { bytes: pickle, buffers, name } of all) {
          const inspection = inspect(pickle);
          expect(inspection.reasons, `${id} ${name}`).toEqual([]);
          expect(inspection).toMatchObject({ verdict: 'safe', error: null, buffers: buffers.length });
          if (pickles++ % 5 === 0) placed += expectArrays(inspection, pickle, buffers);
        }
      }
    }
    expect(pickles).toBeGreaterThan(1000);
    expect(placed).toBeGreaterThan(200);
  });

  it('of models and frames, none of which is dangerous', () => {
    const verdicts = new Map<string, number>();
    for (const { id, pickles } of [...objectCases(), ...libraryCases()] as readonly Case[]) {
      for (const { bytes: pickle } of pickles) {
        const { verdict } = inspect(pickle);
        verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
        // Functions by value are code; a bound method is found by getattr on an object.
        expect(verdict === 'dangerous', id).toBe(id.startsWith('cloudpickle/') || id === 'python/functions');
      }
    }
    for (const { pickles } of python2Cases()) for (const { bytes: pickle } of pickles) inspect(pickle);
    expect(verdicts.get('unknown')).toBeGreaterThan(10);
  });

  const dtype = (code: string) => `cnumpy\ndtype\n(V${code}\nI0\nI1\ntR`;
  const array = (shape: string, type: string, data: string) =>
    `cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntC\x01btR(I1\n${shape}${type}I00\n${data}tb.`;

  it('say what is inconsistent', () => {
    expect(inspected(array('(I3\nt', dtype('i4'), 'C\x04abcd')).reasons[0]!.message).toBe(
      'has an array of 12 bytes, and 4 are there',
    );
    expect(inspected(array('(I1\nt', dtype('O8'), 'C\x08abcdefgh'))).toMatchObject({
      verdict: 'dangerous',
      reasons: [{ message: 'has an array of Python objects made of bytes: NumPy takes these for addresses' }],
    });
    const outside = `${dtype('V4')}(I3\nV|\nN(Va\nt(Va\n(${dtype('i4')}I2\ntdI4\nI1\nI0\ntb`;
    expect(inspected(array('(I1\nt', outside, 'C\x04abcd')).reasons[0]!.message).toContain(
      'has a data type that is inconsistent: field "a" takes bytes 2 to 6 of an element of 4 bytes',
    );
    expect(inspected(array('VI3\n', dtype('i4'), 'C\x04abcd')).reasons[0]!.message).toContain(
      'whose state is none',
    );
  });

  it('make no dtype of dtypes in dtypes without end', () => {
    // A tuple in a tuple, a hundred thousand deep, for a title.
    const deep = `N${'\x85'.repeat(100_000)}`;
    const state = `(I3\nV|\nN(Va\nt(Va\n(${dtype('i4')}I0\n${deep}tdI4\nI1\nI0\ntb`;
    expect(() => inspected(`${dtype('V4')}${state}.`)).not.toThrow();
  });
});

describe('cost', () => {
  it('reads no payload: 64 MiB take no longer than a byte', () => {
    const pickle = bytes('B', u4(2 ** 26), new Uint8Array(2 ** 26), '.');
    const before = process.memoryUsage();
    const start = process.cpuUsage();
    expect(inspect(pickle).verdict).toBe('safe');
    const { user, system } = process.cpuUsage(start);
    expect(user + system).toBeLessThan(500_000);
    expect(process.memoryUsage().arrayBuffers - before.arrayBuffers).toBeLessThan(2 ** 20);
  });

  const families: Record<string, (n: number) => Uint8Array> = {
    'nested lists': (n) => bytes(']'.repeat(n), 'a'.repeat(n - 1), '.'),
    'MARKs and TUPLEs': (n) => bytes('('.repeat(n), 't'.repeat(n), '.'),
    'items of a dict': (n) => bytes('}(', 'K\x05N'.repeat(n), 'u.'),
    STACK_GLOBALs: (n) =>
      bytes(text('m'.repeat(200)), 'q\0', text('n'.repeat(200)), 'q\x01', 'h\0h\x01\x93'.repeat(n), '.'),
    'calls of a long name': (n) => bytes(`c${'m'.repeat(n)}\nf\nq\0(`, 'h\0)R'.repeat(n), 't.'),
    'getattr again and again': (n) =>
      bytes('\x80\x02c__builtin__\ngetattr\nq\0cm\nC\nq\x01', 'h\0h\x01Va\n\x86Rq\x01'.repeat(n), '.'),
    'data types of one state': (n) =>
      bytes(
        `${'(Va\n'}${'Vb\n'.repeat(n)}tq\0`,
        '}q\x01',
        `cnumpy\ndtype\nq\x02(Vf4\nI0\nI1\ntq\x03`,
        'h\x02h\x03R(I3\nV<\nNh\0h\x01I-1\nI-1\nI0\ntb0'.repeat(n / 10),
        'N.',
      ),
    'pickles behind pickles': (n) => bytes('N.'.repeat(n)),
    'memo slots': (n) => bytes('N', '\x94h\0'.repeat(n), '.'),
    underflow: (n) => bytes('0'.repeat(n), 'N.'),
  };
  for (const [family, make] of Object.entries(families)) {
    it(`is linear: ${family}`, { timeout: 120_000 }, async () => {
      const prepare = (n: number) => {
        const pickle = make(n);
        return () => inspect(pickle);
      };
      await expectGrowth(prepare, 10_000);
    });
  }
});

it('tells what loads tells of unknown names', () => {
  const pickle = bytes('(ca\nb\ncc\nd\nca\nb\nt.');
  const { globals } = inspect(pickle);
  try {
    loads(pickle);
    expect.unreachable();
  } catch (error) {
    const names = (error as UnsupportedGlobalError).globals.map(({ module, name }) => `${module}.${name}`);
    expect(globals.filter(({ allowed }) => !allowed).map(({ module, name }) => `${module}.${name}`)).toEqual(
      names,
    );
  }
});

it('takes what loads takes, and throws for nothing else', () => {
  expect(inspect(new Uint8Array(bytes('N.')).buffer).verdict).toBe('safe');
  expect(() => inspect('N.' as never)).toThrow(TypeError);
});
