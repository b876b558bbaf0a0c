# versions: 3.6-3.13
# about: sys.settrace and sys.setprofile over every kind of statement
import sys
def name(f): return f.f_code.co_name
base = sys._getframe().f_code.co_firstlineno
out = []
def arg(e, a):
    if e == 'exception': return a[0].__name__ + ':' + type(a[1]).__name__
    if e.startswith('c_'): return getattr(a, '__name__', '?')
    if isinstance(a, (int, str, type(None), tuple, list)): return repr(a)
    return type(a).__name__
def tracer(frame, event, a):
    out.append('%s %s %d %s' % (event, name(frame), frame.f_lineno - frame.f_code.co_firstlineno, arg(event, a)))
    return tracer
def prof(frame, event, a):
    out.append('%s %s %d %s' % (event, name(frame), frame.f_lineno - frame.f_code.co_firstlineno, arg(event, a)))
class Ctx(object):
    def __init__(self, eat): self.eat = eat
    def __enter__(self): return self
    def __exit__(self, *a): return self.eat
def t_if(a, b):
    if a and b:
        x = 1
    elif a or b:
        x = 2
    else:
        x = 3
    return x
def t_while():
    i = 0
    while True:
        i += 1
        if i == 2:
            continue
        if i > 3:
            break
    else:
        i = 9
    while i < 6: i += 1
    return i
def t_for():
    for i in range(2):
        for j in 'ab':
            if j == 'b': break
        else:
            pass
    else:
        i = 5
    return [x for x in (1, 2)]
def t_try():
    try:
        1 / 0
    except (ValueError,
            ZeroDivisionError):
        pass
    else:
        pass
    finally:
        x = 1
    try:
        x = 2
    finally:
        x = 3
    try:
        return x
    finally:
        x = 4
def t_nested_finally():
    for i in range(2):
        try:
            try:
                if i: raise KeyError(i)
                continue
            finally:
                i += 1
        except KeyError:
            break
    return i
def t_with(eat):
    with Ctx(eat):
        with Ctx(False) as c:
            c.nope
        x = 1
    return 2
def t_with_return():
    with Ctx(False):
        return 1
def t_call():
    def f(a,
          b=2,
          *c): return (a,
                       b)
    return f(1,
             f(2,
               3))
def t_gen():
    def g():
        try:
            x = yield 1
            yield x
        except GeneratorExit:
            raise
        finally:
            y = 1
    a = g()
    next(a)
    a.send(5)
    a.close()
    b = g(); next(b)
    try: b.throw(ValueError('thrown'))
    except ValueError: pass
    return list(i for i in g())
def t_class():
    class A(object):
        """doc"""
        x = 1
        def m(self): return super(A, self).__init__()
        y = [i
             for i in (1,)]
    class B(A): pass
    B().m()
def t_decor():
    def d(f): return f
    @d
    @d
    def g(
        a=1
    ):
        pass
    g()
def t_expr():
    x = (1 +
         2)
    y = {
        'a': x,
        'b': [x,
              x],
    }
    z = (x if y
         else 3)
    assert x, (
        'no')
    return not x and \
        y
def t_del():
    a = [1, 2]
    del a[0]
    global glob
    glob = 1
    del glob
    lam = lambda: (
        1)
    return lam()
def t_raise():
    try:
        raise ValueError(
            'x')
    except ValueError:
        raise KeyError
def t_recursive(n): return n and t_recursive(n - 1)
def t_pass():
    pass
    "string"
    5
    5 if 0 else 1
    if 0: x = 1
    while 0: x = 1
    if 1: pass
    return
def t_builtin():
    len([]); max(1, 2); [].append(1); sorted([2, 1], key=lambda x: x)
    try: int('x')
    except ValueError: pass
    list(map(lambda x: x, (1,)))
    return dict(a=1)
runs = [(t_if, (1, 1)), (t_if, (0, 1)), (t_if, (0, 0)), (t_while, ()), (t_for, ()), (t_try, ()), (t_nested_finally, ()), (t_with, (True,)), (t_with, (False,)), (t_with_return, ()), (t_call, ()), (t_gen, ()), (t_class, ()), (t_decor, ()), (t_expr, ()), (t_del, ()), (t_raise, ()), (t_recursive, (2,)), (t_pass, ()), (t_builtin, ())]
for f, a in runs:
    for kind, setter in (('trace', sys.settrace), ('profile', sys.setprofile)):
        del out[:]
        setter(tracer if kind == 'trace' else prof)
        try:
            r = f(*a)
        except Exception as e:
            r = type(e).__name__
        setter(None)
        print('== %s %s %r -> %s' % (kind, f.__name__, a, r))
        for line in out: print(line)
