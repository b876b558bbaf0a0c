# versions: 3.8-3.13
# about: io.open_code and text_encoding, typing's bases, what cannot be subclassed, zlib's newest decompressor, children made for subprocess
import sys
import io
import posix
import zlib
import _posixsubprocess


def attempt(label, function, *args, **named):
    try:
        print('%s: %r' % (label, function(*args, **named)))
    except Exception as e:
        print('%s: %s %s' % (label, type(e).__name__, e))


with io.open('c.tmp', 'wb') as f:
    f.write(b'code')
with io.open_code('c.tmp') as f:
    print(f.read(), type(f).__name__)
attempt('open_code', io.open_code, 5.5)
posix.unlink('c.tmp')
if hasattr(io, 'text_encoding'):
    print(io.text_encoding('x'), io.text_encoding(None), io.text_encoding(None, 1))
if hasattr(zlib, '_ZlibDecompressor'):
    d = zlib._ZlibDecompressor()
    packed = zlib.compress(b'data' * 100) + b'rest'
    print(d.decompress(packed, 10), d.needs_input, d.eof, len(d.decompress(b'')), d.eof, d.unused_data)
    attempt('after', d.decompress, b'x')
if sys.version_info >= (3, 12):
    import _sre
    print(type(_sre.template('', ['a'])).__name__)
    scope = {}
    exec('class G[T]: pass\ndef f[**P](): pass\n', scope)
    G, P = scope['G'], scope['f'].__type_params__[0]
    Generic = G.__mro__[1]
    print(Generic, Generic.__module__, G.__orig_bases__)
    attempt('generic', lambda: G.__class_getitem__(int))
    attempt('generic', lambda: Generic[G.__type_params__[0]])
    attempt('generic', lambda: Generic[int])
    attempt('generic', lambda: Generic[()])
    attempt('subclass', lambda: type('Plain', (G,), {}).__name__)
    attempt('bare', lambda: type('Bare', (Generic,), {}).__name__)
    attempt('init subclass', G.__init_subclass__)
    attempt('args', lambda: P.args.__mro_entries__(()))
    attempt('kwargs', lambda: P.kwargs.__mro_entries__(()))
    if sys.version_info >= (3, 13):
        none = scope['G'].__type_params__[0].__default__
        print(none, none.__reduce__(), type(none)() is none)
sys.stdout.flush()
r, w = posix.pipe()
failed, told = posix.pipe()
base = [[b'sh', b'-c', b'echo from the child'], (b'/bin/sh',), True, (told,), None, None, -1, -1, -1, w, -1, -1, failed, told, True, False]
if sys.version_info >= (3, 9):
    base += [None, None, None, -1]
if sys.version_info >= (3, 11):
    base.insert(16, -1)
base.append(None)
if sys.version_info >= (3, 11):
    base.append(True)
pid = _posixsubprocess.fork_exec(*base)
posix.close(w)
posix.close(told)
print(pid > 0, posix.read(r, 100), posix.read(failed, 100), posix.waitpid(pid, 0)[1])
