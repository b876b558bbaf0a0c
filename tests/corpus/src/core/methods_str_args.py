# versions: 2.7,3.6-3.13
# about: every method of str with arguments of every kind
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


probe('str', lambda: 'aXb a', skip=())
probe('wide', lambda: wide('x\\xe9'), names=[n for n in names_of(HIGH, ()) if n[:2] != '__'], two=TWO[2:], three=())
