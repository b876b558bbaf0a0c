# versions: 2.7
# about: the methods of _io's types and of cStringIO's in 2.7, on files and in memory
import sys
import os
import _io
import cStringIO


def attempt(label, function, *args, **named):
    try:
        print('%s: %r' % (label, function(*args, **named)))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, error))


def asked(label, thing, names):
    for name in names.split():
        attempt('%s %s' % (label, name), getattr(thing, name))


f = _io.FileIO('f.tmp', 'w+')
print(f.write(b'one\ntwo\nthree\n'), f.seek(0), f.read(3), f.fileno() > 2)
asked('raw', f, 'isatty readable writable seekable tell readline readlines')
room = bytearray(4)
print(f.seek(0), f.readinto(room), room, f.readall(), f.truncate(8), f.seek(0, 2), f.close())
attempt('raw closed', f.read)
r = _io.BufferedReader(_io.FileIO('f.tmp'))
asked('reader', r, 'isatty readable writable seekable tell')
print(r.fileno() > 2, r.peek(1)[:3], r.read1(2), r.readinto(room), room, r.readline(), r.seek(0), r.read(), r.seek(1), r.readlines())
try:
    r.truncate(1)
except ValueError:
    print(sys.exc_info()[1])
raw = r.detach()
print(raw.closed, raw.close())
attempt('detached', r.read)
w = _io.BufferedWriter(_io.FileIO('f.tmp', 'w'))
asked('writer', w, 'isatty readable writable seekable tell')
print(w.write(b'abcdef'), w.tell(), w.flush(), w.seek(2), w.write(b'X'), w.truncate(4), w.fileno() > 2, w.detach().close())
b = _io.BufferedRandom(_io.FileIO('f.tmp', 'r+'))
asked('random', b, 'isatty readable writable seekable tell')
print(b.read(2), b.seek(0), b.peek(1)[:2], b.read1(1), b.readline(), b.seek(0), b.write(b'Z'), b.seek(0), b.readinto(room), room, b.fileno() > 2, b.detach().close())
p = _io.BufferedRWPair(_io.BytesIO(b'hello world'), _io.BytesIO())
asked('pair', p, 'isatty readable writable flush')
print(p.read(2), p.peek(1)[:2], p.read1(1), p.readinto(room), room, p.write(b'x'), p.close())
m = _io.BytesIO(b'a\nb\nc')
print(m.__getstate__()[:2], m.__setstate__((b'1\n2\n', 2, None)), m.read(), m.seek(0), m.readline(), m.readlines(), m.writelines([b'x', b'y']), m.getvalue(), m.isatty(), m.__sizeof__() > 10)
t = _io.StringIO(u'a\nb')
print(t.readline(), t.read(), t.getvalue(), t.readable(), t.writable(), t.seekable(), t.__getstate__()[:3], t.__setstate__((u'new', u'\n', 1, None)), t.read())
x = _io.TextIOWrapper(_io.BufferedRandom(_io.FileIO('f.tmp', 'r+')), 'ascii')
asked('text', x, 'isatty readable writable seekable')
print(x.fileno() > 2, x.readline(), x.detach().close())
d = _io.IncrementalNewlineDecoder(None, True)
print([d.decode(u'a\r'), d.decode(u'\nb\rc\n', True), [str(n) for n in d.newlines], [str(n) for n in d.getstate()], d.reset(), d.newlines, d.setstate((u'', 1)), [str(n) for n in d.getstate()]])
for kind in (_io._IOBase, _io._RawIOBase, _io._BufferedIOBase, _io._TextIOBase):
    k = kind()
    print(kind.__name__)
    asked(kind.__name__, k, 'fileno isatty readable writable seekable tell truncate _checkClosed _checkReadable _checkWritable _checkSeekable readline readlines flush __enter__' .replace('__enter__', ''))
    attempt('seek', k.seek, 0)
    attempt('enter', lambda: k.__enter__() is k)
    attempt('exit', k.__exit__, None, None, None)
    print(k.closed)
    attempt('closed', k._checkClosed)
    attempt('again', k.close)
    attempt('lines', k.writelines, [])
attempt('raw read', _io._RawIOBase().read, 1)
attempt('raw readall', _io._RawIOBase().readall)
for name, args in (('read', ()), ('read1', ()), ('readinto', (room,)), ('write', (b'',)), ('detach', ())):
    attempt('buffered ' + name, getattr(_io._BufferedIOBase(), name), *args)
for name, args in (('read', ()), ('readline', ()), ('write', (u'',)), ('detach', ())):
    attempt('text ' + name, getattr(_io._TextIOBase(), name), *args)
os.remove('f.tmp')

c = cStringIO.StringIO('one\ntwo\nthree')
print(c.readline(), c.tell(), c.next(), c.read(2), c.getvalue(), c.isatty(), c.flush(), c.reset(), c.read(), c.seek(1), c.truncate(), c.getvalue(), c.close())
attempt('closed', c.read)
o = cStringIO.StringIO()
print(o.write('one\ntwo\n'), o.writelines(['three\n', 'four']), o.reset(), o.readline(), o.next(), o.read(2), o.readlines(), o.tell(), o.seek(3), o.truncate(), o.getvalue(), o.isatty(), o.flush(), o.close())
attempt('closed', o.write, 'x')
