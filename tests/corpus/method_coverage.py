#!/usr/bin/env python3
"""Says which native methods of the built-in types, and functions of the native modules, no program called, with the releases
in which that is so.

    meson setup cover -Dmethod_coverage=true && ninja -C cover xvm
    XVM_METHOD_COVERAGE=/tmp/methods.txt tests/corpus/run.py --xvm cover/xvm
    tests/corpus/method_coverage.py /tmp/methods.txt
"""
import argparse
import collections
import pathlib

import corpus


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notes", type=pathlib.Path, help="what the runs wrote")
    options = parser.parse_args()
    has, called = collections.defaultdict(set), collections.defaultdict(set)
    for line in set(options.notes.read_text().splitlines()):
        kind, release, method = line.split(" ", 2)
        (has if kind == "has" else called)[method].add(release)
    missed = {method: releases - called[method] for method, releases in has.items() if releases - called[method]}
    for method in sorted(missed):
        print(f"{method}: {', '.join(sorted(missed[method], key=corpus.release_key))}")
    total, lacking = sum(map(len, has.values())), sum(map(len, missed.values()))
    print(f"{total - lacking} of {total} methods and functions of all releases were called, {len(has) - sum(not called[m] for m in has)} of {len(has)} in some release")


if __name__ == "__main__":
    main()
