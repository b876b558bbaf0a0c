# versions: 3.12-3.13
# about: sys.monitoring: every event, local events, DISABLE and restart, callbacks that raise, tools and what is refused
import sys
m = sys.monitoring
E = m.events
names = {getattr(E, n): n for n in dir(E) if n.isupper() and n != 'NO_EVENTS'}
log = []
def short(v):
    if isinstance(v, type(short.__code__)): return v.co_name
    if v is m.MISSING: return 'MISSING'
    if callable(v): return getattr(v, '__name__', '?')
    if isinstance(v, BaseException): return repr(v)
    r = repr(v)
    return type(v).__name__ if ' at 0x' in r else r
def cb(ev):
    def f(*args):
        log.append((names[ev],) + tuple(short(a) for a in args))
    return f
ALL = [v for n, v in sorted(vars(E).items()) if n != 'NO_EVENTS'] if hasattr(E, '__dict__') else []
m.use_tool_id(1, 'test')
for ev in names: m.register_callback(1, ev, cb(ev))
def run(mask, fn, *args):
    log.clear()
    m.set_events(1, mask)
    try:
        fn(*args)
    except Exception as e:
        m.set_events(1, 0)
        print('  raised', repr(e))
    m.set_events(1, 0)
    base = fn.__code__.co_firstlineno
    print(fn.__name__, mask)
    for e in log:
        if e[0] == 'LINE': e = (e[0], e[1], int(e[2]) - base)
        print('  ', *e)
def simple(a):
    b = a + 1
    c = b * 2
    return c
def loop(n):
    t = 0
    for i in range(n):
        if i % 2:
            t += i
        else:
            t -= i
    while t > 0:
        t -= 1
    return t
def gen():
    x = yield 1
    yield 2
    return 3
def usegen():
    r = []
    for v in gen():
        r.append(v)
    return r
def deleg():
    z = yield from gen()
    return z
def usedeleg():
    return list(deleg())
def err():
    try:
        {}['k']
    except KeyError as e:
        x = 1
    finally:
        y = 2
    raise ValueError('v')
def calls():
    len('abc')
    abs(-1)
    simple(3)
    'x'.upper()
    [].append(1)
    int('7')
    print(end='')
    f = lambda *a, **k: (a, k)
    f(*(1, 2), **{'z': 3})
    max(*[1, 2])
    try: int('x')
    except ValueError: pass
def throws():
    g = gen()
    next(g)
    try: g.throw(KeyError('t'))
    except KeyError: pass
    g = gen(); next(g); g.close()
class C:
    def __init__(self): self.v = 1
    def meth(self, a): return a
def objs():
    c = C()
    c.meth(2)
    super(C, c).__repr__
run(E.PY_START | E.PY_RETURN, simple, 1)
run(E.LINE, simple, 1)
run(E.LINE, loop, 3)
run(E.INSTRUCTION, simple, 1)
run(E.JUMP | E.BRANCH, loop, 2)
run(E.PY_START | E.PY_RESUME | E.PY_YIELD | E.PY_RETURN, usegen)
run(E.PY_START | E.PY_RESUME | E.PY_YIELD | E.PY_RETURN | E.LINE, usedeleg)
run(E.STOP_ITERATION, usedeleg)
run(E.RAISE | E.RERAISE | E.EXCEPTION_HANDLED | E.PY_UNWIND, err)
run(E.CALL, calls)
run(E.CALL | E.C_RETURN | E.C_RAISE, calls)
run(E.PY_THROW | E.PY_UNWIND | E.RAISE, throws)
run(E.CALL | E.PY_START | E.PY_RETURN, objs)
run(E.LINE | E.CALL | E.INSTRUCTION | E.PY_START, simple, 2)
# local events, DISABLE
seen = []
def line_cb(code, line):
    seen.append((code.co_name, line - code.co_firstlineno))
    return m.DISABLE
m.register_callback(1, E.LINE, line_cb)
m.set_local_events(1, loop.__code__, E.LINE)
print(m.get_local_events(1, loop.__code__) == E.LINE, m.get_events(1))
loop(4); simple(1)
print(seen); seen.clear()
loop(4); print(seen)
m.restart_events(); loop(1); print(seen); seen.clear()
m.set_local_events(1, loop.__code__, 0); loop(2); print(seen)
def bad_cb(*a): return m.DISABLE
m.register_callback(1, E.RAISE, bad_cb)
m.set_events(1, E.RAISE)
try:
    try: 1 / 0
    except ZeroDivisionError: print('zde')
except ValueError as e: print('VE', e)
m.set_events(1, 0)
def raising(*a): raise RuntimeError('callback')
m.register_callback(1, E.PY_START, raising)
m.set_events(1, E.PY_START)
try: simple(1)
except RuntimeError as e: print('RT', e)
m.set_events(1, 0)
def t(f, *a):
    try: print(f.__name__, a, f(*a))
    except Exception as e: print(f.__name__, a, type(e).__name__, e)
t(m.use_tool_id, 1, 'x'); t(m.use_tool_id, 6, 'x'); t(m.use_tool_id, -1, 'x'); t(m.use_tool_id, 2, 5); t(m.get_tool, 1); t(m.get_tool, 3); t(m.get_events, 3)
t(m.set_events, 3, 1); t(m.set_events, 1, 1 << 20); t(m.set_events, 1, -1); t(m.set_events, 1, E.C_RETURN); t(m.set_local_events, 1, 5, 1); t(m.set_local_events, 3, loop.__code__, 1) if 0 else None
try: m.set_local_events(1, loop.__code__, E.RAISE)
except ValueError as e: print(e)
try: m.set_local_events(3, loop.__code__, E.LINE)
except ValueError as e: print(e)
try: m.get_local_events(3, loop.__code__)
except ValueError as e: print(e)
t(m.register_callback, 1, 3, None); t(m.register_callback, 1, 0, None); t(m.register_callback, 1, 1 << 18, None); t(m.register_callback, 7, 1, None)
t(m.get_events, 1); print(m._all_events()); m.set_events(1, E.CALL | E.LINE); print(m._all_events()); m.set_events(1, 0)
t(m.free_tool_id, 1); t(m.get_tool, 1); t(m.free_tool_id, 3); t(m.set_events, 1, 1)
print(m.register_callback(1, E.LINE, None) is line_cb, m.register_callback(1, E.LINE, None))
print(m.DEBUGGER_ID, m.COVERAGE_ID, m.PROFILER_ID, m.OPTIMIZER_ID, sorted(n for n in dir(m) if n[0] != '_'))
