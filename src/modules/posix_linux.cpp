// posix: what came with later releases and is of Linux: vectors and copies in the kernel, event and timer descriptors,
// scheduling, namespaces, pseudo terminals, posix_spawn; and names for temporary files, of 2.x.
#include <fcntl.h>
#include <pty.h>
#include <sched.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <unistd.h>
#include <utmp.h>

#include <csignal>
#include <cstdlib>
#include <memory>
#include <optional>

#include "modules/iterator_struct.h"
#include "modules/posix.h"
#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/float.h"
#include "objects/struct_sequence.h"
#include "vm/signals.h"
#include "vm/warnings.h"

extern char** environ;

namespace xvm {

namespace {

Type* scheduling_type = nullptr;

bool optional_offset(Thread& thread, Ref v, std::optional<std::int64_t>& out) {
  std::int64_t offset = 0;
  if (!v || v.is_none()) return true;
  if (!as_int64(thread, v, offset)) return false;
  out = offset;
  return true;
}
bool flags_argument(Thread& thread, Ref v, int& flags) { return !v || int_argument(thread, v, flags); }
// An unsigned number of at most `most`; the words are those for C's unsigned int.
bool unsigned_argument(Thread& thread, Ref v, std::uint64_t most, std::uint64_t& out) {
  if (!is_int(v) && !type_of(thread, v)->slots.as_index) return raise_type_error(thread, "an integer is required");
  Value index = as_index(thread, v);
  if (!index) return false;
  Integer number(index);
  if (mpz_sgn(number.get()) < 0) return raise_value_error(thread, "value must be positive");
  if (mpz_sizeinbase(number.get(), 2) > 64) return raise_overflow(thread, most > 0xffffffff ? "int too big to convert" : "Python int too large to convert to C unsigned long");
  out = mpz_get_ui(number.get());
  return out <= most || raise_overflow(thread, "Python int too large for C unsigned int");
}

// ---- reading and writing several buffers

bool vectors(Thread& thread, Ref list, bool writable, const char* function, std::vector<BufferView>& views, std::vector<iovec>& parts) {
  if (!is<List>(list) && !is<Tuple>(list)) return raise_type_error(thread, "{}() arg 2 must be a sequence", function);
  Value items = to_tuple(thread, list);
  if (!items) return false;
  views = std::vector<BufferView>(as<Tuple>(items).length);
  for (std::size_t i = 0; i < views.size(); ++i) {
    Ref item = as<Tuple>(items)[i];
    if (writable && is<Bytes>(item)) return raise(thread, thread.rt.exc.BufferError, "Object is not writable.");
    if (!get_buffer(thread, item, views[i], writable)) return false;
    parts.push_back({views[i].data, views[i].length});
  }
  return true;
}
template <bool writes>
Value at_offset(Thread& thread, Ref, Args args) {
  int fd = 0, flags = 0;
  std::int64_t offset = 0;
  std::vector<BufferView> views;
  std::vector<iovec> parts;
  if (!int_argument(thread, args[0], fd) || !as_int64(thread, args[2], offset) || !flags_argument(thread, args[3], flags) ||
      !vectors(thread, args[1], !writes, writes ? "pwritev" : "preadv2", views, parts))
    return error_set;
  int count = static_cast<int>(parts.size());
  ssize_t done = unlocked(thread, [&] { return writes ? ::pwritev2(fd, parts.data(), count, offset, flags) : ::preadv2(fd, parts.data(), count, offset, flags); });
  return done < 0 ? Value(raise_os(thread)) : make_int(thread, done);
}

Value copy_range(Thread& thread, Ref, Args args) {
  int from = 0, to = 0;
  std::int64_t count = 0;
  std::optional<std::int64_t> from_offset, to_offset;
  if (!int_argument(thread, args[0], from) || !int_argument(thread, args[1], to) || !as_int64(thread, args[2], count) || !optional_offset(thread, args[3], from_offset) || !optional_offset(thread, args[4], to_offset))
    return error_set;
  if (count < 0) return raise_value_error(thread, "negative value for 'count' not allowed");
  off64_t a = from_offset.value_or(0), b = to_offset.value_or(0);
  ssize_t done = unlocked(thread, [&] { return ::copy_file_range(from, from_offset ? &a : nullptr, to, to_offset ? &b : nullptr, static_cast<std::size_t>(count), 0); });
  return done < 0 ? Value(raise_os(thread)) : make_int(thread, done);
}
Value splice_pipe(Thread& thread, Ref, Args args) {
  int from = 0, to = 0;
  std::int64_t count = 0;
  std::uint64_t flags = 0;
  std::optional<std::int64_t> from_offset, to_offset;
  if (!int_argument(thread, args[0], from) || !int_argument(thread, args[1], to) || !as_int64(thread, args[2], count) || !optional_offset(thread, args[3], from_offset) || !optional_offset(thread, args[4], to_offset) ||
      (args[5] && !unsigned_argument(thread, args[5], 0xffffffff, flags)))
    return error_set;
  if (count < 0) return raise_value_error(thread, "negative value for 'count' not allowed");
  off64_t a = from_offset.value_or(0), b = to_offset.value_or(0);
  ssize_t done = unlocked(thread, [&] { return ::splice(from, from_offset ? &a : nullptr, to, to_offset ? &b : nullptr, static_cast<std::size_t>(count), static_cast<unsigned>(flags)); });
  return done < 0 ? Value(raise_os(thread)) : make_int(thread, done);
}

// ---- descriptors of other things than files

Value memory_file(Thread& thread, Ref, Args args) {
  std::string name;
  std::int64_t flags = MFD_CLOEXEC;
  if (!path_argument(thread, args[0], name) || (args[1] && !offset_argument(thread, args[1], flags))) return error_set;
  int fd = ::memfd_create(name.c_str(), static_cast<unsigned>(flags));
  return fd < 0 ? Value(raise_os(thread)) : Value::small(fd);
}
Value event_open(Thread& thread, Ref, Args args) {
  std::uint64_t count = 0;
  int flags = EFD_CLOEXEC;
  if (!unsigned_argument(thread, args[0], 0xffffffff, count) || !flags_argument(thread, args[1], flags)) return error_set;
  int fd = ::eventfd(static_cast<unsigned>(count), flags);
  return fd < 0 ? Value(raise_os(thread)) : Value::small(fd);
}
Value event_read(Thread& thread, Ref, Args args) {
  int fd = 0;
  eventfd_t count = 0;
  if (!descriptor_argument(thread, args[0], fd)) return error_set;
  return unlocked(thread, [&] { return ::eventfd_read(fd, &count); }) < 0 ? Value(raise_os(thread)) : make_unsigned(thread, count);
}
Value event_write(Thread& thread, Ref, Args args) {
  int fd = 0;
  std::uint64_t count = 0;
  if (!descriptor_argument(thread, args[0], fd) || !unsigned_argument(thread, args[1], ~std::uint64_t{0}, count)) return error_set;
  return os_done(thread, unlocked(thread, [&] { return ::eventfd_write(fd, count); }));
}
Value process_open(Thread& thread, Ref, Args args) {
  int pid = 0;
  std::uint64_t flags = 0;
  if (!int_argument(thread, args[0], pid) || (args[1] && !unsigned_argument(thread, args[1], 0xffffffff, flags))) return error_set;
  long fd = ::syscall(SYS_pidfd_open, pid, static_cast<unsigned>(flags));
  return fd < 0 ? Value(raise_os(thread)) : Value::small(fd);
}

Value timer_open(Thread& thread, Ref, Args args) {
  int clock = 0, flags = TFD_CLOEXEC;
  if (!int_argument(thread, args[0], clock) || !flags_argument(thread, args[1], flags)) return error_set;
  int fd = ::timerfd_create(clock, flags | TFD_CLOEXEC);
  return fd < 0 ? Value(raise_os(thread)) : Value::small(fd);
}
timespec spec_of(std::int64_t nanoseconds) {
  std::int64_t rest = nanoseconds % 1'000'000'000;
  return {nanoseconds / 1'000'000'000 - (rest < 0), static_cast<long>(rest < 0 ? rest + 1'000'000'000 : rest)};
}
std::int64_t nanoseconds_of(const timespec& t) { return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec; }
Value timer_times(Thread& thread, const itimerspec& timer, bool whole) {
  Value left, interval;
  if (whole) {
    left = make_int(thread, nanoseconds_of(timer.it_value)), interval = make_int(thread, nanoseconds_of(timer.it_interval));
  } else {
    left = Value::of(static_cast<double>(nanoseconds_of(timer.it_value)) / 1e9), interval = Value::of(static_cast<double>(nanoseconds_of(timer.it_interval)) / 1e9);
  }
  return make_tuple(thread, {left.ref(), interval.ref()});
}
template <bool whole>
bool time_argument(Thread& thread, Ref v, timespec& out) {
  std::int64_t nanoseconds = 0;
  double seconds = 0;
  if (!v) return true;
  if (whole ? !as_int64(thread, v, nanoseconds) : !as_double(thread, v, seconds)) return false;
  if (!whole) nanoseconds = static_cast<std::int64_t>(seconds * 1e9);
  out = spec_of(nanoseconds);
  return true;
}
template <bool whole>
Value timer_set(Thread& thread, Ref, Args args) {
  int fd = 0, flags = 0;
  itimerspec timer{}, old{};
  if (!descriptor_argument(thread, args[0], fd) || !flags_argument(thread, args[1], flags) || !time_argument<whole>(thread, args[2], timer.it_value) || !time_argument<whole>(thread, args[3], timer.it_interval))
    return error_set;
  return ::timerfd_settime(fd, flags, &timer, &old) < 0 ? Value(raise_os(thread)) : timer_times(thread, old, whole);
}
template <bool whole>
Value timer_get(Thread& thread, Ref, Args args) {
  int fd = 0;
  itimerspec timer{};
  if (!descriptor_argument(thread, args[0], fd)) return error_set;
  return ::timerfd_gettime(fd, &timer) < 0 ? Value(raise_os(thread)) : timer_times(thread, timer, whole);
}

// ---- scheduling

Value scheduling_make(Thread& thread, Type* type, Args args) {
  Bound<1> a(thread, "sched_param(sched_priority)", args);
  if (!a) return error_set;
  std::vector<Value> values;
  values.push_back(Value(a[0]));
  return make_struct(thread, type, std::move(values));
}
bool scheduling_argument(Thread& thread, Ref v, sched_param& out) {
  if (!v.is_object() || v.object()->type != scheduling_type) return raise_type_error(thread, "must have a sched_param object");
  Ref given = as<Tuple>(v)[0];
  std::int64_t priority = 0;
  int narrow = 0;
  if (!is_int(given)) return int_argument(thread, given, narrow) && (out.sched_priority = narrow, true);
  if (!int_fits(given, priority)) return raise_overflow(thread, "Python int too large to convert to C long");
  if (priority != static_cast<int>(priority)) return raise_overflow(thread, "sched_priority out of range");
  out.sched_priority = static_cast<int>(priority);
  return true;
}
Value get_scheduling(Thread& thread, Ref, Args args) {
  int pid = 0;
  sched_param parameters{};
  if (!int_argument(thread, args[0], pid)) return error_set;
  if (::sched_getparam(pid, &parameters) < 0) return raise_os(thread);
  std::vector<Value> values;
  values.push_back(Value::small(parameters.sched_priority));
  return make_struct(thread, scheduling_type, std::move(values));
}
Value set_scheduling(Thread& thread, Ref, Args args) {
  int pid = 0;
  sched_param parameters{};
  if (!int_argument(thread, args[0], pid) || !scheduling_argument(thread, args[1], parameters)) return error_set;
  return os_done(thread, ::sched_setparam(pid, &parameters));
}
Value set_scheduler(Thread& thread, Ref, Args args) {
  int pid = 0, policy = 0;
  sched_param parameters{};
  if (!int_argument(thread, args[0], pid) || !int_argument(thread, args[1], policy) || !scheduling_argument(thread, args[2], parameters)) return error_set;
  return os_done(thread, ::sched_setscheduler(pid, policy, &parameters) < 0 ? -1 : 0);
}
Value round_robin(Thread& thread, Ref, Args args) {
  int pid = 0;
  timespec interval{};
  if (!int_argument(thread, args[0], pid)) return error_set;
  return ::sched_rr_get_interval(pid, &interval) < 0 ? Value(raise_os(thread)) : Value::of(static_cast<double>(interval.tv_sec) + 1e-9 * static_cast<double>(interval.tv_nsec));
}
Value set_affinity(Thread& thread, Ref, Args args) {
  int pid = 0;
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  if (!int_argument(thread, args[0], pid)) return error_set;
  bool none_there = false;   // a number beyond what the set holds
  bool ok = for_each(thread, args[1], [&](Ref item) {
    std::int64_t cpu = 0;
    if (!is_int(item)) return static_cast<bool>(raise_type_error(thread, "expected an iterator of ints, but iterator yielded {}", repr_utf8(thread, Ref(type_of(thread, item)))));
    if (!int_fits(item, cpu)) return static_cast<bool>(raise_overflow(thread, "Python int too large to convert to C long"));
    if (cpu < 0) return static_cast<bool>(raise_value_error(thread, "negative CPU number"));
    if (cpu > 0x7ffffffe) return static_cast<bool>(raise_overflow(thread, "CPU number too large"));
    if (cpu >= CPU_SETSIZE) none_there = true;
    else CPU_SET(static_cast<std::size_t>(cpu), &cpus);
    return true;
  });
  if (!ok) return error_set;
  if (none_there && CPU_COUNT(&cpus) == 0) return errno = EINVAL, Value(raise_os(thread));
  return os_done(thread, ::sched_setaffinity(pid, sizeof cpus, &cpus));
}
Value enter_namespace(Thread& thread, Ref, Args args) {
  int fd = 0, kind = 0;
  if (!descriptor_argument(thread, args[0], fd) || !flags_argument(thread, args[1], kind)) return error_set;
  return os_done(thread, unlocked(thread, [&] { return ::setns(fd, kind); }));
}
Value leave_shared(Thread& thread, Ref, Args args) {
  int flags = 0;
  return int_argument(thread, args[0], flags) ? os_done(thread, unlocked(thread, [&] { return ::unshare(flags); })) : Value();
}

// ---- pseudo terminals

Value open_terminal(Thread& thread, Ref, Args args) {
  int flags = 0;
  if (!int_argument(thread, args[0], flags)) return error_set;
  int fd = ::posix_openpt(flags | O_CLOEXEC);
  return fd < 0 ? Value(raise_os(thread)) : Value::small(fd);
}
template <int (*action)(int)>
Value of_descriptor(Thread& thread, Ref, Args args) {
  int fd = 0;
  return descriptor_argument(thread, args[0], fd) ? os_done(thread, action(fd)) : Value();
}
Value terminal_name(Thread& thread, Ref, Args args) {
  int fd = 0;
  char name[4096];
  if (!descriptor_argument(thread, args[0], fd)) return error_set;
  if (int error = ::ptsname_r(fd, name, sizeof name)) return errno = error, Value(raise_os(thread));
  return path_text(thread, name);
}

// ---- posix_spawn

bool texts(Thread& thread, Ref list, std::vector<std::string>& out) {
  return for_each(thread, list, [&](Ref item) {
    std::string text;
    return path_argument(thread, item, text) && (out.push_back(text), true);
  });
}
std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (std::string& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}
bool environment_argument(Thread& thread, Ref v, std::vector<std::string>& out) {
  Value items = call_named(thread, v, "items");
  return items && for_each(thread, items, [&](Ref pair) {
    std::string name, value;
    if (!is<Tuple>(pair) || as<Tuple>(pair).length != 2) return static_cast<bool>(raise_type_error(thread, "env.keys() or env.values() is not a list"));
    if (!path_argument(thread, as<Tuple>(pair)[0], name) || !path_argument(thread, as<Tuple>(pair)[1], value)) return false;
    if (name.find('=') != name.npos) return static_cast<bool>(raise_value_error(thread, "illegal environment variable name"));
    out.push_back(name + "=" + value);
    return true;
  });
}
bool signals_argument(Thread& thread, Ref v, sigset_t& out) {
  sigemptyset(&out);
  return for_each(thread, v, [&](Ref item) {
    std::int64_t number = 0;
    if (!as_int64(thread, item, number)) return false;
    if (number < 1 || number >= NSIG) {
      if (thread.rt.release.since(3, 11)) return static_cast<bool>(raise_value_error(thread, "signal number {} out of range [1; {}]", number, NSIG - 1));
      return static_cast<bool>(raise_value_error(thread, "signal number {} out of range", number));
    }
    sigaddset(&out, static_cast<int>(number));
    return true;
  });
}
// One of file_actions; `paths` keeps the names that it needs.
bool file_action(Thread& thread, Ref v, posix_spawn_file_actions_t& actions, std::vector<std::unique_ptr<std::string>>& paths) {
  if (!is<Tuple>(v) || as<Tuple>(v).length == 0) return raise_type_error(thread, "Each file_actions element must be a non-empty tuple");
  const Tuple& t = as<Tuple>(v);
  int kind = 0, fd = 0, other = 0;
  std::int64_t flags = 0, mode = 0;
  if (!int_argument(thread, t[0], kind)) return false;
  auto count = [&](const char* words, std::size_t wanted) { return t.length == wanted || raise_type_error(thread, "{} file_action tuple must have {} elements", words, wanted); };
  int error = 0;
  switch (kind) {
    case 0:
      paths.push_back(std::make_unique<std::string>());
      if (!count("A open", 5) || !int_argument(thread, t[1], fd) || !path_argument(thread, t[2], *paths.back()) || !as_int64(thread, t[3], flags) || !as_int64(thread, t[4], mode)) return false;
      error = ::posix_spawn_file_actions_addopen(&actions, fd, paths.back()->c_str(), static_cast<int>(flags), static_cast<mode_t>(mode));
      break;
    case 1:
      if (!count("A close", 2) || !int_argument(thread, t[1], fd)) return false;
      error = ::posix_spawn_file_actions_addclose(&actions, fd);
      break;
    case 2:
      if (!count("A dup2", 3) || !int_argument(thread, t[1], fd) || !int_argument(thread, t[2], other)) return false;
      error = ::posix_spawn_file_actions_adddup2(&actions, fd, other);
      break;
    case 3:
      if (thread.rt.release.since(3, 13)) {
        if (!count("A closefrom", 2) || !int_argument(thread, t[1], fd)) return false;
        error = ::posix_spawn_file_actions_addclosefrom_np(&actions, fd);
        break;
      }
      [[fallthrough]];
    default: return raise_type_error(thread, "Unknown file_actions identifier");
  }
  return error == 0 || (errno = error, raise_os(thread));
}
bool attributes_argument(Thread& thread, Args args, posix_spawnattr_t& attributes) {
  short flags = 0;
  int group = 0;
  if (args[4] && !args[4].is_none()) {
    if (!int_argument(thread, args[4], group)) return false;
    ::posix_spawnattr_setpgroup(&attributes, group);
    flags |= POSIX_SPAWN_SETPGROUP;
  }
  int resets = args[5] ? truth(thread, args[5]) : 0, session = args[6] ? truth(thread, args[6]) : 0;
  if (resets < 0 || session < 0) return false;
  if (resets) flags |= POSIX_SPAWN_RESETIDS;
  if (session) flags |= POSIX_SPAWN_SETSID;
  sigset_t set;
  if (args[7]) {
    if (!signals_argument(thread, args[7], set)) return false;
    ::posix_spawnattr_setsigmask(&attributes, &set);
    flags |= POSIX_SPAWN_SETSIGMASK;
  }
  if (args[8]) {
    if (!signals_argument(thread, args[8], set)) return false;
    ::posix_spawnattr_setsigdefault(&attributes, &set);
    flags |= POSIX_SPAWN_SETSIGDEF;
  }
  if (args[9] && !args[9].is_none()) {
    if (!is<Tuple>(args[9])) return raise_system_error(thread, "new style getargs format but argument is not a tuple");
    const Tuple& pair = as<Tuple>(args[9]);
    sched_param parameters{};
    int policy = 0;
    if (pair.length != 2) return raise_type_error(thread, "A scheduler tuple must have two elements");
    if (!scheduling_argument(thread, pair[1], parameters)) return false;
    if (!pair[0].is_none()) {
      if (!int_argument(thread, pair[0], policy)) return false;
      ::posix_spawnattr_setschedpolicy(&attributes, policy);
      flags |= POSIX_SPAWN_SETSCHEDULER;
    } else {
      flags |= POSIX_SPAWN_SETSCHEDPARAM;
    }
    ::posix_spawnattr_setschedparam(&attributes, &parameters);
  }
  ::posix_spawnattr_setflags(&attributes, flags);
  return true;
}

template <bool searches>
Value spawn(Thread& thread, Ref, Args args) {
  constexpr const char* name = searches ? "posix_spawnp" : "posix_spawn";
  std::string path;
  std::vector<std::string> words, variables;
  if (!path_argument(thread, args[0], path, searches ? "posix_spawnp: " : "posix_spawn: ")) return error_set;
  if (!is<List>(args[1]) && !is<Tuple>(args[1])) return raise_type_error(thread, "{}: argv must be a tuple or list", name);
  if (!texts(thread, args[1], words)) return error_set;
  if (words.empty()) return raise_value_error(thread, "{}: argv must not be empty", name);
  if (words[0].empty()) return raise_value_error(thread, "{}: argv first element cannot be empty", name);
  bool inherits = args[2].is_none();
  if (!inherits) {
    const Slots& slots = type_of(thread, args[2])->slots;
    if (!slots.get_item || is<Text>(args[2]) || is<Bytes>(args[2]) || is<List>(args[2]) || is<Tuple>(args[2])) return raise_type_error(thread, "{}: environment must be a mapping object{}", name, thread.rt.release.since(3, 13) ? " or None" : "");
    if (!environment_argument(thread, args[2], variables)) return error_set;
  } else if (thread.rt.release.until(3, 12)) {
    return raise_type_error(thread, "{}: environment must be a mapping object", name);
  }
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  std::vector<std::unique_ptr<std::string>> paths;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  bool ok = true;
  if (args[3] && !args[3].is_none()) {
    ok = (is<List>(args[3]) || is<Tuple>(args[3])) || raise_type_error(thread, "file_actions must be a sequence or None");
    ok = ok && for_each(thread, args[3], [&](Ref item) { return file_action(thread, item, actions, paths); });
  }
  ok = ok && attributes_argument(thread, args, attributes);
  pid_t pid = 0;
  int error = 0;
  if (ok) {
    std::vector<char*> argv = pointers(words), envp = pointers(variables);
    char** environment = inherits ? environ : envp.data();
    error = searches ? ::posix_spawnp(&pid, path.c_str(), &actions, &attributes, argv.data(), environment) : ::posix_spawn(&pid, path.c_str(), &actions, &attributes, argv.data(), environment);
  }
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  if (!ok) return error_set;
  if (error != 0) return errno = error, Value(raise_os(thread, args[0]));
  return make_int(thread, pid);
}

// ---- older things

Value change_link_mode(Thread& thread, Ref, Args args) {
  std::string path;
  int mode = 0;
  if (!path_argument(thread, args[0], path) || !int_argument(thread, args[1], mode)) return error_set;
  return os_done(thread, ::fchmodat(AT_FDCWD, path.c_str(), static_cast<mode_t>(mode), AT_SYMLINK_NOFOLLOW), args[0]);
}
Value float_times(Thread& thread, Ref, Args args) {
  int wanted = -1;
  if (args[0] && !int_argument(thread, args[0], wanted)) return error_set;
  if (thread.rt.release.since(3, 3) && !warn(thread, thread.rt.exc.DeprecationWarning, "stat_float_times() is deprecated")) return error_set;
  if (wanted == -1) return Value::of(stat_times_are_floats);
  stat_times_are_floats = wanted != 0;
  return none_value();
}

// A name that no file has: in `folder` where that is given and there, else in P_tmpdir.
std::string unused_name(const std::string& folder, const std::string& prefix) {
  static constexpr char letters[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  static std::uint64_t seed = static_cast<std::uint64_t>(::getpid()) * 0x9e3779b97f4a7c15u;
  std::string base = (!folder.empty() && ::access(folder.c_str(), W_OK | X_OK) == 0 ? folder : "/tmp") + "/" + prefix.substr(0, 5);
  while (true) {
    std::string name = base;
    timespec now;
    ::clock_gettime(CLOCK_REALTIME, &now);
    seed = (seed + static_cast<std::uint64_t>(now.tv_nsec)) * 6364136223846793005u + 1442695040888963407u;
    for (std::uint64_t rest = seed >> 20, i = 0; i < 6; ++i, rest /= 62) name += letters[rest % 62];
    if (::access(name.c_str(), F_OK) != 0) return name;
  }
}
bool text_or_none(Thread& thread, Ref v, int position, std::string& out) {
  if (!v || v.is_none()) return true;
  if (!is<Bytes>(v) && !is<Text>(v)) return raise_type_error(thread, "tempnam() argument {} must be string or None, not {}", position, type_name(thread, v));
  out = native_utf8(v);
  return true;
}
Value temporary_name(Thread& thread, Ref, Args args) {
  std::string folder, prefix = "file";
  if (!text_or_none(thread, args[0], 1, folder) || !text_or_none(thread, args[1], 2, prefix)) return error_set;
  if (!warn(thread, thread.rt.exc.RuntimeWarning, "tempnam is a potential security risk to your program")) return error_set;
  if (const char* set = std::getenv("TMPDIR"); set && *set) folder = set;
  return path_text(thread, unused_name(folder, prefix));
}
Value temporary_file_name(Thread& thread, Ref, Args) {
  if (!warn(thread, thread.rt.exc.RuntimeWarning, "tmpnam is a potential security risk to your program")) return error_set;
  return path_text(thread, unused_name({}, "file"));
}
// The input hook is for libraries loaded into CPython; nothing can set one here.
Value input_hook(Thread&, Ref, Args) { return Value::small(0); }
Value has_input_hook(Thread&, Ref, Args) { return Value::of(false); }

#define XVM_SPAWN "(path, argv, env, /, *, file_actions=(), setpgroup=None, resetids=False, setsid=False, setsigmask=(), setsigdef=(), scheduler=None)"
constexpr Range since33 = since(3, 3), since313 = since(3, 13);
constexpr Method rows[] = {
    {"_inputhook()", input_hook, since313},
    {"_is_inputhook_installed()", has_input_hook, since313},
    {"copy_file_range(src, dst, count, offset_src=None, offset_dst=None)", copy_range, since(3, 8)},
    {"eventfd(initval, flags=524288)", event_open, since(3, 10)},
    {"eventfd_read(fd)", event_read, since(3, 10)},
    {"eventfd_write(fd, value)", event_write, since(3, 10)},
    {"grantpt(fd, /)", of_descriptor<::grantpt>, since313},
    {"lchmod(path, mode)", change_link_mode, between(2, 6, 3, 5)},
    {"login_tty(fd, /)", of_descriptor<::login_tty>, since(3, 11)},
    {"memfd_create(name, flags=1)", memory_file, since(3, 8)},
    {"pidfd_open(pid, flags=0)", process_open, since(3, 9)},
    {"posix_openpt(oflag, /)", open_terminal, since313},
    {"posix_spawn" XVM_SPAWN, spawn<false>, since(3, 8)},
    {"posix_spawnp" XVM_SPAWN, spawn<true>, since(3, 8)},
    {"preadv(fd, buffers, offset, flags=0, /)", at_offset<false>, since(3, 7)},
    {"ptsname(fd, /)", terminal_name, since313},
    {"pwritev(fd, buffers, offset, flags=0, /)", at_offset<true>, since(3, 7)},
    {"sched_getparam(pid, /)", get_scheduling, since33},
    {"sched_rr_get_interval(pid, /)", round_robin, since33},
    {"sched_setaffinity(pid, mask, /)", set_affinity, since33},
    {"sched_setparam(pid, param, /)", set_scheduling, since33},
    {"sched_setscheduler(pid, policy, param, /)", set_scheduler, since33},
    {"setns(fd, nstype=0)", enter_namespace, since(3, 12)},
    {"splice(src, dst, count, offset_src=None, offset_dst=None, flags=0)", splice_pipe, since(3, 10)},
    {"stat_float_times(newval=-1, /)", float_times, until(3, 6)},
    {"tempnam(dir=None, prefix=None, /)", temporary_name, py2},
    {"timerfd_create(clockid, /, *, flags=524288)", timer_open, since313},
    {"timerfd_gettime(fd, /)", timer_get<false>, since313},
    {"timerfd_gettime_ns(fd, /)", timer_get<true>, since313},
    {"timerfd_settime(fd, /, *, flags=0, initial=0.0, interval=0.0)", timer_set<false>, since313},
    {"timerfd_settime_ns(fd, /, *, flags=0, initial=0, interval=0)", timer_set<true>, since313},
    {"tmpnam()", temporary_file_name, py2},
    {"unlockpt(fd, /)", of_descriptor<::unlockpt>, since313},
    {"unshare(flags)", leave_shared, since(3, 12)},
};

}  // namespace

bool stat_times_are_floats = true;

bool add_posix_linux(Thread& thread, Module& module) {
  stat_times_are_floats = true;
  scheduling_type = nullptr;
  if (thread.rt.in(since33)) {
    scheduling_type = make_struct_type(thread.rt, "posix.sched_param", {"sched_priority"}, 1, true);
    scheduling_type->slots.make = scheduling_make;
    if (!module_add(thread, module, "sched_param", Value(scheduling_type))) return false;
  }
  return module_add_functions(thread, module, rows);
}

}  // namespace xvm
