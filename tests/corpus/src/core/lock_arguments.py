# versions: 2.7, 3.6-3.13
# about: what locks take for blocking and timeout
import sys
try:
    import _thread
except ImportError:
    import thread as _thread


def tried(f, *args):
    try:
        return repr(f(*args))
    except Exception as e:
        return '%s: %s' % (type(e).__name__, e)


for kind in (_thread.allocate_lock, getattr(_thread, 'RLock', _thread.allocate_lock)):
    for args in (('a',), (1.5,), (None,), (2,), (0,), ([],), (1, 2, 3), (1, 'a'), (0, 1), (1, -5), (1, 2 ** 70), (1, None), (1, 0.001), (1, 1e300), (1, True)):
        sys.stdout.write('%s %s\n' % (args, tried(kind().acquire, *args)))
if sys.version_info >= (3, 12):
    import _imp
    sys.stdout.write(tried(_imp._override_multi_interp_extensions_check, 1) + '\n')
