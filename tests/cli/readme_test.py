"""The examples of README.md do what the page says, and its table of releases is current.

An example is an indented line that begins with `$ `; the indented lines behind it, up to the next `$ `, are its output, `...`
standing for any number of lines. Examples without output are not run."""
import os
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
XVM = pathlib.Path(os.environ.get("XVM", ROOT / "build/xvm")).absolute()


def examples():
    """[(line number, command, output lines)] of the page."""
    found, current = [], None
    for number, line in enumerate((ROOT / "README.md").read_text().splitlines(), 1):
        if line.startswith("    $ "):
            current = (number, line[6:], [])
            found.append(current)
        elif current and (line.startswith("    ") or not line):
            current[2].append(line[4:])
        else:
            current = None
    for _, _, output in found:
        while output and not output[-1]:
            output.pop()
    return found


def matches(expected, got):
    pattern = "".join(r"(?:.*\n)*" if line == "..." else re.escape(line) + r"\n" for line in expected)
    return re.fullmatch(pattern, got) is not None


class ReadmeTest(unittest.TestCase):
    maxDiff = None

    def test_examples(self):
        environment = {**os.environ, "PATH": f"{XVM.parent}:{os.environ['PATH']}", "NO_COLOR": "1"}
        shown = [example for example in examples() if example[2]]
        self.assertGreater(len(shown), 8)
        for number, command, output in shown:
            with self.subTest(f"README.md:{number}: {command}"):
                done = subprocess.run(["sh", "-c", command.replace("tools/run", "xvm")], cwd=ROOT, env=environment, stdout=subprocess.PIPE,
                                      stderr=subprocess.STDOUT, text=True, timeout=60, check=False)
                if not matches(output, done.stdout):
                    self.assertEqual(done.stdout, "\n".join(output) + "\n")

    def test_table_of_releases(self):
        done = subprocess.run([sys.executable, ROOT / "tools/readme-table", "--check", XVM], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (0, ""))


if __name__ == "__main__":
    unittest.main()
