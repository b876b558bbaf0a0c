# versions: 3.10-3.13
# about: suggestions for attributes, names, imports and keywords, and where there are none
import sys
sys.stderr = sys.stdout
cases = []
def case(f):
    cases.append(f)
    return f
class A:
    colour = 1
    _private = 2
    __slots__ = ('slotty', '__dict__')
    def method_one(self): return self.methd_two()
    def method_two(self): return colour
    def third(self): return method_one
    def fourth(self): return self._privat
    def fifth(self): return _private
    @property
    def bad(self): return self.colr
a = A()
@case
def s1(): a.color
@case
def s2(): A.color
@case
def s3(): a.method_one()
@case
def s4(): a.method_two()
@case
def s5(): a.third()
@case
def s6(): a.fourth()
@case
def s7(): a.fifth()
@case
def s8(): a.bad
@case
def s9(): a._privte
@case
def s10(): a.privte
@case
def s11(): prin
@case
def s12(): [].appendd
@case
def s13(): sys.exitt
@case
def s14(): collections
@case
def s15(): itertool
@case
def s16(): maths
@case
def s17(): math.pi
@case
def s18():
    local_variable = 1
    def inner(): return local_varable
    inner()
@case
def s19():
    local_variable = 1
    return local_varable
@case
def s20(): from sys import exi
@case
def s21(): from sys import _getfram
@case
def s22(): from sys import getfram
@case
def s23(): import syss
@case
def s25():
    raise NameError("name 'x' is not defined")
@case
def s26():
    raise NameError("custom", name='prnt')
@case
def s27():
    raise AttributeError("custom", name='appendd', obj=[])
@case
def s28():
    raise ImportError("custom", name='sys', name_from='exi')
@case
def s29():
    raise ImportError("custom", name='sys')
class NE(NameError): pass
class AE(AttributeError): pass
@case
def s30(): raise NE('custom', name='prnt')
@case
def s31(): raise AE('custom', name='appendd', obj=[])
@case
def s32():
    class B:
        def __getattr__(self, n): raise AttributeError(n)
        valid = 1
    B().vald
@case
def s33():
    class B:
        def __dir__(self): return ['one_x', 'two_x', 5]
    B().one_y
@case
def s34():
    class B:
        def __dir__(self): raise ValueError
    B().one_y
@case
def s35():
    class B:
        def __dir__(self): return ['one_x', 'two_x', 'one_yy']
    B().one_y
@case
def s36(): a.colour_that_is_very_long_and_not_there_at_all_really
@case
def s37(): a.x
@case
def s38(): abc
@case
def s39(): Lsit
@case
def s40(): lsit
@case
def s41(): TypeErr
@case
def s42(): valueerror
@case
def s43(): a.COLOUR
@case
def s44(): del a.color
@case
def s45(): a.slotti
@case
def s46(): setattr(A, 'x y', 5); getattr(a, 'x z')
@case
def s47():
    x1 = 1
    del x1
    x1
@case
def s48():
    def f():
        print(free)
    f()
    free = 1
@case
def s49():
    exec('prnt(1)')
@case
def s50():
    exec('import os\nfoo_bar = 1\nfoo_baz')
@case
def s51(): a.colour.reall
@case
def s52(): a.colour.real.nmerator
@case
def s54(): (lambda q: qq)(1)
@case
def s55(): self
@case
def s56():
    self = a
    return color
@case
def s57():
    self = a
    return colour
@case
def s58():
    self = 5
    return colour
@case
def s59():
    class M(type(sys)): pass
    M('m').__nam__
@case
def s60(): a.méthod_one
@case
def s61(): éé
@case
def s62():
    ééa = 1
    return ééb
@case
def s63(): sys.stdlib_module_name
@case
def s64(): asyncio.run
@case
def s65(): io.open
@case
def s66(): tim
@case
def s67(): _io
@case
def s68(): f(colr=1)
def f(color, *, size=1): pass
@case
def s69(): f(1, siz=1)
@case
def s70(): A(5)
@case
def s71(): A.method_one()
@case
def s72(): f()
for fn in cases:
    try:
        fn()
    except BaseException:
        print('-- ' + fn.__name__)
        sys.excepthook(*sys.exc_info())
    else:
        print('no error in ' + fn.__name__)
