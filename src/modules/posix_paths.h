// Path arguments as the functions of posix take them.
#pragma once

#include <string>

#include "vm/value.h"

namespace xvm {

class Thread;

// How messages name a path argument, and whether None may stand for it.
struct PathWords {
  const char* function;
  const char* argument = "path";
  bool nothing = false;
  int position = 1;
  bool encoded = true;   // 2.x: takes unicode too
};

// The path that v names; a descriptor goes to `fd` where one is wanted and the release takes it. What is not given, or None where
// that may be, leaves both. False with the error set.
bool posix_path(Thread& thread, Ref v, std::string& path, const PathWords& words, int* fd = nullptr);
// dir_fd: AT_FDCWD for None.
bool folder_argument(Thread& thread, Ref v, int& fd);
// A user's or group's number; `what` is uid or gid. -1 is the number that says: leave it.
bool id_argument(Thread& thread, Ref v, const char* what, unsigned& out);

}  // namespace xvm
