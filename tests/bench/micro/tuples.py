# Tuples: made, taken apart, compared, returned, nested, swapped.
import sys

try:
    range = xrange
except NameError:
    pass


def bounds(a, b):
    if a < b:
        return a, b
    return b, a


def add(a, b):
    return (a[0] + b[0], a[1] + b[1])


def main(loops):
    total = 0
    shapes = [("circle", 3), ("square", (2, 2)), ("line", (1, 5))]
    for _ in range(loops):
        place = (0, 0)
        a, b, c = 1, 2, 3
        for i in range(200):
            low, high = bounds(i, 100)
            total += high - low
            place = add(place, (i, 1))
            a, b, c = b, c, a
            a, b = b, a
            if (a, b) < (b, c) or place == (i, 0):
                total += 1
            (x, y), z = place, i
            total += x - y + z
        for name, data in shapes:
            total += len(name) + (1 if isinstance(data, tuple) else data)
        total += (1, 2, 3) + (4,) == (1, 2, 3, 4)
        total += len(place * 3) + (3 in (1, 2, 3)) + max((4, 1), (4, 2))[1]
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 9000)
