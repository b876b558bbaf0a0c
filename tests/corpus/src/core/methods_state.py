# versions: 2.7,3.6-3.13
# about: what iterators, exceptions, views, frames and code objects keep, and what becomes of them when it is set
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
        if len(parts[i]) - len(rest) > 8:
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


def told(label, function, *args):
    try:
        print('%s: %s' % (label, shown(function(*args))))
    except Exception:
        print('%s: %s %s' % (label, sys.exc_info()[0].__name__, sys.exc_info()[1]))


def generator():
    yield 1


def state(label, make):
    """What is kept of an iterator, and what setting it does."""
    for steps in (0, 1, 9):
        made = make()
        try:
            for step in range(steps):
                next(made)
        except StopIteration:
            pass
        if hasattr(made, '__length_hint__'):
            told('%s after %d hints' % (label, steps), lambda: made.__length_hint__())
        if PY3:
            told('%s after %d keeps' % (label, steps), lambda: made.__reduce__())
    for given in (0, 1, 2, -1, 99, BIG, 'a', None, (1,), True):
        made = make()
        if hasattr(made, '__setstate__'):
            told('%s.__setstate__(%s)' % (label, shown(given)), made.__setstate__, given)
            told('  goes on', lambda: [item for item, _ in zip(made, range(5))])


for source in ([1, 2, 3], (1, 2, 3), 'abc', HIGH + 'bc', raw('abc'), bytearray(raw('abc')), range(3), range(BIG, BIG + 3) if PY3 else xrange(3)):
    state('iterator of %s' % shown(source), lambda: iter(source))
    if hasattr(source, '__reversed__') or isinstance(source, (list, tuple)):
        state('reversed %s' % shown(source), lambda: reversed(source))
names = {'a': 1, 'b': 2}
for part in ('keys', 'values', 'items'):
    if PY3:
        state('iterator of %s' % part, lambda: iter(getattr(names, part)()))
        if hasattr(names.keys(), '__reversed__'):
            state('reversed %s' % part, lambda: reversed(getattr(names, part)()))
if PY3:
    state('set', lambda: iter(set([1])))
    state('enumerate', lambda: enumerate([5, 6]))
    state('zip', lambda: zip([1, 2], 'ab'))
    state('map', lambda: map(str, [1, 2]))
    state('filter', lambda: filter(None, [0, 1]))
    state('callable', lambda: iter(lambda: 1, 2))
    for value in (Ellipsis, NotImplemented, len, [].append, Index().__index__, (5).__add__, int.__add__, list.append, range(2), slice(1, 2), range(0)):
        told('%s keeps' % shown(value), lambda: value.__reduce__())
    for kind in (Exception, OSError, ImportError, AttributeError, KeyError, SyntaxError):
        error = kind('a') if kind is not SyntaxError else kind('a', ('f', 1, 2, 't'))
        told('%s keeps' % kind.__name__, error.__reduce__)
        for given in (None, {'x': 1}, 5, {1: 2}, {'args': 5}):
            told('%s.__setstate__(%s)' % (kind.__name__, shown(given)), error.__setstate__, given)
        print(sorted(error.__dict__))
for value in (set([1]), frozenset([2]), bytearray(raw('ab'))):
    told('%s keeps' % shown(value), lambda: value.__reduce__())


class Base(object):
    pass


class Derived(Base):
    pass


print([kind.__name__ for kind in Base.__subclasses__()])
view = memoryview(bytearray(range(12)))
told('bytes of view', view.tobytes)
if PY3:
    for format in ('B', 'b', 'c', 'h', 'i', 'q', 'f', 'd', '?', '@i', '<i', 'x', '', 'ii', 5, HIGH):
        told('cast %s' % shown(format), lambda: view.cast(format).tolist())
    for shape in ([3, 4], (2, 6), [12], [], [5, 5], [0], [-3, -4], ['a'], 5, [2, 2, 3], [1.5]):
        told('shape %s' % shown(shape), lambda: view.cast('B', shape).tolist())
        told('  back', lambda: view.cast('B', shape).cast('b').shape)
    for order in ('C', 'F', 'A', 'x', None, 5) if sys.version_info >= (3, 8) else ():
        told('order %s' % shown(order), lambda: view.cast('B', [3, 4]).tobytes(order))
    for key in ((0, 1), (2, 3), (3, 0), (0,), 0, -1, slice(1, 2), (slice(0, 1), 0), BIG, 'a', ()):
        told('item %s' % shown(key), lambda: view.cast('B', [3, 4])[key])
running = generator()
next(running)
frame = running.gi_frame
if PY3:
    told('clear', frame.clear)
    told('after it', lambda: (list(running), running.gi_frame))
    try:
        len(5)
    except TypeError as error:
        told('traceback', lambda: dir(error.__traceback__))
    told('names', lambda: len(sys.implementation.__reduce__()))
if sys.version_info >= (3, 10):
    told('lines', lambda: [(start, end, line and line - generator.__code__.co_firstlineno) for start, end, line in generator.__code__.co_lines()])
if sys.version_info >= (3, 11):
    told('positions', lambda: [(p[0] and p[0] - generator.__code__.co_firstlineno,) + p[2:] for p in generator.__code__.co_positions()])
    told('state', lambda: Base().__getstate__())
if sys.version_info >= (3, 9):
    told('isinstance', isinstance, [], list[int])
    told('issubclass', issubclass, list, list[int])
    told('group', lambda: __import__('builtins').BaseExceptionGroup[int] if sys.version_info >= (3, 11) else None)
if sys.version_info >= (3, 13):
    told('replace', lambda: type(sys.implementation)(a=1, b=2).__replace__(b=3, c=4))
    told('replace', lambda: type(sys.implementation)(a=1).__replace__(1))
if not PY3:
    told('hint', lambda: iter(range(3)).__length_hint__())
    told('throw', running.throw, ValueError)
    told('unicode', lambda: ValueError(HIGH).__unicode__())
