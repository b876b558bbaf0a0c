# Spheres over a chequered floor, with shadows and mirrors, traced to grey levels.
import sys

try:
    range = xrange
except NameError:
    pass


class Vector(object):
    __slots__ = ("x", "y", "z")

    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    def length(self):
        return self.dot(self) ** 0.5

    def unit(self):
        return self * (1.0 / self.length())

    def mirrored(self, normal):
        return self - normal * (2.0 * self.dot(normal))


class Ray(object):
    def __init__(self, origin, direction):
        self.origin = origin
        self.direction = direction

    def at(self, distance):
        return self.origin + self.direction * distance


class Sphere(object):
    def __init__(self, centre, radius, shade, shine):
        self.centre = centre
        self.radius = radius
        self.shade = shade
        self.shine = shine

    def hit(self, ray):
        away = self.centre - ray.origin
        along = away.dot(ray.direction)
        inside = self.radius * self.radius - away.dot(away) + along * along
        if inside < 0.0:
            return None
        distance = along - inside ** 0.5
        if distance > 1e-6:
            return distance
        return None

    def normal(self, place):
        return (place - self.centre).unit()

    def colour(self, place):
        return self.shade


class Floor(object):
    shine = 0.1

    def __init__(self, height):
        self.height = height
        self.up = Vector(0.0, 1.0, 0.0)

    def hit(self, ray):
        if abs(ray.direction.y) < 1e-9:
            return None
        distance = (self.height - ray.origin.y) / ray.direction.y
        if distance > 1e-6:
            return distance
        return None

    def normal(self, place):
        return self.up

    def colour(self, place):
        if (int(place.x + 1000.0) + int(place.z + 1000.0)) % 2:
            return 0.9
        return 0.2


class Scene(object):
    def __init__(self, things, lights):
        self.things = things
        self.lights = lights
        self.rays = 0

    def nearest(self, ray):
        self.rays += 1
        found = None
        least = 1e30
        for thing in self.things:
            distance = thing.hit(ray)
            if distance is not None and distance < least:
                found = thing
                least = distance
        return found, least

    def shadowed(self, place, light):
        direction = light - place
        distance = direction.length()
        ray = Ray(place, direction * (1.0 / distance))
        thing, hit = self.nearest(ray)
        return thing is not None and hit < distance

    def trace(self, ray, depth):
        thing, distance = self.nearest(ray)
        if thing is None:
            return 0.3 + 0.2 * ray.direction.y
        place = ray.at(distance)
        normal = thing.normal(place)
        place = place + normal * 1e-5
        level = 0.1
        for light in self.lights:
            if not self.shadowed(place, light):
                level += max(0.0, normal.dot((light - place).unit())) * 0.6
        level *= thing.colour(place)
        if thing.shine > 0.0 and depth > 0:
            mirrored = Ray(place, ray.direction.mirrored(normal))
            level = level * (1.0 - thing.shine) + self.trace(mirrored, depth - 1) * thing.shine
        return level


def render(scene, width, height):
    eye = Vector(0.0, 1.0, -5.0)
    rows = []
    for y in range(height):
        row = []
        for x in range(width):
            direction = Vector((x - width / 2.0) / width, (height / 2.0 - y) / height, 1.0).unit()
            level = scene.trace(Ray(eye, direction), 2)
            row.append(" .:-=+*#%@"[max(0, min(9, int(level * 10.0)))])
        rows.append("".join(row))
    return rows


def main(loops):
    scene = Scene(
        [Sphere(Vector(-1.2, 0.5, 1.0), 1.0, 0.8, 0.3), Sphere(Vector(1.1, 0.3, 0.2), 0.8, 0.6, 0.5),
         Sphere(Vector(0.1, -0.2, -1.0), 0.3, 1.0, 0.0), Floor(-0.5)],
        [Vector(5.0, 6.0, -5.0), Vector(-4.0, 5.0, -2.0)])
    rows = []
    for _ in range(loops):
        rows = render(scene, 24, 16)
    sys.stdout.write("\n".join(rows) + "\n%d\n" % scene.rays)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 120)
