# versions: 3.8-3.13
# about: __class__ and __bases__ assignment between classes with slots, dicts and weak references in all combinations; cycles of bases; odd orders from mro()
import sys
M = type


def attempt(f, *args):
    try:
        return f(*args)
    except Exception:
        e = sys.exc_info()[1]
        return '%s: %s' % (type(e).__name__, e)


class C(object): pass
class D(object): pass
class E(object): pass
class F(D, E): pass
class G(object):
    __slots__ = ["a", "b"]
class H(object):
    __slots__ = ["b", "a"]
class I(object):
    __slots__ = ["a", "b"]
class J(object):
    __slots__ = ["c", "b"]
class K(object):
    __slots__ = ["a", "b", "d"]
class L(H):
    __slots__ = ["e"]
class Mm(I):
    __slots__ = ["e"]
class N(J):
    __slots__ = ["__weakref__"]
class P(J):
    __slots__ = ["__dict__"]
class Q(J): pass
class R(J):
    __slots__ = ["__dict__", "__weakref__"]
class S(object):
    __slots__ = []
class T(G):
    __slots__ = []
class U(T):
    __slots__ = ()
class Int(int):
    __slots__ = []
class Int2(int): pass
class Int3(int): pass
class Lst(list): pass
class Lst2(list):
    __slots__ = ()
class Exc(Exception): pass
class Exc2(ValueError): pass
class Tup(tuple):
    __slots__ = ()
class Tup2(tuple): pass


classes = [C, D, F, G, H, I, J, K, L, Mm, N, P, Q, R, S, T, U, Int, Int2, Lst, Lst2, Exc, Exc2, Tup, Tup2, object, int, list]


def assign(a, b):
    x = a()
    x.__class__ = b
    return type(x).__name__


for a in classes:
    good, bad = [], {}
    for b in classes:
        r = attempt(assign, a, b)
        if ':' in r:
            bad.setdefault(r.replace(b.__name__, 'B').replace(a.__name__, 'A'), []).append(b.__name__)
        else:
            good.append(r)
    print('%s becomes %s' % (a.__name__, ' '.join(good)))
    for r in sorted(bad):
        print('   %s: %s' % (' '.join(bad[r]), r))
x = G()
x.a = 1
x.b = 2
x.__class__ = H
print(x.a, x.b)
x.__class__ = U
print(x.a, x.b, attempt(setattr, x, 'z', 1))


def rebase(cls, *bases):
    cls.__bases__ = bases
    return [c.__name__ for c in cls.__mro__]


class A1(object):
    def who(self): return 'A1'
class A2(object):
    def who(self): return 'A2'
class A3(A1): pass
class A4(A3, A2): pass
class A5(A4): pass


print(A5().who(), attempt(rebase, A3, A2), A5().who(), attempt(rebase, A4, A1, A3), A5().who())
print(attempt(rebase, A3, A5))
print(attempt(rebase, A3, A3))
print(attempt(rebase, A3, int))
print(attempt(rebase, A3, G))
print(attempt(rebase, A3, object))
print(attempt(rebase, A3, A1, A1))
print(attempt(rebase, A3))
print(attempt(rebase, A3, 5))
print(attempt(rebase, A3, bool))
print(attempt(rebase, A3, type))
print(attempt(rebase, A3, A1, object))
print(attempt(rebase, A3, object, A1))
print(attempt(setattr, A3, '__bases__', [A1]))
print(attempt(delattr, A3, '__bases__'))
print(attempt(setattr, int, '__bases__', (object,)))
print([c.__name__ for c in A3.__mro__], A5.__mro__[-1].__name__)


class MetaOdd(type):
    result = None

    def mro(cls):
        r = MetaOdd.result
        if r == 'self':
            return (cls,) + tuple(type.mro(cls)[1:])
        if r == 'reversed':
            return list(reversed(type.mro(cls)))
        if r is None:
            return type.mro(cls)
        return r


def make(result, *bases):
    MetaOdd.result = result
    try:
        c = MetaOdd('Odd', bases or (object,), {'v': 'own'})
        return [k.__name__ for k in c.__mro__], getattr(c, 'v', 'none'), attempt(lambda: type(c()).__name__)
    finally:
        MetaOdd.result = None


for result in None, "self", "reversed", [1], 1, [int, object], [A1, object], [C, object], [Exc, object], [list], (), [G, object], 'x':
    for bases in (), (C,), (dict,), (A1, C):
        print(result if not isinstance(result, list) else [getattr(k, '__name__', k) for k in result], [b.__name__ for b in bases], attempt(make, result, *bases))


class Entangled(type):
    ready = False

    def mro(cls):
        if Entangled.ready:
            if cls.__name__ == 'B1':
                B2.__bases__ = (B1,)
            if cls.__name__ == 'B2':
                B1.__bases__ = (B2,)
        return type.mro(cls)


Base0 = Entangled('Base0', (object,), {})
B1 = Entangled('B1', (Base0,), {})
B2 = Entangled('B2', (Base0,), {})
Entangled.ready = True


def tangle():
    B1.__bases__ += ()


r = attempt(tangle)
Entangled.ready = False
print(r)
