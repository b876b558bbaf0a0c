# versions: 2.7,3.6-3.13
# about: __del__ in cycles: what is collected, what goes to gc.garbage, what comes back to life, and in which order
import gc
import sys
from _weakref import ref

gc.disable()
log = []


def state(label):
    print('%s: %s garbage=%s' % (label, log, [type(o).__name__ for o in gc.garbage]))
    del log[:]


class Named(object):
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name


class Del(Named):
    def __del__(self):
        log.append('del ' + self.name)


class Plain(Named):
    pass


def pair(a, b):
    a.other, b.other = b, a


pair(Del('a'), Plain('b'))
gc.collect()
state('one of two has __del__')
pair(Del('c'), Del('d'))
gc.collect()
state('both have __del__')
for o in gc.garbage:
    o.other = None
del gc.garbage[:]
o = None
gc.collect()
state('cycles broken')

x = Plain('e')
x.me = x
x.held = Del('f')
del x
gc.collect()
state('__del__ outside of the cycle')
del gc.garbage[:]


class Back(Named):
    kept = []

    def __del__(self):
        log.append('back ' + self.name)
        Back.kept.append(self)


b = Back('g')
del b
state('resurrected')
print([o.name for o in Back.kept], len(Back.kept))
del Back.kept[:]
state('dropped again')
del Back.kept[:]
gc.collect()
state('and again')

b = Back('h')
b.me = b
del b
gc.collect()
state('resurrected from a cycle')
print([o.name for o in Back.kept])
for o in Back.kept:
    o.me = None
del Back.kept[:]
o = None
state('cycle broken')
del Back.kept[:]
for o in gc.garbage:
    o.me = None
o = None
del gc.garbage[:]
state('garbage broken')
del Back.kept[:]
del log[:]

d = Del('i')
r = ref(d, lambda w: log.append('weak %s' % (w() is None)))
del d
state('weak reference and __del__')

d = Del('j')
d.me = d
r = ref(d, lambda w: log.append('weak %s' % (w() is None)))
del d
gc.collect()
state('weak reference in a cycle')
for o in gc.garbage:
    o.me = None
o = None
del gc.garbage[:]
state('after')


class Failing(Named):
    def __del__(self):
        log.append('failing ' + self.name)
        raise ValueError(self.name)


class Looks(Named):
    def __del__(self):
        log.append('looks %s' % sorted(k for k in self.__dict__))


def chain(n):
    first = previous = Looks('n0')
    for i in range(1, n):
        node = Looks('n%d' % i)
        previous.next = node
        previous = node
    return first


chain(4)
state('chain')


class Slots(object):
    __slots__ = ('a', 'b')

    def __del__(self):
        log.append('slots %s %s' % (hasattr(self, 'a'), hasattr(self, 'b')))


s = Slots()
s.a = Del('in slot')
del s
state('slots')


def gen():
    try:
        yield 1
        yield 2
    finally:
        log.append('finally')


g = gen()
next(g)
del g
state('generator')
g = gen()
next(g)
c = Plain('holder')
c.g, c.me = g, c
del g, c
gc.collect()
state('generator in a cycle of others')


def selfish():
    me = yield
    try:
        yield me
    finally:
        log.append('selfish')


g = selfish()
next(g)
g.send(g)
del g
gc.collect()
state('generator in its own cycle')
del gc.garbage[:]


class Meta(type):
    def __del__(cls):
        log.append('class ' + cls.__name__)


Temp = Meta('Temp', (object,), {})
del Temp
gc.collect()
state('class with __del__ in its metaclass')
del gc.garbage[:]


class Delegated(object):
    def __getattr__(self, name):
        log.append('getattr ' + name)
        raise AttributeError(name)


d = Delegated()
del d
state('__getattr__ is not asked for __del__')
i = Plain('k')
i.__del__ = lambda: log.append('instance attribute')
del i
state('__del__ of the instance')


class Swap(object):
    pass


class Swapped(object):
    def __del__(self):
        log.append('swapped')


s = Swap()
s.__class__ = Swapped
del s
state('__class__ assigned')
s = Swapped()
s.__class__ = Swap
del s
state('__class__ taken away')
Swap.__del__ = lambda self: log.append('added later')
s = Swap()
del s
del Swap.__del__
s = Swap()
del s
state('added to the class')
l = [Del('l0'), Del('l1'), Del('l2')]
del l
state('list')
t = (Del('t0'), Del('t1'))
del t
state('tuple')
d = {1: Del('d1'), 2: Del('d2'), 0: Del('d0')}
d.clear()
state('dict')
d = {Del('key'): Del('value')}
del d
state('key and value')
x = Plain('attributes')
x.only = Del('attribute')
del x
state('attributes')
del gc.garbage[:]


def frame_order():
    z = Del('local z')
    y = Del('local y')
    return None


frame_order()
state('locals')


def replaced():
    v = Del('first')
    v = Del('second')
    log.append('between')
    v = None
    log.append('end')


replaced()
state('replaced')
print(gc.isenabled(), gc.get_threshold() if sys.version_info < (3, 13) else None, gc.get_debug())
