# Functions that call themselves: fibonacci, ackermann, takeuchi, hanoi, queens.
import sys

try:
    range = xrange
except NameError:
    pass


def fibonacci(n):
    if n < 2:
        return n
    return fibonacci(n - 1) + fibonacci(n - 2)


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def takeuchi(x, y, z):
    if y >= x:
        return z
    return takeuchi(takeuchi(x - 1, y, z), takeuchi(y - 1, z, x), takeuchi(z - 1, x, y))


def hanoi(n, a, b, c):
    if n == 0:
        return 0
    return hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)


def queens(size, row, columns, up, down):
    if row == size:
        return 1
    found = 0
    for column in range(size):
        if not (columns >> column & 1 or up >> (row + column) & 1 or down >> (row - column + size) & 1):
            found += queens(size, row + 1, columns | 1 << column, up | 1 << row + column,
                            down | 1 << row - column + size)
    return found


def is_even(n):
    return n == 0 or is_odd(n - 1)


def is_odd(n):
    return n != 0 and is_even(n - 1)


def main(loops):
    total = 0
    for _ in range(loops):
        total += fibonacci(16)
        total += ackermann(2, 9)
        total += takeuchi(9, 6, 3)
        total += hanoi(9, 1, 2, 3)
        total += queens(5, 0, 0, 0, 0)
        total += is_even(300)
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1900)
