// super: attributes of the classes behind one in an object's MRO.
#include "objects/cell.h"
#include "objects/class_obj.h"
#include "objects/code.h"
#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/attributes.h"
#include "vm/builtin_types.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/operators.h"
#include "vm/signature.h"
#include "vm/type_dict.h"

namespace xvm {

namespace {

bool has_no_argument_form(const Release& r) { return r.since(3, 0); }
bool type_words_nameless(const Release& r) { return r.since(3, 1) && r.until(3, 4); }
bool frame_errors_are_system(const Release& r) { return r.until(3, 2); }
bool names_both(const Release& r) { return r.since(3, 13); }

// The class in whose MRO the search runs: object itself when it is a class below `type`, its class otherwise. Null with TypeError.
Value search_type(Thread& thread, Type* type, Ref object) {
  if (is<Type>(object) && is_subtype(&as<Type>(object), type)) return Value(object);
  Type* of = type_of(thread, object);
  if (is_subtype(of, type)) return Value(Ref(of));
  Value claimed = find_attribute(thread, object, thread.rt.names.class__);
  if (!claimed && thread.has_error()) return error_set;
  if (is<Type>(claimed) && claimed.object() != of && is_subtype(&as<Type>(claimed), type)) return claimed;
  if (names_both(thread.rt.release)) {
    bool is_class = is<Type>(object);
    return raise_type_error(thread, "super(type, obj): obj ({} {}) is not an instance or subtype of type ({}).", is_class ? "type" : "instance of",
                            is_class ? as<Type>(object).name : of->name, type->name);
  }
  return raise_type_error(thread, "super(type, obj): obj must be an instance or subtype of type");
}

// What the MRO of `start` holds under name behind `type`; null if nothing.
Value find_behind(Type* start, Ref type, Ref name) {
  if (!start->mro) return {};
  Value keep = start->mro;
  const Tuple& order = as<Tuple>(keep);
  std::size_t i = 0;
  while (i < order.length && !(order[i] == type)) ++i;
  for (++i; i < order.length; ++i) {
    Ref dict = is<Type>(order[i]) ? Ref(filled_dict(as<Type>(order[i]))) : Ref(as<ClassObj>(order[i]).dict);
    if (!dict) continue;
    if (Ref found = dict_get_name(as<Dict>(dict), name)) return Value(found);
  }
  return {};
}

// Found and bound to `object`; null without an error where nothing is found.
Value find_bound(Thread& thread, Ref type, Ref object, Ref start, Ref name, bool* self_needed) {
  if (name == thread.rt.names.class__.ref()) return {};
  Value found = find_behind(&as<Type>(start), type, name);
  if (!found) return found;
  Type* of = type_of(thread, found);
  if (self_needed && of->has(MethodDescr) && !(object == start)) {
    *self_needed = true;
    return found;
  }
  DescrGetFn get = of->slots.descr_get;
  return get ? get(thread, found, object == start ? Ref() : object, start) : found;
}

Value super_get_attribute(Thread& thread, Ref self, Ref name) {
  Super& super = as<Super>(self);
  if (super.object_type) {
    Value type = super.type, object = super.object, start = super.object_type;
    Value found = find_bound(thread, type, object, start, name, nullptr);
    if (found || thread.has_error()) return found;
  }
  SetFn& set = thread.rt.types.super->slots.set_attribute;
  if (!set) set = generic_set_attribute;   // 3.0: now the type is ready
  return generic_get_attribute(thread, self, name);
}

Value super_repr(Thread& thread, Ref self) {
  Super& super = as<Super>(self);
  std::string type = super.type ? as<Type>(super.type).name : "NULL";
  if (super.object_type) return native_str(thread, fmt::format("<super: <class '{}'>, <{} object>>", type, as<Type>(super.object_type).name));
  return native_str(thread, fmt::format("<super: <class '{}'>, NULL>", type));
}

Value super_descr_get(Thread& thread, Ref self, Ref instance, Ref) {
  Super& super = as<Super>(self);
  if (!instance || instance.is_none() || super.object || !super.type) return Value(self);
  if (type_of(thread, self) != thread.rt.types.super) return call(thread, Ref(type_of(thread, self)), super.type, instance);
  Value start = search_type(thread, &as<Type>(super.type), instance);
  if (!start) return start;
  Super* bound = allocate<Super>(thread.rt.types.super);
  bound->type = super.type;
  bound->object = instance;
  bound->object_type = start;
  track(bound);
  return own(bound);
}

// The variable of a frame's slot, through its cell if it has one.
Value slot_value(const CodeObject& code, const Frame& frame, std::uint32_t slot) {
  const Value& v = frame.slots[slot];
  if (Cell* cell = try_as<Cell>(v); cell && code.slot_kinds[slot] != 0) return cell->content;
  return v;
}

// The first argument of the calling function, and the class in whose body it was defined.
bool from_frame(Thread& thread, Value& type, Value& object) {
  Type* error = frame_errors_are_system(thread.rt.release) ? thread.rt.exc.SystemError : thread.rt.exc.RuntimeError;
  Frame* frame = thread.frame;
  if (!frame) return raise(thread, error, "super(): no current frame");
  const CodeObject& code = *frame->code;
  if (code.argcount == 0) return raise(thread, error, "super(): no arguments");
  object = slot_value(code, *frame, 0);
  for (std::size_t i = 0; i < code.cell_argument.size(); ++i)
    if (code.cell_argument[i] == 0) object = slot_value(code, *frame, code.cell_slots[i]);
  if (!object) return raise(thread, error, "super(): arg[0] deleted");
  for (std::uint32_t slot = 0; slot < code.slot_count; ++slot) {
    if (code.slot_kinds[slot] != 2 || !(code.slot_names[slot] == thread.rt.names.class__)) continue;
    const Value& cell = frame->slots[slot];
    if (!is<Cell>(cell)) return raise(thread, error, "super(): bad __class__ cell");
    type = as<Cell>(cell).content;
    if (!type) return raise(thread, error, "super(): empty __class__ cell");
    if (!is<Type>(type)) return raise_format(thread, error, "super(): __class__ is not a type ({})", type_name(thread, type));
    return true;
  }
  return raise(thread, error, "super(): __class__ cell not found");
}

bool super_init(Thread& thread, Ref self, Args args) {
  const Release& release = thread.rt.release;
  if (args.names && args.keywords() > 0) {
    if (release.until(3, 6)) return raise_type_error(thread, "super does not take keyword arguments");
    return raise_type_error(thread, "super() takes no keyword arguments");
  }
  if (args.size() > 2) {
    if (release.since(3, 11)) return raise_type_error(thread, "super() expected at most 2 arguments, got {}", args.size());
    return raise_type_error(thread, "super() takes at most 2 arguments ({} given)", args.size());
  }
  Value type, object;
  if (args.size() == 0) {
    if (!has_no_argument_form(release)) return raise_type_error(thread, "super() takes at least 1 argument (0 given)");
    if (!from_frame(thread, type, object)) return error_set;
  } else {
    if (!is<Type>(args[0]) && type_words_nameless(release)) return raise_type_error(thread, "must be type, not {}", type_name(thread, args[0]));
    if (!is<Type>(args[0])) return raise_type_error(thread, "super() argument 1 must be {}, not {}", release.since(3, 11) ? "a type" : "type", release.since(3, 11) || !args[0].is_none() ? type_name(thread, args[0]) : "None");
    type = args[0];
    if (args.size() == 2 && !args[1].is_none()) object = args[1];
  }
  Value start;
  if (object && !(start = search_type(thread, &as<Type>(type), object))) return error_set;
  Super& super = as<Super>(self);
  std::swap(super.type, type);
  std::swap(super.object, object);
  std::swap(super.object_type, start);
  return true;
}

Value super_make(Thread&, Type* type, Args) {
  Super* super = allocate<Super>(type);
  track(super);
  return own(super);
}

Value this_class_get(Thread&, Ref self) { return as<Super>(self).type ? as<Super>(self).type : none_value(); }
Value self_get(Thread&, Ref self) { return as<Super>(self).object ? as<Super>(self).object : none_value(); }
Value self_class_get(Thread&, Ref self) { return as<Super>(self).object_type ? as<Super>(self).object_type : none_value(); }
bool readonly(Thread& thread, Ref, Ref) {
  return raise(thread, thread.rt.python2() ? thread.rt.exc.TypeError : thread.rt.exc.AttributeError, "readonly attribute");
}

constexpr GetSetRow super_getset[] = {
    {"__thisclass__", this_class_get, readonly},
    {"__self__", self_get, readonly},
    {"__self_class__", self_class_get, readonly},
};

void fill_super(Slots& slots, Runtime&) {
  slots.repr = super_repr;
  slots.get_attribute = super_get_attribute;
  slots.descr_get = super_descr_get;
  slots.make = super_make;
  slots.init = super_init;
}

const TypeSpec super_spec{.name = "super", .layout = layout_of<Super>, .flags = BaseType, .getset = super_getset, .fill = fill_super};

}  // namespace

Value super_attribute(Thread& thread, Ref type, Ref object, Ref name, bool* self_needed) {
  if (self_needed) *self_needed = false;
  if (!is<Type>(type)) return raise_type_error(thread, "super() argument 1 must be {}, not {}", thread.rt.in(since(3, 11)) ? "a type" : "type", type_name(thread, type));
  Value start = search_type(thread, &as<Type>(type), object);
  if (!start) return start;
  Value found = find_bound(thread, type, object, start, name, self_needed);
  if (found || thread.has_error()) return found;
  Super* super = allocate<Super>(thread.rt.types.super);   // for the error, and super's own attributes
  super->type = type;
  super->object = object;
  super->object_type = start;
  track(super);
  Value made = own(super);
  return generic_get_attribute(thread, made, name);
}

void make_super_types(Runtime& rt) {
  rt.types.super = make_builtin_type(rt, super_spec);
  if (rt.in(between(3, 0, 3, 0))) rt.types.super->slots.set_attribute = nullptr;   // "has only read-only attributes"
}

}  // namespace xvm
