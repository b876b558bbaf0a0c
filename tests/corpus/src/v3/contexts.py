# versions: 3.7-3.13
# about: contexts and context variables by hand: run, copy, set, reset, mapping methods
import _contextvars
import sys
PY3 = sys.version_info[0] >= 3


def plain(text):
    words = text.split(' at 0x')
    return words[0] + ''.join(w[12:] for w in words[1:])


def attempt(label, function, *args, **named):
    try:
        print(plain("%s: %r" % (label, function(*args, **named))))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print(plain("%s: %s %s" % (label, kind.__name__, error)))


V = _contextvars.ContextVar('v', default='unset')
W = _contextvars.ContextVar('w')
print(V.name, V.get(), V.get('given'))
attempt('get', W.get)
attempt('get', W.get, 5)
token = V.set(1)
print(token.var is V, token.old_value is _contextvars.Token.MISSING, V.get())
second = V.set(2)
print(second.old_value, V.reset(second), V.get(), V.reset(token), V.get())
attempt('reset', V.reset, token)
attempt('reset', V.reset, 5)
attempt('reset', W.reset, V.set(3))
empty = _contextvars.Context()
print(len(empty), list(empty), empty.run(V.get), V.get())


def work(a, k=None):
    V.set(a)
    W.set(k)
    return sorted(v.name for v in _contextvars.copy_context())


print(empty.run(work, 7, k=8), empty[V], empty[W], V.get(), V in empty, empty.get(V), len(empty))
print(sorted(v.name for v in empty.keys()), sorted(empty.values()), sorted((v.name, x) for v, x in empty.items()), sorted(v.name for v in empty))
copy = empty.copy()
print(copy == empty, copy.run(V.set, 9).old_value, copy[V], empty[V], copy == empty, copy != 5)
fresh = _contextvars.Context()
print(fresh.get(V), fresh.get(V, 'none'), V in fresh)
attempt('item', lambda: fresh[V])
attempt('item', lambda: fresh['v'])
attempt('in', lambda: 'v' in fresh)
attempt('get', fresh.get, 'v')
attempt('run', fresh.run)
attempt('run', fresh.run, lambda: 1 // 0)
attempt('name', _contextvars.ContextVar, 5)
if sys.version_info >= (3, 9):
    print(_contextvars.ContextVar[int].__args__, _contextvars.ContextVar.__class_getitem__(str).__args__)
else:
    print(_contextvars.ContextVar[int], _contextvars.ContextVar.__class_getitem__(str))
if hasattr(_contextvars.Token, '__class_getitem__'):
    print(_contextvars.Token[int].__args__, _contextvars.Token.__class_getitem__(str).__args__)
