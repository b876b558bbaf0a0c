# versions: 2.7,3.6-3.13
# about: every function of time: clocks by their properties, conversions, formatting and parsing, wrong arguments
import sys
import time


def attempt(label, function, *args):
    try:
        print('%s%r: %r' % (label, args, function(*args)))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s%r: %s %s' % (label, args, kind.__name__, error))


PY3 = sys.version_info[0] >= 3
for name in ('time', 'clock', 'monotonic', 'perf_counter', 'process_time', 'thread_time'):
    f = getattr(time, name, None)
    if name == 'clock' and PY3 or f is None:
        continue
    a, b = f(), f()
    print('%s %s %s' % (name, type(a).__name__, a <= b))
    attempt(name, f, 1)
for name in ('time_ns', 'monotonic_ns', 'perf_counter_ns', 'process_time_ns', 'thread_time_ns'):
    f = getattr(time, name, None)
    if f:
        a, b = f(), f()
        print('%s %s %s' % (name, type(a).__name__, a <= b))
print(time.timezone, time.altzone, time.daylight, time.tzname, time.time() > 1.5e9)
for t in (0, 1e9, 1234567890.75, -1, -86400 * 365, 2 ** 31, 2 ** 33 + 0.5):
    attempt('gmtime', time.gmtime, t)
    attempt('localtime', time.localtime, t)
    attempt('ctime', time.ctime, t)
for bad in ('a', None, 1e300, float('nan'), float('inf'), 2 ** 70, [], 1j):
    if bad is not None:
        attempt('gmtime', time.gmtime, bad)
        attempt('ctime', time.ctime, bad)
        attempt('localtime', time.localtime, bad)
t = time.gmtime(1234567890)
print(t.tm_year, t.tm_yday, t.tm_isdst, t[:3], len(t), t == tuple(t), time.gmtime(0) < t, hash(t) == hash(tuple(t)))
if PY3:
    print(t.tm_zone, t.tm_gmtoff, t.n_fields, t.n_sequence_fields, t.n_unnamed_fields)
print(repr(t))
attempt('asctime', time.asctime, t)
attempt('asctime', time.asctime, (2020, 2, 29, 1, 2, 3, 0, 1, -1))
for bad in ((1, 2, 3), 5, (2020, 13, 1, 0, 0, 0, 0, 0, 0), (2020, 1, 32, 0, 0, 0, 0, 0, 0), (2020, 1, 1, 25, 0, 0, 0, 0, 0), (2020, 1, 1, 0, 61, 0, 0, 0, 0), (2020, 1, 1, 0, 0, 62, 0, 0, 0),
            (2020, 1, 1, 0, 0, 0, -2, 0, 0), (2020, 1, 1, 0, 0, 0, 7, 0, 0), (2020, 1, 1, 0, 0, 0, 0, 367, 0), 'abcdefghi', (2020, 1, 1, 0, 0, 0, 0, 0, 'x'), (99, 1, 1, 0, 0, 0, 0, 0, 0), (0, 0, 0, 0, 0, 0, 0, 0, 0)):
    if PY3 or bad not in ((99, 1, 1, 0, 0, 0, 0, 0, 0), (0, 0, 0, 0, 0, 0, 0, 0, 0)):
        attempt('asctime', time.asctime, bad)
        attempt('strftime', time.strftime, '%Y-%m-%d %H:%M:%S', bad)
    attempt('mktime', time.mktime, bad)
for form in ('%Y-%m-%dT%H:%M:%S', '%a %A %b %B %d', '%j %U %w %W %y', '%c', '%x %X', '%p %I', '%Z', '%%', '', 'plain', '%e|%D|%T|%R|%u|%V|%G|%g|%h|%C'):
    attempt('strftime', time.strftime, form, t)
attempt('strftime', time.strftime, 5, t)
attempt('mktime', time.mktime, t)
attempt('mktime', time.mktime, (2038, 1, 19, 3, 14, 8, 0, 0, 0))
attempt('mktime', time.mktime, (1970, 1, 1, 0, 0, 0, 0, 0, -1))
start = time.time()
attempt('sleep', time.sleep, 0)
attempt('sleep', time.sleep, 0.001)
attempt('sleep', time.sleep, -1)
attempt('sleep', time.sleep, 'a')
print(time.time() >= start)
st = time.struct_time
attempt('struct_time', st, range(9))
attempt('struct_time', st, (1, 2))
attempt('struct_time', st, range(12))
attempt('struct_time', st, 5)
attempt('struct_time', lambda: st(range(9)).tm_mon)
attempt('struct_time', lambda: setattr(st(range(9)), 'tm_mon', 3))
if hasattr(time, 'clock_gettime'):
    for name in ('CLOCK_REALTIME', 'CLOCK_MONOTONIC', 'CLOCK_PROCESS_CPUTIME_ID', 'CLOCK_THREAD_CPUTIME_ID', 'CLOCK_MONOTONIC_RAW', 'CLOCK_BOOTTIME', 'CLOCK_TAI'):
        clock = getattr(time, name, None)
        if clock is not None:
            print('%s %s %s %s' % (name, clock, time.clock_gettime(clock) >= 0, time.clock_getres(clock) > 0))
    attempt('clock_gettime', time.clock_gettime, 9999)
    attempt('clock_getres', time.clock_getres, 9999)
    attempt('clock_settime', time.clock_settime, 9999, 0)
    attempt('clock_settime', time.clock_settime, 9999, 'a')
    if hasattr(time, 'clock_gettime_ns'):
        print(type(time.clock_gettime_ns(time.CLOCK_REALTIME)).__name__)
        attempt('clock_settime_ns', time.clock_settime_ns, 9999, 0)
    for name in ('time', 'monotonic', 'perf_counter', 'process_time', 'thread_time'):
        if name != 'thread_time' or hasattr(time, name):
            info = time.get_clock_info(name)
            print('%s %s %s %s %s %s' % (name, info.implementation, info.monotonic, info.adjustable, type(info.resolution).__name__, repr(info)[:28]))
    attempt('get_clock_info', time.get_clock_info, 'nope')
    attempt('get_clock_info', time.get_clock_info, 5)
time.tzset()
print(time.tzname)
