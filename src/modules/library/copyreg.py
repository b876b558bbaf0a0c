import sys

dispatch_table = {}
_extension_registry = {}
_inverted_registry = {}
_extension_cache = {}
SINCE_8, SINCE_11 = sys.version_info >= (3, 8), sys.version_info >= (3, 11)
HEAP_TYPE = 1 << 9


def constructor(object):
    if not callable(object):
        raise TypeError("constructors must be callable")


def pickle(ob_type, pickle_function, constructor_ob=None):
    if sys.version_info[0] < 3 and type(ob_type) is type(Classic):
        raise TypeError("copy_reg is not intended for use with classes")
    if not callable(pickle_function):
        raise TypeError("reduction functions must be callable")
    dispatch_table[ob_type] = pickle_function
    if constructor_ob is not None:
        constructor(constructor_ob)


class Classic:
    pass


def pickle_complex(c):
    return complex, (c.real, c.imag)


pickle(complex, pickle_complex, complex)
if sys.version_info >= (3, 10):
    def pickle_union(obj):
        import functools
        import operator
        return functools.reduce, (operator.or_, obj.__args__)
    pickle(type(int | str), pickle_union)


def _reconstructor(cls, base, state):
    if base is object:
        return object.__new__(cls)
    made = base.__new__(cls, state)
    if base.__init__ != object.__init__:
        base.__init__(made, state)
    return made


def refuse(self, cls, base):
    if SINCE_8:
        raise TypeError("cannot pickle %r object" % cls.__name__)
    raise TypeError("can't pickle %s objects" % base.__name__)


def refuse_slots(cls, protocol):
    words = "a class that defines __slots__ without defining __getstate__ cannot be pickled"
    if protocol is not None:
        words = "cannot pickle %r object: %s with protocol %d" % (cls.__name__, words, protocol)
    raise TypeError(words)


def _reduce_ex(self, proto):
    assert proto < 2
    cls = self.__class__
    native = [base for base in cls.__mro__ if hasattr(base, "__flags__") and not base.__flags__ & HEAP_TYPE]
    base, state = native[0] if native else object, None
    if base is not object:
        if base is cls:
            refuse(self, cls, base)
        state = base(self)
    if hasattr(self, "__getstate__"):
        getstate = self.__getstate__
        if SINCE_11 and getattr(self, "__slots__", None) and getattr(type(self), "__getstate__", None) is object.__getstate__:
            refuse_slots(cls, None)
        kept = getstate()
    else:
        if getattr(self, "__slots__", None):
            refuse_slots(cls, proto if SINCE_8 else None)
        kept = getattr(self, "__dict__", None)
    return (_reconstructor, (cls, base, state), kept) if kept else (_reconstructor, (cls, base, state))


def __newobj__(cls, *args):
    return cls.__new__(cls, *args)


def __newobj_ex__(cls, args, kwargs):
    return cls.__new__(cls, *args, **kwargs)


def _slotnames(cls):
    """The names of the slots of a class and its bases, which the class keeps."""
    names = cls.__dict__.get("__slotnames__")
    if names is not None:
        return names
    names = []
    for c in getattr(cls, "__mro__", ()):
        slots = c.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name in ("__dict__", "__weakref__"):
                continue
            if name.startswith("__") and not name.endswith("__") and c.__name__.lstrip("_"):
                name = "_%s%s" % (c.__name__.lstrip("_"), name)
            names.append(name)
    try:
        cls.__slotnames__ = names
    except Exception:
        pass
    return names


def add_extension(module, name, code):
    code = int(code)
    if not 1 <= code <= 0x7fffffff:
        raise ValueError("code out of range")
    key = (module, name)
    if _extension_registry.get(key) == code and _inverted_registry.get(code) == key:
        return
    if key in _extension_registry:
        raise ValueError("key %s is already registered with code %s" % (key, _extension_registry[key]))
    if code in _inverted_registry:
        raise ValueError("code %s is already in use for key %s" % (code, _inverted_registry[code]))
    _extension_registry[key] = code
    _inverted_registry[code] = key


def remove_extension(module, name, code):
    key = (module, name)
    if _extension_registry.get(key) != code or _inverted_registry.get(code) != key:
        raise ValueError("key %s is not registered with code %s" % (key, code))
    del _extension_registry[key]
    del _inverted_registry[code]
    _extension_cache.pop(code, None)


def clear_extension_cache():
    _extension_cache.clear()
