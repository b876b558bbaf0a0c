# versions: 3.13
# about: _opcode's questions about opcodes, and _typing's _idfunc
import _opcode
import _typing
import sys

for name in ('is_valid', 'has_arg', 'has_const', 'has_name', 'has_jump', 'has_free', 'has_local', 'has_exc'):
    function = getattr(_opcode, name)
    print(name, [n for n in range(300) if function(n)])
    for args in ((), ('a',), (1, 2)):
        try:
            print(function(*args))
        except TypeError as e:
            print(e)
print([_opcode.stack_effect(n, 0) for n in (27, 30, 31) if _opcode.is_valid(n) and _opcode.has_arg(n)], _opcode.stack_effect(32) if not _opcode.has_arg(32) else None)
print(_opcode.get_nb_ops())
print(_opcode.get_intrinsic1_descs())
print(_opcode.get_intrinsic2_descs())
print(_opcode.get_specialization_stats())
print(_typing._idfunc(5), _typing._idfunc('x'))


def f():
    pass


try:
    print(_opcode.get_executor(code=f.__code__, offset=0))
except Exception as e:
    print(type(e).__name__, e)
