#include "vm/matching.h"

#include <vector>

#include "objects/dict.h"
#include "objects/set.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"

namespace xvm {

Value match_keys(Thread& thread, Ref mapping, Ref keys) {
  const Tuple& wanted = as<Tuple>(keys);
  if (wanted.length == 0) return empty_tuple(thread);
  Value seen = make_set(thread), get = get_attribute(thread, mapping, thread.rt.names.get_);
  if (!get) return error_set;
  // A default that no mapping holds.
  Value absent = call(thread, Ref(thread.rt.types.object));
  if (!absent) return error_set;
  std::vector<Value> values;
  for (const Value& key : wanted) {
    int doubled = set_contains(thread, as<Set>(seen), key);
    if (doubled > 0) return raise_value_error(thread, "mapping pattern checks duplicate key ({})", repr_utf8(thread, key));
    if (doubled < 0 || !set_add(thread, as<Set>(seen), key)) return error_set;
    Value value = call(thread, get, key, absent);
    if (!value) return error_set;
    if (value == absent) return none_value();
    values.push_back(std::move(value));
  }
  return make_tuple_moved(thread, values.data(), values.size());
}

namespace {

// What matches itself as the one positional pattern: int(x), str(x).
bool matches_self(Thread& thread, const Type* type) {
  const Types& t = thread.rt.types;
  for (const Type* base : {t.bool_, t.bytearray, t.bytes, t.dict, t.float_, t.frozenset, t.int_, t.list, t.set, t.text, t.tuple})
    if (is_subtype(type, base)) return true;
  return false;
}

// One attribute, checked not to be matched twice. Null without an error where the subject has none.
Value match_attribute(Thread& thread, Ref subject, const Type& type, Ref name, Set& seen) {
  int doubled = set_contains(thread, seen, name);
  if (doubled > 0) return raise_type_error(thread, "{}() got multiple sub-patterns for attribute {}", type.name, repr_utf8(thread, name));
  if (doubled < 0 || !set_add(thread, seen, name)) return error_set;
  return find_attribute(thread, subject, name);
}

}  // namespace

Value match_class(Thread& thread, Ref subject, Ref pattern, std::uint32_t positional, Ref names) {
  if (!is<Type>(pattern)) return raise_type_error(thread, "called match pattern must be a {}", thread.rt.release.until(3, 11) ? "type" : "class");
  const Type& type = as<Type>(pattern);
  int instance = is_instance(thread, subject, pattern);
  if (instance < 0) return error_set;
  if (!instance) return none_value();
  Value seen = make_set(thread);
  std::vector<Value> values;
  if (positional) {
    Value match_args = find_attribute(thread, pattern, thread.rt.names.match_args__);
    bool self = false;
    if (!match_args) {
      if (thread.has_error()) return error_set;
      self = matches_self(thread, &type);
      match_args = empty_tuple(thread);
    }
    if (!is_exact<Tuple>(match_args)) return raise_type_error(thread, "{}.__match_args__ must be a tuple (got {})", type.name, type_name(thread, match_args));
    std::size_t allowed = self ? 1 : as<Tuple>(match_args).length;
    if (allowed < positional)
      return raise_type_error(thread, "{}() accepts {} positional sub-pattern{} ({} given)", type.name, allowed, allowed == 1 ? "" : "s", positional);
    if (self) values.push_back(Value(subject));
    for (std::uint32_t i = 0; !self && i < positional; ++i) {
      Ref name = as<Tuple>(match_args)[i];
      if (!is_exact<Text>(name)) return raise_type_error(thread, "__match_args__ elements must be strings (got {})", type_name(thread, name));
      Value value = match_attribute(thread, subject, type, name, as<Set>(seen));
      if (!value) return thread.has_error() ? Value() : none_value();
      values.push_back(std::move(value));
    }
  }
  for (const Value& name : as<Tuple>(names)) {
    Value value = match_attribute(thread, subject, type, name, as<Set>(seen));
    if (!value) return thread.has_error() ? Value() : none_value();
    values.push_back(std::move(value));
  }
  return make_tuple_moved(thread, values.data(), values.size());
}

}  // namespace xvm
