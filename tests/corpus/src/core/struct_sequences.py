# versions: 2.7,3.6-3.13
# about: struct sequences of every module: made from sequences and dicts, shown, reduced and rebuilt, compared, sliced, replaced
import sys
import time
import posix
import pwd
import grp
import resource
PY3 = sys.version_info[0] >= 3
if PY3:
    import _signal


def attempt(label, function, *args, **named):
    try:
        print('%s: %s' % (label, shown(function(*args, **named))))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, error))


def shown(value):
    if isinstance(value, dict):
        return '{%s}' % ', '.join('%s: %s' % (shown(k), shown(value[k])) for k in sorted(value))
    if type(value) in (tuple, list):
        return '[%s]' % ', '.join(shown(v) for v in value)
    return repr(value)


KINDS = [time.struct_time, posix.stat_result, posix.statvfs_result, pwd.struct_passwd, grp.struct_group, resource.struct_rusage]
if PY3:
    KINDS += [posix.terminal_size, posix.times_result, posix.uname_result, posix.sched_param, posix.waitid_result, _signal.struct_siginfo]
if hasattr(sys, 'UnraisableHookArgs'):
    KINDS.append(sys.UnraisableHookArgs)
for kind in KINDS:
    name = kind.__name__
    print('%s %s' % (kind.__module__, name))
    attempt('fields', lambda: (kind.n_fields, kind.n_sequence_fields, kind.n_unnamed_fields))
    for numbers in ([], [1], range(10, 10 + kind.n_sequence_fields), range(10, 10 + kind.n_fields), range(10, 11 + kind.n_fields), 'abcdefghij', 5, None):
        attempt('of %s' % (len(numbers) if hasattr(numbers, '__len__') else numbers,), kind, numbers)
    attempt('of none', kind)
    full = list(range(10, 10 + kind.n_fields))
    short = full[:kind.n_sequence_fields]
    if kind.__name__ == 'sched_param':
        full = short = 5
    attempt('with dict', kind, short, {})
    attempt('with dict', kind, short, {'no_such_field': 1})
    attempt('with dict', kind, short, {'n_fields': 5, 5: 6})
    attempt('with dict', kind, short, 5)
    attempt('with dict', lambda: kind(short, dict=None))
    made = kind(full)
    attempt('reduced', lambda: made.__reduce__()[0] is kind)
    attempt('reduced', lambda: made.__reduce__()[1])
    attempt('reduced', lambda: kind(*made.__reduce__()[1]) == made)
    attempt('reduced ex', lambda: made.__reduce_ex__(2)[1])
    attempt('reduced', lambda: made.__reduce__(1))
    attempt('sequence', lambda: (len(made), tuple(made), made[0], made[-1], made[1:3], list(made) + [0], 10 in made, hash(made) == hash(tuple(made))))
    attempt('sequence', lambda: (made == tuple(made), made != tuple(made), made < tuple(made) + (1,), made + (1,), (made * 2)[:3]))
    attempt('item', lambda: made[99])
    attempt('item', lambda: made['a'])
    attempt('set', lambda: setattr(made, 'no_such', 1))
    attempt('members', lambda: sorted(n for n in dir(kind) if not n.startswith('_')))
    for field in sorted(n for n in dir(kind) if not n.startswith('_') and n not in dir(tuple) and n not in ('n_fields', 'n_sequence_fields', 'n_unnamed_fields')):
        attempt('  ' + field, lambda: getattr(made, field))
        attempt('  set', lambda: setattr(made, field, 5))
    if hasattr(made, '__replace__'):
        attempt('replaced', made.__replace__)
        for field in sorted(n for n in dir(kind) if not n.startswith('_'))[:4]:
            attempt('replaced ' + field, lambda: made.__replace__(**{field: 'new'}))
        attempt('replaced', made.__replace__, 5)
        attempt('replaced', lambda: made.__replace__(no_such=1))
        attempt('replaced', lambda: made.__replace__(no_such=1, neither=2))

for name in ('flags', 'float_info', 'int_info', 'hash_info', 'thread_info', 'version_info', 'long_info'):
    if not hasattr(sys, name):
        continue
    made = getattr(sys, name)
    kind = type(made)
    print('%s %s' % (kind.__module__, kind.__name__))
    attempt('reduced', lambda: made.__reduce__()[0] is kind)
    attempt('reduced', lambda: len(made.__reduce__()[1]))
    attempt('reduced', lambda: len(made.__reduce__()[1][0]) == len(made))
    attempt('made', kind, (1, 2, 3))
    attempt('made', kind)
    attempt('fields', lambda: (kind.n_fields, kind.n_sequence_fields, kind.n_unnamed_fields))
    if hasattr(made, '__replace__'):
        attempt('replaced', made.__replace__, 1)
        attempt('replaced', lambda: made.__replace__(no_such=1))
        attempt('replaced', lambda: made.__replace__() == made)
        for field in sorted(n for n in dir(kind) if not n.startswith('_') and n not in dir(tuple) and not n.startswith('n_'))[:3]:
            attempt('replaced ' + field, lambda: made.__replace__(**{field: 99})[:2])
if hasattr(sys, 'get_asyncgen_hooks'):
    hooks = sys.get_asyncgen_hooks()
    attempt('hooks', lambda: (hooks, hooks.__reduce__()[1], type(hooks) is hooks.__reduce__()[0], hooks.firstiter))
    attempt('hooks', type(hooks), (1, 2))
    if hasattr(hooks, '__replace__'):
        attempt('hooks', lambda: hooks.__replace__(firstiter=5))
now = posix.stat('.')
attempt('stat', lambda: type(now)(*now.__reduce__()[1]) == now)
attempt('stat', lambda: sorted(now.__reduce__()[1][1])[:6])
attempt('stat', lambda: now.__reduce__()[1][1]['st_mtime'] == now.st_mtime)
attempt('stat', lambda: type(now)(range(10)).st_mtime)
attempt('stat', lambda: type(now)(range(13)).st_mtime)
attempt('stat', lambda: type(now)(range(10), {'st_mtime': 2.5, 'st_blocks': 8}).st_mtime)
attempt('zone', lambda: time.struct_time(range(9), {'tm_zone': 'X', 'tm_gmtoff': 5}).__reduce__()[1])
moment = time.gmtime(86400 * 365)
attempt('moment', lambda: (moment, moment.__reduce__()[1]))
if hasattr(moment, '__replace__'):
    attempt('moment', lambda: moment.__replace__(tm_year=2000, tm_zone='Z'))
    attempt('moment', lambda: moment.__replace__(tm_year=2000, tm_zone='Z').tm_zone)


class Mine(tuple):
    pass


attempt('from own', time.struct_time, Mine(range(9)))
try:
    class Sub(time.struct_time):
        def __repr__(self):
            return 'Sub' + time.struct_time.__repr__(self)
    attempt('subclass', Sub, range(9))
    attempt('subclass', lambda: Sub(range(9)).__reduce__()[0] is Sub)
    if hasattr(Sub, '__replace__'):
        attempt('subclass', lambda: Sub(range(9)).__replace__(tm_hour=9))
except TypeError:
    print('no subclass: %s' % (sys.exc_info()[1],))
