/** The pickles of docs/your-own-python-classes.md are what Python writes of the classes that the page shows. */

import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { describeCython } from './cython.ts';

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
const PAGE = await read('docs/your-own-python-classes.md');

/** Each block begins with the name of its module: `# shop.py`. */
const MODULES = Array.from(PAGE.matchAll(/^```py\n# (\w+)\.py\n(.*?)^```/gms), ([, name, code]) => ({
  name,
  code,
}));

/** `// Python wrote: pickle.dumps(EXPRESSION, protocol=4)`, and right below the bytes. */
const PICKLES = Array.from(
  PAGE.matchAll(/^\/\/ Python wrote: pickle\.dumps\((.*), protocol=(\d)\)\n.*?`([^`]*)`/gm),
  ([, expression, protocol, text]) => [expression!, Number(protocol), text!] as const,
);

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));

/** What torch.save writes as data.pkl, by a module that has no more than the names. */
const TORCH = `
import io

class Storage:
    pass

class Tensor:
    def __init__(self, storage, offset, size, stride):
        self.args = storage, offset, size, stride, False, OrderedDict()
    def __reduce_ex__(self, protocol):
        return torch._utils._rebuild_tensor_v2, self.args

class FloatStorage:
    pass

def _rebuild_tensor_v2(*args):
    return Tensor(*args[:4])

from collections import OrderedDict
torch = types.ModuleType('torch')
torch._utils = types.ModuleType('torch._utils')
sys.modules.update({'torch': torch, 'torch._utils': torch._utils})
torch.FloatStorage = FloatStorage
torch._utils._rebuild_tensor_v2 = _rebuild_tensor_v2
FloatStorage.__module__, _rebuild_tensor_v2.__module__ = 'torch', 'torch._utils'

class Pickler(pickle._Pickler):
    def persistent_id(self, value):
        if isinstance(value, Storage):
            return 'storage', torch.FloatStorage, '0', 'cpu', 6

def saved():
    storage, file = Storage(), io.BytesIO()
    w = {'weight': Tensor(storage, 0, (2, 3), (3, 1)), 'bias': Tensor(storage, 0, (3,), (1,))}
    Pickler(file, 2).dump(w)
    return file.getvalue()
`;

const SETUP = `
import json, pickle, sys, types
for name, code in json.loads(${JSON.stringify(JSON.stringify(MODULES.map(({ name, code }) => [name, code])))}):
    module = types.ModuleType(name)
    sys.modules[name] = module
    exec(code, module.__dict__)
    globals().update({key: value for key, value in vars(module).items() if key[0] != '_'})
from garage import *
from shapes import *
${TORCH}
`;

test('the page shows what is compiled', async () => {
  const sources = (await read('test/cython/garage.pyx')) + (await read('test/cython/shapes.pyx'));
  const lines = Array.from(PAGE.matchAll(/^```cython\n(.*?)^```/gms), ([, code]) => code!.split('\n')).flat();
  expect(lines.length).toBeGreaterThan(20);
  expect(lines.filter((line) => !sources.split('\n').includes(line))).toEqual([]);
});

describeCython(['garage', 'shapes'], SETUP, (cython) => {
  test.each(PICKLES)('%s, protocol %i', (expression, protocol, text) => {
    // Cython 3 has another checksum.
    if (!cython().version.startsWith('0.') && expression.includes('Named(')) return;
    expect(bytes(text)).toEqual(cython().pickle(expression, protocol));
  });

  test('a data.pkl of torch', () => {
    const [hex] = cython().tell('saved().hex()', [Buffer.from('N.')]);
    const [, text] = /'model\/data\.pkl': Buffer\.from\(`([^`]*)`/.exec(PAGE)!;
    expect(Buffer.from(text!, 'base64').toString('hex')).toBe(hex);
  });

  test('there are such pickles', () => {
    expect(PICKLES.length).toBe(4);
  });
});
