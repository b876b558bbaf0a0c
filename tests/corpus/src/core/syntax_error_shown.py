# versions: 2.7, 3.6-3.12
# about: SyntaxErrors that programs make themselves, as sys.excepthook shows them, and their fields
import sys

cases = [
    (), ('m',), ('m', None), ('m', ()), ('m', (1,)), ('m', ('f', 1)), ('m', ('bad.py', 1, 2, 'abcdefg')), ('m', ('bad.py', 1, 2, 'abcdefg\n')),
    ('m', ('bad.py', 1, 0, 'abcdefg')), ('m', ('bad.py', 1, -1, 'abcdefg')), ('m', ('bad.py', 1, 100, 'abcdefg')), ('m', ('bad.py', 1, None, 'abcdefg')),
    ('m', ('bad.py', None, None, None)), ('m', (None, 3, 2, 'abc')), ('m', ('bad.py', 0, 0, '')), ('m', ('bad.py', 1, 3, '    abcdefg')), ('m', ('bad.py', 1, 3, '\tabc')),
    ('m', ('bad.py', 1, 2, 'two\nlines')), ('m', ('bad.py', 1, 6, 'two\nlines')), 
    ('m', ('bad.py', 1, 2, u'\xe4\xf6\xfc')), (3, ('bad.py', 1, 2, 'abc')), (None,), (None, ('bad.py', 1, 2, 'abc')), ('m', ('bad.py', 1, 2, 'abc'), 3),
    ('m', ('bad.py', 10 ** 20, 2, 'abc')), ('print x', ('bad.py', 1, 2, 'print x')),
    ('m', ('bad.py', 1, 2, 'abcdefg', 1, 7)), ('m', ('bad.py', 1, 2, 'abcdefg', 1, 2)), ('m', ('bad.py', 1, 4, 'abcdefg', 1, 2)), ('m', ('bad.py', 1, 2, 'abcdefg', 1, 100)),
    ('m', ('bad.py', 1, 2, 'abcdefg', 2, 3)), ('m', ('bad.py', 1, 2, 'abcdefg', 0, 0)), ('m', ('bad.py', 1, 2, 'abcdefg', None, None)), ('m', ('bad.py', 1, 2, 'abcdefg', 1, -1)),
    ('m', ('bad.py', 1, 2, 'abcdefg', 1)), ('m', ('bad.py', 1, 0, 'abcdefg', 1, 0)), ('m', ('bad.py', 1, 2, 'abcdefg', 1, 7, 8)),
]
for cls in SyntaxError, IndentationError, TabError:
    for args in cases if cls is SyntaxError else cases[5:8]:
        try:
            e = cls(*args)
        except Exception:
            e = sys.exc_info()[1]
            print('%r %s %s' % (args, type(e).__name__, e))
            continue
        print('%r -> %s | %r' % (args, e, [getattr(e, n, 'none') for n in ('msg', 'filename', 'lineno', 'offset', 'text', 'print_file_and_line', 'end_lineno', 'end_offset')]))
        sys.stderr = sys.stdout
        try:
            sys.excepthook(type(e), e, None)
        finally:
            sys.stderr = sys.__stderr__
e = SyntaxError('first')
e.lineno = 3
e.filename = 'set.py'
e.text = 'some text'
e.offset = 3
print(str(e))
sys.stderr = sys.stdout
sys.excepthook(type(e), e, None)
del e.text
sys.excepthook(type(e), e, None)
e.offset = 'bad'
sys.excepthook(type(e), e, None)
e.lineno = 'bad'
sys.excepthook(type(e), e, None)
e.msg = 17
sys.excepthook(type(e), e, None)
print(e.args)


class Sub(SyntaxError):
    def __str__(self):
        return 'own text'


sys.excepthook(Sub, Sub('m', ('f.py', 1, 1, 'x = ')), None)
for src in ['x = (1,\n', 'def f(:\n', 'if x:\npass\n', '  x = 1\n', 'x = 5 5\n', "'abc\n", 'a b', 'x = \xe4 \xf6\n' if sys.version_info[0] > 2 else 'x = $\n', 'for i in range(3) print(i)\n', 'f(a=1, 2)\n', '1 = x\n', 'if True:\n\tx\n        y\n',
            'while True:\n    break\n  x\n', 'return 1\n', 'lambda: (yield)\nimport\n', 'x = {1: 2, 3}\n', 'class A\n  pass\n', 'print "a"\n', 'exec "a"\n', 'a = 0777\n' if sys.version_info[0] > 2 else 'a = 0888\n', 'x = 1__0\n', "b'\xe9'\n" if sys.version_info[0] > 2 else 'x y\n', 'import a.b as c.d\n', 'from x import *, y\n', 'del f()\n', 'with open(x) as 1: pass\n', 'a + 1 = 2\n', '(a, 1) = 2\n', 'def f(a, a): pass\n', 'f(x for x in y, 1)\n', 'try:\n  pass\n', '@\ndef f(): pass\n', 'else:\n  pass\n', 'a = b = \n', '[x for x in]\n', 'not = 1\n', 'None = 1\n', 'f() += 1\n', 'x: int: 3\n', '!x\n', 'a ? b\n', 'x = "\\x1"\n', 'x = u"\\N{foo}"\n', 'continue\n', '"""abc\n', "x = 'abc\\\n", 'if x = 1: pass\n', 'a.1\n', '1.a\n', '0xg\n', '1e\n', 'f(**k, *a)\n', 'f(a=1, a=2)\n', 'async def f(): yield from x\n', 'await x\n', 'def f():\n  x = 1\n  global x\n', 'nonlocal x\n', 'from __future__ import nope\n']:
    try:
        compile(src, 'given.py', 'exec')
        print('fine %r' % src)
    except SyntaxError:
        e = sys.exc_info()[1]
        print('%r %r' % (src, e.args))
        sys.excepthook(type(e), e, None)
    except ValueError:
        print(sys.exc_info()[1])
