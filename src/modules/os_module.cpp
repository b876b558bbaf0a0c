// os: posix with what is made of it, os.path, os.environ, os.walk.
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <tuple>
#include <vector>

#include "modules/collections.h"
#include "modules/iterator_struct.h"
#include "modules/path_text.h"
#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/codecs.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/function.h"
#include "vm/import.h"

namespace xvm {

namespace {

bool environment_is_text(const Release& r) { return !r.python2(); }

// ---- environ: a dict whose changes the process sees

struct Environ : Dict {
  static constexpr const char* layout_name = "os._Environ";
};
Type* environ_type = nullptr;

Value environ_make(Thread& thread, Type* type, Args) {
  Environ* dict = allocate<Environ>(type);
  dict->era = dict_era(thread.rt.release);
  mark_inexact(dict);
  track(dict);
  return own(dict);
}

bool environ_text(Thread& thread, Ref v, std::string& out) {
  if (environment_is_text(thread.rt.release) && !is<Text>(v)) return raise_type_error(thread, "str expected, not {}", type_name(thread, v));
  if (!is<Text>(v) && !is<Bytes>(v)) return raise_type_error(thread, "putenv() argument must be string, not {}", type_name(thread, v));
  return path_argument(thread, v, out);
}

bool environ_set(Thread& thread, Ref self, Ref key, Ref value) {
  std::string name, text;
  if (!environ_text(thread, key, name) || (value && !environ_text(thread, value, text))) return false;
  Value held_key(key), held_value(value);
  if (value) {
    if (::setenv(name.c_str(), text.c_str(), 1) != 0) return raise_errno(thread, errno, {});
    return dict_set(thread, as<Dict>(self), held_key, held_value);
  }
  int removed = dict_delete(thread, as<Dict>(self), held_key);
  if (removed == 0) return raise_value(thread, thread.rt.exc.KeyError, held_key);
  if (removed > 0) ::unsetenv(name.c_str());
  return removed > 0;
}

Value environ_pop(Thread& thread, Ref self, Args args) {
  Value found(dict_get(thread, as<Dict>(self), args[0]));
  if (!found) {
    if (thread.has_error()) return error_set;
    return args[1] ? Value(args[1]) : Value(raise_value(thread, thread.rt.exc.KeyError, args[0]));
  }
  return environ_set(thread, self, args[0], {}) ? std::move(found) : Value();
}
Value environ_pop_item(Thread& thread, Ref self, Args) {
  Value item = dict_pop_item(thread, as<Dict>(self));
  std::string name;
  if (!item) return thread.has_error() ? Value() : Value(raise_value(thread, thread.rt.exc.KeyError, none));
  if (!environ_text(thread, as<Tuple>(item)[0], name)) return error_set;
  ::unsetenv(name.c_str());
  return item;
}
Value environ_clear(Thread& thread, Ref self, Args) {
  Value keys = to_list(thread, self);
  if (!keys) return keys;
  for (const Value& key : as<List>(keys))
    if (!environ_set(thread, self, key, {})) return error_set;
  return none_value();
}
Value environ_set_default(Thread& thread, Ref self, Args args) {
  Value found(dict_get(thread, as<Dict>(self), args[0]));
  if (found || thread.has_error()) return found;
  Value value = args[1] ? Value(args[1]) : none_value();
  return environ_set(thread, self, args[0], value) ? std::move(value) : Value();
}
Value environ_update(Thread& thread, Ref self, Args args) {
  Value plain = make_dict(thread);
  if (args[0] && !args[0].is_none() && !dict_update(thread, as<Dict>(plain), args[0])) return error_set;
  if (args[1] && !dict_update(thread, as<Dict>(plain), args[1])) return error_set;
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(as<Dict>(plain)))
    if (!environ_set(thread, self, Value(entry->key), Value(entry->value))) return error_set;
  return none_value();
}
Value environ_copy(Thread& thread, Ref self, Args) { return dict_copy(thread, as<Dict>(self)); }
Value environ_repr(Thread& thread, Ref self) {
  Value plain = dict_copy(thread, as<Dict>(self));
  if (!environment_is_text(thread.rt.release)) return repr(thread, plain);
  TextBuilder out(thread);
  out.add("environ(");
  if (!out.add_repr(plain)) return error_set;
  out.add(")");
  return out.finish();
}

void fill_environ(Slots& slots, Runtime&) { slots.make = environ_make, slots.set_item = environ_set, slots.repr = environ_repr; }

constexpr Method environ_methods[] = {
    {"clear(self)", environ_clear},
    {"copy(self)", environ_copy},
    {"pop(self, key, default=None, /)", environ_pop},
    {"popitem(self)", environ_pop_item},
    {"setdefault(self, key, value=None)", environ_set_default},
    {"update(self, other=None, /, **kwargs)", environ_update},
};
constexpr TypeSpec environ_spec{.name = "os._Environ", .layout = layout_of<Environ>, .flags = BaseType, .methods = environ_methods, .fill = fill_environ};

Value make_environ(Thread& thread) {
  environ_type = make_builtin_type(thread.rt, environ_spec, thread.rt.types.dict);
  Value out = environ_make(thread, environ_type, {});
  for (char** entry = environ; entry && *entry; ++entry) {
    std::string_view text = *entry;
    std::size_t equals = text.find('=');
    if (equals == text.npos || equals == 0) continue;
    Value name = path_text(thread, text.substr(0, equals)), value = path_text(thread, text.substr(equals + 1));
    if (!name || !value || !dict_set(thread, as<Dict>(out), name, value)) return error_set;
  }
  return out;
}

// ---- walk

struct Folder {
  Value path, folders, others;   // lists of names, null before it was read
  std::size_t next = 0;
};
struct Walk : Object {
  XVM_OBJECT("generator")
  std::vector<Folder> open;
  Value on_error;
  bool top_down = true, follow_links = false;
  void traverse(Visitor& v) {
    for (Folder& f : open) v(f.path), v(f.folders), v(f.others);
    v(on_error);
  }
  void clear() {
    std::vector<Folder> old = std::move(open);
    open.clear();
    on_error = nullptr;
  }
};
Type* walk_type = nullptr;

// 1, 0, -1 with the error set.
int path_has_mode(Thread& thread, Ref path, unsigned mode, bool follow) {
  std::string text;
  struct stat status;
  if (!path_argument(thread, path, text)) return -1;
  return (follow ? ::stat(text.c_str(), &status) : ::lstat(text.c_str(), &status)) == 0 && (status.st_mode & S_IFMT) == mode;
}

// Reads the names in a folder; false with the error set.
bool read_folder(Thread& thread, Ref path, Folder& folder) {
  Value posix = import_module(thread, "posix"), names = posix ? call_named(thread, posix, "listdir", {path}) : Value();
  if (!is<List>(names)) return false;
  folder.folders = own(allocate_list(thread, 0)), folder.others = own(allocate_list(thread, 0));
  for (const Value& name : as<List>(names)) {
    Value whole = join_path_values(thread, path, name);
    int is_folder = whole ? path_has_mode(thread, whole, S_IFDIR, true) : -1;
    if (is_folder < 0) return false;
    list_append(as<List>(is_folder ? folder.folders : folder.others), name);
  }
  return true;
}

Value walk_next(Thread& thread, Ref self) {
  Walk& walk = as<Walk>(self);
  auto entry_of = [&](const Folder& f) { return make_tuple(thread, {f.path, f.folders, f.others}); };
  while (!walk.open.empty()) {
    if (!walk.open.back().folders) {
      Folder folder{walk.open.back().path, {}, {}, 0};
      if (!read_folder(thread, folder.path, folder)) {
        walk.open.pop_back();
        ErrorState error = thread.take_error();
        if (!is_subtype(&as<Type>(error.type), thread.rt.exc.OSError)) {
          thread.restore_error(std::move(error));
          return error_set;
        }
        if (!walk.on_error || walk.on_error.is_none()) continue;
        Value handler = walk.on_error;
        if (!normalize_error(thread, error)) return error_set;
        if (!call(thread, handler, error.value)) return error_set;
        continue;
      }
      walk.open.back() = folder;
      if (walk.top_down) return entry_of(folder);
    }
    Folder& folder = walk.open.back();
    if (is<List>(folder.folders) && folder.next < as<List>(folder.folders).length) {
      Value name(as<List>(folder.folders)[folder.next++]), top = folder.path, path = join_path_values(thread, top, name);
      int link = !path ? -1 : walk.follow_links ? 0 : path_has_mode(thread, path, S_IFLNK, false);
      if (link < 0) return error_set;
      if (!link) walk.open.push_back({path, {}, {}, 0});
      continue;
    }
    Value entry = walk.top_down ? Value() : entry_of(folder);
    Folder done = std::move(folder);
    walk.open.pop_back();
    if (entry) return entry;
  }
  return error_set;
}

Value os_walk(Thread& thread, Ref, Args args) {
  Walk* walk = allocate<Walk>(walk_type);
  Value held = own(walk);
  int top_down = args[1] ? truth(thread, args[1]) : 1, links = args.size() > 3 && args[3] ? truth(thread, args[3]) : 0;
  if (top_down < 0 || links < 0) return error_set;
  walk->top_down = top_down, walk->follow_links = links;
  if (args[2]) walk->on_error = Value(args[2]);
  walk->open.push_back({Value(args[0]), {}, {}, 0});
  track(walk);
  return held;
}

// ---- folders with their parents

bool make_folders(Thread& thread, Ref name, mode_t mode, bool may_exist) {
  PathText path;
  if (!read_path(thread, name, path)) return false;
  auto [head, tail] = split_path(path.text);
  if (tail.empty()) std::tie(head, tail) = split_path(head);
  struct stat status;
  if (!head.empty() && !tail.empty() && ::stat(head.c_str(), &status) != 0) {
    Value parent = path_value(thread, head, path.form);
    if (!make_folders(thread, parent, thread.rt.release.since(3, 7) ? 0777 : mode, may_exist) &&
        !(thread.error_is(thread.rt.exc.OSError) && ::stat(head.c_str(), &status) == 0))
      return false;
    thread.clear_error();
    if (tail == ".") return true;
  }
  std::string own_path;
  if (!path_argument(thread, name, own_path)) return false;
  if (::mkdir(own_path.c_str(), mode) == 0) return true;
  int error = errno;
  if (may_exist && ::stat(own_path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) return true;
  return raise_errno(thread, error, name);
}
Value os_make_folders(Thread& thread, Ref, Args args) {
  int mode = 0777, may_exist = 0;
  if (args[1] && !int_argument(thread, args[1], mode)) return error_set;
  if (args.size() > 2 && args[2] && (may_exist = truth(thread, args[2])) < 0) return error_set;
  return make_folders(thread, args[0], static_cast<mode_t>(mode), may_exist) ? none_value() : Value();
}

void remove_empty_parents(std::string path) {
  for (;;) {
    auto [head, tail] = split_path(path);
    if (tail.empty()) std::tie(head, tail) = split_path(head);
    if (head.empty() || tail.empty() || ::rmdir(head.c_str()) != 0) return;
    path = head;
  }
}
Value os_remove_folders(Thread& thread, Ref, Args args) {
  std::string path;
  if (!path_argument(thread, args[0], path)) return error_set;
  if (::rmdir(path.c_str()) != 0) return raise_errno(thread, errno, args[0]);
  remove_empty_parents(path);
  return none_value();
}
Value os_renames(Thread& thread, Ref, Args args) {
  std::string from, to;
  if (!path_argument(thread, args[0], from) || !path_argument(thread, args[1], to)) return error_set;
  auto [head, tail] = split_path(to);
  struct stat status;
  if (!head.empty() && !tail.empty() && ::stat(head.c_str(), &status) != 0) {
    Value parent = path_text(thread, head);
    if (!make_folders(thread, parent, 0777, false)) return error_set;
  }
  if (std::rename(from.c_str(), to.c_str()) != 0) return raise_errno(thread, errno, args[0]);
  remove_empty_parents(from);
  return none_value();
}

// ---- the rest

Value os_getenv(Thread& thread, Ref self, Args args) {
  Value environ = get_attribute(thread, self, "environ");
  if (!environ) return environ;
  if (environment_is_text(thread.rt.release) && !is<Text>(args[0])) return raise_type_error(thread, "str expected, not {}", type_name(thread, args[0]));
  return call_named(thread, environ, "get", {args[0], args[1] ? args[1] : none});
}
Value os_getcwdu(Thread& thread, Ref, Args) {
  char* path = ::getcwd(nullptr, 0);
  if (!path) return raise_errno(thread, errno, {});
  Value text = make_text(thread, path);
  std::free(path);
  return text;
}
Value os_fsencode(Thread& thread, Ref, Args args) {
  std::string path;
  return path_argument(thread, args[0], path) ? make_bytes(thread, path) : Value();
}
Value os_fsdecode(Thread& thread, Ref, Args args) {
  if (is<Text>(args[0])) return Value(args[0]);
  std::string path;
  return path_argument(thread, args[0], path) ? path_text(thread, path) : Value();
}
Value os_get_exec_path(Thread& thread, Ref, Args args) {
  std::string text = "/bin:/usr/bin";
  if (args[0] && !args[0].is_none()) {
    Value key = native_str(thread, "PATH"), found = call_named(thread, args[0], "get", {key});
    if (!found) return found;
    if (!found.is_none()) text = native_utf8(found);
  } else if (const char* given = std::getenv("PATH")) {
    text = given;
  }
  Value list = own(allocate_list(thread, 0));
  for (std::string_view rest = text;;) {
    std::size_t colon = rest.find(':');
    list_append(as<List>(list), path_text(thread, rest.substr(0, colon)));
    if (colon == rest.npos) return list;
    rest.remove_prefix(colon + 1);
  }
}

// As a file object: io.open() of a descriptor.
Value os_fdopen(Thread& thread, Ref, Args args) {
  if (args.positional == 0) return raise_type_error(thread, "fdopen() missing 1 required positional argument: 'fd'");
  if (!is_int(args[0]) && !args[0].is_bool()) return raise_type_error(thread, "invalid fd type ({}, expected integer)", repr_utf8(thread, Ref(type_of(thread, args[0]))));
  Value io = import_module(thread, "io"), name = native_intern(thread, "open"), open = io ? get_attribute(thread, io, name) : Value();
  return open ? call(thread, open, args) : Value();
}

constexpr Method rows[] = {
    {"fdopen(fd, *args, **kwargs)", os_fdopen, py3, Method::Raw},
    {"fsdecode(filename)", os_fsdecode, since(3, 2)},
    {"fsencode(filename)", os_fsencode, since(3, 2)},
    {"get_exec_path(env=None)", os_get_exec_path, since(3, 2)},
    {"getcwdu()", os_getcwdu, py2},
    {"getenv(key, default=None)", os_getenv},
    {"makedirs(name, mode=511)", os_make_folders, until(3, 1)},
    {"makedirs(name, mode=511, exist_ok=False)", os_make_folders, since(3, 2)},
    {"removedirs(name)", os_remove_folders},
    {"renames(old, new)", os_renames},
    {"walk(top, topdown=True, onerror=None)", os_walk, until(2, 5)},
    {"walk(top, topdown=True, onerror=None, followlinks=False)", os_walk, since(2, 6)},
};

constexpr TypeSpec walk_spec{.name = "generator", .layout = layout_of<Walk>, .flags = DisallowInstantiation, .fill = fill_step_only<walk_next>};

bool copy_names(Thread& thread, Module& module, Ref from) {
  Dict& names = as<Dict>(as<Module>(from).dict);
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(names)) {
    std::string name = native_utf8(entry->key);
    bool wanted = name == "_exit" || (!name.starts_with('_') && name != "environ");
    if (wanted && !dict_set(thread, as<Dict>(module.dict), entry->key, entry->value)) return false;
  }
  return true;
}

bool fill(Thread& thread, Module& module) {
  walk_type = make_builtin_type(thread.rt, walk_spec);
  Value posix = import_module(thread, "posix"), path = posix ? import_module(thread, "posixpath") : Value();
  if (path && !is<Module>(posix)) return raise(thread, thread.rt.exc.ImportError, "no os specific module found");
  if (!path || !copy_names(thread, module, posix)) return false;
  for (const Method& row : rows) {   // over those of posix with the same name
    if (!thread.rt.in(row.releases)) continue;
    std::string_view signature = row.signature;
    Value key = native_intern(thread, signature.substr(0, signature.find('('))), function = make_native(thread, row, Ref(&module), module.name);
    if (!dict_set(thread, as<Dict>(module.dict), key, function)) return false;
  }
  struct Row { const char *name, *value; };
  for (auto [name, value] : {Row{"name", "posix"}, Row{"linesep", "\n"}, Row{"curdir", "."}, Row{"pardir", ".."}, Row{"extsep", "."}, Row{"sep", "/"}, Row{"pathsep", ":"},
                             Row{"devnull", "/dev/null"}})
    if (!module_add(thread, module, name, native_str(thread, value))) return false;
  Value defpath = get_attribute(thread, path, "defpath"), error(Ref(thread.rt.exc.OSError));
  bool ok = module_add(thread, module, "defpath", defpath) && module_add(thread, module, "altsep", none_value()) && module_add(thread, module, "error", error) &&
            module_add(thread, module, "SEEK_SET", Value::small(0)) && module_add(thread, module, "SEEK_CUR", Value::small(1)) &&
            module_add(thread, module, "SEEK_END", Value::small(2)) && module_add(thread, module, "environ", make_environ(thread));
  if (ok && thread.rt.release.since(3, 2)) ok = module_add(thread, module, "supports_bytes_environ", Value::of(true));
  Value key = native_intern(thread, "os.path");
  return ok && dict_set(thread, as<Dict>(thread.rt.modules), key, path) && module_add(thread, module, "path", path);
}

}  // namespace

extern const ModuleSpec os_module;
const ModuleSpec os_module{.name = "os", .fill = fill, .fallback = true};

}  // namespace xvm
