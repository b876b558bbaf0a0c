# versions: 2.7, 3.6-3.13
# about: codecs without a standard library: lookups, incremental coders, readers and writers, open, iterencode, marks of byte order
import codecs, sys, os
PY2 = sys.version_info[0] == 2
def t(label, f, *a, **k):
    try:
        print("%s %r" % (label, f(*a, **k)))
    except Exception as e:
        print("%s %s %s" % (label, type(e).__name__, e))
for n in ("utf-8", "UTF8", "latin-1", "L1", "ascii", "utf-16", "utf_16_le", "cp1252", "iso8859-15", "koi8-r", "utf-7", "utf-8-sig", "cp437", "mac-roman"):
    t("lookup %s" % n, lambda: codecs.lookup(n).name)
info = codecs.lookup("utf-8")
t("info", lambda: (len(info), info[0](u"\xe9"), info.encode(u"a"), info[1](b"\xc3\xa9"), info.decode(b"a")))
t("unknown", codecs.lookup, "no_such")
t("getencoder", lambda: codecs.getencoder("latin-1")(u"\xe9"))
t("getdecoder", lambda: codecs.getdecoder("latin-1")(b"\xe9"))
t("unknown enc", codecs.getencoder, "no_such")
t("unknown inc", codecs.getincrementaldecoder, "no_such")
for enc, data in (("utf-8", b"a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), ("utf-16", b"\xff\xfea\x00b\x00"), ("utf-16", b"\xfe\xff\x00a\x00b"), ("utf-16-le", b"a\x00=\xd8\x00\xdeb\x00"), ("utf-8-sig", b"\xef\xbb\xbfab"), ("utf-8-sig", b"\xefab"), ("utf-32", b"\xff\xfe\x00\x00a\x00\x00\x00"), ("ascii", b"ab"), ("utf-7", b"a+AOk-b")):
    d = codecs.getincrementaldecoder(enc)("replace")
    t("inc %s" % enc, lambda: [d.decode(data[i:i + 1], i == len(data) - 1) for i in range(len(data))])
for enc in ("utf-8", "utf-16", "utf-8-sig", "utf-32-be", "latin-1"):
    e = codecs.getincrementalencoder(enc)()
    t("incenc %s" % enc, lambda: [e.encode(c) for c in u"a\xe9b"])
    e.reset()
    t("reset %s" % enc, lambda: e.encode(u"z"))
d = codecs.getincrementaldecoder("utf-8")()
t("partial", d.decode, b"\xe2\x82")
t("final", d.decode, b"", True)
d.reset()
t("after reset", d.decode, b"a")
d = codecs.getincrementaldecoder("utf-8")("ignore")
t("ignore", d.decode, b"a\xffb", True)
e = codecs.getincrementalencoder("ascii")("xmlcharrefreplace")
t("xml", e.encode, u"\xe9\u20ac")
t("iterencode", lambda: list(codecs.iterencode([u"a", u"\xe9", u""], "utf-8")))
t("iterdecode", lambda: list(codecs.iterdecode([b"a", b"\xc3", b"\xa9"], "utf-8")))
t("iterdecode bad", lambda: list(codecs.iterdecode([b"\xc3"], "utf-8")))
t("marks", lambda: (codecs.BOM_UTF8, codecs.BOM_UTF16, codecs.BOM_LE, codecs.BOM_BE, codecs.BOM_UTF32_BE, codecs.BOM_UTF32_LE))
t("maps", lambda: (codecs.make_identity_dict([1, 2]), sorted(codecs.make_encoding_map({1: 5, 2: 6, 3: 5}).items(), key=str)))
path = os.path.join(os.environ.get("TMPDIR") or "/tmp", "xvm_codecs_%d" % os.getpid())
try:
    f = codecs.open(path, "w", "utf-16")
    f.write(u"line \u20ac\n"); f.writelines([u"two\n", u"three"]); f.close()
    t("raw", lambda: open(path, "rb").read())
    f = codecs.open(path, "r", "utf-16")
    t("read", f.read)
    f.seek(0)
    t("readline", lambda: (f.readline(), f.readline(), f.readline(), f.readline()))
    f.close()
    f = codecs.open(path, "w", "utf-8")
    f.write(u"caf\xe9\nnext\r\nlast"); f.close()
    t("lines", lambda: codecs.open(path, encoding="utf-8").readlines())
    t("iterate", lambda: list(codecs.open(path, "r", "utf-8")))
    with codecs.open(path, "r", "utf-8") as f:
        t("chars", lambda: (f.read(3), f.read()))
    t("closed", lambda: f.closed)
    t("append", lambda: codecs.open(path, "a", "latin-1").write(u"\xe9"))
    t("bad data", lambda: codecs.open(path, "r", "utf-8").read())
    t("replace", lambda: codecs.open(path, "r", "utf-8", "replace").read())
    t("unknown", codecs.open, path, "r", "no_such")
    r = codecs.getreader("utf-8")(open(path, "rb"), "ignore")
    t("reader", r.read)
    w = codecs.getwriter("utf-8")(open(path, "wb"))
    w.write(u"\u20ac"); w.close()
    t("written", lambda: open(path, "rb").read())
finally:
    os.remove(path)
def search(name):
    if name == "xvm_upper":
        return codecs.CodecInfo(lambda s, errors="strict": (s.upper().encode("ascii"), len(s)), lambda b, errors="strict": (bytes(b).decode("ascii").lower(), len(b)), name="xvm_upper")
codecs.register(search)
t("own", lambda: (u"abc".encode("xvm_upper"), b"ABC".decode("xvm_upper"), codecs.lookup("xvm_upper").name, codecs.lookup("xvm_upper").incrementalencoder))
t("own inc", codecs.getincrementalencoder, "xvm_upper")
class Reverse(codecs.Codec):
    def encode(self, s, errors="strict"): return s[::-1].encode("ascii"), len(s)
t("class", Reverse().encode, u"abc")
t("base", codecs.Codec().decode, b"x")
class Inc(codecs.IncrementalEncoder):
    def encode(self, s, final=False): return s.encode("ascii", self.errors)
t("inc class", lambda: (Inc().encode(u"a"), Inc("replace").encode(u"\xe9"), Inc().getstate()))
t("handlers", lambda: [codecs.lookup_error(n) is getattr(codecs, n + "_errors") for n in ("strict", "ignore", "replace", "xmlcharrefreplace", "backslashreplace")])
t("idna", lambda: (u"b\xfccher.example.".encode("idna"), u"plain".encode("idna"), b"xn--bcher-kva.example".decode("idna")))
t("idna long", u"a".join([u""] * 70).encode, "idna")
t("idna empty", u"a..b".encode, "idna")
t("punycode", lambda: [s.encode("punycode") for s in (u"b\xfccher", u"abc", u"\u4ed6\u4eec", u"")])
t("punycode dec", lambda: [s.decode("punycode") for s in (b"bcher-kva", b"abc-", b"ihqwc", b"")])
t("undefined", u"x".encode, "undefined")
