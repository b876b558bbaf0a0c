# Method calls: own, inherited, through super, static, class and bound methods.
import sys

try:
    range = xrange
except NameError:
    pass


class Base(object):
    def __init__(self):
        self.total = 0

    def add(self, amount):
        self.total += amount

    def get(self):
        return self.total

    def step(self, amount):
        self.add(amount)
        return self

    def scale(amount):
        return amount * 2
    scale = staticmethod(scale)

    def label(cls, amount):
        return amount + len(cls.__name__)
    label = classmethod(label)

    def limit(self, amount):
        return amount & 1023


class Derived(Base):
    def limit(self, amount):
        return super(Derived, self).limit(amount) + 1


def main(loops):
    counter = Derived()
    bound = counter.add
    for _ in range(loops):
        for i in range(500):
            counter.add(i)
            counter.step(1).step(2)
            bound(3)
            counter.add(counter.scale(i))
            counter.add(Derived.label(i))
            counter.add(counter.limit(i))
            counter.get()
    sys.stdout.write("%d\n" % counter.get())


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1900)
