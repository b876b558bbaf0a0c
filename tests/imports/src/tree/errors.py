import sys
def err(label, run):
    try:
        run()
        print("%s: fine" % label)
    except Exception:
        e = sys.exc_info()[1]
        print("%s: %s: %s" % (label, type(e).__name__, str(e).split(" (/")[0]))
def missing(): import no_such_module
def dotted(): import no_such_module.sub
def sub(): import pack.nothing
def of_module(): import plain.sub
def name():
    from plain import nope
def in_package():
    from pack import nothing
def beyond(): import pack.bad
def cycle(): import cyc_c
def run(): import broken
def dep(): import broken_dep
def bad_star(): __import__("star_bad", {}, {}, ["*"])
def blocked():
    sys.modules["blocked"] = None
    import blocked
def empty(): __import__("")
def number(): __import__(5)
def level(): __import__("x", {"__name__": "__main__"}, {}, ["y"], 1)
def level_package(): __import__("x", {"__name__": "no_pack.mod", "__package__": "no_pack"}, {}, ["y"], 1)
for label, f in sorted((k, v) for k, v in list(globals().items()) if callable(v) and k != "err"):
    err(label, f)
print("broken" in sys.modules, "broken_dep" in sys.modules)
err("again", run)
