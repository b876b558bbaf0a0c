# Lists: append, pop, index, assign, insert, remove, extend, search, reverse.
import sys

try:
    range = xrange
except NameError:
    pass


def sieve(limit):
    flags = [True] * (limit + 1)
    primes = []
    for i in range(2, limit + 1):
        if flags[i]:
            primes.append(i)
            for j in range(i * i, limit + 1, i):
                flags[j] = False
    return primes


def rotate(items, count):
    for _ in range(count):
        items.append(items.pop(0))
    return items


def bubble(items):
    for i in range(len(items)):
        for j in range(len(items) - 1 - i):
            if items[j] > items[j + 1]:
                items[j], items[j + 1] = items[j + 1], items[j]
    return items


def main(loops):
    total = 0
    for loop in range(loops):
        total += len(sieve(300))
        stack = []
        for i in range(200):
            stack.append(i)
        while stack:
            total += stack.pop()
        items = rotate(list(range(20)), 30)
        items.insert(5, loop)
        items.remove(7)
        items.extend([3, 1, 2])
        items.reverse()
        total += items.index(3) + items.count(3) + (19 in items)
        total += bubble([(i * 37) % 31 for i in range(31)])[4]
        for item in items:
            total += item
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 11000)
