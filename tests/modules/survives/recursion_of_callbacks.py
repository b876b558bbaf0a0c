# releases: 2.7,3.8,3.12,3.13
# Recursion through special methods, natives that call back, generators, imports, callbacks of weak references and codecs, with the
# usual limit and a high one: all say that it goes too deep.
import sys, itertools, operator, _functools, gc, _weakref
py2 = sys.version_info[0] == 2
n = [0]
kinds = []
def kind(f):
    kinds.append(f)
    return f
def go(f):
    n[0] = 0
    try:
        f()
        said = "no error"
    except Exception:
        error = sys.exc_info()[1]
        said = type(error).__name__ + " " + str(error)[:80]
        error = None
    sys.stdout.write("%s, %s\n" % (said, n[0]))
def hit():
    n[0] += 1
def cls(**names):
    return type("A", (object,), names)
# A method, its parameters, what it does again, what begins it; more of the class's body, its base.
rows = [
    ('pos', 'self', '+self', '+A()'),
    ('invert', 'self', '~self', '~A()'),
    ('pow', 'self, o, m=None', 'self ** 2', 'A() ** 2'),
    ('pow', 'self, o, m=None', 'pow(self, 2, 3)', 'pow(A(), 2, 3)'),
    ('rpow', 'self, o', '2 ** self', '2 ** A()'),
    ('divmod', 'self, o', 'divmod(self, 1)', 'divmod(A(), 1)'),
    ('rdivmod', 'self, o', 'divmod(1, self)', 'divmod(1, A())'),
    ('lshift', 'self, o', 'self << 1', 'A() << 1'),
    ('and', 'self, o', 'self & 1', 'A() & 1'),
    ('ror', 'self, o', '1 | self', '1 | A()'),
    ('ior', 'self, o', 'operator.ior(self, 1)', 'operator.ior(A(), 1)'),
    ('mod', 'self, o', 'self % 1', 'A() % 1'),
    ('floordiv', 'self, o', 'self // 1', 'A() // 1'),
    ('truediv', 'self, o', 'operator.truediv(self, 1)', 'operator.truediv(A(), 1)'),
    ('matmul', 'self, o', 'operator.matmul(self, 1)', 'operator.matmul(A(), 1)'),
    ('ne', 'self, o', 'self != o', 'A() != 1'),
    ('gt', 'self, o', 'self > o', 'A() > 1'),
    ('le', 'self, o', 'self <= o', 'A() <= 1'),
    ('ge', 'self, o', 'operator.ge(self, o)', 'operator.ge(A(), 1)'),
    ('complex', 'self', 'complex(self)', 'complex(A())'),
    ('round', 'self, *a', 'round(self)', 'round(A())'),
    ('trunc', 'self', 'int(self)', 'int(A())'),
    ('dir', 'self', 'dir(self)', 'dir(A())'),
    ('sizeof', 'self', 'sys.getsizeof(self)', 'sys.getsizeof(A())'),
    ('reversed', 'self', 'reversed(self)', 'reversed(A())'),
    ('length_hint', 'self', 'operator.length_hint(self)', 'operator.length_hint(A())'),
    ('bytes', 'self', 'bytes(self)', 'bytes(A())'),
    ('fspath', 'self', "__import__('posix').fspath(self)", "__import__('posix').fspath(A())"),
    ('enter', 'self', 'exec_with(self)', 'exec_with(A())'),
    ('instancecheck', 'self, o', 'isinstance(1, self)', 'isinstance(1, A())'),
    ('subclasscheck', 'self, o', 'issubclass(int, self)', 'issubclass(int, A())'),
    ('reduce_ex', 'self, p', 'self.__reduce_ex__(2)', 'A().__reduce_ex__(2)'),
    ('reduce', 'self', 'self.__reduce_ex__(2)', 'A().__reduce_ex__(2)'),
    ('getstate', 'self', 'object.__reduce_ex__(self, 2)', 'object.__reduce_ex__(A(), 2)'),
    ('getnewargs', 'self', 'object.__reduce_ex__(self, 2)', 'object.__reduce_ex__(A(), 2)'),
    ('class_getitem', 'cls, i', 'cls[i]', 'A[1]'),
    ('index', 'self', '[1][self]', '[1][A()]'),
    ('index', 'self', '[1] * self', '[1] * A()'),
    ('index', 'self', 'range(self)', 'range(A())'),
    ('index', 'self', '[1][self:]', '[1][A():]'),
    ('index', 'self', 'hex(self)', 'hex(A())'),
    ('index', 'self', "'a'.rjust(self)", "'a'.rjust(A())"),
    ('unicode', 'self', 'unicode(self)', 'unicode(A())'),
    ('coerce', 'self, o', 'coerce(self, 1)', 'coerce(A(), 1)'),
    ('cmp', 'self, o', 'cmp(self, 1)', 'cmp(A(), 1)'),
    ('oct', 'self', 'oct(self)', 'oct(A())'),
    ('hex', 'self', 'hex(self)', 'hex(A())'),
    ('long', 'self', 'long(self)', 'long(A())'),
    ('getslice', 'self, a, b', 'self[1:2]', 'A()[1:2]'),
    ('nonzero', 'self', 'not self', 'not A()'),
    ('bool', 'self', 'not self', 'not A()'),
    ('bool', 'self', 'bool(self)', 'bool(A())'),
    ('bool', 'self', '[x for x in [1] if self]', '[x for x in [1] if A()]'),
    ('bool', 'self', 'any([self])', 'any([A()])'),
    ('eq', 'self, o', 'self in [1]', 'A() in [1]'),
    ('eq', 'self, o', '[1].index(self)', '[1].index(A())'),
    ('eq', 'self, o', '[1].count(self)', '[1].count(A())'),
    ('eq', 'self, o', '(1, self) == (1, 2)', '(1, A()) == (1, 2)'),
    ('eq', 'self, o', '{1: self} == {1: 2}', '{1: A()} == {1: 2}'),
    ('eq', 'self, o', '{5: 1}[self]', '{5: 1}[A()]', '  __hash__ = lambda self: 5\n'),
    ('eq', 'self, o', 'set([5]) == set([self])', 'set([5]) == set([A()])', '  __hash__ = lambda self: 5\n'),
    ('eq', 'self, o', 'self == o', 'operator.eq(A(), 1)'),
    ('lt', 'self, o', '[1, self].sort()', '[1, A()].sort()'),
    ('gt', 'self, o', 'max(1, self)', 'max(A(), 1)'),
    ('lt', 'self, o', '(1, self) < (1, 2)', '(1, A()) < (1, 2)'),
    ('lt', 'self, o', 'sorted([1, self])', 'sorted([1, A()])'),
    ('lt', 'self, o', 'operator.lt(self, 1)', 'operator.lt(A(), 1)'),
    ('iter', 'self', '[*self]', '[*A()]'),
    ('iter', 'self', 'tuple(self)', 'tuple(A())'),
    ('iter', 'self', 'sum(self)', 'sum(A())'),
    ('iter', 'self', "' '.join(self)", "' '.join(A())"),
    ('iter', 'self', 'dict(self)', 'dict(A())'),
    ('iter', 'self', 'set(self)', 'set(A())'),
    ('iter', 'self', '1 in self', '1 in A()'),
    ('iter', 'self', '[].extend(self)', '[].extend(A())'),
    ('iter', 'self', 'enumerate(self)', 'enumerate(A())'),
    ('iter', 'self', 'zip(self)', 'zip(A())'),
    ('iter', 'self', 'map(None, self)', 'map(None, A())'),
    ('iter', 'self', 'itertools.chain(self).__next__()', 'itertools.chain(A()).__next__()'),
    ('iter', 'self', 'f(*self)', 'f(*A())'),
    ('iter', 'self', 'min(self)', 'min(A())'),
    ('iter', 'self', 'all(self)', 'all(A())'),
    ('iter', 'self', 'bytes(self)', 'bytes(A())'),
    ('iter', 'self', 'bytearray(self)', 'bytearray(A())'),
    ('getattr', 'self, n', "hasattr(self, 'x')", "hasattr(A(), 'x')"),
    ('getattr', 'self, n', "getattr(self, 'x', 1)", "getattr(A(), 'x', 1)"),
    ('getattr', 'self, n', "operator.attrgetter('x')(self)", "operator.attrgetter('x')(A())"),
    ('getattr', 'self, n', "operator.methodcaller('x')(self)", "operator.methodcaller('x')(A())"),
    ('getattr', 'self, n', 'self.x()', 'A().x()'),
    ('getattribute', 'self, n', "object.__getattribute__(self, 'x').x", 'A().x', '  x = property(lambda self: self.y)\n'),
    ('getattribute', 'self, n', "getattr(self, 'x')", "getattr(A(), 'x')"),
    ('getattribute', 'self, n', 'self.x()', 'A().x()'),
    ('getattribute', 'self, n', "super(A, self).__getattribute__('x').x", 'A().x', '  x = property(lambda self: self.y)\n'),
    ('getitem', 'self, i', 'operator.getitem(self, i)', 'operator.getitem(A(), 1)'),
    ('getitem', 'self, i', 'operator.itemgetter(1)(self)', 'operator.itemgetter(1)(A())'),
    ('getitem', 'self, i', 'list(self)', 'list(A())'),
    ('getitem', 'self, i', '1 in self', '1 in A()'),
    ('getitem', 'self, i', "'{0[1]}'.format(self)", "'{0[1]}'.format(A())"),
    ('getitem', 'self, i', "'%(a)s' % self", "'%(a)s' % A()"),
    ('getitem', 'self, i', "eval('x', {}, self)", "eval('x', {}, A())"),
    ('call', 'self', '_functools.partial(self)()', '_functools.partial(A())()'),
    ('call', 'self, *a', 'list(map(self, [1]))', 'list(map(A(), [1]))'),
    ('call', 'self, *a', 'sorted([1], key=self)', 'sorted([1], key=A())'),
    ('call', 'self, *a', '_functools.reduce(self, [1, 2])', '_functools.reduce(A(), [1, 2])'),
    ('call', 'self, *a', 'next(iter(self, 3))', 'next(iter(A(), 3))'),
    ('call', 'self, *a', 'self(*())', 'A()(*())'),
    ('call', 'self, **k', "self(**{'a': 1})", "A()(**{'a': 1})"),
    ('call', 'self, *a', 'list(filter(self, [1]))', 'list(filter(A(), [1]))'),
    ('call', 'self, *a', 'list(itertools.starmap(self, [(1,)]))', 'list(itertools.starmap(A(), [(1,)]))'),
    ('call', 'self, *a', 'list(itertools.groupby([1], self))', 'list(itertools.groupby([1], A()))'),
    ('call', 'self, *a', 'list(itertools.accumulate([1, 2], self))', 'list(itertools.accumulate([1, 2], A()))'),
    ('call', 'self, *a', 'max([1], key=self)', 'max([1], key=A())'),
    ('call', 'self, *a', 'list(itertools.takewhile(self, [1]))', 'list(itertools.takewhile(A(), [1]))'),
    ('format', 'self, s', "'%s' % format(self)", 'format(A())'),
    ('format', 'self, s', "'{0}'.format(self)", "'{0}'.format(A())"),
    ('format', 'self, s', "'{}'.format_map({'': 1}) if 0 else format(self, 'x')", "format(A(), 'x')"),
    ('str', 'self', "'%s' % self", "'%s' % A()"),
    ('repr', 'self', 'str([self])', 'str([A()])'),
    ('repr', 'self', 'repr((self, self))', 'repr((A(), 1))'),
    ('repr', 'self', "'%r' % self", "'%r' % A()"),
    ('repr', 'self', "'{0!r}'.format(self)", "'{0!r}'.format(A())"),
    ('repr', 'self', 'str(self)', 'str(A())'),
    ('repr', 'self', 'ascii(self)', 'ascii(A())'),
    ('repr', 'self', 'repr(ValueError(self))', 'repr(A())'),
    ('repr', 'self', 'repr(ValueError(self, 1))', 'repr(A())'),
    ('repr', 'self', 'str(KeyError(self))', 'repr(A())'),
    ('repr', 'self', "repr(__import__('_collections').deque([self]))", 'repr(A())'),
    ('repr', 'self', 'repr({1: self}.values())', 'repr(A())'),
    ('repr', 'self', 'repr(_functools.partial(len, self))', 'repr(A())'),
    ('repr', 'self', 'repr(itertools.repeat(self))', 'repr(A())'),
    ('repr', 'self', 'repr(type(sys.implementation)(a=self))', 'repr(A())'),
    ('repr', 'self', 'repr(type(type.__dict__)({1: self}))', 'repr(A())'),
    ('hash', 'self', 'hash((1, self))', 'hash((1, A()))'),
    ('hash', 'self', '{self: 1}', '{A(): 1}'),
    ('hash', 'self', 'frozenset([self])', 'frozenset([A()])'),
    ('hash', 'self', 'self in {}', 'A() in {}'),
    ('hash', 'self', 'hash(_weakref.ref(self))', 'hash(A())'),
    ('hash', 'self', '{}.get(self)', '{}.get(A())'),
    ('hash', 'self', '{}.setdefault(self)', '{}.setdefault(A())'),
    ('missing', 'self, k', 'self[k]', 'A()[1]', '', 'dict'),
    ('missing', 'self, k', 'dict.__getitem__(self, k)', 'A()[1]', '', 'dict'),
    ('setitem', 'self, k, v', 'operator.setitem(self, k, v)', 'operator.setitem(A(), 1, 1)'),
    ('set_name', 'self, o, k', "type('B', (object,), {'a': self})", "type('B', (object,), {'a': A()})"),
    ('set_name', 'self, o, k', 'mkc(self)', 'mkc(A())'),
    ('mro_entries', 'self, b', 'bld(self)', 'bld(A())'),
    ('next', 'self', 'next(self)', 'next(A())'),
    ('next', 'self', 'next(self)', 'next(A())', '  next = property(lambda self: self.__next__)\n  __iter__ = lambda self: self\n'),
    ('next', 'self', 'list(self)', 'list(A())', '  next = property(lambda self: self.__next__)\n  __iter__ = lambda self: self\n'),
    ('next', 'self', 'next(itertools.chain(self))', 'next(A())', '  next = property(lambda self: self.__next__)\n  __iter__ = lambda self: self\n'),
    ('next', 'self', 'list(map(abs, self))', 'next(A())', '  next = property(lambda self: self.__next__)\n  __iter__ = lambda self: self\n'),
    ('next', 'self', '[1 for x in self]', 'next(A())', '  next = property(lambda self: self.__next__)\n  __iter__ = lambda self: self\n'),
    ('await', 'self', 'self.__await__()', 'A().__await__()'),
]
def of_row(method, parameters, again, begin, more="", base="object"):
    def run():
        d = dict(globals())
        exec("class A(%s):\n  def __%s__(%s):\n    hit()\n    return %s\n%s" % (base, method, parameters, again, more), d)
        exec("def start(): return %s\n" % begin, d)
        go(d["start"])
    run.__name__ = method + "_"
    kinds.append(run)
for row in rows:
    of_row(*row)
def f(*a, **k):
    pass
def mk(A):
    a = A()
    del a
def mkc(self):
    class B(object):
        a = self
def exec_with(x):
    with x:
        pass
def bld(x):
    class B(x):
        pass
def ex(text, **names):
    d = dict(globals()); d.update(names)
    exec(text, d)
    return d
@kind
def del_():
    depth = [0, 0]
    class A(object):
        def __del__(self):
            hit()
            depth[0] += 1
            if depth[0] > depth[1]: depth[1] = depth[0]
            if n[0] < 600: A()
            depth[0] -= 1
    go(lambda: A())
    sys.stdout.write("%s\n" % depth)
    depth[:] = [0, 0]
    x = None
    class B(object):
        def __del__(self):
            hit()
            depth[0] += 1
            if depth[0] > depth[1]: depth[1] = depth[0]
            self.x = None
            depth[0] -= 1
    for i in range(600):
        y = B()
        y.x = x
        x = y
    y = None
    def s():
        nonloc[0] = None
    nonloc = [x]
    x = None
    go(s)
    sys.stdout.write("%s\n" % depth)
@kind
def enter2_():
    d = ex("class A(object):\n def __enter__(self): return self\n def __exit__(self, *a):\n  hit()\n  with self: pass\n")
    go(lambda: exec_with(d["A"]()))
@kind
def gen_():
    d = ex("def g():\n hit()\n for x in g(): yield x\n")
    go(lambda: next(d["g"]()))
@kind
def gen2_():
    d = ex("def g():\n hit()\n yield next(g())\n")
    go(lambda: next(d["g"]()))
@kind
def gen3_():
    d = ex("def g():\n hit()\n yield list(g())\n")
    go(lambda: next(d["g"]()))
@kind
def gen4_():
    d = ex("def g():\n try:\n  yield 1\n finally:\n  hit()\n  h = g()\n  next(h)\n  h.close()\n")
    h = d["g"]()
    next(h)
    sys.setrecursionlimit(100)
    go(h.close)
    sys.setrecursionlimit(limit)
@kind
def gen5_():
    d = ex("def g():\n try:\n  yield 1\n except ValueError:\n  hit()\n  h = g()\n  next(h)\n  h.throw(ValueError)\n")
    h = d["g"]()
    next(h)
    go(lambda: h.throw(ValueError))
@kind
def gen6_():
    d = ex("def g():\n hit()\n yield (yield g().send(None))\n")
    go(lambda: d["g"]().send(None))
@kind
def gen7_():
    if py2: return
    d = ex("def g():\n hit()\n yield from g()\n")
    go(lambda: next(d["g"]()))
@kind
def coro_():
    if py2: return
    d = ex("async def g():\n hit()\n await g()\n")
    go(lambda: d["g"]().send(None))
@kind
def coro2_():
    if py2: return
    d = ex("async def g():\n hit()\n g().send(None)\n")
    go(lambda: d["g"]().send(None))
@kind
def agen_():
    if py2: return
    d = ex("async def g():\n hit()\n async for x in g(): yield x\n")
    go(lambda: d["g"]().asend(None).send(None))
@kind
def gexp_():
    def g():
        hit()
        return list(g() for x in [1])
    go(g)
@kind
def lcomp_():
    def g():
        hit()
        return [g() for x in [1]]
    go(g)
@kind
def exec1_():
    d = ex("def g():\n hit()\n exec('g()')\n")
    go(d["g"])
@kind
def eval1_():
    def g():
        hit()
        eval("g()", {"g": g})
    go(g)
@kind
def eval2_():
    def g():
        hit()
        eval(c, {"g": g})
    c = compile("g()", "f", "eval")
    go(g)
@kind
def import_():
    import types
    class F(object):
        def find_module(self, name, path=None):
            hit()
            __import__("nothing_%d" % n[0])
        def find_spec(self, name, path=None, target=None):
            hit()
            __import__("nothing_%d" % n[0])
    sys.meta_path.insert(0, F())
    try:
        go(lambda: __import__("nothing"))
    finally:
        del sys.meta_path[0]
@kind
def import2_():
    def imp(*a, **k):
        hit()
        d["g"]()
    import types
    b = dict(__builtins__ if isinstance(__builtins__, dict) else vars(__builtins__))
    b["__import__"] = imp
    d = ex("def g():\n import nothing\n", __builtins__=b)
    go(d["g"])
@kind
def meta_():
    class M(type):
        def __new__(m, n, b, d):
            hit()
            return M(n, b, d)
    go(lambda: M("A", (object,), {}))
@kind
def meta2_():
    class M(type):
        def __call__(c, *a):
            hit()
            return c()
    go(lambda: M("A", (object,), {})())
@kind
def meta3_():
    class M(type):
        def mro(c):
            hit()
            M("A", (object,), {})
            return type.mro(c)
    go(lambda: M("A", (object,), {}))
@kind
def meta4_():
    class M(type):
        def __getattr__(c, n):
            hit()
            return c.x
    go(lambda: M("A", (object,), {}).y)
@kind
def meta5_():
    class M(type):
        def __instancecheck__(c, o):
            hit()
            return isinstance(1, c)
        def __subclasscheck__(c, o):
            hit()
            return issubclass(int, c)
    A = M("A", (object,), {})
    go(lambda: isinstance(1, A))
    go(lambda: issubclass(int, A))
@kind
def initsub_():
    if sys.version_info < (3, 6): return
    class A(object):
        def __init_subclass__(cls, **k):
            hit()
            type("B", (A,), {})
    go(lambda: type("B", (A,), {}))
@kind
def trace_():
    def t(f, e, a):
        hit()
        g()
    def g(): pass
    def s():
        sys.settrace(t)
        try: g()
        finally: sys.settrace(None)
    go(s)
@kind
def wref_():
    class A(object): pass
    keep = []
    def cb(r):
        hit()
        if n[0] > 3000: return
        a = A()
        keep.append(_weakref.ref(a, cb))
        del a
    e = sys.stderr
    class Null(object):
        def write(self, s): pass
        def flush(self): pass
    sys.stderr = Null()
    def s():
        a = A()
        keep.append(_weakref.ref(a, cb))
        del a
    try: go(s)
    finally: sys.stderr = e
@kind
def codecerr_():
    import _codecs
    def h(e):
        hit()
        return (u"\xff".encode("ascii", "flow"), e.end)
    _codecs.register_error("flow", h)
    go(lambda: u"\xff".encode("ascii", "flow"))
@kind
def codecsearch_():
    import _codecs
    def h(name):
        if not name.startswith("flow"): return
        hit()
        _codecs.lookup("flow%d" % n[0])
    _codecs.register(h)
    go(lambda: _codecs.lookup("flow"))
@kind
def sre_():
    import _functools
    K = getattr(_functools, "cmp_to_key", None)
    if not K: return
    def c(a, b):
        hit()
        return K(c)(1) < K(c)(2)
    go(lambda: K(c)(1) < K(c)(2))
@kind
def lru_():
    if py2: return
    def h(x):
        hit()
        return w(x + 1)
    w = _functools._lru_cache_wrapper(h, 10, False, tuple)
    go(lambda: w(1))
    w = _functools._lru_cache_wrapper(h, None, False, tuple)
    go(lambda: w(1))
    w = _functools._lru_cache_wrapper(h, 0, False, tuple)
    go(lambda: w(1))
@kind
def classmeth_():
    class A(object):
        @classmethod
        def c(cls):
            hit()
            cls.c()
        @staticmethod
        def s():
            hit()
            A.s()
        def sup(self):
            hit()
            super(B, self).sup()
    class B(A): pass
    go(A.c); go(A.s); go(A().c)
@kind
def desc2_():
    class D(object):
        def __get__(self, o, t):
            hit()
            return A.d
        def __delete__(self, o):
            hit()
            del o.d
    class A(object):
        d = D()
    go(lambda: A.d)
    def f(): del A().d
    go(f)
@kind
def slots_():
    class A(object):
        def __eq__(self, o):
            hit()
            return NotImplemented
    class B(A):
        def __eq__(self, o):
            hit()
            return A() == B()
    go(lambda: A() == B())
@kind
def old_():
    if not py2: return
    class O:
        def __getattr__(self, n):
            hit()
            return self.x
        def __call__(self):
            hit()
            return self()
    go(lambda: O().x)
    go(lambda: O()())
    class O:
        def __add__(self, o):
            hit()
            return self + 1
        def __cmp__(self, o):
            hit()
            return cmp(self, o)
        def __repr__(self):
            hit()
            return repr(self)
        def __getitem__(self, i):
            hit()
            return self[i]
        def __len__(self):
            hit()
            return len(self)
        def __iter__(self):
            hit()
            return iter(self)
        def __hash__(self):
            hit()
            return hash(self)
        def __del__(self):
            pass
    o = O()
    for f in (lambda: o + 1, lambda: cmp(o, 1), lambda: repr(o), lambda: o[1], lambda: len(o), lambda: iter(o), lambda: hash(o), lambda: o == 1, lambda: str(o), lambda: repr(o)):
        go(f)
    class O:
        def __init__(self):
            hit()
            O()
    go(O)
@kind
def bisect_():
    import _bisect, _heapq
    class A(object):
        def __lt__(self, o):
            hit()
            return _bisect.bisect([self], 1)
    go(lambda: A() < 1)
    class A(object):
        def __lt__(self, o):
            hit()
            return _heapq.heappush([self], A())
    go(lambda: A() < A())
@kind
def intern_():
    class A(object):
        def __call__(self, x):
            hit()
            return sorted([1, 2], key=self)
    go(lambda: A()(1))
@kind
def ctx_():
    if sys.version_info < (3, 7): return
    import _contextvars as c
    def f():
        hit()
        c.copy_context().run(f)
    go(f)
@kind
def excgroup_():
    if sys.version_info < (3, 11): return
    class G(ExceptionGroup):
        def derive(self, e):
            hit()
            return G("a", [ValueError()]).split(TypeError)
    go(lambda: G("a", [ValueError(1), TypeError(1)]).split(TypeError))
@kind
def match_():
    if sys.version_info < (3, 10): return
    d = ex("class M:\n __match_args__ = property(lambda s: 1)\nclass A:\n @property\n def x(self):\n  hit()\n  match self:\n   case A(x=1): pass\n")
    go(lambda: d["A"]().x)
@kind
def mutual_():
    class A(object):
        def __getattr__(self, n):
            hit()
            return str(self)
        def __str__(self):
            hit()
            return "%s" % self.foo
    go(lambda: str(A()))
@kind
def json_():
    class L(list):
        def __iter__(self):
            hit()
            return iter(list(self))
    go(lambda: list(L()))
@kind
def deep_():
    for make, start in ((lambda x: [x], []), (lambda x: (x,), ()), (lambda x: {1: x}, {}), (lambda x: ValueError(x), 1)):
        x = start
        for i in range(30000): x = make(x)
        go(lambda: repr(x))
        go(lambda: str(x))
        y = start
        for i in range(30000): y = make(y)
        go(lambda: x == y)
        if not py2: go(lambda: x < y)
        if isinstance(x, tuple): go(lambda: hash(x))
for limit in 1000, 4000:
    for k in kinds:
        sys.setrecursionlimit(limit)
        sys.stdout.write(k.__name__[:-1] + ": ")
        try:
            k()
        except (NameError, ImportError, SyntaxError, AttributeError):
            sys.stdout.write("none %s\n" % (sys.exc_info()[1],))
sys.setrecursionlimit(1000)
print("done")
