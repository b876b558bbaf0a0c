// classobj: classic classes of 2.x. Their instances are in old_instance.cpp.
#include "objects/class_obj.h"

#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/argument_words.h"
#include "vm/attributes.h"
#include "vm/builtin_types.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/operators.h"
#include "vm/signature.h"

namespace xvm {

void make_old_instance_types(Runtime& rt);   // old_instance.cpp

Ref class_lookup(ClassObj& c, Ref name, ClassObj** found_in) {
  if (Ref found = c.dict ? dict_get_name(as<Dict>(c.dict), name) : Ref()) {
    if (found_in) *found_in = &c;
    return found;
  }
  for (const Value& base : as<Tuple>(c.bases))
    if (Ref found = class_lookup(as<ClassObj>(base), name, found_in)) return found;
  return {};
}

bool class_is_subclass(ClassObj& c, ClassObj& base) {
  if (&c == &base) return true;
  for (const Value& b : as<Tuple>(c.bases))
    if (class_is_subclass(as<ClassObj>(b), base)) return true;
  return false;
}

namespace {

ClassObj& class_of(Ref self) { return as<ClassObj>(self); }
std::string name_of(Ref self) { return native_utf8(class_of(self).name); }

// "module.name"; "?.name" where there is no module.
std::string path_of(Thread& thread, Ref self) {
  Ref module = dict_get_name(as<Dict>(class_of(self).dict), thread.rt.names.module__);
  return (module && is<Bytes>(module) ? native_utf8(module) : "?") + "." + name_of(self);
}

Value class_repr(Thread& thread, Ref self) { return native_str(thread, fmt::format("<class {} at 0x{:x}>", path_of(thread, self), self.raw())); }
Value class_str(Thread& thread, Ref self) {
  Ref module = dict_get_name(as<Dict>(class_of(self).dict), thread.rt.names.module__);
  return module && is<Bytes>(module) ? native_str(thread, path_of(thread, self)) : class_of(self).name;
}

bool class_hash(Thread&, Ref self, std::int64_t& hash) {
  hash = static_cast<std::int64_t>(self.raw() >> 4);
  return true;
}

Value class_get_attribute(Thread& thread, Ref self, Ref name) {
  ClassObj& c = class_of(self);
  const Names& names = thread.rt.names;
  if (name == names.dict__.ref()) return c.dict;
  if (name == names.bases__.ref()) return c.bases;
  if (name == names.name__.ref()) return c.name;
  Ref found = class_lookup(c, name);
  if (!found) return raise_format(thread, thread.rt.exc.AttributeError, "class {} has no attribute '{}'", name_of(self), native_utf8(name));
  Value keep(found);
  return bind_found(thread, keep, Ref(), self);
}

bool class_set_attribute(Thread& thread, Ref self, Ref name, Ref value) {
  ClassObj& c = class_of(self);
  const Names& names = thread.rt.names;
  Value keep(self);
  if (name == names.dict__.ref()) {
    if (!value || !is<Dict>(value)) return raise_type_error(thread, "__dict__ must be a dictionary object");
    Value old = std::exchange(c.dict, Value(value));
    return true;
  }
  if (name == names.bases__.ref()) {
    if (!value || !is<Tuple>(value)) return raise_type_error(thread, "__bases__ must be a tuple object");
    for (const Value& base : as<Tuple>(value)) {
      if (!is<ClassObj>(base)) return raise_type_error(thread, "__bases__ items must be classes");
      if (class_is_subclass(as<ClassObj>(base), c)) return raise_type_error(thread, "a __bases__ item causes an inheritance cycle");
    }
    Value old = std::exchange(c.bases, Value(value));
    return true;
  }
  if (name == names.name__.ref()) {
    if (!value || !is<Bytes>(value)) return raise_type_error(thread, "__name__ must be a string object");
    if (native_utf8(value).find('\0') != std::string::npos) return raise_type_error(thread, "__name__ must not contain null bytes");
    c.name = value;
    return true;
  }
  if (value) return dict_set(thread, as<Dict>(c.dict), name, value);
  Value old;
  int r = dict_delete(thread, as<Dict>(c.dict), name, &old);
  if (r == 0) return raise_format(thread, thread.rt.exc.AttributeError, "class {} has no attribute '{}'", name_of(self), native_utf8(name));
  return r > 0;
}

Value class_call(Thread& thread, Ref self, Args args) {
  Value instance = make_old_instance(thread, self);
  Ref found = class_lookup(class_of(self), thread.rt.names.init__);
  if (!found) {
    if (args.size() > 0 || (args.names && args.keywords() > 0)) return raise_type_error(thread, "this constructor takes no arguments");
    return instance;
  }
  Value keep(found), init = bind_found(thread, keep, instance, self);
  if (!init) return error_set;
  Value result = call(thread, init, args);
  if (!result) return error_set;
  if (!result.is_none()) return raise_type_error(thread, "__init__() should return None");
  return instance;
}

Value class_make(Thread& thread, Type*, Args args) {
  static const Signature& signature = signature_of("classobj(name, bases, dict)");
  Bound<3> bound(thread, signature, args);
  if (!bound) return error_set;
  if (!is<Bytes>(bound[0])) return raise_type_error(thread, "argument 1 must be string, not {}", argument_type(thread, bound[0]));
  return make_class_obj(thread, bound[0], bound[1], bound[2]);
}

void fill_class(Slots& slots, Runtime&) {
  slots.repr = class_repr;
  slots.str = class_str;
  slots.hash = class_hash;
  slots.get_attribute = class_get_attribute;
  slots.set_attribute = class_set_attribute;
  slots.call = class_call;
  slots.make = class_make;
}

const TypeSpec class_spec{.name = "classobj", .layout = layout_of<ClassObj>, .flags = HasWeakrefs, .fill = fill_class};

}  // namespace

Value make_class_obj(Thread& thread, Ref name, Ref bases, Ref dict) {
  const Names& names = thread.rt.names;
  if (!name || !is<Bytes>(name)) return raise_type_error(thread, "PyClass_New: name must be a string");
  if (!dict || !is<Dict>(dict)) return raise_type_error(thread, "PyClass_New: dict must be a dictionary");
  Value bases_keep(bases), dict_keep(dict), name_keep(name);
  if (!dict_get_name(as<Dict>(dict), names.doc__) && !dict_set(thread, as<Dict>(dict), names.doc__, none)) return error_set;
  if (!dict_get_name(as<Dict>(dict), names.module__) && thread.frame && thread.frame->globals) {
    Ref module = dict_get_name(*thread.frame->globals, names.name__);
    if (module && !dict_set(thread, as<Dict>(dict), names.module__, module)) return error_set;
  }
  if (!bases || bases.is_none()) {
    bases_keep = empty_tuple(thread);
  } else {
    if (!is<Tuple>(bases)) return raise_type_error(thread, "PyClass_New: bases must be a tuple");
    for (const Value& base : as<Tuple>(bases)) {
      if (is<ClassObj>(base)) continue;
      return call(thread, Ref(type_of(thread, base)), name, bases, dict);   // a class of another kind makes this one too
    }
  }
  ClassObj* c = allocate<ClassObj>(thread.rt.types.class_obj);
  c->name = std::move(name_keep);
  c->bases = std::move(bases_keep);
  c->dict = std::move(dict_keep);
  track(c);
  return own(c);
}

void make_class_obj_types(Runtime& rt) {
  if (!rt.python2()) return;
  rt.types.class_obj = make_builtin_type(rt, class_spec);
  make_old_instance_types(rt);
}

}  // namespace xvm
