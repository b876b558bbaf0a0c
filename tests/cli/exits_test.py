"""How programs end: exit statuses, what is left on stderr, what runs at the end. exits.json has what each release's CPython
prints; `exits_test.py --make` writes it anew with the CPythons of pyenv."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
XVM = str(pathlib.Path(os.environ.get("XVM", HERE.parents[1] / "build/xvm")).absolute())
GOLDENS = HERE / "exits.json"

# Sources of -c. Those of SHELL are run by a shell, $PY being the command.
SOURCES = {f"raise SystemExit({code})": f"raise SystemExit({code})" for code in
           ("0", "256", "-1", "2**31", "2**63", "2**70", "None", "True", "'text'", "u'te\\xe9'", "1.5", "()", "(3,)", "'a', 'b'", "object")}
SOURCES.update({f"sys.exit({code})": f"import sys; sys.exit({code})" for code in ("", "5", "()", "(3,)", "(1, 2)", "'text'", "SystemExit(3)", "ValueError(4)")})
SOURCES.update({
    "status whose str fails": "class C(object):\n  def __str__(self): raise ValueError(1)\nraise SystemExit(C())",
    "sys.exit of a tuple within except": "import sys\ntry: 1/0\nexcept ZeroDivisionError: sys.exit((3,))",
    "interrupt": "raise KeyboardInterrupt",
    "interrupt with a message": "raise KeyboardInterrupt('now')",
    "class derived from interrupt": "class K(KeyboardInterrupt): pass\nraise K",
    "interrupt by signal": "import os, signal\nos.kill(os.getpid(), 2)\nfor i in range(1000000): pass",
    "interrupt and exit function": "import atexit, sys\natexit.register(lambda: sys.stdout.write('bye\\n'))\nraise KeyboardInterrupt",
    "interrupt and excepthook": "import sys\nsys.excepthook = lambda *a: sys.stdout.write('hook\\n')\nraise KeyboardInterrupt",
    "excepthook exits": "import sys\ndef h(*a): sys.exit(5)\nsys.excepthook = h\n1/0",
    "excepthook fails": "import sys\ndef h(*a): raise ValueError('in hook')\nsys.excepthook = h\n1/0",
    "no excepthook": "import sys\ndel sys.excepthook\n1/0",
    "excepthook is None": "import sys\nsys.excepthook = None\n1/0",
    "stderr is None": "import sys; sys.stderr = None; 1/0",
    "no stderr": "import sys\ndel sys.stderr\n1/0",
    "stderr closed": "import sys\nsys.stderr.close()\n1/0",
    "stderr fails": "import sys\nclass W(object):\n  def write(self, t): raise ValueError('w')\nsys.stderr = W()\n1/0",
    "exit message without stderr": "import sys\nsys.stderr = None\nsys.exit('hello')",
    "exit message in parts": "import sys\nclass W(object):\n  def write(self, t): sys.__stdout__.write(repr(t) + '\\n')\nsys.stderr = W()\nsys.exit('what')",
    "stdout closed": "import sys\nsys.stdout.write('abc')\nsys.stdout.close()",
    "no stdout": "import sys\ndel sys.stdout\nprint(1)",
    "stdout's flush fails": "import sys\nclass W(object):\n  def write(self, t): pass\n  def flush(self): raise ValueError('fl')\nsys.stdout = W()\nprint(1)",
    "descriptor 1 closed": "import os\nprint(1)\nos.close(1)",
    "descriptor 1 closed, exit": "import os, sys\nprint(1)\nos.close(1)\nsys.exit(3)",
    "error in __del__": "class C(object):\n  def __del__(self): raise ValueError('in del')\nC()",
    "error in __del__ at the end": "class C(object):\n  def __del__(self): raise ValueError('in del')\nc = C()",
    "interrupt in __del__": "class C(object):\n  def __del__(self): raise KeyboardInterrupt\nC()\nprint(1)",
    "exit in __del__": "class C(object):\n  def __del__(self): raise SystemExit(4)\nC()\nprint(1)",
    "__del__ at the end": "class C(object):\n  def __init__(self, n): self.n = n\n  def __del__(self): print('del', self.n)\nc = C(1); d = C(2)\n_x = C(3)\nl = [C(4)]",
    "objects of an error that nobody caught": "class D(object):\n  def __del__(self): print('D')\nd = D()\ndef f():\n  e = D()\n  1/0\nf()",
    "generator that goes on": "def g():\n  while True:\n    try: yield 1\n    except GeneratorExit: pass\nx = g(); next(x); del x",
    "exit functions": "import atexit\ndef a(*x, **k): print(x, k)\natexit.register(a, 1, b=2)\natexit.register(a, 2)",
    "exit function in an error": "import atexit\ndef b(): print('b')\natexit.register(b)\n1/0",
    "exit function exits": "import atexit, sys\ndef a(): print('a')\ndef b(): sys.exit(9)\natexit.register(a); atexit.register(b)",
    "os._exit": "import os, sys\nsys.stdout.write('x')\nsys.stdout.flush()\nsys.stdout.write('lost')\nos._exit(7)",
    "sys.tracebacklimit": "import sys\nsys.tracebacklimit = 1\ndef f(): 1/0\ndef g(): f()\ng()",
})
SHELL = {
    "broken pipe": "$PY -c 'import time; time.sleep(0.3); print(1)' | true; echo ${PIPESTATUS[0]}",
    "stdout closed by the shell": "$PY -c 'print(1)' >&-; echo $?",
    "stderr closed by the shell": "$PY -c '1/0' 2>&-; echo $?",
    "full device": "$PY -c 'print(1)' >/dev/full; echo $?",
    "full device, flushed": "$PY -c 'import sys; print(1); sys.stdout.flush()' >/dev/full; echo $?",
    "full device, exit": "$PY -c 'import sys; print(1); sys.exit(3)' >/dev/full; echo $?",
    "full device, error": "$PY -c 'print(1); 1/0' >/dev/full; echo $?",
    "interrupt of a module": "echo 'raise KeyboardInterrupt' > m.py; $PY -c 'import m' 2>/dev/null; echo $?",
    "interrupt of a file": "echo 'raise KeyboardInterrupt' > m.py; $PY m.py 2>/dev/null; echo $?",
    "no __main__": "$PY . 2>&1 | sed 's/^[^:]*: //'",
    "bracket open at the end of a file": "printf 'x = (' > p.py; $PY p.py",
    "bracket open at the end of a file, line ended": "printf 'def f():\n  x = [1,\n' > p.py; $PY p.py",
    "text open at the end of a file": "printf 'x = \"\"\"abc\n\n' > p.py; $PY p.py",
    "block missing at the end of a file": "printf 'class C:\n' > p.py; $PY p.py",
    "interrupt seen by a shell": "$PY -c 'raise KeyboardInterrupt' 2>&1; echo $?",
}
LEFT_OUT = {"2": {"exit function exits",                           # tracebacks name the library's atexit.py
                  "bracket open at the end of a file, line ended"},  # an error of the dedent, told a line too early
            **{f"3.{minor}": {"block missing at the end of a file"} for minor in (10, 12, 13)},   # has no caret
            "3.11": {"block missing at the end of a file", "sys.exit(())", "sys.exit((3,))"}}   # the last release that keeps a raw tuple until someone catches the exception


def run(command, name):
    environment = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "PYTHON_COLORS": "0"}
    with tempfile.TemporaryDirectory() as made:
        folder = str(pathlib.Path(made).resolve())
        if name in SHELL:
            arguments = ["bash", "-c", SHELL[name]]
            environment["PY"] = " ".join(command)
        else:
            arguments = [*command, "-c", SOURCES[name]]
        done = subprocess.run(arguments, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    shown = [re.sub("0x[0-9a-f]{6,}", "0xADDRESS", part.decode("utf-8", "backslashreplace")).replace(folder, "FOLDER") for part in (done.stdout, done.stderr)]
    return [done.returncode, *shown]


class Exits(unittest.TestCase):
    maxDiff = None


def add_test(release, goldens):
    def test(self):
        for name, golden in goldens.items():
            with self.subTest(name):
                self.assertEqual(run([XVM, "--version-tag", release, "-S", "--stdlib", "none"], name), golden)
    setattr(Exits, f"test {release}", test)


def make():
    goldens = {}
    versions = pathlib.Path(os.environ.get("PYENV_ROOT", pathlib.Path.home() / ".pyenv")) / "versions"
    for folder in sorted(versions.iterdir(), key=lambda one: [int(part) for part in one.name.split(".")]):
        release = ".".join(folder.name.split(".")[:2])
        names = [name for name in [*SOURCES, *SHELL] if name not in LEFT_OUT.get(release, LEFT_OUT.get(release[0], ()))]
        goldens[release] = {name: run([str(folder / "bin/python"), "-S"], name) for name in names}
    GOLDENS.write_text(json.dumps(goldens, indent=1) + "\n")


if sys.argv[1:] == ["--make"]:
    make()
else:
    for tag, expected in json.loads(GOLDENS.read_text()).items():
        add_test(tag, expected)
    if __name__ == "__main__":
        unittest.main()
