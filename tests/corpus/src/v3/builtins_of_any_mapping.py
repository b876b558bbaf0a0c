# versions: 3.6-3.13
# about: exec() and eval() with builtins that are no plain dict, closures, comprehensions that share names, marshalled copies.
import marshal, sys, types

def show(f, *args, **keywords):
    try:
        print(f(*args, **keywords))
    except Exception as e:
        print(type(e).__name__, e)

class Frozen(dict):
    def __setitem__(self, key, value):
        raise TypeError('frozen')
class Counting(dict):
    def __getitem__(self, key):
        print('asked for', key)
        return dict.__getitem__(self, key)
class Own:
    def __getitem__(self, key):
        if key == 'given': return 'own given'
        raise KeyError(key)

def evaluate(text, builtins):
    space = {'__builtins__': builtins}
    return eval(compile(text, 'text', 'eval'), space)

for builtins in ({'given': 1}, Frozen(given=2), Counting(given=3), types.MappingProxyType({'given': 4}), Own(), types.ModuleType('m')):
    print(type(builtins).__name__)
    show(evaluate, 'given', builtins)
    show(evaluate, '(lambda: given)()', builtins)
    show(evaluate, 'absent', builtins)
    show(evaluate, '(lambda: absent)()', builtins)
for builtins in (123, None, [1], 'text'):
    show(evaluate, 'given', builtins)

def run(text, builtins, **names):
    names['__builtins__'] = builtins
    exec(compile(text, 'text', 'exec'), names)
    return sorted(k for k in names if k[0] != '_')
show(run, 'class A: pass', {})
show(run, 'class A: pass', types.MappingProxyType({}))
show(run, 'class A: pass', types.MappingProxyType({'__build_class__': __build_class__, '__name__': 'x'}))
show(run, 'x = given; import given', Frozen(given=2))
if sys.version_info >= (3, 13): show(run, 'import given', types.MappingProxyType({}))
show(run, 'def f(): return given\nx = f()', Own())

class Refusing(dict):
    def __getitem__(self, key):
        raise ValueError(key)
show(exec, compile('name', 'text', 'exec'), Refusing(name=1))
show(exec, compile('def f(): return name\nf()', 'text', 'exec'), Refusing(name=1))

result = None
def outer(a, b):
    def inner():
        global result
        result = a * b
    return inner
inner = outer(3, 4)
if sys.version_info >= (3, 11):
    for closure in (inner.__closure__, (types.CellType(2), types.CellType(5)), [types.CellType(2), types.CellType(5)], (1, 2), (types.CellType(2),), None):
        show(lambda: (exec(inner.__code__, closure=closure), result))
    show(exec, inner.__code__)
show(eval, inner.__code__)

def constants_replaced(code, old, new):
    if sys.version_info >= (3, 8):
        return code.replace(co_consts=tuple(new if c == old else c for c in code.co_consts))
    return types.CodeType(code.co_argcount, code.co_kwonlyargcount, code.co_nlocals, code.co_stacksize, code.co_flags, code.co_code,
                          tuple(new if c == old else c for c in code.co_consts), code.co_names, code.co_varnames, code.co_filename, code.co_name,
                          code.co_firstlineno, code.co_lnotab, code.co_freevars, code.co_cellvars)
code = constants_replaced(compile('constant = 1', 'one', 'exec'), 1, compile('x = [1, "two"]', 'other', 'exec'))
space = {}
exec(marshal.loads(marshal.dumps(code)), space)
print(type(space['constant']).__name__, space['constant'].co_filename, space['constant'].co_names)
