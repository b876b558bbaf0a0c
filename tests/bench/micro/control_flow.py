# Loops and branches: nested, left early, continued, with else, chained tests.
import sys

try:
    range = xrange
except NameError:
    pass


def first_prime_above(n):
    while True:
        n += 1
        for i in range(2, n):
            if i * i > n:
                return n
            if n % i == 0:
                break
        else:
            return n


def classify(n):
    if n < 0:
        return 1
    elif n == 0:
        return 2
    elif 0 < n < 10:
        return 3
    elif n in (10, 20, 30):
        return 4
    elif not n % 7 or n > 90 and n != 95:
        return 5
    return 6


def triples(limit):
    found = 0
    for a in range(1, limit):
        for b in range(a, limit):
            squares = a * a + b * b
            if squares > limit * limit:
                break
            for c in range(b, limit):
                if c * c < squares:
                    continue
                if c * c == squares:
                    found += 1
                break
    return found


def main(loops):
    total = 0
    for _ in range(loops):
        n = 100
        while n < 200:
            n = first_prime_above(n)
            total += n
        for i in range(-10, 100):
            total += classify(i)
        total += triples(16)
        i = 0
        while i < 300:
            i += 1
            if i & 1:
                continue
            if i is None:
                break
            total += 1 if i > 150 else 2
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 8500)
