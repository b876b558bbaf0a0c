import sys
log = []
module = type(sys)
class Loader(object):
    def __init__(self, text): self.text = text
    def create_module(self, spec):
        log.append("create %s" % spec.name)
    def exec_module(self, m):
        log.append("exec %s" % m.__name__)
        m.value = self.text
    def load_module(self, name):
        log.append("load %s" % name)
        m = sys.modules.setdefault(name, module(name))
        m.value = self.text
        m.__loader__ = self
        if name == "made_pack":
            m.__path__ = []
        return m
class Finder(object):
    def find_module(self, name, path=None):
        log.append("find %s %r" % (name, path))
        if name.startswith("made"):
            return Loader("made of " + name)
if sys.version_info >= (3, 4):
    spec_type = type(sys.__spec__)
    def find_spec(self, name, path, target=None):
        log.append("spec %s %r" % (name, path))
        if name.startswith("made"):
            return spec_type(name, Loader("made of " + name), is_package=name == "made_pack", origin="memory")
    Finder.find_spec = find_spec
finder = Finder()
sys.meta_path.insert(0, finder)
import made_one
import made_pack, made_pack.child
print(made_one.value, made_pack.child.value, type(made_one.__loader__).__name__)
print(log)
sys.meta_path.remove(finder)
try:
    import made_two
except ImportError:
    print("gone: %s" % sys.exc_info()[1])
class EntryFinder(object):
    def __init__(self, path):
        if path != "mem:":
            raise ImportError("not mine")
    def find_module(self, name, path=None):
        if name == "via_path":
            return Loader("via the path")
    def find_spec(self, name, target=None):
        if name == "via_path":
            return spec_type(name, Loader("via the path"))
sys.path_hooks.insert(0, EntryFinder)
sys.path.append("mem:")
import via_path
print(via_path.value, type(sys.path_importer_cache["mem:"]).__name__)
