"""Pickles written by hand, opcode by opcode, and what CPython makes of them: valid, odd and malformed.

    python3 python-fixtures/opcodes.py > python-fixtures/opcodes.json

Needs no particular NumPy. Only harmless globals are named. `table` is pickletools' own list of opcodes.
"""

import json
import pickle
import pickletools
import struct
import sys
import warnings

from fixtures.describe import Describer

u4 = lambda n: struct.pack('<I', n)
i4 = lambda n: struct.pack('<i', n)
u8 = lambda n: struct.pack('<Q', n)

CASES = {
    # integers as text
    'INT': b'I12\n.', 'INT negative': b'I-7\n.', 'INT plus': b'I+7\n.', 'INT space before': b'I 12\n.',
    'INT space after': b'I12 \n.',
    'INT underscore': b'I1_000\n.', 'INT two underscores': b'I1__0\n.', 'INT hex': b'I0x1F\n.',
    'INT octal of C': b'I010\n.',
    'INT octal of C, the least long': b'I-01000000000000000000000\n.',
    'INT octal of Python': b'I0o17\n.', 'INT binary': b'I0b101\n.', 'INT 08': b'I08\n.',
    'INT zeros': b'I000\n.', 'INT true': b'I01\n.', 'INT false': b'I00\n.',
    'INT 1': b'I1\n.', 'INT 001': b'I001\n.', 'INT big': b'I123456789012345678901234567890\n.',
    'INT 2**53+1': b'I9007199254740993\n.',
    'INT empty': b'I\n.', 'INT abc': b'Iabc\n.', 'INT 12abc': b'I12abc\n.', 'INT 1.5': b'I1.5\n.',
    'INT L': b'I12L\n.', 'INT -0': b'I-0\n.', 'INT minus only': b'I-\n.',
    'INT no newline': b'I12', 'INT octal of C too long': b'I0777777777777777777777777\n.',
    'INT big hex': b'I0x1ffffffffffffffffff\n.',
    'INT Arabic digits': 'I\u0661\n.'.encode(), 'INT nbsp': b'I\xa012\n.', 'INT vertical tab': b'I\x0b12\n.',
    'INT +1': b'I+1\n.', 'INT  1': b'I 1\n.', 'INT 1 ': b'I1 \n.',
    'LONG': b'L12L\n.', 'LONG without L': b'L12\n.',
    'LONG negative': b'L-123456789012345678901234567890L\n.', 'LONG octal of C': b'L010L\n.',
    'LONG hex': b'L0xffL\n.',
    'LONG LL': b'L12LL\n.', 'LONG empty': b'L\n.', 'LONG only L': b'LL\n.', 'LONG zeros': b'L00L\n.',
    'LONG 4300 digits': b'L' + b'9' * 4300 + b'L\n.', 'LONG 4301 digits': b'L' + b'9' * 4301 + b'L\n.',
    # integers in binary
    'BININT': b'J' + i4(-5) + b'.', 'BININT min': b'J' + i4(-2**31) + b'.', 'BININT1': b'K\xff.',
    'BININT2': b'M\xff\xff.',
    'LONG1 empty': b'\x8a\x00.', 'LONG1 -1': b'\x8a\x01\xff.', 'LONG1 128': b'\x8a\x02\x80\x00.',
    'LONG1 -128': b'\x8a\x01\x80.', 'LONG1 not minimal': b'\x8a\x04\xff\xff\xff\xff.',
    'LONG1 zeros': b'\x8a\x03\0\0\0.', 'LONG1 2**53': b'\x8a\x07\0\0\0\0\0\0\x20.',
    'LONG1 2**53+1': b'\x8a\x07\x01\0\0\0\0\0\x20.', 'LONG1 -2**53': b'\x8a\x07\0\0\0\0\0\0\xe0.',
    'LONG1 2**47': b'\x8a\x06\0\0\0\0\0\x80.', 'LONG1 6 bytes': b'\x8a\x06\1\2\3\4\5\6.',
    'LONG1 128 bits': b'\x8a\x10' + bytes(range(15)) + b'\xf0.', 'LONG1 short': b'\x8a\x02\xff',
    'LONG4': b'\x8b' + i4(3) + b'\1\2\3.', 'LONG4 empty': b'\x8b' + i4(0) + b'.',
    'LONG4 negative count': b'\x8b' + i4(-1) + b'.', 'LONG4 huge count': b'\x8b\xff\xff\xff\x7f.',
    'LONG4 5000 bytes': b'\x8b' + i4(5000) + b'\x7f' * 5000 + b'.',
    # floats
    'FLOAT': b'F1.5\n.', 'FLOAT integer': b'F3\n.', 'FLOAT exponent': b'F-1e-7\n.',
    'FLOAT point first': b'F.5\n.', 'FLOAT point last': b'F5.\n.', 'FLOAT point only': b'F.\n.',
    'FLOAT inf': b'Finf\n.', 'FLOAT -inf': b'F-inf\n.', 'FLOAT nan': b'Fnan\n.',
    'FLOAT Infinity': b'FInfinity\n.', 'FLOAT +NaN': b'F+NaN\n.', 'FLOAT infi': b'Finfi\n.',
    'FLOAT 1.5x': b'F1.5x\n.', 'FLOAT space before': b'F 1.5\n.', 'FLOAT space after': b'F1.5 \n.',
    'FLOAT underscore': b'F1_0.5\n.', 'FLOAT hex': b'F0x10\n.', 'FLOAT overflow': b'F1e999\n.',
    'FLOAT underflow': b'F1e-999\n.', 'FLOAT -0': b'F-0.0\n.', 'FLOAT empty': b'F\n.',
    'FLOAT long': b'F0.1000000000000000055511151231257827021181583404541015625\n.',
    'BINFLOAT': b'G' + struct.pack('>d', 0.1) + b'.', 'BINFLOAT -0': b'G' + struct.pack('>d', -0.0) + b'.',
    'BINFLOAT nan': b'G\x7f\xf8' + bytes(6) + b'.', 'BINFLOAT short': b'G\0\0\0\0\0\0\0',
    # str
    'UNICODE': b'V\\u4e16\n.', 'UNICODE latin1': b'V\xe9\x80\n.', 'UNICODE astral': b'V\\U0001f600\n.',
    'UNICODE backslash': b'Va\\\\b\n.', 'UNICODE two backslashes u': b'V\\\\u0041\n.',
    'UNICODE other escape': b'Va\\nb\\x41\n.', 'UNICODE backslash last': b'Va\\\n.',
    'UNICODE short escape': b'V\\u12\n.', 'UNICODE bad escape': b'V\\u12xy\n.',
    'UNICODE too high': b'V\\U00110000\n.',
    'UNICODE surrogate': b'V\\ud800\n.', 'UNICODE surrogate pair': b'V\\ud83d\\ude00\n.',
    'UNICODE empty': b'V\n.', 'UNICODE u without digits': b'Vx\\u\n.',
    'UNICODE carriage return': b'Va\rb\n.',
    'BINUNICODE': b'X' + u4(3) + b'abc.', 'BINUNICODE BOM': b'X' + u4(4) + b'\xef\xbb\xbfa.',
    'BINUNICODE astral': b'X' + u4(4) + '\U0001f600'.encode() + b'.',
    'BINUNICODE surrogate': b'X' + u4(3) + b'\xed\xa0\x80.',
    'BINUNICODE surrogate pair': b'X' + u4(6) + b'\xed\xa0\xbd\xed\xb8\x80.',
    'BINUNICODE surrogate and more': b'X' + u4(9) + 'é'.encode() + b'\xed\xb0\x80' + '\U0001f600'.encode() + b'.',
    'BINUNICODE invalid': b'X' + u4(1) + b'\xff.', 'BINUNICODE overlong': b'X' + u4(2) + b'\xc0\x80.',
    'BINUNICODE overlong 3': b'X' + u4(3) + b'\xe0\x80\x80.', 'BINUNICODE cut': b'X' + u4(2) + b'\xe4\xb8.',
    'BINUNICODE too high': b'X' + u4(4) + b'\xf4\x90\x80\x80.',
    'BINUNICODE surrogate, then invalid': b'X' + u4(4) + b'\xed\xa0\x80\xff.',
    'BINUNICODE surrogate cut': b'X' + u4(5) + b'\xed\xa0\x80\xed\xa0.',
    'BINUNICODE 4 GiB': b'X\xff\xff\xff\xff.', 'BINUNICODE NUL': b'X' + u4(3) + b'a\0b.',
    'BINUNICODE long ASCII': b'X' + u4(1000) + b'z' * 1000 + b'.',
    'BINUNICODE long other': b'X' + u4(1000) + 'é'.encode() * 500 + b'.',
    'BINUNICODE long surrogate': b'X' + u4(9000) + b'\xed\xa0\x80' * 3000 + b'.',
    'SHORT_BINUNICODE': b'\x8c\x02hi.', 'SHORT_BINUNICODE empty': b'\x8c\0.',
    'BINUNICODE8': b'\x8d' + u8(2) + b'hi.', 'BINUNICODE8 huge': b'\x8d' + u8(2**60) + b'hi.',
    # bytes
    'BINBYTES': b'B' + u4(2) + b'\0\xff.', 'BINBYTES negative if signed': b'B\xfb\xff\xff\xff.',
    'SHORT_BINBYTES': b'C\x02\0\xff.', 'BINBYTES8': b'\x8e' + u8(2) + b'ab.',
    'BINBYTES8 huge': b'\x8e' + u8(2**62) + b'ab.',
    'BYTEARRAY8': b'\x96' + u8(2) + b'ab.', 'BYTEARRAY8 huge': b'\x96' + u8(2**60) + b'.',
    # Python 2 str
    'STRING': b"S'abc'\n.", 'STRING double quotes': b'S"abc"\n.',
    'STRING escapes': b"S'a\\x00b\\n\\t\\\\\\'\\101\\7'\n.", 'STRING unquoted': b'Sabc\n.',
    'STRING mixed quotes': b"S'abc\"\n.", 'STRING one quote': b"S'\n.",
    'STRING empty': b"S''\n.", 'STRING bad escape': b"S'\\x0'\n.", 'STRING other escape': b"S'\\q'\n.",
    'STRING backslash last': b"S'abc\\'\n.", 'STRING not ASCII': b"S'\\xff'\n.",
    'STRING big octal': b"S'\\501'\n.", 'STRING space after': b"S'a' \n.",
    'BINSTRING': b'T' + i4(3) + b'abc.', 'BINSTRING negative': b'T' + i4(-1) + b'.',
    'SHORT_BINSTRING': b'U\x03abc.', 'SHORT_BINSTRING not ASCII': b'U\x01\xff.',
    # containers
    'EMPTY_TUPLE': b').', 'TUPLE': b'(K\1K\2t.', 'TUPLE empty': b'(t.', 'TUPLE without MARK': b'K\1t.',
    'TUPLE1': b'K\1\x85.', 'TUPLE2': b'K\1K\2\x86.', 'TUPLE3': b'K\1K\2K\3\x87.',
    'TUPLE3 short': b'K\1K\2\x87.',
    'TUPLE2 across MARK': b'K\1(K\2\x86.', 'LIST': b'(K\1K\2l.', 'DICT': b'(K\1K\2d.', 'DICT odd': b'(K\1d.',
    'DICT unhashable': b'(]K\2d.',
    'APPEND': b']K\1a.', 'APPEND to tuple': b')K\1a.', 'APPEND alone': b']a.', 'APPEND to nothing': b'K\1a.',
    'APPEND to None': b'NK\1a.', 'APPENDS': b'](K\1K\2e.', 'APPENDS empty': b'](e.',
    'APPENDS empty on None': b'N(e.', 'APPENDS without MARK': b']K\1e.', 'APPENDS on nothing': b'(K\1e.',
    'APPENDS on dict': b'}(K\1e.', 'SETITEM': b'}K\1K\2s.', 'SETITEM on nothing': b'K\1K\2s.',
    'SETITEM on list': b']K\1K\2s.', 'SETITEM in list': b'](K\1K\2eK\0Ns.',
    'SETITEM in list from the end': b'](K\1K\2eJ' + i4(-1) + b'Ns.',
    'SETITEM outside list': b'](K\1eK\5Ns.', 'SETITEM length on list': b'](K\1eV' + b'length\nK\5s.',
    'SETITEM on tuple': b'K\1\x85K\0K\2s.', 'SETITEMS': b'}(K\1K\2K\3K\4u.',
    'SETITEMS odd': b'}(K\1K\2K\3u.', 'SETITEMS empty': b'}(u.', 'SETITEMS on nothing': b'(K\1K\2u.',
    'SETITEMS same key': b'}(K\1K\2K\1K\4u.', 'SETITEMS unhashable': b'}(]K\2u.',
    'SETITEMS keys': b"}(K\1V1\nV1\nK\1NNN\x85Nu.", '__proto__': b'}V__proto__\n}V' + b'polluted\nK\1ss.',
    'EMPTY_SET': b'\x8f.', 'ADDITEMS': b'\x8f(K\1K\2K\1\x90.', 'ADDITEMS unhashable': b'\x8f(]\x90.',
    'ADDITEMS on list': b'](K\1\x90.', 'ADDITEMS on nothing': b'(K\1\x90.', 'FROZENSET': b'(K\1K\2\x91.',
    'FROZENSET unhashable': b'(}\x91.', 'FROZENSET without MARK': b'\x91.',
    'set of frozensets': b'\x8f((K\1\x91\x90.', 'bool and int keys': b'}(\x88K\2K\3K\4u.',
    # stack and memo
    'POP': b'K\1K\20.', 'POP on nothing': b'0.', 'POP a MARK': b'K\1(0.', 'POP_MARK': b'K\1(K\2K\0031.',
    'POP_MARK without MARK': b'K\0011.', 'POP below MARK': b'K\1((00.', 'DUP': b']2\x86.',
    'DUP on nothing': b'2.', 'DUP at MARK': b'K\1(2.',
    'STOP on nothing': b'.', 'STOP at MARK': b'K\1(.', 'STOP with more on the stack': b'K\1K\2.',
    'STOP above MARK': b'(K\1.', 'more after STOP': b'K\1.K\2.', 'empty': b'', 'no STOP': b'K\1',
    'PUT GET': b']p0\n0g0\n.', 'PUT 5': b']p5\n0g5\n.', 'GET missing': b'g0\n.',
    'GET missing, others there': b']q\0h\1.', 'GET text': b'gabc\n.', 'PUT negative': b']p-1\n.',
    'PUT plus': b']p+1\n0g1\n.', 'PUT hex': b']p0x1\n.', 'PUT leading zeros': b']p007\n0g7\n.',
    'PUT on nothing': b'p0\n.', 'PUT empty': b']p\n.',
    'PUT __proto__': b'g__proto__\n.', 'BINPUT': b']q\x050h\x05.', 'BINPUT on nothing': b'q\0.',
    'LONG_BINPUT': b']r' + u4(7) + b'0j' + u4(7) + b'.',
    'LONG_BINPUT far': b']r' + u4(1000000) + b'0j' + u4(1000000) + b'.',
    'LONG_BINGET missing': b']j\xff\xff\xff\xff.',
    'MEMOIZE': b']\x940h\0.', 'MEMOIZE counts': b']q\x05}\x94h\1.', 'MEMOIZE on nothing': b'\x94.',
    'MEMOIZE twice': b']\x94\x94h\1.', 'BINPUT again': b']q\0}q\0h\0.', 'MEMOIZE over': b']q\1}\x94h\1.',
    'memo of a MARK': b'(q\0.',
    'far, then near': b']r' + u4(100) + b''.join(b'}r' + u4(i) for i in range(101)) + b'j' + u4(100) + b'.',
    'shared': b']q\0h\0\x86.', 'cycle': b']q\0h\0a.', 'tuple of memoised tuple': b'K\1\x85q\0h\0\x86.',
    # framing, protocol
    'PROTO 2': b'\x80\2N.', 'PROTO 5': b'\x80\5N.', 'PROTO 6': b'\x80\6N.', 'PROTO 255': b'\x80\xffN.',
    'PROTO twice': b'\x80\2\x80\3N.', 'PROTO late': b'N\x80\4.', 'FRAME': b'\x95' + u8(2) + b'N.',
    'FRAME long': b'\x95' + u8(3) + b'N.',
    'FRAME short': b'\x95' + u8(1) + b'N.', 'FRAME huge': b'\x95' + u8(2**63) + b'N.',
    'FRAME in FRAME': b'\x95' + u8(11) + b'\x95' + u8(2) + b'N.', 'FRAME empty': b'\x95' + u8(0) + b'N.',
    # classes and functions
    'GLOBAL set': b'c__builtin__\nset\n(](K\1K\2etR.',
    'GLOBAL complex': b'cbuiltins\ncomplex\n(G' + struct.pack('>d', 1) + b'G' + struct.pack('>d', 2) + b'tR.',
    'STACK_GLOBAL': b'\x8c\x08builtins\x8c\x09bytearray\x93C\2ab\x85R.',
    'STACK_GLOBAL of int': b'K\1\x8c\x09bytearray\x93.', 'STACK_GLOBAL on one': b'\x8c\x09bytearray\x93.',
    'STACK_GLOBAL of Python 2 str': b'U\x08builtinsU\x09bytearray\x93)R.',
    'REDUCE without tuple': b'cbuiltins\nset\n]R.', 'REDUCE of None': b'N)R.', 'REDUCE on one': b')R.',
    'bytes': b'cbuiltins\nbytes\n)R.', 'bytearray of text': b'cbuiltins\nbytearray\n(Va\xe9\nVlatin-1\ntR.',
    'bytearray empty': b'cbuiltins\nbytearray\n)R.', 'frozenset': b'cbuiltins\nfrozenset\n](K\1e\x85R.',
    'set of a list in a list': b'cbuiltins\nset\n](]e\x85R.',
    'encode': b'c_codecs\nencode\n(Va\xe9\nVlatin1\ntR.',
    'encode beyond': b'c_codecs\nencode\n(V\\u0100\nVlatin1\ntR.',
    'GLOBAL missing name': b'cbuiltins\nnosuchname\n.', 'GLOBAL cut': b'cbuiltins\nse',
    'OBJ': b'(cbuiltins\nset\n](K\1eo.', 'OBJ without class': b'(o.',
    'OBJ without MARK': b'cbuiltins\nset\no.', 'INST': b'(](K\1eibuiltins\nset\n.',
    'INST without MARK': b'ibuiltins\nset\n.',
    'NEWOBJ of None': b'N)\x81.', 'NEWOBJ without tuple': b'cbuiltins\nset\n]\x81.',
    'NEWOBJ_EX without dict': b'cbuiltins\nset\n)]\x92.', 'BUILD None': b']Nb.',
    'BUILD a list': b']}Va\nK\1sb.', 'BUILD on one': b'}b.', 'BUILD a dict': b'}}Va\nK\1sb.',
    'EXT1': b'\x82\x01.', 'EXT1 0': b'\x82\0.', 'EXT2': b'\x83\1\1.',
    'EXT4 negative': b'\x84' + i4(-1) + b'.', 'PERSID': b'Pid\n.', 'BINPERSID': b'K\1Q.',
    'PERSID not ASCII': b'P\xff\n.',
    'NEXT_BUFFER': b'\x97.', 'READONLY_BUFFER on nothing': b'\x98.', 'READONLY_BUFFER on None': b'N\x98.',
    'no opcode 0': b'\0.', 'no opcode 99': b'\x99.', 'no opcode z': b'z.', 'text': b'hello world',
    'gzip': b'\x1f\x8b\x08\0', 'zip': b'PK\x03\x04',
    'values': b'\x80\4(\x88\x89NI01\nI00\nt.',
}


def verdict(data):
    try:
        value = pickle.loads(data)
    except Exception as error:
        return {'error': type(error).__name__}
    return {'value': Describer().value(value)[0]}


def main():
    warnings.simplefilter('ignore')
    table = [
        {'code': ord(op.code), 'name': op.name, 'protocol': op.proto, 'argument': op.arg.name if op.arg else None, 'size': op.arg.n if op.arg else 0}
        for op in sorted(pickletools.opcodes, key=lambda op: op.code)
    ]
    cases = [{'id': id, 'hex': data.hex(), **verdict(data)} for id, data in CASES.items()]
    sys.stdout.write('{"table": [\n' + ',\n'.join(map(json.dumps, table)) + '\n], "cases": [\n' + ',\n'.join(map(json.dumps, cases)) + '\n]}\n')


if __name__ == '__main__':
    main()
