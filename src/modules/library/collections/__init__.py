import sys
from _collections import *
try:
    from _collections import deque, defaultdict
except ImportError:
    pass

_modern = sys.version_info >= (3, 0)


def _is_word(name):
    return all(c.isalnum() or c == "_" for c in name) and bool(name) and not name[0].isdigit()


_reserved = ("and as assert break class continue def del elif else except finally for from global if import in is lambda not or pass raise return try while with yield "
             + ("False None True nonlocal" if _modern else "exec print") + (" async await" if sys.version_info >= (3, 7) else "")).split()


def _checked(typename, names, rename):
    seen = set()
    if rename:
        for at, name in enumerate(names):
            if not _is_word(name) or name in _reserved or name.startswith("_") or name in seen:
                names[at] = "_%d" % at
            seen.add(name)
    for name in [typename] + names:
        if not _is_word(name):
            if sys.version_info >= (3, 3):
                raise ValueError("Type names and field names must be valid identifiers: %r" % name)
            if all(_is_word("_" + c) for c in name):
                raise ValueError("Type names and field names cannot start with a number: %r" % name)
            raise ValueError("Type names and field names can only contain alphanumeric characters and underscores: %r" % name)
        if name in _reserved:
            raise ValueError("Type names and field names cannot be a keyword: %r" % name)
    seen = set()
    for name in names:
        if name.startswith("_") and not rename:
            raise ValueError("Field names cannot start with an underscore: %r" % name)
        if name in seen:
            raise ValueError("Encountered duplicate field name: %r" % name)
        seen.add(name)
    return names


def namedtuple(typename, field_names, verbose=False, rename=False, defaults=None, module=None):
    from operator import itemgetter
    if hasattr(field_names, "split"):
        field_names = field_names.replace(",", " ").split()
    names = _checked(str(typename), [str(name) for name in field_names], rename)
    fields, size = tuple(names), len(names)
    if defaults is not None:
        defaults = tuple(defaults)
        if len(defaults) > size:
            raise TypeError("Got more default values than field names")
    listed = ", ".join(names)
    make = eval("lambda _cls, %s: _tuple_new(_cls, (%s))" % (listed, listed + "," if size else ""), {"_tuple_new": tuple.__new__, "__name__": "namedtuple_" + typename})
    make.__name__ = "__new__"
    if defaults is not None:
        make.__defaults__ = defaults
    if hasattr(make, "__qualname__"):
        make.__qualname__ = typename + ".__new__"
    form = "(" + ", ".join(name + "=%r" for name in names) + ")"

    def _make(cls, iterable):
        result = tuple.__new__(cls, iterable)
        if len(result) != size:
            raise TypeError("Expected %d arguments, got %d" % (size, len(result)))
        return result

    def _replace(self, **kwds):
        result = self._make([kwds.pop(name, value) for name, value in zip(fields, self)])
        if kwds:
            if sys.version_info >= (3, 13):
                raise TypeError("Got unexpected field names: %r" % list(kwds))
            raise ValueError("Got unexpected field names: %r" % list(kwds))
        return result

    def __repr__(self):
        return (self.__class__.__name__ if sys.version_info >= (3, 1) or not _modern else typename) + form % tuple(self)

    def _asdict(self):
        kind = dict if sys.version_info >= (3, 8) else OrderedDict
        return kind(zip(self._fields, self))

    space = {"__slots__": (), "_fields": fields, "__new__": make, "_make": classmethod(_make), "_replace": _replace, "__repr__": __repr__, "_asdict": _asdict,
             "__doc__": "%s(%s)" % (typename, listed), "__getnewargs__": lambda self: tuple(self)}
    if sys.version_info >= (3, 7):
        space["_field_defaults"] = dict(zip(fields[size - len(defaults or ()):], defaults or ()))
        space["__match_args__"] = fields
    for at, name in enumerate(names):
        space[name] = property(itemgetter(at), doc="Alias for field number %d" % at)
    made = type(str(typename), (tuple,), space)
    made.__module__ = module or sys._getframe(1).f_globals.get("__name__", "__main__")
    return made


if "OrderedDict" not in globals():
    class OrderedDict(dict):
        def __init__(self, *args, **kw):
            dict.__init__(self)
            self._order = []
            self.update(*args, **kw)

        def __setitem__(self, key, value):
            if key not in self:
                self._order.append(key)
            dict.__setitem__(self, key, value)

        def __delitem__(self, key):
            dict.__delitem__(self, key)
            self._order.remove(key)

        def __iter__(self):
            return iter(list(self._order))

        def __reversed__(self):
            return reversed(list(self._order))

        def keys(self):
            return list(self._order)

        def values(self):
            return [self[key] for key in self._order]

        def items(self):
            return [(key, self[key]) for key in self._order]

        if not _modern:
            iterkeys = __iter__

            def itervalues(self):
                return iter(self.values())

            def iteritems(self):
                return iter(self.items())

        def clear(self):
            dict.clear(self)
            del self._order[:]

        def pop(self, key, *default):
            if key in self:
                self._order.remove(key)
            return dict.pop(self, key, *default)

        def popitem(self, last=True):
            if not self._order:
                raise KeyError("dictionary is empty")
            key = self._order[-1 if last else 0]
            return key, self.pop(key)

        def move_to_end(self, key, last=True):
            self._order.remove(key)
            self._order.insert(len(self._order) if last else 0, key)

        def setdefault(self, key, default=None):
            if key not in self:
                self[key] = default
            return self[key]

        def update(self, *args, **kw):
            for source in args:
                if hasattr(source, "keys"):
                    source = [(key, source[key]) for key in source.keys()]
                for key, value in source:
                    self[key] = value
            for key, value in kw.items():
                self[key] = value

        def copy(self):
            return self.__class__(self)

        @classmethod
        def fromkeys(cls, iterable, value=None):
            made = cls()
            for key in iterable:
                made[key] = value
            return made

        def __repr__(self):
            return "%s(%s)" % (self.__class__.__name__, self.items() if self else "")

        def __eq__(self, other):
            if isinstance(other, OrderedDict):
                return list(self.items()) == list(other.items())
            return dict.__eq__(self, other)

        def __ne__(self, other):
            return not self == other

        __hash__ = None

if sys.version_info >= (2, 7) and sys.version_info[:2] != (3, 0):
    class Counter(dict):
        def __init__(*args, **kwds):
            self = args[0]
            super(Counter, self).__init__()
            self.update(*args[1:], **kwds)

        def __missing__(self, key):
            return 0

        def most_common(self, n=None):
            pairs = sorted(self.items(), key=lambda pair: pair[1], reverse=True)
            return pairs if n is None else pairs[:n]

        def elements(self):
            for key, count in self.items():
                for _ in range(count):
                    yield key

        def update(*args, **kwds):
            self = args[0]
            self._add(1, *args[1:], **kwds)

        def subtract(*args, **kwds):
            self = args[0]
            self._add(-1, *args[1:], **kwds)

        def _add(*args, **kwds):
            self, sign, source = args[0], args[1], (args + (None,))[2]
            if source is not None:
                if hasattr(source, "items"):
                    for key, count in source.items():
                        self[key] = self.get(key, 0) + sign * count
                else:
                    for key in source:
                        self[key] = self.get(key, 0) + sign
            for key, count in kwds.items():
                self[key] = self.get(key, 0) + sign * count

        def total(self):
            return sum(self.values())

        def copy(self):
            return self.__class__(self)

        def __delitem__(self, key):
            if key in self:
                super(Counter, self).__delitem__(key)

        def __repr__(self):
            if not self:
                return "%s()" % self.__class__.__name__
            return "%s({%s})" % (self.__class__.__name__, ", ".join("%r: %r" % pair for pair in self.most_common()))

        def _kept(self, pairs):
            made = Counter()
            for key, count in pairs:
                if count > 0:
                    made[key] = count
            return made

        def _keys_of_both(self, other):
            return list(self) + [key for key in other if key not in self]

        def __add__(self, other):
            return self._kept([(key, self[key] + other[key]) for key in self._keys_of_both(other)]) if isinstance(other, Counter) else NotImplemented

        def __sub__(self, other):
            return self._kept([(key, self[key] - other[key]) for key in self._keys_of_both(other)]) if isinstance(other, Counter) else NotImplemented

        def __or__(self, other):
            return self._kept([(key, max(self[key], other[key])) for key in self._keys_of_both(other)]) if isinstance(other, Counter) else NotImplemented

        def __and__(self, other):
            return self._kept([(key, min(self[key], other[key])) for key in self]) if isinstance(other, Counter) else NotImplemented

        def __pos__(self):
            return self._kept(self.items())

        def __neg__(self):
            return self._kept([(key, -count) for key, count in self.items()])

if sys.version_info >= (3, 3):
    class ChainMap(object):
        def __init__(self, *maps):
            self.maps = list(maps) or [{}]

        def __getitem__(self, key):
            for one in self.maps:
                if key in one:
                    return one[key]
            return self.__missing__(key)

        def __missing__(self, key):
            raise KeyError(key)

        def get(self, key, default=None):
            return self[key] if key in self else default

        def __contains__(self, key):
            return any(key in one for one in self.maps)

        def __iter__(self):
            merged = {}
            for one in reversed(self.maps):
                merged.update(dict.fromkeys(one))
            return iter(merged)

        def __len__(self):
            return len(set().union(*self.maps))

        def keys(self):
            return dict.fromkeys(self).keys()

        def items(self):
            return dict((key, self[key]) for key in self).items()

        def values(self):
            return dict((key, self[key]) for key in self).values()

        def __repr__(self):
            return "%s(%s)" % (self.__class__.__name__, ", ".join(map(repr, self.maps)))

        def new_child(self, m=None, **kwargs):
            return self.__class__({} if m is None and not kwargs else dict(m or {}, **kwargs) if kwargs else m, *self.maps)

        @property
        def parents(self):
            return self.__class__(*self.maps[1:])

        def __setitem__(self, key, value):
            self.maps[0][key] = value

        def __delitem__(self, key):
            if key not in self.maps[0]:
                raise KeyError("Key not found in the first mapping: %r" % (key,))
            del self.maps[0][key]
