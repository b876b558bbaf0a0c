# releases: 2.6-2.7,3.0-3.13
# what is being built, seen through the collector
import gc, sys
def look():
    n = 0
    for o in gc.get_objects():
        try:
            if type(o) in (tuple, list, dict, set, frozenset):
                n += len(o)
                if len(o) < 20: repr(o)
                hash(type(o))
        except Exception: pass
        gc.get_referents(o)
    return 0
def g(k):
    for i in range(k):
        if i == k // 2: look()
        yield [i]
tuple(g(5)); list(g(30)); set(id(x) for x in g(5)); frozenset(map(id, g(5))); dict((i, x) for i, x in enumerate(g(5)))
[x for x in g(5)]
sorted(g(5), key=lambda x: look())
class S(str):
    def __str__(self): look(); return "x"
"%s %s" % (S("a"), S("b"))
zip_ = list(zip(g(5), g(5)))
list(map(lambda a, b: (a, b), g(5), g(5)))
def f(*a, **k):
    look(); return a
f(*g(5))
f(**dict(a=1))
class M(type):
    def __new__(m, n, b, d):
        look()
        r = type.__new__(m, n, b, d)
        look()
        return r
    def __init__(c, *a): look()
C = M("C", (object,), {'x': 1, '__slots__': ('a', 'b')})
c = C(); look()
class D(object):
    def __get__(self, o, t): look(); return 1
    def __set_name__(self, o, n): look()
type("E", (object,), {"d": D()})
def h():
    try:
        raise ValueError
    except ValueError:
        look()
h()
import itertools
list(itertools.product(g(3), g(3)))
list(itertools.permutations(g(3)))
list(itertools.combinations(g(4), 2))
list(itertools.groupby(g(4), lambda x: look()))
a, b = itertools.tee(g(5)); list(a); list(b)
a, b = g(2)
print("ok")
print("done")
