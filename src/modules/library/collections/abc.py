import sys
from abc import ABCMeta, abstractmethod

_made = []


def _interface(name, bases, methods, own=None, builtin=()):
    names = tuple(methods)

    def hook(cls, kind):
        if cls is not made or not names:
            return NotImplemented
        for method in names:
            for base in kind.__mro__:
                if method in base.__dict__:
                    if base.__dict__[method] is None:
                        return NotImplemented
                    break
            else:
                return NotImplemented
        return True

    def missing(method):
        def function(self, *args):
            raise NotImplementedError(method)
        function.__name__ = method
        return abstractmethod(function)

    space = {"__module__": "collections.abc", "__slots__": ()}
    space.update((method, missing(method)) for method in methods)
    if not (own or {}).get("_by_name_only"):
        space["__subclasshook__"] = classmethod(hook)
    space.update(item for item in (own or {}).items() if item[0] != "_by_name_only")
    if sys.version_info >= (3, 9) and "__class_getitem__" not in space:
        import types
        space["__class_getitem__"] = classmethod(types.GenericAlias)
    made = ABCMeta(name, bases or (object,), space)
    for kind in builtin:
        made.register(kind)
    _made.append(name)
    globals()[name] = made
    return made


def _own(*functions, **more):
    space = dict((function.__name__, function) for function in functions)
    space.update(more)
    return space


# What patterns take it for, from 3.10.
def _matched(bit):
    return {"__abc_tpflags__": 1 << bit} if sys.version_info >= (3, 10) else {}


_interface("Hashable", (), ["__hash__"])
_interface("Iterable", (), ["__iter__"])


def __iter__(self):
    return self


_interface("Iterator", (Iterable,), ["__next__"], _own(__iter__))
Iterator.__subclasshook__ = classmethod(lambda cls, kind: (hasattr(kind, "__next__") and hasattr(kind, "__iter__")) or NotImplemented if cls is Iterator else NotImplemented)
_interface("Reversible", (Iterable,), ["__reversed__"])
Reversible.__subclasshook__ = classmethod(lambda cls, kind: (hasattr(kind, "__reversed__") and hasattr(kind, "__iter__")) or NotImplemented if cls is Reversible else NotImplemented)
_interface("Sized", (), ["__len__"])
_interface("Container", (), ["__contains__"])
_interface("Callable", (), ["__call__"])
_interface("Collection", (Sized, Iterable, Container), [])
Collection.__subclasshook__ = classmethod(lambda cls, kind: all(getattr(kind, name, None) is not None for name in ("__len__", "__iter__", "__contains__")) or NotImplemented if cls is Collection else NotImplemented)
_interface("Awaitable", (), ["__await__"])
_interface("Coroutine", (Awaitable,), ["send", "throw", "close"], {"_by_name_only": True})
_interface("AsyncIterable", (), ["__aiter__"])
_interface("AsyncIterator", (AsyncIterable,), ["__anext__"])
_interface("Generator", (Iterator,), ["send", "throw"], {"_by_name_only": True}, [type((lambda: (yield))())])


def __contains__(self, value):
    for item in self:
        if item is value or item == value:
            return True
    return False


def index(self, value, start=0, stop=None):
    at = start
    while stop is None or at < stop:
        try:
            item = self[at]
        except IndexError:
            break
        if item is value or item == value:
            return at
        at += 1
    raise ValueError


def count(self, value):
    return sum(1 for item in self if item is value or item == value)


def __iter__(self):
    at = 0
    try:
        while True:
            yield self[at]
            at += 1
    except IndexError:
        return


def __reversed__(self):
    for at in reversed(range(len(self))):
        yield self[at]


_interface("Sequence", (Reversible, Collection), ["__getitem__"], _own(__contains__, __iter__, __reversed__, index, count, _by_name_only=True, **_matched(5)), [tuple, str, range, memoryview, bytes])


def append(self, value):
    self.insert(len(self), value)


def clear(self):
    while len(self):
        self.pop()


def reverse(self):
    for at in range(len(self) // 2):
        self[at], self[-at - 1] = self[-at - 1], self[at]


def extend(self, values):
    for value in list(values) if values is self else values:
        self.append(value)


def pop(self, index=-1):
    value = self[index]
    del self[index]
    return value


def remove(self, value):
    del self[self.index(value)]


def __iadd__(self, values):
    self.extend(values)
    return self


_interface("MutableSequence", (Sequence,), ["__setitem__", "__delitem__", "insert"], _own(append, clear, reverse, extend, pop, remove, __iadd__, _by_name_only=True), [list, bytearray])


def get(self, key, default=None):
    try:
        return self[key]
    except KeyError:
        return default


def __contains__(self, key):
    try:
        self[key]
    except KeyError:
        return False
    return True


def keys(self):
    return KeysView(self)


def items(self):
    return ItemsView(self)


def values(self):
    return ValuesView(self)


def __eq__(self, other):
    if not isinstance(other, Mapping):
        return NotImplemented
    return dict(self.items()) == dict(other.items())


_interface("Mapping", (Collection,), ["__getitem__"], _own(get, __contains__, keys, items, values, __eq__, __hash__=None, __reversed__=None, _by_name_only=True, **_matched(6)))
_absent = object()


def pop(self, key, default=_absent):
    try:
        value = self[key]
    except KeyError:
        if default is _absent:
            raise
        return default
    del self[key]
    return value


def popitem(self):
    for key in self:
        value = self[key]
        del self[key]
        return key, value
    raise KeyError


def clear(self):
    while len(self):
        self.popitem()


def update(self, other=(), **more):
    if isinstance(other, Mapping) or hasattr(other, "keys"):
        for key in other.keys():
            self[key] = other[key]
    else:
        for key, value in other:
            self[key] = value
    for key, value in more.items():
        self[key] = value


def setdefault(self, key, default=None):
    if key not in self:
        self[key] = default
    return self[key]


_interface("MutableMapping", (Mapping,), ["__setitem__", "__delitem__"], _own(pop, popitem, clear, update, setdefault, _by_name_only=True), [dict])
Mapping.register(type(type.__dict__))


def __le__(self, other):
    return all(item in other for item in self) if isinstance(other, Set) else NotImplemented


def __lt__(self, other):
    return len(self) < len(other) and self <= other if isinstance(other, Set) else NotImplemented


def __ge__(self, other):
    return all(item in self for item in other) if isinstance(other, Set) else NotImplemented


def __gt__(self, other):
    return len(self) > len(other) and self >= other if isinstance(other, Set) else NotImplemented


def __eq__(self, other):
    return len(self) == len(other) and self <= other if isinstance(other, Set) else NotImplemented


def __and__(self, other):
    return self._from_iterable(item for item in other if item in self) if isinstance(other, Iterable) else NotImplemented


def __or__(self, other):
    return self._from_iterable(item for part in (self, other) for item in part) if isinstance(other, Iterable) else NotImplemented


def __sub__(self, other):
    return self._from_iterable(item for item in self if item not in other) if isinstance(other, Iterable) else NotImplemented


def __xor__(self, other):
    return (self - other) | self._from_iterable(item for item in other if item not in self) if isinstance(other, Iterable) else NotImplemented


def isdisjoint(self, other):
    return not any(item in self for item in other)


_interface("Set", (Collection,), [], _own(__le__, __lt__, __ge__, __gt__, __eq__, __and__, __or__, __sub__, __xor__, isdisjoint, __rand__=__and__, __ror__=__or__, __rxor__=__xor__,
                                          __hash__=None, _from_iterable=classmethod(lambda cls, items: cls(items)), _by_name_only=True), [frozenset])


def remove(self, value):
    if value not in self:
        raise KeyError(value)
    self.discard(value)


def pop(self):
    for value in self:
        self.discard(value)
        return value
    raise KeyError


def clear(self):
    while len(self):
        self.pop()


def __ior__(self, other):
    for value in other:
        self.add(value)
    return self


def __isub__(self, other):
    for value in list(other):
        self.discard(value)
    return self


def __iand__(self, other):
    for value in list(self):
        if value not in other:
            self.discard(value)
    return self


_interface("MutableSet", (Set,), ["add", "discard"], _own(remove, pop, clear, __ior__, __isub__, __iand__, _by_name_only=True), [set])


class MappingView(Sized):
    __slots__ = ("_mapping",)

    def __init__(self, mapping):
        self._mapping = mapping

    def __len__(self):
        return len(self._mapping)

    def __repr__(self):
        return "%s(%r)" % (self.__class__.__name__, self._mapping)


class KeysView(MappingView, Set):
    __slots__ = ()
    _from_iterable = classmethod(lambda cls, items: set(items))

    def __contains__(self, key):
        return key in self._mapping

    def __iter__(self):
        return iter(self._mapping)


class ItemsView(MappingView, Set):
    __slots__ = ()
    _from_iterable = classmethod(lambda cls, items: set(items))

    def __contains__(self, item):
        return item[0] in self._mapping and self._mapping[item[0]] == item[1]

    def __iter__(self):
        for key in self._mapping:
            yield key, self._mapping[key]


class ValuesView(MappingView, Collection):
    __slots__ = ()

    def __contains__(self, value):
        return any(value is item or value == item for item in self)

    def __iter__(self):
        for key in self._mapping:
            yield self._mapping[key]


KeysView.register(type({}.keys()))
ItemsView.register(type({}.items()))
ValuesView.register(type({}.values()))
_interface("ByteString", (Sequence,), [], {"_by_name_only": True}, [bytes, bytearray])
__all__ = _made + ["MappingView", "KeysView", "ItemsView", "ValuesView"]
