# versions: 2.7,3.6-3.13
# about: trace and profile events where native code calls Python, iterates over generators, and errors pass through it
import sys

events = []


def name_of(frame):
    return frame.f_code.co_name


def tracer(frame, event, arg):
    if name_of(frame).startswith('t_') or name_of(frame) in ('key', 'pred', 'gen', '__lt__', '__iter__', '__next__', 'next', '__len__', '__getitem__', '__call__', '__init__', '__get__', '__del__', '__hash__', '__eq__', 'boom', '<lambda>', '<genexpr>', '__contains__', '__repr__', '__enter__', '__exit__', '__getattr__', '__bool__', '__nonzero__', '__index__', '__add__'):
        shown = arg
        if event == 'exception':
            shown = arg[0].__name__
        elif event == 'return':
            shown = repr(arg)[:20] if not hasattr(arg, 'gi_frame') else 'gen'
            if ' at 0x' in shown or ' object' in shown:
                shown = type(arg).__name__
        events.append('%s %s %s %s' % (event, name_of(frame), frame.f_lineno - frame.f_code.co_firstlineno, shown))
    return tracer


def profiler(frame, event, arg):
    if event.startswith('c_'):
        n = arg.__name__
        if n in ('setprofile', 'settrace'):
            return
        events.append('%s %s in %s' % (event, n, name_of(frame)))
    else:
        events.append('%s %s' % (event, name_of(frame)))


def run(function):
    for install, hook in ((sys.settrace, tracer), (sys.setprofile, profiler)):
        del events[:]
        install(hook)
        try:
            function()
        except Exception:
            error = sys.exc_info()[0].__name__
        else:
            error = None
        install(None)
        print('%s %s %s' % (function.__name__, install.__name__, error))
        for e in events:
            print('   ' + e)


def boom(*args):
    raise ValueError(args)


def key(v):
    return -v


def pred(v):
    return v > 1


def gen(n):
    for i in range(n):
        yield i


def t_map():
    return list(map(key, [1, 2]))


def t_map_error():
    return list(map(boom, [1, 2]))


def t_map_gen():
    return list(map(key, gen(2)))


def t_zip():
    return list(zip(gen(2), gen(3)))


def t_filter():
    return list(filter(pred, gen(3)))


def t_filter_error():
    return list(filter(boom, [1]))


def t_sorted():
    return sorted([3, 1], key=key)


def t_sorted_error():
    return sorted([3, 1], key=boom)


def t_sort_method():
    a = [2, 1]
    a.sort(key=key)
    return a


def t_max():
    return max(gen(3), key=key)


def t_min_error():
    return min([1, 2], key=boom)


def t_sum():
    return sum(gen(3))


def t_any():
    return any(gen(3)), all(gen(3))


def t_any_genexp():
    return any(i > 1 for i in gen(3))


def t_tuple():
    return tuple(gen(2)), set(gen(2)), dict.fromkeys(gen(2))


def t_enumerate():
    for pair in enumerate(gen(2)):
        pass


def t_join():
    return ','.join(str(i) for i in gen(2))


def t_unpack():
    a, b = gen(2)


def t_unpack_error():
    a, b = gen(3)


def t_star():
    return (lambda *a: len(a))(*gen(2))


def t_iter_callable():
    state = [2]

    def pred():
        state[0] -= 1
        return state[0]
    return list(iter(pred, 0))


class Lt(object):
    def __init__(self, v):
        self.v = v

    def __lt__(self, other):
        return self.v < other.v

    def __hash__(self):
        return 1

    def __eq__(self, other):
        return True

    def __repr__(self):
        return 'Lt'

    def __len__(self):
        return 2

    def __getitem__(self, i):
        if i > 1:
            raise IndexError(i)
        return i

    def __contains__(self, v):
        return v == 5

    def __call__(self, *args):
        return args

    def __getattr__(self, name):
        raise AttributeError(name)

    def __index__(self):
        return 3

    def __add__(self, other):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return True

    def __bool__(self):
        return False
    __nonzero__ = __bool__


def t_objects_sort():
    return sorted([Lt(2), Lt(1)])


def t_objects_sequence():
    return list(Lt(1)), 5 in Lt(2), len(Lt(0))


def t_objects_hash():
    return len({Lt(1): 1, Lt(2): 2})


def t_objects_call():
    return list(map(Lt(1), [3])), repr(Lt(2)), str([Lt(1)])


def t_objects_getattr():
    return getattr(Lt(1), 'zz', None), hasattr(Lt(1), 'yy')


def t_objects_index():
    return range(10)[Lt(1)] if False else [0, 1, 2, 3][Lt(1)], Lt(1) + 1, not Lt(3)


def t_objects_with():
    with Lt(1):
        raise KeyError(1)
    with Lt(2) as x:
        pass


def t_caught():
    try:
        boom()
    except ValueError:
        pass
    try:
        int('x')
    except ValueError:
        pass
    try:
        [].pop()
    finally:
        len('')


def t_gen_throw():
    g = gen(2)
    next(g)
    try:
        g.throw(KeyError)
    except KeyError:
        pass
    g = gen(2)
    next(g)
    g.close()
    next(g, None)


def t_next_default():
    it = gen(1)
    return next(it, None), next(it, None)


def t_stop_iteration():
    it = gen(0)
    next(it)


def t_class():
    class C(object):
        def __init__(self):
            pass
    C()
    type('D', (), {})()


def t_exec_eval():
    eval('1 + 1')
    return isinstance(1, int), callable(len), divmod(7, 2)


def t_reversed():
    return list(reversed([1, 2])), abs(-1), ''.join(['a', 'b']).upper()


for f in sorted(k for k in list(globals()) if k.startswith('t_')):
    run(globals()[f])
