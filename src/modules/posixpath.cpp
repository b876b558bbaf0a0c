// posixpath, which is os.path: taking paths apart, putting them together, asking what they lead to.
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "modules/path_text.h"
#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/codecs.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/import.h"
#include "vm/operators.h"
#include "vm/runtime.h"

namespace xvm {

namespace {

bool keeps_leading_dots(const Release& r) { return r.since(2, 6); }    // splitext(".rc") has no extension
bool names_path_like(const Release& r) { return r.since(3, 8); }
bool null_bytes_lead_nowhere(const Release& r) { return r.since(3, 8); }
bool paths_are_descriptors(const Release& r) { return r.since(3, 3); }

}  // namespace

bool read_path(Thread& thread, Ref v, PathText& path) {
  if (is<Text>(v)) {
    path.text = text_utf8(v);
    path.form = thread.rt.python2() ? PathText::Unicode : PathText::Native;
    return true;
  }
  if (is<Bytes>(v)) {
    path.text = std::string(as<Bytes>(v).view());
    path.form = thread.rt.python2() ? PathText::Native : PathText::Bytes;
    return true;
  }
  if (thread.rt.python2()) return raise(thread, thread.rt.exc.AttributeError, fmt::format("'{}' object has no attribute 'endswith'", type_name(thread, v)));
  bool found = false;
  Value made = thread.rt.release.since(3, 6) ? call_special(thread, v, thread.rt.names.fspath__, {}, found) : Value();
  if (!found) return raise_type_error(thread, "expected str, bytes or os.PathLike object, not {}", type_name(thread, v));
  if (!made) return false;
  if (is<Text>(made) || is<Bytes>(made)) return read_path(thread, made, path);
  return raise_type_error(thread, "expected {}.__fspath__() to return str or bytes, not {}", type_name(thread, v), type_name(thread, made));
}

Value path_value(Thread& thread, std::string_view text, PathText::Form form) {
  if (form == PathText::Bytes) return make_bytes(thread, text);
  return form == PathText::Unicode ? make_text(thread, text) : native_str(thread, text);
}

bool read_paths(Thread& thread, const char* function, std::initializer_list<Ref> values, std::initializer_list<PathText*> paths) {
  auto path = paths.begin();
  bool bytes = false, native = false, unicode = false;
  for (Ref v : values) {
    if (!read_path(thread, v, **path)) {
      if (thread.rt.python2() || thread.rt.release.until(3, 3) || !catch_error(thread, thread.rt.exc.TypeError)) return false;
      return raise_type_error(thread, "{}() argument must be {}, not '{}'", function, names_path_like(thread.rt.release) ? "str, bytes, or os.PathLike object" : "str or bytes", type_name(thread, v));
    }
    bytes |= (*path)->form == PathText::Bytes, native |= (*path)->form == PathText::Native, unicode |= (*path)->form == PathText::Unicode;
    ++path;
  }
  if (bytes && native) return raise_type_error(thread, "Can't mix strings and bytes in path components");
  for (PathText* p : paths) {
    if (!unicode || p->form == PathText::Unicode) continue;
    Value text = decode_bytes(thread, p->text);
    if (!text) return false;
    p->form = PathText::Unicode;
  }
  return true;
}

std::string join_paths(std::string_view left, std::string_view right) {
  if (right.starts_with('/')) return std::string(right);
  std::string out(left);
  if (!left.empty() && left.back() != '/') out += '/';
  return out += right;
}

std::string normal_path(std::string_view path) {
  if (path.empty()) return ".";
  std::size_t slashes = path.find_first_not_of('/');
  if (slashes == path.npos) slashes = path.size();
  std::string_view root = slashes == 0 ? "" : slashes == 2 ? "//" : "/";
  std::vector<std::string_view> parts;
  for (std::string_view rest = path; !rest.empty();) {
    std::string_view part = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    if (part.empty() || part == ".") continue;
    if (part != ".." || (root.empty() && parts.empty()) || (!parts.empty() && parts.back() == "..")) parts.push_back(part);
    else if (!parts.empty()) parts.pop_back();
  }
  std::string out(root);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i) out += '/';
    out += parts[i];
  }
  return out.empty() ? "." : out;
}

std::pair<std::string, std::string> split_path(std::string_view path) {
  std::size_t at = path.rfind('/') + 1;
  std::string_view head = path.substr(0, at), tail = path.substr(at);
  std::size_t last = head.find_last_not_of('/');
  if (last != head.npos) head = head.substr(0, last + 1);
  return {std::string(head), std::string(tail)};
}

Value join_path_values(Thread& thread, Ref left, Ref right) {
  PathText a, b;
  if (!read_paths(thread, "join", {left, right}, {&a, &b})) return error_set;
  return path_value(thread, join_paths(a.text, b.text), a.form);
}

namespace {

std::string current_folder() {
  char* path = ::getcwd(nullptr, 0);
  std::string out = path ? path : "";
  std::free(path);
  return out;
}
std::string absolute_path(std::string_view path) {
  return normal_path(path.starts_with('/') ? std::string(path) : join_paths(current_folder(), path));
}

template <std::string (*change)(std::string_view)>
Value changed(Thread& thread, Ref, Args args) {
  PathText path;
  return read_path(thread, args[0], path) ? path_value(thread, change(path.text), path.form) : Value();
}

Value path_join(Thread& thread, Ref, Args args) {
  Value out(args[0]);
  PathText single;
  const Tuple& rest = as<Tuple>(args[1]);
  if (rest.length == 0) return read_path(thread, out, single) ? path_value(thread, single.text, single.form) : Value();
  for (const Value& part : rest)
    if (out) out = join_path_values(thread, out, part);
  return out;
}
Value pair(Thread& thread, std::string_view a, std::string_view b, PathText::Form form) {
  Value left = path_value(thread, a, form), right = path_value(thread, b, form);
  return make_tuple(thread, {left, right});
}
Value path_split(Thread& thread, Ref, Args args) {
  PathText path;
  if (!read_path(thread, args[0], path)) return error_set;
  auto [head, tail] = split_path(path.text);
  return pair(thread, head, tail, path.form);
}
Value path_split_extension(Thread& thread, Ref, Args args) {
  PathText path;
  if (!read_path(thread, args[0], path)) return error_set;
  std::string_view text = path.text;
  std::size_t name = text.rfind('/') + 1, dot = text.rfind('.');
  bool has = dot != text.npos && dot >= name;
  if (has && keeps_leading_dots(thread.rt.release)) has = text.substr(name, dot - name).find_first_not_of('.') != text.npos;
  return pair(thread, has ? text.substr(0, dot) : text, has ? text.substr(dot) : "", path.form);
}
Value path_split_drive(Thread& thread, Ref, Args args) {
  PathText path;
  if (!read_path(thread, args[0], path)) return error_set;
  if (!thread.rt.python2()) return pair(thread, "", path.text, path.form);
  Value drive = native_str(thread, ""), rest(args[0]);   // the path itself, and an empty str whatever it is
  return make_tuple(thread, {drive, rest});
}
Value path_split_root(Thread& thread, Ref, Args args) {
  PathText path;
  if (!read_path(thread, args[0], path)) return error_set;
  std::string_view text = path.text;
  std::size_t slashes = std::min(text.find_first_not_of('/'), text.size()), root = slashes == 0 ? 0 : slashes == 2 ? 2 : 1;
  Value a = path_value(thread, "", path.form), b = path_value(thread, text.substr(0, root), path.form), c = path_value(thread, text.substr(root), path.form);
  return make_tuple(thread, {a, b, c});
}
std::string base_name(std::string_view path) { return split_path(path).second; }
std::string folder_name(std::string_view path) { return split_path(path).first; }
std::string same_path(std::string_view path) { return std::string(path); }
std::string real_path(std::string_view path) {
  std::error_code error;
  std::filesystem::path real = std::filesystem::weakly_canonical(absolute_path(path), error);
  return error ? absolute_path(path) : normal_path(real.string());
}

std::string expand_user(std::string_view path) {
  if (!path.starts_with('~')) return std::string(path);
  std::size_t end = std::min(path.find('/'), path.size());
  std::string user(path.substr(1, end - 1)), home;
  const char* given = user.empty() ? std::getenv("HOME") : nullptr;
  if (given) {
    home = given;
  } else {
    const passwd* entry = user.empty() ? ::getpwuid(::getuid()) : ::getpwnam(user.c_str());
    if (!entry) return std::string(path);
    home = entry->pw_dir;
  }
  while (home.ends_with('/')) home.pop_back();
  home += path.substr(end);
  return home.empty() ? "/" : home;
}

std::string expand_variables(std::string_view path) {
  std::string out;
  auto is_word = [](char c) { return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  for (std::size_t at = 0; at < path.size();) {
    std::size_t begin = at + 1, end = begin;
    bool braced = begin < path.size() && path[begin] == '{';
    if (path[at] == '$' && braced) {
      end = path.find('}', ++begin);
    } else if (path[at] == '$') {
      while (end < path.size() && is_word(path[end])) ++end;
    }
    const char* value = path[at] == '$' && end != path.npos && end > begin ? std::getenv(std::string(path.substr(begin, end - begin)).c_str()) : nullptr;
    if (value) out += value, at = end + braced;
    else out += path[at++];
  }
  return out;
}

Value path_is_absolute(Thread& thread, Ref, Args args) {
  PathText path;
  return read_path(thread, args[0], path) ? Value::of(path.text.starts_with('/')) : Value();
}

// stat of a path, or of a descriptor; 1, 0 where there is nothing, -1 with the error set.
int status_of(Thread& thread, Ref v, bool follow, struct stat& status) {
  if (is_int(v) && paths_are_descriptors(thread.rt.release)) {
    int fd = 0;
    return int_argument(thread, v, fd) ? ::fstat(fd, &status) == 0 : -1;
  }
  std::string path;
  if (!path_argument(thread, v, path)) {
    if (null_bytes_lead_nowhere(thread.rt.release) && catch_error(thread, thread.rt.exc.ValueError)) return 0;
    return -1;
  }
  return (follow ? ::stat(path.c_str(), &status) : ::lstat(path.c_str(), &status)) == 0;
}
template <unsigned wanted, bool follow>
Value path_is(Thread& thread, Ref, Args args) {
  struct stat status;
  int found = status_of(thread, args[0], follow, status);
  return found < 0 ? Value() : Value::of(found && (wanted == 0 || (status.st_mode & S_IFMT) == wanted));
}
Value path_is_mount(Thread& thread, Ref, Args args) {
  struct stat status, parent;
  std::string path;
  if (!path_argument(thread, args[0], path)) return error_set;
  if (::lstat(path.c_str(), &status) != 0 || S_ISLNK(status.st_mode)) return Value::of(false);
  if (::lstat(join_paths(path, "..").c_str(), &parent) != 0) return Value::of(false);
  return Value::of(status.st_dev != parent.st_dev || status.st_ino == parent.st_ino);
}
Value path_never(Thread& thread, Ref, Args args) {
  PathText path;
  return read_path(thread, args[0], path) ? Value::of(false) : Value();
}

bool require_status(Thread& thread, Ref v, struct stat& status) {
  int found = status_of(thread, v, true, status);
  if (found == 0) raise_errno(thread, errno, v);
  return found > 0;
}
Value path_size(Thread& thread, Ref, Args args) {
  struct stat status;
  return require_status(thread, args[0], status) ? make_int(thread, status.st_size) : Value();
}
template <timespec stat::*field>
Value path_time(Thread& thread, Ref, Args args) {
  struct stat status;
  if (!require_status(thread, args[0], status)) return error_set;
  const timespec& t = status.*field;
  return Value::of(static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec));
}
Value path_same_file(Thread& thread, Ref, Args args) {
  struct stat a, b;
  if (!require_status(thread, args[0], a) || !require_status(thread, args[1], b)) return error_set;
  return Value::of(a.st_dev == b.st_dev && a.st_ino == b.st_ino);
}
Value path_same_open_file(Thread& thread, Ref, Args args) {
  int left = 0, right = 0;
  struct stat a, b;
  if (!int_argument(thread, args[0], left) || !int_argument(thread, args[1], right)) return error_set;
  if (::fstat(left, &a) != 0 || ::fstat(right, &b) != 0) return raise_errno(thread, errno, {});
  return Value::of(a.st_dev == b.st_dev && a.st_ino == b.st_ino);
}
Value path_same_stat(Thread& thread, Ref, Args args) {
  for (const char* name : {"st_ino", "st_dev"}) {
    Value a = get_attribute(thread, args[0], name), b = a ? get_attribute(thread, args[1], name) : Value();
    int same = b ? equal(thread, a, b) : -1;
    if (same <= 0) return same < 0 ? Value() : Value::of(false);
  }
  return Value::of(true);
}

// Of strings; of other sequences too, item by item.
Value common_prefix(Thread& thread, Ref, Args args) {
  Value list = to_list(thread, args[0]);
  if (!list) return list;
  if (as<List>(list).length == 0) return native_str(thread, "");
  Value least(as<List>(list)[0]), most = least;
  for (std::size_t i = 1; i < as<List>(list).length; ++i) {
    Value item(as<List>(list)[i]);
    int below = compare_true(thread, item, least, Compare::Lt), above = below < 0 ? -1 : compare_true(thread, item, most, Compare::Gt);
    if (above < 0) return error_set;
    if (below) least = item;
    if (above) most = item;
  }
  std::int64_t count = length(thread, least), other = count < 0 ? -1 : length(thread, most);
  if (other < 0) return error_set;
  for (std::int64_t i = 0; i < std::min(count, other); ++i) {
    Value key = make_int(thread, i), a = get_item(thread, least, key), b = a ? get_item(thread, most, key) : Value();
    int same = b ? equal(thread, a, b) : -1;
    if (same < 0) return error_set;
    if (same) continue;
    Value zero = Value::small(0);
    return get_slice(thread, least, zero, key);
  }
  return least;
}

std::vector<std::string> parts_of(std::string_view path) {
  std::vector<std::string> parts;
  while (!path.empty()) {
    std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(part.size() + 1, path.size()));
    if (!part.empty() && part != ".") parts.emplace_back(part);
  }
  return parts;
}

Value common_path(Thread& thread, Ref, Args args) {
  Value list = to_list(thread, args[0]);
  if (!list) return list;
  if (as<List>(list).length == 0) return raise_value_error(thread, "commonpath() arg is an empty sequence");
  std::vector<std::string> common;
  PathText first;
  for (std::size_t i = 0; i < as<List>(list).length; ++i) {
    Value item(as<List>(list)[i]);
    PathText path;
    if (!(i ? read_paths(thread, "commonpath", {as<List>(list)[0], item}, {&first, &path}) : read_path(thread, item, path))) return error_set;
    std::vector<std::string> parts = parts_of(path.text);
    if (i == 0) {
      first = path, common = parts;
      continue;
    }
    if (path.text.starts_with('/') != first.text.starts_with('/')) return raise_value_error(thread, "Can't mix absolute and relative paths");
    std::size_t same = 0;
    while (same < common.size() && same < parts.size() && common[same] == parts[same]) ++same;
    common.resize(same);
  }
  std::string out = first.text.starts_with('/') ? "/" : "";
  for (std::size_t i = 0; i < common.size(); ++i) out += (i ? "/" : "") + common[i];
  return path_value(thread, out, first.form);
}

Value relative_path(Thread& thread, Ref, Args args) {
  PathText path, start{".", {}};
  bool given = args[1] && !args[1].is_none();
  if (!(given ? read_paths(thread, "relpath", {args[0], args[1]}, {&path, &start}) : read_path(thread, args[0], path))) return error_set;
  if (path.text.empty()) return raise_value_error(thread, "no path specified");
  std::vector<std::string> from = parts_of(absolute_path(start.text)), to = parts_of(absolute_path(path.text));
  std::size_t same = 0;
  while (same < from.size() && same < to.size() && from[same] == to[same]) ++same;
  std::string out;
  for (std::size_t i = same; i < from.size(); ++i) out += out.empty() ? ".." : "/..";
  for (std::size_t i = same; i < to.size(); ++i) out += (out.empty() ? "" : "/") + to[i];
  return path_value(thread, out.empty() ? "." : out, path.form);
}

// 2.x: calls function(argument, folder, names) for every folder below.
bool visit_folders(Thread& thread, Ref posix, Ref top, Ref function, Ref argument) {
  Recursion guard(thread, "");
  if (!guard.ok()) return error_set;
  Value names = call_named(thread, posix, "listdir", {top});
  if (!names) return catch_error(thread, thread.rt.exc.OSError);
  if (!call(thread, function, argument, top, names) || !is<List>(names)) return !thread.has_error();
  for (std::size_t i = 0; i < as<List>(names).length; ++i) {
    Value name(as<List>(names)[i]), path = join_path_values(thread, top, name);
    struct stat status;
    int found = path ? status_of(thread, path, false, status) : -1;
    if (found < 0 || (found && S_ISDIR(status.st_mode) && !visit_folders(thread, posix, path, function, argument))) return false;
  }
  return true;
}
Value path_walk(Thread& thread, Ref, Args args) {
  Value posix = import_module(thread, "posix");
  return posix && visit_folders(thread, posix, args[0], args[1], args[2]) ? none_value() : Value();
}

constexpr Method rows[] = {
    {"abspath(path)", changed<absolute_path>},
    {"basename(p)", changed<base_name>},
    {"commonpath(paths)", common_path, since(3, 5)},
    {"commonprefix(m)", common_prefix},
    {"dirname(p)", changed<folder_name>},
    {"exists(path)", path_is<0, true>},
    {"expanduser(path)", changed<expand_user>},
    {"expandvars(path)", changed<expand_variables>},
    {"getatime(filename)", path_time<&stat::st_atim>},
    {"getctime(filename)", path_time<&stat::st_ctim>},
    {"getmtime(filename)", path_time<&stat::st_mtim>},
    {"getsize(filename)", path_size},
    {"isabs(s)", path_is_absolute},
    {"isdevdrive(path)", path_never, since(3, 13)},
    {"isdir(s)", path_is<S_IFDIR, true>},
    {"isfile(path)", path_is<S_IFREG, true>},
    {"isjunction(path)", path_never, since(3, 12)},
    {"islink(path)", path_is<S_IFLNK, false>},
    {"ismount(path)", path_is_mount},
    {"join(a, *p)", path_join},
    {"lexists(path)", path_is<0, false>},
    {"normcase(s)", changed<same_path>},
    {"normpath(path)", changed<normal_path>},
    {"realpath(filename)", changed<real_path>, until(3, 9)},
    {"realpath(filename, *, strict=False)", changed<real_path>, since(3, 10)},
    {"relpath(path, start=None)", relative_path, since(2, 6)},
    {"samefile(f1, f2)", path_same_file},
    {"sameopenfile(fp1, fp2)", path_same_open_file},
    {"samestat(s1, s2)", path_same_stat},
    {"split(p)", path_split},
    {"splitdrive(p)", path_split_drive},
    {"splitext(p)", path_split_extension},
    {"splitroot(p)", path_split_root, since(3, 12)},
    {"walk(top, func, arg)", path_walk, py2},
};

bool fill(Thread& thread, Module& module) {
  struct Row { const char *name, *value; };
  for (auto [name, value] : {Row{"curdir", "."}, Row{"pardir", ".."}, Row{"extsep", "."}, Row{"sep", "/"}, Row{"pathsep", ":"},
                             Row{"defpath", thread.rt.release.since(3, 8) ? "/bin:/usr/bin" : ":/bin:/usr/bin"}, Row{"devnull", "/dev/null"}})
    if (!module_add(thread, module, name, native_str(thread, value))) return false;
  return module_add(thread, module, "altsep", none_value()) && module_add(thread, module, "supports_unicode_filenames", Value::of(false));
}

}  // namespace

extern const ModuleSpec posixpath_module;
const ModuleSpec posixpath_module{.name = "posixpath", .methods = rows, .fill = fill, .fallback = true};

}  // namespace xvm
