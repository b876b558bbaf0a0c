# versions: 2.7
# about: StringIO and cStringIO of 2.x: reading, writing, seeking, lines, unicode, softspace, subclasses
import StringIO, cStringIO
def t(label, f, *a):
    try:
        print label, repr(f(*a))
    except Exception, e:
        print label, type(e).__name__, e
for make in (StringIO.StringIO, cStringIO.StringIO):
    f = make()
    print >>f, "a", 1,
    print >>f, "b"
    f.write("line 2\nline 3"); f.writelines(["\n", "end"])
    t("getvalue", f.getvalue)
    t("tell", f.tell)
    f.seek(0)
    t("read", lambda: (f.read(3), f.readline(), f.readline(2), f.readline(), f.readlines(), f.read(), f.readline()))
    f.seek(0); t("iter", lambda: list(f))
    f.seek(2); f.write("XY"); t("over", f.getvalue)
    f.seek(-3, 2); t("from end", f.read)
    f.seek(40); f.write("!"); t("gap", f.getvalue)
    f.seek(4); f.truncate(); t("truncated", f.getvalue)
    t("truncate", lambda: (f.truncate(2), f.getvalue()))
    t("isatty", f.isatty)
    f.seek(0); t("next", f.next); t("next end", f.next)
    f.close(); t("closed", f.write, "x"); t("closed read", f.read)
    t("closed attr", lambda: f.closed)
f = StringIO.StringIO("initial")
t("initial", lambda: (f.read(), f.getvalue(), f.len, f.buf, f.pos))
f.write(u"\xe9"); t("unicode", f.getvalue)
f = StringIO.StringIO(); f.write("\xe9"); t("mixed", lambda: (f.write(u"x"), f.getvalue())[1])
f = StringIO.StringIO(); f.write(5); t("int", f.getvalue)
c = cStringIO.StringIO("read only\nlines")
t("c input", lambda: (c.readline(), c.read(), c.getvalue(), type(c) is cStringIO.InputType))
t("c write", lambda: c.write("x"))
o = cStringIO.StringIO()
t("c out", lambda: (o.write(u"abc"), o.getvalue(), type(o) is cStringIO.OutputType))
t("c unicode", o.write, u"\xe9")
t("c int", o.write, 5)
t("c reset", lambda: (o.reset(), o.read()))
class S(StringIO.StringIO):
    def extra(self): return self.getvalue().upper()
s = S("abc"); s.attr = 1
t("subclass", lambda: (s.extra(), s.attr, s.read()))
