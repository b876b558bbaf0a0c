# Exceptions: try without one, raised near and far, own classes, finally, with.
from __future__ import with_statement
import sys

try:
    range = xrange
except NameError:
    pass


class Missing(Exception):
    def __init__(self, key):
        Exception.__init__(self, key)
        self.key = key


class Guard(object):
    def __init__(self):
        self.entered = 0

    def __enter__(self):
        self.entered += 1
        return self

    def __exit__(self, kind, value, trace):
        return kind is Missing


def find(table, key):
    if key not in table:
        raise Missing(key)
    return table[key]


def deep(table, key, depth):
    if depth:
        return deep(table, key, depth - 1)
    return find(table, key)


def to_int(text):
    try:
        return int(text)
    except ValueError:
        return -1


def closing(log):
    try:
        return len(log)
    finally:
        log.append(1)


def main(loops):
    total = 0
    table = {1: 10, 2: 20}
    guard = Guard()
    for _ in range(loops):
        for i in range(20):
            try:
                total += find(table, 1)
            except Missing:
                total -= 1
            try:
                total += find(table, i)
            except Missing:
                total += sys.exc_info()[1].key
            try:
                total += table[i]
            except (TypeError, KeyError):
                total += 1
            else:
                total += 2
        try:
            deep(table, 7, 8)
        except (ArithmeticError, Missing):
            total += 5
        total += to_int("12") + to_int("x12")
        log = []
        total += closing(log) + len(log)
        with guard:
            find(table, 99)
        with guard:
            total += 1
        try:
            try:
                total //= 0
            except ZeroDivisionError:
                raise
        except ArithmeticError:
            total += 1
        try:
            [].pop()
        except IndexError:
            total += 1
        if getattr(table, "nothing", None) is None:
            total += 1
    sys.stdout.write("%d %d\n" % (total, guard.entered))


main(int(sys.argv[1]) if len(sys.argv) > 1 else 25000)
