// The constants of posix beyond those that every program needs.
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/memfd.h>
#include <sched.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <sysexits.h>
#include <unistd.h>

#include <climits>
#include <csignal>
#include <cstdio>

#include "modules/posix.h"
#include "objects/int.h"
#include "objects/module.h"
#include "vm/runtime.h"

#ifndef NGROUPS_MAX
#define NGROUPS_MAX 65536
#endif
#ifndef XATTR_SIZE_MAX
#define XATTR_SIZE_MAX 65536
#endif
#define POSIX_SPAWN_OPEN 0
#define POSIX_SPAWN_CLOSE 1
#define POSIX_SPAWN_DUP2 2
#define POSIX_SPAWN_CLOSEFROM 3
#ifndef SCHED_RESET_ON_FORK
#define SCHED_RESET_ON_FORK 0x40000000
#endif

namespace xvm {

namespace {

struct Row { const char* name; std::int64_t value; Range releases; };
#define X(name, releases) {#name, static_cast<std::int64_t>(name), releases},
const Row rows[] = {
    X(CLD_CONTINUED, since(3, 3)) X(CLD_DUMPED, since(3, 3)) X(CLD_EXITED, since(3, 3)) X(CLD_TRAPPED, since(3, 3)) X(F_LOCK, since(3, 3)) X(F_TEST, since(3, 3)) X(F_TLOCK, since(3, 3))
    X(F_ULOCK, since(3, 3)) X(O_ACCMODE, since(3, 3)) X(POSIX_FADV_DONTNEED, since(3, 3)) X(POSIX_FADV_NOREUSE, since(3, 3)) X(POSIX_FADV_NORMAL, since(3, 3))
    X(POSIX_FADV_RANDOM, since(3, 3)) X(POSIX_FADV_SEQUENTIAL, since(3, 3)) X(POSIX_FADV_WILLNEED, since(3, 3)) X(PRIO_PGRP, since(3, 3)) X(PRIO_PROCESS, since(3, 3))
    X(PRIO_USER, since(3, 3)) X(P_ALL, since(3, 3)) X(P_PGID, since(3, 3)) X(P_PID, since(3, 3)) X(RTLD_DEEPBIND, since(3, 3)) X(RTLD_GLOBAL, since(3, 3)) X(RTLD_LAZY, since(3, 3))
    X(RTLD_LOCAL, since(3, 3)) X(RTLD_NODELETE, since(3, 3)) X(RTLD_NOLOAD, since(3, 3)) X(RTLD_NOW, since(3, 3)) X(SCHED_BATCH, since(3, 3)) X(SCHED_FIFO, since(3, 3))
    X(SCHED_IDLE, since(3, 3)) X(SCHED_OTHER, since(3, 3)) X(SCHED_RESET_ON_FORK, since(3, 3)) X(SCHED_RR, since(3, 3)) X(SEEK_DATA, since(3, 3)) X(SEEK_HOLE, since(3, 3))
    X(WEXITED, since(3, 3)) X(WNOWAIT, since(3, 3)) X(WSTOPPED, since(3, 3)) X(XATTR_CREATE, since(3, 3)) X(XATTR_REPLACE, since(3, 3)) X(XATTR_SIZE_MAX, since(3, 3))
    X(CLD_KILLED, since(3, 9)) X(CLD_STOPPED, since(3, 9)) X(P_PIDFD, since(3, 9))
    X(CLONE_FILES, since(3, 12)) X(CLONE_FS, since(3, 12)) X(CLONE_NEWCGROUP, since(3, 12)) X(CLONE_NEWIPC, since(3, 12)) X(CLONE_NEWNET, since(3, 12)) X(CLONE_NEWNS, since(3, 12))
    X(CLONE_NEWPID, since(3, 12)) X(CLONE_NEWTIME, since(3, 12)) X(CLONE_NEWUSER, since(3, 12)) X(CLONE_NEWUTS, since(3, 12)) X(CLONE_SIGHAND, since(3, 12)) X(CLONE_SYSVSEM, since(3, 12))
    X(CLONE_THREAD, since(3, 12)) X(CLONE_VM, since(3, 12))
    X(EFD_CLOEXEC, since(3, 10)) X(EFD_NONBLOCK, since(3, 10)) X(EFD_SEMAPHORE, since(3, 10)) X(O_FSYNC, since(3, 10)) X(RWF_APPEND, since(3, 10)) X(SPLICE_F_MORE, since(3, 10))
    X(SPLICE_F_MOVE, since(3, 10)) X(SPLICE_F_NONBLOCK, since(3, 10))
    X(EX_CANTCREAT, always) X(EX_CONFIG, always) X(EX_DATAERR, always) X(EX_IOERR, always) X(EX_NOHOST, always) X(EX_NOINPUT, always) X(EX_NOPERM, always) X(EX_NOUSER, always)
    X(EX_OK, always) X(EX_OSERR, always) X(EX_OSFILE, always) X(EX_PROTOCOL, always) X(EX_SOFTWARE, always) X(EX_TEMPFAIL, always) X(EX_UNAVAILABLE, always) X(EX_USAGE, always)
    X(NGROUPS_MAX, always) X(O_DIRECT, always) X(O_DSYNC, always) X(O_LARGEFILE, always) X(O_NDELAY, always) X(O_RSYNC, always) X(TMP_MAX, always) X(WCONTINUED, always)
    X(GRND_NONBLOCK, since(3, 6)) X(GRND_RANDOM, since(3, 6))
    X(MFD_ALLOW_SEALING, since(3, 8)) X(MFD_CLOEXEC, since(3, 8)) X(MFD_HUGETLB, since(3, 8)) X(MFD_HUGE_16GB, since(3, 8)) X(MFD_HUGE_16MB, since(3, 8)) X(MFD_HUGE_1GB, since(3, 8))
    X(MFD_HUGE_1MB, since(3, 8)) X(MFD_HUGE_256MB, since(3, 8)) X(MFD_HUGE_2GB, since(3, 8)) X(MFD_HUGE_2MB, since(3, 8)) X(MFD_HUGE_32MB, since(3, 8)) X(MFD_HUGE_512KB, since(3, 8))
    X(MFD_HUGE_512MB, since(3, 8)) X(MFD_HUGE_64KB, since(3, 8)) X(MFD_HUGE_8MB, since(3, 8)) X(MFD_HUGE_MASK, since(3, 8)) X(MFD_HUGE_SHIFT, since(3, 8)) X(POSIX_SPAWN_CLOSE, since(3, 8))
    X(POSIX_SPAWN_DUP2, since(3, 8)) X(POSIX_SPAWN_OPEN, since(3, 8))
    X(O_ASYNC, since(2, 6)) X(O_NOATIME, since(2, 6))
    X(O_PATH, since(3, 4)) X(O_TMPFILE, since(3, 4)) X(ST_APPEND, since(3, 4)) X(ST_MANDLOCK, since(3, 4)) X(ST_NOATIME, since(3, 4)) X(ST_NODEV, since(3, 4)) X(ST_NODIRATIME, since(3, 4))
    X(ST_NOEXEC, since(3, 4)) X(ST_RELATIME, since(3, 4)) X(ST_SYNCHRONOUS, since(3, 4)) X(ST_WRITE, since(3, 4))
    X(POSIX_SPAWN_CLOSEFROM, since(3, 13)) X(TFD_CLOEXEC, since(3, 13)) X(TFD_NONBLOCK, since(3, 13)) X(TFD_TIMER_ABSTIME, since(3, 13)) X(TFD_TIMER_CANCEL_ON_SET, since(3, 13))
    X(RWF_DSYNC, since(3, 7)) X(RWF_HIPRI, since(3, 7)) X(RWF_NOWAIT, since(3, 7)) X(RWF_SYNC, since(3, 7))
    X(ST_NOSUID, since(3, 2)) X(ST_RDONLY, since(3, 2))
};
#undef X

}  // namespace

bool add_posix_constants(Thread& thread, Module& module) {
  for (const Row& row : rows)
    if (thread.rt.in(row.releases) && !module_add(thread, module, row.name, make_int(thread, row.value))) return false;
  return true;
}

}  // namespace xvm
