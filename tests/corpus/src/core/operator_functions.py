# versions: 2.7,3.6-3.13
# about: every function of the operator module under both its names, and what it says of wrong arguments
import sys
if sys.version_info[0] >= 3:
    import _operator as operator
else:
    import operator


def attempt(label, function, *args):
    try:
        print('%s %s: %r' % (label, args, function(*args)))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s %s: %s %s' % (label, args, kind.__name__, error))


class Grows(object):
    def __init__(self):
        self.log = []

    def __repr__(self):
        return 'Grows%r' % self.log

    def __iadd__(self, other):
        self.log.append(('iadd', other))
        return self

    def __imul__(self, other):
        self.log.append(('imul', other))
        return self

    def __matmul__(self, other):
        return 'matmul', other

    def __imatmul__(self, other):
        self.log.append(('imatmul', other))
        return self

    def __index__(self):
        return 7

    def __length_hint__(self):
        return 11


numbers = [(6, 4), (7, -2), (2.5, 2), (True, 3)]
for name in sorted(dir(operator)):
    f = getattr(operator, name)
    if name in ('__doc__', '__name__', '__loader__', '__spec__', '__package__', '__file__', '__class__', 'attrgetter', 'itemgetter', 'methodcaller', '__build_class__') or not callable(f):
        continue
    plain = name.strip('_')
    print('%s is %s' % (name, getattr(f, '__name__', '?')))
    if plain in ('add', 'sub', 'mul', 'div', 'truediv', 'floordiv', 'mod', 'and', 'or', 'xor', 'lshift', 'rshift', 'pow', 'lt', 'le', 'eq', 'ne', 'gt', 'ge', 'is', 'is_not',
                 'iadd', 'isub', 'imul', 'idiv', 'itruediv', 'ifloordiv', 'imod', 'iand', 'ior', 'ixor', 'ilshift', 'irshift', 'ipow', 'matmul', 'imatmul'):
        for pair in numbers + [([1], [2]), ('a', 2), (set([1]), set([2])), (Grows(), 5)]:
            if plain in ('is', 'is_not') and pair[0] is not True:
                continue
            attempt(name, f, *pair)
        attempt(name, f, 1)
        attempt(name, f, 1, 2, 3)
    elif plain in ('neg', 'pos', 'inv', 'invert', 'abs', 'not', 'truth', 'index', 'not_'):
        for v in (5, -5, 2.5, True, '', [], Grows(), None):
            attempt(name, f, v)
        attempt(name, f)
        attempt(name, f, 1, 2)
    elif plain in ('concat', 'iconcat', 'repeat', 'irepeat'):
        for pair in (([1], [2]), ('a', 'b'), ((1,), (2,)), ('a', 3), ([1], 2), (1, 2), (Grows(), [1]), ([1], 'b'), ('ab', -1)):
            attempt(name, f, *pair)
    elif plain in ('contains', 'countOf', 'indexOf', 'sequenceIncludes'):
        for pair in (([1, 2, 1], 1), ('abca', 'a'), ((), 1), ({1: 2}, 1), (5, 5)):
            attempt(name, f, *pair)
    elif plain == 'getitem':
        for pair in (([1, 2], 1), ('abc', -1), ({1: 2}, 1), ({}, 1), ([1], 'a'), ([1, 2, 3], slice(0, 2)), (5, 0)):
            attempt(name, f, *pair)
    elif plain in ('setitem', 'delitem'):
        for box, key in (([1, 2], 1), ({1: 2}, 1), ([], 0), ({}, 0), ((1,), 0), ([1, 2, 3], slice(0, 2))):
            if plain == 'setitem':
                attempt(name, f, box, key, [9])
            else:
                attempt(name, f, box, key)
            print(box)
    elif plain in ('getslice', 'setslice', 'delslice'):
        box = [1, 2, 3, 4]
        attempt(name, f, *((box, 1, 3) + ((['x'],) if plain == 'setslice' else ())))
        print(box)

    elif plain in ('isCallable', 'isMappingType', 'isNumberType', 'isSequenceType'):
        for v in (5, [], {}, len, 'a', None, Grows(), Grows, 1j):
            try:
                print('%s %s' % (name, f(v)))
            except Exception:
                print(sys.exc_info()[1])
    elif plain == 'length_hint':
        for args in ((Grows(),), ([1, 2],), (5,), (5, 3), (iter([1, 2, 3]),), (5, 'a'), (iter(()), 9)):
            try:
                print(f(*args))
            except Exception:
                print(sys.exc_info()[1])
    elif plain == 'compare_digest':
        for pair in (('abc', 'abc'), ('abc', 'abd'), (b'abc', b'abc'), (b'a', b'ab'), ('a', b'a'), (u'\xe9', u'\xe9'), (1, 2), (bytearray(b'a'), b'a')):
            attempt(name, f, *pair)
    elif plain == 'call':
        attempt(name, lambda: f(max, 3, 4), )
        attempt(name, lambda: f(dict, a=1))

        attempt(name, lambda: f(5))
    elif plain in ('is_none', 'is_not_none'):
        attempt(name, f, None)
        attempt(name, f, 1)
    else:
        print('?? %s' % name)
attempt('matmul', getattr(operator, 'matmul', lambda *a: None), Grows(), 2)
for make in (lambda: operator.attrgetter('real', 'imag')(3), lambda: operator.attrgetter('__class__.__name__')('a'), lambda: operator.attrgetter(), lambda: operator.attrgetter('zz')(1),
             lambda: operator.itemgetter(1)([1, 2]), lambda: operator.itemgetter(0, 2)('abc'), lambda: operator.itemgetter(), lambda: operator.itemgetter('k')({}), lambda: operator.itemgetter(slice(1))([1, 2]),
             lambda: operator.methodcaller('upper')('a'), lambda: operator.methodcaller('split', ',', 1)('a,b,c'), lambda: operator.methodcaller(), lambda: operator.methodcaller('encode', encoding='ascii')(u'a'),
             lambda: operator.itemgetter(1)(), lambda: operator.attrgetter('a')(1, 2), lambda: operator.methodcaller('x')()):
    attempt('getter', make)
