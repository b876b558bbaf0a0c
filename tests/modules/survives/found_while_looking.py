# releases: 2.7,3.6-3.13
# What a lookup found is taken away before it is used: by a key that compares, with the builtins it was found in.
import gc, sys, types
class Evil(object):
    def __hash__(self): return hash('attr')
    def __eq__(self, other):
        try: del C.attr
        except AttributeError: pass
        junk.append([object() for i in range(50)])
        return False
class Descr(object):
    def __init__(self): self.held = [1, 2, 3]
    def __get__(self, ob, type=None): return self.held
    def __del__(self): print('gone')
junk = []
def read(o): return o.attr
def call(o): return o.attr()
for use in (read, call, lambda o: getattr(o, 'attr', None), lambda o: hasattr(o, 'attr')):
    class C(object): attr = Descr()
    c = C()
    c.__dict__[Evil()] = 0
    for i in range(3):
        try: print(use(c))
        except (AttributeError, TypeError) as e: print(type(e).__name__)
class Swap(object):
    def __hash__(self): return hash('attr')
    def __eq__(self, other):
        c.__class__ = Other
        gc.collect()
        return False
class Other(object): attr = 5
def swapped():
    class D(object):
        attr = Descr()
    return D()
c = swapped()
c.__dict__[Swap()] = 0
for i in range(3):
    try: print(read(c))
    except AttributeError as e: print(type(e).__name__)
class Names(dict):
    def __getitem__(self, key): return {'len': len, 'print': print_it, '__build_class__': getattr(__builtins__, '__build_class__', None)}[key]
def print_it(*a): print(a)
def made(text, mode):
    names = {'__builtins__': Names(), 'q': [1, 2, 3]}
    exec(compile(text, 'text', mode), names)
    return names.get('f')
f = made('def f(): return len(q)' if sys.version_info[0] > 2 else 'def f(): return 3', 'exec')
gc.collect()
junk.append([dict(a=i) for i in range(500)])
print(f())
if sys.version_info >= (3, 8):
    def awaiting():
        names = {'__builtins__': Names(), 'q': [1, 2, 3], 'g': g}
        return eval(compile('print(len(q), await g(), len(q))', 'text', 'exec', flags=0x2000), names)
    exec('async def g(): return 7')
    for i in range(3):
        coroutine = awaiting()
        gc.collect()
        junk.append([dict(a=i) for i in range(500)])
        try: coroutine.send(None)
        except StopIteration: print('done')
    coroutine = awaiting()
    frame = coroutine.cr_frame
    coroutine.close()
    del coroutine
    gc.collect()
    print(type(frame.f_builtins).__name__)
print('done')
