import sys
from _weakref import *

ProxyTypes = (ProxyType, CallableProxyType)
ReferenceError = ReferenceError


class WeakValueDictionary(object):
    def __init__(self, *args, **kw):
        self._refs = {}
        self.update(*args, **kw)

    def _drop(self, key):
        refs = self._refs

        def gone(reference):
            if refs.get(key) is reference:
                del refs[key]
        return gone

    def __setitem__(self, key, value):
        self._refs[key] = ref(value, self._drop(key))

    def __getitem__(self, key):
        value = self._refs[key]()
        if value is None:
            raise KeyError(key)
        return value

    def __delitem__(self, key):
        del self._refs[key]

    def __contains__(self, key):
        return key in self._refs and self._refs[key]() is not None

    def __len__(self):
        return len(self._refs)

    def __iter__(self):
        return iter(self.keys())

    def __repr__(self):
        return "<%s at %#x>" % (self.__class__.__name__, id(self))

    def get(self, key, default=None):
        value = self._refs[key]() if key in self._refs else None
        return default if value is None else value

    def pop(self, key, *default):
        if key in self or not default:
            value = self[key]
            del self[key]
            return value
        return default[0]

    def setdefault(self, key, default=None):
        value = self.get(key)
        if value is None:
            self[key] = value = default
        return value

    def update(self, *args, **kw):
        for key, value in dict(*args, **kw).items():
            self[key] = value

    def items(self):
        return [(key, value) for key, value in ((key, kept()) for key, kept in list(self._refs.items())) if value is not None]

    def keys(self):
        return [key for key, _ in self.items()]

    def values(self):
        return [value for _, value in self.items()]

    def clear(self):
        self._refs.clear()

    def copy(self):
        other = self.__class__()
        for key, value in self.items():
            other[key] = value
        return other


class WeakKeyDictionary(object):
    def __init__(self, dict=None):
        self._data = {}
        data = self._data
        self._gone = lambda reference: data.pop(reference, None)
        if dict is not None:
            self.update(dict)

    def __setitem__(self, key, value):
        self._data[ref(key, self._gone)] = value

    def __getitem__(self, key):
        return self._data[ref(key)]

    def __delitem__(self, key):
        del self._data[ref(key)]

    def __contains__(self, key):
        try:
            return ref(key) in self._data
        except TypeError:
            return False

    def __len__(self):
        return len(self._data)

    def __iter__(self):
        return iter(self.keys())

    def __repr__(self):
        return "<%s at %#x>" % (self.__class__.__name__, id(self))

    def get(self, key, default=None):
        return self._data.get(ref(key), default)

    def pop(self, key, *default):
        return self._data.pop(ref(key), *default)

    def setdefault(self, key, default=None):
        return self._data.setdefault(ref(key, self._gone), default)

    def update(self, other):
        for key, value in dict(other).items():
            self[key] = value

    def items(self):
        return [(key, value) for key, value in ((kept(), value) for kept, value in list(self._data.items())) if key is not None]

    def keys(self):
        return [key for key, _ in self.items()]

    def values(self):
        return [value for _, value in self.items()]

    def clear(self):
        self._data.clear()


class WeakSet(object):
    def __init__(self, data=()):
        self._refs = refs = set()
        self._gone = refs.discard
        for item in data:
            self.add(item)

    def add(self, item):
        self._refs.add(ref(item, self._gone))

    def discard(self, item):
        self._refs.discard(ref(item))

    def remove(self, item):
        self._refs.remove(ref(item))

    def clear(self):
        self._refs.clear()

    def __contains__(self, item):
        try:
            return ref(item) in self._refs
        except TypeError:
            return False

    def __iter__(self):
        return iter([item for item in [kept() for kept in list(self._refs)] if item is not None])

    def __len__(self):
        return len(self._refs)


if sys.version_info >= (3, 4):
    class finalize:
        _live = {}
        _registered = False

        def __init__(self, obj, func, *args, **kwargs):
            if not finalize._registered:
                import atexit
                atexit.register(finalize._at_exit)
                finalize._registered = True
            self._live[self] = (ref(obj, self), func, args, kwargs)
            self.atexit = True

        @classmethod
        def _at_exit(cls):
            for one in reversed(list(cls._live)):
                if one.atexit:
                    one()

        def __call__(self, _=None):
            known = self._live.pop(self, None)
            if known:
                return known[1](*known[2], **known[3])

        def detach(self):
            known = self.peek()
            self._live.pop(self, None)
            return known

        def peek(self):
            known = self._live.get(self)
            obj = known[0]() if known else None
            if obj is not None:
                return (obj,) + known[1:]

        @property
        def alive(self):
            return self in self._live
