// _posixsubprocess: fork and exec in one, for the subprocess module.
#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <string>
#include <vector>

#include "modules/posix.h"
#include "modules/system_arguments.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/operators.h"
#include "vm/runtime.h"

extern char** environ;

namespace xvm {

namespace {

bool has_users(const Release& r) { return r.since(3, 9); }        // gid, groups, uid, umask
bool has_process_group(const Release& r) { return r.since(3, 11); }

struct Plan {
  std::vector<std::string> words, programs, variables;
  std::vector<int> keep;
  bool close_fds = false, restore_signals = false, new_session = false, has_environment = false, has_folder = false;
  std::string folder;
  int fds[8] = {};   // p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite, errpipe_read, errpipe_write
  int process_group = -1, umask = -1;
  Value before_exec;
  bool sets_group = false, sets_user = false, sets_groups = false;
  gid_t group = 0;
  uid_t user = 0;
  std::vector<gid_t> groups;
};

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

void close_others(const Plan& plan) {
  long most = ::sysconf(_SC_OPEN_MAX);
  for (int fd = 3; fd < std::min(most, 65536L); ++fd)
    if (!std::binary_search(plan.keep.begin(), plan.keep.end(), fd) && fd != plan.fds[7]) ::close(fd);
}

// In the child: never returns. What failed is told through the error pipe as "OSError:hex errno:where".
[[noreturn]] void run_child(Thread& thread, Plan& plan, std::vector<char*>& argv, std::vector<char*>& envp) {
  int* f = plan.fds;
  const char* where = "";
  std::string failure;
  auto attempt = [&]() -> bool {
    for (int fd : plan.keep)
      if (fd != f[7]) ::fcntl(fd, F_SETFD, ::fcntl(fd, F_GETFD) & ~FD_CLOEXEC);
    for (int fd : {f[1], f[2], f[4], f[6]})
      if (fd != -1) ::close(fd);
    if (f[3] == 0 && (f[3] = ::dup(f[3])) < 0) return false;
    while (f[5] == 0 || f[5] == 1)
      if ((f[5] = ::dup(f[5])) < 0) return false;
    int wanted[] = {f[0], f[3], f[5]};
    for (int i = 0; i < 3; ++i) {
      if (wanted[i] == i) ::fcntl(i, F_SETFD, ::fcntl(i, F_GETFD) & ~FD_CLOEXEC);
      else if (wanted[i] != -1 && ::dup2(wanted[i], i) < 0) return false;
    }
    for (int fd : wanted)
      if (fd > 2 && !std::binary_search(plan.keep.begin(), plan.keep.end(), fd)) ::close(fd);
    if (plan.has_folder && ::chdir(plan.folder.c_str()) < 0) return where = "noexec:chdir", false;
    if (plan.umask >= 0) ::umask(static_cast<mode_t>(plan.umask));
    if (plan.restore_signals)
      for (int number : {SIGPIPE, SIGXFSZ}) std::signal(number, SIG_DFL);
    if (plan.new_session) ::setsid();
    if (plan.process_group >= 0 && ::setpgid(0, plan.process_group) < 0) return false;
    if (plan.sets_groups && ::setgroups(plan.groups.size(), plan.groups.data()) < 0) return false;
    if (plan.sets_group && ::setregid(plan.group, plan.group) < 0) return false;
    if (plan.sets_user && ::setreuid(plan.user, plan.user) < 0) return false;
    if (plan.before_exec) {
      gil_after_fork(thread);
      if (!call(thread, plan.before_exec)) return failure = "SubprocessError:0:Exception occurred in preexec_fn.", false;
    }
    if (plan.close_fds) close_others(plan);
    sigset_t none_blocked;
    sigemptyset(&none_blocked);
    ::sigprocmask(SIG_SETMASK, &none_blocked, nullptr);
    int saved = 0;
    for (const std::string& program : plan.programs) {
      ::execve(program.c_str(), argv.data(), plan.has_environment ? envp.data() : environ);
      if (errno != ENOENT && errno != ENOTDIR && saved == 0) saved = errno;
    }
    if (saved) errno = saved;
    return false;
  };
  if (!attempt()) {
    if (failure.empty()) failure = fmt::format("OSError:{:X}:{}", errno, where);
    [[maybe_unused]] ssize_t put = ::write(f[7], failure.data(), failure.size());
  }
  ::_exit(255);
}

Value fork_exec(Thread& thread, Ref, Args args) {
  const Release& r = thread.rt.release;
  std::uint32_t expected = has_process_group(r) ? 23 : has_users(r) ? 21 : 17;
  if (args.size() != expected) return raise_type_error(thread, "fork_exec expected {} arguments, got {}", expected, args.size());
  Plan plan;
  int flag = 0;
  if (!strings(thread, args[0], plan.words) || !strings(thread, args[1], plan.programs)) return error_set;
  flag = truth(thread, args[2]);
  if (flag < 0) return error_set;
  plan.close_fds = flag;
  bool ok = for_each(thread, args[3], [&](Ref item) {
    int fd = 0;
    return int_argument(thread, item, fd) && (plan.keep.push_back(fd), true);
  });
  if (!ok) return error_set;
  std::sort(plan.keep.begin(), plan.keep.end());
  if (!args[4].is_none() && !(plan.has_folder = path_argument(thread, args[4], plan.folder))) return error_set;
  if (!args[5].is_none()) {
    plan.has_environment = true;
    if (!strings(thread, args[5], plan.variables)) return error_set;
  }
  for (std::uint32_t i = 0; i < 8; ++i)
    if (!int_argument(thread, args[6 + i], plan.fds[i])) return error_set;
  std::uint32_t at = 14;
  plan.restore_signals = truth(thread, args[at++]) > 0;
  plan.new_session = truth(thread, args[at++]) > 0;
  if (has_process_group(r) && !int_argument(thread, args[at++], plan.process_group)) return error_set;
  if (has_users(r)) {
    std::int64_t id = 0;
    if (Ref group = args[at++]; !group.is_none()) {
      if (!as_int64(thread, group, id)) return error_set;
      plan.sets_group = true, plan.group = static_cast<gid_t>(id);
    }
    if (Ref groups = args[at++]; !groups.is_none()) {
      plan.sets_groups = true;
      if (!for_each(thread, groups, [&](Ref item) { return as_int64(thread, item, id) && (plan.groups.push_back(static_cast<gid_t>(id)), true); })) return error_set;
    }
    if (Ref user = args[at++]; !user.is_none()) {
      if (!as_int64(thread, user, id)) return error_set;
      plan.sets_user = true, plan.user = static_cast<uid_t>(id);
    }
    if (!int_argument(thread, args[at++], plan.umask)) return error_set;
  }
  if (!args[at].is_none()) plan.before_exec = Value(args[at]);
  std::vector<char*> argv = pointers(plan.words), envp = pointers(plan.variables);
  std::fflush(nullptr);
  pid_t child = ::fork();
  if (child == 0) run_child(thread, plan, argv, envp);
  return child < 0 ? Value(raise_os(thread)) : make_int(thread, child);
}

Value closing_pipe(Thread& thread, Ref, Args) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) < 0) return raise_os(thread);
  Value a = Value::small(ends[0]), b = Value::small(ends[1]);
  return make_tuple(thread, {a.ref(), b.ref()});
}

constexpr Method rows[] = {{"cloexec_pipe()", closing_pipe, until(3, 3)}, {"fork_exec(*args)", fork_exec, always, Method::Raw}};

}  // namespace

extern const ModuleSpec subprocess_module;
const ModuleSpec subprocess_module{.name = "_posixsubprocess", .methods = rows, .releases = since(3, 2)};

}  // namespace xvm
