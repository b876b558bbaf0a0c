# Float arithmetic in local variables: a fractal and two integrals.
import sys

try:
    range = xrange
except NameError:
    pass


def escape(cr, ci, limit):
    zr = zi = 0.0
    for i in range(limit):
        zr2 = zr * zr
        zi2 = zi * zi
        if zr2 + zi2 > 4.0:
            return i
        zi = 2.0 * zr * zi + ci
        zr = zr2 - zi2 + cr
    return limit


def integral(steps):
    width = 1.0 / steps
    total = 0.0
    for i in range(steps):
        x = (i + 0.5) * width
        total += 4.0 / (1.0 + x * x)
    return total * width


def square_root(x):
    guess = x / 2.0
    while abs(guess * guess - x) > 1e-9:
        guess = (guess + x / guess) / 2.0
    return guess


def main(loops):
    inside = 0
    area = roots = 0.0
    for loop in range(loops):
        for row in range(12):
            for column in range(20):
                inside += escape(column / 10.0 - 1.5, row / 6.0 - 1.0, 40)
        area += integral(1000)
        for i in range(1, 60):
            roots += square_root(float(i))
    sys.stdout.write("%d %.6f %.6f\n" % (inside, area, roots))


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
