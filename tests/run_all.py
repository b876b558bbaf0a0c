"""run_all.py BUILD: every test of a finished build. The last line says `N passed, N failed`, the sum over unit test cases,
corpus runs and disassembled files; the exit status is 0 when none failed."""
import json
import os
import pathlib
import re
import subprocess
import sys

TESTS = pathlib.Path(__file__).resolve().parent
DOCTEST = re.compile(r"\[doctest\] test cases: +\d+ \| +(\d+) passed \| +(\d+) failed \| +(\d+) skipped")
UNITTEST = re.compile(r"^Ran (\d+) tests? in .*\n\n(?:OK|FAILED)(?: \((.*)\))?$", re.MULTILINE)
SUMMARY = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$")


def cases(test):
    """(passed, failed, skipped) test cases of one entry of meson's test log."""
    text = test.get("stdout", "") + test.get("stderr", "")
    passed = failed = skipped = 0
    for match in DOCTEST.finditer(text):
        good, bad, left = map(int, match.groups())
        passed, failed, skipped = passed + good, failed + bad, skipped + left
    for match in UNITTEST.finditer(text):
        named = dict(re.findall(r"(\w[\w ]*)=(\d+)", match[2] or ""))
        bad = sum(int(named.get(name, 0)) for name in ("failures", "errors", "unexpected successes"))
        left = int(named.get("skipped", 0))
        passed, failed, skipped = passed + int(match[1]) - bad - left, failed + bad, skipped + left
    if test["result"] == "SKIP":
        skipped += 1
    elif test["result"] not in ("OK", "EXPECTEDFAIL"):
        failed = max(failed, 1)  # one that died before it could say anything
    elif passed + failed + skipped == 0:
        passed = 1
    return passed, failed, skipped


def unit_tests(build):
    log = build / "meson-logs" / "testlog.json"
    log.unlink(missing_ok=True)
    terminal = sys.stdout.isatty()
    done = subprocess.run(["meson", "test", "-C", build, "--no-rebuild", "--suite", "unit", "--print-errorlogs"],
                          stdout=None if terminal else subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode and not terminal:
        print(done.stdout)
    tests = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    counts = [sum(column) for column in zip(*map(cases, tests))] or [0, 0, 0]
    if done.returncode and not counts[1]:
        counts[1] = 1
    print(f"unit tests: {len(tests)} executables, {counts[0]} passed, {counts[1]} failed")
    return counts


def script(title, *arguments):
    """Runs one of the corpus's scripts, whose last line is its summary."""
    print(f"{title}:", flush=True)
    process = subprocess.Popen([sys.executable, *map(str, arguments)], stdout=subprocess.PIPE, text=True)
    last = ""
    for line in process.stdout:
        last = line.strip()
        print(f"  {line}", end="", flush=True)
    match = SUMMARY.match(last)
    counts = [int(text or 0) for text in match.groups()] if match else [0, 1, 0]
    if process.wait() and not counts[1]:
        counts[1] = 1
    return counts


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    xvm = build / "xvm"
    parts = [unit_tests(build)]
    if os.access(xvm, os.X_OK):
        parts.append(script("disassembly against each release's own dis", TESTS / "corpus/compare_dis.py", "--xvm", xvm))
        parts.append(script("code compiled from source against each release's own", TESTS / "compiler/compare.py",
                            build / "tests/compiler/compare_compiled", build / "tests/corpus/unpacked",
                            "--sources", TESTS / "corpus/src", "--verify", "--least", "99", "--count"))
        parts.append(script("corpus from source", TESTS / "corpus/run.py", "--xvm", xvm, "--group", "core,v2,v3", "--from", "source"))
        parts.append(script("corpus", TESTS / "corpus/run.py", "--xvm", xvm, "--group", "core,v2,v3", "--stream", "both",
                            "--report", build / "corpus.json"))
    else:
        print(f"no {xvm} to run the corpus with")
        parts.append([0, 1, 0])
    passed, failed, skipped = (sum(column) for column in zip(*parts))
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
