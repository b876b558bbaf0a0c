# Text made of pieces: join, concatenation, growth in place, repetition.
import sys

try:
    range = xrange
except NameError:
    pass


def by_join(count):
    parts = []
    for i in range(count):
        parts.append("item")
        parts.append(str(i))
        parts.append(";")
    return "".join(parts)


def by_growth(count):
    text = ""
    for i in range(count):
        text += "x"
        text += chr(97 + i % 26)
    return text


def by_sum(name, value):
    return "<" + name + "=" + value + ">"


def reverse(text):
    return "".join([text[i] for i in range(len(text) - 1, -1, -1)])


def main(loops):
    total = 0
    for i in range(loops):
        total += len(by_join(100))
        total += len(by_growth(200))
        for j in range(50):
            total += len(by_sum("key", "value"))
        text = reverse("abcdefghij" * 5)
        total += text.count("ji")
        total += len(", ".join(["a", "bc", text, "d"] * 10))
        total += len(("-" * 20 + "\n") * 3)
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 18000)
