# versions: 2.6-3.13
# about: __reduce__, __setstate__ and __length_hint__ of the built-in iterators and other objects, as copy and pickle use them
import sys

PY3 = sys.version_info[0] > 2


def text(v):
    s = repr(v)
    while ' at 0x' in s:
        i = s.index(' at 0x')
        j = i + 6
        while s[j] in '0123456789abcdef':
            j += 1
        s = s[:i] + s[j:]
    return s


def show(label, make):
    try:
        r = text(make())
    except Exception:
        e = sys.exc_info()[1]
        r = '! %s %s' % (type(e).__name__, e)
    print('%s = %s' % (label, r))


def advanced(it, n):
    for _ in range(n):
        next(it)
    return it


class Seq(object):
    def __len__(self):
        return 3

    def __getitem__(self, i):
        if i > 2:
            raise IndexError(i)
        return i


def count():
    count.n = getattr(count, 'n', 0) + 1
    return count.n


makers = [
    ('list', lambda: iter([1, 2, 3])), ('tuple', lambda: iter((1, 2, 3))), ('str', lambda: iter('abc')), ('bytearray', lambda: iter(bytearray(b'abc'))),
    ('range', lambda: iter(range(3))), ('set', lambda: iter(set([1, 2, 3]))), ('dict', lambda: iter({1: 2, 3: 4, 5: 6})),
    ('reversed list', lambda: reversed([1, 2, 3])), ('reversed tuple', lambda: reversed((1, 2, 3))), ('sequence', lambda: iter(Seq())), ('callable', lambda: iter(count, 3)),
    ('enumerate', lambda: enumerate('abc', 5)),
]
if PY3:
    makers += [
        ('bytes', lambda: iter(b'abc')), ('wide str', lambda: iter('a\u1234c')), ('map', lambda: map(abs, [1, 2, 3])), ('zip', lambda: zip([1, 2, 3], 'abc')),
        ('filter', lambda: filter(None, [1, 2, 3])), ('long range', lambda: iter(range(2 ** 70, 2 ** 70 + 3))), ('values', lambda: iter({1: 2, 3: 4, 5: 6}.values())),
        ('items', lambda: iter({1: 2, 3: 4, 5: 6}.items())), ('memoryview', lambda: iter(memoryview(b'abc'))),
    ]
    if hasattr(dict, '__reversed__'):
        makers += [('reversed dict', lambda: reversed({1: 2, 3: 4, 5: 6})), ('reversed values', lambda: reversed({1: 2, 3: 4, 5: 6}.values())),
                   ('reversed items', lambda: reversed({1: 2, 3: 4, 5: 6}.items()))]
for name, make in makers:
    for n in (0, 1, 3, 4):
        def moved():
            it = make()
            count.n = 0
            try:
                return advanced(it, n)
            except StopIteration:
                return it
        if name == 'memoryview' and not hasattr(moved(), '__length_hint__'):
            pass
        elif hasattr(moved(), '__length_hint__'):
            show('%s %d hint' % (name, n), lambda: moved().__length_hint__())
        if PY3 and 'object' not in type(moved()).__reduce__.__qualname__ if hasattr(type.__reduce__, '__qualname__') else False:
            show('%s %d reduce' % (name, n), lambda: moved().__reduce__())
    if hasattr(make(), '__setstate__'):
        for state in (0, 1, 2, 5, -1, 2 ** 70, 'x', None):
            def put():
                it = make()
                it.__setstate__(state)
                return list(it)
            if name == 'zip' or name == 'reversed tuple' and state is None:
                continue
            show('%s setstate %r' % (name, state), put)
if PY3:
    for o in (slice(1, 2), range(3), Ellipsis, NotImplemented, [].append, len, str.join, int.__add__, (5).__add__):
        show('reduce ' + type(o).__name__, lambda: o.__reduce__())
for o in (set([1]), frozenset([1]), bytearray(b'x'), ValueError('a', 1), OSError(2, 'no'), KeyError()):
    show('reduce ' + type(o).__name__, lambda: o.__reduce__())


class Err(Exception):
    pass


e = Err('x')
e.note = 5
show('error', lambda: e.__reduce__())
show('error set', lambda: (e.__setstate__({'more': 6}), e.more, e.note))
show('error set none', lambda: e.__setstate__(None))
show('error set bad', lambda: e.__setstate__(5))
if PY3 and sys.version_info >= (3, 11):
    show('state', lambda: (object().__getstate__(), e.__getstate__(), [].__getstate__()))
    try:
        None.x
    except AttributeError as err:
        show('attribute error', lambda: (err.__reduce__()[1], sorted(err.__getstate__())))
if sys.version_info >= (3, 3):
    n = type(sys.implementation)(a=1, b=2)
    show('namespace', lambda: n.__reduce__())
    try:
        import nothing_here
    except ImportError as err:
        show('import error', lambda: err.__reduce__())
