# versions: 2.7,3.6-3.13
# about: functions of posix on files, folders, descriptors, links and processes, and how they fail
import sys
import posix

PY3 = sys.version_info[0] >= 3
has = lambda name: hasattr(posix, name)


def attempt(label, function, *args, **named):
    try:
        print('%s: %r' % (label, function(*args, **named)))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, error))


def shape(label, function, *args):
    try:
        print('%s: %s' % (label, type(function(*args)).__name__))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, error))


root = posix.getcwd()
attempt('mkdir', posix.mkdir, 'd.tmp')
attempt('mkdir again', posix.mkdir, 'd.tmp')
attempt('mkdir mode', posix.mkdir, 'd.tmp/e', 448)
attempt('chdir', posix.chdir, 'd.tmp')
print(posix.getcwd() == root + '/d.tmp')
if PY3:
    print(posix.getcwdb() == (root + '/d.tmp').encode())
else:
    print(posix.getcwdu() == root.decode('ascii') + u'/d.tmp')
fd = posix.open('a', posix.O_CREAT | posix.O_RDWR, 420)
attempt('write', posix.write, fd, b'hello world')
attempt('lseek', posix.lseek, fd, 0, 0)
attempt('read', posix.read, fd, 5)
attempt('read 0', posix.read, fd, 0)
attempt('read -1', posix.read, fd, -1)
attempt('isatty', posix.isatty, fd)
attempt('fstat', lambda: posix.fstat(fd).st_size)
attempt('ftruncate', posix.ftruncate, fd, 8)
attempt('fsync', posix.fsync, fd)
attempt('fdatasync', posix.fdatasync, fd)
attempt('fchmod', posix.fchmod, fd, 384)
attempt('mode', lambda: oct(posix.stat('a').st_mode & 511))
attempt('fchown', posix.fchown, fd, -1, -1)
other = posix.dup(fd)
print(other > fd)
attempt('dup2', lambda: posix.dup2(fd, other))
attempt('close', posix.close, other)
attempt('close again', posix.close, other)
attempt('closerange', posix.closerange, 900, 905)
if has('pread'):
    attempt('pread', posix.pread, fd, 3, 2)
    attempt('pwrite', posix.pwrite, fd, b'XY', 1)
    attempt('readv', lambda: posix.lseek(fd, 0, 0) or posix.readv(fd, [bytearray(2), bytearray(3)]))
    attempt('writev', posix.writev, fd, [b'1', b'23'])
    attempt('posix_fallocate', posix.posix_fallocate, fd, 0, 20)
    attempt('posix_fadvise', posix.posix_fadvise, fd, 0, 0, posix.POSIX_FADV_NORMAL)
    attempt('lockf', posix.lockf, fd, posix.F_LOCK, 0)
    attempt('lockf', posix.lockf, fd, posix.F_ULOCK, 0)
if has('get_inheritable'):
    attempt('inheritable', posix.get_inheritable, fd)
    attempt('set', posix.set_inheritable, fd, True)
    attempt('inheritable', posix.get_inheritable, fd)
if has('get_blocking'):
    attempt('blocking', posix.get_blocking, fd)
    attempt('set', posix.set_blocking, fd, True)
attempt('fpathconf', posix.fpathconf, fd, 'PC_NAME_MAX')
shape('fstatvfs', posix.fstatvfs, fd)
attempt('ttyname', posix.ttyname, fd)
attempt('tcgetpgrp', posix.tcgetpgrp, fd)
posix.close(fd)
for name, args in (('read', (fd, 1)), ('write', (fd, b'x')), ('lseek', (fd, 0, 0)), ('fstat', (fd,)), ('fsync', (fd,)), ('dup', (fd,)), ('isatty', (fd,)), ('ftruncate', (fd, 0)), ('fchdir', (fd,))):
    attempt(name + ' closed', getattr(posix, name), *args)
attempt('open missing', posix.open, 'missing', posix.O_RDONLY)
attempt('stat missing', posix.stat, 'missing')
attempt('lstat missing', posix.lstat, 'missing')
attempt('access', lambda: [posix.access('a', m) for m in (posix.F_OK, posix.R_OK, posix.W_OK)] + [posix.access('missing', posix.F_OK)])
attempt('chmod', posix.chmod, 'a', 420)
attempt('chmod missing', posix.chmod, 'missing', 420)
attempt('chown', posix.chown, 'a', -1, -1)
attempt('lchown', posix.lchown, 'a', -1, -1)
attempt('utime', posix.utime, 'a', (1000, 2000))
attempt('times', lambda: (posix.stat('a').st_atime, posix.stat('a').st_mtime))
if PY3:
    attempt('utime ns', lambda: posix.utime('a', ns=(5000000000, 6000000000)))
    attempt('times', lambda: (posix.stat('a').st_atime_ns, posix.stat('a').st_mtime_ns))
    attempt('utime both', lambda: posix.utime('a', (1, 2), ns=(1, 2)))
attempt('utime bad', posix.utime, 'a', 5)
attempt('link', posix.link, 'a', 'b')
attempt('nlink', lambda: posix.stat('b').st_nlink)
attempt('link again', posix.link, 'a', 'b')
attempt('symlink', posix.symlink, 'a', 's')
attempt('readlink', posix.readlink, 's')
attempt('readlink of file', posix.readlink, 'a')
attempt('lstat', lambda: posix.lstat('s').st_mode >> 12)
attempt('rename', posix.rename, 'b', 'c')
attempt('rename missing', posix.rename, 'b', 'c')
if has('replace'):
    attempt('replace', posix.replace, 'c', 'b')
attempt('listdir', lambda: sorted(posix.listdir('.')))
attempt('listdir missing', posix.listdir, 'missing')
if has('scandir'):
    with posix.scandir('.') as entries:
        found = sorted(entries, key=lambda e: e.name)
    print([(e.name, e.path, e.is_dir(), e.is_file(), e.is_symlink(), e.is_file(follow_symlinks=False), e.stat().st_size, e.inode() > 0, repr(e), e.__fspath__()) for e in found])
    attempt('scandir missing', posix.scandir, 'missing')
if has('truncate'):
    attempt('truncate', posix.truncate, 'a', 3)
attempt('mkfifo', posix.mkfifo, 'f')
attempt('fifo', lambda: posix.stat('f').st_mode >> 12)
attempt('unlink', posix.unlink, 'f')
attempt('remove', posix.remove, 's')
attempt('remove missing', posix.remove, 's')
attempt('remove folder', posix.remove, 'e')
attempt('rmdir', posix.rmdir, 'e')
attempt('rmdir missing', posix.rmdir, 'e')
shape('statvfs', posix.statvfs, '.')
attempt('pathconf', posix.pathconf, '.', 'PC_NAME_MAX')
attempt('pathconf bad', posix.pathconf, '.', 'PC_NOPE')
attempt('sysconf', lambda: posix.sysconf('SC_PAGESIZE'))
attempt('sysconf bad', posix.sysconf, 'SC_NOPE')
shape('confstr', posix.confstr, 'CS_PATH')
attempt('names', lambda: (len(posix.sysconf_names) > 10, len(posix.pathconf_names) > 5))
if has('setxattr'):
    attempt('getxattr', posix.getxattr, 'a', 'user.none')
    attempt('listxattr', lambda: [n for n in posix.listxattr('a') if n.startswith('user.')])
    attempt('removexattr', posix.removexattr, 'a', 'user.none')
old = posix.umask(18)
print(posix.umask(old))
for name in ('getpid', 'getppid', 'getuid', 'geteuid', 'getgid', 'getegid', 'getpgrp', 'getgroups', 'getloadavg', 'times', 'uname', 'ctermid', 'getresuid', 'getresgid'):
    shape(name, getattr(posix, name))
attempt('getpgid', lambda: posix.getpgid(0) == posix.getpgrp())
attempt('getsid', lambda: posix.getsid(0) > 0)
attempt('kill 0', posix.kill, posix.getpid(), 0)
attempt('kill bad', posix.kill, posix.getpid(), 9999)
attempt('nice', lambda: type(posix.nice(0)).__name__)
attempt('strerror', posix.strerror, 2)
attempt('strerror', posix.strerror, 9999)
attempt('urandom', lambda: len(posix.urandom(5)))
attempt('urandom', posix.urandom, -1)
attempt('major', lambda: (posix.major(2049), posix.minor(2049), posix.makedev(8, 1)))
attempt('putenv', posix.putenv, 'XX_TEST', 'yes')
attempt('unsetenv', posix.unsetenv, 'XX_TEST')
attempt('environ', lambda: type(posix.environ).__name__)
r, w = posix.pipe()
attempt('pipe', lambda: (posix.write(w, b'abc'), posix.read(r, 10)))
posix.close(w)
attempt('end', posix.read, r, 10)
posix.close(r)
if has('pipe2'):
    r, w = posix.pipe2(posix.O_CLOEXEC)
    posix.close(r)
    posix.close(w)
sys.stdout.flush()
pid = posix.fork()
if pid == 0:
    posix._exit(3)
done, status = posix.waitpid(pid, 0)
print(done == pid, status, posix.WIFEXITED(status), posix.WEXITSTATUS(status), posix.WIFSIGNALED(status), posix.WTERMSIG(status), posix.WIFSTOPPED(status), posix.WCOREDUMP(status), posix.WSTOPSIG(status), posix.WIFCONTINUED(status))
attempt('waitpid', posix.waitpid, pid, 0)
attempt('wait', posix.wait)
attempt('wait3', posix.wait3, 0)
attempt('wait4', posix.wait4, -1, 0)
sys.stdout.flush()
pid = posix.fork()
if pid == 0:
    posix.kill(posix.getpid(), 9)
status = posix.waitpid(pid, 0)[1]
print(status, posix.WIFSIGNALED(status), posix.WTERMSIG(status))
if has('waitstatus_to_exitcode'):
    print(posix.waitstatus_to_exitcode(status), posix.waitstatus_to_exitcode(768))
    attempt('stopped', posix.waitstatus_to_exitcode, 0x137f)
sys.stdout.flush()
attempt('system', posix.system, 'exit 5')
sys.stdout.flush()
pid = posix.fork()
if pid == 0:
    try:
        posix.execv('/bin/sh', ['sh', '-c', 'exit 7'])
    finally:
        posix._exit(1)
print(posix.waitpid(pid, 0)[1] >> 8)
sys.stdout.flush()
pid = posix.fork()
if pid == 0:
    try:
        posix.execve('/bin/sh', ['sh', '-c', 'exit $N'], {'N': '9'})
    finally:
        posix._exit(1)
print(posix.waitpid(pid, 0)[1] >> 8)
attempt('execv missing', posix.execv, '/no/such', ['x'])
attempt('execv empty', posix.execv, '/bin/sh', [])
if has('posix_spawn'):
    sys.stdout.flush()
    pid = posix.posix_spawn('/bin/sh', ['sh', '-c', 'exit 4'], {})
    print(posix.waitpid(pid, 0)[1] >> 8)
    attempt('spawn missing', posix.posix_spawn, '/no/such', ['x'], {})
if has('get_terminal_size'):
    attempt('get_terminal_size', posix.get_terminal_size, 999)
if has('cpu_count'):
    print(posix.cpu_count() >= 1)
if has('sched_yield'):
    attempt('sched_yield', posix.sched_yield)
    attempt('sched', lambda: (posix.sched_get_priority_min(0), posix.sched_get_priority_max(0), posix.sched_getscheduler(0), len(posix.sched_getaffinity(0)) > 0))
    attempt('sched_param', lambda: (posix.sched_param(3), posix.sched_getparam(0)))
    attempt('getpriority', lambda: type(posix.getpriority(0, 0)).__name__)
if has('fspath'):
    attempt('fspath', posix.fspath, 'a')
    attempt('fspath', posix.fspath, b'a')
    attempt('fspath', posix.fspath, 5)
if has('device_encoding'):
    attempt('device_encoding', posix.device_encoding, 999)
if has('memfd_create'):
    fd = posix.memfd_create('m')
    attempt('memfd', posix.write, fd, b'x')
    posix.close(fd)
if has('eventfd'):
    fd = posix.eventfd(3)
    attempt('eventfd', lambda: (posix.eventfd_write(fd, 4), posix.eventfd_read(fd)))
    posix.close(fd)
if has('getrandom'):
    print(len(posix.getrandom(4)))
if has('copy_file_range'):
    one, two = posix.open('a', posix.O_RDWR), posix.open('copy', posix.O_CREAT | posix.O_RDWR)
    attempt('sendfile', posix.sendfile, two, one, 0, 2)
    posix.close(one)
    posix.close(two)
    posix.unlink('copy')
if has('dup2') and PY3:
    fd = posix.open('a', 0)
    attempt('dir_fd', lambda: posix.stat('a', dir_fd=posix.open('.', 0)).st_size)
    attempt('listdir fd', lambda: sorted(posix.listdir(posix.open('.', 0))))
    posix.close(fd)
attempt('bytes', lambda: sorted(posix.listdir(b'.')))
for n in sorted(posix.listdir('.')):
    posix.unlink(n)
posix.chdir(root)
attempt('rmdir', posix.rmdir, 'd.tmp')
attempt('abort', lambda: None)
