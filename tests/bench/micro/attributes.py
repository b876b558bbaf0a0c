# Attributes of instances, of classes, in slots, and in chains.
import sys

try:
    range = xrange
except NameError:
    pass


class Point(object):
    unit = 1

    def __init__(self, x, y):
        self.x = x
        self.y = y
        self.next = None


class Slotted(object):
    __slots__ = ("a", "b")
    scale = 3

    def __init__(self, a, b):
        self.a = a
        self.b = b


def main(loops):
    first = Point(0, 1)
    first.next = Point(2, 3)
    first.next.next = Point(4, 5)
    slotted = Slotted(1, 2)
    for _ in range(loops):
        for i in range(1000):
            first.x = first.x + first.unit
            first.y += first.x & 7
            first.next.next.x += first.next.y
            first.next.x = first.next.next.x - i
            slotted.a += slotted.b
            slotted.b = i + slotted.scale
            first.next.next.y = Point.unit
        if hasattr(first, "z"):
            del first.z
        else:
            first.z = 1
    last = first.next.next
    sys.stdout.write("%d %d %d %d %d\n" % (first.x, first.y, first.next.x, last.x, slotted.a))


main(int(sys.argv[1]) if len(sys.argv) > 1 else 3100)
