"""The interactive prompt: through pipes, where it is the release's to the byte, and on a terminal, where lines are edited."""
import fcntl
import os
import pathlib
import pty
import re
import select
import signal
import subprocess
import tempfile
import termios
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
XVM = str(pathlib.Path(os.environ.get("XVM", ROOT / "build/xvm")).absolute())


def session(release, typed, *arguments, **environment):
    """(exit status, stdout, stderr) of a prompt whose input is a pipe."""
    done = subprocess.run([XVM, "--version-tag", release, *(arguments or ("-q", "-i"))], input=typed.encode(), capture_output=True, timeout=60,
                          check=False, env={**os.environ, **environment})
    return done.returncode, done.stdout.decode(), done.stderr.decode()


class Terminal:
    """A prompt on a terminal; type() waits for the next prompt."""

    def __init__(self, *arguments, hangup=signal.SIG_DFL, **environment):
        def begin():
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)   # whose Ctrl-C is a signal
            signal.signal(signal.SIGHUP, hangup)

        self.main, other = pty.openpty()
        home = tempfile.mkdtemp()
        self.process = subprocess.Popen([XVM, *arguments], stdin=other, stdout=other, stderr=other, start_new_session=True, preexec_fn=begin,
                                        env={**os.environ, "TERM": "dumb", "HOME": home, **environment})
        os.close(other)
        self.text = ""
        self.history = pathlib.Path(home) / ".xvm_history"

    def read(self, *ends):
        """What appears until one of ends does, at the end; all there is once the program has ended."""
        start, deadline = len(self.text), time.monotonic() + 30
        while time.monotonic() < deadline:
            ready, _, _ = select.select([self.main], [], [], 0.2)
            if ready:
                try:
                    part = os.read(self.main, 65536)
                except OSError:
                    part = b""
                if not part:
                    break
                self.text += part.decode().replace("\r\n", "\n").replace("\r", "")
            elif ends and self.text[start:].endswith(ends):
                break
        return self.text[start:]

    def type(self, keys, *ends):
        os.write(self.main, keys.encode())
        return self.read(*(ends or (">>> ", "... ")))

    def end(self):
        os.write(self.main, b"\x04")
        said = self.read()
        self.process.wait(30)
        os.close(self.main)
        return said


class Pipes(unittest.TestCase):
    maxDiff = None

    def test_values_are_shown_and_blocks_end_with_an_empty_line(self):
        for release in ("2.5", "2.7", "3.0", "3.6", "3.9", "3.12", "3.13"):
            with self.subTest(release):
                self.assertEqual(session(release, "1+1\nif 1:\n  2\n\nx = (\n3)\nx\n"), (0, "2\n2\n3\n", ">>> >>> ... ... >>> ... >>> >>> \n"))

    def test_errors_do_not_end_the_session(self):
        status, out, err = session("3.12", "1/0\nx x\nprint(5)\n")
        self.assertEqual((status, out), (0, "5\n"))
        self.assertEqual(err, '>>> Traceback (most recent call last):\n  File "<stdin>", line 1, in <module>\nZeroDivisionError: division by zero\n'
                              '>>>   File "<stdin>", line 1\n    x x\n      ^\nSyntaxError: invalid syntax\n>>> >>> \n')

    def test_3_13_shows_the_lines_that_were_typed(self):
        err = session("3.13", "def f():\n  return 1/0\n\nf()\n")[2]
        self.assertIn('  File "<stdin>", line 1, in <module>\n    f()\n    ~^^\n  File "<stdin>", line 2, in f\n    return 1/0\n           ~^~\n', err)

    def test_a_line_that_is_no_part_of_the_block_is_an_error(self):
        self.assertIn("SyntaxError: invalid syntax\n>>> >>> ", session("2.7", "if 1:\n  2\n3\n4\n")[2])
        self.assertIn("SyntaxError: invalid syntax\n", session("3.12", "class A: pass\nx = 1\n\n")[2])
        self.assertIn("IndentationError: expected an indented block after function definition on line 1\n", session("3.11", "def f():\n\n")[2])

    def test_strings_brackets_and_backslashes_go_on(self):
        for release in ("2.7", "3.8", "3.13"):
            self.assertEqual(session(release, "x = '''a\n\nb'''\nx\n[1,\n\n2]\n1 + \\\n2\n")[1], "'a\\n\\nb'\n[1, 2]\n3\n")

    def test_the_end_inside_a_statement(self):
        self.assertEqual(session("3.8", "(3,\n"), (0, "", ">>> ... \n"))
        self.assertEqual(session("3.10", "(3,\n")[2], ">>> ... \n  File \"<stdin>\", line 1\n    (3,\n    ^\nSyntaxError: '(' was never closed\n>>> \n")
        self.assertEqual(session("3.8", "if 1:\n  2\n")[1], "2\n")

    def test_prompts_are_those_of_sys(self):
        self.assertEqual(session("3.8", "import sys\nsys.ps1, sys.ps2 = 'A> ', 'B> '\nif 1:\n  pass\n\n")[2], ">>> >>> A> B> B> A> \n")

    def test_underscore_and_futures_stay(self):
        self.assertEqual(session("2.7", "from __future__ import division\n1/2\n_ * 2\n")[1], "0.5\n1.0\n")

    def test_exit(self):
        self.assertEqual(session("3.8", "import sys\nsys.exit(7)\n")[0], 7)
        self.assertEqual(session("3.8", "exit\nexit(3)\n")[:2], (3, "Use exit() or Ctrl-D (i.e. EOF) to exit\n"))
        self.assertEqual(session("2.7", "quit()\n")[0], 0)

    def test_behind_a_program(self):
        self.assertEqual(session("3.12", "x\n", "-q", "-i", "-c", "x = 5"), (0, "5\n", ">>> >>> \n"))
        status, out, err = session("3.12", "1\n", "-i", "-c", "x = 1/0")
        self.assertEqual((status, out), (0, "1\n"))
        self.assertTrue(err.startswith("Traceback (most recent call last):\n"))
        self.assertIn("SystemExit: 3\n>>> ", session("3.12", "1\n", "-i", "-c", "raise SystemExit(3)")[2])
        self.assertEqual(session("3.12", "x\n", "-c", "x = 5", PYTHONINSPECT="1")[1], "5\n")

    def test_the_banner(self):
        for release in ("2.7", "3.13"):
            first, second, third = session(release, "", "-i")[2].split("\n", 2) if release == "3.13" else session(release, "", "-i")[2].replace("\n[GCC", " [GCC").split("\n", 2)
            self.assertTrue(re.match(rf"Python {re.escape(release)}\.\d+ \(.*\) .*on linux", first), first)
            self.assertEqual(second, 'Type "help", "copyright", "credits" or "license" for more information.')
            self.assertEqual(third, ">>> \n")
        self.assertNotIn("Type", session("3.13", "", "-i", "-S")[2])

    def test_the_startup_file(self):
        with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
            file.write("started = 42\n")
            file.flush()
            self.assertEqual(session("3.8", "started\n", "-q", "-i", PYTHONSTARTUP=file.name)[1], "42\n")
            self.assertIn("NameError", session("3.8", "started\n", "-q", "-i", "-E", PYTHONSTARTUP=file.name)[2])

    def test_without_a_terminal_standard_input_is_the_program(self):
        self.assertEqual(session("3.8", "import sys\nprint(sys.argv, __name__)\n1\n", "-")[1], "['-'] __main__\n")
        done = subprocess.run([XVM, "--version-tag", "2.7"], input=b"import sys\nprint sys.argv\n", capture_output=True, timeout=60, check=False)
        self.assertEqual((done.returncode, done.stdout), (0, b"['']\n"))

    def test_the_newest_release_without_a_tag(self):
        done = subprocess.run([XVM, "-i", "-q"], input=b"import sys; sys.version_info[:2]\n", capture_output=True, timeout=60, check=False)
        self.assertEqual(done.stdout, b"(3, 13)\n")


class Terminals(unittest.TestCase):
    def test_a_session(self):
        prompt = Terminal("--version-tag", "3.8")
        self.assertTrue(prompt.read(">>> ").endswith('for more information.\n>>> '))
        self.assertTrue(prompt.type("6*7\n").endswith("42\n>>> "))
        self.assertTrue(prompt.type("if 1:\n").endswith("... "))
        self.assertTrue(prompt.type("  8\n").endswith("... "))
        self.assertTrue(prompt.type("\n").endswith("8\n>>> "))
        self.assertTrue(prompt.type("\x03").endswith("\nKeyboardInterrupt\n>>> "))
        prompt.type("while 1: pass\n")
        os.write(prompt.main, b"\n")
        time.sleep(1)
        self.assertTrue(prompt.type("\x03").endswith('  File "<stdin>", line 1, in <module>\nKeyboardInterrupt\n>>> '))
        self.assertTrue(prompt.type("input('> ')\n", "> ").endswith("> "))
        self.assertTrue(prompt.type("abc\n").endswith("'abc'\n>>> "))
        prompt.end()
        self.assertEqual(prompt.process.returncode, 0)

    def test_a_terminal_that_goes_away_is_the_end(self):
        for hangup in signal.SIG_DFL, signal.SIG_IGN:
            prompt = Terminal("--version-tag", "3.8", hangup=hangup)
            prompt.read(">>> ")
            os.close(prompt.main)
            self.assertIn(prompt.process.wait(30), (-signal.SIGHUP, 0))

    def test_a_prompt_alone_is_on_a_terminal(self):
        prompt = Terminal("-q")
        self.assertEqual(prompt.read(">>> "), ">>> ")
        self.assertTrue(prompt.type("import sys; sys.flags.interactive\n").endswith("0\n>>> "))
        self.assertTrue(prompt.type("exit()\n", "\n"))
        prompt.process.wait(30)
        self.assertEqual(prompt.process.returncode, 0)


if __name__ == "__main__":
    unittest.main()
