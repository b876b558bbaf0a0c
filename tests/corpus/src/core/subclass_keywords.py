# versions: 2.7, 3.6-3.13
# about: keyword arguments given to subclasses of built-in types that have __init__ or __new__ of their own
import sys
import itertools
import functools
import collections

two = sys.version_info[0] == 2
cases = [(int, (5,)), (float, (2.5,)), (complex, (1, 2)), (str, ('abc',)), (bool, (1,)), (list, ([1, 2],)), (tuple, ([1, 2],)), (set, ([1],)), (frozenset, ([1],)),
         (dict, ([(1, 2)],)), (bytes, (b'ab',)), (bytearray, (b'ab',)), (slice, (1, 2)), (range if not two else xrange, (3,)), (object, ()), (property, ()), (classmethod, (len,)),
         (zip if not two else itertools.izip, ([1], [2])), (super, (int, 5)), (type, ('T', (), {})), (memoryview, (b'ab',)), (Exception, ('e',)), (KeyError, ('k',)), (OSError, (1, 'os')),
         (SyntaxError, ('s',)), (UnicodeDecodeError, ('utf-8', b'x', 0, 1, 'why')), (StopIteration, (4,)), (SystemExit, (3,)), (ImportError, ('imp',)), (AttributeError, ('at',)), (NameError, ('nm',)),
         (itertools.count, (3,)), (itertools.cycle, ([1, 2],)), (itertools.chain, ([1], [2])), (itertools.islice, ([1, 2, 3], 2)), (itertools.repeat, (1, 2)),
         (itertools.takewhile, (bool, [1, 0])), (itertools.dropwhile, (bool, [1, 0])), (itertools.starmap, (pow, [(2, 3)])), (itertools.product, ([1], [2])), (itertools.permutations, ([1, 2],)),
         (itertools.combinations, ([1, 2], 1)), (itertools.groupby, ([1, 1, 2],)), (itertools.compress, ('ab', [1, 0])), (functools.partial, (len,)),
         (collections.deque, ([1, 2],)), (collections.defaultdict, (list,)), (collections.OrderedDict, ([(1, 2)],))]


def show(x):
    t = type(x)
    r = repr(x)
    if ' at 0x' in r or 'object' in r:
        r = t.__name__
    return r


def attempt(label, f):
    try:
        x = f()
        print('%s -> %s %s' % (label, show(x), getattr(x, 'extra', 'no extra')))
    except Exception:
        e = sys.exc_info()[1]
        print('%s !! %s: %s' % (label, type(e).__name__, e))


for cls, args in cases:
    name = cls.__name__
    attempt(name, lambda: cls(*args, extra=3))
    try:
        class Sub(cls):
            pass
    except TypeError:
        print('%s cannot be a base: %s' % (name, sys.exc_info()[1]))
        continue
    attempt(name + ' plain', lambda: Sub(*args, extra=3))

    class WithInit(cls):
        def __init__(self, *args, **kw):
            self.extra = kw.get('extra')
    attempt(name + ' init', lambda: WithInit(*args, extra=3))

    class WithInitCalls(cls):
        def __init__(self, *args, **kw):
            super(WithInitCalls, self).__init__(*args)
            self.extra = kw.get('extra')
    attempt(name + ' init calls', lambda: WithInitCalls(*args, extra=3))

    class WithInitPasses(cls):
        def __init__(self, *args, **kw):
            super(WithInitPasses, self).__init__(*args, **kw)
    attempt(name + ' init passes', lambda: WithInitPasses(*args, extra=3))

    class WithNew(cls):
        def __new__(cls_, *args, **kw):
            self = cls.__new__(cls_, *args)
            self.extra = kw.get('extra')
            return self
    attempt(name + ' new', lambda: WithNew(*args, extra=3))

    class WithBoth(cls):
        def __new__(cls_, *args, **kw):
            return cls.__new__(cls_, *args, **kw)

        def __init__(self, *args, **kw):
            cls.__init__(self, *args, **kw)
    attempt(name + ' both', lambda: WithBoth(*args, extra=3))
    attempt(name + ' direct new', lambda: cls.__new__(Sub, *args, **{'extra': 3}))
