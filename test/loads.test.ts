import { describe, expect, it } from 'vitest';
import {
  DTypeError,
  LimitError,
  loads,
  type NumpyArray,
  PickleError,
  PyGlobal,
  PyObject,
  pythonFunction,
  Tuple,
  UnpicklingError,
  UnsupportedGlobalError,
} from '../src/index.ts';
import { bytes } from './pickle/assemble.ts';

// pickle.dumps(np.array([1.5, 2.5], 'f4'), 5, buffer_callback=[].append)
const OUT_OF_BAND = Buffer.from(
  '80059567000000000000008c136e756d70792e5f636f72652e6e756d65726963948c0b5f66726f6d6275666665729493942897' +
    '8c056e756d7079948c0564747970659493948c02663494898887945294284b038c013c944e4e4e4affffffff4affffffff4b007494624b' +
    '0285948c014394749452942e',
  'hex',
);

function failure<E extends Error>(type: new (...args: never[]) => E, run: () => unknown): E {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(type);
    return error as E;
  }
  throw new Error('nothing was thrown');
}

describe('input', () => {
  it('is any bytes, wherever they lie in their buffer', () => {
    const pickle = bytes('\x80\x04C\x02hi.');
    const padded = new Uint8Array(pickle.length + 20);
    padded.set(pickle, 7);
    const view = padded.subarray(7, 7 + pickle.length);
    const shared = new Uint8Array(new SharedArrayBuffer(pickle.length));
    shared.set(pickle);
    for (const data of [
      pickle,
      pickle.buffer,
      view,
      new DataView(padded.buffer, 7, pickle.length),
      Buffer.from(view),
      shared,
      shared.buffer,
    ]) {
      expect(loads(data as Uint8Array)).toEqual(new Uint8Array([0x68, 0x69]));
    }
    const text = bytes('X\x03\0\0\0abcX\x03\0\0\0\xe4\xb8\x96\x86.');
    const sharedText = new Uint8Array(new SharedArrayBuffer(text.length));
    sharedText.set(text);
    expect(loads(sharedText)).toEqual(loads(text));
  });

  it('is refused when it is not bytes', () => {
    expect(failure(TypeError, () => loads('N.' as unknown as Uint8Array)).message).toBe(
      'loads: the pickle must be an ArrayBuffer or a view of one (Uint8Array, Buffer), not String',
    );
  });

  it('is borrowed, unless copy says otherwise', () => {
    const pickle = bytes('C\x02hi.');
    expect((loads(pickle) as Uint8Array).buffer).toBe(pickle.buffer);
    const own = loads(pickle, { copy: 'always' }) as Uint8Array;
    pickle.fill(0);
    expect(own).toEqual(new Uint8Array([0x68, 0x69]));
    expect((loads(Buffer.from('C\x02hi.', 'latin1')) as Uint8Array).constructor).toBe(Uint8Array);
  });

  it('may not go on after the pickle, unless told', () => {
    const two = bytes('K\x01.K\x02.');
    const error = failure(UnpicklingError, () => loads(two));
    expect(error.message).toBe(
      "3 bytes follow the end of the pickle: pass { trailing: 'ignore' } to leave them unread, or load each by loadAll, at offset 3",
    );
    expect([error.offset, error.opcode]).toEqual([3, null]);
    expect(loads(two, { trailing: 'ignore' })).toBe(1);
  });
});

describe('out-of-band buffers', () => {
  const floats = () => new Uint8Array(new Float32Array([1.5, 2.5]).buffer);

  it('are viewed, not copied', () => {
    const buffer = floats();
    const array = loads(OUT_OF_BAND, { buffers: [buffer] }) as NumpyArray<'float32'>;
    expect(array.data).toEqual(new Float32Array([1.5, 2.5]));
    expect(array.data.buffer).toBe(buffer.buffer);
    expect(array.readonly).toBe(false);
    array.set(7, 1);
    expect(new Float32Array(buffer.buffer)[1]).toBe(7);
  });

  it('may be any iterable of bytes of any kind', () => {
    const frames = new Set([Buffer.from(floats())]);
    expect((loads(OUT_OF_BAND, { buffers: frames }) as NumpyArray).toArray()).toEqual([1.5, 2.5]);
    expect((loads(OUT_OF_BAND, { buffers: [floats().buffer] }) as NumpyArray).toArray()).toEqual([1.5, 2.5]);
  });

  it('that are missing, or of a wrong size, are errors', () => {
    expect(failure(UnpicklingError, () => loads(OUT_OF_BAND)).message).toMatch(
      /^the data of an array is out-of-band, and no buffers were given: pass \{ buffers \}, at offset \d+ \(NEXT_BUFFER\)$/,
    );
    expect(failure(UnpicklingError, () => loads(OUT_OF_BAND, { buffers: [] })).message).toMatch(
      /^the pickle needs more out-of-band buffers than the 0 that were given/,
    );
    expect(
      failure(UnpicklingError, () => loads(OUT_OF_BAND, { buffers: [new Uint8Array(7)] })).message,
    ).toMatch(
      /^numpy._core.numeric._frombuffer: an array of shape \(2,\) and dtype float32 needs 8 bytes of data, 7 are there, at offset \d+ \(REDUCE\)$/,
    );
  });

  it('are read-only where the pickle says so', () => {
    // NEXT_BUFFER READONLY_BUFFER
    const at = OUT_OF_BAND.indexOf(0x97);
    const readonly = Buffer.concat([
      OUT_OF_BAND.subarray(0, at + 1),
      Buffer.from([0x98]),
      OUT_OF_BAND.subarray(at + 1),
    ]);
    readonly.writeBigUInt64LE(readonly.readBigUInt64LE(3) + 1n, 3);
    const array = loads(readonly, { buffers: [floats()] }) as NumpyArray;
    expect(array.readonly).toBe(true);
    expect(() => array.set(1, 0)).toThrow('read-only');
  });
});

describe('globals', () => {
  it('that nobody registered are an error, which names all of them and the remedies', () => {
    const error = failure(UnsupportedGlobalError, () =>
      loads(
        bytes(
          "(cos\nsystem\n(S'echo'\ntR\x8c\x02mm\x8c\x05Outer\x93)\x81}b(\x8c\x02mm\x8c\x05Outer\x93ccollections\nUserDict\nt.",
        ),
      ),
    );
    expect(error.globals.map(String)).toEqual(['os.system', 'mm.Outer', 'collections.UserDict']);
    expect(error.message).toBe(
      'this pickle needs 3 Python classes or functions that are not registered: os.system, mm.Outer, collections.UserDict. ' +
        "To read the data around them as inert records, pass { unknownGlobals: 'opaque' }. " +
        "To rebuild one yourself, pass { classes: [pythonClass({ module: 'os', name: 'system', … })] }, at offset 1 (GLOBAL)",
    );
    expect([error.offset, error.opcode]).toEqual([1, 'GLOBAL']);
    expect(error).toBeInstanceOf(PickleError);
  });

  it('are all named even where the pickle breaks off later', () => {
    expect(
      failure(UnsupportedGlobalError, () => loads(bytes('cos\nsystem\ncposix\nfork\n(h\x07'))).globals.map(
        String,
      ),
    ).toEqual(['os.system', 'posix.fork']);
  });

  it('call nothing once one is unknown, not even what is registered', () => {
    let called = 0;
    const classes = [pythonFunction({ module: 'm', name: 'f', call: () => called++ })];
    failure(UnsupportedGlobalError, () => loads(bytes('(cm\ng\ncm\nf\n)Rt.'), { classes }));
    expect(called).toBe(0);
  });

  it('become records with unknownGlobals: opaque', () => {
    const value = loads(bytes('cm\nPoint\n(I1\nt\x81}Vx\nI5\nsb.'), { unknownGlobals: 'opaque' }) as PyObject;
    expect(value).toBeInstanceOf(PyObject);
    expect(String(value.class)).toBe('m.Point');
    expect([...value.args]).toEqual([1]);
    expect(value.state).toEqual(new Map([['x', 5]]));
    const named = loads(bytes('(cm\nf\ncm\nf\nt.'), { unknownGlobals: 'opaque' }) as Tuple;
    expect(named[0]).toBeInstanceOf(PyGlobal);
    expect(named[0]).toBe(named[1]);
  });
});

describe('errors of entries', () => {
  it('arrive as UnpicklingErrors that keep their cause', () => {
    const error = failure(UnpicklingError, () => loads(bytes('cnumpy\ndtype\n(Vq9\nI00\nI01\ntR.')));
    expect(error.cause).toBeInstanceOf(DTypeError);
    expect(error.message).toMatch(
      /^numpy.dtype: data type "q9" not understood: .*, at offset \d+ \(REDUCE\)$/,
    );
    const boom = new Error('boom');
    const classes = [
      pythonFunction({
        module: 'm',
        name: 'f',
        call() {
          throw boom;
        },
      }),
    ];
    const own = failure(UnpicklingError, () => loads(bytes('cm\nf\n)R.'), { classes }));
    expect(own.cause).toBe(boom);
    expect(own.message).toBe('m.f: boom, at offset 6 (REDUCE)');
  });

  it('an array that never gets its data is one', () => {
    const error = failure(UnpicklingError, () =>
      loads(bytes('cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntVb\ntR.')),
    );
    expect(error.message).toBe('an array is made here and never gets its data, at offset 61 (REDUCE)');
  });
});

describe('limits', () => {
  it('are named in their errors, with what was met', () => {
    const digits = failure(LimitError, () => loads(bytes('L', '7'.repeat(5000), 'L\n.')));
    expect(digits.limit).toBe('maxDigits');
    expect(digits.message).toBe(
      'a number written with 5001 characters is above the limit of 4300 digits: raise limits.maxDigits if you trust this pickle, at offset 0 (LONG)',
    );
    expect(loads(bytes('L', '7'.repeat(5000), 'L\n.'), { limits: { maxDigits: 5000 } })).toBe(
      BigInt('7'.repeat(5000)),
    );
    const memo = failure(LimitError, () =>
      loads(bytes(']', '\x94'.repeat(11), '.'), { limits: { maxMemo: 10 } }),
    );
    expect(memo.limit).toBe('maxMemo');
  });
});

describe('hooks', () => {
  it('arrays: each array’s stand-in takes its place, in the memo too', () => {
    // A list with the same array twice: the array, then a GET of it.
    const twice = Buffer.concat([
      OUT_OF_BAND.subarray(0, 2),
      Buffer.from(']('),
      OUT_OF_BAND.subarray(11, -1),
      Buffer.from('h\x0ee.'),
    ]);
    const seen: NumpyArray[] = [];
    const value = loads(twice, {
      buffers: [new Uint8Array(8)],
      arrays: (array) => {
        seen.push(array);
        return { shape: array.shape };
      },
    }) as object[];
    expect(seen.length).toBe(1);
    expect(value[0]).toEqual({ shape: [2] });
    expect(value[1]).toBe(value[0]);
  });

  it('arrays: subarrays of records with objects stay what they are', () => {
    // a = np.zeros(1, [('o', 'O'), ('s', 'f4', (2,))]); a['s'] = [[1, 2]]; pickle.dumps(a, 4)
    const records = Buffer.from(
      '80049533010000000000008c166e756d70792e5f636f72652e6d756c74696172726179948c0c5f7265636f6e73747275' +
        '63749493948c056e756d7079948c076e6461727261799493944b0085944301629487945294284b014b01859468038c05' +
        '64747970659493948c0356313694898887945294284b038c017c944e8c016f948c01739486947d94286811680c8c024f' +
        '3894898887945294284b0368104e4e4e4affffffff4affffffff4b3f7494624b0086946812680c8c0256389489888794' +
        '5294284b036810680c8c02663494898887945294284b038c013c944e4e4e4affffffff4affffffff4b007494624b0285' +
        '9486944e4e4b084b044b007494624b088694754b104b014b1b749462895d944b00680268054b00859468078794529428' +
        '4b014b028594681f8943080000803f00000040947494628694617494622e',
      'hex',
    );
    const value = loads(records, { arrays: (array) => ({ array }) }) as { array: NumpyArray };
    expect(String(value.array)).toBe("array([(0, [1., 2.])], dtype=[('o', 'O'), ('s', '<f4', (2,))])");
    // One object for all arrays tells none: an error, and never another array's numbers.
    const one = {};
    loads(OUT_OF_BAND, { buffers: [new Uint8Array(8)], arrays: () => one });
    expect(failure(UnpicklingError, () => loads(records, { arrays: () => one })).message).toMatch(
      /field "s": .* takes an array of shape \(2,\), got Object/,
    );
  });

  it('persistentLoad: gives what lies outside of the pickle', () => {
    expect(loads(bytes('(Pid7\n(I1\nVx\ntQt.'), { persistentLoad: (id) => [id] })).toEqual(
      Tuple.from([['id7'], [[1, 'x']]]),
    );
    expect(failure(UnpicklingError, () => loads(bytes('Pid7\n.'))).message).toBe(
      'the pickle refers to an object that is kept outside of it: pass { persistentLoad }, at offset 0 (PERSID)',
    );
  });
});
