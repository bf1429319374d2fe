import { describe, expect, it } from 'vitest';
import {
  Complex,
  Decimal,
  loads,
  NaT,
  NumpyArray,
  type PickleValue,
  PyDate,
  PyFloat,
  PyRange,
  type ToPlainOptions,
  toPlain,
  tuple,
} from '../../src/index.ts';
import { bytes } from '../pickle/assemble.ts';

const json = (value: PickleValue, options?: ToPlainOptions) => JSON.stringify(toPlain(value, options));
const message = (value: PickleValue, options?: ToPlainOptions) => {
  try {
    toPlain(value, options);
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as Error).message;
  }
  throw new Error('it is plain');
};

describe('toPlain', () => {
  it('gives what JSON takes', () => {
    const value = new Map<PickleValue, PickleValue>([
      [
        'x',
        NumpyArray.from(
          [
            [1, 2],
            [3, 4],
          ],
          { dtype: 'int64' },
        ),
      ],
      ['list', [tuple(1, 'a'), new Set([true]), null]],
      [
        'other',
        [
          new Complex(1, 2),
          new Decimal('1.50'),
          new PyDate(2024, 2, 29),
          new PyRange(0, 3, 1),
          new PyFloat(1),
        ],
      ],
      [7, 'int key'],
      ['__proto__', 1],
    ]);
    expect(json(value)).toBe(
      '{"7":"int key","x":[[1,2],[3,4]],"list":[[1,"a"],[true],null],' +
        '"other":[{"re":1,"im":2},"1.50","2024-02-29",{"start":0,"stop":3,"step":1},1],"__proto__":1}',
    );
  });

  it('gives datetimes as text, timedeltas as counts, NaT as null', () => {
    const days = NumpyArray.from([0n, 19782n, NaT], { dtype: 'M8[D]' });
    expect(json([days])).toBe('[["1970-01-01","2024-02-29",null]]');
    expect(json(NumpyArray.from([[5n], [NaT]], { dtype: 'm8[s]' }))).toBe('[[5],[null]]');
  });

  it('says where a value lies that JSON has no form for, and what to pass', () => {
    const at = (value: PickleValue) => new Map([['a', [0, value]]]);
    expect(message(at(Number.NaN))).toBe("toPlain: ['a'][1] is NaN; pass { nan: 'null' } or 'string'");
    expect(message(at(2n ** 60n))).toBe(
      "toPlain: ['a'][1] is the integer 1152921504606846976, which no number holds; pass { bigint: 'string' }",
    );
    expect(message(at(new Uint8Array(3)))).toBe(
      "toPlain: ['a'][1] is 3 bytes; pass { bytes: 'latin1' } or 'array'",
    );
    expect(message(NumpyArray.from([1, Number.NaN]))).toBe(
      "toPlain: [1] is NaN; pass { nan: 'null' } or 'string'",
    );
    expect(message(new Map([[tuple(1), 1]]))).toBe(
      'toPlain: the value is a dict with a key that is tuple; JSON’s keys are text',
    );
    expect(
      message(
        new Map<PickleValue, PickleValue>([
          [1, 1],
          ['1', 2],
        ]),
      ),
    ).toBe('toPlain: the value is a dict with two keys 1; JSON can not keep them apart');
    const model = loads(bytes('cm\nModel\n)\x81}Vcoef_\nK\x05sb.'), { unknownGlobals: 'opaque' });
    expect(message(at(model))).toBe(
      "toPlain: ['a'][1] is a m.Model; pass { objects: 'attributes' }, or take what you need with at()",
    );
  });

  it('takes each of its choices', () => {
    expect(json([Number.NaN, -Infinity], { nan: 'null' })).toBe('[null,null]');
    expect(json([Number.NaN, -Infinity], { nan: 'string' })).toBe('["NaN","-Infinity"]');
    expect(toPlain([Number.NaN], { nan: 'keep' })).toEqual([Number.NaN]);
    expect(json([2n ** 60n], { bigint: 'string' })).toBe('["1152921504606846976"]');
    expect(toPlain([2n ** 60n], { bigint: 'keep' })).toEqual([2n ** 60n]);
    expect(json([new Uint8Array([65, 255])], { bytes: 'array' })).toBe('[[65,255]]');
    expect(json([new Uint8Array([65, 255])], { bytes: 'latin1' })).toBe('["A\u00ff"]');
    const model = loads(bytes('cm\nModel\n)\x81}Vcoef_\nK\x05sb.'), { unknownGlobals: 'opaque' });
    expect(json(model, { objects: 'attributes' })).toBe('{"__class__":"m.Model","coef_":5}');
  });

  it('ends cycles with an error, keeps what is shared, does not mind depth', () => {
    const cycle: PickleValue[] = [];
    cycle.push([cycle]);
    expect(message(cycle)).toBe('toPlain: [0][0] is inside itself; JSON has no cycles');
    const dag = toPlain(loads(bytes(')', '2\x86'.repeat(2000), '.'))) as unknown[][];
    expect(dag[0]).toBe(dag[1]);
    let deep: PickleValue = [];
    for (let i = 0; i < 100_000; i++) deep = [deep];
    let plain = toPlain(deep) as unknown[];
    let depth = 0;
    for (; plain.length === 1; depth++) plain = plain[0] as unknown[];
    expect(depth).toBe(100_000);
  });
});

describe('dicts: object', () => {
  it('makes plain objects of dicts with text for keys, and leaves others', () => {
    const value = loads(bytes('}(Va\n}V__proto__\nK\x01sVb\n}K\x01K\x02sVc\n](}Vd\nK\x03s}eu.'), {
      dicts: 'object',
    }) as Record<string, unknown>;
    expect(Object.getPrototypeOf(value)).toBe(null);
    expect(Object.keys(value)).toEqual(['a', 'b', 'c']);
    expect(Object.keys(value['a'] as object)).toEqual(['__proto__']);
    expect(value['b']).toEqual(new Map([[1, 2]]));
    expect(JSON.stringify(value['c'])).toBe('[{"d":3},{}]');
  });

  it('keeps what is shared shared, and cycles cycles', () => {
    const value = loads(bytes('}q\0(Vself\nh\0Vlist\n]q\x01(h\0h\x01eu.'), { dicts: 'object' }) as Record<
      string,
      unknown
    >;
    expect(value['self']).toBe(value);
    expect((value['list'] as unknown[])[0]).toBe(value);
    expect((value['list'] as unknown[])[1]).toBe(value['list']);
  });

  it('reaches into tuples, records and arrays of objects', () => {
    const opaque = { dicts: 'object', unknownGlobals: 'opaque' } as const;
    expect((loads(bytes('(}Vk\nK\x01st.'), opaque) as { k: number }[])[0]?.k).toBe(1);
    const record = loads(bytes('cm\nC\n)\x81}Vattr\n}Vk\nK\x01ssb.'), opaque) as {
      get(name: string): { k: number };
    };
    expect(record.get('attr').k).toBe(1);
  });
});
