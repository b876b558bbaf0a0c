# versions: 3.6-3.13
# about: special methods that give instances of subclasses of numbers, hints of length that lie, proxies, awaiting at the top
import weakref, sys, math, operator, warnings
def show(f,*a,**k):
    try: print(repr(f(*a,**k)))
    except Exception as e: print(type(e).__name__+': '+str(e))
class C(object):
    def __bytes__(self): return b'bytes'
    def __reversed__(self): return iter('cba')
    def __index__(self): return 7
c=C(); p=weakref.proxy(c)
print(sorted(set(dir(type(p)))-set(dir(object))) if 0 else [n for n in ('__bytes__','__reversed__','__matmul__','__index__') if n in type(p).__dict__])
if sys.version_info[0]>2: show(bytes,p)
show(lambda:''.join(reversed(p)))
# list.extend with hints
class H(object):
    def __init__(s,n): s.n=n
    def __iter__(s): return s
    def __next__(s): raise StopIteration
    next=__next__
    def __len__(s): raise TypeError
    def __length_hint__(s): return s.n
    if sys.version_info[0]<3:
        def __len__(s): return s.n
for n in (sys.maxsize, sys.maxsize//2, 10**30, -1, 3):
    def f():
        a=[1]; a.extend(H(n)); return a
    show(f)
    show(list,H(n)); show(bytearray,H(n)); show(tuple, H(n))
# range iterators
for r in (range(5),):
    print(type(iter(r)).__name__, type(reversed(r)).__name__)
# __float__
class FS(float): pass
class F(object):
    def __float__(self): return FS(2.5)
class K(object):
    def __complex__(self):
        class CS(complex): pass
        return CS(3)
class I(object):
    def __int__(self): return True
class X(object):
    def __index__(self): return True
for fn in (lambda: type(float(F())).__name__, lambda: type(complex(F())).__name__, lambda: math.sqrt(F()), lambda: type(complex(K())).__name__, lambda: type(int(I())).__name__, lambda: '%f'%F(), lambda: type(operator.index(X())).__name__, lambda: [1,2][X()], lambda: hex(X()), lambda: type(FS.__new__(FS,F())).__name__, lambda: divmod(True,2), lambda: ~True, lambda: math.factorial(X())):
    with warnings.catch_warnings(record=True) as w:
        warnings.simplefilter('always')
        show(fn)
        print([str(x.message) for x in w])
if sys.version_info >= (3, 8):
    srcs=['await f()','a=await f()','async for x in g(): y=x','async with c() as z: y=z','y=[x async for x in g()]','y={x async for x in g()}','y={x:1 async for x in g()}','y=(x async for x in g())','y=[await f() for x in [1]]','y=[(await f()) async for x in g() if await f()]','y=[[x async for x in g()] for q in [1,2]]','[x for x in [1]]','class A: y=[x for x in [1]]']
    async def f(): return 7
    async def g():
        yield 1
    class c:
        async def __aenter__(s): return 3
        async def __aexit__(s,*a): pass
    for s in srcs:
        for mode in ('exec','single','eval'):
            try: co=compile(s,'?',mode,flags=0x2000)
            except SyntaxError as e: print(s,mode,'SyntaxError',e.msg); continue
            except BaseException as e: print(s,mode,type(e),e); continue
            ns=dict(f=f,g=g,c=c)
            try:
                r=eval(co,ns)
                print(s,mode,hex(co.co_flags),type(r).__name__)
                if hasattr(r,'send'):
                    try: r.send(None)
                    except StopIteration as e: print('=',e.value)
                y=ns.get('y'); print(y if not hasattr(y,'asend') else type(y))
            except BaseException as e: print(s,mode,hex(co.co_flags),type(e),e)
