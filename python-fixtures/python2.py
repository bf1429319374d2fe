"""Pickles as Python 2 wrote them: `python python2.py [--out DIR]` writes python2/python2.tar.gz. See README.md.

They are made here, by Python 3, and loaded by its `pickle.loads` under each encoding: what that gave is what is expected.
Any NumPy will do, and makes the same file.
"""

import argparse
import json
import pathlib
import pickle
import sys
import warnings

sys.dont_write_bytecode = True

from fixtures.archive import write_archive  # noqa: E402
from fixtures.library_nodes import LibraryDescriber  # noqa: E402
from fixtures.python2_pickler import Python2Pickler  # noqa: E402
from fixtures.python2_values import cases  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ENCODINGS = {'ascii': 'ASCII', 'latin1': 'latin1', 'utf8': 'utf-8', 'bytes': 'bytes'}
WAYS = [(f'{flavour}-p{protocol}', flavour, protocol) for flavour in ('cPickle', 'pickle') for protocol in range(3)]


def loaded(data, encoding, describer):
    """{value, layouts} or {error}: what Python 3 makes of it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            value = pickle.loads(data, encoding=encoding)
    except Exception as error:
        return {'error': type(error).__name__}
    node, layouts = describer.value(value)
    return {'value': node, 'layouts': layouts}


def members():
    files, index, stored = {}, [], {}
    describer = LibraryDescriber()
    for name, what, value, integer in cases():
        pickles, outcomes = [], []
        for way, flavour, protocol in WAYS:
            pickler = Python2Pickler(protocol, flavour, integer)
            data = pickler.dumps(value)
            about = {'name': way, 'protocol': protocol, 'file': stored.setdefault(data, f'{name}/{way}.pkl'),
                     'globals': pickler.globals, 'loaded': {}}
            for encoding, python_encoding in ENCODINGS.items():
                outcome = loaded(data, python_encoding, describer)
                if outcome not in outcomes:
                    outcomes.append(outcome)
                about['loaded'][encoding] = outcomes.index(outcome)
            files[about['file']] = data
            pickles.append(about)
        index.append({'id': name, 'what': what, 'outcomes': outcomes, 'pickles': pickles})
    lines = ',\n'.join(json.dumps(about) for about in index)
    dtypes = ',\n'.join(json.dumps(dtype) for dtype in describer.dtypes)
    cases_json = f'{{"dtypes": [\n{dtypes}\n],\n"cases": [\n{lines}\n]}}\n'.encode()
    # Files of one name are the most alike: side by side they compress best.
    return {'cases.json': cases_json, **dict(sorted(files.items(), key=lambda item: item[0].split('/')[::-1]))}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--out', type=pathlib.Path, default=HERE)
    options = parser.parse_args()
    write_archive(options.out / 'python2' / 'python2.tar.gz', members())


main()
