# versions: 3.6-3.13
# about: import * with odd __all__, __dict__ and __name__
import sys
M = type(sys)
h = sys.modules['hm'] = M('hm')
def t(f):
    try: f()
    except Exception as e: print(type(e).__name__, e)
def star(): exec('from hm import *', {})
h.__all__ = ['__name__', 5]; t(star)
h.__getattr__ = lambda n: n; t(star)
del h.__all__; h.__dict__[5] = 6; t(star)
del h.__getattr__; t(star)
h.__name__ = 7; t(star)
h.__all__ = ['__name__', 5]; t(star)
del h.__name__; t(star)
class O: __all__ = ['x', 3]; x = 1
sys.modules['hm'] = O(); t(star)
O.__all__ = 5; t(star)
O.__all__ = {'x': 3}; t(star)
O.__all__ = (); t(star)
class P(object): __slots__ = ()
sys.modules['hm'] = P(); t(star)
