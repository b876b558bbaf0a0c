# The % operator, str and repr of numbers, of containers and of instances.
import sys

try:
    range = xrange
except NameError:
    pass


class Named(object):
    def __init__(self, name):
        self.name = name

    def __str__(self):
        return self.name

    def __repr__(self):
        return "Named(%r)" % self.name


def main(loops):
    total = 0
    thing = Named("thing")
    row = {"name": "bolt", "count": 12}
    for i in range(loops):
        total += len("%d items" % i)
        total += len("%s and %s" % ("this", thing))
        total += len("%5d|%-8s|%08.3f" % (i, "left", i / 7.0))
        total += len("%(name)s: %(count)d" % row)
        total += len("%x %o %c %%" % (i, i, "c"))
        total += len("%.2f %10.4e" % (i * 0.5, i * 1.5))
        total += len(str(i)) + len(repr(i * 0.25))
        total += len(repr([i, "a", (1, 2)])) + len(str({"k": i}))
        total += len(str(thing)) + len(repr([thing]))
        total += int("%d" % i) + int(float("%.1f" % (i / 2.0)))
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 140000)
