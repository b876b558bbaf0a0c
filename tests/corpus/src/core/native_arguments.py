# versions: 2.7, 3.6-3.13
# about: what functions of native modules say of wrong arguments, which types name their module, own __new__ of exceptions
import sys, _codecs, _struct, operator, io, _weakref, marshal


def tried(f, *args, **keywords):
    try:
        return repr(f(*args, **keywords))
    except Exception as e:
        return '%s: %s' % (type(e).__name__, e)


def show(*rows):
    sys.stdout.write('\n    '.join(rows) + '\n')


for name in ('utf_8_decode', 'ascii_decode', 'latin_1_decode', 'utf_7_decode', 'utf_16_le_decode', 'utf_16_ex_decode', 'utf_32_ex_decode', 'charmap_decode',
             'escape_decode', 'unicode_escape_decode', 'raw_unicode_escape_decode', 'utf_16_encode', 'utf_8_encode', 'utf_32_le_encode', 'charmap_encode',
             'escape_encode', 'ascii_encode', 'readbuffer_encode', 'unicode_escape_encode'):
    f = getattr(_codecs, name)
    show(name, tried(f, u'abc'), tried(f, 5), tried(f, b'abcd', 5), tried(f, u'abc', 5), tried(f, 5, 5))
for name in 'lookup', 'lookup_error', 'register_error':
    f = getattr(_codecs, name)
    show(name, tried(f, 5), tried(f, 'a', 5), tried(f, 'a', 'ascii', 5))
for f in _codecs.encode, _codecs.decode:
    show('codec', tried(f, 'a', 5), tried(f, 'a', 'ascii', 5), tried(f, 'a', 5, 5))


class Meta(type):
    pass


M = Meta('M', (object,), {})
show('metaclass', tried(Meta, 'x'), tried(Meta, 1, 2), tried(type.__new__, Meta), tried(Meta, 1, 2, 3, 4))
show('weakref', tried(_weakref.ref(M).__init__, 1, a=2), tried(_weakref.ref, M, a=1), tried(_weakref.ref(M).__init__, 1, 2, 3, 4), tried(_weakref.ref, 1, 2, 3, a=1))
show('struct', tried(_struct.pack, u'\U0001f600'), tried(_struct.calcsize, b'i\0'), tried(_struct.pack, 'i', a=1), tried(_struct.Struct('i').pack, 1, a=1),
     tried(_struct.Struct, u'\xe9'))
show('getter', *[t if 'object at' not in t else 'made' for t in (tried(operator.attrgetter, 5), tried(operator.attrgetter, 5, 'a'))])
show('getter', tried(lambda: operator.attrgetter(5)(6)), tried(lambda: operator.attrgetter('real', 6)(6)))
show('marshal', tried(marshal.dumps, 5, 2.5), tried(marshal.dumps, 5, 'a'))
lent = io.BytesIO(b'abc')
if sys.version_info >= (3, 2):
    view = lent.getbuffer()
    view[0:1] = b'x'
    show('lent', type(view.obj).__name__, tried(type(view.obj)), tried(lent.write, b'longer'), tried(view.tobytes))
    view.release()
show('bytes', tried(memoryview, lent), tried(lent.getvalue), repr('__dict__' in dir(lent)), repr('__dict__' in dir(io.BytesIO)))
if hasattr(object, '__init_subclass__'):
    for t in io.BytesIO, _weakref.ref, int, Meta, operator.itemgetter, type(sys):
        show('subclass', tried(t.__init_subclass__, 5), tried(t.__init_subclass__, a=5))
import _collections, _functools, itertools
named = []
for m in _collections, _functools, itertools, operator, io, _struct:
    for name in sorted(dir(m)):
        t = getattr(m, name)
        if isinstance(t, type) and name not in ('OrderedDict', 'GenericAlias', 'UnsupportedOperation', '__loader__') and '__module__' in t.__dict__:
            named.append(name)
show('named', *named)
for e in (BaseException, Exception, ValueError, KeyError, StopIteration, OSError, SystemExit, ImportError, SyntaxError, UnicodeDecodeError, MemoryError, AttributeError,
          NameError, UnboundLocalError, IndentationError, IndexError, KeyboardInterrupt, Warning, UserWarning, ArithmeticError, GeneratorExit):
    show(e.__name__, repr('__new__' in e.__dict__), tried(e.__new__), tried(e.__new__, 5))




def numbers(stream, data):
    out = [tried(stream.write, data), tried(stream.tell), tried(stream.seek, 1), tried(stream.seek, 0, 2), tried(stream.truncate, 2), tried(stream.seek, 0)]
    if isinstance(data, bytes):
        out += [tried(stream.readinto, bytearray(3))]
    return ' '.join(out)


show('numbers', numbers(io.BytesIO(), b'abc'), numbers(io.StringIO(), u'abc'), numbers(io.TextIOWrapper(io.BytesIO()), u'abc'), numbers(io.BufferedRandom(io.BytesIO()), b'abc'))
reader = io.BufferedReader(io.BytesIO(b'abc'))
show('reader', tried(reader.write, b'a'), tried(reader.peek, 'a'), tried(reader.peek), tried(io.BytesIO(b'ab').read1, 1), tried(enumerate('a', True).__next__ if sys.version_info > (3,) else enumerate('a', True).next))


show('wrapper', tried(io.TextIOWrapper, 5), tried(io.TextIOWrapper, ()))


def caught():
    try:
        raise ValueError(1)
    except ValueError:
        pass


if sys.version_info < (3,):
    caught()
    show('sys', *[tried(getattr, sys, name) for name in ('exc_type', 'exc_value', 'exc_traceback')])
    try:
        raise KeyError(2)
    except KeyError:
        sys.exc_clear()
        show('sys', *[tried(getattr, sys, name) for name in ('exc_type', 'exc_value', 'exc_traceback')])
