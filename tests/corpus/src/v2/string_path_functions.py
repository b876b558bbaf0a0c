# versions: 2.7
# about: string, posixpath and os of 2.x: every function that works on text and paths
import sys
import string
import posixpath
import os


def attempt(label, function, *args, **named):
    try:
        print('%s: %r' % (label, function(*args, **named)))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, error))

for name, args in (
        ('capitalize', ('abc dE',)), ('capwords', ('the  quick fOX',)), ('capwords', ('a-b-c', '-')), ('count', ('banana', 'an')), ('count', ('banana', 'a', 2, 4)), ('expandtabs', ('a\tb', 4)), ('expandtabs', ('a\tb',)),
        ('find', ('abc', 'c')), ('index', ('abc', 'b')), ('index', ('abc', 'x')), ('joinfields', (['a', 'b'], '-')), ('join', (['a', 'b'],)), ('lower', ('ABC',)), ('upper', ('abc',)), ('lstrip', ('  a ',)), ('lstrip', ('xxa', 'x')),
        ('rstrip', (' a  ',)), ('rstrip', ('axx', 'x')), ('strip', (' a ',)), ('strip', ('xax', 'x')), ('rfind', ('abcabc', 'b')), ('rfind', ('abcabc', 'z')), ('rindex', ('abcabc', 'b')), ('rindex', ('abc', 'z')), ('rjust', ('a', 4)), ('rjust', ('a', 4, '*')),
        ('ljust', ('a', 4, '*')), ('center', ('a', 4)), ('rsplit', ('a b c', None, 1)), ('rsplit', ('a-b-c', '-')), ('split', ('a b',)), ('splitfields', ('a b c', ' ', 1)), ('swapcase', ('aBc',)), ('translate', ('abc', string.maketrans('ab', 'xy'))),
        ('translate', ('abc', string.maketrans('ab', 'xy'), 'c')), ('translate', ('abc', None, 'b')), ('replace', ('aaa', 'a', 'b', 2)), ('zfill', ('-5', 4)), ('zfill', (5, 3)), ('atoi', ('12',)), ('atoi', ('ff', 16)), ('atoi', ('x',)),
        ('atof', ('1.5',)), ('atol', ('12',)), ('maketrans', ('ab', 'c')), ('lower', (5,)), ('joinfields', (5,))):
    attempt(name + repr(args)[:60], getattr(string, name), *args)
print(string.index_error is ValueError, string.atoi_error is ValueError)
f = string.Formatter()
attempt('format', f.format, '{0} {1!r} {2:>5} {k[0]} {k}', 1, 'b', 'c', k='word')
attempt('format', f.format, '{} {}', 1, 2)
attempt('format', f.format, '{x}')
attempt('format', f.format, '{0}', )
attempt('vformat', f.vformat, '{0:{1}}|{n.real}', ('a', '>4'), {'n': 5})
attempt('parse', lambda: list(f.parse('a{0!r:x}b{{c}}')))
attempt('get_field', f.get_field, '0.real[1]', ([1, 2],), {})
attempt('get_field', f.get_field, '0.real', (7,), {})
attempt('get_field', f.get_field, 'k[x]', (), {'k': {'x': 9}})
attempt('get_value', f.get_value, 0, ('a',), {})
attempt('get_value', f.get_value, 'k', ('a',), {'k': 'v'})
attempt('get_value', f.get_value, 'z', ('a',), {'k': 'v'})
attempt('check', f.check_unused_args, set(), (), {})
attempt('convert', f.convert_field, 'a', 'r')
attempt('convert', f.convert_field, 5, 's')
attempt('convert', f.convert_field, 5, None)
attempt('convert', f.convert_field, 5, 'x')
attempt('field', f.format_field, 5, '04d')
t = string.Template('$who likes ${what}, $$5')
attempt('template', t.substitute, who='she', what='it')
attempt('template', t.substitute, who='she')
attempt('template', t.safe_substitute, {'who': 'he'})
attempt('template', string.Template('$').substitute)

os.mkdir('d.tmp')
open('d.tmp/f', 'w').write('four')
os.symlink('f', 'd.tmp/s')
os.symlink('none', 'd.tmp/broken')
os.utime('d.tmp/f', (1000, 2000))
cwd = os.getcwd()
for path in ('', '/', '//', '///', 'a', '/a', 'a/', 'a/b', '/a/b/', 'a//b', './a/../b', '../none-such/a', '/..', '//a/./b', '.', '..', 'a.b.c', '.bashrc', 'x/.b', 'a.', u'u/\u00e9.t'):
    for name in ('basename', 'dirname', 'normpath', 'split', 'splitext', 'splitdrive', 'isabs', 'normcase', 'exists', 'isdir', 'isfile', 'islink', 'lexists', 'ismount'):
        attempt('%s(%r)' % (name, path), getattr(posixpath, name), path)
attempt('abspath', lambda: posixpath.abspath('a/../b') == cwd + '/b')
attempt('abspath', posixpath.abspath, '/a/../b')
attempt('realpath', lambda: posixpath.realpath('d.tmp/s') == posixpath.realpath(cwd) + '/d.tmp/f')
attempt('relpath', posixpath.relpath, '/a/b/c', '/a/d')
attempt('relpath', posixpath.relpath, 'x')
attempt('relpath', posixpath.relpath, '')
for parts in (('a',), ('a', 'b'), ('a/', 'b'), ('a', '/b'), ('', 'a'), ('a', ''), ('a', 'b', 'c')):
    attempt('join%r' % (parts,), posixpath.join, *parts)
attempt('commonprefix', posixpath.commonprefix, ['/usr/lib', '/usr/local'])
attempt('commonprefix', posixpath.commonprefix, [])
attempt('commonprefix', posixpath.commonprefix, [['a', 'b'], ['a', 'c']])
os.environ['HOME'] = '/home/me'
os.environ['THIS'] = 'that'
for path in ('~', '~/x', '~root/x', '~nobody-at-all/x', 'a~', '~//'):
    attempt('expanduser(%r)' % path, posixpath.expanduser, path)
for path in ('$THIS/x', '${THIS}y', '$NOTHING', '${', '$', 'a$THIS$THIS', u'$THIS'):
    attempt('expandvars(%r)' % path, posixpath.expandvars, path)
attempt('getsize', posixpath.getsize, 'd.tmp/f')
attempt('getsize', posixpath.getsize, 'none')
attempt('getatime', posixpath.getatime, 'd.tmp/f')
attempt('getmtime', posixpath.getmtime, 'd.tmp/f')
attempt('getctime', lambda: posixpath.getctime('d.tmp/f') > 10 ** 9)
for path in ('d.tmp', 'd.tmp/f', 'd.tmp/s', 'd.tmp/broken', 'none'):
    attempt(path, lambda: [posixpath.exists(path), posixpath.lexists(path), posixpath.isfile(path), posixpath.isdir(path), posixpath.islink(path), posixpath.ismount(path)])
attempt('samefile', posixpath.samefile, 'd.tmp/f', 'd.tmp/s')
attempt('samefile', posixpath.samefile, 'd.tmp/f', 'd.tmp')
attempt('samestat', lambda: posixpath.samestat(os.stat('d.tmp/f'), os.stat('d.tmp/s')))
one, two = open('d.tmp/f'), open('d.tmp/s')
attempt('sameopenfile', lambda: posixpath.sameopenfile(one.fileno(), two.fileno()))
one.close()
two.close()
seen = []
posixpath.walk('d.tmp', lambda arg, folder, names: seen.append((arg, folder, sorted(names))), 'arg')
print(seen)
attempt('makedirs', os.makedirs, 'd.tmp/a/b/c')
attempt('makedirs', os.makedirs, 'd.tmp/a/b/c')
attempt('renames', os.renames, 'd.tmp/a/b/c', 'd.tmp/x/y')
attempt('left', lambda: [os.path.exists('d.tmp/a'), os.listdir('d.tmp/x')])
attempt('removedirs', os.removedirs, 'd.tmp/x/y')
attempt('removedirs', os.removedirs, 'd.tmp/none')
attempt('walk', lambda: [(top, sorted(dirs), sorted(files)) for top, dirs, files in os.walk('d.tmp')])
attempt('getenv', lambda: [os.getenv('THIS'), os.getenv('NOTHING'), os.getenv('NOTHING', 5)])
attempt('getcwdu', lambda: os.getcwdu() == cwd.decode('ascii'))
for name in os.listdir('d.tmp'):
    os.remove('d.tmp/' + name)
os.rmdir('d.tmp')
