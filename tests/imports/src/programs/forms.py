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
write("t/__init__.py", "print('t', __name__, __package__, [os for os in __path__ if 0])\nfrom . import a\n")
write("t/a.py", "print('a', __name__, __package__)\nfrom .b import B as C, D\nfrom . import b as bb\nprint(bb.__name__, C, D)\n")
write("t/b.py", "print('b')\nB = 1\nD = 2\n_E = 3\n")
write("t/c/__init__.py", "from .. import b\nfrom ..b import *\nprint(sorted(k for k in globals() if not k.startswith('__')))\n")
write("t/c/d.py", "from .. import a\nfrom ..c import b\nfrom ... import z\n")
write("t/c/e.py", "from ...z import y\n")
run("import t", "import t; print(t)")
run("as", "import t.c as q; print(q.__name__)")
run("as deep", "import t.c.d as q")
run("e", "import t.c.e as q")
run("both", "import t.b, t.a as r; print(r.__name__, t.b.D)")
run("star", "from t.b import *; print(sorted(k for k in globals() if len(k) < 3))")
def inner():
    import t.b
    from t.b import D
    return t.b.D + D
print(inner())
# replaced in sys.modules during import
write("rep.py", "import sys\nclass R(object):\n    v = 4\n    __name__ = 'R'\nsys.modules[__name__] = R()\n")
run("rep", "import rep; print(type(rep).__name__, rep.v)")
write("rem.py", "import sys\ndel sys.modules[__name__]\n")
run("rem", "import rem")
# attribute of the parent
write("par/__init__.py", "kid = 'mine'\n")
write("par/kid.py", "")
run("par", "import par.kid; print(par.kid.__name__)")
run("par2", "from par import kid; print(kid.__name__)")
forget("par")
run("par3", "from par import kid; print(kid)")
# module level __getattr__
write("dyn.py", "def __getattr__(name):\n    if name == 'nope': raise AttributeError('no nope')\n    return 'dyn ' + name\ndef __dir__():\n    return ['z', 'a']\n")
run("dyn", "import dyn; print(dyn.x)")
run("dyn2", "from dyn import y; print(y)")
run("dyn3", "from dyn import nope")
run("dyn4", "import dyn; print(dir(dyn))")
run("dyn5", "from dyn import *; print(sorted(k for k in globals() if len(k) < 5 and k != 'os'))")
# builtins override
import t.b
builtins = sys.modules["builtins" if V3 else "__builtin__"]
old = builtins.__import__
def spy(*args, **kw):
    print("spy", args[0], sorted(kw), args[3:], type(args[1]).__name__ if len(args) > 1 else None, args[2] is None if len(args) > 2 else '-')
    return old(*args, **kw)
builtins.__import__ = spy
try:
    import t.b
    from t import b
    from t.b import *
    import t.b as w
    def fn():
        import t
        from t.b import D, B
    fn()
    exec("import errno")
    exec("from t.c import b", {"__builtins__": {"__import__": lambda *a: print("private", a[0]) or old(*a)}, "__name__": "ee"})
    run("no import", "import t", __builtins__={})
finally:
    builtins.__import__ = old
builtins.__import__ = 5
try:
    run("five", "import t")
finally:
    builtins.__import__ = old
del builtins.__import__
try:
    try:
        import t
    except ImportError as e:
        print("deleted", e)
finally:
    builtins.__import__ = old
builtins.__import__ = lambda *a, **k: 17
try:
    import foo.bar as fb
except Exception as e:
    print(type(e).__name__, e)
else:
    print(fb)
try:
    from foo import bar
except Exception as e:
    print(type(e).__name__, e)
builtins.__import__ = old
# reload
write("rl.py", "try:\n    n += 1\nexcept NameError:\n    n = 0\nprint('rl', n, __name__)\n")
import rl
if V3:
    sys.exit()
rld = reload
attempt("reload", rld, rl)
rl.extra = 3
write("rl.py", "m = 5\nprint('changed', n, extra)\n", 1577836900)
attempt("reload", rld, rl)
attempt("reload", rld, 3)
attempt("reload", rld, sys) if 0 else None
del sys.modules["rl"]
attempt("reload gone", rld, rl)
