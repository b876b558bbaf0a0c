# versions: 2.7,3.6-3.13
# about: types of small native modules by hand: unicodedata's old data, epoll, kinds of files; of 3.x _stat
import select
import posix
import unicodedata
import sys
PY3 = sys.version_info[0] >= 3


def attempt(label, function, *args, **named):
    try:
        print("%s: %r" % (label, function(*args, **named)))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print("%s: %s %s" % (label, kind.__name__, error))


old = unicodedata.ucd_3_2_0
for char in ('A', '5', '\\u00e9', '\\u2167', '(', '\\uac00', '\\u0221'):
    char = char.encode('ascii').decode('unicode_escape')
    print([old.name(char, None), old.category(char), old.bidirectional(char), old.combining(char), old.decomposition(char), old.mirrored(char), old.east_asian_width(char), old.decimal(char, None), old.digit(char, None), old.numeric(char, None)])
    print([ord(c) for c in old.normalize('NFD', char)], [ord(c) for c in old.normalize('NFKC', char)])
    if sys.version_info >= (3, 10):
        print(old.is_normalized('NFC', char))
if hasattr(old, 'is_normalized'):
    print(old.is_normalized('NFC', 'e\u0301'))
print(ord(old.lookup('LATIN SMALL LETTER A')), old.unidata_version)

e = select.epoll()
r, w = posix.pipe()
print(e.register(r, select.EPOLLIN), e.poll(0), posix.write(w, b'x'), [event for fd, event in e.poll(0.1)])
print(e.modify(r, select.EPOLLOUT), e.poll(0), e.unregister(r), e.poll(0, 5), e.fileno() > 2, e.closed)
attempt('register', e.register, 'a')
other = select.epoll.fromfd(posix.dup(e.fileno()))
print(other.closed, other.close(), other.closed)
if PY3:
    with e as entered:
        print(entered is e)
    print(e.closed)
    attempt('entered', e.__enter__)
    print(e.__exit__(None, None, None))
    import _stat
    for mode in (int("100644", 8), int("40755", 8), int("120777", 8), int("10600", 8), int("140000", 8), int("60660", 8), int("20620", 8), int("4755", 8), int("2010", 8), int("1001", 8), 0):
        print(_stat.filemode(mode), _stat.S_IFMT(mode), _stat.S_IMODE(mode), [getattr(_stat, name)(mode) for name in ('S_ISBLK', 'S_ISCHR', 'S_ISDIR', 'S_ISDOOR', 'S_ISFIFO', 'S_ISLNK', 'S_ISPORT', 'S_ISREG', 'S_ISSOCK', 'S_ISWHT')])
