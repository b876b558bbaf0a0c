# versions: 2.7,3.6-3.13
# about: posix on children, users, groups, priorities, terminals and namespaces: what a program may always ask, and what it is told of wrong arguments
import sys
import posix

PY3 = sys.version_info[0] >= 3


def attempt(label, function, *args, **named):
    try:
        print('%s: %r' % (label, function(*args, **named)))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, error))


def allowed(label, function, *args):
    """For what only some users may do."""
    try:
        print('%s: %r' % (label, function(*args)))
    except OSError:
        print('%s: None' % label)


def child(label, function, *args):
    """Runs function in a child and prints how it ended."""
    sys.stdout.flush()
    pid = posix.fork()
    if pid == 0:
        code = 99
        try:
            try:
                code = function(*args)
            except OSError:
                code = 100
            except Exception:
                code = 101
        finally:
            posix._exit(code or 0)
    status = posix.waitpid(pid, 0)[1]
    if posix.WIFSIGNALED(status):
        print('%s: signal %d' % (label, posix.WTERMSIG(status)))
    else:
        print('%s: %d' % (label, posix.WEXITSTATUS(status)))


def words(name, *calls):
    function = getattr(posix, name, None)
    if function:
        for args in calls:
            attempt('%s%r' % (name, args), function, *args)


child('plain', lambda: 3)
child('abort', lambda: posix.abort())
child('kill', lambda: posix.kill(posix.getpid(), 15))
child('killpg', lambda: posix.setsid() and 0 or posix.killpg(posix.getpgrp(), 9))
child('setsid', lambda: posix.setsid() and 0 or (posix.getsid(0) != posix.getpid()))
child('setpgrp', lambda: posix.setpgrp() and 0 or (posix.getpgrp() != posix.getpid()))
child('setpgid', lambda: posix.setpgid(0, 0) and 0 or (posix.getpgid(0) != posix.getpid()))
child('nice', lambda: posix.nice(1) - posix.nice(0))
child('setsid twice', lambda: [posix.setsid(), posix.setsid()] and 0)

uid, euid, gid, egid = posix.getuid(), posix.geteuid(), posix.getgid(), posix.getegid()
child('setuid', lambda: posix.setuid(uid))
child('seteuid', lambda: posix.seteuid(euid))
child('setgid', lambda: posix.setgid(gid))
child('setegid', lambda: posix.setegid(egid))
child('setreuid', lambda: posix.setreuid(uid, euid))
child('setreuid', lambda: posix.setreuid(-1, -1))
child('setregid', lambda: posix.setregid(gid, egid))
child('setregid', lambda: posix.setregid(-1, -1))
child('setresuid', lambda: posix.setresuid(-1, -1, -1))
child('setresgid', lambda: posix.setresgid(gid, egid, -1))
def bad_ids():
    for name, args in (('setuid', (-2,)), ('setuid', (2 ** 40,)), ('setuid', (2 ** 32 - 1,)), ('seteuid', (-2,)), ('setgid', (-2,)), ('setreuid', (-2, uid)), ('setreuid', (uid, 2 ** 40)), ('setregid', (-5, gid)), ('setgroups', ([-2],)), ('setgroups', ([2 ** 40],))):
        try:
            print('%s%r: %r' % (name, args, getattr(posix, name)(*args)))
        except OSError:
            print('%s%r: OSError' % (name, args))
        except Exception:
            kind, error = sys.exc_info()[:2]
            print('%s%r: %s %s' % (name, args, kind.__name__, error))
    sys.stdout.flush()


child('wrong numbers', bad_ids)
allowed('setgroups', posix.setgroups, posix.getgroups())
allowed('initgroups', lambda: posix.initgroups('root', 0) if uid == 0 else None)
print([posix.getresuid()[:2] == (uid, euid), posix.getresgid()[:2] == (gid, egid)])
if PY3:
    print(type(posix.getgrouplist('root', 0)), 0 in posix.getgrouplist('root', 0))
for name, calls in (
        ('setuid', [(), (1.5,), ('a',), (1, 2)]), ('seteuid', [('a',)]), ('setgid', [('a',), (2 ** 70,)]), ('setegid', [(None,)]),
        ('setreuid', [(1,), ('a', 1)]), ('setregid', [(1,), (1, 'a')]), ('setresuid', [(1, 2), (0, 0, 'a')]), ('setresgid', [(1, 2), ('a', 0, 0)]),
        ('setgroups', [(), (5,), (['a'],)]), ('initgroups', [(), ('root',), (5, 0), ('root', 'a')]), ('getgrouplist', [(), (5, 0), ('root', 'a')]),
        ('killpg', [(), (1,), ('a', 1)]), ('getpgid', [(), ('a',), (2 ** 31 - 2,)]), ('setpgid', [(1,), ('a', 'b')]), ('setsid', [(1,)]), ('nice', [(), ('a',)]),
        ('abort', [(1,)]), ('fork', [(1,)]), ('_exit', [(), ('a',)]), ('chroot', [(), (5,), ('missing/folder',)]), ('wait', [(1,)]), ('waitpid', [(), (1,), ('a', 'b')]),
        ('getgroups', [(1,)]), ('getlogin', [(1,)]), ('getloadavg', [(1,)]), ('kill', [(1,), ('a', 'b')]), ('WIFEXITED', [(), ('a',)]), ('WCOREDUMP', [(), ('a',)]),
        ('umask', [(), ('a',)]), ('system', [(), (5,)]), ('execv', [(), ('a',), ('a', 5), ('a', [5]), ('a', ['']), (5, ['a'])]),
        ('execve', [('a', ['b']), ('a', ['b'], 5), ('a', ['b'], {5: 'x'}), ('a', ['b'], {'x': 5}), ('a', ['b'], {'x=y': 'z'})])):
    words(name, *calls)
try:
    print(type(posix.getlogin()).__name__ == 'str')
except OSError:
    print(True)


def loads(numbers):
    return len(numbers) == 3 and all(type(n) is float for n in numbers)


print(loads(posix.getloadavg()))
print(len(posix.uname()), posix.uname()[0])

# a terminal of its own
master, slave = posix.openpty()
print([posix.isatty(master), posix.isatty(slave), posix.ttyname(slave).startswith('/dev/'), master < slave])
posix.write(slave, b'to the master')
print(posix.read(master, 100))
if PY3:
    size = posix.get_terminal_size(slave)
    print(type(size).__name__, size.columns, size.lines, repr(size))
    attempt('device_encoding', lambda: posix.device_encoding(slave))
attempt('tcgetpgrp', lambda: posix.tcgetpgrp(slave))
attempt('tcsetpgrp', posix.tcsetpgrp, slave, posix.getpgrp())
posix.close(slave)
posix.close(master)
words('tcsetpgrp', (), (1,), ('a', 1))
words('openpty', (1,))
sys.stdout.flush()
pid, fd = posix.forkpty()
if pid == 0:
    try:
        posix.write(1, b'in a terminal %d\n' % posix.isatty(0) if PY3 else 'in a terminal %d\n' % posix.isatty(0))
        posix.tcsetpgrp(0, posix.getpgrp())
    finally:
        posix._exit(5)
print(posix.read(fd, 100))
print(posix.waitpid(pid, 0)[1])
posix.close(fd)
if hasattr(posix, 'login_tty'):
    master, slave = posix.openpty()
    child('login_tty', lambda: posix.setsid() and 0 or posix.login_tty(slave) or posix.isatty(0))
    words('login_tty', (), ('a',), (-1,))
if hasattr(posix, 'posix_openpt'):
    master = posix.posix_openpt(posix.O_RDWR | posix.O_NOCTTY)
    print([posix.grantpt(master), posix.unlockpt(master), posix.ptsname(master).startswith('/dev/')])
    posix.close(master)
    for name in ('grantpt', 'unlockpt', 'ptsname'):
        words(name, (), ('a',), (-1,), (0,))
    words('posix_openpt', (), ('a',))

# children that are waited for
if PY3:
    sys.stdout.flush()
    pid = posix.fork()
    if pid == 0:
        posix._exit(6)
    found = posix.waitid(posix.P_PID, pid, posix.WEXITED | posix.WNOWAIT)
    print(type(found).__name__, found.si_pid == pid, found.si_uid == uid, found.si_signo, found.si_status, found.si_code == posix.CLD_EXITED)
    print(posix.waitid(posix.P_ALL, 0, posix.WEXITED)[3:])
    attempt('waitid', posix.waitid, posix.P_ALL, 0, posix.WEXITED)
    words('waitid', (), ('a', 0, 0), (0, 0), (77, 0, 4))
sys.stdout.flush()
pid = posix.fork()
if pid == 0:
    posix._exit(8)
done, status, used = posix.wait4(pid, 0)
print(done == pid, status, type(used).__name__, len(used), used.ru_utime >= 0, used[1] == used.ru_stime)
words('wait4', (), (1,), ('a', 0))
words('wait3', (), ('a',))
if hasattr(posix, 'pidfd_open'):
    pid = posix.fork()
    if pid == 0:
        posix._exit(4)
    fd = posix.pidfd_open(pid)
    print(posix.waitid(posix.P_PIDFD, fd, posix.WEXITED).si_status)
    posix.close(fd)
    words('pidfd_open', (), ('a',), (-1,), (1, 'a'), (1, 12345))

if hasattr(posix, 'register_at_fork'):
    def say(word):
        return lambda: posix.write(1, word) and None
    attempt('register', posix.register_at_fork)
    attempt('register', posix.register_at_fork, before=5)
    attempt('register', posix.register_at_fork, lambda: None)
    attempt('register', posix.register_at_fork, before=len, other=1)
    told = []
    attempt('register', posix.register_at_fork, before=lambda: told.append('before'), after_in_child=lambda: told.append('child'), after_in_parent=lambda: told.append('parent'))
    attempt('register', posix.register_at_fork, before=lambda: told.append('before 2'), after_in_child=lambda: told.append('child 2'), after_in_parent=lambda: told.append('parent 2'))
    sys.stdout.flush()
    r, w = posix.pipe()
    pid = posix.fork()
    if pid == 0:
        posix.write(w, repr(told).encode())
        posix._exit(0)
    posix.waitpid(pid, 0)
    print(posix.read(r, 1000))
    print(told)
    posix.close(r)
    posix.close(w)

if hasattr(posix, 'posix_spawn'):
    def ended(pid):
        return posix.waitpid(pid, 0)[1] >> 8
    sys.stdout.flush()
    print(ended(posix.posix_spawn('/bin/sh', ['sh', '-c', 'exit $N'], {'N': '9'})))
    r, w = posix.pipe()
    print(ended(posix.posix_spawn('/bin/sh', ['sh', '-c', 'echo said'], {}, file_actions=[(posix.POSIX_SPAWN_DUP2, w, 1), (posix.POSIX_SPAWN_CLOSE, r)])))
    print(posix.read(r, 100))
    print(ended(posix.posix_spawn('/bin/sh', ['sh', '-c', 'cat; exit 3'], {}, file_actions=[(posix.POSIX_SPAWN_OPEN, 0, '/dev/null', posix.O_RDONLY, 0)])))
    print(ended(posix.posix_spawn('/bin/sh', ['sh', '-c', 'exit 3'], {}, setpgroup=0, setsigmask=[10], setsigdef=[12], resetids=True)))
    attempt('spawn', posix.posix_spawn, '/bin/sh', [], {})
    attempt('spawn', posix.posix_spawn, '/bin/sh', 'sh', {})
    attempt('spawn', posix.posix_spawn, '/bin/sh', ['sh'], 5)
    attempt('spawn', posix.posix_spawn, '/bin/sh', ['sh', 5], {})
    attempt('spawn', posix.posix_spawn, '/bin/sh', ['sh'], {}, file_actions=[1])
    attempt('spawn', posix.posix_spawn, '/bin/sh', ['sh'], {}, file_actions=[(99,)])
    attempt('spawn', posix.posix_spawn, '/bin/sh', ['sh'], {}, file_actions=5)
    attempt('spawn', posix.posix_spawn, '/bin/sh', ['sh'], {}, file_actions=[(posix.POSIX_SPAWN_DUP2, 1)])
    attempt('spawn', posix.posix_spawn, '/bin/sh', ['sh'], {}, setsigmask=[9999])
    attempt('spawn', posix.posix_spawn, '/bin/sh', ['sh'])
if hasattr(posix, 'posix_spawnp'):
    print(ended(posix.posix_spawnp('sh', ['sh', '-c', 'exit 2'], posix.environ)))
    attempt('spawnp', posix.posix_spawnp, 'no-such-program-at-all', ['x'], {})

if PY3:
    mask = posix.sched_getaffinity(0)
    print(type(mask).__name__, posix.sched_setaffinity(0, mask))
    attempt('setaffinity', posix.sched_setaffinity, 0, [-1])
    attempt('setaffinity', posix.sched_setaffinity, 0, ['a'])
    attempt('setaffinity', posix.sched_setaffinity, 0, 5)
    attempt('setaffinity', posix.sched_setaffinity, 0, [])
    words('sched_getaffinity', (), ('a',), (2 ** 31 - 2,))
    print(posix.sched_getscheduler(0) == posix.SCHED_OTHER, posix.sched_setscheduler(0, posix.SCHED_OTHER, posix.sched_param(0)), posix.sched_setparam(0, posix.sched_param(0)))
    print(posix.sched_rr_get_interval(0) >= 0, posix.sched_param(sched_priority=2), posix.sched_param(2)[0])
    words('sched_setscheduler', (), (0, 0), (0, 0, 5), (0, 0, 'a'), (0, -1, posix.sched_param(0)))
    words('sched_setparam', (), (0, 5), (2 ** 31 - 2, posix.sched_param(0)), (0, posix.sched_param('a')))
    words('sched_rr_get_interval', (), ('a',), (-1,))
    words('sched_param', (), (1, 2))
    words('sched_get_priority_max', (), ('a',), (999,))
    words('sched_get_priority_min', (), ('a',), (999,))
    words('sched_getparam', (), ('a',), (2 ** 31 - 2,))
    words('sched_getscheduler', (), ('a',), (2 ** 31 - 2,))
    words('sched_yield', (1,))
    now = posix.getpriority(posix.PRIO_PROCESS, 0)
    print(posix.setpriority(posix.PRIO_PROCESS, 0, now), posix.getpriority(posix.PRIO_PROCESS, 0) == now)
    words('setpriority', (), (0, 0), (0, 0, 'a'), (99, 0, 0), (0, 2 ** 31 - 2, 0))
    words('getpriority', (), (0,), (0, 'a'), (99, 0), (0, 2 ** 31 - 2))
if hasattr(posix, 'unshare'):
    print(posix.unshare(0))
    words('unshare', (), ('a',), (-1,))
    words('setns', (), ('a',), (-1,), (0, 'a'))
if hasattr(posix, '_inputhook'):
    print(posix._is_inputhook_installed())
    words('_inputhook', (1,))
    words('_is_inputhook_installed', (1,))
words('ctermid', (1,))
print(posix.ctermid())
words('times', (1,))
words('getsid', (), ('a',), (2 ** 31 - 2,))
words('getrandom', (), ('a',), (-1,), (1, 'a'))
words('cpu_count', (1,))
words('waitstatus_to_exitcode', (), ('a',), (2 ** 40,), (0xff,))
words('get_terminal_size', ('a',), (1, 2))
words('urandom', (), ('a',))
words('confstr', (), ('a',), (None,), (99999,), (-1,))
words('sysconf', (), ('a',), (None,), (99999,), (-1,))
print([sorted(posix.confstr_names)[:5], len(posix.confstr_names), len(posix.sysconf_names), len(posix.pathconf_names)])
print(sorted(posix.confstr_names.items()))
print(sorted(posix.sysconf_names.items()))
print(sorted(posix.pathconf_names.items()))
attempt('confstr', lambda: posix.confstr('CS_PATH') == posix.confstr(0))
attempt('confstr', lambda: posix.confstr('CS_GNU_LIBC_VERSION').startswith('glibc'))
