# versions: 3.7-3.13
# about: _abc's caches and registries by hand, reversed mapping proxies, references by class item
import sys
import _abc
import _weakref
import types


def attempt(label, function, *args, **named):
    try:
        print('%s: %r' % (label, function(*args, **named)))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, error))


class Meta(type):
    def __init__(cls, *args):
        super().__init__(*args)
        _abc._abc_init(cls)

    def register(cls, other):
        return _abc._abc_register(cls, other)

    def __instancecheck__(cls, instance):
        return _abc._abc_instancecheck(cls, instance)

    def __subclasscheck__(cls, other):
        return _abc._abc_subclasscheck(cls, other)


class Base(metaclass=Meta):
    pass


class Hooked(metaclass=Meta):
    @classmethod
    def __subclasshook__(cls, other):
        return {int: True, str: False}.get(other, NotImplemented)


class Wronghook(metaclass=Meta):
    @classmethod
    def __subclasshook__(cls, other):
        return 5


class Derived(Base):
    pass


class Registered:
    pass


def dump(cls):
    registry, cache, negative, version = _abc._get_dump(cls)
    return [sorted(r().__name__ for r in found) for found in (registry, cache, negative)], type(version).__name__


token = _abc.get_cache_token()
print(dump(Base), type(token).__name__)
attempt('derived', isinstance, Derived(), Base)
attempt('before', isinstance, Registered(), Base)
print(dump(Base))
attempt('register', lambda: Base.register(Registered))
print(_abc.get_cache_token() - token)
attempt('after', isinstance, Registered(), Base)
attempt('again', lambda: Base.register(Registered))
print(_abc.get_cache_token() - token, dump(Base))
attempt('int', issubclass, int, Base)
attempt('not a class', issubclass, 5, Base)
print(dump(Base))
attempt('reset', _abc._reset_caches, Base)
print(dump(Base))
attempt('reset', _abc._reset_registry, Base)
print(dump(Base))
attempt('gone', isinstance, Registered(), Base)
attempt('cycle', lambda: Derived.register(Base))
attempt('cycle', lambda: Base.register(Base))
attempt('not a class', lambda: Base.register(5))
for thing in (1, 'a', 1.5):
    attempt('hook %r' % thing, isinstance, thing, Hooked)
attempt('wrong hook', isinstance, 1, Wronghook)
for name, calls in (('_get_dump', ((), (5,), (int,), (Base, 5))), ('_reset_caches', ((), (5,), (int,))), ('_reset_registry', ((), (5,), (int,))), ('_abc_init', ((), (5,), (int,))), ('get_cache_token', ((), (5,))), ('_abc_register', ((Base, 5), (int, 5), (int, int))), ('_abc_instancecheck', ((Base, 5), (int, 5))), ('_abc_subclasscheck', ((Base, 5), (int, 5), (int, int)))):
    function = getattr(_abc, name)
    for args in calls:
        attempt('%s%r' % (name, args), lambda: type(function(*args)).__name__)


class Abstract(metaclass=Meta):
    def one(self):
        pass
    one.__isabstractmethod__ = True

    def two(self):
        pass


print(sorted(Abstract.__abstractmethods__))
attempt('made', Abstract)


class Concrete(Abstract):
    def one(self):
        return 1


attempt('made', lambda: Concrete().one())

proxy = types.MappingProxyType({'a': 1, 'b': 2})
if hasattr(proxy, '__reversed__'):
    attempt('reversed', lambda: list(reversed(proxy)))
    attempt('reversed', lambda: list(proxy.__reversed__()))
attempt('reversed own', lambda: list(reversed(types.MappingProxyType(type('M', (dict,), {'__reversed__': lambda self: iter('xy')})()))))
attempt('reversed none', lambda: reversed(types.MappingProxyType(type('M', (), {'__getitem__': lambda s, i: 1, 'keys': lambda s: []})())))
if hasattr(_weakref.ref, '__class_getitem__'):
    attempt('of', lambda: _weakref.ref[int].__args__)
    attempt('of', lambda: _weakref.ref.__class_getitem__((int, str)).__args__)
    attempt('of', _weakref.ref.__class_getitem__)
