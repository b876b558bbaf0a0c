# versions: 2.7
# about: native modules that went with 2.x: strop, cStringIO, future_builtins, parts of imp, os.environ, _sre and signal
import os
import sys
import imp
import strop
import cStringIO
import future_builtins
import _sre
import _io
import warnings
warnings.simplefilter('ignore')


def attempt(label, function, *args, **named):
    try:
        value = function(*args, **named)
        print('%s: %r' % (label, value))
        return value
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, error))


CALLS = [('atof', [('2.5',), (' 1e3 ',), ('x',)]), ('atoi', [('12',), ('0x1f', 16), ('z', 36)]), ('atol', [('12',), ('12L',), ('ff', 16)]), ('capitalize', [('hELLO',), ('',)]),
         ('count', [('banana', 'an'), ('banana', 'a', 2), ('banana', 'a', 0, -1)]), ('expandtabs', [('a\tb',), ('a\tb', 3)]), ('find', [('banana', 'n'), ('banana', 'x'), ('banana', 'a', 2, 3)]), ('rfind', [('banana', 'n'), ('banana', 'a', 0, 3)]),
         ('join', [(['a', 'b'],), (('a', 'b'), '-')]), ('joinfields', [(['a', 'b'], '+')]), ('lower', [('ABC d',)]), ('upper', [('abc D',)]), ('swapcase', [('aBc',)]), ('strip', [(' a ',)]), ('lstrip', [(' a ',)]), ('rstrip', [(' a ',)]),
         ('split', [(' a b  c ',), ('a,b,c', ','), ('a,b,c', ',', 1), ('abc', '')]), ('splitfields', [('a-b', '-')]), ('replace', [('banana', 'a', 'o'), ('banana', 'a', 'o', 2)]), ('translate', [('abc', 'x' * 256), ('abc', 'x' * 256, 'b'), ('abc', 'short')])]
for name, calls in CALLS:
    for args in calls:
        attempt('%s%r' % (name, tuple(a if a != 'x' * 256 else 'table' for a in args)), getattr(strop, name), *args)
print(strop.maketrans('ab', 'xy')[95:100])
attempt('maketrans', strop.maketrans, 'a', 'xy')
print([future_builtins.ascii(u'\xe9'), future_builtins.hex(255), future_builtins.oct(8), future_builtins.hex(-5L), list(future_builtins.zip([1], [2])), list(future_builtins.map(abs, [-1])), list(future_builtins.filter(None, [0, 1]))])
out = cStringIO.StringIO()
out.write('some text')
print(out.getvalue(), out.tell(), cStringIO.StringIO('a\nb').readlines())

print(repr(imp.get_magic()), imp.get_suffixes()[-2:])
module = imp.new_module('fresh')
print(module.__name__, module.__dict__)
print(imp.init_builtin('errno').__name__, imp.init_builtin('no_such'), imp.is_builtin('errno'), imp.is_frozen('x'))
attempt('find', imp.find_module, 'no_such')
attempt('find', lambda: imp.find_module('errno')[1:])
f = open('made.py', 'w')
f.write('value = 5\n')
f.close()
found = imp.find_module('made', ['.'])
print(found[1:])
print(imp.load_module('made', *found).value, imp.reload(sys.modules['made']).value, imp.load_source('again', 'made.py').value)
found[0].close()
os.mkdir('pack')
open('pack/__init__.py', 'w').close()
print(imp.load_package('pack', 'pack').__name__)
attempt('compiled', imp.load_compiled, 'x', 'made.py')
attempt('source', imp.load_source, 'x', 'no_such.py')
attempt('null', imp.NullImporter, '.')
null = imp.NullImporter('no such folder')
attempt('null', null.find_module, 'x')
for name in ('pack/__init__.py', 'made.py'):
    os.remove(name)
os.rmdir('pack')

environment = os.environ.copy()
os.environ['XX'] = '1'
os.environ.update({'YY': '2'}, ZZ='3')
print(os.environ.pop('XX'), os.environ.pop('XX', 'none'), os.environ.setdefault('YY', '5'), os.environ.setdefault('WW', '6'), os.getenv('ZZ'))
os.environ.clear()
print(len(os.environ), os.environ.setdefault('A', 'a'), os.environ.popitem(), type(environment).__name__)
os.environ.update(environment)
print(_sre.getlower(65, 0), _sre.getlower(0xc9, 0), _sre.getlower(0xc9, 32))
f = _io.open('made.txt', 'w')
f.write(u'text')
f.close()
print(_io.open('made.txt').read())
os.remove('made.txt')
