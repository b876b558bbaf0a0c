# versions: 3.6-3.13
# about: sys.settrace where iterators end: for, yield from, unpacking
import sys
out = []
def tracer(f, e, a):
    out.append((e, f.f_code.co_name, f.f_lineno - f.f_code.co_firstlineno, a[0].__name__ if e == 'exception' else None)); return tracer
class It(object):
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 1: raise StopIteration
        return self.n
    next = __next__
def t1():
    for i in It(): pass
def t3(): list(It())
def t4(): a, b = It()
def t5(): return [i for i in It()]
def g():
    r = yield 1
def t8():
    for i in iter(iter([1]).__next__ if sys.version_info > (3,) else iter([1]).next, 5): pass
fs = [t1, t3, t4, t5, t8]
ns = {'It': It}
try:
    exec('''
def yf():
    x = yield from It()
def t6(): list(yf())
def yf3():
    x = yield from [1]
def t10(): list(yf3())
''', ns)
    fs += [ns['t6'], ns['t10']]
except SyntaxError: pass
for f in fs:
    del out[:]; sys.settrace(tracer)
    try: f()
    except ValueError: pass
    sys.settrace(None)
    print(f.__name__)
    for o in out: print(o)
