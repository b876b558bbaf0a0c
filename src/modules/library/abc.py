import sys
from _weakref import ref


def abstractmethod(funcobj):
    funcobj.__isabstractmethod__ = True
    return funcobj


class abstractproperty(property):
    __isabstractmethod__ = True


class ABCMeta(type):
    _abc_registered = []
    _abc_counter = [0]

    def __new__(mcls, name, bases, namespace, **keywords):
        cls = super(ABCMeta, mcls).__new__(mcls, name, bases, namespace, **keywords)
        names = [key for key, value in namespace.items() if getattr(value, "__isabstractmethod__", False)]
        for base in bases:
            for key in getattr(base, "__abstractmethods__", ()):
                if getattr(getattr(cls, key, None), "__isabstractmethod__", False):
                    names.append(key)
        cls.__abstractmethods__ = frozenset(names)
        cls._abc_registered = []
        return cls

    def __init__(cls, name, bases, namespace, **keywords):
        super(ABCMeta, cls).__init__(name, bases, namespace)

    def register(cls, subclass):
        if not isinstance(subclass, type):
            raise TypeError("Can only register classes")
        if issubclass(subclass, cls):
            return subclass
        if issubclass(cls, subclass):
            raise RuntimeError("Refusing to create an inheritance cycle")
        cls._abc_registered.append(ref(subclass))
        ABCMeta._abc_counter[0] += 1
        return subclass

    def __instancecheck__(cls, instance):
        subclass = getattr(instance, "__class__", None)
        kind = type(instance)
        return cls.__subclasscheck__(kind) or (subclass is not kind and subclass is not None and cls.__subclasscheck__(subclass))

    def __subclasscheck__(cls, subclass):
        if not isinstance(subclass, type):
            if sys.version_info < (3, 0):
                return False
            raise TypeError("issubclass() arg 1 must be a class")
        answer = cls.__subclasshook__(subclass)
        if answer is not NotImplemented:
            return bool(answer)
        if cls in getattr(subclass, "__mro__", ()):
            return True
        for kept in cls._abc_registered:
            registered = kept()
            if registered is not None and issubclass(subclass, registered):
                return True
        for derived in type.__subclasses__(cls):
            if issubclass(subclass, derived):
                return True
        return False


def get_cache_token():
    return ABCMeta._abc_counter[0]


if sys.version_info >= (3, 7):
    import _abc
    from _abc import get_cache_token

    class ABCMeta(type):
        def __new__(mcls, name, bases, namespace, **keywords):
            cls = super(ABCMeta, mcls).__new__(mcls, name, bases, namespace, **keywords)
            _abc._abc_init(cls)
            return cls

        def register(cls, subclass):
            return _abc._abc_register(cls, subclass)

        def __instancecheck__(cls, instance):
            return _abc._abc_instancecheck(cls, instance)

        def __subclasscheck__(cls, subclass):
            return _abc._abc_subclasscheck(cls, subclass)


if sys.version_info >= (3, 4):
    ABC = ABCMeta("ABC", (object,), {"__slots__": (), "__module__": "abc"})

if sys.version_info >= (3, 2):
    class abstractclassmethod(classmethod):
        __isabstractmethod__ = True

        def __init__(self, callable):
            callable.__isabstractmethod__ = True
            super(abstractclassmethod, self).__init__(callable)

    class abstractstaticmethod(staticmethod):
        __isabstractmethod__ = True

        def __init__(self, callable):
            callable.__isabstractmethod__ = True
            super(abstractstaticmethod, self).__init__(callable)
