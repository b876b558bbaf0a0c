# versions: 3.12-3.13
# about: what type parameters put in their place: __typing_subst__, __typing_prepare_subst__, defaults, the attributes and errors of each kind
import sys


def attempt(label, function, *args, **named):
    try:
        print('%s: %r' % (label, function(*args, **named)))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, error))


def f[T, B: int, C: (int, str), *Ts, **P]():
    pass


T, B, C, Ts, P = f.__type_params__
for p in f.__type_params__:
    print(type(p).__name__, p, p.__name__, p.__module__)
    for name in ('__bound__', '__constraints__', '__covariant__', '__contravariant__', '__infer_variance__', '__default__', 'args', 'kwargs'):
        if hasattr(p, name):
            print(' ', name, getattr(p, name))
    attempt('  reduce', p.__reduce__)
    attempt('  mro entries', p.__mro_entries__, (p,))
    if hasattr(p, 'has_default'):
        attempt('  has default', p.has_default)
    if hasattr(p, '__or__'):
        attempt('  or', lambda: p | int)
        attempt('  ror', lambda: int | p)
    attempt('  called', p)
    attempt('  set', lambda: setattr(p, '__name__', 'x'))
    attempt('  hash', lambda: hash(p) == hash(p))
for value in (int, None, list[int], T, 5, ..., (int, str), [int, str]):
    attempt('subst %r' % (value,), T.__typing_subst__, value)
    attempt('subst bound %r' % (value,), B.__typing_subst__, value)
    attempt('subst constrained %r' % (value,), C.__typing_subst__, value)
attempt('subst', T.__typing_subst__)
attempt('subst', T.__typing_subst__, 1, 2)
attempt('subst pack', Ts.__typing_subst__, int)
attempt('subst pack', Ts.__typing_subst__, ())
for value in ([int, str], (int,), ..., P, int, []):
    attempt('subst params %r' % (value,), P.__typing_subst__, value)


class Alias:
    def __init__(self, *parameters):
        self.__parameters__ = parameters
        self.__args__ = parameters

    def __repr__(self):
        return 'Alias%r' % (self.__parameters__,)


for args in ((), (int,), (int, str), (int, str, float), ([int, str],)):
    attempt('prepare pack %r' % (args,), lambda: Ts.__typing_prepare_subst__(Alias(Ts), args))
    attempt('prepare pack after %r' % (args,), lambda: Ts.__typing_prepare_subst__(Alias(T, Ts), args))
    attempt('prepare pack before %r' % (args,), lambda: Ts.__typing_prepare_subst__(Alias(Ts, T), args))
    attempt('prepare params %r' % (args,), lambda: P.__typing_prepare_subst__(Alias(P), args))
    attempt('prepare params after %r' % (args,), lambda: P.__typing_prepare_subst__(Alias(T, P), args))
    if hasattr(T, '__typing_prepare_subst__'):
        attempt('prepare %r' % (args,), lambda: T.__typing_prepare_subst__(Alias(T), args))


class G[T, *Ts]:
    pass


class H[**P]:
    pass


class K[T, **P]:
    pass


class D[T]:
    pass


type L[T] = list[T]
for make in (lambda: D[int], lambda: D[T][str], lambda: D[T], lambda: D[T].__parameters__, lambda: D[int, str], lambda: D[()], lambda: G[int], lambda: G[int, str, float], lambda: G[T, *Ts][int, str, float],
             lambda: H[int, str], lambda: H[[int, str]], lambda: H[...], lambda: H[P], lambda: K[int, [str]], lambda: K[int, str], lambda: K[T, P][int, [str]], lambda: L[int], lambda: L[T].__parameters__,
             lambda: L[int].__args__, lambda: list[T][int], lambda: dict[T, B][int, str], lambda: dict[T, T][int], lambda: list[T][int, str], lambda: tuple[*Ts][int, str], lambda: tuple[T, *Ts][int], lambda: tuple[T, *Ts][()],
             lambda: (T | None)[int], lambda: (list[T] | int)[str], lambda: list[list[T]][int], lambda: list[C][float]):
    attempt('alias', make)
if sys.version_info >= (3, 13):
    scope = {}
    exec('class M[T = int, **P = [int]]: pass\nclass O[*Ts = *tuple[int, str]]: pass\nclass N[T, U = list[T]]: pass\n', scope)
    M, N, O = scope['M'], scope['N'], scope['O']
    for p in M.__type_params__ + O.__type_params__:
        attempt('default', lambda: (p.has_default(), p.__default__))
    for make in (lambda: M[str], lambda: M[str, [bool]], lambda: O[str], lambda: O[()], lambda: O[int, str, float], lambda: N[int], lambda: N[int, str], lambda: M[()], lambda: N[()]):
        attempt('with defaults', make)
    for p in M.__type_params__:
        if hasattr(p, '__typing_prepare_subst__'):
            for args in ((), (str,)):
                attempt('prepare default %s %r' % (p, args), lambda: p.__typing_prepare_subst__(Alias(p), args))
