from __future__ import print_function
import sys, os

def write(path, text, mtime=1577836800):
    folder = os.path.dirname(path)
    if folder and not os.path.isdir(folder):
        os.makedirs(folder)
    f = open(path, "w")
    f.write(text)
    f.close()
    os.utime(path, (mtime, mtime))

def attempt(label, f, *args, **kw):
    try:
        r = f(*args, **kw)
        print(label, "->", repr(r))
        return r
    except BaseException as e:
        extra = ""
        if sys.version_info >= (3, 3) and isinstance(e, ImportError):
            extra = " name=%r path=%r" % (e.name, e.path)
            if sys.version_info >= (3, 12):
                extra += " from=%r" % (e.name_from,)
        print(label, "!", type(e).__name__, str(e).replace(os.getcwd(), "HERE"), extra.replace(os.getcwd(), "HERE"))

def run(label, text, **names):
    ns = {"__name__": "ns"}
    ns.update(names)
    def go():
        exec(compile(text, "<run>", "exec"), ns)
    attempt(label, go)
    return ns

def forget(*prefixes):
    for k in list(sys.modules):
        for p in prefixes:
            if k == p or k.startswith(p + "."):
                del sys.modules[k]
                break

V3 = sys.version_info[0] == 3
import marshal

def pack(n):
    return bytes(bytearray((n >> 8 * i) & 255 for i in range(4)))
V = sys.version_info[:2]
def digest(data):
    data = data.replace(os.getcwd().encode("ascii"), b"HERE")
    h = 0
    for c in bytearray(data): h = (h * 31 + c) & 0xffffffff
    return "%d:%08x" % (len(data), h)
def tree(label):
    print(label)
    for root, dirs, files in os.walk("."):
        dirs.sort()
        for f in sorted(files):
            if f == "caches.py": continue
            p = os.path.join(root, f)
            if f.endswith((".pyc", ".pyo")):
                fh = open(p, "rb"); data = fh.read(); fh.close()
                head = data[:16] if V >= (3, 7) else data[:12] if V >= (3, 3) else data[:8]
                print("  ", p, repr(head), digest(data) if not (3, 4) <= V < (3, 12) else len(data), oct(os.stat(p).st_mode & 0o777))
            else:
                print("  ", p)
SRC = '''"""doc"""
import sys
class A(object):
    """A doc"""
    def m(self, x, *a, **k):
        assert x > 0, "positive"
        return [i for i in range(x) if i % 2] + [1.5, -3, 10**20, 2j, b"bytes", u"\\xe9"]
def gen(n=3):
    for i in range(n):
        yield i
print("running", __name__, A().m(4))
'''
write("m1.py", SRC)
write("pk/__init__.py", SRC)
write("pk/m2.py", SRC)
import m1, pk.m2
tree("written")
forget("m1", "pk")
def cache_of(p):
    if V < (3, 2): return p + "c"
    d, b = os.path.split(p)
    return os.path.join(d, "__pycache__", b[:-3] + ".cpython-%d%d.pyc" % V)
f = open(cache_of("m1.py"), "rb"); MAGIC = f.read(4); f.close()
def make(path, text, mtime=1577836800, size=None, magic=MAGIC, flags=0, source=None, hash=None, cut=None):
    code = compile(text, path, "exec")
    head = magic
    if V >= (3, 7): head += pack(flags)
    if hash is not None: head += hash
    else:
        head += pack(mtime)
        if V >= (3, 3): head += pack(os.stat(path).st_size if size is None else size)
    data = head + marshal.dumps(code)
    if cut is not None: data = data[:cut]
    c = cache_of(path)
    f = open(c, "wb"); f.write(data); f.close()
    return c
def again(label, name="m1"):
    forget("m1")
    attempt(label, lambda: __import__(name))
    tree(label)
make("m1.py", "print('from cache')"); again("cache used")
make("m1.py", "print('from cache')", mtime=5); again("stale mtime")
make("m1.py", "print('from cache')", size=5); again("stale size")
make("m1.py", "print('from cache')", mtime=1577836801); again("mtime off by one")
make("m1.py", "print('from cache')", magic=b"\x00\x00\r\n"); again("magic zero")
make("m1.py", "print('from cache')", magic=b"abcd"); again("magic abcd")
make("m1.py", "print('from cache')", magic={3: b"\x33\x0d\r\n", 2: b"\xd1\xf2\r\n"}[V[0]]); again("magic of another release")
for cut in (0, 3, 4, 7, 8, 11, 12, 15, 16, 17, 20):
    make("m1.py", "print('from cache')", cut=cut); again("cut %d" % cut)
c = make("m1.py", "print('from cache')")
f = open(c, "rb"); data = f.read(); f.close()
H = 16 if V >= (3, 7) else 12 if V >= (3, 3) else 8
for junk in (b"i\x01\0\0\0", b"N", b"\xff\xff\xff", b"(\x01\0\0\0N"):
    f = open(c, "wb"); f.write(data[:H] + junk); f.close(); again("junk %r" % (junk,))
f = open(c, "wb"); f.write(data + b"trailing"); f.close(); again("trailing")
if V >= (3, 7):
    import _imp
    src = open("m1.py", "rb").read()
    h = _imp.source_hash(sum(b << 8 * i for i, b in enumerate(bytearray(MAGIC))), src)
    print("hash", h)
    for flags in (1, 3, 2, 4, 5, 7, 9):
        for good in (True, False):
            make("m1.py", "print('from cache')", flags=flags, hash=h if good else b"x" * 8); again("flags %d %s" % (flags, good))
# a folder that cannot be written
if V >= (3, 2):
    write("fl/m4.py", "print('m4')"); write("fl/__pycache__", "a file")
    sys.path.insert(0, "fl"); import m4
sys.dont_write_bytecode = True
write("m5.py", "print('m5')"); import m5
sys.dont_write_bytecode = False
write("m6.py", "print('m6')"); os.chmod("m6.py", 0o400); import m6
write("m7.py", "print('m7')"); os.chmod("m7.py", 0o777); import m7
write("m8.py", "print('m8')\n", 0); import m8
write("m9.py", "print('m9')\n", 2**31); import m9
def raw(name, data):
    f = open(name + ".py", "wb"); f.write(data); f.close(); os.utime(name + ".py", (1577836800,)*2)
    attempt(name, lambda: __import__(name))
raw("n1", b"# coding: latin-1\nx = '\xe9'\nprint(len(x))\n")
raw("n2", b"\xef\xbb\xbfx = 1\r\nprint('crlf')\r\n")
if V[0] == 2: raw("n3", b"x = '\xe9'\n")
raw("n5", b"")
raw("n6", b"print('no newline')")
if V[0] == 2: raw("n7", b"# coding: nonesuch\nx = '\xe9'\nprint(len(x))\n")
tree("end")
