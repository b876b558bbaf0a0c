"""Modules of all releases of a major line beside a main program of one of them."""
import os
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
XVM = str(pathlib.Path(os.environ.get("XVM", ROOT / "build/xvm")).absolute())
LINES = {"2": ["2.5", "2.6", "2.7"], "3": [f"3.{minor}" for minor in range(14)]}

MODULE = '''
import sys
COUNT = [0]

def total(*numbers):
    return sum(numbers)

def numbers(n):
    try:
        for i in range(n):
            got = yield i * 2
            if got: COUNT[0] += got
    finally:
        COUNT[0] += 100

class Base(object):
    kind = "base"
    def __init__(self, value): self.value = value
    def __eq__(self, other): return self.value == other.value
    def __hash__(self): return hash(self.value)
    def who(self): return "%s %s" % (self.kind, self.value)

class Manager(object):
    def __init__(self): self.seen = []
    def __enter__(self): return self
    def __exit__(self, kind, value, trace):
        self.seen.append(kind and kind.__name__)
        return kind is KeyError

def make_counter():
    count = [0]
    def step(by=1):
        count[0] += by
        return count[0]
    return step

def fail(kind):
    try:
        raise kind("from here")
    finally:
        COUNT[0] += 1

def catch(function, *arguments):
    try:
        return function(*arguments)
    except (ValueError, KeyError):
        error = sys.exc_info()[1]
        return "%s %s" % (type(error).__name__, error)

def spread(first, second=2, *rest, **named):
    return first, second, rest, sorted(named.items())

def squares(sequence):
    return [x * x for x in sequence if x % 2], dict((x, x) for x in sequence), sorted(set(x // 2 for x in sequence))

class Late(object):
    def __getattr__(self, name): return "no " + name
    def __getitem__(self, at): return at
    def __len__(self): return 3
    def __contains__(self, item): return item == 3
    def __iter__(self): return iter([1, 2, 3])

def unpack():
    (a, b), c = (1, 2), 3
    for i, (x, y) in enumerate([(1, 2), (3, 4)]):
        if i: break
    else:
        x = None
    while a < 10: a += b
    return a, b, c, x, y
'''

MAIN = '''
from __future__ import with_statement
import sys
for name in NAMES:
    m = __import__(name)
    class Sub(m.Base):
        kind = "sub of " + name
        def who(self): return super(Sub, self).who() + "!"
    told = [m.total(1, 2, 3), Sub(4).who(), Sub(4) == m.Base(4), len(set([Sub(1), m.Base(1)]))]
    g = m.numbers(5)
    told += [next(g) if sys.version_info[0] > 2 else g.next(), g.send(7)]
    g.close()
    told += [m.COUNT[0], list(m.numbers(3))]
    manager = m.Manager()
    with manager:
        raise KeyError(1)
    with manager as same:
        told.append(same is manager)
    told.append(manager.seen)
    step = m.make_counter()
    told += [step(), step(by=5), m.catch(m.fail, ValueError), m.catch(int, "x")[:10], m.catch({}.__getitem__, "k")]
    try:
        m.catch(m.fail, TypeError)
    except TypeError:
        trace, lines = sys.exc_info()[2], []
        while trace:
            lines.append((trace.tb_frame.f_code.co_name, trace.tb_lineno - trace.tb_frame.f_code.co_firstlineno))
            trace = trace.tb_next
        told.append(lines[1:])
    told += [m.spread(1), m.spread(*(1, 2, 3), **{"z": 1}), m.squares(range(6))]
    late = m.Late()
    told += [late.thing, late[1], late[1, 2], 3 in late, list(late), len(late), bool(late), m.unpack()]
    print(told == EXPECTED or "%s under %s.%s: %s" % ((name,) + tuple(sys.version_info[:2]) + (told,)))
'''
EXPECTED = '''[6, "sub of %s 4!" % name, True, 1, 0, 2, 107, [0, 2, 4], True, ["KeyError", None], 1, 6, "ValueError from here", "ValueError", "KeyError 'k'",
    [("catch", 2), ("fail", 2)], (1, 2, (), []), (1, 2, (3,), [("z", 1)]), ([1, 9, 25], {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5}, [0, 1, 2]),
    "no thing", 1, (1, 2), True, [1, 2, 3], 3, True, (11, 2, 3, 3, 4)]'''


class Kindred(unittest.TestCase):
    def check(self, line):
        with tempfile.TemporaryDirectory() as holder:
            folder = pathlib.Path(holder)
            names = ["of_" + tag.replace(".", "_") for tag in LINES[line]]
            (folder / "module.py").write_text(MODULE)
            (folder / "main.py").write_text(MAIN.replace("NAMES", repr(names)).replace("EXPECTED", EXPECTED))
            for tag, name in zip(LINES[line], names):
                for source, target in (("module.py", name + ".pyc"), ("main.py", f"main-{tag}.pyc")):
                    subprocess.run([XVM, "--compile", "--version-tag", tag, source, "-o", target], cwd=folder, check=True)
            for tag in LINES[line]:
                for stream in ("fast", "plain"):
                    done = subprocess.run([XVM, "--stream", stream, "--stdlib", "none", f"main-{tag}.pyc"], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
                    self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "True\n" * len(names), ""), (tag, stream))

    def test_2(self):
        self.check("2")

    def test_3(self):
        self.check("3")

    def test_not_across_lines(self):
        with tempfile.TemporaryDirectory() as holder:
            folder = pathlib.Path(holder)
            (folder / "module.py").write_text("x = 1\n")
            (folder / "main.py").write_text("import other\n")
            subprocess.run([XVM, "--compile", "--version-tag", "2.7", "module.py", "-o", "other.pyc"], cwd=folder, check=True)
            done = subprocess.run([XVM, "--version-tag", "3.8", "main.py"], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn("ImportError: bad magic number in 'other'", done.stderr)


if __name__ == "__main__":
    unittest.main()
