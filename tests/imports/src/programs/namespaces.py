# versions: >=3.3
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
write("a/ns/one.py", "print('one')\n")
write("b/ns/two.py", "print('two')\n")
write("c/ns/sub/three.py", "print('three')\n")
write("d/ns/sub/four.py", "print('four')\n")
write("e/ns/__init__.py", "print('regular')\n")
write("f/ns.py", "print('module')\n")
sys.path[0:0] = ["a", "b", "c"]
import ns
def show(m):
    for k in ("__name__", "__file__", "__cached__", "__path__", "__package__", "__loader__", "__spec__"):
        print("  ", k, repr(getattr(m, k, "-")).replace(os.getcwd(), "HERE"))
    print("  ", repr(m).replace(os.getcwd(), "HERE"), type(m.__path__).__name__)
show(ns)
import ns.one, ns.two, ns.sub.three
show(ns.sub)
attempt("four", lambda: __import__("ns.sub.four"))
sys.path.append("d")
attempt("four", lambda: __import__("ns.sub.four"))
print([p.replace(os.getcwd(), "H") for p in ns.__path__], [p.replace(os.getcwd(), "H") for p in ns.sub.__path__])
p = ns.__path__
print(len(p), list(p)[0].replace(os.getcwd(), "H"), "a/ns" in p)
attempt("set", lambda: p.__setitem__(0, "zz"))
attempt("append", lambda: p.append("zz/ns")); print(len(list(p)))
attempt("bad", lambda: __import__("ns.nope"))
run("from", "from ns import nope")
run("from2", "from ns import one, two; print(one.__name__)")
run("attr", "import ns; ns.zork")
l = ns.__loader__
if l is not None:
    print(type(l), sorted(x for x in dir(l) if not x.startswith("_")))
    attempt("src", lambda: l.get_source("ns")); attempt("code", lambda: l.get_code("ns").co_filename); attempt("pkg", lambda: l.is_package("ns"))
    attempt("create", lambda: l.create_module(None)); attempt("exec", lambda: l.exec_module(None))
sys.path.insert(0, "e"); forget("ns")
import ns; show(ns)
sys.path.pop(0); sys.path.insert(0, "f"); forget("ns")
import ns; print(hasattr(ns, "__path__"))
sys.path.pop(0); sys.path.append("f"); forget("ns")
import ns; print(hasattr(ns, "__path__"), ns.__spec__.origin.replace(os.getcwd(), "HERE"))
