# Sets: adding, testing, algebra, frozen sets as keys, search over a graph.
import sys

try:
    range = xrange
except NameError:
    pass


def reachable(edges, start):
    seen = set([start])
    frontier = [start]
    while frontier:
        after = []
        for node in frontier:
            for other in edges[node]:
                if other not in seen:
                    seen.add(other)
                    after.append(other)
        frontier = after
    return seen


def main(loops):
    edges = dict([(i, [(i * 2) % 64, (i * 3 + 1) % 64, (i + 7) % 64]) for i in range(64)])
    evens = set(range(0, 100, 2))
    threes = set(range(0, 100, 3))
    vowels = frozenset("aeiou")
    total = 0
    for loop in range(loops):
        total += len(reachable(edges, loop % 64))
        total += len(evens & threes) + len(evens | threes) + len(evens - threes) + len(evens ^ threes)
        for c in "the set of letters":
            if c in vowels:
                total += 1
        unique = set()
        for i in range(100):
            unique.add(i * i % 37)
        for i in range(0, 100, 5):
            unique.discard(i)
        total += len(unique) + sum(unique)
        memory = {}
        for i in range(20):
            memory[frozenset([i % 5, i % 3])] = i
        total += len(memory)
        total += evens.issubset(unique) + (set([4, 6]) <= evens)
        total += len(set([(i % 6, i % 4) for i in range(40)]))
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 23000)
