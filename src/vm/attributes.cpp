// Attribute access: the general ways, by the type's slots, and the plain ones of object.
#include "vm/attributes.h"

#include "objects/bytes.h"
#include "objects/class_obj.h"
#include "objects/codecs.h"
#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/exception.h"
#include "objects/shared_keys.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/shape.h"
#include "vm/signature.h"
#include "vm/type_dict.h"

namespace xvm {

namespace {

// What deleting an absent attribute says: the name alone, to 3.2 only where the instance has a dict already.
enum class DeletionWords { NameIfDict, Name, Sentence };
DeletionWords deletion_words(const Release& r) {
  return r.until(3, 2) ? DeletionWords::NameIfDict : r.until(3, 10) ? DeletionWords::Name : DeletionWords::Sentence;
}
bool passes_over_key_errors(const Release& r) { return r.until(3, 7); }   // of keys that could not be compared
bool says_no_dict(const Release& r) { return r.since(3, 13); }
bool errors_carry_attribute(const Release& r) { return r.since(3, 10); }                     // AttributeError.name and .obj
bool immutable_type_words(const Release& r) { return r.since(3, 10); }

// The dict in a field of the object's struct; null when it has no such field or no dict yet.
Value* dict_field(Object* o) {
  std::ptrdiff_t offset = o->type->dict_field;
  return offset ? reinterpret_cast<Value*>(reinterpret_cast<char*>(o) + offset) : nullptr;
}

}  // namespace

Value own_attribute(Ref v, Ref name) {
  if (!v.is_object()) return {};
  Object* o = v.object();
  if (o->flags & HasHead) {
    if (o->type->has(InstancesHaveDict) && !o->type->dict_field) return instance_get(o, name);
  }
  Value* field = dict_field(o);
  return field && *field && is<Dict>(*field) ? Value(dict_get_name(as<Dict>(*field), name)) : Value();
}

Value own_attribute(Thread& thread, Ref v, Ref name) {
  Dict* dict = attributes_dict(thread, v, false);
  if (!dict || dict->text_keys) return own_attribute(v, name);
  Value found(dict_get(thread, *dict, name));
  if (!found && passes_over_key_errors(thread.rt.release)) thread.clear_error();
  return found;
}

namespace {

bool has_dict(Object* o) {
  return o->type->dict_field != 0 || ((o->flags & HasHead) && o->type->has(InstancesHaveDict));
}

// Whether the object's dict would exist in CPython: it holds something or was asked for.
bool has_attributes(Object* o) {
  if (Value* field = dict_field(o)) return static_cast<bool>(*field);
  InstanceHead* head = head_of(o);
  return head->dict || (head->shape && head->shape->parent);
}

}  // namespace

void add_error_context(Thread& thread, Ref v, Ref name) {
  if (!errors_carry_attribute(thread.rt.release) || !thread.has_error() || !thread.error_is(thread.rt.exc.AttributeError)) return;
  if (!normalize_error(thread, thread.error)) return;
  Exception* error = try_as<Exception>(thread.error.value);
  if (!error || error->fields[exception_field::name] || error->fields[exception_field::obj]) return;
  error->fields[exception_field::name] = name;
  error->fields[exception_field::obj] = v;
}

namespace {

Value get_by_slot(Thread& thread, Ref v, Ref name) {
  Value result = type_of(thread, v)->slots.get_attribute(thread, v, name);
  if (!result) add_error_context(thread, v, name);
  return result;
}

}  // namespace

Value attribute_name(Thread& thread, Ref name) {
  if (name.is_object() && is_interned(name)) return Value(name);
  if (is_native_str(thread, name)) {
    if (is_exact<Text>(name) || is_exact<Bytes>(name)) return intern(thread, Value(name));
    return is<Text>(name) ? native_intern(thread, text_utf8(name)) : intern(thread, make_bytes(thread, as<Bytes>(name).view()));
  }
  if (thread.rt.python2() && is<Text>(name)) {
    if (as<Text>(name).ascii) return native_intern(thread, text_utf8(name));
    Value bytes = coerce_to_bytes(thread, name);
    return bytes ? intern(thread, std::move(bytes)) : Value();
  }
  return raise_type_error(thread, "attribute name must be string, not '{}'", type_name(thread, name));
}

Value bind_found(Thread& thread, Ref found, Ref instance, Ref owner) {
  DescrGetFn get = type_of(thread, found)->slots.descr_get;
  return get ? get(thread, found, instance, owner) : Value(found);
}

Value call_found(Thread& thread, Ref found, Ref self, std::initializer_list<Ref> args) {
  Recursion guard(thread, while_calling, thread.counts.special_methods);
  return guard.ok() ? call_unbound(thread, found, self, args) : Value();
}

Value call_unbound(Thread& thread, Ref found, Ref self, std::initializer_list<Ref> args) {
  Value function(found);
  Type* of = type_of(thread, function);
  Value data[5];
  std::uint32_t n = 0;
  Value bound;
  Ref callable = function;
  if (of->has(MethodDescr)) {
    data[n++] = self;
  } else if (of->slots.descr_get) {
    bound = of->slots.descr_get(thread, function, self, Ref(type_of(thread, self)));
    if (!bound) return error_set;
    callable = bound;
  }
  for (Ref a : args) data[n++] = a;
  return call(thread, callable, Args{data, n, {}});
}

Value call_prepended(Thread& thread, Ref callable, Ref first, Args args) {
  std::uint32_t total = args.positional + (args.names ? args.keywords() : 0);
  constexpr std::uint32_t most = 12;
  std::uint64_t small[most];
  std::vector<std::uint64_t> large;
  std::uint64_t* bits = small;
  if (total + 1 > most) {
    large.resize(total + 1);
    bits = large.data();
  }
  bits[0] = first.raw();
  for (std::uint32_t i = 0; i < total; ++i) bits[i + 1] = args.data[i].raw();
  return call(thread, callable, Args{reinterpret_cast<const Value*>(bits), args.positional + 1, args.names});
}

ErrorSet raise_attribute_error(Thread& thread, Ref object, Ref name, std::string_view message) {
  Type* type = thread.rt.exc.AttributeError;
  (void)raise(thread, type, message);
  if (!errors_carry_attribute(thread.rt.release)) return error_set;
  ErrorState error = thread.take_error();
  if (!normalize_error(thread, error)) return error_set;
  thread.restore_error(std::move(error));
  add_error_context(thread, object, name);
  return error_set;
}

ErrorSet raise_no_attribute(Thread& thread, Ref v, Ref name) {
  return raise_attribute_error(thread, v, name, fmt::format("'{}' object has no attribute '{}'", type_name(thread, v), native_utf8(name)));
}

Value generic_find_attribute(Thread& thread, Ref v, Ref name) {
  Type* type = type_of(thread, v);
  DescrGetFn get = nullptr;
  Value found;
  if (Ref in_type = type_find(type, name)) {
    Type* of = type_of(thread, in_type);
    get = of->slots.descr_get;
    found = in_type;
    if (get && of->slots.descr_set) return get(thread, found, v, Ref(type));
  }
  if (Value own = own_attribute(thread, v, name); own || thread.has_error()) return own;
  if (get) return get(thread, found, v, Ref(type_of(thread, v)));
  return found;
}

Value generic_get_attribute(Thread& thread, Ref v, Ref name) {
  Value result = generic_find_attribute(thread, v, name);
  if (!result && !thread.has_error()) return raise_no_attribute(thread, v, name);
  return result;
}

namespace {

// type.__getattribute__ giving null without an error where nothing is found.
Value find_in_class(Thread& thread, Ref v, Ref name) {
  Type &type = as<Type>(v), *meta = type.type;
  if (!type.slots.set_attribute) ready_native_type(thread.rt, type);
  Value of_meta;
  DescrGetFn meta_get = nullptr;
  if (Ref found = type_find(meta, name)) {
    Type* of = type_of(thread, found);
    of_meta = found;
    meta_get = of->slots.descr_get;
    if (meta_get && of->slots.descr_set) return meta_get(thread, of_meta, v, Ref(meta));
  }
  if (Ref found = type_find(&type, name)) {
    DescrGetFn get = type_of(thread, found)->slots.descr_get;
    Value keep(found);
    return get ? get(thread, keep, Ref(), v) : keep;
  }
  if (meta_get) return meta_get(thread, of_meta, v, Ref(meta));
  return of_meta;
}

}  // namespace

Value type_get_attribute(Thread& thread, Ref v, Ref name) {
  Value result = find_in_class(thread, v, name);
  if (!result && !thread.has_error())
    return raise_format(thread, thread.rt.exc.AttributeError, "type object '{}' has no attribute '{}'", as<Type>(v).name, native_utf8(name));
  return result;
}

Value get_attribute(Thread& thread, Ref v, Ref name) {
  if (name.is_object() && is_interned(name)) return get_by_slot(thread, v, name);
  Value interned = attribute_name(thread, name);
  return interned ? get_by_slot(thread, v, interned) : Value();
}

Value get_attribute(Thread& thread, Ref v, const char* name) {
  Value interned = native_intern(thread, name);
  return get_by_slot(thread, v, interned);
}

Value find_attribute(Thread& thread, Ref v, Ref name) {
  Value interned = attribute_name(thread, name);
  if (!interned) return error_set;
  GetAttrFn get = type_of(thread, v)->slots.get_attribute;
  Value result;
  if (get == generic_get_attribute) result = generic_find_attribute(thread, v, interned);
  else if (get == type_get_attribute) result = find_in_class(thread, v, interned);
  else result = get(thread, v, interned);
  if (!result && thread.has_error()) (void)catch_error(thread, thread.rt.exc.AttributeError);
  return result;
}

bool set_attribute(Thread& thread, Ref v, Ref name, Ref value) {
  Value interned = attribute_name(thread, name);
  if (!interned) return error_set;
  SetFn set = type_of(thread, v)->slots.set_attribute;
  if (!set) {
    bool none_at_all = !type_of(thread, v)->slots.get_attribute;
    return raise_type_error(thread, "'{}' object has {} attributes ({} .{})", type_name(thread, v), none_at_all ? "no" : "only read-only",
                            value ? "assign to" : "del", native_utf8(name));
  }
  return set(thread, v, interned, value);
}

// Errors of assignment and deletion carry the attribute only from 3.13 on, and not all of them.
static bool assignment_errors_carry_attribute(const Release& r) { return r.since(3, 13); }

static ErrorSet refuse_assignment(Thread& thread, Ref v, Ref name, std::string_view message) {
  if (assignment_errors_carry_attribute(thread.rt.release)) return raise_attribute_error(thread, v, name, message);
  return raise(thread, thread.rt.exc.AttributeError, message);
}

bool generic_set_attribute(Thread& thread, Ref v, Ref name, Ref value) {
  Type* type = type_of(thread, v);
  Value found(type_find(type, name));
  if (found)
    if (SetFn set = type_of(thread, found)->slots.descr_set) return set(thread, found, v, value);
  if (v.is_object() && has_dict(v.object())) {
    Object* o = v.object();
    Value keep(v);
    if (Value* field = dict_field(o)) {
      if (!*field && value) *field = own(allocate_attributes_dict(thread, type));
      if (*field && is<Dict>(*field)) {
        int r = store_in_attributes_dict(thread, o, as<Dict>(*field), name, value);
        if (r != 0) return r > 0;
      }
    } else if (instance_set(thread, o, name, value)) {
      return true;
    }
    if (thread.has_error()) return error_set;
    DeletionWords words = deletion_words(thread.rt.release);
    if (words == DeletionWords::Name || (words == DeletionWords::NameIfDict && has_attributes(o))) return raise_value(thread, thread.rt.exc.AttributeError, name);
    if (words == DeletionWords::NameIfDict && found)
      return raise_format(thread, thread.rt.exc.AttributeError, "'{}' object attribute '{}' is read-only", type_name(thread, v), native_utf8(name));
    std::string message = fmt::format("'{}' object has no attribute '{}'", type_name(thread, v), native_utf8(name));
    if (!dict_field(o) && !attributes_dict(thread, v, false)) return raise(thread, thread.rt.exc.AttributeError, message);
    return refuse_assignment(thread, v, name, message);
  }
  if (found) return raise_format(thread, thread.rt.exc.AttributeError, "'{}' object attribute '{}' is read-only", type_name(thread, v), native_utf8(name));
  if (says_no_dict(thread.rt.release))
    return refuse_assignment(thread, v, name, fmt::format("'{}' object has no attribute '{}' and no __dict__ for setting new attributes", type_name(thread, v), native_utf8(name)));
  return refuse_assignment(thread, v, name, fmt::format("'{}' object has no attribute '{}'", type_name(thread, v), native_utf8(name)));
}

bool type_set_attribute(Thread& thread, Ref v, Ref name, Ref value) {
  Type& type = as<Type>(v);
  if (!type.has(HeapType)) {
    if (immutable_type_words(thread.rt.release)) return raise_type_error(thread, "cannot set '{}' attribute of immutable type '{}'", native_utf8(name), type.name);
    return raise_type_error(thread, "can't set attributes of built-in/extension type '{}'", type.name);
  }
  Value keep(v), old;
  if (Ref found = type_find(type.type, name))
    if (SetFn set = type_of(thread, found)->slots.descr_set) {
      Value descriptor(found);
      if (!set(thread, descriptor, v, value)) return error_set;
      type_modified(&type);
      return true;
    }
  Value dict(filled_dict(type));
  if (value) {
    old = dict_get_name(as<Dict>(dict), name);
    if (!dict_set(thread, as<Dict>(dict), name, value)) return error_set;
  } else {
    int r = dict_delete(thread, as<Dict>(dict), name, &old);
    if (r < 0) return error_set;
    if (r == 0) {
      if (thread.rt.in(until(3, 10))) return raise_value(thread, thread.rt.exc.AttributeError, name);
      return refuse_assignment(thread, v, name, fmt::format("type object '{}' has no attribute '{}'", type.name, native_utf8(name)));
    }
  }
  type_modified(&type);
  update_slots(thread, &type, name);
  return true;
}

Value lookup_special(Thread& thread, Ref v, Ref name) {
  if (is<OldInstance>(v)) return find_attribute(thread, v, name);
  Type* type = type_of(thread, v);
  Ref found = type_find(type, name);
  if (!found) return {};
  Value keep(found);
  return bind_found(thread, keep, v, Ref(type));
}

Value load_method(Thread& thread, Ref v, Ref name, bool& self_needed) {
  self_needed = false;
  Type* type = type_of(thread, v);
  if (type->slots.get_attribute != generic_get_attribute) return get_attribute(thread, v, name);
  Ref in_type = type_find(type, name);
  Value found(in_type);
  DescrGetFn get = nullptr;
  bool method = false;
  if (found) {
    Type* of = type_of(thread, found);
    method = of->has(MethodDescr);
    get = of->slots.descr_get;
    if (!method && get && of->slots.descr_set) {
      Value result = get(thread, found, v, Ref(type));
      if (!result) add_error_context(thread, v, name);
      return result;
    }
  }
  if (Value own = own_attribute(thread, v, name); own || thread.has_error()) return own;
  if (method) {
    self_needed = true;
    return found;
  }
  if (get) {
    Value result = get(thread, found, v, Ref(type_of(thread, v)));
    if (!result) add_error_context(thread, v, name);
    return result;
  }
  if (!found) return raise_no_attribute(thread, v, name);
  return found;
}

Dict* attributes_dict(Thread& thread, Ref v, bool make) {
  if (!v.is_object()) return nullptr;
  Object* o = v.object();
  if (Value* field = dict_field(o)) {
    if (!*field && make) *field = own(allocate_attributes_dict(thread, o->type));
    return try_as<Dict>(*field);
  }
  if (!(o->flags & HasHead) || !o->type->has(InstancesHaveDict)) return nullptr;
  InstanceHead* head = head_of(o);
  if (!make) return head->shape ? nullptr : try_as<Dict>(head->dict);
  return instance_dict(thread, o);
}

}  // namespace xvm
