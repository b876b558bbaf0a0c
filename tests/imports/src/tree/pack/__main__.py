from __future__ import absolute_import
import sys
from . import one
print("main of pack: %s %r %s" % (__name__, __package__, one.first))
print(sys.argv[1:])
