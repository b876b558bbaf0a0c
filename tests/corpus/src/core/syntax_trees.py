# versions: 2.5-3.13
# about: compile() with ONLY_AST: classes, fields and places of the syntax tree of every kind of statement and expression
import sys
import _ast

write = sys.stdout.write


def show(node):
    if isinstance(node, _ast.AST):
        parts = []
        for name in node._fields or ():
            parts.append(name + '=' + show(getattr(node, name, '?')))
        for name in node._attributes or ():
            parts.append(name + ':' + show(getattr(node, name, '?')))
        return type(node).__name__ + '(' + ', '.join(parts) + ')'
    if isinstance(node, list):
        return '[' + ', '.join([show(item) for item in node]) + ']'
    return repr(node)


SOURCES = [
    'x = y = 1', 'x += 1; y **= 2', 'del a, b[0], c.d', 'pass\nbreak\ncontinue', 'return', 'return 1, 2',
    'if a:\n  b\nelif c:\n  d\nelse:\n  e', 'while a:\n  b\nelse:\n  c', 'for a, b in c:\n  d\nelse:\n  e',
    'try:\n  a\nexcept B:\n  c\nexcept:\n  d\nelse:\n  e\nfinally:\n  f', 'try:\n  a\nfinally:\n  b',
    'try:\n  a\nexcept (B, C), d:\n  e', 'try:\n  a\nexcept B as c:\n  d', 'raise', 'raise A', 'raise A, b', 'raise A, b, c', 'raise A from b',
    'assert a', 'assert a, b', 'import a, b.c, d as e', 'from a.b import c, d as e', 'from . import a', 'from ..a import *', 'from a import (b, c,)',
    'global a, b', 'nonlocal a', 'exec a', 'exec a in b, c', 'print', 'print a, b,', 'print >>a, b', 'print(a, b)',
    'with a: b', 'with a as b: c', 'with a as b, c as (d, e): f', 'with (a as b, c): d',
    'def f(): pass', 'def f(a, b=1, *c, **d): return a', 'def f(a, (b, c), d=2): pass', 'def f(a: int, *b: str, c, d=1, **e: 2) -> 3: pass',
    'def f(a, /, b, *, c): pass', 'def f(*, a): pass', '@a\n@b.c(d)\ndef f():\n  "doc"\n  pass', '@a\nclass B: pass', '@x[0]\ndef f(): pass',
    'class A: pass', 'class A(B, C):\n  "doc"\n  x = 1', 'class A(B, metaclass=C, *d, **e): pass', 'class A(): pass',
    'async def f():\n  await a\n  async for b in c: d\n  async with e as g: h\n  return [i async for i in j]',
    'a: int', 'a: int = 1', 'a.b: int', '(a): int = 2', 'a[0]: int',
    'a or b and not c', 'a if b else c', 'lambda: 0', 'lambda a, b=1, *c, **d: a', 'a < b <= c != d is not e not in f', 'a <> b', '`a`',
    '-1', '- 1', '-x ** -2', '+a', '~a', '1 + 2 * 3 - 4 / 5 // 6 % 7', 'a << 1 >> 2 & 3 | 4 ^ 5', 'a @ b', '(a, b)', '()', '(a,)', '[a, b]', '[]', '{}', '{a: b, c: d}', '{a, b}',
    '{**a, b: c}', '[*a, b]', '*a, b = c', 'f(*a, *b, c=1, **d)', 'f(a, b=c, *d, **e)', 'f(a for a in b)', 'f(a)(b)[c].d',
    '[a for a in b if c if d for e in f]', '(a for a in b)', '{a for a in b}', '{a: b for a, b in c}',
    'yield', 'yield a', 'x = yield a', 'yield from a', 'a[0]', 'a[1:2]', 'a[:]', 'a[1:2:3]', 'a[::]', 'a[1:2, 3]', 'a[1, 2]', 'a[...]', 'a[..., 1:2]', 'a[()]', 'a[b, *c]',
    '...', 'None', 'True', 'x = None', '0', '10 ** 20', '12345678901234567890', '0x10', '010', '0o17', '0b11', '10L', '1.5', '1e10', '2j', '"a"', "u'b'", "b'c'", 'r"\\n"', 'ur"\\n"', '"a" "b"', '"""a\nb"""', '("a"\n  "b")', "'\\u00e9\\n'",
    "f'a'", "f'{a}'", "f'a{b!r:>{c}}d'", "f'{a=}'", "'x' f'{a:{b}}' 'y'", "f'''{\na\n}'''", "f'{a:{{}}}'",
    'a if (b := c) else d', 'x = (y := 1)', 'match a:\n  case 1: b', 'match a:\n  case {"x": y, **z} if w: b\n  case [a, *_, b] | (c.d, -1+2j): e\n  case A(x, y=z) as w: f\n  case None | "s": pass\n  case _: g',
    'try:\n  a\nexcept* B as c:\n  d', 'type X = int', 'type X[T: int, *Ts, **P] = T', 'def f[T](a: T): pass', 'class A[T: (int, str)](B): pass', 'def f[T = int](): pass',
    '\n\n  \nx\n', 'x # c', 'if a:\n\tb', 'x = \\\n  1', 'a;b', 'class A:\n  def f(self):\n    if x:\n      return (yield)\n    else: pass',
]

for source in SOURCES:
    write(repr(source) + '\n')
    try:
        tree = compile(source, 'f', 'exec', 0x400)
    except SyntaxError:
        write('  SyntaxError\n')
        continue
    for statement in tree.body:
        write('  ' + show(statement) + '\n')
write(show(compile('a\n', 'f', 'single', 0x400)) + '\n')
write(show(compile('a + 1', 'f', 'eval', 0x400)) + '\n')

names = [name for name in dir(_ast) if isinstance(getattr(_ast, name), type) and issubclass(getattr(_ast, name), _ast.AST)]
names.sort()
for name in names:
    node = getattr(_ast, name)
    write('%s(%s) %r %r %r\n' % (name, node.__bases__[0].__name__, node._fields, node._attributes, node.__doc__))
