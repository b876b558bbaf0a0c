#include "builtins/builtins_module.h"

#include "builtins/iteration.h"
#include "builtins/numeric.h"
#include "builtins/text.h"


#include "objects/dict.h"
#include "objects/function.h"
#include "objects/module.h"
#include "objects/text.h"
#include "vm/exceptions_list.h"
#include "vm/runtime.h"
#include "vm/thread.h"

namespace xvm {

namespace {

const char* builtins_name(const Release& r) { return r.python2() ? "__builtin__" : "builtins"; }

// A type that stands in builtins under a name.
struct TypeName {
  const char* name;
  Type* Types::*type;
  Range releases = always;
};

// In CPython's order, which suggestions for misspelt names show.
constexpr TypeName type_names[] = {
    {"basestring", &Types::basestring, py2},
    {"bool", &Types::bool_},
    {"memoryview", &Types::memoryview, since(2, 7)},
    {"buffer", &Types::buffer, py2},
    {"bytearray", &Types::bytearray, since(2, 6)},
    {"bytes", &Types::bytes, since(2, 6)},
    {"classmethod", &Types::class_method},
    {"complex", &Types::complex_},
    {"dict", &Types::dict},
    {"enumerate", &Types::enumerate},
    {"file", &Types::file, py2},
    {"filter", &Types::filter, py3},
    {"float", &Types::float_},
    {"frozenset", &Types::frozenset},
    {"property", &Types::property},
    {"int", &Types::int_},
    {"list", &Types::list},
    {"long", &Types::long_, py2},
    {"map", &Types::map, py3},
    {"object", &Types::object},
    {"range", &Types::range, py3},
    {"reversed", &Types::reversed},
    {"set", &Types::set},
    {"slice", &Types::slice},
    {"staticmethod", &Types::static_method},
    {"str", &Types::bytes, py2},
    {"str", &Types::text, py3},
    {"super", &Types::super},
    {"tuple", &Types::tuple},
    {"type", &Types::type},
    {"unicode", &Types::text, py2},
    {"xrange", &Types::range, py2},
    {"zip", &Types::zip, py3},
};

bool add(Thread& thread, Module& module, const char* name, Ref value) { return module_add(thread, module, name, Value(value)); }

bool add_types(Thread& thread, Module& module) {
  for (const TypeName& row : type_names) {
    Type* type = thread.rt.types.*row.type;
    if (!type || !thread.rt.in(row.releases)) continue;
    if (!add(thread, module, row.name, Ref(type))) return false;
  }
  return true;
}

bool add_exceptions(Thread& thread, Module& module) {
#define X(name, base, releases) \
  if (thread.rt.exc.name && thread.rt.in(releases) && !add(thread, module, #name, Ref(thread.rt.exc.name))) return false;
  XVM_EXCEPTIONS(X)
#undef X
  return true;
}

bool add_constants(Thread& thread, Module& module) {
  bool ok = add(thread, module, "None", none) && add(thread, module, "True", py_true) && add(thread, module, "False", py_false) &&
            add(thread, module, "Ellipsis", ellipsis) && add(thread, module, "NotImplemented", not_implemented) &&
            add(thread, module, "__debug__", thread.rt.settings.optimize ? py_false : py_true) &&
            module_add(thread, module, "__doc__", native_str(thread, "What every program finds without importing it: functions, types, exceptions, constants."));
  return ok;
}

bool add_functions(Thread& thread, Module& module, std::span<const Method> rows) {
  for (const Method& row : rows) {
    if (!thread.rt.in(row.releases)) continue;
    std::string_view text = row.signature;
    Value name = native_intern(thread, text.substr(0, text.find('(')));
    Value function = make_native(thread, row, Ref(&module), module.name);
    if (!dict_set(thread, as<Dict>(module.dict), name, function)) return false;
  }
  return true;
}

}  // namespace

bool make_builtins_module(Thread& thread) {
  Runtime& rt = thread.rt;
  Value owner = make_module(thread, builtins_name(rt.release));
  if (!owner) return false;
  Module& module = as<Module>(owner);
  rt.builtins_module = owner;
  rt.builtins = module.dict;
  for (std::span<const Method> rows : {object_builtins(), code_builtins(), asynchronous_builtins(), file_builtins(), site_functions(), iteration_builtins(), numeric_builtins(), text_builtins()})
    if (!add_functions(thread, module, rows)) return false;
  return add_types(thread, module) && add_exceptions(thread, module) && add_constants(thread, module) &&
         dict_set(thread, as<Dict>(rt.modules), module.name, owner);
}

}  // namespace xvm
