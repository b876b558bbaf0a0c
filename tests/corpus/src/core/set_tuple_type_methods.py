# versions: 2.6-3.13
# about: methods of sets, tuples, numbers, strings and types that programs seldom call by name: isdisjoint, __contains__, __sizeof__, __getnewargs__, mro and their like
import sys


def show(label, make):
    try:
        r = repr(make())
    except Exception:
        e = sys.exc_info()[1]
        r = '! %s %s' % (type(e).__name__, e)
    print('%s = %s' % (label, r))


for S in (set, frozenset):
    s = S([1, 2, 3])
    n = S.__name__
    for other in ([], [1], [7, 8], (2, 2), set([1, 2, 3]), frozenset([1, 2, 3, 4]), {1: 2}, 'abc', [1, 2, 3, 4]):
        show('%s isdisjoint %r' % (n, type(other).__name__), lambda: s.isdisjoint(other))
        show('%s issubset' % n, lambda: (s.issubset(other), s.issuperset(other)))
    show(n + ' isdisjoint int', lambda: s.isdisjoint(5))
    show(n + ' isdisjoint unhashable', lambda: s.isdisjoint([[]]))
    show(n + ' contains', lambda: (s.__contains__(1), s.__contains__(9), S([frozenset([1])]).__contains__(set([1]))))
    show(n + ' contains unhashable', lambda: s.__contains__([]))
    show(n + ' sizeof', lambda: s.__sizeof__() > 50)
    show(n + ' copy', lambda: (s.copy() == s, s.copy() is s))
t = (3, 1, 3, None, 'x', (1,), 3)
show('tuple count', lambda: (t.count(3), t.count(1.0), t.count('y'), t.count((1,))))
show('tuple index', lambda: (t.index(3), t.index(3, 1), t.index(3, -1), t.index('x', 2, 5)))
show('tuple index none', lambda: t.index(9))
show('tuple index bounds', lambda: t.index(3, 3, 6))
show('tuple newargs', lambda: (t.__getnewargs__(), ().__getnewargs__()))
show('int', lambda: ((5).__getnewargs__(), True.__getnewargs__(), (5).__sizeof__() > 10, (2 ** 100).__sizeof__() > (2 ** 10).__sizeof__()))
show('float', lambda: ((2.5).__getnewargs__(), float.__getformat__('double'), float.__getformat__('float')))
show('float bad', lambda: float.__getformat__('x'))
show('complex', lambda: (1 + 2j).__getnewargs__())
show('str', lambda: ('ab'.__getnewargs__(), 'ab'.__sizeof__() > 20, ('x' * 100).__sizeof__() - ('x' * 50).__sizeof__()))
show('bytes', lambda: (b'ab'.__getnewargs__()[0] == b'ab', b'ab'.__sizeof__() > 20))
show('list', lambda: ([1].__sizeof__() > 20, [1].__getitem__(0), [1, 2, 3].__getitem__(slice(1, None))))
show('list getitem', lambda: [1].__getitem__(5))
show('list getitem str', lambda: [1].__getitem__('a'))
show('dict', lambda: ({}.__sizeof__() > 50, {1: 2}.__contains__(1), {1: 2}.__contains__(3), {1: 2}.__getitem__(1)))
show('dict getitem', lambda: {1: 2}.__getitem__(3))
show('dict contains', lambda: {1: 2}.__contains__([]))
print('%r %r %r' % (list.__getitem__, dict.__contains__, set.__contains__))
print('%r %r' % (dict.__getitem__, frozenset.__contains__))


class A(object):
    pass


class B(A):
    pass


class C(A):
    pass


class D(B, C):
    def __sizeof__(self):
        return 5


show('mro', lambda: [c.__name__ for c in D.mro()])
show('mro int', lambda: [c.__name__ for c in type.mro(bool)])
show('subclasses', lambda: ([c.__name__ for c in A.__subclasses__()], B.__subclasses__()[0].__name__, D.__subclasses__()))
show('instancecheck', lambda: (type.__instancecheck__(A, D()), type.__instancecheck__(int, 'x'), A.__instancecheck__(5)))
show('subclasscheck', lambda: (type.__subclasscheck__(A, D), A.__subclasscheck__(int), type.__subclasscheck__(D, A)))
show('subclasscheck int', lambda: A.__subclasscheck__(5))
show('subclasshook', lambda: (A.__subclasshook__(B), object.__subclasshook__(int)))
show('sizeof', lambda: (A().__sizeof__() > 0, D().__sizeof__(), object().__sizeof__() > 0))
show('format', lambda: (object.__format__(5, '') == '5', A.__format__(A(), '')[:10]))
if hasattr(object, '__dir__'):
    show('dir', lambda: ('__class__' in object.__dir__(A()), '__mro__' in type.__dir__(A), 'mro' in type.__dir__(type)))
if hasattr(A, '__init_subclass__'):
    show('init_subclass', lambda: (A.__init_subclass__(), object.__init_subclass__()))
    show('init_subclass kw', lambda: A.__init_subclass__(x=1))
if sys.version_info[0] > 2:
    p = A.__dict__
    show('proxy', lambda: (p.get('x'), p.get('x', 5), type(p.copy()).__name__, sorted(p.keys()) == sorted(p.copy()), len(p.values()) == len(p), len(p.items()) == len(p)))
    show('lists', lambda: ([1, 2].copy(), {1: 2}.copy()))
    if hasattr(dict, '__reversed__'):
        d = {'a': 1, 'b': 2, 'c': 3}
        show('reversed', lambda: (list(d.__reversed__()), list(d.keys().__reversed__()), list(d.values().__reversed__()), list(d.items().__reversed__())))
    if hasattr(int, 'as_integer_ratio'):
        show('ratio', lambda: ((5).as_integer_ratio(), True.as_integer_ratio(), (-7).as_integer_ratio()))
    if hasattr(int, 'is_integer'):
        show('is_integer', lambda: ((5).is_integer(), True.is_integer()))
    if hasattr(complex, '__complex__'):
        show('__complex__', lambda: (1 + 2j).__complex__())
    show('floor', lambda: ((2.7).__floor__(), (2.2).__ceil__(), (-2.7).__floor__(), (-2.2).__ceil__()) if hasattr(float, '__floor__') else 'no')
    show('sizes', lambda: type.__sizeof__(A) > 100)
