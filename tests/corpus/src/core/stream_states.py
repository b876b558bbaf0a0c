# versions: 2.7,3.6-3.13
# about: attributes and states of streams in memory, streams that fail to be made or closed
import io, sys
for T in ('BytesIO','StringIO','RawIOBase','IOBase','BufferedIOBase','TextIOBase'):
    t=getattr(io,T)
    o=t()
    print(T, hasattr(o,'__dict__'), '__dict__' in t.__dict__, [ '__dict__' in k.__dict__ for k in t.__mro__])
    o.foo=5
    try: print(o.__getstate__())
    except Exception as e: print(type(e),e)
    try: print(o.__dict__)
    except Exception as e: print(type(e),e)
    try: del o.__dict__
    except Exception as e: print(type(e),e)
    try: o.__dict__={}; print(o.__dict__)
    except Exception as e: print(type(e),e)
b=io.BytesIO(b"closed")
for st in [(b'closed',0,None),(b'closed',0,{'a':1}),(b'x',-1,None),(b'x','a',None),(b'x',0,7),(u'x',0,None),(1,2),None]:
    try: b.__setstate__(st); print(b.__dict__ if hasattr(b,'__dict__') else None, b.tell(), b.getvalue())
    except Exception as e: print(type(e),e)
b.close()
try: b.__setstate__((b"closed", 0, None))
except Exception as e: print(type(e),e)
try: b.__getstate__()
except Exception as e: print(type(e),e)
b=io.StringIO(u"closed")
for st in [(u'closed','\n',0,None),(u'closed',u'',0,{'a':1}),(u'closed',None,0,{'a':1}),(u'x','\n',-1,None),(u'x','\n','a',None),(u'x','\n',0,7),(b'x','\n',0,None),(1,2),None]:
    try: b.__setstate__(st); print(b.__dict__ if hasattr(b,'__dict__') else None, b.tell(), b.getvalue())
    except Exception as e: print(type(e),e)
print(b.__getstate__())
b.close()
try: b.__setstate__((u"closed",'\n', 0, None))
except Exception as e: print(type(e),e)
try: b.__getstate__()
except Exception as e: print(type(e),e)
class Raw(io.RawIOBase):
    def __init__(self, able, error=None): self.able = able; self.error = error
    def readable(self): return self.able
    def writable(self): return self.able
    def seekable(self): return True
    def seek(self, *a): return -5
    def tell(self): return -5
    def write(self, b): return len(b)
    def readinto(self, b): return 0
    def close(self):
        if self.error: e = self.error; self.error = None; raise ValueError(e)
class Duck(object):
    closed = False
    def readable(self): return True
    def writable(self): return True
    def close(self): pass
    def flush(self): pass
def show(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print((type(e).__name__, str(e), repr(getattr(e, '__context__', None))[:22]))
for T in io.BufferedReader, io.BufferedWriter, io.BufferedRandom:
    show(lambda: T(Raw(False)) and 1)
    if T is not io.BufferedRandom: show(lambda: T(Duck()) and 1)
    b = T(Raw(True))
    show(b.seek, 0); show(b.tell)
    show(b.__init__, Raw(True), 0)
    show(b.read if T is io.BufferedReader else b.write, *(() if T is io.BufferedReader else (b'x',)))
show(lambda: io.BufferedRWPair(Duck(), Duck()) and 1)
b = io.BufferedWriter(Raw(True, 'close'))
def failing(): raise KeyError('flush')
b.flush = failing
show(b.close)
p = io.BufferedRWPair(Raw(True, 'reader'), Raw(True, 'writer'))
show(p.close)
import os, sys
sys.stdout.flush()
os._exit(0)
