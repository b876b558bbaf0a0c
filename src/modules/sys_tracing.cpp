// sys.settrace, gettrace, setprofile, getprofile and call_tracing. The events are made in src/trace.
#include "modules/sys_tracing.h"

#include <string>

#include "objects/function.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/argument_words.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/type.h"
#include "vm/watch.h"

namespace xvm {

namespace {

Value or_null(Ref function) { return function.is_none() ? Value() : Value(function); }
Value or_none(const Value& function) { return function ? function : none_value(); }

Value settrace(Thread& thread, Ref, Args args) {
  set_trace_function(thread, or_null(args[0]));
  return none_value();
}

Value setprofile(Thread& thread, Ref, Args args) {
  set_profile_function(thread, or_null(args[0]));
  return none_value();
}

Value gettrace(Thread& thread, Ref, Args) { return or_none(thread.trace_function); }
Value getprofile(Thread& thread, Ref, Args) { return or_none(thread.profile_function); }

// Calls function(*args) so that it is traced, from within a trace function.
Value call_tracing(Thread& thread, Ref, Args args) {
  if (!is<Tuple>(args[1])) return raise_type_error(thread, "call_tracing() argument 2 must be tuple, not {}", argument_type(thread, args[1]));
  bool was_tracing = std::exchange(thread.tracing, false);
  update_watched(thread);
  Value result = call_tuple(thread, args[0], args[1], {});
  thread.tracing = was_tracing;
  update_watched(thread);
  return result;
}

constexpr Method rows[] = {
    {"call_tracing(func, args, /)", call_tracing},
    {"getprofile()", getprofile, since(2, 6)},
    {"gettrace()", gettrace, since(2, 6)},
    {"setprofile(function, /)", setprofile},
    {"settrace(function, /)", settrace},
};

}  // namespace

bool add_tracing(Thread& thread, Module& module) {
  Value name = native_str(thread, "sys");
  for (const Method& row : rows) {
    if (!thread.rt.in(row.releases)) continue;
    Value function = make_native(thread, row, {}, name);
    std::string signature = row.signature;
    if (!function || !module_add(thread, module, signature.substr(0, signature.find('(')).c_str(), std::move(function))) return false;
  }
  return true;
}

}  // namespace xvm
