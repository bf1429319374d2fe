import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loads, PyExtension, PyFloat, type PyObject, PyPersistent, type Tuple } from '../../src/index.ts';
import { bytes } from '../pickle/assemble.ts';

const opaque = (pickle: string, exact = false) => loads(bytes(pickle), { unknownGlobals: 'opaque', exact });
const NEW = 'cm\nC\n)\x81';

describe('PyObject', () => {
  it('says how it was made: called, new, by keyword, by _reconstructor', () => {
    expect(opaque('cm\nC\n(K\x01tR.')).toMatchObject({ how: 'call', args: [1], kwargs: null });
    expect(opaque('cm\nC\n(K\x01t\x81.')).toMatchObject({ how: 'new', args: [1] });
    expect(opaque('cm\nC\n)}Vk\nK\x01s\x92.')).toMatchObject({ how: 'new', kwargs: new Map([['k', 1]]) });
    expect(opaque('(cm\nC\nK\x01o.')).toMatchObject({ how: 'call', args: [1] });
    expect(opaque('(K\x01im\nC\n.')).toMatchObject({ how: 'call', args: [1] });
    const old = opaque(
      'ccopy_reg\n_reconstructor\n(cm\nC\nc__builtin__\nobject\nNtR}Va\nK\x01sb.',
    ) as PyObject;
    expect([old.how, String(old.class), old.get('a')]).toEqual(['reconstructor', 'm.C', 1]);
  });

  it('has attributes from a dict, from slots, or from both', () => {
    expect((opaque(`${NEW}}Va\nK\x01sb.`) as PyObject).get('a')).toBe(1);
    const both = opaque(`${NEW}(}Va\nK\x01s}Vb\nK\x02stb.`) as PyObject;
    expect([both.get('a'), both.get('b'), both.get('c')]).toEqual([1, 2, undefined]);
    expect((opaque(`${NEW}(N}Vb\nK\x02stb.`) as PyObject).get('b')).toBe(2);
    expect((opaque(`${NEW}}V__proto__\nK\x01sb.`) as PyObject).get('constructor')).toBeUndefined();
  });

  it('keeps items, pairs, and calls whose results were dropped', () => {
    const value = opaque(`${NEW}K\x01a(K\x02K\x03eVk\nK\x04s(Vl\nK\x05uNb.`) as PyObject;
    expect(value.items).toEqual([1, 2, 3]);
    expect(value.pairs).toEqual([
      ['k', 4],
      ['l', 5],
    ]);
    expect(value.state).toBe(null);
    // setter(object, state), its result popped: how cloudpickle sets a function's state.
    const set = opaque(`${NEW}q\0cm\nsetter\nh\0K\x07\x86R0.`) as PyObject;
    expect(set.calls?.map((call) => [String(call.class), call.args[0] === set, call.args[1]])).toEqual([
      ['m.setter', true, 7],
    ]);
    const twice = opaque(`${NEW}K\x01bK\x02b.`) as PyObject;
    expect(twice.state).toBe(1);
    expect(twice.calls?.map((call) => call.args[1])).toEqual([2]);
  });

  it('stands for objects that other calls make, by extension code, or outside of the pickle', () => {
    const bound = opaque('cbuiltins\ngetattr\n(cm\nC\nVf\ntR)R.') as PyObject;
    expect(String((bound.class as PyObject).class)).toBe('builtins.getattr');
    expect(opaque('\x82\x05)R.')).toMatchObject({ class: new PyExtension(5) });
    expect(opaque('Pid\n.')).toEqual(new PyPersistent('id'));
  });

  it('refuses to be exact about a dropped call that it can’t keep', () => {
    expect(() => opaque('cm\nf\n]\x85R0N.', true)).toThrow(
      "a call of m.f on a list is dropped: { exact: true } can't keep it",
    );
    expect(opaque('cm\nf\n]\x85R0N.')).toBe(null);
  });

  it('prints in short, whatever it holds', () => {
    const value = opaque(`${NEW}}(Va\nK\x01Vb\n](K\x02K\x03eub.`) as PyObject;
    expect(String(value)).toBe('<m.C object>');
    expect(inspect(value)).toBe('<m.C object> { a: 1, b: [ 2, 3 ] }');
    expect(inspect([[[value]]])).toBe('[ [ [ [<m.C object>] ] ] ]');
    const cycle = opaque(`${NEW}q\0}Vself\nh\0sb.`) as PyObject;
    expect(inspect(cycle, { depth: null }).length).toBeLessThan(500);
    expect(String(opaque('cm\nC\n)R)R.'))).toBe('<unnamed object>');
  });
});

describe('exact', () => {
  it('keeps floats, bytearrays and scalars apart', () => {
    const exact = (pickle: string) => loads(bytes(pickle), { exact: true });
    expect(exact('F1\n.')).toEqual(new PyFloat(1));
    expect(exact('G\x3f\xf0\0\0\0\0\0\0.')).toEqual(new PyFloat(1));
    expect(exact('I1\n.')).toBe(1);
    const [plain, array] = exact('(C\x01a\x96\x01\0\0\0\0\0\0\0at.') as Tuple<Uint8Array>;
    expect([plain?.constructor.name, array?.constructor.name]).toEqual(['Uint8Array', 'ByteArray']);
    expect(exact('cbuiltins\ncomplex\n(F1\nF2\ntR.')).toMatchObject({ re: 1, im: 2 });
    expect(() => loads(bytes('N.'), { exact: true, dicts: 'object' })).toThrow("leave out dicts: 'object'");
    expect(() => loads(bytes('N.'), { exact: true, arrays: (array) => array })).toThrow(
      'leave out the arrays hook',
    );
  });
});
