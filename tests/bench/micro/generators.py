# Generators: simple, chained, recursive, sent to, left early.
import sys

try:
    range = xrange
except NameError:
    pass


def count_to(n):
    i = 0
    while i < n:
        yield i
        i += 1


def only_even(source):
    for i in source:
        if i % 2 == 0:
            yield i


def doubled(source):
    for i in source:
        yield i * 2


def in_order(tree):
    if tree is not None:
        left, value, right = tree
        for item in in_order(left):
            yield item
        yield value
        for item in in_order(right):
            yield item


def averager():
    total = 0
    count = 0
    mean = 0
    while True:
        value = yield mean
        total += value
        count += 1
        mean = total // count


def endless():
    n = 0
    try:
        while True:
            n += 1
            yield n
    finally:
        closed.append(n)


def build(low, high):
    if low >= high:
        return None
    middle = (low + high) // 2
    return (build(low, middle), middle, build(middle + 1, high))


closed = []


def main(loops):
    total = 0
    tree = build(0, 63)
    for _ in range(loops):
        for i in count_to(200):
            total += i
        total += sum(doubled(only_even(count_to(100))))
        for item in in_order(tree):
            total += item
        mean = averager()
        mean.send(None)
        for i in range(50):
            total += mean.send(i)
        numbers = endless()
        for n in numbers:
            if n == 10:
                break
        numbers.close()
    sys.stdout.write("%d %d\n" % (total, len(closed)))


main(int(sys.argv[1]) if len(sys.argv) > 1 else 16000)
