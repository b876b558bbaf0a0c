# Integers of hundreds of digits: products, powers, division, text.
import sys

try:
    range = xrange
except NameError:
    pass


def factorial(n):
    product = 1
    for i in range(2, n + 1):
        product *= i
    return product


def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def digits_of_pi(count):
    q, r, t, k, n, l = 1, 0, 1, 1, 3, 3
    digits = []
    while len(digits) < count:
        if 4 * q + r - t < n * t:
            digits.append(n)
            q, r, n = 10 * q, 10 * (r - n * t), (10 * (3 * q + r)) // t - 10 * n
        else:
            q, r, t, k, n, l = (q * k, (2 * q + r) * l, t * l, k + 1,
                                (q * (7 * k) + 2 + r * l) // (t * l), l + 2)
    return digits


def root(n):
    x = n
    y = (x + 1) // 2
    while y < x:
        x = y
        y = (x + n // x) // 2
    return x


def main(loops):
    total = 0
    for _ in range(loops):
        total += factorial(200) % 1000003
        total += fibonacci(800) % 1000003
        total += sum(digits_of_pi(100))
        total += pow(3, 1000 + loops, (1 << 127) - 1) % 1000003
        total += root(7 ** 150) % 1000003
        total += len(str(factorial(150)))
        total += int("123456789" * 20) % 1000003
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1100)
