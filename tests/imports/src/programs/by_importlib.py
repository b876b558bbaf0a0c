# versions: >=3.6
# about: importlib, importlib.util and importlib.machinery as programs use them
import os
import sys

import importlib
import importlib.machinery
import importlib.util

sys.dont_write_bytecode = True
os.makedirs("pack/deep")
for name, text in (("plain", "import sys\nvalue = len(sys.argv)\nprint('run', __name__)\n"), ("pack/__init__", "print('run', __name__)\n"),
                   ("pack/inner", "from . import deep\nprint('run', __name__, __package__)\n"), ("pack/deep/__init__", ""),
                   ("pack/deep/end", "NAME = __name__\n"), ("broken", "1/0\n"), ("odd.file", "print('run', __name__, __file__)\nX = 5\n")):
    with open(name + ("" if "." in name else ".py"), "w") as file:
        file.write(text)


def told(what, *args, **keywords):
    try:
        result = what(*args, **keywords)
    except BaseException as error:
        print(what.__name__, args, type(error).__name__, error)
    else:
        print(what.__name__, args, getattr(result, "__name__", result))
        return result


load = importlib.import_module
told(load, "plain")
told(load, "pack.inner")
told(load, ".inner", "pack")
told(load, ".deep.end", "pack")
told(load, "..inner", "pack.deep")
told(load, "..plain", "pack")
told(load, ".inner")
told(load, "nothere")
told(load, "pack.nothere")
told(load, "plain.nothere")
told(load, "broken")
told(load, "")
told(load, 3)
print("broken" in sys.modules)

plain = sys.modules["plain"]
with open("plain.py", "a") as file:
    file.write("more = 1\n")
importlib.invalidate_caches()
print(told(importlib.reload, plain) is plain, plain.more)
told(importlib.reload, 5)
del sys.modules["plain"]
told(importlib.reload, plain)
print(importlib.__import__("pack.inner").__name__)

spec = importlib.util.find_spec("plain")
print(spec.name, os.path.basename(spec.origin), spec.parent, spec.has_location, spec.submodule_search_locations, type(spec.loader).__name__)
spec = importlib.util.find_spec("pack")
print(spec.name, os.path.basename(os.path.dirname(spec.origin)), spec.parent, [os.path.basename(p) for p in spec.submodule_search_locations])
print(importlib.util.find_spec(".deep", "pack").name, importlib.util.find_spec("nothere"), importlib.util.find_spec("sys").origin)
told(importlib.util.find_spec, "nothere.x")
told(importlib.util.find_spec, "__main__")
told(importlib.util.resolve_name, "..x", "a.b.c")
told(importlib.util.resolve_name, "x", "a")
told(importlib.util.resolve_name, "...x", "a.b")

module = importlib.util.module_from_spec(importlib.util.find_spec("plain"))
print(module.__name__, hasattr(module, "value"), module.__spec__.name, "plain" in sys.modules)
module.__spec__.loader.exec_module(module)
print(module.value)

spec = importlib.util.spec_from_file_location("given", os.path.abspath("pack/deep/end.py"))
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
print(module.NAME, os.path.basename(module.__file__), spec.cached == importlib.util.cache_from_source(os.path.abspath("pack/deep/end.py")))
spec = importlib.util.spec_from_file_location("whole", os.path.abspath("pack/__init__.py"))
print([os.path.basename(p) for p in spec.submodule_search_locations])
print(importlib.util.spec_from_file_location("odd", "odd.file"))
loader = importlib.machinery.SourceFileLoader("odd", os.path.abspath("odd.file"))
spec = importlib.util.spec_from_file_location("odd", loader=loader)
module = importlib.util.module_from_spec(spec)
loader.exec_module(module)
print(module.X, spec.loader is loader)

print(importlib.util.MAGIC_NUMBER[2:], len(importlib.util.MAGIC_NUMBER))
tag = sys.implementation.cache_tag
for args, keywords in ((("/a/x.py",), {}), (("a/x.b.py",), {"optimization": 2}), (("x.py",), {"optimization": ""}), (("x",), {}), (("x.py",), {"optimization": "!"})):
    try:
        print(importlib.util.cache_from_source(*args, **keywords).replace(tag, "TAG"))
    except ValueError as error:
        print(error)
for path in ("a/__pycache__/x.%s.pyc" % tag, "__pycache__/x.%s.opt-1.pyc" % tag, "x.pyc", "__pycache__/x.pyc", "__pycache__/x.a.b.pyc"):
    told(importlib.util.source_from_cache, path.replace(tag, "TAG"))
print(repr(importlib.util.decode_source(b"\xef\xbb\xbfa = 1\r\nb = '\xc3\xa9'\rc")))

machinery = importlib.machinery
print(machinery.SOURCE_SUFFIXES, machinery.BYTECODE_SUFFIXES, machinery.EXTENSION_SUFFIXES[-1], machinery.all_suffixes()[:2])
spec = machinery.ModuleSpec("made", None, origin="here", is_package=True)
print(spec.name, spec.origin, spec.submodule_search_locations, spec.parent, spec.has_location)
print(machinery.PathFinder.find_spec("pack", ["."]) is not None, machinery.PathFinder.find_spec("pack", ["pack"]), machinery.BuiltinImporter.find_spec("sys").name)
finder = machinery.FileFinder(os.path.abspath("pack"), (machinery.SourceFileLoader, [".py"]))
print(finder.find_spec("inner").name, finder.find_spec("nothere"))


class Finder:
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return importlib.util.spec_from_loader(name, cls()) if name == "invented" else None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.told = "by a loader"

    def get_filename(self, name):
        return "/nowhere/" + name

    def is_package(self, name):
        return False


sys.meta_path.append(Finder)
print(load("invented").told, sys.modules["invented"].__file__, importlib.util.find_spec("invented").has_location)
