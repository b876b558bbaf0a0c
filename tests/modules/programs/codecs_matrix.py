# Every byte, many pairs of bytes and odd sequences through every codec and error handler, and characters the other way:
# one line a codec, handler and direction, with a checksum of all results and messages.
import binascii
import codecs
import sys

PY3 = sys.version_info[0] > 2
if PY3:
    unichr = chr


def result(function, *args):
    try:
        value = function(*args)
        return ascii(value) if PY3 else repr(value)
    except Exception:
        error = sys.exc_info()[1]
        return type(error).__name__ + ": " + str(error)


def from_ints(*ints):
    return bytes(bytearray(ints))


CODECS = ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-7", "latin-1", "ascii",
          "unicode_escape", "raw_unicode_escape", "utf-8-sig"]
PAGES = ["cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp437", "cp850", "koi8-r",
         "iso8859-2", "iso8859-15", "cp037"]
HANDLERS = ["strict", "ignore", "replace", "backslashreplace", "xmlcharrefreplace"]
if PY3:
    HANDLERS += ["surrogateescape", "surrogatepass", "namereplace"]
ONES = [from_ints(i) for i in range(256)]
FIRST = (0, 0x1A, 0x41, 0x5C, 0x80, 0xA0, 0xC2, 0xE2, 0xED, 0xF0, 0xF4, 0xFF) if PY3 else (0, 0x1A, 0x41, 0x80, 0xC2, 0xFF)
PAIRS = [from_ints(i, j) for i in FIRST for j in range(0, 256, 5) if i != 0x5C or chr(j) not in "NUu"]
ODD = [b"\\x41", b"\\n", b"\\t", b"\\101", b"\xf0\x9f\x98\x80", b"\xe2\x82a", b"\xff\xfea\0", b"\xfe\xff\0a", b"a\0b", b"\xef\xbb\xbfabc",
       b"abc\xe9", b"+AGE-", b"+-", b"a+AGE-b"]
TEXTS = [unichr(i) for i in list(range(0x180)) + [0x152, 0x20AC, 0x2013, 0xFFFD, 0x3B1, 0x430, 0x5D0, 0x627, 0xE01, 0x2202]]
TEXTS += [unichr(0x41) * 3 + unichr(0xE9), unichr(0xE9) + unichr(0x41)]
if PY3:
    TEXTS += ["a\U0001f600b", "\U0001f600", "\ud800", "\udc80", "\udcff", "\ud83d\ude00"]

for codec in CODECS + PAGES:
    inputs = ONES if codec in PAGES else ONES + PAIRS + ODD
    for handler in HANDLERS:
        # The handlers that replace characters know no bytes.
        decodes = handler not in ("xmlcharrefreplace", "namereplace") and (PY3 or handler != "backslashreplace")
        decoded = "\n".join([result(lambda: data.decode(codec, handler)) for data in inputs if decodes])
        encoded = "\n".join([result(lambda: text.encode(codec, handler)) for text in TEXTS])
        print("%s %s %08x %08x" % (codec, handler, binascii.crc32(decoded.encode("utf-8")) & 0xFFFFFFFF, binascii.crc32(encoded.encode("utf-8")) & 0xFFFFFFFF))
