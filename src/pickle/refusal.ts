/** Why a JavaScript value can't be pickled, and what to do instead. */

import { ownKind } from '../values/brand.ts';

const INSTEAD: Readonly<Record<string, string>> = {
  undefined: 'use null for None, or leave it out',
  function: 'only data can be; to name a Python function, use new PyGlobal(module, name)',
  symbol: 'only data can be',
  Date: 'write its time as a number or text, or make a PyDateTime of its parts',
  Number: 'use the primitive',
  String: 'use the primitive',
  Boolean: 'use the primitive',
  Promise: 'await it first',
  LazyArray: 'its elements are not loaded; await its load(), and write what that gives',
  RegExp: 'write its source as text',
  Error: 'write its message as text',
  WeakMap: 'what it holds can not be listed',
  WeakSet: 'what it holds can not be listed',
};

function nameOf(value: object): string {
  const { constructor } = value;
  return typeof constructor === 'function' && constructor.name !== '' ? constructor.name : 'object';
}

export function refusal(value: unknown): string {
  const name = typeof value === 'object' && value !== null ? (ownKind(value) ?? nameOf(value)) : typeof value;
  const what = value === undefined ? name : /^[aeio]/i.test(name) ? `an ${name}` : `a ${name}`;
  const instead = Object.hasOwn(INSTEAD, name)
    ? INSTEAD[name]
    : `say how with { classes: [pythonClass({ module, name, type: ${name} })] }, or convert it to plain data`;
  return `${what} can't be pickled: ${instead}`;
}
