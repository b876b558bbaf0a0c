# versions: 2.7,3.6-3.13
# about: __class__ assignment, __del__, weak references, reflected and in-place operators, __getattr__ families and class checks together
import sys


def told(label, function, *args):
    try:
        print('%s: %r' % (label, function(*args)))
    except Exception:
        print('%s: %s %s' % (label, sys.exc_info()[0].__name__, sys.exc_info()[1]))


class Plain(object):
    pass


class Other(object):
    pass


class Slotted(object):
    __slots__ = ('a', 'b')


class Alike(object):
    __slots__ = ('a', 'b')


class Unlike(object):
    __slots__ = ('a', 'c')


class WithDict(Slotted):
    pass


class Number(int):
    pass


class Listed(list):
    pass


SAMPLES = [Plain, Other, Slotted, Alike, Unlike, WithDict, Number, Listed, int, list, dict, object, type, 5, None, Exception, KeyError]


def assign_class(make, to):
    made = make()
    made.__class__ = to
    return type(made).__name__


for make in SAMPLES:
    if isinstance(make, type):
        for to in SAMPLES:
            if make is not type:
                told('%s to %s' % (make.__name__, getattr(to, '__name__', to)), assign_class, make, to)


def assign_bases(bases):
    class Changed(Plain):
        pass
    Changed.__bases__ = bases
    return [k.__name__ for k in Changed.__mro__]


for bases in [(Other,), (Plain, Other), (), (Slotted,), (int,), (Plain, Plain), 5, (5,), (object,), [Other], (bool,), (WithDict,)]:
    told('bases %r' % ([getattr(b, '__name__', b) for b in bases] if isinstance(bases, (tuple, list)) else bases,), assign_bases, bases)

# Orders of resolution.
class A(object): pass
class B(A): pass
class C(A): pass
class D(B, C): pass
LIKE_SETS = [(A, B), (C, D), (B, C, D)] if sys.version_info[0] > 2 else []   # 2.7 names the bases in no order
for bases in LIKE_SETS + [(B, A), (D, C), (D, object), (object, D), (A, A), (bool,), (type(None),), (int, str), (list, dict), (Exception, list), (Slotted, Unlike), (WithDict, Plain), (type, A), (A, type)]:
    told('class of %s' % [b.__name__ for b in bases], lambda: [k.__name__ for k in type('Made', bases, {}).__mro__])
for arguments in [('x', (), {}), ('x',), (), ('x', 5, {}), (5, (), {}), ('x', (), 5), ('x', (), {'__slots__': 'a'}), ('x', (), {'__slots__': ('a', 'a')}), ('x', (), {'__slots__': ('1a',)}),
                  ('x', (), {'__slots__': 5}), ('x', (), {'__slots__': ('a',), 'a': 1}), ('x', (int,), {'__slots__': ('a',)}), ('x', (tuple,), {'__slots__': ()}),
                  ('x', (), {'__slots__': ('__dict__', '__weakref__')}), ('x', (Plain,), {'__slots__': ('__dict__',)}), ('x', (), {'__slots__': ('__dict__', '__dict__')}), ('', (), {}), ('a\0b', (), {})]:
    told('type%r' % ([getattr(a, '__name__', a) if not isinstance(a, tuple) else [b.__name__ for b in a] for a in arguments],), lambda: type(*arguments).__name__)

# Operators that are there, reflected, in place, absent or not implemented.
OPERATORS = ['add', 'sub', 'mul', 'mod', 'pow', 'and', 'or', 'xor', 'lshift', 'rshift', 'floordiv', 'truediv', 'divmod']
SIGNS = {'add': '+', 'sub': '-', 'mul': '*', 'mod': '%', 'pow': '**', 'and': '&', 'or': '|', 'xor': '^', 'lshift': '<<', 'rshift': '>>', 'floordiv': '//', 'truediv': '/'}


def operand(kind, base=object):
    space = {}
    for name in OPERATORS:
        def forward(self, *others, **_):
            return NotImplemented if kind == 'refusing' else (kind, 'forward', len(others))
        def reflected(self, *others, **_):
            return NotImplemented if kind == 'refusing' else (kind, 'reflected', len(others))
        def in_place(self, other):
            return NotImplemented if kind == 'refusing' else (kind, 'in place')
        if kind != 'right':
            space['__%s__' % name] = forward
        if kind != 'left':
            space['__r%s__' % name] = reflected
        if kind in ('all', 'refusing'):
            space['__i%s__' % name] = in_place
    return type(kind, (base,), space)


left, right, every, refusing = operand('left'), operand('right'), operand('all'), operand('refusing')
derived = operand('right', left)
number = operand('right', int)
for name in sorted(SIGNS):
    for a in (left, right, every, refusing, int):
        for b in (left, right, every, refusing, derived, number):
            if a is not int or b is not number or True:
                x, y = a(), b()
                space = {'x': x, 'y': y}
                told('%s %s %s' % (a.__name__, SIGNS[name], b.__name__), lambda: eval('x %s y' % SIGNS[name], space))
    for a in (left, every, refusing):
        space = {'x': a(), 'y': 1}
        def run():
            exec('x %s= y' % SIGNS[name], space)
            return space['x'] if isinstance(space['x'], tuple) else type(space['x']).__name__
        told('%s %s= 1' % (a.__name__, SIGNS[name]), run)
told('divmod', divmod, left(), 1)
told('divmod', divmod, 1, right())
told('divmod', divmod, 1, refusing())
told('pow', pow, left(), 1, 2)
told('pow', pow, 1, right(), 2)


# Attributes that are found by other ways.
class Ways(object):
    seen = []
    def __getattr__(self, name):
        if name == 'deep':
            return self.deeper
        if name.startswith('_'):
            raise AttributeError('no ' + name)
        return 'got ' + name
    def __setattr__(self, name, value):
        self.seen.append(('set', name))
        object.__setattr__(self, name, value)
    def __delattr__(self, name):
        self.seen.append(('del', name))
        object.__delattr__(self, name)


ways = Ways()
ways.here = 1
told('here', lambda: ways.here)
told('there', lambda: ways.there)
told('deep', lambda: ways.deep)
told('hidden', lambda: ways._hidden)
told('default', getattr, ways, '_hidden', 'default')
told('delete', delattr, ways, 'here')
told('has', hasattr, ways, '_x')
print(Ways.seen)
for name in (5, None, '', 'a b'):
    told('getattr %r' % (name,), getattr, Plain(), name)
    told('setattr %r' % (name,), setattr, Plain(), name, 1)
    told('delattr %r' % (name,), delattr, Plain(), name)
    told('hasattr %r' % (name,), hasattr, Plain(), name)


# Special methods that give what they must not.
class Wrong(object):
    pass


GIVEN = [None, 5, 'text', 2.5, -1, 1 << 80, (), [], True]
for name, use in [('__len__', len), ('__hash__', hash), ('__repr__', repr), ('__str__', str), ('__bool__' if sys.version_info[0] > 2 else '__nonzero__', bool), ('__iter__', iter), ('__index__', [1, 2].__getitem__),
                  ('__int__', int), ('__float__', float), ('__complex__', complex), ('__contains__', lambda w: 3 in w), ('__call__', lambda w: w()), ('__dir__', dir), ('__format__', format), ('__reversed__', reversed),
                  ('__abs__', abs), ('__neg__', lambda w: -w), ('__instancecheck__', lambda w: isinstance(1, w)), ('__enter__', lambda w: w.__enter__()), ('__length_hint__', list), ('__round__', round), ('__trunc__', int)]:
    for given in GIVEN:
        kind = type('Given', (object,), {name: lambda self, *rest: given})
        told('%s gives %r' % (name, given), lambda: use(kind()) if name != '__hash__' or given is None else use(kind()))
    kind = type('None', (object,), {name: None})
    told('%s is None' % name, lambda: str(use(kind())).split(' at ')[0])

# Deaths and weak references in their order.
class Mortal(object):
    def __init__(self, name):
        self.name = name
    def __del__(self):
        print('dies: ' + self.name)


one = Mortal('one')
one = Mortal('two')
pair = [Mortal('first'), Mortal('second')]
del pair[0]
pair[0] = None
made = {'k': Mortal('value')}
made['k'] = Mortal('newer')
made.clear()
Mortal('at once')
def frame():
    a, b = Mortal('a'), Mortal('b')
    return 'returned'
print(frame())
try:
    raise KeyError(Mortal('in error'))
except KeyError:
    print('handled')
print('after')
one.__class__ = Plain
del one
print('end')
