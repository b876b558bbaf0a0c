#!/usr/bin/env python3
"""Compares what xvm compiles from the corpus with what each CPython compiled.

compare.py TOOL CORPUS [--release X.Y ...] [--name GLOB ...] [--kinds] [--list KIND] [--show] [--verify] [--least PERCENT]

TOOL is compare_compiled; CORPUS has GROUP/X.Y/NAME.pyc beside src/GROUP/NAME.py (--sources gives another folder for src).
Prints for each release how many code objects are identical, and how often each field differs.
"""
import argparse
import collections
import fnmatch
import pathlib
import subprocess
import sys

RELEASES = '2.5 2.6 2.7 3.0 3.1 3.2 3.3 3.4 3.5 3.6 3.7 3.8 3.9 3.10 3.11 3.12 3.13'.split()


def programs(corpus, sources, releases, names, groups):
    for release in releases:
        for group in groups:
            for pyc in sorted((corpus / group / release).glob('*.pyc')):
                source = sources / group / (pyc.stem + '.py')
                if source.exists() and any(fnmatch.fnmatch(f'{group}/{pyc.stem}', n) for n in names):
                    yield release, source, pyc


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('tool')
    parser.add_argument('corpus', type=pathlib.Path)
    parser.add_argument('--sources', type=pathlib.Path)
    parser.add_argument('--release', action='append')
    parser.add_argument('--name', action='append')
    parser.add_argument('--group', action='append')
    parser.add_argument('--list', help='print the code objects with this kind of difference')
    parser.add_argument('--show', action='store_true', help='print both disassemblies of what differs')
    parser.add_argument('--verify', action='store_true')
    parser.add_argument('--least', type=float, default=0, help='fail where less than this percentage is identical')
    args = parser.parse_args()
    sources = args.sources or args.corpus / 'src'
    todo = list(programs(args.corpus, sources, args.release or RELEASES, args.name or ['*'],
                         args.group or ['core', 'v2', 'v3']))
    lines = ''.join(f'{r}\t{s}\t{p}\t{s.name}\n' for r, s, p in todo)
    command = [args.tool] + ['--show'] * args.show + ['--verify'] * args.verify
    run = subprocess.run(command, input=lines, capture_output=True, text=True, errors='replace')
    if run.returncode:
        print(f'{args.tool} ended with {run.returncode}: {run.stderr[-500:]}', file=sys.stderr)
        print('last:', run.stdout.splitlines()[-1:], file=sys.stderr)
    total, same = collections.Counter(), collections.Counter()
    kinds = collections.defaultdict(collections.Counter)
    faults = collections.Counter()
    for line in run.stdout.splitlines():
        if args.show and line[:2] in ('- ', '+ '):
            print(line)
            continue
        fields = line.split('\t')
        if len(fields) != 4:
            continue
        release, source, path, found = fields
        if not path:
            faults[release] += 1
            print(f'{release} {source}: {found}')
            continue
        total[release] += 1
        same[release] += found == '='
        for kind in found.split(','):
            kinds[release][kind.split(' ')[0]] += kind != '='
            if args.list and kind.startswith(args.list):
                print(f'{release} {source} {path}: {found}')
        if args.show and found != '=':
            print(line)
    low = run.returncode != 0
    for release in RELEASES:
        if not total[release]:
            continue
        percent = 100 * same[release] / total[release]
        low |= percent < args.least
        counts = ' '.join(f'{k} {n}' for k, n in kinds[release].most_common() if n)
        print(f'{release:5} {same[release]:6}/{total[release]:6} {percent:6.2f}%  {counts}')
    print(f'all   {sum(same.values()):6}/{sum(total.values()):6} '
          f'{100 * sum(same.values()) / max(1, sum(total.values())):6.2f}%  not compiled: {sum(faults.values())}')
    return low


if __name__ == '__main__':
    sys.exit(main())
