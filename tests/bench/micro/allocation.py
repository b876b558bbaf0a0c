# Objects made and dropped: trees, linked lists, small containers, destructors.
import sys

try:
    range = xrange
except NameError:
    pass


class Node(object):
    def __init__(self, left, right):
        self.left = left
        self.right = right

    def check(self):
        if self.left is None:
            return 1
        return 1 + self.left.check() + self.right.check()


class Link(object):
    __slots__ = ("value", "next")

    def __init__(self, value, next):
        self.value = value
        self.next = next


class Counted(object):
    dropped = 0

    def __del__(self):
        Counted.dropped += 1


def tree(depth):
    if depth == 0:
        return Node(None, None)
    return Node(tree(depth - 1), tree(depth - 1))


def main(loops):
    total = 0
    kept = tree(12)
    for _ in range(loops):
        total += tree(8).check()
        chain = None
        for i in range(300):
            chain = Link(i, chain)
        while chain is not None:
            total += chain.value
            chain = chain.next
        pieces = []
        for i in range(100):
            pieces.append([i, (i, i + 1), {"i": i}])
        total += pieces[50][1][1]
        for i in range(20):
            Counted()
    total += kept.check()
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 3500)
