// The module type: attributes, repr, and what a missing attribute says.
#include "objects/dict.h"
#include "objects/module.h"
#include "objects/text.h"
#include "vm/argument_words.h"
#include "vm/attributes.h"
#include "vm/builtin_types.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/import_system.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"
#include "vm/signature.h"

namespace xvm {

namespace {

bool names_missing_attribute(const Release& r) { return r.since(3, 5); }
bool has_module_getattr(const Release& r) { return r.since(3, 7); }
bool shows_builtin_by_loader(const Release& r) { return r.since(3, 3); }
bool shows_spec(const Release& r) { return r.since(3, 4); }
bool loaders_show_modules(const Release& r) { return r.until(3, 11); }
bool shows_namespace_paths(const Release& r) { return r.since(3, 12); }
bool hints_at_circles(const Release& r) { return r.since(3, 8); }
bool hints_at_submodules(const Release& r) { return r.since(3, 11); }
bool hints_at_shadowing(const Release& r) { return r.since(3, 13); }

Ref dict_name(Thread& thread, Module& module, const Value& name) {
  return is<Dict>(module.dict) ? dict_get(thread, as<Dict>(module.dict), name) : Ref();
}

// An attribute that may be missing or fail: null then, without an error.
Value attribute_if_any(Thread& thread, Ref object, const char* name) {
  if (!object) return {};
  Value key = native_intern(thread, name), value = find_attribute(thread, object, key);
  thread.clear_error();
  return value;
}

// As importlib shows a module: by what its loader says, its spec, or its file.
Value show_by_spec(Thread& thread, Ref self) {
  Value loader = attribute_if_any(thread, self, "__loader__"), spec = attribute_if_any(thread, self, "__spec__");
  if (loaders_show_modules(thread.rt.release) && loader) {
    if (Value show = attribute_if_any(thread, loader, "module_repr")) {
      if (Value shown = call(thread, show, self)) return shown;
      thread.clear_error();
    }
  }
  auto quoted = [&](Ref value) { return value ? repr_utf8(thread, value) : std::string("'?'"); };
  std::string name, tail;
  if (spec && !spec.is_none()) {
    Value own_name = attribute_if_any(thread, spec, "name"), origin = attribute_if_any(thread, spec, "origin"), by = attribute_if_any(thread, spec, "loader");
    name = own_name && !own_name.is_none() ? quoted(own_name) : "'?'";
    if (origin && !origin.is_none()) {
      Value located = attribute_if_any(thread, spec, "has_location");
      if (located && truth(thread, located) > 0) tail = " from " + quoted(origin);
      else tail = fmt::format(" ({})", native_utf8(origin));
    } else if (by && !by.is_none()) {
      Value path = shows_namespace_paths(thread.rt.release) && is_namespace_loader(thread, by) ? attribute_if_any(thread, by, "_path") : Value();
      Value list = path ? to_list(thread, path) : Value();
      tail = list ? " (namespace) from " + quoted(list) : fmt::format(" ({})", quoted(by));
    }
  } else {
    Value own_name = attribute_if_any(thread, self, "__name__"), file = attribute_if_any(thread, self, "__file__");
    name = quoted(own_name);
    if (file) tail = " from " + quoted(file);
    else if (loader && !loader.is_none()) tail = fmt::format(" ({})", quoted(loader));
  }
  return thread.has_error() ? Value() : native_str(thread, fmt::format("<module {}{}>", name, tail));
}

Value module_repr(Thread& thread, Ref self) {
  if (shows_spec(thread.rt.release)) return show_by_spec(thread, self);
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

bool is_true(Thread& thread, Ref object, const char* name) {
  Value value = attribute_if_any(thread, object, name);
  int is = value ? truth(thread, value) : 0;
  thread.clear_error();
  return is > 0;
}

// The file of a module that lies in the folder of the program, where it hides others of its name; or nothing.
std::string shadowing_file(const std::string& origin) {
  std::size_t slash = origin.rfind('/');
  if (slash == origin.npos) return {};
  std::string folder = origin.substr(0, slash);
  if (origin.substr(slash + 1) == "__init__.py") {
    slash = folder.rfind('/');
    if (slash == folder.npos) return {};
    folder.resize(slash);
  }
  return folder == absolute_path(first_path_entry()) ? origin : std::string();
}

// What follows "has no attribute" or stands before it, from 3.8 on: hints at circular imports and hidden modules.
std::string missing_attribute_text(Thread& thread, Ref spec, std::string_view module, std::string_view name) {
  const Release& r = thread.rt.release;
  std::string plain = fmt::format("module '{}' has no attribute '{}'", module, name), origin;
  if (!spec || !hints_at_circles(r)) return plain;
  if (hints_at_shadowing(r) && is_true(thread, spec, "has_location")) {
    Value given = attribute_if_any(thread, spec, "origin");
    if (given && is_native_str(thread, given)) origin = native_utf8(given);
  }
  std::string hides = origin.empty() ? origin : shadowing_file(origin);
  if (!hides.empty()) {
    Value listed = Value(dict_get(thread, as<Dict>(thread.rt.sys_dict), "stdlib_module_names")), own_name = native_str(thread, module);
    bool of_library = listed && contains(thread, listed, own_name) > 0;
    thread.clear_error();
    if (of_library) return fmt::format("{} (consider renaming '{}' since it has the same name as the standard library module named '{}' and the import system gives it precedence)", plain, hides, module);
  }
  if (is_true(thread, spec, "_initializing")) {
    if (!hides.empty()) return fmt::format("{} (consider renaming '{}' if it has the same name as a third-party module you intended to import)", plain, hides);
    return fmt::format("partially initialized module '{}'{} has no attribute '{}' (most likely due to a circular import)", module, origin.empty() ? "" : fmt::format(" from '{}'", origin), name);
  }
  if (hints_at_submodules(r)) {
    Value pending = attribute_if_any(thread, spec, "_uninitialized_submodules"), child = native_str(thread, name);
    bool waits = pending && contains(thread, pending, child) > 0;
    thread.clear_error();
    if (waits) return fmt::format("cannot access submodule '{}' of module '{}' (most likely due to a circular import)", name, module);
  }
  return plain;
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
  Value keep(self), spec(dict_name(thread, module, thread.rt.names.spec__)), wanted(name);
  std::string text = missing_attribute_text(thread, spec, native_utf8(own_name), native_utf8(name));
  return raise_attribute_error(thread, keep, wanted, text);
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

bool dir_says_module(const Release& r) { return r.since(3, 10); }
Value module_dir(Thread& thread, Ref self, Args) {
  Module& module = as<Module>(self);
  Value own = get_attribute(thread, self, thread.rt.names.dict__);
  if (!own) return own;
  if (!is<Dict>(own)) return raise_type_error(thread, "{}.__dict__ is not a dictionary", dir_says_module(thread.rt.release) ? "<module>" : native_utf8(dict_name(thread, module, thread.rt.names.name__)));
  if (has_module_getattr(thread.rt.release)) {
    Ref hook = dict_name(thread, module, thread.rt.names.dir__);
    if (hook) {
      Value keep(hook);
      return call(thread, keep);
    }
  }
  return to_list(thread, own);
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
    {"__dict__", module_dict, readonly_member},
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
