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

bool strings(Thread& thread, Ref v, std::vector<std::string>& out) {
  return for_each(thread, v, [&](Ref item) {
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
Value execute_program(Thread& thread, Ref path_given, Ref arguments, Ref environment) {
  std::string path;
  std::vector<std::string> words, variables;
  if (!path_argument(thread, path_given, path)) return error_set;
  if (!is<List>(arguments) && !is<Tuple>(arguments)) return raise_type_error(thread, "exec{}() arg 2 must be a tuple or list", environment ? "ve: argv" : "v");
  if (!strings(thread, arguments, words)) return error_set;
  if (words.empty()) return raise_value_error(thread, "exec{}() arg 2 must not be empty", environment ? "ve" : "v");
  if (environment) {
    Value items = call_named(thread, environment, "items");
    if (!items) return error_set;
    bool ok = for_each(thread, items, [&](Ref pair) {
      std::string name, value;
      if (!is<Tuple>(pair) || as<Tuple>(pair).length != 2 || !path_argument(thread, as<Tuple>(pair)[0], name) || !path_argument(thread, as<Tuple>(pair)[1], value)) return false;
      variables.push_back(name + "=" + value);
      return true;
    });
    if (!ok) return error_set;
  }
  std::vector<char*> argv = pointers(words), envp = pointers(variables);
  ::execve(path.c_str(), argv.data(), environment ? envp.data() : environ);
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
template <auto function>
Value set_one(Thread& thread, Ref, Args args) {
  std::int64_t id = 0;
  return as_int64(thread, args[0], id) ? os_done(thread, function(static_cast<uid_t>(id))) : Value();
}
template <auto function>
Value set_two(Thread& thread, Ref, Args args) {
  std::int64_t a = 0, b = 0;
  return as_int64(thread, args[0], a) && as_int64(thread, args[1], b) ? os_done(thread, function(static_cast<uid_t>(a), static_cast<uid_t>(b))) : Value();
}
template <auto function>
Value set_three(Thread& thread, Ref, Args args) {
  std::int64_t a = 0, b = 0, c = 0;
  return as_int64(thread, args[0], a) && as_int64(thread, args[1], b) && as_int64(thread, args[2], c) ? os_done(thread, function(static_cast<uid_t>(a), static_cast<uid_t>(b), static_cast<uid_t>(c))) : Value();
}
template <auto function>
Value get_three(Thread& thread, Ref, Args) {
  uid_t a = 0, b = 0, c = 0;
  if (function(&a, &b, &c) < 0) return raise_os(thread);
  Value x = make_int(thread, a), y = make_int(thread, b), z = make_int(thread, c);
  return make_tuple(thread, {x.ref(), y.ref(), z.ref()});
}
pid_t own_group() { return ::getpgrp(); }
int set_own_group() { return ::setpgid(0, 0); }
int set_group_of(uid_t pid, uid_t group) { return ::setpgid(static_cast<pid_t>(pid), static_cast<pid_t>(group)); }
int kill_group(uid_t group, uid_t number) { return ::killpg(static_cast<pid_t>(group), static_cast<int>(number)); }
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
  bool ok = for_each(thread, args[0], [&](Ref item) {
    std::int64_t id = 0;
    return as_int64(thread, item, id) && (ids.push_back(static_cast<gid_t>(id)), true);
  });
  return ok ? os_done(thread, ::setgroups(ids.size(), ids.data())) : Value();
}
Value init_groups(Thread& thread, Ref, Args args) {
  std::string name;
  std::int64_t id = 0;
  return path_argument(thread, args[0], name) && as_int64(thread, args[1], id) ? os_done(thread, ::initgroups(name.c_str(), static_cast<gid_t>(id))) : Value();
}
Value group_list(Thread& thread, Ref, Args args) {
  std::string name;
  std::int64_t id = 0;
  gid_t ids[1024];
  int count = static_cast<int>(std::size(ids));
  if (!path_argument(thread, args[0], name) || !as_int64(thread, args[1], id)) return error_set;
  if (::getgrouplist(name.c_str(), static_cast<gid_t>(id), ids, &count) < 0) return raise_os(thread);
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

struct Name { const char* name; int value; };
constexpr Name sysconf_names[] = {
    {"SC_ARG_MAX", _SC_ARG_MAX}, {"SC_CHILD_MAX", _SC_CHILD_MAX}, {"SC_CLK_TCK", _SC_CLK_TCK}, {"SC_IOV_MAX", _SC_IOV_MAX}, {"SC_NGROUPS_MAX", _SC_NGROUPS_MAX}, {"SC_NPROCESSORS_CONF", _SC_NPROCESSORS_CONF},
    {"SC_NPROCESSORS_ONLN", _SC_NPROCESSORS_ONLN}, {"SC_OPEN_MAX", _SC_OPEN_MAX}, {"SC_PAGESIZE", _SC_PAGESIZE}, {"SC_PAGE_SIZE", _SC_PAGE_SIZE}, {"SC_PHYS_PAGES", _SC_PHYS_PAGES},
    {"SC_AVPHYS_PAGES", _SC_AVPHYS_PAGES}, {"SC_SEM_NSEMS_MAX", _SC_SEM_NSEMS_MAX}, {"SC_STREAM_MAX", _SC_STREAM_MAX}, {"SC_SYMLOOP_MAX", _SC_SYMLOOP_MAX}, {"SC_TTY_NAME_MAX", _SC_TTY_NAME_MAX}, {"SC_VERSION", _SC_VERSION},
};
constexpr Name confstr_names[] = {{"CS_GNU_LIBC_VERSION", _CS_GNU_LIBC_VERSION}, {"CS_GNU_LIBPTHREAD_VERSION", _CS_GNU_LIBPTHREAD_VERSION}, {"CS_PATH", _CS_PATH}};
constexpr Name pathconf_names[] = {
    {"PC_CHOWN_RESTRICTED", _PC_CHOWN_RESTRICTED}, {"PC_FILESIZEBITS", _PC_FILESIZEBITS}, {"PC_LINK_MAX", _PC_LINK_MAX}, {"PC_MAX_CANON", _PC_MAX_CANON}, {"PC_MAX_INPUT", _PC_MAX_INPUT}, {"PC_NAME_MAX", _PC_NAME_MAX},
    {"PC_NO_TRUNC", _PC_NO_TRUNC}, {"PC_PATH_MAX", _PC_PATH_MAX}, {"PC_PIPE_BUF", _PC_PIPE_BUF}, {"PC_VDISABLE", _PC_VDISABLE},
};
bool name_argument(Thread& thread, Ref v, std::span<const Name> names, int& out) {
  if (is_int(v)) return int_argument(thread, v, out);
  if (!is_native_str(thread, v)) return raise_type_error(thread, "configuration names must be strings or integers");
  for (const Name& row : names)
    if (native_is(v, row.name)) return out = row.value, true;
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
  int name = 0, fd = 0;
  std::string path;
  if (!name_argument(thread, args[1], pathconf_names, name)) return error_set;
  errno = 0;
  long value = 0;
  if (is_int(args[0])) {
    if (!int_argument(thread, args[0], fd)) return error_set;
    value = ::fpathconf(fd, name);
  } else {
    if (!path_argument(thread, args[0], path)) return error_set;
    value = ::pathconf(path.c_str(), name);
  }
  return value == -1 && errno ? Value(raise_os(thread)) : make_int(thread, value);
}
Value names_dict(Thread& thread, std::span<const Name> names) {
  Value dict = make_dict(thread);
  for (const Name& row : names)
    if (!dict_set(thread, as<Dict>(dict), row.name, Value::small(row.value))) return error_set;
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
    {"fpathconf(fd, name, /)", path_limit},
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
    {"killpg(pgid, signal, /)", set_two<kill_group>},
    {"nice(increment, /)", be_nice},
    {"pathconf(path, name)", path_limit},
    {"register_at_fork(*, before=None, after_in_child=None, after_in_parent=None)", register_at_fork, since(3, 7)},
    {"sched_get_priority_max(policy)", of_one<::sched_get_priority_max>, since33},
    {"sched_get_priority_min(policy)", of_one<::sched_get_priority_min>, since33},
    {"sched_getaffinity(pid, /)", get_affinity, since33},
    {"sched_getscheduler(pid, /)", of_one<::sched_getscheduler>, since33},
    {"sched_yield()", yield_processor, since33},
    {"setegid(egid, /)", set_one<::setegid>},
    {"seteuid(euid, /)", set_one<::seteuid>},
    {"setgid(gid, /)", set_one<::setgid>},
    {"setgroups(groups, /)", set_groups},
    {"setpgid(pid, pgrp, /)", set_two<set_group_of>},
    {"setpgrp()", with_nobody<set_own_group>},
    {"setpriority(which, who, priority)", set_priority, since33},
    {"setregid(rgid, egid, /)", set_two<::setregid>},
    {"setresgid(rgid, egid, sgid, /)", set_three<::setresgid>, three_ids_2},
    {"setresgid(rgid, egid, sgid, /)", set_three<::setresgid>, three_ids_3},
    {"setresuid(ruid, euid, suid, /)", set_three<::setresuid>, three_ids_2},
    {"setresuid(ruid, euid, suid, /)", set_three<::setresuid>, three_ids_3},
    {"setreuid(ruid, euid, /)", set_two<::setreuid>},
    {"setsid()", with_nobody<::setsid>},
    {"setuid(uid, /)", set_one<::setuid>},
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
