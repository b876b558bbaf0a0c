// signal, from 3.5 _signal.
#include <pthread.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstring>

#include "modules/system_arguments.h"
#include "objects/dict.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/module.h"
#include "objects/set.h"
#include "objects/struct_sequence.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/signals.h"
#include "vm/thread.h"

namespace xvm {

namespace {

constexpr int signal_count = 65;

std::atomic<bool> noted[signal_count], any_noted;
Thread* watching = nullptr;
int wakeup_fd = -1;
Value (&handlers)[signal_count] = *new Value[1][signal_count];   // what a program gave; null: never asked about. Never destroyed
Value& default_int = *new Value;     // default_int_handler
Type* siginfo_type = nullptr;
Value& itimer_error = *new Value;

extern "C" void on_signal(int number) {
  int saved = errno;
  note_signal(number);
  if (wakeup_fd >= 0) {
    unsigned char byte = static_cast<unsigned char>(number);
    [[maybe_unused]] ssize_t put = ::write(wakeup_fd, &byte, 1);
  }
  errno = saved;
}

bool skips_ignored(const Release& r) { return r.since(3, 7); }   // before, SIG_DFL and SIG_IGN are called too, and are no functions

bool is_watched(int number) {
  struct sigaction now {};
  return ::sigaction(number, nullptr, &now) == 0 && now.sa_handler == on_signal;
}

bool install(int number, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  return ::sigaction(number, &action, nullptr) == 0;
}

bool signal_argument(Thread& thread, Ref v, int& number) {
  if (!int_argument(thread, v, number)) return false;
  if (number < 1 || number >= signal_count) return raise_value_error(thread, "signal number out of range");
  return true;
}

// SIG_DFL, SIG_IGN, a callable, or None for a handler that no program installed.
Value current_handler(int number) {
  if (handlers[number]) return handlers[number];
  struct sigaction now {};
  if (::sigaction(number, nullptr, &now) != 0) return none_value();
  if (now.sa_handler == SIG_DFL) return Value::small(0);
  if (now.sa_handler == SIG_IGN) return Value::small(1);
  return number == SIGINT && default_int ? default_int : none_value();
}

Value default_int_handler(Thread& thread, Ref, Args) { return raise_class(thread, thread.rt.exc.KeyboardInterrupt); }
Value signal_signal(Thread& thread, Ref, Args args) {
  int number = 0;
  if (!int_argument(thread, args[0], number)) return error_set;
  if (&thread != thread.rt.main_thread.get()) return raise(thread, thread.rt.exc.ValueError, thread.rt.release.since(3, 10) ? "signal only works in main thread of the main interpreter" : "signal only works in main thread");
  if (number < 1 || number >= signal_count) return raise_value_error(thread, "signal number out of range");
  void (*action)(int) = on_signal;
  if (is_int(args[1]) && !is_callable(thread, args[1])) {
    std::int64_t which = -1;
    if (!int_fits(args[1], which) || (which != 0 && which != 1)) return raise_type_error(thread, "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object");
    action = which ? SIG_IGN : SIG_DFL;
  } else if (!is_callable(thread, args[1])) {
    return raise_type_error(thread, "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object");
  }
  if (!run_signal_handlers(thread)) return error_set;
  Value before = current_handler(number);
  if (!install(number, action)) {
    if (thread.rt.python2()) return raise(thread, thread.rt.exc.RuntimeError, std::strerror(errno));
    return raise_errno(thread, errno, Ref());
  }
  handlers[number] = Value(args[1]);
  return before;
}
Value signal_getsignal(Thread& thread, Ref, Args args) {
  int number = 0;
  return signal_argument(thread, args[0], number) ? current_handler(number) : Value();
}
Value signal_alarm(Thread& thread, Ref, Args args) {
  int seconds = 0;
  return int_argument(thread, args[0], seconds) ? make_int(thread, ::alarm(static_cast<unsigned>(seconds))) : Value();
}
Value signal_pause(Thread& thread, Ref, Args) {
  if (!signal_is_noted()) ::pause();
  return run_signal_handlers(thread) ? none_value() : Value();
}

Value timer_value(Thread& thread, const itimerval& t) {
  auto seconds = [](const timeval& v) { return Value::of(static_cast<double>(v.tv_sec) + static_cast<double>(v.tv_usec) / 1e6); };
  Value a = seconds(t.it_value), b = seconds(t.it_interval);
  return make_tuple(thread, {a.ref(), b.ref()});
}
bool to_timeval(Thread& thread, Ref v, timeval& out) {
  double seconds = 0;
  if (!v) return true;
  if (!as_double(thread, v, seconds)) return false;
  double whole = std::floor(seconds);
  out.tv_sec = static_cast<time_t>(whole);
  out.tv_usec = static_cast<suseconds_t>((seconds - whole) * 1e6);
  return true;
}
ErrorSet timer_failed(Thread& thread) {
  int error = errno;
  Value code = Value::small(error), text = native_str(thread, std::strerror(error)), exception = call(thread, itimer_error, code, text);
  return exception ? raise_instance(thread, exception) : ErrorSet();
}
Value signal_setitimer(Thread& thread, Ref, Args args) {
  int which = 0;
  itimerval now{}, old{};
  if (!int_argument(thread, args[0], which) || !to_timeval(thread, args[1], now.it_value) || !to_timeval(thread, args[2], now.it_interval)) return error_set;
  return ::setitimer(static_cast<__itimer_which_t>(which), &now, &old) == 0 ? timer_value(thread, old) : Value(timer_failed(thread));
}
Value signal_getitimer(Thread& thread, Ref, Args args) {
  int which = 0;
  itimerval now{};
  if (!int_argument(thread, args[0], which)) return error_set;
  return ::getitimer(static_cast<__itimer_which_t>(which), &now) == 0 ? timer_value(thread, now) : Value(timer_failed(thread));
}
Value signal_siginterrupt(Thread& thread, Ref, Args args) {
  int number = 0, flag = 0;
  if (!signal_argument(thread, args[0], number) || !int_argument(thread, args[1], flag)) return error_set;
  struct sigaction action {};
  ::sigaction(number, nullptr, &action);
  action.sa_flags = flag ? action.sa_flags & ~SA_RESTART : action.sa_flags | SA_RESTART;
  return ::sigaction(number, &action, nullptr) == 0 ? none_value() : Value(raise_errno(thread, errno, Ref()));
}
Value signal_set_wakeup_fd(Thread& thread, Ref, Args args) {
  int fd = 0, old = wakeup_fd;
  if (!int_argument(thread, args[0], fd)) return error_set;
  wakeup_fd = fd;
  return Value::small(old);
}
Value signal_raise(Thread& thread, Ref, Args args) {
  int number = 0;
  if (!int_argument(thread, args[0], number)) return error_set;
  if (::raise(number) != 0) return raise_errno(thread, errno, Ref());
  return run_signal_handlers(thread) ? none_value() : Value();
}
Value signal_strsignal(Thread& thread, Ref, Args args) {
  int number = 0;
  if (!signal_argument(thread, args[0], number)) return error_set;
  const char* text = ::strsignal(number);
  return text && std::strncmp(text, "Unknown signal", 14) != 0 ? native_str(thread, text) : none_value();
}
Value signal_set_value(Thread& thread, const sigset_t& set) {
  Value numbers = make_set(thread);
  for (int i = 1; i < signal_count; ++i)
    if (sigismember(&set, i) == 1 && !set_add(thread, as<Set>(numbers), Value::small(i))) return error_set;
  return numbers;
}
Value signal_valid(Thread& thread, Ref, Args) {
  sigset_t set;
  sigfillset(&set);
  return signal_set_value(thread, set);
}
bool set_argument(Thread& thread, Ref v, sigset_t& set) {
  sigemptyset(&set);
  return for_each(thread, v, [&](Ref item) {
    std::int64_t number = 0;
    if (!as_int64(thread, item, number)) return false;
    if (number < 1 || number >= signal_count) return static_cast<bool>(raise_value_error(thread, "signal number {} out of range [1; 64]", number));
    sigaddset(&set, static_cast<int>(number));
    return true;
  });
}
Value signal_mask(Thread& thread, Ref, Args args) {
  int how = 0;
  sigset_t set, old;
  if (!int_argument(thread, args[0], how) || !set_argument(thread, args[1], set)) return error_set;
  if (int error = ::pthread_sigmask(how, &set, &old)) return raise_errno(thread, error, Ref());
  return run_signal_handlers(thread) ? signal_set_value(thread, old) : Value();
}
Value signal_pending(Thread& thread, Ref, Args) {
  sigset_t set;
  return ::sigpending(&set) == 0 ? signal_set_value(thread, set) : Value(raise_errno(thread, errno, Ref()));
}
Value signal_wait(Thread& thread, Ref, Args args) {
  sigset_t set;
  int number = 0;
  if (!set_argument(thread, args[0], set)) return error_set;
  if (int error = ::sigwait(&set, &number)) return raise_errno(thread, error, Ref());
  return Value::small(number);
}
Value siginfo_value(Thread& thread, const siginfo_t& info) {
  std::vector<Value> v;
  for (std::int64_t field : {std::int64_t{info.si_signo}, std::int64_t{info.si_code}, std::int64_t{info.si_errno}, std::int64_t{info.si_pid}, std::int64_t{info.si_uid}, std::int64_t{info.si_status}, static_cast<std::int64_t>(info.si_band)})
    v.push_back(make_int(thread, field));
  return make_struct(thread, siginfo_type, std::move(v));
}
Value signal_waitinfo(Thread& thread, Ref, Args args) {
  sigset_t set;
  siginfo_t info{};
  if (!set_argument(thread, args[0], set)) return error_set;
  while (::sigwaitinfo(&set, &info) < 0) {
    if (errno != EINTR) return raise_errno(thread, errno, Ref());
    if (!run_signal_handlers(thread)) return error_set;
  }
  return siginfo_value(thread, info);
}
Value signal_timedwait(Thread& thread, Ref, Args args) {
  sigset_t set;
  siginfo_t info{};
  timeval limit{};
  if (!set_argument(thread, args[0], set) || !to_timeval(thread, args[1], limit)) return error_set;
  if (limit.tv_sec < 0) return raise_value_error(thread, "timeout must be non-negative");
  timespec time{limit.tv_sec, limit.tv_usec * 1000};
  while (::sigtimedwait(&set, &info, &time) < 0) {
    if (errno == EAGAIN) return none_value();
    if (errno != EINTR) return raise_errno(thread, errno, Ref());
    if (!run_signal_handlers(thread)) return error_set;
  }
  return siginfo_value(thread, info);
}
Value signal_thread_kill(Thread& thread, Ref, Args args) {
  std::int64_t id = 0;
  int number = 0;
  if (!as_int64(thread, args[0], id) || !int_argument(thread, args[1], number)) return error_set;
  if (number != 0 && ::raise(number) != 0) return raise_errno(thread, errno, Ref());
  return run_signal_handlers(thread) ? none_value() : Value();
}
Value signal_pidfd(Thread& thread, Ref, Args args) {
  int fd = 0, number = 0;
  if (!int_argument(thread, args[0], fd) || !int_argument(thread, args[1], number)) return error_set;
  return ::syscall(SYS_pidfd_send_signal, fd, number, nullptr, 0) == 0 ? none_value() : Value(raise_errno(thread, errno, Ref()));
}

constexpr Range masks = since(3, 3);
constexpr Method rows[] = {
    {"alarm(seconds, /)", signal_alarm},
    {"default_int_handler(signalnum, frame, /)", default_int_handler},
    {"getitimer(which, /)", signal_getitimer, since(2, 6)},
    {"getsignal(signalnum, /)", signal_getsignal},
    {"pause()", signal_pause},
    {"pidfd_send_signal(pidfd, signalnum, siginfo=None, flags=0, /)", signal_pidfd, since(3, 9)},
    {"pthread_kill(thread_id, signalnum, /)", signal_thread_kill, masks},
    {"pthread_sigmask(how, mask, /)", signal_mask, masks},
    {"raise_signal(signalnum, /)", signal_raise, since(3, 8)},
    {"set_wakeup_fd(fd, /)", signal_set_wakeup_fd, between(2, 6, 3, 6)},
    {"set_wakeup_fd(fd, /, *, warn_on_full_buffer=True)", signal_set_wakeup_fd, since(3, 7)},
    {"setitimer(which, seconds, interval=0.0, /)", signal_setitimer, since(2, 6)},
    {"siginterrupt(signalnum, flag, /)", signal_siginterrupt, since(2, 6)},
    {"signal(signalnum, handler, /)", signal_signal},
    {"sigpending()", signal_pending, masks},
    {"sigtimedwait(sigset, timeout, /)", signal_timedwait, masks},
    {"sigwait(sigset, /)", signal_wait, masks},
    {"sigwaitinfo(sigset, /)", signal_waitinfo, masks},
    {"strsignal(signalnum, /)", signal_strsignal, since(3, 8)},
    {"valid_signals()", signal_valid, since(3, 8)},
};

struct Row { const char* name; int value; Range releases = always; };
#define X(name) {#name, name},
const Row constants[] = {
    X(SIGABRT) X(SIGALRM) X(SIGBUS) X(SIGCHLD) {"SIGCLD", SIGCHLD}, X(SIGCONT) X(SIGFPE) X(SIGHUP) X(SIGILL) X(SIGINT) X(SIGIO) X(SIGIOT) X(SIGKILL) X(SIGPIPE) X(SIGPOLL) X(SIGPROF) X(SIGPWR) X(SIGQUIT)
    X(SIGSEGV) X(SIGSTOP) X(SIGSYS) X(SIGTERM) X(SIGTRAP) X(SIGTSTP) X(SIGTTIN) X(SIGTTOU) X(SIGURG) X(SIGUSR1) X(SIGUSR2) X(SIGVTALRM) X(SIGWINCH) X(SIGXCPU) X(SIGXFSZ)
    {"SIG_DFL", 0}, {"SIG_IGN", 1}, {"NSIG", signal_count}, {"SIG_BLOCK", SIG_BLOCK, masks}, {"SIG_UNBLOCK", SIG_UNBLOCK, masks}, {"SIG_SETMASK", SIG_SETMASK, masks}, {"SIGSTKFLT", SIGSTKFLT, since(3, 11)},
    {"ITIMER_REAL", ITIMER_REAL, since(2, 6)}, {"ITIMER_VIRTUAL", ITIMER_VIRTUAL, since(2, 6)}, {"ITIMER_PROF", ITIMER_PROF, since(2, 6)},
};
#undef X

bool fill(Thread& thread, Module& module) {
  Runtime& rt = thread.rt;
  default_int.take();   // what another runtime left is gone with it
  itimer_error.take();
  for (const Row& row : constants)
    if (rt.in(row.releases) && !module_add(thread, module, row.name, Value::small(row.value))) return false;
  if (!module_add(thread, module, "SIGRTMIN", Value::small(SIGRTMIN)) || !module_add(thread, module, "SIGRTMAX", Value::small(SIGRTMAX))) return false;
  default_int = Value(dict_get(thread, as<Dict>(module.dict), "default_int_handler"));
  if (!rt.in(since(2, 6))) return true;
  if (rt.release.since(3, 3)) {
    siginfo_type = make_struct_type(rt, "signal.struct_siginfo", {"si_signo", "si_code", "si_errno", "si_pid", "si_uid", "si_status", "si_band"}, 7, true);
    if (!module_add(thread, module, "struct_siginfo", Value(Ref(siginfo_type)))) return false;
    itimer_error = Value(Ref(rt.exc.OSError));
  } else {
    Value name = native_str(thread, "ItimerError"), space = make_dict(thread), bases = make_tuple(thread, {Ref(rt.exc.IOError)}), home = native_str(thread, "signal");
    if (!dict_set(thread, as<Dict>(space), rt.names.module__, home)) return false;
    itimer_error = call(thread, Ref(rt.types.type), name, bases, space);
  }
  return itimer_error && module_add(thread, module, "ItimerError", itimer_error);
}

}  // namespace

void note_signal(int number) {
  if (number < 1 || number >= signal_count) return;
  noted[number] = true;
  any_noted = true;
  if (watching) static_cast<volatile bool&>(watching->attention) = true;
}
bool signal_is_noted() { return any_noted; }

void watch_interrupts(Thread& thread) {
  watching = &thread;
  struct sigaction now {};
  if (::sigaction(SIGINT, nullptr, &now) == 0 && now.sa_handler == SIG_DFL) install(SIGINT, on_signal);
}
void forget_signals() {
  watching = nullptr;
  for (Value& handler : handlers) handler = nullptr;
  default_int = nullptr;
  itimer_error = nullptr;
}

bool run_signal_handlers(Thread& thread) {
  if (!any_noted || &thread != watching) return true;
  any_noted = false;
  for (int number = 1; number < signal_count; ++number) {
    if (!noted[number].exchange(false)) continue;
    Value handler = handlers[number];
    if (!handler && number == SIGINT && is_watched(SIGINT)) return raise_class(thread, thread.rt.exc.KeyboardInterrupt);
    if ((!handler || is_int(handler)) && skips_ignored(thread.rt.release)) continue;
    if (!handler) handler = Value::small(0);
    Value which = Value::small(number), frame = thread.frame ? frame_object(thread, *thread.frame) : none_value();
    if (!frame || !call(thread, handler, which, frame)) {
      any_noted = true;   // the others wait for the next look
      thread.attention = true;
      return false;
    }
  }
  return true;
}

extern const ModuleSpec signal_module, signal_core_module, signal_fallback_module;
const ModuleSpec signal_module{.name = "signal", .methods = rows, .fill = fill, .releases = until(3, 4)};
const ModuleSpec signal_core_module{.name = "_signal", .methods = rows, .fill = fill, .releases = since(3, 5)};
const ModuleSpec signal_fallback_module{.name = "signal", .methods = rows, .fill = fill, .releases = since(3, 5), .fallback = true};

}  // namespace xvm
