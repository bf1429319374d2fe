"""Streams pickles of golden cases, made again with equal strings as one object: `python identical_strings.py GROUP...`

CPython has one object for each string of one Latin-1 character, but not for one that a program spells out and that could be
a name. So 'b' in the programs here is another object than the 'b' that NumPy and pickle write, and is written out again.
In this program every such literal is a call of chr().

The first line is {"numpy": "2.4.6", "python": "3.11.7"}; each other is {"id": "float32/F", "name": "p4", "pickle": base64,
"buffers": [base64, ...]}.
"""

import ast
import base64
import json
import pathlib
import platform
import sys
from importlib.machinery import FileFinder, SourceFileLoader

HERE = pathlib.Path(__file__).resolve().parent


def is_constant(node):
    return isinstance(node, ast.Constant) or isinstance(node, ast.Tuple) and all(map(is_constant, node.elts))


class Characters(ast.NodeTransformer):
    def __init__(self):
        self.constants = []

    def visit_Module(self, node):
        self.generic_visit(node)
        node.body[:0] = self.constants
        return node

    def visit_Tuple(self, node):
        """One of literals is one object, however often the program meets it."""
        was_constant = is_constant(node)
        self.generic_visit(node)
        if not was_constant or is_constant(node):
            return node
        name = f'constant_{len(self.constants)}'
        self.constants.append(ast.copy_location(ast.Assign([ast.Name(name, ast.Store())], node), node))
        return ast.copy_location(ast.Name(name, ast.Load()), node)

    def visit_Constant(self, node):
        if type(node.value) is not str or len(node.value) != 1 or ord(node.value) > 255:
            return node
        return ast.copy_location(ast.Call(ast.Name('chr', ast.Load()), [ast.Constant(ord(node.value))], []), node)

    def visit_JoinedStr(self, node):
        return node


class Loader(SourceFileLoader):
    def get_code(self, name):
        path = self.get_filename(name)
        tree = Characters().visit(ast.parse(self.get_data(path)))
        return compile(ast.fix_missing_locations(tree), path, 'exec', dont_inherit=True)


def hook(path):
    if HERE not in pathlib.Path(path).resolve().parents:
        raise ImportError('only those of the fixtures')
    return FileFinder(path, (Loader, ['.py']))


sys.dont_write_bytecode = True
sys.path_hooks.insert(0, hook)

import numpy as np  # noqa: E402

from fixtures import matrix, samples  # noqa: E402
from fixtures.pickling import written  # noqa: E402


def cases(groups):
    """Yields (id, value)."""
    for group, made in matrix.groups():
        if group in groups:
            yield from ((f'{group}/{name}', value) for name, _, value, _ in made)
    if 'samples' in groups:
        yield 'samples/orders', samples.orders()


def with_equal_strings_once(value):
    """An array of strings that were computed has each of them as often as that was done."""
    if isinstance(value, np.ndarray) and value.dtype == object and all(type(item) is str for item in value.flat):
        for index in np.ndindex(value.shape):
            value[index] = sys.intern(value[index])
    return value


def main(groups):
    print(json.dumps({'numpy': np.__version__, 'python': platform.python_version()}))
    for id, value in cases(groups):
        for name, _, data, buffers in written(with_equal_strings_once(value)):
            encoded = [base64.b64encode(part).decode() for part in (data, *buffers)]
            print(json.dumps({'id': id, 'name': name, 'pickle': encoded[0], 'buffers': encoded[1:]}))


main(sys.argv[1:])
