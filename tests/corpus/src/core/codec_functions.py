# versions: 2.7,3.6-3.13
# about: every function of _codecs: encoders and decoders called directly, with partial input, errors and wrong arguments
import sys
import _codecs

PY3 = sys.version_info[0] >= 3
TEXTS = [u'', u'abc', u'a\xe9', u'\u20ac\U00010348', u'\ud800x', u'a\nb\\c\t\x7f\x80', u'x' * 3 + u'\xff']
BYTES = [b'', b'abc', b'a\xc3\xa9', b'\xe2\x82', b'\xff\xfe', b'\xff\xfea\0b\0', b'\xfe\xff\0a\0b', b'\xff\xfe\0\0a\0\0\0', b'a\0b\0\0', b'\\u20ac\\n\\x41', b'\\u20', b'\\N{DIGIT ONE}', b'\\', b'+AGE-', b'+AGE', b'\xed\xa0\x80', b'\xf0\x9f\x98\x80', b'a\x80b', b'\0\0\xfe\xff\0\0\0a', b'\\777\\8', b'\\x4']


def shown(value):
    text = repr(value)
    if PY3:
        text = text.encode('ascii', 'backslashreplace').decode('ascii')
    return text


def attempt(label, function, *args):
    try:
        print('%s: %s' % (label, shown(function(*args))))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, shown(str(error))))


def get(name):
    return getattr(_codecs, name, None)


for name in ('utf_8_encode', 'utf_7_encode', 'utf_16_encode', 'utf_16_le_encode', 'utf_16_be_encode', 'utf_32_encode', 'utf_32_le_encode', 'utf_32_be_encode',
             'ascii_encode', 'latin_1_encode', 'raw_unicode_escape_encode', 'unicode_escape_encode', 'charmap_encode'):
    f = get(name)
    for text in TEXTS:
        for errors in ((), ('strict',), ('ignore',), ('replace',), ('backslashreplace',), ('xmlcharrefreplace',), ('surrogatepass',)):
            if not PY3 and errors == ('surrogatepass',):
                continue
            if text.isalnum() and errors:
                continue
            attempt('%s %s %s' % (name, shown(text), errors), f, text, *errors)
    attempt(name + ' none', f)
    if PY3:
        attempt(name + ' number', f, 5)
    attempt(name + ' bad errors', f, u'\ud800', 'no such')
for name in ('utf_16_encode', 'utf_32_encode'):
    for order in (-1, 0, 1):
        attempt('%s %d' % (name, order), get(name), u'a\u20ac', 'strict', order)
for name in ('utf_8_decode', 'utf_7_decode', 'utf_16_decode', 'utf_16_le_decode', 'utf_16_be_decode', 'utf_32_decode', 'utf_32_le_decode', 'utf_32_be_decode',
             'ascii_decode', 'latin_1_decode', 'raw_unicode_escape_decode', 'unicode_escape_decode', 'charmap_decode', 'utf_16_ex_decode', 'utf_32_ex_decode'):
    f = get(name)
    for data in BYTES:
        attempt('%s %s' % (name, shown(data)), f, data)
        if name.startswith(('utf_', 'raw', 'unicode_e')):
            for errors in ('ignore', 'replace'):
                attempt('%s %s %s' % (name, shown(data), errors), f, data, errors)
        if name.startswith('utf_') and 'ex' not in name:
            attempt('%s %s final' % (name, shown(data)), f, data, 'strict', True)
    attempt(name + ' none', f)
    if PY3:
        attempt(name + ' number', f, 5)
for order in (-1, 0, 1):
    for name in ('utf_16_ex_decode', 'utf_32_ex_decode'):
        attempt('%s %d' % (name, order), get(name), b'\xff\xfe\0\0a\0\0\0', 'strict', order)
        attempt('%s %d final' % (name, order), get(name), b'a\0\0\0b', 'strict', order, 1)
table = u''.join([(chr if PY3 else unichr)(c) for c in range(128)]) + u'\u20ac' + u'\ufffe' * 127
made = _codecs.charmap_build(table)

attempt('charmap encode', _codecs.charmap_encode, u'a\u20ac', 'strict', made)
attempt('charmap encode fails', _codecs.charmap_encode, u'a\x81', 'strict', made)
attempt('charmap encode replaced', _codecs.charmap_encode, u'a\x81', 'replace', made)
attempt('charmap decode', _codecs.charmap_decode, b'a\x80', 'strict', table)
attempt('charmap decode fails', _codecs.charmap_decode, b'a\x81', 'strict', table)
attempt('charmap decode ignored', _codecs.charmap_decode, b'a\x81b', 'ignore', table)
attempt('charmap dict', _codecs.charmap_decode, b'abc', 'strict', {97: u'A', 98: 66, 99: None})
attempt('charmap dict replaced', _codecs.charmap_decode, b'abcd', 'replace', {97: u'xyz', 98: 66, 99: None})
attempt('charmap bad value', _codecs.charmap_decode, b'a', 'strict', {97: 2.5})
attempt('charmap encode dict', _codecs.charmap_encode, u'ab', 'strict', {97: b'XY', 98: 300})
attempt('charmap encode dict 2', _codecs.charmap_encode, u'ab', 'strict', {97: b'XY', 98: 30})
attempt('charmap encode missing', _codecs.charmap_encode, u'ab', 'strict', {97: None})

attempt('charmap build bad', _codecs.charmap_build, b'abc')
attempt('escape_decode', _codecs.escape_decode, b'a\\n\\x41\\101\\\n\\q')
attempt('escape_decode bad', _codecs.escape_decode, b'\\x4')
attempt('escape_decode replaced', _codecs.escape_decode, b'\\x4z', 'replace')
attempt('escape_decode ignored', _codecs.escape_decode, b'\\x4z', 'ignore')
attempt('escape_decode end', _codecs.escape_decode, b'a\\')
attempt('escape_encode', _codecs.escape_encode, b"a\n'\\\xff\0")
attempt('escape_encode text', _codecs.escape_encode, u'a')
attempt('readbuffer_encode', _codecs.readbuffer_encode, b'ab')
attempt('readbuffer_encode text', _codecs.readbuffer_encode, u'a\xe9' if PY3 else u'ab'.encode('ascii'))


if not PY3:
    attempt('charbuffer_encode', _codecs.charbuffer_encode, b'ab')
for name in ('utf-8', 'ASCII', 'latin_1', 'UTF-16-LE', 'raw_unicode_escape', 'no such codec', 'Utf_8', 'iso8859-1'):
    attempt('lookup ' + name, lambda: _codecs.lookup(name)[:0])
    attempt('encode ' + name, _codecs.encode, u'a\xe9', name)
    attempt('decode ' + name, _codecs.decode, b'a\xe9', name, 'replace')
attempt('encode default', _codecs.encode, u'abc')
attempt('decode default', _codecs.decode, b'abc')
attempt('lookup null', _codecs.lookup, 'a\0b')


def handler(error):
    return (u'<%d-%d>' % (error.start, error.end), error.end)


_codecs.register_error('test.handler', handler)
print(_codecs.lookup_error('test.handler') is handler)
attempt('own handler', _codecs.ascii_encode, u'a\xe9\xe8b', 'test.handler')
attempt('own handler decodes', _codecs.ascii_decode, b'a\x80\x81b', 'test.handler')
attempt('lookup_error', _codecs.lookup_error, 'no such')
attempt('register_error', _codecs.register_error, 'x', 5)
attempt('register', _codecs.register, 5)
for bad in (lambda e: 5, lambda e: (u'x',), lambda e: (u'x', 100), lambda e: (3, 1), lambda e: (b'raw', e.end), lambda e: (u'\xe9', e.end)):
    _codecs.register_error('test.bad', bad)
    attempt('bad handler encodes', _codecs.ascii_encode, u'a\xe9', 'test.bad')
    attempt('bad handler decodes', _codecs.ascii_decode, b'a\x80', 'test.bad')
for name in ('strict', 'ignore', 'replace', 'backslashreplace', 'xmlcharrefreplace', 'namereplace', 'surrogateescape', 'surrogatepass'):
    try:
        f = _codecs.lookup_error(name)
    except LookupError:
        print(name + ' is not there')
        continue
    for error in (UnicodeEncodeError('ascii', u'a\u20ac\xe9b', 1, 3, 'why'), UnicodeDecodeError('ascii', b'a\xe2\x82b', 1, 3, 'why'), UnicodeTranslateError(u'a\u20acb', 1, 2, 'why'), ValueError(1), 5):
        attempt('%s of %s' % (name, type(error).__name__), f, error)


def search(name):
    if name == 'test_codec':
        return (lambda text, errors='strict': (b'encoded', len(text)), lambda data, errors='strict': (u'decoded', len(data)), None, None)
    if name == 'test_wrong':
        return 5


_codecs.register(search)
attempt('own codec', lambda: (u'abc'.encode('test_codec'), b'abc'.decode('test_codec')))
attempt('wrong codec', lambda: u'abc'.encode('test_wrong'))
attempt('lookup own', lambda: len(_codecs.lookup('Test-Codec')))
if hasattr(_codecs, 'unregister'):
    attempt('unregister', _codecs.unregister, search)
    attempt('gone', lambda: u'abc'.encode('test_codec'))
if hasattr(_codecs, '_forget_codec'):
    attempt('forget', _codecs._forget_codec, 'test_codec')
