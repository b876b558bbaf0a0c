# versions: 3.6-3.13
# about: exec and eval with dict subclasses and what is no namespace
import sys
class G(dict):
    def __getitem__(self, k):
        if k == 'nokey': raise KeyError(k)
        return 'item ' + k
class M(dict):
    def __missing__(self, k):
        if k in ('str', 'print', 'nope'): raise KeyError(k)
        return 'missing ' + k
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
def run(src, g):
    def f():
        exec(src, g)
        return sorted(k for k in g if k[0] != '_'), dict.get(g, 'r'), dict.get(g, 'f')() if 'f' in g else None
    return f
for C in (G, M):
    for src in ('r = q', 'def f(): return q', 'def f(): return str(5)', 'def f(): return nope', 'r = nope', 'global q; r = q', 'class A:\n  x = q\nr = A.x', 'r = [q for _ in (1,)]', 'r = (lambda: nokey)()', 'del q', 'def f():\n  global z\n  z = 5\n  return z', 'def f():\n  global z\n  del z'):
        print(C.__name__, src); t(run(src, C()))
def t2(f, *a):
    try: print(f(*a))
    except Exception as e: print(type(e).__name__, e)
class L(object):
    def __getitem__(self, k): raise KeyError(k)
for g in (5, None, [], {}, 'x', L(), G()):
    for l in (5, None, [], {}, L(), 2.5):
        t2(eval, '1', g, l)
        t2(exec, '1', g, l)
