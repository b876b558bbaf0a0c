# versions: 3.9-3.13
# about: __class_getitem__ and other methods of generic types, aliases and unions called by name
import sys


def show(label, make):
    try:
        r = repr(make())
    except Exception as e:
        r = '! %s %s' % (type(e).__name__, e)
    print(label, '=', r)


async def co():
    pass


async def ag():
    yield 1

c = co()
for T in (list, dict, tuple, set, frozenset, type, enumerate, type(ag()), type(c), type((lambda: (yield))()), BaseException, memoryview, staticmethod, reversed, zip, map, filter,
          slice, type({}.keys()), type(type.__dict__), property, int, str, range, bytes, bytearray, ExceptionGroup if sys.version_info >= (3, 11) else Exception):
    if hasattr(T, '__class_getitem__'):
        show(T.__name__, lambda: T.__class_getitem__(int))
        show(T.__name__ + ' two', lambda: T.__class_getitem__((int, str)))
    else:
        show(T.__name__ + ' sub', lambda: T[int])
c.close()
a = list[int]
show('attrs', lambda: (a.__origin__, a.__args__, a.__parameters__, a.__mro_entries__(()), a.__reduce__()))
show('dir', lambda: ('append' in a.__dir__(), '__origin__' in a.__dir__()))
show('instance', lambda: a.__instancecheck__([]))
show('subclass', lambda: a.__subclasscheck__(list))
show('call', lambda: (a([1]), dict[str, int](x=1), type(a())))
show('eq', lambda: (a == list[int], a == list[str], hash(a) == hash(list[int]), a != list[int]))
show('sub', lambda: a[str])
show('attr', lambda: a.append is list.append)
show('missing', lambda: a.nothing)
show('set', lambda: setattr(a, 'x', 1))
show('union', lambda: (int | str) if sys.version_info >= (3, 10) else 'no')
if sys.version_info >= (3, 10):
    u = int | None | list[str]
    show('union attrs', lambda: (u.__args__, u.__parameters__, type(u).__name__, u == (list[str] | int | None), hash(u) == hash(list[str] | int | None)))
    show('union checks', lambda: (isinstance(5, int | str), issubclass(int, int | str), (int | None).__instancecheck__(None), (int | None).__subclasscheck__(str)))
    show('union bad', lambda: isinstance(5, u))
    show('union sub', lambda: u[int])
    show('union with int', lambda: int | 5)
    show('same', lambda: (int | int, int | str | int, bool | int))
