# One call site, many classes: overridden methods, visitors, isinstance ladders.
import sys

try:
    range = xrange
except NameError:
    pass


class Shape(object):
    sides = 0

    def area(self):
        raise NotImplementedError

    def describe(self):
        return self.sides + self.area()


class Square(Shape):
    sides = 4

    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side * self.side


class Rectangle(Shape):
    sides = 4

    def __init__(self, width, height):
        self.width = width
        self.height = height

    def area(self):
        return self.width * self.height


class Triangle(Shape):
    sides = 3

    def __init__(self, base, height):
        self.height = height
        self.base = base

    def area(self):
        return self.base * self.height // 2


class Circle(Shape):
    def __init__(self, radius):
        self.radius = radius

    def area(self):
        return 3 * self.radius * self.radius


class Doubled(Square):
    def area(self):
        return 2 * Square.area(self)


class Empty(Shape):
    def area(self):
        return 0


class Visitor(object):
    def visit(self, shape):
        return getattr(self, "visit_" + shape.__class__.__name__, self.other)(shape)

    def visit_Square(self, shape):
        return shape.side

    def visit_Circle(self, shape):
        return shape.radius

    def other(self, shape):
        return shape.sides


def ladder(shape):
    if isinstance(shape, Square):
        return 1
    elif isinstance(shape, (Rectangle, Triangle)):
        return 2
    elif isinstance(shape, Circle):
        return 3
    return 4


def main(loops):
    shapes = [Square(2), Rectangle(2, 3), Triangle(4, 5), Circle(1), Doubled(3), Empty(), Square(5), Circle(2)]
    visitor = Visitor()
    total = 0
    for _ in range(loops):
        for shape in shapes:
            total += shape.area()
            total += shape.describe()
            total += ladder(shape)
            total += visitor.visit(shape)
        for value in (1, 2.5, True, 4):
            total += int(value + value)
    sys.stdout.write("%d\n" % total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 120000)
