# versions: 2.7,3.6-3.10,3.12-3.13
# about: at which kind of recursion the limit is met: the words of the error for limits one by one, for functions, special methods, constructors, callbacks, comparisons
import sys
def t(f, *a):
    try:
        f(*a)
    except RuntimeError:
        e = sys.exc_info()[1]
        s = str(e)
        return s.replace('maximum recursion depth exceeded', '')[:24].strip().replace(' ', '_') or '-'
    except Exception:
        return repr(sys.exc_info()[1])[:40]
    return 'ok'
class C(object):
    def method(self): return self.method()
    @property
    def prop(self): return self.prop
    def __getattr__(self, name): return getattr(self, name + 'x')
    def __call__(self): return self()
    def __add__(self, o): return self + o
    def __getitem__(self, i): return self[i]
    def __iter__(self): return iter(self)
    def __len__(self): return len(self)
    def __eq__(self, o): return self == o
    def __hash__(self): return hash(self)
    def __repr__(self): return 'C(%r)' % (self,)
    def __str__(self): return str(self)
    def __bool__(self): return bool(self)
    __nonzero__ = __bool__
    def __contains__(self, x): return x in self
    def __enter__(self):
        with self: pass
    def __exit__(self, *a): pass
class M(object):
    def __init__(self): M()
class N(object):
    def __new__(cls): return N()
class G(object):
    def __getattribute__(self, n): return self.foo
class D(object):
    def __get__(self, o, t): return o.d
class H(object):
    d = D()
c = C()
def forever(n=0): return forever(n+1)
def kw(n=0): return kw(n=n)
def star(*a): return star(*a)
def mapped(x): return list(map(mapped, [1]))
def sortd(x): return sorted([1,2], key=sortd)
def gen():
    for x in gen(): yield x
def lst():
    l = []
    for i in range(400): l = [l]
    return repr(l)
def tpl():
    l = ()
    for i in range(400): l = (l,)
    return repr(l)
def leq():
    a = []; b = []
    for i in range(400): a = [a]; b = [b]
    return a == b
def deq():
    a = {}; b = {}
    for i in range(400): a = {1:a}; b = {1:b}
    return a == b
def tlt():
    a = (); b = (1,)
    for i in range(400): a = (a,); b = (b,)
    return a < b
def th():
    a = ()
    for i in range(400): a = (a,)
    return hash(a)
def clos():
    def f(): return f()
    return f()
def cmpk(x): return isinstance(1, Meta2)
class MM(type):
    def __instancecheck__(cls, o): return isinstance(o, Meta2)
Meta2 = MM('Meta2', (), {})
class Sub(dict):
    def __missing__(self, k): return self[k]
sm = Sub()
class It(object):
    def __iter__(self): return self
    def __next__(self): return next(self)
    next = __next__ if False else __next__
def nxt(): return next(It())
def fmt(): return format(F())
class F(object):
    def __format__(self, s): return format(self, s)
def part():
    return apply_(part)
def apply_(f): return f()
def lam(): return (lambda f: f(f))(lambda f: f(f))
class Old:
    def __call__(self): return self()
    def __getattr__(self, n):
        if n[:2] == '__': raise AttributeError(n)
        return getattr(self, n + 'x')
    def __repr__(self): return repr(self)
    def m(self): return self.m()
    def __len__(self): return len(self)
    def __add__(self, o): return self + o
    def __eq__(self, o): return self == o
o = Old()
S = [('function', forever), ('kw', kw), ('star', star), ('method', c.method), ('prop', lambda: c.prop), ('getattr', lambda: c.zzz), ('call', c), ('add', lambda: c + 1),
 ('getitem', lambda: c[0]), ('iter', lambda: list(c)), ('iter2', lambda: iter(c)), ('len', lambda: len(c)), ('eq', lambda: c == 1), ('hash', lambda: hash(c)), ('repr', lambda: repr(c)), ('str', lambda: str(c)), ('bool', lambda: bool(c)),
 ('contains', lambda: 1 in c), ('with', c.__enter__), ('init', M), ('new', N), ('getattribute', lambda: G().x), ('get', lambda: H().d), ('map', lambda: mapped(1)), ('sorted', lambda: sortd(1)), ('gen', lambda: list(gen())),
 ('reprlist', lst), ('reprtuple', tpl), ('eqlist', leq), ('eqdict', deq), ('lttuple', tlt), ('closure', clos), ('instcheck', lambda: cmpk(1)), ('missing', lambda: sm[1]), ('next', nxt), ('format', fmt), ('part', part), ('lam', lam),
 ('ocall', o), ('ogetattr', lambda: o.zz), ('orepr', lambda: repr(o)), ('om', o.m), ('olen', lambda: len(o)), ('oadd', lambda: o + 1), ('oeq', lambda: o == 1)]
old = sys.getrecursionlimit()
for name, f in S:
    row = []
    for limit in range(100, 110):
        sys.setrecursionlimit(limit)
        r = t(f)
        sys.setrecursionlimit(old)
        row.append(r)
    short = []
    for r in row:
        for a, b in (('while_calling', 'C'), ('in_comp', 'M'), ('in_cmp', 'c'), ('while_getting_the_rep', 'R'), ('while_getting_the_str', 'S'), ('in___inst', 'I'), ('in___call', 'L'), ('after', 'A')):
            if r.startswith(a): r = b
        if not short or short[-1] != r or len(r) == 1: short.append(r)
    print('%-12s %s' % (name, ' '.join(short) if len(set(short)) > 1 else short[0]))
