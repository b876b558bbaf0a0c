# versions: 2.7,3.6-3.13
# about: methods that few programs call: reductions of plain objects, odd corners of sys, time, cmath, posix and itertools
import cmath
import itertools
import math
import posix
import sys
import time
import warnings
warnings.simplefilter('ignore')
PY3 = sys.version_info[0] >= 3


def attempt(label, function, *args, **named):
    try:
        value = function(*args, **named)
        print('%s: %r' % (label, value))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, error))


def words(name, *calls):
    """Calls of a function by name, where the release has it."""
    where, _, what = name.rpartition('.')
    function = getattr(sys.modules[where], what, None)
    for args in calls if function else ():
        attempt('%s%r' % (name, args), function, *args)


# reductions
class Plain(object):
    pass


class Slotted(object):
    __slots__ = ('a', 'b')


class Listed(list):
    pass


class Withargs(object):
    def __new__(cls, *args):
        return object.__new__(cls)

    def __getnewargs__(self):
        return (1, 2)


class Stateful(object):
    def __getstate__(self):
        return 'state'


class Wrongargs(object):
    def __getnewargs__(self):
        return [1]


plain = Plain()
plain.x = 1
listed = Listed([1, 2])
listed.y = 2


def named(value):
    if isinstance(value, tuple):
        return tuple(named(v) for v in value)
    if isinstance(value, type) or callable(value):
        return value.__name__
    if hasattr(value, '__next__') or hasattr(value, 'next'):
        return list(value)
    return value


slotted = Slotted()
slotted.a = 5
for label, thing in [('plain', plain), ('slotted', slotted), ('listed', listed), ('withargs', Withargs()), ('stateful', Stateful()), ('wrongargs', Wrongargs()), ('object', object())]:
    attempt(label + ' reduce', lambda: named(tuple(x if x is not object and x is not type(thing) else x.__name__ for x in object.__reduce__(thing))) and len(object.__reduce__(thing)))
    for protocol in (0, 1, 2, 3, 4, -1):
        attempt('%s reduce_ex %d' % (label, protocol), lambda: [named(p) for p in object.__reduce_ex__(thing, protocol)[:1]] + [len(object.__reduce_ex__(thing, protocol))])
        attempt('%s state %d' % (label, protocol), lambda: (object.__reduce_ex__(thing, protocol) + (None,) * 3)[2])
attempt('reduce_ex', object().__reduce_ex__, 'a')
attempt('reduce', object.__reduce__, 5)
attempt('member', lambda: [named(p) for p in Slotted.a.__reduce__()])
attempt('member', lambda: [named(p) for p in type(plain).__dict__['__dict__'].__reduce__()])
attempt('slice', lambda: named(slice(1, 2).__reduce__()))
attempt('slice', lambda: named(slice('a', None, 3.5).__reduce__()))
attempt('subclasses', lambda: [c.__name__ for c in Plain.__subclasses__()])
attempt('subclasses', lambda: [c.__name__ for c in list.__subclasses__() if c.__name__ == 'Listed'])
attempt('subclasses', lambda: type.__subclasses__(Plain))
attempt('subclasses', lambda: type.__subclasses__(5))
attempt('subclasses', lambda: type('Later', (Plain,), {}) in Plain.__subclasses__())
attempt('getformat', lambda: [float.__getformat__('double'), float.__getformat__('float')])
attempt('getformat', float.__getformat__, 'other')
for name in ('__setformat__', '__set_format__'):
    if hasattr(float, name):
        for args in (('double', 'unknown'), ('double', 'IEEE, little-endian'), ('double', 'IEEE, big-endian'), ('other', 'unknown'), ('double', 'other'), ('float',), (5, 5)):
            attempt('%s%r' % (name, args), getattr(float, name), *args)

# itertools
attempt('from_iterable', lambda: list(itertools.chain.from_iterable(['ab', [1], ()])))
attempt('from_iterable', itertools.chain.from_iterable, 5)
attempt('from_iterable', itertools.chain.from_iterable)
attempt('from_iterable', lambda: list(itertools.chain.from_iterable([1])))
if not hasattr(sys, 'getunicodeinternedsize') or sys.version_info < (3, 14):
    attempt('count', lambda: named(itertools.count(5, 2).__reduce__()))
    attempt('count', lambda: named(itertools.count(2 ** 70).__reduce__()))
    attempt('count', lambda: named(itertools.count(1.5).__reduce__()))
attempt('hint', itertools.repeat(1, 5).__length_hint__)
attempt('hint', itertools.repeat(1).__length_hint__)
attempt('hint', itertools.repeat(1, -5).__length_hint__)

# numbers
for name in ('isnan', 'isinf', 'isfinite'):
    words('cmath.' + name, (complex('nan'),), (complex('inf'),), (1j,), (complex(0, float('-inf')),), (complex(1, float('nan')),), ('a',), ())
words('cmath.isclose', (1, 1 + 1e-10j), (1, 2), (float('inf'), float('inf')), (complex('nan'), complex('nan')), (1,), ('a', 1))
if hasattr(cmath, 'isclose'):
    attempt('isclose', lambda: [cmath.isclose(1, 1.1, rel_tol=0.2), cmath.isclose(0, 1e-10j, abs_tol=1e-9)])
    attempt('isclose', lambda: cmath.isclose(1, 2, rel_tol=-1))
    attempt('isclose', lambda: cmath.isclose(1, 2, abs_tol=-1))
words('math.gcd', (12, 18), (0, 0), (-4, 6), (2 ** 70, 2 ** 65), (True, 5), (1.5, 2), ('a', 1))

# sys
words('sys.getcheckinterval', ())
words('sys.setcheckinterval', (200,), ('a',), ())
words('sys.getcheckinterval', ())
words('sys.setcheckinterval', (100,))
words('sys.callstats', (), (1,))
words('sys._get_cpu_count_config', (), (1,))
words('sys.activate_stack_trampoline', ('no such',), (5,), ())
words('sys.deactivate_stack_trampoline', ())
words('sys.is_stack_trampoline_active', ())
if hasattr(sys, 'getunicodeinternedsize'):
    attempt('interned', lambda: sys.getunicodeinternedsize() > 0)
    attempt('interned', lambda: sys.getunicodeinternedsize(1))
words('sys.getallocatedblocks', (1,))
if hasattr(sys, '_debugmallocstats'):
    attempt('stats', sys._debugmallocstats)
    attempt('stats', sys._debugmallocstats, 1)
if hasattr(sys, 'breakpointhook'):
    shown = []
    import builtins
    builtins.stop_here = lambda *args, **named: shown.append((args, named)) or 'stopped'
    for where in ('0', 'builtins.stop_here', 'stop_here', 'builtins.no_such', 'no_such_module.name', '.', 'builtins.', '.x'):
        posix.putenv('PYTHONBREAKPOINT', where)
        attempt('breakpoint %s' % where, sys.breakpointhook, 1, k=2)
        attempt('breakpoint %s' % where, lambda: builtins.breakpoint('by name'))
    print(shown)
    sys.breakpointhook = lambda *args: ('own', args)
    attempt('breakpoint', builtins.breakpoint, 5)
    del sys.breakpointhook
    attempt('breakpoint', builtins.breakpoint, 5)
    sys.breakpointhook = sys.__breakpointhook__

# time
for args in (('2001-02-03', '%Y-%m-%d'), ('Sat Nov 22 05:06:07 2026',), ('12:30 PM', '%I:%M %p'), ('x', '%Y'), ('2001', '%Y-%m'), ('2001 rest', '%Y'), ('13', '%m'), ('Feb 29 2000', '%b %d %Y'), ('365 2001', '%j %Y'), ('%', '%%'), ('a', '%'), ('1 2 2001', '%U %w %Y'), ('Monday 5 2020', '%A %W %Y'), ('99', '%y'), ('68 69', '%y %m'), ('UTC', '%Z'), ('07.5', '%S.%f'), (5, 'x'), ()):
    attempt('strptime%r' % (args,), lambda: tuple(time.strptime(*args)))
if hasattr(time, 'pthread_getcpuclockid'):
    import _thread
    attempt('clock', lambda: time.clock_gettime(time.pthread_getcpuclockid(_thread.get_ident())) >= 0)
    attempt('clock', time.pthread_getcpuclockid, 'a')

# posix
words('posix.lchmod', ('no such', 0))
for path in ('/a/./b//../c', '', 'a/..', '//a', '///a', '/..', '../x', 'a\0b', b'/a/b/../c', './a', 'a/b/', '/'):
    words('posix._path_normpath', (path,))
    words('posix._path_splitroot_ex', (path,))
words('posix._path_normpath', (5,), ())
words('posix._path_splitroot_ex', (5,), ())
if not PY3:
    import atexit
    atexit.register(lambda *args: sys.stdout.write('exiting %r\n' % (args,)), 1)
    attempt('run', atexit._run_exitfuncs)
    attempt('run', atexit._run_exitfuncs)
    import imp
    attempt('load_dynamic', imp.load_dynamic, 'name', 'no such file')
    attempt('load_dynamic', imp.load_dynamic, 'name')
    attempt('size', lambda: u'abc'.__sizeof__() > 0 and u'abcdef'.__sizeof__() > u'abc'.__sizeof__())
