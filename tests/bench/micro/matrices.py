# Lists of lists: products, transposition, a game of life.
import sys

try:
    range = xrange
except NameError:
    pass


def multiply(a, b):
    size = len(a)
    product = [[0] * size for _ in range(size)]
    for i in range(size):
        row = a[i]
        for j in range(size):
            total = 0
            for k in range(size):
                total += row[k] * b[k][j]
            product[i][j] = total
    return product


def multiply_by_rows(a, b):
    columns = list(zip(*b))
    return [[sum([x * y for x, y in zip(row, column)]) for column in columns] for row in a]


def generation(cells, size):
    after = []
    for y in range(size):
        row = []
        for x in range(size):
            near = 0
            for dy in (-1, 0, 1):
                line = cells[(y + dy) % size]
                for dx in (-1, 0, 1):
                    near += line[(x + dx) % size]
            near -= cells[y][x]
            row.append(1 if near == 3 or near == 2 and cells[y][x] else 0)
        after.append(row)
    return after


def main(loops):
    a = [[(i * j + 1) % 10 for j in range(12)] for i in range(12)]
    b = [[(i + 2 * j) % 7 for j in range(12)] for i in range(12)]
    cells = [[1 if (x * y + x) % 3 == 0 else 0 for x in range(16)] for y in range(16)]
    total = 0
    for _ in range(loops):
        product = multiply(a, b)
        total += product[3][4]
        total += multiply_by_rows(product, b)[5][6]
        cells = generation(cells, 16)
        total += sum([sum(row) for row in cells])
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1700)
