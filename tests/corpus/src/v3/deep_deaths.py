# versions: 3.6-3.13
# about: chains of objects whose __del__ lets the next one go: each is finalised, however deep, where the recursion limit allows
import sys


class Link(object):
    died = 0

    def __init__(self, following):
        self.following = following

    def __del__(self):
        Link.died += 1
        self.following = None


def chain(length):
    Link.died = 0
    first = None
    for i in range(length):
        first = Link(first)
    first = None
    return Link.died


for length in 10, 300, 900:
    print(length, chain(length))
if sys.version_info >= (3, 13):
    for limit, length in (20000, 4000), (20000, 12000), (100000, 30000):
        sys.setrecursionlimit(limit)
        print(limit, length, chain(length))
