// _socket: sockets.
#include "modules/socket.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>

#include "modules/iterator_struct.h"
#include "modules/posix.h"
#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/codecs.h"
#include "objects/float.h"
#include "vm/argument_words.h"
#include "vm/import_system.h"
#include "vm/signals.h"

namespace xvm {

namespace {

constexpr std::size_t most_at_once = std::size_t{1} << 24;   // what one recv() asks for at most

bool goes_on_after_signals(const Release& r) { return r.since(3, 5); }   // PEP 475
bool keeps_from_children(const Release& r) { return r.since(3, 4); }     // PEP 446
bool hides_type_flags(const Release& r) { return r.since(3, 7); }
bool guesses_from_descriptor(const Release& r) { return r.since(3, 7); }
bool checks_descriptor(const Release& r) { return r.since(3, 8); }

Type* socket_type = nullptr;
double default_timeout = -1;

Socket& self_of(Ref self) { return as<Socket>(self); }
int creation_flags(Thread& thread) { return keeps_from_children(thread.rt.release) ? SOCK_CLOEXEC : 0; }

bool set_blocking(Thread& thread, Socket& s, bool blocks) {
  int on = !blocks;
  if (::ioctl(s.fd, FIONBIO, &on) < 0) return raise_socket_error(thread);
  if (!thread.rt.python2() && !hides_type_flags(thread.rt.release)) s.type = blocks ? s.type & ~SOCK_NONBLOCK : s.type | SOCK_NONBLOCK;
  return true;
}

// Waits until the socket can be read or written; false with socket.timeout set.
using Deadline = std::chrono::steady_clock::time_point;
Deadline deadline_of(const Socket& s) {
  return std::chrono::steady_clock::now() + std::chrono::nanoseconds(static_cast<std::int64_t>(std::clamp(s.timeout, 0.0, 9e9) * 1e9));
}
bool wait_ready(Thread& thread, Socket& s, short events, Deadline deadline) {
  while (true) {
    double left = std::chrono::duration<double, std::milli>(deadline - std::chrono::steady_clock::now()).count();
    pollfd poll{s.fd, events, 0};
    int ready = left < 0 ? 0 : unlocked(thread, [&] { return ::poll(&poll, 1, static_cast<int>(std::min(std::ceil(left), 2147483647.0))); });
    if (ready > 0) return true;
    if (ready == 0) return raise(thread, socket_timeout_class(), "timed out");
    if (errno != EINTR) return raise_socket_error(thread);
    if (!run_signal_handlers(thread)) return false;
    if (!goes_on_after_signals(thread.rt.release)) return errno = EINTR, raise_socket_error(thread);
  }
}

// Does `step` when the socket is ready; its result, or -1 with the error set. Again after signals.
template <class Step>
std::int64_t transfer(Thread& thread, Ref self, short events, Step step, const Deadline* until = nullptr) {
  Value keep(self);
  Socket& s = self_of(self);
  Deadline deadline = until ? *until : deadline_of(s);
  while (true) {
    if (s.timeout > 0 && s.fd >= 0 && !wait_ready(thread, s, events, deadline)) return -1;
    std::int64_t result = unlocked(thread, [&] { return static_cast<std::int64_t>(step()); });
    if (result >= 0) return result;
    int error = errno;
    if (error == EINTR && goes_on_after_signals(thread.rt.release)) {
      if (!run_signal_handlers(thread)) return -1;
      continue;
    }
    if (s.timeout > 0 && (error == EWOULDBLOCK || error == EAGAIN)) continue;
    errno = error;
    return raise_socket_error(thread), -1;
  }
}

// ---- making

bool adopt(Thread& thread, Socket& s, int fd, int family, int type, int protocol) {
  s.fd = fd, s.family = family, s.protocol = protocol;
  s.type = hides_type_flags(thread.rt.release) ? type & ~(SOCK_CLOEXEC | SOCK_NONBLOCK) : type;
  s.timeout = type & SOCK_NONBLOCK ? 0 : default_timeout;
  return !(s.timeout >= 0 && !(type & SOCK_NONBLOCK)) || set_blocking(thread, s, false);
}

Value socket_make(Thread&, Type* type, Args) {
  Socket* s = allocate<Socket>(type);
  s->timeout = default_timeout;
  return own(s);
}
bool ask(int fd, int option, int& out) {
  socklen_t length = sizeof out;
  return ::getsockopt(fd, SOL_SOCKET, option, &out, &length) == 0;
}
bool socket_init(Thread& thread, Ref self, Args args) {
  Bound<4> a(thread, thread.rt.python2() ? "socket(family=2, type=1, proto=0)" : "socket(family=-1, type=-1, proto=-1, fileno=None)", args);
  if (!a) return false;
  bool guesses = guesses_from_descriptor(thread.rt.release);
  int family = -1, type = -1, protocol = -1, fd = -1;
  if ((a[0] && !int_argument(thread, a[0], family)) || (a[1] && !int_argument(thread, a[1], type)) || (a[2] && !int_argument(thread, a[2], protocol))) return false;
  bool given = !thread.rt.python2() && a[3] && !a[3].is_none();
  if (given) {
    if (is_float(a[3]) && thread.rt.release.until(3, 9)) return raise_type_error(thread, "integer argument expected, got float");
    if (!int_argument(thread, a[3], fd)) return false;
    if (fd < 0) return raise_value_error(thread, "negative file descriptor");
    SocketAddress address;
    if (guesses && (family == -1 || checks_descriptor(thread.rt.release)) && ::getsockname(fd, address.get(), &address.length) < 0) {
      if (family == -1 || errno == EBADF || errno == ENOTSOCK) return raise_socket_error(thread);
    } else if (guesses && family == -1) {
      family = address.storage.ss_family;
    }
    if (guesses && type == -1 && !ask(fd, SO_TYPE, type)) return raise_socket_error(thread);
    if (guesses && protocol == -1 && !ask(fd, SO_PROTOCOL, protocol)) return raise_socket_error(thread);
  }
  if (family == -1) family = AF_INET;
  if (type == -1) type = SOCK_STREAM;
  if (protocol == -1) protocol = 0;
  if (!given) {
    fd = unlocked(thread, [&] { return ::socket(family, type | creation_flags(thread), protocol); });
    if (fd < 0) return raise_socket_error(thread);
  }
  Socket& s = self_of(self);
  if (s.fd >= 0 && s.fd != fd) ::close(s.fd);
  return adopt(thread, s, fd, family, type, protocol);
}
Value wrap(Thread& thread, int fd, int family, int type, int protocol) {
  Socket* s = allocate<Socket>(socket_type);
  Value owner = own(s);
  return adopt(thread, *s, fd, family, type, protocol) ? std::move(owner) : Value();
}

Value socket_repr(Thread& thread, Ref self) {
  const Socket& s = self_of(self);
  return native_str(thread, fmt::format("<socket object, fd={}, family={}, type={}, {}={}>", s.fd, s.family, s.type, thread.rt.release.since(3, 3) ? "proto" : "protocol", s.protocol));
}

// ---- connections

Value accept_one(Thread& thread, Ref self, Args) {
  Socket& s = self_of(self);
  SocketAddress address;
  int fd = static_cast<int>(transfer(thread, self, POLLIN, [&] {
    address.length = sizeof address.storage;
    return ::accept4(s.fd, address.get(), &address.length, creation_flags(thread));
  }));
  if (fd < 0) return error_set;
  Value connection = thread.rt.python2() ? wrap(thread, fd, s.family, s.type, s.protocol) : Value::small(fd);
  Value where = connection ? address_value(thread, address) : Value();
  return where ? make_tuple(thread, {connection.ref(), where.ref()}) : Value();
}

Value bind_to(Thread& thread, Ref self, Args args) {
  SocketAddress address;
  if (!socket_address(thread, self_of(self), args[0], "bind", address)) return error_set;
  return ::bind(self_of(self).fd, address.get(), address.length) < 0 ? Value(raise_socket_error(thread)) : none_value();
}

// 0, or errno; -1 with the error set.
int connect_to(Thread& thread, Ref self, Ref where, const char* method) {
  Value keep(self);
  Socket& s = self_of(self);
  SocketAddress address;
  if (!socket_address(thread, s, where, method, address)) return -1;
  int status = unlocked(thread, [&] { return ::connect(s.fd, address.get(), address.length); });
  if (status == 0) return 0;
  int error = errno;
  bool waits = (error == EINPROGRESS && s.timeout > 0) || (error == EINTR && s.timeout != 0 && goes_on_after_signals(thread.rt.release));
  if (!waits) return error;
  if (error == EINTR && !run_signal_handlers(thread)) return -1;
  Deadline deadline = s.timeout > 0 ? deadline_of(s) : std::chrono::steady_clock::now() + std::chrono::hours(24 * 365);
  if (!wait_ready(thread, s, POLLOUT | POLLERR, deadline)) {
    if (!thread.error_is(socket_timeout_class()) || std::string_view(method) == "connect") return -1;
    thread.clear_error();
    return EWOULDBLOCK;
  }
  int result = 0;
  return ask(s.fd, SO_ERROR, result) ? result : errno;
}
Value socket_connect(Thread& thread, Ref self, Args args) {
  int error = connect_to(thread, self, args[0], "connect");
  if (error == 0) return none_value();
  if (error > 0) errno = error, static_cast<void>(raise_socket_error(thread));
  return error_set;
}
Value socket_connect_ex(Thread& thread, Ref self, Args args) {
  int error = connect_to(thread, self, args[0], "connect_ex");
  return error < 0 ? Value() : Value::small(error);
}
Value socket_listen(Thread& thread, Ref self, Args args) {
  int backlog = 128;
  if (args[0] && !int_argument(thread, args[0], backlog)) return error_set;
  return ::listen(self_of(self).fd, std::max(backlog, 0)) < 0 ? Value(raise_socket_error(thread)) : none_value();
}
Value socket_shutdown(Thread& thread, Ref self, Args args) {
  int how = 0;
  if (!int_argument(thread, args[0], how)) return error_set;
  return ::shutdown(self_of(self).fd, how) < 0 ? Value(raise_socket_error(thread)) : none_value();
}
Value socket_close(Thread& thread, Ref self, Args) {
  Socket& s = self_of(self);
  int fd = std::exchange(s.fd, -1);
  if (fd >= 0 && unlocked(thread, [&] { return ::close(fd); }) < 0 && errno != ECONNRESET && thread.rt.release.since(3, 6)) return raise_socket_error(thread);
  return none_value();
}
Value socket_detach(Thread&, Ref self, Args) { return Value::small(std::exchange(self_of(self).fd, -1)); }
Value socket_fileno(Thread&, Ref self, Args) { return Value::small(self_of(self).fd); }
Value socket_dup(Thread& thread, Ref self, Args) {
  const Socket& s = self_of(self);
  int fd = ::dup(s.fd);
  return fd < 0 ? Value(raise_socket_error(thread)) : wrap(thread, fd, s.family, s.type, s.protocol);
}
Value socket_makefile(Thread& thread, Ref self, Args args) {
  int fd = ::dup(self_of(self).fd);
  if (fd < 0) return raise_socket_error(thread);
  Value number = Value::small(fd), mode = args[0] ? Value(args[0]) : native_str(thread, "r"), size = args[1] ? Value(args[1]) : Value::small(-1);
  Value module = import_native(thread, "posix", false);
  return module ? call_named(thread, module, "fdopen", {number, mode, size}) : Value();
}

template <int (*get)(int, sockaddr*, socklen_t*)>
Value name_of(Thread& thread, Ref self, Args) {
  SocketAddress address;
  return get(self_of(self).fd, address.get(), &address.length) < 0 ? Value(raise_socket_error(thread)) : address_value(thread, address);
}
int own_name(int fd, sockaddr* address, socklen_t* length) { return ::getsockname(fd, address, length); }
int peer_name(int fd, sockaddr* address, socklen_t* length) { return ::getpeername(fd, address, length); }

// ---- options

Value get_option(Thread& thread, Ref self, Args args) {
  int level = 0, option = 0, room = 0;
  if (!int_argument(thread, args[0], level) || !int_argument(thread, args[1], option) || (args[2] && !int_argument(thread, args[2], room))) return error_set;
  if (room == 0) {
    int value = 0;
    socklen_t length = sizeof value;
    return ::getsockopt(self_of(self).fd, level, option, &value, &length) < 0 ? Value(raise_socket_error(thread)) : make_int(thread, value);
  }
  if (room < 0 || room > 1024) return raise_socket_error(thread, "getsockopt buflen out of range");
  char bytes[1024];
  socklen_t length = static_cast<socklen_t>(room);
  return ::getsockopt(self_of(self).fd, level, option, bytes, &length) < 0 ? Value(raise_socket_error(thread)) : make_bytes(thread, {bytes, length});
}
Value set_option(Thread& thread, Ref self, Args args) {
  int level = 0, option = 0, number = 0, status;
  if (args.size() < 3 || args.size() > 4 || args.keywords()) return raise_type_error(thread, "setsockopt() takes {} arguments ({} given)", args.size() < 3 ? "exactly 3" : "at most 4", args.size());
  if (!int_argument(thread, args[0], level) || !int_argument(thread, args[1], option)) return error_set;
  if (args.size() == 4) {
    std::int64_t length = 0;
    if (!args[2].is_none() || !as_int64(thread, args[3], length)) return thread.has_error() ? Value() : Value(raise_type_error(thread, "setsockopt() argument 3 must be None, not {}", type_name(thread, args[2])));
    status = ::setsockopt(self_of(self).fd, level, option, nullptr, static_cast<socklen_t>(length));
  } else if (is_int(args[2])) {
    if (!int_argument(thread, args[2], number)) return error_set;
    status = ::setsockopt(self_of(self).fd, level, option, &number, sizeof number);
  } else {
    BufferView view;
    if (!get_buffer(thread, args[2], view)) return error_set;
    status = ::setsockopt(self_of(self).fd, level, option, view.data, static_cast<socklen_t>(view.length));
  }
  return status < 0 ? Value(raise_socket_error(thread)) : none_value();
}

// seconds, or -1 for None.
bool timeout_argument(Thread& thread, Ref v, double& out) {
  out = -1;
  if (v.is_none()) return true;
  const Release& r = thread.rt.release;
  if (is_float(v) || thread.rt.python2() || r.until(3, 4)) {
    if (!as_double(thread, v, out)) {
      if (thread.error_is(thread.rt.exc.TypeError) && thread.rt.python2()) return thread.clear_error(), raise_type_error(thread, "a float is required");
      return false;
    }
  } else {
    std::int64_t whole = 0;
    if (!is_int(v)) {
      int ignored = 0;
      if (!int_argument(thread, v, ignored)) return false;
      whole = ignored;
    } else if (!int_fits(v, whole)) {
      return raise_overflow(thread, "timestamp too large to convert to C _PyTime_t");
    }
    out = static_cast<double>(whole);
  }
  if (out != out && r.since(3, 5)) return raise_value_error(thread, "Invalid value NaN (not a number)");
  if (out > 9223372036.0 && r.since(3, 5)) {
    bool far = out > 9.2e18 && r.since(3, 11);
    return raise_overflow(thread, far ? "timestamp out of range for platform time_t" : r.since(3, 13) ? "timestamp too large to convert to C PyTime_t" : "timestamp too large to convert to C _PyTime_t");
  }
  return out >= 0 || out != out || raise_value_error(thread, "Timeout value out of range");
}
Value timeout_value(double timeout) { return timeout < 0 ? none_value() : Value::of(timeout); }
Value set_timeout(Thread& thread, Ref self, Args args) {
  double timeout = -1;
  if (!timeout_argument(thread, args[0], timeout)) return error_set;
  self_of(self).timeout = timeout;
  return set_blocking(thread, self_of(self), timeout < 0) ? none_value() : Value();
}
Value get_timeout(Thread&, Ref self, Args) { return timeout_value(self_of(self).timeout); }
Value socket_set_blocking(Thread& thread, Ref self, Args args) {
  int blocks = 0;
  if (thread.rt.release.since(3, 12)) {
    blocks = truth(thread, args[0]);
    if (blocks < 0) return error_set;
  } else if (!int_argument(thread, args[0], blocks)) {
    return error_set;
  }
  self_of(self).timeout = blocks ? -1 : 0;
  return set_blocking(thread, self_of(self), blocks != 0) ? none_value() : Value();
}
Value get_blocking(Thread&, Ref self, Args) { return Value::of(self_of(self).timeout != 0); }

// ---- receiving

bool room_argument(Thread& thread, Ref v, const char* method, std::size_t& out) {
  std::int64_t length = 0;
  if (thread.rt.python2()) {
    int small = 0;
    if (!int_argument(thread, v, small)) return false;
    length = small;
  } else if (!as_int64(thread, v, length)) {
    return false;
  }
  if (length < 0) return raise_value_error(thread, "negative buffersize in {}", method);
  out = static_cast<std::size_t>(length);
  return true;
}
bool flags_argument(Thread& thread, Ref v, int& flags) { return !v || int_argument(thread, v, flags); }

Value socket_recv(Thread& thread, Ref self, Args args) {
  std::size_t room = 0;
  int flags = 0;
  if (!room_argument(thread, args[0], "recv", room) || !flags_argument(thread, args[1], flags)) return error_set;
  std::string bytes(std::min(room, most_at_once), '\0');
  std::int64_t got = transfer(thread, self, POLLIN, [&] { return ::recv(self_of(self).fd, bytes.data(), bytes.size(), flags); });
  return got < 0 ? Value() : make_bytes(thread, {bytes.data(), static_cast<std::size_t>(got)});
}
Value socket_recvfrom(Thread& thread, Ref self, Args args) {
  std::size_t room = 0;
  int flags = 0;
  SocketAddress address;
  if (!room_argument(thread, args[0], "recvfrom", room) || !flags_argument(thread, args[1], flags)) return error_set;
  std::string bytes(std::min(room, most_at_once), '\0');
  std::int64_t got = transfer(thread, self, POLLIN, [&] { return ::recvfrom(self_of(self).fd, bytes.data(), bytes.size(), flags, address.get(), &address.length); });
  if (got < 0) return error_set;
  Value data = make_bytes(thread, {bytes.data(), static_cast<std::size_t>(got)}), where = address_value(thread, address);
  return where ? make_tuple(thread, {data.ref(), where.ref()}) : Value();
}
bool buffer_argument(Thread& thread, Ref v, const char* method, BufferView& view) {
  if (!is<Bytes>(v) && !is<Text>(v) && get_buffer(thread, v, view, true)) return true;
  thread.clear_error();
  return raise_type_error(thread, "{}() argument 1 must be read-write {}, not {}", method, thread.rt.python2() ? "buffer" : "bytes-like object", argument_type(thread, v));
}
bool part_argument(Thread& thread, Ref v, const char* method, const BufferView& view, std::size_t& out) {
  out = 0;
  if (v && !room_argument(thread, v, method, out)) return false;
  if (out > view.length) return raise(thread, thread.rt.exc.ValueError, std::string_view(method) == "recv_into" ? "buffer too small for requested bytes" : "nbytes is greater than the length of the buffer");
  if (out == 0) out = view.length;
  return true;
}
Value socket_recv_into(Thread& thread, Ref self, Args args) {
  BufferView view;
  std::size_t room = 0;
  int flags = 0;
  if (!buffer_argument(thread, args[0], "recv_into", view) || !part_argument(thread, args[1], "recv_into", view, room) || !flags_argument(thread, args[2], flags)) return error_set;
  std::int64_t got = transfer(thread, self, POLLIN, [&] { return ::recv(self_of(self).fd, view.data, room, flags); });
  return got < 0 ? Value() : make_int(thread, got);
}
Value socket_recvfrom_into(Thread& thread, Ref self, Args args) {
  BufferView view;
  std::size_t room = 0;
  int flags = 0;
  SocketAddress address;
  if (!buffer_argument(thread, args[0], "recvfrom_into", view) || !part_argument(thread, args[1], "recvfrom_into", view, room) || !flags_argument(thread, args[2], flags)) return error_set;
  std::int64_t got = transfer(thread, self, POLLIN, [&] { return ::recvfrom(self_of(self).fd, view.data, room, flags, address.get(), &address.length); });
  if (got < 0) return error_set;
  Value count = make_int(thread, got), where = address_value(thread, address);
  return where ? make_tuple(thread, {count.ref(), where.ref()}) : Value();
}

// A received message: its ancillary data as a list, its flags and sender.
Value message_value(Thread& thread, Value data, msghdr& message, SocketAddress& address) {
  Value list = own(allocate_list(thread, 0)), flags = Value::small(message.msg_flags);
  for (cmsghdr* at = CMSG_FIRSTHDR(&message); at; at = CMSG_NXTHDR(&message, at)) {
    if (at->cmsg_len < CMSG_LEN(0)) break;
    std::size_t left = static_cast<std::size_t>(static_cast<char*>(message.msg_control) + message.msg_controllen - reinterpret_cast<char*>(CMSG_DATA(at)));
    Value level = Value::small(at->cmsg_level), type = Value::small(at->cmsg_type), bytes = make_bytes(thread, {reinterpret_cast<const char*>(CMSG_DATA(at)), std::min<std::size_t>(at->cmsg_len - CMSG_LEN(0), left)});
    list_append(as<List>(list), make_tuple(thread, {level.ref(), type.ref(), bytes.ref()}));
  }
  address.length = message.msg_namelen;
  Value where = address_value(thread, address);
  return where ? make_tuple(thread, {data.ref(), list.ref(), flags.ref(), where.ref()}) : Value();
}
bool control_room(Thread& thread, Ref v, std::vector<char>& out) {
  std::int64_t room = 0;
  if (v && !as_int64(thread, v, room)) return false;
  if (room < 0 || room > 0x7fffffff) return raise_value_error(thread, "invalid ancillary data buffer length");
  out.resize(static_cast<std::size_t>(std::min<std::int64_t>(room, 1 << 20)));
  return true;
}
Value socket_recvmsg(Thread& thread, Ref self, Args args) {
  std::int64_t room = 0;
  int flags = 0;
  std::vector<char> control;
  SocketAddress address;
  if (!as_int64(thread, args[0], room)) return error_set;
  if (room < 0) return raise_value_error(thread, "negative buffer size in recvmsg()");
  if (!control_room(thread, args[1], control) || !flags_argument(thread, args[2], flags)) return error_set;
  std::string bytes(std::min(static_cast<std::size_t>(room), most_at_once), '\0');
  iovec part{bytes.data(), bytes.size()};
  msghdr message{};
  std::int64_t got = transfer(thread, self, POLLIN, [&] {
    message = msghdr{};
    message.msg_name = &address.storage, message.msg_namelen = sizeof address.storage;
    message.msg_iov = &part, message.msg_iovlen = 1;
    message.msg_control = control.empty() ? nullptr : control.data(), message.msg_controllen = control.size();
    return ::recvmsg(self_of(self).fd, &message, flags | (keeps_from_children(thread.rt.release) ? MSG_CMSG_CLOEXEC : 0));
  });
  if (got < 0) return error_set;
  message.msg_flags &= ~MSG_CMSG_CLOEXEC;
  return message_value(thread, make_bytes(thread, {bytes.data(), static_cast<std::size_t>(got)}), message, address);
}
Value socket_recvmsg_into(Thread& thread, Ref self, Args args) {
  int flags = 0;
  std::vector<char> control;
  SocketAddress address;
  Value buffers = to_tuple(thread, args[0]);
  if (!buffers) return catch_error(thread, thread.rt.exc.TypeError) ? Value(raise_type_error(thread, "recvmsg_into() argument 1 must be an iterable")) : Value();
  std::vector<BufferView> views(as<Tuple>(buffers).length);
  std::vector<iovec> parts;
  for (std::size_t i = 0; i < views.size(); ++i) {
    Ref v = as<Tuple>(buffers)[i];
    if (is<Bytes>(v) || is<Text>(v) || !get_buffer(thread, v, views[i], true)) {
      thread.clear_error();
      return raise_type_error(thread, "recvmsg_into() argument 1 must be an iterable of single-segment read-write buffers");
    }
    parts.push_back({views[i].data, views[i].length});
  }
  if (!control_room(thread, args[1], control) || !flags_argument(thread, args[2], flags)) return error_set;
  msghdr message{};
  std::int64_t got = transfer(thread, self, POLLIN, [&] {
    message = msghdr{};
    message.msg_name = &address.storage, message.msg_namelen = sizeof address.storage;
    message.msg_iov = parts.data(), message.msg_iovlen = parts.size();
    message.msg_control = control.empty() ? nullptr : control.data(), message.msg_controllen = control.size();
    return ::recvmsg(self_of(self).fd, &message, flags | MSG_CMSG_CLOEXEC);
  });
  if (got < 0) return error_set;
  message.msg_flags &= ~MSG_CMSG_CLOEXEC;
  return message_value(thread, make_int(thread, got), message, address);
}

// ---- sending

bool data_argument(Thread& thread, Ref v, const char* method, Value& keep, BufferView& view) {
  if (thread.rt.python2() && is<Text>(v)) {
    keep = coerce_to_bytes(thread, v);
    return keep && get_buffer(thread, keep, view);
  }
  if (thread.rt.python2() && !has_buffer(thread, v)) return raise_type_error(thread, "{}() argument 1 must be string or buffer, not {}", method, argument_type(thread, v));
  return get_buffer(thread, v, view);
}
Value socket_send(Thread& thread, Ref self, Args args) {
  Value keep;
  BufferView view;
  int flags = 0;
  if (!data_argument(thread, args[0], "send", keep, view) || !flags_argument(thread, args[1], flags)) return error_set;
  std::int64_t sent = transfer(thread, self, POLLOUT, [&] { return ::send(self_of(self).fd, view.data, view.length, flags | MSG_NOSIGNAL); });
  return sent < 0 ? Value() : make_int(thread, sent);
}
Value socket_sendall(Thread& thread, Ref self, Args args) {
  Value keep;
  BufferView view;
  int flags = 0;
  if (!data_argument(thread, args[0], "sendall", keep, view) || !flags_argument(thread, args[1], flags)) return error_set;
  Deadline deadline = deadline_of(self_of(self));   // of all of it, from 3.5
  for (std::size_t done = 0; done < view.length;) {
    std::int64_t sent = transfer(thread, self, POLLOUT, [&] { return ::send(self_of(self).fd, view.data + done, view.length - done, flags | MSG_NOSIGNAL); },
                                 thread.rt.release.since(3, 5) ? &deadline : nullptr);
    if (sent < 0 || !run_signal_handlers(thread)) return error_set;
    done += static_cast<std::size_t>(sent);
  }
  return none_value();
}
Value socket_sendto(Thread& thread, Ref self, Args args) {
  if (args.size() < 2 || args.size() > 3 || args.keywords()) return raise_type_error(thread, "sendto() takes 2 or 3 arguments ({} given)", args.size());
  Value keep;
  BufferView view;
  int flags = 0;
  SocketAddress address;
  if (!data_argument(thread, args[0], "sendto", keep, view) || (args.size() == 3 && !int_argument(thread, args[1], flags)) ||
      !socket_address(thread, self_of(self), args[args.size() - 1], "sendto", address))
    return error_set;
  std::int64_t sent = transfer(thread, self, POLLOUT, [&] { return ::sendto(self_of(self).fd, view.data, view.length, flags | MSG_NOSIGNAL, address.get(), address.length); });
  return sent < 0 ? Value() : make_int(thread, sent);
}
Value socket_sendmsg(Thread& thread, Ref self, Args args) {
  int flags = 0;
  SocketAddress address;
  Value buffers = to_tuple(thread, args[0]);
  if (!buffers) return catch_error(thread, thread.rt.exc.TypeError) ? Value(raise_type_error(thread, "sendmsg() argument 1 must be an iterable")) : Value();
  std::vector<BufferView> views(as<Tuple>(buffers).length);
  std::vector<iovec> parts;
  for (std::size_t i = 0; i < views.size(); ++i) {
    if (!get_buffer(thread, as<Tuple>(buffers)[i], views[i])) return error_set;
    parts.push_back({views[i].data, views[i].length});
  }
  std::vector<char> control;
  Value ancillary = args[1] ? to_tuple(thread, args[1]) : empty_tuple(thread);
  if (!ancillary) return catch_error(thread, thread.rt.exc.TypeError) ? Value(raise_type_error(thread, "sendmsg() argument 2 must be an iterable")) : Value();
  for (const Value& item : as<Tuple>(ancillary)) {
    int level = 0, type = 0;
    BufferView data;
    Value row = is<Tuple>(item) ? item : Value();
    if (!row || as<Tuple>(row).length != 3) return raise_type_error(thread, "[sendmsg() ancillary data items] must be 3-item tuples");
    if (!int_argument(thread, as<Tuple>(row)[0], level) || !int_argument(thread, as<Tuple>(row)[1], type) || !get_buffer(thread, as<Tuple>(row)[2], data)) return error_set;
    if (data.length > 1 << 20) return raise_socket_error(thread, "ancillary data item too large");
    std::size_t at = control.size();
    control.resize(at + CMSG_SPACE(data.length));
    cmsghdr header{};
    header.cmsg_level = level, header.cmsg_type = type, header.cmsg_len = CMSG_LEN(data.length);
    std::memcpy(control.data() + at, &header, sizeof header);
    if (data.length) std::memcpy(control.data() + at + CMSG_LEN(0), data.data, data.length);
  }
  if (!flags_argument(thread, args[2], flags)) return error_set;
  msghdr message{};
  if (args[3] && !args[3].is_none()) {
    if (!socket_address(thread, self_of(self), args[3], "sendmsg", address)) return error_set;
    message.msg_name = &address.storage, message.msg_namelen = address.length;
  }
  message.msg_iov = parts.data(), message.msg_iovlen = parts.size();
  message.msg_control = control.empty() ? nullptr : control.data(), message.msg_controllen = control.size();
  std::int64_t sent = transfer(thread, self, POLLOUT, [&] { return ::sendmsg(self_of(self).fd, &message, flags | MSG_NOSIGNAL); });
  return sent < 0 ? Value() : make_int(thread, sent);
}

// ---- functions of the module

Value make_pair(Thread& thread, Ref, Args args) {
  int family = AF_UNIX, type = SOCK_STREAM, protocol = 0, fds[2];
  if ((args[0] && !int_argument(thread, args[0], family)) || (args[1] && !int_argument(thread, args[1], type)) || (args[2] && !int_argument(thread, args[2], protocol))) return error_set;
  if (::socketpair(family, type | creation_flags(thread), protocol, fds) < 0) return raise_socket_error(thread);
  Value one = wrap(thread, fds[0], family, type, protocol), other = wrap(thread, fds[1], family, type, protocol);
  return one && other ? make_tuple(thread, {one.ref(), other.ref()}) : Value();
}
Value from_descriptor(Thread& thread, Ref, Args args) {
  int fd = 0, family = 0, type = 0, protocol = 0;
  if (!int_argument(thread, args[0], fd) || !int_argument(thread, args[1], family) || !int_argument(thread, args[2], type) || (args[3] && !int_argument(thread, args[3], protocol))) return error_set;
  int copy = ::dup(fd);
  return copy < 0 ? Value(raise_socket_error(thread)) : wrap(thread, copy, family, type, protocol);
}
Value dup_descriptor(Thread& thread, Ref, Args args) {
  int fd = 0;
  if (!int_argument(thread, args[0], fd)) return error_set;
  int copy = keeps_from_children(thread.rt.release) ? ::fcntl(fd, F_DUPFD_CLOEXEC, 0) : ::dup(fd);
  return copy < 0 ? Value(raise_socket_error(thread)) : Value::small(copy);
}
Value close_descriptor(Thread& thread, Ref, Args args) {
  int fd = 0;
  if (!int_argument(thread, args[0], fd)) return error_set;
  return unlocked(thread, [&] { return ::close(fd); }) < 0 && errno != ECONNRESET ? Value(raise_socket_error(thread)) : none_value();
}
Value get_default_timeout(Thread&, Ref, Args) { return timeout_value(default_timeout); }
Value set_default_timeout(Thread& thread, Ref, Args args) {
  double timeout = -1;
  if (!timeout_argument(thread, args[0], timeout)) return error_set;
  default_timeout = timeout;
  return none_value();
}

Value get_family(Thread&, Ref self) { return Value::small(self_of(self).family); }
Value get_type(Thread&, Ref self) { return Value::small(self_of(self).type); }
Value get_protocol(Thread&, Ref self) { return Value::small(self_of(self).protocol); }
Value get_timeout_member(Thread& thread, Ref self) { return thread.rt.python2() ? Value::of(self_of(self).timeout) : timeout_value(self_of(self).timeout); }

constexpr Method methods[] = {
    {"_accept(self)", accept_one, since(3, 0)},
    {"accept(self)", accept_one, until(2, 7)},
    {"bind(self, address, /)", bind_to},
    {"close(self)", socket_close},
    {"connect(self, address, /)", socket_connect},
    {"connect_ex(self, address, /)", socket_connect_ex},
    {"detach(self)", socket_detach, since(3, 2)},
    {"dup(self)", socket_dup, until(2, 7)},
    {"fileno(self)", socket_fileno},
    {"getblocking(self)", get_blocking, since(3, 7)},
    {"getpeername(self)", name_of<peer_name>},
    {"getsockname(self)", name_of<own_name>},
    {"getsockopt(self, level, option, buffersize=0, /)", get_option},
    {"gettimeout(self)", get_timeout},
    {"listen(self, backlog, /)", socket_listen, until(3, 4)},
    {"listen(self, backlog=None, /)", socket_listen, since(3, 5)},
    {"makefile(self, mode='r', buffersize=-1, /)", socket_makefile, until(2, 7)},
    {"recv(self, buffersize, flags=0, /)", socket_recv},
    {"recv_into(self, buffer, nbytes=0, flags=0)", socket_recv_into},
    {"recvfrom(self, buffersize, flags=0, /)", socket_recvfrom},
    {"recvfrom_into(self, buffer, nbytes=0, flags=0)", socket_recvfrom_into},
    {"recvmsg(self, bufsize, ancbufsize=0, flags=0, /)", socket_recvmsg, since(3, 3)},
    {"recvmsg_into(self, buffers, ancbufsize=0, flags=0, /)", socket_recvmsg_into, since(3, 3)},
    {"send(self, data, flags=0, /)", socket_send},
    {"sendall(self, data, flags=0, /)", socket_sendall},
    {"sendmsg(self, buffers, ancdata=(), flags=0, address=None, /)", socket_sendmsg, since(3, 3)},
    {"sendto(self, data, flags_or_address, address, /)", socket_sendto, always, Method::Raw},
    {"setblocking(self, flag, /)", socket_set_blocking},
    {"setsockopt(self, level, option, value, /)", set_option, always, Method::Raw},
    {"settimeout(self, timeout, /)", set_timeout},
    {"shutdown(self, flag, /)", socket_shutdown},
};
constexpr GetSetRow getset[] = {{"family", get_family}, {"proto", get_protocol}, {"timeout", get_timeout_member}, {"type", get_type}};
constexpr Method rows[] = {
    {"close(integer, /)", close_descriptor, since(3, 7)},
    {"dup(integer, /)", dup_descriptor, since(3, 0)},
    {"fromfd(fd, family, type, proto=0, /)", from_descriptor, until(2, 7)},
    {"getdefaulttimeout()", get_default_timeout},
    {"setdefaulttimeout(timeout, /)", set_default_timeout},
    {"socketpair(family=1, type=1, proto=0, /)", make_pair},
};

bool fill(Thread& thread, Module& module) {
  static constexpr TypeSpec spec{.name = "_socket.socket", .layout = layout_of<Socket>, .flags = BaseType, .methods = methods, .getset = getset,
                                 .fill = [](Slots& s, Runtime&) { s.make = socket_make, s.init = socket_init, s.repr = socket_repr; }};
  default_timeout = -1;
  socket_type = make_builtin_type(thread.rt, spec);
  return add_socket_errors(thread, module) && module_add_functions(thread, module, socket_functions()) && module_add(thread, module, "socket", Value(socket_type)) &&
         module_add(thread, module, "SocketType", Value(socket_type)) && module_add(thread, module, "has_ipv6", Value::of(true)) && add_socket_constants(thread, module);
}

}  // namespace

Socket::~Socket() {
  if (fd >= 0) ::close(fd);
}

extern const ModuleSpec socket_module;
const ModuleSpec socket_module{.name = "_socket", .methods = rows, .fill = fill};

}  // namespace xvm
