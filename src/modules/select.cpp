// select: waiting for descriptors.
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <climits>
#include <cmath>
#include <cstring>
#include <map>
#include <vector>

#include "modules/posix.h"
#include "modules/system_arguments.h"
#include "objects/dict.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/signals.h"
#include "vm/signature.h"

namespace xvm {

namespace {

bool errors_are_os_errors(const Release& r) { return r.since(3, 3); }
bool goes_on_after_signals(const Release& r) { return r.since(3, 5); }   // PEP 475

Value& error_class = *new Value;   // never destroyed: what it holds may be gone before
struct { Type *poll = nullptr, *epoll = nullptr; } made;

ErrorSet fail(Thread& thread, int error) {
  if (errors_are_os_errors(thread.rt.release)) return raise_errno(thread, error, Ref());
  Value code = Value::small(error), text = native_str(thread, std::strerror(error)), pair = make_tuple(thread, {code.ref(), text.ref()});
  Value exception = call(thread, error_class, code, text);
  return exception ? raise_instance(thread, exception) : ErrorSet();
}

// Waits with `wait(milliseconds)`, again after signals; gives its result, -1 with the error set.
template <class Wait>
int wait_for(Thread& thread, double milliseconds, Wait wait) {
  auto deadline = std::chrono::steady_clock::now() + std::chrono::microseconds(static_cast<std::int64_t>(std::min(std::max(milliseconds, 0.0), 1e12) * 1000));
  while (true) {
    int left = -1;
    if (milliseconds >= 0) {
      auto rest = std::chrono::duration<double, std::milli>(deadline - std::chrono::steady_clock::now()).count();
      left = static_cast<int>(std::min(std::ceil(std::max(rest, 0.0)), 2147483647.0));
    }
    int result = unlocked(thread, [&] { return wait(left); });
    if (result >= 0) return result;
    int error = errno;
    if (error != EINTR) return fail(thread, error), -1;
    if (!run_signal_handlers(thread)) return -1;
    if (!goes_on_after_signals(thread.rt.release)) return fail(thread, error), -1;
  }
}

// ---- select

bool add_descriptors(Thread& thread, Ref given, short events, std::vector<pollfd>& fds, std::vector<std::pair<Value, short>>& owners) {
  Value list = to_list(thread, given);
  if (!list) return catch_error(thread, thread.rt.exc.TypeError) && static_cast<bool>(raise_type_error(thread, "arguments 1-3 must be sequences"));
  return for_each(thread, list, [&](Ref item) {
    int fd = 0;
    Value keep(item);
    if (!descriptor_argument(thread, item, fd)) return false;
    if (fd >= FD_SETSIZE) return static_cast<bool>(raise_value_error(thread, "filedescriptor out of range in select()"));
    fds.push_back({fd, events, 0});
    owners.emplace_back(std::move(keep), events);
    return true;
  });
}
Value select_select(Thread& thread, Ref, Args args) {
  double seconds = -1;
  if (args[3] && !args[3].is_none()) {
    if (!as_double(thread, args[3], seconds)) {
      if (!thread.error_is(thread.rt.exc.TypeError)) return error_set;
      thread.clear_error();
      return raise_type_error(thread, "timeout must be a float or None");
    }
    if (seconds < 0) {
      if (errors_are_os_errors(thread.rt.release)) return raise_value_error(thread, "timeout must be non-negative");
      return fail(thread, EINVAL);
    }
  }
  std::vector<pollfd> fds;
  std::vector<std::pair<Value, short>> owners;
  if (!add_descriptors(thread, args[0], POLLIN, fds, owners) || !add_descriptors(thread, args[1], POLLOUT, fds, owners) || !add_descriptors(thread, args[2], POLLPRI, fds, owners)) return error_set;
  int ready = wait_for(thread, seconds < 0 ? -1 : seconds * 1000, [&](int left) { return ::poll(fds.data(), fds.size(), left); });
  if (ready < 0) return error_set;
  Value lists[3] = {own(allocate_list(thread, 0)), own(allocate_list(thread, 0)), own(allocate_list(thread, 0))};
  for (std::size_t i = 0; i < fds.size(); ++i) {
    short events = owners[i].second, seen = fds[i].revents;
    if (seen & POLLNVAL) return fail(thread, EBADF);
    bool is_ready = events == POLLIN ? seen & (POLLIN | POLLHUP | POLLERR) : events == POLLOUT ? seen & (POLLOUT | POLLERR) : seen & POLLPRI;
    if (is_ready) list_append(as<List>(lists[events == POLLIN ? 0 : events == POLLOUT ? 1 : 2]), owners[i].first);
  }
  return make_tuple(thread, {lists[0].ref(), lists[1].ref(), lists[2].ref()});
}

// ---- poll

struct Poll : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "poll";
  std::map<int, short> registered;
};
bool events_argument(Thread& thread, Ref v, short& events) {
  int given = POLLIN | POLLPRI | POLLOUT;
  if (v && !int_argument(thread, v, given)) return false;
  events = static_cast<short>(given);
  return true;
}
Value poll_new(Thread&, Ref, Args) { return own(allocate<Poll>(made.poll)); }
Value poll_register(Thread& thread, Ref self, Args args) {
  int fd = 0;
  short events = 0;
  if (!descriptor_argument(thread, args[0], fd) || !events_argument(thread, args[1], events)) return error_set;
  as<Poll>(self).registered[fd] = events;
  return none_value();
}
Value poll_modify(Thread& thread, Ref self, Args args) {
  int fd = 0;
  short events = 0;
  if (!descriptor_argument(thread, args[0], fd) || !events_argument(thread, args[1], events)) return error_set;
  auto found = as<Poll>(self).registered.find(fd);
  if (found == as<Poll>(self).registered.end()) return thread.rt.release.since(3, 3) ? raise_errno(thread, ENOENT, Ref()) : raise_errno(thread, thread.rt.exc.IOError, ENOENT, Ref());
  found->second = events;
  return none_value();
}
Value poll_unregister(Thread& thread, Ref self, Args args) {
  int fd = 0;
  if (!descriptor_argument(thread, args[0], fd)) return error_set;
  if (as<Poll>(self).registered.erase(fd)) return none_value();
  Value key = Value::small(fd);
  return raise_value(thread, thread.rt.exc.KeyError, key);
}
Value poll_poll(Thread& thread, Ref self, Args args) {
  Value keep(self);
  double milliseconds = -1;
  if (args[0] && !args[0].is_none() && !as_double(thread, args[0], milliseconds)) return error_set;
  std::vector<pollfd> fds;
  for (auto [fd, events] : as<Poll>(self).registered) fds.push_back({fd, events, 0});
  int ready = wait_for(thread, milliseconds < 0 ? -1 : milliseconds, [&](int left) { return ::poll(fds.data(), fds.size(), left); });
  if (ready < 0) return error_set;
  Value list = own(allocate_list(thread, 0));
  for (const pollfd& one : fds)
    if (one.revents) {
      Value fd = Value::small(one.fd), events = Value::small(one.revents & 0xffff);
      list_append(as<List>(list), make_tuple(thread, {fd.ref(), events.ref()}));
    }
  return list;
}

// ---- epoll

struct Epoll : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "epoll";
  int fd = -1;
  ~Epoll() {
    if (fd >= 0) ::close(fd);
  }
};
bool is_open(Thread& thread, const Epoll& epoll) { return epoll.fd >= 0 || raise_value_error(thread, "I/O operation on closed epoll object"); }
Value epoll_make(Thread& thread, Type* type, Args args) {
  Bound<2> a(thread, "epoll(sizehint=-1, flags=0)", args);
  if (!a) return error_set;
  Epoll* epoll = allocate<Epoll>(type);
  Value owner = own(epoll);
  epoll->fd = ::epoll_create1(EPOLL_CLOEXEC);
  return epoll->fd < 0 ? Value(raise_os(thread)) : std::move(owner);
}
template <int operation>
Value epoll_control(Thread& thread, Ref self, Args args) {
  int fd = 0;
  std::int64_t events = EPOLLIN | EPOLLOUT | EPOLLPRI;
  if (!is_open(thread, as<Epoll>(self)) || !descriptor_argument(thread, args[0], fd) || (args.size() > 1 && args[1] && !as_int64(thread, args[1], events))) return error_set;
  epoll_event event{};
  event.events = static_cast<std::uint32_t>(events);
  event.data.fd = fd;
  return os_done(thread, ::epoll_ctl(as<Epoll>(self).fd, operation, fd, &event));
}
Value epoll_poll(Thread& thread, Ref self, Args args) {
  Value keep(self);
  double seconds = -1;
  int most = -1;
  if (!is_open(thread, as<Epoll>(self)) || (args[0] && !args[0].is_none() && !as_double(thread, args[0], seconds)) || (args[1] && !int_argument(thread, args[1], most))) return error_set;
  if (most == 0 || most < -1) return raise_value_error(thread, "maxevents must be greater than 0, got {}", most);
  std::vector<epoll_event> events(static_cast<std::size_t>(most < 0 || most > 1024 ? 1024 : most));
  int ready = wait_for(thread, seconds < 0 ? -1 : seconds * 1000, [&](int left) { return ::epoll_wait(as<Epoll>(keep).fd, events.data(), static_cast<int>(events.size()), left); });
  if (ready < 0) return error_set;
  Value list = own(allocate_list(thread, 0));
  for (int i = 0; i < ready; ++i) {
    Value fd = Value::small(events[static_cast<std::size_t>(i)].data.fd), seen = make_int(thread, events[static_cast<std::size_t>(i)].events);
    list_append(as<List>(list), make_tuple(thread, {fd.ref(), seen.ref()}));
  }
  return list;
}
Value epoll_close(Thread&, Ref self, Args) {
  if (int fd = std::exchange(as<Epoll>(self).fd, -1); fd >= 0) ::close(fd);
  return none_value();
}
Value epoll_fileno(Thread& thread, Ref self, Args) { return is_open(thread, as<Epoll>(self)) ? Value::small(as<Epoll>(self).fd) : Value(); }
Value epoll_closed(Thread&, Ref self) { return Value::of(as<Epoll>(self).fd < 0); }
Value epoll_enter(Thread& thread, Ref self, Args) { return is_open(thread, as<Epoll>(self)) ? Value(self) : Value(); }
Value epoll_fromfd(Thread& thread, Ref, Args args) {
  int fd = 0;
  if (!int_argument(thread, args[0], fd)) return error_set;
  Epoll* epoll = allocate<Epoll>(made.epoll);
  epoll->fd = fd;
  return own(epoll);
}

constexpr Method poll_methods[] = {
    {"modify(self, fd, eventmask, /)", poll_modify, since(2, 6)}, {"poll(self, timeout=None, /)", poll_poll}, {"register(self, fd, eventmask=7, /)", poll_register}, {"unregister(self, fd, /)", poll_unregister},
};
constexpr Method epoll_methods[] = {
    {"__enter__(self)", epoll_enter, since(3, 4)}, {"__exit__(self, *args)", epoll_close, since(3, 4)}, {"close(self)", epoll_close}, {"fileno(self)", epoll_fileno},
    {"fromfd(cls, fd, /)", epoll_fromfd, always, Method::Class}, {"modify(self, fd, eventmask)", epoll_control<EPOLL_CTL_MOD>}, {"poll(self, timeout=None, maxevents=-1)", epoll_poll},
    {"register(self, fd, eventmask=7)", epoll_control<EPOLL_CTL_ADD>}, {"unregister(self, fd)", epoll_control<EPOLL_CTL_DEL>},
};
constexpr GetSetRow epoll_getset[] = {{"closed", epoll_closed}};
constexpr Method rows[] = {{"poll()", poll_new}, {"select(rlist, wlist, xlist, timeout=None, /)", select_select}};

struct Row { const char* name; std::int64_t value; Range releases; };
#define X(name, releases) {#name, static_cast<std::int64_t>(static_cast<unsigned>(name)), releases},
constexpr Range since26 = since(2, 6), since36 = since(3, 6);
constexpr Row constants[] = {
    X(POLLERR, always) X(POLLHUP, always) X(POLLIN, always) X(POLLMSG, always) X(POLLNVAL, always) X(POLLOUT, always) X(POLLPRI, always) X(POLLRDBAND, always) X(POLLRDNORM, always) X(POLLWRBAND, always)
    X(POLLWRNORM, always) X(POLLRDHUP, since36) X(EPOLLERR, since26) X(EPOLLET, since26) X(EPOLLEXCLUSIVE, since36) X(EPOLLHUP, since26) X(EPOLLIN, since26) X(EPOLLMSG, since26) X(EPOLLONESHOT, since26)
    X(EPOLLOUT, since26) X(EPOLLPRI, since26) X(EPOLLRDBAND, since26) X(EPOLLRDHUP, since36) X(EPOLLRDNORM, since26) X(EPOLLWRBAND, since26) X(EPOLLWRNORM, since26) X(EPOLL_CLOEXEC, since(3, 3))
    X(PIPE_BUF, between(2, 7, 2, 7)) X(PIPE_BUF, since(3, 2))
};
#undef X

bool fill(Thread& thread, Module& module) {
  static constexpr TypeSpec poll_type{.name = "select.poll", .layout = layout_of<Poll>, .flags = DisallowInstantiation, .methods = poll_methods};
  static constexpr TypeSpec epoll_type{.name = "select.epoll", .layout = layout_of<Epoll>, .methods = epoll_methods, .getset = epoll_getset, .fill = [](Slots& s, Runtime&) { s.make = epoll_make; }};
  Runtime& rt = thread.rt;
  made.poll = make_builtin_type(rt, poll_type);
  made.epoll = make_builtin_type(rt, epoll_type);
  for (const Row& row : constants)
    if (rt.in(row.releases) && !module_add(thread, module, row.name, make_int(thread, row.value))) return false;
  error_class.take();   // what another runtime left is gone with it
  if (errors_are_os_errors(rt.release)) {
    error_class = Value(Ref(rt.exc.OSError));
  } else {
    Value name = native_str(thread, "error"), space = make_dict(thread), bases = make_tuple(thread, {Ref(rt.exc.Exception)}), home = native_str(thread, "select");
    if (!dict_set(thread, as<Dict>(space), rt.names.module__, home)) return false;
    error_class = call(thread, Ref(rt.types.type), name, bases, space);
  }
  return error_class && module_add(thread, module, "error", error_class) && (!rt.in(since26) || module_add(thread, module, "epoll", Value(Ref(made.epoll))));
}

}  // namespace

extern const ModuleSpec select_module;
const ModuleSpec select_module{.name = "select", .methods = rows, .fill = fill};

}  // namespace xvm
