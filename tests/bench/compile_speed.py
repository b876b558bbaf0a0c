#!/usr/bin/env python3
"""Lines that xvm's compiler takes in a second against compile() of a CPython, over that CPython's standard library.

compile_speed.py TOOL PYTHON ... [--rounds N] [--every N]

TOOL is compile_speed of an optimised build. Both sides read all sources first and compile them in one process; CPU time is
measured, the best of N rounds on each side, taken in turn. Prints lines a second of both and the ratio for each PYTHON, and
ends with 1 where a ratio is below 1.
"""
import argparse
import subprocess
import sys

MEASURE = '''
import os, sys, io, time, warnings
warnings.simplefilter('ignore')
clock = getattr(time, 'process_time', None) or time.clock
sources = []
for name in sys.stdin.read().splitlines():
    with io.open(name, 'rb') as file:
        sources.append((name, file.read()))
lines = sum(source.count(b'\\n') for name, source in sources)
start = clock()
for name, source in sources:
    compile(source, name, 'exec', 0, True)
print('%d %.6f' % (lines, clock() - start))
'''
LIST = '''
import os, sys, io, warnings
warnings.simplefilter('ignore')
root, every, seen = os.path.dirname(os.__file__), int(sys.argv[1]), 0
for folder, folders, files in os.walk(root):
    folders[:] = sorted(f for f in folders if f not in ('__pycache__', 'site-packages'))
    for name in sorted(files):
        path = os.path.join(folder, name)
        if not name.endswith('.py'):
            continue
        seen += 1
        if seen % every:
            continue
        with io.open(path, 'rb') as file:
            source = file.read()
        try:
            compile(source, path, 'exec', 0, True)
        except Exception:
            continue
        print(path)
print('%d.%d' % sys.version_info[:2])
'''


def run(command, text):
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('tool')
    parser.add_argument('python', nargs='+')
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--every', type=int, default=1, help='take one file of so many')
    args = parser.parse_args()
    slow = False
    for python in args.python:
        *names, release = run([python, '-c', LIST, str(args.every)], '').split('\n')[:-1]
        listed = '\n'.join(names) + '\n'
        ours, theirs = [], []
        for _ in range(args.rounds):
            lines, seconds = run([python, '-c', MEASURE], listed).split()
            theirs.append(float(seconds))
            lines, seconds, compiled = run([args.tool, release], listed).split()
            ours.append(float(seconds))
        ratio = min(theirs) / min(ours)
        slow |= ratio < 1
        print(f'{release:5} {len(names)} files {lines} lines: xvm {int(lines) / min(ours):9.0f} lines/s, '
              f'CPython {int(lines) / min(theirs):9.0f} lines/s, ratio {ratio:.2f}', flush=True)
    return slow


if __name__ == '__main__':
    sys.exit(main())
