"""tail_calls_test.py OBJECT: in an optimised build every operation ends by jumping to the next one's function. Were one to call it,
each run of it would leave a frame on the C++ stack."""
import re
import subprocess
import sys
import unittest

OBJECT = sys.argv.pop()
STEP = re.compile(r"^[0-9a-f]+ <\w*?\d(?:(?:whole|quick|fused)_[A-Z]|(?:unwind|reraise|attend)_step)\w*.*>:$")
# A call or jump through a table of functions: base and index in registers, or an address loaded from there.
CALL_OF_TABLE = re.compile(r"\bcall\s+\*.*\(%r\w+,%r\w+,8\)")


class TailCalls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        text = subprocess.run(["objdump", "-d", "--no-show-raw-insn", OBJECT], stdout=subprocess.PIPE, text=True, check=True).stdout
        cls.steps, inside = {}, None
        for line in text.splitlines():
            if line and line[0] != " ":
                inside = line if STEP.match(line) else None
                if inside:
                    cls.steps[inside] = []
            elif inside:
                cls.steps[inside].append(line)

    def test_every_operation_is_a_function_of_its_own(self):
        self.assertGreater(len(self.steps), 300)

    def test_no_operation_calls_the_next_one(self):
        calling = [name for name, lines in self.steps.items() if any(CALL_OF_TABLE.search(line) for line in lines)]
        self.assertEqual(calling, [])

    def test_operations_jump_through_the_table(self):
        jumping = [name for name, lines in self.steps.items() if any(re.search(r"\bjmp\s+\*", line) for line in lines)]
        self.assertGreater(len(jumping), 300)


if __name__ == "__main__":
    unittest.main()
