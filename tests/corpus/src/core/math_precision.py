# versions: 2.7, 3.6-3.13
# about: math functions whose last digits matter: hypot, dist, fsum, sumprod, pow, log of big integers, gamma, comb, isqrt
import math
import sys


def attempt(f, *args):
    try:
        return repr(f(*args))
    except Exception:
        e = sys.exc_info()[1]
        return '%s: %s' % (type(e).__name__, e)


seed = 12345


def rnd():
    global seed
    seed = (seed * 1103515245 + 12345) % (1 << 31)
    return seed / float(1 << 31)


pts = [(rnd() * 10 ** int(rnd() * 20 - 10), rnd() * 10 ** int(rnd() * 20 - 10), rnd()) for i in range(60)]
for a, b, c in pts[:30]:
    print(attempt(math.hypot, a, b) + ' ' + attempt(math.hypot, b, a * 1e-3))
if sys.version_info >= (3, 8):
    for a, b, c in pts:
        print(attempt(math.hypot, a, b, c), attempt(math.hypot, a, b, c, a, b), attempt(math.dist, (a, b, c), (c, a, b)), attempt(math.dist, (a, b), (b, c)))
    print(math.hypot(), math.hypot(3), math.hypot(-3.5), math.hypot(float('inf'), float('nan')), math.hypot(float('nan'), 1), math.hypot(1e308, 1e308, 1e308), math.hypot(1e-320, 1e-320), math.hypot(0.0, 0.0))
    print(attempt(math.dist, (1,), (1, 2)), attempt(math.dist, [1, 2], (3, 4)), attempt(math.hypot, 'a'), attempt(math.dist, 1, 2))
    print([attempt(math.comb, n, k) for n, k in ((5, 2), (100, 50), (67, 33), (10, 11), (-1, 2), (3, -1), (2.5, 1))])
    print([attempt(math.perm, n, k) for n, k in ((5, 2), (20, None), (10, 11), (-1, 2), (3, -1))], attempt(math.perm, 7))
    print([attempt(math.isqrt, n) for n in (0, 1, 15, 16, 10 ** 40, 2 ** 200 - 1, -1, 2.0)])
    print([attempt(math.prod, x) for x in ([], [1, 2, 3], [1.5, 2], ['a', 2], [True, 3.0])], math.prod([2, 3], start=5))
if sys.version_info >= (3, 12):
    for i in range(20):
        xs = [rnd() * 10 ** int(rnd() * 12 - 6) for j in range(10)]
        ys = [rnd() * 10 ** int(rnd() * 12 - 6) * (1 if rnd() > 0.5 else -1) for j in range(10)]
        print(math.sumprod(xs, ys))
    print(math.sumprod([10, 20, 30], [1, 2, 3]), math.sumprod([1.5, 2], [2, 3.5]), math.sumprod([], []), math.sumprod([True, 2], [3.0, 4]), math.sumprod([10 ** 20], [3]), math.sumprod([1e100, 1, -1e100], [1, 1, 1]))
    print(attempt(math.sumprod, [1], [1, 2]), attempt(math.sumprod, ['a'], ['b']), attempt(math.sumprod, 1, 2), attempt(math.sumprod, [1e308, 1e308], [10, -10]), attempt(math.sumprod, [float('inf'), 1], [0.0, 1]))
    print([attempt(math.nextafter, 1.0, y) for y in (2, 0, 1, float('nan'))], math.nextafter(1.0, 2.0, steps=5), attempt(lambda: math.nextafter(1.0, 2.0, steps=-1)))
if sys.version_info >= (3, 13):
    print([attempt(math.fma, *x) for x in ((2.0, 3.0, 4.0), (1e308, 10, -1e308), (0.1, 10, -1), (float('inf'), 0, 1), (float('nan'), 1, 1))])
if sys.version_info >= (3, 9):
    print(math.lcm(), math.lcm(4, 6, 10), math.lcm(0, 5), math.gcd(), math.gcd(12, 18, 27), math.ulp(1.0), math.ulp(0.0), math.ulp(float('inf')), math.ulp(1e300))
if sys.version_info >= (3, 11):
    print([math.cbrt(x) for x in (27.0, -8, 2, 0.001)], [math.exp2(x) for x in (0, 1, 0.5, -3, 10)])
print([attempt(math.log, x) for x in (2 ** 1000, 10 ** 400, 0.5, 1, 0, -1, 7 ** 500)])
print([attempt(math.log, x, 10) for x in (1000, 10 ** 400, 2)] + [attempt(math.log10, x) for x in (1000, 10 ** 400, 2, 0)])
if hasattr(math, 'log2'):
    print([attempt(math.log2, x) for x in (8, 2 ** 1000, 3, 10 ** 400, 0, -2)])
print([attempt(math.gamma, x) for x in (1, 5, 0.5, -0.5, 171, 172, 0, -1, 1e-308, 30.5, -20.5)])
print([attempt(math.lgamma, x) for x in (1, 5, 0.5, -0.5, 171, 1e10, 0, -1, 1e300)])
print([attempt(math.erf, x) for x in (0, 0.5, 1, -3, 6)], [attempt(math.erfc, x) for x in (0, 0.5, 1, -3, 6, 27)])
print([attempt(math.expm1, x) for x in (1e-10, 1, -1, 710)], [attempt(math.log1p, x) for x in (1e-10, 1, -0.5, -1)])
print([attempt(math.pow, x, y) for x, y in ((2, 0.5), (-8, 1 / 3.0), (0, -1), (0.0, 0), (1, float('nan')), (-1, float('inf')), (1e200, 2))])
print([attempt(math.fsum, x) for x in ([0.1] * 10, [1e100, 1, -1e100], [1e308, 1e308], [float('inf'), -float('inf')], [1, 2.5, True])])
print([attempt(math.fmod, x, y) for x, y in ((7, 3), (-7, 3), (7.5, -2), (1, 0), (float('inf'), 2))], [attempt(math.modf, x) for x in (1.5, -2.25, float('inf'))], [attempt(math.frexp, x) for x in (8, 0.1, 0, float('inf'))], attempt(math.ldexp, 0.5, 10), attempt(math.ldexp, 1, 5000), attempt(math.ldexp, 1, -5000))
print([attempt(math.factorial, x) for x in (0, 5, 20, 25, -1)])
if sys.version_info < (3, 9) or sys.version_info >= (3, 10):
    print([attempt(math.factorial, x) for x in ('a', 2.5)])
print([attempt(math.floor, x) for x in (2.7, -2.7, 10, 1e20)], [attempt(math.ceil, x) for x in (2.1, -2.7, 10)], [attempt(math.trunc, x) for x in (2.7, -2.7, 10)])
print([attempt(math.copysign, x, y) for x, y in ((1, -0.0), (-3, 2))], [attempt(math.atan2, x, y) for x, y in ((0.0, -1), (-0.0, -1), (1, 1), (0, 0))])
print([attempt(f, 0.7) for f in (math.sin, math.cos, math.tan, math.asin, math.acos, math.atan, math.sinh, math.cosh, math.tanh, math.asinh, math.atanh)], attempt(math.acosh, 1.5), attempt(math.acos, 2), attempt(math.atanh, 1), attempt(math.sqrt, -1), attempt(math.exp, 1000), attempt(math.sin, float('inf')))
if hasattr(math, 'isclose'):
    print(math.isclose(1, 1 + 1e-10), math.isclose(1, 1.1, rel_tol=0.2), math.isclose(0, 1e-10), math.isclose(0, 1e-10, abs_tol=1e-9), attempt(lambda: math.isclose(1, 2, rel_tol=-1)))
import cmath
inf, nan = float('inf'), float('nan')
zs = [complex(0.3, 0.4), complex(-1, 0.0), complex(-1, -0.0), complex(2, -3), complex(0, inf), complex(nan, 0), complex(0.0, nan), complex(inf, -inf), complex(1e200, 1e200), complex(-0.0, 0.0), complex(1e-320, 1)]
for name in 'acos acosh asin asinh atan atanh cos cosh exp log log10 sin sinh sqrt tan tanh phase polar'.split():
    print('%s %s' % (name, [attempt(getattr(cmath, name), z) for z in zs]))
print([attempt(cmath.rect, r, p) for r, p in ((1, 2), (0, inf), (inf, 0), (inf, nan), (nan, 0), (1, inf))], attempt(cmath.log, 3 + 4j, 2), attempt(cmath.log, 0), attempt(abs, complex(1e308, 1e308)), abs(3 + 4j))
