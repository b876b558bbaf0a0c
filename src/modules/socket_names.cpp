// _socket: addresses, and what the system knows of hosts, services, protocols and interfaces.
#include <arpa/inet.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <unistd.h>

#include <cstring>

#include "modules/iterator_struct.h"
#include "modules/new_class.h"
#include "modules/posix.h"
#include "modules/socket.h"
#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/codecs.h"
#include "objects/float.h"
#include "vm/argument_words.h"
#include "vm/warnings.h"

namespace xvm {

namespace {

bool errors_are_os_errors(const Release& r) { return r.since(3, 3); }
bool timeout_is_builtin(const Release& r) { return r.since(3, 10); }
bool names_method(const Release& r) { return r.since(3, 8); }
bool checks_16_bits(const Release& r) { return r.since(3, 7); }
bool refuses_wide_numbers(const Release& r) { return r.since(3, 10); }

struct Made {
  Value error, herror, gaierror, timeout;
};
Made& made = *new Made;   // never destroyed: what it holds may be gone before

ErrorSet raise_numbered(Thread& thread, const Value& type, int number, const char* words) {
  Value code = make_int(thread, number), text = native_str(thread, words), exception = call(thread, type, code, text);
  return exception ? raise_instance(thread, exception) : ErrorSet();
}
ErrorSet raise_lookup_error(Thread& thread, int code) {
  return code == EAI_SYSTEM ? raise_socket_error(thread) : raise_numbered(thread, made.gaierror, code, ::gai_strerror(code));
}
ErrorSet raise_host_error(Thread& thread, int code) { return raise_numbered(thread, made.herror, code, ::hstrerror(code)); }

// A host name: str as IDNA, bytes as they are. `words` opens the message about other types.
bool host_argument(Thread& thread, Ref v, const char* words, std::string& out) {
  if (is<Text>(v)) {
    if (as<Text>(v).ascii) return out = text_utf8(v), true;
    Value bytes = encode_text(thread, v, "idna");
    if (bytes) out = as<Bytes>(bytes).view();
    return static_cast<bool>(bytes);
  }
  if (is<Bytes>(v)) return out = as<Bytes>(v).view(), true;
  if (is<ByteArray>(v) && !thread.rt.python2()) return out = view_of(as<ByteArray>(v)), true;
  if (thread.rt.python2() && !*words) return raise_type_error(thread, "coercing to Unicode: need string or buffer, {} found", type_name(thread, v));
  if (thread.rt.python2()) return raise_type_error(thread, "{} argument 1 must be string, not {}", words, argument_type(thread, v));
  if (*words) return raise_type_error(thread, "{} argument 1 must be str, bytes or bytearray, not {}", words, argument_type(thread, v));
  return raise_type_error(thread, "str, bytes or bytearray expected, not {}", type_name(thread, v));
}

// The address of a host; of any family where 0.
bool resolve(Thread& thread, const std::string& name, int family, SocketAddress& out) {
  if (family == AF_INET && (name == "<broadcast>" || name == "255.255.255.255")) {
    auto* address = reinterpret_cast<sockaddr_in*>(&out.storage);
    address->sin_family = AF_INET, address->sin_addr.s_addr = INADDR_BROADCAST;
    out.length = sizeof *address;
    return true;
  }
  if (family == AF_INET || family == AF_UNSPEC) {
    auto* address = reinterpret_cast<sockaddr_in*>(&out.storage);
    if (::inet_pton(AF_INET, name.c_str(), &address->sin_addr) == 1) return address->sin_family = AF_INET, out.length = sizeof *address, true;
  }
  if (family == AF_INET6) {
    auto* address = reinterpret_cast<sockaddr_in6*>(&out.storage);
    if (::inet_pton(AF_INET6, name.c_str(), &address->sin6_addr) == 1) return address->sin6_family = AF_INET6, out.length = sizeof *address, true;
  }
  addrinfo hints{}, *found = nullptr;
  hints.ai_family = family;
  if (name.empty()) hints.ai_flags = AI_PASSIVE, hints.ai_socktype = SOCK_DGRAM;
  int status = unlocked(thread, [&] { return ::getaddrinfo(name.empty() ? nullptr : name.c_str(), name.empty() ? "0" : nullptr, &hints, &found); });
  if (status != 0) return raise_lookup_error(thread, status);
  std::memcpy(&out.storage, found->ai_addr, found->ai_addrlen);
  out.length = found->ai_addrlen;
  ::freeaddrinfo(found);
  return true;
}

std::string opening(Thread& thread, const char* method) { return names_method(thread.rt.release) ? fmt::format("{}()", method) : "getsockaddrarg"; }

bool port_argument(Thread& thread, Ref v, const char* method, std::uint16_t& out) {
  int port = 0;
  if (!int_argument(thread, v, port)) return false;
  if (port < 0 || port > 0xffff) return raise_overflow(thread, fmt::format("{}: port must be 0-65535.", opening(thread, method)));
  out = htons(static_cast<std::uint16_t>(port));
  return true;
}
// A tuple of `least` to `most` items for an address.
bool address_tuple(Thread& thread, Ref v, const char* method, const char* family, std::size_t least, std::size_t most, const char* shape) {
  if (!is<Tuple>(v)) return raise_type_error(thread, "{}: {} address must be tuple, not {}", opening(thread, method), family, type_name(thread, v));
  std::size_t got = as<Tuple>(v).length;
  if (got >= least && got <= most) return true;
  if (names_method(thread.rt.release)) return raise_type_error(thread, "{} address must be a {}", family, shape);
  if (least == most) return raise_type_error(thread, "getsockaddrarg() takes exactly {} arguments ({} given)", least, got);
  return raise_type_error(thread, "function takes at {} {} arguments ({} given)", got < least ? "least" : "most", got < least ? least : most, got);
}
bool flow_argument(Thread& thread, const Tuple& tuple, const std::string& words, sockaddr_in6& address) {
  std::int64_t flow = 0, scope = 0;
  if ((tuple.length > 2 && !as_int64(thread, tuple[2], flow)) || (tuple.length > 3 && !as_int64(thread, tuple[3], scope))) return false;
  if (flow < 0 || flow > 0xfffff) return raise_overflow(thread, fmt::format("{}: flowinfo must be 0-1048575.", words));
  address.sin6_flowinfo = htonl(static_cast<std::uint32_t>(flow)), address.sin6_scope_id = static_cast<std::uint32_t>(scope);
  return true;
}

}  // namespace

ErrorSet raise_socket_error(Thread& thread) {
  if (errors_are_os_errors(thread.rt.release)) return raise_os(thread);
  int error = errno;
  return raise_numbered(thread, made.error, error, std::strerror(error));
}
ErrorSet raise_socket_error(Thread& thread, std::string_view message) { return raise(thread, &as<Type>(made.error), message); }
Type* socket_timeout_class() { return &as<Type>(made.timeout); }

bool add_socket_errors(Thread& thread, Module& module) {
  Runtime& rt = thread.rt;
  made.error.take(), made.herror.take(), made.gaierror.take(), made.timeout.take();   // what another runtime left is gone with it
  made.error = errors_are_os_errors(rt.release) ? Value(rt.exc.OSError) : new_class(thread, "socket", "error", rt.release.since(2, 6) ? rt.exc.IOError : rt.exc.Exception);
  if (!made.error) return false;
  Type* error = &as<Type>(made.error);
  made.herror = new_class(thread, "socket", "herror", error);
  made.gaierror = new_class(thread, "socket", "gaierror", error);
  made.timeout = timeout_is_builtin(rt.release) ? Value(rt.exc.TimeoutError) : new_class(thread, "socket", "timeout", error);
  return made.herror && made.gaierror && made.timeout && module_add(thread, module, "error", made.error) && module_add(thread, module, "herror", made.herror) &&
         module_add(thread, module, "gaierror", made.gaierror) && module_add(thread, module, "timeout", made.timeout);
}

bool socket_address(Thread& thread, const Socket& socket, Ref v, const char* method, SocketAddress& out) {
  out = SocketAddress{};
  out.storage.ss_family = static_cast<sa_family_t>(socket.family);
  switch (socket.family) {
    case AF_UNIX: {
      std::string path;
      auto* address = reinterpret_cast<sockaddr_un*>(&out.storage);
      if (is<Text>(v) && !thread.rt.python2()) {
        Value bytes = encode_text(thread, v, "utf-8", "surrogateescape");
        if (!bytes) return false;
        path = as<Bytes>(bytes).view();
      } else {
        BufferView view;
        if (thread.rt.python2() && !has_buffer(thread, v)) return raise_type_error(thread, "argument must be string or read-only character buffer, not {}", type_name(thread, v));
        if (!get_buffer(thread, v, view)) return false;
        path = view.view();
      }
      bool abstract = !path.empty() && path[0] == '\0';
      if (path.size() > sizeof address->sun_path || (!abstract && path.size() == sizeof address->sun_path)) return raise_socket_error(thread, "AF_UNIX path too long");
      std::memcpy(address->sun_path, path.data(), path.size());
      out.length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + (abstract ? 0 : 1));
      return true;
    }
    case AF_INET: {
      std::string host;
      if (!address_tuple(thread, v, method, "AF_INET", 2, 2, "pair (host, port)")) return false;
      auto* address = reinterpret_cast<sockaddr_in*>(&out.storage);
      std::uint16_t port = 0;
      if (!host_argument(thread, as<Tuple>(v)[0], "", host) || !port_argument(thread, as<Tuple>(v)[1], method, port) || !resolve(thread, host, AF_INET, out)) return false;
      address->sin_port = port;
      out.length = sizeof *address;
      return true;
    }
    case AF_INET6: {
      std::string host;
      if (!address_tuple(thread, v, method, "AF_INET6", 2, 4, "tuple (host, port[, flowinfo[, scopeid]])")) return false;
      auto* address = reinterpret_cast<sockaddr_in6*>(&out.storage);
      sockaddr_in6 flow{};
      std::uint16_t port = 0;
      if (!host_argument(thread, as<Tuple>(v)[0], "", host) || !port_argument(thread, as<Tuple>(v)[1], method, port) || !flow_argument(thread, as<Tuple>(v), opening(thread, method), flow) ||
          !resolve(thread, host, AF_INET6, out))
        return false;
      address->sin6_port = port, address->sin6_flowinfo = flow.sin6_flowinfo;
      if (as<Tuple>(v).length > 3) address->sin6_scope_id = flow.sin6_scope_id;
      out.length = sizeof *address;
      return true;
    }
    case AF_NETLINK: {
      int pid = 0, groups = 0;
      if (!address_tuple(thread, v, method, "AF_NETLINK", 2, 2, "pair (pid, groups)") || !int_argument(thread, as<Tuple>(v)[0], pid) || !int_argument(thread, as<Tuple>(v)[1], groups)) return false;
      auto* address = reinterpret_cast<sockaddr_nl*>(&out.storage);
      address->nl_pid = static_cast<std::uint32_t>(pid), address->nl_groups = static_cast<std::uint32_t>(groups);
      out.length = sizeof *address;
      return true;
    }
    default: return raise_socket_error(thread, fmt::format("{}: bad family", opening(thread, method)));
  }
}

Value address_value(Thread& thread, const SocketAddress& a) {
  if (a.length == 0) return none_value();
  char text[NI_MAXHOST] = {};
  switch (a.storage.ss_family) {
    case AF_UNIX: {
      auto* address = reinterpret_cast<const sockaddr_un*>(&a.storage);
      std::size_t length = a.length > offsetof(sockaddr_un, sun_path) ? a.length - offsetof(sockaddr_un, sun_path) : 0;
      if (length > 0 && address->sun_path[0] == '\0') return make_bytes(thread, {address->sun_path, length});
      return path_text(thread, {address->sun_path, ::strnlen(address->sun_path, length)});
    }
    case AF_INET: {
      auto* address = reinterpret_cast<const sockaddr_in*>(&a.storage);
      ::inet_ntop(AF_INET, &address->sin_addr, text, sizeof text);
      Value host = native_str(thread, text), port = Value::small(ntohs(address->sin_port));
      return make_tuple(thread, {host.ref(), port.ref()});
    }
    case AF_INET6: {
      auto* address = reinterpret_cast<const sockaddr_in6*>(&a.storage);
      if (::getnameinfo(a.get(), sizeof *address, text, sizeof text, nullptr, 0, NI_NUMERICHOST) != 0) ::inet_ntop(AF_INET6, &address->sin6_addr, text, sizeof text);
      if (thread.rt.release.since(3, 7)) text[std::strcspn(text, "%")] = '\0';   // the scope is told apart
      Value host = native_str(thread, text), port = Value::small(ntohs(address->sin6_port)), flow = make_int(thread, static_cast<std::int64_t>(ntohl(address->sin6_flowinfo))),
            scope = make_int(thread, static_cast<std::int64_t>(address->sin6_scope_id));
      return make_tuple(thread, {host.ref(), port.ref(), flow.ref(), scope.ref()});
    }
    case AF_NETLINK: {
      auto* address = reinterpret_cast<const sockaddr_nl*>(&a.storage);
      Value pid = make_int(thread, static_cast<std::int64_t>(address->nl_pid)), groups = make_int(thread, static_cast<std::int64_t>(address->nl_groups));
      return make_tuple(thread, {pid.ref(), groups.ref()});
    }
    default: {
      Value family = Value::small(a.storage.ss_family), bytes = make_bytes(thread, {a.get()->sa_data, a.length > 2 ? a.length - 2u : 0u});
      return make_tuple(thread, {family.ref(), bytes.ref()});
    }
  }
}

namespace {

// ---- hosts

Value host_by_name(Thread& thread, Ref, Args args) {
  std::string name;
  SocketAddress address;
  if (!host_argument(thread, args[0], "gethostbyname()", name) || !resolve(thread, name, AF_INET, address)) return error_set;
  char text[INET_ADDRSTRLEN] = {};
  ::inet_ntop(AF_INET, &reinterpret_cast<sockaddr_in*>(&address.storage)->sin_addr, text, sizeof text);
  return native_str(thread, text);
}
Value host_entry(Thread& thread, const hostent* entry, int error) {
  if (!entry) return raise_host_error(thread, error);
  Value name = path_text(thread, entry->h_name), aliases = own(allocate_list(thread, 0)), addresses = own(allocate_list(thread, 0));
  for (char** alias = entry->h_aliases; alias && *alias; ++alias) list_append(as<List>(aliases), path_text(thread, *alias));
  for (char** address = entry->h_addr_list; *address; ++address) {
    char text[INET6_ADDRSTRLEN] = {};
    ::inet_ntop(entry->h_addrtype, *address, text, sizeof text);
    list_append(as<List>(addresses), native_str(thread, text));
  }
  return make_tuple(thread, {name.ref(), aliases.ref(), addresses.ref()});
}
Value host_by_name_ex(Thread& thread, Ref, Args args) {
  std::string name;
  SocketAddress address;
  if (!host_argument(thread, args[0], "gethostbyname_ex()", name) || !resolve(thread, name, AF_INET, address)) return error_set;
  hostent* entry = ::gethostbyname(name.c_str());
  return host_entry(thread, entry, h_errno);
}
Value host_by_address(Thread& thread, Ref, Args args) {
  std::string name;
  SocketAddress address;
  if (!host_argument(thread, args[0], "gethostbyaddr()", name) || !resolve(thread, name, AF_UNSPEC, address)) return error_set;
  bool six = address.storage.ss_family == AF_INET6;
  const void* bytes = six ? static_cast<const void*>(&reinterpret_cast<sockaddr_in6*>(&address.storage)->sin6_addr) : &reinterpret_cast<sockaddr_in*>(&address.storage)->sin_addr;
  hostent* entry = ::gethostbyaddr(bytes, six ? 16 : 4, six ? AF_INET6 : AF_INET);
  return host_entry(thread, entry, h_errno);
}
Value own_name(Thread& thread, Ref, Args) {
  char name[1024] = {};
  return ::gethostname(name, sizeof name - 1) < 0 ? Value(raise_socket_error(thread)) : path_text(thread, name);
}
Value set_own_name(Thread& thread, Ref, Args args) {
  std::string name;
  if (!path_argument(thread, args[0], name)) return error_set;
  return ::sethostname(name.data(), name.size()) < 0 ? Value(raise_socket_error(thread)) : none_value();
}

Value address_info(Thread& thread, Ref, Args args) {
  std::string host, port;
  bool has_host = !args[0].is_none(), has_port = !args[1].is_none();
  addrinfo hints{}, *found = nullptr;
  if ((args[2] && !int_argument(thread, args[2], hints.ai_family)) || (args[3] && !int_argument(thread, args[3], hints.ai_socktype)) || (args[4] && !int_argument(thread, args[4], hints.ai_protocol)) ||
      (args[5] && !int_argument(thread, args[5], hints.ai_flags)))
    return error_set;
  if (has_host && !is<Text>(args[0]) && !is<Bytes>(args[0])) return raise_type_error(thread, "getaddrinfo() argument 1 must be string or None");
  if (has_host && !host_argument(thread, args[0], "", host)) return error_set;
  if (is_int(args[1])) {
    std::int64_t number = 0;
    if (!as_int64(thread, args[1], number)) return error_set;
    port = fmt::format("{}", number);
  } else if (is<Text>(args[1]) || is<Bytes>(args[1])) {
    port = native_utf8(args[1]);
  } else if (has_port) {
    return raise_socket_error(thread, thread.rt.python2() ? "getaddrinfo() argument 2 must be integer or string" : "Int or String expected");
  }
  int status = unlocked(thread, [&] { return ::getaddrinfo(has_host ? host.c_str() : nullptr, has_port ? port.c_str() : nullptr, &hints, &found); });
  if (status != 0) return raise_lookup_error(thread, status);
  Value list = own(allocate_list(thread, 0));
  for (addrinfo* at = found; at && list; at = at->ai_next) {
    SocketAddress address;
    std::memcpy(&address.storage, at->ai_addr, at->ai_addrlen);
    address.length = at->ai_addrlen;
    Value family = Value::small(at->ai_family), type = Value::small(at->ai_socktype), protocol = Value::small(at->ai_protocol), name = path_text(thread, at->ai_canonname ? at->ai_canonname : ""),
          where = address_value(thread, address);
    if (!where) list = nullptr;
    else list_append(as<List>(list), make_tuple(thread, {family.ref(), type.ref(), protocol.ref(), name.ref(), where.ref()}));
  }
  ::freeaddrinfo(found);
  return list;
}
Value name_info(Thread& thread, Ref, Args args) {
  int flags = 0;
  if (!int_argument(thread, args[1], flags)) return error_set;
  if (!is<Tuple>(args[0])) return raise_type_error(thread, "getnameinfo() argument 1 must be a tuple");
  const Tuple& tuple = as<Tuple>(args[0]);
  if (tuple.length < 2 || tuple.length > 4) {
    if (checks_16_bits(thread.rt.release)) return raise_type_error(thread, "getnameinfo(): illegal sockaddr argument");
    return raise_type_error(thread, "function takes at {} arguments ({} given)", tuple.length < 2 ? "least 2" : "most 4", tuple.length);
  }
  std::string host;
  int port = 0;
  sockaddr_in6 flow{};
  if (!host_argument(thread, tuple[0], "", host) || !int_argument(thread, tuple[1], port) || !flow_argument(thread, tuple, "getnameinfo()", flow)) return error_set;
  addrinfo hints{}, *found = nullptr;
  hints.ai_socktype = SOCK_DGRAM, hints.ai_flags = AI_NUMERICHOST;
  std::string service = fmt::format("{}", port);
  int status = unlocked(thread, [&] { return ::getaddrinfo(host.c_str(), service.c_str(), &hints, &found); });
  if (status != 0) return raise_lookup_error(thread, status);
  SocketAddress address;
  std::memcpy(&address.storage, found->ai_addr, found->ai_addrlen);
  address.length = found->ai_addrlen;
  bool several = found->ai_next != nullptr;
  ::freeaddrinfo(found);
  if (several) return raise_socket_error(thread, "sockaddr resolved to multiple addresses");
  if (address.storage.ss_family == AF_INET && tuple.length != 2) return raise_socket_error(thread, "IPv4 sockaddr must be 2 tuple");
  if (address.storage.ss_family == AF_INET6) {
    auto* six = reinterpret_cast<sockaddr_in6*>(&address.storage);
    six->sin6_flowinfo = flow.sin6_flowinfo, six->sin6_scope_id = flow.sin6_scope_id;
  }
  char name[NI_MAXHOST] = {}, named_service[NI_MAXSERV] = {};
  status = unlocked(thread, [&] { return ::getnameinfo(address.get(), address.length, name, sizeof name, named_service, sizeof named_service, flags); });
  if (status != 0) return raise_lookup_error(thread, status);
  Value a = path_text(thread, name), b = path_text(thread, named_service);
  return make_tuple(thread, {a.ref(), b.ref()});
}

// ---- services, protocols, interfaces

bool plain_name(Thread& thread, Ref v, const char* function, std::string& out) {
  if (!is_native_str(thread, v)) return raise_type_error(thread, "{}() argument 1 must be {}, not {}", function, thread.rt.python2() ? "string" : "str", argument_type(thread, v));
  out = native_utf8(v);
  return true;
}
Value service_by_name(Thread& thread, Ref, Args args) {
  std::string name, protocol;
  if (!plain_name(thread, args[0], "getservbyname", name) || (args[1] && !plain_name(thread, args[1], "getservbyname", protocol))) return error_set;
  servent* found = ::getservbyname(name.c_str(), args[1] ? protocol.c_str() : nullptr);
  return found ? Value::small(ntohs(static_cast<std::uint16_t>(found->s_port))) : Value(raise_socket_error(thread, "service/proto not found"));
}
Value service_by_port(Thread& thread, Ref, Args args) {
  int port = 0;
  std::string protocol;
  if (!int_argument(thread, args[0], port) || (args[1] && !plain_name(thread, args[1], "getservbyport", protocol))) return error_set;
  if (port < 0 || port > 0xffff) return raise_overflow(thread, "getservbyport: port must be 0-65535.");
  servent* found = ::getservbyport(htons(static_cast<std::uint16_t>(port)), args[1] ? protocol.c_str() : nullptr);
  return found ? path_text(thread, found->s_name) : Value(raise_socket_error(thread, "port/proto not found"));
}
Value protocol_by_name(Thread& thread, Ref, Args args) {
  std::string name;
  if (!plain_name(thread, args[0], "getprotobyname", name)) return error_set;
  protoent* found = ::getprotobyname(name.c_str());
  return found ? Value::small(found->p_proto) : Value(raise_socket_error(thread, "protocol not found"));
}
Value interfaces(Thread& thread, Ref, Args) {
  struct if_nameindex* all = ::if_nameindex();
  if (!all) return raise_socket_error(thread);
  Value list = own(allocate_list(thread, 0));
  for (auto* at = all; at->if_index != 0; ++at) {
    Value index = make_int(thread, static_cast<std::int64_t>(at->if_index)), name = path_text(thread, at->if_name);
    list_append(as<List>(list), make_tuple(thread, {index.ref(), name.ref()}));
  }
  ::if_freenameindex(all);
  return list;
}
Value interface_index(Thread& thread, Ref, Args args) {
  std::string name;
  if (!path_argument(thread, args[0], name)) return error_set;
  unsigned index = ::if_nametoindex(name.c_str());
  return index ? make_int(thread, static_cast<std::int64_t>(index)) : Value(raise_socket_error(thread, "no interface with this name"));
}
Value interface_name(Thread& thread, Ref, Args args) {
  std::int64_t index = 0;
  char name[IF_NAMESIZE + 1] = {};
  if (!as_int64(thread, args[0], index)) return error_set;
  return ::if_indextoname(static_cast<unsigned>(index), name) ? path_text(thread, name) : Value(raise_socket_error(thread));
}

// ---- byte order and texts of addresses

Value swap_16(Thread& thread, Args args, const char* name) {
  int n = 0;
  std::uint16_t swapped;
  if (!int_argument(thread, args[0], n)) return error_set;
  if (n < 0) {
    if (checks_16_bits(thread.rt.release)) return raise_overflow(thread, fmt::format("{}: can't convert negative Python int to C 16-bit unsigned integer", name));
    return raise_overflow(thread, "can't convert negative number to unsigned long");
  }
  if (n > 0xffff && refuses_wide_numbers(thread.rt.release)) return raise_overflow(thread, fmt::format("{}: Python int too large to convert to C 16-bit unsigned integer", name));
  if (n > 0xffff && checks_16_bits(thread.rt.release) &&
      !warn(thread, thread.rt.exc.DeprecationWarning, fmt::format("{}: Python int too large to convert to C 16-bit unsigned integer (The silent truncation is deprecated)", name)))
    return error_set;
  swapped = htons(static_cast<std::uint16_t>(n));
  return Value::small(swapped);
}
Value host_to_short(Thread& thread, Ref, Args args) { return swap_16(thread, args, "htons"); }
Value short_to_host(Thread& thread, Ref, Args args) { return swap_16(thread, args, "ntohs"); }
Value swap_32(Thread& thread, Ref, Args args) {
  if (!is_int(args[0])) return raise_type_error(thread, "expected {}, {} found", thread.rt.python2() ? "int/long" : "int", type_name(thread, args[0]));
  Integer number(args[0]);
  if (mpz_sgn(number.get()) < 0) return raise_overflow(thread, thread.rt.python2() ? "can't convert negative number to unsigned long" : "can't convert negative value to unsigned int");
  if (mpz_sizeinbase(number.get(), 2) > 32 && !thread.rt.python2()) return raise_overflow(thread, "int larger than 32 bits");
  if (mpz_sizeinbase(number.get(), 2) > 64) return raise_overflow(thread, "long int too large to convert");
  Value swapped = make_int(thread, static_cast<std::int64_t>(htonl(static_cast<std::uint32_t>(mpz_get_ui(number.get())))));
  return thread.rt.python2() ? make_long(thread, swapped.small_int()) : swapped;
}
Value text_to_four(Thread& thread, Ref, Args args) {
  if (!is_native_str(thread, args[0]))
    return raise_type_error(thread, "inet_aton() argument {}must be {}, not {}", thread.rt.release.since(3, 13) ? "" : "1 ", thread.rt.python2() ? "string" : "str", argument_type(thread, args[0]));
  in_addr address{};
  if (!::inet_aton(native_utf8(args[0]).c_str(), &address)) return raise_socket_error(thread, "illegal IP address string passed to inet_aton");
  return make_bytes(thread, {reinterpret_cast<const char*>(&address), sizeof address});
}
bool packed_argument(Thread& thread, Ref v, const char* function, const char* position, BufferView& view) {
  if (thread.rt.python2() && !has_buffer(thread, v)) return raise_type_error(thread, "{}() argument {} must be string or read-only buffer, not {}", function, position, argument_type(thread, v));
  return get_buffer(thread, v, view);
}
Value four_to_text(Thread& thread, Ref, Args args) {
  BufferView view;
  if (!packed_argument(thread, args[0], "inet_ntoa", "1", view)) return error_set;
  if (view.length != 4) return raise_socket_error(thread, "packed IP wrong length for inet_ntoa");
  char text[INET_ADDRSTRLEN] = {};
  ::inet_ntop(AF_INET, view.data, text, sizeof text);
  return native_str(thread, text);
}
Value text_to_packed(Thread& thread, Ref, Args args) {
  int family = 0;
  std::string text;
  char packed[16] = {};
  if (!int_argument(thread, args[0], family)) return error_set;
  if (!is_native_str(thread, args[1])) return raise_type_error(thread, "inet_pton() argument 2 must be {}, not {}", thread.rt.python2() ? "string" : "str", argument_type(thread, args[1]));
  text = native_utf8(args[1]);
  int status = ::inet_pton(family, text.c_str(), packed);
  if (status < 0) return raise_socket_error(thread);
  if (status == 0) return raise_socket_error(thread, "illegal IP address string passed to inet_pton");
  return make_bytes(thread, {packed, family == AF_INET ? 4u : 16u});
}
Value packed_to_text(Thread& thread, Ref, Args args) {
  int family = 0;
  BufferView view;
  if (!int_argument(thread, args[0], family) || !packed_argument(thread, args[1], "inet_ntop", "2", view)) return error_set;
  if (family != AF_INET && family != AF_INET6) return raise_value_error(thread, "unknown address family {}", family);
  if (view.length != (family == AF_INET ? 4u : 16u)) return raise_value_error(thread, "invalid length of packed IP address string");
  char text[INET6_ADDRSTRLEN] = {};
  ::inet_ntop(family, view.data, text, sizeof text);
  return native_str(thread, text);
}
Value control_length(Thread& thread, Ref, Args args) {
  std::int64_t length = 0;
  if (!as_int64(thread, args[0], length)) return error_set;
  return length < 0 || length > 0x7fffffff ? Value(raise_overflow(thread, "CMSG_LEN() argument out of range")) : make_int(thread, static_cast<std::int64_t>(CMSG_LEN(static_cast<std::size_t>(length))));
}
Value control_space(Thread& thread, Ref, Args args) {
  std::int64_t length = 0;
  if (!as_int64(thread, args[0], length)) return error_set;
  return length < 0 || length > 0x7fffffff ? Value(raise_overflow(thread, "CMSG_SPACE() argument out of range"))
                                           : make_int(thread, static_cast<std::int64_t>(CMSG_SPACE(static_cast<std::size_t>(length))));
}

constexpr Method rows[] = {
    {"CMSG_LEN(length, /)", control_length, since(3, 3)},
    {"CMSG_SPACE(length, /)", control_space, since(3, 3)},
    {"getaddrinfo(host, port, family=0, type=0, proto=0, flags=0, /)", address_info, until(3, 1)},
    {"getaddrinfo(host, port, family=0, type=0, proto=0, flags=0)", address_info, since(3, 2)},
    {"gethostbyaddr(host, /)", host_by_address},
    {"gethostbyname(host, /)", host_by_name},
    {"gethostbyname_ex(host, /)", host_by_name_ex},
    {"gethostname()", own_name},
    {"getnameinfo(sockaddr, flags, /)", name_info},
    {"getprotobyname(name, /)", protocol_by_name},
    {"getservbyname(servicename, protocolname=None, /)", service_by_name},
    {"getservbyport(port, protocolname=None, /)", service_by_port},
    {"htonl(integer, /)", swap_32},
    {"htons(integer, /)", host_to_short},
    {"if_indextoname(if_index, /)", interface_name, since(3, 3)},
    {"if_nameindex()", interfaces, since(3, 3)},
    {"if_nametoindex(if_name, /)", interface_index, since(3, 3)},
    {"inet_aton(string, /)", text_to_four},
    {"inet_ntoa(packed_ip, /)", four_to_text},
    {"inet_ntop(af, packed_ip, /)", packed_to_text},
    {"inet_pton(af, ip, /)", text_to_packed},
    {"ntohl(integer, /)", swap_32},
    {"ntohs(integer, /)", short_to_host},
    {"sethostname(name, /)", set_own_name, since(3, 3)},
};

}  // namespace

std::span<const Method> socket_functions() { return rows; }

}  // namespace xvm
