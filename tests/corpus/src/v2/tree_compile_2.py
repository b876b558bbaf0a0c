# versions: 2.6-2.7
# about: trees that programs make or change, 2.x: compiled, refused, constructors of nodes
import _ast
from _ast import *


def attempt(name, f):
    try:
        result = f()
    except Exception as e:
        text = '%s %s %s' % (name, type(e).__name__, e)
        at = text.find(' at 0x')
        print text if at < 0 else text[:at] + '>'
    else:
        print name, 'ok', hasattr(result, 'co_code')


def place(node):
    if 'lineno' in (getattr(node, '_attributes', None) or ()):
        node.lineno, node.col_offset = 1, 0
    for name in node._fields or ():
        value = getattr(node, name, None)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, AST):
                place(item)
    return node


def of(expression):
    return compile(place(Expression(body=expression)), '<t>', 'eval')


def module(*body):
    return compile(Module(body=list(body)), '<t>', 'exec')


attempt('number for statement', lambda: module(3))
attempt('no body', lambda: compile(Module(), '<t>', 'exec'))
attempt('no list', lambda: compile(Module(body='x'), '<t>', 'exec'))
attempt('no line', lambda: module(Pass()))
attempt('bad line', lambda: module(Pass(lineno='x', col_offset=0)))
attempt('no kind', lambda: module(place(stmt())))
attempt('no value', lambda: module(place(Expr())))
attempt('None value', lambda: module(place(Expr(value=None))))
attempt('statement for expression', lambda: module(place(Expr(value=Pass()))))
attempt('other mode', lambda: compile(Module(body=[]), '<t>', 'eval'))
attempt('not a tree', lambda: compile(3, '<t>', 'exec'))
attempt('identifier', lambda: of(Name(id=3, ctx=Load())))
attempt('no context', lambda: of(Name(id='a', ctx=None)))
attempt('wrong context', lambda: of(Name(id='a', ctx=And())))
attempt('no operator', lambda: of(BinOp(left=Num(n=1), op=None, right=Num(n=2))))
attempt('tuple for list', lambda: of(BoolOp(op=And(), values=(Num(n=1),))))
attempt('names', lambda: module(place(Global(names=[3]))))
attempt('fine', lambda: of(Name(id='a', ctx=Load())))
for make in (lambda: Name('a', Load()), lambda: Name('a'), lambda: Load(1), lambda: Name(id='a', foo=3), lambda: arguments()):
    try:
        node = make()
        print type(node).__name__, sorted(node.__dict__)
    except TypeError, e:
        print 'TypeError', e
for source in ('print 1, "a",\nprint >>None, 2\nprint', 'def f(a, (b, c), d=4, *e, **g): return a, b, c, d, e, g\nprint f(1, (2, 3)), f(1, (2, 3), 5, 6, h=7)',
               'try:\n    raise ValueError, "x"\nexcept ValueError, e:\n    print e\nfinally:\n    print "f"', 'exec "y = 3" in {}\nprint `1L`, 1 <> 2, u"a", 0777',
               'with open("/dev/null") as f: print f.read()', 'class A:\n    x = 1\nprint A.x, [x for x in range(3)], range(5)[1:3], {1: 2}[1], "abc"[0:2]'):
    exec compile(compile(source, '<t>', 'exec', 0x400), '<t>', 'exec') in {}
print eval(compile(compile('1 + 2', '<t>', 'eval', 0x400), '<t>', 'eval'))
exec compile(compile('3 * 4', '<t>', 'single', 0x400), '<t>', 'single')
