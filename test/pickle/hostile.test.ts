/** What the fuzzer and reviews found: each a case that must stay right. */

import { describe, expect, it } from 'vitest';
import {
  dumps,
  type LoadOptions,
  loads,
  type NumpyArray,
  type NumpyScalar,
  PyObject,
  PySlice,
  pythonClass,
  pythonFunction,
  UnpicklingError,
} from '../../src/index.ts';
import { bytes } from './assemble.ts';

function failure(pickle: string, options?: LoadOptions): string {
  try {
    loads(bytes(pickle), options);
  } catch (error) {
    expect(error).toBeInstanceOf(UnpicklingError);
    return (error as UnpicklingError).message;
  }
  throw new Error('it loaded');
}

const dtype = (code: string) => `cnumpy\ndtype\n(V${code}\nI0\nI1\ntR`;
/** An array in the form of `_reconstruct` and BUILD. */
const array = (shape: string, type: string, data: string) =>
  `cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntC\x01btR(I1\n${shape}${type}I00\n${data}tb`;

describe('elements that no bytes stand for', () => {
  it('are not billions, of a data type without bytes', () => {
    expect(failure(`${array('(I3\nI1073741824\nt', dtype('V0'), 'C\0')}.`)).toMatch(
      /^numpy.ndarray: an array of 3221225472 elements, for which 0 bytes are there, is above the limit of 67108864: raise limits.maxElements/,
    );
    expect((loads(bytes(`${array('(I1000\nt', dtype('V0'), 'C\0')}.`)) as NumpyArray).size).toBe(1000);
  });

  it('are not billions, by strides of 0', () => {
    const over = (length: number) => `cnumpy\nndarray\n((I${length}\nt${dtype('i1')}C\x01aI0\n(I0\nttR.`;
    expect(failure(over(2 ** 40))).toContain(
      'an array of 1099511627776 elements, for which 1 bytes are there, is above the limit of 67108864: raise limits.maxElements',
    );
    expect((loads(bytes(over(1000))) as NumpyArray).get(999)).toBe(97);
  });

  it('are not billions, in a subarray', () => {
    const subarray = (length: number) =>
      `${dtype('V0')}(I3\nV|\n(${dtype('V0')}(I${length}\nttNNI0\nI1\nI0\ntb.`;
    expect(failure(subarray(2 ** 30))).toContain('a subarray of 1073741824 elements without bytes');
    expect(String(loads(bytes(subarray(5))))).toContain('(5,)');
    const lists = `${dtype('V0')}(I3\nV|\n(${dtype('i4')}(I2147483647\nI0\nttNNI0\nI1\nI0\ntb.`;
    expect(failure(lists)).toContain('a subarray of 2147483647 elements without bytes');
  });

  it('are not gigabytes of gaps between objects', () => {
    const type = `${dtype('V2147483000')}(I3\nV|\nN(Va\nt(Va\n(${dtype('O8')}I0\ntdI2147483000\nI1\nI27\ntb`;
    expect(failure(`${array('(I1\nt', type, '((Ntl')}.`)).toMatch(
      /^numpy.ndarray: an array of 1 elements of 2147483000 bytes, for which|^numpy.ndarray: 21474\d+ bytes would be made or copied for the \d+ bytes read so far/,
    );
  });
});

describe('attributes of collections', () => {
  const build = (name: string, attribute: string) => `ccollections\n${name}\n)R}V${attribute}\nI1\nsb.`;

  it.each(['OrderedDict', 'Counter'])('of %s are properties, which hide nothing', (name) => {
    for (const hidden of ['size', 'get', '__proto__', 'constructor'])
      expect(failure(build(name, hidden))).toContain(`an attribute named '${hidden}' would hide`);
    expect(loads(bytes(build(name, '_metadata')))).toMatchObject({ _metadata: 1 });
  });

  it.each(['defaultdict', 'deque'])('are refused for %s, as in Python', (name) => {
    for (const attribute of ['4294967294', 'length', 'x'])
      expect(failure(build(name, attribute))).toContain('has no attributes');
    expect(() => loads(bytes(`ccollections\n${name}\n)R}b.`))).not.toThrow();
  });
});

describe('entries', () => {
  it('may throw anything', () => {
    const thrower = (thrown: unknown) =>
      pythonFunction({
        module: 'm',
        name: 'f',
        call: () => {
          throw thrown;
        },
      });
    const message = (thrown: unknown) => failure('cm\nf\n)R.', { classes: [thrower(thrown)] });
    expect(message(Object.create(null))).toMatch(/^m\.f: it threw a/);
    expect(message(Symbol('s'))).toMatch(/^m\.f: Symbol\(s\)/);
    expect(message(undefined)).toMatch(/^m\.f: undefined/);
  });

  it('are not given keyword arguments that they do not take', () => {
    const array = `cnumpy\nndarray\n((I1\nt${dtype('i1')}C\x02abt}Voffset\nI1\ns\x92.`;
    expect(failure(array)).toContain('numpy.ndarray is given keyword arguments, and its create() takes none');
    const classes = [
      pythonClass({ module: 'm', name: 'C', create: () => new PyObject(null as never, 'new', [] as never) }),
    ];
    expect(() => loads(bytes('cm\nC\n)}\x92.'), { classes })).not.toThrow();
  });

  it('that replace an object more than once are followed to the last', () => {
    let n = 0;
    const classes = [pythonClass({ module: 'm', name: 'C', type: Set, setState: () => new Set([++n]) })];
    expect(loads(bytes('cm\nC\n)\x81q\0I1\nbI1\nbI1\nb0h\0.'), { classes })).toEqual(new Set([3]));
    const [a, b] = [new Set([1]), new Set([2])];
    const swap = [
      pythonClass({
        module: 'm',
        name: 'C',
        type: Set,
        create: () => a,
        setState: (old) => (old === a ? b : a),
      }),
    ];
    expect(loads(bytes('cm\nC\n)\x81q\0I1\nbI1\nb0h\0.'), { classes: swap })).toBe(a);
  });

  it('get what a Buffer says, not what lies around it', () => {
    const buffer = Buffer.from('a long text in a pool').subarray(7, 9);
    const options = { persistentLoad: () => buffer };
    const load = (pickle: string) => loads(bytes(pickle), options);
    expect(load(`cnumpy.core.multiarray\nscalar\n(${dtype('S2')}Pid\ntR.`)).toEqual(
      new Uint8Array([0x74, 0x65].map((_, i) => buffer[i]!)),
    );
    const copy = load('cbuiltins\nbytearray\n(Pid\ntR.') as Uint8Array;
    copy[0] = 0;
    expect(buffer[0]).not.toBe(0);
  });
});

describe('ADDITEMS', () => {
  it('of nothing asks nothing of its target, as in CPython', () => {
    expect(loads(bytes('N(\x90.'))).toBeNull();
    expect(failure('N(I1\n\x90.')).toContain("can't add items to a None");
  });
});

describe('options', () => {
  it('that are no choice are named, with the choices', () => {
    expect(() => loads(bytes('N.'), { encoding: 'latin-1' as 'latin1' })).toThrow(
      new TypeError("loads: encoding must be 'ascii', 'latin1', 'utf8', 'bytes', not latin-1"),
    );
    expect(() => loads(bytes('N.'), { copy: 'no' as 'never' })).toThrow(/copy must be/);
  });

  it('that are undefined limits are the default ones', () => {
    const limits = { maxDigits: undefined, maxMemo: undefined } as unknown as { maxDigits: number };
    expect(failure(`I${'1'.repeat(5000)}\n.`, { limits })).toContain('limits.maxDigits');
  });

  it('persistentLoad fails where its id is, whatever it loads', () => {
    const error = failure('NPid\n.', { persistentLoad: () => loads(bytes('x')) });
    expect(error).toMatch(/^persistentLoad: 0x78 is not a pickle opcode.*, at offset 1 \(PERSID\)$/);
  });

  it('the arrays hook leaves records with objects what they are', () => {
    const type = `${dtype('V8')}(I3\nV|\nN(Va\nt(Va\n(${dtype('O8')}I0\ntdI8\nI1\nI27\ntb`;
    const record = `cnumpy.core.multiarray\nscalar\n(${type}${array('(t', type, '((Vtext\ntl')}tR.`;
    const arrays: NumpyArray[] = [];
    const hook = (array: NumpyArray) => ({ nth: arrays.push(array) });
    expect((loads(bytes(record), { arrays: hook }) as NumpyScalar).value).toEqual({ a: 'text' });
    expect(arrays.length).toBe(1);
  });
});

describe('what is written again', () => {
  it('a slice of fewer than three arguments is one of None', () => {
    const slice = (args: string) => loads(bytes(`cbuiltins\nslice\n(${args}tR.`));
    expect(slice('I5\n')).toEqual(new PySlice(null, 5, null));
    expect(slice('I1\nI2\n')).toEqual(new PySlice(1, 2, null));
    expect(slice('I1\nI2\nI3\n')).toEqual(new PySlice(1, 2, 3));
    for (const args of ['', 'NNNN'])
      expect(failure(`cbuiltins\nslice\n(${args}tR.`)).toContain('builtins.slice: expected 1 to 3 arguments');
  });

  it('an object of a module that NumPy does not have loads, whatever the module is called for both NumPys', () => {
    const made = `cnumpy._core._internal\n_reconstruct\n(cnumpy\nndarray\n(I0\ntC\x01btR`;
    const state = `(I1\n(I1\nt${dtype('u1')}I00\nC\x01\x07tb.`;
    const written = dumps(loads(bytes(made + state), { exact: true }));
    expect((loads(written) as NumpyArray).toArray()).toEqual([7]);
  });
});

describe("dicts: 'object'", () => {
  it('looks into records whose text is none, and says so as every other error', () => {
    const type = `${dtype('V12')}(I3\nV|\nN(Va\nVb\nt(Va\n(${dtype('O8')}I0\ntVb\n(${dtype('U1')}I8\ntdI12\nI1\nI27\ntb`;
    const data = `((N${'cnumpy.core.multiarray\nscalar\n('}${dtype('U1')}C\x04\x7f\0\x80\x01tRttl`;
    const error = failure(`${array('(I1\nt', type, data)}.`, { dicts: 'object' });
    expect(error).toMatch(/beyond Unicode's 0x10ffff/);
  });

  it('takes linear time for the items of a record', { retry: 3 }, () => {
    const pairs = (n: number) =>
      bytes('cm\nC\n)R(', ...Array.from({ length: n }, (_, i) => `I${i}\n}`), 'u.');
    const options = { dicts: 'object', unknownGlobals: 'opaque' } as const;
    const object = loads(pairs(20_000), options) as PyObject;
    expect(Object.getPrototypeOf(object.pairs![7]![1])).toBeNull();
    const start = process.cpuUsage();
    loads(pairs(20_000), options);
    const { user, system } = process.cpuUsage(start);
    expect(user + system).toBeLessThan(500_000);
  });
});
