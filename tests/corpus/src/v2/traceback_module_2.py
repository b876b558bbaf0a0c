# versions: 2.7
# about: traceback and warnings of 2.x: every function that formats, prints and extracts
import sys
import traceback
import warnings
import StringIO


def attempt(label, function, *args, **named):
    try:
        print('%s: %r' % (label, function(*args, **named)))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, error))

def fail(n):
    if n:
        return fail(n - 1)
    raise ValueError('deep\nwords')


try:
    fail(2)
except ValueError:
    kind, error, tb = sys.exc_info()
    print(traceback.format_exc())
    print(traceback.format_exc(1))
    traceback.print_exc(2, sys.stdout)
    traceback.print_exc(file=sys.stdout)
print(traceback.extract_tb(tb))
print(traceback.extract_tb(tb, 1))
print(traceback.format_tb(tb))
print(traceback.format_tb(tb, 2))
print(traceback.format_list([('f.py', 5, 'name', 'text'), ('g.py', 6, 'name', None)]))
print(traceback.format_exception(kind, error, tb))
print(traceback.format_exception(kind, error, tb, 1))
print(traceback.format_exception(kind, error, None))
print(traceback.format_exception_only(kind, error))
print(traceback.format_exception_only(SyntaxError, SyntaxError('bad', ('f.py', 3, 5, 'x = = 1\n'))))
print(traceback.format_exception_only('text', 'value'))
print(traceback.format_exception_only(KeyError, None))
traceback.print_tb(tb, file=sys.stdout)
traceback.print_tb(tb, 1, sys.stdout)
traceback.print_exception(kind, error, tb, None, sys.stdout)
traceback.print_exception(kind, error, tb, 1, sys.stdout)
traceback.print_list(traceback.extract_tb(tb), sys.stdout)
print(traceback.tb_lineno(tb), tb.tb_lineno)


def stack():
    print(len(traceback.extract_stack()), traceback.extract_stack()[-1][2], traceback.extract_stack(limit=1)[0][2])
    print(traceback.format_stack()[-1])
    print(traceback.format_stack(limit=1))
    traceback.print_stack(file=sys.stdout)
    traceback.print_stack(sys._getframe(), 1, sys.stdout)


stack()
attempt('last', traceback.print_last)
sys.last_type, sys.last_value, sys.last_traceback = kind, error, tb
traceback.print_last(file=sys.stdout)
traceback.print_last(1, sys.stdout)

out = StringIO.StringIO()
warnings.showwarning('words', UserWarning, 'f.py', 7, out)
warnings.showwarning('words', UserWarning, 'f.py', 7, out, 'the line')
print(out.getvalue())
print(warnings.formatwarning('words', UserWarning, 'f.py', 7))
print(warnings.formatwarning('words', UserWarning, 'f.py', 7, ' the line '))
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter('always')
    warnings.warn('one')
    warnings.warn('two', DeprecationWarning, 1)
    warnings.warn(SyntaxWarning('three'))
    warnings.warn_explicit('four', UserWarning, 'g.py', 9)
    print([(str(w.message), w.category.__name__, w.filename, w.lineno) for w in seen])
with warnings.catch_warnings():
    warnings.filterwarnings('error', 'bad.*', UserWarning)
    attempt('error', warnings.warn, 'bad news')
    warnings.filterwarnings('ignore', module='nothing', lineno=5)
    attempt('filter', warnings.filterwarnings, 'wrong')
    attempt('filter', warnings.filterwarnings, 'error', 5)
    attempt('simple', warnings.simplefilter, 'wrong')
    warnings.resetwarnings()
    print(warnings.filters)
attempt('warn', warnings.warn, 'x', 5)
attempt('warn', warnings.warn)
c = warnings.catch_warnings()
attempt('exit', c.__exit__)
attempt('enter', c.__enter__)
attempt('enter', c.__enter__)
attempt('exit', c.__exit__, None, None, None)
print(c)
import _warnings
attempt('_warnings', _warnings.warn, 'x', int)
