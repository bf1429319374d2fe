/**
 * The names of NumPy's classes and functions: NumPy 2 moved many of them, and finds only some under the old ones.
 */

import { PyGlobal } from '../values/py-global.ts';
import type { Spelling } from '../values/spelling.ts';
import { SCALAR_TYPES, UFUNCS } from './names.ts';
import type { NumpyTarget } from './targets.ts';

/**
 * A class or function a row, as NumPy 1 and NumPy 2 write it, and which of the two loads in either: without a
 * warning but for chararray, which has no such name.
 */
const MOVED = `numpy.bool_ numpy.bool 1
numpy.float128 numpy.longdouble 2
numpy.complex256 numpy.clongdouble 2
numpy.recarray numpy.rec.recarray 1
numpy.chararray numpy.char.chararray 1
numpy.ma.core.MaskedArray numpy.ma.MaskedArray 1
numpy.round_ numpy.round 2
numpy._core._internal._convert_to_stringdtype_kwargs numpy._core._internal._convert_to_stringdtype_kwargs 2`;

/** Modules whose classes are all made in C. */
const MODULES_IN_C =
  /^numpy\.(dtypes|random\.(_generator|_mt19937|_pcg64|_philox|_sfc64|bit_generator|mtrand))$/;

interface Tables {
  readonly any: ReadonlyMap<string, PyGlobal>;
  readonly 1: ReadonlyMap<string, PyGlobal>;
  readonly 2: ReadonlyMap<string, PyGlobal>;
  readonly fresh: ReadonlySet<string>;
}

let tables: Tables | undefined;

function makeTables(): Tables {
  const spellings = { any: new Map(), 1: new Map(), 2: new Map() };
  // Types made in C: the name of such a one is a new str whenever it is asked for.
  const fresh = new Set(['ndarray', 'ufunc', ...SCALAR_TYPES].map((name) => `numpy.${name}`));
  for (const core of ['core', '_core'])
    for (const name of ['_reconstruct', 'scalar']) fresh.add(`numpy.${core}.multiarray.${name}`);
  const add = (old: string, recent: string, both: string): void => {
    for (const key of [old, recent]) {
      spellings[1].set(key, globalOf(old));
      spellings[2].set(key, globalOf(recent));
      spellings.any.set(key, globalOf(both === '1' ? old : recent));
    }
  };
  for (const row of MOVED.split('\n')) add(...(row.split(' ') as [string, string, string]));
  for (const name of UFUNCS) {
    const [old, recent] = [`numpy.core._multiarray_umath.${name}`, `numpy.${name}`] as const;
    add(old, recent, '2');
    fresh.add(old).add(recent);
  }
  return { ...spellings, fresh };
}

function globalOf(path: string): PyGlobal {
  const dot = path.lastIndexOf('.');
  return new PyGlobal(path.slice(0, dot), path.slice(dot + 1));
}

/** Private modules, of which NumPy 2 finds some under their old paths; under the new ones NumPy 1 finds none. */
function moduleFor(module: string, numpy: NumpyTarget): string {
  const [from, to] = numpy === 2 ? ['numpy.core', 'numpy._core'] : ['numpy._core', 'numpy.core'];
  return module === from || module.startsWith(`${from}.`) ? to + module.slice(from.length) : module;
}

/** The name of one of NumPy's classes or functions in the NumPy that is written for; undefined for what is not NumPy's. */
export function spellNumpy({ module, name }: PyGlobal, numpy: NumpyTarget): Spelling | undefined {
  if (module !== 'numpy' && !module.startsWith('numpy.')) return undefined;
  tables ??= makeTables();
  const moved = tables[numpy].get(`${module}.${name}`);
  const spelled = moved ?? { module: moduleFor(module, numpy), name };
  const path = `${spelled.module}.${spelled.name}`;
  const fresh =
    // NumPy 2 made the class of data types one in C, too.
    path === 'numpy.dtype' ? numpy === 2 : tables.fresh.has(path) || MODULES_IN_C.test(spelled.module);
  return { module: spelled.module, name: spelled.name, fresh };
}
