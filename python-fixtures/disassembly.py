"""What Python's own pickletools says of the golden pickles.

    python3 python-fixtures/disassembly.py > python-fixtures/disassembly.json
    python3 python-fixtures/disassembly.py --streams    a pickle in hexadecimal a line in, JSON a line out

A row of `groups` stands for the pickles of one group of one archive, by name: how many they are, how many instructions,
and the SHA-256 (its first 16 digits) of all that `genops` gives, and of what `dis` prints. `opcodes` is what pickletools
knows of each opcode's effect, `cases` what it makes of the pickles by hand in opcodes.json. Needs no NumPy.

One thing is changed: pickletools decodes the argument of STRING as ASCII, and so can't read what Python 2 wrote; here it
is Latin-1, as pickletools itself decodes BINSTRING and SHORT_BINSTRING.
"""

import codecs
import hashlib
import io
import itertools
import json
import pathlib
import pickletools
import struct
import sys
import tarfile
import warnings

HERE = pathlib.Path(__file__).resolve().parent


def read_string(file):
    """`pickletools.read_stringnl` with Latin-1 for ASCII."""
    data = file.readline()
    if not data.endswith(b'\n'):
        raise ValueError('no newline')
    data = data[:-1]
    if len(data) < 2 or data[:1] not in b'\'"' or data[-1:] != data[:1]:
        raise ValueError('no quotes')
    return codecs.escape_decode(data[1:-1])[0].decode('latin-1')


pickletools.stringnl.reader = read_string


def canonical(argument):
    if argument is None:
        return '-'
    if argument is True or argument is False:
        return 'T' if argument else 'F'
    if type(argument) is int:
        return f'i{argument:x}'
    if type(argument) is float:
        return 'f' + ('nan' if argument != argument else struct.pack('>d', argument).hex())
    if type(argument) is str:
        return 's' + argument.encode('utf-16-be', 'surrogatepass').hex()
    return {bytes: 'b', bytearray: 'a'}[type(argument)] + argument.hex()


def instructions(data):
    """A line for each instruction; the error, if there is one."""
    lines = []
    try:
        for op, argument, offset in pickletools.genops(data):
            lines.append(f'{offset} {op.name} {canonical(argument)}')
    except Exception as error:
        return lines, str(error)
    return lines, None


def listing(data, annotate=0):
    """What `dis` prints; the error, if there is one."""
    out = io.StringIO()
    try:
        pickletools.dis(data, out, annotate=annotate)
    except Exception as error:
        return out.getvalue(), str(error)
    return out.getvalue(), None


def pickles():
    """Archive, name and bytes of every golden pickle."""
    for path in sorted(HERE.glob('*/*.tar.gz')):
        if path.parent.name == 'joblib_files':
            continue  # between their opcodes lie arrays
        with tarfile.open(path) as tar:
            for member in sorted(tar, key=lambda member: member.name):
                if member.name.endswith('.pkl'):
                    yield path.relative_to(HERE).as_posix(), member.name, tar.extractfile(member).read()
    for folder in ('objects', 'samples'):
        for path in sorted((HERE / folder).glob('*.pkl')):
            yield folder, path.name, path.read_bytes()


def digest(parts):
    return hashlib.sha256(''.join(parts).encode('utf-8', 'surrogatepass')).hexdigest()[:16]


def groups():
    def group(row):
        archive, name, _ = row
        return archive, name.split('/')[0] if '/' in name else ''

    for (archive, name), members in itertools.groupby(pickles(), group):
        ops, texts, count = [], [], 0
        for _, member, data in members:
            lines, error = instructions(data)
            text, complaint = listing(data)
            assert error is None and complaint is None, (member, error, complaint)
            ops += [line + '\n' for line in lines]
            texts.append(text)
            count += 1
        yield {'archive': archive, 'group': name, 'pickles': count, 'instructions': len(ops),
               'genops': digest(ops), 'dis': digest(texts)}


def effects():
    for op in sorted(pickletools.opcodes, key=lambda op: op.code):
        before = [value.name for value in op.stack_before]
        mark = 'mark' in before
        yield {'name': op.name, 'takes': before.index('mark') if mark else len(before), 'mark': mark,
               'gives': len(op.stack_after), 'doc': op.doc.split('\n')[0]}


def whole(data):
    lines, error = instructions(data)
    text, complaint = listing(data)
    annotated, _ = listing(data, annotate=30)
    return {'instructions': lines, 'error': error, 'dis': text, 'complaint': complaint, 'annotated': annotated}


def cases():
    for case in json.loads((HERE / 'opcodes.json').read_text())['cases']:
        data = bytes.fromhex(case['hex'])
        if len(data) < 1000:  # what is longer is one line of many digits
            yield {'id': case['id'], **whole(data)}


def main():
    warnings.simplefilter('ignore')
    if '--streams' in sys.argv:
        for line in sys.stdin:
            print(json.dumps(whole(bytes.fromhex(line))))
        return
    parts = {'opcodes': effects(), 'cases': cases(), 'groups': groups()}
    rows = (f'"{part}": [\n' + ',\n'.join(map(json.dumps, items)) + '\n]' for part, items in parts.items())
    sys.stdout.write('{' + ', '.join(rows) + '}\n')


if __name__ == '__main__':
    main()
