# Iteration protocols: own iterators, sequences by index, zip, enumerate, map.
import sys

try:
    range = xrange
except NameError:
    pass

try:
    next
except NameError:
    def next(iterator):
        return iterator.next()


class Countdown(object):
    def __init__(self, start):
        self.left = start

    def __iter__(self):
        return self

    def __next__(self):
        if self.left == 0:
            raise StopIteration
        self.left -= 1
        return self.left

    next = __next__


class Deck(object):
    def __init__(self, cards):
        self.cards = cards

    def __len__(self):
        return len(self.cards)

    def __getitem__(self, index):
        return self.cards[index]


class Bag(object):
    def __init__(self, items):
        self.items = items

    def __iter__(self):
        return iter(self.items)


def main(loops):
    total = 0
    numbers = list(range(50))
    squares = [n * n for n in numbers]
    deck = Deck(numbers)
    bag = Bag(squares)
    table = dict(zip(numbers, squares))
    for _ in range(loops):
        for n in Countdown(30):
            total += n
        for card in deck:
            total += card
        for item in bag:
            total += item
        for a, b in zip(numbers, squares):
            total += b - a
        for i, b in enumerate(squares):
            total += i * b
        for n in reversed(numbers):
            total -= n
        for key in sorted(table):
            total += table[key]
        total += sum(map(abs, numbers)) + max(bag) + min(deck)
        iterator = iter(numbers)
        total += next(iterator) + next(iterator)
        a, b, c = Countdown(3)
        total += a + b * c + list(bag)[7] + len(tuple(deck)) + (49 in bag)
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 25000)
