# Floats in attributes and lists: planets that pull each other.
import sys

try:
    range = xrange
except NameError:
    pass


class Body(object):
    def __init__(self, place, speed, mass):
        self.x, self.y, self.z = place
        self.vx, self.vy, self.vz = speed
        self.mass = mass


def advance(pairs, bodies, dt):
    for a, b in pairs:
        dx = a.x - b.x
        dy = a.y - b.y
        dz = a.z - b.z
        distance = dx * dx + dy * dy + dz * dz
        pull = dt / (distance * distance ** 0.5)
        by_b = b.mass * pull
        by_a = a.mass * pull
        a.vx -= dx * by_b
        a.vy -= dy * by_b
        a.vz -= dz * by_b
        b.vx += dx * by_a
        b.vy += dy * by_a
        b.vz += dz * by_a
    for body in bodies:
        body.x += dt * body.vx
        body.y += dt * body.vy
        body.z += dt * body.vz


def energy(pairs, bodies):
    total = 0.0
    for body in bodies:
        total += body.mass * (body.vx ** 2 + body.vy ** 2 + body.vz ** 2) / 2.0
    for a, b in pairs:
        total -= a.mass * b.mass / ((a.x - b.x) ** 2 + (a.y - b.y) ** 2 + (a.z - b.z) ** 2) ** 0.5
    return total


def main(loops):
    bodies = [
        Body((0.0, 0.0, 0.0), (0.0, 0.0, 0.0), 40.0),
        Body((5.0, -1.0, -0.1), (0.6, 2.8, -0.02), 0.04),
        Body((8.0, 4.0, -0.4), (-1.0, 1.8, 0.008), 0.01),
        Body((13.0, -15.0, -0.2), (1.1, 0.9, -0.01), 0.002),
        Body((15.0, -26.0, 0.2), (1.0, 0.6, -0.03), 0.002),
    ]
    pairs = [(bodies[i], bodies[j]) for i in range(5) for j in range(i + 1, 5)]
    for _ in range(loops):
        advance(pairs, bodies, 0.01)
    sys.stdout.write("%.9f\n" % energy(pairs, bodies))


main(int(sys.argv[1]) if len(sys.argv) > 1 else 140000)
