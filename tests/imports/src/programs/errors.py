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
write("plain.py", "x = 1\n")
write("pk/__init__.py", "y = 2\n")
write("pk/sub.py", "z = 3\n")
write("bad.py", "import nothing_here\n")
write("raises.py", "x = 1\n1/0\n")
write("syntax.py", "x = = 1\n")
write("pk/broken.py", "raise ValueError('broken')\n")
write("ca.py", "import cb\nfrom cb import g\ndef f(): pass\n")
write("cb.py", "import ca\nfrom ca import f\ndef g(): pass\n")
write("cc.py", "import cd\nq = 1\n")
write("cd.py", "import cc\ncc.q\n")
write("pc/__init__.py", "from . import one\n")
write("pc/one.py", "from pc import two\nfrom . import missing\n")
write("pc/two.py", "import pc.one\nfrom pc.one import nix\n")
write("allbad.py", "__all__ = ['a', 1]\na = 2\n")
write("allmiss.py", "__all__ = ['a', 'b']\na = 2\n")
write("pall/__init__.py", "__all__ = ['one', 'gone']\n")
write("pall/one.py", "")
for text in ["import nothing_here", "import nothing.here", "import plain.sub", "import pk.nothing", "import pk.nothing.more", "from plain import nix", "from pk import nix",
             "from pk.sub import nix", "import bad", "import raises", "import raises", "import syntax", "import pk.broken", "from pk import broken", "import ca", "import ca", "import cc", "import pc", "import pc.two",
             "from allbad import *", "from allmiss import *", "from pall import *", "from . import x", "from .x import y", "from .. import x", "from sys import nix", "import sys.nix", "import errno.nix", "from errno import nix",
             "import plain.a.b.c", "from plain.a import b"]:
    run(text, text)
    print("   left:", sorted(k for k in sys.modules if k.split(".")[0] in ("bad", "raises", "syntax", "pk", "ca", "cb", "cc", "cd", "pc", "plain", "pall", "allbad", "allmiss") and sys.modules[k] is not None))
for package in ["pk", "", None, "nope", "pk.sub", 3]:
    for name in ["ns", "pk", "pk.sub", "a.b.c"]:
        for text in ["from . import sub", "from .sub import z", "from .. import q", "from ...a import q", "from .nix import q"]:
            forget("pk")
            import pk
            run("%r %r %s" % (package, name, text), text, __package__=package, __name__=name)
    run("path %r" % (package,), "from . import sub", __package__=package, __name__="pk", __path__=["pk"])
if V3:
    run("no names", "import plain; del __name__; from . import q")
    for level in [-1, 0, 1, 2, 10]:
        attempt("level %d" % level, __import__, "sub", {"__name__": "pk", "__path__": [], "__package__": "pk"}, None, (), level)
attempt("empty", __import__, "")
attempt("int", __import__, 1)
attempt("none", __import__, None)
attempt("no args", __import__)
attempt("dots", __import__, "pk..sub")
attempt("trailing", __import__, "pk.")
attempt("leading", __import__, ".pk")
attempt("slash", __import__, "pk/sub")
attempt("fromlist int", __import__, "pk", {}, {}, [1])
attempt("fromlist sub", __import__, "pk", {}, {}, ["sub"])
attempt("fromlist str", __import__, "pk.sub", {}, {}, "z")
attempt("fromlist empty str", lambda: __import__("pk.sub", {}, {}, ['']).__name__)
attempt("kw", lambda: __import__(name="pk.sub", fromlist=["z"]).__name__)
attempt("globals int", lambda: __import__("pk.sub", 3).__name__)
sys.modules["gone"] = None
for text in ["import gone", "import gone.more", "from gone import x"]:
    run(text, text)
import pk
sys.modules["pk.hidden"] = None
for text in ["import pk.hidden", "from pk import hidden"]:
    run(text, text)
class Odd(object):
    __name__ = "odd"
sys.modules["odd"] = Odd()
for text in ["import odd", "import odd.sub", "from odd import nix", "from odd import *", "import odd as o; print(o.__class__.__name__)"]:
    run(text, text)
del Odd.__name__
run("odd nameless", "from odd import nix")
