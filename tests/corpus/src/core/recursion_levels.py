# versions: 2.7,3.6-3.13
# about: how many levels reprs, imports, sorting, iterators and groups count for, and how deep deaths go within deaths
import sys, itertools
n = [0]

def go(f):
    n[0] = 0
    try:
        f()
        said = "no error"
    except (RuntimeError, TypeError):
        said = "too deep"
    print("%s about %d" % (said, (n[0] + 12) // 25 * 25))

class Set(object):
    def __repr__(self):
        n[0] += 1
        return repr(set([self]))
class Str(object):
    def __repr__(self):
        n[0] += 1
        return str([self])
class Same(object):
    def __repr__(self):
        n[0] += 1
        return str(self)
class Proxy(object):
    def __repr__(self):
        n[0] += 1
        return repr(A.__dict__)
class A(object):
    x = Proxy()
class Zip(object):
    def __iter__(self):
        n[0] += 1
        return zip(self)
class Enumerate(object):
    def __iter__(self):
        n[0] += 1
        return enumerate(self)
class Sorted(object):
    def __iter__(self):
        n[0] += 1
        return iter(sorted(self))
class BadRepr(object):
    def __repr__(self):
        return 1
class Finder(object):
    def find_module(self, name, path=None):
        n[0] += 1
        __import__("nothing_%d" % n[0])
    def find_spec(self, name, path=None, target=None):
        n[0] += 1
        __import__("nothing_%d" % n[0])

go(lambda: repr(Set()))
go(lambda: str(Str()))
go(lambda: str(Same()))
go(lambda: repr(A.__dict__))
go(lambda: list(Zip()))
go(lambda: list(Enumerate()))
go(lambda: iter(Sorted()))
sys.meta_path.insert(0, Finder())
go(lambda: __import__("nothing"))
del sys.meta_path[0]
for show in repr, str, "%s".__mod__, "{}".format, object.__repr__:
    try:
        show(BadRepr())
        print("shown")
    except TypeError:
        print(sys.exc_info()[1])

# deaths
depth = [0, 0]
class Next(object):
    def __del__(self):
        n[0] += 1
        depth[0] += 1
        depth[1] = max(depth)
        if n[0] < 600:
            Next()
        depth[0] -= 1
go(lambda: Next())
print(depth)
class Linked(object):
    def __init__(self, next):
        self.next = next
    def __del__(self):
        n[0] += 1
        depth[0] += 1
        depth[1] = max(depth)
        self.next = None
        depth[0] -= 1
class Slotted(Linked):
    __slots__ = "next", "z"
class InList(Linked):
    def __init__(self, next):
        self.next = [next]
for kind in Linked, Slotted, InList:
    depth[:] = [0, 0]
    n[0] = 0
    x = None
    for i in range(600):
        x = kind(x)
    x = None
    print("%s %d" % (depth, n[0]))
