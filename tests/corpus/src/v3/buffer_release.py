# versions: 3.12-3.13
# about: __buffer__ and __release_buffer__ of native types and of classes, memoryview._from_flags, what each flag asks for
import sys


def attempt(label, function, *args, **named):
    try:
        value = function(*args, **named)
        print('%s: %s' % (label, value if not isinstance(value, memoryview) else view(value)))
        return value
    except BaseException:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, error))


def view(v):
    return 'view of %s: %r %s %s %s %s %s' % (type(v.obj).__name__, v.tobytes(), v.readonly, v.format, v.shape, v.strides, v.c_contiguous)


SIMPLE, WRITABLE, FORMAT, ND, STRIDES, C, F, ANY, INDIRECT, FULL_RO, FULL = 0, 1, 4, 8, 24, 56, 88, 152, 280, 284, 285
FLAGS = [SIMPLE, WRITABLE, FORMAT, ND, STRIDES, C, F, ANY, INDIRECT, FULL_RO, FULL]
for thing in (bytearray(b'abc'), b'abc', memoryview(b'abcd'), memoryview(bytearray(b'abcd'))):
    print(type(thing).__name__)
    for flags in FLAGS + [-1, 2 ** 40]:
        attempt('  buffer %d' % flags, thing.__buffer__, flags)
        attempt('  from flags %d' % flags, memoryview._from_flags, thing, flags)
    attempt('  buffer', thing.__buffer__)
    attempt('  buffer', thing.__buffer__, 'a')
    if hasattr(thing, '__release_buffer__'):
        v = thing.__buffer__(0)
        attempt('  release', thing.__release_buffer__, v)
        attempt('  released', lambda: v.tobytes())
        attempt('  release', thing.__release_buffer__, v)
        attempt('  release', thing.__release_buffer__, 5)
        attempt('  release', thing.__release_buffer__, memoryview(b'other'))
b = bytearray(b'grow')
v = b.__buffer__(0)
attempt('export', b.append, 1)
b.__release_buffer__(v)
attempt('no export', b.append, 1)
v = memoryview(b)
attempt('not its own', bytearray(b'x').__release_buffer__, v)
v.release()
attempt('from flags', memoryview._from_flags, 5, 0)
attempt('from flags', memoryview._from_flags, b'a')
attempt('from flags', memoryview._from_flags, object=b'a', flags=0)
attempt('bytes', hasattr, b'', '__release_buffer__')


class Own:
    def __init__(self, answer=None):
        self.data, self.answer, self.log = bytearray(b'own data'), answer, []

    def __buffer__(self, flags):
        self.log.append(('buffer', flags))
        return memoryview(self.data) if self.answer is None else self.answer

    def __release_buffer__(self, given):
        self.log.append(('release', type(given).__name__, given.tobytes()))


o = Own()
with memoryview(o) as v:
    print(view(v), v.obj is o, len(v))
    v[0] = 79
    attempt('resize', o.data.append, 1)
print(o.data, o.log)
attempt('resize', o.data.append, 33)
o.log.clear()
attempt('bytes', bytes, o)
attempt('join', b'-'.join, [o, o])
attempt('bytearray', bytearray, o)
attempt('find', b'xx own'.find, Own())
attempt('int', int, Own())
print(len(o.log), o.log[:2])
for answer in (5, b'bytes', bytearray(b'x'), memoryview(b'readonly')):
    attempt('answer %r' % type(answer).__name__, memoryview, Own(answer))
    attempt('writable %r' % type(answer).__name__, memoryview._from_flags, Own(answer), WRITABLE)
attempt('direct', Own().__buffer__, FULL)


class Only:
    def __buffer__(self, flags):
        return memoryview(b'only')


class Raises:
    def __buffer__(self, flags):
        raise ValueError('no buffer')


class RaisesLater:
    def __buffer__(self, flags):
        return memoryview(b'later')

    def __release_buffer__(self, given):
        raise ValueError('no release')


class NoneBuffer:
    __buffer__ = None


class Sub(bytearray):
    def __buffer__(self, flags):
        print('  sub buffer', flags)
        return super().__buffer__(flags)

    def __release_buffer__(self, given):
        print('  sub release')
        super().__release_buffer__(given)


class SubOnly(bytes):
    def __buffer__(self, flags):
        return memoryview(b'from the class')


attempt('only', memoryview, Only())
attempt('raises', memoryview, Raises())
attempt('none', memoryview, NoneBuffer())
attempt('instance', lambda: memoryview(type('T', (), {})()))
hook, sys.unraisablehook = sys.unraisablehook, lambda u: print('unraisable', u.exc_type.__name__, u.exc_value)
attempt('later', lambda: memoryview(RaisesLater()).release())
sys.unraisablehook = hook
s = Sub(b'sub')
attempt('sub', bytes, memoryview(s))
attempt('sub', s.append, 1)
attempt('sub', bytes, s)
with memoryview(s) as v:
    attempt('locked', s.append, 2)
attempt('unlocked', s.append, 2)
attempt('sub only', memoryview, SubOnly(b'own'))
attempt('sub only', bytes, SubOnly(b'own'))
attempt('twice', lambda: (lambda m: [m.release(), m.release()])(memoryview(Own())))
attempt('use after', lambda: (lambda m: [m.release(), m[0]])(memoryview(Own())))
attempt('has', lambda: [hasattr(t, n) for t in (bytes, bytearray, memoryview, str, Own) for n in ('__buffer__', '__release_buffer__')])
