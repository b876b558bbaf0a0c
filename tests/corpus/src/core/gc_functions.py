# versions: 2.7,3.6-3.13
# about: every function of gc: thresholds, counts, debug flags, callbacks, statistics, referrers and referents, freezing
import gc
import sys


def attempt(label, function, *args, **named):
    try:
        print('%s: %r' % (label, function(*args, **named)))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, error))


gc.collect()
print(sorted(n for n in dir(gc) if n.startswith('DEBUG')), [getattr(gc, n) for n in sorted(dir(gc)) if n.startswith('DEBUG')])
print(gc.isenabled(), gc.disable(), gc.isenabled(), gc.enable(), gc.isenabled())
gc.disable()
for args in ((100,), (100, 5), (100, 5, 7), ('a',), (0,), (-1,), (2.5,)):
    attempt('set_threshold%r' % (args,), gc.set_threshold, *args)
    if sys.version_info < (3, 13):
        print(gc.get_threshold())
    else:
        print(gc.get_threshold()[0])
gc.set_threshold(700, 10, 10)
for args in ((gc.DEBUG_SAVEALL,), (0,), ('a',)):
    attempt('set_debug%r' % (args,), gc.set_debug, *args)
    print(gc.get_debug())
gc.set_debug(0)
for args in ((), (0,), (1,), (2,), (3,), (-1,), ('a',)):
    gc.collect()
    gc.collect()
    attempt('collect%r' % (args,), gc.collect, *args)
if sys.version_info >= (3,):
    gc.collect()
    attempt('collect keyword', gc.collect, generation=2)
print(type(gc.get_count()).__name__, len(gc.get_count()))


class Node(object):
    pass


def cycle():
    n = Node()
    n.me = n
    return n


a, b = Node(), [1]
b.append(a)
a.b = b
print(gc.get_referents(b) == [1, a] or gc.get_referents(b) == [a, 1], gc.get_referents(), gc.get_referents(5), gc.get_referents('x', 2.5))
print(sorted(type(o).__name__ for o in gc.get_referents({1: [], 'k': ()})))
print([o is b for o in gc.get_referrers(a) if isinstance(o, list)])
print(gc.get_referrers(object()))
if hasattr(gc, 'is_tracked'):
    for v in (1, 'a', None, 2.5, (), [], {}, {1: 2}, {1: []}, Node(), Node, int, len, sys, (i for i in ()), set(), frozenset(), object(), gc.collect, lambda: 1, bytearray(), slice(1), type):
        attempt('is_tracked %s' % type(v).__name__, gc.is_tracked, v)
    attempt('is_tracked', gc.is_tracked)
if hasattr(gc, 'is_finalized'):
    class Once(object):
        def __del__(self):
            kept.append(self)
    kept = []
    o = Once()
    print(gc.is_finalized(o))
    del o
    print(gc.is_finalized(kept[0]), gc.is_finalized(3), gc.is_finalized([]))
    kept[0].__class__ = Node
    attempt('is_finalized', gc.is_finalized)
if hasattr(gc, 'callbacks'):
    told = []

    def callback(phase, info):
        told.append((phase, sorted(info), info['generation'], info['collected'] > 0 if phase == 'stop' else None, info['uncollectable']))
    gc.callbacks.append(callback)
    cycle()
    gc.collect()
    gc.collect(0)
    gc.callbacks.remove(callback)
    for t in told:
        print(t)
    print(gc.callbacks)
if hasattr(gc, 'get_stats'):
    before = gc.get_stats()
    cycle()
    gc.collect()
    gc.collect(1)
    after = gc.get_stats()
    print(len(after), [sorted(s) for s in after], [x['collections'] - y['collections'] for x, y in zip(after, before)], after[2]['uncollectable'] - before[2]['uncollectable'])
if hasattr(gc, 'freeze'):
    print(gc.get_freeze_count() >= 0)
    gc.unfreeze()
    n = gc.get_freeze_count()
    gc.freeze()
    print(n, gc.get_freeze_count() > 50)
    c = cycle()
    c = None
    print(gc.collect() > 0)
    gc.unfreeze()
    print(gc.get_freeze_count())
objects = gc.get_objects()
print(type(objects).__name__, any(o is a for o in objects), any(o is objects for o in objects))
if sys.version_info >= (3, 8):
    x = Node()
    print(any(o is x for o in gc.get_objects(generation=0)), any(o is x for o in gc.get_objects(2)))
    gc.collect()
    print(any(o is x for o in gc.get_objects(generation=0)))
    for bad in (3, -2, 'a', None):
        attempt('get_objects %r' % (bad,), lambda: isinstance(gc.get_objects(bad), list))
gc.set_debug(gc.DEBUG_SAVEALL)
cycle()
gc.collect()
print(sorted(set(type(o).__name__ for o in gc.garbage if isinstance(o, Node))))
gc.set_debug(0)
del gc.garbage[:]
print(gc.collect() > 0, gc.garbage)
