// Describes where a load or store of an attribute ends, for inline caches. Runs no Python code and sets no error.
#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/module.h"
#include "objects/text.h"
#include "vm/attributes.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/shape.h"
#include "vm/thread.h"

namespace xvm {

namespace {

bool set_constant(AttributeLookup& out, AttributeLookup::Kind kind, Ref value) {
  out.kind = kind;
  out.constant = value;
  out.object = value.is_object() ? value.object() : nullptr;
  return true;
}

bool describe_module_load(Thread& thread, Ref receiver, Ref name, AttributeLookup& out) {
  Module& module = as<Module>(receiver);
  if (Ref found = type_find(receiver.object()->type, name))
    if (type_of(thread, found)->slots.descr_set) return false;
  Dict* dict = try_as<Dict>(module.dict);
  if (!dict) return false;
  std::int64_t entry = dict_entry_of(*dict, name);
  if (entry < 0) return false;
  out.kind = AttributeLookup::ModuleEntry;
  out.index = static_cast<std::uint32_t>(entry);
  out.keys_version = dict_keys_version(*dict);
  return out.keys_version != 0;
}

bool describe_class_load(Thread& thread, Ref receiver, Ref name, AttributeLookup& out) {
  Type &type = as<Type>(receiver), *meta = type.type;
  if (type.version == 0 || meta->version == 0) return false;
  if (Ref found = type_find(meta, name))
    if (type_of(thread, found)->slots.descr_set) return false;
  Ref found = type_find(&type, name);
  if (!found) return false;
  out.type_version = type.version;
  out.keys_version = meta == thread.rt.types.type ? 0 : meta->version;
  if (StaticMethod* method = try_as<StaticMethod>(found); method && is_exact<StaticMethod>(found)) return set_constant(out, AttributeLookup::ClassAttribute, method->callable);
  if (is_exact<ClassMethod>(found)) {
    Ref callable = as<ClassMethod>(found).callable;
    return is<Function>(callable) && set_constant(out, AttributeLookup::ClassMethod, callable);
  }
  bool plain = !type_of(thread, found)->slots.descr_get;
  if (!plain && !thread.rt.python2() && is<Function>(found)) plain = true;
  return plain && set_constant(out, AttributeLookup::ClassAttribute, found);
}

}  // namespace

bool describe_load(Thread& thread, Ref receiver, Ref name, AttributeLookup& out) {
  out = AttributeLookup{};
  Type* type = type_of(thread, receiver);
  if (type->version == 0) return false;
  out.type_version = type->version;
  GetAttrFn get = type->slots.get_attribute;
  if (get == type_get_attribute && is<Type>(receiver)) return describe_class_load(thread, receiver, name, out);
  if (is_exact<Module>(receiver) && type == thread.rt.types.module) return describe_module_load(thread, receiver, name, out);
  if (get != generic_get_attribute) return false;
  Ref found = type_find(type, name);
  Type* of = found ? type_of(thread, found) : nullptr;
  Object* o = receiver.is_object() ? receiver.object() : nullptr;
  bool has_head = o && (o->flags & HasHead);
  InstanceHead* head = has_head ? head_of(o) : nullptr;
  bool data = of && of->slots.descr_get && of->slots.descr_set;
  if (head && head->shape && (out.shape_id = head->shape->id) == 0) return false;
  if (data) {
    if (Member* member = try_as<Member>(found); member && has_head && is_subtype(type, member->owner)) {
      out.kind = AttributeLookup::Member;
      out.index = member->index;
      return true;
    }
    if (is_exact<Property>(found) && is<Function>(as<Property>(found).getter)) return set_constant(out, AttributeLookup::Property, found);
    return set_constant(out, AttributeLookup::Descriptor, found);
  }
  if (has_head && type->has(InstancesHaveDict) && !type->dict_field) {
    if (!head->shape) return false;   // a dict of its own
    std::int32_t index = head->shape->find(name);
    if (index >= 0) {
      out.kind = AttributeLookup::InstanceSlot;
      out.index = static_cast<std::uint32_t>(index);
      return true;
    }
  } else if (o && type->dict_field) {
    return false;
  }
  if (!found) return false;
  if (of->has(MethodDescr)) return set_constant(out, AttributeLookup::Method, found);
  if (is_exact<StaticMethod>(found)) return set_constant(out, AttributeLookup::TypeConstant, as<StaticMethod>(found).callable);
  if (is_exact<ClassMethod>(found) && is<Function>(as<ClassMethod>(found).callable))
    return set_constant(out, AttributeLookup::ClassMethod, as<ClassMethod>(found).callable);
  if (of->slots.descr_get) return set_constant(out, AttributeLookup::Descriptor, found);
  return set_constant(out, AttributeLookup::TypeConstant, found);
}

bool describe_store(Thread& thread, Ref receiver, Ref name, AttributeLookup& out) {
  out = AttributeLookup{};
  if (!receiver.is_object()) return false;
  Object* o = receiver.object();
  Type* type = o->type;
  if (type->version == 0 || type->slots.set_attribute != generic_set_attribute || !(o->flags & HasHead)) return false;
  InstanceHead* head = head_of(o);
  out.type_version = type->version;
  if (head->shape && (out.shape_id = head->shape->id) == 0) return false;
  if (Ref found = type_find(type, name)) {
    if (Member* member = try_as<Member>(found); member && is_subtype(type, member->owner)) {
      out.kind = AttributeLookup::Member;
      out.index = member->index;
      return true;
    }
    if (is_exact<Property>(found) && is<Function>(as<Property>(found).setter)) return set_constant(out, AttributeLookup::Property, found);
    if (type_of(thread, found)->slots.descr_set) return false;
  }
  if (!head->shape || !type->has(InstancesHaveDict) || type->dict_field) return false;
  std::int32_t index = head->shape->find(name);
  if (index >= 0) {
    out.kind = AttributeLookup::InstanceSlot;
    out.index = static_cast<std::uint32_t>(index);
    return true;
  }
  Shape* next = head->shape->add(name);
  if (!next) return false;
  out.kind = AttributeLookup::AddSlot;
  out.index = next->index;
  out.next_shape = next;
  return true;
}

}  // namespace xvm
