# versions: 2.7-3.13
# about: weak references of every kind of object, descriptors called by name, unbound methods with wrong arguments, abstract classes
import sys
PY2 = sys.version_info[0] == 2
def scrub(s):
    while ' at 0x' in s:
        i = s.index(' at 0x'); j = i + 6
        while j < len(s) and s[j] in '0123456789abcdef': j += 1
        s = s[:i] + ' at ADDR' + s[j:]
    return s
def show(r):
    n = type(r).__name__
    if n in ('list', 'tuple') and len(r) > 30: return n + str(len(r))
    if hasattr(r, '__next__') or (PY2 and hasattr(r, 'next')):
        try: return n + ' ' + scrub(repr([x for _, x in zip(range(6), r)]))
        except Exception as e: return n + ' !' + type(e).__name__ + ': ' + str(e)
    s = scrub(repr(r))
    if len(s) > 300: s = s[:120] + '...' + s[-60:] + str(len(s))
    return n + ' ' + s
def emit(label, what):
    s = scrub(label + ' -> ' + what).replace('\n', '\\n')
    sys.stdout.write(s + '\n')
def t(label, fn, *a, **k):
    try: r = show(fn(*a, **k))
    except Exception as e:
        try: r = '! ' + type(e).__name__ + ': ' + str(e)
        except Exception as e2: r = '! ' + type(e).__name__ + ' unprintable'
    emit(label, r)
class Idx(object):
    def __init__(self, v): self.v = v
    def __index__(self): return self.v
    def __repr__(self): return 'Idx(%r)' % (self.v,)
class Num(object):
    def __int__(self): return 3
    def __float__(self): return 2.5
    def __repr__(self): return 'Num()'
class Empty(object):
    def __repr__(self): return 'Empty()'
class SubStr(str): pass
class SubInt(int): pass
class SubList(list): pass
class SubDict(dict): pass
class Boom(object):
    def __eq__(self, o): raise KeyError('eq')
    def __hash__(self): return 1
    def __repr__(self): return 'Boom()'
    def __iter__(self): raise ZeroDivisionError('iter')
    def __len__(self): raise ZeroDivisionError('len')
    def __index__(self): raise ZeroDivisionError('index')
try: import _weakref as W
except ImportError: W = None
import operator as O
class A(object):
    def m(self): return 'm'
    def __repr__(self): return 'A()'
class S(object):
    __slots__ = ()
class SW(object):
    __slots__ = ('__weakref__',)
for v in (A(), A, S(), SW(), 5, 'a', None, [], {}, set(), (), len, A().m, lambda: 0, (x for x in []), sys, type, 1.5, b'', object(), range(3), frozenset(), Exception(), slice(1), property(), Ellipsis):
    t('ref %s' % type(v).__name__, lambda: type(W.ref(v)).__name__); t('proxy %s' % type(v).__name__, lambda: type(W.proxy(v)).__name__)
a = A(); log = []
r = W.ref(a, log.append); p = W.proxy(a)
t('same', lambda: (W.ref(a) is W.ref(a), r is W.ref(a), W.proxy(a) is p, r() is a, W.getweakrefcount(a), len(W.getweakrefs(a))))
t('eq', lambda: (W.ref(a) == r, W.ref(a) != r, hash(W.ref(a)) == hash(a), r == 5))
t('lt', lambda: r < r)
t('args', W.ref); t('args2', W.ref, a, 1, 2); t('kw', lambda: W.ref(a, callback=None)); t('none cb', lambda: type(W.ref(a, None)).__name__); t('call', lambda: r(1)); t('proxy attr', lambda: (p.m(), setattr(p, 'x', 1), a.x, delattr(p, 'x'))); t('proxy hash', lambda: hash(p)); t('proxy str', lambda: (str(p), repr(p)[:19], bool(p))); t('proxy call', lambda: p()); t('proxy len', lambda: len(p)); t('proxy add', lambda: p + 1); t('proxy eq', lambda: (p == a, p != a, p == p))
t('subclass', lambda: type('R', (W.ref,), {})(a)() is a)
t('repr', lambda: repr(r)[:12])
t('callback', lambda: r.__callback__ is not None if hasattr(r, '__callback__') else 'none')
del a
t('dead', lambda: (r(), log == [r], W.ref is type(r)))
t('dead proxy', lambda: p.m()); t('dead proxy str', lambda: str(p)); t('dead repr', lambda: repr(r).split(';')[1]); t('dead eq', lambda: (r == r, r == W.ref(A()))); t('dead hash', lambda: hash(r) == hash(r)); t('dead bool', lambda: bool(p))
# descriptors
class D(object):
    def __get__(self, i, o): return ('get', i is None, o.__name__)
    def __set__(self, i, v): raise KeyError('set')
class ND(object):
    def __get__(self, i, o): return 'nd'
class OnlySet(object):
    def __set__(self, i, v): i.__dict__['os'] = v
class OnlyDel(object):
    def __delete__(self, i): pass
class E(object):
    d = D(); nd = ND(); os = OnlySet(); od = OnlyDel()
    def __getattr__(self, n): 
        if n == 'boom': raise ValueError(n)
        raise AttributeError('none: ' + n)
e = E(); e.__dict__['d'] = 1; e.__dict__['nd'] = 2
for n in ('d', 'nd', 'os', 'od', 'zz', 'boom'):
    t('get ' + n, lambda: getattr(e, n) if n not in ('os', 'od') else type(getattr(e, n)).__name__); t('cls ' + n, lambda: type(getattr(E, n)).__name__); t('set ' + n, setattr, e, n, 5); t('has ' + n, hasattr, e, n); t('del ' + n, delattr, e, n); t('default ' + n, lambda: getattr(e, n, 'dflt') if n != 'od' else 0)
for d in (str.join, int.__add__, int.real, A.m, property(lambda s: 1), staticmethod(len), classmethod(len), type.__dict__['__mro__'], dict.__dict__['fromkeys'], type.__dict__['__dict__'], (lambda s: s), len):
    n = type(d).__name__
    for a in [(), (None,), (5,), ('a',), ('a', str), (None, str), (None, None), (5, str), (A(), A), (1, 2, 3)]:
        if hasattr(d, '__get__'): t('%s.__get__%r' % (n, tuple(type(x).__name__ for x in a)), lambda: scrub(repr(d.__get__(*a))))
    for at in ('__name__', '__objclass__', '__qualname__', '__doc__x', '__module__', '__self__', '__text_signature__x'):
        t('%s.%s' % (n, at), lambda: scrub(repr(getattr(d, at))))
    t('%s repr' % n, lambda: scrub(repr(d))); t('%s call' % n, lambda: d()); t('%s call5' % n, lambda: d(5)); t('%s set' % n, lambda: setattr(d, 'x', 1))
for f, a in [(str.join, ('a', ['b'])), (str.join, (5, ['b'])), (str.join, ()), (list.append, ([],)), (list.append, ((), 1)), (dict.fromkeys, ([1],)), (dict.fromkeys, (5,)), (int.__add__, (1,)), (int.__add__, (1, 2)), (int.__add__, ('a', 1)), (int.__add__, ()), (int.__add__, (1, 'a')), (int.bit_length, (5,)), (int.bit_length, ('a',)), (float.fromhex, ('0x1',)), (object.__init__, ()), (object.__str__, ('a',)), (type.mro, (int,)), (type.mro, (5,)), (type.__call__, (int, '5')), (object.__getattribute__, ('a', 'upper')), (dict.__getitem__, ({}, 1)), (dict.__contains__, ({1: 2}, 1)), (tuple.__len__, ([],)), (list.__iter__, (5,)), (str.__len__, ('abc',)), (list.sort, ([2, 1],)), (list.sort, (5,)), (set.add, (frozenset(), 1)), (bytes.join, (b'', [])), (str.format, ('{}', 5)), (str.format, ()), (super.__init__, (5,)), (Exception.__str__, (ValueError('x'),)), (Exception.__str__, (5,)), (BaseException.__init__, (5,))]:
    t('unbound %s%r' % (getattr(f, '__name__', '?'), tuple(type(x).__name__ for x in a)), lambda: f(*a))
# abstract
try: import _abc
except ImportError: _abc = None
class Abs(object): 
    def f(self): pass
    f.__isabstractmethod__ = True
Abs.__abstractmethods__ = frozenset(['f'])
t('abstract', Abs); Abs.__abstractmethods__ = frozenset(['g', 'f', 'h']); t('abstract 3', Abs); Abs.__abstractmethods__ = frozenset(); t('concrete', lambda: type(Abs()).__name__); t('abs attr', lambda: object.__abstractmethods__); t('abs del', lambda: delattr(Abs, '__abstractmethods__')); t('abs get', lambda: Abs.__abstractmethods__); t('abs bad', setattr, Abs, '__abstractmethods__', 5)
t('prop abs', lambda: property(Abs.f).__isabstractmethod__ if hasattr(property, '__isabstractmethod__') else 0)
