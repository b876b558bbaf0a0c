# versions: 2.7,3.6-3.13
# about: functions and types of _weakref, _thread, _collections, _functools, marshal and _warnings that few programs call
import sys
import _weakref
import _collections
import _functools
import marshal
PY3 = sys.version_info[0] >= 3
if PY3:
    import _thread as thread
else:
    import thread


def attempt(label, function, *args, **named):
    try:
        print('%s: %r' % (label, function(*args, **named)))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, error))


class C(object):
    def __init__(self, v=0):
        self.v = v

    def __call__(self, *args):
        return args

    def __eq__(self, other):
        return self.v == getattr(other, 'v', other)

    def __hash__(self):
        return hash(self.v)


c = C(1)
r, p = _weakref.ref(c), _weakref.proxy(c)
print(type(r).__name__, type(p).__name__, _weakref.getweakrefcount(c), len(_weakref.getweakrefs(c)), _weakref.ref(c) is r, _weakref.ReferenceType is type(r))
print(isinstance(p, _weakref.CallableProxyType), isinstance(_weakref.proxy(set()) if False else p, _weakref.ProxyType), p(1, 2), p.v, r() is c, r == _weakref.ref(C(1)), hash(r) == hash(c))
attempt('ref of int', _weakref.ref, 5)
attempt('ref', _weakref.ref)
attempt('proxy of str', _weakref.proxy, 'a')
attempt('ref keywords', _weakref.ref, c, callback=None)
attempt('count of int', _weakref.getweakrefcount, 5)
attempt('refs of int', _weakref.getweakrefs, 5)
p.v = 7
print(c.v)
del c
import gc
gc.collect()
print(r(), repr(r)[-6:])
attempt('dead proxy', lambda: p.v)
attempt('dead proxy call', lambda: p())
attempt('dead hash', hash, r)
attempt('dead equal', lambda: r == r)
if hasattr(_weakref, '_remove_dead_weakref'):
    d = {'k': r, 'l': _weakref.ref(C)}
    attempt('remove dead', _weakref._remove_dead_weakref, d, 'k')
    attempt('remove live', _weakref._remove_dead_weakref, d, 'l')
    print(sorted(d))
    attempt('remove none', _weakref._remove_dead_weakref, d, 'zz')
lock = thread.allocate_lock()
print(type(lock).__name__, lock.locked(), lock.acquire(), lock.locked(), lock.acquire(False), lock.release(), lock.locked())
attempt('release unlocked', lock.release)
with lock:
    print(lock.locked())
print(lock.locked())
if PY3:
    attempt('timeout', lock.acquire, True, 0.01)
    attempt('timeout again', lock.acquire, True, 0.01)
    attempt('bad timeout', lock.acquire, True, -2)
    attempt('timeout without blocking', lock.acquire, False, 1)
    attempt('huge timeout', lock.acquire, True, 1e300)
    lock.release()
    rl = thread.RLock()
    print(rl.acquire(), rl.acquire(), rl._is_owned(), rl.release(), rl.release(), rl._is_owned())
    attempt('release', rl.release)
    print(thread.TIMEOUT_MAX > 1e6)
print(thread.allocate_lock().__class__ is thread.LockType, isinstance(thread.get_ident(), (int, type(2 ** 70))), thread.error.__name__)
attempt('stack_size', thread.stack_size)
attempt('stack_size', thread.stack_size, 100)
attempt('stack_size', thread.stack_size, -1)
attempt('count', lambda: thread._count() >= 0)
done, results = thread.allocate_lock(), []
done.acquire()


def work(a, b=2):
    results.append((a, b, thread.get_ident() != main))
    done.release()


main = thread.get_ident()
thread.start_new_thread(work, (1,), {'b': 5})
done.acquire()
print(results)
for args in ((5, ()), (work, 5), (work, (), 5)):
    attempt('start_new_thread %d' % len(args), thread.start_new_thread, *args)
local = thread._local()
local.x = 1
seen = []


def other():
    try:
        seen.append(hasattr(local, 'x'))
        local.x = 2
    finally:
        done.release()


thread.start_new_thread(other, ())
done.acquire()
print(local.x, seen, sorted(local.__dict__))


class L(thread._local):
    def __init__(self, v):
        made.append(v)


made = []
l = L(3)


def touch():
    l.y = 1
    done.release()


thread.start_new_thread(touch, ())
done.acquire()
print(made, hasattr(l, 'y'))
attempt('local with arguments', thread._local, 1)
attempt('exit', thread.exit) if False else None
try:
    thread.exit()
except SystemExit:
    print('SystemExit')
if hasattr(thread, 'get_native_id'):
    print(thread.get_native_id() > 0)
if hasattr(_collections, '_count_elements'):
    d = {}
    _collections._count_elements(d, 'abca')
    print(sorted(d.items()))

    class D(dict):
        def get(self, k, default=None):
            return dict.get(self, k, 10)
    d = D()
    _collections._count_elements(d, [1, 1])
    print(d)
    attempt('count', _collections._count_elements, {}, 5)
d = _collections.deque([1, 2, 3], 5)
for it in (iter(d), reversed(d)):
    print(type(it).__name__, next(it), it.__length_hint__(), list(it))
    if PY3:
        print(it.__reduce__()[1][1:] if len(it.__reduce__()) > 1 else None)
if hasattr(_collections, '_tuplegetter'):
    g = _collections._tuplegetter(1, 'doc')

    class T(tuple):
        second = g
    print(T((1, 2)).second, g.__doc__, T.second is g, repr(g)[:26], g.__reduce__()[1])
    attempt('too short', lambda: T((1,)).second)
    attempt('set', lambda: setattr(T((1, 2)), 'second', 3))
    attempt('bad', _collections._tuplegetter, 'a', 'b')
if hasattr(_functools, 'cmp_to_key'):
    k = _functools.cmp_to_key(lambda a, b: (a > b) - (a < b))
    print(sorted([3, 1, 2], key=k), k(1) < k(2), k(1) == k(1), k(obj=3).obj)
    attempt('hash', lambda: hash(k(1)))
    attempt('compare', lambda: k(1) < 5)
    attempt('arguments', _functools.cmp_to_key)
attempt('reduce', _functools.reduce, lambda a, b: a + b, [1, 2, 3])
attempt('reduce empty', _functools.reduce, lambda a, b: a + b, [])
attempt('reduce start', _functools.reduce, lambda a, b: a + b, [], 5)
attempt('reduce bad', _functools.reduce, lambda a, b: a + b, 5)
if hasattr(_functools, '_lru_cache_wrapper'):
    made = _functools._lru_cache_wrapper(lambda x: x * 2, 2, False, lambda *a: a)
    print([made(i) for i in (1, 2, 1, 3, 1)], made.cache_info(), made.cache_clear(), made.cache_info())
    attempt('bad', _functools._lru_cache_wrapper, 5, 2, False, len)
part = _functools.partial(max, 1)
print(part.func, part.args, part.keywords, part(2, 3), part.__reduce__()[0] is type(part))
attempt('partial', _functools.partial)
attempt('partial', _functools.partial, 5)
attempt('setstate', part.__setstate__, (min, (4,), {}, None))
print(part(9))
attempt('setstate', part.__setstate__, 5)
for value in (None, True, 5, 2 ** 70, 1.5, 1j, 'a', b'b', (1, 2), [1], {1: 2}, set([1]), frozenset([1]), Ellipsis, StopIteration, u'\xe9'):
    print('%r %r' % (value, marshal.loads(marshal.dumps(value))))
for version in range(3):
    print(marshal.loads(marshal.dumps([1, 'a', 1.5], version)))
attempt('unmarshallable', marshal.dumps, object())
attempt('loads', marshal.loads, b'')
attempt('loads', marshal.loads, b'?')
attempt('loads', marshal.loads, 5)
attempt('version', lambda: marshal.version)
