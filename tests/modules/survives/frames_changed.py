# releases: 2.6-2.7,3.0-3.13
import sys, gc
PY313 = sys.version_info >= (3, 13)
# f_locals writes in the middle
def f(x):
    y = [1, 2]
    def set_(v):
        fr = sys._getframe(1)
        l = fr.f_locals
        l['y'] = v
        l['x'] = v
    z = (y, set_(3), y, x)
    return z
for i in range(3): print(len(f(1)))
def g():
    a = [1]; b = [2]
    class T(object):
        def __add__(self, o):
            fr = sys._getframe(1)
            fr.f_locals['t'] = None
            fr.f_locals['u'] = None
            gc.collect()
            return self
        def __lt__(self, o):
            sys._getframe(1).f_locals.update({"t": 1, "u": 2})
            gc.collect()
            return True
        def __getattr__(self, n):
            sys._getframe(1).f_locals['t'] = 5
            gc.collect()
            return self
        def __call__(self, *a):
            sys._getframe(1).f_locals['t'] = 5
            gc.collect()
            return 1
        def __getitem__(self, i):
            sys._getframe(1).f_locals['t'] = 5
            gc.collect()
            return 1
        def __iter__(self):
            sys._getframe(1).f_locals['t'] = 5
            return iter([1, 2])
        def __setitem__(self, i, v):
            sys._getframe(1).f_locals['t'] = 5
            gc.collect()
    t = T(); u = T()
    t + u; t = T(); u = T()
    t < u; t = T(); u = T()
    t.foo; t = T()
    t.foo(t); t = T()
    t(t, t); t = T()
    t[t]; t = T()
    for i in t:
        sys._getframe().f_locals['i'] = None
    t = T()
    p, q = t; t = T()
    t[0] = t
    return 1
for i in range(3): g()
# generator frames
def gen():
    x = [1]
    while True:
        y = yield x
it = gen(); next(it)
fr = it.gi_frame
fr.f_locals['x'] = 5
try: fr.clear()
except Exception as e: print(type(e).__name__)
try: print(next(it))
except StopIteration: print("stop")
l = fr.f_locals
del it
gc.collect()
try:
    l['x'] = 9
    print(l.get('x'), fr.f_lineno is None)
except Exception as e: print(type(e).__name__)
# running generator's frame cleared
def gen2():
    try: fr2[0].clear()
    except Exception as e: print(type(e).__name__)
    yield 1
it = gen2(); fr2 = [it.gi_frame]; next(it)
# a generator that closes or deletes itself
def gen3():
    global it3
    try: it3.close()
    except ValueError as e: print(e)
    del it3
    gc.collect()
    yield 1
it3 = gen3()
next(it3)
def gen4():
    try: next(it4)
    except ValueError as e: print(e)
    try: it4.throw(KeyError)
    except ValueError as e: print(e)
    try: it4.send(2)
    except ValueError as e: print(e)
    yield 1
it4 = gen4()
print(next(it4))
# frames kept after
def k():
    a = object()
    return sys._getframe()
fr = k()
try: fr.clear()
except Exception: pass
gc.collect()
fr.f_locals; fr.f_back; fr.f_code
def deep(n):
    if n == 0: return sys._getframe()
    return deep(n - 1)
fr = deep(50)
n = 0
while fr: fr.f_locals; fr.f_lineno; fr = fr.f_back; n += 1
# exec in frames' locals
def m():
    x = 1
    exec("x = 2; y = 3", globals(), sys._getframe().f_locals)
    return x
print(m() in (1, 2))
def delete():
    x = [1]
    l = sys._getframe().f_locals
    try: del l['x']
    except Exception: pass
    try: l.pop('x')
    except Exception: pass
    try: l.clear()
    except Exception: pass
    try: l |= {'x': 3}
    except Exception: pass
    gc.collect()
    return 1
delete()
def cell():
    x = [1]
    def inner(): return x
    l = sys._getframe().f_locals
    l['x'] = [2]
    l['inner'] = None
    gc.collect()
    return x
print(len(cell()))
print("done")
