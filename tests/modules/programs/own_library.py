"""Modules of the library that programs most often want, as xvm brings them where there is none."""
from __future__ import print_function
import sys
import struct, bisect, heapq, functools, weakref
print(struct.pack('<i',5), bisect.bisect([1,2,3],2), heapq.nsmallest(2,[3,1,2]), heapq.nlargest(2,[3,1,2]))
class C(object): pass
c=C(); d=weakref.WeakValueDictionary(); d['a']=c; print(len(d), d['a'] is c); del c; print(len(d))
k=C(); w=weakref.WeakKeyDictionary(); w[k]=1; print(w[k]); del k; print(len(w))
def deco(f):
    @functools.wraps(f)
    def g(*a): return f(*a)+1
    return g
@deco
def h(x):
    "doc"
    return x
print(h(1),h.__name__,h.__doc__, functools.reduce(lambda a,b:a+b,[1,2,3]), functools.partial(h,4)())
if sys.version_info>=(2,6):
    import contextlib, collections, abc
    @contextlib.contextmanager
    def cm(x):
        print('enter'); 
        try: yield x
        except ValueError as e: print('caught',e)
        finally: print('exit')
    with cm(3) as v: print(v)
    with cm(3) as v: raise ValueError('x')
    try:
        with cm(3): raise KeyError('k')
    except KeyError as e: print('through',e)
    P=collections.namedtuple('P','x y'); p=P(1,y=2); print(p,p.x,p._replace(x=5),P._fields,P._make([3,4]),p==(1,2), P.__module__)
    try: P(1)
    except TypeError: print('TE')
    for bad in ('a a','_a','class','1a'):
        try: collections.namedtuple('X',bad)
        except ValueError as e: print(e)
    A=abc.ABCMeta('A',(object,),{'m':abc.abstractmethod(lambda s:1)})
    try: A()
    except TypeError as e: print(e)
    A.register(int); print(isinstance(3,A), issubclass(bool,A), isinstance('',A))
    dd=collections.defaultdict(list); dd[1].append(2); print(dd, collections.deque([1,2],3))
if sys.version_info>=(2,7) and sys.version_info[:2]!=(3,0):
    print(collections.Counter('abracadabra').most_common(2), collections.Counter(a=3)-collections.Counter(a=1,b=2), repr(collections.Counter('aab')))
    o=collections.OrderedDict([('b',1),('a',2)]); o['c']=3; print(o, list(o), o.popitem(), o==collections.OrderedDict([('b',1),('a',2)]))
    @functools.total_ordering
    class T(object):
        def __init__(self,v): self.v=v
        def __eq__(self,o): return self.v==o.v
        def __lt__(self,o): return self.v<o.v
    print(T(1)<=T(1),T(1)>T(2),T(2)>=T(1),T(1)!=T(1) if sys.version_info>=(3,) else False)
if sys.version_info>=(3,5):
    from collections.abc import *
    import collections.abc as a
    print(isinstance([],Sequence),isinstance({},Mapping),isinstance(set(),MutableSet),isinstance('',Iterable),isinstance(3,Hashable),isinstance([],Hashable),isinstance(iter([]),Iterator),isinstance(len,Callable),isinstance((x for x in []),Generator),isinstance({}.keys(),KeysView), isinstance(3, Iterable))
    class M(MutableMapping):
        def __init__(s): s.d={}
        def __getitem__(s,k): return s.d[k]
        def __setitem__(s,k,v): s.d[k]=v
        def __delitem__(s,k): del s.d[k]
        def __iter__(s): return iter(s.d)
        def __len__(s): return len(s.d)
    m=M(); m.update(a=1,b=2); print(list(m.items()),m.pop('a'),m.get('z'),'b' in m,m.setdefault('q',4),m=={'b':2,'q':4}, list(m.keys()), sorted(m.values()))
    class S(Sequence):
        def __getitem__(s,i): return [1,2,3][i]
        def __len__(s): return 3
    print(list(S()),2 in S(),S().index(3),S().count(1),list(reversed(S())))
    try: Sequence()
    except TypeError as e: print('abstract')
    class SS(Set):
        def __init__(s,i): s.i=list(dict.fromkeys(i))
        def __contains__(s,x): return x in s.i
        def __iter__(s): return iter(s.i)
        def __len__(s): return len(s.i)
    print(list(SS([1,2])|SS([2,3])),list(SS([1,2])&{2}),SS([1])<=SS([1,2]),SS([1])=={1},list(SS([1,2])-SS([1])),list(SS([1,2])^SS([2,3])))
    @functools.lru_cache(maxsize=None)
    def fib(n): return n if n<2 else fib(n-1)+fib(n-2)
    print(fib(30),fib.cache_info())
    cm1=collections.ChainMap({'a':1},{'a':2,'b':3}); print(cm1['a'],cm1['b'],sorted(cm1),len(cm1),cm1)
    with contextlib.ExitStack() as s:
        s.callback(print,'cb'); print(s.enter_context(cm(9)))
    with contextlib.suppress(KeyError): {}[1]
    @functools.singledispatch
    def f(x): return 'object'
    @f.register(int)
    def _(x): return 'int'
    print(f(1),f(''),f(True))
    fi=weakref.finalize(s,print,'fin'); del s; print(fi.alive)
