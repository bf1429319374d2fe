"""Pickles of the standard library's values: `python stdlib.py [--out DIR]` writes stdlib/stdlib.tar.gz. See README.md.

The Python that runs it says what they are; any Python 3 with NumPy will do, other versions pickle a few differently.
"""

import argparse
import json
import pathlib
import pickle
import sys

sys.dont_write_bytecode = True

from fixtures.archive import write_archive  # noqa: E402
from fixtures.library_nodes import LibraryDescriber  # noqa: E402
from fixtures.library_values import cases, written  # noqa: E402
from fixtures.pickling import NotReloaded, difference  # noqa: E402
from fixtures.recording import globals_of  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent


def members():
    """Some values lose a little below some protocol, a datetime its fold: `values` has each as Python loads it."""
    files, index = {}, []
    describer = LibraryDescriber()
    for name, value in cases():
        pickles, values = [], []
        for way, protocol, data in written(value):
            loaded = pickle.loads(data)
            told = {'repr': repr(loaded), 'node': describer.value(loaded)[0]}
            if told not in values:
                values.append(told)
            about = {'name': way, 'protocol': protocol, 'value': values.index(told),
                     'file': f'{name}/{way}.pkl', 'globals': globals_of(data)}
            files[about['file']] = data
            pickles.append(about)
        if values[-1]['node'] != describer.value(value)[0]:
            raise NotReloaded(f'{name}: {difference(values[-1]["node"], describer.value(value)[0])}')
        index.append({'id': name, 'values': values, 'pickles': pickles})
    lines = ',\n'.join(json.dumps(about) for about in index)
    return {'cases.json': f'{{"cases": [\n{lines}\n]}}\n'.encode(), **files}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--out', type=pathlib.Path, default=HERE)
    options = parser.parse_args()
    write_archive(options.out / 'stdlib' / 'stdlib.tar.gz', members())


main()
