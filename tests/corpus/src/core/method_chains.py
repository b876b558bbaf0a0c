# versions: 2.7-3.13
# about: methods of methods: what a chain of MethodType passes on, and where it meets the recursion limit in releases that count its levels; reprs of what is nested deeply
import sys
import types


def bind(function, value):
    return types.MethodType(function, value, object) if sys.version_info[0] == 2 else types.MethodType(function, value)


def chain(start, count):
    for i in range(count):
        start = bind(start, i)
    return start


def show(label, f):
    try:
        print("%s = %r" % (label, f()))
    except Exception:
        e = sys.exc_info()[1]
        print("%s ! %s %s" % (label, type(e).__name__, e))


def count(*args, **names):
    return len(args), args[:3], args[-2:], sorted(names)


class Callable(object):
    def __call__(self, *args):
        return len(args), args[:2]


for start in (count, Callable(), max):
    for levels in (1, 2, 3, 20, 200):
        method = chain(start, levels)
        name = "%s %d" % (getattr(start, "__name__", "object"), levels)
        show(name, method)
        show(name + " more", lambda: method("a", "b"))
        show(name + " map", lambda: list(map(method, ["x"])))
        show(name + " star", lambda: method(*("p", "q")))
show("keywords", lambda: chain(count, 3)(1, k=2, **{"z": 3}))
show("too many", lambda: chain(len, 5)())
show("long", lambda: chain(count, 5000)()[0] if sys.version_info >= (3, 8) else chain(count, 5000)())
show("self", lambda: chain(count, 4).__self__)
show("nested repr", lambda: repr(chain(count, 2).__func__.__self__))


def nested(make, levels):
    value = None
    for i in range(levels):
        value = make(value)
    return value


for name, make in (("list", lambda v: [v]), ("tuple", lambda v: (v,)), ("dict", lambda v: {1: v})):
    show(name, lambda: len(repr(nested(make, 100))))
    show(name + " eq", lambda: nested(make, 100) == nested(make, 100))
