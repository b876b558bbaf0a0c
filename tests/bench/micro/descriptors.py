# Properties, own descriptors, __getattr__ and __setattr__, getattr by name.
import sys

try:
    range = xrange
except NameError:
    pass


class Celsius(object):
    def __init__(self, degrees):
        self._degrees = degrees

    def get(self):
        return self._degrees

    def set(self, value):
        self._degrees = value

    degrees = property(get, set)
    kelvin = property(lambda self: self._degrees + 273)


class Typed(object):
    def __init__(self, name):
        self.name = name

    def __get__(self, instance, owner):
        if instance is None:
            return self
        return instance.__dict__[self.name]

    def __set__(self, instance, value):
        instance.__dict__[self.name] = value


class Cached(object):
    def __init__(self, function):
        self.function = function

    def __get__(self, instance, owner):
        value = self.function(instance)
        setattr(instance, self.function.__name__, value)
        return value


class Record(object):
    width = Typed("_width")
    height = Typed("_height")

    def __init__(self, width, height):
        self.width = width
        self.height = height

    def area(self):
        return self.width * self.height
    area = Cached(area)


class Proxy(object):
    def __init__(self, target):
        self.__dict__["target"] = target

    def __getattr__(self, name):
        return getattr(self.target, name)

    def __setattr__(self, name, value):
        setattr(self.target, name, value)


def main(loops):
    total = 0
    weather = Celsius(20)
    proxy = Proxy(Celsius(5))
    for _ in range(loops):
        for i in range(20):
            weather.degrees = weather.degrees + 1 - i % 3
            total += weather.kelvin
            record = Record(i, 3)
            record.width += 1
            total += record.area + record.area
            proxy.degrees = i
            total += proxy.kelvin
            total += getattr(record, "height") + getattr(record, "depth", 1)
            setattr(record, "extra", i)
            total += record.extra
    sys.stdout.write("%d %d\n" % (total, weather.degrees))


main(int(sys.argv[1]) if len(sys.argv) > 1 else 13000)
