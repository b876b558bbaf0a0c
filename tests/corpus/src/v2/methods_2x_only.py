# versions: 2.5-2.7
# about: methods that only 2.x has: of dictproxy, file, str and unicode, called by name
import sys
import posix


def show(label, make):
    try:
        r = repr(make())
    except Exception, e:
        r = '! %s %s' % (type(e).__name__, e)
    print '%s = %s' % (label, r)


class A(object):
    x = 1
    def f(self): pass

p = A.__dict__
show('proxy', lambda: (p.get('x'), p.get('z'), p.get('z', 5), p.has_key('x'), p.has_key('y')))
show('proxy lists', lambda: (sorted(p.keys()) == sorted(p), len(p.items()) == len(p), len(p.values()) == len(p)))
show('proxy iterators', lambda: (len(list(p.iterkeys())) == len(p), len(list(p.itervalues())) == len(p), len(list(p.iteritems())) == len(p), type(p.copy()).__name__))
show('str', lambda: ('abc'.encode('hex'), '616263'.decode('hex'), 'abc'.encode('rot13'), 'abc'.decode('ascii'), 'a\tb'.encode('string_escape')))
show('str bad', lambda: 'abc'.decode('nope'))
show('translate', lambda: ('hello'.translate(None, 'l') if sys.version_info >= (2, 6) else 'heo', 'abc'.translate('x' * 256), 'abc'.translate(''.join(map(chr, range(256))), 'b')))
show('translate short', lambda: 'abc'.translate('x'))
show('unicode', lambda: (u'abc'.decode('ascii'), u'\xe9'.encode('utf-8'), u'abc'.__getnewargs__(), u'abc'.translate({97: u'X', 98: None, 99: 100})))
show('unicode decode', lambda: u'\xe9'.decode('ascii'))
if sys.version_info >= (2, 6):
    show('parser', lambda: (list(u'a{b!r:c}d'._formatter_parser()), list('a{b!r:c}d'._formatter_parser())))
    first, rest = 'a.b[c]'._formatter_field_name_split()
    show('split', lambda: (first, list(rest)))
    first, rest = u'0.b[1]'._formatter_field_name_split()
    show('split', lambda: (first, list(rest)))
    show('exception', lambda: (ValueError('x').__unicode__(), ValueError(u'\xe9').__unicode__(), ValueError().__unicode__(), ValueError(1, 2).__unicode__()))
show('setformat', lambda: (float.__getformat__('double'), float.__setformat__('double', 'unknown') if sys.version_info >= (2, 5) else None))
show('long', lambda: (5L .__getnewargs__(), 5L .__coerce__(3), (5).__coerce__(3L), 5.0.__coerce__(2)))
show('xrange', lambda: (len(xrange(3)), xrange(1, 9, 3)[1], list(reversed(xrange(4)))))
show('xrange reduce', lambda: xrange(1, 9, 3).__reduce__() if sys.version_info >= (2, 7) else (xrange, (1, 10, 3)))
show('exc', lambda: (ValueError('a').__reduce__(), EnvironmentError(1, 'x').__reduce__(), EnvironmentError(1, 'x', 'f').__reduce__()))
name = 'file_methods.tmp'
f = open(name, 'wb+')
show('write', lambda: (f.write('one\ntwo\n'), f.writelines(['three', '\n', 'four']), f.tell()))
show('seek', lambda: (f.seek(0), f.read(3), f.tell(), f.seek(-4, 2), f.read(), f.seek(1, 0), f.seek(1, 1), f.tell()))
show('lines', lambda: (f.seek(0), f.readline(), f.next(), f.seek(0), f.readlines(), f.seek(0), list(f.xreadlines())))
show('truncate', lambda: (f.seek(5), f.truncate(), f.seek(0), f.read()))
show('misc', lambda: (f.fileno() > 2, f.isatty(), f.flush(), f.closed, f.mode, f.name, f.softspace, f.encoding))
if sys.version_info >= (2, 6):
    b = bytearray(4)
    show('readinto', lambda: (f.seek(0), f.readinto(b), b))
    show('with', lambda: (f.__enter__() is f, f.__exit__(None, None, None), f.closed))
show('close', lambda: (f.close(), f.closed))
show('closed', lambda: f.read())
show('closed iter', lambda: f.next())
posix.unlink(name)
it = iter((1, 2, 3))
show('hints', lambda: (it.__length_hint__(), it.next(), it.__length_hint__(), iter(set([1, 2])).__length_hint__(), iter({1: 2}).__length_hint__()))
