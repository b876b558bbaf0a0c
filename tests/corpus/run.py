#!/usr/bin/env python3
"""Runs the corpus with xvm and compares stdout, exit status and stderr with the goldens, byte by byte."""
import argparse
import collections
import concurrent.futures
import dataclasses
import fnmatch
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

import corpus


@dataclasses.dataclass
class Run:
    """One program of one release on one stream, and what came of it."""
    program: corpus.Program
    release: str
    stream: str
    kind: str = "passed"  # or: stdout, status, stderr, timeout, limit, signal
    cause: str = ""
    where: str = ""
    expected: str = ""
    got: str = ""
    seconds: float = 0.0
    counts: dict = dataclasses.field(default_factory=dict)  # opcode: {operation: times}
    known: str = ""  # the cause under which it is listed as a known failure
    origin: str = "pyc"  # what is run: CPython's .pyc; source, compiled to a .pyc by xvm; script, the source itself

    @property
    def label(self):
        stream = "" if self.stream == "fast" else f" --stream {self.stream}"
        return f"{self.program.key} {self.release}{stream}" + ("" if self.origin == "pyc" else f" --from {self.origin}")

    @property
    def outcome(self):
        passes = self.kind == "passed"
        if self.known:
            return "failed" if passes else "skipped"
        return "passed" if passes else "failed"


def shown(line):
    """A line of output as a person can tell it from another."""
    if line is None:
        return "(nothing: the output ends here)"
    text = line.decode("utf-8", "backslashreplace")
    if len(text) > 300:
        text = f"{text[:300]}... ({len(text)} characters)"
    return text if text.isprintable() and text == text.strip() and text else repr(text)


def first_difference(expected, got):
    """(line number, expected line, line got) of the first line that differs; a missing line is None."""
    left, right = expected.split(b"\n"), got.split(b"\n")
    for number, (one, other) in enumerate(zip(left, right), 1):
        if one != other:
            return number, one, other
    shorter = min(len(left), len(right))
    rest = lambda lines: lines[shorter] if len(lines) > shorter else None
    return shorter + 1, rest(left), rest(right)


def cause_in(program, err):
    """The last line that a run wrote to stderr, without what differs from program to program."""
    lines = [line for line in err.decode("utf-8", "backslashreplace").splitlines() if line.strip()]
    if not lines:
        return ""
    line = lines[-1].strip()
    line = re.sub(rf"^(\S*/)?{re.escape(program.name)}\.pyc: ", "", line)
    return re.sub(r"0x[0-9a-f]{4,}", "0x..", line)[:300]


def judge(run, ended, out, err):
    """Fills in what came of a run whose goldens are out and err (None: stderr is not compared)."""
    program = run.program
    run.seconds = ended.seconds
    said = cause_in(program, ended.err) if ended.err != err else ""

    def differs(kind, name, expected, got):
        number, one, other = first_difference(expected, got)
        run.kind, run.where = kind, f"{name} line {number}"
        run.expected, run.got = shown(one), shown(other)
        run.cause = said or f"{name} differs"

    if ended.stopped:
        run.kind = "timeout" if "longer" in ended.stopped else "limit"
        run.cause = run.where = ended.stopped
    elif ended.status < 0:
        number = -ended.status
        name = signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"
        run.kind, run.cause = "signal", f"died by {name}"
        run.where, run.expected, run.got = run.cause, f"exit status {program.rc}", said or "nothing on stderr"
    elif ended.out != out:
        differs("stdout", "stdout", out, ended.out)
    elif ended.status != program.rc:
        run.kind, run.where = "status", "exit status"
        run.expected, run.got = str(program.rc), str(ended.status)
        run.cause = said or f"exit status {ended.status}, not {program.rc}"
    elif err is not None and ended.err != err:
        differs("stderr", "stderr", err, ended.err)
    return run


def covers(pattern, release):
    """Whether `*`, `3.7` or `3.5-3.13` names this release."""
    if pattern == "*":
        return True
    first, _, last = pattern.partition("-")
    key = corpus.release_key
    return key(first) <= key(release) <= key(last or first)


def known_failures(path, programs):
    """{(program key, release): cause} from {"cause": ["group/name@releases", ...]}."""
    text = path.read_text()
    known = {}
    for cause, entries in (json.loads(text) if text.strip() else {}).items():
        for entry in entries:
            key, _, pattern = entry.partition("@")
            if key not in programs:
                sys.exit(f"{path}: no program {key!r} (under {cause!r})")
            releases = [release for release in programs[key].releases if covers(pattern or "*", release)]
            if not releases:
                sys.exit(f"{path}: {key} has no release {pattern} (under {cause!r})")
            for release in releases:
                if known.setdefault((key, release), cause) != cause:
                    sys.exit(f"{path}: {key}@{release} is listed twice")
    return known


def table(runs):
    """Release by group as a Markdown table: programs that pass on every stream that ran, of programs."""
    groups = [group for group in corpus.GROUPS if any(run.program.group == group for run in runs)]
    cells = collections.defaultdict(dict)
    for run in runs:
        programs = cells[run.release, run.program.group]
        programs[run.program.key] = programs.get(run.program.key, True) and run.kind == "passed"
    releases = sorted({run.release for run in runs}, key=corpus.release_key)

    def row(name, chosen):
        texts = []
        for group in groups:
            results = [good for release in chosen for good in cells.get((release, group), {}).values()]
            texts.append(f"{sum(results)} of {len(results)}" if results else "")
        return [name, *texts]

    rows = [["release", *groups], *(row(release, [release]) for release in releases)]
    if len(releases) > 1:
        rows.append(row("all", releases))
    widths = [max(len(line[column]) for line in rows) for column in range(len(rows[0]))]
    lines = ["| " + " | ".join(text.ljust(width) for text, width in zip(line, widths)) + " |" for line in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def describe(run):
    if run.outcome == "failed" and run.kind == "passed":
        return f"PASSES, but is listed as a known failure: {run.label} ({run.known})"
    head = f"{'DIED' if run.kind == 'signal' else 'FAILED'} {run.label}: {run.where}"
    if run.kind in ("timeout", "limit"):
        return head
    lines = [head, f"  expected: {run.expected}", f"  got:      {run.got}"]
    if run.cause and run.kind != "signal" and not run.cause.endswith("differs"):
        lines.append(f"  cause:    {run.cause}")
    return "\n".join(lines)


def causes(runs):
    """Failures by cause, the most frequent first, each with some of its programs."""
    groups = collections.defaultdict(list)
    for run in runs:
        if run.kind != "passed":
            groups[run.known or run.cause].append(run)
    lines = []
    for cause, members in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        names = list(dict.fromkeys(run.program.key for run in members))
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        mark = " (known)" if members[0].known else ""
        lines.append(f"{len(members):6}  {cause}{mark}\n        {', '.join(names[:3])}{more}")
    return "\n".join(lines)


def report(path, options, runs, seconds):
    rows = []
    for run in runs:
        row = {"program": run.program.key, "release": run.release, "stream": run.stream, "outcome": run.outcome,
               "from": run.origin, "kind": run.kind, "seconds": round(run.seconds, 4)}
        row.update({name: getattr(run, name) for name in ("cause", "where", "expected", "got", "known") if getattr(run, name)})
        rows.append(row)
    counts = collections.Counter(run.outcome for run in runs)
    path.write_text(json.dumps({"xvm": str(options.xvm), "seconds": round(seconds, 2), "passed": counts["passed"],
                                "failed": counts["failed"], "skipped": counts["skipped"], "runs": rows}, indent=1) + "\n")


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--xvm", type=pathlib.Path, default=corpus.ROOT / "build/xvm", metavar="PATH", help="what runs the .pyc (build/xvm)")
    add("--group", default=",".join(corpus.GROUPS), help="groups, with commas between (all)")
    add("--release", action="append", metavar="X.Y", help="only this release; may be repeated, or be a range like 3.5-3.13")
    add("--name", action="append", metavar="GLOB", help="only programs whose NAME or GROUP/NAME matches; may be repeated")
    add("--first", action="store_true", help="only the programs of first.txt")
    add("--stream", choices=("fast", "plain", "both"), default="fast", help="the instruction stream to run (fast)")
    add("--from", dest="origin", choices=("pyc", "source", "script"), default="pyc",
        help="run CPython's .pyc (pyc), what xvm compiles from source (source), or the .py itself, whose stderr is not compared (script)")
    add("--jobs", type=int, default=len(os.sched_getaffinity(0)), metavar="N", help="programs run at a time")
    add("--timeout", type=float, default=60, metavar="SECONDS", help="time for one program (60)")
    add("--memory", type=int, default=4096, metavar="MB", help="data a program may allocate; 0 for no limit, as sanitizers need")
    add("--known", type=pathlib.Path, metavar="FILE", help="known failures, {cause: [GROUP/NAME@RELEASES, ...]} (known.json of the corpus)")
    add("--causes", action="store_true", help="group the failures by cause, in place of listing them")
    add("--show", type=int, default=20, metavar="N", help="failures to describe (20); deaths by signal are always described")
    add("--opcodes", action="store_true", help="count what runs, and say which opcodes of each release never did")
    add("--report", type=pathlib.Path, metavar="FILE.json", help="write every result to this file")
    add("--corpus", type=pathlib.Path, default=corpus.HERE, metavar="FOLDER", help="the corpus (this script's folder)")
    add("--unpacked", type=pathlib.Path, metavar="FOLDER", help="where its goldens are unpacked (beside xvm, tests/corpus/unpacked)")
    add("-v", "--verbose", action="store_true", help="a line for every run, and every failure described")
    options = parser.parse_args(arguments)
    options.xvm = options.xvm.absolute()
    if not os.access(options.xvm, os.X_OK):
        parser.error(f"no executable {options.xvm}")
    unknown = set(options.group.split(",")) - set(corpus.GROUPS)
    if unknown:
        parser.error(f"no group {sorted(unknown)[0]!r}; there are {', '.join(corpus.GROUPS)}")
    for release in options.release or ():
        if not re.fullmatch(r"\d+\.\d+(-\d+\.\d+)?", release):
            parser.error(f"--release {release!r} is neither X.Y nor X.Y-X.Y")
    options.known = options.known or options.corpus / "known.json"
    options.unpacked = options.unpacked or options.xvm.parent / "tests/corpus/unpacked"
    return options


def choose(options, programs):
    """The runs that the options ask for."""
    groups = set(options.group.split(","))
    first = set((options.corpus / "first.txt").read_text().split()) if options.first else programs
    globs = options.name or ["*"]
    streams = ("fast", "plain") if options.stream == "both" else (options.stream,)
    runs = []
    for key, program in programs.items():
        if program.group not in groups or key not in first:
            continue
        if not any(fnmatch.fnmatchcase(key if "/" in glob else program.name, glob) for glob in globs):
            continue
        for release in program.releases:
            if not options.release or any(covers(wanted, release) for wanted in options.release):
                runs.extend(Run(program, release, stream, origin=options.origin) for stream in streams)
    return runs


def never_run(options, runs):
    """A line a release: how many of its opcodes, told apart by what they mean, ran, and which did not."""
    lines = []
    for release in sorted({run.release for run in runs}, key=corpus.release_key):
        ran = collections.defaultdict(set)
        for run in runs:
            if run.release == release:
                for opcode, operations in run.counts.items():
                    ran[opcode].update(operations)
        listed = subprocess.run([options.xvm, "--list-ops", release, "--format", "json"], capture_output=True, check=True)
        total, missing = 0, []
        for row in json.loads(listed.stdout)["opcodes"]:
            operations = row["operation"].split("|") if row["operation"] != "-" else []
            total += len(operations)
            if len(operations) == 1:  # the verifier may have put another one in its place
                missing += [row["name"]] if row["name"] not in ran else []
            else:
                missing += [f"{row['name']} as {name}" for name in operations if name not in ran[row["name"]]]
        lines.append(f"{release}: {total - len(missing)} of {total} ran" + (f"; never {', '.join(missing)}" if missing else ""))
    return "\n".join(lines)


class Progress:
    """A line on a terminal that is written over; nothing elsewhere."""

    def __init__(self, total):
        self.total, self.done, self.failed = total, 0, 0
        self.terminal = sys.stderr.isatty()

    def count(self, run):
        self.done += 1
        self.failed += run.outcome == "failed"
        if self.terminal and (self.done % 16 == 0 or self.done == self.total):
            print(f"\r{self.done}/{self.total} run, {self.failed} failed", end="", file=sys.stderr, flush=True)

    def clear(self):
        if self.terminal:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def run_all(options, runs):
    runner = corpus.Runner(options.timeout, options.memory)

    def one(run):
        pyc, source = f"{run.program.name}.pyc", f"{run.program.name}.py"
        files = {kind: corpus.golden(options.unpacked, run.program, run.release, kind) for kind in ("pyc", "out", "err")}
        arguments = [] if run.stream == "fast" else ["--stream", run.stream]
        start, name = {pyc: files["pyc"]}, pyc
        if run.origin != "pyc":
            start, name = {source: (options.corpus / "src" / run.program.group / source).read_bytes()}, source
        with corpus.working_folder(start) as folder, corpus.working_folder({}) as beside:
            counts = pathlib.Path(beside) / "counts.json"
            if options.opcodes:
                arguments += ["--count-ops", counts]
            if run.origin == "script":
                arguments += ["--version-tag", run.release]
            elif run.origin == "source":
                made = runner.run([options.xvm, "--compile", "--version-tag", run.release, source, "-o", pyc], folder)
                if made.status or made.stopped:
                    return judge(run, made, files["out"], None)
                (pathlib.Path(folder) / source).unlink()  # tracebacks of the goldens show no lines
                name = pyc
            ended = runner.run([options.xvm, *arguments, name], folder, run.program.stdin)
            if counts.exists():
                run.counts = json.loads(counts.read_text())
        return judge(run, ended, files["out"], None if run.origin == "script" else files["err"])

    progress = Progress(len(runs))
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        try:
            for future in concurrent.futures.as_completed([pool.submit(one, run) for run in runs]):
                run = future.result()
                progress.count(run)
                if options.verbose and run.kind == "passed":
                    print(f"passed {run.label} ({run.seconds:.3f} s)")
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            runner.stop()
            raise
        finally:
            progress.clear()


def main(arguments=None):
    options = parse(arguments)
    programs = corpus.load(options.corpus)
    known = known_failures(options.known, programs) if options.known.exists() else {}
    runs = choose(options, programs)
    if not runs:
        sys.exit("no program matches")
    for run in runs:
        run.known = known.get((run.program.key, run.release), "")
    corpus.unpack({run.program.key: run.program for run in runs}.values(), options.unpacked, options.corpus)

    started = time.monotonic()
    try:
        run_all(options, runs)
    except KeyboardInterrupt:
        sys.exit("interrupted")
    seconds = time.monotonic() - started

    failed = [run for run in runs if run.outcome == "failed"]
    died = [run for run in runs if run.kind == "signal"]
    if options.causes:
        text = causes(runs)
        if text:
            print(text)
    limit = len(failed) if options.verbose else 0 if options.causes else options.show
    described = [run for run in failed if run.kind != "signal"][:limit]
    for run in described:
        print(describe(run))
    left = len(failed) - len(described) - sum(run.kind == "signal" for run in failed)
    if left and not options.causes:
        print(f"... and {left} more; --causes groups them, -v describes all")
    print(table(runs))
    for run in died:
        print(describe(run))
    if died:
        print(f"*** {len(died)} DIED BY A SIGNAL ***")
    if options.opcodes:
        print(never_run(options, runs))
    if options.report:
        report(options.report, options, runs, seconds)
    counts = collections.Counter(run.outcome for run in runs)
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    print(f"{len(runs)} runs of {len({run.program.key for run in runs})} programs in {seconds:.1f} s")
    print(f"{counts['passed']} passed, {counts['failed']} failed{skipped}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
