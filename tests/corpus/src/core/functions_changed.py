# versions: 2.5-3.13
# about: functions whose defaults or code change after call sites have met them: properties, constructors, operators, calls with keywords
import sys

def name_of(text):
    return '__%s__' % text if hasattr(name_of, '__defaults__') and hasattr(name_of, '__code__') else 'func_%s' % text

def set_defaults(function, values):
    setattr(getattr(function, 'im_func', function), name_of('defaults'), values)

def set_code(function, other):
    setattr(getattr(function, 'im_func', function), name_of('code'), getattr(other, name_of('code')))

def attempt(call, *arguments):
    try:
        print(repr(call(*arguments)))
    except TypeError:
        text = str(sys.exc_info()[1])
        print(text.split(')')[0].split('.')[-1].split('(')[0] + ' refused')

class Place(object):
    def getter(self, scale=3): return scale
    read = property(getter)
    def __add__(self, other, scale=3): return scale
    def __getitem__(self, key, scale=3): return key, scale
    def __call__(self, a, b=5): return a, b
    def method(self, a, b=5): return a, b

def read(p): return p.read
def add(p): return p + 1
def item(p): return p['k']
def called(p): return p(1)
def method(p): return p.method(1)
def keyword(p): return p.method(a=1)

place = Place()
for name, use in [('getter', read), ('__add__', add), ('__getitem__', item), ('__call__', called), ('method', method), ('method', keyword)]:
    function = Place.__dict__[name]
    for i in range(20): use(place)
    attempt(use, place)
    set_defaults(function, None)
    attempt(use, place)
    set_defaults(function, (7,))
    attempt(use, place)
    def two(self, a): return 'two', a
    def one(self): return 'one'
    set_defaults(function, None)
    set_code(function, one)
    attempt(use, place)
    set_code(function, two)
    attempt(use, place)
    def stream(self, a=None):
        yield a
    set_code(function, stream)
    set_defaults(function, ('x',))
    try:
        print([v for v in use(place)])
    except TypeError:
        print('no generator')
    def back(self, a=1, b=2): return a, b
    set_code(function, back)
    set_defaults(function, back.__defaults__ if hasattr(back, '__defaults__') else back.func_defaults)
    attempt(use, place)

# Python code that runs while an instance is made changes the initialiser that was found for it.
class Turns(object):
    def __int__(self):
        set_defaults(Whole.__dict__['__init__'], None)
        return 4
    __trunc__ = __int__
    def __float__(self):
        set_defaults(Real.__dict__['__init__'], None)
        return 2.5
    def __iter__(self):
        set_defaults(Listed.__dict__['__init__'], None)
        return iter([1, 2])
class Whole(int):
    def __init__(self, v, w=2): self.w = w
class Real(float):
    def __init__(self, v, w=2): self.w = w
class Listed(tuple):
    def __init__(self, v, w=2): self.w = w
class Grown(list):
    def __init__(self, v, w=2):
        list.__init__(self, v)
        self.w = w
def make(cls, v): return cls(v)
for cls, first in [(Whole, 3), (Real, 1.5), (Listed, (3, 4)), (Grown, (3, 4))]:
    for i in range(20): make(cls, first)
    attempt(make, cls, first)
    attempt(make, cls, Turns())
    attempt(make, cls, first)

# An instance whose class changes while its initialiser runs, and a class whose __new__ gives another.
class First(object):
    def __init__(self, v):
        self.v = v
        self.__class__ = Second
class Second(object):
    pass
class Other(object):
    def __new__(cls, v): return First(v)
    def __init__(self, v): print('never')
for i in range(20): Other(1), First(2)
print('%s %s' % (type(Other(1)).__name__, type(First(2)).__name__))
