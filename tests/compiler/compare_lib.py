#!/usr/bin/env python3
"""Compares what xvm compiles from the standard library of an installed CPython with what that CPython makes of it.

compare_lib.py TOOL PYTHON [--lib FOLDER] [--work FOLDER] [--name GLOB ...] [--list KIND] [--show] [--verify] [--least PERCENT]

TOOL is compare_compiled; PYTHON is the interpreter, FOLDER its library unless given. Every file that the release compiles
has to compile here, every one that it refuses has to be refused with the same exception. --work keeps what PYTHON compiled,
and takes it from there the next time. Prints what compare.py prints.
"""
import argparse
import fnmatch
import json
import pathlib
import subprocess
import sys
import tempfile

import compare


def ask(python, expression):
    code = f'import sys, os; sys.stdout.write({expression})'
    return subprocess.run([python, '-c', code], check=True, capture_output=True, text=True).stdout


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('tool')
    parser.add_argument('python')
    parser.add_argument('--lib', type=pathlib.Path)
    parser.add_argument('--work', type=pathlib.Path)
    parser.add_argument('--name', action='append')
    compare.add_arguments(parser)
    args = parser.parse_args()
    release = ask(args.python, '"%d.%d" % sys.version_info[:2]')
    lib = args.lib or pathlib.Path(ask(args.python, 'os.path.dirname(os.__file__)'))
    with tempfile.TemporaryDirectory() as temporary:
        work = args.work or pathlib.Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        if not (work / 'list.json').exists():
            oracle = pathlib.Path(__file__).with_name('oracle_compile.py')
            subprocess.run([args.python, oracle, lib, work], check=True, stderr=subprocess.DEVNULL)
        refusals, lines = {}, []
        for name, number, refusal in json.loads((work / 'list.json').read_text()):
            if not any(fnmatch.fnmatch(name, glob) for glob in args.name or ['*']):
                continue
            if refusal:
                refusals[str(lib / name)] = refusal
            golden = '-' if refusal else work / f'{number}.pyc'
            lines.append(f'{release}\t{lib / name}\t{golden}\t{name}\n')
        comparison = compare.Comparison(args, refusals)
        comparison.run(''.join(lines))
        return comparison.report()


if __name__ == '__main__':
    sys.exit(main())
