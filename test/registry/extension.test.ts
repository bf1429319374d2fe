/** Classes that Python named by codes, `copyreg.add_extension`: EXT1, EXT2, EXT4. */

import { describe, expect, test } from 'vitest';
import {
  dumps,
  loads,
  PyExtension,
  PyGlobal,
  PyObject,
  pythonClass,
  pythonName,
  tuple,
} from '../../src/index.ts';
import { PROTOCOLS, pickled } from '../python/expressions.ts';
import { findPython } from '../python/python.ts';

class Point {
  x = 3;
}
const CODES = [1, 255, 256, 65535, 65536, 2 ** 31 - 1];
const classesOf = (code: number) => [
  pythonClass({ module: 'shapes', name: 'Point', type: Point, extension: code }),
];
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

const SETUP = `
import copyreg, sys, types
module = sys.modules['shapes'] = types.ModuleType('shapes')
class Point:
    def __init__(self): self.x = 3
Point.__module__ = 'shapes'
module.Point = Point
def coded(value, code):
    for old in list(copyreg._inverted_registry):
        copyreg.remove_extension(*copyreg._inverted_registry[old], old)
    copyreg.add_extension('shapes', 'Point', code)
    return value
`;

const python = findPython(2);
const skipped = 'missing' in python && !process.env['CI'];
if ('missing' in python && skipped) console.log(`Live-Python tests were skipped: ${python.missing}.`);

describe.skipIf(skipped)('as a live Python writes them', () => {
  test('objects and names, both ways', () => {
    if ('missing' in python) throw new Error(`CI must run live-Python tests: ${python.missing}`);
    const rows = pickled(
      python,
      CODES.map((code) => `coded([Point(), Point, Point()], ${code})`),
      SETUP,
    );
    CODES.forEach((code, i) => {
      const classes = classesOf(code);
      for (const protocol of PROTOCOLS) {
        const pickle = rows[i]![protocol] as Uint8Array;
        const [first, name, second] = loads(pickle, { classes }) as [Point, PyGlobal, Point];
        expect([first, second]).toEqual([new Point(), new Point()]);
        expect(`${name}`).toBe('shapes.Point');
        const written = dumps([new Point(), new PyGlobal('shapes', 'Point'), new Point()], {
          protocol,
          classes,
        });
        expect(text(written), `${code}, protocol ${protocol}`).toBe(text(pickle));
        if (protocol >= 2)
          expect(text(dumps(loads(pickle, { exact: true }), { protocol }))).toBe(text(pickle));
      }
    });
  });
});

test('a code that nobody registered', () => {
  const pickle = dumps(new PyObject(new PyExtension(240), 'new', tuple()), { protocol: 2 });
  expect(() => loads(pickle, { classes: classesOf(241) })).toThrow(
    "extension code 240 is registered only where the pickle was written: pass { unknownGlobals: 'opaque' }, " +
      'or say what it is with { classes: [pythonClass({ module, name, extension: 240, … })] }, at offset 2 (EXT1)',
  );
});

test('a name alone has a code, too', () => {
  const classes = [pythonName({ module: 'shapes', name: 'KIND', extension: 7 })];
  const pickle = dumps(new PyGlobal('shapes', 'KIND'), { protocol: 4, classes });
  expect(text(pickle)).toBe('\x80\x04\x82\x07.');
  expect(loads(pickle, { classes })).toEqual(new PyGlobal('shapes', 'KIND'));
});

test.each([0, -1, 1.5, 2 ** 31, Number.NaN])('%d is no code', (code) => {
  expect(() => classesOf(code)).toThrow(
    new RangeError(`Point: an extension code is an integer from 1 to 2147483647, not ${code}`),
  );
});
