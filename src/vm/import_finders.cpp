// The search along a path: its finders, FileFinder, paths of namespace packages, and the release's own importlib.
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>
#include <vector>

#include "modules/system_arguments.h"
#include "modules/zipimport.h"
#include "objects/bytes.h"
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/function.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/import.h"
#include "vm/import_system.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/signature.h"

namespace xvm {

namespace {

bool has_specs(const Release& r) { return r.since(3, 4); }
bool has_default_finders(const Release& r) { return r.since(3, 3); }
bool finders_find_specs_only(const Release& r) { return r.since(3, 12); }
bool namespaces_have_loaders(const Release& r) { return r.since(3, 7); }
bool finder_paths_are_absolute(const Release& r) { return r.since(3, 8); }
bool program_entry_is_absolute(const Release& r) { return r.since(3, 9); }
bool folders_are_nameless_to(const Release& r) { return r.until(3, 2); }   // path_importer_cache has None, or a NullImporter
bool is_runpy_frozen(const Release& r) { return r.since(3, 11); }
bool has_library_zipimport(const Release& r) { return r.since(3, 8); }
bool namespace_paths_have_items(const Release& r) { return r.since(3, 8); }
bool has_external_importlib(const Release& r) { return r.since(3, 5); }

// Of 2.x: what finds nothing, where a path names no folder.
struct NullImporter : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "NullImporter";
};

// Looks into one folder.
struct FileFinder : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "FileFinder";
  static constexpr bool gc = true;
  Value path;
  void traverse(Visitor& v) { v(path); }
  void clear() {}
};

// __path__ of a namespace package, which follows changes of its parent's path.
struct NamespacePath : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "_NamespacePath";
  static constexpr bool gc = true;
  Value name, entries, parent;   // native str, list, the parent's path as a tuple when entries were found
  void traverse(Visitor& v) { v(entries), v(parent); }
  void clear() { entries = nullptr, parent = nullptr; }
};

struct {   // of the running runtime
  Type *finder = nullptr, *space = nullptr, *null = nullptr;
} made;

std::string_view tail_of(std::string_view name) { return name.substr(name.rfind('.') + 1); }
bool put(Thread& thread, Ref object, const char* name, Ref value) {
  Value key = native_intern(thread, name);
  return set_attribute(thread, object, key, value);
}

// ---- FileFinder

Value make_finder(Thread& thread, const std::string& path) {
  FileFinder* finder = allocate<FileFinder>(made.finder);
  Value owner = own(finder);
  finder->path = path_text(thread, finder_paths_are_absolute(thread.rt.release) ? absolute_path(path) : path.empty() ? "." : path);
  track(finder);
  return owner;
}
Value finder_make(Thread& thread, Type*, Args args) {
  std::string path;
  if (args.size() < 1) return raise_type_error(thread, "__init__() missing 1 required positional argument: 'path'");
  return path_argument(thread, args[0], path) ? make_finder(thread, path) : Value();
}
Value finder_path(Thread&, Ref self) { return as<FileFinder>(self).path; }
Value finder_repr(Thread& thread, Ref self) { return native_str(thread, fmt::format("FileFinder({})", repr_utf8(thread, as<FileFinder>(self).path))); }
Value finder_find_spec(Thread& thread, Ref self, Args args) {
  if (!is<Text>(args[0])) return raise_type_error(thread, "module name must be str, not {}", type_name(thread, args[0]));
  std::string name = native_utf8(args[0]);
  FoundModule found;
  bool there = find_in_folder(thread, native_utf8(as<FileFinder>(self).path), tail_of(name), found);
  return there || !found.portions.empty() ? spec_of_found(thread, name, found) : none_value();
}
Value finder_find_loader(Thread& thread, Ref self, Args args) {
  std::string name = native_utf8(args[0]);
  FoundModule found;
  bool there = find_in_folder(thread, native_utf8(as<FileFinder>(self).path), tail_of(name), found);
  Value portions = own(allocate_list(thread, 0)), loader = there ? make_file_loader(thread, name, found) : none_value();
  if (!there)
    for (const std::string& portion : found.portions) list_append(as<List>(portions), path_text(thread, portion));
  return loader ? make_tuple(thread, {loader.ref(), portions.ref()}) : Value();
}
Value finder_find_module(Thread& thread, Ref self, Args args) {
  Value both = finder_find_loader(thread, self, args);
  return both ? Value(as<Tuple>(both)[0]) : Value();
}
Value nothing(Thread&, Ref, Args) { return none_value(); }

constexpr Method null_methods[] = {{"find_module(self, *args)", nothing, always, Method::Raw}};
Value null_make(Thread&, Type* type, Args) { return own(allocate<NullImporter>(type)); }
bool null_init(Thread& thread, Ref, Args args) {
  if (!check_no_keywords(thread, "NullImporter()", args)) return false;
  Bound<1> a(thread, "NullImporter(path, /)", args);
  std::string path;
  struct stat status;
  if (!a) return false;
  if (thread.rt.python2() && !is<Text>(a[0]) && !is<Bytes>(a[0])) return raise_type_error(thread, "NullImporter() argument 1 must be string, not {}", type_name(thread, a[0]));
  if (!path_argument(thread, a[0], path)) return false;
  if (path.empty()) return raise_import_error(thread, "empty pathname");
  return ::stat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode) || raise_import_error(thread, "existing directory");
}

constexpr Method finder_methods[] = {
    {"find_loader(self, fullname)", finder_find_loader, until(3, 11)},
    {"find_module(self, fullname)", finder_find_module, until(3, 11)},
    {"find_spec(self, fullname, target=None)", finder_find_spec, since(3, 4)},
    {"invalidate_caches(self)", nothing},
};
constexpr GetSetRow finder_getset[] = {{"path", finder_path}};

// The hook that makes FileFinders.
Value folder_hook(Thread& thread, Ref, Args args) {
  std::string path;
  struct stat status;
  if (!path_argument(thread, args[0], path)) return error_set;
  if (::stat(path.empty() ? "." : path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) return raise_import_error(thread, "only directories are supported", "", path);
  return make_finder(thread, path);
}
constexpr Method folder_hook_row{"path_hook_for_FileFinder(path)", folder_hook};

// ---- paths of namespace packages

// The entries, found anew where the parent's path has changed. Null with the error set.
Value current_entries(Thread& thread, Ref self) {
  NamespacePath& space = as<NamespacePath>(self);
  Value keep(self);
  std::string name = native_utf8(space.name);
  std::size_t dot = name.rfind('.');
  Value parent;
  if (dot == name.npos) {
    parent = Value(dict_get(thread, as<Dict>(thread.rt.sys_dict), "path"));
  } else {
    Value key = native_intern(thread, name.substr(0, dot));
    Value module(dict_get(thread, as<Dict>(thread.rt.modules), key));
    if (!module) return thread.has_error() ? Value() : Value(raise_value(thread, thread.rt.exc.KeyError, key));
    parent = get_attribute(thread, module, thread.rt.names.path__);
  }
  Value now = parent ? to_tuple(thread, parent) : Value();
  if (!now) return error_set;
  if (space.parent) {
    Value before = space.parent;
    int same = equal(thread, before, now);
    if (same < 0) return error_set;
    if (!same) {
      FoundModule found;
      Value theirs;
      space.parent = now;
      PathSearch result = search_path_entries(thread, name, parent, found, theirs);
      if (result == PathSearch::Failed) return error_set;
      if (result == PathSearch::Nothing && !found.portions.empty()) {
        Value list = own(allocate_list(thread, 0));
        for (const std::string& portion : found.portions) list_append(as<List>(list), path_text(thread, portion));
        space.entries = list;
      }
    }
  }
  space.parent = now;
  return space.entries;
}
Value make_namespace_path(Thread& thread, std::string_view name, const std::vector<std::string>& portions) {
  NamespacePath* space = allocate<NamespacePath>(made.space);
  Value owner = own(space);
  space->name = native_str(thread, name);
  space->entries = own(allocate_list(thread, 0));
  for (const std::string& portion : portions) list_append(as<List>(space->entries), path_text(thread, portion));
  track(space);
  return owner;
}
Value space_iter(Thread& thread, Ref self) {
  Value entries = current_entries(thread, self);
  return entries ? iterate(thread, entries) : Value();
}
Value space_repr(Thread& thread, Ref self) { return native_str(thread, fmt::format("_NamespacePath({})", repr_utf8(thread, as<NamespacePath>(self).entries))); }
std::int64_t space_length(Thread& thread, Ref self) {
  Value entries = current_entries(thread, self);
  return entries ? length(thread, entries) : -1;
}
Value space_item(Thread& thread, Ref self, Ref key) {
  Value entries = current_entries(thread, self);
  return entries ? get_item(thread, entries, key) : Value();
}
int space_contains(Thread& thread, Ref self, Ref item) {
  Value entries = current_entries(thread, self);
  return entries ? contains(thread, entries, item) : -1;
}
Value space_append(Thread&, Ref self, Args args) { return list_append(as<List>(as<NamespacePath>(self).entries), Value(args[0])), none_value(); }
Value space_path(Thread&, Ref self) { return as<NamespacePath>(self).entries; }
bool space_set_item(Thread& thread, Ref self, Ref key, Ref value) {
  Value entries = as<NamespacePath>(self).entries;
  return value ? set_item(thread, entries, key, value) : static_cast<bool>(raise_type_error(thread, "'_NamespacePath' object doesn't support item deletion"));
}
constexpr Method space_methods[] = {{"append(self, item)", space_append}};
constexpr GetSetRow space_getset[] = {{"_path", space_path}};

void make_types(Runtime& rt) {
  static constexpr TypeSpec finder{.name = "_frozen_importlib_external.FileFinder", .layout = layout_of<FileFinder>, .flags = BaseType | HasWeakrefs, .methods = finder_methods, .getset = finder_getset,
                                   .fill = [](Slots& s, Runtime&) { s.make = finder_make, s.repr = finder_repr; }};
  static constexpr TypeSpec space{.name = "_frozen_importlib_external._NamespacePath", .layout = layout_of<NamespacePath>, .flags = HasWeakrefs, .methods = space_methods, .getset = space_getset,
                                  .fill = [](Slots& s, Runtime& rt) {
                                    s.repr = space_repr, s.iter = space_iter, s.length = space_length, s.get_item = namespace_paths_have_items(rt.release) ? space_item : nullptr, s.set_item = space_set_item, s.contains = space_contains;
                                  }};
  made.finder = make_builtin_type(rt, finder);
  made.space = make_builtin_type(rt, space);
}

// ---- the search

// The finder for an entry of a path: null without an error when there is none. From path_importer_cache or the hooks.
Value entry_finder(Thread& thread, Ref given) {
  Dict& sys = as<Dict>(thread.rt.sys_dict);
  Value cache(dict_get(thread, sys, "path_importer_cache")), hooks(dict_get(thread, sys, "path_hooks")), entry(given);
  if (native_utf8(entry).empty() && has_default_finders(thread.rt.release)) entry = path_text(thread, absolute_path(""));
  if (is<Dict>(cache)) {
    Ref known = dict_get(thread, as<Dict>(cache), entry);
    if (known) return known.is_none() ? Value() : Value(known);
    if (thread.has_error()) return error_set;
  }
  Value finder;
  for (std::size_t i = 0; is<List>(hooks) && i < as<List>(hooks).length; ++i) {
    Value hook(as<List>(hooks)[i]);
    finder = call(thread, hook, entry);
    if (finder || !catch_error(thread, thread.rt.exc.ImportError)) break;
  }
  if (!finder && thread.has_error()) return error_set;
  if (!finder && folders_are_nameless_to(thread.rt.release)) {
    struct stat status;
    std::string path = native_utf8(entry);
    if (::stat(path.empty() ? "." : path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) finder = make_null_importer(thread);
    if (thread.has_error()) return error_set;
  }
  if (is<Dict>(cache) && !dict_set(thread, as<Dict>(cache), entry, finder ? finder.ref() : none)) return error_set;
  return finder && !finder.is_none() ? std::move(finder) : Value();
}

// Asks a finder of a program. A spec or loader; None where it has nothing, with portions added to those of `found`.
Value ask(Thread& thread, Ref finder, std::string_view name, FoundModule& found) {
  const Release& r = thread.rt.release;
  Value text = native_str(thread, name);
  auto add_portions = [&](Ref portions) {
    return for_each(thread, portions, [&](Ref portion) { return found.portions.push_back(native_utf8(portion)), true; });
  };
  if (has_specs(r)) {
    Value find_spec = find_attribute(thread, finder, thread.rt.names.find_spec_);
    if (find_spec) {
      Value spec = call(thread, find_spec, text);
      if (!spec || spec.is_none()) return spec;
      Value loader = get_attribute(thread, spec, "loader"), portions = loader ? get_attribute(thread, spec, "submodule_search_locations") : Value();
      if (!portions || !loader.is_none()) return portions ? std::move(spec) : Value();
      if (portions.is_none()) return raise_import_error(thread, "spec missing loader", name);
      return add_portions(portions) ? none_value() : Value();
    }
    if (thread.has_error()) return error_set;
    if (finders_find_specs_only(r)) return none_value();
  }
  Value loader;
  Value key = native_intern(thread, "find_loader");
  Value find_loader = has_default_finders(r) ? find_attribute(thread, finder, key) : Value();
  if (!find_loader && thread.has_error()) return error_set;
  if (find_loader) {
    Value both = call(thread, find_loader, text);
    if (!both) return both;
    if (!is<Tuple>(both) || as<Tuple>(both).length != 2) return raise_type_error(thread, "find_loader() should give a loader and portions");
    loader = Value(as<Tuple>(both)[0]);
    Value portions(as<Tuple>(both)[1]);
    if (loader.is_none()) return add_portions(portions) ? std::move(loader) : Value();
  } else {
    Value find_module = find_attribute(thread, finder, thread.rt.names.find_module_);
    if (!find_module) return thread.has_error() ? Value() : none_value();
    loader = call(thread, find_module, text);
  }
  if (!loader || loader.is_none()) return loader;
  return has_specs(r) ? make_spec(thread, name, loader, {}, false) : std::move(loader);
}

}  // namespace

Type* null_importer_type(Thread& thread) {
  static constexpr TypeSpec null{.name = "imp.NullImporter", .layout = layout_of<NullImporter>, .methods = null_methods, .fill = [](Slots& s, Runtime&) { s.make = null_make, s.init = null_init; }};
  if (!made.null) made.null = make_builtin_type(thread.rt, null);
  return made.null;
}
Value make_null_importer(Thread& thread) { return own(allocate<NullImporter>(null_importer_type(thread))); }

std::string absolute_path(const std::string& path) {
  if (path.starts_with("/")) return path;
  char* here = ::getcwd(nullptr, 0);
  std::string whole = here ? here : "";
  std::free(here);
  return path.empty() ? whole : whole + "/" + path;
}

PathSearch search_path_entries(Thread& thread, std::string_view name, Ref path, FoundModule& found, Value& theirs) {
  Value entries = to_list(thread, path);
  if (!entries) return PathSearch::Failed;
  for (std::size_t i = 0; i < as<List>(entries).length; ++i) {
    Value entry(as<List>(entries)[i]);
    if (!is<Text>(entry) && !is_native_str(thread, entry)) continue;
    Value finder = entry_finder(thread, entry);
    if (!finder && thread.has_error()) return PathSearch::Failed;
    bool in_folder = is_exact<FileFinder>(finder), in_archive = is_exact<ZipImporter>(finder);
    if (finder && !in_folder && !in_archive) {
      theirs = ask(thread, finder, name, found);
      if (!theirs) return PathSearch::Failed;
      if (!theirs.is_none()) return PathSearch::Theirs;
      continue;
    }
    if (!finder && has_default_finders(thread.rt.release)) continue;
    if (find_in_folder(thread, in_archive ? as<ZipImporter>(finder).folder() : native_utf8(in_folder ? as<FileFinder>(finder).path : entry), tail_of(name), found)) {
      if (in_archive) found.loader = finder;
      return PathSearch::Ours;
    }
  }
  return PathSearch::Nothing;
}

Value spec_of_found(Thread& thread, std::string_view name, const FoundModule& found) {
  bool there = !found.file.empty();
  Value origin = there ? path_text(thread, found.file) : none_value(), loader = none_value();
  if (there) loader = found.loader ? found.loader : make_file_loader(thread, name, found);
  else if (namespaces_have_loaders(thread.rt.release)) loader = make_namespace_loader(thread, none);
  else origin = native_str(thread, "namespace");
  Value spec = loader ? make_spec(thread, name, loader, origin, found.is_package) : Value();
  if (!spec || (there && !put(thread, spec, "_set_fileattr", py_true))) return error_set;
  if (!there) {
    Value path = make_namespace_path(thread, name, found.portions);
    if (!path || !put(thread, spec, "submodule_search_locations", path)) return error_set;
    if (!loader.is_none() && !put(thread, loader, "_path", path)) return error_set;
  } else if (found.is_package) {
    Value locations = get_attribute(thread, spec, "submodule_search_locations");
    if (!locations) return error_set;
    list_append(as<List>(locations), path_text(thread, found.directory));
  }
  return spec;
}

Value find_path_spec(Thread& thread, std::string_view name, Ref path) {
  FoundModule found;
  Value theirs;
  switch (search_path_entries(thread, name, path, found, theirs)) {
    case PathSearch::Failed: return error_set;
    case PathSearch::Theirs: return theirs;
    case PathSearch::Ours: return spec_of_found(thread, name, found);
    case PathSearch::Nothing: break;
  }
  return found.portions.empty() ? Value() : spec_of_found(thread, name, found);
}

bool start_path_hooks(Thread& thread, Module& sys) {
  made = {};
  Value hooks = own(allocate_list(thread, 0));
  Type* zips = zip_importer_type(thread);
  if (!zips) return false;
  list_append(as<List>(hooks), Value(Ref(zips)));
  if (has_default_finders(thread.rt.release)) {
    make_types(thread.rt);
    Value home = native_str(thread, "_frozen_importlib_external");
    list_append(as<List>(hooks), make_native(thread, folder_hook_row, {}, home));
  }
  // The program was looked at first: it could have been a folder or an archive.
  Value cache = make_dict(thread);
  const Settings& s = thread.rt.settings;
  if (s.module.empty() && !s.program.empty() && s.program != "-" && s.program != "-c") {
    Value entry = path_text(thread, program_entry_is_absolute(thread.rt.release) ? absolute_path(s.program) : s.program);
    Value nothing_there = folders_are_nameless_to(thread.rt.release) ? make_null_importer(thread) : none_value();
    if (!nothing_there || !dict_set(thread, as<Dict>(cache), entry, nothing_there)) return false;
  }
  return module_add(thread, sys, "path_hooks", hooks) && module_add(thread, sys, "path_importer_cache", cache);
}

// ---- the release's own importlib

namespace {

Value sys_list(Thread& thread, const char* name) {
  Value list(dict_get(thread, as<Dict>(thread.rt.sys_dict), name));
  return is<List>(list) ? std::move(list) : Value();
}

// Takes ours out of a list of sys; gives how many of a program's stood in front of them.
std::size_t remove_ours(List& list, std::initializer_list<Ref> ours) {
  std::size_t front = list.length;
  for (std::size_t i = list.length; i-- > 0;) {
    bool is_ours = is<Native>(list[i]) && as<Native>(list[i]).row == &folder_hook_row;
    for (Ref one : ours) is_ours = is_ours || list[i] == one;
    if (!is_ours) continue;
    Value gone = list_pop(list, i);
    front = i;
  }
  return front;
}

// Moves what stands behind `length` to `front`: the library appends its finders.
void move_to(List& list, std::size_t length, std::size_t front) {
  for (std::size_t from = length; from < list.length; ++from, ++front) list_insert(list, front, list_pop(list, from));
}

// Runs a file of the library's importlib as the module `name`. Null without an error when it is not there.
Value run_bootstrap(Thread& thread, const char* name, const char* file, const char* below = "/importlib") {
  FoundModule found;
  std::string folder = thread.rt.settings.stdlib + below;
  if (thread.rt.settings.stdlib.empty() || !find_in_folder(thread, folder, file, found) || found.file.empty()) return error_set;
  Value code = load_found_code(thread, name, found), module = code ? make_module(thread, name) : Value();
  if (!module) return module;
  Value from = as<CodeObject>(code).filename, to = native_str(thread, fmt::format("<frozen {}{}>", *below ? "importlib." : "", file)), key = native_intern(thread, name);
  rename_code(code, from, to);
  Module& m = as<Module>(module);
  Value globals = m.dict, package = native_str(thread, "");
  if (!dict_set(thread, as<Dict>(globals), thread.rt.names.builtins__, thread.rt.builtins) || !module_add(thread, m, "__package__", package) ||
      !dict_set(thread, as<Dict>(thread.rt.modules), key, module))
    return error_set;
  return run_code(thread, code, globals, {}) ? std::move(module) : Value();
}

// Takes our finders out of sys.path_importer_cache.
bool forget_finders(Thread& thread, Ref cache) {
  std::vector<Value> entries;
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(as<Dict>(cache)))
    if (is_exact<FileFinder>(entry->value)) entries.emplace_back(entry->key);
  for (const Value& entry : entries)
    if (dict_delete(thread, as<Dict>(cache), entry) < 0) return false;
  return true;
}

// Gives modules that were imported before the library's importlib its own specs and loaders in place of ours.
class Adopter {
 public:
  Adopter(Thread& thread, Ref core, Ref external) : thread_(thread), core_(core), external_(external) {}

  bool adopt_all() {
    Value modules = to_list(thread_, call_named(thread_, thread_.rt.modules, "values"));
    if (!modules) return false;
    for (const Value& module : as<List>(modules))
      if (is<Module>(module) && !adopt(as<Module>(module))) return false;
    return true;
  }

 private:
  bool adopt(Module& module) {
    Dict& dict = as<Dict>(module.dict);
    for (const char* name : {"__spec__", "__loader__", "__path__"}) {
      Value key = native_intern(thread_, name), old(dict_get(thread_, dict, key)), fresh = old ? counterpart(old) : Value();
      if (thread_.has_error() || (fresh && !dict_set(thread_, dict, key, fresh))) return false;
    }
    return true;
  }
  // The library's object for one of ours; null without an error for what is not ours.
  Value counterpart(Ref old) {
    for (const auto& [ours, theirs] : known_)
      if (ours == old) return theirs;
    Value fresh;
    if (is_exact<NamespacePath>(old)) {
      Value type = get_attribute(thread_, external_, "_NamespacePath"), finder = get_attribute(thread_, external_, "PathFinder");
      Value find = finder ? get_attribute(thread_, finder, "_get_spec") : Value(), list = own(allocate_list(thread_, 0));
      for (const Value& entry : as<List>(as<NamespacePath>(old).entries)) list_append(as<List>(list), entry);
      fresh = type && find ? call(thread_, type, as<NamespacePath>(old).name, list, find) : Value();
    } else if (const char* name = importer_class_name(old)) {
      fresh = library_class(name);
    } else if (const char* name = importer_class_name(Ref(type_of(thread_, old)))) {
      Value type = library_class(name);
      fresh = type ? call_named(thread_, type, "__new__", {type}) : Value();
      if (fresh) known_.emplace_back(Value(old), fresh);
      return fresh && copy_attributes(old, fresh) ? std::move(fresh) : Value();
    }
    if (fresh) known_.emplace_back(Value(old), fresh);
    return fresh;
  }
  bool copy_attributes(Ref old, Ref fresh) {
    Value dict = get_attribute(thread_, old, thread_.rt.names.dict__), items = dict ? to_list(thread_, call_named(thread_, dict, "items")) : Value();
    if (!items) return false;
    for (const Value& item : as<List>(items)) {
      Value key(as<Tuple>(item)[0]), value(as<Tuple>(item)[1]), theirs = counterpart(value);
      if (thread_.has_error() || !set_attribute(thread_, fresh, key, theirs ? theirs.ref() : value.ref())) return false;
    }
    return true;
  }
  Value library_class(const char* name) {
    Value found = find_attribute(thread_, core_, native_intern(thread_, name));
    if (!found && !thread_.has_error()) found = get_attribute(thread_, external_, name);
    return found;
  }

  Thread& thread_;
  Value core_, external_;
  std::vector<std::pair<Value, Value>> known_;
};

bool install(Thread& thread) {
  Value core = run_bootstrap(thread, "_frozen_importlib", "_bootstrap");
  if (!core) return false;
  Value meta_path = sys_list(thread, "meta_path"), hooks = sys_list(thread, "path_hooks"), builtin = native_importer(thread), paths = path_finder(thread);
  Value key = native_intern(thread, "_imp"), imp(dict_get(thread, as<Dict>(thread.rt.modules), key));
  if (!imp) {
    imp = import_native(thread, "_imp", true);
    if (!imp || !dict_set(thread, as<Dict>(thread.rt.modules), key, imp)) return false;
  }
  Ref frozen;
  if (meta_path)
    for (const Value& finder : as<List>(meta_path))
      if (is<Type>(finder) && as<Type>(finder).name == "_frozen_importlib.FrozenImporter" && !as<Type>(finder).has(HeapType)) frozen = finder;
  Value keep_frozen(frozen);
  Type* zips = zip_importer_type(thread);
  if (!meta_path || !hooks || !zips) return true;
  std::size_t meta_front = remove_ours(as<List>(meta_path), {builtin.ref(), keep_frozen.ref(), paths.ref()}), meta_length = as<List>(meta_path).length;
  std::size_t hooks_front = remove_ours(as<List>(hooks), {Ref(zips)}), hooks_length = as<List>(hooks).length;
  Value zip_hook{Ref(zips)};
  list_append(as<List>(hooks), zip_hook);
  Value cache(dict_get(thread, as<Dict>(thread.rt.sys_dict), "path_importer_cache"));
  if (is<Dict>(cache) && !forget_finders(thread, cache)) return false;
  Value sys = thread.rt.sys_module, install_core = get_attribute(thread, core, "_install");
  if (!install_core || !call(thread, install_core, sys, imp)) return false;
  Value external_key = native_intern(thread, "_frozen_importlib_external");
  if (has_external_importlib(thread.rt.release) && thread.rt.release.since(3, 7)) {
    Value external_install = get_attribute(thread, core, "_install_external_importers");
    if (!external_install || !call(thread, external_install)) return false;
  }
  Value external(dict_get(thread, as<Dict>(thread.rt.modules), external_key));
  if (has_specs(thread.rt.release) && !Adopter(thread, core, external ? external.ref() : core.ref()).adopt_all()) return false;
  // To 3.7 the library adds zipimporter itself; from 3.8 on it has one of its own.
  List& list = as<List>(hooks);
  for (std::size_t i = hooks_length + 1; i < list.length; ++i)
    if (list[i] == Ref(zips)) {
      Value again = list_pop(list, i);
      break;
    }
  if (has_library_zipimport(thread.rt.release)) {
    Value library = run_bootstrap(thread, "zipimport", "zipimport", ""), theirs = library ? get_attribute(thread, library, "zipimporter") : Value();
    if (thread.has_error()) return false;
    if (theirs) Value old = std::exchange(list.items[hooks_length], std::move(theirs));
  }
  move_to(as<List>(meta_path), meta_length, meta_front);
  move_to(list, hooks_length, hooks_front);
  return true;
}

}  // namespace

Type* file_finder_type() { return made.finder; }

Value import_frozen_importlib(Thread& thread, std::string_view name) {
  if (!has_default_finders(thread.rt.release)) return error_set;
  if (name == "zipimport") {
    Value core = has_library_zipimport(thread.rt.release) ? import_module(thread, "_frozen_importlib") : Value();
    if (!core && thread.has_error() && !catch_error(thread, thread.rt.exc.ImportError)) return error_set;
    Value key = native_intern(thread, name);
    return Value(dict_get(thread, as<Dict>(thread.rt.modules), key));
  }
  if (name == "_frozen_importlib_external") return has_external_importlib(thread.rt.release) ? run_bootstrap(thread, "_frozen_importlib_external", "_bootstrap_external") : Value();
  if (name != "_frozen_importlib") return error_set;
  if (!install(thread)) return error_set;
  Value key = native_intern(thread, name);
  return Value(dict_get(thread, as<Dict>(thread.rt.modules), key));
}

Value import_library_runpy(Thread& thread) {
  if (!is_runpy_frozen(thread.rt.release)) return import_module(thread, "runpy");
  Value core = import_module(thread, "_frozen_importlib");
  return core ? run_bootstrap(thread, "runpy", "runpy", "") : Value();
}

void strip_importlib_frames(Thread& thread) {
  bool all = thread.error_is(thread.rt.exc.ImportError);
  Value kept = thread.error.traceback, at = kept;
  bool last_calls = false;
  while (is<Traceback>(at)) {
    Ref frame = as<Traceback>(at).frame;
    Ref code = is<FrameObject>(frame) ? Ref(as<FrameObject>(frame).code) : Ref();
    std::string file = is<CodeObject>(code) ? native_utf8(as<CodeObject>(code).filename) : "";
    if (file != "<frozen importlib._bootstrap>" && file != "<frozen importlib._bootstrap_external>") break;
    last_calls = native_is(as<CodeObject>(code).name, "_call_with_frames_removed");
    Value next = as<Traceback>(at).next;
    at = next;
    if (all || last_calls) kept = at;
  }
  thread.error.traceback = kept;
  if (is<Exception>(thread.error.value)) as<Exception>(thread.error.value).traceback = kept;
}

}  // namespace xvm
