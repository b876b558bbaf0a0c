#!/usr/bin/env python3
"""Compares what xvm compiles from the corpus with what each CPython compiled.

compare.py TOOL CORPUS [--release X.Y ...] [--name GLOB ...] [--list KIND] [--show] [--verify] [--least PERCENT] [--count]

TOOL is compare_compiled; CORPUS has GROUP/X.Y/NAME.pyc beside src/GROUP/NAME.py (--sources gives another folder for src).
Prints for each release how many code objects are identical, and how often each field differs.
"""
import argparse
import collections
import fnmatch
import json
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


def add_arguments(parser):
    parser.add_argument('--list', help='print the code objects with this kind of difference')
    parser.add_argument('--show', action='store_true', help='print both disassemblies of what differs')
    parser.add_argument('--verify', action='store_true',
                        help='what was compiled must also decode, verify and disassemble')
    parser.add_argument('--count', action='store_true', help='end with how many releases passed and failed')
    parser.add_argument('--least', type=float, default=0, help='fail where less than this percentage is identical')


class Comparison:
    """What compare_compiled says of some sources. refusals: by source, the exception that the release raises."""

    def __init__(self, args, refusals=None):
        self.args, self.refusals = args, refusals or {}
        self.total, self.same = collections.Counter(), collections.Counter()
        self.kinds = collections.defaultdict(collections.Counter)
        self.faults = 0          # sources that the release compiles and we do not, or the other way round
        self.refused = self.refused_alike = 0
        self.unverified = collections.Counter()
        self.died = False

    def run(self, lines):
        args = self.args
        command = [args.tool] + ['--show'] * args.show + ['--verify'] * args.verify
        run = subprocess.run(command, input=lines, capture_output=True, text=True, errors='replace')
        if run.returncode:
            self.died = True
            print(f'{args.tool} ended with {run.returncode}: {run.stderr[-500:]}', file=sys.stderr)
            print('last:', run.stdout.splitlines()[-1:], file=sys.stderr)
        for line in run.stdout.splitlines():
            if args.show and line[:2] in ('- ', '+ '):
                print(line)
                continue
            fields = line.split('\t')
            if len(fields) == 4:
                self.take(*fields)

    def take(self, release, source, path, found):
        if not path and source in self.refusals:
            self.take_refusal(release, source, found)
        elif not path:
            self.faults += 1
            print(f'{release} {source}: {found}')
        else:
            self.total[release] += 1
            self.same[release] += found == '='
            self.unverified[release] += 'refused' in found
            for kind in found.split(','):
                self.kinds[release][kind.split(' ')[0]] += kind != '='
                if self.args.list and kind.startswith(self.args.list):
                    print(f'{release} {source} {path}: {found}')
            if self.args.show and found != '=':
                print(f'{release}\t{source}\t{path}\t{found}')

    def take_refusal(self, release, source, found):
        self.refused += 1
        wanted = self.refusals[source]
        if not found.startswith('fault '):
            self.faults += 1
            print(f'{release} {source}: {found}, but is refused by the release: {wanted["type"]}: {wanted["message"]}')
            return
        ours = json.loads(found[len('fault '):])
        # Where the release has no number, ours is 0 or -1.
        different = [f'{key} {ours.get(key)!r} for {value!r}' for key, value in wanted.items()
                     if ours.get(key) != value and not (value is None and ours.get(key) in (0, -1, -2))]
        self.refused_alike += not different
        if different:
            print(f'{release} {source}: {", ".join(different)}')

    def report(self):
        """True where something is less than it has to be."""
        low = self.died or sum(self.unverified.values()) > 0
        failed = 0
        for release in RELEASES:
            if not self.total[release]:
                continue
            percent = 100 * self.same[release] / self.total[release]
            short = percent < self.args.least or self.unverified[release] > 0
            low |= short
            failed += short
            counts = ' '.join(f'{k} {n}' for k, n in self.kinds[release].most_common() if n)
            print(f'{release:5} {self.same[release]:6}/{self.total[release]:6} {percent:6.2f}%  {counts}')
        total, same = sum(self.total.values()), sum(self.same.values())
        refused = f'  refused alike: {self.refused_alike}/{self.refused}' if self.refused else ''
        print(f'all   {same:6}/{total:6} {100 * same / max(1, total):6.2f}%  not compiled: {self.faults}{refused}')
        if self.args.count:
            releases = len([release for release in RELEASES if self.total[release]])
            print(f'{releases - failed} passed, {failed + self.died} failed')
        return low


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('tool')
    parser.add_argument('corpus', type=pathlib.Path)
    parser.add_argument('--sources', type=pathlib.Path)
    parser.add_argument('--release', action='append')
    parser.add_argument('--name', action='append')
    parser.add_argument('--group', action='append')
    add_arguments(parser)
    args = parser.parse_args()
    todo = list(programs(args.corpus, args.sources or args.corpus / 'src', args.release or RELEASES, args.name or ['*'],
                         args.group or ['core', 'v2', 'v3']))
    comparison = Comparison(args)
    comparison.run(''.join(f'{r}\t{s}\t{p}\t{s.name}\n' for r, s, p in todo))
    return comparison.report()


if __name__ == '__main__':
    sys.exit(main())
