# Plain calls: none to four arguments, defaults, calls of calls.
import sys

try:
    range = xrange
except NameError:
    pass


def nothing():
    return 1


def one(a):
    return a


def two(a, b):
    return a + b


def four(a, b, c, d):
    return a + b - c + d


def with_defaults(a, b=2, c=3):
    return a + b + c


def outer(a):
    return two(one(a), nothing())


def main(loops):
    total = 0
    for _ in range(loops):
        for i in range(1000):
            total += nothing()
            total += one(i)
            total += two(i, 1)
            total += four(i, 1, 2, 3)
            total += with_defaults(i)
            total += with_defaults(i, 5)
            total += outer(i)
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1400)
