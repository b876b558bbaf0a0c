# versions: 3.0-3.13
# about: trees that programs make or change: compiled, refused with the release's messages, constructors of nodes
import sys
import _ast
from _ast import *


import warnings
warnings.simplefilter('ignore')


def fix(node, line=1, column=0):
    """Places for nodes that have none."""
    if 'lineno' in node._attributes and not hasattr(node, 'lineno'):
        node.lineno = node.end_lineno = line
        node.col_offset = node.end_col_offset = column
    if getattr(node, 'end_lineno', 0) is None:
        node.end_lineno, node.end_col_offset = node.lineno, node.col_offset
    for name in node._fields:
        value = getattr(node, name, None)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, AST):
                fix(item, line, column)
    return node


class ast:
    pass


for name in dir(_ast):
    setattr(ast, name, getattr(_ast, name))
ast.fix_missing_locations = fix
def literal(value):
    return Constant(value=value) if sys.version_info >= (3, 8) else Str(s=value) if isinstance(value, str) else Num(n=value)

def loc(n):
    ast.fix_missing_locations(n); return n
def re_address(text):
    at = text.find(' at 0x')
    return text if at < 0 else text[:at] + '>'


def t(name, f):
    try: r = f()
    except Exception as e: print(re_address("%s %s %s" % (name, type(e).__name__, e)))
    else: print("%s ok %s" % (name, r if not hasattr(r,"co_code") else "code"))
def M(*b, **k):
    m = ast.Module(body=list(b))
    if sys.version_info >= (3,8): m.type_ignores = []
    return m
def C(m): return compile(m, '<t>', 'exec')
def E(e): return compile(loc(ast.Expression(body=e)), '<t>', 'eval')
num = literal
N = lambda n, c=None: ast.Name(id=n, ctx=c or ast.Load())
t('stmt3', lambda: C(M(3)))
t('nomodbody', lambda: C(ast.Module()))
t('bodystr', lambda: C(ast.Module(body='x', type_ignores=[])))
t('nolineno', lambda: C(M(ast.Pass())))
t('badlineno', lambda: C(M(ast.Pass(lineno='x', col_offset=0))))
t('bare stmt', lambda: C(M(loc(ast.stmt()))))
t('exprnone', lambda: C(M(loc(ast.Expr(value=None)))))
t('exprmissing', lambda: C(M(loc(ast.Expr()))))
t('exprpass', lambda: C(M(loc(ast.Expr(value=loc(ast.Pass()))))))
t('exprint', lambda: C(M(loc(ast.Expr(value=3)))))
t('wrong mode', lambda: compile(M(), '<t>', 'eval'))
t('wrong mode2', lambda: compile(ast.Expression(body=num(1)), '<t>', 'exec'))
t('nonast', lambda: compile(3, '<t>', 'exec'))
t('expr not mod', lambda: compile(num(1), '<t>', 'eval'))
t('assign noctx', lambda: C(loc(M(ast.Assign(targets=[N('a')], value=num(1))))))
t('assign empty', lambda: C(loc(M(ast.Assign(targets=[], value=num(1))))))
t('assign num', lambda: C(loc(M(ast.Assign(targets=[num(1)], value=num(1))))))
t('store load', lambda: E(N('a', ast.Store())))
t('ident int', lambda: E(ast.Name(id=3, ctx=ast.Load())))
t('ident none', lambda: E(ast.Name(id=None, ctx=ast.Load())))
t('name None', lambda: E(ast.Name(id='None', ctx=ast.Load())))
t('name True', lambda: E(ast.Name(id='True', ctx=ast.Load())))
t('ctx none', lambda: E(ast.Name(id='a', ctx=None)))
t('ctx bad', lambda: E(ast.Name(id='a', ctx=ast.And())))
t('ctx base', lambda: E(ast.Name(id='a', ctx=ast.expr_context())))
t('binop none', lambda: E(ast.BinOp(left=num(1), op=None, right=num(2))))
t('binop bad', lambda: E(ast.BinOp(left=num(1), op=3, right=num(2))))
t('boolop1', lambda: E(ast.BoolOp(op=ast.And(), values=[num(1)])))
t('boolop tuple', lambda: E(ast.BoolOp(op=ast.And(), values=(num(1),))))
t('dict', lambda: E(ast.Dict(keys=[num(1)], values=[])))
t('compare', lambda: E(ast.Compare(left=num(1), ops=[], comparators=[])))
t('compare2', lambda: E(ast.Compare(left=num(1), ops=[ast.In()], comparators=[])))
t('gen', lambda: E(ast.GeneratorExp(elt=num(1), generators=[])))
t('if', lambda: C(loc(M(ast.If(test=num(1), body=[], orelse=[])))))
t('while', lambda: C(loc(M(ast.While(test=num(1), body=[], orelse=[])))))
t('delete', lambda: C(loc(M(ast.Delete(targets=[])))))
t('import', lambda: C(loc(M(ast.Import(names=[])))))
t('importfrom', lambda: C(loc(M(ast.ImportFrom(module='a', names=[ast.alias(name='a', asname=None)], level=-1)))))
t('global', lambda: C(loc(M(ast.Global(names=[])))))
t('global3', lambda: C(loc(M(ast.Global(names=[3])))))
t('raise', lambda: C(loc(M(ast.Raise(exc=None, cause=N('a'))))))
if True:
    t('try', lambda: C(loc(M(ast.Try(body=[ast.Pass()], handlers=[], orelse=[], finalbody=[])))))
    t('try2', lambda: C(loc(M(ast.Try(body=[ast.Pass()], handlers=[], orelse=[ast.Pass()], finalbody=[ast.Pass()])))))
    t('with', lambda: C(loc(M(ast.With(items=[], body=[ast.Pass()])))))
    t('handler', lambda: C(loc(M(ast.Try(body=[ast.Pass()], handlers=[ast.ExceptHandler(type=None, name=None, body=[])], orelse=[], finalbody=[])))))
    t('constant list', lambda: E(ast.Constant(value=[1])))
    t('constant obj', lambda: E(ast.Constant(value=object)))
    t('constant tup', lambda: eval(E(ast.Constant(value=(1, frozenset([2]))))))
    t('constant tuplist', lambda: E(ast.Constant(value=(1, []))))
    t('annassign', lambda: C(loc(M(ast.AnnAssign(target=ast.Attribute(value=N('a'), attr='b', ctx=ast.Store()), annotation=N('c'), value=None, simple=1)))))
    A = lambda **k: ast.arguments(**dict(dict(posonlyargs=[], args=[], vararg=None, kwonlyargs=[], kw_defaults=[], kwarg=None, defaults=[]), **k))
    t('defaults', lambda: E(ast.Lambda(args=A(defaults=[num(1)]), body=num(1))))
    t('kwdefaults', lambda: E(ast.Lambda(args=A(kw_defaults=[num(1)]), body=num(1))))
    
    t('args bad', lambda: E(ast.Lambda(args=3, body=num(1))))
    t('lambda', lambda: eval(E(ast.Lambda(args=A(args=[ast.arg(arg='x', annotation=None)], defaults=[num(1)]), body=N('x'))))())
    t('yield', lambda: E(ast.Yield(value=None)))
    t('fv', lambda: E(ast.JoinedStr(values=[ast.FormattedValue(value=num(1), conversion=7, format_spec=None)])))
    t('starred', lambda: E(ast.Starred(value=num(1), ctx=ast.Load())))
    t('dictnone', lambda: E(ast.Dict(keys=[None], values=[N('a')])))
    t('sub', lambda: E(ast.Subscript(value=N('a'), slice=num(1), ctx=ast.Load())))
    t('kw', lambda: E(ast.Call(func=N('a'), args=[], keywords=[3])))
    t('comp', lambda: E(ast.ListComp(elt=num(1), generators=[3])))
    t('return', lambda: C(loc(M(ast.Return(value=None)))))
    t('nonlocal', lambda: C(loc(M(ast.Nonlocal(names=['x'])))))
    t('overflow', lambda: C(M(ast.Pass(lineno=2**40, col_offset=0, end_lineno=1, end_col_offset=0))))
    t('range', lambda: C(M(ast.Pass(lineno=3, col_offset=0, end_lineno=1, end_col_offset=0))))
    t('range2', lambda: C(M(ast.Pass(lineno=3, col_offset=4, end_lineno=3, end_col_offset=1))))
    t('range3', lambda: C(M(ast.Pass(lineno=-3, col_offset=4, end_lineno=3, end_col_offset=1))))
    t('range4', lambda: C(M(ast.Pass(lineno=1, col_offset=-4, end_lineno=3, end_col_offset=1))))
    t('del', lambda: C(loc(M(ast.Delete(targets=[num(1)])))))
    t('for', lambda: C(loc(M(ast.For(target=N('a'), iter=N('b'), body=[ast.Pass()], orelse=[])))))
    t('slice', lambda: E(ast.Slice(lower=None, upper=None, step=None)))
    if sys.version_info >= (3,10):
        n1 = num(1)
        P = lambda p: C(loc(M(ast.Match(subject=N('a'), cases=[ast.match_case(pattern=p, guard=None, body=[ast.Pass()])]))))
        t('match nocase', lambda: C(loc(M(ast.Match(subject=N('a'), cases=[])))))
        t('mv name', lambda: P(ast.MatchValue(value=N('a'))))
        t('mv ok', lambda: P(ast.MatchValue(value=n1)))
        t('mv binop', lambda: P(ast.MatchValue(value=ast.BinOp(left=num(1), op=ast.Add(), right=num(2)))))
        t('ms', lambda: P(ast.MatchSingleton(value=3)))
        t('msseq', lambda: P(ast.MatchSequence(patterns=[ast.MatchStar(name=None), ast.MatchStar(name=None)])))
        t('mm', lambda: P(ast.MatchMapping(keys=[n1], patterns=[], rest=None)))
        t('mmr', lambda: P(ast.MatchMapping(keys=[], patterns=[], rest='_')))
        t('mc', lambda: P(ast.MatchClass(cls=num(1), patterns=[], kwd_attrs=[], kwd_patterns=[])))
        t('mc2', lambda: P(ast.MatchClass(cls=N('a'), patterns=[], kwd_attrs=['a'], kwd_patterns=[])))
        t('mas', lambda: P(ast.MatchAs(pattern=ast.MatchValue(value=n1), name=None)))
        t('mas_', lambda: P(ast.MatchAs(pattern=None, name='_')))
        t('mor', lambda: P(ast.MatchOr(patterns=[])))
        t('mstar', lambda: P(ast.MatchStar(name='x')))
        t('mor1', lambda: P(ast.MatchOr(patterns=[ast.MatchValue(value=n1)])))
        t('mc3', lambda: P(ast.MatchClass(cls=ast.Attribute(value=num(1), attr='x', ctx=ast.Load()), patterns=[], kwd_attrs=[], kwd_patterns=[])))

print(ast.BinOp._fields, repr(ast.Load())[:10])
for make in (lambda: ast.Name('a', ast.Load()), lambda: ast.Name('a', ast.Load(), 1), lambda: ast.Load(1), lambda: ast.Name('a', id='b'),
             lambda: ast.Name(id='a', foo=3), lambda: ast.arguments(), lambda: ast.Return(), lambda: ast.List()):
    try:
        node = make()
        print(type(node).__name__, sorted(k for k in node.__dict__), node.__reduce__()[1])
    except TypeError as e:
        print('TypeError', e)

tree = compile('total = 0\nfor i in range(5):\n    total += i\n', '<t>', 'exec', 0x400)
class Double(ast.AST):
    pass
def walk(node):
    yield node
    for name in node._fields:
        value = getattr(node, name, None)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, AST):
                for inner in walk(item):
                    yield inner
for node in walk(tree):
    if type(node).__name__ in ('Num', 'Constant'):
        if hasattr(node, 'n') and type(node).__name__ == 'Num': node.n *= 2
        else: node.value *= 2
space = {}
exec(compile(tree, '<t>', 'exec'), space)
print(space['total'])
for source in ('def f(a, b=2, *c, d=4, **e):\n    return [a, b, c, d, e]\nprint(f(1), f(1, 3, 5, d=6, g=7))', 'class A(object):\n    x = 1\n    def m(self): return self.x\nprint(A().m())',
               'try:\n    1/0\nexcept ZeroDivisionError as e:\n    print(e)\nfinally:\n    print("f")', 'print([x * y for x in range(3) for y in (1, 2) if x], {1: 2}, "a%sb" % 3, (lambda q: q + 1)(4))',
               'x = [1, 2, 3]\nprint(x[0], x[1:], x[::2], x[-1])\ndel x[0]\nprint(x)', 'i = 0\nwhile i < 3:\n    i += 1\n    if i == 2: continue\nelse:\n    print("else", i)',
               'import sys as s\nfrom sys import version_info as v\nprint(s.version_info == v, None is None, True and not False or 1 < 2 < 3)'):
    exec(compile(compile(source, '<t>', 'exec', 0x400), '<t>', 'exec'), {})
print(eval(compile(compile('1 + 2', '<t>', 'eval', 0x400), '<t>', 'eval')))
exec(compile(compile('3 * 4', '<t>', 'single', 0x400), '<t>', 'single'))
