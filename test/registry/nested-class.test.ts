/** Classes inside classes, which protocols below 4 name by `getattr(Outer, 'Inner')`. */

import { expect, test } from 'vitest';
import {
  dumps,
  loads,
  PyGlobal,
  PyObject,
  pythonClass,
  tuple,
  UnsupportedGlobalError,
} from '../../src/index.ts';

class Inner {
  x = 0;
}
const inner = pythonClass({ module: 'shapes', name: 'Outer.Middle.Inner', type: Inner });
const PROTOCOLS = [0, 1, 2, 3, 4, 5] as const;

// class Outer:
//     class Middle:
//         class Inner: pass
// i = Outer.Middle.Inner(); i.x = 5; pickle.dumps(i, 2), as CPython 3.11 writes it
const BY_PYTHON = Buffer.from(
  '8002635f5f6275696c74696e5f5f0a676574617474720a71006800637368617065730a4f757465720a71015806' +
    '0000004d6964646c6571028671035271045805000000496e6e65727105867106527107298171087d7109580100' +
    '000078710a4b0573622e',
  'hex',
);

test('what Python wrote', () => {
  expect(loads(BY_PYTHON, { classes: [inner] })).toEqual(Object.assign(new Inner(), { x: 5 }));
});

test.each(PROTOCOLS)('protocol %i, both ways', (protocol) => {
  const value = [Object.assign(new Inner(), { x: 5 }), Object.assign(new Inner(), { x: 6 })];
  const pickle = dumps(value, { protocol, classes: [inner] });
  expect(loads(pickle, { classes: [inner] })).toEqual(value);
  expect(Buffer.from(dumps(loads(pickle, { exact: true }), { protocol }))).toEqual(Buffer.from(pickle));
});

test('an unknown one is named whole', () => {
  for (const protocol of PROTOCOLS) {
    const pickle = dumps(new PyObject(new PyGlobal('m', 'A.B'), 'call', tuple()), { protocol });
    expect(() => loads(pickle)).toThrow(UnsupportedGlobalError);
  }
});

test('getattr of anything else is no name', () => {
  const bound = Buffer.from('cbuiltins\ngetattr\n(]Vappend\ntR.', 'latin1');
  expect(() => loads(bound)).toThrow(/builtins\.getattr/);
  const record = loads(bound, { unknownGlobals: 'opaque' }) as PyObject;
  expect(`${record.class}`).toBe('builtins.getattr');
});
