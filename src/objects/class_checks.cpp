// isinstance and issubclass.
#include "objects/class_obj.h"
#include "objects/descriptor.h"
#include "objects/generic_alias.h"
#include "objects/tuple.h"
#include "vm/attributes.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"

namespace xvm {

namespace {

constexpr int failed = -1;

bool unions_count(const Release& r) { return r.since(3, 10); }
bool unions_act_as_tuples(const Release& r) { return r.since(3, 11); }
bool has_class_hooks(const Release& r) { return r.since(2, 6); }

const char* instance_words(const Release& r) {
  if (r.until(3, 0)) return "isinstance() arg 2 must be a class, type, or tuple of classes and types";
  return unions_count(r) ? "isinstance() arg 2 must be a type, a tuple of types, or a union" : "isinstance() arg 2 must be a type or tuple of types";
}
const char* subclass_words(const Release& r) {
  return unions_count(r) ? "issubclass() arg 2 must be a class, a tuple of classes, or a union" : "issubclass() arg 2 must be a class or tuple of classes";
}

int fail(Thread& thread, const char* message) {
  (void)raise(thread, thread.rt.exc.TypeError, message);
  return failed;
}

// __bases__ of something that acts as a class: a tuple, or null without an error.
Value abstract_bases(Thread& thread, Ref c) {
  Value bases = find_attribute(thread, c, thread.rt.names.bases__);
  return bases && is<Tuple>(bases) ? bases : Value();
}

int abstract_subclass(Thread& thread, Ref derived, Ref base) {
  Recursion guard(thread, " in __issubclass__");
  if (!guard.ok()) return failed;
  if (derived == base) return 1;
  Value bases = abstract_bases(thread, derived);
  if (!bases) return thread.has_error() ? failed : 0;
  for (const Value& b : as<Tuple>(bases))
    if (int r = abstract_subclass(thread, b, base)) return r;
  return 0;
}

int plain_instance(Thread& thread, Ref v, Ref c) {
  if (is<ClassObj>(c) && is<OldInstance>(v)) return class_is_subclass(as<ClassObj>(as<OldInstance>(v).class_), as<ClassObj>(c));
  if (Type* type = try_as<Type>(c)) {
    Type* of = type_of(thread, v);
    if (is_subtype(of, type)) return 1;
    Ref own = type_find(of, thread.rt.names.class__);
    if (of->slots.get_attribute == generic_get_attribute && own == type_find(thread.rt.types.object, thread.rt.names.class__)) return 0;
    Value claimed = find_attribute(thread, v, thread.rt.names.class__);
    if (!claimed) return thread.has_error() ? failed : 0;
    if (claimed.object() != of && is<Type>(claimed)) return is_subtype(&as<Type>(claimed), type);
    return 0;
  }
  Value bases = abstract_bases(thread, c);
  if (!bases) return thread.has_error() ? failed : fail(thread, instance_words(thread.rt.release));
  Value claimed = find_attribute(thread, v, thread.rt.names.class__);
  if (!claimed) return thread.has_error() ? failed : 0;
  return abstract_subclass(thread, claimed, c);
}

// Whether a type, or a class of 2.x, stands below another.
int plain_subclass(Thread& thread, Ref derived, Ref base) {
  if (is<Type>(derived) && is<Type>(base)) return is_subtype(&as<Type>(derived), &as<Type>(base));
  if (is<ClassObj>(derived) && is<ClassObj>(base)) return class_is_subclass(as<ClassObj>(derived), as<ClassObj>(base));
  if (is<Type>(derived) && is<ClassObj>(base)) {
    for (const Value& c : as<Tuple>(as<Type>(derived).mro))
      if (c == base) return 1;
    return 0;
  }
  Value bases = is<ClassObj>(derived) ? as<ClassObj>(derived).bases : abstract_bases(thread, derived);
  if (!bases) return thread.has_error() ? failed : fail(thread, "issubclass() arg 1 must be a class");
  if (!is<ClassObj>(base)) {
    Value of_base = abstract_bases(thread, base);
    if (!of_base) return thread.has_error() ? failed : fail(thread, subclass_words(thread.rt.release));
  }
  return abstract_subclass(thread, derived, base);
}

int through_hook(Thread& thread, Ref c, Ref name, Ref argument, bool& found) {
  Ref plain = type_find(type_of(thread, c), name);
  if (MethodDescriptor* own = try_as<MethodDescriptor>(plain); own && own->owner == thread.rt.types.type) return found = false;   // type's own
  Value hook = lookup_special(thread, c, name);
  found = static_cast<bool>(hook);
  if (!hook) {
    found = thread.has_error();
    return found ? failed : 0;
  }
  Recursion guard(thread, " in __instancecheck__");
  if (!guard.ok()) return failed;
  Value result = call(thread, hook, argument);
  return result ? truth(thread, result) : failed;
}

}  // namespace

int is_instance(Thread& thread, Ref v, Ref c) {
  if (c.is_object() && type_of(thread, v) == c.object()) return 1;
  if (is<Type>(c) && c.object()->type == thread.rt.types.type) return plain_instance(thread, v, c);
  if (unions_act_as_tuples(thread.rt.release))
    if (Ref members = union_members(c)) c = members;
  if (Tuple* tuple = try_as<Tuple>(c)) {
    Recursion guard(thread, " in __instancecheck__");
    if (!guard.ok()) return failed;
    Value keep(c);
    for (const Value& item : *tuple)
      if (int r = is_instance(thread, v, item)) return r;
    return 0;
  }
  if (has_class_hooks(thread.rt.release) && !(is<ClassObj>(c) || is<OldInstance>(c))) {
    bool found;
    int r = through_hook(thread, c, thread.rt.names.instancecheck__, v, found);
    if (found) return r;
  }
  return plain_instance(thread, v, c);
}

int is_subclass(Thread& thread, Ref derived, Ref c) {
  if (is<Type>(c) && c.object()->type == thread.rt.types.type) return derived == c ? 1 : plain_subclass(thread, derived, c);
  if (unions_act_as_tuples(thread.rt.release))
    if (Ref members = union_members(c)) c = members;
  if (Tuple* tuple = try_as<Tuple>(c)) {
    Recursion guard(thread, " in __subclasscheck__");
    if (!guard.ok()) return failed;
    Value keep(c);
    for (const Value& item : *tuple)
      if (int r = is_subclass(thread, derived, item)) return r;
    return 0;
  }
  if (has_class_hooks(thread.rt.release) && !(is<ClassObj>(c) || is<OldInstance>(c))) {
    bool found;
    int r = through_hook(thread, c, thread.rt.names.subclasscheck__, derived, found);
    if (found) return r;
  }
  return plain_subclass(thread, derived, c);
}

Value type_instancecheck(Thread& thread, Ref self, Args args) {
  int r = plain_instance(thread, args[0], self);
  return r < 0 ? Value() : Value::of(r != 0);
}

Value type_subclasscheck(Thread& thread, Ref self, Args args) {
  int r = plain_subclass(thread, args[0], self);
  return r < 0 ? Value() : Value::of(r != 0);
}

}  // namespace xvm
