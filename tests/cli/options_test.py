"""Options and variables that python has, and --compile of trees."""
import os
import pathlib
import struct
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
XVM = str(pathlib.Path(os.environ.get("XVM", ROOT / "build/xvm")).absolute())
FLAGS = "import sys; f = sys.flags; print([getattr(f, n, None) for n in '{}'.split()])"


def run(*arguments, stdin=b"", cwd=None, **environment):
    """(exit status, stdout, stderr)"""
    done = subprocess.run([XVM, *arguments], input=stdin, capture_output=True, timeout=60, check=False, cwd=cwd, env={**os.environ, **environment})
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def says(release, source, *options, **environment):
    """The last line on stdout, or on stderr where there is none."""
    _, out, err = run("--version-tag", release, *options, "-c", source, **environment)
    return ((out or err).splitlines() or [""])[-1]


class Options(unittest.TestCase):
    def test_flags(self):
        for option, names, flags in (("-E", "ignore_environment", [1]), ("-S", "no_site", [1]), ("-s", "no_user_site", [1]), ("-q", "quiet", [1]), ("-OO", "optimize", [2]),
                                     ("-B", "dont_write_bytecode", [1]), ("-I", "isolated ignore_environment no_user_site", [1, 1, 1])):
            self.assertEqual(says("3.8", FLAGS.format(names), option), str(flags))
        self.assertEqual(says("3.11", FLAGS.format("safe_path"), "-P"), "[True]")
        self.assertEqual(run("--version-tag", "3.8", "-OBsc", FLAGS.format("optimize no_user_site dont_write_bytecode"))[1], "[1, 1, 1]\n")

    def test_x_options(self):
        source = "import sys; print(sorted(sys._xoptions.items()), sys.flags.dev_mode, sys.flags.utf8_mode, sys.warnoptions)"
        self.assertEqual(says("3.8", source, "-X", "foo", "-Xbar=1=2"), "[('bar', '1=2'), ('foo', True)] False 0 []")
        self.assertEqual(says("3.8", source, "-X", "dev", "-Xutf8"), "[('dev', True), ('utf8', True)] True 1 ['default']")
        self.assertEqual(says("3.12", "import sys; print(sys.get_int_max_str_digits())", "-X", "int_max_str_digits=700"), "700")
        self.assertEqual(run("--version-tag", "3.12", "-X", "int_max_str_digits=1", "-c", "1")[0], 2)

    def test_warning_options(self):
        source = "import sys; print(sys.warnoptions)"
        self.assertEqual(says("3.8", source, "-W", "ignore", "-Werror::UserWarning"), "['ignore', 'error::UserWarning']")
        self.assertEqual(says("3.8", source, "-W", "error", PYTHONWARNINGS="ignore,default"), "['ignore', 'default', 'error']")
        self.assertEqual(says("3.8", source, "-E", PYTHONWARNINGS="ignore"), "[]")
        warned = "import warnings; warnings.warn('careful')"
        for release in ("2.7", "3.6", "3.12"):
            self.assertIn("UserWarning: careful", run("--version-tag", release, "-c", warned)[2])
            self.assertEqual(run("--version-tag", release, "-W", "ignore", "-c", warned), (0, "", ""))
            self.assertEqual(run("--version-tag", release, "-W", "error", "-c", warned)[0], 1)

    def test_warnings_of_the_compiler(self):
        self.assertEqual(says("3.8", "x = 1 is 1"), '<string>:1: SyntaxWarning: "is" with a literal. Did you mean "=="?')
        self.assertEqual(says("3.8", "x = 1 is 1", "-W", "error"), 'SyntaxError: "is" with a literal. Did you mean "=="?')
        self.assertEqual(says("3.8", "x = 1 is 1; print(x)", "-W", "ignore"), "True")
        self.assertEqual(says("3.6", "'\\d'; print(1)", "-W", "ignore"), "1")
        self.assertEqual(says("3.6", "'\\d'", "-W", "error"), "SyntaxError: invalid escape sequence \\d")

    def test_variables(self):
        self.assertEqual(says("3.8", FLAGS.format("optimize"), PYTHONOPTIMIZE="2"), "[2]")
        self.assertEqual(says("3.8", FLAGS.format("optimize"), "-E", PYTHONOPTIMIZE="2"), "[0]")
        self.assertEqual(says("3.8", FLAGS.format("no_user_site"), PYTHONNOUSERSITE="1"), "[1]")
        self.assertEqual(says("3.12", "print(len(str(10 ** 5000)))", PYTHONINTMAXSTRDIGITS="0"), "5001")
        self.assertEqual(says("3.8", "print(hash('a'))", PYTHONHASHSEED="0"), says("3.8", "print(hash('a'))"))
        self.assertNotEqual(says("3.8", "print(hash('a'))", PYTHONHASHSEED="42"), says("3.8", "print(hash('a'))", PYTHONHASHSEED="0"))

    def test_where_caches_are(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "one.py").write_text("import two\n")
            (pathlib.Path(folder) / "two.py").write_text("import sys; print(sys.pycache_prefix)\n")
            self.assertEqual(run("--version-tag", "3.8", "-X", f"pycache_prefix={folder}/kept", "one.py", cwd=folder, PYTHONDONTWRITEBYTECODE="")[1], folder + "/kept\n")
            self.assertTrue(list((pathlib.Path(folder) / "kept").rglob("two.cpython-38.pyc")))
            self.assertEqual(run("--version-tag", "3.8", "one.py", cwd=folder, PYTHONPYCACHEPREFIX=folder + "/other")[1], folder + "/other\n")
            self.assertEqual(run("--version-tag", "3.8", "-Xpycache_prefix", "one.py", cwd=folder, PYTHONPYCACHEPREFIX=folder + "/other")[1], "None\n")
            self.assertEqual(run("--version-tag", "3.7", "-c", "import sys; print(hasattr(sys, 'pycache_prefix'))", "-X", "pycache_prefix=x")[1], "False\n")

    def test_caches_with_hashes(self):
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder) / "two.py"
            for header, default, always, never in (("checked-hash", "new", "new", "old"), ("unchecked-hash", "old", "new", "old")):
                for mode, said in (("default", default), ("always", always), ("never", never)):
                    source.write_text("print('old')\n")
                    run("--compile", "--version-tag", "3.8", "--header", header, "two.py", cwd=folder)
                    source.write_text("print('new')\n")
                    self.assertEqual(run("--version-tag", "3.8", "--check-hash-based-pycs", mode, "-c", "import two", cwd=folder)[1], said + "\n", (header, mode))
            self.assertEqual(says("3.8", "import _imp; print(_imp.check_hash_based_pycs)", "--check-hash-based-pycs", "never"), "never")
            self.assertEqual(run("--check-hash-based-pycs", "often", "-c", "1")[0], 2)

    def test_random_hashes(self):
        different = {says("2.7", "print(hash('a'))", "-R") for _ in range(3)}
        self.assertGreater(len(different), 1)
        self.assertEqual(says("2.7", FLAGS.format("hash_randomization"), "-R"), "[1]")
        self.assertEqual(says("2.7", "print(hash('a'))", "-R", PYTHONHASHSEED="42"), says("2.7", "print(hash('a'))", PYTHONHASHSEED="42"))

    def test_taken_without_effect(self):
        self.assertEqual(run("--version-tag", "2.7", "-3", "-tt", "-d", "-bb", "-c", "print(1)"), (0, "1\n", ""))

    def test_unbuffered(self):
        self.assertEqual(run("--version-tag", "3.8", "-u", "-c", "import os, sys; sys.stdout.write('a'); os._exit(0)")[1], "a")

    def test_what_site_adds(self):
        source = "import sys\ntry:\n    exit\nexcept NameError:\n    sys.stdout.write('none')\nelse:\n    sys.stdout.write('there')"
        self.assertEqual(says("2.7", source), "there")
        self.assertEqual(says("2.7", source, "-S"), "none")

    def test_the_first_line_skipped(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "odd.py"
            path.write_text("this is no Python\nprint(1)\n1/0\n")
            status, out, err = run("--version-tag", "3.8", "-x", str(path))
            self.assertEqual((status, out), (1, "1\n"))
            self.assertIn("line 3, in <module>", err)

    def test_the_release_of_source(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "tool.py"
            path.write_text("#!/usr/bin/env python2.6\nimport sys; sys.stdout.write('%d.%d' % sys.version_info[:2])\n")
            self.assertEqual(run(str(path))[1], "2.6")
            self.assertEqual(run("-m", "tool", cwd=folder)[1], "2.6")
            path.write_text("import sys; sys.stdout.write('%d.%d' % sys.version_info[:2])\n")
            self.assertEqual(run(str(path))[1], "3.13")
            self.assertEqual(run("-m", "tool", cwd=folder)[1], "3.13")


class Compile(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)
        for name in ("one.py", "inner/two.py", "inner/not.txt"):
            path = self.folder / "library" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("x = 1\n")

    def test_a_tree_to_where_the_release_keeps_it(self):
        self.assertEqual(run("--compile", "--version-tag", "3.8", "library", cwd=self.folder), (0, "", ""))
        self.assertTrue((self.folder / "library/__pycache__/one.cpython-38.pyc").exists())
        self.assertTrue((self.folder / "library/inner/__pycache__/two.cpython-38.pyc").exists())
        self.assertEqual(run("--compile", "--version-tag", "2.7", "library", cwd=self.folder), (0, "", ""))
        self.assertTrue((self.folder / "library/inner/two.pyc").exists())

    def test_a_tree_to_another(self):
        self.assertEqual(run("--compile", "--version-tag", "3.8", "library", "-o", "out", cwd=self.folder), (0, "", ""))
        self.assertEqual(sorted(str(path.relative_to(self.folder / "out")) for path in (self.folder / "out").rglob("*.pyc")), ["inner/two.pyc", "one.pyc"])

    def test_headers(self):
        kinds = {"time": 0, "checked-hash": 3, "unchecked-hash": 1}
        for kind, flags in kinds.items():
            self.assertEqual(run("--compile", "--version-tag", "3.8", "--header", kind, "library/one.py", "-o", "one.pyc", cwd=self.folder), (0, "", ""))
            self.assertEqual(struct.unpack("<I", (self.folder / "one.pyc").read_bytes()[4:8])[0], flags)
            self.assertEqual(run("one.pyc", cwd=self.folder), (0, "", ""))
        self.assertEqual(run("--compile", "--version-tag", "3.6", "--header", "checked-hash", "library/one.py", cwd=self.folder),
                         (65, "", "library/one.py: Python 3.6 has no --header checked-hash; 3.7 and later have\n"))

    def test_the_hash_is_the_release_s(self):
        run("--compile", "--version-tag", "3.8", "--header", "checked-hash", "library/one.py", "-o", "one.pyc", cwd=self.folder)
        self.assertEqual((self.folder / "one.pyc").read_bytes()[8:16].hex(), HASH_3_8)
        run("--compile", "--version-tag", "3.12", "--header", "checked-hash", "library/one.py", "-o", "one.pyc", cwd=self.folder)
        self.assertEqual((self.folder / "one.pyc").read_bytes()[8:16].hex(), HASH_3_12)

    def test_what_cannot_be_compiled_does_not_stop_the_rest(self):
        (self.folder / "library/bad.py").write_text("x x\n")
        status, _, err = run("--compile", "--version-tag", "3.8", "library", cwd=self.folder)
        self.assertEqual(status, 65)
        self.assertIn("SyntaxError: invalid syntax", err)
        self.assertTrue((self.folder / "library/__pycache__/one.cpython-38.pyc").exists())


HASH_3_8 = "1506f08f32bf3ff3"
HASH_3_12 = "1522561917f5df08"

if __name__ == "__main__":
    unittest.main()
