# versions: 2.7,3.6-3.13
# about: byte order marks of files that are appended to, writing beyond the limit of a file, positions as numbers
import io, os, sys
name = 'appended_marks.tmp'
for encoding in ('utf-8-sig', 'utf-16', 'utf-32', 'utf-8'):
    with io.open(name, 'w', encoding=encoding) as f:
        f.write(u'aaa')
    with io.open(name, 'a', encoding=encoding) as f:
        f.write(u'xxx')
    with io.open(name, 'rb') as f:
        print(repr(f.read() == u'aaaxxx'.encode(encoding)))
    with io.open(name, 'r+', encoding=encoding) as f:
        f.write(u'zz')
    with io.open(name, encoding=encoding) as f:
        print(repr(f.read()))
for arguments in (('w', 0), ('r', 0), ('rb', 0), ('r+b', -1), ('w', -1, 'nonsense')):
    try:
        f = io.open(name, *arguments)
        print(type(f).__name__)
        f.close()
    except Exception as e:
        print(type(e).__name__ + ': ' + str(e))
import resource
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
f = io.open(name, 'wb', 0)
resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
print(int(f.write(b'x' * 8)), int(f.write(b'y' * 8)))
try:
    f.write(b'z')
    print('written')
except EnvironmentError as e:
    print(e.errno)
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
f.close()
os.remove(name)
