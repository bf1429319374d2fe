/** Which entry writes a value, and what is said where none can. */

import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { dumps } from '../../src/dumps.ts';
import { PicklingError } from '../../src/errors.ts';
import { loads, PyGlobal, type PythonClass, pythonClass, tuple } from '../../src/index.ts';
import { bytes } from '../pickle/assemble.ts';

class Point {
  x = 0;
  y = 0;
}
class Point3 extends Point {}
class Stack extends Array<unknown> {}
class Table extends Map<unknown, unknown> {}
class Bag extends Set<unknown> {}

const point = pythonClass({ module: ['shapes', 'old.shapes'], name: ['Point', 'P'], type: Point });

function message(value: unknown, classes: readonly PythonClass[], protocol: 0 | 5 = 5): string {
  try {
    dumps(value, { classes, protocol });
  } catch (error) {
    expect(error).toBeInstanceOf(PicklingError);
    return (error as Error).message;
  }
  return 'it was written';
}

const text = (value: unknown, classes: readonly PythonClass[]) =>
  Buffer.from(dumps(value, { classes, protocol: 0 })).toString('latin1');

describe('an object is written by', () => {
  it('the entry of its very class, under the first module and name', () => {
    expect(text(new Point(), [point])).toContain('cshapes\nPoint\n');
    const other = pythonClass({ module: 'other', name: 'Point', type: Point });
    expect(text(new Point(), [other, point])).toContain('cother\nPoint\n');
  });

  it('no entry of a class that its own extends', () => {
    expect(message({ at: [new Point3()] }, [point])).toContain('Point3 extends the class of shapes.Point');
    class Stack2 extends Stack {}
    const stack = pythonClass({
      module: 'm',
      name: 'Stack',
      type: Stack,
      append: (s, items) => void s.push(...items),
    });
    expect(message([new Stack2()], [stack])).toContain('Stack2 extends the class of m.Stack');
    expect(message([new Stack()], [])).toContain("Stack can't be pickled");
  });

  it('one that it matches, where its class has none: plain objects, those of another realm', () => {
    const isPoint = (value: object): value is Point => 'x' in value && 'y' in value;
    const classes = [
      pythonClass({ module: 'm', name: 'First', matches: isPoint, create: () => ({}) }),
      pythonClass({ module: 'm', name: 'Second', matches: isPoint, create: () => ({}) }),
      point,
    ];
    const foreign = runInNewContext('class Point { x = 1; y = 2 }; new Point()') as object;
    expect(text(foreign, classes)).toContain('cm\nFirst\n');
    expect(text({ x: 1, y: 2 }, classes)).toContain('cm\nFirst\n');
    expect(text(new Point(), classes)).toContain('cshapes\nPoint\n');
    expect(text({ x: 1 }, classes)).not.toContain('cm\n');
    expect(message(foreign, [point])).toContain("Point can't be pickled");
  });

  it('none whose type is Object, Array, Map or Set: these stay what they are', () => {
    const classes = [Object, Array, Map, Set].map((type) =>
      pythonClass({ module: 'm', name: type.name, type: type as new () => object }),
    );
    expect(text([{}, [], new Map(), new Set()], classes)).not.toContain('cm\n');
  });

  it('one for a class of JavaScript’s own', () => {
    const date = pythonClass({
      module: 'm',
      name: 'Moment',
      type: Date,
      create: ([ms]) => new Date(ms as number),
      getNewArgs: (moment) => [moment.getTime()],
    });
    const moment = new Date(12345);
    expect(loads(dumps([moment, moment], { classes: [date] }), { classes: [date] })).toEqual([
      moment,
      moment,
    ]);
  });
});

describe('what an entry does not say is an error', () => {
  const push = (object: { items: unknown[] }, items: readonly unknown[]) => void object.items.push(...items);

  it.each([
    [
      'append of no Array',
      new Bag(),
      pythonClass({ module: 'm', name: 'C', type: Bag, append: push as never }),
      'm.C: it has an append(), and is no Array: say with reduce() what its items are',
    ],
    [
      'setItems of no Map',
      new Bag(),
      pythonClass({ module: 'm', name: 'C', type: Bag, setItems() {} }),
      'm.C: it has a setItems(), and is no Map: say with reduce() what its items are',
    ],
    [
      'an Array without append',
      new Stack(),
      pythonClass({ module: 'm', name: 'C', type: Stack }),
      'm.C: it is a list: say with append(), setItems(), getState() or reduce() what its items are',
    ],
    [
      'a Set',
      new Bag(),
      pythonClass({ module: 'm', name: 'C', type: Bag }),
      'm.C: it is a set: say with append(), setItems(), getState() or reduce() what its items are',
    ],
    [
      'a callable that is none',
      new Point(),
      pythonClass({
        module: 'm',
        name: 'C',
        type: Point,
        reduce: () => ({ callable: 'm.f' as never, args: tuple() }),
      }),
      "m.C: reduce() must name as callable an entry's global or a PyGlobal, not str",
    ],
    [
      'arguments that are none',
      new Point(),
      pythonClass({
        module: 'm',
        name: 'C',
        type: Point,
        reduce: () => ({ callable: new PyGlobal('m', 'f'), args: 5 as never }),
      }),
      'm.C: reduce() must give args as a tuple or Array, not int',
    ],
    [
      'its arguments where they are those of no call of __new__',
      new Point(),
      pythonClass({
        module: 'm',
        name: 'C',
        type: Point,
        reduce: () => ({ callable: new PyGlobal('copyreg', '__newobj_ex__'), args: tuple(5) }),
      }),
      'the arguments of copyreg.__newobj_ex__ must be a class, a tuple and a dict',
    ],
    [
      'what it throws',
      new Point(),
      pythonClass({
        module: 'm',
        name: 'C',
        type: Point,
        getState: () => {
          throw new Error('not now');
        },
      }),
      'not now',
    ],
  ])('%s', (_, value, entry, expected) => {
    expect(message([value], [entry])).toBe(`${expected}, at [0]`);
  });

  it('arguments that protocols 0 and 1 have no place for', () => {
    const entry = pythonClass({
      module: 'm',
      name: 'C',
      type: Stack,
      getState: () => null,
      getNewArgs: () => [1],
    });
    expect(message([new Stack()], [entry], 0)).toBe(
      'm.C: protocols 0 and 1 give __new__ no arguments, and there is no state: use protocol 2 or later, or say with reduce() how it is made, at [0]',
    );
    expect(message([new Stack()], [entry])).toBe('it was written');
  });

  it('undefined among the attributes', () => {
    expect(message([Object.assign(new Point(), { z: undefined })], [point])).toContain(
      "undefined can't be pickled",
    );
  });
});

describe('copyreg._reconstructor', () => {
  const rebuilt = (base: string, value: string, entry: PythonClass) =>
    loads(bytes(`ccopy_reg\n_reconstructor\n(cm\nC\nc__builtin__\n${base}\n${value}tR.`), {
      classes: [entry],
    });
  const create = (args: readonly unknown[]) => ({ args: [...args] });
  const made = pythonClass({ module: 'm', name: 'C', create });

  it('fills what extends list or dict, made without its constructor', () => {
    const stack = pythonClass({
      module: 'm',
      name: 'C',
      type: Stack,
      append: (object, items) => void object.push(...items),
    });
    const list = rebuilt('list', '(lI1\naI2\na', stack) as Stack;
    expect(list).toBeInstanceOf(Stack);
    expect([Array.isArray(list), ...list]).toEqual([true, 1, 2]);
    const table = pythonClass({
      module: 'm',
      name: 'C',
      type: Table,
      setItems(object, pairs) {
        for (const [key, value] of pairs) object.set(key, value);
      },
    });
    expect([...(rebuilt('dict', '(dI1\nI2\ns', table) as Table)]).toEqual([[1, 2]]);
  });

  it('gives items of a tuple, or the value of another class, as arguments', () => {
    expect(rebuilt('tuple', '(I1\nI2\nt', made)).toEqual({ args: [1, 2] });
    expect(rebuilt('unicode', 'Vhi\n', made)).toEqual({ args: ['hi'] });
    expect(rebuilt('long', 'L5L\n', made)).toEqual({ args: [5] });
    expect(rebuilt('object', 'N', made)).toEqual({ args: [] });
  });

  it('does not guess', () => {
    const message = (base: string, value: string) => {
      try {
        return rebuilt(base, value, made);
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(message('list', '(lI1\na')).toContain("m.C can't be rebuilt from a __builtin__.list");
    expect(message('tuple', 'N')).toContain("m.C can't be rebuilt from a __builtin__.tuple");
    expect(message('set', '(lI1\na')).toContain("m.C can't be rebuilt from a __builtin__.set");
  });
});
