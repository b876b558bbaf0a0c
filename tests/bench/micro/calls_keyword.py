# Calls with keywords, *args and **kwargs, on both sides of the call.
import sys

try:
    range = xrange
except NameError:
    pass


def plain(a, b, c=3):
    return a + b * c


def gather(*args):
    return len(args) + args[0]


def gather_names(first, **names):
    return first + names["x"] - len(names)


def forward(*args, **names):
    return plain(*args, **names)


class Box(object):
    def __init__(self, width, height=1, depth=1):
        self.volume = width * height * depth


def main(loops):
    total = 0
    pair = (1, 2)
    options = {"c": 4}
    for _ in range(loops):
        for i in range(500):
            total += plain(i, b=2)
            total += plain(c=1, b=2, a=i)
            total += plain(*pair)
            total += plain(i, 2, **options)
            total += gather(i, 2, 3)
            total += gather(i, *pair)
            total += gather_names(i, x=1, y=2)
            total += forward(i, 2, c=1)
            total += Box(i, depth=2).volume
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 970)
