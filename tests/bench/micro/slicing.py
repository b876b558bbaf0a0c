# Slices: taken, stored and deleted, of lists, text and tuples.
import sys

try:
    range = xrange
except NameError:
    pass


def merge_sort(items):
    if len(items) < 2:
        return items
    middle = len(items) // 2
    left = merge_sort(items[:middle])
    right = merge_sort(items[middle:])
    merged = []
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            merged.append(left[i])
            i += 1
        else:
            merged.append(right[j])
            j += 1
    return merged + left[i:] + right[j:]


def permutations(items):
    if len(items) <= 1:
        return [items]
    found = []
    for i in range(len(items)):
        for rest in permutations(items[:i] + items[i + 1:]):
            found.append(items[i:i + 1] + rest)
    return found


def main(loops):
    total = 0
    text = "abcdefghijklmnopqrstuvwxyz"
    numbers = tuple(range(30))
    for loop in range(loops):
        total += merge_sort([(i * 17) % 64 for i in range(64)])[loop % 64]
        total += len(permutations("abcd")) + len(permutations([1, 2, 3, 4]))
        items = list(range(40))
        items[5:10] = [0, 0]
        items[::2] = [1] * len(items[::2])
        del items[20:25]
        items[:0] = [7, 8]
        total += sum(items[3:-3]) + len(items[::-1])
        for i in range(0, 20):
            total += len(text[i:i + 4]) + len(text[:i]) + len(text[-i:])
            total += numbers[i:][0] + len(numbers[1:i:3])
        if text[::-1][::-1] == text:
            total += 1
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 6000)
