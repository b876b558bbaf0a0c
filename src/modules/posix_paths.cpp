// posix: what takes a path, or where the release has it a descriptor instead, a folder to start from, and whether links are followed.
#include "modules/posix_paths.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <climits>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "modules/posix.h"
#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/operators.h"
#include "vm/runtime.h"

namespace xvm {

namespace {

bool takes_descriptors(const Release& r) { return r.since(3, 3); }
bool says_what_it_takes(const Release& r) { return r.since(3, 6); }
bool utime_names_path(const Release& r) { return r.since(3, 13); }

bool is_number(Thread& thread, Ref v) { return v.is_bool() || is_int(v) || (v.is_object() && type_of(thread, v)->slots.as_index); }

bool number_to_fd(Thread& thread, Ref v, int& fd) {
  Value index = as_index(thread, v);
  std::int64_t wide = 0;
  if (!index) return false;
  if (!int_fits(index, wide) || wide > INT_MAX) return raise_overflow(thread, "fd is greater than maximum");
  if (wide < INT_MIN) return raise_overflow(thread, "fd is less than minimum");
  fd = static_cast<int>(wide);
  return true;
}

}  // namespace

bool posix_path(Thread& thread, Ref v, std::string& path, const PathWords& words, int* fd) {
  const Release& r = thread.rt.release;
  if (!v || (v.is_none() && words.nothing)) return true;
  if (is<Text>(v) || is<Bytes>(v) || !takes_descriptors(r)) {
    if (thread.rt.python2() && is<Bytes>(v) && as<Bytes>(v).view().find('\0') != std::string_view::npos)
      return raise_type_error(thread, "{}() argument {} must be {}, not str", words.function, words.position, words.encoded ? "encoded string without null bytes" : "string without null bytes");
    if (thread.rt.python2() && !words.encoded && !is<Text>(v) && !is<Bytes>(v)) return raise_type_error(thread, "{}() argument {} must be string, not {}", words.function, words.position, type_name(thread, v));
    if (r.since(3, 13) && is<Text>(v) && text_u32(v).find(U'\0') != std::u32string::npos) return raise_value_error(thread, "{}: embedded null character in {}", words.function, words.argument);
    return path_argument(thread, v, path);
  }
  if (fd && is_number(thread, v)) return number_to_fd(thread, v, *fd);
  bool found = false;
  if (says_what_it_takes(r)) {
    Value made = call_special(thread, v, thread.rt.names.fspath__, {}, found);
    if (found) return made && (is<Text>(made) || is<Bytes>(made)
                                   ? path_argument(thread, made, path)
                                   : static_cast<bool>(raise_type_error(thread, "expected {}.__fspath__() to return str or bytes, not {}", type_name(thread, v), type_name(thread, made))));
  }
  if (is<ByteArray>(v)) return path_argument(thread, v, path);
  const char* kinds = says_what_it_takes(r) ? (fd && words.nothing ? "string, bytes, os.PathLike, integer or None" : fd ? "string, bytes, os.PathLike or integer" : words.nothing ? "string, bytes, os.PathLike or None" : "string, bytes or os.PathLike")
                      : fd && words.nothing ? "string, bytes, integer or None" : fd ? "string, bytes or integer" : words.nothing ? "string, bytes or None" : "string or bytes";
  return raise_type_error(thread, "{}: {} should be {}, not {}", words.function, words.argument, kinds, type_name(thread, v));
}

bool folder_argument(Thread& thread, Ref v, int& fd) {
  fd = AT_FDCWD;
  if (!v || v.is_none()) return true;
  return is_number(thread, v) ? number_to_fd(thread, v, fd) : static_cast<bool>(raise_type_error(thread, "argument should be integer or None, not {}", type_name(thread, v)));
}

namespace {

// A yes or no, given or not.
bool flag_argument(Thread& thread, Ref v, bool& out) {
  int yes = v ? truth(thread, v) : out;
  out = yes > 0;
  return yes >= 0;
}

// A path, where it starts from, and whether a link at its end is followed.
struct Place {
  std::string path;
  int fd = -1, folder = AT_FDCWD;
  bool follow = true;
  int flags() const { return follow ? 0 : AT_SYMLINK_NOFOLLOW; }
};
// The descriptor forms go with neither a folder nor links.
bool place_argument(Thread& thread, const PathWords& words, Ref path, Ref folder, Ref follow, bool takes_fd, Place& out) {
  if (!posix_path(thread, path, out.path, words, takes_fd ? &out.fd : nullptr) || !folder_argument(thread, folder, out.folder) || !flag_argument(thread, follow, out.follow)) return false;
  if (out.fd >= 0 && out.folder != AT_FDCWD) return raise_value_error(thread, "{}: can't specify dir_fd without matching path", words.function);
  if (out.fd >= 0 && !out.follow) return raise_value_error(thread, "{}: cannot use fd and follow_symlinks together", words.function);
  return true;
}

Value raise_two(Thread& thread, Args args) {
  int error = errno;
  // Which of the two the error names.
  if (thread.rt.release.until(3, 3)) return raise_os(thread, thread.rt.release.until(3, 2) ? Ref() : args[1]);
  Value code = Value::small(error), words = native_str(thread, std::strerror(error)), first = shown_path(thread, args[0]), second = shown_path(thread, args[1]);
  if (!first || !second) return error_set;
  Value all = make_tuple(thread, {code.ref(), words.ref(), first.ref(), none, second.ref()}), exception = call_tuple(thread, Ref(thread.rt.exc.OSError), all, {});
  return exception ? Value(raise_instance(thread, exception)) : Value();
}

constexpr char rename_name[] = "rename", replace_name[] = "replace", remove_name[] = "remove", unlink_name[] = "unlink", lchown_name[] = "lchown", chroot_name[] = "chroot";

template <const char* name>
Value path_rename(Thread& thread, Ref, Args args) {
  std::string from, to;
  int source = 0, target = 0;
  if (!posix_path(thread, args[0], from, {name, "src"}) || !posix_path(thread, args[1], to, {name, "dst", false, 2}) || !folder_argument(thread, args[2], source) || !folder_argument(thread, args[3], target)) return error_set;
  return ::renameat(source, from.c_str(), target, to.c_str()) < 0 ? raise_two(thread, args) : none_value();
}
Value path_link(Thread& thread, Ref, Args args) {
  std::string from, to;
  int source = AT_FDCWD, target = AT_FDCWD;
  bool follow = true;
  if (!posix_path(thread, args[0], from, {"link", "src"}) || !posix_path(thread, args[1], to, {"link", "dst", false, 2})) return error_set;
  if (args.size() > 2 && (!folder_argument(thread, args[2], source) || !folder_argument(thread, args[3], target) || !flag_argument(thread, args[4], follow))) return error_set;
  bool plain = source == AT_FDCWD && target == AT_FDCWD && follow;
  int status = plain ? ::link(from.c_str(), to.c_str()) : ::linkat(source, from.c_str(), target, to.c_str(), follow ? AT_SYMLINK_FOLLOW : 0);
  return status < 0 ? raise_two(thread, args) : none_value();
}
Value path_symlink(Thread& thread, Ref, Args args) {
  std::string from, to;
  int folder = AT_FDCWD;
  if (!posix_path(thread, args[0], from, {"symlink", "src"}) || !posix_path(thread, args[1], to, {"symlink", "dst", false, 2}) || (args.size() > 3 && !folder_argument(thread, args[3], folder))) return error_set;
  return ::symlinkat(from.c_str(), folder, to.c_str()) < 0 ? raise_two(thread, args) : none_value();
}

Value path_mkdir(Thread& thread, Ref, Args args) {
  Place place;
  int mode = 0777;
  if (!place_argument(thread, {"mkdir"}, args[0], args[2], {}, false, place) || (args[1] && !int_argument(thread, args[1], mode))) return error_set;
  return os_done(thread, ::mkdirat(place.folder, place.path.c_str(), static_cast<mode_t>(mode)), args[0]);
}
Value path_rmdir(Thread& thread, Ref, Args args) {
  Place place;
  return place_argument(thread, {"rmdir"}, args[0], args[1], {}, false, place) ? os_done(thread, ::unlinkat(place.folder, place.path.c_str(), AT_REMOVEDIR), args[0]) : Value();
}
template <const char* name>
Value path_remove(Thread& thread, Ref, Args args) {
  Place place;
  return place_argument(thread, {name}, args[0], args[1], {}, false, place) ? os_done(thread, ::unlinkat(place.folder, place.path.c_str(), 0), args[0]) : Value();
}
Value path_chdir(Thread& thread, Ref, Args args) {
  Place place;
  if (!place_argument(thread, {"chdir"}, args[0], {}, {}, true, place)) return error_set;
  return os_done(thread, place.fd >= 0 ? ::fchdir(place.fd) : ::chdir(place.path.c_str()), args[0]);
}
Value path_chmod(Thread& thread, Ref, Args args) {
  Place place;
  int mode = 0;
  if (!posix_path(thread, args[0], place.path, {"chmod"}, &place.fd) || !int_argument(thread, args[1], mode) || !folder_argument(thread, args[2], place.folder) || !flag_argument(thread, args[3], place.follow)) return error_set;
  mode_t bits = static_cast<mode_t>(mode);
  if (place.fd >= 0) return os_done(thread, ::fchmod(place.fd, bits), args[0]);
  if (place.follow && place.folder == AT_FDCWD) return os_done(thread, ::chmod(place.path.c_str(), bits), args[0]);
  int status = ::fchmodat(place.folder, place.path.c_str(), bits, place.flags());
  if (status < 0 && !place.follow && (errno == ENOTSUP || errno == EOPNOTSUPP)) {
    if (place.folder != AT_FDCWD) return raise_value_error(thread, "chmod: cannot use dir_fd and follow_symlinks together");
    return raise(thread, thread.rt.exc.NotImplementedError, "chmod: follow_symlinks unavailable on this platform");
  }
  return os_done(thread, status, args[0]);
}
Value path_access(Thread& thread, Ref, Args args) {
  Place place;
  int mode = 0;
  bool effective = false;
  if (!posix_path(thread, args[0], place.path, {"access"}) || !int_argument(thread, args[1], mode) || !folder_argument(thread, args[2], place.folder) || !flag_argument(thread, args[3], effective) || !flag_argument(thread, args[4], place.follow))
    return error_set;
  return Value::of(::faccessat(place.folder, place.path.c_str(), mode, place.flags() | (effective ? AT_EACCESS : 0)) == 0);
}
Value path_chown(Thread& thread, Ref, Args args) {
  Place place;
  uid_t user = 0;
  gid_t group = 0;
  if (!posix_path(thread, args[0], place.path, {"chown"}, &place.fd) || !id_argument(thread, args[1], "uid", user) || !id_argument(thread, args[2], "gid", group)) return error_set;
  if (!folder_argument(thread, args[3], place.folder) || !flag_argument(thread, args[4], place.follow)) return error_set;
  if (place.fd >= 0 && place.folder != AT_FDCWD) return raise_value_error(thread, "chown: can't specify both dir_fd and fd");
  if (place.fd >= 0 && !place.follow) return raise_value_error(thread, "chown: cannot use fd and follow_symlinks together");
  if (place.fd >= 0) return os_done(thread, ::fchown(place.fd, user, group), args[0]);
  return os_done(thread, ::fchownat(place.folder, place.path.c_str(), user, group, place.flags()), args[0]);
}
Value path_lchown(Thread& thread, Ref, Args args) {
  std::string path;
  uid_t user = 0;
  gid_t group = 0;
  if (!posix_path(thread, args[0], path, {"lchown"}) || !id_argument(thread, args[1], "uid", user) || !id_argument(thread, args[2], "gid", group)) return error_set;
  return os_done(thread, ::lchown(path.c_str(), user, group), args[0]);
}
Value path_chroot(Thread& thread, Ref, Args args) {
  std::string path;
  return posix_path(thread, args[0], path, {"chroot"}) ? os_done(thread, ::chroot(path.c_str()), args[0]) : Value();
}

Value path_stat(Thread& thread, Ref, Args args) {
  struct stat s;
  Place place;
  if (!place_argument(thread, {"stat"}, args[0], args[1], args[2], true, place)) return error_set;
  int status = place.fd >= 0 ? ::fstat(place.fd, &s) : ::fstatat(place.folder, place.path.c_str(), &s, place.flags());
  return status < 0 ? Value(raise_os(thread, args[0])) : stat_value(thread, s);
}
Value path_lstat(Thread& thread, Ref, Args args) {
  struct stat s;
  Place place;
  if (!place_argument(thread, {"lstat"}, args[0], args[1], {}, false, place)) return error_set;
  return ::fstatat(place.folder, place.path.c_str(), &s, AT_SYMLINK_NOFOLLOW) < 0 ? Value(raise_os(thread, args[0])) : stat_value(thread, s);
}
Value path_open(Thread& thread, Ref, Args args) {
  Place place;
  int flags = 0, mode = 0777;
  if (!posix_path(thread, args[0], place.path, {"open"}) || !int_argument(thread, args[1], flags) || (args[2] && !int_argument(thread, args[2], mode)) || !folder_argument(thread, args[3], place.folder)) return error_set;
  if (!files_inherit(thread.rt.release)) flags |= O_CLOEXEC;
  int fd = unlocked(thread, [&] { return ::openat(place.folder, place.path.c_str(), flags, mode); });
  return fd < 0 ? Value(raise_os(thread, args[0])) : Value::small(fd);
}
Value path_readlink(Thread& thread, Ref, Args args) {
  Place place;
  std::string target(4096, '\0');
  if (!place_argument(thread, {"readlink"}, args[0], args[1], {}, false, place)) return error_set;
  ssize_t size = ::readlinkat(place.folder, place.path.c_str(), target.data(), target.size());
  if (size < 0) return raise_os(thread, args[0]);
  target.resize(static_cast<std::size_t>(size));
  return is<Bytes>(args[0]) ? make_bytes(thread, target) : path_text(thread, target);
}
Value path_mkfifo(Thread& thread, Ref, Args args) {
  Place place;
  int mode = 0666;
  if (!posix_path(thread, args[0], place.path, {"mkfifo"}) || (args[1] && !int_argument(thread, args[1], mode)) || !folder_argument(thread, args[2], place.folder)) return error_set;
  return os_done(thread, ::mkfifoat(place.folder, place.path.c_str(), static_cast<mode_t>(mode)));
}
Value path_mknod(Thread& thread, Ref, Args args) {
  Place place;
  int mode = 0600;
  std::int64_t device = 0;
  if (!posix_path(thread, args[0], place.path, {"mknod"}) || (args[1] && !int_argument(thread, args[1], mode)) || (args[2] && !as_int64(thread, args[2], device)) || !folder_argument(thread, args[3], place.folder)) return error_set;
  return os_done(thread, ::mknodat(place.folder, place.path.c_str(), static_cast<mode_t>(mode), static_cast<dev_t>(device)));
}
Value path_truncate(Thread& thread, Ref, Args args) {
  Place place;
  std::int64_t size = 0;
  if (!posix_path(thread, args[0], place.path, {"truncate"}, &place.fd) || !offset_argument(thread, args[1], size)) return error_set;
  return os_done(thread, place.fd >= 0 ? ::ftruncate(place.fd, size) : ::truncate(place.path.c_str(), size), args[0]);
}

// ---- times

bool file_time(Thread& thread, Ref v, timespec& out) {
  double seconds = 0;
  std::int64_t whole = 0;
  if (is_int(v)) {
    if (!as_int64(thread, v, whole)) return false;
    out = {whole, 0};
    return true;
  }
  if (!v.is_double() && !is<Float>(v)) {
    out = {};
    return offset_argument(thread, v, whole) && (out.tv_sec = whole, true);
  }
  if (!as_double(thread, v, seconds)) return false;
  double floor = std::floor(seconds);
  out = {static_cast<time_t>(floor), static_cast<long>((seconds - floor) * 1e9)};
  return true;
}
Value path_utime(Thread& thread, Ref, Args args) {
  timespec times[2] = {{0, UTIME_NOW}, {0, UTIME_NOW}};
  Place place;
  bool has_ns = args.size() > 2 && args[2] && (thread.rt.release.since(3, 6) || !args[2].is_none()), has_times = args[1] && !args[1].is_none();
  if (!posix_path(thread, args[0], place.path, {"utime"}, &place.fd)) return error_set;
  if (args.size() > 2 && (!folder_argument(thread, args[3], place.folder) || !flag_argument(thread, args[4], place.follow))) return error_set;
  if (has_times && has_ns) return raise_value_error(thread, "utime: you may specify either 'times' or 'ns' but not both");
  if (has_times) {
    if (!is<Tuple>(args[1]) || as<Tuple>(args[1]).length != 2) {
      if (thread.rt.python2()) return raise_type_error(thread, "utime() arg 2 must be a tuple (atime, mtime)");
      return raise_type_error(thread, "utime: 'times' must be either a tuple of two ints or None");
    }
    for (std::size_t i = 0; i < 2; ++i)
      if (!file_time(thread, as<Tuple>(args[1])[i], times[i])) return error_set;
  } else if (has_ns) {
    if (!is<Tuple>(args[2]) || as<Tuple>(args[2]).length != 2) return raise_type_error(thread, "utime: 'ns' must be a tuple of two ints");
    Value billion = Value::small(1'000'000'000);
    for (std::size_t i = 0; i < 2; ++i) {
      Value parts = binary_op(thread, Binary::DivMod, as<Tuple>(args[2])[i], billion);
      std::int64_t seconds = 0, rest = 0;
      if (!parts) return error_set;
      if (!is<Tuple>(parts) || as<Tuple>(parts).length != 2) return raise_type_error(thread, "{}.__divmod__() must return a 2-tuple, not {}", type_name(thread, as<Tuple>(args[2])[i]), type_name(thread, parts));
      if (!as_int64(thread, as<Tuple>(parts)[0], seconds) || !as_int64(thread, as<Tuple>(parts)[1], rest)) return error_set;
      times[i] = {seconds, static_cast<long>(rest)};
    }
  }
  if (place.fd >= 0 && place.folder != AT_FDCWD) return raise_value_error(thread, "utime: can't specify both dir_fd and fd");
  if (place.fd >= 0 && !place.follow) return raise_value_error(thread, "utime: cannot use fd and follow_symlinks together");
  int status = place.fd >= 0 ? ::futimens(place.fd, times) : ::utimensat(place.folder, place.path.c_str(), times, place.flags());
  return os_done(thread, status, utime_names_path(thread.rt.release) || thread.rt.python2() ? args[0] : Ref());
}

// ---- extended attributes

bool attribute_arguments(Thread& thread, const char* function, Ref given, Ref attribute, Ref follow, Place& place, std::string& name) {
  return place_argument(thread, {function}, given, {}, follow, true, place) && (!attribute || posix_path(thread, attribute, name, {function, "attribute"}));
}
Value path_getxattr(Thread& thread, Ref, Args args) {
  Place place;
  std::string name, data(65536, '\0');
  if (!attribute_arguments(thread, "getxattr", args[0], args[1], args[2], place, name)) return error_set;
  ssize_t size = place.fd >= 0 ? ::fgetxattr(place.fd, name.c_str(), data.data(), data.size())
                 : place.follow ? ::getxattr(place.path.c_str(), name.c_str(), data.data(), data.size())
                                : ::lgetxattr(place.path.c_str(), name.c_str(), data.data(), data.size());
  return size < 0 ? Value(raise_os(thread, args[0])) : make_bytes(thread, std::string_view(data).substr(0, static_cast<std::size_t>(size)));
}
Value path_setxattr(Thread& thread, Ref, Args args) {
  Place place;
  std::string name;
  BufferView value;
  int flags = 0;
  if (!attribute_arguments(thread, "setxattr", args[0], args[1], args[4], place, name) || !get_buffer(thread, args[2], value) || (args[3] && !int_argument(thread, args[3], flags))) return error_set;
  int status = place.fd >= 0 ? ::fsetxattr(place.fd, name.c_str(), value.data, value.length, flags)
               : place.follow ? ::setxattr(place.path.c_str(), name.c_str(), value.data, value.length, flags)
                              : ::lsetxattr(place.path.c_str(), name.c_str(), value.data, value.length, flags);
  return os_done(thread, status, args[0]);
}
Value path_removexattr(Thread& thread, Ref, Args args) {
  Place place;
  std::string name;
  if (!attribute_arguments(thread, "removexattr", args[0], args[1], args[2], place, name)) return error_set;
  int status = place.fd >= 0 ? ::fremovexattr(place.fd, name.c_str()) : place.follow ? ::removexattr(place.path.c_str(), name.c_str()) : ::lremovexattr(place.path.c_str(), name.c_str());
  return os_done(thread, status, args[0]);
}
Value path_listxattr(Thread& thread, Ref, Args args) {
  Place place{.path = "."};
  std::string data(65536, '\0');
  if (!posix_path(thread, args[0], place.path, {"listxattr", "path", true}, &place.fd) || !flag_argument(thread, args[1], place.follow)) return error_set;
  if (place.fd >= 0 && !place.follow) return raise_value_error(thread, "listxattr: cannot use fd and follow_symlinks together");
  ssize_t size = place.fd >= 0 ? ::flistxattr(place.fd, data.data(), data.size()) : place.follow ? ::listxattr(place.path.c_str(), data.data(), data.size()) : ::llistxattr(place.path.c_str(), data.data(), data.size());
  if (size < 0) return raise_os(thread, args[0]);
  Value list = own(allocate_list(thread, 0));
  for (std::size_t at = 0; at < static_cast<std::size_t>(size); at += std::strlen(data.c_str() + at) + 1) list_append(as<List>(list), path_text(thread, data.c_str() + at));
  return list;
}

constexpr Range since33 = since(3, 3);
constexpr Method rows[] = {
    {"access(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True)", path_access},
    {"chdir(path)", path_chdir},
    {"chmod(path, mode, *, dir_fd=None, follow_symlinks=True)", path_chmod},
    {"chown(path, uid, gid, *, dir_fd=None, follow_symlinks=True)", path_chown},
    {"chroot(path)", path_chroot},
    {"getxattr(path, attribute, *, follow_symlinks=True)", path_getxattr, since33},
    {"lchown(path, uid, gid)", path_lchown},
    {"link(src, dst)", path_link, until(3, 2)},
    {"link(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True)", path_link, since33},
    {"listxattr(path=None, *, follow_symlinks=True)", path_listxattr, since33},
    {"lstat(path, *, dir_fd=None)", path_lstat},
    {"mkdir(path, mode=511, *, dir_fd=None)", path_mkdir},
    {"mkfifo(path, mode=438, *, dir_fd=None)", path_mkfifo},
    {"mknod(path, mode=384, device=0, *, dir_fd=None)", path_mknod, between(2, 6, 2, 7)},
    {"mknod(path, mode=384, device=0, *, dir_fd=None)", path_mknod, since(3, 1)},
    {"open(path, flags, mode=511, *, dir_fd=None)", path_open},
    {"readlink(path, *, dir_fd=None)", path_readlink},
    {"remove(path, *, dir_fd=None)", path_remove<remove_name>},
    {"removexattr(path, attribute, *, follow_symlinks=True)", path_removexattr, since33},
    {"rename(src, dst, *, src_dir_fd=None, dst_dir_fd=None)", path_rename<rename_name>},
    {"replace(src, dst, *, src_dir_fd=None, dst_dir_fd=None)", path_rename<replace_name>, since33},
    {"rmdir(path, *, dir_fd=None)", path_rmdir},
    {"setxattr(path, attribute, value, flags=0, *, follow_symlinks=True)", path_setxattr, since33},
    {"stat(path, *, dir_fd=None, follow_symlinks=True)", path_stat},
    {"symlink(src, dst)", path_symlink, until(3, 1)},
    {"symlink(src, dst, target_is_directory=False, *, dir_fd=None)", path_symlink, since(3, 2)},
    {"truncate(path, length)", path_truncate, since33},
    {"unlink(path, *, dir_fd=None)", path_remove<unlink_name>},
    {"utime(path, times, /)", path_utime, until(3, 2)},
    {"utime(path, times=None, *, ns=None, dir_fd=None, follow_symlinks=True)", path_utime, since33},
};

}  // namespace

bool add_posix_paths(Thread& thread, Module& module) { return module_add_functions(thread, module, rows); }

}  // namespace xvm
