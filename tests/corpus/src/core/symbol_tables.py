# versions: 2.6-3.13
# about: _symtable: blocks, their names with flags and scopes, parameters, children
import sys
import _symtable

write = sys.stdout.write
SOURCE = '''
import os
x = 1
def f(a, b=x, *c, **d):
    global g
    g = a
    def inner():
        return a + g
    class K:
        y = 2
        def m(self): return __class__
    return [i for i in c if (lambda: i)]
class A(object):
    def meth(self, __p): pass
def gen():
    yield 1
z = (q for q in x)
'''
MORE = ['def f():\n  x: int\n  def g():\n    nonlocal x\n    x = 1', 'def f[T: int](x: T): pass\ntype A[B] = B\nclass C[*Ts]: pass', 'def f(a, (b, c)): return lambda: b',
        'def f():\n  exec "x"\n', 'from os import *', 'class A:\n  x = 1\n  y = [x for z in (1,) if [w for w in z]]', '{a: b for a, b in c}; {d for d in e}', 'x x']


def show(table, depth=0):
    names = sorted(table.symbols.items())
    write('%s%s %r type=%r line=%r nested=%r %r %r\n' % ('  ' * depth, type(table).__name__, table.name, table.type, table.lineno, table.nested, names, table.varnames))
    for child in table.children:
        show(child, depth + 1)


for source in [SOURCE] + MORE:
    try:
        table = _symtable.symtable(source, '?', 'exec')
    except SyntaxError:
        write('SyntaxError\n')
        continue
    if isinstance(table, dict):
        table = [entry for entry in table.values() if entry.name == 'top'][0]
    show(table)
for arguments in (('x', '?', 'foo'), (1, '?', 'exec'), ('x', '?', 'eval'), ('x', '?', 'single')):
    try:
        write('%r\n' % (_symtable.symtable(*arguments) and 1))
    except Exception:
        write('%s %s\n' % (sys.exc_info()[0].__name__, sys.exc_info()[1]))
for name in sorted(dir(_symtable)):
    if name.isupper():
        write('%s %r\n' % (name, getattr(_symtable, name)))
