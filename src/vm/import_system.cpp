// Specs, loaders and finders as programs see them, and what sys holds of them.
#include "vm/import_system.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

#include "base/name_services.h"
#include "modules/iterator_struct.h"
#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/compile_text.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/signature.h"

namespace xvm {

namespace {

bool has_specs(const Release& r) { return r.since(3, 4); }
bool has_default_finders(const Release& r) { return r.since(3, 3); }
bool tracks_submodules(const Release& r) { return r.since(3, 11); }
bool early_modules_have_origin(const Release& r) { return r.since(3, 9); }
bool container_is_absolute(const Release& r) { return r.since(3, 9); }     // sys.path[0] of a folder or archive that is run
bool container_is_plain(const Release& r) { return r.since(3, 11); }       // without "." and ".." in it
bool module_path_is_absolute(const Release& r) { return r.since(3, 7); }   // and of -m

struct {   // of the running runtime
  Type *spec = nullptr, *builtin = nullptr, *frozen = nullptr, *finder = nullptr, *source_loader = nullptr, *pyc_loader = nullptr, *namespace_loader = nullptr;
} made;

bool namespace_loader_is_public = false;

Value instance_of(Type* type) {
  Instance* object = allocate<Instance>(type);
  track(object);
  return own(object);
}
Value plain_make(Thread&, Type* type, Args) { return instance_of(type); }

bool put(Thread& thread, Ref object, const char* name, Ref value) {
  Value key = native_intern(thread, name);
  return set_attribute(thread, object, key, value);
}
Value fetch(Thread& thread, Ref object, const char* name) { return get_attribute(thread, object, name); }

std::string fetch_text(Thread& thread, Ref object, const char* name) {
  Value v = fetch(thread, object, name);
  if (!v) thread.clear_error();
  return v && (is<Text>(v) || is_native_str(thread, v)) ? native_utf8(v) : std::string();
}

std::string_view tail_of(std::string_view name) { return name.substr(name.rfind('.') + 1); }

// ---- ModuleSpec

bool fill_spec(Thread& thread, Ref self, Ref name, Ref loader, Ref origin, Ref state, bool is_package) {
  Value locations = is_package ? own(allocate_list(thread, 0)) : none_value(), pending = own(allocate_list(thread, 0));
  return put(thread, self, "name", name) && put(thread, self, "loader", loader) && put(thread, self, "origin", origin ? origin : none) &&
         put(thread, self, "loader_state", state ? state : none) && put(thread, self, "submodule_search_locations", locations) &&
         (!tracks_submodules(thread.rt.release) || put(thread, self, "_uninitialized_submodules", pending)) && put(thread, self, "_set_fileattr", py_false) &&
         put(thread, self, "_cached", none);
}
bool spec_init(Thread& thread, Ref self, Args args) {
  Bound<5> a(thread, "ModuleSpec(name, loader, *, origin=None, loader_state=None, is_package=None)", args);
  if (!a) return false;
  int package = a[4] && !a[4].is_none() ? truth(thread, a[4]) : 0;
  return package >= 0 && fill_spec(thread, self, a[0], a[1], a[2], a[3], package);
}
Value spec_repr(Thread& thread, Ref self) {
  TextBuilder out(thread);
  out.add(std::string(tail_of(type_name(thread, self))) + "(name=");
  Value name = fetch(thread, self, "name"), loader = name ? fetch(thread, self, "loader") : Value(), origin = loader ? fetch(thread, self, "origin") : Value();
  Value locations = origin ? fetch(thread, self, "submodule_search_locations") : Value();
  if (!locations || !out.add_repr(name)) return error_set;
  out.add(", loader=");
  if (!out.add_repr(loader)) return error_set;
  if (!origin.is_none()) {
    out.add(", origin=");
    if (!out.add_repr(origin)) return error_set;
  }
  if (!locations.is_none()) {
    out.add(", submodule_search_locations=");
    if (!out.add_repr(locations)) return error_set;
  }
  out.add(")");
  return out.finish();
}
Value spec_parent(Thread& thread, Ref self) {
  Value locations = fetch(thread, self, "submodule_search_locations"), name = locations ? fetch(thread, self, "name") : Value();
  if (!name || !locations.is_none()) return name;
  std::string text = native_utf8(name);
  std::size_t dot = text.rfind('.');
  return native_str(thread, dot == text.npos ? "" : text.substr(0, dot));
}
Value spec_cached(Thread& thread, Ref self) {
  Value known = fetch(thread, self, "_cached"), located = known ? fetch(thread, self, "_set_fileattr") : Value();
  if (!located || !known.is_none() || truth(thread, located) <= 0) return known;
  std::string origin = fetch_text(thread, self, "origin");
  if (origin.ends_with(".py")) known = path_text(thread, cache_of_source(thread, origin));
  else if (origin.ends_with(".pyc")) known = path_text(thread, origin);
  return put(thread, self, "_cached", known) ? std::move(known) : Value();
}
bool spec_set_cached(Thread& thread, Ref self, Ref value) { return put(thread, self, "_cached", value ? value : none); }
Value spec_has_location(Thread& thread, Ref self) { return fetch(thread, self, "_set_fileattr"); }
bool spec_set_location(Thread& thread, Ref self, Ref value) { return put(thread, self, "_set_fileattr", Ref::from_bool(value && truth(thread, value) == 1)); }
Value spec_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if ((op != Compare::Eq && op != Compare::Ne) || !other.is_object() || !is_subtype(type_of(thread, other), made.spec)) return not_implemented_value();
  bool same = true;
  for (const char* name : {"name", "loader", "origin", "submodule_search_locations", "cached", "has_location"}) {
    Value left = fetch(thread, self, name), right = left ? fetch(thread, other, name) : Value();
    int equal_now = right ? equal(thread, left, right) : -1;
    if (equal_now < 0) return error_set;
    same = same && equal_now;
  }
  return Value::of(same == (op == Compare::Eq));
}

// ---- BuiltinImporter and FrozenImporter: classes that are used as they are

bool is_builtin(Thread& thread, std::string_view name) {
  const ModuleSpec* spec = find_native_module(thread.rt, name);
  return (spec && !spec->fallback) || name == "sys" || name == "builtins";
}
bool finds_only_without_path(const Release& r) { return r.until(3, 10); }

Value builtin_find_spec(Thread& thread, Ref, Args args) {
  if (args[1] && !args[1].is_none() && finds_only_without_path(thread.rt.release)) return none_value();
  if (!is<Text>(args[0])) return raise_type_error(thread, "is_builtin() argument must be str, not {}", type_name(thread, args[0]));
  std::string name = native_utf8(args[0]);
  if (!is_builtin(thread, name)) return none_value();
  Value origin = native_str(thread, "built-in");
  return make_spec(thread, name, Ref(made.builtin), origin, false);
}
Value builtin_find_module(Thread& thread, Ref self, Args args) {
  Value spec = builtin_find_spec(thread, self, args);
  return !spec || spec.is_none() ? std::move(spec) : Value(Ref(made.builtin));
}
Value builtin_create_module(Thread& thread, Ref, Args args) {
  Value given = fetch(thread, args[0], "name");
  if (!given) return error_set;
  std::string name = native_utf8(given);
  Value module = import_native(thread, name, true);
  if (!module && !thread.has_error()) return raise_import_error(thread, fmt::format("'{}' is not a built-in module", name), name);
  return module;
}
Value give_none(Thread&, Ref, Args) { return none_value(); }
// False with an ImportError for what is no built-in module.
bool requires_builtin(Thread& thread, Ref name) {
  if (is<Text>(name) && is_builtin(thread, native_utf8(name))) return true;
  Value shown = str(thread, name);
  return shown && raise_import_error(thread, repr_utf8(thread, name) + " is not a built-in module", native_utf8(shown));
}
Value builtin_no_code(Thread& thread, Ref, Args args) { return requires_builtin(thread, args[0]) ? none_value() : Value(); }
Value builtin_is_package(Thread& thread, Ref, Args args) { return requires_builtin(thread, args[0]) ? Value::of(false) : Value(); }
Value builtin_load_module(Thread& thread, Ref, Args args) {
  if (Ref known = dict_get(thread, as<Dict>(thread.rt.modules), args[0])) return Value(known);
  if (!requires_builtin(thread, args[0])) return error_set;
  std::string name = native_utf8(args[0]);
  Value origin = native_str(thread, "built-in"), spec = make_spec(thread, name, Ref(made.builtin), origin, false);
  return spec ? load_module_of_spec(thread, name, spec) : Value();
}
// Nothing is frozen here.
Value not_frozen(Thread& thread, Ref, Args args) {
  if (!is<Text>(args[0])) return raise_type_error(thread, "is_frozen() argument must be str, not {}", type_name(thread, args[0]));
  Value shown = str(thread, args[0]);
  return shown ? Value(raise_import_error(thread, repr_utf8(thread, args[0]) + " is not a frozen module", native_utf8(shown))) : Value();
}
bool loads_by_old_name(const Release& r) { return r.until(3, 11); }
Value frozen_load_module(Thread& thread, Ref self, Args args) {
  if (loads_by_old_name(thread.rt.release)) return not_frozen(thread, self, args);
  Value shown = str(thread, args[0]);
  return shown ? Value(raise_import_error(thread, "No such frozen object named " + repr_utf8(thread, args[0]), native_utf8(shown))) : Value();
}

// ---- loaders of files

// What a loader is for; false with the error set where it has been given another name than its own.
bool found_of(Thread& thread, Ref loader, Ref name, FoundModule& found) {
  Value own_name = fetch(thread, loader, "name"), path = own_name ? fetch(thread, loader, "path") : Value();
  if (!path) return false;
  if (name && !name.is_none()) {
    int same = equal(thread, own_name, name);
    if (same < 0) return false;
    if (!same) {
      Value a = str(thread, own_name), b = str(thread, name);
      return a && b && raise_import_error(thread, fmt::format("loader for {} cannot handle {}", native_utf8(a), native_utf8(b)), native_utf8(b));
    }
  }
  if (!path_argument(thread, path, found.file)) return false;
  found.has_source = is_subtype(type_of(thread, loader), made.source_loader);
  if (found.has_source) found.cache = cache_of_source(thread, found.file);
  else found.pyc = found.file;
  std::size_t slash = found.file.rfind('/');
  std::string file = found.file.substr(slash + 1);
  found.is_package = file.substr(0, file.rfind('.')) == "__init__";
  if (found.is_package) found.directory = slash == file.npos ? "" : found.file.substr(0, slash);
  return true;
}
bool loader_init(Thread& thread, Ref self, Args args) {
  Bound<2> a(thread, "FileLoader(fullname, path)", args);
  return a && put(thread, self, "name", a[0]) && put(thread, self, "path", a[1]);
}
Value loader_get_code(Thread& thread, Ref self, Args args) {
  FoundModule found;
  return found_of(thread, self, args[0], found) ? load_found_code(thread, fetch_text(thread, self, "name"), found) : Value();
}
Value loader_exec_module(Thread& thread, Ref self, Args args) {
  Value name = fetch(thread, args[0], "__name__"), module(args[0]), keep(self);
  FoundModule found;
  if (!name || !found_of(thread, self, name, found)) return error_set;
  Value code = load_found_code(thread, native_utf8(name), found);
  if (!code) return code;
  if (is<Module>(module)) return execute_module_code(thread, as<Module>(module), code) ? none_value() : Value();
  Value dict = get_attribute(thread, module, thread.rt.names.dict__);
  return dict && run_code(thread, code, dict, {}) ? none_value() : Value();
}
Value loader_load_module(Thread& thread, Ref self, Args args) {
  FoundModule found;
  if (!found_of(thread, self, args[0], found)) return error_set;
  std::string name = fetch_text(thread, self, "name");
  Value spec = spec_of_found(thread, name, found), keep(self);
  if (!spec || !put(thread, spec, "loader", keep)) return error_set;
  return load_module_of_spec(thread, name, spec);
}
Value loader_get_filename(Thread& thread, Ref self, Args args) {
  FoundModule found;
  return found_of(thread, self, args[0], found) ? fetch(thread, self, "path") : Value();
}
Value loader_is_package(Thread& thread, Ref self, Args args) {
  FoundModule found;
  if (!found_of(thread, self, args[0], found)) return error_set;
  return Value::of(found.is_package && (!is<Text>(args[0]) || tail_of(native_utf8(args[0])) != "__init__"));
}
Value loader_get_data(Thread& thread, Ref, Args args) {
  Value builtins_open = get_attribute(thread, thread.rt.builtins_module, "open"), mode = native_str(thread, "rb");
  Value file = builtins_open ? call(thread, builtins_open, args[0], mode) : Value();
  Value data = file ? call_named(thread, file, "read") : Value();
  if (data && !call_named(thread, file, "close")) return error_set;
  return data;
}
// Source as text: line ends are "\n", a byte order mark is gone.
Value loader_get_source(Thread& thread, Ref self, Args args) {
  FoundModule found;
  if (!found_of(thread, self, args[0], found)) return error_set;
  if (!found.has_source) return none_value();
  Value path = path_text(thread, found.file);
  Borrowed<1> a(path.ref());
  Value data = loader_get_data(thread, self, a.args());
  if (!data) return data;
  std::string_view bytes = as<Bytes>(data).view();
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] != '\r') text += bytes[i];
    else if (i + 1 == bytes.size() || bytes[i + 1] != '\n') text += '\n';
  }
  Value clean = make_bytes(thread, text);
  return clean ? call_named(thread, clean, "decode") : Value();
}
Value loader_source_to_code(Thread& thread, Ref, Args args) {
  BufferView view;
  std::string path;
  if (!get_buffer(thread, args[0], view) || !path_argument(thread, args[1], path)) return error_set;
  return compile_module_text(thread, std::string(view.view()), path);
}
Value loader_path_stats(Thread& thread, Ref, Args args) {
  std::string path;
  struct stat status;
  if (!path_argument(thread, args[0], path)) return error_set;
  if (::stat(path.c_str(), &status) != 0) return raise_errno(thread, errno, args[0]);
  Value stats = make_dict(thread), size = make_int(thread, status.st_size);
  Value mtime = Value::of(static_cast<double>(status.st_mtim.tv_sec) + 1e-9 * static_cast<double>(status.st_mtim.tv_nsec));
  return dict_set(thread, as<Dict>(stats), "mtime", mtime) && dict_set(thread, as<Dict>(stats), "size", size) ? std::move(stats) : Value();
}
Value loader_path_mtime(Thread& thread, Ref self, Args args) {
  Value stats = loader_path_stats(thread, self, args);
  Value key = native_intern(thread, "mtime");
  return stats ? Value(dict_get(thread, as<Dict>(stats), key)) : Value();
}
Value loader_repr(Thread& thread, Ref self) { return native_str(thread, fmt::format("<{} object at {:#x}>", type_name(thread, self), self.raw() & 0xffffffffffff)); }

// ---- the loader of namespace packages

Value namespace_make(Thread& thread, Type* type, Args args) {
  Bound<3> a(thread, "NamespaceLoader(name, path, path_finder)", args);
  Value loader = a ? instance_of(type) : Value();
  return loader && put(thread, loader, "_path", a[1]) ? std::move(loader) : Value();
}
Value namespace_is_package(Thread&, Ref, Args) { return Value::of(true); }
Value namespace_source(Thread& thread, Ref, Args) { return native_str(thread, ""); }
Value namespace_code(Thread& thread, Ref, Args) { return compile_module_text(thread, "", "<string>"); }
Value show_as(Thread& thread, Ref module, std::string_view how) {
  Value name = get_attribute(thread, module, thread.rt.names.name__);
  return name ? native_str(thread, fmt::format("<module {} ({})>", repr_utf8(thread, name), how)) : Value();
}
Value namespace_load_module(Thread& thread, Ref self, Args args) {
  if (!is<Text>(args[0])) return raise_type_error(thread, "module name must be str");
  std::string name = native_utf8(args[0]);
  Value keep(self), spec = make_spec(thread, name, keep, none, true);
  return spec ? load_module_of_spec(thread, name, spec) : Value();
}
// 3.10 and 3.11 ask only a loader that was made for the purpose.
Value namespace_repr_by_loader(Thread& thread, Ref, Args) { return raise(thread, thread.rt.exc.AttributeError, "module_repr"); }
Value namespace_repr(Thread& thread, Ref, Args args) { return show_as(thread, args[0], "namespace"); }
Value builtin_repr(Thread& thread, Ref, Args args) { return show_as(thread, args[0], "built-in"); }
Value frozen_repr(Thread& thread, Ref, Args args) { return show_as(thread, args[0], "frozen"); }

// ---- PathFinder

Value finder_find_spec(Thread& thread, Ref, Args args) {
  if (!is<Text>(args[0])) return none_value();
  Value path = args[1] && !args[1].is_none() ? Value(args[1]) : Value(dict_get(thread, as<Dict>(thread.rt.sys_dict), "path"));
  if (!path) return none_value();
  Value spec = find_path_spec(thread, native_utf8(args[0]), path);
  return spec || thread.has_error() ? std::move(spec) : none_value();
}
Value finder_find_module(Thread& thread, Ref self, Args args) {
  Value spec = finder_find_spec(thread, self, args);
  return !spec || spec.is_none() ? std::move(spec) : fetch(thread, spec, "loader");
}

constexpr Method builtin_methods[] = {
    {"create_module(spec)", builtin_create_module, always, Method::Static},
    {"exec_module(module)", give_none, always, Method::Static},
    {"find_module(cls, fullname, path=None)", builtin_find_module, until(3, 11), Method::Class},
    {"find_spec(cls, fullname, path=None, target=None)", builtin_find_spec, always, Method::Class},
    {"get_code(cls, fullname)", builtin_no_code, always, Method::Class},
    {"get_source(cls, fullname)", builtin_no_code, always, Method::Class},
    {"is_package(cls, fullname)", builtin_is_package, always, Method::Class},
    {"load_module(cls, fullname)", builtin_load_module, always, Method::Class},
    {"module_repr(module)", builtin_repr, until(3, 11), Method::Static},
};
constexpr Method frozen_methods[] = {
    {"create_module(spec)", give_none, always, Method::Static},
    {"exec_module(module)", give_none, always, Method::Static},
    {"find_module(cls, fullname, path=None)", give_none, until(3, 11), Method::Class},
    {"find_spec(cls, fullname, path=None, target=None)", give_none, always, Method::Class},
    {"get_code(cls, fullname)", not_frozen, always, Method::Class},
    {"get_source(cls, fullname)", not_frozen, always, Method::Class},
    {"is_package(cls, fullname)", not_frozen, always, Method::Class},
    {"load_module(cls, fullname)", frozen_load_module, always, Method::Class},
    {"module_repr(m)", frozen_repr, until(3, 11), Method::Static},
};
constexpr Method finder_methods[] = {
    {"find_module(cls, fullname, path=None)", finder_find_module, until(3, 11), Method::Class},
    {"find_spec(cls, fullname, path=None, target=None)", finder_find_spec, always, Method::Class},
    {"invalidate_caches()", give_none, always, Method::Static},
};
#define XVM_LOADER_ROWS                                                                                           \
  {"create_module(self, spec)", give_none}, {"exec_module(self, module)", loader_exec_module},                     \
  {"get_code(self, fullname)", loader_get_code}, {"get_data(self, path)", loader_get_data},                        \
  {"get_filename(self, name=None)", loader_get_filename}, {"get_source(self, fullname)", loader_get_source},       \
  {"is_package(self, fullname)", loader_is_package}, {"load_module(self, name=None)", loader_load_module}
constexpr Method pyc_loader_methods[] = {XVM_LOADER_ROWS};
constexpr Method source_loader_methods[] = {
    XVM_LOADER_ROWS,
    {"path_mtime(self, path)", loader_path_mtime},
    {"path_stats(self, path)", loader_path_stats},
    {"source_to_code(self, data, path, *, _optimization=-1)", loader_source_to_code},
};
constexpr Method namespace_methods[] = {
    {"create_module(self, spec)", give_none},
    {"exec_module(self, module)", give_none},
    {"get_code(self, fullname)", namespace_code},
    {"get_source(self, fullname)", namespace_source},
    {"is_package(self, fullname)", namespace_is_package},
    {"get_resource_reader(self, module)", give_none, since(3, 10)},
    {"load_module(self, fullname)", namespace_load_module},
    {"module_repr(module)", namespace_repr, until(3, 9), Method::Static},
    {"module_repr(module)", namespace_repr_by_loader, between(3, 10, 3, 11), Method::Static},
};
constexpr GetSetRow dict_getset[] = {{"__dict__", own_dict, set_own_dict}};
constexpr GetSetRow spec_getset[] = {{"__dict__", own_dict, set_own_dict}, {"cached", spec_cached, spec_set_cached}, {"has_location", spec_has_location, spec_set_location}, {"parent", spec_parent}};

void fill_namespace(Slots& slots, Runtime&) { slots.make = namespace_make; }
void fill_plain(Slots& slots, Runtime&) { slots.make = plain_make; }
void fill_loader(Slots& slots, Runtime&) { slots.make = plain_make, slots.init = loader_init, slots.repr = loader_repr; }
void fill_spec_type(Slots& slots, Runtime&) { slots.make = plain_make, slots.init = spec_init, slots.repr = spec_repr, slots.compare = spec_compare; }

void make_types(Runtime& rt) {
  static constexpr std::uint32_t flags = BaseType | HasWeakrefs | InstancesHaveDict;
  static constexpr TypeSpec spec{.name = "_frozen_importlib.ModuleSpec", .layout = layout_of<Instance>, .flags = flags, .getset = spec_getset, .fill = fill_spec_type};
  static constexpr TypeSpec builtin{.name = "_frozen_importlib.BuiltinImporter", .layout = layout_of<Instance>, .flags = flags, .methods = builtin_methods, .getset = dict_getset, .fill = fill_plain};
  static constexpr TypeSpec frozen{.name = "_frozen_importlib.FrozenImporter", .layout = layout_of<Instance>, .flags = flags, .methods = frozen_methods, .getset = dict_getset, .fill = fill_plain};
  static constexpr TypeSpec finder{.name = "_frozen_importlib_external.PathFinder", .layout = layout_of<Instance>, .flags = flags, .methods = finder_methods, .getset = dict_getset, .fill = fill_plain};
  static constexpr TypeSpec source{.name = "_frozen_importlib_external.SourceFileLoader", .layout = layout_of<Instance>, .flags = flags, .methods = source_loader_methods, .getset = dict_getset, .fill = fill_loader};
  static constexpr TypeSpec pyc{.name = "_frozen_importlib_external.SourcelessFileLoader", .layout = layout_of<Instance>, .flags = flags, .methods = pyc_loader_methods, .getset = dict_getset, .fill = fill_loader};
  static constexpr TypeSpec old_space{.name = "_frozen_importlib_external._NamespaceLoader", .layout = layout_of<Instance>, .flags = flags, .methods = namespace_methods, .getset = dict_getset, .fill = fill_namespace};
  static constexpr TypeSpec space{.name = "_frozen_importlib_external.NamespaceLoader", .layout = layout_of<Instance>, .flags = flags, .methods = namespace_methods, .getset = dict_getset, .fill = fill_namespace};
  made.spec = make_builtin_type(rt, spec);
  made.builtin = make_builtin_type(rt, builtin);
  made.frozen = make_builtin_type(rt, frozen);
  made.finder = make_builtin_type(rt, finder);
  made.source_loader = make_builtin_type(rt, source);
  made.pyc_loader = make_builtin_type(rt, pyc);
  namespace_loader_is_public = rt.release.since(3, 11);
  made.namespace_loader = make_builtin_type(rt, namespace_loader_is_public ? space : old_space);
}

// A folder with a standard library in it, not only packages that were added.
bool is_library(const std::string& folder) {
  return ::access((folder + "/os.py").c_str(), R_OK) == 0 || ::access((folder + "/os.pyc").c_str(), R_OK) == 0;
}

// The library folder of an installed CPython of this release, or empty.
std::string installed_library(const Release& r) {
  std::string tail = "/lib/python" + std::string(r.tag);
  for (const char* prefix : {"/usr/local", "/usr"})
    if (is_library(prefix + tail)) return prefix + tail;
  const char* root = std::getenv("PYENV_ROOT");
  const char* home = std::getenv("HOME");
  std::string versions = root ? std::string(root) + "/versions" : home ? std::string(home) + "/.pyenv/versions" : std::string();
  std::vector<std::string> names;
  if (DIR* folder = versions.empty() ? nullptr : ::opendir(versions.c_str())) {
    while (dirent* entry = ::readdir(folder)) names.push_back(entry->d_name);
    ::closedir(folder);
  }
  std::sort(names.begin(), names.end());
  for (const std::string& name : names)
    if (name.starts_with(std::string(r.tag) + ".") && is_library(versions + "/" + name + tail)) return versions + "/" + name + tail;
  return {};
}

std::string first_entry;

Value search_path(Thread& thread) {
  Settings& s = thread.rt.settings;
  Value list = own(allocate_list(thread, 0));
  auto add = [&](std::string_view entry) { list_append(as<List>(list), path_text(thread, entry)); };
  if (!s.path_first.empty()) {
    add(container_path(thread));
  } else if (!s.module.empty()) {
    add(module_path_is_absolute(thread.rt.release) ? absolute_path("") : "");
  } else {
    char* real = ::realpath(s.program.c_str(), nullptr);
    std::string path = real ? real : s.program;
    std::size_t slash = path.rfind('/');
    if (!s.program.empty()) add(slash == std::string::npos ? "" : path.substr(0, std::max<std::size_t>(slash, 1)));
    std::free(real);
  }
  if (s.prompt_only && !s.safe_path) add("");
  if (s.safe_path && s.path_first.empty()) list = own(allocate_list(thread, 0));
  first_entry = as<List>(list).length > 0 ? native_utf8(as<List>(list)[0]) : std::string();
  const char* given = s.ignore_environment ? nullptr : std::getenv("PYTHONPATH");
  for (std::string_view rest = given ? given : ""; !rest.empty();) {
    std::size_t colon = rest.find(':');
    if (colon) add(rest.substr(0, colon));
    rest = colon == rest.npos ? std::string_view() : rest.substr(colon + 1);
  }
  if (s.stdlib.empty())
    if (const char* library = std::getenv("XVM_STDLIB")) s.stdlib = library;
  if (s.stdlib.empty()) s.stdlib = installed_library(thread.rt.release);
  if (!s.stdlib.empty()) add(s.stdlib);
  return list;
}

}  // namespace

std::string container_path(Thread& thread) {
  const std::string& given = thread.rt.settings.path_first;
  if (!container_is_absolute(thread.rt.release)) return given;
  std::string path = absolute_path(given);
  if (!container_is_plain(thread.rt.release)) return path;
  path = std::filesystem::path(path).lexically_normal().string();
  return path.size() > 1 && path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
}

// What the import system adds to sys and builtins, which were there before it.
static bool describe_early_module(Thread& thread, Module& module, const char* name) {
  bool ok = module_add(thread, module, "__loader__", Value(Ref(made.builtin)));
  if (!ok || !has_specs(thread.rt.release)) return ok;
  Value origin = early_modules_have_origin(thread.rt.release) ? native_str(thread, "built-in") : none_value(), package = native_str(thread, "");
  return module_add(thread, module, "__spec__", make_spec(thread, name, Ref(made.builtin), origin, false)) && module_add(thread, module, "__package__", package);
}

bool start_import_system(Thread& thread, Module& sys) {
  const Release& r = thread.rt.release;
  made = {};
  if (has_default_finders(r)) make_types(thread.rt);
  Value meta_path = own(allocate_list(thread, 0));
  if (has_default_finders(r))
    for (Type* finder : {made.builtin, made.frozen, made.finder}) list_append(as<List>(meta_path), Value(Ref(finder)));
  if (has_default_finders(r) && (!describe_early_module(thread, sys, "sys") || (is<Module>(thread.rt.builtins_module) && !describe_early_module(thread, as<Module>(thread.rt.builtins_module), "builtins")))) return false;
  return module_add(thread, sys, "path", search_path(thread)) && module_add(thread, sys, "meta_path", meta_path) && start_path_hooks(thread, sys);
}

Value make_spec(Thread& thread, std::string_view name, Ref loader, Ref origin, bool is_package) {
  Value spec = instance_of(made.spec), text = native_str(thread, name);
  return fill_spec(thread, spec, text, loader, origin, {}, is_package) ? std::move(spec) : Value();
}

Value make_file_loader(Thread& thread, std::string_view name, const FoundModule& found) {
  Value loader = instance_of(found.has_source ? made.source_loader : made.pyc_loader), text = native_str(thread, name), path = path_text(thread, found.file);
  return put(thread, loader, "name", text) && put(thread, loader, "path", path) ? std::move(loader) : Value();
}

Value native_importer(Thread&) { return made.builtin ? Value(Ref(made.builtin)) : none_value(); }
Value path_finder(Thread&) { return made.finder ? Value(Ref(made.finder)) : none_value(); }

Value make_namespace_loader(Thread& thread, Ref path) {
  Value loader = instance_of(made.namespace_loader);
  return put(thread, loader, "_path", path) ? std::move(loader) : Value();
}
struct ImporterClass {
  Type* type;
  const char* name;
};
static std::array<ImporterClass, 7> importer_classes() {
  return {{{made.spec, "ModuleSpec"}, {made.builtin, "BuiltinImporter"}, {made.frozen, "FrozenImporter"}, {made.finder, "PathFinder"},
           {made.source_loader, "SourceFileLoader"}, {made.pyc_loader, "SourcelessFileLoader"},
           {made.namespace_loader, namespace_loader_is_public ? "NamespaceLoader" : "_NamespaceLoader"}}};
}
const char* importer_class_name(Ref type) {
  for (auto [known, name] : importer_classes())
    if (known && type.is_object() && type == Ref(known)) return name;
  return nullptr;
}
Value importer_class(std::string_view asked) {
  for (auto [known, name] : importer_classes())
    if (known && name == asked) return Value(Ref(known));
  Type* finder = asked == "FileFinder" ? file_finder_type() : nullptr;
  return finder ? Value(Ref(finder)) : Value();
}
bool is_namespace_loader(Thread& thread, Ref loader) {
  return made.namespace_loader && (is_subtype(type_of(thread, loader), made.namespace_loader) || tail_of(type_name(thread, loader)).ends_with("NamespaceLoader"));
}
const std::string& first_path_entry() { return first_entry; }

Value import_native(Thread& thread, std::string_view name, bool stand_ins) {
  if (name.starts_with("_frozen_importlib")) return import_frozen_importlib(thread, name);
  if (name == "zipimport") {
    Value library = import_frozen_importlib(thread, name);
    if (library || thread.has_error()) return library;
  }
  const ModuleSpec* spec = find_native_module(thread.rt, name);
  if (!spec || (spec->fallback && !stand_ins)) return error_set;
  use_own_name_services();
  Value module = create_native_module(thread, *spec);
  if (!module || !has_specs(thread.rt.release)) return module;
  Value origin = native_str(thread, "built-in"), package = native_str(thread, "");
  Value made_spec = make_spec(thread, name, Ref(made.builtin), origin, false);
  Module& m = as<Module>(module);
  bool ok = made_spec && module_add(thread, m, "__spec__", made_spec) && module_add(thread, m, "__loader__", Value(Ref(made.builtin))) && module_add(thread, m, "__package__", package);
  return ok ? std::move(module) : Value();
}

}  // namespace xvm
