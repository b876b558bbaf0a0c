# releases: 2.6-2.7,3.0-3.13
import sys, gc
log = []
def jump(target):
    def t(fr, e, a):
        if e == 'line' and fr.f_lineno == fr.f_code.co_firstlineno + target[0]:
            try: fr.f_lineno = fr.f_code.co_firstlineno + target[1]
            except ValueError as ex: log.append(str(ex))
            sys.settrace(None)
            return None
        return t
    return t
def body(n):
    x = [1]
    for i in range(3):
        y = [i]
        try:
            z = y + x
            w = z
        except ValueError:
            q = 1
        finally:
            r = 2
    with C() as c:
        s = 3
        t = 4
    for j in (1, 2):
        for k in (3, 4):
            u = k
    del x
    return 5
class C(object):
    def __enter__(self): return self
    def __exit__(self, *a): return False
for a in range(1, 19):
    for b in range(1, 19):
        sys.settrace(jump((a, b)))
        try: body(1)
        except Exception as e: log.append(type(e).__name__)
        finally: sys.settrace(None)
print(len(log))
# a callee's trace function moves its caller
def callee(): 
    return 1
class Op(object):
    def __add__(self, o): return 7
    def __init__(self): pass
    def __lt__(self, o): return True
    def __getitem__(self, i): return 1
def caller(f):
    a = Op()
    b = [1, f(), a + 1, a < 1, a[0], Op()]
    for i in f2():
        c = i
    return b
def f2():
    yield 1
    yield 2
for k in range(1, 6):
    for when in ("call", "line", "return"):
        def t(fr, e, a):
            if fr.f_back is not None and fr.f_back.f_code is caller.__code__ and e == when:
                try:
                    fr.f_back.f_lineno = caller.__code__.co_firstlineno + k
                except ValueError as ex: log.append(str(ex))
            return t
        sys.settrace(t)
        try: caller(callee)
        except Exception as e: log.append(type(e).__name__)
        finally: sys.settrace(None)
print("ok")
# trace functions that raise, delete themselves, change the tracing
def bad(fr, e, a):
    raise ValueError(e)
sys.settrace(bad)
try: callee()
except ValueError: pass
print(sys.gettrace())
sys.settrace(None)
def selfdel(fr, e, a):
    global selfdel
    try: del selfdel
    except NameError: pass
    fr.f_trace = None
    sys.settrace(None)
    gc.collect()
    return 5
sys.settrace(selfdel)
callee(); callee()
sys.settrace(None)
def chg(fr, e, a):
    fr.f_trace = chg2
    return chg2
def chg2(fr, e, a):
    try: del fr.f_trace
    except Exception: pass
    if hasattr(fr, "f_trace_opcodes"): fr.f_trace_opcodes = True
    if hasattr(fr, "f_trace_lines"): fr.f_trace_lines = False
    return chg
sys.settrace(chg)
body(1)
sys.settrace(None)
def prof(fr, e, a):
    sys.setprofile(None)
    gc.collect()
sys.setprofile(prof)
len([1])
sys.setprofile(None)
def prof2(fr, e, a):
    if e == 'c_call': raise ValueError
sys.setprofile(prof2)
try: len([1])
except ValueError: pass
sys.setprofile(None)
# generator jumped
def gg():
    a = 1
    yield a
    b = 2
    yield b
    c = 3
    yield c
for a in range(1, 7):
    for b in range(1, 7):
        sys.settrace(jump((a, b)))
        try: list(gg())
        except Exception as e: log.append(type(e).__name__)
        finally: sys.settrace(None)
it = gg(); next(it)
def t(fr, e, a):
    try: it.gi_frame.f_lineno = gg.__code__.co_firstlineno + 5
    except Exception as ex: log.append(str(ex))
    return t
it.gi_frame.f_trace = t
sys.settrace(t)
callee()
sys.settrace(None)
print(list(it) is not None)
print("done")
