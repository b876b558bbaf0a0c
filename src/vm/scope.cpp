#include "vm/scope.h"

#include "objects/code.h"
#include "objects/dict.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/type_object.h"
#include "vm/attributes.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/operators.h"

namespace xvm {

bool snapshots_locals(const Frame& frame) { return frame.code->release->since(3, 13) && (frame.code->flags & co_optimized); }

Value builtin_attribute_name(Thread& thread, Ref name, std::string_view function) {
  bool own_words = thread.rt.in(until(3, 10));   // from 3.11 the general words do
  if (!own_words || is_native_str(thread, name) || (thread.rt.python2() && is<Text>(name))) return attribute_name(thread, name);
  return raise_type_error(thread, "{}(): attribute name must be string", function);
}

Value dir_of(Thread& thread, Ref v) {
  Value names = list_attributes(thread, v);
  return names && list_sort(thread, as<List>(names), {}, false) ? std::move(names) : Value();
}

}  // namespace xvm
