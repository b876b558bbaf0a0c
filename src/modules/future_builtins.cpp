// future_builtins, of 2.6 and 2.7: builtins as 3.x has them.
#include "modules/iterator_struct.h"
#include "vm/import_system.h"

namespace xvm {

namespace {

Value future_ascii(Thread& thread, Ref, Args args) { return repr(thread, args[0]); }
// Digits of an integer by its __index__, with the prefix of the base and no L behind.
Value in_base(Thread& thread, Ref v, int base, const char* prefix) {
  Value number = as_index(thread, v);
  if (!number) {
    if (!thread.error_is(thread.rt.exc.TypeError)) return number;
    thread.clear_error();
    return raise_type_error(thread, "'{}' object cannot be interpreted as an index", type_name(thread, v));
  }
  std::string digits = int_text(number, base);
  bool negative = digits.starts_with('-');
  return native_str(thread, fmt::format("{}{}{}", negative ? "-" : "", prefix, std::string_view(digits).substr(negative)));
}
Value future_hex(Thread& thread, Ref, Args args) { return in_base(thread, args[0], 16, "0x"); }
Value future_oct(Thread& thread, Ref, Args args) { return in_base(thread, args[0], 8, "0o"); }

constexpr Method rows[] = {{"ascii(object, /)", future_ascii}, {"hex(number, /)", future_hex}, {"oct(number, /)", future_oct}};

bool fill(Thread& thread, Module& module) {
  Value itertools = import_native(thread, "itertools", false);
  if (!itertools) return false;
  struct Row { const char *name, *of; };
  for (auto [name, of] : {Row{"filter", "ifilter"}, Row{"map", "imap"}, Row{"zip", "izip"}}) {
    Value function = get_attribute(thread, itertools, of);
    if (!function || !module_add(thread, module, name, std::move(function))) return false;
  }
  return true;
}

}  // namespace

extern const ModuleSpec future_builtins_module;
const ModuleSpec future_builtins_module{.name = "future_builtins", .methods = rows, .fill = fill, .releases = between(2, 6, 2, 7)};

}  // namespace xvm
