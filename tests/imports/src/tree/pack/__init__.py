print("pack runs as %s in %s" % (__name__, __path__[0].split("/")[-1]))
from pack.one import first
__all__ = ["one", "two", "first"]
