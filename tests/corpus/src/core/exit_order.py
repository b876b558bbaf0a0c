# versions: 2.7,3.6-3.11,3.13
# about: what dies when, at the end of a program: names of __main__, containers, classes, cycles, suspended generators, what was left in sys and builtins
import sys
write = sys.stdout.write
class D(object):
    def __init__(self, n): self.n = n
    def __del__(self, w=sys.stdout.write): w('del %s\n' % self.n)
b = D('b'); _a = D('_a'); a = D('a'); __z = D('__z'); c = D('c')
def f(x=D('default')): return 1
class K(object):
    attr = D('classattr')
l = [D('l0'), D('l1')]
d = {'k': D('dk')}
t = (D('t0'), D('t1'))
if sys.version_info >= (3, 4):
    cyc = D('cyc'); cyc.self = cyc
def g(w=sys.stdout.write):
    try:
        yield 1
        yield 2
    finally:
        w('gen finally\n')
gg = g(); next(gg)
unstarted = g()
x1 = D('x1'); x2 = D('x2'); x3 = D('x3')
def closure():
    held = D('held by a cell')
    return lambda: held
h = closure()
sys.left = 1
print('end')
