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
import types, warnings
warnings.simplefilter("ignore")
V = sys.version_info[:2]
if V >= (3, 4): ModuleSpec = type(sys.__spec__)
class Loader(object):
    def __init__(self, text): self.text = text
    if V >= (3, 4):
        def create_module(self, spec):
            print("  create", spec.name); return None
        def exec_module(self, module):
            print("  exec", module.__name__, module.__spec__.origin, module.__package__, getattr(module, "__path__", "-"))
            exec(self.text, module.__dict__)
    def load_module(self, name):
        print("  load_module", name)
        m = sys.modules.setdefault(name, types.ModuleType(name))
        m.__file__ = "<mem %s>" % name
        m.__loader__ = self
        if name == "mp": m.__path__ = ["mem:/mp"]
        exec(self.text, m.__dict__)
        return m
    def __repr__(self): return "<Loader>"
class Finder(object):
    mods = {"mem": "x = 1\n", "mp": "y = 2\n", "mp.kid": "from . import other\n", "mp.other": "z = 3\n", "mbad": "1/0\n", "mimp": "import nothing_x\n"}
    def find_module(self, name, path=None):
        print("find_module", name, path)
        return Loader(self.mods[name]) if name in self.mods else None
    if V >= (3, 4):
        def find_spec(self, name, path=None, target=None):
            print("find_spec", name, path, target)
            if name in self.mods:
                return ModuleSpec(name, Loader(self.mods[name]), origin="mem", is_package=name == "mp")
sys.meta_path.insert(0, Finder())
def show(m):
    for k in ("__name__", "__file__", "__cached__", "__path__", "__package__", "__loader__", "__spec__"):
        print("  ", k, repr(getattr(m, k, "-")).replace(os.getcwd(), "HERE"))
    print("  ", repr(m))
import mem; show(mem)
import mp.kid; show(mp); show(mp.kid); show(mp.other)
run("mbad", "import mbad"); print("mbad" in sys.modules)
run("mimp", "import mimp"); print("mimp" in sys.modules)
run("nope", "import nope_q")
run("nope", "import mp.nope")
del sys.meta_path[0]
class Old(object):
    def find_module(self, name, path=None):
        print("old find", name, path)
        return OldLoader() if name.startswith("old") else None
class OldLoader(object):
    def load_module(self, name):
        m = types.ModuleType(name); sys.modules[name] = m
        return m
    def __repr__(self): return "<OldLoader>"
if V < (3, 12):
    sys.meta_path.insert(0, Old())
    run("old1", "import old1"); show(sys.modules.get("old1"))
    sys.meta_path.pop(0)
class Bad(object): pass
sys.meta_path.insert(0, Bad())
run("bad finder", "import q_q")
sys.meta_path[0] = None
run("none finder", "import q_q2")
sys.meta_path.pop(0)
class Raises(object):
    def find_spec(self, *a): raise KeyError("finder")
    find_module = find_spec
sys.meta_path.insert(0, Raises())
run("raising finder", "import q_q3")
sys.meta_path.pop(0)
saved = sys.meta_path[:]
sys.meta_path[:] = []
run("empty meta_path", "import q_q4")
sys.meta_path[:] = saved
class PathFinderX(object):
    def __init__(self, entry):
        print("hook", entry if "lib/python" not in entry and "none" not in entry else "lib")
        if not entry.startswith("mem:"): raise ImportError("not mine")
        self.entry = entry
    def find_module(self, name, path=None):
        print("entry find_module", name, path)
        return Loader("print('hooked', __name__)\n") if "hk" in name else None
    def find_loader(self, name):
        print("entry find_loader", name)
        return (Loader("print('hooked', __name__)\n"), []) if "hk" in name else (None, [])
    if V >= (3, 4):
        def find_spec(self, name, target=None):
            print("entry find_spec", name, target)
            if "hk" in name:
                return ModuleSpec(name, Loader("print('hooked', __name__)\n"), origin="hk", is_package=name.endswith("p"))
    def invalidate_caches(self): print("invalidated")
sys.path_hooks.insert(0, PathFinderX)
sys.path.insert(0, "mem:one")
sys.path.append("not a folder")
run("hk1", "import hk1")
run("hkp", "import hkp, hkp.hkq") if V >= (3, 4) else None
run("nope", "import zz_nope")
print(sorted((k.replace(os.getcwd(), "HERE"), type(v).__name__) for k, v in sys.path_importer_cache.items() if "lib/python" not in k and "none" not in k))
print([h.__name__ for h in sys.path_hooks if isinstance(h, type)], [getattr(f, "__name__", f) for f in sys.meta_path])
sys.path_importer_cache["mem:one"] = None
run("cached none", "import hk2")
del sys.path_importer_cache["mem:one"]
run("again", "import hk3")
def hook_error(e): raise ValueError("hook")
sys.path_hooks.insert(0, hook_error)
sys.path.insert(0, "mem:two")
run("hook raising", "import hk4")
sys.path_hooks.pop(0); sys.path.pop(0)
sys.path_hooks.pop(0); sys.path.pop(0)
for bad in (3, None, b"bytes", ["x"]):
    sys.path.insert(0, bad)
    run("path %r" % (bad,), "import zz_zz")
    sys.path.pop(0)
p = sys.path
sys.path = tuple(p); run("tuple path", "import zz_q"); 
sys.path = None; run("none path", "import zz_q2")
sys.path = "abc"; run("str path", "import zz_q3")
del sys.path; run("no path", "import zz_q4")
sys.path = p
write("rl2.py", "print('rl2')")
d = sys.modules
sys.modules = {}
run("modules replaced", "import rl2; print(len(sys.modules))", sys=sys)
sys.modules = d
print("rl2" in sys.modules)
