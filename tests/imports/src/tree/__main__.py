import sys
print("main %s %r" % (__name__, __package__))
print(sys.argv[1:])
import plain
import pack.deep.leaf as leaf
from pack import two, one as first
from pack.deep import *
print(plain.value, leaf.climb(), two.f, first.first, sib.name)
print(sorted(k for k in sys.modules if k.startswith("pack")))
print(pack.deep.leaf is leaf if "pack" in globals() else "no pack")
