# Sorting: numbers, text, tuples, by key, by own comparison, and a sort written out.
import sys

try:
    range = xrange
except NameError:
    pass


class Card(object):
    def __init__(self, rank, suit):
        self.rank = rank
        self.suit = suit

    def __lt__(self, other):
        if self.rank != other.rank:
            return self.rank < other.rank
        return self.suit < other.suit


def random_numbers(count):
    numbers = []
    state = 42
    for _ in range(count):
        state = (state * 1103515245 + 12345) % 2147483648
        numbers.append(state >> 8)
    return numbers


def quick_sort(items, low, high):
    while low < high:
        pivot = items[(low + high) // 2]
        i, j = low, high
        while i <= j:
            while items[i] < pivot:
                i += 1
            while items[j] > pivot:
                j -= 1
            if i <= j:
                items[i], items[j] = items[j], items[i]
                i += 1
                j -= 1
        if j - low < high - i:
            quick_sort(items, low, j)
            low = i
        else:
            quick_sort(items, i, high)
            high = j


def main(loops):
    numbers = random_numbers(500)
    words = ["word%d" % (n % 1000) for n in numbers]
    pairs = [(n % 10, n % 77) for n in numbers]
    cards = [Card(n % 13, n % 4) for n in numbers[:150]]
    total = 0
    for _ in range(loops):
        total += sorted(numbers)[7] + sorted(numbers, reverse=True)[7]
        total += len(sorted(words)[3]) + len(sorted(words, key=len)[-1])
        total += sorted(pairs)[9][1]
        total += sorted(pairs, key=lambda pair: (pair[1], pair[0]))[11][0]
        total += sorted([n / 3.0 for n in numbers])[0] > 1
        hand = cards[:]
        hand.sort()
        total += hand[5].rank
        copy = numbers[:]
        quick_sort(copy, 0, len(copy) - 1)
        total += copy[17]
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 820)
