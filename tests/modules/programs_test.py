#!/usr/bin/env python3
"""Runs programs/NAME.py with xvm as each release of which goldens/NAME-X.Y.txt says what CPython printed.

usage: programs_test.py XVM
With CPythons to ask: programs_test.py --make NAME PYTHON...
"""
import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "PYTHONIOENCODING": "utf-8",
               "PYTHONDONTWRITEBYTECODE": "1", "PYTHONWARNINGS": "ignore", "TZ": "UTC"}


def output_of(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=ENVIRONMENT, cwd=HERE / "programs", timeout=300)
    return re.sub(rb"0x[0-9a-f]{6,}", b"0x", done.stdout)


def make(name, pythons):
    for python in pythons:
        tag = subprocess.run([python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], stdout=subprocess.PIPE).stdout.decode().strip()
        (HERE / "goldens" / f"{name}-{tag}.txt").write_bytes(output_of([python, f"{name}.py"]))


def main():
    if sys.argv[1] == "--make":
        return make(sys.argv[2], sys.argv[3:])
    xvm = str(Path(sys.argv[1]).resolve())
    failures = 0
    for golden in sorted((HERE / "goldens").glob("*.txt")):
        name, tag = golden.stem.rsplit("-", 1)
        wanted = golden.read_bytes().splitlines()
        without = ["--stdlib", "none"] if name.startswith("own_") else []   # what xvm itself brings
        got = output_of([xvm, "--version-tag", tag, *without, f"{name}.py"]).splitlines()
        if got == wanted:
            continue
        failures += 1
        for i in range(max(len(got), len(wanted))):
            a, b = (lines[i] if i < len(lines) else b"" for lines in (wanted, got))
            if a != b:
                print(f"{name} as {tag}, line {i + 1}:\n  expected: {a.decode()}\n  got:      {b.decode()}")
                break
    print(f"{failures} of {len(list((HERE / 'goldens').glob('*.txt')))} differ")
    sys.exit(failures != 0)


if __name__ == "__main__":
    main()
