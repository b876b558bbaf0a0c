# versions: 2.7,3.0-3.13
# about: warnings of the compiler, through the filters; as errors they are SyntaxErrors with a place
import sys
import warnings

SOURCES = ["assert (1, 2)", "assert (x, 2)", "x is 1", "1 is x", "'a'()", "[1][1,2]", "[1]['a']", "'\\d'", "b'\\d'", "def f():\n    x\n    global x", "1if 2else 3", "'\\777'",
           "class A:\n  def f():\n    assert (3, 'y'), 2\n", "None()", "(1)[2.0]", "x is ()", "{1}[0]", "x = 1"]


def attempt(source):
    try:
        compile(source, '<f>', 'exec')
    except SyntaxError:
        e = sys.exc_info()[1]
        print('%r %s %s %r' % (source, type(e).__name__, e, (e.lineno, e.offset)))
    except Warning:
        e = sys.exc_info()[1]
        print('%r %s %s' % (source, type(e).__name__, e))
    else:
        print('%r compiled' % source)


for source in SOURCES:
    shown = []
    warnings.showwarning = lambda message, category, filename, lineno, file=None, line=None: shown.append((category.__name__, str(message), filename, lineno))
    warnings.resetwarnings()
    warnings.simplefilter('always')
    try:
        compile(source, '<f>', 'exec')
    except SyntaxError:
        print('%r SyntaxError' % source)
        continue
    for one in sorted(set(shown)):
        print('%r %r' % (source, one))
    warnings.resetwarnings()
    warnings.simplefilter('error')
    attempt(source)
