#!/usr/bin/env python3
"""Runs survives/NAME.py as each release that its first line names: programs that change things under the interpreter's hands
(what dies, is being iterated over, compared, called or looked up). Most CPythons crash in some of them, so there are no
goldens: they end well and say "done" last.

usage: survives_test.py XVM [NAME...]
"""
import re
import subprocess
import sys
from pathlib import Path

RELEASES = ["2.5", "2.6", "2.7"] + [f"3.{minor}" for minor in range(14)]


def releases_of(source):
    for part in re.match(r"# releases: (\S+)\n", source)[1].split(","):
        first, _, last = part.partition("-")
        yield from RELEASES[RELEASES.index(first):RELEASES.index(last or first) + 1]


def main(xvm, *names):
    failed = 0
    for path in sorted(Path(__file__).resolve().parent.glob("survives/*.py")):
        if names and path.stem not in names:
            continue
        for release in releases_of(path.read_text()):
            done = subprocess.run([Path(xvm).resolve(), "-I", "--version-tag", release, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)
            if done.returncode == 0 and done.stdout.endswith(b"done\n"):
                continue
            failed += 1
            print(f"{path.stem} {release}: status {done.returncode}", done.stdout[-200:].decode(errors="replace"), done.stderr[-1000:].decode(errors="replace"), sep="\n")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
