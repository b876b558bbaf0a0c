# versions: 2.7,3.6-3.13
# about: frame.f_lineno set by trace functions: forwards, backwards, out of loops and try statements, and what is refused
import sys
def run(f, jumps, *args):
    log = []
    def tracer(frame, event, arg):
        if frame.f_code is not f.__code__: return None
        if event == 'line':
            rel = frame.f_lineno - frame.f_code.co_firstlineno
            log.append(rel)
            if jumps and jumps[0][0] == rel:
                try: frame.f_lineno = frame.f_code.co_firstlineno + jumps.pop(0)[1]
                except ValueError: log.append('refused')
        return tracer
    sys.settrace(tracer)
    try: r = f(*args)
    except Exception: r = sys.exc_info()[0].__name__
    finally: sys.settrace(None)
    print('%s %r %r' % (f.__name__, r, log))
def straight(a):
    a += 1
    a += 10
    a += 100
    return a
run(straight, [(1, 3)], 0)
run(straight, [(2, 4)], 0)
run(straight, [(4, 1)], 0)
run(straight, [(3, 2)], 0)
def loop(n):
    t = 0
    for i in range(n):
        t += i
        t += 10
    return t
run(loop, [(3, 5)], 3)
run(loop, [(4, 1)], 2)
run(loop, [(3, 4)], 2)
def trying(n):
    t = 0
    try:
        t += 1
        t += 10
    finally:
        t += 100
    return t
run(trying, [(3, 4)], 0)
run(trying, [(1, 7)], 0)
def branches(n):
    if n:
        r = 'yes'
    else:
        r = 'no'
    return r
run(branches, [(1, 4)], 1)
run(branches, [(1, 2)], 0)
def refused(f, line):
    def tracer(frame, event, arg):
        if frame.f_code is not f.__code__ or event != 'line': return tracer
        try: frame.f_lineno = line if not isinstance(line, int) else frame.f_code.co_firstlineno + line
        except (ValueError, TypeError): out.append(str(sys.exc_info()[1]).replace(str(frame.f_code.co_firstlineno + line) if isinstance(line, int) else '?', 'N'))
        return None
    out = []
    sys.settrace(tracer)
    try: f(1)
    except Exception: pass
    sys.settrace(None)
    print(out)
refused(straight, -5)
refused(straight, 1000)
refused(straight, 'x')
refused(straight, 2.5)
try: sys._getframe().f_lineno = 3
except ValueError: print(sys.exc_info()[1])
def on_call(frame, event, arg):
    if event == 'call' and frame.f_code is straight.__code__:
        try: frame.f_lineno = frame.f_lineno + 1
        except ValueError: print('call: %s' % sys.exc_info()[1])
sys.settrace(on_call); straight(1); sys.settrace(None)
