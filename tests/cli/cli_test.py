"""The built xvm as its users meet it: options, exit statuses, messages, JSON, terminals and pipes."""
import json
import os
import pathlib
import pty
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
XVM = str(pathlib.Path(os.environ.get("XVM", ROOT / "build/xvm")).absolute())
OLD, NEW = (str(ROOT / f"examples/n_queens-{release}.pyc") for release in ("2.5", "3.13"))
SMALL = [str(ROOT / f"tests/cli/small-{release}.pyc") for release in ("2.7", "3.12")]
RELEASES = ["2.5", "2.6", "2.7"] + [f"3.{minor}" for minor in range(14)]


def run(*arguments, **options):
    """(exit status, stdout, stderr)"""
    options.setdefault("stdin", subprocess.DEVNULL)
    done = subprocess.run([XVM, *arguments], capture_output=True, timeout=60, check=False, **options)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def on_terminal(*arguments, **environment):
    """What appears on a terminal."""
    main, other = pty.openpty()
    process = subprocess.Popen([XVM, *arguments], stdin=subprocess.DEVNULL, stdout=other, stderr=other,
                               env={**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, "TERM": "xterm", **environment})
    os.close(other)
    text = b""
    while True:
        try:
            part = os.read(main, 65536)
        except OSError:
            break
        if not part:
            break
        text += part
    process.wait()
    os.close(main)
    return text.decode()


class Case(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)

    def write(self, name, data):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return str(path)

    def bad(self, name="bad.pyc"):
        """A file cut short."""
        return self.write(name, pathlib.Path(OLD).read_bytes()[:200])


class Usage(Case):
    def refuses(self, line, *arguments):
        self.assertEqual(run(*arguments), (2, "", f"xvm: {line}\n"))

    def test_wrong_use_gets_one_line_with_a_hint(self):
        self.refuses("unrecognised option '--foo'; try xvm --help", "--foo")
        self.refuses("unrecognised option '-j'; try xvm --help", "-j", OLD)
        self.refuses("unrecognised option '--list-op'; try xvm --help", "--list-op", "3.7")
        self.refuses("option '--dis' does not take any arguments; try xvm --help", "--dis=3", OLD)
        self.refuses("the required argument for option '--list-ops' is missing; try xvm --help", "--list-ops")
        self.refuses("there is no release 2.4; xvm --list-versions lists those that there are", "--list-ops", "2.4")
        self.refuses("there is no release 3; xvm --list-versions lists those that there are", "--version-tag", "3", OLD)
        self.refuses("--dis of what? name a file", "--dis")
        self.refuses("--verify of what? name a file", "--verify", "--format", "json")
        self.refuses("--dis and --info are two things to do; ask for one", "--dis", "--info", OLD)
        self.refuses("--list-versions takes no file; try xvm --help", "--list-versions", OLD)
        self.refuses("--format is text or json, not xml; try xvm --help", "--dis", OLD, "--format", "xml")
        self.refuses("--stream is fast or plain, not slow; try xvm --help", "--stream", "slow", OLD)
        self.refuses("--version-tag is given twice; once will do", "--version-tag", "2.5", "--version-tag", "2.5", OLD)

    def test_options_without_effect_are_refused(self):
        self.refuses("--against goes with --list-ops; try xvm --help", "--against", "3.7", "--dis", OLD)
        self.refuses("--format goes with what lists or shows something; try xvm --help", "--format", "json", OLD)
        self.refuses("--stream goes with a program to run; try xvm --help", "--stream", "plain", "--dis", OLD)
        self.refuses("--version-tag goes with a file; try xvm --help", "--version-tag", "3.7", "--list-versions")
        self.refuses("--ignore-magic goes with --version-tag X.Y, the release to read the file as; try xvm --help", "--ignore-magic", OLD)
        self.refuses("-v goes with a program to run; try xvm --help", "-v", "--dis", OLD)
        self.refuses("-i goes with a program to run; try xvm --help", "-i", "--dis", OLD)
        self.refuses("-W goes with a program to run; try xvm --help", "-Werror", "--compile", "x.py")
        self.refuses("--header goes with --compile; try xvm --help", "--header", "time", OLD)
        self.refuses("--header is time, checked-hash or unchecked-hash, not x; try xvm --help", "--compile", "--header", "x", "x.py")

    def test_help_and_version(self):
        status, out, err = run("--help")
        self.assertEqual((status, err), (0, ""))
        for option in ("--list-versions", "--list-ops X.Y", "--against A.B", "--dis", "--info", "--verify", "--version-tag X.Y", "--ignore-magic",
                       "--format text|json", "--stream plain|fast", "-v, --verbose", "-V, --version", "-h, --help"):
            self.assertIn(option, out)
        self.assertLessEqual(max(map(len, out.splitlines())), 120)
        self.assertEqual(run("-h"), (0, out, ""))
        self.assertRegex(run("-V")[1], r"^xvm \d+\.\d+\.\d+ \(Python 2\.5 to 3\.13\)\n$")
        self.assertEqual(run("--dis", "--help")[0], 0)


class Listing(Case):
    def test_versions(self):
        status, out, err = run("--list-versions")
        self.assertEqual((status, err), (0, ""))
        self.assertEqual([line.split()[0] for line in out.splitlines()], RELEASES)
        self.assertIn("3.13  magic 3571   3.13.0   2 bytes and caches  ", out)
        listed = json.loads(run("--list-versions", "--format", "json")[1])
        self.assertEqual([release["tag"] for release in listed], RELEASES)
        self.assertEqual(set(listed[0]), {"tag", "full_version", "magic", "header_bytes", "encoding", "jumps", "exceptions", "lines", "marshal", "opcodes"})

    def test_opcodes_of_every_release(self):
        for release in RELEASES:
            status, out, err = run("--list-ops", release)
            self.assertEqual((status, err), (0, ""))
            for line in out.splitlines():
                self.assertRegex(line, r"^ *\d+  [A-Z_0-9+]+ +[a-z_]+ +\S+ +\d+  \S+$")
            listed = json.loads(run("--list-ops", release, "--format=json")[1])
            self.assertEqual((listed["release"], len(listed["opcodes"])), (release, len(out.splitlines())))

    def test_comparison_reads_from_against_to_the_listed_release(self):
        out = run("--list-ops", "3.13", "--against", "3.12")[1]
        self.assertRegex(out.splitlines()[0], r"^from 3.12 to 3.13: \d+ added, \d+ removed, \d+ renumbered, \d+ changed in meaning$")
        self.assertRegex(out, r"\nadded +\d+  CALL_KW ")
        compared = json.loads(run("--list-ops", "3.13", "--against", "3.12", "--format", "json")[1])
        self.assertEqual(set(compared), {"from", "to", "added", "removed", "renumbered", "changed"})
        same = run("--list-ops", "3.7", "--against", "3.7")[1]
        self.assertEqual(same, "from 3.7 to 3.7: 0 added, 0 removed, 0 renumbered, 0 changed in meaning\n")


class Looking(Case):
    def test_disassembly(self):
        status, out, err = run("--dis", OLD)
        self.assertEqual((status, err), (0, ""))
        self.assertTrue(out.startswith(f"{OLD}: Python 2.5, magic number 62131\n"))
        self.assertIn("Disassembly of <module>.backtrack.put (", out)

    def test_json_is_one_object_a_file_whatever_the_order_of_options(self):
        for arguments in (("--dis", OLD, NEW, "--format", "json"), ("--format", "json", "--dis", OLD, NEW), (OLD, NEW)):
            status, out, err = run(*arguments) if "--dis" in arguments else run("--dis", "--format=json", "--", *arguments)
            self.assertEqual((status, err), (0, ""))
            objects = [json.loads(line) for line in out.splitlines()]
            self.assertEqual([entry["file"] for entry in objects], [OLD, NEW])
            self.assertEqual([entry["release"] for entry in objects], ["2.5", "3.13"])
            code = objects[1]["codes"][0]
            self.assertLessEqual({"name", "first_line", "argcount", "flags", "stacksize", "instructions", "exceptions"}, set(code))
            self.assertLessEqual({"offset", "op", "code", "arg", "line", "target", "argrepr"}, set(code["instructions"][0]))

    def test_info(self):
        out = run("--info", NEW)[1]
        self.assertTrue(out.startswith(f"{NEW}\n  release: 3.13\n  magic number: 3571\n"))
        entry = json.loads(run("--info", "--format", "json", NEW)[1])
        self.assertEqual((entry["file"], entry["release"], entry["magic"]), (NEW, "3.13", 3571))
        self.assertLessEqual({"name", "fields", "lines", "exceptions"}, set(entry["codes"][0]))
        self.assertIn("co_code", entry["codes"][0]["fields"])

    def test_what_is_refused_is_told_and_the_rest_is_shown(self):
        bad, missing = self.bad(), str(self.folder / "missing.pyc")
        status, out, err = run("--dis", missing, bad, NEW)
        self.assertEqual(status, 65)
        self.assertTrue(out.startswith(f"{NEW}: Python 3.13"))
        self.assertEqual(err.splitlines()[0], f"{missing}: no such file")
        self.assertTrue(err.splitlines()[1].startswith(f"{bad}: offset "))
        self.assertEqual(len(err.splitlines()), 2)
        self.assertEqual(run("--info", missing, NEW)[0], 66)

    def test_files_come_from_folders_lists_and_stdin(self):
        for name in ("b.pyc", "a.pyc", "deep/c.pyo", "deep/notes.txt"):
            self.write("tree/" + name, pathlib.Path(OLD).read_bytes())
        tree = self.folder / "tree"
        names = [str(tree / name) for name in ("a.pyc", "b.pyc", "deep/c.pyo")]
        found = [json.loads(line)["file"] for line in run("--verify", str(tree), "--format", "json")[1].splitlines()]
        self.assertEqual(found, names)
        chosen = self.write("list", "\n".join(names[1:]).encode())
        found = [json.loads(line)["file"] for line in run("--verify", "@" + chosen, "--format", "json")[1].splitlines()]
        self.assertEqual(found, names[1:])
        self.assertEqual(run("--verify", "@" + chosen + "x"), (66, "", f"{chosen}x: no such file\n"))
        with open(OLD, "rb") as stdin:
            self.assertTrue(run("--dis", "-", stdin=stdin)[1].startswith("-: Python 2.5"))


class Verifying(Case):
    def test_a_line_a_file(self):
        bad = self.bad()
        status, out, err = run("--verify", OLD, bad, NEW)
        self.assertEqual(status, 65)
        lines = out.splitlines()
        self.assertEqual(len(lines), 3)
        self.assertRegex(lines[0], "^" + re.escape(OLD) + r": accepted: Python 2\.5, \d+ code objects, \d+ instructions")
        self.assertRegex(lines[1], "^" + re.escape(bad) + r": refused: offset \d+: ")
        self.assertRegex(err, r"^3 files, 1 refused; [\d.]+ MB in [\d.]+ s, \d+ files and [\d.]+ MB a second\n$")

    def test_status_of_sound_and_missing_files(self):
        self.assertEqual(run("--verify", OLD)[0], 0)
        status, out, err = run("--verify", OLD, "missing.pyc")
        self.assertEqual((status, len(out.splitlines()), err.splitlines()[0]), (66, 1, "missing.pyc: no such file"))

    def test_json(self):
        bad = self.bad()
        objects = [json.loads(line) for line in run("--verify", OLD, bad, "--format", "json")[1].splitlines()]
        self.assertEqual(set(objects[0]), {"file", "accepted", "release", "code_objects", "instructions", "unreachable", "junk"})
        self.assertEqual((objects[0]["accepted"], objects[1]["accepted"]), (True, False))
        self.assertEqual(set(objects[1]), {"file", "accepted", "reason"})

    def test_every_example_is_accepted(self):
        self.assertEqual(run("--verify", str(ROOT / "examples"))[0], 0)


class Refusing(Case):
    """Input that is not run: one line on stderr."""

    def refuses(self, status, line, *arguments, cwd=None):
        self.assertEqual(run(*arguments, cwd=cwd), (status, "", line + "\n"))

    def headed(self, magic, rest=b"\0" * 12):
        return magic.to_bytes(2, "little") + b"\r\n" + rest

    def test_files_that_are_not_there(self):
        self.refuses(66, "missing.pyc: no such file", "missing.pyc")
        self.refuses(66, "/dev/null/x.pyc: no such file", "/dev/null/x.pyc")
        self.refuses(66, f"{self.folder}: no __main__ in this folder", str(self.folder))

    def test_files_that_are_no_pyc(self):
        self.write("empty.pyc", b"")
        self.write("text.pyc", b"print('x')\n")
        self.write("new.pyc", self.headed(3627))
        self.write("old.pyc", self.headed(62061))
        self.refuses(65, "empty.pyc: the file is empty", "empty.pyc", cwd=self.folder)
        self.refuses(65, "text.pyc: not a .pyc: it begins with the bytes 70 72 69 6e, which are no magic number", "text.pyc", cwd=self.folder)
        for name, found in (("new.pyc", "Python 3.14"), ("old.pyc", "Python 2.4")):
            status, out, err = run(name, cwd=self.folder)
            self.assertEqual((status, out, len(err.splitlines())), (65, "", 1))
            self.assertIn(f"{name}: magic number ", err)
            self.assertIn(found, err)

    def test_a_tag_that_disagrees_with_the_magic_number(self):
        self.write("demo.pyc", self.headed(3439))
        line = "demo.pyc: magic number 3439 is Python 3.10, but --version-tag says 3.9; drop the tag, or add --ignore-magic"
        for use in ((), ("--dis",), ("--info",)):
            self.refuses(65, line, *use, "--version-tag", "3.9", "demo.pyc", cwd=self.folder)

    def test_code_that_does_not_verify_never_runs(self):
        data = bytearray(pathlib.Path(NEW).read_bytes())
        found = json.loads(run("--info", NEW, "--format", "json")[1])["codes"][0]["fields"]["co_code"]
        data[data.index(bytes.fromhex(found)) + 2] = 255
        self.write("f.pyc", bytes(data))
        status, out, err = run("f.pyc", cwd=self.folder)
        self.assertEqual((status, out), (65, ""))
        self.assertRegex(err, r"^f\.pyc: <module>: offset 2: .*3\.13\n$")

    def test_bare_and_zeroed_files_need_a_tag(self):
        code = pathlib.Path(OLD).read_bytes()[8:]
        bare, zeroed = self.write("bare.pyc", code), self.write("zeroed.pyc", bytes(8) + code)
        for path in (bare, zeroed):
            status, _, err = run(path)
            self.assertEqual(status, 65)
            self.assertIn("--version-tag X.Y", err)
            self.assertEqual(run("--version-tag", "2.5", path), run(OLD))
            self.assertEqual(json.loads(run("--dis", "--format", "json", "--version-tag", "2.5", path)[1])["release"], "2.5")

    def test_ignore_magic_believes_the_tag(self):
        data = pathlib.Path(OLD).read_bytes()
        wrong = self.write("wrong.pyc", (3439).to_bytes(2, "little") + data[2:])
        self.assertEqual(run(wrong, "--version-tag", "2.5")[0], 65)  # the tag is the program's here
        self.assertEqual(run("--version-tag", "2.5", "--ignore-magic", wrong), run(OLD))


class Running(Case):
    def test_both_streams_print_the_same(self):
        for path in (OLD, NEW):
            fast = run(path)
            self.assertEqual((fast[0], fast[2]), (0, ""))
            self.assertEqual(fast[1].splitlines()[0], "n=1 solutions 1 distinct 1")
            self.assertEqual(run("--stream", "plain", path), fast)
            self.assertEqual(run("--stream=fast", path), fast)

    def test_words_behind_the_program_are_its_own(self):
        self.assertEqual(run(NEW, "--help", "-V", "--dis")[1], run(NEW)[1])
        self.assertEqual(run("--", NEW, "x")[1], run(NEW)[1])

    def test_arguments_and_exit_status_are_the_programs(self):
        for path in SMALL:
            self.assertEqual(run(path, "a", "-b"), (3, "3\nNone\n", ""))

    def test_v_writes_each_instruction(self):
        for path in SMALL:
            status, out, err = run("-v", path)
            self.assertEqual((status, out), (1, "3\nNone\n"))
            for line in err.splitlines():
                self.assertRegex(line, r"^L\. (\d+|-) +@ +\d+: [A-Z_0-9]+( .*)?$")
        self.assertEqual(err.splitlines()[:3], ["L. 0   @  0: RESUME 0", "L. 1   @  2: LOAD_CONST 0", "L. 1   @  4: LOAD_CONST None"])
        self.assertIn("L. 11  @ 16: LOAD_CONST (2, 0)\n", err)

    def test_vv_adds_frames_and_stacks(self):
        err = run("-vv", SMALL[0])[2].splitlines()
        self.assertEqual(err[:4], ["--> <module> at small.py:1", "             stack  []", "             blocks []", "L. 1   @  0: LOAD_CONST -1"])
        self.assertIn("--> divide at small.py:5", err)
        self.assertIn("<-- divide at small.py:6: 3", err)
        self.assertIn("             stack  [6, 0]", err)
        self.assertTrue(any(re.fullmatch(r" +blocks \[except to \d+ at 0\]", line) for line in err))
        self.assertEqual(run("-v", "-v", SMALL[0])[2].splitlines(), err)
        self.assertIn("<-- <module> at small.py:13: raises <class exceptions.SystemExit>", err)


class Streams(Case):
    def test_colour_only_on_a_terminal_that_wants_it(self):
        bad = self.bad()
        self.assertIn("\033[31mrefused:\033[0m", on_terminal("--verify", bad))
        self.assertNotIn("\033[31m", on_terminal("--verify", bad, NO_COLOR="1"))
        self.assertNotIn("\033[31m", on_terminal("--verify", bad, TERM="dumb"))
        self.assertNotIn("\033", run("--verify", bad)[1])

    def test_a_reader_that_leaves_ends_the_output_quietly(self):
        process = subprocess.Popen([XVM, "--info", *[NEW] * 50], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read()
        process.stderr.close()
        self.assertEqual((process.wait(), err), (1, b""))

    def test_output_that_cannot_be_written_is_told(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([XVM, "--list-versions"], stdout=full, stderr=subprocess.PIPE, check=False)
        self.assertEqual((done.returncode, done.stderr), (1, b"xvm: standard output: No space left on device\n"))
        done = subprocess.run(["sh", "-c", '"$0" --list-versions >&-', XVM], stderr=subprocess.PIPE, check=False)
        self.assertEqual((done.returncode, done.stderr), (1, b"xvm: standard output: Bad file descriptor\n"))

    def test_a_file_without_end_is_refused(self):
        status, _, err = run("--verify", "/dev/null")
        self.assertEqual((status, err), (65, ""))


if __name__ == "__main__":
    unittest.main()
