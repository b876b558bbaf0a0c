# List comprehensions and generator expressions, with conditions and nested.
import sys

try:
    range = xrange
except NameError:
    pass


def main(loops):
    total = 0
    names = ["alpha", "beta", "gamma", "delta"]
    for loop in range(loops):
        squares = [i * i for i in range(100)]
        total += len([i for i in squares if i % 3 == 1])
        total += len([(x, y) for x in range(8) for y in range(8) if x != y])
        table = [[x * y for x in range(6)] for y in range(6)]
        total += sum([cell for row in table for cell in row])
        total += sum(i + loop for i in squares if i & 1)
        total += len([name.upper() for name in names])
        total += max(len(name) for name in names)
        lookup = dict((name, len(name)) for name in names)
        total += lookup["gamma"]
        total += len(set(i % 11 for i in squares))
        if any(i > 9000 for i in squares) and all(i >= 0 for i in squares):
            total += 1
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 20000)
