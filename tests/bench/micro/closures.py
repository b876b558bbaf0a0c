# Functions that hold variables: adders, counters, decorators, composition.
import sys

try:
    range = xrange
except NameError:
    pass


def adder(amount):
    def add(x):
        return x + amount
    return add


def counter():
    count = [0]

    def up():
        count[0] += 1
        return count[0]

    def down(by=1):
        count[0] -= by
        return count[0]
    return up, down


def compose(f, g):
    return lambda x: f(g(x))


def counted(function):
    def wrapper(*args):
        wrapper.calls += 1
        return function(*args)
    wrapper.calls = 0
    return wrapper


@counted
def half(x):
    return x // 2


def accumulate(items, step):
    total = 0
    for item in items:
        total = step(total, item)
    return total


def main(loops):
    total = 0
    add_three = adder(3)
    both = compose(add_three, adder(4))
    up, down = counter()
    for loop in range(loops):
        for i in range(100):
            total += add_three(i)
            total += both(i)
            total += up()
            total -= down(2)
            total += half(i)
            total += (lambda x, y=i: x + y)(1)
        factor = loop % 5
        total += accumulate(range(50), lambda a, b: a + b * factor)
        total += sum(map(adder(loop % 7), range(20)))
        total += len(list(filter(lambda x: x % 3 == factor, range(30))))
    sys.stdout.write("%d %d\n" % (total, half.calls))


main(int(sys.argv[1]) if len(sys.argv) > 1 else 9400)
