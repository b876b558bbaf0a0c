# versions: 2.7, 3.6-3.13
# about: types without a standard library: every name and its type, classes made at run time with metaclasses, keywords and bases
import sys, types
PY2 = sys.version_info[0] == 2
def t(label, f, *a, **k):
    try:
        print("%s %r" % (label, f(*a, **k)))
    except Exception as e:
        print("%s %s %s" % (label, type(e).__name__, e))
for n in sorted(dir(types)):
    v = getattr(types, n)
    if n.endswith("Type") and isinstance(v, type) and n != "CapsuleType":
        print("%s %s" % (n, v.__name__))
def f(): yield
t("kinds", lambda: [isinstance(v, k) for v, k in ((f, types.FunctionType), (lambda: 0, types.LambdaType), (f(), types.GeneratorType), (len, types.BuiltinFunctionType), ([].append, types.BuiltinMethodType), (sys, types.ModuleType), (f.__code__, types.CodeType), (sys._getframe(), types.FrameType))])
m = types.ModuleType("made", "words")
t("module", lambda: (m.__name__, m.__doc__))
t("function", lambda: types.FunctionType((lambda x: x + y).__code__, {"y": 2})(3))
if PY2:
    import new
    t("strings", lambda: types.StringTypes)
    t("new", lambda: (new.instancemethod(f, 1, int).im_self, new.classobj("C", (), {}).__name__, new.module("q").__name__, new.function(f.func_code, {}).func_name))
    t("classic", lambda: types.InstanceType(types.ClassType("D", (), {"x": 1})).x)
else:
    log = []
    class Meta(type):
        @classmethod
        def __prepare__(cls, name, bases, **kw):
            log.append((name, bases, sorted(kw)))
            return {"prepared": 1}
        def __new__(cls, name, bases, ns, **kw): return type.__new__(cls, name, bases, ns)
        def __init__(cls, name, bases, ns, **kw): cls.kw = sorted(kw)
    C = types.new_class("C", (int,), {"metaclass": Meta, "extra": 1}, lambda ns: ns.update(x=5))
    print("%s %r %r %r %r %r" % (C.__name__, C.__bases__, C.x, C.prepared, C.kw, log))
    t("plain", lambda: (types.new_class("P").__mro__[1], types.new_class("Q", (list,))([1])))
    t("prepare", lambda: types.prepare_class("X", (C,), {"k": 2}))
    t("conflict", types.new_class, "Y", (C, type("M", (type,), {})("N", (), {})))
    t("keywords", types.new_class, "Z", (), {"nope": 1})
    t("namespace", lambda: types.SimpleNamespace(a=1, b=2))
    t("proxy", lambda: types.MappingProxyType({"a": 1}))
    if sys.version_info >= (3, 7):
        class Entry:
            def __mro_entries__(self, bases): return (dict,)
        e = Entry()
        t("resolve", lambda: (types.resolve_bases((e, C)), types.resolve_bases((int,))))
        K = types.new_class("K", (e,))
        t("original", lambda: (K.__bases__, K.__orig_bases__ == (e,)))
    if sys.version_info >= (3, 12):
        t("get", lambda: (types.get_original_bases(K) == (e,), types.get_original_bases(C)))
        t("get bad", types.get_original_bases, 5)
