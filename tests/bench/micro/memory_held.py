# Data kept alive all at once: records, rows, an index, text, numbers, then a walk over it.
import sys

try:
    range = xrange
except NameError:
    pass


class Record(object):
    def __init__(self, number, name, price):
        self.number = number
        self.name = name
        self.price = price
        self.links = []


def load(count):
    records = []
    by_name = {}
    for i in range(count):
        record = Record(i, "record number %d" % i, i * 0.5)
        records.append(record)
        by_name[record.name] = record
        if i:
            record.links.append(records[i // 2])
    return records, by_name


def main(loops):
    total = 0
    records, by_name = load(loops)
    rows = [(i, i * 3, "row") for i in range(loops)]
    numbers = [i * i for i in range(2 * loops)]
    halves = [i * 0.5 for i in range(2 * loops)]
    unique = set(numbers)
    words = [record.name.split() for record in records]
    for _ in range(3):
        for record in records:
            total += record.number + len(record.links) + len(by_name[record.name].name)
        for row in rows:
            total += row[1] + (row[0] in unique)
        for word in words:
            total += len(word)
    total += numbers[-1] + int(halves[-1]) + len(unique)
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 180000)
