import { describe, expect, it } from 'vitest';
import {
  loads,
  type Payload,
  pythonClass,
  pythonFunction,
  type Tuple,
  UnpicklingError,
} from '../../src/index.ts';
import { bytes } from '../pickle/assemble.ts';

class Point {
  x = 0;
  y = 0;
  norm(): number {
    return Math.hypot(this.x, this.y);
  }
}

const NEW_POINT = 'cshapes\nPoint\n)\x81';

describe('pythonClass', () => {
  it('needs no more than the JS class: attributes become properties', () => {
    const classes = [pythonClass({ module: 'shapes', name: 'Point', type: Point })];
    const point = loads(bytes(`${NEW_POINT}}(Vx\nI3\nVy\nI4\nub.`), { classes }) as Point;
    expect(point).toBeInstanceOf(Point);
    expect(point.norm()).toBe(5);
  });

  it('takes slots, and __proto__ as a name like any other', () => {
    const classes = [pythonClass({ module: 'shapes', name: 'Point', type: Point })];
    const point = loads(bytes(`${NEW_POINT}(N}(Vx\nI3\nV__proto__\n}Vevil\nI1\nsutb.`), { classes }) as Point;
    expect(point.x).toBe(3);
    expect(Object.getPrototypeOf(point)).toBe(Point.prototype);
    expect((point as unknown as { evil?: number }).evil).toBeUndefined();
  });

  it('makes objects of any kind with create, and gives each its state by entry', () => {
    const classes = [
      pythonClass({
        module: 'shapes',
        name: 'Point',
        create: (args) => ({ args: [...args], state: undefined as unknown }),
        setState(object, state) {
          object.state = state;
        },
      }),
    ];
    expect(loads(bytes('cshapes\nPoint\n(I1\nI2\nt\x81I7\nb.'), { classes })).toEqual({
      args: [1, 2],
      state: 7,
    });
    expect(loads(bytes('cshapes\nPoint\n(I1\ntR.'), { classes })).toEqual({ args: [1], state: undefined });
    expect(loads(bytes('(I1\nishapes\nPoint\n.'), { classes })).toEqual({ args: [1], state: undefined });
  });

  it('hands over keyword arguments', () => {
    const classes = [
      pythonClass({ module: 'm', name: 'C', create: (args, kwargs) => ({ args: [...args], kwargs }) }),
    ];
    expect(loads(bytes('cm\nC\n(I1\nt}Vk\nI2\ns\x92.'), { classes })).toEqual({
      args: [1],
      kwargs: new Map([['k', 2]]),
    });
  });

  it('lets setState replace the object, on the stack and in the memo', () => {
    class Frozen {
      readonly value: unknown;
      constructor(value: unknown) {
        this.value = value;
      }
    }
    const classes = [
      pythonClass({
        module: 'm',
        name: 'Frozen',
        type: Frozen,
        create: () => new Frozen(undefined),
        setState: (_, state) => new Frozen(state),
      }),
    ];
    const [first, second] = loads(bytes('(cm\nFrozen\n)\x81q\x05I9\nbh\x05t.'), { classes }) as Tuple<Frozen>;
    expect(first).toEqual(new Frozen(9));
    expect(second).toBe(first);
  });

  it('serves classes like list and dict', () => {
    class Bag {
      items: unknown[] = [];
      table = new Map<unknown, unknown>();
    }
    const classes = [
      pythonClass({
        module: 'm',
        name: 'Bag',
        type: Bag,
        create: () => new Bag(),
        append: (bag, items) => void bag.items.push(...items),
        setItems(bag, pairs) {
          for (const [key, value] of pairs) bag.table.set(key, value);
        },
      }),
    ];
    const bag = loads(bytes('cm\nBag\n)\x81I1\na(I2\nI3\neVk\nI4\ns(Vl\nI5\nu.'), { classes }) as Bag;
    expect(bag.items).toEqual([1, 2, 3]);
    expect([...bag.table]).toEqual([
      ['k', 4],
      ['l', 5],
    ]);
  });

  it('finds an object by its own class, not by one that it extends', () => {
    class Point3 extends Point {}
    const classes = [
      pythonClass({ module: 'shapes', name: 'Point', type: Point }),
      pythonFunction({ module: 'shapes', name: 'make', call: () => new Point3() }),
    ];
    expect(() => loads(bytes('cshapes\nmake\n)R}b.'), { classes })).toThrow("a Point3 can't take a state");
  });

  it('may bear several module paths', () => {
    const classes = [pythonClass({ module: ['new.place', 'old.place'], name: ['C', 'D'], type: Point })];
    const points = loads(bytes('(cnew.place\nC\n)\x81cold.place\nD\n)\x81t.'), { classes }) as Tuple;
    expect([...points].map((point) => point instanceof Point)).toEqual([true, true]);
  });

  it('comes before what the package registers itself', () => {
    const classes = [pythonFunction({ module: 'builtins', name: 'set', call: ([items]) => ({ items }) })];
    expect(loads(bytes('cbuiltins\nset\n(]I1\natR.'), { classes })).toEqual({ items: [1] });
  });

  it('says what is wrong with an entry or a pickle for it', () => {
    expect(() => pythonClass({ module: 'm', name: 'C' } as never)).toThrow(
      'pythonClass C: give a type or a create()',
    );
    const classes = [
      pythonClass({ module: 'm', name: 'C', type: Point }),
      pythonFunction({ module: 'm', name: 'f', call: () => undefined }),
    ];
    const message = (pickle: string) => {
      try {
        loads(bytes(pickle), { classes });
      } catch (error) {
        expect(error).toBeInstanceOf(UnpicklingError);
        return (error as Error).message;
      }
      return 'it loaded';
    };
    expect(message('cm\nC\n(I1\nt\x81.')).toBe(
      'm.C: the pickle gives 1 arguments: say with create() what they mean, at offset 10 (NEWOBJ)',
    );
    expect(message('cm\nC\n)\x81I5\nb.')).toBe(
      'm.C: the state is a int: say with setState() what it means, at offset 10 (BUILD)',
    );
    expect(message('cm\nC\n)\x81I5\na.')).toBe("can't append to a Point, at offset 10 (APPEND)");
    expect(message('cm\nf\n)\x81.')).toBe('m.f is a function, not a class, at offset 6 (NEWOBJ)');
    expect(message('cm\nf\n)R.')).toBe('m.f has no value for these arguments, at offset 6 (REDUCE)');
    expect(message('cnumpy\nrecord\n)R.')).toBe(
      "numpy.record can't be called: it is registered as a name only, at offset 15 (REDUCE)",
    );
  });

  it('hands over payloads where they lie, and to others bytes and text', () => {
    const seen: unknown[] = [];
    const entry = (payloads: boolean) =>
      pythonFunction({
        module: 'm',
        name: payloads ? 'raw' : 'plain',
        payloads,
        call: ([data]) => seen.push(data),
      });
    const pickle = bytes('(cm\nraw\nC\x02hi\x85Rcm\nplain\nC\x02hi\x85Rt.');
    loads(pickle, { classes: [entry(true), entry(false)] });
    const [raw, plain] = seen as [Payload, Uint8Array];
    expect([raw.kind, raw.start, raw.length, raw.readonly]).toEqual(['bytes', 10, 2, true]);
    expect(raw.bytes()).toEqual(new Uint8Array([0x68, 0x69]));
    expect(plain).toEqual(new Uint8Array([0x68, 0x69]));
  });
});
