# Objects that refer to each other in rings: what the cycle collector is for.
import sys

try:
    range = xrange
except NameError:
    pass


class Parent(object):
    def __init__(self, count):
        self.children = []
        for i in range(count):
            self.children.append(Child(self, i))


class Child(object):
    def __init__(self, parent, number):
        self.parent = parent
        self.number = number
        self.brother = parent.children[-1] if parent.children else self


class Ring(object):
    def __init__(self):
        self.before = self
        self.after = self

    def insert(self):
        other = Ring()
        other.before = self
        other.after = self.after
        self.after.before = other
        self.after = other
        return other


def recursive():
    def visit(n):
        return 1 if n == 0 else 1 + visit(n - 1)
    return visit(3)


def main(loops):
    total = 0
    alive = [Parent(10) for _ in range(200)]
    for loop in range(loops):
        parent = Parent(5)
        total += parent.children[-1].brother.number
        ring = Ring()
        for _ in range(5):
            ring = ring.insert()
        if ring.after.before is ring:
            total += 1
        own = []
        own.append(own)
        table = {}
        table["self"] = table
        total += len(own) + len(table) + recursive()
        alive[loop % 200] = parent
    sys.stdout.write("%d %d\n" % (total, len(alive)))


main(int(sys.argv[1]) if len(sys.argv) > 1 else 100000)
