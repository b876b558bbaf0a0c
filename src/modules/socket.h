// _socket is in several files: the type, addresses and what is looked up by name, constants.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include "objects/module.h"
#include "vm/errors.h"
#include "vm/object.h"

namespace xvm {

struct Socket : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "_socket.socket";
  int fd = -1, family = 0, type = 0, protocol = 0;
  double timeout = -1;   // seconds; below 0: blocks
  ~Socket();
};

// A socket's address, as the system has it.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = sizeof storage;
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};
// From what a program gives to `method` ("connect"). False with the error set.
bool socket_address(Thread& thread, const Socket& socket, Ref v, const char* method, SocketAddress& out);
// As programs see it: a tuple, a path; None where there is none.
Value address_value(Thread& thread, const SocketAddress& address);

ErrorSet raise_socket_error(Thread& thread);                            // socket.error for errno
ErrorSet raise_socket_error(Thread& thread, std::string_view message);  // and with a message alone
std::span<const Method> socket_functions();
bool add_socket_errors(Thread& thread, Module& module);   // error, herror, gaierror, timeout
Type* socket_timeout_class();
bool add_socket_constants(Thread& thread, Module& module);

}  // namespace xvm
