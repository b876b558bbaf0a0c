# versions: 3.6-3.13
# about: trace and profile events of async for, of loops ended by exceptions, and of functions that begin or end tracing
import sys

events = []


def tracer(frame, event, arg):
    name = frame.f_code.co_name
    if name in ('tracer', 'show', 'run'):
        return tracer
    if event == 'exception':
        arg = arg[0].__name__
    elif event == 'return':
        arg = type(arg).__name__
    events.append((frame.f_lineno - first(frame), name, event, arg))
    return tracer


def first(frame):
    return frame.f_code.co_firstlineno


def show(label):
    print(label)
    for e in events:
        print('   %3d %-10s %-10s %s' % e)
    del events[:]


class Wrap:
    def __init__(self, obj):
        self._it = iter(obj)

    def __aiter__(self):
        return self

    async def __anext__(self):
        try:
            return next(self._it)
        except StopIteration:
            raise StopAsyncIteration


async def doit():
    async for letter in Wrap('ab'):
        x = letter
    y = 42


def run(f, *args):
    sys.settrace(tracer)
    try:
        f(*args)
    except BaseException as e:
        err = e
    else:
        err = None
    sys.settrace(None)
    if err:
        events.append((0, 'out', type(err).__name__, err))


def drive(co):
    try:
        co.send(None)
    except StopIteration:
        pass


run(drive, doit())
show('async for')


async def agen():
    yield 1
    yield 2


async def over_agen():
    async for x in agen():
        pass
    return [x async for x in agen()]


run(drive, over_agen())
show('async generator')


class Manual:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n > 2:
            raise StopIteration
        return self.n


def over_manual():
    for x in Manual():
        pass
    y = [x for x in Manual()]
    z = list(Manual())
    a, b = Manual()
    return sum(Manual())


run(over_manual)
show('python iterators')


def starts():
    sys.settrace(tracer)
    a = 1
    b = 2
    sys._getframe().f_trace = tracer
    c = 3
    return c


starts()
sys.settrace(None)
show('begins itself')


def returns():
    import sys as s
    s.settrace(tracer)
    s._getframe(1).f_trace = tracer
    return 4


def caller():
    returns()
    x = 5
    return x


caller()
sys.settrace(None)
show('begins its caller')


def settrace_and_return(trace):
    sys.settrace(trace)
    sys._getframe().f_back.f_trace = trace


def call_settrace_and_return():
    settrace_and_return(tracer)


def outermost():
    call_settrace_and_return()


outermost()
sys.settrace(None)
show('back')


def settrace_and_raise(trace):
    sys.settrace(trace)
    sys._getframe().f_back.f_trace = trace
    raise RuntimeError


def catches():
    try:
        settrace_and_raise(tracer)
    except RuntimeError:
        pass


catches()
sys.settrace(None)
show('raise')


def stops(frame, event, arg):
    events.append((frame.f_lineno - first(frame), frame.f_code.co_name, event, None))
    if event == 'line' and len(events) > 2:
        return None
    return stops


def body():
    a = 1
    b = 2
    c = 3
    return a


sys.settrace(stops)
body()
body()
sys.settrace(None)
show('stops')


def no_lines(frame, event, arg):
    events.append((frame.f_lineno - first(frame), frame.f_code.co_name, event, None))
    if hasattr(frame, 'f_trace_lines'):
        frame.f_trace_lines = False
    return no_lines


sys.settrace(no_lines)
body()
sys.settrace(None)
show('no lines')


def ops(frame, event, arg):
    if event != 'opcode':
        events.append((frame.f_lineno - first(frame), frame.f_code.co_name, event, None))
    else:
        ops.count += 1
    if hasattr(frame, 'f_trace_opcodes'):
        frame.f_trace_opcodes = True
    return ops


ops.count = 0
sys.settrace(ops)
body()
sys.settrace(None)
show('opcodes')
print(ops.count > 5)


def profiler(frame, event, arg):
    if frame.f_code.co_name in ('run', 'show'):
        return
    if event.startswith('c_'):
        arg = arg.__name__
    elif event == 'return':
        arg = type(arg).__name__
    events.append((frame.f_lineno - first(frame), frame.f_code.co_name, event, arg))


def profiled():
    len('a')
    [].append(1)
    try:
        int('x')
    except ValueError:
        pass
    'a'.join(['b'])
    max(1, 2)
    sorted([2, 1], key=lambda x: x)
    list(map(str, [1]))
    print
    return dict(a=1)


sys.setprofile(profiler)
profiled()
sys.setprofile(None)
show('profile')


def pgen():
    yield 1
    yield from sub()


def sub():
    yield 2


def uses_gen():
    for x in pgen():
        pass
    g = pgen()
    next(g)
    g.close()
    g = pgen()
    next(g)
    try:
        g.throw(ValueError)
    except ValueError:
        pass


sys.setprofile(profiler)
uses_gen()
sys.setprofile(None)
show('profile generators')
run(uses_gen)
show('trace generators')


class Ctx:
    def __enter__(self):
        return self

    def __exit__(self, *a):
        return True


def with_block():
    with Ctx() as c:
        x = 1
        1 / 0
    with Ctx():
        pass
    return 1


run(with_block)
show('with')


def fin():
    try:
        try:
            raise ValueError
        finally:
            x = 1
    except ValueError as e:
        y = 2
    finally:
        z = 3
    while True:
        if x:
            break
    else:
        x = 2
    for i in (1, 2):
        if i == 1:
            continue
        del i
        break
    return (
        x,
        y,
    )


run(fin)
show('finally')
