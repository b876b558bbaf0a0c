// fcntl: control of descriptors and locks on files.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>

#include <cstring>

#include "modules/iterator_struct.h"
#include "modules/new_class.h"
#include "modules/posix.h"
#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "vm/signals.h"

namespace xvm {

namespace {

constexpr std::size_t most_bytes = 1024;

bool errors_are_io_errors(const Release& r) { return r.until(3, 2); }
bool goes_on_after_signals(const Release& r) { return r.since(3, 5); }   // PEP 475

ErrorSet fail(Thread& thread) {
  int error = errno;
  return errors_are_io_errors(thread.rt.release) ? raise_errno(thread, thread.rt.exc.IOError, error, {}) : raise_errno(thread, error, {});
}

// Calls `step` without the lock, again after signals; -1 with the error set.
template <class Step>
int controlled(Thread& thread, Step step) {
  while (true) {
    int result = unlocked(thread, step);
    if (result >= 0) return result;
    if (errno != EINTR || !goes_on_after_signals(thread.rt.release)) return fail(thread), -1;
    if (!run_signal_handlers(thread)) return -1;
  }
}

// A number for the system, of which only the low bits count.
bool bits_argument(Thread& thread, Ref v, unsigned long& out) {
  Value index = as_index(thread, v);
  if (!index) return false;
  Integer number(index);
  Big low;
  mpz_fdiv_r_2exp(low, number.get(), 64);
  out = mpz_get_ui(low);
  return true;
}
bool is_bytes(Thread& thread, Ref v) { return is<Bytes>(v) || (is<Text>(v) && !thread.rt.python2()); }
std::string_view bytes_of(Ref v, std::string& room) {
  if (is<Bytes>(v)) return as<Bytes>(v).view();
  return room = text_utf8(v);
}

Value control(Thread& thread, Ref, Args args) {
  int fd = 0, command = 0, number = 0;
  if (!descriptor_argument(thread, args[0], fd) || !int_argument(thread, args[1], command)) return error_set;
  if (args[2] && is_bytes(thread, args[2])) {
    std::string room;
    std::string_view bytes = bytes_of(args[2], room);
    if (bytes.size() > most_bytes) return raise_value_error(thread, "fcntl string arg too long");
    char buffer[most_bytes + 8] = {};
    std::memcpy(buffer, bytes.data(), bytes.size());
    if (controlled(thread, [&] { return ::fcntl(fd, command, buffer); }) < 0) return error_set;
    return make_bytes(thread, {buffer, bytes.size()});
  }
  if (args[2] && !int_argument(thread, args[2], number)) return error_set;
  int result = controlled(thread, [&] { return ::fcntl(fd, command, number); });
  return result < 0 ? Value() : make_int(thread, result);
}

Value control_device(Thread& thread, Ref, Args args) {
  int fd = 0;
  unsigned long request = 0, number = 0;
  if (!descriptor_argument(thread, args[0], fd)) return error_set;
  if (!is_int(args[1]) && !type_of(thread, args[1])->slots.as_index) {
    int wrong = 0;
    return int_argument(thread, args[1], wrong) ? Value(raise_type_error(thread, "an integer is required")) : Value();
  }
  if (!bits_argument(thread, args[1], request)) return error_set;
  char buffer[most_bytes + 8] = {};
  if (args[2] && !is_int(args[2]) && has_buffer(thread, args[2])) {
    int mutates = args[3] ? truth(thread, args[3]) : 1;
    if (mutates < 0) return error_set;
    BufferView view;
    bool writable = !is<Bytes>(args[2]) && !is<Text>(args[2]) && get_buffer(thread, args[2], view, true);
    thread.clear_error();
    if (writable && mutates) {
      // Large arguments are used where they are, small ones copied with room for what a driver writes beyond.
      bool copies = view.length <= most_bytes;
      if (copies) std::memcpy(buffer, view.data, view.length);
      int result = controlled(thread, [&] { return ::ioctl(fd, request, copies ? buffer : view.data); });
      if (result < 0) return error_set;
      if (copies) std::memcpy(view.data, buffer, view.length);
      return make_int(thread, result);
    }
    if (!writable && !get_buffer(thread, args[2], view)) return error_set;
    if (view.length > most_bytes) return raise_value_error(thread, "ioctl string arg too long");
    std::memcpy(buffer, view.data, view.length);
    if (controlled(thread, [&] { return ::ioctl(fd, request, buffer); }) < 0) return error_set;
    return make_bytes(thread, {buffer, view.length});
  }
  if (args[2] && is<Text>(args[2])) {
    std::string bytes = text_utf8(args[2]);
    if (bytes.size() > most_bytes) return raise_value_error(thread, "ioctl string arg too long");
    std::memcpy(buffer, bytes.data(), bytes.size());
    if (controlled(thread, [&] { return ::ioctl(fd, request, buffer); }) < 0) return error_set;
    return make_bytes(thread, {buffer, bytes.size()});
  }
  if (args[2]) {
    if (!is_int(args[2]) && thread.rt.python2()) return raise_type_error(thread, "ioctl requires a file or file descriptor, an integer and optionally an integer or buffer argument");
    if (!bits_argument(thread, args[2], number)) return error_set;
  }
  int result = controlled(thread, [&] { return ::ioctl(fd, request, static_cast<int>(number)); });
  return result < 0 ? Value() : make_int(thread, result);
}

Value lock_whole(Thread& thread, Ref, Args args) {
  int fd = 0, operation = 0;
  if (!descriptor_argument(thread, args[0], fd) || !int_argument(thread, args[1], operation)) return error_set;
  return controlled(thread, [&] { return ::flock(fd, operation); }) < 0 ? Value() : none_value();
}

Value lock_part(Thread& thread, Ref, Args args) {
  int fd = 0, code = 0, whence = 0;
  std::int64_t length = 0, start = 0;
  if (!descriptor_argument(thread, args[0], fd) || !int_argument(thread, args[1], code) || (args[4] && !int_argument(thread, args[4], whence))) return error_set;
  struct flock lock {};
  if (code == LOCK_UN) lock.l_type = F_UNLCK;
  else if (code & LOCK_SH) lock.l_type = F_RDLCK;
  else if (code & LOCK_EX) lock.l_type = F_WRLCK;
  else return raise_value_error(thread, "unrecognized lockf argument");
  auto offset = [&](Ref v, std::int64_t& out) {
    int checked = 0;
    if (!v || (is_int(v) && as_int64(thread, v, out))) return true;
    return !thread.has_error() && int_argument(thread, v, checked) && (out = checked, true);
  };
  if (!offset(args[2], length) || !offset(args[3], start)) return error_set;
  lock.l_len = length, lock.l_start = start, lock.l_whence = static_cast<short>(whence);
  return controlled(thread, [&] { return ::fcntl(fd, code & LOCK_NB ? F_SETLK : F_SETLKW, &lock); }) < 0 ? Value() : none_value();
}

constexpr Method rows[] = {
    {"fcntl(fd, cmd, arg=0, /)", control},
    {"flock(fd, operation, /)", lock_whole},
    {"ioctl(fd, request, arg=0, mutate_flag=True, /)", control_device},
    {"lockf(fd, cmd, len=0, start=0, whence=0, /)", lock_part},
};

// Linux's numbers.
constexpr ConstantRow constants[] = {
    {"DN_ACCESS", 1}, {"DN_ATTRIB", 32}, {"DN_CREATE", 4}, {"DN_DELETE", 8}, {"DN_MODIFY", 2}, {"DN_MULTISHOT", 0x80000000u}, {"DN_RENAME", 16},
    {"FASYNC", 8192, since(2, 6)}, {"FD_CLOEXEC", 1}, {"FICLONE", 0x40049409, since(3, 12)}, {"FICLONERANGE", 0x4020940d, since(3, 12)}, {"F_ADD_SEALS", 1033, since(3, 8)},
    {"F_DUPFD", 0}, {"F_DUPFD_CLOEXEC", 1030, since(3, 4)}, {"F_EXLCK", 4}, {"F_GETFD", 1}, {"F_GETFL", 3}, {"F_GETLEASE", 1025}, {"F_GETLK", 5}, {"F_GETLK64", 5},
    {"F_GETOWN", 9}, {"F_GETOWN_EX", 16, since(3, 13)}, {"F_GETPIPE_SZ", 1032, since(3, 10)}, {"F_GETSIG", 11}, {"F_GET_FILE_RW_HINT", 1037, since(3, 13)},
    {"F_GET_RW_HINT", 1035, since(3, 13)}, {"F_GET_SEALS", 1034, since(3, 8)}, {"F_NOTIFY", 1026}, {"F_OFD_GETLK", 36, since(3, 9)}, {"F_OFD_SETLK", 37, since(3, 9)},
    {"F_OFD_SETLKW", 38, since(3, 9)}, {"F_OWNER_PGRP", 2, since(3, 13)}, {"F_OWNER_PID", 1, since(3, 13)}, {"F_OWNER_TID", 0, since(3, 13)}, {"F_RDLCK", 0},
    {"F_SEAL_FUTURE_WRITE", 16, since(3, 13)}, {"F_SEAL_GROW", 4, since(3, 8)}, {"F_SEAL_SEAL", 1, since(3, 8)}, {"F_SEAL_SHRINK", 2, since(3, 8)},
    {"F_SEAL_WRITE", 8, since(3, 8)}, {"F_SETFD", 2}, {"F_SETFL", 4}, {"F_SETLEASE", 1024}, {"F_SETLK", 6}, {"F_SETLK64", 6}, {"F_SETLKW", 7}, {"F_SETLKW64", 7},
    {"F_SETOWN", 8}, {"F_SETOWN_EX", 15, since(3, 13)}, {"F_SETPIPE_SZ", 1031, since(3, 10)}, {"F_SETSIG", 10}, {"F_SET_FILE_RW_HINT", 1038, since(3, 13)},
    {"F_SET_RW_HINT", 1036, since(3, 13)}, {"F_SHLCK", 8}, {"F_UNLCK", 2}, {"F_WRLCK", 1}, {"LOCK_EX", 2}, {"LOCK_MAND", 32}, {"LOCK_NB", 4}, {"LOCK_READ", 64},
    {"LOCK_RW", 192}, {"LOCK_SH", 1}, {"LOCK_UN", 8}, {"LOCK_WRITE", 128}, {"RWH_WRITE_LIFE_EXTREME", 5, since(3, 13)}, {"RWH_WRITE_LIFE_LONG", 4, since(3, 13)},
    {"RWH_WRITE_LIFE_MEDIUM", 3, since(3, 13)}, {"RWH_WRITE_LIFE_NONE", 1, since(3, 13)}, {"RWH_WRITE_LIFE_NOT_SET", 0, since(3, 13)},
    {"RWH_WRITE_LIFE_SHORT", 2, since(3, 13)},
};

bool fill(Thread& thread, Module& module) { return module_add_constants(thread, module, constants); }

}  // namespace

extern const ModuleSpec fcntl_module;
const ModuleSpec fcntl_module{.name = "fcntl", .methods = rows, .fill = fill};

}  // namespace xvm
