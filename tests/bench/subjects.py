"""What is measured: the programs, the releases, and who runs them (xvm, the CPython of a release, PyPy)."""
import dataclasses
import fnmatch
import functools
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "corpus"))

import add_program  # noqa: E402
import run as corpus_runner  # noqa: E402

RELEASES = list(add_program.PATCH)
GROUPS = ("micro", "applications")
LOOPS = re.compile(r"len\(sys\.argv\) > 1 else (\d+)")
COMPILE = """
import sys, py_compile
for i in range(1, len(sys.argv), 3):
    py_compile.compile(sys.argv[i], cfile=sys.argv[i + 1], dfile=sys.argv[i + 2], doraise=True)
"""
ISOLATED = ("-S", "-E", "-B")
NOT_COMPILED_HERE = {"site-packages", "test", "tests", "idle_test"}


@dataclasses.dataclass(frozen=True)
class Program:
    group: str
    name: str
    path: pathlib.Path

    def loops(self, scale):
        """How often its main loop turns at this share of its own count."""
        return max(2, round(int(LOOPS.search(self.path.read_text())[1]) * scale))


def programs(patterns=()):
    found = [Program(group, path.stem, path) for group in GROUPS for path in sorted((HERE / group).glob("*.py"))]
    return [program for program in found if not patterns or any(fnmatch.fnmatch(program.name, glob) for glob in patterns)]


def releases(wanted=()):
    """Those that `3.8`, `3.8-3.10` or a list of these with commas name, oldest first; all of them when nothing is named."""
    chosen = [part for text in wanted for part in text.split(",") if part]
    for part in chosen:
        if not set(part.split("-")) <= set(RELEASES):
            raise ValueError(f"{part} is neither a release nor a range of releases")
    return [release for release in RELEASES if not chosen or any(corpus_runner.covers(part, release) for part in chosen)]


@dataclasses.dataclass(frozen=True)
class Python:
    """An installed interpreter. PyPy has bytecode of its own and runs the source."""
    name: str
    release: str
    path: pathlib.Path
    version: str

    def command(self, program, pyc, arguments):
        return [self.path, *ISOLATED, program.path if self.name == "pypy3" else pyc, *arguments]


def cpython(release):
    found = add_program.interpreter(release)
    return Python("cpython", release, *found) if found else None


@functools.lru_cache(maxsize=None)
def pypy():
    path = shutil.which("pypy3", path="/usr/bin:/usr/local/bin:/opt/pypy3/bin") or shutil.which("pypy3")
    if not path:
        return None
    shown = subprocess.run([path, *ISOLATED, "-c", "import sys; print('%d.%d %d.%d.%d' % (sys.version_info[:2] + sys.pypy_version_info[:3]))"],
                           capture_output=True, text=True, check=False).stdout.split()
    return Python("pypy3", shown[0], pathlib.Path(path), shown[1]) if len(shown) == 2 else None


def compile_all(chosen, release, xvm, python, folder):
    """Compiles the programs into the folder, with the release's CPython where there is one: ({program name: .pyc}, [what failed])."""
    made = {program.name: folder / f"{program.name}-{release}.pyc" for program in chosen}
    if python:
        triples = [text for program in chosen for text in (str(program.path), str(made[program.name]), program.path.name)]
        subprocess.run([python.path, "-S", "-E", "-B", "-c", COMPILE, *triples], check=True)
        return made, []
    failures = []
    for program in chosen:
        done = subprocess.run([xvm, "--compile", "--version-tag", release, program.path, "-o", made[program.name]],
                              capture_output=True, text=True, check=False)
        if done.returncode:
            del made[program.name]
            failures.append({"program": program.name, "release": release, "subject": "xvm --compile", "why": done.stderr.strip()})
    return made, failures


def library_files(python):
    """The .pyc files of this CPython's standard library."""
    folder = python.path.parents[1] / "lib" / f"python{python.release}"
    return [path for path in sorted(folder.rglob("*.pyc"))
            if ".opt-" not in path.name and not NOT_COMPILED_HERE & set(path.relative_to(folder).parts)]
