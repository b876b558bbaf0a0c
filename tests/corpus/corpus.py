"""The corpus: which programs there are, their goldens unpacked into a folder, and how one program is run.

A program is src/GROUP/NAME.py, one row of index.json, and goldens/GROUP/NAME.tar.xz, which unpacks into
GROUP/X.Y/NAME.pyc, .out, and where they exist .err and .jsonl, for each release.
"""
import contextlib
import dataclasses
import fcntl
import hashlib
import io
import json
import lzma
import os
import pathlib
import resource
import selectors
import signal
import subprocess
import tarfile
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
GROUPS = ("core", "v2", "v3", "std")

# What every program, compiled or run, finds in its environment.
ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONIOENCODING": "utf-8",
    "LC_ALL": "C.UTF-8",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "COLUMNS": "80",
    "NO_COLOR": "1",
}
PASSED_ON = ("PATH", "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "XVM_STDLIB", "XVM_METHOD_COVERAGE")
XZ = {"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": 4 << 20}  # no archive is larger unpacked
DATE = 1577836800  # 2020-01-01, the date of every source and of every packed file

# Programs were run as a shell's background job is, with SIGINT ignored; std/signal_mod sees it.
AS_BACKGROUND_JOB = ("/bin/sh", "-c", 'trap "" INT; exec "$@"', "sh")


def release_key(tag):
    return tuple(int(part) for part in tag.split("."))


@dataclasses.dataclass
class Program:
    group: str
    name: str
    about: str
    releases: list
    rc: int = 0
    stdin: bytes = b""

    @property
    def key(self):
        return f"{self.group}/{self.name}"

    def row(self):
        """The program as it stands in index.json."""
        row = {"about": self.about}
        if self.rc:
            row["rc"] = self.rc
        if self.stdin:
            row["stdin"] = self.stdin.decode()
        row["releases"] = sorted(self.releases, key=release_key)
        return row


def load(folder=HERE):
    """Every program of the index, by key, in the index's order."""
    programs = {}
    for key, row in json.loads((folder / "index.json").read_text()).items():
        group, name = key.split("/")
        programs[key] = Program(group, name, row["about"], row["releases"], row.get("rc", 0), row.get("stdin", "").encode())
    return programs


def save(programs, folder=HERE):
    rows = (f" {json.dumps(key)}: {json.dumps(programs[key].row())}" for key in sorted(programs))
    (folder / "index.json").write_text("{\n" + ",\n".join(rows) + "\n}\n")


def archive_of(program, folder=HERE):
    return folder / "goldens" / program.group / f"{program.name}.tar.xz"


def pack(program, files, folder=HERE):
    """Writes the program's archive. files: {(release, extension): bytes}."""
    # All of one kind side by side, oldest release first: they are alike, and xz makes much of that.
    kinds = ("pyc", "out", "err", "jsonl")
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for release, kind in sorted(files, key=lambda item: (kinds.index(item[1]), release_key(item[0]))):
            data = files[release, kind]
            member = tarfile.TarInfo(f"{program.group}/{release}/{program.name}.{kind}")
            member.size, member.mtime, member.mode = len(data), DATE, 0o644
            archive.addfile(member, io.BytesIO(data))
    path = archive_of(program, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(lzma.compress(raw.getvalue(), filters=[XZ]))


def unpack(programs, into, folder=HERE):
    """Unpacks the goldens of these programs where they are not there yet or their archive has changed."""
    into.mkdir(parents=True, exist_ok=True)
    with open(into / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamps_path = into / ".unpacked.json"
        stamps = json.loads(stamps_path.read_text()) if stamps_path.exists() else {}
        changed = False
        for program in programs:
            data = archive_of(program, folder).read_bytes()
            digest = hashlib.sha256(data).hexdigest()
            if stamps.get(program.key) == digest:
                continue
            for stale in into.glob(f"{program.group}/*/{program.name}.*"):
                stale.unlink()
            with tarfile.open(fileobj=io.BytesIO(data), mode="r:xz") as archive:
                for member in archive:
                    path = into / member.name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(archive.extractfile(member).read())
            stamps[program.key] = digest
            changed = True
        if changed:
            stamps_path.write_text(json.dumps(stamps))


def golden(into, program, release, kind):
    """The bytes of one golden, or None where there is none."""
    try:
        return (into / program.group / release / f"{program.name}.{kind}").read_bytes()
    except FileNotFoundError:
        return None


@dataclasses.dataclass
class Ended:
    """How a process ended. status is negative for a signal; stopped says why we ended it, else it is empty."""
    status: int
    out: bytes
    err: bytes
    seconds: float
    stopped: str = ""


def environment(extra=None):
    passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**passed, **ENVIRONMENT, **(extra or {})}


class Runner:
    """Runs commands, each in a process group of its own, which dies with its time, its output limit or stop()."""

    def __init__(self, timeout=60.0, memory_mb=0, output_limit=64 << 20):
        self.timeout, self.memory_mb, self.output_limit = timeout, memory_mb, output_limit
        self.live = set()
        self.lock = threading.Lock()
        self.stopping = False

    def stop(self):
        with self.lock:
            self.stopping = True
            for process in self.live:
                self._kill(process)

    @staticmethod
    def _kill(process):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)

    def run(self, command, cwd, stdin=b"", env=None):
        started = time.monotonic()
        with self.lock:
            if self.stopping:
                return Ended(0, b"", b"", 0.0, "interrupted")
        process = subprocess.Popen([*AS_BACKGROUND_JOB, *command], cwd=cwd, env=env if env is not None else environment(), stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, bufsize=0)
        with self.lock:
            self.live.add(process)
            if self.stopping:
                self._kill(process)
        try:
            if self.memory_mb:
                limit = self.memory_mb << 20
                with contextlib.suppress(ProcessLookupError):
                    resource.prlimit(process.pid, resource.RLIMIT_DATA, (limit, limit))
            with contextlib.suppress(BrokenPipeError):  # what the index has for stdin fits into a pipe
                process.stdin.write(stdin)
            process.stdin.close()
            out, err, stopped = self._read(process, started + self.timeout)
            if stopped:
                self._kill(process)
            status = process.wait()
        finally:
            with self.lock:
                self.live.discard(process)
            process.stdout.close()
            process.stderr.close()
        return Ended(status, out, err, time.monotonic() - started, stopped)

    def _read(self, process, deadline):
        chunks = {process.stdout: [], process.stderr: []}
        size, stopped = 0, ""
        with selectors.DefaultSelector() as selector:
            for stream in chunks:
                selector.register(stream, selectors.EVENT_READ)
            while selector.get_map() and not stopped:
                events = selector.select(max(0.0, deadline - time.monotonic()))
                if not events:
                    stopped = f"ran longer than {self.timeout:g} s"
                for key, _ in events:
                    data = os.read(key.fd, 1 << 16)
                    if not data:
                        selector.unregister(key.fileobj)
                    chunks[key.fileobj].append(data)
                    size += len(data)
                if size > self.output_limit:
                    stopped = f"wrote more than {self.output_limit >> 20} MB"
        if not stopped:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                stopped = f"closed its output and ran longer than {self.timeout:g} s"
        return b"".join(chunks[process.stdout]), b"".join(chunks[process.stderr]), stopped


@contextlib.contextmanager
def working_folder(files):
    """An empty folder with these files, {name: bytes}, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="xvm-corpus-", ignore_cleanup_errors=True) as folder:
        for name, data in files.items():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(data)
        yield folder
