# versions: 2.7,3.6-3.13
# about: every function of math on ordinary and extreme numbers, and its words for what it refuses
import sys
import math

inf, nan = float('inf'), float('nan')
VALUES = [0, 1, -1, 0.5, -0.5, 2, 10, 1e-5, 3.75, 100.25, -7.5, 1e300, -1e300, 170.5, inf, -inf, nan, True]


def show(v):
    if isinstance(v, float):
        return '%.12g' % v
    if isinstance(v, tuple):
        return '(%s)' % ', '.join(show(e) for e in v)
    return repr(v)


def told(function, *args):
    try:
        return show(function(*args))
    except Exception:
        kind, error = sys.exc_info()[:2]
        return '%s %s' % (kind.__name__, error)


ONE = ('acos acosh asin asinh atan atanh ceil cos cosh degrees erf erfc exp expm1 fabs floor frexp gamma isinf isnan lgamma log log10 log1p modf radians sin sinh sqrt tan tanh trunc'
       ' cbrt exp2 log2 isfinite ulp isqrt').split()
TWO = 'atan2 copysign fmod hypot ldexp log pow remainder nextafter'.split()
for name in ONE:
    function = getattr(math, name, None)
    if function:
        for v in VALUES:
            print('%s(%s): %s' % (name, show(v), told(function, v)))
        for args in ((), ('a',), (None,), (1j,), (1, 2, 3), (2 ** 2000,), (-2 ** 2000,)):
            print('%s%s: %s' % (name, show(args)[:40], told(function, *args)))
for name in TWO:
    function = getattr(math, name, None)
    if function:
        for a in (0, 1, -1, 2.5, -7.25, 1e300, inf, -inf, nan):
            for b in (0, 1, -2, 0.5, 3, inf, nan):
                print('%s(%s, %s): %s' % (name, show(a), show(b), told(function, a, b)))
        for args in ((), (1,), ('a', 1), (1, 'a'), (1, 2, 3, 4), (2 ** 2000, 2), (2, 2 ** 2000)):
            print('%s%s: %s' % (name, show(args)[:40], told(function, *args)))
for args in ((), (0,), (1,), (5,), (25,), (-1,), (2.0,), (2.5,), ('a',), (10 ** 10,), (10 ** 30,), (nan,)):
    if args not in ((10 ** 10,),):
        print('factorial%r: %s' % (args, told(math.factorial, *args)))
for args in ((), ([],), ([1, 2.5, 1e100, 1, -1e100],), ([0.1] * 10,), ([inf, 1],), ([inf, -inf],), ([nan],), (['a'],), (5,), ([1e308, 1e308],)):
    print('fsum%s: %s' % (show(args), told(math.fsum, *args)))
print([math.pi, math.e])
