# versions: 3.12-3.13
# about: methods of TypeVar, ParamSpec, TypeVarTuple and TypeAliasType called by name
import sys


def show(label, make):
    try:
        r = repr(make())
    except Exception as e:
        r = '! %s %s' % (type(e).__name__, e)
    print(label, '=', r)


def f[T: int, U: (int, str), *Ts, **P](): pass


type A[X] = list[X]
T, U, Ts, P = f.__type_params__
for p in (T, U, Ts, P):
    show('repr', lambda: (p, p.__name__, p.__module__, type(p).__name__))
    for n in ('__bound__', '__constraints__', '__covariant__', '__contravariant__', '__infer_variance__', '__default__'):
        if hasattr(p, n):
            show(n, lambda: getattr(p, n))
    show('reduce', lambda: p.__reduce__())
    show('entries', lambda: p.__mro_entries__((p,)))
    if hasattr(p, 'has_default'):
        show('has_default', lambda: p.has_default())
    show('set name', lambda: setattr(p, '__name__', 'x'))
    show('set other', lambda: setattr(p, 'other', 1))
    show('sub', lambda: p[int])
    show('call', lambda: p())
    show('or', lambda: (p | int, int | p))
show('args', lambda: (P.args, P.kwargs, P.args.__origin__ is P, P.args == P.args, P.args == P.kwargs))
show('unpack', lambda: tuple(Ts))
show('alias', lambda: (A, A.__name__, A.__type_params__, A.__value__, A.__module__, A.__parameters__, A.__reduce__()))
show('alias sub', lambda: (A[int], A[int].__origin__, A[int].__args__))
show('alias or', lambda: A | int)
show('alias call', lambda: A())
show('alias set', lambda: setattr(A, '__name__', 'B'))
show('make', lambda: type(A)('N', int).__value__)
show('make bad', lambda: type(A)(5, int))
show('make kw', lambda: type(A)('N', int, type_params=(T,)).__type_params__)
show('typevar', lambda: (type(T)('V', bound=int).__bound__, type(T)('V', int, str).__constraints__))
show('typevar one', lambda: type(T)('V', int))
show('typevar both', lambda: type(T)('V', covariant=True, contravariant=True))
show('typevar none', lambda: type(T)())
class G[T]: pass
show('generic', lambda: (G.__type_params__, G.__parameters__, G[int], G.__mro__))
