# versions: 2.7, 3.6-3.13
# about: special methods whose look-up itself raises: which operations say so and which go on without
class Meta(type):
    pass


def booh(self):
    raise AttributeError("booh")


def zero(self):
    raise ZeroDivisionError("zero")


names = """eq ne lt le gt ge hash repr str bool nonzero len iter next contains getitem setitem delitem call add radd iadd
neg abs invert int float index enter exit get set delete getattr getattribute setattr delattr dir format sizeof
reversed missing length_hint instancecheck subclasscheck round trunc floor ceil bytes complex divmod pow rpow fspath
reduce_ex reduce copy unicode coerce hex oct long getslice init new del aiter anext await""".split()


class Plain(object):
    def __init__(self, n=0):
        self.n = n


def attempt(label, f, *args):
    try:
        r = f(*args)
        if isinstance(r, str) and ' at 0x' in r:
            r = 'default text'
        elif type(r).__name__ in ('X', 'Plain', 'method', 'iterator'):
            r = type(r).__name__
        elif label.endswith(' hash'):
            r = 'a hash'
        elif label.endswith(' dir'):
            r = 'names'
        elif label.endswith(('sizeof', 'ids')):
            r = 'a size'
        print('%s -> %r' % (label, r))
    except BaseException:
        import sys
        e = sys.exc_info()[1]
        text = str(e)
        if '0x' in text:
            text = text.split('0x')[0]
        print('%s !! %s %s' % (label, type(e).__name__, text))


def inplace(x):
    x += 1
    return x


def withit(x):
    with x:
        return 'in'


def setit(x):
    x[1] = 2


def delit(x):
    del x[1]


def inplaces(x):
    x |= 1
    return x


import sys
two = sys.version_info[0] == 2
ops = {
    'eq': [lambda x: x == 1, lambda x: x == x, lambda x: 1 == x, lambda x: [x] == [1]],
    'ne': [lambda x: x != 1, lambda x: x != x],
    'lt': [lambda x: x < 1], 'le': [lambda x: x <= 1], 'gt': [lambda x: x > 1], 'ge': [lambda x: x >= 1],
    'hash': [lambda x: hash(x), lambda x: len(set([x]))],
    'repr': [repr, str, lambda x: '%r' % (x,), lambda x: repr([x])],
    'str': [str, lambda x: '%s' % (x,), lambda x: '{0}'.format(x)],
    'bool': [bool, lambda x: not x], 'nonzero': [bool],
    'len': [len, bool, lambda x: list(x), lambda x: x[-1]],
    'iter': [iter, list, lambda x: 1 in x, lambda x: [y for y in x], lambda x: tuple(*x)],
    'next': [lambda x: next(x)],
    'contains': [lambda x: 1 in x, lambda x: 1 not in x],
    'getitem': [lambda x: x[1], lambda x: list(x), lambda x: x[1:2], lambda x: 1 in x, lambda x: reversed(x)],
    'setitem': [setit], 'delitem': [delit],
    'call': [lambda x: x(), lambda x: list(map(x, [1]))],
    'add': [lambda x: x + 1, lambda x: x + x, inplace], 'radd': [lambda x: 1 + x, lambda x: Plain() + x],
    'iadd': [inplace], 'neg': [lambda x: -x], 'abs': [abs], 'invert': [lambda x: ~x],
    'int': [int], 'float': [float], 'index': [lambda x: [1, 2][x], lambda x: hex(x), lambda x: list(range(3))[x:], lambda x: [1] * x],
    'enter': [withit], 'exit': [withit],
    'getattr': [lambda x: x.foo, lambda x: hasattr(x, 'foo')], 'getattribute': [lambda x: x.foo, lambda x: hasattr(x, 'foo')],
    'setattr': [lambda x: setattr(x, 'foo', 1)], 'delattr': [lambda x: delattr(x, 'foo')],
    'dir': [dir], 'format': [lambda x: format(x), lambda x: '{0:x}'.format(x)],
    'reversed': [reversed], 'length_hint': [lambda x: list(x)],
    'instancecheck': [], 'round': [round], 'bytes': [lambda x: bytes(x)] if not two else [],
    'complex': [complex], 'divmod': [lambda x: divmod(x, 2)], 'pow': [lambda x: pow(x, 2), lambda x: pow(x, 2, 3)],
    'rpow': [lambda x: 2 ** x], 'coerce': [lambda x: x + 1], 'cmp': [lambda x: x < 1],
    'unicode': [lambda x: u'%s' % (x,)], 'hex': [], 'long': [int],
    'init': [], 'new': [], 'del': [],
    'missing': [lambda x: {}.get(x)], 'reduce_ex': [], 'trunc': [lambda x: __import__('math').trunc(x)],
    'floor': [lambda x: __import__('math').floor(x)], 'ceil': [lambda x: __import__('math').ceil(x)],
    'sizeof': [lambda x: sys.getsizeof(x) > 0],
}
for name in names:
    for error in booh, zero:
        X = Meta('X', (Plain,), {'__%s__' % name: property(error)})
        if name in ('length_hint',):
            X = Meta('X', (Plain,), {'__%s__' % name: property(error), '__iter__': lambda self: iter([1, 2])})
        if name == 'exit':
            X.__enter__ = lambda self: self
        if name == 'enter':
            X.__exit__ = lambda self, *a: None
        if name == 'next':
            X.__iter__ = lambda self: self
        try:
            x = X()
        except BaseException:
            e = sys.exc_info()[1]
            print('%s X() !! %s %s' % (name, type(e).__name__, e))
            continue
        for i, op in enumerate(ops.get(name, [])):
            attempt('%s %d %s' % (error.__name__, i, name), op, x)
print('class-level descriptors')
for name, ops_ in (('get', [lambda c: c().a, lambda c: c.a]), ('set', [lambda c: setattr(c(), 'a', 1)]), ('delete', [lambda c: delattr(c(), 'a')])):
    D = Meta('X', (Plain,), {'__%s__' % name: property(booh)})
    C = Meta('C', (object,), {'a': D()})
    for i, op in enumerate(ops_):
        attempt('%d %s' % (i, name), op, C)
for name in 'instancecheck', 'subclasscheck', 'call', 'len', 'iter', 'contains', 'getitem', 'or', 'repr', 'dir', 'prepare', 'mro':
    M = type('M', (type,), {('__%s__' % name) if name != 'mro' else 'mro': property(booh)})
    try:
        C = M('C', (object,), {})
    except BaseException:
        e = sys.exc_info()[1]
        print('%s class !! %s %s' % (name, type(e).__name__, e))
        continue
    f = {'instancecheck': lambda c: isinstance(1, c), 'subclasscheck': lambda c: issubclass(int, c), 'call': lambda c: c(), 'len': len, 'iter': iter,
         'contains': lambda c: 1 in c, 'getitem': lambda c: c[1], 'or': lambda c: c | int, 'repr': repr, 'dir': lambda c: len(dir(c)) > 0}.get(name)
    if f:
        attempt('meta ' + name, f, C)
