"""Measures xvm beside the CPython of each release, and PyPy, on the programs of tests/bench.

Each runs the very same .pyc (PyPy the same source), one after the other, round by round. Ratios are of CPU time, user and system,
which other work on the machine disturbs less than it does wall time; start-up is not taken off."""
import argparse
import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import figures
import process
import report as reports
import subjects

ROOT = subjects.HERE.parents[1]
STARTS = 5  # runs of the empty program in a round


class Progress:
    """One line on a terminal: how far it is, and how long it will take."""

    def __init__(self, total):
        self.total, self.done, self.started = total, 0, time.monotonic()
        self.shown = sys.stderr.isatty()

    def step(self, what):
        if self.shown:
            left = (time.monotonic() - self.started) / self.done * (self.total - self.done) if self.done else 0
            print(f"\r\033[K{self.done}/{self.total}  {what}  {int(left) // 60}:{int(left) % 60:02} left", end="", file=sys.stderr, flush=True)
        self.done += 1

    def clear(self):
        if self.shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


class Bench:
    def __init__(self, options):
        self.options = options
        self.xvm = options.xvm
        self.programs = subjects.programs(options.program)
        self.releases = subjects.releases(options.release)
        self.cpythons = {} if options.no_cpython else {release: subjects.cpython(release) for release in self.releases}
        self.pypy = None if options.no_cpython else subjects.pypy()
        # PyPy runs beside the release that it implements, else the newest.
        self.pypy_release = self.pypy and (self.pypy.release if self.pypy.release in self.releases else self.releases[-1])
        self.folder = None
        self.failures = []
        self.progress = Progress(len(self.programs) * len(self.releases) + len(self.releases))

    def rivals(self, release):
        return [rival for rival in (self.cpythons.get(release), self.pypy if release == self.pypy_release else None) if rival]

    def interleaved(self, program, pyc, arguments, rivals, rounds, run=process.run):
        """{subject: [Ended]}: xvm and its rivals in turn, each round beginning with another."""
        commands = {"xvm": [self.xvm, pyc, *arguments]}
        commands.update((rival.name, rival.command(program, pyc, arguments)) for rival in rivals)
        order = list(commands)
        row = {name: [] for name in order}
        for number in range(rounds):
            turn = number % len(order)
            for name in order[turn:] + order[:turn]:
                row[name].append(run(commands[name]))
            if any(runs[-1].status for runs in row.values()):
                break
        return row

    def measure(self, program, pyc, release):
        row = self.interleaved(program, pyc, [str(program.loops(self.options.scale))], self.rivals(release), self.options.rounds)
        failed = figures.failures(program.name, release, row)
        self.failures += failed
        return None if failed else figures.summary(row)

    def start_up(self, release):
        path = self.folder / "empty.py"
        path.write_text("pass\n")
        program = subjects.Program("", "empty", path)
        made, failed = subjects.compile_all([program], release, self.xvm, self.cpythons.get(release), self.folder)
        self.failures += failed
        if failed:
            return {}
        row = self.interleaved(program, made["empty"], [], [r for r in self.rivals(release) if r.name == "cpython"], STARTS * self.options.rounds, process.start)
        failed = figures.failures("empty", release, row)
        self.failures += failed
        return {} if failed else figures.start_up(row)

    def verify(self, release):
        python = self.cpythons.get(release)
        files = subjects.library_files(python) if python else []
        if not files:
            return None
        names = self.folder / "library.txt"
        names.write_text("".join(f"{file}\n" for file in files))
        runs = [process.run([self.xvm, "--verify", f"@{names}"]) for _ in range(self.options.rounds)]
        if runs[0].status:
            self.failures.append({"program": "standard library", "release": release, "subject": "xvm --verify", "why": runs[0].last_words})
            return None
        return figures.throughput(sum(file.stat().st_size for file in files), runs)

    def run(self):
        before = process.load()
        rows = {release: {} for release in self.releases}
        found = {release: {} for release in self.releases}
        with tempfile.TemporaryDirectory(prefix="xvm-bench-") as folder:
            self.folder = pathlib.Path(folder)
            made = {}
            for release in self.releases:
                made[release], failed = subjects.compile_all(self.programs, release, self.xvm, self.cpythons.get(release), self.folder)
                self.failures += failed
            for release in self.releases:
                self.progress.step(f"{release} start-up")
                found[release]["start_up"] = self.start_up(release)
                verified = self.verify(release)
                if verified:
                    found[release]["verify"] = verified
            for program in self.programs:
                for release in self.releases:
                    self.progress.step(f"{release} {program.name}")
                    if program.name in made[release]:
                        row = self.measure(program, made[release][program.name], release)
                        if row:
                            rows[release][program.name] = row
        self.progress.clear()
        for release in self.releases:
            python = self.cpythons.get(release)
            found[release] = {"cpython": python.version if python else None, **figures.over_programs(rows[release]), **found[release],
                              "programs": rows[release]}
        return {"when": datetime.datetime.now().isoformat(timespec="minutes"), "xvm": about(self.xvm, not self.options.given_xvm),
                "cpu": process.cpu_name(), "cores": os.cpu_count(), "load": {"before": before, "after": process.load()},
                "rounds": self.options.rounds, "scale": self.options.scale, "pypy3": self.pypy and self.pypy.version,
                "releases": found, "failures": self.failures}


def about(xvm, is_ours):
    """What is known of the binary: the commit where we built it, and how its build folder is configured."""
    known = {"path": str(xvm)}
    if is_ours:
        git = ["git", "-C", ROOT]
        commit = subprocess.run([*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
        changed = subprocess.run([*git, "status", "--porcelain", "-uno"], capture_output=True, text=True, check=False).stdout.strip()
        known["commit"] = f"{commit} with changes" if changed else commit
    try:
        rows = json.loads((xvm.parent / "meson-info/intro-buildoptions.json").read_text())
    except OSError:
        return known
    options = {row["name"]: row["value"] for row in rows}
    known["build"] = " ".join([options["buildtype"], *(["LTO"] if options.get("b_lto") else []),
                               *(["PGO"] if options.get("b_pgo") == "use" else [])])
    return known


def parsed(arguments):
    parser = argparse.ArgumentParser(prog="tools/bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--release", action="append", default=[], metavar="X.Y", help="only this release, or a range like 3.6-3.10; may be repeated, default: all")
    add("--program", action="append", default=[], metavar="GLOB", help="only programs of this name; may be repeated")
    add("--rounds", type=int, default=5, metavar="N", help="how often each runs each program (default: %(default)s)")
    add("--scale", type=float, default=1.0, metavar="F", help="share of each program's own loop count; 0.05 to compare outputs alone")
    add("--no-cpython", action="store_true", help="run xvm alone")
    add("--xvm", type=pathlib.Path, metavar="PATH", help="measure this binary; builds nothing")
    add("--pgo", action="store_true", help="build with a profile (tools/build --pgo) and measure that")
    add("--format", choices=("text", "json"), default="text")
    add("--output", type=pathlib.Path, metavar="FILE", help="write the report there, not to stdout")
    options = parser.parse_args(arguments)
    if options.rounds < 1 or options.scale <= 0:
        parser.error("--rounds and --scale are more than 0")
    try:
        subjects.releases(options.release)
    except ValueError as error:
        parser.error(str(error))
    if not subjects.programs(options.program):
        parser.error("no program has such a name")
    options.given_xvm = bool(options.xvm)
    return options


def built(pgo):
    if subprocess.run([ROOT / "tools/build", *(["--pgo"] if pgo else []), "xvm"], check=False).returncode:
        sys.exit(1)
    return ROOT / ("build-pgo/xvm" if pgo else "build/xvm")


def main(arguments=None):
    options = parsed(arguments)
    options.xvm = (options.xvm or built(options.pgo)).absolute()
    if not os.access(options.xvm, os.X_OK):
        sys.exit(f"{options.xvm}: no such program")
    process.become_reaper()
    found = Bench(options).run()
    shown = reports.text(found) if options.format == "text" else json.dumps(found, indent=1) + "\n"
    if options.output:
        options.output.write_text(shown)
    else:
        sys.stdout.write(shown)
    return 1 if found["failures"] else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
