// type: what every class can do. Making classes is in class_build.cpp.
#include "objects/type_object.h"

#include "objects/class_build.h"
#include "objects/class_obj.h"
#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/text.h"
#include "objects/text_signatures.h"
#include "objects/tuple.h"
#include "objects/weakref.h"
#include "vm/argument_words.h"
#include "vm/attributes.h"
#include "vm/builtin_types.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/signature.h"
#include "vm/slot_functions.h"
#include "vm/slot_table.h"
#include "vm/type_dict.h"

namespace xvm {

Value type_dir(Thread& thread, Ref self, Args args);                          // object.cpp
Value type_bases_get(Thread& thread, Ref self);                               // type_bases.cpp
bool type_bases_set(Thread& thread, Ref self, Ref value);
Value type_instancecheck(Thread& thread, Ref self, Args args);                // class_checks.cpp
Value type_subclasscheck(Thread& thread, Ref self, Args args);

namespace {

bool class_repr(const Release& r) { return r.since(3, 0); }             // <class 'int'>, where 2.x has <type 'int'>
bool null_names_type(const Release& r) { return (r.since(2, 7) && r.python2()) || r.since(3, 5); }
bool delete_immutable_words(const Release& r) { return r.since(3, 10); }

Dict& dict_of(Type& type) { return as<Dict>(filled_dict(type)); }

bool is_builtin_module(Thread& thread, Ref module) {
  return is_native_str(thread, module) && native_is(module, thread.rt.python2() ? "__builtin__" : "builtins");
}

// Attributes of built-in types cannot be changed, those of classes not deleted.
bool may_set(Thread& thread, Type& type, Ref value, const char* name) {
  if (!type.has(HeapType)) {
    if (delete_immutable_words(thread.rt.release)) return raise_type_error(thread, "cannot set '{}' attribute of immutable type '{}'", name, type.name);
    return raise_type_error(thread, "can't set {}.{}", type.name, name);
  }
  if (value) return true;
  if (delete_immutable_words(thread.rt.release)) return raise_type_error(thread, "cannot delete '{}' attribute of immutable type '{}'", name, type.name);
  return raise_type_error(thread, "can't delete {}.{}", type.name, name);
}

// ---- repr

Value type_repr(Thread& thread, Ref self) {
  Type& type = as<Type>(self);
  const char* kind = class_repr(thread.rt.release) || type.has(HeapType) ? "class" : "type";
  return native_str(thread, fmt::format("<{} '{}'>", kind, class_path(thread, &type)));
}

// ---- names

Value name_get(Thread&, Ref self) { return as<Type>(self).type_name; }

bool name_set(Thread& thread, Ref self, Ref value) {
  Type& type = as<Type>(self);
  if (!may_set(thread, type, value, "__name__")) return error_set;
  if (!is_native_str(thread, value)) return raise_type_error(thread, "can only assign string to {}.__name__, not '{}'", type.name, type_name(thread, value));
  if (!check_encodable(thread, value)) return false;
  std::string text = native_utf8(value);
  if (text.find('\0') != text.npos)
    return raise(thread, thread.rt.exc.ValueError, null_names_type(thread.rt.release) ? "type name must not contain null characters" : "__name__ must not contain null bytes");
  type.name = text;
  type.type_name = value;
  if (thread.rt.python2() || thread.rt.in(until(3, 2))) type.qualname = value;
  return true;
}

Value qualname_get(Thread&, Ref self) { return as<Type>(self).qualname; }

bool qualname_set(Thread& thread, Ref self, Ref value) {
  Type& type = as<Type>(self);
  if (!may_set(thread, type, value, "__qualname__")) return error_set;
  if (!is_native_str(thread, value)) return raise_type_error(thread, "can only assign string to {}.__qualname__, not '{}'", type.name, type_name(thread, value));
  type.qualname = value;
  return true;
}

Value module_get(Thread& thread, Ref self) { return type_module(thread, &as<Type>(self)); }

bool module_set(Thread& thread, Ref self, Ref value) {
  Type& type = as<Type>(self);
  if (!may_set(thread, type, value, "__module__")) return error_set;
  return dict_set(thread, dict_of(type), thread.rt.names.module__, value);
}

// ---- documentation

// "($self, key, /)" of a built-in type stands in front of its text in CPython; here it is not kept.
Value doc_get(Thread& thread, Ref self) {
  Type& type = as<Type>(self);
  Ref found = dict_get_name(dict_of(type), thread.rt.names.doc__);
  if (!found || (!type.has(HeapType) && is<GetSet>(found))) return none_value();
  Value keep(found);
  return bind_found(thread, keep, Ref(), self);
}

bool doc_writable(const Release& r) { return r.since(3, 3); }

bool doc_set(Thread& thread, Ref self, Ref value) {
  Type& type = as<Type>(self);
  if (!doc_writable(thread.rt.release)) return raise_format(thread, thread.rt.exc.AttributeError, "attribute '__doc__' of 'type' objects is not writable");
  if (!may_set(thread, type, value, "__doc__")) return error_set;
  return dict_set(thread, dict_of(type), thread.rt.names.doc__, value);
}

Value text_signature_get(Thread& thread, Ref self) { return text_signature_of_type(thread, as<Type>(self)); }

// ---- abstract methods, annotations, type parameters

Value abstract_get(Thread& thread, Ref self) {
  Type& type = as<Type>(self);
  Ref found = &type == thread.rt.types.type ? Ref() : dict_get_name(dict_of(type), thread.rt.names.abstractmethods__);
  if (!found) return raise_value(thread, thread.rt.exc.AttributeError, thread.rt.names.abstractmethods__);
  return Value(found);
}

bool abstract_set(Thread& thread, Ref self, Ref value) {
  Type& type = as<Type>(self);
  int is_abstract = 0;
  Value old;
  if (value) {
    is_abstract = truth(thread, value);
    if (is_abstract < 0 || !dict_set(thread, dict_of(type), thread.rt.names.abstractmethods__, value)) return error_set;
  } else {
    int r = dict_delete(thread, dict_of(type), thread.rt.names.abstractmethods__, &old);
    if (r < 0) return error_set;
    if (r == 0) return raise_value(thread, thread.rt.exc.AttributeError, thread.rt.names.abstractmethods__);
  }
  type.type_flags = is_abstract ? type.type_flags | IsAbstract : type.type_flags & ~static_cast<std::uint32_t>(IsAbstract);
  type_modified(&type);
  return true;
}

Value annotations_get(Thread& thread, Ref self) {
  Type& type = as<Type>(self);
  const Value& name = thread.rt.names.annotations__;
  if (!type.has(HeapType)) return raise_attribute_error(thread, self, name, fmt::format("type object '{}' has no attribute '__annotations__'", type.name));
  if (Ref found = dict_get_name(dict_of(type), name)) {
    Value keep(found);
    return bind_found(thread, keep, Ref(), self);
  }
  Value made = make_dict(thread);
  if (!dict_set(thread, dict_of(type), name, made)) return error_set;
  type_modified(&type);
  return made;
}

bool annotations_set(Thread& thread, Ref self, Ref value) {
  Type& type = as<Type>(self);
  const Value& name = thread.rt.names.annotations__;
  if (!type.has(HeapType)) return raise_type_error(thread, "cannot set '__annotations__' attribute of immutable type '{}'", type.name);
  if (value) return dict_set(thread, dict_of(type), name, value);
  Value old;
  int r = dict_delete(thread, dict_of(type), name, &old);
  if (r == 0) return raise_value(thread, thread.rt.exc.AttributeError, name);
  return r > 0;
}

Value type_params_get(Thread& thread, Ref self) {
  Type& type = as<Type>(self);
  Ref found = &type == thread.rt.types.type ? Ref() : dict_get_name(dict_of(type), thread.rt.names.type_params__);
  return found ? Value(found) : empty_tuple(thread);
}

bool type_params_set(Thread& thread, Ref self, Ref value) {
  Type& type = as<Type>(self);
  if (!may_set(thread, type, value, "__type_params__")) return error_set;
  return dict_set(thread, dict_of(type), thread.rt.names.type_params__, value);
}

// ---- structure

Value dict_get(Thread& thread, Ref self) { return make_mapping_proxy(thread, filled_dict(as<Type>(self))); }
Value mro_get(Thread&, Ref self) { return as<Type>(self).mro ? as<Type>(self).mro : none_value(); }
Value base_get(Thread&, Ref self) { return as<Type>(self).base ? Value(Ref(as<Type>(self).base)) : none_value(); }

// Sizes as CPython reports them for the commonest types; nothing depends on them.
std::int64_t basic_size(const Type& type) {
  std::int64_t size = type.layout->kind == Kind::Instance ? 16 : static_cast<std::int64_t>(type.layout->size);
  if (type.has(InstancesHaveDict) && !type.dict_field) size += 8;
  if (type.has(HasWeakrefs) && type.has(HeapType)) size += 8;
  return size + 8 * type.slot_values;
}
Value basicsize_get(Thread& thread, Ref self) { return make_int(thread, basic_size(as<Type>(self))); }
Value itemsize_get(Thread& thread, Ref self) {
  switch (as<Type>(self).layout->kind) {
    case Kind::Tuple: return Value::small(8);
    case Kind::Bytes: return Value::small(1);
    case Kind::Int: return Value::small(thread.rt.python2() && is_subtype(&as<Type>(self), thread.rt.types.int_) ? 0 : 4);
    case Kind::Type: return Value::small(40);
    default: return Value::small(0);
  }
}
Value flags_get(Thread& thread, Ref self) {
  const Type& type = as<Type>(self);
  std::int64_t flags = 1 << 12;   // ready
  if (type.has(HeapType)) flags |= 1 << 9;
  if (type.has(BaseType)) flags |= 1 << 10;
  if (type.layout->gc) flags |= 1 << 14;
  if (type.has(IsAbstract)) flags |= 1 << 20;
  const Types& types = thread.rt.types;
  auto family = [&](const Type* of, int bit) { if (of && is_subtype(&type, of)) flags |= std::int64_t{1} << bit; };
  family(thread.rt.python2() ? types.long_ : types.int_, 24), family(types.list, 25), family(types.tuple, 26), family(types.bytes, 27);
  family(types.text, 28), family(types.dict, 29), family(thread.rt.exc.BaseException, 30), family(types.type, 31);
  const Release& r = thread.rt.release;
  bool heap = type.has(HeapType);
  if (r.python2()) flags |= 0xe01eb | (heap ? 0x10 : 0);      // what C structs have, and a version tag
  if (!r.python2() && r.until(3, 9)) flags |= 1 << 18;         // may have a version tag
  if (!r.python2() && r.until(3, 12) && (!heap || r.until(3, 6))) flags |= 1 << 19;   // has one
  if (heap && r.since(3, 4) && r.until(3, 7)) flags |= 1;      // tp_finalize
  if (r.since(3, 9) && &type == types.type) flags |= 1 << 11;  // vectorcall
  if (r.since(3, 12) && &type == types.type) flags |= 1 << 23; // items at the end
  if (r.since(3, 10)) {
    if (type.has(SequencePattern)) flags |= 1 << 5;
    if (type.has(MappingPattern)) flags |= 1 << 6;
    if (type.has(DisallowInstantiation)) flags |= 1 << 7;
    if (!heap) flags |= 1 << 8;
    for (const Type* base : {types.bool_, types.bytearray, types.bytes, types.dict, types.float_, types.frozenset, types.int_, types.list, types.set, types.text, types.tuple})
      if (is_subtype(&type, base)) flags |= 1 << 22;           // a class pattern matches the subject itself
  }
  if (r.since(3, 11) && heap && type.has(InstancesHaveDict)) flags |= 1 << 4;
  if (r.since(3, 12)) flags |= heap ? (type.has(HasWeakrefs) ? 1 << 3 : 0) : 1 << 1;
  if (r.since(3, 13) && heap && type.has(InstancesHaveDict) && type.layout->kind == Kind::Instance) flags |= 1 << 2;
  return make_int(thread, flags);
}
Value weakrefoffset_get(Thread&, Ref self) { return Value::small(as<Type>(self).has(HasWeakrefs) ? 24 : 0); }
Value dictoffset_get(Thread&, Ref self) {
  const Type& type = as<Type>(self);
  return Value::small(type.dict_field ? type.dict_field : type.has(InstancesHaveDict) ? 16 : 0);
}

Value type_subclasses(Thread& thread, Ref self, Args) {
  List* list = allocate_list(thread, 0);
  Value result = own(list);
  for (Type* sub : as<Type>(self).subtypes) list_append(*list, Value(Ref(sub)));
  return result;
}

Value type_prepare(Thread& thread, Ref, Args) { return make_dict(thread); }

Value type_sizeof(Thread&, Ref self, Args) { return Value::small(as<Type>(self).has(HeapType) ? 1064 : 408); }

bool type_hash(Thread&, Ref self, std::int64_t& hash) {
  std::uint64_t bits = self.raw();
  hash = static_cast<std::int64_t>(bits >> 4 | bits << 60);
  return true;
}

// 2.6 and 2.7 compare classes by address in all six ways; 3.x only as objects.
Value type_compare(Thread&, Ref self, Ref other, Compare op) {
  if (!is<Type>(self) || !is<Type>(other)) return not_implemented_value();
  std::uint64_t a = self.raw(), b = other.raw();
  switch (op) {
    case Compare::Lt: return Value::of(a < b);
    case Compare::Le: return Value::of(a <= b);
    case Compare::Eq: return Value::of(a == b);
    case Compare::Ne: return Value::of(a != b);
    case Compare::Gt: return Value::of(a > b);
    case Compare::Ge: return Value::of(a >= b);
  }
  return not_implemented_value();
}
int type_three_way(Thread&, Ref self, Ref other) { return self.raw() < other.raw() ? -1 : self.raw() > other.raw(); }

// X | Y: what the union type makes of it; it gives NotImplemented for what is no type.
Value type_or(Thread& thread, Ref left, Ref right) {
  Type* union_type = thread.rt.types.union_type;
  BinaryFn join = union_type ? union_type->slots.binary[static_cast<std::size_t>(Binary::Or)] : nullptr;
  return join ? join(thread, left, right) : not_implemented_value();
}

Value type_mro(Thread& thread, Ref self, Args) {
  Value order = linearize(thread, &as<Type>(self));
  return order ? to_list(thread, order) : Value();
}

// ---- calling and making

// The form of one argument; later of type itself alone.
bool any_metaclass_tells(const Release& r) { return r.until(3, 5); }

Value type_make(Thread& thread, Type* metatype, Args args) {
  bool keywords = args.names && args.keywords() > 0;
  if (args.size() == 1 && !keywords && (metatype == thread.rt.types.type || any_metaclass_tells(thread.rt.release))) return Value(Ref(type_of(thread, args[0])));
  bool by_name = thread.rt.in(until(3, 5));   // name, bases and dict may be given as keywords; from 3.6 those go to hooks
  std::uint32_t given_count = args.size() + (by_name && keywords ? args.keywords() : 0);
  if (given_count != 3) {
    if (thread.rt.in(since(3, 6)) && metatype != thread.rt.types.type)
      return raise_type_error(thread, "type.__new__() takes exactly 3 arguments ({} given)", args.size());
    if (keywords && args.size() == 1 && thread.rt.in(since(3, 10))) return raise_type_error(thread, "type() takes no keyword arguments");
    return raise_type_error(thread, "type() takes 1 or 3 arguments");
  }
  bool words2 = thread.rt.python2();
  const char *call_name = words2 ? "type()" : thread.rt.in(since(3, 6)) ? "type.__new__()" : "type()";
  static constexpr const char* names2[] = {"name", "bases", "dict"};
  Ref given[3];
  for (std::uint32_t i = 0; i < 3; ++i) {
    if (i < args.size()) given[i] = args[i];
    else if (keywords)
      for (std::uint32_t k = 0; k < args.keywords(); ++k)
        if (native_is(as<Tuple>(args.names)[k], names2[i])) given[i] = args.data[args.positional + k];
    if (!given[i]) return raise_type_error(thread, "type() takes 1 or 3 arguments");
  }
  if (!is_native_str(thread, given[0])) return raise_type_error(thread, "{} argument 1 must be {}, not {}", call_name, words2 ? "string" : "str", argument_type(thread, given[0]));
  if (!is<Tuple>(given[1])) return raise_type_error(thread, "{} argument 2 must be tuple, not {}", call_name, argument_type(thread, given[1]));
  if (!is<Dict>(given[2])) return raise_type_error(thread, "{} argument 3 must be dict, not {}", call_name, argument_type(thread, given[2]));
  return new_class(thread, metatype, given[0], given[1], given[2], args);
}

bool type_init_lenient(const Release& r) { return r.since(3, 6); }

bool type_init(Thread& thread, Ref, Args args) {
  std::uint32_t keywords = args.names ? args.keywords() : 0;
  if (keywords && args.size() == 1) return raise_type_error(thread, "type.__init__() takes no keyword arguments");
  if (keywords && !type_init_lenient(thread.rt.release) && args.size() == 3) return raise_type_error(thread, "type.__init__() takes no keyword arguments");
  if (args.size() != 1 && args.size() != 3) return raise_type_error(thread, "type.__init__() takes 1 or 3 arguments");
  return true;
}

namespace {

struct PassesOver { std::string_view type; Range releases; };
constexpr PassesOver passing_over[] = {
    {"float", since(3, 7)}, {"tuple", since(3, 7)}, {"frozenset", always}, {"reversed", always}, {"map", since(3, 0)}, {"filter", since(3, 0)},
    {"zip", between(3, 0, 3, 9)}, {"itertools.chain", always}, {"itertools.cycle", always}, {"itertools.dropwhile", always}, {"itertools.filterfalse", since(3, 0)},
    {"itertools.ifilter", until(2, 7)}, {"itertools.ifilterfalse", until(2, 7)}, {"itertools.imap", until(2, 7)}, {"itertools.islice", always}, {"itertools.izip", until(2, 7)},
    {"itertools.starmap", always}, {"itertools.takewhile", always}};

// Some constructors that take no keywords pass over those given to a subclass; from 3.11 only where that has an __init__ of its own.
Args kept_by_make(Thread& thread, Type* type, Args args) {
  if (!args.names || args.keywords() == 0 || !type->has(HeapType)) return args;
  const Type* base = type;
  while (base->has(HeapType)) base = base->base;
  for (const PassesOver& row : passing_over)
    if (row.type == base->name && thread.rt.in(row.releases)) {
      bool pass = type->slots.make == base->slots.make || type->slots.make == heap_make;
      if (!pass || (thread.rt.in(since(3, 11)) && type->slots.init == base->slots.init)) return args;
      return Args{args.data, args.positional, {}};
    }
  return args;
}

}  // namespace

// The __new__ of a built-in type: the first argument must be a class that this very function can make.
Value call_native_make(Thread& thread, Ref self, Args args) {
  Type& type = as<Type>(self);
  if (args.size() < 1) return raise_type_error(thread, "{}.__new__(): not enough arguments", type.name);
  if (!is<Type>(args[0])) return raise_type_error(thread, "{}.__new__(X): X is not a type object ({})", type.name, type_name(thread, args[0]));
  Type& wanted = as<Type>(args[0]);
  if (!is_subtype(&wanted, &type)) return raise_type_error(thread, "{}.__new__({}): {} is not a subtype of {}", type.name, wanted.name, wanted.name, type.name);
  const Type* fixed = &wanted;
  while (fixed && (fixed->slots.make == heap_make || fixed->has(HeapType))) fixed = fixed->base;
  if (fixed && fixed->slots.make != type.slots.make) return raise_type_error(thread, "{}.__new__({}) is not safe, use {}.__new__()", type.name, wanted.name, fixed->name);
  Args rest{args.data + 1, args.positional - 1, args.names};
  return type.slots.make(thread, &wanted, kept_by_make(thread, &wanted, rest));
}

const Method native_make_row = {"__new__($type, *args, **kwargs)", call_native_make, always, Method::Raw};

constexpr Method type_methods[] = {
    {"mro(self, /)", type_mro},
    {"__subclasses__(self, /)", type_subclasses},
    {"__prepare__(cls, *args, **kwds)", type_prepare, since(3, 0), Method::ClassRaw},
    {"__instancecheck__(self, instance, /)", type_instancecheck, since(2, 6)},
    {"__subclasscheck__(self, subclass, /)", type_subclasscheck, since(2, 6)},
    {"__dir__(self, /)", type_dir, since(3, 3)},
    {"__sizeof__(self, /)", type_sizeof, since(3, 4)},
};

constexpr GetSetRow type_getset[] = {
    {"__basicsize__", basicsize_get, readonly_member, until(3, 11)},
    {"__basicsize__", basicsize_get, nullptr, since(3, 12)},
    {"__itemsize__", itemsize_get, readonly_member, until(3, 11)},
    {"__itemsize__", itemsize_get, nullptr, since(3, 12)},
    {"__flags__", flags_get, readonly_member, until(3, 11)},
    {"__flags__", flags_get, nullptr, between(3, 12, 3, 12)},
    {"__flags__", flags_get, readonly_member, since(3, 13)},
    {"__weakrefoffset__", weakrefoffset_get, readonly_member, until(3, 11)},
    {"__weakrefoffset__", weakrefoffset_get, nullptr, since(3, 12)},
    {"__base__", base_get, readonly_member, until(3, 11)},
    {"__base__", base_get, nullptr, between(3, 12, 3, 12)},
    {"__base__", base_get, readonly_member, since(3, 13)},
    {"__dictoffset__", dictoffset_get, readonly_member, until(3, 11)},
    {"__dictoffset__", dictoffset_get, nullptr, since(3, 12)},
    {"__mro__", mro_get, readonly_member, until(3, 11)},
    {"__mro__", mro_get, nullptr, since(3, 12)},
    {"__name__", name_get, name_set},
    {"__qualname__", qualname_get, qualname_set, since(3, 3)},
    {"__bases__", type_bases_get, type_bases_set},
    {"__module__", module_get, module_set},
    {"__abstractmethods__", abstract_get, abstract_set, since(2, 6)},
    {"__dict__", dict_get},
    {"__doc__", doc_get, doc_set},
    {"__text_signature__", text_signature_get, nullptr, since(3, 4)},
    {"__annotations__", annotations_get, annotations_set, since(3, 10)},
    {"__type_params__", type_params_get, type_params_set, since(3, 12)},
};

void fill_type(Slots& slots, Runtime& rt) {
  slots.repr = type_repr;
  slots.call = type_call;
  slots.get_attribute = type_get_attribute;
  slots.set_attribute = type_set_attribute;
  slots.make = type_make;
  slots.init = type_init;
  if (rt.in(between(2, 6, 2, 7))) slots.compare = type_compare, slots.hash = type_hash;
  if (rt.in(until(2, 5))) slots.three_way = type_three_way, slots.hash = type_hash;
  if (rt.in(since(3, 10))) slots.binary[static_cast<std::size_t>(Binary::Or)] = type_or;
}

const TypeSpec type_spec{.name = "type",
                         .layout = layout_of<Type>,
                         .flags = BaseType | HasWeakrefs | OwnsDictValues | InstancesHaveDict,
                         .methods = type_methods,
                         .getset = type_getset,
                         .fill = fill_type,
                         .dict_field = field_offset(&Type::dict)};

}  // namespace

Value type_module(Thread& thread, Type* type) {
  const Names& names = thread.rt.names;
  if (type->has(HeapType)) {
    if (Ref found = dict_get_name(as<Dict>(filled_dict(*type)), names.module__)) {
      Value keep(found);
      return keep;
    }
    return raise_attribute_error(thread, Ref(type), names.module__, "__module__");
  }
  std::size_t dot = type->name.rfind('.');
  if (dot != type->name.npos) return native_intern(thread, type->name.substr(0, dot));
  return native_intern(thread, thread.rt.python2() ? "__builtin__" : "builtins");
}

std::string class_path(Thread& thread, Type* type) {
  if (!type->has(HeapType)) return type->name;
  Ref module = dict_get_name(as<Dict>(filled_dict(*type)), thread.rt.names.module__);
  std::string name = native_utf8(type->qualname);
  if (!module || !is_native_str(thread, module) || is_builtin_module(thread, module)) return name;
  return native_utf8(module) + "." + name;
}

bool is_native_make(const Native& native) { return native.row == &native_make_row; }

Value make_native_make(Thread& thread, Type* type) { return make_native(thread, native_make_row, Ref(type), Ref(), type); }

Value type_call(Thread& thread, Ref self, Args args) {
  Type* type = &as<Type>(self);
  const Types& types = thread.rt.types;
  bool asks_type = type == types.type && args.size() == 1 && !(args.names && args.keywords() > 0);
  if (asks_type) return Value(Ref(type_of(thread, args[0])));
  if (!type->slots.make) {
    return raise_type_error(thread, "cannot create '{}' instances", type->name);
  }
  Value keep(self);
  Value made = type->slots.make(thread, type, type->slots.make == heap_make ? args : kept_by_make(thread, type, args));
  if (!made) return made;
  Type* got = type_of(thread, made);
  if (got != type && !is_subtype(got, type)) return made;
  // What object's __init__ checks, it checks for types without a __new__ of their own.
  if (got->slots.init == object_init && got == type && type->slots.make != object_new && !type->has(HeapType)) return made;
  if (got->slots.init && !got->slots.init(thread, made, args)) return error_set;
  return made;
}

void make_type_types(Runtime& rt) { rt.types.type = make_builtin_type(rt, type_spec); }

}  // namespace xvm
