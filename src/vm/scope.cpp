#include "vm/scope.h"

#include "objects/code.h"
#include "objects/dict.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/attributes.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/operators.h"

namespace xvm {

bool snapshots_locals(const Frame& frame) { return frame.code->release->since(3, 13) && (frame.code->flags & co_optimized); }

Value builtin_attribute_name(Thread& thread, Ref name, std::string_view function) {
  if (is_native_str(thread, name) || is<Text>(name)) return attribute_name(thread, name);
  return raise_type_error(thread, "{}(): attribute name must be string", function);
}

namespace {

bool has_dir_method(const Release& r) { return r.since(2, 6); }

bool merge_keys(Thread& thread, Dict& into, Ref mapping) {
  if (!is<Dict>(mapping)) return true;
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(thread, as<Dict>(mapping)))
    if (is_native_str(thread, entry->key) || is<Text>(entry->key))
      if (!dict_set(thread, into, Value(entry->key), none)) return false;
  return true;
}

bool merge_class(Thread& thread, Dict& into, Ref type) {
  Value dict = find_attribute(thread, type, thread.rt.names.dict__);
  thread.clear_error();
  if (is<Type>(type)) {
    if (!merge_keys(thread, into, as<Type>(type).dict)) return false;
  } else if (dict && !merge_keys(thread, into, dict)) {
    return false;
  }
  Value bases = find_attribute(thread, type, thread.rt.names.bases__);
  thread.clear_error();
  if (!is<Tuple>(bases)) return true;
  for (const Value& base : as<Tuple>(bases))
    if (!merge_class(thread, into, base)) return false;
  return true;
}

// What an object's dir() is without __dir__: its own names, its class's and those of the bases.
Value default_dir(Thread& thread, Ref v) {
  Value names = make_dict(thread);
  Dict& dict = as<Dict>(names);
  if (is<Module>(v)) {
    if (!merge_keys(thread, dict, as<Module>(v).dict)) return error_set;
    return names;
  }
  if (is<Type>(v)) return merge_class(thread, dict, v) ? std::move(names) : Value();
  Value own_dict = find_attribute(thread, v, thread.rt.names.dict__);
  thread.clear_error();
  if (own_dict && !merge_keys(thread, dict, own_dict)) return error_set;
  Value type = find_attribute(thread, v, thread.rt.names.class__);
  thread.clear_error();
  if (type && !merge_class(thread, dict, type)) return error_set;
  return names;
}

}  // namespace

Value dir_of(Thread& thread, Ref v) {
  Value result;
  if (has_dir_method(thread.rt.release)) {
    bool found = false;
    result = call_special(thread, v, thread.rt.names.dir__, {}, found);
    if (!result && found) return error_set;
  }
  if (!result) result = default_dir(thread, v);
  Value names = result ? to_list(thread, result) : Value();
  return names && list_sort(thread, as<List>(names), {}, false) ? std::move(names) : Value();
}

}  // namespace xvm
