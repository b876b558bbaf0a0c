# versions: 2.7,3.6-3.13
# about: objects left in sys and builtins at the end of a program, and what their finalizers still see
import sys
w = sys.stdout.write
class D(object):
    def __init__(self, n): self.n = n
    def __del__(self):
        try: w('del %s %s %s\n' % (self.n, a is None, sys is None))
        except Exception: pass
b = D('b'); _a = D('_a'); a = D('a')
c = D('c')
def fun(): pass
s = D('s')
t = [1, D('in list')]
sys.foo = D('sysattr')
try:
    import builtins
    builtins.zed = D('builtin')
except ImportError:
    import __builtin__
    __builtin__.zed = D('builtin')
