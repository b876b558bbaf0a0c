# versions: 2.7, 3.6-3.13
# about: string without a standard library: constants, capwords, Template with its errors and subclasses, Formatter with its hooks
import string, sys
def t(label, f, *a, **k):
    try:
        print("%s %r" % (label, f(*a, **k)))
    except Exception as e:
        print("%s %s %s" % (label, type(e).__name__, e))
print("%s %s %s %s %s" % (string.ascii_letters, string.digits, string.hexdigits, string.octdigits, string.punctuation))
print("%r %r" % (string.whitespace, string.printable))
t("capwords", string.capwords, " hello  big\tworld ")
t("capwords sep", string.capwords, "a-bC-d", "-")
T = string.Template
t("plain", T("$a ${b}c $$ $a").substitute, a=1, b="two")
t("mapping", T("$a $b").substitute, {"a": 1, "b": 2})
t("both", T("$a $b").substitute, {"a": 1, "b": 2}, b=3)
t("missing", T("$a $zz").substitute, a=1)
t("safe", T("$a $zz ${yy} $ $1 $$ ${").safe_substitute, a=1)
for bad in ("a $ b", "$", "a\nb $1", "${a", "${1}", "x\ny\n${}"):
    t("bad %r" % bad, T(bad).substitute, a=1, b=2)
t("case", T("$Ab $_x $a1b").substitute, Ab=1, _x=2, a1b=3)
t("attributes", lambda: (T("$a").template, T.delimiter, T("x").delimiter))
class Percent(T):
    delimiter = "%"
t("delimiter", Percent("%a $a %% %{b}").substitute, a=1, b=2)
class Sub(T):
    def __init__(self, text, extra):
        T.__init__(self, text)
        self.extra = extra
s = Sub("$x!", 5)
t("subclass", lambda: (s.substitute(x=1), s.extra, s.template))
t("not text", lambda: T(5).substitute())
if sys.version_info >= (3, 11):
    t("valid", lambda: [T(x).is_valid() for x in ("$a", "$", "$$ ${b}")])
    t("identifiers", T("$a ${b} $a $$ $c").get_identifiers)
F = string.Formatter()
t("format", F.format, "{0} {1!r} {a:>5} {b[0]} {c.real}", 1, "x", a="q", b=[7], c=3)
t("auto", F.format, "{} {}", 1, 2)
t("nested", F.format, "{0:{1}}", "x", 4)
t("escape", F.format, "{{{0}}}", 1)
t("missing", F.format, "{x}")
t("index", F.format, "{3}", 1)
t("conversion", F.format, "{0!z}", 1)
t("vformat", F.vformat, "{0} {a}", (1,), {"a": 2})
t("parse", lambda: list(F.parse("a{b!r:c}d{{")))
class Default(string.Formatter):
    def get_value(self, key, args, kwargs):
        try:
            return string.Formatter.get_value(self, key, args, kwargs)
        except (KeyError, IndexError):
            return "<%s>" % key
    def check_unused_args(self, used, args, kwargs):
        print("used %r of %d and %r" % (sorted(map(str, used)), len(args), sorted(kwargs)))
    def convert_field(self, value, conversion):
        if conversion == "u": return str(value).upper()
        return string.Formatter.convert_field(self, value, conversion)
    def format_field(self, value, spec):
        return "[" + string.Formatter.format_field(self, value, spec) + "]"
t("hooks", Default().format, "{0} {name} {nope} {0!u:>4}", "ab", 1, name="n", other=2)
