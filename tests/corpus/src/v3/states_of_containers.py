# versions: 3.6-3.13
# about: what subclasses of containers with slots and attributes reduce to, states of partial objects, names in messages of classes
import sys, functools, collections, weakref
def show(f, *a):
    try:
        print(f(*a))
    except Exception as e:
        print(type(e).__name__, e)
def state(v):
    r = v.__reduce__()
    return r[0].__name__, r[1], r[2:3]
for base, args in ((set, ([1],)), (frozenset, ([1],)), (bytearray, (b'a',)), (collections.deque, ([1],)), (collections.OrderedDict, ([(1, 2)],))):
    class Plain(base): pass
    class Slots(base): __slots__ = ('x', 'y') + (() if hasattr(base(), '__dict__') else ('__dict__',))
    class Only(base): __slots__ = ('x',)
    class Own(base):
        def __getstate__(self): return 'own state'
    for c in (base, Plain, Slots, Only, Own):
        v = c(*args)
        if base is collections.deque or base is collections.OrderedDict:
            shown = lambda v: (lambda r: (r[0].__name__, r[1], r[2]))(v.__reduce__())
        else:
            shown = state
        show(shown, v)
        if c in (Slots, Only): v.x = 5
        if c in (Plain, Slots): v.z = 6
        show(shown, v)
def f(*a, **k): return a, k
p = functools.partial(f, 1, a=2)
p.attr = []
for given in ((f, (1,), dict(a=10), dict(attr=[])), (f, (1,), dict(a=10), None), (f, (1,), None, None), (f, [1], {}, None), (f, (), {}), (f, (), {}, {}, 1), (5, (), {}, {}), None):
    show(p.__setstate__, given)
    print(p.args, p.keywords, p.__dict__)
keywords = {'b': 3}
p.__setstate__((f, (2,), keywords, None))
print(p.keywords is keywords, p())
show(delattr, p, '__dict__')
p.__dict__ = {'n': 1}
print(p.n, p.__reduce__()[2][1:])
class Slotted(object): __slots__ = ('a',)
Slotted.__module__ = 'package.module'
class Inner:
    class Deep: __slots__ = ('a', '__weakref__')
show(lambda: Slotted().a)
show(lambda: Inner.Deep().a)
show(lambda: delattr(Inner.Deep(), 'a'))
d = Inner.Deep()
Inner.Deep.__module__ = 'package.module'
print(repr(weakref.ref(d)).split('; ')[1].split(' at ')[0])
print(repr(weakref.proxy(d)).replace(';', '').split(' at ')[1].split(' to ')[1])
