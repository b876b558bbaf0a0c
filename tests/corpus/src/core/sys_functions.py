# versions: 2.7,3.6-3.13
# about: every function of sys that a program can call without ending: what it gives or its shape, and wrong arguments
import sys


def attempt(label, function, *args, **named):
    try:
        value = function(*args, **named)
        print('%s%r: %s' % (label, args, repr(value) if ' at 0x' not in repr(value) else type(value).__name__))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s%r: %s %s' % (label, args, kind.__name__, error))


def shape(label, function, *args):
    try:
        print('%s%r: %s' % (label, args, type(function(*args)).__name__))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s%r: %s %s' % (label, args, kind.__name__, error))


def has(name):
    return hasattr(sys, name)


attempt('call_tracing', sys.call_tracing, max, (1, 2))
attempt('call_tracing', sys.call_tracing, len)
attempt('call_tracing', sys.call_tracing, len, [1])
shape('getdlopenflags', sys.getdlopenflags)
flags = sys.getdlopenflags()
attempt('setdlopenflags', sys.setdlopenflags, flags)
attempt('setdlopenflags', sys.setdlopenflags, 'a')
attempt('getfilesystemencoding', lambda: sys.getfilesystemencoding().lower())
attempt('getdefaultencoding', sys.getdefaultencoding)
if has('getfilesystemencodeerrors'):
    attempt('getfilesystemencodeerrors', sys.getfilesystemencodeerrors)
for name in ('setcheckinterval', 'setswitchinterval'):
    if has(name) and not (name == 'setcheckinterval' and sys.version_info[0] == 3):
        f, g = getattr(sys, name), getattr(sys, 'g' + name[1:])
        old = g()
        attempt(name, f, 0.25 if name == 'setswitchinterval' else 77)
        attempt('get', g)
        attempt(name, f, 'a')
        if name == 'setswitchinterval':
            attempt(name, f, 0)
            attempt(name, f, -1.0)
        f(old)
shape('_clear_type_cache', sys._clear_type_cache)
for name in ('float_repr_style', 'byteorder', 'maxsize', 'maxunicode', 'copyright', 'platform', 'hexversion', 'api_version', 'dont_write_bytecode', 'abiflags', 'platlibdir', 'warnoptions', '_xoptions', 'flags',
             'float_info', 'hash_info', 'thread_info', 'long_info', 'py3kwarning', 'pycache_prefix'):
    if has(name) and name not in ('copyright', 'flags', 'hexversion', 'hash_info', 'thread_info'):
        print('%s %r' % (name, getattr(sys, name)))
print(sys.version_info[:2], sys.version_info.major, sys.version_info.releaselevel, sys.hexversion >> 16 == sys.version_info[0] * 256 + sys.version_info[1])
if has('hash_info'):
    print(sys.hash_info.width, sys.hash_info.modulus, sys.hash_info.inf, sys.hash_info.nan, sys.hash_info.imag, sys.hash_info.algorithm, sys.hash_info.hash_bits, sys.hash_info.seed_bits, sys.hash_info.cutoff)
if has('thread_info'):
    print(sys.thread_info.name, sys.thread_info.lock)
if has('is_finalizing'):
    attempt('is_finalizing', sys.is_finalizing)
if has('getallocatedblocks'):
    print(sys.getallocatedblocks() >= 0)
if has('set_coroutine_wrapper'):
    attempt('get_coroutine_wrapper', sys.get_coroutine_wrapper)
if has('get_coroutine_origin_tracking_depth'):
    attempt('depth', sys.get_coroutine_origin_tracking_depth)
    attempt('set depth', sys.set_coroutine_origin_tracking_depth, 2)
    attempt('depth', sys.get_coroutine_origin_tracking_depth)
    attempt('set depth', sys.set_coroutine_origin_tracking_depth, -1)
    attempt('set depth', sys.set_coroutine_origin_tracking_depth, 'a')
    sys.set_coroutine_origin_tracking_depth(0)
if has('unraisablehook'):
    print(sys.unraisablehook is sys.__unraisablehook__)
    seen = []
    sys.unraisablehook = lambda u: seen.append((u.exc_type.__name__, str(u.exc_value), u.err_msg, type(u.object).__name__))

    class D(object):
        def __del__(self):
            raise KeyError('in del')
    D()
    print(seen)
    sys.unraisablehook = sys.__unraisablehook__
    attempt('unraisablehook', sys.unraisablehook, 5)
if has('addaudithook'):
    events = []
    sys.addaudithook(lambda event, args: events.append((event, args)) if event.startswith('my.') else None)
    attempt('audit', sys.audit, 'my.event', 1, 'b')
    attempt('audit', sys.audit, 'my.nothing')
    attempt('audit', sys.audit)
    attempt('audit', sys.audit, 5)
    print(events)
if has('breakpointhook'):
    print(sys.breakpointhook is sys.__breakpointhook__)
    sys.breakpointhook = lambda *a, **k: ('broke', a, k)
    attempt('breakpoint', breakpoint, 1, x=2)
    sys.breakpointhook = sys.__breakpointhook__
attempt('displayhook', sys.displayhook, None)
attempt('displayhook', sys.displayhook, [1])
attempt('displayhook', sys.displayhook)
print(sys.displayhook is sys.__displayhook__, sys.excepthook is sys.__excepthook__)
if has('_getframemodulename'):
    attempt('_getframemodulename', sys._getframemodulename)
    attempt('_getframemodulename', sys._getframemodulename, 100)
attempt('_getframe', lambda: sys._getframe(0).f_code.co_name)
attempt('_getframe', sys._getframe, 1000)
attempt('_getframe', sys._getframe, 'a')
attempt('_getframe', lambda: sys._getframe(-5).f_code.co_name)
attempt('_current_frames', lambda: [f.f_code.co_name for f in sys._current_frames().values()][-1:])
if has('_current_exceptions'):
    attempt('_current_exceptions', lambda: list(sys._current_exceptions().values()))
if has('orig_argv'):
    print(type(sys.orig_argv).__name__)
if has('stdlib_module_names'):
    print(len(sys.stdlib_module_names) > 200, 'os' in sys.stdlib_module_names, type(sys.stdlib_module_names).__name__)
print('sys' in sys.builtin_module_names, type(sys.builtin_module_names).__name__, sys.path_importer_cache.__class__.__name__)
if has('_is_interned'):
    attempt('_is_interned', sys._is_interned, 'abc')
    attempt('_is_interned', sys._is_interned, ''.join(['a b', ' c']))
    attempt('_is_interned', sys._is_interned, 5)
if has('_is_gil_enabled'):
    attempt('_is_gil_enabled', sys._is_gil_enabled)
if has('_clear_internal_caches'):
    attempt('_clear_internal_caches', sys._clear_internal_caches)
if has('is_stack_trampoline_active'):
    attempt('is_stack_trampoline_active', sys.is_stack_trampoline_active)
    attempt('deactivate', sys.deactivate_stack_trampoline)
attempt('intern', sys.intern if has('intern') else intern, 'abc')
attempt('intern', sys.intern if has('intern') else intern, 5)
attempt('getrefcount', sys.getrefcount)
attempt('getsizeof', sys.getsizeof)
attempt('getsizeof default', sys.getsizeof, object(), 7) if False else None


class Sized(object):
    def __sizeof__(self):
        return 1000


class BadSize(object):
    def __sizeof__(self):
        return 'x'


class Negative(object):
    def __sizeof__(self):
        return -1


print(sys.getsizeof(Sized()) >= 1000)
for kind in (BadSize, Negative):
    try:
        sys.getsizeof(kind())
    except Exception:
        print('%s %s' % sys.exc_info()[:2])
try:
    print(sys.getsizeof(BadSize(), 5))
except Exception:
    print(sys.exc_info()[1])
attempt('getrecursionlimit', sys.getrecursionlimit)
for bad in (0, -1, 'a', 2.5):
    attempt('setrecursionlimit', sys.setrecursionlimit, bad)
attempt('setrecursionlimit', sys.setrecursionlimit, 1000)
attempt('exc_info', sys.exc_info)
if not has('intern'):
    attempt('exc_clear', sys.exc_clear)
attempt('exc_info', sys.exc_info, 1)
if has('exception'):
    attempt('exception', sys.exception)
attempt('gettrace', sys.gettrace)
attempt('getprofile', sys.getprofile)
for name in ('_settraceallthreads', '_setprofileallthreads'):
    if has(name):
        attempt(name, getattr(sys, name), None)
attempt('exit', lambda: None)
for args in ((), (3,), ('text',), ((1, 2),), (None,)):
    try:
        sys.exit(*args)
    except SystemExit:
        e = sys.exc_info()[1]
        print(e.code, e.args)
attempt('exit', sys.exit, 1, 2)
print(sys.__stdin__ is sys.stdin, sys.__stdout__ is sys.stdout, sys.__stderr__ is sys.stderr)
