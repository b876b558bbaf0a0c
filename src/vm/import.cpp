// The import statement: names to modules, packages, from and star imports.
#include "vm/import.h"

#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/attributes.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/import_system.h"
#include "vm/operators.h"
#include "vm/runtime.h"

namespace xvm {

namespace {

bool quotes_missing_module(const Release& r) { return r.since(3, 3); }
bool has_specs(const Release& r) { return r.since(3, 4); }
bool names_whole_path(const Release& r) { return r.since(3, 3); }   // "No module named 'a.b'; 'a' is not a package"
bool quotes_missing_name(const Release& r) { return r.since(3, 4); }
bool names_compiled_file(const Release& r) { return r.python2(); }      // __file__ is the .pyc that was loaded
bool notes_package(const Release& r) { return (r.python2() && r.since(2, 6)) || (!r.python2() && r.until(3, 2)); }   // in globals that import
bool refuses_file_names(const Release& r) { return r.since(2, 6) && r.until(3, 2); }
bool needs_list_of_path(const Release& r) { return r.until(3, 2); }
bool tracks_submodules(const Release& r) { return r.since(3, 11); }       // a package's spec lists those that are being imported
bool namespaces_have_no_file(const Release& r) { return r.since(3, 7); } // __file__ is None
bool words_package_plainly(const Release& r) { return r.since(3, 6); }
bool reload_is_importlib_s(const Release& r) { return r.since(3, 4); }
bool names_module_of_name(const Release& r) { return r.since(3, 7); }
bool hints_at_circles(const Release& r) { return r.since(3, 8); }
bool keeps_undotted_name(const Release& r) { return r.since(3, 6) && r.until(3, 6); }   // as the package of a module outside one
bool finders_find_specs_only(const Release& r) { return r.since(3, 12); }

Dict& modules(Thread& thread) { return as<Dict>(thread.rt.modules); }

// sys.modules[name], borrowed; null without an error when absent.
Ref loaded(Thread& thread, std::string_view name) {
  Value key = native_intern(thread, name);
  return dict_get(thread, modules(thread), key);
}
// sys.modules as importlib sees it: what a program has put there.
Dict& listed_modules(Thread& thread) {
  Value key = native_intern(thread, "modules");
  Ref now = thread.rt.release.since(3, 3) ? dict_get(thread, as<Dict>(thread.rt.sys_dict), key) : Ref();
  return is<Dict>(now) ? as<Dict>(now) : modules(thread);
}
bool enter(Thread& thread, std::string_view name, Ref module) {
  Value key = native_intern(thread, name);
  return dict_set(thread, listed_modules(thread), key, module);
}
Ref entered(Thread& thread, std::string_view name) {
  Value key = native_intern(thread, name);
  return dict_get(thread, listed_modules(thread), key);
}
void forget(Thread& thread, std::string_view name) {
  ErrorState saved = thread.take_error();
  Value key = native_intern(thread, name), removed;
  dict_delete(thread, listed_modules(thread), key, &removed);
  thread.clear_error();
  thread.restore_error(std::move(saved));
}

ErrorSet no_module(Thread& thread, std::string_view name, std::string_view why = {}) {
  if (!quotes_missing_module(thread.rt.release)) return raise_import_error(thread, fmt::format("No module named {}", name), name, {}, true);
  return raise_import_error(thread, fmt::format("No module named '{}'{}", name, why), name, {}, true);
}

// ---- running what was found

bool set_text(Thread& thread, Module& module, const char* name, std::string_view text) {
  return module_add(thread, module, name, native_str(thread, text));
}

// Attributes of a module before it runs, from its spec as importlib sets them.
bool init_from_spec(Thread& thread, Ref module, Ref spec) {
  auto copy = [&](const char* from, const char* to) {
    Value value = get_attribute(thread, spec, from), key = native_intern(thread, to);
    return value && set_attribute(thread, module, key, value);
  };
  Value key = native_intern(thread, "__spec__");
  if (!copy("name", "__name__") || !copy("loader", "__loader__") || !set_attribute(thread, module, key, spec) || !copy("parent", "__package__")) return false;
  Value locations = get_attribute(thread, spec, "submodule_search_locations");
  if (!locations) return false;
  if (!locations.is_none() && !copy("submodule_search_locations", "__path__")) return false;
  Value loader = get_attribute(thread, spec, "loader");
  if (!loader) return false;
  if (!locations.is_none() && loader.is_none()) {   // a namespace package of before 3.7
    Value made = make_namespace_loader(thread, locations), loader_key = native_intern(thread, "__loader__");
    if (!made || !set_attribute(thread, module, loader_key, made)) return false;
  }
  if (!locations.is_none() && is_namespace_loader(thread, loader) && namespaces_have_no_file(thread.rt.release)) {
    Value file = native_intern(thread, "__file__");
    if (!set_attribute(thread, module, file, none)) return false;
  }
  Value located = get_attribute(thread, spec, "has_location");
  if (!located) return false;
  int has_location = truth(thread, located);
  if (has_location <= 0) return has_location == 0;
  if (!copy("origin", "__file__")) return false;
  Value cached = get_attribute(thread, spec, "cached");
  return cached && (cached.is_none() || copy("cached", "__cached__"));
}

void set_initializing(Thread& thread, Ref spec, bool on) {
  ErrorState saved = thread.take_error();
  Value key = native_intern(thread, "_initializing");
  if (!set_attribute(thread, spec, key, Ref::from_bool(on))) thread.clear_error();
  thread.restore_error(std::move(saved));
}

// What a loader with only load_module may have left out.
bool complete_old_module(Thread& thread, Ref module, std::string_view name, Ref loader, Ref spec) {
  auto lacks = [&](Ref key) {
    Value value = find_attribute(thread, module, key);
    return !thread.has_error() && (!value || value.is_none());
  };
  Names& names = thread.rt.names;
  if (lacks(names.loader__) && !set_attribute(thread, module, names.loader__, loader)) return false;
  if (lacks(names.package__)) {
    std::size_t dot = name.rfind('.');
    Value package = native_str(thread, !lacks(names.path__) ? name : dot == name.npos ? std::string_view() : name.substr(0, dot));
    if (thread.has_error() || !set_attribute(thread, module, names.package__, package)) return false;
  }
  if (lacks(names.spec__) && !set_attribute(thread, module, names.spec__, spec)) return false;
  return !thread.has_error();
}

// What the loader creates for a spec, null or None where it leaves that to us. False with the error set.
bool create_by_loader(Thread& thread, Ref loader, Ref spec, Value& module) {
  Value create = loader.is_none() ? Value() : find_attribute(thread, loader, thread.rt.names.create_module_);
  if (create) module = call(thread, create, spec);
  return !thread.has_error();
}

// importlib's _load_unlocked: module_from_spec, exec_module.
Value load_spec(Thread& thread, std::string_view name, Ref spec) {
  Value loader = get_attribute(thread, spec, "loader");
  if (!loader) return loader;
  Value module;
  if (!create_by_loader(thread, loader, spec, module)) return error_set;
  Value execute = loader.is_none() ? Value() : find_attribute(thread, loader, thread.rt.names.exec_module_);
  if (!execute && thread.has_error()) return error_set;
  if (!execute && !loader.is_none()) {   // a loader of before 3.4
    Value text = native_str(thread, name);
    Value given = call_method(thread, loader, thread.rt.names.load_module_, {text});
    if (!given) return given;
    Ref listed = entered(thread, name);
    Value loaded_module = listed ? Value(listed) : std::move(given);
    return complete_old_module(thread, loaded_module, name, loader, spec) ? std::move(loaded_module) : Value();
  }
  if (!module || module.is_none()) module = make_module(thread, name);
  if (!module || !init_from_spec(thread, module, spec)) return error_set;
  set_initializing(thread, spec, true);
  if (!enter(thread, name, module)) return error_set;
  if (execute && !call(thread, execute, module)) {
    strip_importlib_frames(thread);
    forget(thread, name);
    set_initializing(thread, spec, false);
    return error_set;
  }
  set_initializing(thread, spec, false);
  Ref now = entered(thread, name);   // a module may put another in its place
  Value shown = native_str(thread, name);
  if (!now) return thread.has_error() ? Value() : Value(raise_value(thread, thread.rt.exc.KeyError, shown));
  return Value(now);
}

// To 3.3: what was found in folders, without specs.
Value load_found(Thread& thread, std::string_view name, FoundModule& found, bool there) {
  Value code = there ? load_found_code(thread, name, found) : none_value(), owner = code ? make_module(thread, name) : Value();
  if (!owner) return owner;
  Module& module = as<Module>(owner);
  if (there && !set_text(thread, module, "__file__", names_compiled_file(thread.rt.release) && !found.pyc.empty() ? found.pyc : found.file)) return error_set;
  if (found.loader && !module_add(thread, module, "__loader__", found.loader)) return error_set;
  if (found.is_package || !there) {
    Value path = own(allocate_list(thread, 0));
    if (there) list_append(as<List>(path), native_str(thread, found.directory));
    else
      for (const std::string& portion : found.portions) list_append(as<List>(path), native_str(thread, portion));
    if (!module_add(thread, module, "__path__", path)) return error_set;
  }
  if (thread.rt.release.since(3, 2) && there && !found.cached().empty() && !found.archive && !set_text(thread, module, "__cached__", found.cached())) return error_set;
  if (thread.rt.release.since(3, 3)) {
    std::size_t dot = name.rfind('.');
    bool package = found.is_package || !there;
    if (!set_text(thread, module, "__package__", package ? name : dot == name.npos ? std::string_view() : name.substr(0, dot))) return error_set;
    if (there && !found.loader && !module_add(thread, module, "__loader__", make_file_loader(thread, name, found))) return error_set;
  }
  if (!enter(thread, name, owner)) return error_set;
  if (there && !execute_module_code(thread, module, code)) {
    forget(thread, name);
    return error_set;
  }
  Ref now = entered(thread, name);
  if (now) return Value(now);
  Value shown = native_str(thread, name);
  return thread.rt.release.since(3, 3) ? Value(raise_value(thread, thread.rt.exc.KeyError, shown)) : Value(raise_import_error(thread, fmt::format("Loaded module {} not found in sys.modules", name)));
}

// A finder of a program, of 2.x or before find_spec. None when it has nothing.
Value through_finder(Thread& thread, Ref finder, std::string_view name, Ref path) {
  Value text = native_str(thread, name);
  if (has_specs(thread.rt.release)) {
    Value find_spec = find_attribute(thread, finder, thread.rt.names.find_spec_);
    if (!find_spec && thread.has_error()) return error_set;
    if (find_spec) {
      Value spec = call(thread, find_spec, text, path, none);
      return !spec || spec.is_none() ? std::move(spec) : load_spec(thread, name, spec);
    }
    if (finders_find_specs_only(thread.rt.release)) return none_value();
  }
  Value find_module = get_attribute(thread, finder, thread.rt.names.find_module_);
  Value loader = find_module ? call(thread, find_module, text, path) : Value();
  if (!loader || loader.is_none()) return loader;
  if (has_specs(thread.rt.release)) {
    Value spec = make_spec(thread, name, loader, {}, false);
    return spec ? load_spec(thread, name, spec) : Value();
  }
  return call_method(thread, loader, thread.rt.names.load_module_, {text});
}

// Our own finders, without a spec where the release had none: null without an error when nothing is found.
Value built_in_module(Thread& thread, std::string_view name, bool fallback) {
  Value module = import_native(thread, name, fallback);
  if (!module || !enter(thread, name, module)) return error_set;
  if (has_specs(thread.rt.release)) {
    Value spec = find_attribute(thread, module, thread.rt.names.spec__);
    thread.clear_error();
    if (spec && !spec.is_none()) set_initializing(thread, spec, false);
  }
  return module;
}

Value from_path(Thread& thread, std::string_view name, Ref path) {
  if (has_specs(thread.rt.release)) {
    Value spec = find_path_spec(thread, name, path);
    return spec ? load_spec(thread, name, spec) : Value();
  }
  FoundModule found;
  Value loader;
  switch (search_path_entries(thread, name, path, found, loader)) {
    case PathSearch::Failed: return error_set;
    case PathSearch::Ours: return load_found(thread, name, found, true);
    case PathSearch::Nothing: return found.portions.empty() ? Value() : load_found(thread, name, found, false);
    case PathSearch::Theirs: break;
  }
  Value text = native_str(thread, name);
  return call_method(thread, loader, thread.rt.names.load_module_, {text});
}

// The levels that an import counts for: frames of importlib, from 3.3, and the calls between them.
std::uint32_t levels_of_import(const Release& r) { return r.until(3, 2) ? 0 : r.until(3, 7) ? 2 : r.until(3, 8) ? 4 : 3; }

class ImportLevels {
 public:
  explicit ImportLevels(Thread& thread) : thread_(thread), levels_(levels_of_import(thread.rt.release)) {
    ok_ = thread.depth + levels_ <= thread.rt.recursion_limit + thread.recursion_headroom ? stack_left(thread) : raise_recursion_error(thread, "");
    if (ok_) thread.depth += levels_;
  }
  ~ImportLevels() { if (ok_) thread_.depth -= levels_; }
  ImportLevels(const ImportLevels&) = delete;
  bool ok() const { return ok_; }

 private:
  Thread& thread_;
  std::uint32_t levels_;
  bool ok_;
};

// Finds and loads a module that sys.modules does not have. path: the parent's __path__, or null at the top.
// Null without an error when there is none.
Value find_and_load(Thread& thread, std::string_view name, Ref path) {
  ImportLevels levels(thread);
  if (!levels.ok()) return error_set;
  Dict& sys = as<Dict>(thread.rt.sys_dict);
  Value meta_path(dict_get(thread, sys, "meta_path"));
  Value ours = native_importer(thread), paths = path_finder(thread);
  Value search = path ? Value(path) : Value(dict_get(thread, sys, "path"));
  bool ours_listed = !ours.is_none();
  for (std::size_t i = 0; is<List>(meta_path) && i < as<List>(meta_path).length; ++i) {
    Value finder(as<List>(meta_path)[i]);
    Value module;
    if (ours_listed && finder == ours) module = path ? Value() : built_in_module(thread, name, false);
    else if (ours_listed && finder == paths) module = search || (search = get_attribute(thread, thread.rt.sys_module, "path")) ? from_path(thread, name, search) : Value();
    else module = through_finder(thread, finder, name, path ? path : none);
    if (!module && thread.has_error()) return error_set;
    if (module && !module.is_none()) return module;
  }
  if (!ours_listed) {
    if (needs_list_of_path(thread.rt.release) && !is<List>(search)) {
      Value native = path ? Value() : built_in_module(thread, name, false);
      if (native || thread.has_error()) return native;
      return raise(thread, thread.rt.exc.RuntimeError, "sys.path must be a list of directory names");
    }
    Value module = path ? Value() : built_in_module(thread, name, false);
    if (!module && !thread.has_error() && search) module = from_path(thread, name, search);
    if (module || thread.has_error()) return module;
  }
  return path && !find_native_module(thread.rt, name) ? Value() : built_in_module(thread, name, true);   // of importlib there are modules within
}

// The list where the spec of `parent` notes submodules that are being imported; null without an error when there is none.
Value pending_submodules(Thread& thread, Ref parent) {
  if (!parent || !tracks_submodules(thread.rt.release)) return {};
  Value spec = find_attribute(thread, parent, thread.rt.names.spec__);
  Value key = native_intern(thread, "_uninitialized_submodules");
  Value list = spec && !spec.is_none() ? find_attribute(thread, spec, key) : Value();
  thread.clear_error();
  return is<List>(list) ? std::move(list) : Value();
}
Value find_below(Thread& thread, std::string_view name, Ref parent, Ref path) {
  Value pending = pending_submodules(thread, parent);
  if (pending) list_append(as<List>(pending), native_str(thread, name.substr(name.rfind('.') + 1)));
  Value module = find_and_load(thread, name, path);
  if (pending && as<List>(pending).length > 0) Value gone = list_pop(as<List>(pending), as<List>(pending).length - 1);
  return module;
}

// The module of an absolute dotted name, parents first. `rest` is what is asked for below it (".c.d"): to 3.2 errors name it.
Value import_absolute(Thread& thread, std::string_view name, std::string rest = {}) {
  if (name.empty() && names_whole_path(thread.rt.release)) return raise_value_error(thread, "Empty module name");
  Ref known = loaded(thread, name);
  if (thread.has_error()) return error_set;
  if (known && known.is_none()) {
    if (!names_whole_path(thread.rt.release)) return no_module(thread, std::string(name.substr(name.rfind('.') + 1)) + rest);
    return raise_import_error(thread, fmt::format("import of {} halted; None in sys.modules", name), name, {}, true);
  }
  if (known) return Value(known);
  std::size_t dot = name.rfind('.');
  Value parent, path;
  if (dot != name.npos) {
    std::string_view parent_name = name.substr(0, dot);
    Ref blocked = names_whole_path(thread.rt.release) ? loaded(thread, parent_name) : Ref();
    if (blocked && blocked.is_none()) parent = none_value();
    else parent = import_absolute(thread, parent_name, std::string(name.substr(dot)) + rest);
    if (!parent) return error_set;
    known = loaded(thread, name);   // importing the parent may have brought it
    if (known && !known.is_none()) return Value(known);
    path = find_attribute(thread, parent, thread.rt.names.path__);
    if (!path) {
      if (thread.has_error()) return error_set;
      std::string_view quote = quotes_missing_name(thread.rt.release) ? "'" : "";
      if (names_whole_path(thread.rt.release)) return no_module(thread, name, fmt::format("; {}{}{} is not a package", quote, parent_name, quote));
      return no_module(thread, std::string(name.substr(dot + 1)) + rest);
    }
  }
  Value module = find_below(thread, name, parent, path);
  if (!module) {
    if (thread.has_error()) return error_set;
    if (names_whole_path(thread.rt.release)) return no_module(thread, name);
    return no_module(thread, std::string(name.substr(name.rfind('.') + 1)) + rest);
  }
  if (parent) {
    Value key = native_intern(thread, name.substr(dot + 1));
    if (!set_attribute(thread, parent, key, module) && !catch_error(thread, thread.rt.exc.AttributeError)) return error_set;
  }
  return module;
}

// ---- relative names

// Which package has to be loaded before a relative import: the importing module's own, or the one that the dots lead to.
bool checks_own_package(const Release& r) { return r.since(3, 3) && r.until(3, 4); }
bool checks_final_package(const Release& r) { return r.until(3, 2); }

// The package that relative names start from; "" outside one. False with the error set.
bool package_of(Thread& thread, Ref globals, std::string& package, bool required) {
  const Release& r = thread.rt.release;
  if (!is<Dict>(globals)) return !required || raise(thread, thread.rt.exc.KeyError, "'__name__' not in globals");
  Dict& dict = as<Dict>(globals);
  Ref given = dict_get_name(dict, thread.rt.names.package__);
  if (given && !given.is_none()) {
    if (!is_native_str(thread, given)) {
      if (r.until(3, 2)) return raise_value_error(thread, "__package__ set to non-string");
      return raise_type_error(thread, "{}", words_package_plainly(r) ? "package must be a string" : "__package__ must be a string");
    }
    package = native_utf8(given);
  } else {
    Ref spec = has_specs(r) ? dict_get_name(dict, thread.rt.names.spec__) : Ref();
    if (spec && !spec.is_none() && r.since(3, 6)) {
      Value keep(spec), parent = get_attribute(thread, keep, "parent");
      if (!parent) return false;
      package = native_utf8(parent);
    } else {
      Ref name = dict_get_name(dict, thread.rt.names.name__);
      if (!name || !is_native_str(thread, name)) return !required || needs_list_of_path(r) || raise(thread, thread.rt.exc.KeyError, "'__name__' not in globals");
      package = native_utf8(name);
      std::size_t dot = package.rfind('.');
      if (!dict_get_name(dict, thread.rt.names.path__) && !(keeps_undotted_name(r) && dot == std::string::npos)) {
        package = dot == std::string::npos ? "" : package.substr(0, dot);
      }
      if (notes_package(r) && !(package.empty() && required)) {
        Value noted = package.empty() ? none_value() : native_str(thread, package);
        if (!dict_set(thread, dict, thread.rt.names.package__, noted)) return false;
      }
    }
  }
  if (!package.empty() || !required) return true;
  if (r.since(3, 6)) return raise_import_error(thread, "attempted relative import with no known parent package");
  if (r.since(3, 3)) return raise_system_error(thread, "Parent module '' not loaded, cannot perform relative import");
  return raise_value_error(thread, "Attempted relative import in non-package");
}

bool climb(Thread& thread, std::string& package, std::int64_t level) {
  const Release& r = thread.rt.release;
  while (--level > 0) {
    std::size_t dot = package.rfind('.');
    if (dot == std::string::npos) {
      if (r.since(3, 9)) return raise_import_error(thread, "attempted relative import beyond top-level package");
      return raise(thread, thread.rt.exc.ValueError, r.since(3, 3) ? "attempted relative import beyond top-level package" : "Attempted relative import beyond toplevel package");
    }
    package.erase(dot);
  }
  return true;
}

// ---- what the statement gets

bool is_missing(Thread& thread, std::string_view name) {
  if (!thread.error_is(thread.rt.exc.ImportError)) return false;
  if (thread.rt.python2()) return true;
  if (thread.rt.exc.ModuleNotFoundError && !thread.error_is(thread.rt.exc.ModuleNotFoundError)) return false;
  Ref value = thread.error.value;
  if (!is<Exception>(value) || !thread.rt.release.since(3, 3)) return true;
  const Value& field = as<Exception>(value).fields[exception_field::import_name];
  if (!field || !native_is(field, name)) return false;
  ErrorState saved = thread.take_error();
  Ref entry = entered(thread, name);
  bool blocked = entry && entry.is_none();
  thread.restore_error(std::move(saved));
  return !blocked;
}

// To 3.2: a submodule, when there is one. Only that it is not found is no error.
bool import_if_there(Thread& thread, Ref package, const std::string& full, Ref path) {
  Ref known = loaded(thread, full);
  if (known || thread.has_error()) return !thread.has_error();
  Value keep(package), module = find_and_load(thread, full, path);
  if (!module) return !thread.has_error();
  Value key = native_intern(thread, std::string_view(full).substr(full.rfind('.') + 1));
  return set_attribute(thread, keep, key, module) || catch_error(thread, thread.rt.exc.AttributeError);
}

// Imports those submodules that a from list names.
bool handle_from_list(Thread& thread, Ref module, Ref names, std::string_view package, bool of_all = false) {
  Value path = find_attribute(thread, module, thread.rt.names.path__);
  if (!path) return !thread.has_error();
  return for_each(thread, names, [&](Ref name) {
    if (!is_native_str(thread, name)) {
      if (thread.rt.python2()) return static_cast<bool>(raise_type_error(thread, "Item in ``from list'' must be str, not {}", type_name(thread, name)));
      if (is<Text>(name)) return true;
      std::string where = "``from list''";
      if (of_all) {
        Value own_name = get_attribute(thread, module, thread.rt.names.name__);
        if (!own_name) return false;
        where = native_utf8(own_name) + ".__all__";
      }
      return static_cast<bool>(raise_type_error(thread, "Item in {} must be str, not {}", where, type_name(thread, name)));
    }
    if (native_is(name, "*")) {
      Value all = find_attribute(thread, module, thread.rt.names.all__);
      if (!all) return !thread.has_error();
      Value list = to_list(thread, all);
      if (!list) return false;
      Value again = own(allocate_list(thread, 0));
      for (const Value& item : as<List>(list))
        if (!native_is(item, "*")) list_append(as<List>(again), item);
      return handle_from_list(thread, module, again, package, true);
    }
    Value key = native_intern(thread, native_utf8(name)), there = find_attribute(thread, module, key);
    if (there) return true;
    if (thread.has_error()) return false;
    std::string full = fmt::format("{}.{}", package, native_utf8(name));
    if (needs_list_of_path(thread.rt.release)) return import_if_there(thread, module, full, path);
    Value submodule = import_absolute(thread, full);
    if (submodule) return true;
    if (!is_missing(thread, full)) return false;
    thread.clear_error();
    return true;
  });
}

Value finish(Thread& thread, Value module, std::string_view full, std::string_view name, Ref fromlist) {
  int has_list = fromlist && !fromlist.is_none() ? truth(thread, fromlist) : 0;
  if (has_list < 0) return error_set;
  if (has_list) {
    Value own_name = thread.rt.release.since(3, 3) ? find_attribute(thread, module, thread.rt.names.name__) : Value();
    thread.clear_error();
    std::string package = own_name && is_native_str(thread, own_name) ? native_utf8(own_name) : std::string(full);
    return handle_from_list(thread, module, fromlist, package) ? std::move(module) : Value();
  }
  std::size_t dot = name.find('.');
  if (dot == name.npos) return module;
  // import a.b gives a: as much of the full name as stands before the part after the first dot of what was written.
  std::string_view top = full.substr(0, full.size() - (name.size() - dot));
  Ref entry = loaded(thread, top);
  return entry ? Value(entry) : Value(raise(thread, thread.rt.exc.KeyError, top));
}

}  // namespace

Value load_module_of_spec(Thread& thread, std::string_view name, Ref spec) { return load_spec(thread, name, spec); }

Value import_module(Thread& thread, Ref name_ref, Ref globals, Ref fromlist, std::int64_t level) {
  std::string name = native_utf8(name_ref);
  Value keep_list(fromlist), keep_globals(globals);
  if (level < 0 && !thread.rt.python2()) return raise_value_error(thread, "level must be >= 0");
  if (name.empty() && level <= 0) return raise_value_error(thread, "Empty module name");
  if (refuses_file_names(thread.rt.release)) {
    if (name.find('/') != name.npos) return raise_import_error(thread, "Import by filename is not supported.");
    if (name.ends_with(".") && name.size() > 1) name.pop_back();
    if (name.starts_with(".") || name.ends_with(".") || name.find("..") != name.npos) return raise_value_error(thread, "Empty module name");
  }
  std::string package;
  if (level != 0 && !package_of(thread, globals, package, level > 0)) return error_set;
  if (level > 0) {
    auto parent_is_loaded = [&]() -> bool {
      if (loaded(thread, package)) return true;
      if (!thread.has_error()) raise_system_error(thread, fmt::format("Parent module '{}' not loaded, cannot perform relative import", package));
      return false;
    };
    const Release& r = thread.rt.release;
    if (checks_own_package(r) && !parent_is_loaded()) return error_set;
    if (!climb(thread, package, level)) return error_set;
    if (checks_final_package(r) && !parent_is_loaded()) return error_set;
    std::string full = name.empty() ? package : package + "." + name;
    Value module = import_absolute(thread, full);
    if (!module) return module;
    if (name.empty()) return finish(thread, std::move(module), full, "", keep_list);
    return finish(thread, std::move(module), full, name, keep_list);
  }
  if (level < 0 && !package.empty()) {   // 2.x: first beside the importing module
    std::string first = name.substr(0, name.find('.')), beside = package + "." + first;
    Ref known = loaded(thread, beside);
    Value module;
    if (known && !known.is_none()) {
      module = Value(known);
    } else if (!known && loaded(thread, package)) {
      Value parent(loaded(thread, package)), path = find_attribute(thread, parent, thread.rt.names.path__);
      if (path && !thread.has_error()) module = find_and_load(thread, beside, path);
      if (thread.has_error()) return error_set;
      if (module) {
        Value key = native_intern(thread, first);
        if (!set_attribute(thread, parent, key, module)) return error_set;
      } else if (!enter(thread, beside, none)) {
        return error_set;
      }
    }
    if (module) {
      std::string full = package + "." + name;
      if (first.size() < name.size()) module = import_absolute(thread, full);
      return module ? finish(thread, std::move(module), full, name, keep_list) : Value();
    }
  }
  Value module = import_absolute(thread, name);
  return module ? finish(thread, std::move(module), name, name, keep_list) : Value();
}

Value module_of_spec(Thread& thread, Ref spec) {
  Value loader = get_attribute(thread, spec, "loader"), name = loader ? get_attribute(thread, spec, "name") : Value(), module;
  if (!name || !create_by_loader(thread, loader, spec, module)) return error_set;
  if (!module || module.is_none()) module = make_module(thread, native_utf8(name));
  return module && init_from_spec(thread, module, spec) ? std::move(module) : Value();
}

Value reload_module(Thread& thread, Ref module) {
  if (!is<Module>(module)) return raise_type_error(thread, "reload() argument must be {}", thread.rt.release.since(3, 2) ? "a module" : "module");
  Value keep(module), own_name = find_attribute(thread, module, thread.rt.names.name__);
  if (!own_name || !is_native_str(thread, own_name)) return thread.has_error() ? Value() : Value(raise_system_error(thread, "nameless module"));
  std::string name = native_utf8(own_name);
  if (!(loaded(thread, name) == keep.ref())) return raise_import_error(thread, fmt::format("{}module {} not in sys.modules", reload_is_importlib_s(thread.rt.release) ? "" : "reload(): ", name), name);
  std::size_t dot = name.rfind('.');
  Value path(dict_get(thread, as<Dict>(thread.rt.sys_dict), "path"));
  if (dot != std::string::npos) {
    Value parent(loaded(thread, name.substr(0, dot)));
    if (!parent) return raise_import_error(thread, fmt::format("reload(): parent {} not in sys.modules", name.substr(0, dot)), name);
    path = get_attribute(thread, parent, thread.rt.names.path__);
  }
  if (!path) return thread.has_error() ? Value() : Value(raise(thread, thread.rt.exc.RuntimeError, "sys.path must be a list of directory names"));
  if (find_native_module(thread.rt, name)) return keep;
  FoundModule found;
  Value theirs;
  switch (search_path_entries(thread, name, path, found, theirs)) {
    case PathSearch::Failed: return error_set;
    case PathSearch::Nothing: return no_module(thread, name);
    case PathSearch::Ours: {
      Value code = load_found_code(thread, name, found);
      Module& target = as<Module>(keep);
      if (!code || (names_compiled_file(thread.rt.release) && !set_text(thread, target, "__file__", found.pyc.empty() ? found.file : found.pyc))) return error_set;
      if (!execute_module_code(thread, target, code)) return error_set;
      break;
    }
    case PathSearch::Theirs:
      if (has_specs(thread.rt.release)) {
        Value loader = get_attribute(thread, theirs, "loader");
        if (!loader || !init_from_spec(thread, keep, theirs) || !call_method(thread, loader, thread.rt.names.exec_module_, {keep})) return error_set;
      } else if (!call_method(thread, theirs, thread.rt.names.load_module_, {own_name})) {
        return error_set;
      }
      break;
  }
  Ref now = loaded(thread, name);
  return now ? Value(now) : keep;
}

Value import_module(Thread& thread, const char* name) { return import_absolute(thread, name); }

Value import_from_module(Thread& thread, Ref module, Ref name) {
  Value found = find_attribute(thread, module, name);
  if (found || thread.has_error()) return found;
  const Release& r = thread.rt.release;
  Value own_name = find_attribute(thread, module, thread.rt.names.name__);
  thread.clear_error();
  std::string text = native_utf8(name), module_name = own_name && is_native_str(thread, own_name) ? native_utf8(own_name) : "<unknown module name>";
  if (r.since(3, 5) && own_name) {   // circular imports: the submodule may be there already
    Ref entry = loaded(thread, module_name + "." + text);
    if (entry) return Value(entry);
  }
  if (!quotes_missing_name(r)) return raise_import_error(thread, fmt::format("cannot import name {}", text));
  if (!names_module_of_name(r)) return raise_import_error(thread, fmt::format("cannot import name '{}'", text));
  Value file = find_attribute(thread, module, thread.rt.names.file__);
  thread.clear_error();
  std::string where = file && is_native_str(thread, file) ? native_utf8(file) : "", shown = where.empty() ? "unknown location" : where;
  std::string partial;
  if (hints_at_circles(r)) {
    Value spec = find_attribute(thread, module, thread.rt.names.spec__);
    Value key = native_intern(thread, "_initializing");
    Value busy = spec ? find_attribute(thread, spec, key) : Value();
    thread.clear_error();
    if (busy && truth(thread, busy) > 0)
      partial = fmt::format("cannot import name '{}' from partially initialized module '{}' (most likely due to a circular import) ({})", text, module_name, shown);
  }
  raise_import_error(thread, partial.empty() ? fmt::format("cannot import name '{}' from '{}' ({})", text, module_name, shown) : partial, module_name, where);
  if (r.since(3, 12) && is<Exception>(thread.error.value)) as<Exception>(thread.error.value).fields[exception_field::import_name_from] = Value(name);
  return error_set;
}

static bool names_what_is_no_name(const Release& r) { return r.since(3, 8); }

// names[i] by the sequence protocol; null without an error where it ends.
static Value name_at(Thread& thread, Ref names, std::size_t i) {
  Type* type = type_of(thread, names);
  const Slots& slots = type->slots;
  if (!slots.index_item && !(slots.get_item && (type->has(HeapType) || type == thread.rt.types.class_obj))) {
    bool names_mapping = slots.get_item && names_what_is_no_name(thread.rt.release);
    if (names_mapping) return raise_type_error(thread, "{} is not a sequence", type_name(thread, names));
    return raise_type_error(thread, "'{}' object {}", type_name(thread, names), thread.rt.in(until(2, 5)) ? "is unindexable" : "does not support indexing");
  }
  Value item = get_item(thread, names, Value::small(static_cast<std::int32_t>(i)));
  if (!item) catch_error(thread, thread.rt.exc.IndexError);
  return item;
}

bool import_all(Thread& thread, Ref module, Ref locals) {
  const Release& r = thread.rt.release;
  Value all = find_attribute(thread, module, thread.rt.names.all__), names;
  if (!all && thread.has_error()) return false;
  bool listed = static_cast<bool>(all);
  if (listed) {
    names = std::move(all);
  } else {
    Value dict = find_attribute(thread, module, thread.rt.names.dict__);
    if (!dict) return !thread.has_error() && raise_import_error(thread, "from-import-* object has no __dict__ and no __all__");
    Value keys = call_method(thread, dict, thread.rt.names.keys_);
    names = keys ? to_list(thread, keys) : Value();
  }
  if (!names) return false;
  Value keep(module), target(locals);
  for (std::size_t i = 0;; ++i) {
    Value name = name_at(thread, names, i);
    if (!name) return !thread.has_error();
    if (!is_native_str(thread, name)) {
      if (!names_what_is_no_name(r)) {
        if (!is<Text>(name)) return raise_type_error(thread, "attribute name must be string, not '{}'", type_name(thread, name));
      } else {
        Value own_name = get_attribute(thread, keep, thread.rt.names.name__);
        if (!own_name) return false;
        if (!is<Text>(own_name)) return raise_type_error(thread, "module __name__ must be a string, not {}", type_name(thread, own_name));
        return raise_type_error(thread, "{} in {}.{} must be str, not {}", listed ? "Item" : "Key", native_utf8(own_name), listed ? "__all__" : "__dict__", type_name(thread, name));
      }
    }
    if (!listed && native_utf8(name).starts_with("_")) continue;
    Value key = native_intern(thread, native_utf8(name));
    Value value = get_attribute(thread, keep, key);
    if (!value) return false;
    if (!(is<Dict>(target) ? dict_set(thread, as<Dict>(target), key, value) : set_item(thread, target, key, value))) return false;
  }
}

}  // namespace xvm
