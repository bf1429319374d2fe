import { PyGlobal } from '../values/py-global.ts';
import { PyObject } from '../values/py-object.ts';
import type { Tuple } from '../values/tuple.ts';
import { type PythonClass, pythonFunction, pythonName } from './python-class.ts';

/**
 * What protocols 2 and 3, which have no opcode for keyword arguments, name to make an object of such classes:
 * `functools.partial(cls.__new__, cls, *args, **kwargs)()`. The partial is a record, as of a class that nobody registered;
 * the machine knows what its call makes. Any other partial stays unknown.
 */
export function keywordEntries(classes: readonly PythonClass[], exact: boolean): PythonClass[] {
  const methods = classes
    .filter(({ isClass, call }) => isClass && call !== null)
    .map(({ modules, names }) =>
      pythonName({ module: modules, name: names.map((name) => `${name}.__new__`) }),
    );
  const partial: PythonClass = pythonFunction({
    module: 'functools',
    name: 'partial',
    call: (args) =>
      args[0] instanceof PyGlobal && args[0].name.endsWith('.__new__')
        ? new PyObject(partial.global, 'call', args as Tuple, null, exact)
        : undefined,
  });
  return [...methods, partial];
}
