/** NumPy's family, as NumPy 1 and 2 wrote it: what it loads to, and that it is written again byte for byte. */

import { describe, expect, test } from 'vitest';
import { loads } from '../../src/index.ts';
import { differenceOf } from '../dumps/difference.ts';
import { written } from '../dumps/rewrite.ts';
import { expectLoaded, familyCases, type GoldenCase, type GoldenPickle } from '../golden/golden.ts';
import { FAMILY_CLASSES as classes, partsOf } from './family.ts';

const cases = familyCases();

/**
 * CPython 3.11 has two strs 'b': one that pickle makes of the byte of an array's type code, below protocol 3, and one that
 * numpy.ma's own code spells out. From 3.12 on they are one, as here. It shows where a fill value is pickled too.
 */
function isException({ id }: GoldenCase, { name }: GoldenPickle): boolean {
  return (
    /^masked\/(float64|point-masked|complex|text|struct|nested|records|mvoid)$/.test(id) &&
    /^p[012]$/.test(name)
  );
}

/** What is not the same without `exact`: a float that is whole, foreign byte order, records of what nobody registered. */
const ONLY_EXACT = ['masked/big-endian', 'subclasses/matrix-big', 'subclasses/tagged', 'objects/iinfo'];

describe.each([1, 2] as const)('NumPy %i', (numpy) => {
  const own = cases.filter((golden) => golden.numpy === numpy);

  test.each(own.map((golden) => [golden.id, golden] as const))('%s loads to what it is', (_, golden) => {
    for (const pickle of golden.pickles) {
      const value = loads(pickle.bytes, { buffers: pickle.buffers, classes });
      expectLoaded(partsOf(value, numpy), golden, pickle);
    }
  });

  test.each(own.map((golden) => [golden.id, golden] as const))('%s comes back byte for byte', (_, golden) => {
    for (const pickle of golden.pickles) {
      const expected = isException(golden, pickle) ? expect.any(String) : null;
      const way = { protocol: pickle.protocol, numpy, outOfBand: pickle.name === 'oob', classes };
      for (const exact of ONLY_EXACT.includes(golden.id) ? [true] : [true, false]) {
        const value = loads(pickle.bytes, { buffers: pickle.buffers, classes, exact });
        const found = differenceOf(written(value, way), pickle);
        expect(found, `${pickle.name}${exact ? ', exactly' : ''}`).toEqual(expected);
      }
    }
  });
});
