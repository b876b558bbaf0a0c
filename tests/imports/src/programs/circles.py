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
write("a1.py", "import b1\nx = 1\nprint('a1', b1.y)\n")
write("b1.py", "import a1\ny = 2\nprint('b1', hasattr(a1, 'x'))\n")
run("1", "import a1")
write("p/__init__.py", "import p.m\nprint('p done')\n")
write("p/m.py", "import p.n\nprint('m', p.n.v)\n")
write("p/n.py", "v = 1\nimport p.m as pm\nprint('n', pm.__name__)\n")
run("2", "import p")
write("q/__init__.py", "from . import m\n")
write("q/m.py", "from . import n\nfrom .n import v\n")
write("q/n.py", "v = 1\nfrom . import m\nprint(m.__name__)\n")
run("3", "import q")
write("r/__init__.py", "from .m import A\nB = 1\n")
write("r/m.py", "from r import B\nA = 1\n")
run("4", "import r")
write("s/__init__.py", "import s.m\nB = 1\n")
write("s/m.py", "import s\nprint(s.B)\n")
run("5", "import s")
write("u/__init__.py", "from u import m\n")
write("u/m.py", "import u.n\nu.n.w\n")
write("u/n.py", "import u.m\nu.m.attr\n")
run("6", "import u")
write("v/__init__.py", "")
write("v/m.py", "import v.n\n")
write("v/n.py", "import v.m\nv.m\n")
run("7", "import v.m")
forget("v")
write("v/n.py", "import v\nv.m.zork\n", 1577836999)
run("8", "import v.m")
write("w1.py", "import w2\nw2.late()\n")
write("w2.py", "import w1\ndef late(): print(w1.zork)\n")
run("9", "import w1")
write("x1.py", "import sys\nprint(getattr(__spec__, '_initializing', 'none') if '__spec__' in globals() else '-')\nfrom x1 import nix\n")
run("10", "import x1")
write("x2.py", "import x2\ndel x2.__spec__\nx2.foo\n")
run("11", "import x2")
write("x3.py", "import x3\nx3.__file__ = 3\nx3.foo\n")
run("12", "import x3")
write("x4.py", "import x4\nx4.__spec__.has_location = False\nfrom x4 import foo\n")
run("13", "import x4")
