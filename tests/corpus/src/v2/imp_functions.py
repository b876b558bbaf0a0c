# versions: 2.7
# about: imp of 2.x: finding, loading and making modules by hand, frozen and built-in ones, its lock
import sys
import imp
import os
import marshal


def attempt(label, function, *args, **named):
    try:
        print('%s: %r' % (label, function(*args, **named)))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, error))

attempt('suffixes', lambda: [s for s in imp.get_suffixes() if s[0] in ('.py', '.pyc')])
attempt('magic', lambda: (len(imp.get_magic()), imp.get_magic()[2:]))
attempt('held', imp.lock_held)
attempt('acquire', imp.acquire_lock)
attempt('acquire', imp.acquire_lock)
attempt('held', imp.lock_held)
attempt('release', imp.release_lock)
attempt('release', imp.release_lock)
attempt('release', imp.release_lock)
attempt('held', imp.lock_held)
attempt('builtin', lambda: [imp.is_builtin(name) for name in ('sys', '__builtin__', 'imp', 'nothing')])
attempt('frozen', lambda: [imp.is_frozen(name) for name in ('sys', 'nothing')])
attempt('init_builtin', lambda: imp.init_builtin('errno').__name__)
attempt('init_builtin', imp.init_builtin, 'nothing')
attempt('init_frozen', imp.init_frozen, 'nothing')
attempt('frozen object', imp.get_frozen_object, 'nothing')
attempt('new', lambda: (imp.new_module('fresh').__name__, sorted(imp.new_module('fresh').__dict__)))
attempt('new', imp.new_module)
attempt('new', imp.new_module, 5)
attempt('find', imp.find_module, 'nothing-at-all')
attempt('find', imp.find_module, 'sys')
attempt('find', imp.find_module, 'x', ['/no/such'])
os.mkdir('d.tmp')
open('d.tmp/one.py', 'w').write('value = 1\nname = __name__\n')
os.mkdir('d.tmp/pack')
open('d.tmp/pack/__init__.py', 'w').write('inside = "pack"\n')
f = open('d.tmp/two.pyc', 'wb')
f.write(imp.get_magic() + '\0\0\0\0')
marshal.dump(compile('value = 1\nname = __name__\n', 'one.py', 'exec'), f)
f.close()
f = open('d.tmp/numbers', 'wb')
marshal.dump([1, 'a', None], f)
marshal.dump((2.5, 3), f, 1)
f.close()
f = open('d.tmp/numbers', 'rb')
print(marshal.load(f), marshal.load(f))
attempt('marshal', marshal.load, f)
attempt('marshal', marshal.load, 5)
attempt('marshal', marshal.dump, 5, 5)
attempt('marshal', marshal.dump, int, f)
f.close()
f, path, (suffix, mode, kind) = imp.find_module('one', ['d.tmp'])
print(path, suffix, mode, kind == imp.PY_SOURCE)
attempt('load', lambda: (imp.load_module('loaded', f, path, (suffix, mode, kind)).name, sys.modules['loaded'].value))
f.close()
f, path, what = imp.find_module('pack', ['d.tmp'])
print(f, path, what[2] == imp.PKG_DIRECTORY)
attempt('package', lambda: imp.load_module('pack', f, path, what).inside)
attempt('load_package', lambda: imp.load_package('pack2', 'd.tmp/pack').inside)
attempt('load_source', lambda: imp.load_source('src', 'd.tmp/one.py').name)
f = open('d.tmp/one.py')
attempt('load_source', lambda: imp.load_source('src2', 'd.tmp/one.py', f).value)
f.close()
attempt('load_source', imp.load_source, 'src', 'd.tmp/missing.py')
attempt('load_compiled', lambda: imp.load_compiled('comp', 'd.tmp/two.pyc').name)
f = open('d.tmp/two.pyc', 'rb')
attempt('load_compiled', lambda: imp.load_compiled('comp2', 'd.tmp/two.pyc', f).value)
f.close()
attempt('load_compiled', imp.load_compiled, 'comp', 'd.tmp/one.py')
attempt('load_compiled', imp.load_compiled, 'comp', 'd.tmp/missing.pyc')
open('d.tmp/one.py', 'w').write('value = 22\n')
for left in os.listdir('d.tmp'):
    if left.endswith('.pyc') and left != 'two.pyc':
        os.remove('d.tmp/' + left)
sys.path.insert(0, 'd.tmp')
import one
one.value = 3
attempt('reload', lambda: (imp.reload(one) is one, one.value))
attempt('reload', imp.reload, 'one')
attempt('reload', imp.reload, imp.new_module('never'))
attempt('load_module', imp.load_module, 'x', None, 'p', ('', '', 99))
attempt('load_module', imp.load_module, 'x', None, 'p', ('', 'w', imp.PY_SOURCE))
attempt('load_module', imp.load_module, 'x', None, 'p', 5)
attempt('load_module', imp.load_module, 'errno', None, None, ('', '', imp.C_BUILTIN))
attempt('load_module', imp.load_module, 'nothing', None, None, ('', '', imp.PY_FROZEN))
attempt('null', imp.NullImporter, '')
attempt('null', imp.NullImporter, 'd.tmp')
attempt('null', imp.NullImporter('no/such').find_module, 'x')
attempt('null', imp.NullImporter, 5)
for folder in ('d.tmp/pack', 'd.tmp'):
    for left in os.listdir(folder):
        os.remove(folder + '/' + left)
    os.rmdir(folder)
