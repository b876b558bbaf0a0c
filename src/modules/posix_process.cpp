// posix: processes, users and groups, scheduling, what the system is.
#include <grp.h>
#include <pty.h>
#include <sched.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "modules/posix.h"
#include "modules/posix_paths.h"
#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/set.h"
#include "objects/struct_sequence.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/signals.h"

extern char** environ;

namespace xvm {

bool id_argument(Thread& thread, Ref v, const char* what, unsigned& out) {
  const Release& r = thread.rt.release;
  std::int64_t wide = 0;
  if (!r.since(3, 3) && !(r.python2() && r.since(2, 7))) {
    if (!as_int64(thread, v, wide)) return false;
    out = static_cast<unsigned>(wide);
    return true;
  }
  std::string named = !r.python2() ? what : what[0] == 'u' ? "user id" : "group id";
  Value index;
  if (is_int(v) || v.is_bool()) {
    index = as_index(thread, v);
  } else if (r.python2()) {
    int number = 0;
    if (!int_argument(thread, v, number)) return false;
    index = Value::small(number);
  } else if (!v.is_object() || !type_of(thread, v)->slots.as_index) {
    return raise_type_error(thread, "{} should be integer, not {}", named, type_name(thread, v));
  } else {
    index = as_index(thread, v);
  }
  if (!index) return false;
  if (!int_fits(index, wide)) {
    Value zero = Value::small(0);
    int below = compare_true(thread, index, zero, Compare::Lt);
    return below < 0 ? false : static_cast<bool>(raise_format(thread, thread.rt.exc.OverflowError, "{} is {} than {}", named, below ? "less" : "greater", below ? "minimum" : "maximum"));
  }
  out = static_cast<unsigned>(wide);
  if (wide == -1) return true;
  bool wraps = static_cast<std::int64_t>(out) != wide;
  if (wide < 0 || (wraps && !r.python2())) return raise_format(thread, thread.rt.exc.OverflowError, "{} is less than minimum", named);
  return !wraps || raise_format(thread, thread.rt.exc.OverflowError, "{} is greater than maximum", named);
}

namespace {

struct Made { Type *uname_result = nullptr, *waitid_result = nullptr; Value at_fork_before, at_fork_parent, at_fork_child; };
Made& made = *new Made;   // never destroyed: what it holds may be gone before

// ---- new processes

bool run_callbacks(Thread& thread, const Value& list, bool backwards) {
  if (!is<List>(list)) return true;
  Value copy = to_list(thread, list);
  if (!copy) return false;
  List& callbacks = as<List>(copy);
  for (std::size_t i = 0; i < callbacks.length; ++i) {
    Value callback(callbacks[backwards ? callbacks.length - 1 - i : i]);
    if (!call(thread, callback)) write_unraisable(thread, callback);
  }
  return true;
}
Value forked(Thread& thread, pid_t child) {
  if (child == 0) {
    gil_after_fork(thread);
    run_callbacks(thread, made.at_fork_child, false);
  } else {
    int error = errno;
    run_callbacks(thread, made.at_fork_parent, false);
    errno = error;
  }
  return child < 0 ? Value(raise_os(thread)) : make_int(thread, child);
}
Value fork_process(Thread& thread, Ref, Args) {
  run_callbacks(thread, made.at_fork_before, true);
  return forked(thread, ::fork());
}
Value fork_terminal(Thread& thread, Ref, Args) {
  int fd = -1;
  run_callbacks(thread, made.at_fork_before, true);
  Value child = forked(thread, ::forkpty(&fd, nullptr, nullptr, nullptr)), descriptor = Value::small(fd);
  return child ? make_tuple(thread, {child.ref(), descriptor.ref()}) : Value();
}
Value register_at_fork(Thread& thread, Ref, Args args) {
  if (!args[0] && !args[1] && !args[2]) return raise_type_error(thread, "At least one argument is required.");
  Value* lists[] = {&made.at_fork_before, &made.at_fork_child, &made.at_fork_parent};
  for (std::uint32_t i = 0; i < 3; ++i) {
    if (!args[i]) continue;
    if (!is_callable(thread, args[i])) return raise_type_error(thread, "'{}' must be callable, not {}", i == 0 ? "before" : i == 1 ? "after_in_child" : "after_in_parent", type_name(thread, args[i]));
    if (!*lists[i]) *lists[i] = own(allocate_list(thread, 0));
    list_append(as<List>(*lists[i]), Value(args[i]));
  }
  return none_value();
}

// The words of a command; 2.x says what an item must be.
bool strings(Thread& thread, Ref v, const char* function, std::vector<std::string>& out) {
  return for_each(thread, v, [&](Ref item) {
    std::string text;
    if (thread.rt.python2() && !is<Bytes>(item) && !is<Text>(item)) return static_cast<bool>(raise_type_error(thread, "{}() arg 2 must contain only strings", function));
    return path_argument(thread, item, text) && (out.push_back(text), true);
  });
}
bool checks_words(const Release& r) { return r.since(3, 6) || (r.python2() && r.since(2, 7)); }
// NAME=value of each item.
bool variables_of(Thread& thread, Ref environment, std::vector<std::string>& out) {
  const char* wrong = thread.rt.python2() ? "execve() arg 3 must be a mapping object" : "execve: environment must be a mapping object";
  if (!is<Dict>(environment) && (!environment.is_object() || !type_of(thread, environment)->slots.get_item)) return raise(thread, thread.rt.exc.TypeError, wrong);
  Value items = call_named(thread, environment, "items");
  return items && for_each(thread, items, [&](Ref pair) {
    std::string name, value;
    if (!is<Tuple>(pair) || as<Tuple>(pair).length != 2) return static_cast<bool>(raise_type_error(thread, "items() returned item which size is not 2"));
    for (std::size_t i = 0; i < 2; ++i) {
      Ref part = as<Tuple>(pair)[i];
      if (thread.rt.python2() && !is<Bytes>(part) && !is<Text>(part)) return static_cast<bool>(raise_type_error(thread, "execve() arg 3 contains a non-string {}", i ? "value" : "key"));
      if (!path_argument(thread, part, i ? value : name)) return false;
    }
    if (checks_words(thread.rt.release) && (name.empty() || name.find('=', 1) != name.npos)) return static_cast<bool>(raise_value_error(thread, "illegal environment variable name"));
    out.push_back(name + "=" + value);
    return true;
  });
}
std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (std::string& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}
Value execute_program(Thread& thread, Ref path_given, Ref arguments, Ref environment) {
  std::string path;
  std::vector<std::string> words, variables;
  const char* function = environment ? "execve" : "execv";
  std::string said = environment && !thread.rt.python2() ? "execve: argv" : fmt::format("{}() arg 2", function);
  int fd = -1;
  if (!posix_path(thread, path_given, path, {function}, environment ? &fd : nullptr)) return error_set;
  if (!is<List>(arguments) && !is<Tuple>(arguments)) return raise(thread, thread.rt.exc.TypeError, said + " must be a tuple or list");
  bool empty = is<List>(arguments) ? as<List>(arguments).length == 0 : as<Tuple>(arguments).length == 0;
  if (empty) return raise(thread, thread.rt.exc.ValueError, said + " must not be empty");
  if (!strings(thread, arguments, function, words)) return error_set;
  if (checks_words(thread.rt.release) && words[0].empty() && !thread.rt.python2())
    return raise(thread, thread.rt.exc.ValueError, said + " first element cannot be empty");
  if (environment && !variables_of(thread, environment, variables)) return error_set;
  std::vector<char*> argv = pointers(words), envp = pointers(variables);
  if (fd >= 0) ::fexecve(fd, argv.data(), envp.data());
  else ::execve(path.c_str(), argv.data(), environment ? envp.data() : environ);
  return raise_os(thread, environment && thread.rt.release.since(3, 3) ? path_given : Ref());
}
Value exec_v(Thread& thread, Ref, Args args) { return execute_program(thread, args[0], args[1], {}); }
Value exec_ve(Thread& thread, Ref, Args args) { return execute_program(thread, args[0], args[1], args[2]); }
Value abort_process(Thread&, Ref, Args) { std::abort(); }

// ---- waiting

Value pid_and_status(Thread& thread, pid_t pid, int status) {
  if (pid < 0) return raise_os(thread);
  Value a = make_int(thread, pid), b = Value::small(status);
  return make_tuple(thread, {a.ref(), b.ref()});
}
Value wait_any(Thread& thread, Ref, Args) {
  int status = 0;
  pid_t pid = unlocked(thread, [&] { return ::wait(&status); });
  return pid_and_status(thread, pid, status);
}
Value wait_with_usage(Thread& thread, pid_t which, int options) {
  int status = 0;
  rusage used{};
  pid_t pid = unlocked(thread, [&] { return ::wait4(which, &status, options, &used); });
  if (pid < 0) return raise_os(thread);
  Value a = make_int(thread, pid), b = Value::small(status), c = usage_value(thread, used);
  return make_tuple(thread, {a.ref(), b.ref(), c.ref()});
}
Value wait_three(Thread& thread, Ref, Args args) {
  int options = 0;
  return int_argument(thread, args[0], options) ? wait_with_usage(thread, -1, options) : Value();
}
Value wait_four(Thread& thread, Ref, Args args) {
  int pid = 0, options = 0;
  return int_argument(thread, args[0], pid) && int_argument(thread, args[1], options) ? wait_with_usage(thread, pid, options) : Value();
}
Value wait_id(Thread& thread, Ref, Args args) {
  int kind = 0, id = 0, options = 0;
  siginfo_t info{};
  if (!int_argument(thread, args[0], kind) || !int_argument(thread, args[1], id) || !int_argument(thread, args[2], options)) return error_set;
  if (unlocked(thread, [&] { return ::waitid(static_cast<idtype_t>(kind), static_cast<id_t>(id), &info, options); }) < 0) return raise_os(thread);
  if (info.si_pid == 0) return none_value();
  std::vector<Value> v;
  for (int field : {static_cast<int>(info.si_pid), static_cast<int>(info.si_uid), info.si_signo, info.si_status, info.si_code}) v.push_back(Value::small(field));
  return make_struct(thread, made.waitid_result, std::move(v));
}
template <int (*function)(int)>
Value of_status(Thread& thread, Ref, Args args) {
  int status = 0;
  return int_argument(thread, args[0], status) ? Value::small(function(status)) : Value();
}
template <int (*function)(int)>
Value is_status(Thread& thread, Ref, Args args) {
  int status = 0;
  return int_argument(thread, args[0], status) ? Value::of(function(status) != 0) : Value();
}
int exit_status_of(int s) { return WEXITSTATUS(s); }
int term_signal_of(int s) { return WTERMSIG(s); }
int stop_signal_of(int s) { return WSTOPSIG(s); }
int was_core(int s) { return WCOREDUMP(s); }
int was_continued(int s) { return WIFCONTINUED(s); }
int was_exited(int s) { return WIFEXITED(s); }
int was_signaled(int s) { return WIFSIGNALED(s); }
int was_stopped(int s) { return WIFSTOPPED(s); }
Value to_exit_code(Thread& thread, Ref, Args args) {
  int status = 0;
  std::int64_t wide = 0;
  if (is_int(args[0]) && int_fits(args[0], wide) && wide != static_cast<int>(wide)) return raise_overflow(thread, "Python int too large to convert to C int");
  if (!int_argument(thread, args[0], status)) return error_set;
  if (WIFEXITED(status)) return Value::small(WEXITSTATUS(status));
  if (WIFSIGNALED(status)) return Value::small(-WTERMSIG(status));
  if (WIFSTOPPED(status)) return raise_value_error(thread, "process stopped by delivery of signal {}", WSTOPSIG(status));
  return raise_value_error(thread, "invalid wait status: {}", status);
}

// ---- identities

template <auto function>
Value of_nobody(Thread& thread, Ref, Args) {
  auto value = function();
  return value == static_cast<decltype(value)>(-1) ? Value(raise_os(thread)) : make_int(thread, static_cast<std::int64_t>(value));
}
template <auto function>
Value with_nobody(Thread& thread, Ref, Args) { return os_done(thread, static_cast<int>(function() < 0 ? -1 : 0)); }
template <auto function>
Value of_one(Thread& thread, Ref, Args args) {
  int id = 0;
  if (!int_argument(thread, args[0], id)) return error_set;
  auto value = function(id);
  return value < 0 ? Value(raise_os(thread)) : make_int(thread, static_cast<std::int64_t>(value));
}
template <auto function, const char* what>
Value set_one(Thread& thread, Ref, Args args) {
  unsigned id = 0;
  return id_argument(thread, args[0], what, id) ? os_done(thread, function(id)) : Value();
}
template <auto function, const char* what>
Value set_two(Thread& thread, Ref, Args args) {
  unsigned a = 0, b = 0;
  return id_argument(thread, args[0], what, a) && id_argument(thread, args[1], what, b) ? os_done(thread, function(a, b)) : Value();
}
template <auto function, const char* what>
Value set_three(Thread& thread, Ref, Args args) {
  unsigned a = 0, b = 0, c = 0;
  return id_argument(thread, args[0], what, a) && id_argument(thread, args[1], what, b) && id_argument(thread, args[2], what, c) ? os_done(thread, function(a, b, c)) : Value();
}
template <auto function>
Value of_two(Thread& thread, Ref, Args args) {
  int a = 0, b = 0;
  return int_argument(thread, args[0], a) && int_argument(thread, args[1], b) ? os_done(thread, function(a, b)) : Value();
}
constexpr char user_id[] = "uid", group_id[] = "gid";
template <auto function>
Value get_three(Thread& thread, Ref, Args) {
  uid_t a = 0, b = 0, c = 0;
  if (function(&a, &b, &c) < 0) return raise_os(thread);
  Value x = make_int(thread, a), y = make_int(thread, b), z = make_int(thread, c);
  return make_tuple(thread, {x.ref(), y.ref(), z.ref()});
}
pid_t own_group() { return ::getpgrp(); }
int set_own_group() { return ::setpgid(0, 0); }
Value groups(Thread& thread, Ref, Args) {
  gid_t ids[65536 / sizeof(gid_t)];
  int count = ::getgroups(static_cast<int>(std::size(ids)), ids);
  if (count < 0) return raise_os(thread);
  Value list = own(allocate_list(thread, 0));
  for (int i = 0; i < count; ++i) list_append(as<List>(list), make_int(thread, ids[i]));
  return list;
}
Value set_groups(Thread& thread, Ref, Args args) {
  std::vector<gid_t> ids;
  if (!is<List>(args[0]) && !is<Tuple>(args[0]) && !type_of(thread, args[0])->slots.index_item) return raise_type_error(thread, "setgroups argument must be a sequence");
  bool ok = for_each(thread, args[0], [&](Ref item) {
    unsigned id = 0;
    if (!is_int(item) && !item.is_bool()) return static_cast<bool>(raise_type_error(thread, "groups must be integers"));
    return id_argument(thread, item, "gid", id) && (ids.push_back(id), true);
  });
  return ok ? os_done(thread, ::setgroups(ids.size(), ids.data())) : Value();
}
// A name that initgroups or getgrouplist takes.
bool user_argument(Thread& thread, Ref v, const char* function, std::string& name) {
  if (is<Text>(v) || is<Bytes>(v) || thread.rt.python2()) return posix_path(thread, v, name, {.function = function, .encoded = false});
  return raise_type_error(thread, "{}() argument 1 must be str, not {}", function, v.is_none() ? "None" : type_name(thread, v));
}
Value init_groups(Thread& thread, Ref, Args args) {
  std::string name;
  unsigned id = 0;
  bool named = thread.rt.python2() ? user_argument(thread, args[0], "initgroups", name) : path_argument(thread, args[0], name);
  return named && id_argument(thread, args[1], "gid", id) ? os_done(thread, ::initgroups(name.c_str(), id)) : Value();
}
Value group_list(Thread& thread, Ref, Args args) {
  std::string name;
  unsigned id = 0;
  gid_t ids[1024];
  int count = static_cast<int>(std::size(ids));
  if (!user_argument(thread, args[0], "getgrouplist", name) || !id_argument(thread, args[1], "gid", id)) return error_set;
  if (::getgrouplist(name.c_str(), id, ids, &count) < 0) return raise_os(thread);
  Value list = own(allocate_list(thread, 0));
  for (int i = 0; i < count; ++i) list_append(as<List>(list), make_int(thread, ids[i]));
  return list;
}
Value login_name(Thread& thread, Ref, Args) {
  const char* name = ::getlogin();
  return name ? path_text(thread, name) : Value(raise_os(thread));
}
Value terminal_group(Thread& thread, Ref, Args args) {
  int fd = 0;
  if (!int_argument(thread, args[0], fd)) return error_set;
  pid_t group = ::tcgetpgrp(fd);
  return group < 0 ? Value(raise_os(thread)) : make_int(thread, group);
}
Value set_terminal_group(Thread& thread, Ref, Args args) {
  int fd = 0, group = 0;
  return int_argument(thread, args[0], fd) && int_argument(thread, args[1], group) ? os_done(thread, ::tcsetpgrp(fd, group)) : Value();
}

// ---- scheduling and the system

Value be_nice(Thread& thread, Ref, Args args) {
  int step = 0;
  if (!int_argument(thread, args[0], step)) return error_set;
  errno = 0;
  int value = ::nice(step);
  return value == -1 && errno ? Value(raise_os(thread)) : Value::small(value);
}
Value get_priority(Thread& thread, Ref, Args args) {
  int which = 0, who = 0;
  if (!int_argument(thread, args[0], which) || !int_argument(thread, args[1], who)) return error_set;
  errno = 0;
  int value = ::getpriority(static_cast<__priority_which_t>(which), static_cast<id_t>(who));
  return errno ? Value(raise_os(thread)) : Value::small(value);
}
Value set_priority(Thread& thread, Ref, Args args) {
  int which = 0, who = 0, value = 0;
  if (!int_argument(thread, args[0], which) || !int_argument(thread, args[1], who) || !int_argument(thread, args[2], value)) return error_set;
  return os_done(thread, ::setpriority(static_cast<__priority_which_t>(which), static_cast<id_t>(who), value));
}
Value yield_processor(Thread& thread, Ref, Args) { return os_done(thread, unlocked(thread, [] { return ::sched_yield(); })); }
Value get_affinity(Thread& thread, Ref, Args args) {
  int pid = 0;
  cpu_set_t cpus;
  if (!int_argument(thread, args[0], pid)) return error_set;
  if (::sched_getaffinity(pid, sizeof cpus, &cpus) < 0) return raise_os(thread);
  Value set = make_set(thread);
  for (int i = 0; i < CPU_SETSIZE; ++i)
    if (CPU_ISSET(static_cast<std::size_t>(i), &cpus) && !set_add(thread, as<Set>(set), Value::small(i))) return error_set;
  return set;
}
Value load_average(Thread& thread, Ref, Args) {
  double loads[3];
  if (::getloadavg(loads, 3) != 3) return raise(thread, thread.rt.exc.OSError, "Load averages are unobtainable");
  Value a = Value::of(loads[0]), b = Value::of(loads[1]), c = Value::of(loads[2]);
  return make_tuple(thread, {a.ref(), b.ref(), c.ref()});
}
Value system_name(Thread& thread, Ref, Args) {
  utsname name;
  if (::uname(&name) < 0) return raise_os(thread);
  std::vector<Value> v;
  for (const char* field : {name.sysname, name.nodename, name.release, name.version, name.machine}) v.push_back(path_text(thread, field));
  return made.uname_result ? make_struct(thread, made.uname_result, std::move(v)) : make_tuple_moved(thread, v.data(), v.size());
}
Value random_bytes(Thread& thread, Ref, Args args) {
  std::int64_t size = 0;
  int flags = 0;
  if (!as_int64(thread, args[0], size) || (args[1] && !int_argument(thread, args[1], flags))) return error_set;
  if (size < 0) return errno = EINVAL, Value(raise_os(thread));
  if (size > (std::int64_t{1} << 30)) return raise_memory_error(thread);
  std::string data(static_cast<std::size_t>(size), '\0');
  ssize_t got = ::getrandom(data.data(), data.size(), static_cast<unsigned>(flags));
  return got < 0 ? Value(raise_os(thread)) : make_bytes(thread, std::string_view(data).substr(0, static_cast<std::size_t>(got)));
}

struct Name {
  const char* name;
  int value;
  Range releases = always;
};
constexpr Name sysconf_names[] = {
    {"SC_2_CHAR_TERM", _SC_2_CHAR_TERM}, {"SC_2_C_BIND", _SC_2_C_BIND}, {"SC_2_C_DEV", _SC_2_C_DEV}, {"SC_2_C_VERSION", _SC_2_C_VERSION},
    {"SC_2_FORT_DEV", _SC_2_FORT_DEV}, {"SC_2_FORT_RUN", _SC_2_FORT_RUN}, {"SC_2_LOCALEDEF", _SC_2_LOCALEDEF}, {"SC_2_SW_DEV", _SC_2_SW_DEV},
    {"SC_2_UPE", _SC_2_UPE}, {"SC_2_VERSION", _SC_2_VERSION}, {"SC_AIO_LISTIO_MAX", _SC_AIO_LISTIO_MAX}, {"SC_AIO_MAX", _SC_AIO_MAX},
    {"SC_AIO_PRIO_DELTA_MAX", _SC_AIO_PRIO_DELTA_MAX}, {"SC_ARG_MAX", _SC_ARG_MAX}, {"SC_ASYNCHRONOUS_IO", _SC_ASYNCHRONOUS_IO},
    {"SC_ATEXIT_MAX", _SC_ATEXIT_MAX}, {"SC_AVPHYS_PAGES", _SC_AVPHYS_PAGES}, {"SC_BC_BASE_MAX", _SC_BC_BASE_MAX}, {"SC_BC_DIM_MAX", _SC_BC_DIM_MAX},
    {"SC_BC_SCALE_MAX", _SC_BC_SCALE_MAX}, {"SC_BC_STRING_MAX", _SC_BC_STRING_MAX}, {"SC_CHARCLASS_NAME_MAX", _SC_CHARCLASS_NAME_MAX},
    {"SC_CHAR_BIT", _SC_CHAR_BIT}, {"SC_CHAR_MAX", _SC_CHAR_MAX}, {"SC_CHAR_MIN", _SC_CHAR_MIN}, {"SC_CHILD_MAX", _SC_CHILD_MAX},
    {"SC_CLK_TCK", _SC_CLK_TCK}, {"SC_COLL_WEIGHTS_MAX", _SC_COLL_WEIGHTS_MAX}, {"SC_DELAYTIMER_MAX", _SC_DELAYTIMER_MAX},
    {"SC_EQUIV_CLASS_MAX", _SC_EQUIV_CLASS_MAX}, {"SC_EXPR_NEST_MAX", _SC_EXPR_NEST_MAX}, {"SC_FSYNC", _SC_FSYNC},
    {"SC_GETGR_R_SIZE_MAX", _SC_GETGR_R_SIZE_MAX}, {"SC_GETPW_R_SIZE_MAX", _SC_GETPW_R_SIZE_MAX}, {"SC_INT_MAX", _SC_INT_MAX},
    {"SC_INT_MIN", _SC_INT_MIN}, {"SC_IOV_MAX", _SC_IOV_MAX}, {"SC_JOB_CONTROL", _SC_JOB_CONTROL}, {"SC_LINE_MAX", _SC_LINE_MAX},
    {"SC_LOGIN_NAME_MAX", _SC_LOGIN_NAME_MAX}, {"SC_LONG_BIT", _SC_LONG_BIT}, {"SC_MAPPED_FILES", _SC_MAPPED_FILES},
    {"SC_MB_LEN_MAX", _SC_MB_LEN_MAX}, {"SC_MEMLOCK", _SC_MEMLOCK}, {"SC_MEMLOCK_RANGE", _SC_MEMLOCK_RANGE},
    {"SC_MEMORY_PROTECTION", _SC_MEMORY_PROTECTION}, {"SC_MESSAGE_PASSING", _SC_MESSAGE_PASSING}, {"SC_MINSIGSTKSZ", _SC_MINSIGSTKSZ, since(3, 11)},
    {"SC_MQ_OPEN_MAX", _SC_MQ_OPEN_MAX}, {"SC_MQ_PRIO_MAX", _SC_MQ_PRIO_MAX}, {"SC_NGROUPS_MAX", _SC_NGROUPS_MAX}, {"SC_NL_ARGMAX", _SC_NL_ARGMAX},
    {"SC_NL_LANGMAX", _SC_NL_LANGMAX}, {"SC_NL_MSGMAX", _SC_NL_MSGMAX}, {"SC_NL_NMAX", _SC_NL_NMAX}, {"SC_NL_SETMAX", _SC_NL_SETMAX},
    {"SC_NL_TEXTMAX", _SC_NL_TEXTMAX}, {"SC_NPROCESSORS_CONF", _SC_NPROCESSORS_CONF}, {"SC_NPROCESSORS_ONLN", _SC_NPROCESSORS_ONLN},
    {"SC_NZERO", _SC_NZERO}, {"SC_OPEN_MAX", _SC_OPEN_MAX}, {"SC_PAGESIZE", _SC_PAGESIZE}, {"SC_PAGE_SIZE", _SC_PAGE_SIZE},
    {"SC_PASS_MAX", _SC_PASS_MAX}, {"SC_PHYS_PAGES", _SC_PHYS_PAGES}, {"SC_PII", _SC_PII}, {"SC_PII_INTERNET", _SC_PII_INTERNET},
    {"SC_PII_INTERNET_DGRAM", _SC_PII_INTERNET_DGRAM}, {"SC_PII_INTERNET_STREAM", _SC_PII_INTERNET_STREAM}, {"SC_PII_OSI", _SC_PII_OSI},
    {"SC_PII_OSI_CLTS", _SC_PII_OSI_CLTS}, {"SC_PII_OSI_COTS", _SC_PII_OSI_COTS}, {"SC_PII_OSI_M", _SC_PII_OSI_M}, {"SC_PII_SOCKET", _SC_PII_SOCKET},
    {"SC_PII_XTI", _SC_PII_XTI}, {"SC_POLL", _SC_POLL}, {"SC_PRIORITIZED_IO", _SC_PRIORITIZED_IO},
    {"SC_PRIORITY_SCHEDULING", _SC_PRIORITY_SCHEDULING}, {"SC_REALTIME_SIGNALS", _SC_REALTIME_SIGNALS}, {"SC_RE_DUP_MAX", _SC_RE_DUP_MAX},
    {"SC_RTSIG_MAX", _SC_RTSIG_MAX}, {"SC_SAVED_IDS", _SC_SAVED_IDS}, {"SC_SCHAR_MAX", _SC_SCHAR_MAX}, {"SC_SCHAR_MIN", _SC_SCHAR_MIN},
    {"SC_SELECT", _SC_SELECT}, {"SC_SEMAPHORES", _SC_SEMAPHORES}, {"SC_SEM_NSEMS_MAX", _SC_SEM_NSEMS_MAX}, {"SC_SEM_VALUE_MAX", _SC_SEM_VALUE_MAX},
    {"SC_SHARED_MEMORY_OBJECTS", _SC_SHARED_MEMORY_OBJECTS}, {"SC_SHRT_MAX", _SC_SHRT_MAX}, {"SC_SHRT_MIN", _SC_SHRT_MIN},
    {"SC_SIGQUEUE_MAX", _SC_SIGQUEUE_MAX}, {"SC_SSIZE_MAX", _SC_SSIZE_MAX}, {"SC_STREAM_MAX", _SC_STREAM_MAX},
    {"SC_SYNCHRONIZED_IO", _SC_SYNCHRONIZED_IO}, {"SC_THREADS", _SC_THREADS}, {"SC_THREAD_ATTR_STACKADDR", _SC_THREAD_ATTR_STACKADDR},
    {"SC_THREAD_ATTR_STACKSIZE", _SC_THREAD_ATTR_STACKSIZE}, {"SC_THREAD_DESTRUCTOR_ITERATIONS", _SC_THREAD_DESTRUCTOR_ITERATIONS},
    {"SC_THREAD_KEYS_MAX", _SC_THREAD_KEYS_MAX}, {"SC_THREAD_PRIORITY_SCHEDULING", _SC_THREAD_PRIORITY_SCHEDULING},
    {"SC_THREAD_PRIO_INHERIT", _SC_THREAD_PRIO_INHERIT}, {"SC_THREAD_PRIO_PROTECT", _SC_THREAD_PRIO_PROTECT},
    {"SC_THREAD_PROCESS_SHARED", _SC_THREAD_PROCESS_SHARED}, {"SC_THREAD_SAFE_FUNCTIONS", _SC_THREAD_SAFE_FUNCTIONS},
    {"SC_THREAD_STACK_MIN", _SC_THREAD_STACK_MIN}, {"SC_THREAD_THREADS_MAX", _SC_THREAD_THREADS_MAX}, {"SC_TIMERS", _SC_TIMERS},
    {"SC_TIMER_MAX", _SC_TIMER_MAX}, {"SC_TTY_NAME_MAX", _SC_TTY_NAME_MAX}, {"SC_TZNAME_MAX", _SC_TZNAME_MAX}, {"SC_T_IOV_MAX", _SC_T_IOV_MAX},
    {"SC_UCHAR_MAX", _SC_UCHAR_MAX}, {"SC_UINT_MAX", _SC_UINT_MAX}, {"SC_UIO_MAXIOV", _SC_UIO_MAXIOV}, {"SC_ULONG_MAX", _SC_ULONG_MAX},
    {"SC_USHRT_MAX", _SC_USHRT_MAX}, {"SC_VERSION", _SC_VERSION}, {"SC_WORD_BIT", _SC_WORD_BIT}, {"SC_XBS5_ILP32_OFF32", _SC_XBS5_ILP32_OFF32},
    {"SC_XBS5_ILP32_OFFBIG", _SC_XBS5_ILP32_OFFBIG}, {"SC_XBS5_LP64_OFF64", _SC_XBS5_LP64_OFF64}, {"SC_XBS5_LPBIG_OFFBIG", _SC_XBS5_LPBIG_OFFBIG},
    {"SC_XOPEN_CRYPT", _SC_XOPEN_CRYPT}, {"SC_XOPEN_ENH_I18N", _SC_XOPEN_ENH_I18N}, {"SC_XOPEN_LEGACY", _SC_XOPEN_LEGACY},
    {"SC_XOPEN_REALTIME", _SC_XOPEN_REALTIME}, {"SC_XOPEN_REALTIME_THREADS", _SC_XOPEN_REALTIME_THREADS}, {"SC_XOPEN_SHM", _SC_XOPEN_SHM},
    {"SC_XOPEN_UNIX", _SC_XOPEN_UNIX}, {"SC_XOPEN_VERSION", _SC_XOPEN_VERSION}, {"SC_XOPEN_XCU_VERSION", _SC_XOPEN_XCU_VERSION},
    {"SC_XOPEN_XPG2", _SC_XOPEN_XPG2}, {"SC_XOPEN_XPG3", _SC_XOPEN_XPG3}, {"SC_XOPEN_XPG4", _SC_XOPEN_XPG4},
};
constexpr Name confstr_names[] = {
    {"CS_GNU_LIBC_VERSION", _CS_GNU_LIBC_VERSION, since(3, 4)}, {"CS_GNU_LIBPTHREAD_VERSION", _CS_GNU_LIBPTHREAD_VERSION, since(3, 4)},
    {"CS_LFS64_CFLAGS", _CS_LFS64_CFLAGS}, {"CS_LFS64_LDFLAGS", _CS_LFS64_LDFLAGS}, {"CS_LFS64_LIBS", _CS_LFS64_LIBS},
    {"CS_LFS64_LINTFLAGS", _CS_LFS64_LINTFLAGS}, {"CS_LFS_CFLAGS", _CS_LFS_CFLAGS}, {"CS_LFS_LDFLAGS", _CS_LFS_LDFLAGS},
    {"CS_LFS_LIBS", _CS_LFS_LIBS}, {"CS_LFS_LINTFLAGS", _CS_LFS_LINTFLAGS}, {"CS_PATH", _CS_PATH},
    {"CS_XBS5_ILP32_OFF32_CFLAGS", _CS_XBS5_ILP32_OFF32_CFLAGS}, {"CS_XBS5_ILP32_OFF32_LDFLAGS", _CS_XBS5_ILP32_OFF32_LDFLAGS},
    {"CS_XBS5_ILP32_OFF32_LIBS", _CS_XBS5_ILP32_OFF32_LIBS}, {"CS_XBS5_ILP32_OFF32_LINTFLAGS", _CS_XBS5_ILP32_OFF32_LINTFLAGS},
    {"CS_XBS5_ILP32_OFFBIG_CFLAGS", _CS_XBS5_ILP32_OFFBIG_CFLAGS}, {"CS_XBS5_ILP32_OFFBIG_LDFLAGS", _CS_XBS5_ILP32_OFFBIG_LDFLAGS},
    {"CS_XBS5_ILP32_OFFBIG_LIBS", _CS_XBS5_ILP32_OFFBIG_LIBS}, {"CS_XBS5_ILP32_OFFBIG_LINTFLAGS", _CS_XBS5_ILP32_OFFBIG_LINTFLAGS},
    {"CS_XBS5_LP64_OFF64_CFLAGS", _CS_XBS5_LP64_OFF64_CFLAGS}, {"CS_XBS5_LP64_OFF64_LDFLAGS", _CS_XBS5_LP64_OFF64_LDFLAGS},
    {"CS_XBS5_LP64_OFF64_LIBS", _CS_XBS5_LP64_OFF64_LIBS}, {"CS_XBS5_LP64_OFF64_LINTFLAGS", _CS_XBS5_LP64_OFF64_LINTFLAGS},
    {"CS_XBS5_LPBIG_OFFBIG_CFLAGS", _CS_XBS5_LPBIG_OFFBIG_CFLAGS}, {"CS_XBS5_LPBIG_OFFBIG_LDFLAGS", _CS_XBS5_LPBIG_OFFBIG_LDFLAGS},
    {"CS_XBS5_LPBIG_OFFBIG_LIBS", _CS_XBS5_LPBIG_OFFBIG_LIBS}, {"CS_XBS5_LPBIG_OFFBIG_LINTFLAGS", _CS_XBS5_LPBIG_OFFBIG_LINTFLAGS},
};
constexpr Name pathconf_names[] = {
    {"PC_ALLOC_SIZE_MIN", _PC_ALLOC_SIZE_MIN, since(3, 3)}, {"PC_ASYNC_IO", _PC_ASYNC_IO}, {"PC_CHOWN_RESTRICTED", _PC_CHOWN_RESTRICTED},
    {"PC_FILESIZEBITS", _PC_FILESIZEBITS}, {"PC_LINK_MAX", _PC_LINK_MAX}, {"PC_MAX_CANON", _PC_MAX_CANON}, {"PC_MAX_INPUT", _PC_MAX_INPUT},
    {"PC_NAME_MAX", _PC_NAME_MAX}, {"PC_NO_TRUNC", _PC_NO_TRUNC}, {"PC_PATH_MAX", _PC_PATH_MAX}, {"PC_PIPE_BUF", _PC_PIPE_BUF},
    {"PC_PRIO_IO", _PC_PRIO_IO}, {"PC_REC_INCR_XFER_SIZE", _PC_REC_INCR_XFER_SIZE, since(3, 3)},
    {"PC_REC_MAX_XFER_SIZE", _PC_REC_MAX_XFER_SIZE, since(3, 3)}, {"PC_REC_MIN_XFER_SIZE", _PC_REC_MIN_XFER_SIZE, since(3, 3)},
    {"PC_REC_XFER_ALIGN", _PC_REC_XFER_ALIGN, since(3, 3)}, {"PC_SOCK_MAXBUF", _PC_SOCK_MAXBUF}, {"PC_SYMLINK_MAX", _PC_SYMLINK_MAX, since(3, 3)},
    {"PC_SYNC_IO", _PC_SYNC_IO}, {"PC_VDISABLE", _PC_VDISABLE},
};
bool name_argument(Thread& thread, Ref v, std::span<const Name> names, int& out) {
  if (is_int(v)) return int_argument(thread, v, out);
  if (!is_native_str(thread, v)) return raise_type_error(thread, "configuration names must be strings or integers");
  for (const Name& row : names)
    if (thread.rt.in(row.releases) && native_is(v, row.name)) return out = row.value, true;
  return raise_value_error(thread, "unrecognized configuration name");
}
Value system_limit(Thread& thread, Ref, Args args) {
  int name = 0;
  if (!name_argument(thread, args[0], sysconf_names, name)) return error_set;
  errno = 0;
  long value = ::sysconf(name);
  return value == -1 && errno ? Value(raise_os(thread)) : make_int(thread, value);
}
Value system_text(Thread& thread, Ref, Args args) {
  int name = 0;
  char text[4096];
  if (!name_argument(thread, args[0], confstr_names, name)) return error_set;
  errno = 0;
  std::size_t size = ::confstr(name, text, sizeof text);
  if (size == 0) return errno ? Value(raise_os(thread)) : none_value();
  return path_text(thread, text);
}
Value path_limit(Thread& thread, Ref, Args args) {
  int name = 0, fd = -1;
  std::string path;
  if (!name_argument(thread, args[1], pathconf_names, name)) return error_set;
  if (!posix_path(thread, args[0], path, {"pathconf"}, &fd)) return error_set;
  errno = 0;
  long value = fd >= 0 ? ::fpathconf(fd, name) : ::pathconf(path.c_str(), name);
  return value == -1 && errno ? Value(raise_os(thread, args[0])) : make_int(thread, value);
}
Value descriptor_limit(Thread& thread, Ref, Args args) {
  int name = 0, fd = 0;
  bool converts = thread.rt.release.since(3, 10);
  if (!(converts ? descriptor_argument(thread, args[0], fd) : int_argument(thread, args[0], fd)) || !name_argument(thread, args[1], pathconf_names, name)) return error_set;
  errno = 0;
  long value = ::fpathconf(fd, name);
  return value == -1 && errno ? Value(raise_os(thread)) : make_int(thread, value);
}
Value names_dict(Thread& thread, std::span<const Name> names) {
  Value dict = make_dict(thread);
  for (const Name& row : names)
    if (thread.rt.in(row.releases) && !dict_set(thread, as<Dict>(dict), row.name, Value::small(row.value))) return error_set;
  return dict;
}

constexpr Range since33 = since(3, 3), three_ids_2 = between(2, 7, 2, 7), three_ids_3 = since(3, 2);
constexpr Method rows[] = {
    {"WCOREDUMP(status, /)", is_status<was_core>},
    {"WEXITSTATUS(status)", of_status<exit_status_of>},
    {"WIFCONTINUED(status)", is_status<was_continued>},
    {"WIFEXITED(status)", is_status<was_exited>},
    {"WIFSIGNALED(status)", is_status<was_signaled>},
    {"WIFSTOPPED(status)", is_status<was_stopped>},
    {"WSTOPSIG(status)", of_status<stop_signal_of>},
    {"WTERMSIG(status)", of_status<term_signal_of>},
    {"abort()", abort_process},
    {"confstr(name, /)", system_text},
    {"execv(path, argv, /)", exec_v},
    {"execve(path, argv, env)", exec_ve},
    {"fork()", fork_process},
    {"forkpty()", fork_terminal},
    {"fpathconf(fd, name, /)", descriptor_limit},
    {"getgrouplist(user, group, /)", group_list, since33},
    {"getgroups()", groups},
    {"getloadavg()", load_average},
    {"getlogin()", login_name},
    {"getpgid(pid)", of_one<::getpgid>},
    {"getpgrp()", of_nobody<own_group>},
    {"getpriority(which, who)", get_priority, since33},
    {"getrandom(size, flags=0)", random_bytes, since(3, 6)},
    {"getresgid()", get_three<::getresgid>, three_ids_2},
    {"getresgid()", get_three<::getresgid>, three_ids_3},
    {"getresuid()", get_three<::getresuid>, three_ids_2},
    {"getresuid()", get_three<::getresuid>, three_ids_3},
    {"getsid(pid, /)", of_one<::getsid>},
    {"initgroups(username, gid, /)", init_groups, three_ids_2},
    {"initgroups(username, gid, /)", init_groups, three_ids_3},
    {"killpg(pgid, signal, /)", of_two<::killpg>},
    {"nice(increment, /)", be_nice},
    {"pathconf(path, name)", path_limit},
    {"register_at_fork(*, before=None, after_in_child=None, after_in_parent=None)", register_at_fork, since(3, 7)},
    {"sched_get_priority_max(policy)", of_one<::sched_get_priority_max>, since33},
    {"sched_get_priority_min(policy)", of_one<::sched_get_priority_min>, since33},
    {"sched_getaffinity(pid, /)", get_affinity, since33},
    {"sched_getscheduler(pid, /)", of_one<::sched_getscheduler>, since33},
    {"sched_yield()", yield_processor, since33},
    {"setegid(egid, /)", set_one<::setegid, group_id>},
    {"seteuid(euid, /)", set_one<::seteuid, user_id>},
    {"setgid(gid, /)", set_one<::setgid, group_id>},
    {"setgroups(groups, /)", set_groups},
    {"setpgid(pid, pgrp, /)", of_two<::setpgid>},
    {"setpgrp()", with_nobody<set_own_group>},
    {"setpriority(which, who, priority)", set_priority, since33},
    {"setregid(rgid, egid, /)", set_two<::setregid, group_id>},
    {"setresgid(rgid, egid, sgid, /)", set_three<::setresgid, group_id>, three_ids_2},
    {"setresgid(rgid, egid, sgid, /)", set_three<::setresgid, group_id>, three_ids_3},
    {"setresuid(ruid, euid, suid, /)", set_three<::setresuid, user_id>, three_ids_2},
    {"setresuid(ruid, euid, suid, /)", set_three<::setresuid, user_id>, three_ids_3},
    {"setreuid(ruid, euid, /)", set_two<::setreuid, user_id>},
    {"setsid()", with_nobody<::setsid>},
    {"setuid(uid, /)", set_one<::setuid, user_id>},
    {"sysconf(name, /)", system_limit},
    {"tcgetpgrp(fd, /)", terminal_group},
    {"tcsetpgrp(fd, pgid, /)", set_terminal_group},
    {"uname()", system_name},
    {"wait()", wait_any},
    {"wait3(options)", wait_three},
    {"wait4(pid, options)", wait_four},
    {"waitid(idtype, id, options, /)", wait_id, since33},
    {"waitstatus_to_exitcode(status)", to_exit_code, since(3, 9)},
};

}  // namespace

bool add_posix_process(Thread& thread, Module& module) {
  Runtime& rt = thread.rt;
  for (Value* list : {&made.at_fork_before, &made.at_fork_parent, &made.at_fork_child}) list->take();   // what another runtime left is gone with it
  made.uname_result = nullptr;
  if (rt.release.since(3, 3)) {
    made.uname_result = make_struct_type(rt, "posix.uname_result", {"sysname", "nodename", "release", "version", "machine"}, 5, true);
    made.waitid_result = make_struct_type(rt, "posix.waitid_result", {"si_pid", "si_uid", "si_signo", "si_status", "si_code"}, 5, true);
    if (!module_add(thread, module, "uname_result", Value(Ref(made.uname_result))) || !module_add(thread, module, "waitid_result", Value(Ref(made.waitid_result)))) return false;
  }
  return module_add(thread, module, "sysconf_names", names_dict(thread, sysconf_names)) && module_add(thread, module, "confstr_names", names_dict(thread, confstr_names)) &&
         module_add(thread, module, "pathconf_names", names_dict(thread, pathconf_names)) && module_add_functions(thread, module, rows);
}

}  // namespace xvm
