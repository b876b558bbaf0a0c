# Dicts: keys of text, integers and tuples; get, set, delete, test, walk.
import sys

try:
    range = xrange
except NameError:
    pass


def count_words(words):
    counts = {}
    for word in words:
        if word in counts:
            counts[word] += 1
        else:
            counts[word] = 1
    return counts


def memoised(n, memory):
    if n < 2:
        return n
    if n not in memory:
        memory[n] = memoised(n - 1, memory) + memoised(n - 2, memory)
    return memory[n]


def main(loops):
    words = "to be or not to be that is the question whether it is nobler in the mind to suffer".split()
    total = 0
    for _ in range(loops):
        counts = count_words(words)
        total += counts["to"] + counts.get("nobody", 3) + len(counts)
        total += memoised(30, {})
        grid = {}
        for x in range(10):
            for y in range(10):
                grid[x, y] = x * y
        for x in range(10):
            total += grid[x, 9 - x] + grid.get((x, 10), 1)
        for key in grid:
            total += key[0]
        for key, value in grid.items():
            total += value + key[1]
        for value in grid.values():
            total -= value
        groups = {}
        for i in range(60):
            groups.setdefault(i % 7, []).append(i)
        for i in range(7):
            total += sum(groups[i])
        squares = dict([(i, i * i) for i in range(50)])
        for i in range(0, 50, 2):
            del squares[i]
        squares.update(counts)
        total += len(squares) + squares.pop(7)
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 16000)
