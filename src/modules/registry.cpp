// The native modules, in the order in which find_native_module looks.
#include "objects/module.h"

namespace xvm {

#define XVM_NATIVE_MODULES(X) \
  X(abc_module) \
  X(abc_python_module) \
  X(array_module) \
  X(ast_module) \
  X(atexit_module) \
  X(atexit_python_module) \
  X(binascii_module) \
  X(bisect_module) \
  X(bisect_python_module) \
  X(blake2_module) \
  X(c_pickle_module) \
  X(c_string_io_module) \
  X(cmath_module) \
  X(codecs_library_module) \
  X(codecs_module) \
  X(collections_abc_module) \
  X(collections_module) \
  X(collections_module_25) \
  X(collections_python_module) \
  X(contextlib_module) \
  X(contextvars_module) \
  X(copyreg_module) \
  X(copyreg_module_2) \
  X(csv_module) \
  X(datetime_module) \
  X(errno_module) \
  X(exceptions_module) \
  X(fcntl_module) \
  X(functools_module) \
  X(functools_python_module) \
  X(future_builtins_module) \
  X(future_module) \
  X(gc_module) \
  X(grp_module) \
  X(heapq_module) \
  X(heapq_python_module) \
  X(imp_core_module) \
  X(imp_module) \
  X(imp_python_module) \
  X(importlib_machinery_module) \
  X(importlib_module) \
  X(importlib_module_2) \
  X(importlib_util_module) \
  X(io_core_module) \
  X(io_module) \
  X(itertools_module) \
  X(json_module) \
  X(linecache_module) \
  X(marshal_module) \
  X(math_module) \
  X(md5_module) \
  X(new_module) \
  X(opcode_module) \
  X(operator_module) \
  X(operator_native_module) \
  X(operator_python_module) \
  X(os_module) \
  X(posix_module) \
  X(posixpath_module) \
  X(pwd_module) \
  X(random_module) \
  X(resource_module) \
  X(select_module) \
  X(sha1_module) \
  X(sha256_module) \
  X(sha2_module) \
  X(sha3_module) \
  X(sha512_module) \
  X(sha_module) \
  X(signal_core_module) \
  X(signal_fallback_module) \
  X(signal_module) \
  X(socket_module) \
  X(sre_module) \
  X(stat_module) \
  X(string_io_module) \
  X(string_library_module) \
  X(string_module) \
  X(strop_module) \
  X(strptime_module) \
  X(struct_module) \
  X(struct_python_module) \
  X(subprocess_module) \
  X(symtable_module) \
  X(termios_module) \
  X(thread_module) \
  X(thread_module_2) \
  X(time_module) \
  X(tokenize_module) \
  X(traceback_module) \
  X(types_module) \
  X(typing_native_module) \
  X(unicodedata_module) \
  X(warnings_core_module) \
  X(warnings_module) \
  X(weakref_core_module) \
  X(weakref_python_module) \
  X(zipimport_module) \
  X(zlib_module)

#define X(name) extern const ModuleSpec name;
XVM_NATIVE_MODULES(X)
#undef X

std::span<const ModuleSpec* const> native_modules() {
#define X(name) &name,
  static const ModuleSpec* const modules[] = {XVM_NATIVE_MODULES(X)};
#undef X
  return modules;
}

}  // namespace xvm
