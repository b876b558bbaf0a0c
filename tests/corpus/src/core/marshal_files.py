# versions: 2.7,3.6-3.13
# about: marshal to and from files, one value after another; what is no file, what cannot be written
import sys
import marshal
PY3 = sys.version_info[0] >= 3
if PY3:
    import _io
    open = _io.open


def attempt(label, function, *args, **named):
    try:
        print('%s: %r' % (label, function(*args, **named)))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, error))


VALUES = [None, True, 5, -2 ** 40, 2 ** 100, 1.5, 2 - 3j, 'text', b'bytes', (1, 'two', (3,)), [1, [2]], {'a': 1}, set([1]), frozenset([2]), Ellipsis, StopIteration]
for version in (0, 1, 2, 3, 4):
    f = open('m.tmp', 'wb')
    for value in VALUES:
        attempt('dump', marshal.dump, value, f, version)
    f.close()
    f = open('m.tmp', 'rb')
    for value in VALUES:
        attempt('load', marshal.load, f)
    attempt('at end', marshal.load, f)
    attempt('tell', f.tell)
    f.close()
f = open('m.tmp', 'wb')
attempt('dump', marshal.dump, object(), f)
attempt('dump', marshal.dump, [1, len], f)
attempt('dump', marshal.dump, 1)
attempt('dump', marshal.dump, 1, 5)
attempt('dump', marshal.dump, 1, f, 2, 3)
f.close()
attempt('load', marshal.load)
attempt('load', marshal.load, 5)
attempt('load', marshal.load, 'm.tmp')
f = open('m.tmp', 'wb')
f.write(b'?')
f.close()
f = open('m.tmp', 'rb')
attempt('unknown', marshal.load, f)
f.close()
if PY3:
    memory = _io.BytesIO()
    marshal.dump({'k': (1, 2)}, memory)
    memory.write(b'tail')
    memory.seek(0)
    attempt('memory', marshal.load, memory)
    attempt('tail', memory.read)
import posix
posix.unlink('m.tmp')
