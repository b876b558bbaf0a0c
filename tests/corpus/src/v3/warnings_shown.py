# versions: 3.6-3.13
# about: how warnings are filtered, recorded, formatted and shown; hooks that replace each step
import sys
import warnings


class Out:
    def __init__(self, broken=False):
        self.parts, self.broken = [], broken

    def write(self, text):
        if self.broken:
            raise OSError('broken')
        self.parts.append(text)

    def flush(self):
        pass

    def told(self):
        text, self.parts = ''.join(self.parts), []
        return text


def attempt(label, function, *args, **named):
    try:
        print('%s: %r' % (label, function(*args, **named)))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, error))


def filters():
    return [(f[0], f[1] and getattr(f[1], 'pattern', f[1]), getattr(f[2], '__name__', f[2]), f[3] and getattr(f[3], 'pattern', f[3]), f[4]) for f in warnings.filters]


out = Out()
real, sys.stderr = sys.stderr, out
try:
    print(filters())
    # formatting and showing
    attempt('format', warnings.formatwarning, 'text', UserWarning, 'file.py', 3)
    attempt('format', warnings.formatwarning, 'text', UserWarning, 'file.py', 3, '   the line  ')
    attempt('format', warnings.formatwarning, ValueError('own'), UserWarning, 'file.py', 3, '')
    attempt('format', warnings.formatwarning, message='m', category=Warning, filename='f', lineno=0, line='x')
    attempt('show', warnings.showwarning, 'text', UserWarning, 'file.py', 3)
    print(out.told())
    other = Out()
    attempt('show', warnings.showwarning, 'text', UserWarning, 'file.py', 3, other, 'a line')
    print(out.told(), other.told())
    attempt('show', warnings.showwarning, 'text', UserWarning, 'file.py', 3, Out(True))
    attempt('show', warnings.showwarning, 'text', UserWarning, 'file.py', 3, file=other, line='z')
    print(other.told())
    message = warnings.WarningMessage('text', UserWarning, 'file.py', 7, None, 'line of it')
    attempt('impl', warnings._showwarnmsg_impl, message)
    print(out.told())
    print(message)
    print(warnings.WarningMessage(Warning('w'), DeprecationWarning, 'f', 1))
    sys.stderr = None
    attempt('no stderr', warnings.showwarning, 'text', UserWarning, 'file.py', 3)
    attempt('no stderr', warnings.warn, 'said to none')
    sys.stderr = out
    attempt('message', lambda: warnings._formatwarnmsg(message))
    attempt('message', lambda: warnings._showwarnmsg(message))
    print(out.told())

    # filters
    warnings.resetwarnings()
    print(filters())
    attempt('default', warnings.warn, 'said once')
    print(out.told())
    warnings.filterwarnings('ignore', 'quiet.*', UserWarning, 'mod.*', 12)
    warnings.filterwarnings('always', category=RuntimeWarning, append=True)
    warnings.filterwarnings('error', message='stop', lineno=0)
    warnings.simplefilter('once', ImportWarning)
    warnings.simplefilter('module', category=BytesWarning, lineno=4, append=True)
    print(filters())
    for args, named in [(('bad',), {}), (('ignore', 5), {}), (('ignore', 'x', int), {}), (('ignore', 'x', 5), {}), (('ignore', 'x', UserWarning, 5), {}), (('ignore', 'x', UserWarning, '', -1), {}), (('ignore', 'x', UserWarning, '', 'a'), {})]:
        attempt('filter %r' % (args,), warnings.filterwarnings, *args, **named)
    for args in [('bad',), ('ignore', 5), ('ignore', UserWarning, -1), ('ignore', UserWarning, 'a')]:
        attempt('simple %r' % (args,), warnings.simplefilter, *args)
    print(filters())
    warnings.resetwarnings()
    for action in ('error', 'ignore', 'always', 'default', 'module', 'once'):
        warnings.resetwarnings()
        warnings.simplefilter(action)
        registry = {}
        for i in range(3):
            for line in (1, 1, 2):
                attempt('explicit ' + action, warnings.warn_explicit, 'text', UserWarning, 'mod.py', line, None if line == 2 else 'mod', registry)
        print(out.told())
        print(sorted((k, v) for k, v in registry.items() if k != 'version'))
    attempt('explicit', warnings.warn_explicit, Warning('own'), None, 'f.py', 1)
    attempt('explicit', warnings.warn_explicit, 'x', UserWarning, 'f.py', 'a')
    attempt('explicit', warnings.warn_explicit, 'x', UserWarning, 5, 1)
    attempt('explicit', warnings.warn_explicit, 'x', int, 'f.py', 1)
    attempt('explicit', warnings.warn_explicit, 'x', UserWarning, 'f.py', 1, registry=5)
    attempt('explicit', warnings.warn_explicit, 'x')
    print(out.told())
    warnings.resetwarnings()
    warnings.filterwarnings('ignore', 'skip me')
    warnings.filterwarnings('ignore', module='hidden')
    warnings.filterwarnings('error', category=DeprecationWarning)
    for text, kind, module in [('skip me, please', UserWarning, 'm'), ('do not skip me', UserWarning, 'm'), ('SKIP ME', UserWarning, 'm'), ('plain', UserWarning, 'hidden.py'), ('plain', UserWarning, 'hidden'), ('old', DeprecationWarning, 'm'), ('older', PendingDeprecationWarning, 'm')]:
        attempt(text, warnings.warn_explicit, text, kind, 'f.py', 1, module)
    print(out.told())

    # catching
    warnings.resetwarnings()
    before = warnings.filters
    with warnings.catch_warnings() as nothing:
        warnings.simplefilter('error')
        attempt('raised', warnings.warn, 'as an error')
        print(nothing, warnings.filters is before)
    print(warnings.filters is before)
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter('always')
        warnings.warn('first')
        warnings.warn('second', DeprecationWarning, 1)
        warnings.warn(RuntimeWarning('third'))
        warnings.warn_explicit('fourth', ImportWarning, 'g.py', 44, source='a source')
        print(len(seen), [type(w).__name__ for w in seen])
        for w in seen:
            print(type(w.message).__name__, w.message, w.category.__name__, w.filename.split('/')[-1], w.lineno > 1, w.file, w.line, w.source)
            print(str(w).replace(w.filename, 'FILE')[:60])
    print(out.told())
    manager = warnings.catch_warnings()
    print(repr(manager))
    attempt('exit first', manager.__exit__)
    attempt('enter', manager.__enter__)
    print(repr(manager))
    attempt('twice', manager.__enter__)
    attempt('exit', manager.__exit__, None, None, None)
    attempt('exit', manager.__exit__, 1, 2, 3)
    print(repr(warnings.catch_warnings(record=True)))
    print(repr(warnings.catch_warnings(module=sys)))
    attempt('module', lambda: warnings.catch_warnings(module=5).__enter__())
    if sys.version_info >= (3, 11):
        with warnings.catch_warnings(record=True, action='ignore', category=UserWarning, lineno=0, append=False) as seen:
            warnings.warn('unseen')
            print(seen, filters())
        attempt('action', lambda: warnings.catch_warnings(action='bad').__enter__())

    # hooks
    class Own(UserWarning):
        def __str__(self):
            return 'own str'
    saved = warnings.showwarning, warnings.formatwarning
    warnings.showwarning = lambda *args, **named: print('hook', [a.__name__ if isinstance(a, type) else str(a).split('/')[-1] for a in args if not isinstance(a, int)], named)
    warnings.warn('hooked', Own)
    warnings.warn(Own('hooked'))
    warnings.warn_explicit('explicit', Own, 'h.py', 5, source=1)
    warnings.showwarning = 5
    attempt('not callable', warnings.warn, 'x')
    del warnings.showwarning
    attempt('gone', warnings.warn_explicit, 'without', UserWarning, 'h.py', 1)
    print(out.told())
    warnings.showwarning = saved[0]
    warnings.formatwarning = lambda *args, **named: 'formatted %s %s\n' % (args[0], named)
    warnings.warn_explicit('by own format', UserWarning, 'h.py', 2)
    print(out.told())
    warnings.formatwarning = saved[1]
    for args, named in [((), {}), (('x', int), {}), (('x', 5), {}), ((5,), {}), (('x', None, 'a'), {}), (('x', UserWarning, 99), {}), (('x', UserWarning, -5), {}), (('x',), {'stacklevel': 2}), (('x',), {'other': 1})]:
        attempt('warn %r' % (args,), warnings.warn, *args, **named)
    print(out.told().count('Warning'))

    def deeper(level):
        warnings.warn('level %d' % level, stacklevel=level)

    def caller(level):
        deeper(level)
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter('always')
        for level in (1, 2, 3, 4):
            caller(level)
        first = seen[0].lineno
        print([(w.lineno - first, w.filename == seen[0].filename) for w in seen][:3], seen[3].filename in ('sys', '<sys>'), seen[3].lineno)
finally:
    sys.stderr = real
