# versions: 3.12-3.13
# about: type parameters, aliases, generic classes and unions: attributes, reprs, scopes, laziness, errors
def show(label, value):
    print(label, value)


def attempt(label, f):
    try:
        print(label, f())
    except Exception as e:
        print(label, type(e).__name__, e)


class Box[T]:
    item: T

    def get[U: int](self, other: U) -> T:
        return T, U

    class Inner:
        kind = T


def first[T, *Ts, **P](x: T, *rest: *Ts) -> T:
    return T, Ts, P


show('params', (Box.__type_params__, first.__type_params__, Box.get.__type_params__))
show('bases', Box.__orig_bases__)
show('mro', [c.__name__ for c in Box.__mro__])
show('call', Box().get(1))
show('inner', Box.Inner.kind)
show('annotations', (Box.__annotations__, first.__annotations__, Box.get.__annotations__))
show('subscript', Box[int])
show('args', (Box[int].__args__, Box[int].__origin__, Box[int].__parameters__))
show('nested', Box[Box[str]])
attempt('too many', lambda: Box[int, str])
for p in first.__type_params__:
    show('name', (p.__name__, repr(p), type(p).__name__, p.__module__))
    for n in ('__bound__', '__constraints__', '__covariant__', '__contravariant__', '__infer_variance__', '__default__'):
        attempt(n, lambda: getattr(p, n))
T, = Box.__type_params__
U, = Box.get.__type_params__
show('bound', U.__bound__)
attempt('set', lambda: setattr(T, '__bound__', int))
attempt('new attribute', lambda: setattr(T, 'x', 1))
attempt('del', lambda: delattr(T, '__name__'))
attempt('call it', lambda: T())
attempt('subscript it', lambda: T[int])
attempt('or', lambda: T | int)
attempt('ror', lambda: None | T)
attempt('isinstance', lambda: isinstance(1, T))
attempt('subclass', lambda: type('X', (T,), {}))
attempt('hash', lambda: len({T, U, T}))
attempt('eq', lambda: (T == T, T == U))


class Bounded[A: (int, str), B: 'later', C: undefined]:
    pass


A, B, C = Bounded.__type_params__
show('constraints', (A.__constraints__, A.__bound__))
show('text bound', B.__bound__)
attempt('lazy bound', lambda: C.__bound__)
undefined = float
attempt('lazy bound now', lambda: C.__bound__)
undefined = int
attempt('kept', lambda: C.__bound__)

type Pair[X] = tuple[X, X]
type Rec = list[Rec] | None
type Late = missing
show('alias', (Pair, Pair.__name__, Pair.__value__, Pair.__type_params__, Pair.__module__))
show('recursive', (Rec, Rec.__value__))
attempt('missing', lambda: Late.__value__)
missing = 5
attempt('found', lambda: Late.__value__)
attempt('subscripted', lambda: (Pair[int], Pair[int].__args__, Pair[int].__origin__ is Pair, Pair[int].__value__))
attempt('not generic', lambda: Rec[int])
attempt('or', lambda: Pair | int)
attempt('call', lambda: Pair())
attempt('isinstance', lambda: isinstance(1, Rec))
attempt('set', lambda: setattr(Pair, '__value__', 1))
attempt('set name', lambda: setattr(Pair, '__name__', 1))
attempt('iter', lambda: list(Pair))
attempt('bool', lambda: bool(Pair))


def scopes():
    x = 'outer'

    class K[T]:
        x = 'class'

        def m[V](self):
            return x, T, V
        type Local[W] = (x, T, W)

    return K().m(), K.Local.__value__, K.__type_params__


attempt('scopes', scopes)


def shadow[T](T: T):
    return T


attempt('shadow', lambda: shadow(3))


class Meta(type):
    def __getitem__(cls, item):
        return 'meta', item


class WithMeta[T](metaclass=Meta):
    pass


attempt('metaclass', lambda: WithMeta[int])


class Sub[T](Box[T], dict):
    pass


show('sub', (Sub.__bases__, Sub.__orig_bases__, Sub.__parameters__, Sub[int], [c.__name__ for c in Sub.__mro__]))


class Deco:
    def __init__(self, f):
        self.f = f

    def __repr__(self):
        return 'Deco(%s)' % self.f.__name__


@Deco
def decorated[T](a: T = 1, *, b: T = 2) -> T:
    pass


show('decorated', (decorated, decorated.f.__type_params__, decorated.f.__defaults__, decorated.f.__kwdefaults__))


async def coroutine[T](a: T):
    return T


try:
    coroutine(1).send(None)
except StopIteration as e:
    show('coroutine', e.value)


def generator[T]():
    yield T


show('generator', list(generator()))
lam = (lambda: [T for T in range(3)])()
show('comprehension', lam)


class Private[__T]:
    def m(self):
        return __T


attempt('private', lambda: (Private.__type_params__, Private().m()))
import _typing as typing
show('typing', (typing.TypeVar('N', bound=int), typing.ParamSpec('Q'), typing.TypeVarTuple('Vs')))
attempt('P.args', lambda: (first.__type_params__[2].args, first.__type_params__[2].kwargs))
attempt('unpacked', lambda: list(first.__type_params__[1]))
attempt('function code', lambda: (first.__code__.co_name, first.__qualname__, Box.get.__qualname__, first.__code__.co_freevars))
attempt('type alias type', lambda: typing.TypeAliasType('Z', int, type_params=(T,)))
attempt('bad params', lambda: typing.TypeAliasType('Z', int, type_params=[T]))
