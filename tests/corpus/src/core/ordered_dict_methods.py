# versions: 3.6-3.13
# about: every method of OrderedDict, its views and iterators, and a subclass of it
import sys
from _collections import OrderedDict


def attempt(label, function, *args, **named):
    try:
        print('%s: %r' % (label, function(*args, **named)))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, error))


def each(thing, name, *calls):
    method = getattr(thing, name, None)
    if method is not None:
        for args in calls:
            attempt('%s%r' % (name, args), method, *args)
            print(thing)


o = OrderedDict([('a', 1), ('b', 2), ('c', 3)])
each(o, 'move_to_end', ('a',), ('c', False), ('nothing',), ())
attempt('move', lambda: o.move_to_end('b', last=False))
print(o)
each(o, 'popitem', (), (False,), (1, 2))
attempt('popitem', lambda: OrderedDict(a=1).popitem(last=False))
attempt('popitem', OrderedDict().popitem)
o.update([('x', 1), ('y', 2)], z=3)
print(o)
each(o, 'pop', ('x',), ('nothing', 5), ('nothing',))
each(o, 'setdefault', ('y', 9), ('w',), ('v', 7))
attempt('keys', lambda: list(o.keys()))
attempt('values', lambda: list(o.values()))
attempt('items', lambda: list(o.items()))
attempt('reversed', lambda: list(reversed(o)))
attempt('reversed', lambda: list(o.__reversed__()))
attempt('copy', o.copy)
attempt('copied', lambda: o.copy() is not o and o.copy() == o)
attempt('fromkeys', OrderedDict.fromkeys, 'ab', 0)
attempt('fromkeys', OrderedDict.fromkeys, 'ab')
attempt('fromkeys', OrderedDict.fromkeys, 5)
attempt('reduce', lambda: list(o.__reduce__()[0:2])[0])
attempt('equal', lambda: [OrderedDict(a=1) == {'a': 1}, OrderedDict([('a', 1), ('b', 2)]) == OrderedDict([('b', 2), ('a', 1)])])
attempt('update', o.update, 5)
attempt('update', o.update, [1])
attempt('update', o.update, {}, {})
attempt('repr', lambda: repr(OrderedDict()))
attempt('sizeof', lambda: o.__sizeof__() > {}.__sizeof__())
attempt('views', lambda: [list(reversed(o.keys())), list(reversed(o.values())), list(reversed(o.items()))])
attempt('views', lambda: [o.keys(), o.values(), o.items()])
k = iter(o)
next(k)
attempt('reduce', k.__reduce__)
o['new'] = 1
attempt('changed', next, k)
k = iter(o)
next(k)
del o['new']
attempt('changed', next, k)
if sys.version_info >= (3, 9):
    attempt('or', lambda: OrderedDict(a=1) | {'b': 2})
    attempt('ror', lambda: {'b': 2} | OrderedDict(a=1))
    attempt('or', lambda: OrderedDict(a=1) | [1])
each(o, 'clear', ())
p = OrderedDict()
p['p'] = p
print(p)


class Made(OrderedDict):
    def __missing__(self, key):
        return 'made ' + key


m = Made(a=1)
m.word = 'w'
attempt('missing', lambda: [m['b'], m.pop('c', 'd'), len(m)])
attempt('reduce', lambda: m.__reduce__()[2])
attempt('copy', lambda: type(m.copy()).__name__)
