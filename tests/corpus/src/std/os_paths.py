# versions: 2.7, 3.6-3.13
# about: os and os.path without a standard library: taking paths apart, folders made and walked, the environment, errors
import os, sys
from os.path import join, split
PY2 = sys.version_info[0] == 2
def t(label, f, *a, **k):
    try:
        print("%s %r" % (label, f(*a, **k)))
    except Exception as e:
        print("%s %s %s" % (label, type(e).__name__, str(e).replace(base, "BASE")))
base = os.path.join(os.environ.get("TMPDIR") or "/tmp", "xvm_os_%d" % os.getpid())
print("%s %s %r %r %r %r %r" % (os.name, os.path.__name__, os.sep, os.linesep, os.pathsep, os.curdir, os.pardir))
print("%r %r %r" % (os.extsep, os.altsep, os.devnull))
for p in ("", "/", "//", "///", "a", "a/", "/a", "a/b", "/a/b/", "a//b", "//a", "a/b.c", ".a", "a.b.c", "..a", "a/.b", "a.", "./a", "../a/./b/../c", "/..", "/../a", "a/../..", "a/b/../../.."):
    print("%r split %r ext %r base %r dir %r norm %r abs %r drive %r" % (p, os.path.split(p), os.path.splitext(p), os.path.basename(p), os.path.dirname(p), os.path.normpath(p), os.path.isabs(p), os.path.splitdrive(p)))
t("join", join, "a", "b")
t("join abs", join, "a", "/b", "c")
t("join empty", join, "a", "", "b", "")
t("join one", join, "a")
t("join root", join, "/", "a")
t("join slash", join, "a/", "b")
t("common", os.path.commonprefix, ["/usr/lib", "/usr/local"])
t("common none", os.path.commonprefix, [])
t("common lists", os.path.commonprefix, [[1, 2, 3], [1, 2, 4]])
t("relpath", os.path.relpath, "/a/b/c", "/a/d")
t("relpath same", os.path.relpath, "/a", "/a")
t("relpath up", os.path.relpath, "/a", "/a/b/c")
t("relpath empty", os.path.relpath, "")
t("user", lambda: os.path.expanduser("a~b"))
os.environ["XVM_VAR"] = "val"
t("vars", os.path.expandvars, "$XVM_VAR/${XVM_VAR}x/$XVM_NOT/$/${XVM_NOT}/$$XVM_VAR")
t("environ", lambda: (os.environ["XVM_VAR"], os.environ.get("XVM_NOT"), os.getenv("XVM_NOT", "d"), "XVM_VAR" in os.environ))
t("environ missing", lambda: os.environ["XVM_NOT"])
t("environ del", os.environ.pop, "XVM_VAR")
t("environ gone", lambda: os.environ.pop("XVM_VAR", "none"))
t("environ default", os.environ.setdefault, "XVM_TWO", "2")
t("shell", os.system, 'test "$XVM_TWO" = 2')
os.environ.update({"XVM_THREE": "3"}); del os.environ["XVM_TWO"]
t("shell 2", os.system, 'test "$XVM_TWO$XVM_THREE" = 3')
t("makedirs", os.makedirs, join(base, "a", "b", "c"))
t("makedirs again", os.makedirs, join(base, "a", "b", "c"))
if not PY2:
    t("makedirs ok", os.makedirs, join(base, "a", "b", "c"), exist_ok=True)
    t("fsencode", os.fsencode, "a\xe9")
    t("fsdecode", os.fsdecode, b"a\xc3\xa9")
    t("bytes join", join, b"a", b"b")
    t("mixed join", join, "a", b"b")
    t("int join", join, "a", 5)
    t("bytes split", split, b"a/b")
    t("commonpath", os.path.commonpath, ["/usr/lib/x", "/usr/lib/y", "/usr/lib"])
    t("commonpath mix", os.path.commonpath, ["/usr", "lib"])
    t("commonpath none", os.path.commonpath, [])
    class P(object):
        def __fspath__(self): return "p/q.r"
    t("fspath", lambda: (os.path.basename(P()), os.path.splitext(P()), join(P(), "x")))
    t("int path", os.path.basename, 5)
else:
    t("unicode join", join, u"a", "b")
    t("unicode split", split, u"a/b")
for n in ("one.txt", "a/two", "a/b/three"):
    f = open(join(base, n), "w"); f.write(n); f.close()
for top in (True, False):
    for root, dirs, names in os.walk(base, topdown=top):
        dirs.sort()
        print("%s %r %r" % (root.replace(base, "BASE"), dirs, sorted(names)))
for root, dirs, names in os.walk(base):
    print("%s %r" % (root.replace(base, "BASE"), dirs))
    del dirs[:]
print(list(os.walk(join(base, "not there"))))
errors = []
print("%r %d %s" % (list(os.walk(join(base, "not there"), onerror=errors.append)), len(errors), type(errors[0]).__name__))
t("exists", lambda: [os.path.exists(join(base, n)) for n in ("one.txt", "a", "zz")])
t("isfile", lambda: [os.path.isfile(join(base, n)) for n in ("one.txt", "a", "zz")])
t("isdir", lambda: [os.path.isdir(join(base, n)) for n in ("one.txt", "a", "zz")])
os.symlink("one.txt", join(base, "link")); os.symlink("nowhere", join(base, "broken"))
t("islink", lambda: [os.path.islink(join(base, n)) for n in ("one.txt", "link", "broken")])
t("lexists", lambda: [(os.path.lexists(join(base, n)), os.path.exists(join(base, n))) for n in ("link", "broken", "zz")])
t("realpath", lambda: os.path.realpath(join(base, "a", "..", "link")) == os.path.realpath(join(base, "one.txt")))
t("samefile", os.path.samefile, join(base, "link"), join(base, "one.txt"))
t("getsize", os.path.getsize, join(base, "one.txt"))
t("getsize none", os.path.getsize, join(base, "zz"))
t("mtime", lambda: type(os.path.getmtime(base)).__name__)
t("listdir", lambda: sorted(os.listdir(base)))
t("listdir none", os.listdir, join(base, "zz"))
t("remove none", os.remove, join(base, "zz"))
t("rmdir full", os.rmdir, join(base, "a"))
t("rename", os.rename, join(base, "one.txt"), join(base, "uno"))
t("renames", os.renames, join(base, "a", "b", "three"), join(base, "x", "y", "z"))
t("moved", lambda: (os.path.exists(join(base, "a", "b")), os.path.isfile(join(base, "x", "y", "z"))))
t("removedirs full", os.removedirs, join(base, "a"))
t("stat", lambda: (os.stat(join(base, "uno")).st_size, len(os.stat(base)), os.stat(base)[6] >= 0))
t("abspath", lambda: os.path.abspath("q") == join(os.getcwd(), "q"))
t("access", os.access, base, os.R_OK)
for root, dirs, names in os.walk(base, topdown=False):
    for n in names: os.remove(join(root, n))
    for n in dirs: os.rmdir(join(root, n))
os.rmdir(base)
print(os.path.exists(base))
import os.path as other
print("%r %r %r" % (other is os.path, os.error is OSError, os.path.sep))
