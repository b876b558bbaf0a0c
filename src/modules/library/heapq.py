from _heapq import *


def nsmallest(n, iterable, key=None):
    return sorted(iterable, key=key)[:max(n, 0)]


def nlargest(n, iterable, key=None):
    return sorted(iterable, key=key, reverse=True)[:max(n, 0)]


def merge(*iterables, **options):
    key, reverse = options.pop("key", None), options.pop("reverse", False)
    heads = []

    def advance(at, source):
        for value in source:
            head = (key(value) if key else value, value, source)
            if at is None:
                heads.append(head)
            else:
                heads[at] = head
            return
        if at is not None:
            del heads[at]

    for iterable in iterables:
        advance(None, iter(iterable))
    while heads:
        best = 0
        for at in range(1, len(heads)):
            if heads[best][0] < heads[at][0] if reverse else heads[at][0] < heads[best][0]:
                best = at
        value, source = heads[best][1:]
        advance(best, source)
        yield value
