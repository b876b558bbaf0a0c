import sys

dispatch_table = {}          # by type: what gives the parts of its objects
_extension_registry = {}     # numbers by (module, name), and
_inverted_registry = {}      # the other way round
_extension_cache = {}
PYTHON2 = sys.version_info[0] < 3
SINCE_8, SINCE_11 = sys.version_info >= (3, 8), sys.version_info >= (3, 11)
MADE_BY_CLASS_STATEMENT = 1 << 9   # in __flags__
UNSLOTTED = "a class that defines __slots__ without defining __getstate__ cannot be pickled"


def need_callable(given, what):
    if not callable(given):
        raise TypeError("%s must be callable" % what)


def constructor(object):
    need_callable(object, "constructors")


class Classic:
    pass


def pickle(ob_type, pickle_function, constructor_ob=None):
    if PYTHON2 and isinstance(ob_type, type(Classic)):
        raise TypeError("copy_reg is not intended for use with classes")
    need_callable(pickle_function, "reduction functions")
    dispatch_table.update([(ob_type, pickle_function)])
    if constructor_ob is not None:
        constructor(constructor_ob)


def pickle_complex(c):
    return complex, tuple(getattr(c, part) for part in ("real", "imag"))


dispatch_table[complex] = pickle_complex
if sys.version_info >= (3, 10):
    def pickle_union(obj):
        from functools import reduce
        from operator import or_
        return reduce, (or_, obj.__args__)

    dispatch_table[type(int | str)] = pickle_union


# ---- instances, in protocols 0 and 1

def _reconstructor(cls, base, state):
    plain = base is object
    made = base.__new__(cls) if plain else base.__new__(cls, state)
    if not plain and base.__init__ != object.__init__:
        base.__init__(made, state)
    return made


def native_base(cls):
    """The nearest of its classes that no class statement made."""
    for base in cls.__mro__:
        flags = getattr(base, "__flags__", None)
        if flags is not None and not flags & MADE_BY_CLASS_STATEMENT:
            return base
    return object


def attributes_of(instance, cls, protocol):
    slotted = bool(getattr(instance, "__slots__", None))
    if not hasattr(instance, "__getstate__"):
        if slotted:
            raise TypeError("cannot pickle %r object: %s with protocol %d" % (cls.__name__, UNSLOTTED, protocol) if SINCE_8 else UNSLOTTED)
        return getattr(instance, "__dict__", None)
    own = instance.__getstate__
    if SINCE_11 and slotted and getattr(type(instance), "__getstate__", None) is object.__getstate__:
        raise TypeError(UNSLOTTED)
    return own()


def _reduce_ex(self, proto):
    assert proto < 2
    cls = self.__class__
    base = native_base(cls)
    if base is cls and base is not object:
        raise TypeError("cannot pickle %r object" % cls.__name__ if SINCE_8 else "can't pickle %s objects" % base.__name__)
    parts = _reconstructor, (cls, base, None if base is object else base(self))
    kept = attributes_of(self, cls, proto)
    return parts + (kept,) if kept else parts


# ---- instances, in protocol 2 and later

def __newobj__(cls, *args):
    new = cls.__new__
    return new(cls, *args)


def __newobj_ex__(cls, args, kwargs):
    new = cls.__new__
    return new(cls, *args, **kwargs)


def slots_of(cls):
    """As its instances have them: private names with the class's."""
    given = cls.__dict__.get("__slots__", ())
    prefix = cls.__name__.lstrip("_")
    for name in [given] if isinstance(given, str) else given:
        private = name.startswith("__") and not name.endswith("__") and prefix
        if name not in ("__dict__", "__weakref__"):
            yield "_" + prefix + name if private else name


def _slotnames(cls):
    """The names of the slots of a class and its bases, which the class keeps."""
    known = cls.__dict__.get("__slotnames__")
    if known is None:
        known = [name for each in getattr(cls, "__mro__", ()) for name in slots_of(each)]
        try:
            cls.__slotnames__ = known
        except Exception:
            pass
    return known


# ---- extensions: numbers for classes

def holds(key, code):
    return _extension_registry.get(key) == code and _inverted_registry.get(code) == key


def add_extension(module, name, code):
    key, code = (module, name), int(code)
    if code < 1 or code > 0x7fffffff:
        raise ValueError("code out of range")
    if holds(key, code):
        return
    for table, asked, words in ((_extension_registry, key, "key %s is already registered with code %s"), (_inverted_registry, code, "code %s is already in use for key %s")):
        if asked in table:
            raise ValueError(words % (asked, table[asked]))
    _extension_registry[key], _inverted_registry[code] = code, key


def remove_extension(module, name, code):
    key = module, name
    if not holds(key, code):
        raise ValueError("key %s is not registered with code %s" % (key, code))
    for table, gone in ((_extension_registry, key), (_inverted_registry, code), (_extension_cache, code)):
        table.pop(gone, None)


def clear_extension_cache():
    _extension_cache.clear()
