# Text character by character: indexing, iteration, comparison, ord and chr.
import sys

try:
    range = xrange
except NameError:
    pass

TEXT = "in 1984 (or 42 years before) there were 3 of them; 65536 = 2 ** 16, x_1 = y2" * 4


def is_word(c):
    return "a" <= c <= "z" or "A" <= c <= "Z" or c == "_"


def scan(text):
    position = 0
    numbers = words = others = 0
    while position < len(text):
        c = text[position]
        if c in "0123456789":
            number = 0
            while position < len(text) and text[position] in "0123456789":
                number = number * 10 + ord(text[position]) - 48
                position += 1
            numbers += number
        elif is_word(c):
            start = position
            while position < len(text) and (is_word(text[position]) or text[position].isdigit()):
                position += 1
            words += len(text[start:position])
        else:
            position += 1
            if c != " ":
                others += 1
    return numbers + words + others


def rotate(text):
    out = []
    for c in text:
        if "a" <= c <= "z":
            c = chr((ord(c) - 97 + 13) % 26 + 97)
        out.append(c)
    return "".join(out)


def distance(a, b):
    row = list(range(len(b) + 1))
    for i in range(len(a)):
        previous = row
        row = [i + 1]
        for j in range(len(b)):
            cost = previous[j]
            if a[i] != b[j]:
                cost += 1
            row.append(min(cost, previous[j + 1] + 1, row[j] + 1))
    return row[-1]


def main(loops):
    total = 0
    for _ in range(loops):
        total += scan(TEXT)
        total += len(rotate(TEXT)) + rotate(TEXT).count("g")
        total += distance("interpreter", "compilation")
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 4800)
