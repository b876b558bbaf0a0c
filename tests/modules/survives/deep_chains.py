# releases: 2.7,3.6,3.13
# Chains of objects, each held by the next in one way: they die without a stack of deaths, and what walks them either ends or
# says that it goes too deep, however high the limit is.
import sys
import itertools
import _functools
import _weakref
from _collections import deque
py2 = sys.version_info[0] == 2
n, deep = 5000, 3000

class C(object):
    pass
class Slotted(object):
    __slots__ = ("x", "__weakref__")
class Finalized(object):
    def __del__(self):
        pass
class L(list):
    pass
class T(tuple):
    pass
class D(dict):
    pass
class E(Exception):
    pass
class Old:
    pass
class Shown(object):
    def __repr__(self):
        return repr(self.x)
    def __eq__(self, other):
        return self.x == other.x
    def __lt__(self, other):
        return self.x < other.x
    def __hash__(self):
        return hash(self.x)
    def __call__(self):
        return self.x()
    def __iter__(self):
        return iter(self.x)
    def __len__(self):
        return len(self.x)
    def __getattr__(self, name):
        return getattr(self.__dict__["x"], name)

def with_x(holder, x):
    holder.x = x
    return holder
def generator(x):
    yield x
def started(x):
    g = generator(x)
    for _ in g:
        return g
def raised(x):
    try:
        raise E(x)
    except E:
        return sys.exc_info()[1]
def traced(x):
    try:
        raise E(x)
    except E:
        return sys.exc_info()[2]
def framed(x):
    return sys._getframe()
def closed(x):
    return lambda: x
def cell(x):
    return getattr(closed(x), "func_closure" if py2 else "__closure__")[0]
def cycle(x):
    c = [x]
    c.append(c)
    return c
def with_callback(x):
    y = C()
    y.kept = _weakref.ref(y, lambda r, x=x: None)
    return y
def with_proxy(x):
    y = with_x(C(), x)
    y.p = _weakref.proxy(y)
    return y
method_type = type(with_x.__get__(1))
def method(function, x):
    return method_type(function, x, C) if py2 else method_type(function, x)
map_, zip_, filter_ = (itertools.imap, itertools.izip, itertools.ifilter) if py2 else (map, zip, filter)

held = [
    lambda x: [x], lambda x: (x,), lambda x: {1: x}, lambda x: deque([x]), lambda x: with_x(C(), x), lambda x: with_x(Slotted(), x),
    lambda x: with_x(Finalized(), x), lambda x: with_x(Old(), x), lambda x: L([x]), lambda x: T([x]), lambda x: D({1: x}), generator, started, raised,
    lambda x: E(x), traced, framed, closed, cell, lambda x: with_x(lambda: 1, x), lambda x: lambda x=x: 1, lambda x: _functools.partial(len, x),
    lambda x: _functools.partial(len, a=x), lambda x: method(len, [x]), lambda x: [x].append, lambda x: iter([x]), lambda x: iter((x,)),
    lambda x: iter({1: x}), lambda x: {1: x}.items(), lambda x: itertools.chain([x]), lambda x: itertools.repeat(x), lambda x: enumerate([x]),
    lambda x: reversed([x]), lambda x: slice(x), lambda x: property(x), lambda x: staticmethod(x), lambda x: classmethod(x),
    lambda x: with_x(type(sys)("m"), x), cycle, with_callback, with_proxy, lambda x: super(C, with_x(C(), x)), lambda x: iter(set([with_x(C(), x)])),
    lambda x: frozenset([with_x(C(), x)]), lambda x: map_(len, [x]), lambda x: zip_([x]), lambda x: itertools.cycle([x]),
    lambda x: itertools.tee([x])[0], lambda x: itertools.islice([x], 1), lambda x: itertools.groupby([x]), lambda x: iter(lambda: x, 1),
    lambda x: (y for y in [x])]
if not py2:
    def caused(x):
        error = E()
        error.__cause__ = x if isinstance(x, E) else None
        return error
    def in_context(x):
        error = E()
        error.__context__ = x if isinstance(x, E) else None
        return error
    held += [caused, in_context]
if sys.version_info >= (3, 9):
    held.append(lambda x: type(list[int])(list, (x,)))
if sys.version_info >= (3, 11):
    held.append(lambda x: ExceptionGroup("a", [x if isinstance(x, Exception) else E()]))

for hold in held:
    x = None
    for i in range(n):
        x = hold(x)
    x = None
x = None
for i in range(6 * n):
    x = held[i % len(held)](x) if held[i % len(held)] not in (traced, framed) else [x]
x = None

walked = [
    (lambda x: [x], []), (lambda x: (x,), ()), (lambda x: {1: x}, {}), (lambda x: deque([x]), deque()), (lambda x: E(x), None), (lambda x: slice(x), None),
    (lambda x: with_x(Shown(), x), len), (lambda x: frozenset([x]), frozenset()), (lambda x: D({1: x}), {}), (lambda x: method(with_x, x), 1),
    (lambda x: method(x, 1), len), (lambda x: with_x(_functools.partial(x), 1), dict), (lambda x: itertools.chain(x), [1]),
    (lambda x: map_(abs, x), [1]), (lambda x: zip_(x), [1]), (lambda x: enumerate(x), [1]), (lambda x: itertools.islice(x, 2), [1]),
    (lambda x: (y for y in x), [1]), (lambda x: itertools.tee(x)[0], [1]), (lambda x: itertools.cycle(x), []), (lambda x: itertools.groupby(x), [1]),
    (lambda x: filter_(bool, x), [1]), (lambda x: itertools.takewhile(bool, x), [1]), (lambda x: itertools.starmap(max, zip_(x, [1])), [1])]
ways = [repr, str, hash, lambda x: x == x, lambda x: x == build(), lambda x: x < build(), lambda x: list(itertools.islice(x, 3)), lambda x: x(),
        lambda x: isinstance(1, x), lambda x: len(x), lambda x: x.nothing, lambda x: "%r" % (x,)]
for limit, depth in (1000, 1100), (100000000, deep):
    sys.setrecursionlimit(limit)
    for hold, innermost in walked:
        def build():
            x = innermost
            for i in range(depth):
                x = hold(x)
            return x
        for way in ways:
            x = build()
            try:
                way(x)
            except (RuntimeError, MemoryError, TypeError, AttributeError):
                pass
            x = None
print("done")
