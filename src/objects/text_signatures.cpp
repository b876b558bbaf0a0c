// The signatures that inspect shows of built-in functions and types.
#include "objects/text_signatures.h"

#include <string_view>

#include "objects/function.h"
#include "objects/module.h"
#include "objects/text.h"
#include "vm/runtime.h"
#include "vm/signature.h"
#include "vm/thread.h"
#include "vm/type.h"

namespace xvm {

namespace {

struct Row {
  std::string_view name, text;
  Range releases = always;
};

constexpr Row functions[] = {
    {"__import__", "($module, /, name, globals=None, locals=None, fromlist=(),\n           level=0)", since(3, 11)},
    {"abs", "($module, x, /)"}, {"aiter", "($module, async_iterable, /)"}, {"all", "($module, iterable, /)"}, {"any", "($module, iterable, /)"},
    {"anext", "($module, aiterator, default=<unrepresentable>, /)"}, {"ascii", "($module, obj, /)"}, {"bin", "($module, number, /)"},
    {"breakpoint", "($module, /, *args, **kws)", since(3, 13)}, {"callable", "($module, obj, /)"}, {"chr", "($module, i, /)"},
    {"compile", "($module, /, source, filename, mode, flags=0,\n        dont_inherit=False, optimize=-1)", until(3, 7)},
    {"compile", "($module, /, source, filename, mode, flags=0,\n        dont_inherit=False, optimize=-1, *, _feature_version=-1)", since(3, 8)},
    {"delattr", "($module, obj, name, /)"}, {"dir", "($module, arg=<unrepresentable>, /)", between(3, 12, 3, 12)}, {"divmod", "($module, x, y, /)"},
    {"eval", "($module, source, globals=None, locals=None, /)", until(3, 12)}, {"eval", "($module, source, /, globals=None, locals=None)", since(3, 13)},
    {"exec", "($module, source, globals=None, locals=None, /)", until(3, 10)}, {"exec", "($module, source, globals=None, locals=None, /, *, closure=None)", between(3, 11, 3, 12)},
    {"exec", "($module, source, /, globals=None, locals=None, *, closure=None)", since(3, 13)}, {"format", "($module, value, format_spec='', /)"},
    {"getattr", "($module, object, name, default=<unrepresentable>, /)", between(3, 12, 3, 12)}, {"globals", "($module, /)"}, {"hasattr", "($module, obj, name, /)"},
    {"hash", "($module, obj, /)"}, {"hex", "($module, number, /)"}, {"id", "($module, obj, /)"}, {"input", "($module, prompt=None, /)", until(3, 9)},
    {"input", "($module, prompt='', /)", since(3, 10)}, {"isinstance", "($module, obj, class_or_tuple, /)"}, {"issubclass", "($module, cls, class_or_tuple, /)"},
    {"iter", "($module, object, sentinel=<unrepresentable>, /)", between(3, 12, 3, 12)}, {"len", "($module, obj, /)"}, {"locals", "($module, /)"},
    {"next", "($module, iterator, default=<unrepresentable>, /)", between(3, 12, 3, 12)}, {"oct", "($module, number, /)"},
    {"open", "($module, /, file, mode='r', buffering=-1, encoding=None,\n     errors=None, newline=None, closefd=True, opener=None)"}, {"ord", "($module, c, /)"},
    {"pow", "($module, x, y, z=None, /)", until(3, 7)}, {"pow", "($module, /, base, exp, mod=None)", since(3, 8)},
    {"print", "($module, /, *args, sep=' ', end='\\n', file=None, flush=False)", since(3, 11)}, {"repr", "($module, obj, /)"},
    {"round", "($module, /, number, ndigits=None)", since(3, 7)}, {"setattr", "($module, obj, name, value, /)"},
    {"sorted", "($module, iterable, /, *, key=None, reverse=False)"}, {"sum", "($module, iterable, start=0, /)", until(3, 7)},
    {"sum", "($module, iterable, /, start=0)", since(3, 8)}, {"vars", "($module, object=<unrepresentable>, /)", between(3, 12, 3, 12)},
};

constexpr Row types[] = {
    {"NoneType", "()", since(3, 13)}, {"NotImplementedType", "()", since(3, 13)}, {"ellipsis", "()", since(3, 13)}, {"bool", "(object=False, /)", since(3, 13)},
    {"cell", "([contents])", since(3, 8)}, {"classmethod", "(function, /)", since(3, 13)}, {"staticmethod", "(function, /)", since(3, 13)},
    {"complex", "(real=0, imag=0)", since(3, 7)}, {"enumerate", "(iterable, start=0)", since(3, 7)}, {"filter", "(function, iterable, /)", since(3, 13)},
    {"float", "(x=0, /)", since(3, 7)}, {"frozenset", "(iterable=(), /)", since(3, 13)},
    {"function", "(code, globals, name=None, argdefs=None, closure=None)", between(3, 7, 3, 12)},
    {"function", "(code, globals, name=None, argdefs=None, closure=None,\n         kwdefaults=None)", since(3, 13)}, {"list", "(iterable=(), /)", since(3, 7)},
    {"map", "(function, iterable, /, *iterables)", since(3, 13)}, {"mappingproxy", "(mapping)", since(3, 13)}, {"memoryview", "(object)"},
    {"method", "(function, instance, /)", since(3, 11)}, {"module", "(name, doc=None)", since(3, 7)}, {"object", "()"},
    {"property", "(fget=None, fset=None, fdel=None, doc=None)", since(3, 7)}, {"reversed", "(sequence, /)", since(3, 7)}, {"set", "(iterable=(), /)", since(3, 13)},
    {"traceback", "(tb_next, tb_frame, tb_lasti, tb_lineno)", since(3, 13)}, {"tuple", "(iterable=(), /)", since(3, 7)}, {"zip", "(*iterables, strict=False)", since(3, 13)},
    {"itertools._tee", "(iterable, /)", since(3, 8)}, {"itertools.batched", "(iterable, n)", between(3, 12, 3, 12)},
    {"itertools.batched", "(iterable, n, *, strict=False)", since(3, 13)}, {"itertools.chain", "(*iterables)", since(3, 13)},
    {"itertools.product", "(*iterables, repeat=1)", since(3, 13)}, {"itertools.zip_longest", "(*iterables, fillvalue=None)", since(3, 13)}, {"itertools.accumulate", "(iterable, func=None, *, initial=None)", since(3, 8)}, {"itertools.combinations", "(iterable, r)", since(3, 8)},
    {"itertools.combinations_with_replacement", "(iterable, r)", since(3, 8)}, {"itertools.compress", "(data, selectors)", since(3, 8)},
    {"itertools.count", "(start=0, step=1)", since(3, 8)}, {"itertools.cycle", "(iterable, /)", since(3, 8)},
    {"itertools.dropwhile", "(predicate, iterable, /)", since(3, 8)}, {"itertools.filterfalse", "(function, iterable, /)", since(3, 8)},
    {"itertools.groupby", "(iterable, key=None)", since(3, 8)}, {"itertools.pairwise", "(iterable, /)", since(3, 10)},
    {"itertools.permutations", "(iterable, r=None)", since(3, 8)}, {"itertools.starmap", "(function, iterable, /)", since(3, 8)},
    {"itertools.takewhile", "(predicate, iterable, /)", since(3, 8)},
};

bool methods_have_signatures(const Release& r) { return r.since(3, 7); }

template <std::size_t count>
Value look_up(Thread& thread, const Row (&rows)[count], std::string_view name) {
  for (const Row& row : rows)
    if (row.name == name && thread.rt.in(row.releases)) return native_str(thread, row.text);
  return none_value();
}

}  // namespace

Value text_signature_of_type(Thread& thread, const Type& type) { return type.has(HeapType) ? none_value() : look_up(thread, types, type.name); }

Value text_signature_of_native(Thread& thread, const Native& function) {
  if (!function.owner && is<Module>(function.self) && function.self == thread.rt.builtins_module) return look_up(thread, functions, signature_of(function.row->signature).name);
  if (!function.owner || !methods_have_signatures(thread.rt.release)) return none_value();
  const Signature& signature = signature_of(function.row->signature, function.row->form == Method::Class || function.row->form == Method::ClassRaw);
  return signature.parameters_text.empty() ? none_value() : native_str(thread, signature.parameters_text);
}

}  // namespace xvm
