# versions: 2.7, 3.6-3.13
# about: traceback and linecache without a standard library: frames and exceptions as text, limits, files, stacks
import sys, traceback, linecache
PY2 = sys.version_info[0] == 2
class Err(Exception):
    def __init__(self, *a):
        Exception.__init__(self, *a)
def low(x):
    raise x
def high(x):
    low(x)
def tb_of(x):
    try:
        high(x)
    except Exception:
        return sys.exc_info()
class Out(object):
    def __init__(self): self.parts = []
    def write(self, s): self.parts.append(s)
    def text(self): return "".join(self.parts)
for x in (ValueError("text"), ValueError(), KeyError("k"), Err("a", 1), Err(u"\xe9" if PY2 else "e")):
    e, v, tb = tb_of(x)
    print([tuple(entry)[:3] for entry in traceback.extract_tb(tb)])
    print("%r %r" % (len(traceback.extract_tb(tb, 1)), len(traceback.extract_tb(tb, limit=0))))
    print(traceback.format_tb(tb))
    if PY2 or type(v).__module__ != "__main__":
        print(traceback.format_exception_only(e, v))
        print(traceback.format_exception(e, v, tb))
    o = Out(); traceback.print_tb(tb, file=o); print(o.text())
    o = Out(); traceback.print_tb(tb, 1, o); print(o.text())
print(traceback.format_list([("f.py", 3, "g", "x = 1"), ("q.py", 4, "h", None)]))
o = Out(); traceback.print_list([("f.py", 3, "g", "  x = 1  ")], o); print(o.text())
try:
    high(ValueError("now"))
except ValueError:
    print(traceback.format_exc())
    o = Out(); traceback.print_exc(file=o); print(o.text() == traceback.format_exc())
    print(traceback.format_exc(1))
def stack():
    return [tuple(s)[:3] for s in traceback.extract_stack()]
def outer(): return stack()
print(outer())
print(traceback.format_stack(limit=1))
o = Out(); traceback.print_stack(file=o); print(o.text())
if not PY2:
    try:
        try:
            low(KeyError("first"))
        except KeyError as k:
            raise ValueError("second")
    except ValueError as v:
        print(traceback.format_exc())
        print(traceback.format_exc(chain=False))
        print(traceback.format_exception(type(v), v, v.__traceback__))
s = SyntaxError("bad thing", ("file.py", 3, 5, "x = = 1\n"))
print(traceback.format_exception_only(SyntaxError, s))
print(linecache.getline("no such file", 1) == "", linecache.getlines("no such file"))
import os
path = os.path.join(os.environ.get("TMPDIR") or "/tmp", "xvm_lines_%d" % os.getpid())
f = open(path, "w"); f.write("one\ntwo\nthree"); f.close()
try:
    print([linecache.getline(path, n) for n in (0, 1, 2, 3, 4)], linecache.getlines(path), path in linecache.cache)
    linecache.clearcache()
    print(path in linecache.cache)
finally:
    os.remove(path)
