# versions: 3.12-3.13
# about: lambdas and comprehensions in the scopes of type parameters and aliases, within classes and without; keys of mapping patterns, registered sequences
src = ["class C[T]:\n    T = 'c'\n    def meth[U](x: (T for _ in (1,)), y: T): pass\n", "class C:\n    type A = [x for x in y]\n", "class C:\n    type A = lambda: 1\n",
       "class C[T]:\n    def f[U: [x for x in T]](): pass\n", "def g():\n    class C:\n        type A = [x for x in y]\n", "class C:\n    def f[T](x: lambda: T): pass\n",
       "class C:\n    def f[T](x=[i for i in y]): pass\n", "class C:\n  def f[T: lambda: 1]():pass\n", "type A[T] = [T for T in x]\n", "def f[T: (yield 1)](): pass\n",
       "def f[T](x: (yield 1)): pass\n", "type A = (yield 1)\n", "type A[T: (x := 1)] = 2\n", "class C[T](x:=1): pass\n", "def f[T, T](): pass\n", "class C[T]:\n nonlocal T\n"]
for s in src:
    try:
        compile(s, 's', 'exec')
        print('fine')
    except SyntaxError as e:
        print(e)


def f():
    T = str

    class C:
        T = int

        class D[U](T):
            x = T

        def meth[U](self, a: T, b: U) -> T:
            return T
        type Alias = T
        type Of[V] = list[V] | T
    return C


C = f()
print(C.D.__bases__[0], C.D.x, C.meth.__annotations__['a'], C.meth(None, 1, 2), C.Alias.__value__, C.Of.__value__)


class Late:
    T = int

    def foo[U: T](self, x: U, y: T): ...
    type A = T
    T = str


print(Late.A.__value__, Late.foo.__annotations__['y'], Late.foo.__type_params__[0].__bound__)
match 1:
    case 1:
        pass
for s in ['match x:\n case {0: _, False: _}: pass', 'match x:\n case {0: _, 0.0: _}: pass', 'match x:\n case {0: _, 0j: _}: pass', 'match x:\n case {1: _, True: _}: pass',
          'match x:\n case {1: _, "1": _, b"1": _, 1.5: _}: pass', 'match x:\n case {-1: _, -1.0: _}: pass', 'match x:\n case {None: _, 0: _}: pass']:
    try:
        compile(s, 's', 'exec')
        print('fine')
    except SyntaxError as e:
        print(e)
for s in ['[i for i in [j for j in range(5) if (j := True)]]', '[i for i in (lambda:(j := range(5)))()]', 'class Foo:\n def bar(self):\n  [[(__x:=2) for _ in range(2)] for __x in range(2)]\n',
          'from .__future__ import spam\n', 'def f():\n  global x\n  nonlocal x\n']:
    try:
        compile(s, 's', 'exec')
        print('fine')
    except SyntaxError as e:
        print(e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset)
import collections.abc


def kind(x):
    match x:
        case [*_]:
            return 'sequence'
        case {}:
            return 'mapping'
    return 'other'


class Parent: ...
class Before(Parent): ...


collections.abc.Mapping.register(Parent)


class After(Parent): ...
class Seq: ...
class Both(Seq, dict): ...
class Both2(dict, Seq): ...


collections.abc.Sequence.register(Seq)
class Late1(Parent, Seq): ...
class Late2(Seq, Parent): ...
class FromAbc(collections.abc.Sequence):
    def __len__(self): return 0
    def __getitem__(self, i): raise IndexError


print([kind(c()) for c in (Parent, Before, After, Seq, Both, Both2, Late1, Late2, FromAbc)])
