# versions: 2.7, 3.6-3.13
# about: objects that marshal takes one by one from a pipe, of which it reads no more than each
import marshal, os, sys


def f(a, b=(1, 2.5)):
    def g():
        return a, b
    return g


values = [1, -70000, 2 ** 70, -2 ** 45, 1.5, 2.5j, None, True, Ellipsis, StopIteration, 'abc', u'\xe9\u20ac', b'\0\xff', '', (), (1, 'a'), [1, [2, [3]]], {'a': (1,), 2: {}},
          set([1]), frozenset(['x']), {(): [{}]}, 'x' * 300, tuple(range(300)), f.__code__, [f.__code__, 'after'], ['again', 'again', u'again']]
r, w = os.pipe()
stream = os.fdopen(r, 'rb')
for value in values:
    os.write(w, marshal.dumps(value))
    got = marshal.load(stream)
    sys.stdout.write('%s %s\n' % (got == value, repr(got)[:40] if 'code object' not in repr(got) else 'code'))
for version in range(marshal.version + 1):
    os.write(w, marshal.dumps([1.5, 'abc', (2j, 7)], version))
    sys.stdout.write('%r\n' % (marshal.load(stream),))
os.write(w, marshal.dumps(['cut', 'short'])[:-3])
os.close(w)
for i in range(2):
    try:
        sys.stdout.write('%r\n' % (marshal.load(stream),))
    except Exception as e:
        sys.stdout.write('%s: %s\n' % (type(e).__name__, e))
