# versions: 2.7,3.6-3.13
# about: the native modules for data: _bisect, _heapq, _struct, array, binascii, zlib, digests, _json, _csv, unicodedata, each function by hand
import sys
import binascii
import unicodedata
import zlib
import _bisect
import _csv
import _heapq
import _struct
import array
PY3 = sys.version_info[0] >= 3
if PY3:
    import _json
U = lambda text: text if PY3 else text.decode('unicode_escape')


def attempt(label, function, *args, **named):
    try:
        value = function(*args, **named)
        print('%s: %r' % (label, value))
        return value
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, error))


sorted_list = [1, 2, 2, 2, 5]
for name in ('bisect_left', 'bisect_right') + (() if PY3 else ('bisect',)):
    for args in ((sorted_list, 2), (sorted_list, 0), (sorted_list, 9), (sorted_list, 2, 2), (sorted_list, 2, 0, 3), ([], 1), (sorted_list, 2, -1)):
        attempt('%s%r' % (name, args), getattr(_bisect, name), *args)
for name in ('insort_left', 'insort_right') + (() if PY3 else ('insort',)):
    made = [1, 3.5, 5]
    getattr(_bisect, name)(made, 3)
    getattr(_bisect, name)(made, 5.0)
    getattr(_bisect, name)(made, 0, 1)
    print(made)
if sys.version_info >= (3, 10):
    print(_bisect.bisect_left(['a', 'bb', 'ccc'], 2, key=len), _bisect.bisect_right(['a', 'bb', 'ccc'], 2, key=len))

heap = [5, 1, 4, 2, 3]
print(_heapq.heapify(heap), heap, _heapq.heappush(heap, 0), _heapq.heappop(heap), _heapq.heappushpop(heap, 9), _heapq.heapreplace(heap, 7), heap)
attempt('pop', _heapq.heappop, [])
attempt('replace', _heapq.heapreplace, [], 1)
attempt('pushpop', _heapq.heappushpop, [], 1)
attempt('heapify', _heapq.heapify, (1, 2))
if PY3:
    heap = [5, 1, 4, 2, 3]
    print(_heapq._heapify_max(heap), heap, _heapq._heappop_max(heap), _heapq._heapreplace_max(heap, 0), heap)
else:
    print(_heapq.nlargest(2, [3, 1, 2]), _heapq.nsmallest(2, [3, 1, 2]))

s = _struct.Struct('<hHi4s')
packed = s.pack(-2, 3, 70000, b'ab')
print(repr(packed), s.size, s.unpack(packed), s.unpack_from(b'xx' + packed, 2), _struct.unpack('<hHi4s', packed), _struct.unpack_from('<h', packed), _struct.calcsize('<hq'))
room = bytearray(16)
s.pack_into(room, 2, 1, 2, 3, b'cd')
_struct.pack_into('>H', room, 0, 0x4142)
print(room)
attempt('clear', _struct._clearcache)
attempt('short', s.unpack, b'ab')
attempt('short', s.pack_into, room, 10, 1, 2, 3, b'cd')
attempt('few', s.pack, 1)
attempt('range', _struct.pack, '<b', 200)
if PY3:
    print(list(s.iter_unpack(packed * 2)), list(_struct.iter_unpack('>h', b'abcd')))
    attempt('iter', _struct.iter_unpack, '>h', b'abc')
    it = _struct.iter_unpack('>h', b'abcd')
    attempt('hint', it.__length_hint__)
a = array.array('i', [1, 2, 3])
if PY3:
    attempt('reconstructor', array._array_reconstructor, array.array, 'h', 4, b'\1\0\2\0')

for data in (b'', b'hello world', b'\x00\xff\x80ab=\n'):
    print(binascii.hexlify(data), binascii.b2a_hex(data), binascii.unhexlify(binascii.hexlify(data)), binascii.a2b_hex(binascii.b2a_hex(data)))
    print(binascii.b2a_base64(data), binascii.a2b_base64(binascii.b2a_base64(data)), binascii.b2a_uu(data), binascii.a2b_uu(binascii.b2a_uu(data)), binascii.b2a_qp(data), binascii.a2b_qp(binascii.b2a_qp(data)))
    print(binascii.crc32(data) & 0xffffffff, binascii.crc_hqx(data, 0), zlib.crc32(data) & 0xffffffff, zlib.adler32(data) & 0xffffffff, zlib.decompress(zlib.compress(data)) == data)
    if hasattr(binascii, 'b2a_hqx'):
        import warnings
        warnings.simplefilter('ignore')
        packed = binascii.rlecode_hqx(data)
        print(packed, binascii.rledecode_hqx(packed), binascii.b2a_hqx(packed), binascii.a2b_hqx(binascii.b2a_hqx(packed) + b':'))
attempt('odd', binascii.unhexlify, b'abc')
attempt('not hex', binascii.a2b_hex, b'zz')
attempt('not base64', binascii.a2b_base64, b'abcde')
attempt('too long', binascii.b2a_uu, b'x' * 50)
attempt('bad', zlib.decompress, b'not packed')

c = zlib.compressobj(6)
packed = c.compress(b'abc' * 50) + c.copy().flush(zlib.Z_SYNC_FLUSH)[:0] + c.flush()
d = zlib.decompressobj()
print(len(packed) < 30, d.decompress(packed, 10), len(d.unconsumed_tail) > 0, d.copy().decompress(d.unconsumed_tail) == b'abc' * 46 + b'bc' or None, d.flush()[-3:], d.unused_data)

if PY3:
    print(_json.scanstring('"a\\u0041b" rest', 1), _json.encode_basestring('a"\n\u1234'), _json.encode_basestring_ascii('a"\n\u1234\U00012345'))
    attempt('encode', _json.encode_basestring_ascii, 5)

DIGESTS = ['_sha256 sha224', '_sha256 sha256', '_sha512 sha384', '_sha512 sha512', '_sha2 sha224', '_sha2 sha256', '_sha2 sha384', '_sha2 sha512', '_md5 md5', '_md5 new', '_sha new', '_sha1 sha1']
for module, name in [pair.split() for pair in DIGESTS]:
    try:
        function = getattr(__import__(module), name)
    except (ImportError, AttributeError):
        continue
    h = function(b'ab')
    h.update(b'c')
    print(name, h.hexdigest(), h.copy().digest() == h.digest(), h.digest_size, h.block_size if hasattr(h, 'block_size') else None)
    attempt('wrong', function, 5)


class Out(object):
    def __init__(self):
        self.parts = []

    def write(self, text):
        self.parts.append(text)


class Plain(object):
    delimiter, quotechar, doublequote, escapechar, lineterminator, quoting, skipinitialspace, strict = ',', '"', True, None, '\n', 0, False, False


attempt('register', _csv.register_dialect, 'plain', Plain)
attempt('register', _csv.register_dialect, 'tabs', delimiter='\t')
attempt('register', _csv.register_dialect, 5)
print(sorted(_csv.list_dialects()), _csv.get_dialect('tabs').delimiter, _csv.get_dialect('plain').lineterminator)
out = Out()
w = _csv.writer(out, 'plain')
w.writerow([1, 'a,b', 'say "x"', None, 1.5])
w.writerows([[], ['z']])
print(out.parts)
r = _csv.reader(['1,"a,b","say ""x""",', 'last'], 'plain')
print(list(r), r.line_num)
print(_csv.field_size_limit(), _csv.field_size_limit(100), _csv.field_size_limit(131072))
attempt('unregister', _csv.unregister_dialect, 'tabs')
attempt('unregister', _csv.unregister_dialect, 'tabs')
attempt('get', _csv.get_dialect, 'tabs')

for char in ('A', '5', '\\u00e9', '\\u0301', '\\u2167', '(', '\\uac00'):
    char = char.encode('ascii').decode('unicode_escape')
    print([unicodedata.name(char), unicodedata.category(char), unicodedata.bidirectional(char), unicodedata.combining(char), unicodedata.decomposition(char), unicodedata.mirrored(char), unicodedata.east_asian_width(char), unicodedata.decimal(char, None), unicodedata.digit(char, None), unicodedata.numeric(char, None)])
    for form in ('NFC', 'NFD', 'NFKC', 'NFKD'):
        print([ord(c) for c in unicodedata.normalize(form, char)])
        if hasattr(unicodedata, 'is_normalized'):
            print(unicodedata.is_normalized(form, char))
print(ord(unicodedata.lookup('GREEK SMALL LETTER ALPHA')))
attempt('lookup', unicodedata.lookup, 'NO SUCH NAME')
attempt('name', unicodedata.name, U('\\x00') if not PY3 else '\0')
attempt('decimal', unicodedata.decimal, b'a'.decode('ascii'))
