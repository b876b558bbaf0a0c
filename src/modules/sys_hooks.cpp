#include "modules/sys_hooks.h"

#include "objects/code.h"
#include "objects/exception.h"
#include "objects/function.h"
#include "objects/module.h"
#include "objects/stderr_text.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/handling.h"
#include "vm/operators.h"
#include "vm/signature.h"

namespace xvm {

static bool has_unraisable_hook(const Release& release) { return release.since(3, 8); }

namespace {

// What sys.unraisablehook is called with: exc_type, exc_value, exc_traceback, err_msg, object.
Type* args_type = nullptr;   // of the runtime that is current

struct UnraisableArgs : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "UnraisableHookArgs";
  static constexpr bool gc = true;
  Value fields[5];
  void traverse(Visitor& v) { for (Value& field : fields) v(field); }
  void clear() { for (Value& field : fields) field = nullptr; }
};

constexpr const char* field_names[] = {"exc_type", "exc_value", "exc_traceback", "err_msg", "object"};

template <std::size_t index>
Value get_field(Thread&, Ref self) { return as<UnraisableArgs>(self).fields[index]; }

Value args_new(Thread& thread, Type* type, Args args) {
  if (args.positional != 1 || !is<Tuple>(args[0]) || as<Tuple>(args[0]).length != 5)
    return raise_type_error(thread, "sys.UnraisableHookArgs() takes a 5-sequence");
  UnraisableArgs* self = allocate<UnraisableArgs>(type);
  for (std::size_t i = 0; i < 5; ++i) self->fields[i] = Value(as<Tuple>(args[0])[i]);
  track(self);
  return own(self);
}

Value args_repr(Thread& thread, Ref self) {
  TextBuilder out(thread);
  out.add("UnraisableHookArgs(");
  for (std::size_t i = 0; i < 5; ++i) {
    out.add(fmt::format("{}{}=", i ? ", " : "", field_names[i]));
    if (!out.add_repr(as<UnraisableArgs>(self).fields[i])) return error_set;
  }
  out.add(")");
  return out.finish();
}

constexpr GetSetRow args_getset[] = {
    {"exc_type", get_field<0>}, {"exc_value", get_field<1>}, {"exc_traceback", get_field<2>}, {"err_msg", get_field<3>}, {"object", get_field<4>},
};

Value excepthook(Thread& thread, Ref, Args args) {
  ErrorState error;
  error.type = Value(args[0]), error.value = Value(args[1]), error.traceback = Value(args[2]);
  if (is<Exception>(args[1])) error.type = Ref(args[1].object()->type);
  display_exception(thread, error);
  return none_value();
}

Value unraisablehook(Thread& thread, Ref, Args args) {
  const UnraisableArgs* given = try_as<UnraisableArgs>(args[0]);
  if (!given) return raise_type_error(thread, "sys.unraisablehook argument type must be UnraisableHookArgs");
  Value held(args[0]);
  ErrorState error;
  error.type = given->fields[0], error.value = given->fields[1], error.traceback = given->fields[2];
  std::string message = given->fields[3].is_none() ? std::string() : native_utf8(given->fields[3]);
  write_stderr(thread, unraisable_text(thread, error, given->fields[4], message));
  return none_value();
}

// 2.x: forgets what is handled.
Value exc_clear(Thread& thread, Ref, Args) {
  forget_handled(thread);
  return none_value();
}

constexpr Method exc_clear_row{"exc_clear()", exc_clear};
constexpr Method excepthook_row{"excepthook(exctype, value, traceback, /)", excepthook};
constexpr Method unraisablehook_row{"unraisablehook(unraisable, /)", unraisablehook};

}  // namespace

Type* unraisable_args_type() { return args_type; }

bool add_exception_hooks(Thread& thread, Module& module) {
  Value name = native_str(thread, "sys");
  Value hook = name ? make_native(thread, excepthook_row, {}, name) : Value();
  if (!hook || !module_add(thread, module, "excepthook", hook) || !module_add(thread, module, "__excepthook__", hook)) return false;
  for (const char* shown : {"exc_type", "exc_value", "exc_traceback"})   // as site leaves them
    if (thread.rt.python2() && !module_add(thread, module, shown, none_value())) return false;
  if (thread.rt.python2()) return module_add(thread, module, "exc_clear", make_native(thread, exc_clear_row, {}, name));
  if (!has_unraisable_hook(thread.rt.release)) return true;
  static constexpr TypeSpec spec{"sys.UnraisableHookArgs", layout_of<UnraisableArgs>, 0, nullptr, {}, args_getset,
                                 [](Slots& slots, Runtime&) { slots.make = args_new, slots.repr = args_repr; }};
  args_type = make_builtin_type(thread.rt, spec);
  Value unraisable = make_native(thread, unraisablehook_row, {}, name);
  return unraisable && module_add(thread, module, "unraisablehook", unraisable) && module_add(thread, module, "__unraisablehook__", unraisable);
}

}  // namespace xvm
