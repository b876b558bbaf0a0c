# versions: 2.7,3.6-3.13
# about: posix on descriptors, folders given as descriptors, attributes of files, pipes and timers, and what it says of wrong arguments
import sys
import posix

PY3 = sys.version_info[0] >= 3


def attempt(label, function, *args, **named):
    try:
        print('%s: %r' % (label, function(*args, **named)))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, error))


def words(name, *calls):
    function = getattr(posix, name, None)
    if function:
        for args in calls:
            attempt('%s%r' % (name, args), function, *args)


posix.mkdir('d.tmp')
posix.chdir('d.tmp')
fd = posix.open('a', posix.O_CREAT | posix.O_RDWR, 420)
posix.write(fd, b'0123456789')
attempt('mknod', posix.mknod, 'fifo', 4480, 0)
attempt('mknod', lambda: posix.stat('fifo').st_mode >> 12)
if PY3:
    words('mknod', (), (5,), ('x', 'a'), ('fifo',))
posix.unlink('fifo')
for name, calls in (
        ('open', [(), ('a',), ('a', 'b'), (5, 0), ('a\0b', 0), ('a', 0, 'c')]), ('close', [(), ('a',), (-1,)]), ('read', [(), (1,), ('a', 1), (0, 'a')]), ('write', [(), (1,), (1, 5), ('a', b'')]),
        ('lseek', [(), (0, 0), (fd, 'a', 0), (fd, 0, 77), (fd, -1, 0)]), ('dup', [(), ('a',), (-1,)]), ('dup2', [(), (1,), ('a', 1), (-1, 1)]), ('fstat', [(), ('a',), (-1,)]),
        ('stat', [(), (None,), (1.5,), ('a\0',)]), ('lstat', [(), (None,), (1.5,), (fd,)]), ('mkdir', [(), (5,), ('x', 'a')]), ('rmdir', [(), (None,)]), ('rename', [(), ('a',), (5, 'a'), ('a', 5)]),
        ('link', [(), ('a',), (5, 'a')]), ('symlink', [(), ('a',), ('a', 5)]), ('readlink', [(), (None,)]), ('unlink', [(), (5,)]), ('remove', [(), (5,)]), ('chmod', [(), ('a',), ('a', 'b')]),
        ('chown', [(), ('a', 1), ('a', 'b', 1), ('a', -2, 1), ('a', 2 ** 40, 0)]), ('lchown', [(), ('a', 1), ('a', 'b', 1)]), ('fchown', [(), (1, 2), ('a', 1, 1), (-1, 0, 0)]), ('fchmod', [(), (1,), ('a', 1), (-1, 0)]),
        ('fchdir', [(), ('a',), (-1,), (fd,)]), ('access', [(), ('a',), ('a', 'b'), (None, 0)]), ('chdir', [(), (None,), ('missing',)]), ('listdir', [(5.5,), (9999,)]), ('isatty', [(), ('a',), (-1,)]),
        ('ttyname', [(), ('a',), (-1,)]), ('fsync', [(), ('a',), (-1,)]), ('fdatasync', [(), ('a',), (-1,)]), ('ftruncate', [(), (fd,), (fd, 'a'), (fd, -1)]), ('truncate', [(), ('a',), ('a', -1), ('missing', 0)]),
        ('pipe', [(1,)]), ('pipe2', [(), ('a',), (-1,)]), ('mkfifo', [(), (5,), ('a',), ('b', 'c')]), ('major', [(), ('a',)]), ('minor', [(), ('a',)]), ('makedev', [(), (1,), ('a', 1)]),
        ('getcwd', [(1,)]), ('getcwdb', [(1,)]), ('getcwdu', [(1,)]), ('closerange', [(), (1,), ('a', 'b')]), ('fpathconf', [(), (fd, 'a'), (fd, None), (-1, 'PC_NAME_MAX')]), ('pathconf', [(), ('a',), ('missing', 0)]),
        ('statvfs', [(), ('missing',), (None,)]), ('fstatvfs', [(), ('a',), (-1,)]), ('utime', [(), ('a',), ('missing', None), ('a', (1,)), ('a', ('a', 'b')), ('a', (1, 2, 3))]), ('putenv', [(), ('a',), (5, 'a'), ('a=b', 'c')]),
        ('unsetenv', [(), (5,)]), ('strerror', [(), ('a',)]), ('umask', [('a',)]), ('replace', [(), ('a',), ('missing', 'b')]), ('get_inheritable', [(), ('a',), (-1,)]), ('set_inheritable', [(), (1,), (-1, True)]),
        ('get_blocking', [(), ('a',), (-1,)]), ('set_blocking', [(), (1,), (-1, True)]), ('fspath', [(), (5,)]), ('scandir', [(5.5,), (9999,)])):
    if PY3:
        words(name, *calls)

if PY3:
    folder = posix.open('.', posix.O_RDONLY)
    attempt('dir_fd mkdir', posix.mkdir, 'sub', dir_fd=folder)
    attempt('dir_fd open', lambda: posix.close(posix.open('sub/f', posix.O_CREAT | posix.O_WRONLY, dir_fd=folder)))
    attempt('dir_fd rename', posix.rename, 'sub/f', 'sub/g', src_dir_fd=folder, dst_dir_fd=folder)
    attempt('dir_fd replace', posix.replace, 'sub/g', 'sub/f', src_dir_fd=folder, dst_dir_fd=folder)
    attempt('dir_fd link', posix.link, 'sub/f', 'sub/h', src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    attempt('dir_fd symlink', posix.symlink, 'f', 'sub/s', dir_fd=folder)
    attempt('dir_fd readlink', posix.readlink, 'sub/s', dir_fd=folder)
    attempt('dir_fd lstat', lambda: posix.lstat('sub/s', dir_fd=folder).st_size)
    attempt('dir_fd stat', lambda: posix.stat('sub/s', dir_fd=folder, follow_symlinks=False).st_size)
    attempt('dir_fd access', posix.access, 'sub/f', posix.R_OK, dir_fd=folder, effective_ids=True)
    attempt('dir_fd chmod', posix.chmod, 'sub/f', 384, dir_fd=folder)
    attempt('dir_fd chown', posix.chown, 'sub/s', -1, -1, dir_fd=folder, follow_symlinks=False)
    attempt('dir_fd utime', posix.utime, 'sub/f', (5, 6), dir_fd=folder)
    attempt('dir_fd mkfifo', posix.mkfifo, 'sub/p', dir_fd=folder)
    attempt('dir_fd mknod', posix.mknod, 'sub/q', 4480, dir_fd=folder)
    attempt('fd listdir', lambda: sorted(posix.listdir(folder)))
    attempt('dir_fd unlink', lambda: [posix.unlink('sub/' + n, dir_fd=folder) for n in sorted(posix.listdir('sub'))])
    attempt('dir_fd rmdir', posix.rmdir, 'sub', dir_fd=folder)
    attempt('dir_fd bad', posix.stat, 'a', dir_fd='x')
    attempt('dir_fd and fd', posix.stat, fd, dir_fd=folder)
    attempt('fd and no links', posix.stat, fd, follow_symlinks=False)
    attempt('chown fd', posix.chown, fd, -1, -1)
    attempt('chmod fd', posix.chmod, fd, 384)
    attempt('utime fd', posix.utime, fd, ns=(1, 2))
    attempt('utime ns', posix.utime, 'a', ns=(1,))
    attempt('utime ns', posix.utime, 'a', ns=('a', 'b'))
    attempt('truncate fd', posix.truncate, fd, 10)
    attempt('chdir fd', posix.chdir, folder)
    attempt('fchdir', posix.fchdir, folder)
    attempt('statvfs fd', lambda: posix.statvfs(fd).f_namemax == posix.fstatvfs(fd).f_namemax)
    attempt('pathconf fd', lambda: posix.pathconf(fd, 'PC_NAME_MAX') == posix.fpathconf(fd, 'PC_NAME_MAX'))
    posix.close(folder)

    words('pread', (), (fd, 1), (fd, -1, 0), (fd, 3, -1), (fd, 3, 4), ('a', 1, 1))
    words('pwrite', (), (fd, b'x'), (fd, 'x', 0), (fd, b'x', -1), (fd, b'ab', 4))
    words('readv', (), (fd, 5), (fd, [b'x']), (fd, []), (-1, [bytearray(1)]))
    words('writev', (), (fd, 5), (fd, ['x']), (fd, []), (-1, [b'x']))
    words('sendfile', (), (1, 2), (-1, -1, 0, 1))
    words('posix_fallocate', (), (fd, 0), (-1, 0, 1), (fd, -1, 1))
    words('posix_fadvise', (), (fd, 0, 0), (-1, 0, 0, 0), (fd, 0, 0, 77))
    words('lockf', (), (fd, 1), (-1, 1, 0), (fd, 77, 0))
    words('sync', (1,), ())
    words('setxattr', (), ('a',), ('a', 'user.x', 'text'), ('missing', 'user.x', b'y'), (5.5, 'user.x', b'y'))
    words('getxattr', (), ('a',), ('missing', 'user.x'), ('a', 'user.missing'))
    words('listxattr', ('missing',), (5.5,))
    words('removexattr', (), ('missing', 'user.x'))
    words('device_encoding', (), ('a',))
    attempt('scandir', lambda: sorted(entry.name for entry in posix.scandir()))
    with posix.scandir(b'.') as entries:
        entry = next(entries)
        print(entry.name, entry.path, entry, entry.is_symlink(), entry.stat(follow_symlinks=False).st_size)
    attempt('closed', next, entries)
    entries.close()
    attempt('next', lambda: posix.scandir().__next__().name)
    if hasattr(entry, 'is_junction'):
        attempt('is_junction', entry.is_junction)
    if hasattr(type(entry), '__class_getitem__'):
        attempt('of text', lambda: type(entry)[str])
    attempt('fspath', lambda: posix.fspath(type('P', (), {'__fspath__': lambda self: 'p'})()))
    attempt('fspath', lambda: posix.fspath(type('P', (), {'__fspath__': lambda self: 5})()))
    attempt('stat', lambda: posix.stat(type('P', (), {'__fspath__': lambda self: 'a'})()).st_nlink)
if hasattr(posix, 'preadv'):
    room = [bytearray(2), bytearray(4)]
    attempt('preadv', posix.preadv, fd, room, 1)
    print(room)
    attempt('pwritev', posix.pwritev, fd, [b'XY', bytearray(b'Z')], 2)
    attempt('preadv', posix.preadv, fd, room, 1, 0)
    print(room)
    words('preadv', (), (fd, 5, 0), (fd, [b'x'], 0), (fd, [bytearray(1)], -1), (-1, [bytearray(1)], 0))
    words('pwritev', (), (fd, 5, 0), (fd, ['x'], 0), (fd, [b'x'], -1), (-1, [b'x'], 0))
if hasattr(posix, 'memfd_create'):
    memory = posix.memfd_create('name', posix.MFD_CLOEXEC)
    print(posix.write(memory, b'in memory'), posix.pread(memory, 20, 3), posix.get_inheritable(memory))
    posix.close(memory)
    words('memfd_create', (), (5,), ('a', 'b'), ('a', 0x80000))
    one, two = posix.open('a', posix.O_RDONLY), posix.open('copy', posix.O_CREAT | posix.O_RDWR)
    try:
        print(posix.copy_file_range(one, two, 4), posix.copy_file_range(one, two, 2, 0, 8))
        print(posix.pread(two, 20, 0))
    except OSError:
        print('%s %s' % (4, 2))
        print(posix.pread(one, 4, 0) + b'\0\0\0\0' + posix.pread(one, 2, 0))
    words('copy_file_range', (), (1, 2), (one, two, -1), (-1, two, 1), (one, two, 'a'))
    posix.close(one)
    posix.close(two)
    posix.unlink('copy')
if hasattr(posix, 'eventfd'):
    event = posix.eventfd(5, posix.EFD_NONBLOCK | posix.EFD_CLOEXEC)
    print(posix.eventfd_write(event, 3), posix.eventfd_read(event))
    attempt('nothing', posix.eventfd_read, event)
    words('eventfd', (), (-1,), ('a',), (1, 'a'), (1, 12345))
    words('eventfd_read', (), ('a',), (-1,))
    words('eventfd_write', (), (event,), (event, -1), (event, 'a'), (-1, 1))
    posix.close(event)
    r, w = posix.pipe()
    one = posix.open('a', posix.O_RDONLY)
    print(posix.splice(one, w, 4), posix.read(r, 10), posix.splice(one, w, 2, offset_src=1), posix.read(r, 10))
    words('splice', (), (one, w), (one, w, -1), (-1, w, 1), (one, w, 'a'), (one, one, 1))
    posix.close(one)
    posix.close(r)
    posix.close(w)
if hasattr(posix, 'timerfd_create'):
    import time
    timer = posix.timerfd_create(time.CLOCK_MONOTONIC, flags=posix.TFD_CLOEXEC | posix.TFD_NONBLOCK)
    attempt('get', posix.timerfd_gettime, timer)
    attempt('get', posix.timerfd_gettime_ns, timer)
    attempt('set', posix.timerfd_settime, timer, initial=1000.0, interval=2.5)
    attempt('set', lambda: [900 < posix.timerfd_gettime(timer)[0] <= 1000, posix.timerfd_gettime(timer)[1]])
    attempt('set ns', lambda: posix.timerfd_settime_ns(timer, initial=0, interval=0)[1])
    attempt('set ns', posix.timerfd_settime_ns, timer, initial=1, interval=0)
    time.sleep(0.001)
    print(posix.read(timer, 8))
    attempt('nothing', posix.read, timer, 8)
    words('timerfd_create', (), ('a',), (-1,), (1, 0))
    words('timerfd_gettime', (), ('a',), (-1,), (fd,))
    words('timerfd_gettime_ns', (), ('a',), (-1,))
    words('timerfd_settime', (), ('a',), (-1,), (timer, 1))
    words('timerfd_settime_ns', (), ('a',), (-1,), (timer, 1))
    attempt('set', posix.timerfd_settime, timer, initial='a')
    attempt('set', posix.timerfd_settime, timer, initial=-1)
    attempt('set', posix.timerfd_settime_ns, timer, initial=1.5)
    attempt('set', posix.timerfd_settime_ns, timer, flags=-1)
    posix.close(timer)
if hasattr(posix, 'stat_float_times'):
    import warnings
    warnings.simplefilter('ignore')
    print(posix.stat_float_times(), posix.stat_float_times(False), type(posix.stat('a').st_mtime).__name__, posix.stat_float_times(), posix.stat_float_times(True), type(posix.stat('a').st_mtime).__name__)
    words('stat_float_times', ('a',), (1, 2))
if not PY3:
    import warnings
    warnings.simplefilter('ignore')
    temporary = posix.tmpfile()
    temporary.write('some text')
    temporary.seek(0)
    print(temporary.read(), temporary.name, temporary.mode, temporary.close())
    print(posix.tempnam('/tmp', 'pre').startswith('/tmp/pre'), posix.tmpnam().startswith('/'), type(posix.tempnam()))
    words('tempnam', (5,), ('a', 'b', 'c'))
    words('tmpnam', (1,))
    words('tmpfile', (1,))
    pipe = posix.popen('echo shouted; exit 3')
    print(pipe.read(), pipe.name, pipe.mode, pipe.close())
    pipe = posix.popen('cat >/dev/null', 'w', 1)
    print(pipe.write('x'), pipe.close(), pipe.close())
    words('popen', (), (5,), ('a', 5), ('a', 'r', 'c'))
    other = posix.fdopen(posix.dup(fd), 'r+')
    other.seek(2)
    print(other.read(3), other.name, other.mode)
    other.close()
    words('fdopen', ('a',), (-1,), (fd, 'q'), (fd, 5), (9999,))
posix.close(fd)
for name in sorted(posix.listdir('.')):
    posix.unlink(name)
posix.chdir('..')
posix.rmdir('d.tmp')
