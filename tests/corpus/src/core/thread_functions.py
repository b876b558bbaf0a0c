# versions: 2.7,3.6-3.13
# about: locks, threads and their leftovers, by the names of every era
import sys
PY3 = sys.version_info[0] >= 3
if PY3:
    import _signal as signal
    import _thread
else:
    import signal
    import thread as _thread


def attempt(label, function, *args, **named):
    try:
        print('%s: %r' % (label, function(*args, **named)))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, error))


def print_number(number):
    print('signal %d' % number)


lock = _thread.allocate()
attempt('acquire', lock.acquire_lock)
attempt('locked', lock.locked_lock)
attempt('acquire', lock.acquire_lock, False)
attempt('release', lock.release_lock)
attempt('release', lock.release_lock)
attempt('enter', lock.__enter__)
attempt('exit', lock.__exit__, None, None, None)
if PY3:
    attempt('timeout', lock.acquire, True, 0.001)
    attempt('timeout', lock.acquire, True, 0.001)
    attempt('timeout', lock.acquire, False, 1)
    attempt('timeout', lock.acquire, True, -5)
    attempt('timeout', lock.acquire, timeout=1e100)
    lock.release()
if hasattr(lock, '_at_fork_reinit'):
    lock.acquire()
    attempt('reinit', lock._at_fork_reinit)
    attempt('locked', lock.locked)
done = _thread.allocate_lock()
done.acquire()
seen = []


def work(*args, **named):
    seen.append((args, sorted(named.items())))
    done.release()


def leave(*args):
    seen.append('left')
    done.release()
    _thread.exit_thread()


attempt('start', lambda: type(_thread.start_new(work, (1, 2), {'k': 3})).__name__)
done.acquire()
attempt('start', lambda: _thread.start_new_thread(leave, ()) > 0)
done.acquire()
print(seen)
attempt('start', _thread.start_new, 5, ())
attempt('start', _thread.start_new, work, 5)
attempt('start', _thread.start_new, work, (), 5)
try:
    _thread.exit_thread()
except SystemExit:
    print('SystemExit %r' % (sys.exc_info()[1].args,))
for handler in (signal.SIG_DFL, signal.SIG_IGN, signal.default_int_handler, lambda number, frame: print_number(number)):
    signal.signal(signal.SIGINT, handler)
    try:
        _thread.interrupt_main()
        for i in range(1000):
            pass
        print('nothing')
    except KeyboardInterrupt:
        print('KeyboardInterrupt')
    except TypeError:
        print('TypeError')
attempt('size', _thread.stack_size)
attempt('size', _thread.stack_size, 5)
attempt('size', _thread.stack_size, -1)
attempt('ident', lambda: _thread.get_ident() > 0)
attempt('error', lambda: _thread.error is (RuntimeError if PY3 else _thread.error))
local = _thread._local()
local.x = 1
attempt('local', lambda: local.__dict__)
attempt('local', _thread._local, 5)
if PY3:
    r = _thread.RLock()
    attempt('enter', r.__enter__)
    attempt('enter', r.__enter__)
    attempt('owned', r._is_owned)
    if sys.version_info >= (3, 12) and hasattr(r, '_recursion_count'):
        attempt('count', r._recursion_count)
    state = r._release_save()
    print(state[0], state[1] == _thread.get_ident(), r._is_owned())
    attempt('again', r._release_save)
    attempt('restore', r._acquire_restore, state)
    attempt('exit', r.__exit__, None, None, None)
    attempt('release', r.release)
    attempt('release', r.release)
    attempt('repr', lambda: repr(r).split(' at ')[0])
    if hasattr(r, '_at_fork_reinit'):
        r.acquire()
        attempt('reinit', r._at_fork_reinit)
        attempt('owned', r._is_owned)
    if hasattr(_thread, '_set_sentinel'):
        attempt('sentinel', lambda: _thread._set_sentinel().locked())
if hasattr(_thread, '_excepthook'):
    hook = _thread._ExceptHookArgs((ValueError, ValueError('x'), None, None))
    print(hook.exc_type, hook.exc_value, hook.exc_traceback, hook.thread)
    attempt('reduce', lambda: hook.__reduce__()[1])
    if hasattr(hook, '__replace__'):
        attempt('replace', lambda: hook.__replace__(exc_type=KeyError).exc_type)
        attempt('replace', lambda: hook.__replace__(other=KeyError))
    attempt('args', _thread._ExceptHookArgs, 5)
    attempt('hook', _thread._excepthook, 5)
    attempt('hook', _thread._excepthook, _thread._ExceptHookArgs((SystemExit, None, None, None)))
    attempt('hook', _thread._excepthook)
    attempt('native', lambda: _thread.get_native_id() > 0)
if hasattr(_thread, 'start_joinable_thread'):
    handle = _thread.start_joinable_thread(lambda: seen.append('joined'))
    attempt('join', handle.join)
    attempt('done', handle.is_done)
    print(seen[-1], type(handle).__name__, handle.ident > 0)
    handle = _thread._ThreadHandle()
    attempt('fresh', handle.is_done)
    attempt('fresh', handle.join)
    attempt('fresh', handle._set_done)
    handle = _thread.start_joinable_thread(lambda: None, handle=_thread._ThreadHandle(), daemon=False)
    attempt('join', handle.join, 5)
    attempt('join', handle.join, -1)
    attempt('start', _thread.start_joinable_thread, 5)
    attempt('start', _thread.start_joinable_thread, len, handle=5)
    made = _thread._make_thread_handle(_thread.get_ident())
    attempt('made', lambda: made.ident == _thread.get_ident())
    attempt('made', made.is_done)
    attempt('main', lambda: _thread._get_main_thread_ident() == _thread.get_ident())
    attempt('main', _thread._is_main_interpreter)
    attempt('daemon', _thread.daemon_threads_allowed)
    attempt('shutdown', _thread._shutdown)
    attempt('sentinel', lambda: hasattr(_thread, '_set_sentinel'))
