// posix is in several files; each adds its own to the module.
#pragma once

#include <sys/resource.h>
#include <sys/stat.h>

#include <cerrno>

#include "vm/errors.h"
#include "vm/gil.h"
#include "vm/type.h"
#include "vm/value.h"

namespace xvm {

class Thread;
struct Module;

bool add_posix_constants(Thread& thread, Module& module);
bool add_posix_files(Thread& thread, Module& module);
bool add_posix_linux(Thread& thread, Module& module);
bool add_posix_paths(Thread& thread, Module& module);
bool add_posix_process(Thread& thread, Module& module);

inline bool files_inherit(const Release& r) { return r.until(3, 3); }   // descriptors, by processes that are started
extern bool stat_times_are_floats;   // st_mtime and its kin; to 3.6 programs can choose
Value usage_value(Thread& thread, const rusage& u);   // a resource.struct_rusage
Value stat_value(Thread& thread, const struct stat& s);   // an os.stat_result

// OSError for errno; names that are os.PathLike become what they stand for.
Value shown_path(Thread& thread, Ref name);   // what an os.PathLike stands for, others as they are; null with the error set
ErrorSet raise_os(Thread& thread, Ref name = {});
inline Value os_done(Thread& thread, int status, Ref name = {}) { return status < 0 ? Value(raise_os(thread, name)) : none_value(); }

// A system call that may wait: other threads run meanwhile. Keeps errno.
template <class Call>
auto unlocked(Thread& thread, Call call_system) {
  int error = 0;
  auto result = [&] {
    Unlocked lock(thread);
    auto value = call_system();
    error = errno;
    return value;
  }();
  errno = error;
  return result;
}

}  // namespace xvm
