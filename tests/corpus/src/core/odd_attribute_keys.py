# versions: 2.7,3.6-3.13
# about: attributes under keys that are no plain names, names of classes and slots that cannot be, dir() of odd objects
import sys, types
def show(f, *a):
    try:
        print(repr(f(*a)))
    except Exception as e:
        print(type(e).__name__ + ': ' + str(e))
class S(str): pass
class C(object): attr = 1
c = C()
c.__dict__[S('attr')] = 5
print(c.attr)
class K(object):
    def __hash__(self): return hash('zed')
    def __eq__(self, other): return other == 'zed'
c.__dict__[K()] = 8
print((c.zed, hasattr(c, 'zed'), getattr(c, 'zed')))
def f(o): return o.zed
print([f(c) for i in range(3)])
c.zed = 4
print((len(c.__dict__), f(c)))
space = {}
space[K()] = 3
exec("print(zed)", space)
exec("def f(): return zed\nprint(f())", space)
m = types.ModuleType('m')
m.__dict__[K()] = 4
print(m.zed)
class Bad(object):
    def __hash__(self): return hash('zed')
    def __eq__(self, other): raise ValueError('not compared')
c = C()
c.__dict__[Bad()] = 1
show(lambda: c.zed)
show(f, c)
show(hasattr, c, 'other')
class Evil(object):
    def __hash__(self): return hash('attr')
    def __eq__(self, other):
        try: del V.attr
        except AttributeError: pass
        return 0
class Descr(object):
    def __get__(self, ob, type=None): return 1
class V(object): attr = Descr()
v = V()
v.__dict__[Evil()] = 0
show(lambda: v.attr)
show(hasattr, v, 'attr')
class Foo(object):
    def __dir__(self): return 7
show(dir, Foo())
class M(types.ModuleType):
    __dict__ = 8
show(dir, M('foo'))
for s in (u'\x80', [u'\x80'], [u'a b'], [u'\u20ac'], u'a', b'a' if sys.version_info[0] < 3 else 'a', ['1'], ['a\0b'], [1], '__dict__', ['__dict__', '__dict__'], ['a', 'a']):
    try:
        class D(object): __slots__ = s
        print(1)
    except Exception as e:
        print(type(e).__name__ + ': ' + str(e))
if sys.version_info[0] > 2:
    show(None.__ne__, None); show(None.__eq__, None); show(None.__ne__, 0); show(object().__ne__, 3)
    for n in ('A\udcdcB', 'A\0B', 'A.B'):
        show(lambda: type(n, (), {}).__name__ and 1)
        class A(object): pass
        try: A.__name__ = n; print(1)
        except Exception as e: print(type(e).__name__ + ': ' + str(e))
    for d in ('x\udcdcy', b'x', 5):
        show(lambda: type('A', (), {'__doc__': d}).__doc__)
    class Reversed(dict):
        def __iter__(self): return iter(sorted(dict.keys(self), reverse=True))
        def keys(self): return list(self)
    print([k for k in type('C', (), Reversed(a=1, b=2, c=3)).__dict__ if len(k) == 1])
class Base(object): pass
class Module2(types.ModuleType, Base): pass
x = Module2('x')
try: x.__dict__ = {}
except Exception as e: print(type(e).__name__ + ': ' + str(e))
try: del x.__dict__
except Exception as e: print(type(e).__name__ + ': ' + str(e))
