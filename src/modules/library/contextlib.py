import sys
from functools import wraps


class ContextDecorator(object):
    def _recreate_cm(self):
        return self

    def __call__(self, function):
        @wraps(function)
        def inner(*args, **kw):
            manager = self._recreate_cm()
            value = manager.__enter__()
            try:
                result = function(*args, **kw)
            except:
                if not manager.__exit__(*sys.exc_info()):
                    raise
                return None
            manager.__exit__(None, None, None)
            return result
        return inner


class _GeneratorContextManager(ContextDecorator):
    def __init__(self, function, args, kw):
        self._how = function, args, kw
        self.gen = function(*args, **kw)

    def _recreate_cm(self):
        return self.__class__(*self._how)

    def __enter__(self):
        for value in self.gen:
            return value
        raise RuntimeError("generator didn't yield")

    def __exit__(self, kind, value, traceback):
        if kind is None:
            for _ in self.gen:
                raise RuntimeError("generator didn't stop")
            return None
        if value is None:
            value = kind()
        try:
            if sys.version_info >= (3, 12):
                self.gen.throw(value)
            else:
                self.gen.throw(kind, value, traceback)
        except StopIteration:
            return sys.exc_info()[1] is not value
        except:
            error = sys.exc_info()[1]
            if error is value or (isinstance(value, StopIteration) and getattr(error, "__cause__", None) is value):
                return False
            raise
        raise RuntimeError("generator didn't stop after throw()")


def contextmanager(func):
    @wraps(func)
    def helper(*args, **kw):
        return _GeneratorContextManager(func, args, kw)
    return helper


class closing(object):
    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, *error):
        self.thing.close()


if sys.version_info >= (3, 4):
    class suppress(object):
        def __init__(self, *exceptions):
            self._exceptions = exceptions

        def __enter__(self):
            pass

        def __exit__(self, kind, value, traceback):
            return kind is not None and issubclass(kind, self._exceptions)

    class _RedirectStream(object):
        def __init__(self, new_target):
            self._new, self._old = new_target, []

        def __enter__(self):
            self._old.append(getattr(sys, self._stream))
            setattr(sys, self._stream, self._new)
            return self._new

        def __exit__(self, *error):
            setattr(sys, self._stream, self._old.pop())

    class redirect_stdout(_RedirectStream):
        _stream = "stdout"

    class redirect_stderr(_RedirectStream):
        _stream = "stderr"

if sys.version_info >= (3, 7):
    class nullcontext(object):
        def __init__(self, enter_result=None):
            self.enter_result = enter_result

        def __enter__(self):
            return self.enter_result

        def __exit__(self, *error):
            pass

if sys.version_info >= (3, 3):
    class ExitStack(object):
        def __init__(self):
            self._exits = []

        def enter_context(self, manager):
            kind = type(manager)
            leave, value = kind.__exit__, kind.__enter__(manager)
            self._exits.append(lambda *error: leave(manager, *error))
            return value

        def push(self, exit):
            leave = getattr(type(exit), "__exit__", None)
            self._exits.append((lambda *error: leave(exit, *error)) if leave else exit)
            return exit

        def callback(self, callback, *args, **kw):
            self._exits.append(lambda *error: callback(*args, **kw) and False)
            return callback

        def pop_all(self):
            other = type(self)()
            other._exits, self._exits = self._exits, []
            return other

        def close(self):
            self.__exit__(None, None, None)

        def __enter__(self):
            return self

        def __exit__(self, *error):
            given, first, swallowed, changed = error[0] is not None, error[1], False, False
            while self._exits:
                leave = self._exits.pop()
                try:
                    if leave(*error):
                        swallowed, changed, error = True, False, (None, None, None)
                except:
                    new = sys.exc_info()
                    if new[1].__context__ is None and new[1] is not error[1]:
                        new[1].__context__ = error[1]
                    error, changed = new, True
            if changed:
                raise error[1]
            return given and swallowed
