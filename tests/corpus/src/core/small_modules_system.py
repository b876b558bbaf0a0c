# versions: 2.7,3.6-3.13
# about: the native modules for the system: signals, locks of imports, descriptors, terminals, limits, users, sockets, exit functions, each function by hand
import sys
import array
import fcntl
import grp
import posix
import pwd
import resource
import select
import termios
import time
import warnings
import _socket
import _sre
import _warnings
import atexit
PY3 = sys.version_info[0] >= 3
if PY3:
    import _imp as imp
    import _signal as signal
    import _string
else:
    import imp
    import signal
warnings.simplefilter('ignore')


def attempt(label, function, *args, **named):
    try:
        value = function(*args, **named)
        print('%s: %r' % (label, value))
        return value
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, error))


def refused(label, function, *args):
    try:
        function(*args)
    except Exception:
        print('%s: %s' % (label, sys.exc_info()[0].__name__))


# signals
came = []


def handler(number, frame):
    came.append(int(number))


print(signal.getsignal(signal.SIGUSR1) == signal.SIG_DFL, signal.signal(signal.SIGUSR1, handler) == signal.SIG_DFL, signal.getsignal(signal.SIGUSR1) is handler)
posix.kill(posix.getpid(), signal.SIGUSR1)
print(came)
attempt('signal', signal.signal, 9999, handler)
attempt('signal', signal.signal, signal.SIGUSR1, 'x')
attempt('getsignal', signal.getsignal, 9999)
print(signal.alarm(100), signal.alarm(0) > 90)
print(signal.getitimer(signal.ITIMER_REAL), signal.setitimer(signal.ITIMER_REAL, 50, 3), signal.setitimer(signal.ITIMER_REAL, 0)[1])
signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, 0.01)
print(signal.pause(), came)
print(signal.siginterrupt(signal.SIGUSR1, False))
attempt('siginterrupt', signal.siginterrupt, 9999, True)
r, w = posix.pipe()
if PY3:
    posix.set_blocking(w, False)
print(signal.set_wakeup_fd(w))
posix.kill(posix.getpid(), signal.SIGUSR1)
print(posix.read(r, 10) in (b'\x0a', b'\0'), signal.set_wakeup_fd(-1) == w, came)
try:
    signal.default_int_handler(2, None)
except KeyboardInterrupt:
    print('interrupted')
if PY3:
    print(sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1, signal.SIGUSR2])), sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])))
    signal.pthread_kill(__import__('_thread').get_ident(), signal.SIGUSR1)
    print(sorted(signal.sigpending()), signal.sigwait([signal.SIGUSR1]), sorted(signal.sigpending()), came)
    posix.kill(posix.getpid(), signal.SIGUSR1)
    print(signal.sigwaitinfo([signal.SIGUSR1]).si_signo)
    posix.kill(posix.getpid(), signal.SIGUSR2)
    print(signal.sigtimedwait([signal.SIGUSR2], 5).si_signo, signal.sigtimedwait([signal.SIGUSR2], 0))
    attempt('sigtimedwait', signal.sigtimedwait, [signal.SIGUSR2], -1)
    print(sorted(signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1, signal.SIGUSR2])))
    attempt('mask', signal.pthread_sigmask, 99, [])
for name, calls in (('raise_signal', [(10,), (9999,)]), ('strsignal', [(2,), (11,), (9999,)]), ('valid_signals', [])):
    if hasattr(signal, name):
        for args in calls:
            attempt(name, getattr(signal, name), *args)
if hasattr(signal, 'valid_signals'):
    print(len(signal.valid_signals()), came)
if hasattr(signal, 'pidfd_send_signal'):
    fd = posix.pidfd_open(posix.getpid())
    print(signal.pidfd_send_signal(fd, signal.SIGUSR1))
    for i in range(1000):
        pass
    print(came)
    posix.close(fd)

# imports
print(imp.lock_held(), imp.acquire_lock(), imp.lock_held(), imp.release_lock(), imp.lock_held())
attempt('release', imp.release_lock)
refused('frozen', imp.get_frozen_object, 'no_such')
attempt('frozen', imp.init_frozen, 'no_such')
print(imp.is_builtin('sys'), imp.is_frozen('no_such'))
if PY3:
    refused('package', imp.is_frozen_package, 'no_such')
    print(type(imp.extension_suffixes()).__name__)
    if hasattr(imp, 'source_hash'):
        print(imp.source_hash(5, b'text'))
    spec = type(sys.__spec__)('errno', None)
    module = imp.create_builtin(spec)
    print(module.__name__, imp.exec_builtin(module))
    spec = type(sys.__spec__)('no_such', None, origin='./no_such.so')
    attempt('dynamic', imp.create_dynamic, spec)
    attempt('dynamic', imp.exec_dynamic, module)
    code = compile('def f(): pass', 'old.py', 'exec')
    imp._fix_co_filename(code, 'new.py')
    print(code.co_filename, [c.co_filename for c in code.co_consts if hasattr(c, 'co_filename')])
    if hasattr(imp, 'find_frozen'):
        attempt('frozen', imp.find_frozen, 'no_such')
        attempt('frozen', lambda: type(imp._frozen_module_names()).__name__)
        print(imp._override_frozen_modules_for_tests(0))

# warnings
print(_warnings.warn('unseen'), _warnings.warn_explicit('unseen', UserWarning, 'f', 1), _warnings._filters_mutated() if PY3 else None)

# descriptors
fd = posix.open('f.tmp', posix.O_RDWR | posix.O_CREAT, 420)
print(fcntl.fcntl(fd, fcntl.F_GETFD) == (1 if PY3 else 0), fcntl.fcntl(fd, fcntl.F_SETFD, 0), fcntl.fcntl(fd, fcntl.F_GETFD), fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB), fcntl.flock(fd, fcntl.LOCK_UN), fcntl.lockf(fd, fcntl.LOCK_EX, 1), fcntl.lockf(fd, fcntl.LOCK_UN))
attempt('fcntl', fcntl.fcntl, -1, 1)
attempt('flock', fcntl.flock, 'a', 1)
master, slave = posix.openpty()
print(fcntl.ioctl(slave, termios.TIOCSWINSZ, b'\x05\0\x06\0\0\0\0\0'), fcntl.ioctl(slave, termios.TIOCGWINSZ, b'\0' * 8))
room = array.array('B', [0] * 8)
print(fcntl.ioctl(slave, termios.TIOCGWINSZ, room, True), room)
modes = termios.tcgetattr(slave)
print(len(modes), len(modes[6]), modes[3] & termios.ECHO != 0)
modes[3] &= ~termios.ECHO
print(termios.tcsetattr(slave, termios.TCSANOW, modes), termios.tcgetattr(slave)[3] & termios.ECHO, termios.tcdrain(slave), termios.tcflush(slave, termios.TCIOFLUSH), termios.tcflow(slave, termios.TCOON), termios.tcsendbreak(slave, 0))
if hasattr(termios, 'tcgetwinsize'):
    print(termios.tcgetwinsize(slave), termios.tcsetwinsize(slave, (7, 8)), termios.tcgetwinsize(slave))
    attempt('size', termios.tcsetwinsize, slave, (1,))
for name, args in (('tcgetattr', (fd,)), ('tcgetattr', ('a',)), ('tcsetattr', (slave, 0, [1])), ('tcsetattr', (slave, 0, 5)), ('tcdrain', (fd,)), ('tcflush', (slave, 99)), ('tcflow', (slave, 99)), ('tcsendbreak', (fd, 0))):
    attempt(name, getattr(termios, name), *args)
print([len(part) for part in select.select([master], [slave], [], 0)])
poll = select.poll()
poll.register(slave, select.POLLOUT)
print([event for fd2, event in poll.poll(0)])
posix.unlink('f.tmp')

# limits and users
print(resource.getpagesize() == 4096, resource.getrlimit(resource.RLIMIT_CORE)[0] <= 2 ** 63, resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1])), resource.getrlimit(resource.RLIMIT_CORE)[0], resource.getrusage(resource.RUSAGE_SELF).ru_utime >= 0)
if hasattr(resource, 'prlimit'):
    print(resource.prlimit(0, resource.RLIMIT_CORE)[0])
    attempt('prlimit', resource.prlimit, 0, 999)
attempt('rlimit', resource.getrlimit, 999)
attempt('rlimit', resource.setrlimit, resource.RLIMIT_CORE, (1,))
attempt('rusage', resource.getrusage, 999)
me = pwd.getpwnam('root')
print(me.pw_uid, pwd.getpwuid(0).pw_name, me in pwd.getpwall(), grp.getgrgid(0).gr_name, grp.getgrnam('root').gr_gid, grp.getgrgid(0) in grp.getgrall())
attempt('no user', pwd.getpwnam, 'no such user')
attempt('no group', grp.getgrnam, 'no such group')
attempt('user', pwd.getpwuid, 'a')

# sockets
print(_socket.getdefaulttimeout(), _socket.setdefaulttimeout(2.5), _socket.getdefaulttimeout(), _socket.setdefaulttimeout(None))
attempt('timeout', _socket.setdefaulttimeout, -1)
attempt('timeout', _socket.setdefaulttimeout, 'a')
a, b = _socket.socketpair()
a.send(b'over')
if PY3:
    other = _socket.dup(b.fileno())
    print(posix.read(other, 10), (_socket.close if hasattr(_socket, 'close') else posix.close)(other))
else:
    print(_socket.fromfd(b.fileno(), _socket.AF_UNIX, _socket.SOCK_STREAM).recv(10))
a.close()
b.close()

# patterns and formats
print(_sre.getcodesize(), type(_sre.MAGIC).__name__)
attempt('compile', lambda: _sre.compile('x', 0, [1], 0, {}, ()).pattern)
for name in ('ascii_iscased', 'ascii_tolower', 'unicode_iscased', 'unicode_tolower'):
    if hasattr(_sre, name):
        print([getattr(_sre, name)(n) for n in (65, 97, 53, 0xc9, 0x130)])
if PY3:
    print([(part[0],) + tuple(part[1:]) for part in _string.formatter_parser('a{b!r:>{c}}{{d}}')])
    first, rest = _string.formatter_field_name_split('a.b[c][3]')
    print(first, list(rest))
    attempt('parser', _string.formatter_parser, 5)
    if sys.version_info >= (3, 7):
        import _contextvars
        print(len(_contextvars.copy_context()))

# at the end
def say(words):
    print(words)


if PY3:
    attempt('register', lambda: atexit.register(say, 'at the end') is say)
    attempt('register', atexit.register, 5)
    print(atexit._ncallbacks() > 0, atexit.unregister(say), atexit._run_exitfuncs())
    atexit.register(say, 'run by hand')
    atexit._run_exitfuncs()
    atexit.register(say, 'never')
    atexit._clear()
    print(atexit._ncallbacks())
    atexit.register(say, 'at the very end')
