#!/usr/bin/env python3
"""Compares `xvm --dis --format json` with what each release's own dis says of the same files (GROUP/X.Y/NAME.jsonl)."""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

import corpus

FIELDS = ("name", "first_line", "argcount", "flags", "stacksize", "exceptions")


def difference(expected, got):
    """What differs first between a golden's code object and ours, or an empty string."""
    for field in FIELDS:
        if got.get(field) != expected[field]:
            return f"{field} is {got.get(field)!r}, not {expected[field]!r}"
    rows = [[ins.get("offset"), ins.get("op"), ins.get("arg"), ins.get("line"), ins.get("target")] for ins in got["instructions"]]
    for want, have in zip(expected["instructions"], rows):
        if want != have:
            return f"offset {want[0]}: {have}, not {want}"
    if len(rows) != len(expected["instructions"]):
        return f"{len(rows)} instructions, not {len(expected['instructions'])}"
    return ""


def compare_file(golden, got, counts):
    """The first difference between a golden file and the object xvm printed for the .pyc, or an empty string."""
    codes = [json.loads(line) for line in golden.decode().splitlines()]
    if got is None:
        return "xvm printed nothing for it"
    if len(got.get("codes", [])) != len(codes):
        return f"{len(got.get('codes', []))} code objects, not {len(codes)}"
    for expected, ours in zip(codes, got["codes"]):
        counts["code objects"] += 1
        counts["instructions"] += len(expected["instructions"])
        found = difference(expected, ours)
        if found:
            return f"{expected['name']} at line {expected['first_line']}: {found}"
    return ""


def disassemble(xvm, folder, paths, timeout):
    """{path: object} for the files that xvm disassembled, and what it wrote to stderr."""
    done = subprocess.run([xvm, "--dis", *paths, "--format", "json"], cwd=folder, capture_output=True, timeout=timeout,
                          env=corpus.environment(), start_new_session=True, check=False)
    objects = [json.loads(line) for line in done.stdout.decode().splitlines()]
    err = done.stderr.decode("utf-8", "backslashreplace").strip()
    if done.returncode < 0:
        err = f"xvm died by signal {-done.returncode}. {err}"
    return {entry["file"]: entry for entry in objects}, err


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--xvm", type=pathlib.Path, default=corpus.ROOT / "build/xvm", metavar="PATH", help="what disassembles (build/xvm)")
    add("--release", action="append", metavar="X.Y", help="only this release; may be repeated")
    add("--jobs", type=int, default=len(os.sched_getaffinity(0)), metavar="N", help="releases at a time")
    add("--timeout", type=float, default=120, metavar="SECONDS", help="time for one release (120)")
    add("--unpacked", type=pathlib.Path, metavar="FOLDER", help="where goldens are unpacked (beside xvm, tests/corpus/unpacked)")
    add("-v", "--verbose", action="store_true", help="describe every file that differs, not one a release")
    options = parser.parse_args()
    xvm = options.xvm.absolute()
    if not os.access(xvm, os.X_OK):
        parser.error(f"no executable {xvm}")
    unpacked = options.unpacked or xvm.parent / "tests/corpus/unpacked"

    programs = corpus.load()
    corpus.unpack(programs.values(), unpacked)
    files = collections.defaultdict(dict)
    for program in programs.values():
        for release in program.releases:
            golden = corpus.golden(unpacked, program, release, "jsonl")
            if golden is not None and (not options.release or release in options.release):
                files[release][f"{program.group}/{release}/{program.name}.pyc"] = golden

    def one(release):
        counts, differing = collections.Counter(), {}
        try:
            got, err = disassemble(xvm, unpacked, list(files[release]), options.timeout)
        except (subprocess.TimeoutExpired, ValueError) as error:
            got, err = {}, str(error)
        for path, golden in files[release].items():
            found = compare_file(golden, got.get(path), counts)
            if found:
                differing[path] = found
        return differing, err, counts

    total, failed = collections.Counter(), 0
    releases = sorted(files, key=corpus.release_key)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for release, (differing, err, counts) in zip(releases, pool.map(one, releases)):
            total.update(counts)
            failed += len(differing)
            for path, found in list(differing.items())[:None if options.verbose else 1]:
                print(f"FAILED {path}: {found}")
            if differing and err:
                print(f"  on stderr: {err.splitlines()[-1]}")
            print(f"{release}: {len(files[release]) - len(differing)} of {len(files[release])} files agree")
    count = sum(len(chosen) for chosen in files.values())
    print(f"{total['code objects']} code objects and {total['instructions']} instructions compared")
    print(f"{count - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
