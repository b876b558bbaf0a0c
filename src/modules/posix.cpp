// posix: what os is made of. Files, folders, descriptors, the process and its environment.
#include <dirent.h>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "modules/posix.h"
#include "modules/posix_paths.h"
#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/codecs.h"
#include "objects/dict.h"
#include "objects/file.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/struct_sequence.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/gil.h"
#include "vm/limits.h"
#include "vm/signals.h"

extern char** environ;

namespace xvm {

namespace {

struct { Type *stat_result = nullptr, *times_result = nullptr, *terminal_size = nullptr; } made;

bool stat_has_nanoseconds(const Release& r) { return r.since(3, 3); }

template <int (*function)(int)>
Value on_descriptor(Thread& thread, Ref, Args args) {
  int fd = 0;
  return int_argument(thread, args[0], fd) ? os_done(thread, function(fd)) : Value();
}

Value posix_listdir(Thread& thread, Ref, Args args) {
  std::string path = ".";
  bool as_bytes = args[0] && is<Bytes>(args[0]) && !thread.rt.python2();
  bool as_unicode = args[0] && is<Text>(args[0]) && thread.rt.python2();
  int descriptor = -1;
  if (!posix_path(thread, args[0], path, {"listdir", "path", thread.rt.release.since(3, 2)}, &descriptor)) return error_set;
  DIR* folder = nullptr;
  if (descriptor < 0) folder = ::opendir(path.c_str());
  else if (int copy = ::dup(descriptor); copy >= 0 && !(folder = ::fdopendir(copy))) ::close(copy);
  if (folder && descriptor >= 0) ::rewinddir(folder);
  if (!folder) return raise_os(thread, args[0] && descriptor < 0 ? args[0] : Ref());
  Value list = own(allocate_list(thread, 0));
  while (dirent* entry = ::readdir(folder)) {
    std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    Value item = as_bytes ? make_bytes(thread, name) : path_text(thread, name);
    if (as_unicode) {   // 2.x: names that are no text stay as they are
      if (Value text = decode_bytes(thread, name, "utf-8")) item = std::move(text);
      else thread.clear_error();
    }
    list_append(as<List>(list), std::move(item));
  }
  ::closedir(folder);
  return list;
}

}  // namespace

Value shown_path(Thread& thread, Ref name) {
  bool found = false;
  if (!name.is_object() || is<Text>(name) || is<Bytes>(name) || is_int(name) || !thread.rt.release.since(3, 6)) return Value(name);
  Value path = call_special(thread, name, thread.rt.names.fspath__, {}, found);
  return found ? std::move(path) : Value(name);
}

ErrorSet raise_os(Thread& thread, Ref name) {
  int error = errno;
  Value shown = name ? shown_path(thread, name) : Value();
  return name && !shown ? ErrorSet() : raise_errno(thread, error, shown);
}

Value stat_value(Thread& thread, const struct stat& s) {
  std::vector<Value> v;
  for (std::int64_t field : {std::int64_t{s.st_mode}, static_cast<std::int64_t>(s.st_ino), static_cast<std::int64_t>(s.st_dev), static_cast<std::int64_t>(s.st_nlink), std::int64_t{s.st_uid},
                             std::int64_t{s.st_gid}, std::int64_t{s.st_size}, std::int64_t{s.st_atime}, std::int64_t{s.st_mtime}, std::int64_t{s.st_ctime}})
    v.push_back(make_int(thread, field));
  for (const timespec& t : {s.st_atim, s.st_mtim, s.st_ctim}) v.push_back(!stat_times_are_floats ? make_int(thread, t.tv_sec) : Value::of(static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec)));
  if (stat_has_nanoseconds(thread.rt.release))
    for (const timespec& t : {s.st_atim, s.st_mtim, s.st_ctim}) v.push_back(make_int(thread, std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec));
  for (std::int64_t field : {std::int64_t{s.st_blksize}, std::int64_t{s.st_blocks}, static_cast<std::int64_t>(s.st_rdev)}) v.push_back(make_int(thread, field));
  return make_struct(thread, made.stat_result, std::move(v));
}

namespace {

Value posix_fstat(Thread& thread, Ref, Args args) {
  struct stat s;
  int fd = 0;
  if (!int_argument(thread, args[0], fd)) return error_set;
  return ::fstat(fd, &s) < 0 ? Value(raise_os(thread)) : stat_value(thread, s);
}

Value posix_read(Thread& thread, Ref, Args args) {
  int fd = 0;
  std::int64_t size = 0;
  if (!int_argument(thread, args[0], fd) || !as_int64(thread, args[1], size)) return error_set;
  if (size < 0) return errno = EINVAL, Value(raise_os(thread));
  if (!room_for(size)) return raise_memory_error(thread);
  std::string data(static_cast<std::size_t>(size), '\0');
  ssize_t got = unlocked(thread, [&] { return ::read(fd, data.data(), data.size()); });
  return got < 0 ? Value(raise_os(thread)) : make_bytes(thread, std::string_view(data).substr(0, static_cast<std::size_t>(got)));
}
Value posix_write(Thread& thread, Ref, Args args) {
  int fd = 0;
  BufferView view;
  if (!int_argument(thread, args[0], fd) || !get_buffer(thread, args[1], view)) return error_set;
  ssize_t put = unlocked(thread, [&] { return ::write(fd, view.data, view.length); });
  return put < 0 ? Value(raise_os(thread)) : make_int(thread, put);
}
Value posix_lseek(Thread& thread, Ref, Args args) {
  int fd = 0, whence = 0;
  std::int64_t offset = 0;
  if (!int_argument(thread, args[0], fd) || !offset_argument(thread, args[1], offset) || !int_argument(thread, args[2], whence)) return error_set;
  off_t at = ::lseek(fd, offset, whence);
  return at < 0 ? Value(raise_os(thread)) : make_int(thread, at);
}
Value posix_pipe(Thread& thread, Ref, Args) {
  int ends[2];
  if (::pipe2(ends, files_inherit(thread.rt.release) ? 0 : O_CLOEXEC) < 0) return raise_os(thread);
  Value a = Value::small(ends[0]), b = Value::small(ends[1]);
  return make_tuple(thread, {a.ref(), b.ref()});
}
Value posix_dup(Thread& thread, Ref, Args args) {
  int fd = 0;
  if (!int_argument(thread, args[0], fd)) return error_set;
  int copy = ::dup(fd);
  return copy < 0 ? Value(raise_os(thread)) : Value::small(copy);
}
Value posix_dup2(Thread& thread, Ref, Args args) {
  int from = 0, to = 0;
  if (!int_argument(thread, args[0], from) || !int_argument(thread, args[1], to)) return error_set;
  int inherits = args.size() > 2 && args[2] ? truth(thread, args[2]) : 1;
  if (inherits < 0) return error_set;
  if (from < 0 || to < 0) return errno = EBADF, Value(raise_os(thread));
  int copy = inherits || from == to ? ::dup2(from, to) : ::dup3(from, to, O_CLOEXEC);
  if (copy < 0) return raise_os(thread);
  return thread.rt.release.since(3, 7) ? Value::small(copy) : none_value();
}
Value posix_fdopen(Thread& thread, Ref, Args args) {
  int fd = 0;
  if (!int_argument(thread, args[0], fd)) return error_set;
  if (args[1] && !is_native_str(thread, args[1])) return raise_type_error(thread, "argument 2 must be string, not {}", type_name(thread, args[1]));
  std::string mode = args[1] ? native_utf8(args[1]) : "r";
  if (mode.empty() || std::string_view("rwaU").find(mode[0]) == std::string_view::npos) return raise_value_error(thread, "mode string must begin with one of 'r', 'w', 'a' or 'U', not '{}'", mode);
  std::FILE* stream = ::fdopen(fd, mode.c_str());
  if (!stream) return raise_os(thread);
  Value name = native_str(thread, "<fdopen>"), mode_value = native_str(thread, mode);
  return make_file(thread, stream, name, mode_value, std::fclose);
}
Value posix_popen(Thread& thread, Ref, Args args) {
  for (std::uint32_t i = 0; i < 2; ++i)
    if (args[i] && !is_native_str(thread, args[i])) return raise_type_error(thread, "popen() argument {} must be string, not {}", i + 1, type_name(thread, args[i]));
  int buffers = -1;
  if (args[2] && !int_argument(thread, args[2], buffers)) return error_set;
  std::string command = native_utf8(args[0]), mode = args[1] ? native_utf8(args[1]) : "r";
  std::FILE* stream = ::popen(command.c_str(), mode.c_str());
  if (!stream) return raise_os(thread);
  Value mode_value = native_str(thread, mode);
  return make_file(thread, stream, args[0], mode_value, ::pclose);
}
Value posix_tmpfile(Thread& thread, Ref, Args) {
  std::FILE* stream = std::tmpfile();
  if (!stream) return raise_os(thread);
  Value name = native_str(thread, "<tmpfile>"), mode = native_str(thread, "w+b");
  return make_file(thread, stream, name, mode, std::fclose);
}
Value posix_isatty(Thread& thread, Ref, Args args) {
  int fd = 0;
  return int_argument(thread, args[0], fd) ? Value::of(::isatty(fd) == 1) : Value();
}
Value posix_ftruncate(Thread& thread, Ref, Args args) {
  int fd = 0;
  std::int64_t size = 0;
  if (!int_argument(thread, args[0], fd) || !offset_argument(thread, args[1], size)) return error_set;
  return os_done(thread, ::ftruncate(fd, size));
}

Value posix_getcwd(Thread& thread, Ref, Args) {
  char* path = ::getcwd(nullptr, 0);
  if (!path) return raise_os(thread);
  Value text = path_text(thread, path);
  std::free(path);
  return text;
}
Value posix_getcwdb(Thread& thread, Ref, Args) {
  char* path = ::getcwd(nullptr, 0);
  if (!path) return raise_os(thread);
  Value bytes = make_bytes(thread, path);
  std::free(path);
  return bytes;
}
Value posix_umask(Thread& thread, Ref, Args args) {
  int mask = 0;
  return int_argument(thread, args[0], mask) ? Value::small(::umask(static_cast<mode_t>(mask))) : Value();
}
template <class T, T (*function)()>
Value number(Thread& thread, Ref, Args) { return make_int(thread, static_cast<std::int64_t>(function())); }
Value posix_strerror(Thread& thread, Ref, Args args) {
  int error = 0;
  return int_argument(thread, args[0], error) ? native_str(thread, std::strerror(error)) : Value();
}
Value posix_exit(Thread& thread, Ref, Args args) {
  int status = 0;
  if (!int_argument(thread, args[0], status)) return error_set;
  ::_exit(status);
}
Value posix_fsync(Thread& thread, Ref, Args args) {
  int fd = 0;
  return descriptor_argument(thread, args[0], fd) ? os_done(thread, unlocked(thread, [&] { return ::fsync(fd); })) : Value();
}
Value posix_putenv(Thread& thread, Ref, Args args) {
  std::string name, value;
  if (!path_argument(thread, args[0], name) || !path_argument(thread, args[1], value)) return error_set;
  if (thread.rt.release.since(3, 3) && name.find('=') != name.npos) return raise_value_error(thread, "illegal environment variable name");
  return os_done(thread, ::setenv(name.c_str(), value.c_str(), 1));
}
Value posix_unsetenv(Thread& thread, Ref, Args args) {
  std::string name;
  return path_argument(thread, args[0], name) ? os_done(thread, ::unsetenv(name.c_str())) : Value();
}
Value posix_system(Thread& thread, Ref, Args args) {
  std::string command;
  bool given = thread.rt.python2() ? posix_path(thread, args[0], command, {.function = "system", .encoded = false}) : path_argument(thread, args[0], command);
  return given ? make_int(thread, unlocked(thread, [&] { return std::system(command.c_str()); })) : Value();
}
Value posix_urandom(Thread& thread, Ref, Args args) {
  std::int64_t size = 0;
  if (!as_int64(thread, args[0], size)) return error_set;
  if (size < 0) return raise_value_error(thread, "negative argument not allowed");
  if (!room_for(size)) return raise_memory_error(thread);
  std::string data(static_cast<std::size_t>(size), '\0');
  for (std::size_t at = 0; at < data.size();) {
    ssize_t got = ::getrandom(data.data() + at, data.size() - at, 0);
    if (got < 0 && errno != EINTR) return raise_os(thread);
    if (got > 0) at += static_cast<std::size_t>(got);
  }
  return make_bytes(thread, data);
}
Value posix_fspath(Thread& thread, Ref, Args args) {
  if (is<Text>(args[0]) || is<Bytes>(args[0])) return Value(args[0]);
  bool found = false;
  Value path = call_special(thread, args[0], thread.rt.names.fspath__, {}, found);
  if (!found) return raise_type_error(thread, "expected str, bytes or os.PathLike object, not {}", type_name(thread, args[0]));
  if (path && !is<Text>(path) && !is<Bytes>(path))
    return raise_type_error(thread, "expected {}.__fspath__() to return str or bytes, not {}", type_name(thread, args[0]), type_name(thread, path));
  return path;
}
Value posix_times(Thread& thread, Ref, Args) {
  tms t;
  clock_t elapsed = ::times(&t);
  double tick = static_cast<double>(::sysconf(_SC_CLK_TCK));
  std::vector<Value> v;
  for (clock_t field : {t.tms_utime, t.tms_stime, t.tms_cutime, t.tms_cstime, elapsed}) v.push_back(Value::of(static_cast<double>(field) / tick));
  return thread.rt.release.since(3, 3) ? make_struct(thread, made.times_result, std::move(v)) : make_tuple(thread, v.data(), v.size());
}
Value posix_waitpid(Thread& thread, Ref, Args args) {
  int pid = 0, options = 0, status = 0;
  if (!int_argument(thread, args[0], pid) || !int_argument(thread, args[1], options)) return error_set;
  pid_t ended = unlocked(thread, [&] { return ::waitpid(pid, &status, options); });
  if (ended < 0) return raise_os(thread);
  Value a = make_int(thread, ended), b = Value::small(status);
  return make_tuple(thread, {a.ref(), b.ref()});
}
Value posix_kill(Thread& thread, Ref, Args args) {
  int pid = 0, signal = 0;
  if (!int_argument(thread, args[0], pid) || !int_argument(thread, args[1], signal)) return error_set;
  if (::kill(pid, signal) < 0) return raise_os(thread);
  return run_signal_handlers(thread) ? none_value() : Value();
}
Value posix_cpu_count(Thread& thread, Ref, Args) { return make_int(thread, ::sysconf(_SC_NPROCESSORS_ONLN)); }

constexpr Method rows[] = {
    {"_exit(status)", posix_exit}, {"close(fd)", on_descriptor<::close>}, {"cpu_count()", posix_cpu_count, since(3, 4)},
    {"dup(fd, /)", posix_dup}, {"dup2(fd, fd2, /)", posix_dup2, until(3, 3)}, {"dup2(fd, fd2, inheritable=True)", posix_dup2, since(3, 4)}, {"fdopen(fd, mode='r', bufsize=-1, /)", posix_fdopen, py2}, {"fspath(path)", posix_fspath, since(3, 6)},
    {"fstat(fd)", posix_fstat}, {"fsync(fd)", posix_fsync}, {"ftruncate(fd, length, /)", posix_ftruncate}, {"getcwd()", posix_getcwd}, {"getcwdb()", posix_getcwdb, py3},
    {"getegid()", number<gid_t, ::getegid>}, {"geteuid()", number<uid_t, ::geteuid>}, {"getgid()", number<gid_t, ::getgid>}, {"getpid()", number<pid_t, ::getpid>},
    {"getppid()", number<pid_t, ::getppid>}, {"getuid()", number<uid_t, ::getuid>}, {"isatty(fd, /)", posix_isatty}, {"kill(pid, signal, /)", posix_kill},
    {"listdir(path)", posix_listdir, until(3, 1)}, {"listdir(path=None)", posix_listdir, since(3, 2)}, {"lseek(fd, position, whence, /)", posix_lseek}, {"pipe()", posix_pipe},
    {"popen(command, mode='r', bufsize=-1, /)", posix_popen, py2}, {"putenv(name, value, /)", posix_putenv}, {"read(fd, length, /)", posix_read}, {"strerror(code, /)", posix_strerror},
    {"system(command)", posix_system}, {"times()", posix_times}, {"tmpfile()", posix_tmpfile, py2}, {"umask(mask, /)", posix_umask},
    {"unsetenv(name, /)", posix_unsetenv}, {"urandom(size, /)", posix_urandom, between(2, 6, 2, 7)}, {"urandom(size, /)", posix_urandom, since(3, 1)}, {"waitpid(pid, options, /)", posix_waitpid}, {"write(fd, data, /)", posix_write},
};

bool add_environment(Thread& thread, Module& module) {
  Value dict = make_dict(thread);
  for (char** entry = environ; entry && *entry; ++entry) {
    std::string_view text = *entry;
    std::size_t equals = text.find('=');
    if (equals == text.npos || equals == 0) continue;
    Value name = make_bytes(thread, text.substr(0, equals)), value = make_bytes(thread, text.substr(equals + 1));
    if (!thread.rt.python2() && thread.rt.release.until(3, 1)) name = path_text(thread, text.substr(0, equals)), value = path_text(thread, text.substr(equals + 1));
    if (!name || !value || !dict_set(thread, as<Dict>(dict), name, value)) return false;
  }
  return module_add(thread, module, "environ", dict);
}

bool fill(Thread& thread, Module& module) {
  Runtime& rt = thread.rt;
  std::vector<const char*> fields = {"st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size", nullptr, nullptr, nullptr, "st_atime", "st_mtime", "st_ctime"};
  if (stat_has_nanoseconds(rt.release)) fields.insert(fields.end(), {"st_atime_ns", "st_mtime_ns", "st_ctime_ns"});
  fields.insert(fields.end(), {"st_blksize", "st_blocks", "st_rdev"});
  bool old = rt.python2();
  made.stat_result = make_struct_type(rt, old ? "posix.stat_result" : "os.stat_result", fields, 10, true);
  made.times_result = make_struct_type(rt, "posix.times_result", {"user", "system", "children_user", "children_system", "elapsed"}, 5, true);
  made.terminal_size = make_struct_type(rt, "os.terminal_size", {"columns", "lines"}, 2, true);
  bool ok = add_environment(thread, module) && module_add(thread, module, "error", Value(Ref(rt.exc.OSError))) && module_add(thread, module, "stat_result", Value(Ref(made.stat_result)));
  if (ok && rt.release.since(3, 3)) ok = module_add(thread, module, "times_result", Value(Ref(made.times_result))) && module_add(thread, module, "terminal_size", Value(Ref(made.terminal_size)));
  if (ok && rt.release.since(3, 3)) ok = module_add(thread, module, "_have_functions", own(allocate_list(thread, 0)));
  struct Row { const char* name; int value; };
#define X(name) Row{#name, name},
  for (auto [name, value] : {X(F_OK) X(R_OK) X(W_OK) X(X_OK) X(O_RDONLY) X(O_WRONLY) X(O_RDWR) X(O_CREAT) X(O_EXCL) X(O_TRUNC) X(O_APPEND) X(O_NONBLOCK) X(O_SYNC) X(O_NOCTTY) X(O_DIRECTORY) X(O_NOFOLLOW)
                             X(WNOHANG) X(WUNTRACED)})
    if (ok) ok = module_add(thread, module, name, Value::small(value));
  if (ok && rt.release.since(3, 3)) ok = module_add(thread, module, "O_CLOEXEC", Value::small(O_CLOEXEC));
#undef X
  return ok && add_posix_constants(thread, module) && add_posix_paths(thread, module) && add_posix_files(thread, module) && add_posix_linux(thread, module) && add_posix_process(thread, module);
}

}  // namespace

extern const ModuleSpec posix_module;
const ModuleSpec posix_module{.name = "posix", .methods = rows, .fill = fill};

}  // namespace xvm
