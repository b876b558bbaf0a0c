# versions: 2.7,3.6-3.13
# about: every method of deque and defaultdict, with wrong arguments, changes while iterating, copies and what pickle is told
import sys
from _collections import deque, defaultdict


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


def reduced(thing):
    made = list(thing.__reduce__())
    return made[:1] + (made[1:3] if sys.version_info[0] >= 3 else []) + [list(items) for items in made[3:]]


d = deque('abc', 5)
each(d, 'append', ('d',), ('e',), ('f',), (), (1, 2))
each(d, 'appendleft', ('z',), (), (1, 2))
each(d, 'extend', ('gh',), (5,), ())
each(d, 'extendleft', ('xy',), (5,), ())
each(d, 'extend', (d,))
each(d, 'extendleft', (d,))
each(d, 'rotate', (), (2,), (-1,), (100,), ('a',), (1.5,), (1, 2))
each(d, 'pop', (), (1,))
each(d, 'popleft', (), (1,))
each(d, 'count', ('x',), ('nothing',), ())
each(d, 'remove', ('nothing',), ())
each(d, 'remove', (d[0],))
each(d, 'reverse', (), (1,))
e = deque([1, 2, 3, 2, 1])
each(e, 'index', (2,), (2, 2), (2, 0, 1), (7,), (2, -2), (2, 'a'), ())
each(e, 'insert', (1, 'i'), (-1, 'j'), (100, 'k'), (-100, 'l'), (), ('a', 1))
each(deque([1], 1), 'insert', (0, 5))
each(e, 'copy', (), (1,))
each(e, '__copy__', ())
attempt('copy keeps length', lambda: deque([1, 2], 7).__copy__().maxlen)
attempt('reduce', lambda: reduced(e))
attempt('reduce', lambda: reduced(deque([1], 3)))


class Sub(deque):
    pass


s = Sub([1, 2], 4)
s.extra = 'x'
attempt('reduce', lambda: reduced(s))
attempt('copy', lambda: (type(s.__copy__()), s.__copy__().maxlen))
attempt('sizeof', lambda: e.__sizeof__() > 0 and deque(range(1000)).__sizeof__() > e.__sizeof__())
attempt('reversed', lambda: list(reversed(e)))
attempt('reversed', lambda: list(e.__reversed__()))
i = iter(e)
attempt('hint', i.__length_hint__)
if sys.version_info[0] >= 3:
    attempt('reduce', lambda: len(i.__reduce__()))
next(i)
attempt('hint', i.__length_hint__)
e.append(1)
attempt('changed', next, i)
r = reversed(e)
attempt('hint', r.__length_hint__)
e.pop()
attempt('changed', next, r)
each(e, 'clear', (), (1,))
each(e, 'pop', ())
each(e, 'popleft', ())
attempt('negative', deque, [], -1)
attempt('negative', deque, [], 'a')
attempt('not iterable', deque, 5)
attempt('maxlen', lambda: setattr(d, 'maxlen', 3))
attempt('item', lambda: d[99])
attempt('item', lambda: d['a'])
attempt('set', lambda: d.__setitem__(99, 1))
attempt('del', lambda: d.__delitem__(99))
attempt('hash', hash, d)
attempt('order', lambda: [deque([1, 2]) < deque([1, 3]), deque('ab') == deque('ab', 9), deque() != []])
if sys.version_info[0] >= 3:
    attempt('add', lambda: deque([1], 5) + deque([2]))
    attempt('add', lambda: deque([1]) + [2])
    attempt('times', lambda: [deque([1, 2], 3) * 3, 2 * deque([1]), deque([1]) * -1])
if hasattr(deque, '__class_getitem__'):
    attempt('of', deque.__class_getitem__, int)
    attempt('of', defaultdict.__class_getitem__, (int, str))


class Meddler(object):
    def __init__(self, of):
        self.of = of

    def __eq__(self, other):
        self.of.append(1) if len(self.of) < 9 else None
        return False
    __hash__ = None

    def __repr__(self):
        return 'Meddler'


for name in ('index', 'remove', 'count'):
    m = deque([1, 2, 3])
    if hasattr(m, name):
        attempt(name + ' while it grows', getattr(m, name), Meddler(m))
m = deque()
m.append(m)
print(m)

f = defaultdict(list, {'a': [1]}, b=[2])
attempt('missing', f.__missing__, 'c')
attempt('missing', defaultdict().__missing__, 'c')
attempt('missing', defaultdict(int).__missing__)
attempt('missing', defaultdict(int).__missing__, [])
attempt('copy', lambda: sorted(f.copy().items()))
attempt('copy', lambda: (type(f.__copy__()), f.__copy__().default_factory))
attempt('reduce', lambda: f.__reduce__()[:4])
attempt('reduce', lambda: sorted(f.__reduce__()[4]))
attempt('reduce', lambda: defaultdict().__reduce__()[:3])
attempt('factory', lambda: [f.default_factory, setattr(f, 'default_factory', None), f.default_factory])
attempt('then', lambda: f['none'])
attempt('bad', defaultdict, 5)
attempt('bad', defaultdict, int, 5)
attempt('fails', lambda: defaultdict(lambda: 1 // 0)['x'])
print(defaultdict(int, a=1))
g = defaultdict(None)
g['self'] = g
print(g)
