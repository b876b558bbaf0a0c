# The argument is an archive of the other modules.
import sys
import zipimport
path = sys.argv[1]
z = zipimport.zipimporter(path)
print(repr(z).replace(path, "ZIP"), z.archive == path, repr(z.prefix))
print(z.is_package("pack"), z.is_package("plain"), z.get_source("plain"), z.get_code("plain").co_name)
for f in (z.is_package, z.get_code, z.load_module):
    try:
        f("nope")
    except ImportError:
        e = sys.exc_info()[1]
        print("%s: %s" % (type(e).__name__, e))
for bad in ("", path + ".none"):
    try:
        zipimport.zipimporter(bad)
    except ImportError:
        e = sys.exc_info()[1]
        print("%s: %s" % (type(e).__name__, str(e).replace(path, "ZIP")))
sys.path.insert(0, path + "/pack")
import one, deep.sib
print(one.first, one.__file__.replace(path, "ZIP"), deep.sib.name, [q.replace(path, "ZIP") for q in deep.__path__])
print(repr(one.__loader__).replace(path, "ZIP"))
print(len(z.get_data(path + "/plain.pyc")) > 20)
print(isinstance(sys.path_importer_cache[path + "/pack"], zipimport.zipimporter))
