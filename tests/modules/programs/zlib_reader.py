"""zlib._ZlibDecompressor."""
import zlib

data = bytes(range(256)) * 400
packed = zlib.compress(data, 9)
reader = zlib._ZlibDecompressor()
print(reader.eof, reader.needs_input, reader.unused_data)
out = reader.decompress(packed[:10])
print(len(out), reader.eof, reader.needs_input)
out += reader.decompress(packed[10:] + b"rest", max_length=100)
print(len(out), reader.eof, reader.needs_input, reader.unused_data)
while not reader.eof:
    out += reader.decompress(b"", 5000)
print(out == data, reader.eof, reader.needs_input, reader.unused_data)
for arguments in ((b"",), (5,), (b"x", "y")):
    try:
        reader.decompress(*arguments)
    except Exception as error:
        print(type(error).__name__, error)
try:
    zlib._ZlibDecompressor().decompress(b"this is no stream")
except zlib.error as error:
    print(error)
raw = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=b"hello hello")
packed = raw.compress(b"hello hello hello") + raw.flush()
print(zlib._ZlibDecompressor(wbits=-15, zdict=b"hello hello").decompress(packed))
print(zlib._ZlibDecompressor.__name__, zlib._ZlibDecompressor.__module__, [name for name in dir(zlib._ZlibDecompressor) if name[0] != "_"])
try:
    zlib._ZlibDecompressor(99)
except ValueError as error:
    print(error)
