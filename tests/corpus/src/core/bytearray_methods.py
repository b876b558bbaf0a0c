# versions: 2.6-3.13
# about: every method of bytearray, called with plain arguments
import sys


def show(label, make):
    try:
        r = repr(make())
    except Exception:
        e = sys.exc_info()[1]
        r = '! %s %s' % (type(e).__name__, e)
    print('%s = %s' % (label, r))


A = bytearray
b = A(b'Hello\tbig World\nand  more')
for name in ('capitalize', 'lower', 'upper', 'swapcase', 'title', 'strip', 'lstrip', 'rstrip', 'split', 'rsplit', 'splitlines', 'expandtabs',
             'isalnum', 'isalpha', 'isdigit', 'islower', 'isupper', 'isspace', 'istitle'):
    show(name, getattr(b, name))
    for text in (b'', b'abc', b'ABC', b'Abc Def', b'123', b' \t\n', b'a1', b'\xe9'):
        show('%s %r' % (name, len(text)), getattr(A(text), name))
for width in (0, 3, 6, 7):
    for name in ('center', 'ljust', 'rjust', 'zfill'):
        show('%s %d' % (name, width), lambda: getattr(A(b'-42'), name)(width))
        if name != 'zfill':
            show('%s %d fill' % (name, width), lambda: getattr(A(b'ab'), name)(width, b'*'))
for name in ('count', 'find', 'index', 'rfind', 'rindex', 'startswith', 'endswith'):
    for args in ((b'l',), (b'o', 5), (b'o', 5, 8), (b'zz',), (b'',), (A(b'lo'),), (b'H', -100, 100), (b'd', -30, -8)):
        show('%s %d %r' % (name, len(args[0]), args[1:]), lambda: getattr(b, name)(*args))
for name in ('partition', 'rpartition'):
    for sep in (b' ', b'big', b'none', b''):
        show('%s %d' % (name, len(sep)), lambda: getattr(b, name)(sep))
for name in ('split', 'rsplit'):
    for args in ((b' ',), (b' ', 1), (None, 2), (b'o', 0), (b'',), (b'  ',)):
        show('%s %r' % (name, args[1:]), lambda: getattr(b, name)(*args))
for name in ('strip', 'lstrip', 'rstrip'):
    show(name + ' set', lambda: getattr(A(b'xxhixyx'), name)(b'xy'))
    show(name + ' none', lambda: getattr(A(b'  hi '), name)(None))
show('splitlines', lambda: A(b'a\nb\r\nc\rd\n').splitlines())
show('splitlines keep', lambda: A(b'a\nb\r\nc\rd\n').splitlines(True))
show('expandtabs', lambda: (A(b'a\tbc\td').expandtabs(), A(b'a\tbc\td').expandtabs(4), A(b'\t').expandtabs(0)))
show('replace', lambda: (A(b'aXbXc').replace(b'X', b'--'), A(b'aXbXc').replace(b'X', b'', 1), A(b'ab').replace(b'', b'.')))
show('join', lambda: A(b', ').join([b'a', A(b'b'), b'c']))
show('join bad', lambda: A(b', ').join([b'a', 5]))
show('decode', lambda: (A(b'caf\xc3\xa9').decode('utf-8') == b'caf\xc3\xa9'.decode('utf-8'), A(b'x\xff').decode('ascii', 'ignore')[0] == b'x'.decode()))
table = bytes(A(range(256))).replace(b'l', b'L')
show('translate', lambda: (b.translate(table), b.translate(table, b'o')))


def changed(label, do):
    x = A(b'dcba')
    try:
        r = repr(do(x))
    except Exception:
        e = sys.exc_info()[1]
        r = '! %s %s' % (type(e).__name__, e)
    print('%s = %s %r %d' % (label, r, x, len(x)))


changed('append', lambda x: x.append(120))
changed('append big', lambda x: x.append(256))
changed('extend', lambda x: x.extend(b'xyz'))
changed('extend ints', lambda x: x.extend([1, 2, 3]))
changed('extend self', lambda x: x.extend(x))
changed('extend bad', lambda x: x.extend([1, 300]))
changed('insert', lambda x: x.insert(1, 65))
changed('insert far', lambda x: x.insert(100, 66))
changed('insert neg', lambda x: x.insert(-1, 67))
changed('pop', lambda x: x.pop())
changed('pop 0', lambda x: x.pop(0))
changed('pop far', lambda x: x.pop(9))
changed('remove', lambda x: x.remove(99))
changed('remove none', lambda x: x.remove(1))
changed('reverse', lambda x: x.reverse())
changed('iadd', lambda x: x.__iadd__(b'!'))
changed('imul', lambda x: x.__imul__(2))
changed('setitem', lambda x: x.__setitem__(0, 65))
changed('setslice', lambda x: x.__setitem__(slice(1, 3), b'long'))
changed('setstep', lambda x: x.__setitem__(slice(0, 4, 2), b'12'))
changed('setstep bad', lambda x: x.__setitem__(slice(0, 4, 2), b'123'))
changed('delitem', lambda x: x.__delitem__(0))
changed('delslice', lambda x: x.__delitem__(slice(0, 4, 2)))
if hasattr(A, 'clear'):
    changed('clear', lambda x: x.clear())
    changed('copy', lambda x: (x.copy(), x.copy() is x))
show('fromhex', lambda: A.fromhex('61 62  63' if str is not bytes else '61 62  63'.decode('ascii')))
show('sizeof', lambda: A(b'ab').__sizeof__() > 20)
print(hasattr(A, '__alloc__') and A(b'abc').__alloc__() >= 3)
if hasattr(A, 'hex'):
    show('hex', lambda: A(b'\x00\xff').hex())
if hasattr(A, 'isascii'):
    show('isascii', lambda: (A(b'a').isascii(), A(b'\x80').isascii(), A().isascii()))
if hasattr(A, 'removeprefix'):
    show('removeprefix', lambda: (A(b'abc').removeprefix(b'ab'), A(b'abc').removesuffix(A(b'bc')), A(b'abc').removeprefix(b'x')))
