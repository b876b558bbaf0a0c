# versions: 3.6-3.13
# about: coroutines that are never awaited: warnings, origin tracking, states, errors of reuse
import sys, warnings, gc
def show(message, category, filename, lineno, file=None, line=None):
    print('WARN', category.__name__, str(message).replace('\n', '|'), filename, lineno)
warnings.showwarning = show
warnings.simplefilter('always')
async def f(): return 1
class A:
    async def meth(self): pass
f()
A().meth()
def maker():
    return f()
def g():
    c = maker()
    del c
    print('after')
g()
c = f(); c.close(); del c
c = f()
try: c.throw(ValueError('x'))
except ValueError as e: print('thrown', e)
del c
if sys.version_info >= (3, 7):
    sys.set_coroutine_origin_tracking_depth(2)
    c = maker()
    print(c.cr_origin)
    del c
    sys.set_coroutine_origin_tracking_depth(0)
    for bad in (-1, 'x'):
        try: sys.set_coroutine_origin_tracking_depth(bad)
        except (ValueError, TypeError) as e: print(type(e).__name__, e)
c = f()
print(c.cr_running, c.cr_await, c.cr_frame is None)
try: c.send(None)
except StopIteration as e: print('stop', e.value)
print(c.cr_frame)
try: c.send(None)
except RuntimeError as e: print(e)
print('end')
