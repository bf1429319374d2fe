"""Pickles of what real libraries make: `python objects.py [--out DIR]` writes objects/objects.tar.gz. See README.md.

Needs the libraries of Debian 12: scikit-learn, pandas, SciPy, xarray, cloudpickle. `--versions` prints which are there.
"""

import argparse
import json
import os
import pathlib
import sys

sys.dont_write_bytecode = True

# Models keep their number of threads, and some objects the order of a set of strings.
ENVIRONMENT = {'PYTHONHASHSEED': '0', 'OMP_NUM_THREADS': '1', 'OPENBLAS_NUM_THREADS': '1'}
if any(os.environ.get(name) != value for name, value in ENVIRONMENT.items()):
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ENVIRONMENT})

from fixtures.archive import write_archive  # noqa: E402
from fixtures.versions import versions  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
LIBRARIES = ['numpy', 'scikit-learn', 'pandas', 'scipy', 'xarray', 'cloudpickle']


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--out', type=pathlib.Path, default=HERE)
    parser.add_argument('--versions', action='store_true')
    options = parser.parse_args()
    if options.versions:
        print(json.dumps(versions(LIBRARIES)))
        return
    from fixtures.object_cases import members
    made = members(versions(LIBRARIES))
    write_archive(options.out / 'objects' / 'objects.tar.gz', made)
    # One of them to open: README.md does.
    (options.out / 'objects' / 'logistic-regression.pkl').write_bytes(made['sklearn/logistic-regression/p5.pkl'])


main()
