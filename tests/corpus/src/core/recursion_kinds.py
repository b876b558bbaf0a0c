# versions: 2.7,3.6-3.13
# about: recursion without end by every kind of call: methods, operators, descriptors, iteration, natives that call back
import sys
n = [0]
kinds = []
def go(f):
    n[0] = 0
    try:
        f()
        said = "no error"
    except RuntimeError:
        error = sys.exc_info()[1]
        said = str(error).startswith("maximum recursion depth exceeded") and "too deep" or str(error)
        error = None
    sys.stdout.write("%s, %s\n" % (said, 90 < n[0] < 1001))

def pycall_():
    def f():
        n[0] += 1
        f()
    go(f)
kinds.append(pycall_)

def pymethod_():
    class A(object):
        def m(self):
            n[0] += 1
            self.m()
    go(A().m)
kinds.append(pymethod_)

def callobj_():
    class A(object):
        def __call__(self):
            n[0] += 1
            self()
    go(A())
kinds.append(callobj_)

def initrec_():
    class A(object):
        def __init__(self):
            n[0] += 1
            A()
    go(A)
kinds.append(initrec_)

def newrec_():
    class A(object):
        def __new__(cls):
            n[0] += 1
            return A()
    go(A)
kinds.append(newrec_)

def getattr_():
    class A(object):
        def __getattr__(self, name):
            n[0] += 1
            return self.x
    go(lambda: A().y)
kinds.append(getattr_)

def getattribute_():
    class A(object):
        def __getattribute__(self, name):
            n[0] += 1
            return self.x
    go(lambda: A().y)
kinds.append(getattribute_)

def getattr2_():
    class A(object):
        def __getattr__(self, name):
            n[0] += 1
            return getattr(self, 'x')
    go(lambda: A().y)
kinds.append(getattr2_)

def setattr_():
    class A(object):
        def __setattr__(self, name, v):
            n[0] += 1
            self.x = v
    def f():
        A().y = 1
    go(f)
kinds.append(setattr_)

def setattr2_():
    class A(object):
        def __setattr__(self, name, v):
            n[0] += 1
            setattr(self, 'x', v)
    def f():
        A().y = 1
    go(f)
kinds.append(setattr2_)

def delattr_():
    class A(object):
        def __delattr__(self, name):
            n[0] += 1
            del self.x
    def f():
        del A().y
    go(f)
kinds.append(delattr_)

def get_():
    class D(object):
        def __get__(self, o, t):
            n[0] += 1
            return o.d
    class A(object):
        d = D()
    go(lambda: A().d)
kinds.append(get_)

def dset_():
    class D(object):
        def __set__(self, o, v):
            n[0] += 1
            o.d = v
    class A(object):
        d = D()
    def f():
        A().d = 1
    go(f)
kinds.append(dset_)

def prop_():
    class A(object):
        @property
        def p(self):
            n[0] += 1
            return self.p
    go(lambda: A().p)
kinds.append(prop_)

def propset_():
    class A(object):
        def g(self):
            return 1
        def s(self, v):
            n[0] += 1
            self.p = v
        p = property(g, s)
    def f():
        A().p = 1
    go(f)
kinds.append(propset_)

def superrec_():
    class A(object):
        def m(self):
            n[0] += 1
            self.m()
    class B(A):
        def m(self):
            n[0] += 1
            super(B, self).m()
    go(B().m)
kinds.append(superrec_)

def eq_():
    class A(object):
        def __eq__(self, o):
            n[0] += 1
            return self == o
        __hash__ = None
    go(lambda: A() == A())
kinds.append(eq_)

def lt_():
    class A(object):
        def __lt__(self, o):
            n[0] += 1
            return self < o
    go(lambda: A() < A())
kinds.append(lt_)

def eqlist_():
    class A(object):
        def __eq__(self, o):
            n[0] += 1
            return [self] == [o]
        __hash__ = None
    go(lambda: A() == A())
kinds.append(eqlist_)

def add_():
    class A(object):
        def __add__(self, o):
            n[0] += 1
            return self + o
    go(lambda: A() + A())
kinds.append(add_)

def radd_():
    class A(object):
        def __radd__(self, o):
            n[0] += 1
            return 1 + self
    go(lambda: 1 + A())
kinds.append(radd_)

def iadd_():
    class A(object):
        def __iadd__(self, o):
            n[0] += 1
            self += o
            return self
    def f():
        a = A()
        a += 1
    go(f)
kinds.append(iadd_)

def neg_():
    class A(object):
        def __neg__(self):
            n[0] += 1
            return -self
    go(lambda: -A())
kinds.append(neg_)

def hash_():
    class A(object):
        def __hash__(self):
            n[0] += 1
            return hash(self)
    go(lambda: hash(A()))
kinds.append(hash_)

def hash2_():
    class A(object):
        def __hash__(self):
            n[0] += 1
            return hash((self,))
    go(lambda: hash(A()))
kinds.append(hash2_)

def hash3_():
    class A(object):
        def __hash__(self):
            n[0] += 1
            return len({self: 1})
    go(lambda: hash(A()))
kinds.append(hash3_)

def len_():
    class A(object):
        def __len__(self):
            n[0] += 1
            return len(self)
    go(lambda: len(A()))
kinds.append(len_)

def bool_():
    class A(object):
        def __bool__(self):
            n[0] += 1
            return not self
        __nonzero__ = __bool__
    go(lambda: bool(A()))
kinds.append(bool_)

def contains_():
    class A(object):
        def __contains__(self, x):
            n[0] += 1
            return x in self
    go(lambda: 1 in A())
kinds.append(contains_)

def getitem_():
    class A(object):
        def __getitem__(self, x):
            n[0] += 1
            return self[x]
    go(lambda: A()[1])
kinds.append(getitem_)

def setitem_():
    class A(object):
        def __setitem__(self, x, v):
            n[0] += 1
            self[x] = v
    def f():
        A()[1] = 2
    go(f)
kinds.append(setitem_)

def delitem_():
    class A(object):
        def __delitem__(self, x):
            n[0] += 1
            del self[x]
    def f():
        del A()[1]
    go(f)
kinds.append(delitem_)

def missing_():
    class D(dict):
        def __missing__(self, k):
            n[0] += 1
            return self[k]
    go(lambda: D()[1])
kinds.append(missing_)

def repr_():
    class A(object):
        def __repr__(self):
            n[0] += 1
            return repr(self)
    go(lambda: repr(A()))
kinds.append(repr_)

def reprlist_():
    class A(object):
        def __repr__(self):
            n[0] += 1
            return repr([self])
    go(lambda: repr(A()))
kinds.append(reprlist_)

def reprtuple_():
    class A(object):
        def __repr__(self):
            n[0] += 1
            return repr((self,))
    go(lambda: repr(A()))
kinds.append(reprtuple_)

def reprdict_():
    class A(object):
        def __repr__(self):
            n[0] += 1
            return repr({1: self})
    go(lambda: repr(A()))
kinds.append(reprdict_)

def reprfmt_():
    class A(object):
        def __repr__(self):
            n[0] += 1
            return '%r' % (self,)
    go(lambda: repr(A()))
kinds.append(reprfmt_)

def str_():
    class A(object):
        def __str__(self):
            n[0] += 1
            return str(self)
    go(lambda: str(A()))
kinds.append(str_)

def strfmt_():
    class A(object):
        def __str__(self):
            n[0] += 1
            return '%s' % self
    go(lambda: str(A()))
kinds.append(strfmt_)

def strformat_():
    class A(object):
        def __str__(self):
            n[0] += 1
            return '{0}'.format(self)
    go(lambda: str(A()))
kinds.append(strformat_)

def format_():
    class A(object):
        def __format__(self, s):
            n[0] += 1
            return format(self, s)
    go(lambda: format(A(), ''))
kinds.append(format_)

def format2_():
    class A(object):
        def __format__(self, s):
            n[0] += 1
            return '{0:x}'.format(self)
    go(lambda: format(A(), ''))
kinds.append(format2_)

def index_():
    class A(object):
        def __index__(self):
            n[0] += 1
            return [1][self]
    go(lambda: [1][A()])
kinds.append(index_)

def int_():
    class A(object):
        def __int__(self):
            n[0] += 1
            return int(self)
    go(lambda: int(A()))
kinds.append(int_)

def float_():
    class A(object):
        def __float__(self):
            n[0] += 1
            return float(self)
    go(lambda: float(A()))
kinds.append(float_)

def abs_():
    class A(object):
        def __abs__(self):
            n[0] += 1
            return abs(self)
    go(lambda: abs(A()))
kinds.append(abs_)

def iter_():
    class A(object):
        def __iter__(self):
            n[0] += 1
            return iter(self)
    go(lambda: iter(A()))
kinds.append(iter_)

def iterfor_():
    class A(object):
        def __iter__(self):
            n[0] += 1
            for x in self:
                pass
    go(lambda: iter(A()))
kinds.append(iterfor_)

def iterlist_():
    class A(object):
        def __iter__(self):
            n[0] += 1
            return iter(list(self))
    go(lambda: iter(A()))
kinds.append(iterlist_)

def next_():
    class A(object):
        def __iter__(self):
            return self
        def __next__(self):
            n[0] += 1
            return next(self)
        next = __next__
    def f():
        for x in A():
            pass
    NX = A
    go(f)
kinds.append(next_)

def unpack_():
    class A(object):
        def __iter__(self):
            n[0] += 1
            a, b = self
    go(lambda: iter(A()))
kinds.append(unpack_)

def star_():
    def f(*a):
        n[0] += 1
        f(*a)
    go(f)
kinds.append(star_)

def starkw_():
    def f(**a):
        n[0] += 1
        f(**a)
    go(lambda: f(a=1))
kinds.append(starkw_)

def kw_():
    def f(a):
        n[0] += 1
        f(a=1)
    go(lambda: f(a=1))
kinds.append(kw_)

def lambda_():
    f = lambda: n.__setitem__(0, n[0] + 1) or f()
    go(f)
kinds.append(lambda_)

def closure_():
    def mk():
        def g():
            n[0] += 1
            g()
        return g
    go(mk())
kinds.append(closure_)

def cmethodcall_():
    class A(object):
        @classmethod
        def m(cls):
            n[0] += 1
            cls.m()
    go(A.m)
kinds.append(cmethodcall_)

def staticcall_():
    class A(object):
        @staticmethod
        def m():
            n[0] += 1
            A.m()
    go(A.m)
kinds.append(staticcall_)

def sortkey_():
    def key(x):
        n[0] += 1
        [2, 1].sort(key=key)
        return x
    go(lambda: key(1))
kinds.append(sortkey_)

def sortedkey_():
    def key(x):
        n[0] += 1
        return sorted([2, 1], key=key)
    go(lambda: key(1))
kinds.append(sortedkey_)

def maxkey_():
    def key(x):
        n[0] += 1
        return max([2, 1], key=key)
    go(lambda: key(1))
kinds.append(maxkey_)

def map_():
    def f(x):
        n[0] += 1
        return list(map(f, [1]))
    go(lambda: f(1))
kinds.append(map_)

def filter_():
    def f(x):
        n[0] += 1
        return list(filter(f, [1]))
    go(lambda: f(1))
kinds.append(filter_)

def apply_call_():
    def f():
        n[0] += 1
        return f.__call__()
    go(f)
kinds.append(apply_call_)

def methodwrapper_():
    class A(object):
        def __len__(self):
            n[0] += 1
            return self.__len__()
    go(A().__len__)
kinds.append(methodwrapper_)

def typecall_():
    class M(type):
        def __call__(cls):
            n[0] += 1
            return type.__call__(cls)
    A = M('A', (object,), {'__init__': lambda self: A() and None})
    go(lambda: A())
kinds.append(typecall_)

def metacall_():
    class M(type):
        def __call__(cls):
            n[0] += 1
            return cls()
    A = M('A', (object,), {})
    go(lambda: A())
kinds.append(metacall_)

def instancecheck_():
    class M(type):
        def __instancecheck__(cls, o):
            n[0] += 1
            return isinstance(o, cls)
    A = M('A', (object,), {})
    go(lambda: isinstance(1, A))
kinds.append(instancecheck_)

def subclasscheck_():
    class M(type):
        def __subclasscheck__(cls, o):
            n[0] += 1
            return issubclass(o, cls)
    A = M('A', (object,), {})
    go(lambda: issubclass(int, A))
kinds.append(subclasscheck_)

def gen_():
    def g():
        n[0] += 1
        for x in g():
            yield x
    go(lambda: list(g()))
kinds.append(gen_)

def gennext_():
    def g():
        n[0] += 1
        yield next(g())
    go(lambda: next(g()))
kinds.append(gennext_)

def listcomp_():
    def g():
        n[0] += 1
        return [g() for x in [1]]
    go(g)
kinds.append(listcomp_)

def with_():
    class M(object):
        def __enter__(self):
            n[0] += 1
            with M():
                pass
        def __exit__(self, *a):
            pass
    def f():
        with M():
            pass
    go(f)
kinds.append(with_)

def withexit_():
    class M(object):
        def __enter__(self):
            pass
        def __exit__(self, *a):
            n[0] += 1
            with M():
                pass
    def f():
        with M():
            pass
    go(f)
kinds.append(withexit_)

def classbody_():
    def f():
        n[0] += 1
        class A(object):
            f()
    go(f)
kinds.append(classbody_)

def metanew_():
    class M(type):
        def __new__(m, name, b, d):
            n[0] += 1
            return M(name, b, d)
    go(lambda: M('A', (object,), {}))
kinds.append(metanew_)

def dir_():
    class A(object):
        def __dir__(self):
            n[0] += 1
            return dir(self)
    go(lambda: dir(A()))
kinds.append(dir_)

def joinre_():
    def f():
        n[0] += 1
        return ''.join(f() for x in 'a')
    go(f)
kinds.append(joinre_)

def strjoin_():
    class A(object):
        def __iter__(self):
            n[0] += 1
            return iter([''.join(self)])
    go(lambda: ''.join(A()))
kinds.append(strjoin_)

def sumre_():
    class A(object):
        def __radd__(self, o):
            n[0] += 1
            return sum([self])
    go(lambda: sum([A()]))
kinds.append(sumre_)

def anyre_():
    class A(object):
        def __bool__(self):
            n[0] += 1
            return any([self])
        __nonzero__ = __bool__
    go(lambda: any([A()]))
kinds.append(anyre_)

def zipre_():
    class A(object):
        def __iter__(self):
            n[0] += 1
            return iter(zip(self))
    go(lambda: list(zip(A())))
kinds.append(zipre_)

def enumre_():
    class A(object):
        def __iter__(self):
            n[0] += 1
            return enumerate(self)
    go(lambda: enumerate(A()))
kinds.append(enumre_)

def reversedre_():
    class A(object):
        def __reversed__(self):
            n[0] += 1
            return reversed(self)
    go(lambda: reversed(A()))
kinds.append(reversedre_)

def divmodre_():
    class A(object):
        def __divmod__(self, o):
            n[0] += 1
            return divmod(self, o)
    go(lambda: divmod(A(), 1))
kinds.append(divmodre_)

def powre_():
    class A(object):
        def __pow__(self, o, m=None):
            n[0] += 1
            return pow(self, o, m)
    go(lambda: pow(A(), 1, 1))
kinds.append(powre_)

def setin_():
    class A(object):
        def __eq__(self, o):
            n[0] += 1
            return self in set([o])
        def __hash__(self):
            return 1
    go(lambda: A() == A())
kinds.append(setin_)

def dictget_():
    class A(object):
        def __eq__(self, o):
            n[0] += 1
            return {self: 1}.get(o)
        def __hash__(self):
            return 1
    go(lambda: A() == A())
kinds.append(dictget_)

def listindex_():
    class A(object):
        def __eq__(self, o):
            n[0] += 1
            return [self].index(o)
        def __hash__(self):
            return 1
    go(lambda: A() == A())
kinds.append(listindex_)

def excstr_():
    class E(Exception):
        def __str__(self):
            n[0] += 1
            return str(E(self))
    go(lambda: str(E()))
kinds.append(excstr_)

def excrepr_():
    class A(object):
        def __repr__(self):
            n[0] += 1
            return repr(Exception(self))
    go(lambda: repr(A()))
kinds.append(excrepr_)

def finallyrec_():
    def f():
        try:
            n[0] += 1
            f()
        finally:
            pass
    go(f)
kinds.append(finallyrec_)

def iter2_():
    def f():
        n[0] += 1
        return next(iter(f, 1))
    go(f)
kinds.append(iter2_)

def complexre_():
    class A(object):
        def __complex__(self):
            n[0] += 1
            return complex(self)
    go(lambda: complex(A()))
kinds.append(complexre_)

def setrepr_():
    class A(object):
        def __repr__(self):
            n[0] += 1
            return repr(set([self]))
    go(lambda: repr(A()))
kinds.append(setrepr_)

def slicerepr_():
    class A(object):
        def __repr__(self):
            n[0] += 1
            return repr(slice(self))
    go(lambda: repr(A()))
kinds.append(slicerepr_)

def methrepr_():
    class A(object):
        def m(self):
            pass
        def __repr__(self):
            n[0] += 1
            return repr(self.m)
    go(lambda: repr(A()))
kinds.append(methrepr_)

def slotwrap_():
    class A(list):
        def __repr__(self):
            n[0] += 1
            return list.__repr__([self])
    go(lambda: repr(A()))
kinds.append(slotwrap_)

def listsub_():
    class A(list):
        def __eq__(self, o):
            n[0] += 1
            return list.__eq__([self], [o])
    go(lambda: A() == A())
kinds.append(listsub_)

def callablecls_():
    class A(object):
        pass
    def f(self):
        n[0] += 1
        return self()
    A.__call__ = f
    go(A())
kinds.append(callablecls_)

def nestedfunc_():
    def dec(f):
        def w(*a, **k):
            n[0] += 1
            return f(*a, **k)
        return w
    @dec
    @dec
    @dec
    def f():
        f()
    go(f)
kinds.append(nestedfunc_)

for kind in kinds:
    sys.stdout.write(kind.__name__[:-1] + ": ")
    kind()
sys.setrecursionlimit(500)
n[0] = 0
def f():
    n[0] += 1
    f()
go(f)
sys.stdout.write(str(n[0] < 500) + "\n")
