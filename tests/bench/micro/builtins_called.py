# Builtin functions and types called with cheap arguments.
import sys

try:
    range = xrange
except NameError:
    pass


def main(loops):
    total = 0
    items = [5, 3, 8, 1]
    text = "words"
    for _ in range(loops):
        for i in range(50):
            total += len(items) + len(text)
            total += min(items) + max(items) + max(i, 3)
            total += sum(items) + abs(-i)
            total += ord(text[0]) - ord(chr(64 + i % 20))
            total += int(isinstance(i, int)) + int(issubclass(bool, int))
            total += int(3.7) + int(float(i)) + int(bool(i))
            total += len(str(i)) + int("7")
            total += divmod(i, 7)[1] + pow(i, 2)
            total += len(list(items)) + len(tuple(items)) + len(dict(a=1))
            total += int(round(i * 0.4)) + (hash(i) & 15) + int(type(i) is int)
            total += len(sorted(items)) + len(list(range(3)))
            if any(items) and all(items):
                total += 1
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 5200)
