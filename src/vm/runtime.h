// A Runtime is one Python of one release: its types, exceptions, names, modules, settings.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "pyc/release.h"
#include "vm/exceptions_list.h"
#include "vm/names.h"
#include "vm/type.h"
#include "vm/value.h"

namespace xvm {

struct Dict;
struct Module;
struct Heap;
class Thread;

// The built-in types, made when the runtime is created: X(member). 2.x int and long are two, 2.x str is bytes_ and unicode is text;
// types that a release lacks are null.
#define XVM_TYPES(X) \
  X(object) X(type) X(none_type) X(ellipsis_type) X(not_implemented_type) X(int_) X(long_) X(bool_) X(float_) X(complex_) X(bytes) X(bytearray) X(text) \
  X(basestring) X(tuple) X(list) X(dict) X(set) X(frozenset) X(slice) X(range) X(function) X(native) X(method_descriptor) X(classmethod_descriptor) \
  X(slot_wrapper) X(method_wrapper) X(bound_method) X(cell) X(code) X(frame) X(traceback) X(generator) X(coroutine) \
  X(async_generator) X(coroutine_wrapper) X(module) X(property) X(static_method) X(class_method) X(super) X(member) X(getset) \
  X(class_obj) X(old_instance) X(weakref) X(weakproxy) X(weakcallableproxy) X(mapping_proxy) X(memoryview) X(buffer) X(file) X(enumerate) X(reversed) \
  X(zip) X(map) X(filter) X(sequence_iterator) X(callable_iterator) X(list_iterator) X(list_reverse_iterator) X(tuple_iterator) \
  X(dict_keys) X(dict_values) X(dict_items) X(dict_key_iterator) X(dict_value_iterator) X(dict_item_iterator) \
  X(dict_reverse_key_iterator) X(dict_reverse_value_iterator) X(dict_reverse_item_iterator) X(set_iterator) X(range_iterator) X(long_range_iterator) \
  X(text_iterator) X(text_ascii_iterator) X(bytes_iterator) X(bytearray_iterator) X(memory_iterator) X(generic_alias) X(union_type) X(type_var) X(param_spec) X(type_var_tuple) X(type_alias) \
  X(simple_namespace) X(async_generator_asend) X(async_generator_athrow) X(async_generator_wrapped) X(ready_awaitable) X(dict_proxy) X(finally_state) X(struct_sequence)

struct Types {
#define X(n) Type* n = nullptr;
  XVM_TYPES(X)
#undef X
};

struct Exceptions {
#define X(n, base, releases) Type* n = nullptr;
  XVM_EXCEPTIONS(X)
#undef X
};

struct Settings {
  std::string program;                     // sys.argv[0]
  std::vector<std::string> arguments;      // sys.argv[1:]
  bool hash_seed_zero = true;
  std::uint64_t hash_seed = 0;
  int optimize = 0;
  bool unbuffered = false, dont_write_bytecode = false, no_site = false, ignore_environment = false;
  bool interactive = false;                // -i: a prompt behind the program; alone where there is none
  bool prompt_only = false;                // there is no program
  bool quiet = false, no_user_site = false, isolated = false, safe_path = false, dev_mode = false, utf8_mode = false;
  std::vector<std::string> warn_options, x_options;   // -W and PYTHONWARNINGS; -X
  bool plain_stream = false;               // run one canonical instruction for each original one
  std::int32_t int_max_str_digits = 4300;  // 0: no limit; 3.7 on
  int trace_level = 0;                     // -v, -vv
  bool release_memory = false;             // all of it is given back when the runtime dies, and what is left over reported
  std::string executable;                  // sys.executable
  std::string prefix, stdlib;              // sys.prefix; the standard library's folder, or empty
  std::string path_first;                  // sys.path[0] where it is not the program's folder: a folder or archive that is run
  std::string module;                      // the module to run as the program: -m, or "__main__" of path_first
  bool module_of_path = false;             // it is the latter
  bool has_source = false;                 // the program is source text:
  std::string source, source_name;         // its bytes, and what code objects and errors call it ("<string>" of -c)
};

class Runtime {
 public:
  // A runtime for a release, with its builtins and sys modules, and its main thread current. One at a time in a process.
  static std::unique_ptr<Runtime> create(const Release& release, Settings settings);
  ~Runtime();

  const Release& release;
  Settings settings;
  Names names;
  Types types;
  Exceptions exc;
  std::unique_ptr<Heap> heap;
  std::unique_ptr<Thread> main_thread;
  Value builtins;         // the builtins/__builtin__ module's dict
  Value builtins_module, sys_module, sys_dict, modules;   // modules: sys.modules, a dict
  Value empty_tuple, empty_frozenset;    // made on first use
  std::uint32_t recursion_limit = 1000;
  bool shutting_down = false;

  bool in(Range r) const { return r.holds(release.version.major, release.version.minor); }
  bool python2() const { return release.python2(); }

 private:
  Runtime(const Release& release, Settings settings);
};

}  // namespace xvm
