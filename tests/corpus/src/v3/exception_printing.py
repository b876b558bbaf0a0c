# versions: 3.6-3.13
# about: sys.excepthook: chains, cycles, repeated frames, odd classes and messages, hand-made syntax errors, values that are no exceptions
import sys
sys.stderr = sys.stdout
cases = []
def case(f):
    cases.append(f)
    return f
V = sys.version_info
def show(e=None):
    t, v, tb = sys.exc_info()
    sys.excepthook(t, v, tb)
@case
def context():
    try:
        try: 1 / 0
        except ZeroDivisionError: {}['x']
    except KeyError: raise ValueError('v')
@case
def cause():
    try: 1 / 0
    except ZeroDivisionError as e: raise KeyError('k') from e
@case
def suppressed():
    try: 1 / 0
    except ZeroDivisionError as e: raise KeyError('k') from None
@case
def suppress_flag():
    try: 1 / 0
    except ZeroDivisionError as e:
        k = KeyError('k'); k.__suppress_context__ = True
        raise k
@case
def cycle():
    a, b = ValueError('a'), ValueError('b')
    a.__cause__ = b; b.__cause__ = a
    raise a
if V >= (3, 9):
    @case
    def cycle_context():
        a, b = ValueError('a'), ValueError('b')
        a.__context__ = b; b.__context__ = a
        raise a
@case
def self_cause():
    a = ValueError('a'); a.__cause__ = a
    raise a
@case
def cause_context_mix():
    try:
        try: raise ValueError(1)
        except ValueError as e: raise ValueError(2) from e
    except ValueError:
        try: raise ValueError(3)
        except ValueError as e2: raise ValueError(4) from e2
@case
def recursion():
    def f(n):
        if n: f(n - 1)
        else: raise ValueError('deep')
    f(2)
@case
def recursion3():
    def f(n):
        if n: f(n - 1)
        else: raise ValueError('deep')
    f(3)
@case
def recursion4():
    def f(n):
        if n: f(n - 1)
        else: raise ValueError('deep')
    f(4)
@case
def recursion20():
    def f(n):
        if n: f(n - 1)
        else: raise ValueError('deep')
    f(20)
@case
def mutual():
    def f(n):
        if n: g(n - 1)
        else: raise ValueError('deep')
    def g(n):
        f(n)
    f(12)
@case
def recursion_two_lines():
    def f(n):
        if n % 2: f(n - 1)
        elif n: f(n - 1)
        else: raise ValueError('deep')
    f(12)
@case
def real_recursion():
    def f(): f()
    f()
class BadStr(Exception):
    def __str__(self): raise ValueError('no str')
class BadRepr(Exception):
    def __repr__(self): return 5
class NoneStr(Exception):
    def __str__(self): return None
class Multi(Exception):
    def __str__(self): return 'line 1\nline 2\n\nline 4'
class Empty(Exception): pass
class Odd(Exception): __module__ = 5
class OddName(Exception): pass
OddName.__name__ = 'renamed.x'
class Inner(object):
    class Deep(Exception): pass
class Mod(Exception): __module__ = 'some.where'
class Built(Exception): __module__ = 'builtins'
class Main(Exception): __module__ = '__main__'
@case
def bad_str(): raise BadStr('x')
@case
def none_str(): raise NoneStr()
@case
def multi(): raise Multi
@case
def empty(): raise Empty
@case
def empty_args(): raise Empty('', 1)
@case
def odd_module(): raise Odd('x')
@case
def odd_name(): raise OddName('x')
@case
def deep(): raise Inner.Deep('x')
@case
def mod(): raise Mod('x')
@case
def built(): raise Built('x')
@case
def mainm(): raise Main('x')
@case
def key_error(): raise KeyError('multi\nline')
@case
def key_error2(): raise KeyError('a', 'b')
@case
def os_error(): open('/nonexistent/x')
@case
def os_error2(): raise OSError(2, 'text', 'name')
@case
def os_error3(): raise OSError('just text')
@case
def syntax_made(): raise SyntaxError('bad', ('f.py', 3, 5, '    x = $\n'))
@case
def syntax_made2(): raise SyntaxError('bad', ('f.py', 3, None, '    x = $\n'))
@case
def syntax_made3(): raise SyntaxError('bad', ('f.py', None, 4, None))
@case
def syntax_made4(): raise SyntaxError('bad')
@case
def syntax_made5(): raise SyntaxError(None)
@case
def syntax_made6(): raise SyntaxError('bad', (None, 3, 200, 'short'))
@case
def syntax_made7(): raise SyntaxError('bad', ('f', 3, 3, 'a\nb\nccc\n'))
@case
def syntax_made8(): raise SyntaxError('bad', ('f', 3, 0, '\t\t tab'))
@case
def syntax_made9(): raise SyntaxError('bad', ('f', 3, -5, 'text'))
@case
def syntax_made10():
    raise SyntaxError('bad', ('f', 3, 2, 'abcdefgh', 3, 6))
@case
def syntax_made11():
    raise SyntaxError('bad', ('f', 3, 2, 'abcdefgh\n', 5, 6))
@case
def syntax_made12():
    raise SyntaxError('bad', ('f', 3, 4, '   abcdefgh', 3, 2))
@case
def syntax_made13():
    raise SyntaxError('bad', ('f', 3, 2, 'ééé日本語', 3, 5))
@case
def syntax_made14():
    raise SyntaxError('bad', ('f', 1, 4, '', 1, 5))
@case
def syntax_compile(): compile('x = (1,\n  y z)\n', 'some file', 'exec')
@case
def syntax_compile2(): compile('def f():\nx', '<s>', 'exec')
@case
def syntax_compile3(): compile('if 1:\n\tx\n        y', '<s>', 'exec')
@case
def syntax_exec(): exec('a b')
@case
def syntax_eval(): eval('1 +')
@case
def unicode_enc(): u'\xe9'.encode('ascii')
@case
def unicode_dec(): b'\xff'.decode('utf-8')
@case
def stop(): raise StopIteration(5)
@case
def sysexit(): raise SystemExit(3)
@case
def kbd(): raise KeyboardInterrupt
@case
def genexit(): raise GeneratorExit('x')
@case
def with_tb():
    try: 1 / 0
    except ZeroDivisionError as e: tb = e.__traceback__
    raise ValueError('v').with_traceback(tb)
@case
def no_tb():
    sys.excepthook(ValueError, ValueError('x'), None)
@case
def strange_hook():
    for a in ((None, None, None), (ValueError, 'x', None), (ValueError, None, None), (5, 6, 7), (int, ValueError('q'), None), (ValueError, ValueError('z'), 5), (OSError, (2, 'x'), None)):
        try: sys.excepthook(*a)
        except Exception as e: print('raised', type(e).__name__, e)
    try: sys.excepthook(1)
    except Exception as e: print('raised', type(e).__name__, e)
@case
def exec_code():
    exec(compile('def g():\n    raise ValueError("in g")\ng()', '<made>', 'exec'))
@case
def lambda_in_class():
    class A:
        f = lambda self: self.x
        def m(self): return [self.f() for _ in '1']
    A().m()
for f in cases:
    try:
        f()
    except BaseException:
        print('-- ' + f.__name__)
        show()
    else:
        print('no error in ' + f.__name__)
