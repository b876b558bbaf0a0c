# versions: 2.7,3.6-3.13
# about: every method of functions, generators, descriptors, iterators, modules and exceptions with arguments of every kind
import sys

PY3 = sys.version_info[0] >= 3
if PY3:
    long, unicode = int, str


def raw(text):
    return text.encode('latin-1') if PY3 else text


def wide(text):
    return unicode(text).encode('ascii').decode('unicode_escape')


class Sub(int):
    pass


class Text(str):
    pass


class Index(object):
    def __index__(self):
        return 2

    def __repr__(self):
        return 'Index()'


class Broken(object):
    def __index__(self):
        raise KeyError('index')

    def __iter__(self):
        raise KeyError('iter')

    def __len__(self):
        raise KeyError('len')

    def __repr__(self):
        return 'Broken()'


class Plain(object):
    def __repr__(self):
        return 'Plain()'


def shown(value):
    try:
        text = repr(value)
    except Exception:
        return 'no repr: %s' % sys.exc_info()[1]
    parts = text.split('0x')
    for i in range(1, len(parts)):
        rest = parts[i].lstrip('0123456789abcdef')
        if len(parts[i]) - len(rest) > 5:
            parts[i] = '..' + rest
    text = '0x'.join(parts)
    if len(text) > 120:
        text = '%s... (%d)' % (text[:100], len(text))
    return text.encode('ascii', 'backslashreplace').decode('ascii')


def fresh(value):
    return type(value)(value) if type(value) in (list, dict, set) else value


def call(label, target, name, args, names):
    args = [fresh(a) for a in args]
    told = ', '.join([shown(a) for a in args] + ['%s=%s' % (k, shown(names[k])) for k in sorted(names)])
    try:
        result = getattr(target, name)(*args, **names)
    except Exception:
        kind, error = sys.exc_info()[:2]
        try:
            message = shown(str(error))
        except Exception:
            message = shown(error)
        outcome = '%s %s' % (kind.__name__, message)
    else:
        outcome = shown(result)
        if hasattr(result, '__next__') or hasattr(result, 'next'):
            try:
                outcome += ' of ' + shown([item for item, _ in zip(result, range(5))])
            except Exception:
                outcome += ' which raises ' + shown(sys.exc_info()[1])
    if type(target) in (list, dict, set, bytearray):
        outcome += ' leaves ' + shown(target)
    print('%s.%s(%s): %s' % (label, name, told, outcome))


LEFT_OUT = set('''__class__ __doc__ __sizeof__ __subclasses__ __dir__ __new__ __init_subclass__ __subclasshook__ __getattribute__ __setattr__
__delattr__ __hash__ __dict__ __base__ __bases__ __code__ __globals__ __closure__ __get__ __self__ __buffer__ __release_buffer__ __builtins__
__text_signature__ __signature__ __getstate__ __reduce__ __reduce_ex__'''.split())
BIG = long(2) ** 70
HIGH = wide('\\xe9')
ONE = [None, True, -1, 3, BIG, 1.5, 1j, '', 'a', raw('a'), HIGH, (1, 2), ('a', 'b'), [3, 1], {'a': 1}, Sub(7), Text('a'), Index(), Broken(), Plain(),
       slice(0, 2), int]
TWO = [None, -1, 'a', raw('b')]
THREE = [(1, 2, 3), ('a', 'b', 'c'), ('a', 1, None)]


def names_of(target, skip):
    return [name for name in sorted(dir(target)) if name not in LEFT_OUT and name not in skip]


def probe(label, make, names=None, skip=(), one=ONE, two=TWO, three=THREE):
    for name in names or names_of(make(), skip):
        if not hasattr(make(), name):
            continue
        if not hasattr(getattr(make(), name), '__call__'):
            print('%s.%s is %s' % (label, name, shown(getattr(make(), name))))
            continue
        call(label, make(), name, (), {})
        for a in one:
            call(label, make(), name, (a,), {})
        for a in two:
            for b in two:
                call(label, make(), name, (a, b), {})
        for args in three:
            call(label, make(), name, args, {})
        call(label, make(), name, (1, 2, 3, 4), {})
        call(label, make(), name, (), {'x': 1})
        call(label, make(), name, ('a',), {'x': 1})


FEW = [None, 0, BIG, 1.5, 'a', raw('a'), HIGH, (1, 2), [3], {'a': 1}, Index(), Broken(), Plain(), int]
NOT = ('__call__', '__setstate__', '__format__', '__ne__', '__sizeof__', 'co_positions', '_co_code_adaptive')


def function(a, b=2):
    'doc'
    return a


def generator():
    x = yield 1
    yield x


class Some(object):
    'doc of Some'
    def method(self, *a): return a
    @classmethod
    def of_class(cls, *a): return a
    @staticmethod
    def plain(*a): return a
    def __repr__(self): return 'Some()'


def cell():
    def inner(): return function_of
    function_of = 1
    return inner.__closure__[0]


def few(label, make, skip=(), names=None):
    probe(label, make, one=FEW, two=TWO[:2], three=(), skip=NOT + skip, names=names)


few('function', lambda: function, skip=('func_globals', 'func_code'))
few('method', lambda: Some().method, skip=('im_func', 'im_class', 'im_self', '__func__'))
few('native', lambda: len)
few('native method', lambda: [1].append)
few('generator', generator, skip=('gi_code', 'gi_frame', 'throw'))
few('property', lambda: property(lambda s: 4, None, None, 'doc'), skip=('fget', '__set_name__', '__init__'))
few('classmethod', lambda: classmethod(len), skip=('__wrapped__', '__func__'))
few('staticmethod', lambda: staticmethod(len), skip=('__wrapped__', '__func__'))
few('object', object, skip=('__repr__', '__str__'))
few('None', lambda: None)
few('super', lambda: super(Some, Some()), skip=('__thisclass__', '__self_class__'))
few('slot wrapper', lambda: int.__add__, skip=('__objclass__',))
few('method descriptor', lambda: list.append, skip=('__objclass__',))
few('method wrapper', lambda: (5).__add__, skip=('__objclass__',))
few('code', lambda: function.__code__, skip=('co_code', 'co_lines', 'co_lnotab', 'co_linetable', 'co_consts', 'co_exceptiontable'))
few('enumerate', lambda: enumerate([5, 6]))
few('zip', lambda: iter(zip([1, 2], 'ab')))
few('map', lambda: iter(map(lambda x: x, [1, 2])))
few('filter', lambda: iter(filter(None, [1, 2])))
few('reversed', lambda: reversed([1, 2]))
for source in ([1, 2], 'ab', raw('ab'), {'a': 1}, set([1]), range(BIG, BIG + 3) if PY3 else xrange(3)):
    few('iter(%s)' % shown(source), lambda: iter(source), skip=('__setstate__',))
few('callable iterator', lambda: iter(lambda: 1, 1))
few('module', lambda: type(sys)('name', 'doc'))
few('cell', cell, names=['cell_contents', '__eq__', '__lt__', '__repr__'])
few('proxy', lambda: Some.__dict__, names=['__contains__', '__getitem__', 'get', 'has_key', 'copy', 'keys'][:4])
few('SyntaxError', lambda: SyntaxError('why', ('file', 1, 2, 'text')), skip=('__setstate__', '__dict__', '__init__'))
for kind in (Exception, KeyError, OSError, StopIteration, SystemExit, ImportError, AttributeError):
    few(kind.__name__, lambda: kind(1, 'two'), skip=('__setstate__', '__dict__', '__init__'))
few('UnicodeDecodeError', lambda: UnicodeDecodeError('ascii', raw('ab'), 0, 1, 'why'))
few('UnicodeEncodeError', lambda: UnicodeEncodeError('ascii', wide('ab'), 0, 1, 'why'))
if sys.version_info >= (3, 9):
    few('list[int]', lambda: list[int], skip=('__origin__', '__mro_entries__'))
if sys.version_info >= (3, 10):
    few('int | str', lambda: int | str)

# What a frame says of where it is: before, while and after its generator runs, and when that never ran.
def places(frame):
    return frame.f_lineno - function.__code__.co_firstlineno, frame.f_lasti

running = generator()
frame = running.gi_frame
print('before %d %d' % places(frame))
next(running)
print('suspended %d %d' % places(frame))
frame = generator().gi_frame
print('never %d %d' % places(frame))
