# versions: 3.6-3.13
# about: weak references and proxies: subclasses of ref, their order, callbacks, arguments, and every operation through a proxy
import sys
import _weakref


def attempt(f, *args):
    try:
        r = f(*args)
        r = repr(r)
        return r.split(' at 0x')[0]
    except Exception:
        e = sys.exc_info()[1]
        return '%s: %s' % (type(e).__name__, str(e).split(' at 0x')[0])


class O(object):
    def __init__(self, n=1):
        self.n = n

    def __len__(self): return 3
    def __getitem__(self, i): return ('item', i)
    def __setitem__(self, i, v): self.n = (i, v)
    def __delitem__(self, i): self.n = ('del', i)
    def __contains__(self, x): return x == 1
    def __iter__(self): return iter([1, 2])
    def __reversed__(self): return iter('cba')
    def __call__(self, *a, **k): return a, sorted(k.items())
    def __add__(self, o): return 'add', o
    def __radd__(self, o): return 'radd', o
    def __iadd__(self, o): return 'iadd', o
    def __sub__(self, o): return 'sub', o
    def __mul__(self, o): return 'mul', o
    def __truediv__(self, o): return 'truediv', o
    def __div__(self, o): return 'div', o
    def __floordiv__(self, o): return 'floordiv', o
    def __ifloordiv__(self, o): return 'ifloordiv', o
    def __mod__(self, o): return 'mod', o
    def __divmod__(self, o): return 'divmod', o
    def __pow__(self, o, m=None): return 'pow', o, m
    def __lshift__(self, o): return 'lshift', o
    def __rrshift__(self, o): return 'rrshift', o
    def __and__(self, o): return 'and', o
    def __or__(self, o): return 'or', o
    def __xor__(self, o): return 'xor', o
    def __matmul__(self, o): return 'matmul', o
    def __imatmul__(self, o): return 'imatmul', o
    def __neg__(self): return 'neg'
    def __pos__(self): return 'pos'
    def __invert__(self): return 'inv'
    def __abs__(self): return 'abs'
    def __int__(self): return 7
    def __float__(self): return 7.5
    def __index__(self): return 2
    def __str__(self): return 'str!'
    def __repr__(self): return '<O>'
    def __bool__(self): return False
    __nonzero__ = __bool__
    def __bytes__(self): return b'bytes!'
    def __unicode__(self): return u'uni!'
    def __hash__(self): return 5
    def __eq__(self, o): return 'eq'
    def __lt__(self, o): return 'lt'
    def __enter__(self): return 'enter'
    def __exit__(self, *a): return True
    def __next__(self): return 'next'
    next = __next__
    def __round__(self, n=None): return 'round', n
    def __format__(self, s): return 'fmt:' + s
    def __dir__(self): return ['a', 'b']
    def method(self): return 'method', self.n
    class_attr = 3


def iadd(p):
    p += 1
    return p


def ifloordiv(p):
    p //= 1
    return p


def isub(p):
    p -= 1
    return p


def setit(p):
    p[1] = 2
    return o.n


def delit(p):
    del p[1]
    return o.n


def setat(p):
    p.n = 'set'
    return o.n


def delat(p):
    del p.n
    return hasattr(o, 'n')


def with_(p):
    with p as x:
        return x


ops = [len, lambda p: p[1], lambda p: p[1:2], setit, delit, lambda p: 1 in p, lambda p: 2 in p, list, lambda p: list(reversed(p)), lambda p: p(1, k=2), lambda p: p + 1, lambda p: 1 + p, iadd, isub,
       lambda p: p - 1, lambda p: p * 2, lambda p: p / 2, lambda p: p // 2, ifloordiv, lambda p: p % 2, lambda p: divmod(p, 2), lambda p: p ** 2, lambda p: pow(p, 2, 3), lambda p: p << 1, lambda p: 1 >> p,
       lambda p: p & 1, lambda p: p | 1, lambda p: p ^ 1, lambda p: -p, lambda p: +p, lambda p: ~p, abs, int, float, lambda p: [0, 1, 2, 3][p], lambda p: 'x' * p, str, lambda p: '%s' % p, bool, lambda p: not p,
       hash, lambda p: p == 1, lambda p: p < 1, lambda p: p != 1, lambda p: p > 1, lambda p: p == p, setat, lambda p: p.method(), lambda p: p.class_attr, lambda p: p.nope, lambda p: p.__class__ is O, lambda p: isinstance(p, O),
       lambda p: type(p) is O, dir, with_, lambda p: next(p), lambda p: '{0:x}'.format(p), lambda p: format(p, 'y'), delat, lambda p: complex(p), lambda p: p.__len__(), lambda p: [p] == [p], lambda p: p.__repr__()]
ops += [bytes, round, lambda p: round(p, 2), ascii]
o = O()
p = _weakref.proxy(o)
for i, f in enumerate(ops):
    print(i, attempt(f, p))
print(attempt(eval, 'p @ 2', {'p': p}))
print(type(p).__name__, repr(p).split(' at ')[0].replace('0x', ''), _weakref.getweakrefcount(o), _weakref.proxy(o) is p)
del o
for i, f in enumerate(ops[:50:4]):
    print(i, attempt(f, p))
print(attempt(repr, p)[:20], attempt(bool, p), attempt(lambda: p.x))


class Plain(object):
    def __call__(self): return 'called'


q = Plain()
cp = _weakref.proxy(q)
print(type(cp).__name__, cp(), attempt(len, cp), attempt(lambda: cp + 1), attempt(iter, cp), attempt(lambda: cp[0]), attempt(int, cp), attempt(hash, cp), cp == q, attempt(lambda: cp < q))


class Ref(_weakref.ref):
    def __new__(cls, ob, cb=None, tag='none'):
        self = _weakref.ref.__new__(cls, ob, cb)
        return self

    def __init__(self, ob, cb=None, tag='none'):
        _weakref.ref.__init__(self, ob, cb)
        self.tag = tag

    def __call__(self):
        return 'wrapped', _weakref.ref.__call__(self)


class W(object):
    def __repr__(self): return 'W'


w = W()
r1 = Ref(w, None, 'one')
r2 = _weakref.ref(w)
r3 = Ref(w)
r4 = _weakref.ref(w)
p1 = _weakref.proxy(w)
print(r1(), r2(), r1.tag, r3.tag, r2 is r4, r1 is r3, r1 == r2, hash(r1) == hash(w), [type(x).__name__ for x in _weakref.getweakrefs(w)], _weakref.getweakrefcount(w))
order = []
cbs = [_weakref.ref(w, lambda r, i=i: order.append(i)) for i in range(4)]
r5 = Ref(w, lambda r: order.append(('ref', r.tag, r())), 'five')
p2 = _weakref.proxy(w, lambda p: order.append(attempt(lambda: p.x)))
print(len(_weakref.getweakrefs(w)), [type(x).__name__ for x in _weakref.getweakrefs(w)])
del cbs[1]
del w
print(order)
print(r1(), r2(), attempt(hash, r2), r2 == r4, r2 == r1, attempt(repr, r2)[:9])
for args in [(), (1,), (None,), ('s',), (O, 1), (O, None, 3), (O, None, None, 4)]:
    print(attempt(_weakref.ref, *args))
r = _weakref.ref(O)
print(attempt(r.__init__, 0, 0, 0, 0, 0), attempt(r.__init__), attempt(r.__init__, 1), attempt(lambda: r(1)), attempt(lambda: _weakref.ref(O, callback=None)), attempt(_weakref.getweakrefcount, 5), attempt(_weakref.getweakrefs, 5))
z = W()
cb = lambda r: None
rr = _weakref.ref(z, cb)
print(rr.__callback__ is cb, _weakref.ref(z).__callback__, attempt(setattr, rr, '__callback__', None))
del z
print(rr.__callback__)
