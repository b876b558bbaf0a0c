# versions: 3.10-3.13
# about: name and obj of AttributeError for all ways to read, set and delete
class S: __slots__ = ('a',); c = 1
class D: c = 1
def t(src):
    try: exec(src, globals())
    except Exception as e: print(src, '|', type(e).__name__, e, '|', getattr(e, 'name', '-'), '|', repr(getattr(e, 'obj', '-'))[:9])
import sys
class P:
    @property
    def p(self): return self._x
    w = property(None, None)
class G:
    def __getattr__(self, n): raise AttributeError(n)
class H:
    def __getattribute__(self, n): raise AttributeError('h', name='other', obj=5)
class K:
    def __getattribute__(self, n): return object.__getattribute__(self, n)
class C:
    def __get__(self, o, t): raise AttributeError('descr')
class CC: d = C()
for src in ('del D().x', 'S().x = 1', 'del S().a', 'S().a', 'S().zz', 'None.x = 1', 'del None.x', 'del D.x', 'D().c.real = 1', 'S().c = 1', 'int.x = 5', 'del int.x', '(5).real = 1', 'sys.nope', 'del sys.nope', 'P().p', 'P().w', 'P().w = 1', 'del P().w', 'G().q', 'H().q', 'K().q', 'CC().d', 'CC.d', 'getattr(5, "q")', 'object().q', 'object().q = 1', 'del object().q', 'D.__dict__.q', 'super(D, D()).q', 'type.q', '(lambda: 0).q', '(lambda: 0).__code__.q', 'def f(): pass\ndel f.q', 'D().__class__.q', 'del D().__dict__', 'del D().__class__', 'None.__class__ = 5', 'with 5: pass', 'for i in 5: pass', 'print.q', '"".q', '[].q = 1', 'del [].append', '[].append = 1', 'D.q.r', 'object.__getattribute__(D(), "q")', 'type.__getattribute__(D, "q")', 'D().__reduce_q', 'Exception().q', 'del Exception().q', '(i for i in ()).q', 'raise AttributeError("x")'):
    t(src)
