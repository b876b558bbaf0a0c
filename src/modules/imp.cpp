// _imp, and imp of 2.x and early 3.x.
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/argument_words.h"
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

enum SearchKind : std::uint8_t { Source = 1, Compiled = 2, Extension = 3, Resource = 4, Package = 5, BuiltIn = 6, Frozen = 7 };
std::int64_t lock_count = 0;
std::string hash_check = "default";

bool name_given(Thread& thread, Ref v, std::string& out) {
  if (!is_native_str(thread, v)) return raise_type_error(thread, "module name must be str, not {}", type_name(thread, v));
  out = native_utf8(v);
  return true;
}

Value imp_acquire(Thread&, Ref, Args) { return ++lock_count, none_value(); }
Value imp_release(Thread& thread, Ref, Args) {
  if (lock_count == 0) return raise(thread, thread.rt.exc.RuntimeError, "not holding the import lock");
  --lock_count;
  return none_value();
}
Value imp_held(Thread&, Ref, Args) { return Value::of(lock_count > 0); }
Value imp_is_builtin(Thread& thread, Ref, Args args) {
  std::string name;
  if (!name_given(thread, args[0], name)) return error_set;
  if (name == "sys" || name == "builtins" || name == "__builtin__") return Value::small(-1);
  const ModuleSpec* spec = find_native_module(thread.rt, name);
  return Value::small(spec && !spec->fallback ? 1 : 0);
}
Value imp_false(Thread&, Ref, Args) { return Value::of(false); }
Value imp_none(Thread&, Ref, Args) { return none_value(); }
// There is no interpreter but the main one.
Value imp_of_others(Thread& thread, Ref, Args args) {
  int override = 0;
  if (!int_argument(thread, args[0], override)) return error_set;
  return raise(thread, thread.rt.exc.RuntimeError, "_imp._override_multi_interp_extensions_check() cannot be used in the main interpreter");
}
Value imp_zero(Thread&, Ref, Args) { return Value::small(0); }
Value imp_empty_list(Thread& thread, Ref, Args) { return own(allocate_list(thread, 0)); }
Value imp_no_frozen(Thread& thread, Ref, Args args) {
  std::string name;
  if (!name_given(thread, args[0], name)) return error_set;
  return raise_import_error(thread, fmt::format("No such frozen object named {}", name), name);
}
Value imp_create_builtin(Thread& thread, Ref, Args args) {
  Value name = get_attribute(thread, args[0], "name");
  std::string text;
  if (!name || !name_given(thread, name, text)) return error_set;
  Value module = import_native(thread, text, true);
  return module || thread.has_error() ? std::move(module) : none_value();
}
Value imp_fix_co_filename(Thread& thread, Ref, Args args) {
  if (!is<CodeObject>(args[0])) return raise_type_error(thread, "_fix_co_filename() argument 1 must be code, not {}", argument_type(thread, args[0]));
  Value from = as<CodeObject>(args[0]).filename;
  rename_code(args[0], from, args[1]);
  return none_value();
}

Value imp_get_magic(Thread& thread, Ref, Args) {
  std::uint16_t magic = thread.rt.release.magic;
  const char bytes[] = {static_cast<char>(magic & 0xff), static_cast<char>(magic >> 8), '\r', '\n'};
  return make_bytes(thread, {bytes, 4});
}
Value imp_get_tag(Thread& thread, Ref, Args) {
  return native_str(thread, fmt::format("cpython-{}{}", thread.rt.release.version.major, thread.rt.release.version.minor));
}
Value imp_get_suffixes(Thread& thread, Ref, Args) {
  Value list = own(allocate_list(thread, 0));
  struct Row { const char *suffix, *mode; int kind; };
  for (auto [suffix, mode, kind] : {Row{".so", "rb", Extension}, Row{"module.so", "rb", Extension}, Row{".py", "U", Source}, Row{".pyc", "rb", Compiled}}) {
    Value a = native_str(thread, suffix), b = native_str(thread, mode), c = Value::small(kind);
    list_append(as<List>(list), make_tuple(thread, {a.ref(), b.ref(), c.ref()}));
  }
  return list;
}
Value imp_new_module(Thread& thread, Ref, Args args) {
  std::string name;
  if (thread.rt.python2() && !is_native_str(thread, args[0])) return raise_type_error(thread, "new_module() argument 1 must be string, not {}", argument_type(thread, args[0]));
  return name_given(thread, args[0], name) ? make_module(thread, name) : Value();
}
Value imp_init_builtin(Thread& thread, Ref, Args args) {
  std::string name;
  if (!name_given(thread, args[0], name)) return error_set;
  Value module = import_native(thread, name, true);
  if (!module) return thread.has_error() ? Value() : none_value();
  return dict_set(thread, as<Dict>(thread.rt.modules), args[0], module) ? std::move(module) : Value();
}

Value triple(Thread& thread, const char* suffix, const char* mode, int kind) {
  Value a = native_str(thread, suffix), b = native_str(thread, mode), c = Value::small(kind);
  return make_tuple(thread, {a.ref(), b.ref(), c.ref()});
}

// (file, path name, (suffix, mode, kind))
Value imp_find_module(Thread& thread, Ref, Args args) {
  std::string name;
  if (!name_given(thread, args[0], name)) return error_set;
  Value path = args[1] && !args[1].is_none() ? Value(args[1]) : Value();
  if (!path) {
    if (const ModuleSpec* spec = find_native_module(thread.rt, name); (spec && !spec->fallback) || name == "sys") {
      Value what = triple(thread, "", "", BuiltIn);
      return make_tuple(thread, {none, args[0], what.ref()});
    }
    path = Value(dict_get(thread, as<Dict>(thread.rt.sys_dict), "path"));
  }
  Value entries = path ? to_list(thread, path) : Value();
  if (!entries) return error_set;
  for (const Value& entry : as<List>(entries)) {
    FoundModule found;
    if (!is_native_str(thread, entry) || !find_in_folder(thread, native_utf8(entry), name, found)) continue;
    if (found.is_package) {
      Value what = triple(thread, "", "", Package), folder = path_text(thread, found.directory);
      return make_tuple(thread, {none, folder.ref(), what.ref()});
    }
    Value file_name = path_text(thread, found.file), mode = native_str(thread, found.has_source ? "r" : "rb");
    Value open = get_attribute(thread, thread.rt.builtins_module, "open"), file = open ? call(thread, open, file_name, mode) : Value();
    if (!file) return file;
    Value what = found.has_source ? triple(thread, ".py", "U", Source) : triple(thread, ".pyc", "rb", Compiled);
    return make_tuple(thread, {file.ref(), file_name.ref(), what.ref()});
  }
  return raise_import_error(thread, fmt::format("No module named {}", name), name, {}, true);
}

Value run_file(Thread& thread, const std::string& name, FoundModule& found) {
  Value code = load_found_code(thread, name, found);
  if (!code) return code;
  Value key = native_intern(thread, name);
  Ref there = dict_get(thread, as<Dict>(thread.rt.modules), key);
  Value owner = is<Module>(there) ? Value(there) : make_module(thread, name);
  if (!owner) return owner;
  Module& module = as<Module>(owner);
  if (!module_add(thread, module, "__file__", path_text(thread, thread.rt.python2() && !found.pyc.empty() ? found.pyc : found.file))) return error_set;
  if (found.is_package) {
    Value path = own(allocate_list(thread, 0));
    list_append(as<List>(path), path_text(thread, found.directory));
    if (!module_add(thread, module, "__path__", path)) return error_set;
  }
  if (!dict_set(thread, as<Dict>(thread.rt.modules), key, owner) || !execute_module_code(thread, module, code)) return error_set;
  Ref now = dict_get(thread, as<Dict>(thread.rt.modules), key);
  return now ? Value(now) : std::move(owner);
}

Value imp_load_compiled(Thread& thread, Ref, Args args) {
  std::string name, path;
  if (!name_given(thread, args[0], name) || !path_argument(thread, args[1], path)) return error_set;
  FoundModule found;
  found.file = found.pyc = path;
  if (thread.rt.python2() && ::access(path.c_str(), F_OK) != 0) return raise_errno(thread, thread.rt.exc.IOError, errno, Ref());
  return run_file(thread, name, found);
}
Value imp_load_source(Thread& thread, Ref, Args args) {
  std::string name, path;
  if (!name_given(thread, args[0], name) || !path_argument(thread, args[1], path)) return error_set;
  std::size_t slash = path.rfind('/'), dot = path.rfind('.');
  FoundModule found;
  if (dot == path.npos || !find_in_folder(thread, slash == path.npos ? "" : path.substr(0, slash), path.substr(slash + 1, dot - slash - 1), found))
    return raise_errno(thread, thread.rt.exc.IOError, 2, thread.rt.python2() ? Ref() : args[1]);
  return run_file(thread, name, found);
}
Value imp_load_package(Thread& thread, Ref, Args args) {
  std::string name, path;
  if (!name_given(thread, args[0], name) || !path_argument(thread, args[1], path)) return error_set;
  std::size_t slash = path.rfind('/');
  FoundModule found;
  if (!find_in_folder(thread, slash == path.npos ? "" : path.substr(0, slash), path.substr(slash + 1), found) || !found.is_package)
    return raise_import_error(thread, fmt::format("No module named {}", name), name, {}, true);
  return run_file(thread, name, found);
}
Value imp_load_module(Thread& thread, Ref self, Args args) {
  std::int64_t kind = 0;
  if (!is<Tuple>(args[3]) || as<Tuple>(args[3]).length != 3 || !as_int64(thread, as<Tuple>(args[3])[2], kind))
    return raise_type_error(thread, "load_module() argument 4 must be 3-item sequence{}", is<Tuple>(args[3]) ? "" : fmt::format(", not {}", argument_type(thread, args[3])));
  if (thread.rt.python2() && !is_native_str(thread, args[2])) return raise_type_error(thread, "load_module() argument 3 must be string, not {}", argument_type(thread, args[2]));
  std::string name, mode = native_utf8(as<Tuple>(args[3])[1]);
  if (!name_given(thread, args[0], name)) return error_set;
  if (!mode.empty() && ((mode[0] != 'r' && mode[0] != 'U') || mode.find('+') != mode.npos)) return raise_value_error(thread, "invalid file open mode {}", mode);
  if (kind == Frozen) return raise_import_error(thread, fmt::format("Frozen object named {} not found", name), name);
  if (kind != Source && kind != Compiled && kind != Package && kind != BuiltIn) return raise_import_error(thread, fmt::format("Don't know how to import {} (type code {})", name, kind), name);
  Borrowed<2> two(args[0], args[2]);
  if (kind == BuiltIn) return imp_init_builtin(thread, self, args);
  if (kind == Package) return imp_load_package(thread, self, two.args());
  return kind == Source ? imp_load_source(thread, self, two.args()) : imp_load_compiled(thread, self, two.args());
}
Value imp_reload(Thread& thread, Ref, Args args) { return reload_module(thread, args[0]); }

#define XVM_IMP_ROWS                                                                                              \
  {"acquire_lock()", imp_acquire}, {"lock_held()", imp_held}, {"release_lock()", imp_release},                     \
  {"is_builtin(name, /)", imp_is_builtin}, {"is_frozen(name, /)", imp_false}, {"get_frozen_object(name, data=None, /)", imp_no_frozen}, \
  {"init_frozen(name, /)", imp_none}, {"is_frozen_package(name, /)", imp_no_frozen, since(3, 1)}

Value imp_source_hash(Thread& thread, Ref, Args args) {
  std::int64_t key = 0;
  BufferView source;
  if (!as_int64(thread, args[0], key) || !get_buffer(thread, args[1], source)) return error_set;
  std::uint64_t hash = source_hash(thread.rt.release, static_cast<std::uint64_t>(key), source.view());
  return make_bytes(thread, {reinterpret_cast<const char*>(&hash), sizeof hash});
}

// ---- shared libraries, which are made for CPython's own memory layout and so cannot be loaded

ErrorSet raise_not_loadable(Thread& thread, const std::string& name, const std::string& path) {
  if (::access(path.c_str(), R_OK) != 0) return raise_import_error(thread, fmt::format("{}{}: cannot open shared object file: {}", path.find('/') == path.npos ? "./" : "", path, std::strerror(errno)), name, path);
  return raise_import_error(thread, fmt::format("dynamic module does not define {} function ({}{})", thread.rt.release.since(3, 5) ? "module export" : "init",
                                                thread.rt.python2() ? "init" : "PyInit_", name.substr(name.rfind('.') + 1)), name, path);
}
Value imp_load_dynamic(Thread& thread, Ref, Args args) {
  std::string name, path;
  return name_given(thread, args[0], name) && path_argument(thread, args[1], path) ? Value(raise_not_loadable(thread, name, path)) : Value();
}
Value imp_create_dynamic(Thread& thread, Ref, Args args) {
  std::string name, path;
  Value given = get_attribute(thread, args[0], "name"), origin = given ? get_attribute(thread, args[0], "origin") : Value();
  return origin && name_given(thread, given, name) && path_argument(thread, origin, path) ? Value(raise_not_loadable(thread, name, path)) : Value();
}

// ---- PEP 3147, of 3.2

Value imp_cache_from_source(Thread& thread, Ref, Args args) {
  std::string path;
  if (!path_argument(thread, args[0], path)) return error_set;
  int optimised = 0;
  if (args[1] && !args[1].is_none()) {
    int debug = truth(thread, args[1]);
    if (debug < 0) return error_set;
    optimised = !debug;
  }
  std::size_t slash = path.rfind('/'), start = slash == path.npos ? 0 : slash + 1, dot = path.rfind('.');
  std::string base = path.substr(start, dot == path.npos || dot < start ? path.npos : dot - start);
  return path_text(thread, fmt::format("{}__pycache__/{}.cpython-{}{}.py{}", path.substr(0, start), base, thread.rt.release.version.major, thread.rt.release.version.minor, optimised ? "o" : "c"));
}
Value imp_source_from_cache(Thread& thread, Ref, Args args) {
  std::string path;
  if (!path_argument(thread, args[0], path)) return error_set;
  std::size_t slash = path.rfind('/'), folder = slash == path.npos || slash == 0 ? path.npos : path.rfind('/', slash - 1);
  std::size_t start = folder == path.npos ? 0 : folder + 1;
  std::string name = slash == path.npos ? std::string() : path.substr(slash + 1);
  std::size_t first = name.find('.'), last = name.rfind('.');
  bool good = slash != path.npos && path.substr(start, slash - start) == "__pycache__" && first != name.npos && first != last && name.find('.', first + 1) == last;
  if (!good) return raise_value_error(thread, "Not a PEP 3147 pyc path: {}", repr_utf8(thread, args[0]));
  return path_text(thread, path.substr(0, start) + name.substr(0, first) + ".py");
}

constexpr Method core_rows[] = {
    XVM_IMP_ROWS,
    {"_fix_co_filename(code, path, /)", imp_fix_co_filename},
    {"_frozen_module_names()", imp_empty_list, since(3, 11)},
    {"_override_frozen_modules_for_tests(override, /)", imp_none, since(3, 11)},
    {"_override_multi_interp_extensions_check(override, /)", imp_of_others, since(3, 12)},
    {"create_builtin(spec, /)", imp_create_builtin, since(3, 5)},
    {"create_dynamic(spec, file=None, /)", imp_create_dynamic, since(3, 5)},
    {"exec_builtin(mod, /)", imp_zero, since(3, 5)},
    {"exec_dynamic(mod, /)", imp_zero, since(3, 5)},
    {"extension_suffixes()", imp_empty_list},
    {"find_frozen(name, /, *, withdata=False)", imp_none, since(3, 11)},
    {"init_builtin(name, /)", imp_init_builtin, until(3, 4)},
    {"load_dynamic(name, pathname, file=None, /)", imp_load_dynamic, until(3, 4)},
    {"source_hash(key, source)", imp_source_hash, since(3, 7)},
};
constexpr Method rows[] = {
    XVM_IMP_ROWS,
    {"cache_from_source(path, debug_override=None)", imp_cache_from_source, between(3, 2, 3, 2)},
    {"find_module(name, path=None)", imp_find_module},
    {"load_dynamic(name, pathname, file=None, /)", imp_load_dynamic, until(3, 2)},
    {"source_from_cache(path)", imp_source_from_cache, between(3, 2, 3, 2)},
    {"get_magic()", imp_get_magic},
    {"get_suffixes()", imp_get_suffixes},
    {"get_tag()", imp_get_tag, since(3, 2)},
    {"init_builtin(name, /)", imp_init_builtin},
    {"load_compiled(name, pathname, file=None)", imp_load_compiled},
    {"load_module(name, file, pathname, description)", imp_load_module},
    {"load_package(name, pathname)", imp_load_package},
    {"load_source(name, pathname, file=None)", imp_load_source},
    {"new_module(name)", imp_new_module},
    {"reload(module, /)", imp_reload, since(2, 6)},
};

bool fill_core(Thread& thread, Module& module) {
  return !thread.rt.release.since(3, 7) || module_add(thread, module, "check_hash_based_pycs", native_str(thread, hash_check));
}
bool fill(Thread& thread, Module& module) {
  struct Row { const char* name; int value; };
  for (auto [name, value] : {Row{"SEARCH_ERROR", 0}, Row{"PY_SOURCE", 1}, Row{"PY_COMPILED", 2}, Row{"C_EXTENSION", 3}, Row{"PY_RESOURCE", 4}, Row{"PKG_DIRECTORY", 5}, Row{"C_BUILTIN", 6},
                             Row{"PY_FROZEN", 7}, Row{"PY_CODERESOURCE", 8}, Row{"IMP_HOOK", 9}})
    if (!module_add(thread, module, name, Value::small(value))) return false;
  return !thread.rt.release.until(3, 2) || module_add(thread, module, "NullImporter", Value(Ref(null_importer_type(thread))));
}

}  // namespace

void set_hash_check(std::string_view mode) { hash_check = mode; }
const std::string& hash_check_mode() { return hash_check; }

extern const ModuleSpec imp_core_module, imp_module, imp_python_module;
const ModuleSpec imp_core_module{.name = "_imp", .methods = core_rows, .fill = fill_core, .releases = since(3, 3)};
const ModuleSpec imp_module{.name = "imp", .methods = rows, .fill = fill, .releases = until(3, 2)};
const ModuleSpec imp_python_module{.name = "imp", .methods = rows, .fill = fill, .releases = between(3, 3, 3, 11), .fallback = true};

}  // namespace xvm
