// _contextvars: context variables (PEP 567).
#include "objects/dict.h"
#include "objects/generic_alias.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"
#include "vm/signature.h"
#include "vm/thread.h"
#include "vm/type_dict.h"

namespace xvm {

namespace {

#define XVM_CONTEXT_OBJECT(text)                   \
  static constexpr Kind kind = Kind::Other;        \
  static constexpr const char* layout_name = text; \
  static constexpr bool gc = true;

struct Context : Object {
  XVM_CONTEXT_OBJECT("Context")
  Value values;      // dict of variables
  Value previous;    // the context that run() left, while it is entered
  bool entered = false;
  void traverse(Visitor& v) { v(values), v(previous); }
  void clear() { values = nullptr, previous = nullptr; }
};
struct ContextVar : Object {
  XVM_CONTEXT_OBJECT("ContextVar")
  Value name, otherwise;
  void traverse(Visitor& v) { v(otherwise); }
  void clear() { otherwise = nullptr; }
};
struct Token : Object {
  XVM_CONTEXT_OBJECT("Token")
  Value context, variable, old;   // old null: the variable had no value
  bool used = false;
  void traverse(Visitor& v) { v(context), v(variable), v(old); }
  void clear() { context = nullptr, variable = nullptr, old = nullptr; }
};
struct Missing : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "Token.MISSING";
};

struct Made { Type *context = nullptr, *variable = nullptr, *token = nullptr; Value missing; };
Made& made = *new Made;   // never destroyed: what it holds may be gone before

Value make_context(Thread&, Value values) {
  Context* context = allocate<Context>(made.context);
  context->values = std::move(values);
  track(context);
  return own(context);
}
Value current_context(Thread& thread) {
  if (!is<Context>(thread.context)) thread.context = make_context(thread, make_dict(thread));
  return thread.context;
}
std::uint64_t address(Ref v) { return v.raw() & 0xffffffffffff; }

// ---- Context

Value context_make(Thread& thread, Type*, Args args) {
  if (args.size() || args.keywords()) return raise_type_error(thread, "Context() does not accept any arguments");
  return make_context(thread, make_dict(thread));
}
Value context_copy(Thread& thread, Ref self, Args) {
  Value values = dict_copy(thread, as<Dict>(as<Context>(self).values));
  return values ? make_context(thread, std::move(values)) : Value();
}
Value context_run(Thread& thread, Ref self, Args args) {
  if (args.size() == 0) return raise_type_error(thread, "run() missing 1 required positional argument");
  Value keep(self);
  Context& context = as<Context>(self);
  if (context.entered) return raise(thread, thread.rt.exc.RuntimeError, fmt::format("cannot enter context: {} is already entered", repr_utf8(thread, self)));
  Value before = current_context(thread);
  context.entered = true;
  thread.context = keep;
  Value result = call(thread, args[0], Args{args.data + 1, args.positional - 1, args.names});
  thread.context = before;
  as<Context>(keep).entered = false;
  return result;
}
bool is_variable(Thread& thread, Ref v) { return is<ContextVar>(v) || raise_type_error(thread, "a ContextVar key was expected, got {}", repr_utf8(thread, v)); }
Value context_item(Thread& thread, Ref self, Ref key) {
  if (!is_variable(thread, key)) return error_set;
  Ref found = dict_get(thread, as<Dict>(as<Context>(self).values), key);
  return found ? Value(found) : thread.has_error() ? Value() : Value(raise_value(thread, thread.rt.exc.KeyError, key));
}
Value context_get(Thread& thread, Ref self, Args args) {
  if (!is_variable(thread, args[0])) return error_set;
  Ref found = dict_get(thread, as<Dict>(as<Context>(self).values), args[0]);
  return found ? Value(found) : thread.has_error() ? Value() : args[1] ? Value(args[1]) : none_value();
}
int context_contains(Thread& thread, Ref self, Ref key) { return is_variable(thread, key) ? dict_contains(thread, as<Dict>(as<Context>(self).values), key) : -1; }
std::int64_t context_length(Thread&, Ref self) { return as<Dict>(as<Context>(self).values).length; }
Value context_iter(Thread& thread, Ref self) { return iterate(thread, as<Context>(self).values); }
template <int which>   // 0 keys, 1 values, 2 items
Value context_view(Thread& thread, Ref self, Args) {
  Names& names = thread.rt.names;
  Value view = call_method(thread, as<Context>(self).values, which == 0 ? names.keys_ : which == 1 ? names.values_ : names.items_);
  return view ? iterate(thread, view) : Value();
}
Value context_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if ((op != Compare::Eq && op != Compare::Ne) || !is<Context>(other)) return not_implemented_value();
  int same = dict_equal(thread, as<Dict>(as<Context>(self).values), as<Dict>(as<Context>(other).values));
  return same < 0 ? Value() : Value::of((same != 0) == (op == Compare::Eq));
}

// ---- ContextVar and Token

Value variable_make(Thread& thread, Type*, Args args) {
  Bound<2> a(thread, "ContextVar(name, /, *, default=None)", args);
  if (!a) return error_set;
  if (!is<Text>(a[0])) return raise_type_error(thread, "context variable name must be a str");
  ContextVar* variable = allocate<ContextVar>(made.variable);
  variable->name = Value(a[0]);
  if (a[1]) variable->otherwise = Value(a[1]);
  track(variable);
  return own(variable);
}
Value variable_get(Thread& thread, Ref self, Args args) {
  Value context = current_context(thread);
  Ref found = dict_get(thread, as<Dict>(as<Context>(context).values), self);
  if (found) return Value(found);
  if (thread.has_error()) return error_set;
  if (args[0]) return Value(args[0]);
  if (as<ContextVar>(self).otherwise) return as<ContextVar>(self).otherwise;
  return raise_value(thread, thread.rt.exc.LookupError, self);
}
Value variable_set(Thread& thread, Ref self, Args args) {
  Value context = current_context(thread), keep(self);
  Dict& values = as<Dict>(as<Context>(context).values);
  Token* token = allocate<Token>(made.token);
  Value owner = own(token);
  token->context = context;
  token->variable = keep;
  token->old = Value(dict_get(thread, values, self));
  track(token);
  return !thread.has_error() && dict_set(thread, values, self, args[0]) ? std::move(owner) : Value();
}
Value variable_reset(Thread& thread, Ref self, Args args) {
  if (!is<Token>(args[0])) return raise_type_error(thread, "expected an instance of Token, got {}", repr_utf8(thread, args[0]));
  Token& token = as<Token>(args[0]);
  if (token.used) return raise(thread, thread.rt.exc.RuntimeError, fmt::format("{} has already been used once", repr_utf8(thread, args[0])));
  if (!(token.variable == self)) return raise_value_error(thread, "{} was created by a different ContextVar", repr_utf8(thread, args[0]));
  Value context = current_context(thread);
  if (!(token.context == context)) return raise_value_error(thread, "{} was created in a different Context", repr_utf8(thread, args[0]));
  token.used = true;
  Dict& values = as<Dict>(as<Context>(context).values);
  Value old = token.old, removed;
  bool ok = old ? dict_set(thread, values, self, old) : dict_delete(thread, values, self, &removed) >= 0;
  return ok ? none_value() : Value();
}
Value variable_name(Thread&, Ref self) { return as<ContextVar>(self).name; }
Value variable_repr(Thread& thread, Ref self) {
  const ContextVar& variable = as<ContextVar>(self);
  std::string otherwise = variable.otherwise ? fmt::format(" default={}", repr_utf8(thread, variable.otherwise)) : "";
  return native_str(thread, fmt::format("<ContextVar name={}{} at {:#x}>", repr_utf8(thread, variable.name), otherwise, address(self)));
}
Value token_variable(Thread&, Ref self) { return as<Token>(self).variable; }
Value token_old(Thread&, Ref self) { return as<Token>(self).old ? as<Token>(self).old : made.missing; }
Value token_repr(Thread& thread, Ref self) {
  return native_str(thread, fmt::format("<Token{} var={} at {:#x}>", as<Token>(self).used ? " used" : "", repr_utf8(thread, as<Token>(self).variable), address(self)));
}
Value missing_repr(Thread& thread, Ref) { return native_str(thread, "<Token.MISSING>"); }
bool items_are_aliases(const Release& r) { return r.since(3, 9); }   // of classes; before, the class itself

Value class_item(Thread& thread, Ref self, Args args) { return items_are_aliases(thread.rt.release) ? make_generic_alias(thread, self, args[0]) : Value(self); }
Value copy_context(Thread& thread, Ref, Args) {
  Value context = current_context(thread);
  return context_copy(thread, context, {});
}

constexpr Method context_methods[] = {
    {"copy(self)", context_copy}, {"get(self, key, default=None, /)", context_get}, {"items(self)", context_view<2>}, {"keys(self)", context_view<0>},
    {"run(self, *args)", context_run, always, Method::Raw}, {"values(self)", context_view<1>},
};
constexpr Method variable_methods[] = {
    {"__class_getitem__(cls, item, /)", class_item, always, Method::Class}, {"get(self, default=None, /)", variable_get}, {"reset(self, token, /)", variable_reset}, {"set(self, value, /)", variable_set},
};
constexpr Method token_methods[] = {{"__class_getitem__(cls, item, /)", class_item, since(3, 9), Method::Class}};
constexpr GetSetRow variable_getset[] = {{"name", variable_name, readonly_member}};
constexpr GetSetRow token_getset[] = {{"old_value", token_old}, {"var", token_variable}};
constexpr Method rows[] = {{"copy_context()", copy_context}};

bool fill(Thread& thread, Module& module) {
  Runtime& rt = thread.rt;
  static constexpr TypeSpec context{.name = "_contextvars.Context", .layout = layout_of<Context>, .flags = HasWeakrefs, .methods = context_methods,
                                    .fill = [](Slots& s, Runtime&) {
                                      s.make = context_make, s.get_item = context_item, s.contains = context_contains, s.length = context_length, s.iter = context_iter, s.compare = context_compare;
                                    }};
  static constexpr TypeSpec variable{.name = "_contextvars.ContextVar", .layout = layout_of<ContextVar>, .methods = variable_methods, .getset = variable_getset,
                                     .fill = [](Slots& s, Runtime&) { s.make = variable_make, s.repr = variable_repr; }};
  static constexpr TypeSpec token{.name = "_contextvars.Token", .layout = layout_of<Token>, .flags = DisallowInstantiation, .methods = token_methods, .getset = token_getset,
                                  .fill = [](Slots& s, Runtime&) { s.repr = token_repr; }};
  static constexpr TypeSpec missing{.name = "Token.MISSING", .layout = layout_of<Missing>, .flags = DisallowInstantiation, .fill = [](Slots& s, Runtime&) { s.repr = missing_repr; }};
  auto named = [&](TypeSpec spec, const char* plain) {   // to 3.11 the types are static and named so
    if (!rt.release.since(3, 12)) spec.name = plain;
    return make_builtin_type(rt, spec);
  };
  made.context = named(context, "Context");
  made.variable = named(variable, "ContextVar");
  made.token = named(token, "Token");
  made.missing.take();   // what another runtime left is gone with it
  made.missing = own(allocate<Missing>(make_builtin_type(rt, missing)));
  Value key = native_intern(thread, "MISSING");
  return dict_set(thread, as<Dict>(filled_dict(*made.token)), key, made.missing) && module_add(thread, module, "Context", Value(Ref(made.context))) &&
         module_add(thread, module, "ContextVar", Value(Ref(made.variable))) && module_add(thread, module, "Token", Value(Ref(made.token)));
}

}  // namespace

extern const ModuleSpec contextvars_module;
const ModuleSpec contextvars_module{.name = "_contextvars", .methods = rows, .fill = fill, .releases = since(3, 7)};

}  // namespace xvm
