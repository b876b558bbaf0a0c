// Exceptions with fields of their own: StopIteration, SystemExit, ImportError, NameError, AttributeError; KeyError's text.
#include "objects/dict.h"
#include "objects/exception_family.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/signature.h"

namespace xvm {

namespace field = exception_field;

static bool names_wrong_keywords(const Release& release) { return release.since(3, 5); }
static bool names_importer(const Release& release) { return release.since(3, 12); }

static Args positional_only(Args args) { return Args{args.data, args.positional, {}}; }

static void set_field(Exception& self, std::size_t index, Value value) { std::swap(self.fields[index], value); }

// StopIteration, SystemExit

static bool stop_iteration_init(Thread& thread, Ref self, Args args) {
  if (!base_exception_init(thread, self, args)) return error_set;
  set_field(as<Exception>(self), field::value, args.positional ? Value(args[0]) : none_value());
  return true;
}

static bool system_exit_init(Thread& thread, Ref self, Args args) {
  if (!base_exception_init(thread, self, args)) return error_set;
  Exception& exit = as<Exception>(self);
  if (args.positional == 1) set_field(exit, field::code, Value(args[0]));
  else if (args.positional > 1) set_field(exit, field::code, exit.args);
  return true;
}

static constexpr GetSetRow stop_iteration_getset[] = {exception_field_row<field::value>("value")};
static constexpr GetSetRow system_exit_getset[] = {exception_field_row<field::code>("code")};

// KeyError: one argument shows as its repr, so that an empty key can be seen.

static Value key_error_str(Thread& thread, Ref self) {
  Value args = as<Exception>(self).args;
  const Tuple* tuple = try_as<Tuple>(args);
  return tuple && tuple->length == 1 ? repr(thread, (*tuple)[0]) : base_exception_str(thread, self);
}

// ImportError, NameError, AttributeError: fields given by keyword

// Fields `first` on take the values of the keywords that `signature` names.
template <std::size_t count>
static bool keyword_fields_init(Thread& thread, Ref self, Args args, const char* signature, std::size_t first) {
  Exception& exception = as<Exception>(self);
  Bound<count> bound(thread, signature, Args{args.data + args.positional, 0, args.names});
  if (!bound) {
    if (names_wrong_keywords(thread.rt.release)) return error_set;
    thread.clear_error();
    return refuse_keywords(thread, self);
  }
  if (!store_exception_args(thread, exception, positional_only(args))) return error_set;
  for (std::size_t i = 0; i < count; ++i) set_field(exception, first + i, bound[i] ? Value(bound[i]) : Value());
  return true;
}

static bool import_error_init(Thread& thread, Ref self, Args args) {
  bool good = names_importer(thread.rt.release)
                  ? keyword_fields_init<3>(thread, self, args, "ImportError(*, name=None, path=None, name_from=None)", field::import_name)
                  : keyword_fields_init<2>(thread, self, args, "ImportError(*, name=None, path=None)", field::import_name);
  if (!good) return error_set;
  set_field(as<Exception>(self), field::import_msg, args.positional == 1 ? Value(args[0]) : Value());
  return true;
}

static Value import_error_str(Thread& thread, Ref self) {
  const Value& msg = as<Exception>(self).fields[field::import_msg];
  return is_exact<Text>(msg) ? msg : base_exception_str(thread, self);
}

// Adds a field to a state dict where it is set.
static bool add_state(Thread& thread, Dict& state, const char* name, Ref value) {
  return !value || dict_set(thread, state, name, value);
}

static Value copy_of_dict(Thread& thread, Exception& self) {
  return is<Dict>(self.dict) ? dict_copy(thread, as<Dict>(self.dict)) : make_dict(thread);
}

static Value import_error_reduce(Thread& thread, Ref self, Args) {
  Exception& exception = as<Exception>(self);
  Ref type(exception.type), name = exception.fields[field::import_name], path = exception.fields[field::import_path],
                            from = exception.fields[field::import_name_from];
  Value state;
  if (name || path || from) {
    state = copy_of_dict(thread, exception);
    if (!state || !add_state(thread, as<Dict>(state), "name", name) || !add_state(thread, as<Dict>(state), "path", path) ||
        !add_state(thread, as<Dict>(state), "name_from", from))
      return error_set;
  } else if (is<Dict>(exception.dict)) {
    state = exception.dict;
  }
  if (!state) return make_tuple(thread, {type, exception.args.ref()});
  return make_tuple(thread, {type, exception.args.ref(), state.ref()});
}

static constexpr Method import_error_methods[] = {{"__reduce__(self, /)", import_error_reduce}};
static constexpr GetSetRow import_error_getset[] = {
    exception_field_row<field::import_msg>("msg"),
    exception_field_row<field::import_name>("name"),
    exception_field_row<field::import_path>("path"),
    exception_field_row<field::import_name_from>("name_from", since(3, 12)),
};

static bool name_error_init(Thread& thread, Ref self, Args args) {
  return keyword_fields_init<1>(thread, self, args, "NameError(*, name=None)", field::name);
}

static bool attribute_error_init(Thread& thread, Ref self, Args args) {
  return keyword_fields_init<2>(thread, self, args, "AttributeError(*, name=None, obj=None)", field::name);
}

static Value attribute_error_getstate(Thread& thread, Ref self, Args) {
  Exception& exception = as<Exception>(self);
  Value state = copy_of_dict(thread, exception);
  if (!state || !add_state(thread, as<Dict>(state), "name", exception.fields[field::name]) ||
      !add_state(thread, as<Dict>(state), "args", exception.args))
    return error_set;
  return state;
}

static Value attribute_error_reduce(Thread& thread, Ref self, Args args) {
  Value state = attribute_error_getstate(thread, self, args);
  if (!state) return error_set;
  Exception& exception = as<Exception>(self);
  return make_tuple(thread, {Ref(exception.type), exception.args.ref(), state.ref()});
}

static constexpr Method attribute_error_methods[] = {
    {"__getstate__(self, /)", attribute_error_getstate, since(3, 12)},
    {"__reduce__(self, /)", attribute_error_reduce, since(3, 12)},
};
static constexpr GetSetRow name_error_getset[] = {exception_field_row<field::name>("name")};
static constexpr GetSetRow attribute_error_getset[] = {
    exception_field_row<field::name>("name"),
    exception_field_row<field::obj>("obj"),
};

static constexpr ExceptionFamily families[] = {
    {"StopIteration", {}, stop_iteration_getset, [](Slots& slots, Runtime&) { slots.init = stop_iteration_init; }, since(3, 3)},
    {"SystemExit", {}, system_exit_getset, [](Slots& slots, Runtime&) { slots.init = system_exit_init; }},
    {"KeyError", {}, {}, [](Slots& slots, Runtime&) { slots.str = key_error_str; }},
    {"ImportError", import_error_methods, import_error_getset,
     [](Slots& slots, Runtime&) { slots.init = import_error_init, slots.str = import_error_str; }, since(3, 3)},
    {"NameError", {}, name_error_getset, [](Slots& slots, Runtime&) { slots.init = name_error_init; }, since(3, 10)},
    {"AttributeError", attribute_error_methods, attribute_error_getset,
     [](Slots& slots, Runtime&) { slots.init = attribute_error_init; }, since(3, 10)},
};
std::span<const ExceptionFamily> plain_exception_families() { return families; }

}  // namespace xvm
