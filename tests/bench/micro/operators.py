# Classes that define operators: vectors, fractions, comparison, containers.
import sys

try:
    range = xrange
except NameError:
    pass


class Vector(object):
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor)

    __rmul__ = __mul__

    def __neg__(self):
        return Vector(-self.x, -self.y)

    def __iadd__(self, other):
        self.x += other.x
        self.y += other.y
        return self

    def __eq__(self, other):
        return self.x == other.x and self.y == other.y

    def __getitem__(self, index):
        if index == 0:
            return self.x
        return self.y

    def __len__(self):
        return 2


class Fraction(object):
    def __init__(self, top, bottom):
        a, b = top, bottom
        while b:
            a, b = b, a % b
        self.top = top // a
        self.bottom = bottom // a

    def __add__(self, other):
        if isinstance(other, int):
            return Fraction(self.top + other * self.bottom, self.bottom)
        return Fraction(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)

    __radd__ = __add__

    def __mul__(self, other):
        return Fraction(self.top * other.top, self.bottom * other.bottom)

    def __lt__(self, other):
        return self.top * other.bottom < other.top * self.bottom

    def __hash__(self):
        return self.top ^ self.bottom

    def __eq__(self, other):
        return self.top == other.top and self.bottom == other.bottom

    def __bool__(self):
        return self.top != 0

    __nonzero__ = __bool__


class Grid(object):
    def __init__(self, width):
        self.width = width
        self.cells = [0] * (width * width)

    def __getitem__(self, place):
        x, y = place
        return self.cells[y * self.width + x]

    def __setitem__(self, place, value):
        x, y = place
        self.cells[y * self.width + x] = value

    def __contains__(self, value):
        return value in self.cells

    def __call__(self, value):
        return self.cells.count(value)


def main(loops):
    total = 0
    for loop in range(loops):
        place = Vector(0, 0)
        speed = Vector(1, 2)
        for i in range(30):
            place = place + speed * 2
            place += -speed
            place = place - 3 * Vector(i, 1)
            if place == speed:
                total += 1
            total += place[0] + place[1] + len(place)
        piece = Fraction(1, 3)
        for i in range(1, 15):
            piece = piece + Fraction(1, i) * Fraction(i, i + 1)
            if Fraction(5, 2) < piece:
                piece = 1 + Fraction(1, i)
            if piece:
                total += piece.top % 10
        total += len(set([Fraction(i % 4, 4) for i in range(12)]))
        grid = Grid(6)
        for i in range(6):
            grid[i, i] = i
            grid[0, i] = grid[i, i] + 1
        total += (3 in grid) + grid(0)
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 8200)
