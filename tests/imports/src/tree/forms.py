import sys
import pack as p, plain as again
import plain
from star import *
print(x, _y, "z" in globals(), plain is again, plain.__name__, plain.__doc__)
print(__import__("pack.deep.leaf").__name__, __import__("pack.deep.leaf", {}, {}, ["climb"]).__name__)
print(p.__package__ if sys.version_info >= (3,) else "", p.deep.leaf.__name__ if hasattr(p, "deep") else "no deep")
import cyc_a
print(cyc_a.cyc_b.cyc_a is cyc_a, cyc_a.cyc_b.name)
import replaces
print(replaces.kind)
if sys.version_info >= (3, 3) and ".zip" not in __file__:
    import space.one, space.inner.three
    print(space.one.v, space.inner.three.v, getattr(space, "__file__", None), [q.split("/")[-1] for q in space.__path__], type(space.__path__).__name__)
    print(repr(space.__path__).split("(")[0], len(space.__path__))
if sys.version_info >= (3, 4):
    s = plain.__spec__
    print(s.name, s.has_location, s.parent == "", s.submodule_search_locations, type(s.loader).__name__, s.origin == plain.__file__, s.cached == plain.__cached__ if hasattr(plain, "__cached__") else None)
    s = p.__spec__
    print(s.name, s.parent, [q.split("/")[-1] for q in s.submodule_search_locations])
    print(sys.__spec__.name, sys.__spec__.origin, sys.__spec__.loader)
