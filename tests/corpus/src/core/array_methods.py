# versions: 2.7,3.6-3.13
# about: every method of arrays: items, bytes, files, text, copies, states
import array
import _io
import sys
PY3 = sys.version_info[0] >= 3


def attempt(label, function, *args, **named):
    try:
        print("%s: %r" % (label, function(*args, **named)))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print("%s: %s %s" % (label, kind.__name__, error))


for code, items in (('b', [1, -2]), ('H', [1, 65535]), ('i', [3, -4]), ('l', [5]), ('f', [1.5]), ('d', [2.5, -0.0])):
    a = array.array(code, items)
    print(a, a.itemsize, a.typecode, len(a), list(a))
    print(a.append(a[0]), a.extend(items), a.count(a[0]), a.index(items[-1]), a.insert(1, items[0]), a.pop(), a.pop(0), a.remove(items[0]), a.reverse(), a)
    b = a.__copy__()
    c = a.__deepcopy__({})
    print(b == a, c == a, b is a, a.__sizeof__() > 0, a.buffer_info()[1] == len(a), len(a.__reduce_ex__(2)), a.__reduce_ex__(2)[0] is not None)
    if code not in 'fd':
        print(a.byteswap(), a, a.byteswap(), a)
    (a.fromlist if code != 'l' else a.extend)(items)
    print(a, a.tolist())
    if PY3:
        print(a.tobytes(), a.frombytes(a.tobytes()), a)
    if hasattr(a, 'tostring'):
        import warnings
        warnings.simplefilter('ignore')
        print(repr(a.tostring()), a.fromstring(a.tostring()), a)
    f = _io.open('a.tmp', 'wb') if PY3 else open('a.tmp', 'wb')
    a.tofile(f)
    f.close()
    f = _io.open('a.tmp', 'rb') if PY3 else open('a.tmp', 'rb')
    d = array.array(code)
    print(d.fromfile(f, 2), d)
    attempt('short', d.fromfile, f, 100)
    f.close()
    attempt('append', a.append, 'x')
    attempt('append', a.append, None)
    attempt('extend', a.extend, 5)
    attempt('extend', a.extend, array.array('b' if code != 'b' else 'd', [1]))
    attempt('pop', a.pop, 999)
    attempt('remove', a.remove, 99)
    attempt('fromlist', a.fromlist, (1,))
    attempt('fromlist', a.fromlist, [1, 'x'])
    if hasattr(a, 'clear'):
        print(a.clear(), a)
    if hasattr(a, '__class_getitem__'):
        print(array.array[int].__args__)
    if hasattr(a, '__release_buffer__'):
        v = a.__buffer__(0)
        print(a.__release_buffer__(v))
u = array.array('u', b'text'.decode('ascii'))
print(u, u.tounicode(), u.fromunicode(b'more'.decode('ascii')), u.tounicode())
attempt('not text', array.array('i').tounicode)
attempt('not text', array.array('i').fromunicode, b'a'.decode('ascii'))
attempt('empty', array.array('i').pop)
attempt('index', array.array('i', [1]).index, 5)
import posix
posix.unlink('a.tmp')
