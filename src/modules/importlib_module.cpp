// importlib, importlib.util and importlib.machinery, for programs that run without a standard library; with one its own are used.
#include <algorithm>
#include <string>

#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/import.h"
#include "vm/import_system.h"
#include "vm/operators.h"
#include "vm/runtime.h"

namespace xvm {

namespace {

bool quotes_relative_name(const Release& r) { return r.since(3, 3); }
bool leaving_packages_is_import_error(const Release& r) { return r.since(3, 9); }
bool numbers_optimization(const Release& r) { return r.since(3, 5); }
bool makes_locations_absolute(const Release& r) { return r.since(3, 10); }
bool words_missing_path(const Release& r) { return r.since(3, 7); }
bool has_abi_flag(const Release& r) { return r.until(3, 7); }

Value sys_value(Thread& thread, const char* name) { return Value(dict_get(thread, as<Dict>(thread.rt.sys_dict), name)); }

// The absolute name of one that may begin with dots, each but the first of which leaves a package. False with the error set.
bool resolve(Thread& thread, Ref given, Ref package, std::string& name) {
  if (!is_native_str(thread, given) && !is<Text>(given))
    return raise_format(thread, thread.rt.exc.AttributeError, "'{}' object has no attribute 'startswith'", type_name(thread, given));
  name = native_utf8(given);
  std::size_t level = std::min(name.find_first_not_of('.'), name.size());
  if (level == 0) return true;
  std::string base = package && !package.is_none() && is_native_str(thread, package) ? native_utf8(package) : "";
  if (base.empty()) {
    if (!quotes_relative_name(thread.rt.release)) return raise_type_error(thread, "relative imports require the 'package' argument");
    return raise_type_error(thread, "the 'package' argument is required to perform a relative import for {}", repr_utf8(thread, given));
  }
  for (std::size_t i = 1; i < level; ++i) {
    std::size_t dot = base.rfind('.');
    if (dot == base.npos) {
      Type* type = leaving_packages_is_import_error(thread.rt.release) ? thread.rt.exc.ImportError : thread.rt.exc.ValueError;
      return raise(thread, type, "attempted relative import beyond top-level package");
    }
    base.erase(dot);
  }
  name = level == name.size() ? base : base + "." + name.substr(level);
  return true;
}

// ---- importlib

Value importlib_import_module(Thread& thread, Ref, Args args) {
  std::string name;
  return resolve(thread, args[0], args[1], name) ? import_module(thread, name.c_str()) : Value();
}
Value importlib_import(Thread& thread, Ref, Args args) {
  Value import = get_attribute(thread, thread.rt.builtins_module, "__import__");
  return import ? call(thread, import, args) : Value();
}
Value importlib_reload(Thread& thread, Ref, Args args) {
  if (!is<Module>(args[0])) return raise_type_error(thread, "reload() argument must be a module");
  return reload_module(thread, args[0]);
}
Value importlib_invalidate(Thread& thread, Ref, Args) {
  Value finders = sys_value(thread, "meta_path"), list = finders ? to_list(thread, finders) : Value();
  if (!list) return list;
  for (const Value& finder : as<List>(list)) {
    Value invalidate = find_attribute(thread, finder, native_intern(thread, "invalidate_caches"));
    if (thread.has_error() || (invalidate && !call(thread, invalidate))) return error_set;
  }
  return none_value();
}

// What sys.meta_path has for a name; None where nothing does.
Value ask_finders(Thread& thread, Ref name, Ref path) {
  Value finders = sys_value(thread, "meta_path"), list = finders ? to_list(thread, finders) : Value();
  if (!list) return list;
  for (const Value& finder : as<List>(list)) {
    Value find = find_attribute(thread, finder, native_intern(thread, "find_spec"));
    Value spec = find ? call(thread, find, name, path, none) : Value();
    if (thread.has_error()) return error_set;
    if (spec && !spec.is_none()) return spec;
  }
  return none_value();
}

// The spec of a module that sys.modules has; null without an error for one that it has not.
Value spec_of_loaded(Thread& thread, Ref name) {
  Value module(dict_get(thread, as<Dict>(thread.rt.modules), name));
  if (!module || module.is_none()) return module;
  Value spec = find_attribute(thread, module, thread.rt.names.spec__);
  if (thread.has_error()) return error_set;
  if (!spec) return raise_value_error(thread, "{}.__spec__ is not set", native_utf8(name));
  if (spec.is_none()) return raise_value_error(thread, "{}.__spec__ is None", native_utf8(name));
  return spec;
}

Value util_find_spec(Thread& thread, Ref, Args args) {
  std::string name;
  if (!resolve(thread, args[0], args[1], name)) return error_set;
  Value text = native_str(thread, name), spec = spec_of_loaded(thread, text), path = none_value();
  if (spec || thread.has_error()) return spec;
  if (std::size_t dot = name.rfind('.'); dot != name.npos) {
    Value parent = import_module(thread, name.substr(0, dot).c_str());
    path = parent ? find_attribute(thread, parent, thread.rt.names.path__) : Value();
    if (!path && parent && !thread.has_error()) {
      if (words_missing_path(thread.rt.release))
        return raise_import_error(thread, fmt::format("__path__ attribute not found on '{}' while trying to find '{}'", name.substr(0, dot), name), name, {}, true);
      return get_attribute(thread, parent, thread.rt.names.path__);
    }
    if (!path) return error_set;
  }
  return ask_finders(thread, text, path);
}
Value importlib_find_loader(Thread& thread, Ref, Args args) {
  if (!is_native_str(thread, args[0])) return raise_type_error(thread, "module name must be str, not {}", type_name(thread, args[0]));
  Value module(dict_get(thread, as<Dict>(thread.rt.modules), args[0]));
  if (module && module.is_none()) return none_value();
  if (module) return get_attribute(thread, module, thread.rt.names.loader__);
  Value spec = ask_finders(thread, args[0], args[1] ? args[1] : none);
  return !spec || spec.is_none() ? std::move(spec) : get_attribute(thread, spec, "loader");
}

// ---- importlib.util

Value util_resolve_name(Thread& thread, Ref, Args args) {
  std::string name;
  return resolve(thread, args[0], args[1], name) ? native_str(thread, name) : Value();
}
Value util_module_from_spec(Thread& thread, Ref, Args args) { return module_of_spec(thread, args[0]); }

bool is_package_by(Thread& thread, Ref loader, Ref name, bool& is_package) {
  Value ask = find_attribute(thread, loader, native_intern(thread, "is_package"));
  if (!ask) return !thread.has_error();
  Value said = call(thread, ask, name);
  if (!said) return catch_error(thread, thread.rt.exc.ImportError);
  int yes = truth(thread, said);
  is_package = yes > 0;
  return yes >= 0;
}

bool put(Thread& thread, Ref object, const char* name, Ref value) { return set_attribute(thread, object, native_intern(thread, name), value); }

Value util_spec_from_file_location(Thread& thread, Ref, Args args) {
  if (!is_native_str(thread, args[0])) return raise_type_error(thread, "module name must be str, not {}", type_name(thread, args[0]));
  std::string name = native_utf8(args[0]), path;
  Value loader = args[2] && !args[2].is_none() ? Value(args[2]) : Value();
  if (args[1] && !args[1].is_none()) {
    if (!path_argument(thread, args[1], path)) return error_set;
    if (makes_locations_absolute(thread.rt.release)) path = absolute_path(path);
  } else if (loader) {
    Value get = find_attribute(thread, loader, native_intern(thread, "get_filename")), got = get ? call(thread, get, args[0]) : Value();
    if (!get && !thread.has_error()) path = "<unknown>";
    else if (!got || !path_argument(thread, got, path)) return error_set;
  }
  if (!loader) {
    FoundModule found;
    found.file = path;
    found.has_source = path.ends_with(".py");
    if (!found.has_source && !path.ends_with(".pyc")) return none_value();
    loader = make_file_loader(thread, name, found);
  }
  Value origin = path_text(thread, path), spec = loader ? make_spec(thread, name, loader, origin, false) : Value(), given(args[3]);
  if (!spec || !put(thread, spec, "_set_fileattr", py_true)) return error_set;
  bool is_package = false;
  if (!given && !is_package_by(thread, loader, args[0], is_package)) return error_set;
  if (is_package) {
    std::size_t slash = path.rfind('/');
    given = own(allocate_list(thread, 0));
    list_append(as<List>(given), path_text(thread, slash == path.npos ? "" : path.substr(0, slash)));
  }
  return !given || put(thread, spec, "submodule_search_locations", given) ? std::move(spec) : Value();
}

Value util_spec_from_loader(Thread& thread, Ref, Args args) {
  if (!is_native_str(thread, args[0])) return raise_type_error(thread, "module name must be str, not {}", type_name(thread, args[0]));
  Value get = find_attribute(thread, args[1], native_intern(thread, "get_filename"));
  if (thread.has_error()) return error_set;
  bool is_package = false;
  if (args[3] && !args[3].is_none()) {
    int yes = truth(thread, args[3]);
    if (yes < 0) return error_set;
    is_package = yes;
  } else if (!args[1].is_none() && !is_package_by(thread, args[1], args[0], is_package)) {
    return error_set;
  }
  Value spec = make_spec(thread, native_utf8(args[0]), args[1], args[2] ? args[2] : none, is_package);
  if (!spec || !get) return spec;
  Value file = call(thread, get, args[0]);
  return file && put(thread, spec, "origin", file) && put(thread, spec, "_set_fileattr", py_true) ? std::move(spec) : Value();
}

Value util_cache_from_source(Thread& thread, Ref, Args args) {
  const Release& r = thread.rt.release;
  std::string path, level;
  if (!path_argument(thread, args[0], path)) return error_set;
  bool given = false;
  if (args[1] && !args[1].is_none()) {
    int debug = truth(thread, args[1]);
    if (debug < 0) return error_set;
    given = true;
    level = debug ? "" : "1";
  } else if (args.size() > 2 && args[2] && !args[2].is_none()) {
    Value text = str(thread, args[2]);
    if (!text) return text;
    given = true;
    level = native_utf8(text);
    if (!std::all_of(level.begin(), level.end(), [](unsigned char c) { return c >= 0x80 || std::isalnum(c); })) return raise_value_error(thread, "{} is not alphanumeric", repr_utf8(thread, text));
  } else {
    level = thread.rt.settings.optimize ? std::to_string(thread.rt.settings.optimize) : "";
  }
  Value prefix = sys_value(thread, "pycache_prefix");
  if (!given && prefix && !prefix.is_none()) return path_text(thread, cache_of_source(thread, path));
  std::size_t slash = path.rfind('/'), start = slash == path.npos ? 0 : slash + 1, dot = path.rfind('.');
  bool dotted = dot != path.npos && dot >= start;
  std::string base = path.substr(start, dotted && dot > start ? dot - start : path.npos), end = numbers_optimization(r) ? ".pyc" : level.empty() ? ".pyc" : ".pyo";
  if (numbers_optimization(r) && !level.empty()) end = ".opt-" + level + end;
  return path_text(thread, fmt::format("{}__pycache__/{}{}cpython-{}{}{}", path.substr(0, start), base, dotted ? "." : "", r.version.major, r.version.minor, end));
}
Value util_source_from_cache(Thread& thread, Ref, Args args) {
  std::string path;
  if (!path_argument(thread, args[0], path)) return error_set;
  std::size_t slash = path.rfind('/'), folder = slash == path.npos || slash == 0 ? path.npos : path.rfind('/', slash - 1);
  std::size_t start = folder == path.npos ? 0 : folder + 1;
  std::string name = slash == path.npos ? path : path.substr(slash + 1);
  auto shown = [&](const std::string& text) { return repr_utf8(thread, path_text(thread, text)); };
  if (slash == path.npos || path.substr(start, slash - start) != "__pycache__") return raise_value_error(thread, "__pycache__ not bottom-level directory in {}", shown(path));
  auto dots = std::count(name.begin(), name.end(), '.');
  bool numbers = numbers_optimization(thread.rt.release);
  if (dots != 2 && !(dots == 3 && numbers)) return raise_value_error(thread, "expected only 2 {}dots in {}", numbers ? "or 3 " : "", shown(name));
  if (dots == 3) {
    std::size_t last = name.rfind('.'), before = name.rfind('.', last - 1);
    if (!name.substr(before + 1).starts_with("opt-")) return raise_value_error(thread, "optimization portion of filename does not start with 'opt-'");
  }
  return path_text(thread, path.substr(0, start) + name.substr(0, name.find('.')) + ".py");
}
Value util_decode_source(Thread& thread, Ref, Args args) {
  BufferView view;
  if (!get_buffer(thread, args[0], view)) return error_set;
  std::string_view bytes = view.view();
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] != '\r') text += bytes[i];
    else if (i + 1 == bytes.size() || bytes[i + 1] != '\n') text += '\n';
  }
  Value clean = make_bytes(thread, text);
  return clean ? call_named(thread, clean, "decode") : Value();
}
Value util_source_hash(Thread& thread, Ref, Args args) {
  BufferView source;
  if (!get_buffer(thread, args[0], source)) return error_set;
  std::uint64_t hash = source_hash(thread.rt.release, thread.rt.release.magic | 0x0a0d0000u, source.view());
  return make_bytes(thread, {reinterpret_cast<const char*>(&hash), sizeof hash});
}

// ---- importlib.machinery

Value suffixes(Thread& thread, std::initializer_list<std::string> endings) {
  Value list = own(allocate_list(thread, 0));
  for (const std::string& ending : endings) list_append(as<List>(list), native_str(thread, ending));
  return list;
}
Value extension_suffixes(Thread& thread) {
  const Release& r = thread.rt.release;
  return suffixes(thread, {fmt::format(".cpython-{}{}{}-x86_64-linux-gnu.so", r.version.major, r.version.minor, has_abi_flag(r) ? "m" : ""), ".abi3.so", ".so"});
}
Value machinery_all_suffixes(Thread& thread, Ref, Args) {
  Value list = suffixes(thread, {".py", ".pyc"}), more = extension_suffixes(thread);
  for (const Value& one : as<List>(more)) list_append(as<List>(list), one);
  return list;
}

constexpr Method rows[] = {
    {"import_module(name, package=None)", importlib_import_module},
    {"__import__(name, globals=None, locals=None, fromlist=(), level=0)", importlib_import, since(3, 1), Method::Raw},
    {"find_loader(name, path=None)", importlib_find_loader, between(3, 4, 3, 11)},
    {"invalidate_caches()", importlib_invalidate, since(3, 3)},
    {"reload(module)", importlib_reload, since(3, 4)},
};
constexpr Method util_rows[] = {
    {"cache_from_source(path, debug_override=None)", util_cache_from_source, until(3, 4)},
    {"cache_from_source(path, debug_override=None, *, optimization=None)", util_cache_from_source, since(3, 5)},
    {"decode_source(source_bytes)", util_decode_source},
    {"find_spec(name, package=None)", util_find_spec},
    {"module_from_spec(spec)", util_module_from_spec, since(3, 5)},
    {"resolve_name(name, package)", util_resolve_name},
    {"source_from_cache(path)", util_source_from_cache},
    {"source_hash(source_bytes)", util_source_hash, since(3, 7)},
    {"spec_from_file_location(name, location=None, *, loader=None, submodule_search_locations=None)", util_spec_from_file_location},
    {"spec_from_loader(name, loader, *, origin=None, is_package=None)", util_spec_from_loader},
};
constexpr Method machinery_rows[] = {{"all_suffixes()", machinery_all_suffixes}};

// A package without a folder: its modules are found among the native ones.
bool fill(Thread& thread, Module& module) { return !thread.rt.release.since(3, 1) || module_add(thread, module, "__path__", own(allocate_list(thread, 0))); }
bool fill_util(Thread& thread, Module& module) {
  std::uint16_t magic = thread.rt.release.magic;
  const char bytes[] = {static_cast<char>(magic & 0xff), static_cast<char>(magic >> 8), '\r', '\n'};
  return module_add(thread, module, "MAGIC_NUMBER", make_bytes(thread, {bytes, 4}));
}
bool fill_machinery(Thread& thread, Module& module) {
  for (const char* name : {"BuiltinImporter", "FileFinder", "FrozenImporter", "ModuleSpec", "NamespaceLoader", "PathFinder", "SourceFileLoader", "SourcelessFileLoader"})
    if (Value type = importer_class(name); type && !module_add(thread, module, name, type)) return false;
  return module_add(thread, module, "SOURCE_SUFFIXES", suffixes(thread, {".py"})) && module_add(thread, module, "BYTECODE_SUFFIXES", suffixes(thread, {".pyc"})) &&
         module_add(thread, module, "DEBUG_BYTECODE_SUFFIXES", suffixes(thread, {".pyc"})) && module_add(thread, module, "OPTIMIZED_BYTECODE_SUFFIXES", suffixes(thread, {".pyc"})) &&
         module_add(thread, module, "EXTENSION_SUFFIXES", extension_suffixes(thread));
}

}  // namespace

extern const ModuleSpec importlib_module, importlib_module_2, importlib_util_module, importlib_machinery_module;
const ModuleSpec importlib_module{.name = "importlib", .methods = rows, .fill = fill, .releases = since(3, 1), .fallback = true};
const ModuleSpec importlib_module_2{.name = "importlib", .methods = rows, .fill = fill, .releases = between(2, 7, 2, 7), .fallback = true};
const ModuleSpec importlib_util_module{.name = "importlib.util", .methods = util_rows, .fill = fill_util, .releases = since(3, 4), .fallback = true};
const ModuleSpec importlib_machinery_module{.name = "importlib.machinery", .methods = machinery_rows, .fill = fill_machinery, .releases = since(3, 4), .fallback = true};

}  // namespace xvm
