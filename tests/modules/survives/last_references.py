# releases: 2.6-3.13
# What one instruction gives up twice dies then, and neither later nor half.
import sys

dead = []
class Item(object):
    def __del__(self): dead.append(1)

def died(n, what):
    if len(dead) != n: sys.exit('%s: %d died' % (what, len(dead)))
    del dead[:]

def unpack():
    node = (Item(), 2)
    node, rest = node
    del node

def attribute():
    o = Item()
    o.me = o
    def take():
        x = [o_held.pop()]
        x.pop().me = 1
    o_held = [o]
    del o
    take()

def items():
    l = [Item()]
    l.append(l)
    held = [l]
    del l
    held.pop()[1] = 0

def entries():
    d = {'item': Item()}
    d['me'] = d
    held = [d]
    del d
    held.pop()['me'] = 0

def function():
    def make():
        item = Item()
        return lambda *a: item and 1
    def single():
        item = Item()
        return lambda a: item and 1
    a = [single()]
    a[0](a.pop())
    (single())(2)
    make()()

for run, n in ((unpack, 1), (attribute, 1), (items, 1), (entries, 1), (function, 3)):
    for i in range(20):
        run()
        died(n, run.__name__)
print('done')
