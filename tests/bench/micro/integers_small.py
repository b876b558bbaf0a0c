# Arithmetic and comparison of small integers.
import sys

try:
    range = xrange
except NameError:
    pass


def collatz(start):
    steps = 0
    n = start
    while n != 1:
        if n % 2 == 0:
            n = n // 2
        else:
            n = 3 * n + 1
        steps += 1
    return steps


def divisor(a, b):
    while b:
        a, b = b, a % b
    return a


def main(loops):
    total = 0
    for _ in range(loops):
        for i in range(1, 200):
            total += collatz(i)
            total += divisor(i, 120)
            if i < 50 or -i > 3 and i >= 7:
                total -= i
            elif i <= 150:
                total += -i + abs(i - 100)
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
