# versions: 3.6-3.13
# about: the finders of built-in and frozen modules: specs, loaders, and what they refuse
import sys
import _imp
import warnings
warnings.simplefilter('ignore')


def attempt(label, function, *args, **named):
    try:
        value = function(*args, **named)
        print('%s: %s' % (label, repr(value) if ' at 0x' not in repr(value) else type(value).__name__))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print('%s: %s %s' % (label, kind.__name__, error))


finders = {f.__name__: f for f in sys.meta_path if isinstance(f, type)}
B = finders['BuiltinImporter']
print(B.__module__, type(B).__name__)
for name in ('sys', 'builtins', 'errno', 'no_such_module', 'csv', '', 'sys.path'):
    attempt('find_spec ' + name, B.find_spec, name)
    attempt('find_spec ' + name, B.find_spec, name, ['somewhere'])
    if hasattr(B, 'find_module'):
        attempt('find_module ' + name, B.find_module, name)
        attempt('find_module ' + name, B.find_module, name, ['somewhere'])
    for method in ('get_code', 'get_source', 'is_package'):
        attempt('%s %s' % (method, name), getattr(B, method), name)
    if hasattr(B, 'load_module') and name not in ('sys', 'builtins'):
        attempt('load_module ' + name, lambda: B.load_module(name).__name__)
spec = B.find_spec('errno')
print(spec.name, spec.loader is B, spec.origin, spec.submodule_search_locations, spec.loader_state, spec.cached, spec.parent, spec.has_location)
module = B.create_module(spec)
attempt('exec_module', B.exec_module, module)
print(module.__name__, module.ENOENT)
odd = type(spec)('no_such', B)
attempt('create_module', B.create_module, odd)
attempt('create_module', B.create_module, 5)
attempt('exec_module', B.exec_module, 5)
attempt('find_spec', B.find_spec, 5)
attempt('is_package', B.is_package, 5)
if hasattr(B, 'module_repr'):
    attempt('repr', B.module_repr, sys)
    attempt('repr', B.module_repr, 5)
if hasattr(B, 'load_module'):
    attempt('same', lambda: B.load_module('errno') is sys.modules['errno'])
attempt('instance', lambda: B().find_spec('errno').name)

F = finders['FrozenImporter']
for name in ('sys', 'no_such_module', 5):
    attempt('frozen find_spec %s' % name, F.find_spec, name) if name != 5 else None
    for method in ('get_code', 'get_source', 'is_package'):
        attempt('frozen %s %s' % (method, name), getattr(F, method), name)
attempt('is_builtin', lambda: [_imp.is_builtin(n) for n in ('sys', 'builtins', 'no_such', 'csv')])
attempt('is_frozen', lambda: [_imp.is_frozen(n) for n in ('sys', 'no_such')])
attempt('spec repr', repr, sys.__spec__)
attempt('spec eq', lambda: [sys.__spec__ == B.find_spec('sys'), spec == spec, spec == 5, spec == B.find_spec('sys')])
attempt('loader', lambda: [sys.__loader__ is B, sys.__spec__.loader is B])
