"""The corpus runner, on a corpus of three programs and shell scripts in the place of xvm."""
import contextlib
import io
import json
import pathlib
import tempfile
import time
import unittest

import add_program
import compare_dis
import corpus
import run

SOURCES = {
    "core/hello": {"about": "says hello", "releases": ["2.7", "3.13"]},
    "core/fails": {"about": "ends with an exception", "rc": 1, "releases": ["3.13"]},
    "v3/echo": {"about": "prints its input", "stdin": "one\ntwo", "releases": ["3.13"]},
}
GOLDENS = {
    "core/hello": {(release, kind): data for release in ("2.7", "3.13") for kind, data in (("pyc", b"H"), ("out", b"hello\nworld\n"))},
    "core/fails": {("3.13", "pyc"): b"F", ("3.13", "out"): b"", ("3.13", "err"): b"Traceback\nValueError: 1\n"},
    "v3/echo": {("3.13", "pyc"): b"E", ("3.13", "out"): b"one\ntwo"},
}
# What does right by all three; each case below puts something of its own before it.
RIGHT = """
case $name in
  hello.pyc) printf 'hello\\nworld\\n' ;;
  fails.pyc) printf 'Traceback\\nValueError: 1\\n' >&2; exit 1 ;;
  echo.pyc) cat ;;
esac
"""


class RunnerTest(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)
        (self.folder / "index.json").write_text(json.dumps(SOURCES))
        (self.folder / "first.txt").write_text("core/hello\n")
        for key, program in corpus.load(self.folder).items():
            corpus.pack(program, GOLDENS[key], self.folder)

    def run_with(self, script, *options, known=None):
        """(exit status, stdout, the report) of a run with an xvm that does `script`, then what is right."""
        xvm = self.folder / "xvm"
        xvm.write_text(f'#!/bin/sh\nfor name; do :; done\n{script}\n{RIGHT}')
        xvm.chmod(0o755)
        if known is not None:
            (self.folder / "known.json").write_text(json.dumps(known))
        report = self.folder / "report.json"
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            status = run.main(["--xvm", str(xvm), "--corpus", str(self.folder), "--report", str(report), *options])
        return status, out.getvalue(), json.loads(report.read_text())

    def last_line(self, script, *options, known=None):
        return self.run_with(script, *options, known=known)[1].splitlines()[-1]

    def test_all_pass(self):
        status, text, report = self.run_with("")
        self.assertEqual((status, text.splitlines()[-1]), (0, "4 passed, 0 failed"))
        self.assertEqual((report["passed"], len(report["runs"])), (4, 4))
        self.assertIn("| 3.13    | 2 of 2 | 1 of 1 |", text)

    def test_options_choose_programs_releases_and_streams(self):
        self.assertEqual(self.last_line("", "--release", "2.7"), "1 passed, 0 failed")
        self.assertEqual(self.last_line("", "--release", "3.0-3.13"), "3 passed, 0 failed")
        self.assertEqual(self.last_line("", "--group", "v3"), "1 passed, 0 failed")
        self.assertEqual(self.last_line("", "--name", "core/f*"), "1 passed, 0 failed")
        self.assertEqual(self.last_line("", "--first"), "2 passed, 0 failed")
        self.assertEqual(self.last_line("", "--stream", "both"), "8 passed, 0 failed")
        self.assertEqual(self.last_line('[ "$1" = --stream ] && [ "$2" = plain ] || exit 9', "--stream", "plain"), "4 passed, 0 failed")

    def test_the_first_line_that_differs_is_shown(self):
        status, text, report = self.run_with("[ $name = hello.pyc ] && { printf 'hello\\nword\\n'; exit; }")
        self.assertEqual(status, 1)
        self.assertIn("FAILED core/hello 2.7: stdout line 2\n  expected: world\n  got:      word\n", text)
        self.assertIn("| all     | 1 of 3 | 1 of 1 |", text)
        self.assertEqual(report["failed"], 2)

    def test_output_that_ends_early_differs(self):
        self.assertEqual(run.first_difference(b"a\nb", b"a"), (2, b"b", None))
        self.assertEqual(run.first_difference(b"a\n", b"a"), (2, b"", None))
        self.assertEqual(run.first_difference(b"a\n", b"a\nb\n"), (2, b"", b"b"))

    def test_exit_status_and_stderr_are_compared(self):
        script = "[ $name = fails.pyc ] && { printf 'Traceback\\nValueError: 1\\n' >&2; exit 3; }"
        self.assertIn("FAILED core/fails 3.13: exit status\n  expected: 1\n  got:      3\n", self.run_with(script)[1])
        script = "[ $name = fails.pyc ] && { printf 'Traceback\\nValueError: 2\\n' >&2; exit 1; }"
        self.assertIn("FAILED core/fails 3.13: stderr line 2\n  expected: ValueError: 1\n  got:      ValueError: 2\n", self.run_with(script)[1])

    def test_a_timeout_kills_the_process_and_its_children(self):
        started = time.monotonic()
        status, text, _ = self.run_with("[ $name = echo.pyc ] && { sleep 50 & sleep 50; }", "--timeout", "0.5")
        self.assertLess(time.monotonic() - started, 20)
        self.assertEqual(status, 1)
        self.assertIn("FAILED v3/echo 3.13: ran longer than 0.5 s", text)

    def test_a_death_by_signal_is_told_apart(self):
        status, text, report = self.run_with("[ $name = echo.pyc ] && kill -SEGV $$")
        self.assertEqual(status, 1)
        self.assertIn("DIED v3/echo 3.13: died by SIGSEGV", text)
        self.assertIn("*** 1 DIED BY A SIGNAL ***", text)
        self.assertEqual([row["kind"] for row in report["runs"] if row["outcome"] == "failed"], ["signal"])

    def test_failures_are_grouped_by_cause(self):
        script = "[ $name = hello.pyc ] && { echo '/tmp/hello.pyc: <module>: no object at 0x7f001234' >&2; exit 1; }"
        text = self.run_with(script, "--causes")[1]
        self.assertIn("     2  <module>: no object at 0x..\n        core/hello\n", text)

    def test_a_known_failure_is_skipped(self):
        status, text, _ = self.run_with("[ $name = echo.pyc ] && exit 1", known={"no input": ["v3/echo@*"]})
        self.assertEqual((status, text.splitlines()[-1]), (0, "3 passed, 0 failed, 1 skipped"))

    def test_a_known_failure_that_passes_is_an_error(self):
        status, text, _ = self.run_with("", known={"no input": ["v3/echo@3.12-3.13"]})
        self.assertEqual((status, text.splitlines()[-1]), (1, "3 passed, 1 failed"))
        self.assertIn("PASSES, but is listed as a known failure: v3/echo 3.13 (no input)", text)

    def test_a_known_failure_must_exist(self):
        for entry in ("v3/ecco@*", "v3/echo@3.1", "core/hello@3.0-3.1"):
            with self.assertRaises(SystemExit):
                self.run_with("", known={"gone": [entry]})

    def test_programs_find_an_empty_folder_and_the_goldens_environment(self):
        script = '[ "$(ls)" = "$name" ] && [ "$PYTHONHASHSEED$TZ$HOME" = 0UTC ] || exit 9'
        self.assertEqual(self.last_line(script), "4 passed, 0 failed")

    def test_a_changed_archive_is_unpacked_again(self):
        self.assertEqual(self.last_line("", "--name", "echo"), "1 passed, 0 failed")
        program = corpus.load(self.folder)["v3/echo"]
        corpus.pack(program, {**GOLDENS["v3/echo"], ("3.13", "out"): b"changed"}, self.folder)
        self.assertEqual(self.last_line("", "--name", "echo"), "0 passed, 1 failed")


class CompareDisTest(unittest.TestCase):
    GOLDEN = {"name": "f", "first_line": 1, "argcount": 0, "flags": 3, "stacksize": 1, "exceptions": [],
              "instructions": [[0, "LOAD_CONST", 1, 2, None], [2, "RETURN_VALUE", None, 2, None]]}

    def ours(self, **changes):
        instructions = [{"offset": 0, "op": "LOAD_CONST", "code": 100, "arg": 1, "line": 2, "target": None, "argrepr": "1"},
                        {"offset": 2, "op": "RETURN_VALUE", "code": 83, "arg": None, "line": 2, "target": None, "argrepr": ""}]
        return {**self.GOLDEN, "instructions": instructions, **changes}

    def test_equal_code_objects_have_no_difference(self):
        self.assertEqual(compare_dis.difference(self.GOLDEN, self.ours()), "")

    def test_a_field_and_an_instruction_that_differ_are_named(self):
        self.assertEqual(compare_dis.difference(self.GOLDEN, self.ours(flags=2)), "flags is 2, not 3")
        changed = self.ours()
        changed["instructions"][1]["line"] = 3
        self.assertIn("offset 2:", compare_dis.difference(self.GOLDEN, changed))
        del changed["instructions"][1]
        self.assertEqual(compare_dis.difference(self.GOLDEN, changed), "1 instructions, not 2")


class AddProgramTest(unittest.TestCase):
    def test_the_first_lines_describe_a_program(self):
        found = add_program.headers("# versions: 2.7,3.1\n# about: a: b\n# rc: 3\nimport sys\n# stdin: no\n")
        self.assertEqual(found, {"versions": "2.7,3.1", "about": "a: b", "rc": "3"})
        with self.assertRaises(add_program.Refused):
            add_program.headers("# versions: 2.7\nimport sys\n")

    def test_versions_are_releases_and_ranges(self):
        self.assertEqual(add_program.releases_in("2.6-3.0, 3.12-3.13"), ["2.6", "2.7", "3.0", "3.12", "3.13"])
        with self.assertRaises(add_program.Refused):
            add_program.releases_in("2.4-2.7")


class CorpusTest(unittest.TestCase):
    def test_the_index_names_what_is_there(self):
        programs = corpus.load()
        for key, program in programs.items():
            self.assertTrue(corpus.archive_of(program).exists(), key)
            self.assertTrue((corpus.HERE / "src" / f"{key}.py").exists(), key)
        archives = {f"{path.parent.name}/{path.name[:-7]}" for path in corpus.HERE.glob("goldens/*/*.tar.xz")}
        self.assertEqual(archives, set(programs))
        self.assertLessEqual(set((corpus.HERE / "first.txt").read_text().split()), set(programs))


if __name__ == "__main__":
    unittest.main()
