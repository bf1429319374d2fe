"""Writes the golden data of the NumPy that runs it. `python make.py [--out DIR] [matrix] [family] [samples] [dtypes]`

Run it with a NumPy 1 and with a NumPy 2; each writes its own files. See README.md.
"""

import argparse
import gzip
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True

import numpy as np  # noqa: E402

from fixtures.archive import write_archive  # noqa: E402
from fixtures.matrix import members  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
# Programs that print one JSON file: its name without '.json', and the NumPys that make it.
PROGRAMS = {'dtypes': ('numpy1', 'numpy2'), 'buffer-formats': ('numpy1', 'numpy2'), 'printing': ('numpy2',),
            'conversions': ('numpy2',), 'npy': ('numpy1', 'numpy2')}
PARTS = ['matrix', 'family', 'samples', *PROGRAMS]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--out', type=pathlib.Path, default=HERE)
    parser.add_argument('parts', nargs='*', metavar='part', help=f'{", ".join(PARTS)}; all without')
    options = parser.parse_args()
    parts = options.parts or PARTS
    if not set(parts) <= set(PARTS):
        parser.error(f'parts are {", ".join(PARTS)}')
    major = 'numpy' + np.__version__.split('.')[0]
    folder = options.out / major
    folder.mkdir(parents=True, exist_ok=True)
    if 'matrix' in parts:
        write_archive(folder / 'matrix.tar.gz', members())
    if 'family' in parts:
        from fixtures import family
        write_archive(folder / 'family.tar.gz', family.members())
    if 'samples' in parts:
        from fixtures.samples import write_samples
        write_samples(options.out / 'samples')
    for name, majors in PROGRAMS.items():
        if name in parts and major in majors:
            program = HERE / f'{name.replace("-", "_")}.py'
            made = subprocess.run([sys.executable, program], check=True, stdout=subprocess.PIPE)
            if name == 'conversions':  # pickles as text, which nobody reads: a twentieth of the size
                (folder / f'{name}.json.gz').write_bytes(gzip.compress(made.stdout, 9, mtime=0))
            else:
                (folder / f'{name}.json').write_bytes(made.stdout)


main()
