"""Runs a command to its end and says what it cost: CPU time, wall time and peak memory of that process alone."""
import ctypes
import dataclasses
import os
import pathlib
import signal
import subprocess
import tempfile
import threading
import time

PR_SET_CHILD_SUBREAPER = 36

# Linux counts the memory of whoever calls exec() into the peak of the program that follows. So a shell of 1 MB forks, says the new
# process id and ends; the process, left without a parent, comes to us, who asked to be the reaper of such, and waits for our word.
LAUNCHER = ("/bin/sh", "-c", '{ read word <&$go; exec "$@" >&$out 2>&$err; } >/dev/null & echo $!', "sh")
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"}


@dataclasses.dataclass
class Ended:
    """How a process ended. Times are seconds, memory is bytes; a negative status is a signal."""
    status: int
    cpu: float
    wall: float
    memory: int
    out: bytes = b""
    err: bytes = b""

    @property
    def last_words(self):
        lines = self.err.decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else f"status {self.status}"


def become_reaper():
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def run(command, limit=300.0):
    """Runs the command with nothing on stdin; it is killed after `limit` seconds. become_reaper() comes first."""
    waits, go = os.pipe()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, open(waits, "rb"), open(go, "wb", 0) as word:
        fds = {"go": waits, "out": out.fileno(), "err": err.fileno()}
        launcher = subprocess.run([*LAUNCHER, *map(os.fspath, command)], env={**ENVIRONMENT, **{name: str(fd) for name, fd in fds.items()}},
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, pass_fds=fds.values(), check=True)
        pid = int(launcher.stdout)
        started = time.monotonic()
        word.write(b"\n")
        return ended(pid, started, limit, out, err)


def start(command, limit=300.0):
    """As run(), but straight from here: no shell's CPU time is in it, and its memory is not told apart from ours. For what is short."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.monotonic()
        pid = os.posix_spawn(os.fspath(command[0]), [*map(os.fspath, command)], ENVIRONMENT, file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0), (os.POSIX_SPAWN_DUP2, out.fileno(), 1), (os.POSIX_SPAWN_DUP2, err.fileno(), 2)])
        return dataclasses.replace(ended(pid, started, limit, out, err), memory=0)


def ended(pid, started, limit, out, err):
    """Waits for the process, whose output is in these files."""
    watch = threading.Timer(limit, kill, (pid,))
    watch.start()
    try:
        _, status, usage = os.wait4(pid, 0)
    except BaseException:
        kill(pid)
        raise
    finally:
        watch.cancel()
    wall = time.monotonic() - started
    for file in (out, err):
        file.seek(0)
    return Ended(os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1024, out.read(), err.read())


def load():
    return [round(value, 2) for value in os.getloadavg()]


def cpu_name():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return "unknown CPU"
