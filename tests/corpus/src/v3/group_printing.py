# versions: 3.11-3.13
# about: printing of exception groups and notes: nesting, widths, chains within, odd notes
import sys
sys.stderr = sys.stdout
cases = []
def case(f):
    cases.append(f)
    return f
def note(*n, e=None):
    e = e or ValueError('v')
    for x in n: e.add_note(x)
    raise e
@case
def n1(): note('one')
@case
def n2(): note('one', 'two\nlines', '', 'end\n')
def setn(n):
    e = ValueError('x'); e.__notes__ = n
    raise e
@case
def n3(): setn(5)
@case
def n4(): setn([1, None, 'x', b'b'])
@case
def n5(): setn(('a', 'b'))
@case
def n6(): setn('string')
@case
def n7(): setn({'a': 1})
@case
def n8(): setn(None)
@case
def n9():
    class R:
        def __str__(self): raise KeyError
        def __repr__(self): return 'R repr'
    setn([R(), R])
@case
def n10():
    class R:
        def __str__(self): raise KeyError
        __repr__ = __str__
    setn([R()])
@case
def n11():
    class R:
        def __repr__(self): raise KeyError
    setn(R())
@case
def n12(): setn([])
@case
def n13(): note('in syntax', e=SyntaxError('bad', ('f', 1, 2, 'abc')))
@case
def n14(): note('in key', e=KeyError('k'))
@case
def n15():
    try: ValueError().add_note(5)
    except TypeError as e: print(e)
    e = ValueError(); e.__notes__ = 5
    e.add_note('x')
@case
def g1(): raise ExceptionGroup('eg', [ValueError(1), TypeError('t')])
@case
def g2(): raise ExceptionGroup('outer', [ExceptionGroup('inner', [ValueError(1), KeyError('k')]), OSError(2, 'x'), ExceptionGroup('i2', [ValueError(2)])])
def tb(f, *a):
    try: f(*a)
    except BaseException as e: return e
def boom(m):
    raise ValueError(m)
def boom2(m):
    try: boom(m)
    except ValueError as e: raise KeyError(m) from e
def boom3(m):
    try: boom(m)
    except ValueError as e: {}['in context']
@case
def g3(): raise ExceptionGroup('with tracebacks', [tb(boom, 1), tb(boom2, 2), tb(boom3, 3)])
@case
def g4():
    try: boom('first')
    except ValueError as e: raise ExceptionGroup('caused', [tb(boom, 1)]) from e
@case
def g5():
    try: raise ExceptionGroup('context', [tb(boom, 1), tb(boom2, 2)])
    except ExceptionGroup: boom('after')
@case
def g6(): raise ExceptionGroup('many', [ValueError(i) for i in range(20)])
@case
def g7(): raise ExceptionGroup('15', [ValueError(i) for i in range(15)])
@case
def g8(): raise ExceptionGroup('16', [ValueError(i) for i in range(16)])
@case
def g9():
    e = ValueError(0)
    for i in range(14): e = ExceptionGroup('level %d' % i, [e, ValueError(i)])
    raise e
@case
def g10():
    e = ExceptionGroup('g', [ValueError(1)]); e.add_note('group note'); e.exceptions[0].add_note('leaf\nnote')
    raise e
@case
def g11(): raise BaseExceptionGroup('base', [KeyboardInterrupt('k'), SystemExit(1)])
@case
def g12():
    class MyG(ExceptionGroup):
        def __str__(self): return 'multi\nline'
    raise MyG('x', [ValueError('a\nb')])
@case
def g13(): raise ExceptionGroup('syntax', [tb(compile, 'a b', 'f', 'exec'), SyntaxError('m')])
@case
def g14():
    try:
        raise ExceptionGroup('x', [ValueError(1), TypeError(2)])
    except* ValueError:
        pass
@case
def g15():
    try:
        raise ExceptionGroup('x', [ValueError(1), TypeError(2)])
    except* ValueError:
        raise KeyError('from handler')
@case
def g16():
    try:
        raise ExceptionGroup('x', [ValueError(1), TypeError(2)])
    except* ValueError as e:
        raise KeyError('from handler') from e
    except* TypeError as e:
        raise
@case
def g17():
    try:
        raise ValueError('naked')
    except* ValueError:
        1 / 0
@case
def g18():
    def f(n):
        if n: f(n - 1)
        else: raise ValueError('deep')
    raise ExceptionGroup('rec', [tb(f, 10)])
@case
def g19():
    e = ExceptionGroup('self', [ValueError(1)])
    e.__cause__ = e
    raise e
@case
def g20():
    v = ValueError('shared')
    raise ExceptionGroup('a', [v, ExceptionGroup('b', [v])])
@case
def g21():
    e = ExceptionGroup('with cause inside', [tb(boom2, 1)])
    e.exceptions[0].__cause__ = ExceptionGroup('as cause', [tb(boom, 2)])
    raise e
for f in cases:
    try:
        f()
    except BaseException:
        print('-- ' + f.__name__)
        sys.excepthook(*sys.exc_info())
    else:
        print('no error in ' + f.__name__)
