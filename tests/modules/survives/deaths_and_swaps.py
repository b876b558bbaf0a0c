# releases: 2.7,3.6-3.13
import gc, _weakref as weakref
class C(object): pass
kept = []
def cb(r):
    for o in gc.get_objects():
        if type(o) is C:
            kept.append(o)
c = C()
c.data = [1,2,3]
r = weakref.ref(c, cb)
del c
print(len(kept))
gc.collect()
for k in kept:
    print(type(k))
del kept[:]
gc.collect()
print("ok")
# weak references to what waits in the pile of the deep deaths
import _weakref as weakref
refs = []
seen = []
class N(object):
    def __init__(self, next):
        self.next = next
    def __del__(self):
        for r in refs:
            o = r()
            if o is not None:
                seen.append(o)
                seen.pop()
n = None
for i in range(300):
    n = N(n)
    refs.append(weakref.ref(n))
del n
print(len(seen), sum(1 for r in refs if r() is None))
# __class__ assigned in __del__
import gc
class B(object):
    pass
def make():
    class A(object):
        def __del__(self):
            self.__class__ = B
    return A
for i in range(50):
    A = make()
    a = A()
    del a
    x = A()
    y = A()
    del A
    del x
    print(type(y).__name__)
    del y
    gc.collect()
for i in range(100):
    b = B()
    b.x = i
print(B().__class__)
class A(object): pass
def make():
    class K(object): pass
    return K
class Del(object):
    def __init__(self, f): self.f = f
    def __del__(self): self.f()
class B(object): pass
def go():
    o = make()()
    def switch():
        o.__class__ = B
    o.a = Del(switch)
    for n in "bcdefghijklmnop":
        setattr(o, n, [n])
    o.__dict__ = {'z': 1}
    print(type(o).__name__, o.z)
    import gc; gc.collect()
for i in range(20): go()
# deletions within setattr
def go2():
    o = A()
    def drop():
        o.__dict__ = {}
    o.a = Del(drop)
    o.b = 2
    o.a = 3
    print(sorted(o.__dict__))
    o = A()
    def drop2():
        for i in range(50): setattr(o, "n%d" % i, i)
    o.a = Del(drop2)
    o.b = 2
    o.a = 3
    print(len(o.__dict__))
    del o.a
    o = A()
    def drop3():
        for i in range(50): setattr(o, "n%d" % i, i)
        o.__dict__.clear()
    o.b = 2
    o.a = Del(drop3)
    del o.a
    print(sorted(o.__dict__))
go2()
def g(a, b, c): 
    x = a; y = b; z = c
    return (x, y, z)
def f(n):
    if n == 0:
        f.__code__ = g2.__code__
        import gc; gc.collect()
        return [n]
    a = f(n-1)
    return [a, n, "str" * n]
def g2(n):
    return "g2"
print(f(3))
print(f(3))
def gen(n):
    for i in range(n):
        yield i
        gen.__code__ = gen2.__code__
def gen2(n):
    yield "other"
it = gen(3)
print(next(it), list(it))
print(list(gen(3)))
def d(a, b=1, c=2): return a, b, c
class E(object):
    def __eq__(self, o):
        return True
    def __index__(self):
        d.__defaults__ = None
        return 0
for i in range(3): d(1)
try:
    print(d([1,2,3][E()]))
except TypeError as e: print(e)
def outer():
    x = 1
    def inner(): return x
    def inner2():
        y = x
        return y + 1
    return inner, inner2
a, b = outer()
for i in range(3): a()
a.__code__ = b.__code__
print(a())
try:
    a.__code__ = g.__code__
except ValueError as e: print("ValueError")
class C(int):
    def __init__(self, x, y=5):
        print("init", y)
class Evil(object):
    def __int__(self):
        C.__init__.__defaults__ = None if hasattr(C.__init__, '__defaults__') else None
        return 3
    __index__ = __int__
    def __trunc__(self): return self.__int__()
def other(self):
    print("other")
class C2(int):
    def __init__(self, x):
        print("init2", x)
class Evil2(object):
    def __int__(self):
        f = C2.__init__
        f = getattr(f, '__func__', f)
        f.__code__ = other.__code__
        return 4
    __index__ = __int__
def go():
    for i in range(5):
        try:
            print(C(1))
        except TypeError as e:
            print("TypeError")
    f = C.__init__
    f = getattr(f, '__func__', f)
    class Evil(object):
        def __int__(self):
            f.__defaults__ = None
            return 3
        __index__ = __int__
    try:
        print(C(Evil()))
    except TypeError as e:
        print(str(e))
    for i in range(5): C2(i)
    try:
        print(C2(Evil2()))
    except TypeError as e:
        print(str(e))
go()
import sys
class K(object):
    def __init__(self, l, v): self.l = l; self.v = v
    def __lt__(self, o):
        del self.l[:]
        return self.v < o.v
    def __eq__(self, o):
        del self.l[:]
        return False
    __hash__ = None
def tryit(f):
    try: r = f(); print("ok", type(r).__name__)
    except Exception as e: print(type(e).__name__, e)
def sort():
    l = []
    for i in range(20): l.append(K(l, -i))
    l.sort()
tryit(sort)
def sortkey():
    l = list(range(20))
    def key(x):
        l[:] = ["a"] * 3
        return x
    l.sort(key=key)
tryit(sortkey)
def index():
    l = []
    for i in range(20): l.append(K(l, i))
    return l.index(5)
tryit(index)
def remove():
    l = []
    for i in range(20): l.append(K(l, i))
    return l.remove(5)
tryit(remove)
def count():
    l = []
    for i in range(20): l.append(K(l, i))
    return l.count(5)
tryit(count)
def contains():
    l = []
    for i in range(20): l.append(K(l, i))
    return 5 in l
tryit(contains)
def cmp():
    l = []; m = []
    for i in range(20): l.append(K(l, i)); m.append(K(m, i))
    return l == m
tryit(cmp)
def cmp2():
    l = []; m = []
    for i in range(20): l.append(K(m, i)); m.append(K(l, i))
    return l < m
tryit(cmp2)
class R(object):
    def __init__(self, l): self.l = l
    def __repr__(self):
        del self.l[:]
        return "R"
def rep():
    l = []
    for i in range(20): l.append(R(l))
    return repr(l)
tryit(rep)
class I(object):
    def __init__(self, l, i): self.l = l; self.i = i
    def __index__(self):
        del self.l[:]
        return self.i
    def __len__(self): return 3
def idx():
    l = list(range(1000)); l[I(l, 500)]
tryit(idx)
def idx2():
    l = list(range(1000)); l[I(l, 500)] = 3
tryit(idx2)
def idx3():
    l = list(range(1000)); del l[I(l, 500)]
tryit(idx3)
def idx4():
    l = list(range(1000)); return l[I(l, 500):I(l, 900)]
tryit(idx4)
def idx5():
    l = list(range(1000)); l[I(l, 500):I(l, 900)] = [1]
tryit(idx5)
def idx6():
    l = list(range(1000)); l[I(l, 1):I(l, 900):I(l,2)] = [1]
tryit(idx6)
def idx7():
    l = list(range(1000)); del l[I(l, 1):I(l, 900):I(l,2)]
tryit(idx7)
def idx8():
    l = list(range(1000)); l.insert(I(l, 500), 1); return l
tryit(idx8)
def idx9():
    l = list(range(1000)); return l.pop(I(l, 500))
tryit(idx9)
def idx10():
    l = list(range(1000)); return l * I(l, 3)
tryit(idx10)
def idx11():
    l = list(range(1000)); l *= I(l, 3); return l
tryit(idx11)
def ext():
    l = list(range(10))
    def g():
        for i in range(5):
            yield i
            del l[:]
    l.extend(g()); print(l)
tryit(ext)
def ext2():
    l = list(range(10)); l.extend(l); l += l; l[2:4] = l; l[::2] = l[::2]; print(len(l))
tryit(ext2)
class D(object):
    def __init__(self, f): self.f = f
    def __del__(self): self.f()
def dele():
    l = []
    def f():
        l.extend(range(100))
    l.extend([1, D(f), D(f), D(f)])
    del l[1:3]
    print(len(l))
    l[-1:] = []
    l = [D(lambda: l.clear() if hasattr(l, 'clear') else None)] * 1 + [2,3]
    l[0] = 5
    print(l)
    m = []
    m.append(D(lambda: m.append(D(lambda: m.append(1)))))
    del m[:]
    print(m)
tryit(dele)
def sortdel():
    l = [D(lambda: l.append(1)) for i in range(5)]
    l.sort(key=id)
    l.sort(key=lambda x: D(lambda: l.append(2)) and 3)
tryit(sortdel)
def it():
    l = list(range(10))
    for i in l:
        if i == 3: del l[:]
    it = iter(l); list(it); l.append(1); print(list(it))
    r = reversed(l)
    del l[:]
    print(list(r))
tryit(it)
def unp():
    l = [1,2,3]
    class L(list):
        def __iter__(self): return iter([1])
    a, b, c = L([1,2,3])
tryit(unp)
print("done")
