# versions: 3.8-3.13
# about: asend(), athrow() and aclose(): throwing into them, closing them, using two at once, dropping them
import warnings
class pause(object):
    def __init__(self, v): self.v = v
    def __await__(self): return (yield self.v)
class Own(Exception): pass
def show(f, *a):
    try: print(f(*a))
    except BaseException as e: print(type(e).__name__, e)
async def waits():
    while True:
        try: await pause(None)
        except Own: pass
    return
    yield
async def stubborn():
    try: yield
    except Own:
        try: await pause(None)
        except GeneratorExit: await pause(None)
async def stubborn_start():
    try: await pause(None)
    except GeneratorExit: await pause(None)
    return
    yield
keep = []
warnings.simplefilter('ignore')
for make in (lambda a: a.asend(None), lambda a: a.athrow(Own), lambda a: a.aclose(), lambda a: a.__anext__()):
    agen = waits(); keep.append(agen)
    first = agen.asend(None); keep.append(first)
    show(first.send, None)
    second = make(agen); keep.append(second)
    show(second.throw, Own)
    show(second.send, None)
    show(second.close)
    third = make(agen); keep.append(third)
    show(third.send, None)
    show(third.send, None)
for kind in (stubborn_start, stubborn):
    agen = kind(); keep.append(agen)
    step = agen.asend(None)
    show(step.send, None)
    if kind is stubborn:
        step = agen.athrow(Own)
        show(step.send, None)
    show(step.close)
    show(step.close)
    show(step.send, None)
warnings.simplefilter('always')
import sys
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter('always')
    agen = waits(); keep.append(agen)
    agen.asend(None); agen.athrow(Own); agen.aclose(); agen.__anext__()
    print([(w.category.__name__, str(w.message)) for w in seen])
import os
sys.stdout.flush()
os._exit(0)
