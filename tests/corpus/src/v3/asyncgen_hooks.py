# versions: 3.6-3.13
# about: sys.set_asyncgen_hooks: first iteration and finalisation of asynchronous generators; asend, athrow, aclose, reuse and concurrent use
import sys, gc
def run(coro):
    try:
        while True:
            coro.send(None)
    except StopIteration as e:
        return e.value
log = []
async def ag(n):
    try:
        for i in range(n):
            got = yield i
            if got: log.append(('got', got))
    finally:
        log.append('fin')
def first(g): log.append(('first', g.__name__))
def final(g): log.append(('final', g.__name__, g.ag_running))
print(sys.get_asyncgen_hooks())
sys.set_asyncgen_hooks(firstiter=first, finalizer=final)
print(len(sys.get_asyncgen_hooks()), sys.get_asyncgen_hooks().firstiter is first)
async def use():
    async for x in ag(3):
        log.append(x)
        if x == 1: break
    log.append('broke')
run(use()); print(log); log.clear()
g = ag(2)
a = g.__anext__(); print(log)
try: a.send(None)
except StopIteration as e: print('value', e.value)
del a
del g
gc.collect(); print(log); log.clear()
g = ag(2)
del g
print(log)
async def full():
    return [x async for x in ag(3)]
print(run(full()), log); log.clear()
async def closing():
    g = ag(3)
    await g.__anext__()
    await g.aclose()
    try: await g.__anext__()
    except StopAsyncIteration: log.append('stopped')
    del g
run(closing()); print(log); log.clear()
for bad in (1, 'x'):
    try: sys.set_asyncgen_hooks(firstiter=bad)
    except TypeError as e: print(e)
    try: sys.set_asyncgen_hooks(finalizer=bad)
    except TypeError as e: print(e)
try: sys.set_asyncgen_hooks(1, 2, 3)
except TypeError as e: print('TypeError')
sys.set_asyncgen_hooks(None, None)
print(sys.get_asyncgen_hooks())
async def ag2():
    try:
        yield 1
    finally:
        log.append('no hook fin')
async def u2():
    g = ag2()
    await g.__anext__()
    del g
    log.append('after del')
run(u2()); print(log); log.clear()
def badfirst(g): raise ValueError('first')
sys.set_asyncgen_hooks(firstiter=badfirst)
g = ag2()
try: g.__anext__()
except ValueError as e: print('VE', e)
sys.set_asyncgen_hooks(firstiter=None)
async def ath():
    g = ag2()
    await g.__anext__()
    try: await g.athrow(KeyError('k'))
    except KeyError as e: log.append(repr(e))
run(ath()); print(log); log.clear()
async def asend():
    g = ag(3)
    log.append(await g.asend(None))
    log.append(await g.asend('hello'))
    try: await g.asend(None); await g.asend(None)
    except StopAsyncIteration: log.append('SAI')
run(asend()); print(log); log.clear()
async def agawait():
    class Aw:
        def __await__(self):
            r = yield 'aw'
            return r
    x = await Aw()
    yield x
g = agawait()
a = g.__anext__()
print(a.send(None), g.ag_running)
try: a.send(42)
except StopIteration as e: print(e.value)
print(g.ag_running)
try: g.aclose().send(None)
except StopIteration: print('closed')
# concurrent
g = agawait()
a = g.__anext__(); b = g.__anext__()
print(a.send(None))
try: print(b.send(None))
except Exception as e: print(type(e).__name__, e)
try: print(g.aclose().send(None))
except Exception as e: print(type(e).__name__, e)
a.close()
try: a.send(None)
except Exception as e: print(type(e).__name__, e)
async def ign():
    try: yield 1
    finally:
        try: yield 2
        except GeneratorExit: raise
g = ign()
a = g.__anext__()
try: a.send(None)
except StopIteration as e: print(e.value)
try: g.aclose().send(None)
except Exception as e: print(type(e).__name__, e)
