"""The arithmetic, the measuring and the reports of tools/bench, with shell scripts in the place of xvm."""
import contextlib
import io
import json
import pathlib
import tempfile
import unittest

import bench
import figures
import process
import report
import subjects

MB = 1 << 20


def ended(cpu=1.0, memory=10 * MB, out=b"1\n", status=0, err=b"", wall=None):
    return process.Ended(status, cpu, cpu if wall is None else wall, memory, out, err)


def runs(*times, **fields):
    return [ended(cpu, **fields) for cpu in times]


class FiguresTest(unittest.TestCase):
    def test_a_ratio_is_the_median_of_the_rounds(self):
        # The second round ran on a busy machine: both took longer, and the ratio of the medians would be 1.0.
        self.assertAlmostEqual(figures.ratio(runs(2.0, 9.0, 2.2), runs(1.0, 3.0, 1.1)), 2.0)

    def test_a_ratio_above_one_is_for_xvm(self):
        self.assertAlmostEqual(figures.ratio(runs(3.0), runs(1.5)), 2.0)

    def test_a_time_of_nothing_divides(self):
        self.assertGreater(figures.ratio(runs(1.0), runs(0.0)), 1)

    def test_a_summary_has_medians_and_shares(self):
        row = {"xvm": runs(1.0, 5.0, 2.0, memory=5 * MB), "cpython": runs(2.0, 10.0, 4.0), "pypy3": runs(0.5, 2.5, 1.0)}
        found = figures.summary(row)
        self.assertEqual(found["xvm"]["cpu"], 2.0)
        self.assertEqual((found["ratio"], found["memory_share"], found["pypy3_ratio"]), (2.0, 0.5, 0.5))

    def test_without_cpython_there_is_no_ratio(self):
        self.assertEqual(set(figures.summary({"xvm": runs(1.0)})), {"xvm"})

    def test_a_release_has_the_geometric_mean_and_the_extremes(self):
        rows = {"a": {"ratio": 0.5, "memory_share": 0.4}, "b": {"ratio": 8.0, "memory_share": 1.25}, "c": {}}
        found = figures.over_programs(rows)
        self.assertAlmostEqual(found["ratio"]["geometric_mean"], 2.0)
        self.assertEqual((found["ratio"]["lowest"], found["ratio"]["lowest_program"], found["ratio"]["programs"]), (0.5, "a", 2))
        self.assertEqual(found["memory_share"], {"highest": 1.25, "highest_program": "b"})
        self.assertNotIn("pypy3_ratio", found)

    def test_the_share_of_start_up_is_of_cpythons_time(self):
        self.assertAlmostEqual(figures.start_up({"xvm": runs(0.002, 0.004), "cpython": runs(0.008, 0.016)})["share"], 0.25)

    def test_throughput_is_in_millions_of_bytes(self):
        self.assertEqual(figures.throughput(50_000_000, runs(0.4, 0.5, 0.6))["megabytes_a_second"], 100.0)


class FailuresTest(unittest.TestCase):
    def test_equal_outputs_are_right(self):
        self.assertEqual(figures.failures("p", "2.7", {"xvm": runs(1, 2), "cpython": runs(1, 2)}), [])

    def test_another_output_is_a_failure_of_who_differs_from_cpython(self):
        found = figures.failures("p", "2.7", {"xvm": runs(1, out=b"2\n"), "cpython": runs(1), "pypy3": runs(1)})
        self.assertEqual(found, [{"program": "p", "release": "2.7", "subject": "xvm", "why": "prints '2', not '1'"}])

    def test_a_failed_run_says_its_last_words(self):
        found = figures.failures("p", "2.7", {"xvm": [ended(), ended(status=1, err=b"Traceback\nKeyError: 1\n")], "cpython": runs(1)})
        self.assertEqual([(row["subject"], row["why"]) for row in found], [("xvm", "KeyError: 1")])

    def test_an_output_that_changes_is_a_failure(self):
        found = figures.failures("p", "2.7", {"xvm": [ended(), ended(out=b"2\n")]})
        self.assertEqual([row["why"] for row in found], ["prints something else each time"])


class ProcessTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        process.become_reaper()

    def test_a_run_has_output_status_and_cost(self):
        for run in process.run, process.start:
            done = run(["/bin/sh", "-c", "echo out; echo err >&2; exit 3"])
            self.assertEqual((done.status, done.out, done.err), (3, b"out\n", b"err\n"))
            self.assertGreater(done.cpu, 0)

    def test_memory_is_that_of_the_command_alone(self):
        ballast = bytearray(64 * MB)
        ballast[::4096] = b"x" * len(ballast[::4096])
        self.assertLess(process.run(["/bin/sh", "-c", ":"]).memory, 16 * MB)

    def test_a_run_ends_at_its_limit(self):
        done = process.run(["/bin/sleep", "60"], limit=0.2)
        self.assertEqual(done.status, -9)
        self.assertLess(done.wall, 30)


class SubjectsTest(unittest.TestCase):
    def test_releases_are_named_alone_in_ranges_and_in_lists(self):
        self.assertEqual(subjects.releases(["3.9-3.11", "2.7"]), ["2.7", "3.9", "3.10", "3.11"])
        self.assertEqual(subjects.releases(["2.6,3.13"]), ["2.6", "3.13"])
        self.assertEqual(len(subjects.releases()), 17)

    def test_what_is_no_release_is_refused(self):
        for text in ("4.0", "3.1-4", "x"):
            with self.assertRaises(ValueError):
                subjects.releases([text])

    def test_every_program_names_its_loops_and_imports_nothing_but_sys(self):
        found = subjects.programs()
        self.assertGreaterEqual(len(found), 31)
        for program in found:
            with self.subTest(program.name):
                self.assertEqual(program.loops(1), int(subjects.LOOPS.search(program.path.read_text())[1]))
                self.assertGreaterEqual(program.loops(0.0001), 2)
                imports = [line for line in program.path.read_text().splitlines() if line.startswith(("import ", "from "))]
                self.assertLessEqual(set(imports), {"import sys", "from __future__ import with_statement"})

    def test_programs_are_chosen_by_name(self):
        self.assertEqual([program.name for program in subjects.programs(["call*"])], ["calls", "calls_keyword"])


class BenchTest(unittest.TestCase):
    """The whole way, with a script that compiles by copying the source and runs by saying something."""

    def run_bench(self, body, *options):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        xvm = pathlib.Path(holder.name) / "xvm"
        xvm.write_text(f'#!/bin/sh\nif [ "$1" = --compile ]; then cp "$4" "$6"; exit; fi\n{body}\n')
        xvm.chmod(0o755)
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            status = bench.main(["--xvm", str(xvm), "--no-cpython", "--program", "calls", "--rounds", "1", *options])
        return status, out.getvalue()

    def test_json_has_every_release(self):
        status, out = self.run_bench("echo 7", "--release", "2.5-2.7", "--format", "json")
        found = json.loads(out)
        self.assertEqual((status, list(found["releases"]), found["failures"]), (0, ["2.5", "2.6", "2.7"], []))
        self.assertGreater(found["releases"]["2.5"]["programs"]["calls"]["xvm"]["cpu"], 0)

    def test_text_has_a_row_a_program(self):
        status, out = self.run_bench("echo 7", "--release", "3.3")
        self.assertEqual(status, 0)
        self.assertRegex(out, r"(?m)^calls +0\.0\d$")

    def test_a_failure_is_told_and_fails(self):
        status, out = self.run_bench("echo 'x.pyc: no' >&2; exit 65", "--release", "3.3")
        self.assertEqual(status, 1)
        self.assertIn("  calls 3.3 xvm: x.pyc: no", out)


class ReportTest(unittest.TestCase):
    def test_columns_are_as_wide_as_their_widest(self):
        self.assertEqual(report.columns([["program", "2.7"], ["a", "10.00"]]), ["program    2.7", "a        10.00"])


if __name__ == "__main__":
    unittest.main()
