import sys
from _functools import *
try:
    from _functools import _lru_cache_wrapper
except ImportError:
    pass

WRAPPER_UPDATES = ("__dict__",)
if sys.version_info >= (3, 12):
    WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__", "__type_params__")
elif sys.version_info >= (3, 3):
    WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__")
elif sys.version_info >= (3, 2):
    WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__doc__", "__annotations__")
else:
    WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__doc__")


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    for name in assigned:
        if sys.version_info < (3, 2) or hasattr(wrapped, name):
            setattr(wrapper, name, getattr(wrapped, name))
    for name in updated:
        getattr(wrapper, name).update(getattr(wrapped, name, {}))
    if sys.version_info >= (3, 2):
        wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    return partial(update_wrapper, wrapped=wrapped, assigned=assigned, updated=updated)


def total_ordering(cls):
    def refused(result):
        return result is NotImplemented

    def made(name, root, negated, with_equal):
        def method(self, other):
            result = getattr(type(self), root)(self, other)
            if refused(result):
                return result
            if with_equal == "or":
                return bool(not result if negated else result) or self == other
            if with_equal == "and":
                return bool(not result if negated else result) and self != other
            return not result if negated else result
        method.__name__ = name
        return method

    roots = [name for name in ("__lt__", "__le__", "__gt__", "__ge__") if any(name in base.__dict__ for base in cls.__mro__ if base is not object)]
    if not roots:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    less, greater = ("__lt__", "__le__"), ("__gt__", "__ge__")
    root = max(roots)
    for name in less + greater:
        if name in roots:
            continue
        same_side = (name in less) == (root in less)
        strict, root_strict = name in ("__lt__", "__gt__"), root in ("__lt__", "__gt__")
        if same_side:
            method = made(name, root, False, "and" if strict else "or")
        elif strict == root_strict:
            method = made(name, root, True, "and" if strict else "or")
        else:
            method = made(name, root, True, None)
        setattr(cls, name, method)
    return cls


if sys.version_info >= (3, 2):
    def lru_cache(maxsize=128, typed=False):
        from collections import namedtuple
        info = namedtuple("CacheInfo", ["hits", "misses", "maxsize", "currsize"])

        def decorate(function, size=maxsize):
            wrapper = _lru_cache_wrapper(function, size, typed, info)
            wrapper.cache_parameters = lambda: {"maxsize": size, "typed": typed}
            return update_wrapper(wrapper, function)

        if callable(maxsize):
            return decorate(maxsize, 128)
        if isinstance(maxsize, int):
            maxsize = max(maxsize, 0)
        elif maxsize is not None:
            raise TypeError("Expected first argument to be an integer, a callable, or None")
        return lambda function: decorate(function, maxsize)

if sys.version_info >= (3, 9):
    def cache(user_function):
        return lru_cache(maxsize=None)(user_function)

if sys.version_info >= (3, 8):
    class cached_property:
        def __init__(self, func):
            self.func, self.attrname, self.__doc__ = func, None, func.__doc__

        def __set_name__(self, owner, name):
            self.attrname = name

        def __get__(self, instance, owner=None):
            if instance is None:
                return self
            known = instance.__dict__
            if self.attrname not in known:
                known[self.attrname] = self.func(instance)
            return known[self.attrname]

if sys.version_info >= (3, 4):
    def singledispatch(func):
        registry = {object: func}

        def dispatch(cls):
            for kind in cls.__mro__:
                if kind in registry:
                    return registry[kind]
            return func

        def register(cls, func=None):
            if func is None:
                if isinstance(cls, type):
                    return lambda f: register(cls, f)
                func, cls = cls, next(iter(cls.__annotations__.values()))
            registry[cls] = func
            return func

        def wrapper(*args, **kw):
            if not args:
                raise TypeError("%s requires at least 1 positional argument" % getattr(func, "__name__", "singledispatch function"))
            return dispatch(args[0].__class__)(*args, **kw)

        wrapper.register, wrapper.dispatch, wrapper.registry = register, dispatch, registry
        return update_wrapper(wrapper, func)
