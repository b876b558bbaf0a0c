// The types of functions, methods and cells: attributes and methods.
#include "objects/cell.h"
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/text_signatures.h"
#include "objects/tuple.h"
#include "pyc/code.h"
#include "vm/argument_words.h"
#include "vm/attributes.h"
#include "vm/builtin_types.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame_layout.h"
#include "vm/frame.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"
#include "vm/signature.h"
#include "vm/uncounted_call.h"
#include "vm/warnings.h"

namespace xvm {

namespace {

bool has_unbound_methods(const Release& r) { return r.python2(); }
bool shows_qualname(const Release& r) { return r.since(3, 3); }

Value or_none(const Value& v) { return v ? v : none_value(); }

template <Value Function::*field>
Value get_field(Thread&, Ref self) { return or_none(as<Function>(self).*field); }
static Value get_builtins(Thread&, Ref self) { return shown_builtins(as<Function>(self).builtins); }

std::string address(Ref v) { return fmt::format("{:#x}", v.raw()); }

Value function_repr(Thread& thread, Ref self) {
  Function& f = as<Function>(self);
  TextBuilder out(thread);
  out.add("<function ");
  out.add_value(shows_qualname(thread.rt.release) ? f.qualname : f.name);
  out.add(" at " + address(self) + ">");
  return out.finish();
}

Value function_call(Thread& thread, Ref self, Args args) {
  UncountedCall level(thread, thread.counts.functions);   // one call, whichever way it took here
  return call(thread, self, args);
}

Value function_get(Thread& thread, Ref self, Ref instance, Ref owner) {
  if (!instance || (instance.is_none() && owner != Ref(thread.rt.types.none_type)))
    return has_unbound_methods(thread.rt.release) ? make_method(thread, self, {}, owner) : Value(self);
  return make_method(thread, self, instance, owner);
}

const char* field_name(Thread& thread, const char* name, const char* old_name) { return thread.rt.release.until(2, 5) ? old_name : name; }

bool warns_of_code_kind(const Release& r) { return r.since(3, 13); }

bool set_code(Thread& thread, Ref self, Ref value) {
  Function& f = as<Function>(self);
  if (!is<CodeObject>(value)) return raise_type_error(thread, "{} must be set to a code object", field_name(thread, "__code__", "func_code"));
  std::size_t closure = is<Tuple>(f.closure) ? as<Tuple>(f.closure).length : 0, wanted = as<CodeObject>(value).free_count;
  if (closure != wanted)
    return raise_value_error(thread, "{}() requires a code object with {} free vars, not {}", native_utf8(f.name), closure, wanted);
  constexpr std::int32_t kinds = code_flag::Generator | code_flag::Coroutine | code_flag::AsyncGenerator;
  if (warns_of_code_kind(thread.rt.release) && ((as<CodeObject>(f.code).flags ^ as<CodeObject>(value).flags) & kinds) &&
      !warn(thread, thread.rt.exc.DeprecationWarning, "Assigning a code object of non-matching type is deprecated (e.g., from a generator to a plain function)"))
    return false;
  f.code = Value(value);
  ++f.version;
  return true;
}

bool set_name(Thread& thread, Ref self, Ref value) {
  if (!is_native_str(thread, value)) return raise_type_error(thread, "{} must be set to a string object", field_name(thread, "__name__", "func_name"));
  as<Function>(self).name = Value(value);
  return true;
}
bool set_qualname(Thread& thread, Ref self, Ref value) {
  if (!is<Text>(value)) return raise_type_error(thread, "__qualname__ must be set to a string object");
  as<Function>(self).qualname = Value(value);
  return true;
}
bool set_defaults(Thread& thread, Ref self, Ref value) {
  if (value && !value.is_none() && !is<Tuple>(value)) return raise_type_error(thread, "{} must be set to a tuple object", field_name(thread, "__defaults__", "func_defaults"));
  as<Function>(self).defaults = value && !value.is_none() ? Value(value) : Value();
  return true;
}
bool set_kwdefaults(Thread& thread, Ref self, Ref value) {
  if (value && !value.is_none() && !is<Dict>(value)) return raise_type_error(thread, "__kwdefaults__ must be set to a dict object");
  as<Function>(self).kwdefaults = value && !value.is_none() ? Value(value) : Value();
  return true;
}
Value get_annotations(Thread& thread, Ref self) {
  Function& f = as<Function>(self);
  if (!f.annotations) f.annotations = make_dict(thread);
  return f.annotations;
}
bool set_annotations(Thread& thread, Ref self, Ref value) {
  if (value && !value.is_none() && !is<Dict>(value)) return raise_type_error(thread, "__annotations__ must be set to a dict object");
  as<Function>(self).annotations = value && !value.is_none() ? Value(value) : Value();
  return true;
}
Value get_type_params(Thread& thread, Ref self) { return as<Function>(self).type_params ? as<Function>(self).type_params : empty_tuple(thread); }
bool set_type_params(Thread& thread, Ref self, Ref value) {
  if (!is<Tuple>(value)) return raise_type_error(thread, "__type_params__ must be set to a tuple");
  as<Function>(self).type_params = Value(value);
  return true;
}
bool set_doc(Thread&, Ref self, Ref value) {
  as<Function>(self).doc = value ? Value(value) : none_value();
  return true;
}
bool set_module(Thread&, Ref self, Ref value) {
  as<Function>(self).module = value ? Value(value) : none_value();
  return true;
}
Value get_dict(Thread& thread, Ref self) {
  Function& f = as<Function>(self);
  if (!f.dict) f.dict = make_dict(thread);
  return f.dict;
}
bool has_generic_dict_words(const Release& r) { return r.since(3, 3); }
bool set_dict(Thread& thread, Ref self, Ref value) {
  bool generic = has_generic_dict_words(thread.rt.release);
  if (!value) return raise_type_error(thread, "{}", generic ? "cannot delete __dict__" : "function's dictionary may not be deleted");
  if (!is<Dict>(value) && generic) return raise_type_error(thread, "__dict__ must be set to a dictionary, not a '{}'", type_name(thread, value));
  if (!is<Dict>(value)) return raise_type_error(thread, "setting function's dictionary to a non-dict");
  as<Function>(self).dict = Value(value);
  return true;
}

constexpr GetSetRow function_getset[] = {
    {"func_closure", get_field<&Function::closure>, readonly_member, py2},
    {"func_code", get_field<&Function::code>, set_code, py2},
    {"func_defaults", get_field<&Function::defaults>, set_defaults, py2},
    {"func_dict", get_dict, set_dict, py2},
    {"func_doc", get_field<&Function::doc>, set_doc, py2},
    {"func_globals", get_field<&Function::globals>, readonly_member, py2},
    {"func_name", get_field<&Function::name>, set_name, py2},
    {"__closure__", get_field<&Function::closure>, readonly_member, since(2, 6)},
    {"__code__", get_field<&Function::code>, set_code, since(2, 6)},
    {"__defaults__", get_field<&Function::defaults>, set_defaults, since(2, 6)},
    {"__kwdefaults__", get_field<&Function::kwdefaults>, set_kwdefaults, py3},
    {"__annotations__", get_annotations, set_annotations, py3},
    {"__globals__", get_field<&Function::globals>, readonly_member, since(2, 6)},
    {"__builtins__", get_builtins, readonly_member, since(3, 10)},
    {"__doc__", get_field<&Function::doc>, set_doc},
    {"__module__", get_field<&Function::module>, set_module},
    {"__name__", get_field<&Function::name>, set_name},
    {"__qualname__", get_field<&Function::qualname>, set_qualname, since(3, 3)},
    {"__type_params__", get_type_params, set_type_params, since(3, 12)},
    {"__dict__", get_dict, set_dict},
};

bool names_function_arguments(const Release& r) { return r.since(3, 8); }

// function(code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)
Value new_function(Thread& thread, Type*, Args args) {
  Bound<6> a(thread, "function(code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)", args);
  if (!a) return error_set;
  bool named = names_function_arguments(thread.rt.release);
  if (!is<CodeObject>(a[0])) return raise_type_error(thread, "function() argument {} must be code, not {}", named ? "'code'" : "1", argument_type(thread, a[0]));
  if (!is<Dict>(a[1])) return raise_type_error(thread, "function() argument {} must be dict, not {}", named ? "'globals'" : "2", argument_type(thread, a[1]));
  const CodeObject& code = as<CodeObject>(a[0]);
  if (a[2] && !a[2].is_none() && !is_native_str(thread, a[2])) return raise_type_error(thread, "arg 3 (name) must be None or string");
  if (a[3] && !a[3].is_none() && !is<Tuple>(a[3])) return raise_type_error(thread, "arg 4 (defaults) must be None or tuple");
  bool closure = a[4] && !a[4].is_none();
  if (closure ? !is<Tuple>(a[4]) : code.free_count != 0)
    return raise_type_error(thread, "arg 5 (closure) must be {}tuple", closure ? "None or " : "");
  if (closure && as<Tuple>(a[4]).length != code.free_count)
    return raise_value_error(thread, "{} requires closure of length {}, not {}", native_utf8(code.name), code.free_count, as<Tuple>(a[4]).length);
  if (closure && !is_closure_of(a[4], code)) return raise_type_error(thread, "arg 5 (closure) expected cell, found {}", type_name(thread, as<Tuple>(a[4])[0]));
  Value function = make_function(thread, a[0], a[1]);
  if (!function) return function;
  Function& f = as<Function>(function);
  if (a[2] && !a[2].is_none()) f.name = Value(a[2]);
  if (a[3] && !a[3].is_none()) f.defaults = Value(a[3]);
  if (closure) f.closure = Value(a[4]);
  if (a[5] && is<Dict>(a[5])) f.kwdefaults = Value(a[5]);
  return function;
}

void fill_function(Slots& slots, Runtime&) {
  slots.repr = function_repr;
  slots.call = function_call;
  slots.descr_get = function_get;
  slots.make = new_function;
}

const TypeSpec function_spec{.name = "function", .layout = layout_of<Function>, .flags = MethodDescr | HasWeakrefs | InstancesHaveDict, .getset = function_getset,
                             .fill = fill_function, .dict_field = field_offset(&Function::dict)};

// Bound and unbound methods.

Ref function_of(Ref self) { return as<BoundMethod>(self).function; }

Value method_repr(Thread& thread, Ref self) {
  BoundMethod& m = as<BoundMethod>(self);
  const Release& release = thread.rt.release;
  Value name = find_attribute(thread, m.function, shows_qualname(release) ? thread.rt.names.qualname__ : thread.rt.names.name__);
  thread.clear_error();
  if (!name && shows_qualname(release)) {
    name = find_attribute(thread, m.function, thread.rt.names.name__);
    thread.clear_error();
  }
  TextBuilder out(thread);
  std::string shown = name && is_native_str(thread, name) ? native_utf8(name) : "?";
  if (shows_qualname(release)) {
    out.add("<bound method " + shown + " of ");
    if (!out.add_repr(m.self)) return error_set;
    out.add(">");
    return out.finish();
  }
  Ref owner = m.owner;
  Value owner_name = owner ? find_attribute(thread, owner, thread.rt.names.name__) : Value();
  thread.clear_error();
  std::string class_name = owner_name && is_native_str(thread, owner_name) ? native_utf8(owner_name) : "?";
  if (!m.self) {
    out.add("<unbound method " + class_name + "." + shown + ">");
    return out.finish();
  }
  out.add("<bound method " + class_name + "." + shown + " of ");
  if (!out.add_repr(m.self)) return error_set;
  out.add(">");
  return out.finish();
}

std::string instance_description(Thread& thread, Ref v) {
  Value type = find_attribute(thread, v, thread.rt.names.class__);
  Value name = type ? find_attribute(thread, type, thread.rt.names.name__) : Value();
  thread.clear_error();
  return name && is_native_str(thread, name) ? native_utf8(name) + " instance" : "instance";
}

Value method_call(Thread& thread, Ref self, Args args) {
  BoundMethod& m = as<BoundMethod>(self);
  Value function = m.function;
  if (m.self) {
    std::vector<Value> all{m.self};
    all.insert(all.end(), args.data, args.data + args.positional + args.keywords());
    return call(thread, function, Args{all.data(), args.positional + 1, args.names});
  }
  // Unbound: the first argument must be an instance of the class.
  int fits = args.positional == 0 ? 0 : m.owner && !m.owner.is_none() ? is_instance(thread, args[0], m.owner) : 1;
  if (fits < 0) return error_set;
  if (fits) return call(thread, function, args);
  Value name = find_attribute(thread, m.function, thread.rt.names.name__), owner = find_attribute(thread, m.owner, thread.rt.names.name__);
  thread.clear_error();
  return raise_type_error(thread, "unbound method {}() must be called with {} instance as first argument (got {}{} instead)",
                          name ? native_utf8(name) : "?", owner ? native_utf8(owner) : "?",
                          args.positional == 0 ? "nothing" : instance_description(thread, args[0]), "");
}

Value method_get(Thread& thread, Ref self, Ref instance, Ref owner) {
  BoundMethod& m = as<BoundMethod>(self);
  if (m.self || !has_unbound_methods(thread.rt.release)) return Value(self);
  if (m.owner && owner && !m.owner.is_none()) {
    int derived = is_subclass(thread, owner, m.owner);
    if (derived < 0) return error_set;
    if (!derived) return Value(self);
  }
  return make_method(thread, m.function, instance.is_none() ? Ref() : instance, owner);
}

bool compares_self_by_identity(const Release& r) { return r.since(3, 8); }

Value method_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if (!is<BoundMethod>(other) || (op != Compare::Eq && op != Compare::Ne)) return not_implemented_value();
  BoundMethod &a = as<BoundMethod>(self), &b = as<BoundMethod>(other);
  int same = equal(thread, a.function, b.function);
  if (same < 0) return error_set;
  if (same && (!a.self || !b.self)) same = !a.self && !b.self;
  else if (same) same = compares_self_by_identity(thread.rt.release) ? a.self == b.self : equal(thread, a.self, b.self);
  if (same < 0) return error_set;
  return Value::of((same != 0) == (op == Compare::Eq));
}

// 2.x: equal or by address.
int method_three_way(Thread& thread, Ref self, Ref other) {
  Value same = method_compare(thread, self, other, Compare::Eq);
  if (!same) return -2;
  return same.is_true() ? 0 : self.raw() < other.raw() ? -1 : 1;
}

bool method_hash(Thread& thread, Ref self, std::int64_t& hash) {
  BoundMethod& m = as<BoundMethod>(self);
  std::int64_t of_self = 0, of_function = 0;
  if (m.self && compares_self_by_identity(thread.rt.release)) of_self = static_cast<std::int64_t>(m.self.raw() >> 4);
  else if (m.self && !hash_of(thread, m.self, of_self)) return false;
  if (!hash_of(thread, m.function, of_function)) return false;
  hash = of_self ^ of_function;
  if (hash == -1) hash = -2;
  return true;
}

// Attributes that the method itself lacks are its function's.
Value method_get_attribute(Thread& thread, Ref self, Ref name) {
  Value found = generic_find_attribute(thread, self, name);
  if (found || thread.has_error()) return found;
  return get_attribute(thread, function_of(self), name);
}

Value method_function(Thread&, Ref self) { return as<BoundMethod>(self).function; }
Value method_self(Thread&, Ref self) { return or_none(as<BoundMethod>(self).self); }
Value method_class(Thread&, Ref self) { return or_none(as<BoundMethod>(self).owner); }
Value method_doc(Thread& thread, Ref self) { return get_attribute(thread, function_of(self), thread.rt.names.doc__); }

Value method_reduce(Thread& thread, Ref self, Args) {
  Value getattr(dict_get(thread, as<Dict>(thread.rt.builtins), "getattr"));
  Value name = get_attribute(thread, function_of(self), thread.rt.names.name__);
  if (!name) return error_set;
  Value pair = make_tuple(thread, {as<BoundMethod>(self).self, name});
  return make_tuple(thread, {getattr, pair});
}

constexpr GetSetRow method_getset[] = {
    {"im_func", method_function, readonly_member, py2},
    {"im_self", method_self, readonly_member, py2},
    {"im_class", method_class, readonly_member, py2},
    {"__func__", method_function, readonly_member, since(2, 6)},
    {"__self__", method_self, readonly_member, since(2, 6)},
    {"__doc__", method_doc},
};
constexpr Method method_methods[] = {{"__reduce__(self)", method_reduce, since(3, 4)}};

Value new_method(Thread& thread, Type*, Args args) {
  if (!check_unpack_count(thread, thread.rt.python2() ? "instancemethod" : "method", args.size(), 2, thread.rt.python2() ? 3 : 2)) return error_set;
  Bound<3> a(thread, thread.rt.python2() ? "instancemethod(function, instance, class=None, /)" : "method(function, instance, /)", args);
  if (!a) return error_set;
  if (!is_callable(thread, a[0])) return raise_type_error(thread, "first argument must be callable");
  Ref instance = a[1].is_none() ? Ref() : a[1];
  if (!instance && !has_unbound_methods(thread.rt.release)) return raise_type_error(thread, "{} must not be None", thread.rt.release.until(3, 10) ? "self" : "instance");
  if (!instance && !a[2]) return raise_type_error(thread, "unbound methods must have non-NULL im_class");
  return make_method(thread, a[0], instance, thread.rt.python2() ? a[2] : Ref());
}

void fill_method(Slots& slots, Runtime& rt) {
  slots.repr = method_repr;
  slots.call = method_call;
  if (!rt.in(between(3, 11, 3, 12))) slots.descr_get = method_get;
  if (rt.python2()) slots.three_way = method_three_way;
  else slots.compare = method_compare;
  slots.hash = method_hash;
  slots.get_attribute = method_get_attribute;
  slots.make = new_method;
}

const TypeSpec method_spec{.name = "method", .layout = layout_of<BoundMethod>, .flags = HasWeakrefs, .name2 = "instancemethod", .methods = method_methods,
                           .getset = method_getset, .fill = fill_method};

// builtin_function_or_method

std::string_view native_name(Ref self) {
  std::string_view text = as<Native>(self).row->signature;
  return text.substr(0, text.find('('));
}

Value native_repr(Thread& thread, Ref self) {
  Native& f = as<Native>(self);
  TextBuilder out(thread);
  if (!f.owner) {
    out.add(fmt::format("<built-in function {}>", native_name(self)));
    return out.finish();
  }
  out.add(fmt::format("<built-in method {} of {} object at {}>", native_name(self), type_name(thread, f.self), address(f.self)));
  return out.finish();
}
Value native_call(Thread& thread, Ref self, Args args) { return call(thread, self, args); }
Value native_get_name(Thread& thread, Ref self) { return native_intern(thread, native_name(self)); }
Value native_get_qualname(Thread& thread, Ref self) {
  Native& f = as<Native>(self);
  if (!f.owner) return native_get_name(thread, self);
  return native_str(thread, fmt::format("{}.{}", is<Type>(f.self) ? as<Type>(f.self).name : f.owner->name, native_name(self)));
}
// In 2.x functions of modules are bound to nothing.
Value native_get_self(Thread& thread, Ref self) {
  const Value& of = as<Native>(self).self;
  return thread.rt.python2() && is<Module>(of) && !as<Native>(self).owner ? none_value() : or_none(of);
}
Value native_get_module(Thread&, Ref self) { return or_none(as<Native>(self).module); }
Value native_get_doc(Thread& thread, Ref self) {
  const char* doc = as<Native>(self).row->doc;
  return doc ? native_str(thread, doc) : none_value();
}
Value native_get_text_signature(Thread& thread, Ref self) { return text_signature_of_native(thread, as<Native>(self)); }
// What pickle takes: the name of a module's function, of a method getattr and its arguments.
Value native_reduce(Thread& thread, Ref self, Args) {
  Native& f = as<Native>(self);
  if (!f.self || is<Module>(f.self)) return native_get_qualname(thread, self);
  Value getattr(dict_get(thread, as<Dict>(thread.rt.builtins), "getattr")), name = native_get_name(thread, self);
  Value pair = make_tuple(thread, {f.self, name});
  return make_tuple(thread, {getattr, pair});
}

bool native_hash(Thread&, Ref self, std::int64_t& hash) {
  hash = static_cast<std::int64_t>((reinterpret_cast<std::uintptr_t>(as<Native>(self).row) >> 4) ^ (as<Native>(self).self.raw() >> 4));
  return true;
}
Value native_compare(Thread&, Ref self, Ref other, Compare op) {
  if (!is<Native>(other) || (op != Compare::Eq && op != Compare::Ne)) return not_implemented_value();
  bool same = as<Native>(self).row == as<Native>(other).row && as<Native>(self).self == as<Native>(other).self;
  return Value::of(same == (op == Compare::Eq));
}

int native_three_way(Thread& thread, Ref self, Ref other) {
  return native_compare(thread, self, other, Compare::Eq).is_true() ? 0 : self.raw() < other.raw() ? -1 : 1;
}

constexpr GetSetRow native_getset[] = {
    {"__doc__", native_get_doc},
    {"__module__", native_get_module},
    {"__name__", native_get_name},
    {"__qualname__", native_get_qualname, nullptr, since(3, 3)},
    {"__self__", native_get_self},
    {"__text_signature__", native_get_text_signature, nullptr, since(3, 4)},
};
constexpr Method native_methods[] = {{"__reduce__(self)", native_reduce, since(3, 4)}};

Value native_first_get(Thread& thread, Ref self, Ref name) {
  ready_native_type(thread.rt, *thread.rt.types.native);
  return generic_get_attribute(thread, self, name);
}

void fill_native(Slots& slots, Runtime& rt) {
  slots.repr = native_repr;
  slots.call = native_call;
  slots.hash = native_hash;
  if (!rt.in(until(2, 5))) slots.compare = native_compare;
  if (rt.python2()) slots.three_way = native_three_way;
}

const TypeSpec native_spec{.name = "builtin_function_or_method", .layout = layout_of<Native>, .flags = HasWeakrefs, .methods = native_methods,
                           .getset = native_getset, .fill = fill_native};

// cell

Value cell_contents(Thread& thread, Ref self) {
  Cell& cell = as<Cell>(self);
  return cell.content ? cell.content : Value(raise_value_error(thread, "Cell is empty"));
}
bool set_cell_contents(Thread&, Ref self, Ref value) {
  as<Cell>(self).content = Value(value);
  return true;
}
Value cell_repr(Thread& thread, Ref self) {
  Cell& cell = as<Cell>(self);
  std::string what = cell.content ? fmt::format("{} object at {}", type_name(thread, cell.content), address(cell.content)) : "empty";
  return native_str(thread, fmt::format("<cell at {}: {}>", address(self), what));
}
Value cell_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if (!is<Cell>(other)) return not_implemented_value();
  const Value &a = as<Cell>(self).content, &b = as<Cell>(other).content;
  if (a && b) return compare(thread, a, b, op);
  int order = static_cast<bool>(a) - static_cast<bool>(b);
  switch (op) {
    case Compare::Lt: return Value::of(order < 0);
    case Compare::Le: return Value::of(order <= 0);
    case Compare::Eq: return Value::of(order == 0);
    case Compare::Ne: return Value::of(order != 0);
    case Compare::Gt: return Value::of(order > 0);
    default: return Value::of(order >= 0);
  }
}
int cell_three_way(Thread& thread, Ref self, Ref other) {
  const Value &a = as<Cell>(self).content, &b = as<Cell>(other).content;
  if (a && b) return three_way(thread, a, b);
  return static_cast<bool>(a) - static_cast<bool>(b);
}
Value new_cell(Thread& thread, Type*, Args args) {
  Bound<1> a(thread, "cell(contents=None, /)", args);
  return a ? make_cell(thread, Value(a[0])) : Value();
}

bool cells_compare_richly(const Release& r) { return r.since(3, 0); }
bool cells_can_be_made(const Release& r) { return r.since(3, 8); }

constexpr GetSetRow cell_getset[] = {
    {"cell_contents", cell_contents, nullptr, until(3, 6)},
    {"cell_contents", cell_contents, set_cell_contents, since(3, 7)},
};
void fill_cell(Slots& slots, Runtime& runtime) {
  slots.repr = cell_repr;
  if (cells_compare_richly(runtime.release)) slots.compare = cell_compare;
  else slots.three_way = cell_three_way;
  if (cells_can_be_made(runtime.release)) slots.make = new_cell;
}
const TypeSpec cell_spec{.name = "cell", .layout = layout_of<Cell>, .getset = cell_getset, .fill = fill_cell};

}  // namespace

void ready_native_type(Runtime& runtime, Type& type) {
  if (&type != runtime.types.native) return;
  type.slots.get_attribute = generic_get_attribute;
  type.slots.set_attribute = generic_set_attribute;
}

void make_function_types(Runtime& runtime) {
  runtime.types.function = make_builtin_type(runtime, function_spec);
  runtime.types.native = make_builtin_type(runtime, native_spec);
  // These releases do not ready the type before an attribute of it or of a function is asked for: till then it "has only read-only attributes".
  if (runtime.in(until(2, 5)) || runtime.in(between(3, 0, 3, 0))) {
    runtime.types.native->slots.set_attribute = nullptr;
    runtime.types.native->slots.get_attribute = native_first_get;
  }
  runtime.types.bound_method = make_builtin_type(runtime, method_spec);
  runtime.types.cell = make_builtin_type(runtime, cell_spec);
}

}  // namespace xvm
