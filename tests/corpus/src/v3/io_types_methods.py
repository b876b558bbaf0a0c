# versions: 3.6-3.13
# about: the methods of _io's types on files and in memory: sizes, states, detached and closed streams, what may not be pickled
import sys
import _io
import posix
import warnings
warnings.simplefilter('ignore')


def attempt(label, function, *args, **named):
    try:
        print('%s: %r' % (label, function(*args, **named)))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, error))

posix.close(posix.open('f.tmp', posix.O_CREAT | posix.O_WRONLY | posix.O_TRUNC, 420))


def states(label, thing):
    if sys.version_info < (3, 8):
        attempt('%s state' % label, thing.__getstate__)
    if sys.version_info >= (3, 12):
        attempt('%s reduce' % label, thing.__reduce__)
        attempt('%s reduce' % label, thing.__reduce_ex__, 2)
    for name in ('readable', 'writable', 'seekable', 'isatty'):
        attempt('%s %s' % (label, name), getattr(thing, name))
    if hasattr(thing, '__sizeof__'):
        attempt('%s size' % label, lambda: thing.__sizeof__() > 10)
    attempt('%s fileno' % label, lambda: thing.fileno() > 2)


for label, mode in (('raw', 'rb'), ('raw', 'wb'), ('raw', 'r+b')):
    raw = _io.FileIO('f.tmp', mode)
    states(label + ' ' + mode, raw)
    attempt('dealloc', raw._dealloc_warn, raw)
    attempt('write', raw.write, b'abc')
    attempt('read', raw.read, 1)
    if mode != 'wb':
        attempt('readall', raw.readall)
    attempt('readinto', raw.readinto, bytearray(2))
    attempt('readinto', raw.readinto, b'x')
    attempt('seek', raw.seek, 0)
    attempt('seek', raw.seek, -1)
    attempt('truncate', raw.truncate, 2)
    attempt('writelines', raw.writelines, [b'x', b'y'])
    attempt('enter', lambda: raw.__enter__() is raw)
    attempt('exit', raw.__exit__, None, None, None)
    attempt('exit', raw.__exit__)
    attempt('enter', raw.__enter__)
    attempt('read', raw.read)
    attempt('fileno', raw.fileno)

w = _io.BufferedWriter(_io.FileIO('f.tmp', 'w'), 8)
states('writer', w)
attempt('write', w.write, b'0123456789')
attempt('write', w.write, 'text')
attempt('write', w.write, b'ab')
attempt('tell', w.tell)
attempt('seek', w.seek, 1)
attempt('flush', w.flush)
attempt('dealloc', w._dealloc_warn, w)
attempt('truncate', w.truncate, 6)
raw = w.detach()
attempt('detached', w.write, b'x')
attempt('detached', w.fileno)
attempt('detached', repr, w)
attempt('detach', w.detach)
raw.close()
attempt('readonly', _io.BufferedWriter, _io.FileIO('f.tmp'))
attempt('negative', _io.BufferedWriter, _io.FileIO('f.tmp', 'r+'), -1)
attempt('zero', _io.BufferedReader, _io.FileIO('f.tmp', 'r+'), 0)
attempt('reader', lambda: w.readable())

r = _io.BufferedReader(_io.FileIO('f.tmp'), 4)
states('reader', r)
attempt('peek', r.peek, 1)
attempt('read1', r.read1, 2)
attempt('readinto1', r.readinto1, bytearray(2))
attempt('readinto', r.readinto, bytearray(9))
attempt('dealloc', r._dealloc_warn, r)
if sys.version_info >= (3, 7):
    attempt('read', r.read, -2)
attempt('read', r.read, 'a')
attempt('write', r.write, b'x')
attempt('seek', r.seek, 0, 9)
attempt('seek', r.seek, 2)
attempt('readline', r.readline)
attempt('readlines', r.readlines)
attempt('close', r.close)
attempt('closed', r.read)
attempt('closed', r.peek)
attempt('closed', r.seek, 0)

b = _io.BufferedRandom(_io.FileIO('f.tmp', 'r+'), 4)
states('random', b)
attempt('write', b.write, b'ABCDEFGH')
attempt('seek', b.seek, 2)
attempt('read1', b.read1, 3)
attempt('read1', b.read1)
attempt('seek', b.seek, 0)
into = bytearray(3)
attempt('readinto', b.readinto, into)
attempt('readinto1', b.readinto1, into)
print(into)
attempt('peek', b.peek)
attempt('tell', b.tell)
attempt('truncate', b.truncate)
attempt('seek', b.seek, 0)
attempt('all', b.read)
attempt('dealloc', b._dealloc_warn, b)
attempt('detach', lambda: b.detach().close())
attempt('detached', b.read)
attempt('detached', b.readable)
attempt('detached', b.__sizeof__().__class__)

p = _io.BufferedRWPair(_io.BytesIO(b'hello world'), _io.BytesIO())
for name in ('readable', 'writable', 'isatty', 'flush', '__getstate__', 'detach'):
    if hasattr(_io.BufferedRWPair, name) and (name != '__getstate__' or sys.version_info < (3, 8)):
        attempt('pair ' + name, getattr(p, name))
attempt('read', p.read, 2)
attempt('peek', lambda: p.peek(2)[:2])
attempt('read1', p.read1, 1)
attempt('readinto', p.readinto, bytearray(2))
attempt('readinto1', p.readinto1, bytearray(2))
attempt('write', p.write, b'x')
attempt('seek', p.seek, 0)
attempt('close', p.close)
attempt('closed', lambda: p.closed)
attempt('pair', _io.BufferedRWPair, _io.FileIO('f.tmp', 'w'), _io.BytesIO())
attempt('pair', _io.BufferedRWPair, _io.BytesIO(), _io.FileIO('f.tmp'))

m = _io.BytesIO(b'some bytes')
attempt('state', m.__getstate__)
attempt('set', m.__setstate__, (b'other', 2, {'extra': 1}))
attempt('now', lambda: (m.getvalue(), m.tell(), m.extra))
for state in ((), (1, 2, None), (b'a', -1, None), (b'a', 'b', None), (b'a', 0, 5), 5):
    attempt('set %r' % (state,), m.__setstate__, state)
attempt('size', lambda: m.__sizeof__() > 10)
view = m.getbuffer()
attempt('held', m.write, b'x' * 99)
attempt('held', m.truncate, 1)
attempt('held', m.close)
view.release()
attempt('close', m.close)
attempt('closed', m.__getstate__)
attempt('closed', m.getvalue)
s = _io.StringIO('one\ntwo\r\nthree', newline=None)
attempt('state', s.__getstate__)
attempt('readline', s.readline)
attempt('readline', s.readline, 2)
attempt('readline', s.readline, None)
attempt('readline', s.readline, 'a')
attempt('set', s.__setstate__, ('text', '\n', 2, {'extra': 1}))
attempt('now', lambda: (s.getvalue(), s.tell(), s.extra, s.read()))
for state in ((), (1, '\n', 0, None), ('a', 5, 0, None), ('a', '\n', -1, None), ('a', '\n', 'b', None), ('a', '\n', 0, 5), 5, ('a', 'xx', 0, None)):
    attempt('set %r' % (state,), s.__setstate__, state)
attempt('close', s.close)
attempt('closed', s.readline)
attempt('closed', s.__getstate__)


class Raw(_io._RawIOBase):
    def __init__(self, data):
        self.data = data

    def readable(self):
        return True

    def readinto(self, room):
        n = min(len(room), len(self.data), 3)
        room[:n] = self.data[:n]
        self.data = self.data[n:]
        return n


attempt('raw read', Raw(b'abcdefgh').read, 2)
attempt('raw read', Raw(b'abcdefgh').read, -1)
attempt('raw readall', Raw(b'abcdefgh').readall)
attempt('raw line', lambda: Raw(b'ab\ncd').readline())
attempt('raw lines', lambda: list(Raw(b'ab\ncd')))
attempt('raw write', Raw(b'').write, b'x')
attempt('raw fileno', Raw(b'').fileno)
attempt('plain readinto', _io._RawIOBase().readinto, bytearray(1))
attempt('plain write', _io._RawIOBase().write, b'')
attempt('plain read', _io._RawIOBase().read)


class Buffered(_io._BufferedIOBase):
    def read(self, n=-1):
        return b'xyz'[:n]

    def read1(self, n=-1):
        return b'pq'[:n]


room = bytearray(2)
attempt('readinto', Buffered().readinto, room)
attempt('readinto1', Buffered().readinto1, room)
print(room)
attempt('readinto1', Buffered().readinto1, b'x')
for name, args in (('read', ()), ('read1', ()), ('write', (b'',)), ('detach', ()), ('readinto', (bytearray(1),)), ('readinto1', (bytearray(1),))):
    attempt('base ' + name, getattr(_io._BufferedIOBase(), name), *args)
for name, args in (('read', ()), ('write', ('',)), ('detach', ()), ('readline', ())):
    attempt('text ' + name, getattr(_io._TextIOBase(), name), *args)
attempt('text attributes', lambda: [_io._TextIOBase().encoding, _io._TextIOBase().newlines, _io._TextIOBase().errors])
base = _io._IOBase()
for name, args in (('seek', (0,)), ('tell', ()), ('truncate', ()), ('fileno', ()), ('flush', ()), ('isatty', ()), ('readable', ()), ('writable', ()), ('seekable', ()), ('readline', ()), ('readlines', ()), ('_checkClosed', ()),
                   ('_checkReadable', ()), ('_checkWritable', ()), ('_checkSeekable', ())):
    attempt('base ' + name, getattr(base, name), *args)
attempt('enter', lambda: base.__enter__() is base)
attempt('exit', base.__exit__)
attempt('closed', lambda: base.closed)
attempt('enter', base.__enter__)
attempt('flush', base.flush)


class Lines(_io._IOBase):
    seen = []

    def write(self, data):
        self.seen.append(data)


attempt('writelines', Lines().writelines, [b'a', 'b', 5])
attempt('writelines', Lines().writelines, 5)
attempt('writelines', _io._IOBase().writelines, [b'a'])
print(Lines.seen)

t = _io.TextIOWrapper(_io.FileIO('f.tmp', 'w'), 'utf-8')
states('text', t)
attempt('write', t.write, b'x')
attempt('write', t.write, '\u00e9\n')
attempt('read', t.read)
attempt('next', next, t)
attempt('seek', t.seek, 1, 1)
attempt('seek', t.seek, -1)
attempt('seek', t.seek, 0, 5)
attempt('detach', lambda: t.detach().close())
attempt('detached', t.read)
attempt('detached', repr, t)
attempt('wrong', _io.TextIOWrapper)
attempt('wrong', _io.TextIOWrapper, 5)
attempt('wrong', _io.TextIOWrapper, _io.BytesIO(), 'no-such')
attempt('wrong', _io.TextIOWrapper, _io.BytesIO(), 'utf-8', 'no-such')
attempt('wrong', _io.TextIOWrapper, _io.BytesIO(), 'utf-8', newline='x')
d = _io.IncrementalNewlineDecoder(None, True)
attempt('decode', d.decode, 'a\r\nb\rc\n')
attempt('newlines', lambda: d.newlines)
attempt('state', d.getstate)
attempt('decode', d.decode, 'x\r')
attempt('state', d.getstate)
attempt('reset', d.reset)
attempt('set', d.setstate, (b'', 1))
attempt('set', d.setstate, 5)
attempt('decode', d.decode, b'x')
posix.unlink('f.tmp')
