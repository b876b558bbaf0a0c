// posix: scanning folders, times and owners of files, descriptors, limits of the file system.
#include <dirent.h>
#include <fcntl.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <climits>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "modules/posix.h"
#include "modules/posix_paths.h"
#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/float.h"
#include "objects/generic_alias.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/struct_sequence.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/operators.h"
#include "vm/runtime.h"

namespace xvm {

namespace {

struct { Type *entry = nullptr, *scan = nullptr, *statvfs_result = nullptr, *terminal_size = nullptr; } made;

// ---- scandir

struct DirEntry : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "DirEntry";
  Value name, path;
  std::string real;      // the path as bytes
  unsigned char type = DT_UNKNOWN;
  std::uint64_t inode = 0;
  Value stat, lstat;
};
struct Scan : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "ScandirIterator";
  DIR* folder = nullptr;
  std::string path;      // with a slash at its end; empty for the working folder
  bool as_bytes = false, joins = true;
  ~Scan() {
    if (folder) ::closedir(folder);
  }
};

Value scandir(Thread& thread, Ref, Args args) {
  std::string path = ".";
  bool given = args[0] && !args[0].is_none();
  Scan* scan = allocate<Scan>(made.scan);
  Value owner = own(scan);
  scan->as_bytes = given && is<Bytes>(args[0]);
  int fd = -1;
  bool takes_fd = thread.rt.release.since(3, 7);
  if (!posix_path(thread, args[0], path, {"scandir", "path", true}, takes_fd ? &fd : nullptr)) return error_set;
  if (fd >= 0) {
    int copy = ::dup(fd);
    scan->folder = copy < 0 ? nullptr : ::fdopendir(copy);
    scan->joins = false;
  } else {
    scan->folder = ::opendir(path.c_str());
  }
  if (!scan->folder) return raise_os(thread, given && fd < 0 ? args[0] : Ref());
  scan->path = path.ends_with("/") ? path : path + "/";
  return owner;
}
Value scan_next(Thread& thread, Ref self) {
  Scan& scan = as<Scan>(self);
  if (!scan.folder) return Value();
  while (true) {
    errno = 0;
    dirent* found = ::readdir(scan.folder);
    if (!found) {
      int error = errno;
      ::closedir(std::exchange(scan.folder, nullptr));
      return error ? Value(raise_errno(thread, error, Ref())) : Value();
    }
    std::string_view name = found->d_name;
    if (name == "." || name == "..") continue;
    DirEntry* entry = allocate<DirEntry>(made.entry);
    Value owner = own(entry);
    entry->real = scan.joins ? scan.path + std::string(name) : std::string(name);
    auto text = [&](std::string_view bytes) { return scan.as_bytes ? make_bytes(thread, bytes) : path_text(thread, bytes); };
    entry->name = text(name);
    entry->path = text(entry->real);
    entry->type = found->d_type;
    entry->inode = found->d_ino;
    return owner;
  }
}
Value scan_close(Thread&, Ref self, Args) {
  if (DIR* folder = std::exchange(as<Scan>(self).folder, nullptr)) ::closedir(folder);
  return none_value();
}
Value scan_enter(Thread&, Ref self, Args) { return Value(self); }

Value entry_stat_of(Thread& thread, DirEntry& entry, bool follow) {
  Value& kept = follow ? entry.stat : entry.lstat;
  if (!kept) {
    struct stat s;
    if ((follow ? ::stat(entry.real.c_str(), &s) : ::lstat(entry.real.c_str(), &s)) < 0) return raise_os(thread, entry.path);
    kept = stat_value(thread, s);
  }
  return kept;
}
bool follows(Thread& thread, Args args, bool& follow) {
  int yes = args.size() > 0 && args[0] ? truth(thread, args[0]) : 1;
  follow = yes != 0;
  return yes >= 0;
}
Value entry_stat(Thread& thread, Ref self, Args args) {
  bool follow = true;
  return follows(thread, args, follow) ? entry_stat_of(thread, as<DirEntry>(self), follow) : Value();
}
template <unsigned char wanted, mode_t mode>
Value entry_is(Thread& thread, Ref self, Args args) {
  bool follow = true;
  DirEntry& entry = as<DirEntry>(self);
  if (wanted == DT_LNK) follow = false;
  else if (!follows(thread, args, follow)) return error_set;
  if (entry.type != DT_UNKNOWN && (entry.type != DT_LNK || !follow)) return Value::of(entry.type == wanted);
  struct stat s;
  if ((follow ? ::stat(entry.real.c_str(), &s) : ::lstat(entry.real.c_str(), &s)) < 0) return errno == ENOENT ? Value::of(false) : Value(raise_os(thread, entry.path));
  return Value::of((s.st_mode & S_IFMT) == mode);
}
Value entry_junction(Thread&, Ref, Args) { return Value::of(false); }
Value entry_inode(Thread& thread, Ref self, Args) { return make_unsigned(thread, as<DirEntry>(self).inode); }
Value entry_fspath(Thread&, Ref self, Args) { return as<DirEntry>(self).path; }
Value entry_name(Thread&, Ref self) { return as<DirEntry>(self).name; }
Value entry_path(Thread&, Ref self) { return as<DirEntry>(self).path; }
Value entry_repr(Thread& thread, Ref self) { return native_str(thread, fmt::format("<DirEntry {}>", repr_utf8(thread, as<DirEntry>(self).name))); }
Value class_item(Thread& thread, Ref self, Args args) { return make_generic_alias(thread, self, args[0]); }

Value fchown_fd(Thread& thread, Ref, Args args) {
  int fd = 0;
  uid_t user = 0;
  gid_t group = 0;
  if (!int_argument(thread, args[0], fd) || !id_argument(thread, args[1], "uid", user) || !id_argument(thread, args[2], "gid", group)) return error_set;
  return os_done(thread, ::fchown(fd, user, group));
}
Value fchmod_fd(Thread& thread, Ref, Args args) {
  int fd = 0, mode = 0;
  return int_argument(thread, args[0], fd) && int_argument(thread, args[1], mode) ? os_done(thread, ::fchmod(fd, static_cast<mode_t>(mode))) : Value();
}
Value change_folder(Thread& thread, Ref, Args args) {
  int fd = 0;
  return descriptor_argument(thread, args[0], fd) ? os_done(thread, ::fchdir(fd)) : Value();
}
bool device_argument(Thread& thread, Ref v, std::int64_t& out) {
  if (!thread.rt.python2() && !is_int(v) && !v.is_bool()) return raise_type_error(thread, "an integer is required");
  return as_int64(thread, v, out);
}
Value device_major(Thread& thread, Ref, Args args) {
  std::int64_t device = 0;
  return device_argument(thread, args[0], device) ? make_int(thread, major(static_cast<dev_t>(device))) : Value();
}
Value device_minor(Thread& thread, Ref, Args args) {
  std::int64_t device = 0;
  return device_argument(thread, args[0], device) ? make_int(thread, minor(static_cast<dev_t>(device))) : Value();
}
Value device_make(Thread& thread, Ref, Args args) {
  int high = 0, low = 0;
  std::int64_t number = 0;
  if (thread.rt.release.since(3, 13)) {
    for (std::uint32_t i = 0; i < 2; ++i)
      if (!device_argument(thread, args[i], number)) return error_set;
  }
  return int_argument(thread, args[0], high) && int_argument(thread, args[1], low) ? make_unsigned(thread, makedev(static_cast<unsigned>(high), static_cast<unsigned>(low))) : Value();
}

Value statvfs_value(Thread& thread, const struct statvfs& s) {
  std::vector<Value> v;
  for (std::uint64_t field : {std::uint64_t{s.f_bsize}, std::uint64_t{s.f_frsize}, std::uint64_t{s.f_blocks}, std::uint64_t{s.f_bfree}, std::uint64_t{s.f_bavail}, std::uint64_t{s.f_files}, std::uint64_t{s.f_ffree},
                              std::uint64_t{s.f_favail}, std::uint64_t{s.f_flag}, std::uint64_t{s.f_namemax}, std::uint64_t{s.f_fsid}})
    v.push_back(make_unsigned(thread, field));
  if (!thread.rt.release.since(3, 7)) v.pop_back();
  return make_struct(thread, made.statvfs_result, std::move(v));
}
Value statvfs_path(Thread& thread, Ref, Args args) {
  struct statvfs s;
  std::string path;
  int fd = -1;
  if (!posix_path(thread, args[0], path, {"statvfs"}, &fd)) return error_set;
  return (fd >= 0 ? ::fstatvfs(fd, &s) : ::statvfs(path.c_str(), &s)) < 0 ? Value(raise_os(thread, args[0])) : statvfs_value(thread, s);
}
Value statvfs_fd(Thread& thread, Ref, Args args) {
  struct statvfs s;
  int fd = 0;
  if (!int_argument(thread, args[0], fd)) return error_set;
  return ::fstatvfs(fd, &s) < 0 ? Value(raise_os(thread)) : statvfs_value(thread, s);
}

// ---- descriptors

Value close_range(Thread& thread, Ref, Args args) {
  int low = 0, high = 0;
  if (!int_argument(thread, args[0], low) || !int_argument(thread, args[1], high)) return error_set;
  for (int fd = std::max(low, 0); fd < high; ++fd) ::close(fd);
  return none_value();
}
Value get_inheritable(Thread& thread, Ref, Args args) {
  int fd = 0;
  if (!int_argument(thread, args[0], fd)) return error_set;
  int flags = ::fcntl(fd, F_GETFD);
  return flags < 0 ? Value(raise_os(thread)) : Value::of(!(flags & FD_CLOEXEC));
}
Value set_inheritable(Thread& thread, Ref, Args args) {
  int fd = 0, yes = 0;
  if (!int_argument(thread, args[0], fd) || !int_argument(thread, args[1], yes)) return error_set;
  int flags = ::fcntl(fd, F_GETFD);
  return flags < 0 ? Value(raise_os(thread)) : os_done(thread, ::fcntl(fd, F_SETFD, yes ? flags & ~FD_CLOEXEC : flags | FD_CLOEXEC));
}
Value get_blocking(Thread& thread, Ref, Args args) {
  int fd = 0;
  if (!int_argument(thread, args[0], fd)) return error_set;
  int flags = ::fcntl(fd, F_GETFL);
  return flags < 0 ? Value(raise_os(thread)) : Value::of(!(flags & O_NONBLOCK));
}
Value set_blocking(Thread& thread, Ref, Args args) {
  int fd = 0, yes = 0;
  if (!int_argument(thread, args[0], fd) || !int_argument(thread, args[1], yes)) return error_set;
  int flags = ::fcntl(fd, F_GETFL);
  return flags < 0 ? Value(raise_os(thread)) : os_done(thread, ::fcntl(fd, F_SETFL, yes ? flags & ~O_NONBLOCK : flags | O_NONBLOCK));
}
Value pread_fd(Thread& thread, Ref, Args args) {
  int fd = 0;
  std::int64_t size = 0, offset = 0;
  if (!int_argument(thread, args[0], fd) || !as_int64(thread, args[1], size) || !as_int64(thread, args[2], offset)) return error_set;
  if (size < 0) return errno = EINVAL, Value(raise_os(thread));
  if (size > (std::int64_t{1} << 32)) return raise_memory_error(thread);
  std::string data(static_cast<std::size_t>(size), '\0');
  ssize_t got = unlocked(thread, [&] { return ::pread(fd, data.data(), data.size(), offset); });
  return got < 0 ? Value(raise_os(thread)) : make_bytes(thread, std::string_view(data).substr(0, static_cast<std::size_t>(got)));
}
Value pwrite_fd(Thread& thread, Ref, Args args) {
  int fd = 0;
  BufferView view;
  std::int64_t offset = 0;
  if (!int_argument(thread, args[0], fd) || !get_buffer(thread, args[1], view) || !as_int64(thread, args[2], offset)) return error_set;
  ssize_t put = unlocked(thread, [&] { return ::pwrite(fd, view.data, view.length, offset); });
  return put < 0 ? Value(raise_os(thread)) : make_int(thread, put);
}
bool is_sequence(Thread& thread, Ref v, const char* function) {
  if (is<List>(v) || is<Tuple>(v) || (v.is_object() && type_of(thread, v)->slots.index_item)) return true;
  return raise_type_error(thread, "{}() arg 2 must be a sequence", function);
}
Value writev_fd(Thread& thread, Ref, Args args) {
  int fd = 0;
  std::string joined;
  if (!int_argument(thread, args[0], fd) || !is_sequence(thread, args[1], "writev")) return error_set;
  bool ok = for_each(thread, args[1], [&](Ref item) {
    BufferView view;
    return get_buffer(thread, item, view) && (joined += view.view(), true);
  });
  if (!ok) return error_set;
  ssize_t put = unlocked(thread, [&] { return ::write(fd, joined.data(), joined.size()); });
  return put < 0 ? Value(raise_os(thread)) : make_int(thread, put);
}
Value readv_fd(Thread& thread, Ref, Args args) {
  int fd = 0;
  std::size_t room = 0;
  if (!int_argument(thread, args[0], fd) || !is_sequence(thread, args[1], "readv")) return error_set;
  auto each = [&](auto step) {
    return for_each(thread, args[1], [&](Ref item) {
      BufferView view;
      return get_buffer(thread, item, view, true) && (step(view), true);
    });
  };
  if (!each([&](BufferView& view) { room += view.length; })) return error_set;
  std::string data(room, '\0');
  ssize_t got = unlocked(thread, [&] { return ::read(fd, data.data(), data.size()); });
  if (got < 0) return raise_os(thread);
  std::size_t at = 0, end = static_cast<std::size_t>(got);
  if (!each([&](BufferView& view) {
        std::size_t part = std::min(view.length, end - at);
        std::memcpy(view.data, data.data() + at, part);
        at += part;
      }))
    return error_set;
  return make_int(thread, got);
}
Value send_file(Thread& thread, Ref, Args args) {
  int out = 0, in = 0;
  std::int64_t offset = 0, count = 0;
  if (!int_argument(thread, args[0], out) || !int_argument(thread, args[1], in) || !as_int64(thread, args[3], count)) return error_set;
  bool has_offset = !args[2].is_none();
  if (has_offset && !as_int64(thread, args[2], offset)) return error_set;
  off_t at = offset;
  ssize_t sent = unlocked(thread, [&] { return ::sendfile(out, in, has_offset ? &at : nullptr, static_cast<std::size_t>(count)); });
  return sent < 0 ? Value(raise_os(thread)) : make_int(thread, sent);
}
Value two_descriptors(Thread& thread, int a, int b) {
  Value first = Value::small(a), second = Value::small(b);
  return make_tuple(thread, {first.ref(), second.ref()});
}
Value pipe_with_flags(Thread& thread, Ref, Args args) {
  int flags = 0, ends[2];
  if (!int_argument(thread, args[0], flags)) return error_set;
  return ::pipe2(ends, flags) < 0 ? Value(raise_os(thread)) : two_descriptors(thread, ends[0], ends[1]);
}
Value open_pty(Thread& thread, Ref, Args) {
  int main = 0, other = 0;
  return ::openpty(&main, &other, nullptr, nullptr, nullptr) < 0 ? Value(raise_os(thread)) : two_descriptors(thread, main, other);
}
Value lock_file(Thread& thread, Ref, Args args) {
  int fd = 0, command = 0;
  std::int64_t size = 0;
  if (!int_argument(thread, args[0], fd) || !int_argument(thread, args[1], command) || !as_int64(thread, args[2], size)) return error_set;
  return os_done(thread, unlocked(thread, [&] { return ::lockf(fd, command, size); }));
}
Value terminal_name(Thread& thread, Ref, Args args) {
  int fd = 0;
  if (!int_argument(thread, args[0], fd)) return error_set;
  const char* name = ::ttyname(fd);
  return name ? path_text(thread, name) : Value(raise_os(thread));
}
Value terminal_id(Thread& thread, Ref, Args) {
  char name[L_ctermid];
  return path_text(thread, ::ctermid(name));
}
Value terminal_size(Thread& thread, Ref, Args args) {
  int fd = STDOUT_FILENO;
  winsize size{};
  if (args[0] && !int_argument(thread, args[0], fd)) return error_set;
  if (::ioctl(fd, TIOCGWINSZ, &size) < 0) return raise_os(thread);
  std::vector<Value> v;
  v.push_back(Value::small(size.ws_col));
  v.push_back(Value::small(size.ws_row));
  return make_struct(thread, made.terminal_size, std::move(v));
}
Value device_encoding(Thread& thread, Ref, Args args) {
  int fd = 0;
  if (!int_argument(thread, args[0], fd)) return error_set;
  return ::isatty(fd) ? native_str(thread, "UTF-8") : none_value();
}
Value synchronize(Thread&, Ref, Args) { return ::sync(), none_value(); }
Value data_sync(Thread& thread, Ref, Args args) {
  int fd = 0;
  return descriptor_argument(thread, args[0], fd) ? os_done(thread, unlocked(thread, [&] { return ::fdatasync(fd); })) : Value();
}
Value advise(Thread& thread, Ref, Args args) {
  int fd = 0, advice = 0;
  std::int64_t offset = 0, length_of = 0;
  if (!int_argument(thread, args[0], fd) || !as_int64(thread, args[1], offset) || !as_int64(thread, args[2], length_of) || !int_argument(thread, args[3], advice)) return error_set;
  int error = ::posix_fadvise(fd, offset, length_of, advice);
  return error ? Value(raise_errno(thread, error, Ref())) : none_value();
}
Value preallocate(Thread& thread, Ref, Args args) {
  int fd = 0;
  std::int64_t offset = 0, length_of = 0;
  if (!int_argument(thread, args[0], fd) || !as_int64(thread, args[1], offset) || !as_int64(thread, args[2], length_of)) return error_set;
  int error = ::posix_fallocate(fd, offset, length_of);
  return error ? Value(raise_errno(thread, error, Ref())) : none_value();
}
Value current_folder_text(Thread& thread, Ref, Args) {
  char* path = ::getcwd(nullptr, 0);
  if (!path) return raise_os(thread);
  Value text = make_text(thread, path);
  std::free(path);
  return text;
}

// ---- paths as text, for posixpath

bool normalizes_bytes(const Release& r) { return r.since(3, 13); }

// A path that no system call sees: zeros are as good as other characters.
bool pure_path(Thread& thread, Ref given, const char* function, std::string& path, bool& bytes) {
  if (!normalizes_bytes(thread.rt.release) && !is<Text>(given)) return raise_type_error(thread, "expected 'str', not '{}'", type_name(thread, given));
  Value v(given);
  if (!is<Text>(v) && !is<Bytes>(v)) {
    Value fspath = find_named(thread, v, "__fspath__");
    if (!fspath && thread.has_error()) return false;
    v = fspath ? call(thread, fspath) : Value();
    if (fspath && !v) return false;
    if (!v || (!is<Text>(v) && !is<Bytes>(v))) return raise_type_error(thread, "{}: path should be string, bytes or os.PathLike, not {}", function, type_name(thread, given));
  }
  bytes = is<Bytes>(v);
  path = native_utf8(v);
  return true;
}
Value normal_path(Thread& thread, Ref, Args args) {
  std::string path, out;
  bool bytes = false;
  if (!pure_path(thread, args[0], "_path_normpath", path, bytes)) return error_set;
  std::size_t slashes = path.find_first_not_of('/') == path.npos ? path.size() : path.find_first_not_of('/');
  std::string root = slashes == 0 ? "" : slashes == 2 ? "//" : "/";
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= path.size();) {
    std::size_t end = std::min(path.find('/', at), path.size());
    std::string part = path.substr(at, end - at);
    at = end + 1;
    if (part.empty() || part == ".") continue;
    if (part != ".." || (root.empty() && parts.empty()) || (!parts.empty() && parts.back() == "..")) parts.push_back(part);
    else if (!parts.empty()) parts.pop_back();
  }
  for (const std::string& part : parts) out += (out.empty() ? "" : "/") + part;
  out = root + out;
  if (out.empty() && normalizes_bytes(thread.rt.release)) out = ".";
  return bytes ? make_bytes(thread, out) : make_text(thread, out);
}
Value split_root(Thread& thread, Ref, Args args) {
  std::string path;
  bool bytes = false;
  if (!pure_path(thread, args[0], "_path_splitroot_ex", path, bytes)) return error_set;
  std::size_t slashes = path.starts_with("///") ? 1 : path.starts_with("//") ? 2 : path.starts_with("/") ? 1 : 0;
  auto text = [&](std::string_view part) { return bytes ? make_bytes(thread, part) : make_text(thread, part); };
  Value drive = text(""), root = text(path.substr(0, slashes)), rest = text(path.substr(slashes));
  return make_tuple(thread, {drive.ref(), root.ref(), rest.ref()});
}

constexpr Range since33 = since(3, 3);
constexpr Method rows[] = {
    {"_path_normpath(path)", normal_path, since(3, 11)},
    {"_path_splitroot_ex(path)", split_root, since(3, 13)},
    {"closerange(fd_low, fd_high, /)", close_range, since(2, 6)},
    {"ctermid()", terminal_id},
    {"device_encoding(fd)", device_encoding, py3},
    {"fchdir(fd)", change_folder},
    {"fchmod(fd, mode)", fchmod_fd, since(2, 6)},
    {"fchown(fd, uid, gid)", fchown_fd, since(2, 6)},
    {"fdatasync(fd)", data_sync},
    {"fstatvfs(fd, /)", statvfs_fd},
    {"get_blocking(fd, /)", get_blocking, since(3, 5)},
    {"get_inheritable(fd, /)", get_inheritable, since(3, 4)},
    {"get_terminal_size(fd=<unrepresentable>, /)", terminal_size, since33},
    {"getcwdu()", current_folder_text, py2},
    {"lockf(fd, command, length, /)", lock_file, since33},
    {"major(device, /)", device_major},
    {"makedev(major, minor, /)", device_make},
    {"minor(device, /)", device_minor},
    {"openpty()", open_pty},
    {"pipe2(flags, /)", pipe_with_flags, since33},
    {"posix_fadvise(fd, offset, length, advice, /)", advise, since33},
    {"posix_fallocate(fd, offset, length, /)", preallocate, since33},
    {"pread(fd, length, offset, /)", pread_fd, since33},
    {"pwrite(fd, buffer, offset, /)", pwrite_fd, since33},
    {"readv(fd, buffers, /)", readv_fd, since33},
    {"scandir(path=None)", scandir, since(3, 5)},
    {"sendfile(out, in, offset, count)", send_file, between(3, 3, 3, 8)},
    {"sendfile(out_fd, in_fd, offset, count)", send_file, since(3, 9)},
    {"set_blocking(fd, blocking, /)", set_blocking, since(3, 5)},
    {"set_inheritable(fd, inheritable, /)", set_inheritable, since(3, 4)},
    {"statvfs(path)", statvfs_path},
    {"sync()", synchronize, since33},
    {"ttyname(fd, /)", terminal_name},
    {"writev(fd, buffers, /)", writev_fd, since33},
};

constexpr Method entry_methods[] = {
    {"__class_getitem__(cls, item, /)", class_item, since(3, 9), Method::Class},
    {"__fspath__(self)", entry_fspath, since(3, 6)},
    {"inode(self)", entry_inode},
    {"is_dir(self, *, follow_symlinks=True)", entry_is<DT_DIR, S_IFDIR>},
    {"is_file(self, *, follow_symlinks=True)", entry_is<DT_REG, S_IFREG>},
    {"is_junction(self)", entry_junction, since(3, 12)},
    {"is_symlink(self)", entry_is<DT_LNK, S_IFLNK>},
    {"stat(self, *, follow_symlinks=True)", entry_stat},
};
constexpr GetSetRow entry_getset[] = {{"name", entry_name}, {"path", entry_path}};
constexpr Method scan_methods[] = {{"__enter__(self)", scan_enter, since(3, 6)}, {"__exit__(self, *args)", scan_close, since(3, 6)}, {"close(self)", scan_close, since(3, 6)}};

}  // namespace

bool add_posix_files(Thread& thread, Module& module) {
  static constexpr TypeSpec entry{.name = "posix.DirEntry", .layout = layout_of<DirEntry>, .flags = DisallowInstantiation, .methods = entry_methods, .getset = entry_getset,
                                  .fill = [](Slots& s, Runtime&) { s.repr = entry_repr; }};
  static constexpr TypeSpec scan{.name = "posix.ScandirIterator", .layout = layout_of<Scan>, .flags = DisallowInstantiation, .methods = scan_methods,
                                 .fill = [](Slots& s, Runtime&) { s.iter = [](Thread&, Ref self) { return Value(self); }, s.next = scan_next; }};
  Runtime& rt = thread.rt;
  std::vector<const char*> fields = {"f_bsize", "f_frsize", "f_blocks", "f_bfree", "f_bavail", "f_files", "f_ffree", "f_favail", "f_flag", "f_namemax"};
  if (rt.release.since(3, 7)) fields.push_back("f_fsid");
  made.statvfs_result = make_struct_type(rt, rt.python2() ? "posix.statvfs_result" : "os.statvfs_result", fields, 10, true);
  if (!module_add(thread, module, "statvfs_result", Value(Ref(made.statvfs_result)))) return false;
  if (Ref size = dict_get(thread, as<Dict>(module.dict), "terminal_size"); is<Type>(size)) made.terminal_size = &as<Type>(size);
  if (rt.release.since(3, 5)) {
    made.entry = make_builtin_type(rt, entry);
    made.scan = make_builtin_type(rt, scan);
    if (rt.release.since(3, 6) && !module_add(thread, module, "DirEntry", Value(Ref(made.entry)))) return false;
  }
  return module_add_functions(thread, module, rows);
}

}  // namespace xvm
