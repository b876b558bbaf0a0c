# releases: 2.7,3.6-3.13
import gc, sys
def tryit(f):
    try: r = f(); print("ok", type(r).__name__)
    except Exception as e: print(type(e).__name__)
b = bytearray(b"abcdef")
m = memoryview(b)
for f in (lambda: b.append(1), lambda: b.extend(b"xyz"), lambda: b.pop(), lambda: b.insert(0, 1), lambda: b.__delitem__(0), lambda: b.__setitem__(slice(0, 2), b"xxxx"), lambda: b.__iadd__(b"1"), lambda: b.__imul__(2), lambda: b.remove(97), lambda: b.__init__(b"zz"), lambda: b.clear(), lambda: b.reverse(), lambda: b.__imul__(0), lambda: b.__delitem__(slice(0, 6, 2))): tryit(f)
class I(object):
    def __init__(self, f): self.f = f
    def __index__(self): self.f(); return 1
    __int__ = __index__
b = bytearray(b"x" * 100)
tryit(lambda: b.__setitem__(I(lambda: b.__delitem__(slice(None))), 1))
b = bytearray(b"x" * 100)
tryit(lambda: b.__setitem__(50, I(lambda: b.__delitem__(slice(None)))))
b = bytearray(b"x" * 100)
tryit(lambda: b.append(I(lambda: b.__delitem__(slice(None)))))
b = bytearray(b"x" * 100)
tryit(lambda: b.insert(50, I(lambda: b.__delitem__(slice(None)))))
b = bytearray(b"x" * 100)
tryit(lambda: b.insert(I(lambda: b.__delitem__(slice(None))), 5))
b = bytearray(b"x" * 100)
tryit(lambda: b.pop(I(lambda: b.__delitem__(slice(None)))))
b = bytearray(b"x" * 100)
tryit(lambda: b.remove(I(lambda: b.__delitem__(slice(None)))))
b = bytearray(b"x" * 100)
tryit(lambda: b.find(b"x", I(lambda: b.__delitem__(slice(None))), I(lambda: None)))
b = bytearray(b"x" * 100)
tryit(lambda: b.count(I(lambda: b.__delitem__(slice(None)))))
b = bytearray(b"x" * 100)
tryit(lambda: b[I(lambda: b.__delitem__(slice(None))):90])
b = bytearray(b"x" * 100)
tryit(lambda: b.extend(I2(b)))
class I2(object):
    def __init__(self, b): self.b = b
    def __iter__(self):
        for i in range(10):
            del self.b[:]
            yield i
b = bytearray(b"x" * 100)
tryit(lambda: b.extend(I2(b)))
b = bytearray(b"x" * 100)
tryit(lambda: b.__setitem__(slice(10, 90), I2(b)))
b = bytearray(b"x" * 100)
tryit(lambda: b.join(I3(b)))
class I3(object):
    def __init__(self, b): self.b = b
    def __iter__(self):
        for i in range(10):
            del self.b[:]
            yield b"q"
b = bytearray(b"x" * 100)
tryit(lambda: b.join(I3(b)))
b = bytearray(b"x" * 100)
tryit(lambda: b.__mul__(I(lambda: b.__delitem__(slice(None)))))
b = bytearray(b"x" * 100)
tryit(lambda: b.__imul__(I(lambda: b.__delitem__(slice(None)))))
b = bytearray(b"ab %s %s" + b"z" * 100)
class B(bytes):
    def __bytes__(self): del b[:]; return b"ff"
    def __str__(self): del b[:]; return "ff"
class BB(object):
    def __bytes__(self): del b[:]; return b"ff"
    def __str__(self): del b[:]; return "ff"
tryit(lambda: b % (BB(), BB()))
# memoryview released in use
b = bytearray(b"x" * 100)
m = memoryview(b)
if hasattr(m, 'release'):
    tryit(lambda: m.__setitem__(I(lambda: m.release()), 1))
    m = memoryview(b)
    tryit(lambda: m.__setitem__(5, I(lambda: m.release())))
    m = memoryview(b)
    tryit(lambda: m[I(lambda: m.release()):50])
    m = memoryview(b)
    tryit(lambda: m[I(lambda: m.release())])
    m = memoryview(b)
    def it():
        for x in m: m.release()
    tryit(it)
    m = memoryview(b)
    n = m[10:]
    m.release()
    tryit(lambda: n[0])
    tryit(lambda: bytes(n))
    n.release()
    tryit(lambda: b.append(1))
    m = memoryview(bytearray(b"12345678")).cast("I")
    def rel(): m.release()
    tryit(lambda: m.__setitem__(0, I(rel)))
    m = memoryview(bytearray(b"12345678")).cast("d")
    class F(object):
        def __float__(self): m.release(); return 1.5
    tryit(lambda: m.__setitem__(0, F()))
    m = memoryview(bytearray(16)).cast("I", [2, 2])
    tryit(lambda: m[(I(lambda: m.release()), 1)])
    m = memoryview(bytearray(16)).cast("I", [2, 2])
    tryit(lambda: m.__setitem__((I(lambda: m.release()), 1), 5))
    m = memoryview(b)
    with m:
        m.release()
    tryit(lambda: m.tolist())
    tryit(lambda: m == m)
    tryit(lambda: hash(m))
    tryit(lambda: repr(m)[:10])
    m = memoryview(b"abc"); hash(m)
    o = memoryview(m); m.release()
    tryit(lambda: o.tobytes())
import array
a = array.array('i', range(10))
m = memoryview(a) if sys.version_info[0] >= 3 else None
for f in (lambda: a.append(1), lambda: a.extend(a), lambda: a.pop(), lambda: a.__delitem__(0), lambda: a.byteswap(), lambda: a.fromlist([1]), lambda: a.insert(0, I(lambda: a.__delitem__(slice(None)))), lambda: a.__imul__(3)): tryit(f)
m = None
a = array.array('i', range(100))
tryit(lambda: a.__setitem__(50, I(lambda: a.__delitem__(slice(None)))))
a = array.array('i', range(100))
tryit(lambda: a.append(I(lambda: a.__delitem__(slice(None)))))
a = array.array('i', range(100))
tryit(lambda: a.insert(50, I(lambda: a.__delitem__(slice(None)))))
a = array.array('i', range(100))
tryit(lambda: a.fromlist([I(lambda: a.__delitem__(slice(None)))]))
a = array.array('i', range(100))
class Q(object):
    def __eq__(self, o): del a[:]; return False
tryit(lambda: a.index(Q()))
a = array.array('i', range(100))
tryit(lambda: a.count(Q()))
a = array.array('i', range(100))
tryit(lambda: a.remove(Q()))
a = array.array('i', range(100))
def ex():
    for i in range(5):
        del a[:]
        yield i
tryit(lambda: a.extend(ex()))
a = array.array('d', range(100))
class F(object):
    def __float__(self): del a[:]; return 1.5
tryit(lambda: a.__setitem__(50, F()))
l = [1, 2, I(lambda: l.__delitem__(slice(None)))] + list(range(100))
tryit(lambda: a.fromlist(l))
l = [1, 2, I(lambda: l.__delitem__(slice(None)))] + list(range(100))
tryit(lambda: array.array('i', l))
l = [1, 2, I(lambda: l.__delitem__(slice(None)))] + list(range(100))
tryit(lambda: bytearray(l))
l = [1, 2, I(lambda: l.__delitem__(slice(None)))] + list(range(100))
tryit(lambda: bytes(l))
import _struct as struct
b = bytearray(100)
tryit(lambda: struct.pack_into("ii", b, 50, I(lambda: b.__delitem__(slice(None))), 2))
b = bytearray(100)
tryit(lambda: struct.pack_into("ii", b, I(lambda: b.__delitem__(slice(None))), 2, 3))
import _io as io
f = io.BytesIO(b"x" * 1000)
class W(object):
    pass
if hasattr(f, "getbuffer"):
    v = f.getbuffer()
    tryit(lambda: f.write(b"y" * 5000))
    tryit(lambda: f.truncate(1))
    tryit(lambda: f.close())
    v.release()
f = io.BytesIO(b"x" * 1000)
class BL(list): pass
def lines():
    yield b"a"
    f.close()
    yield b"b"
tryit(lambda: f.writelines(lines()))
f = io.StringIO()
def lines():
    yield u"a"
    f.close()
    yield u"b"
tryit(lambda: f.writelines(lines()))
f = io.BytesIO(b"x" * 1000)
b = bytearray(100)
tryit(lambda: f.readinto(b))
tryit(lambda: f.seek(I(lambda: f.close())))
f = io.BytesIO(b"x" * 1000)
tryit(lambda: f.read(I(lambda: f.close())))
f = io.BytesIO(b"x" * 1000)
tryit(lambda: f.truncate(I(lambda: f.close())))
class Raw(io._RawIOBase):
    def readable(self): return True
    def writable(self): return True
    def readinto(self, b):
        keep.append(b)
        try: buf[0].close()
        except Exception: pass
        b[:2] = b"xy"
        return 2
    def write(self, b):
        keep.append(b)
        try: buf[0].close()
        except Exception: pass
        return len(b)
keep = []
buf = [None]
buf[0] = io.BufferedReader(Raw())
tryit(lambda: buf[0].read(1))
tryit(lambda: keep[0][0])
buf[0] = io.BufferedWriter(Raw(), 10)
tryit(lambda: buf[0].write(b"z" * 100))
tryit(lambda: buf[0].flush())
buf[0] = None
gc.collect()
for k in keep: tryit(lambda: len(k) and k[0])
print("done")
