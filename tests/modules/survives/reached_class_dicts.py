# releases: 2.6-2.7,3.0-3.13
# dicts of classes, got hold of through the collector
import gc
def dicts(c):
    r = []
    for o in gc.get_referents(c) + gc.get_referents(c.__dict__):
        if type(o) is dict: r.append(o)
    return r
class A(object):
    def f(self): return "f"
    x = [1]
class B(A): pass
def go(b):
    return b.f(), b.x, B.f, B.x
b = B()
for i in range(5): go(b)
for d in dicts(A):
    if 'f' in d:
        d['f'] = None
        d['x'] = None
        gc.collect()
        l = [[j] for j in range(100)]
for i in range(5):
    try: go(b)
    except Exception: pass
for d in dicts(A):
    d.clear()
    gc.collect()
    l = [[j] for j in range(100)]
for i in range(5):
    try: go(b)
    except Exception: pass
for t in (A, B):
    for d in dicts(t):
        d['zz'] = 1
        d[1] = 2
        d['__slots__'] = 3
        d['__eq__'] = lambda *a: True
try: A() == A()
except Exception: pass
try: hash(B())
except Exception: pass

class X(object):
    def __eq__(self, other):
        try:
            other['f'] = 1
            del other['g']
            other.clear()
        except Exception as e: print(type(e).__name__)
        return True
    __hash__ = None
    __ror__ = __or__ = __eq__
    __lt__ = __gt__ = __eq__
class A(object):
    def f(self): return "f"
    def g(self): return "g"
def go(a): 
    try: return a.f(), a.g(), A.f
    except Exception as e: print(type(e).__name__); return 0
a = A()
for i in range(4): go(a)
A.__dict__ == X()
X() == A.__dict__
try: A.__dict__ | X()
except TypeError: pass
try: A.__dict__ < X()
except TypeError: pass
for i in range(4): print(go(a) != 0)
print("done")
