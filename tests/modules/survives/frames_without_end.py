# releases: 2.7,3.8,3.13
# Calls and generators that go as deep as the memory of frames allows, however high the limit is.
import sys

sys.setrecursionlimit(2000000000)
assert sys.getrecursionlimit() == 2000000000
sys.setrecursionlimit(100000000)
assert sys.getrecursionlimit() == 100000000
names = {}
exec("def wide(n):\n  if n: wide(n - 1)\n  else: wide(0)\n  " + "\n  ".join("a%d = 1" % i for i in range(40000)), names)
try:
    names["wide"](3)
    print("returned")
except RuntimeError:
    print("too deep")
print("done")
