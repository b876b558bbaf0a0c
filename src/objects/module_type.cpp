// The module type: attributes, repr, and what a missing attribute says.
#include "objects/dict.h"
#include "objects/module.h"
#include "objects/text.h"
#include "vm/argument_words.h"
#include "vm/attributes.h"
#include "vm/builtin_types.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/signature.h"

namespace xvm {

namespace {

bool names_missing_attribute(const Release& r) { return r.since(3, 5); }
bool has_module_getattr(const Release& r) { return r.since(3, 7); }
bool shows_builtin_by_loader(const Release& r) { return r.since(3, 3); }

Ref dict_name(Thread& thread, Module& module, const Value& name) {
  return is<Dict>(module.dict) ? dict_get(thread, as<Dict>(module.dict), name) : Ref();
}

Value module_repr(Thread& thread, Ref self) {
  Module& module = as<Module>(self);
  const Names& names = thread.rt.names;
  Ref name = dict_name(thread, module, names.name__), file = dict_name(thread, module, names.file__);
  std::string shown = name && is_native_str(thread, name) ? native_utf8(name) : "?";
  std::string quoted = name && is_native_str(thread, name) ? repr_utf8(thread, name) : "'" + shown + "'";
  if (file && is_native_str(thread, file)) return native_str(thread, fmt::format("<module {} from {}>", quoted, repr_utf8(thread, file)));
  if (find_native_module(thread.rt, shown) || shown == "builtins" || shown == "__builtin__" || shown == "sys")
    return native_str(thread, fmt::format("<module {} (built-in)>", quoted));
  if (!shows_builtin_by_loader(thread.rt.release)) return native_str(thread, fmt::format("<module {} (built-in)>", quoted));
  return native_str(thread, fmt::format("<module {}>", quoted));
}

Value module_get_attribute(Thread& thread, Ref self, Ref name) {
  Value found = generic_find_attribute(thread, self, name);
  if (found || thread.has_error()) return found;
  Module& module = as<Module>(self);
  if (has_module_getattr(thread.rt.release)) {
    Ref hook = dict_name(thread, module, thread.rt.names.getattr__);
    if (hook) {
      Value keep(hook);
      return call(thread, keep, name);
    }
  }
  Ref own_name = dict_name(thread, module, thread.rt.names.name__);
  if (!names_missing_attribute(thread.rt.release)) return raise_attribute_error(thread, self, name, fmt::format("'module' object has no attribute '{}'", native_utf8(name)));
  if (!own_name || !is_native_str(thread, own_name))
    return raise_attribute_error(thread, self, name, fmt::format("module has no attribute '{}'", native_utf8(name)));
  return raise_attribute_error(thread, self, name, fmt::format("module '{}' has no attribute '{}'", native_utf8(own_name), native_utf8(name)));
}

bool module_init(Thread& thread, Ref self, Args args) {
  bool init_words = thread.rt.in(until(3, 6)), counts = thread.rt.in(until(3, 7));   // Argument Clinic came in 3.7
  Bound<2> a(thread, init_words ? "module.__init__(name, doc=None)" : "module(name, doc=None)", args);
  if (!a) return false;
  if (!is_native_str(thread, a[0])) return raise_type_error(thread, "{} must be {}, not {}", init_words ? "module.__init__() argument 1" : counts ? "module() argument 1" : "module() argument 'name'",
                                                                         thread.rt.python2() ? "string" : "str", argument_type(thread, a[0]));
  if (thread.rt.release.until(3, 2)) {   // nothing but name and text
    Module& plain = as<Module>(self);
    if (!plain.dict) plain.dict = make_dict(thread);
    plain.name = Value(a[0]);
    return dict_set(thread, as<Dict>(plain.dict), thread.rt.names.name__, a[0]) && dict_set(thread, as<Dict>(plain.dict), thread.rt.names.doc__, a[1] ? a[1] : none);
  }
  Value fresh = make_module(thread, native_utf8(a[0]));
  if (!fresh) return false;
  Module& module = as<Module>(self);
  if (!module.dict) module.dict = make_dict(thread);
  module.name = Value(a[0]);
  return dict_update(thread, as<Dict>(module.dict), as<Module>(fresh).dict) &&
         dict_set(thread, as<Dict>(module.dict), thread.rt.names.doc__, a[1] ? a[1] : none);
}

Value module_new(Thread& thread, Type* type, Args) {
  Module* module = allocate<Module>(type);
  module->dict = make_dict(thread);
  track(module);
  return own(module);
}

Value module_dict(Thread&, Ref self) { return as<Module>(self).dict ? as<Module>(self).dict : none_value(); }

Value module_dir(Thread& thread, Ref self, Args) {
  Module& module = as<Module>(self);
  if (has_module_getattr(thread.rt.release)) {
    Ref hook = dict_name(thread, module, thread.rt.names.dir__);
    if (hook) {
      Value keep(hook);
      return call(thread, keep);
    }
  }
  return to_list(thread, module.dict);
}

Value module_annotations(Thread& thread, Ref self) {
  Module& module = as<Module>(self);
  Ref found = dict_name(thread, module, thread.rt.names.annotations__);
  if (found) return Value(found);
  Value made = make_dict(thread);
  return dict_set(thread, as<Dict>(module.dict), thread.rt.names.annotations__, made) ? std::move(made) : Value();
}
bool set_module_annotations(Thread& thread, Ref self, Ref value) {
  Dict& dict = as<Dict>(as<Module>(self).dict);
  if (value) return dict_set(thread, dict, thread.rt.names.annotations__, value);
  int removed = dict_delete(thread, dict, thread.rt.names.annotations__);
  return removed == 0 ? static_cast<bool>(raise(thread, thread.rt.exc.AttributeError, "__annotations__")) : removed > 0;
}

constexpr GetSetRow getset[] = {
    {"__dict__", module_dict},
    {"__annotations__", module_annotations, set_module_annotations, since(3, 10)},
};
constexpr Method methods[] = {{"__dir__(self, /)", module_dir, since(3, 3)}};

void fill(Slots& slots, Runtime&) {
  slots.repr = module_repr;
  slots.get_attribute = module_get_attribute;
  slots.init = module_init;
  slots.make = module_new;
}

const TypeSpec spec{.name = "module", .layout = layout_of<Module>, .flags = BaseType | HasWeakrefs | InstancesHaveDict, .methods = methods, .getset = getset,
                    .fill = fill, .dict_field = field_offset(&Module::dict)};

}  // namespace

void make_module_types(Runtime& runtime) { runtime.types.module = make_builtin_type(runtime, spec); }

}  // namespace xvm
