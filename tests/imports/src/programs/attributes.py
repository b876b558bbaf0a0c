from __future__ import print_function
import sys, os

def write(path, text):
    folder = os.path.dirname(path)
    if folder and not os.path.isdir(folder):
        os.makedirs(folder)
    f = open(path, "w")
    f.write(text)
    f.close()
    os.utime(path, (1577836800, 1577836800))

def show(m):
    print(m.__name__)
    for k in sorted(m.__dict__):
        if k == "__builtins__":
            print("   builtins", type(m.__dict__[k]).__name__)
        elif k.startswith("__") :
            print("  ", k, repr(m.__dict__[k]))
    s = getattr(m, "__spec__", None)
    if s is not None:
        print("   spec:", s.name, s.origin, s.cached, s.has_location, s.parent, s.submodule_search_locations, s.loader_state)
        l = s.loader
        print("   loader:", type(l), sorted(k for k in (vars(l) if hasattr(l, "__dict__") else {}) if not k.startswith("__"))[:6])
        print("   same:", l is m.__loader__)
        print("   spec vars", sorted(vars(s)))
    print("   repr:", repr(m))

write("mod.py", "x = 1\n")
write("pk/__init__.py", "'''doc'''\n")
write("pk/sub.py", "import sys\n")
write("pk/deep/__init__.py", "")
write("pk/deep/leaf.py", "")
import mod
import pk.sub
import pk.deep.leaf
for m in (mod, pk, pk.sub, pk.deep, pk.deep.leaf):
    show(m)
for k in list(sys.modules):
    if k.startswith("pk") or k == "mod":
        del sys.modules[k]
print("again, from the cache")
import mod
import pk.sub
for m in (mod, pk, pk.sub):
    show(m)
if sys.version_info >= (3, 3):
    write("ns/one.py", "")
    write("ns/two/three.py", "")
    import ns.one, ns.two.three
    for m in (ns, ns.one, ns.two, ns.two.three):
        show(m)
print(repr(sys), repr(os) and "")
print(sys.__spec__, sys.__loader__) if sys.version_info >= (3, 4) else None
import errno
print(errno.__spec__, sorted(vars(errno.__spec__))) if sys.version_info >= (3, 4) else None
import __main__
for k in sorted(vars(__main__)):
    if k.startswith("__") and k != "__builtins__":
        print(k, repr(vars(__main__)[k]))
for root, dirs, files in os.walk("."):
    dirs.sort()
    for f in sorted(files):
        print(root, f)
