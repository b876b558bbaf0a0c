// BaseException: its storage, methods and attributes, and what the VM asks of any exception.
#include "objects/exception.h"

#include <algorithm>
#include <utility>

#include "objects/bytes.h"
#include "objects/class_obj.h"
#include "objects/codecs.h"
#include "objects/dict.h"
#include "objects/exception_family.h"
#include "objects/list.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/attributes.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/signature.h"
#include "vm/slot_table.h"
#include "vm/type_dict.h"
#include "vm/warnings.h"

namespace xvm {

static bool repr_of_one_argument_is_bare(const Release& release) { return release.since(3, 7); }
static bool keeps_message(const Release& release) { return release.python2(); }
static bool keeps_arguments_before_init(const Release& release) { return release.since(3, 2); }
static bool checks_cause(const Release& release) { return release.since(3, 1); }
static bool refuses_keywords_plainly(const Release& release) { return release.until(3, 6); }
static bool cause_suppresses_context(const Release& release) { return release.since(3, 3); }
static bool unicode_asks_str(const Release& release) { return release.since(2, 6); }

void Exception::traverse(Visitor& v) {
  v(args), v(dict), v(traceback), v(context), v(cause), v(message);
  for (const Value& field : fields) v(field);
}

void Exception::clear() {
  Value old[] = {std::move(dict), std::move(traceback), std::move(context), std::move(cause), std::move(message)};
  Value old_fields[exception_field::count];
  for (std::size_t i = 0; i < exception_field::count; ++i) old_fields[i] = std::move(fields[i]);
}

std::string last_name(std::string_view dotted) {
  std::size_t dot = dotted.rfind('.');
  return std::string(dot == dotted.npos ? dotted : dotted.substr(dot + 1));
}

// What the VM asks

bool is_exception_class(Ref v) { return is<Type>(v) && as<Type>(v).layout && as<Type>(v).layout->kind == Kind::Exception; }
bool is_exception(Ref v) { return is<Exception>(v); }
bool is_raisable_class(Ref v) { return is_exception_class(v) || is<ClassObj>(v); }
bool is_raisable(Ref v) { return is<Exception>(v) || is<OldInstance>(v); }

Value class_of_exception(Thread& thread, Ref exception) {
  if (const OldInstance* instance = try_as<OldInstance>(exception)) return instance->class_;
  return Value(Ref(type_of(thread, exception)));
}

std::string exception_class_name(Thread&, Ref type) {
  if (const ClassObj* classic = try_as<ClassObj>(type)) return native_utf8(classic->name);
  return is<Type>(type) ? last_name(as<Type>(type).name) : native_utf8(type);
}

ExceptionState* handling(Thread& thread) {
  ExceptionState* state = thread.exceptions;
  while (state && !state->handled.type) state = state->previous;
  return state;
}

void chain_context(Thread& thread, Ref exception) {
  if (thread.rt.python2()) return;
  ExceptionState* state = handling(thread);
  if (!state) return;
  Exception* handled = try_as<Exception>(state->handled.value);
  Exception* raised = try_as<Exception>(exception);
  if (!handled || !raised || handled == raised) return;
  // Cut the chain where it would close; a chain that is a circle already is walked once (slow moves at half speed).
  Exception *walker = handled, *slow = handled;
  bool step = false;
  while (Exception* next = try_as<Exception>(walker->context)) {
    if (next == raised) {
      Value cut = std::move(walker->context);
      break;
    }
    walker = next;
    if (walker == slow) break;
    if (step) slow = &as<Exception>(slow->context);
    step = !step;
  }
  Value old = std::exchange(raised->context, Value(Ref(handled)));
}

Value make_exception(Thread& thread, Ref type, Ref args_tuple) { return call_tuple(thread, type, args_tuple, {}); }

Value new_exception(Thread& thread, Type* type, std::initializer_list<Ref> list) {
  Args args{reinterpret_cast<const Value*>(list.begin()), static_cast<std::uint32_t>(list.size()), {}};
  if (type->has(HeapType)) return call(thread, Ref(type), args);
  Value made = type->slots.make(thread, type, args);
  if (!made || !type->slots.init(thread, made, args)) return error_set;
  return made;
}

// Making

Value base_exception_new(Thread& thread, Type* type, Args args) {
  bool keep = keeps_arguments_before_init(thread.rt.release);
  Value tuple = keep ? make_tuple(thread, args.data, args.positional) : empty_tuple(thread);
  if (!tuple) return error_set;
  Exception* self = allocate<Exception>(type);
  self->args = std::move(tuple);
  if (keeps_message(thread.rt.release)) self->message = thread.rt.names.empty;
  track(self);
  return own(self);
}

bool store_exception_args(Thread& thread, Exception& self, Args args) {
  const Tuple* old = try_as<Tuple>(self.args);
  bool same = old && old->length == args.positional;
  for (std::uint32_t i = 0; same && i < args.positional; ++i) same = (*old)[i] == args[i];
  Value held(Ref(static_cast<Object*>(&self)));
  if (!same) {
    Value tuple = make_tuple(thread, args.data, args.positional);
    if (!tuple) return error_set;
    std::swap(self.args, tuple);
  }
  if (keeps_message(thread.rt.release) && args.positional == 1) {
    Value message(args[0]);
    std::swap(self.message, message);
  }
  return true;
}

bool refuse_keywords(Thread& thread, Ref self) {
  bool plainly = refuses_keywords_plainly(thread.rt.release);
  return raise_type_error(thread, "{}", self.object()->type->name + (plainly ? " does not take keyword arguments" : "() takes no keyword arguments"));
}

bool base_exception_init(Thread& thread, Ref self, Args args) {
  if (args.names && args.keywords() && !refuse_keywords(thread, self)) return error_set;
  return store_exception_args(thread, as<Exception>(self), args);
}

// Text

static Value base_exception_repr(Thread& thread, Ref self) {
  Value args = as<Exception>(self).args;
  TextBuilder text(thread);
  text.add(last_name(self.object()->type->name));
  const Tuple* tuple = try_as<Tuple>(args);
  if (tuple && tuple->length == 1 && repr_of_one_argument_is_bare(thread.rt.release)) {
    text.add("(");
    if (!text.add_repr((*tuple)[0])) return error_set;
    text.add(")");
  } else if (!text.add_repr(args)) {
    return error_set;
  }
  return text.finish();
}

Value base_exception_str(Thread& thread, Ref self) {
  Value args = as<Exception>(self).args;
  const Tuple* tuple = try_as<Tuple>(args);
  if (!tuple || tuple->length == 0) return native_str(thread, "");
  Value text = str(thread, tuple->length == 1 ? (*tuple)[0] : args.ref());
  return text && thread.rt.python2() && is<Text>(text) ? coerce_to_bytes(thread, text) : text;
}

static Value unicode_of(Thread& thread, Ref v) { return call(thread, Ref(thread.rt.types.text), v); }

static Value base_exception_unicode(Thread& thread, Ref self, Args) {
  Value args = as<Exception>(self).args;
  if (unicode_asks_str(thread.rt.release) && self.object()->type->slots.str != base_exception_str) {
    Value text = str(thread, self);
    return text ? unicode_of(thread, text) : Value();
  }
  const Tuple* tuple = try_as<Tuple>(args);
  if (!tuple || tuple->length == 0) return make_text(thread, "");
  return unicode_of(thread, tuple->length == 1 ? (*tuple)[0] : args.ref());
}

// 2.x: exceptions are sequences of their arguments

static Value base_exception_item(Thread& thread, Ref self, std::int64_t index) {
  Value args = as<Exception>(self).args;
  Value key = Value::small(index);
  return get_item(thread, args, key);
}

static Value base_exception_slice(Thread& thread, Ref self, std::int64_t low, std::int64_t high) {
  const Tuple& args = as<Tuple>(as<Exception>(self).args);
  std::int64_t length = static_cast<std::int64_t>(args.length);
  if (low < 0) low += length;
  if (high < 0) high += length;
  low = std::clamp<std::int64_t>(low, 0, length), high = std::clamp<std::int64_t>(high, low, length);
  return make_tuple(thread, args.items() + low, static_cast<std::size_t>(high - low));
}

// Attributes

Dict* exception_dict(Thread& thread, Exception& self) {
  if (!is<Dict>(self.dict)) self.dict = make_dict(thread);
  return try_as<Dict>(self.dict);
}

static Value get_dict(Thread& thread, Ref self) {
  Dict* dict = exception_dict(thread, as<Exception>(self));
  return dict ? Value(Ref(dict)) : Value();
}

static bool set_dict(Thread& thread, Ref self, Ref value) {
  bool old_words = thread.rt.python2();
  if (!value) return raise(thread, thread.rt.exc.TypeError, old_words ? "__dict__ may not be deleted" : "cannot delete __dict__");
  if (!is<Dict>(value)) {
    if (old_words) return raise_type_error(thread, "__dict__ must be a dictionary");
    return raise_type_error(thread, "__dict__ must be set to a dictionary, not a '{}'", type_name(thread, value));
  }
  Value old = std::exchange(as<Exception>(self).dict, Value(value));
  return true;
}

static Value get_args(Thread&, Ref self) {
  const Value& args = as<Exception>(self).args;
  return args ? args : none_value();
}

static bool set_args(Thread& thread, Ref self, Ref value) {
  if (!value) return raise_type_error(thread, "args may not be deleted");
  Value tuple = to_tuple(thread, value);
  if (!tuple) return error_set;
  Value held(self);
  std::swap(as<Exception>(self).args, tuple);
  return true;
}

// 2.5: a plain field.
static Value get_message_field(Thread&, Ref self) {
  const Value& message = as<Exception>(self).message;
  return message ? message : none_value();
}
static bool set_message_field(Thread&, Ref self, Ref value) {
  Value old = std::exchange(as<Exception>(self).message, value ? Value(value) : Value());
  return true;
}

// 2.6 and 2.7: what a program stored, or what __init__ did, with a warning.
static Value get_message(Thread& thread, Ref self) {
  Exception& exception = as<Exception>(self);
  if (Dict* dict = try_as<Dict>(exception.dict))
    if (Ref stored = dict_get_name(*dict, thread.rt.names.message_)) return Value(stored);
  if (!exception.message) return raise(thread, thread.rt.exc.AttributeError, "message attribute was deleted");
  if (!warn(thread, thread.rt.exc.DeprecationWarning, "BaseException.message has been deprecated as of Python 2.6"))
    return error_set;
  return exception.message;
}
static bool set_message(Thread& thread, Ref self, Ref value) {
  Exception& exception = as<Exception>(self);
  if (!value) {
    Dict* dict = try_as<Dict>(exception.dict);
    if (dict && dict_delete(thread, *dict, thread.rt.names.message_) < 0) return false;
    Value old = std::move(exception.message);
    return true;
  }
  Dict* dict = exception_dict(thread, exception);
  return dict && dict_set(thread, *dict, thread.rt.names.message_, value);
}

static Value get_traceback(Thread&, Ref self) {
  const Value& traceback = as<Exception>(self).traceback;
  return traceback ? traceback : none_value();
}

static bool set_traceback(Thread& thread, Ref self, Ref value) {
  if (!value) return raise_type_error(thread, "__traceback__ may not be deleted");
  if (!value.is_none() && !is<Traceback>(value)) return raise_type_error(thread, "__traceback__ must be a traceback or None");
  Value old = std::exchange(as<Exception>(self).traceback, value.is_none() ? Value() : Value(value));
  return true;
}

static Value get_context(Thread&, Ref self) {
  const Value& context = as<Exception>(self).context;
  return context ? context : none_value();
}

// 3.0 takes and deletes anything.
static bool set_unchecked(Value& field, Ref value) {
  Value old = std::exchange(field, !value || value.is_none() ? Value() : Value(value));
  return true;
}

static bool set_context(Thread& thread, Ref self, Ref value) {
  if (!checks_cause(thread.rt.release)) return set_unchecked(as<Exception>(self).context, value);
  if (!value) return raise_type_error(thread, "__context__ may not be deleted");
  if (!value.is_none() && !is<Exception>(value))
    return raise_type_error(thread, "exception context must be None or derive from BaseException");
  Value old = std::exchange(as<Exception>(self).context, value.is_none() ? Value() : Value(value));
  return true;
}

static Value get_cause(Thread&, Ref self) {
  const Value& cause = as<Exception>(self).cause;
  return cause ? cause : none_value();
}

static bool set_cause(Thread& thread, Ref self, Ref value) {
  if (!checks_cause(thread.rt.release)) return set_unchecked(as<Exception>(self).cause, value);
  if (!value) return raise_type_error(thread, "__cause__ may not be deleted");
  if (!value.is_none() && !is<Exception>(value))
    return raise_type_error(thread, "exception cause must be None or derive from BaseException");
  Value old = std::exchange(as<Exception>(self).cause, value.is_none() ? Value() : Value(value));
  if (cause_suppresses_context(thread.rt.release)) as<Exception>(self).suppress_context = true;
  return true;
}

static Value get_suppress_context(Thread&, Ref self) { return Value::of(as<Exception>(self).suppress_context); }

static bool set_suppress_context(Thread& thread, Ref self, Ref value) {
  if (!value) return raise_type_error(thread, "can't delete numeric/char attribute");
  if (!value.is_bool()) return raise_type_error(thread, "attribute value type must be bool");
  as<Exception>(self).suppress_context = value.is_true();
  return true;
}

// Methods

Value base_exception_reduce(Thread& thread, Ref self, Args) {
  Exception& exception = as<Exception>(self);
  Ref type(exception.type);
  if (is<Dict>(exception.dict)) return make_tuple(thread, {type, exception.args.ref(), exception.dict.ref()});
  return make_tuple(thread, {type, exception.args.ref()});
}

static Value base_exception_setstate(Thread& thread, Ref self, Args args) {
  if (args[0].is_none()) return none_value();
  if (!is<Dict>(args[0])) return raise_type_error(thread, "state is not a dictionary");
  Value copy = dict_copy(thread, as<Dict>(args[0]));
  if (!copy) return error_set;
  Value held(self);
  DictCursor cursor;
  while (const DictEntry* entry = cursor.next(thread, as<Dict>(copy)))
    if (!set_attribute(thread, self, entry->key, entry->value)) return error_set;
  return none_value();
}

static Value base_exception_with_traceback(Thread& thread, Ref self, Args args) {
  if (!set_traceback(thread, self, args[0])) return error_set;
  return Value(self);
}

static Value base_exception_add_note(Thread& thread, Ref self, Args args) {
  if (!is<Text>(args[0])) return raise_type_error(thread, "note must be a str, not '{}'", type_name(thread, args[0]));
  Value note(args[0]);
  Value notes = find_attribute(thread, self, thread.rt.names.notes__);
  if (!notes) {
    if (thread.has_error()) return error_set;
    notes = make_list(thread, nullptr, 0);
    if (!notes || !set_attribute(thread, self, thread.rt.names.notes__, notes)) return error_set;
  }
  if (!is<List>(notes)) return raise_type_error(thread, "Cannot add note: __notes__ is not a list");
  list_append(as<List>(notes), std::move(note));
  return none_value();
}

static constexpr Method base_exception_methods[] = {
    {"__reduce__(self, /)", base_exception_reduce},
    {"__setstate__(self, object, /)", base_exception_setstate},
    {"__unicode__(self, /)", base_exception_unicode, between(2, 6, 2, 7)},
    {"add_note(self, object, /)", base_exception_add_note, since(3, 11)},
    {"with_traceback(self, object, /)", base_exception_with_traceback, since(3, 0)},
};

static constexpr GetSetRow base_exception_getset[] = {
    {"__dict__", get_dict, set_dict},
    {"args", get_args, set_args},
    {"message", get_message_field, set_message_field, until(2, 5)},
    {"message", get_message, set_message, between(2, 6, 2, 7)},
    {"__traceback__", get_traceback, set_traceback, since(3, 0)},
    {"__context__", get_context, set_context, since(3, 0)},
    {"__cause__", get_cause, set_cause, since(3, 0)},
    {"__suppress_context__", get_suppress_context, set_suppress_context, since(3, 3)},
};

bool shows_own_new(const Runtime& runtime, const Type& type) {
  if (!runtime.exc.BaseException || !is_subtype(&type, runtime.exc.BaseException)) return false;
  if (runtime.python2()) return true;
  std::string name = last_name(type.name);
  if (name == "AttributeError" || name == "NameError" || name == "UnboundLocalError") return runtime.in(until(3, 9));
  for (const char* inherits : {"KeyError", "StopIteration", "SystemExit", "ImportError", "ModuleNotFoundError", "SyntaxError", "IndentationError", "TabError"})
    if (name == inherits) return false;
  return !runtime.exc.OSError || !is_subtype(&type, runtime.exc.OSError);
}

static void fill_base_exception(Slots& slots, Runtime& runtime) {
  slots.make = base_exception_new;
  slots.init = base_exception_init;
  slots.repr = base_exception_repr;
  slots.str = base_exception_str;
  if (!runtime.python2()) return;
  slots.index_item = base_exception_item;
  slots.get_slice = base_exception_slice;
}

// The types

static constexpr ExceptionFamily base_family = {"BaseException", base_exception_methods, base_exception_getset, fill_base_exception};

static const ExceptionFamily* find_family(Runtime& runtime, std::string_view name) {
  if (name == base_family.name) return &base_family;
  for (std::span<const ExceptionFamily> families : {plain_exception_families(), os_error_families(), syntax_error_families(),
                                                    unicode_error_families(), exception_group_families()})
    for (const ExceptionFamily& family : families)
      if (name == family.name && runtime.in(family.releases)) return &family;
  return nullptr;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Winvalid-offsetof"
static constexpr std::ptrdiff_t exception_dict_field = __builtin_offsetof(Exception, dict);
#pragma GCC diagnostic pop

// Classes with fields of their own have a layout of their own, so that they are not mixed: the struct is the same.
struct ExceptionRow {
  const char *name, *base;
  Range releases;
  Type* Exceptions::*member;
  TypeSpec spec;
  Layout layout;
};

static ExceptionRow exception_rows[] = {
#define X(n, base, releases) {#n, #base, releases, &Exceptions::n, {#n, layout_of<Exception>, BaseType | InstancesHaveDict, "exceptions." #n}, *layout_of<Exception>},
    XVM_EXCEPTIONS(X)
#undef X
};

static bool generator_exit_is_exception(const Release& release) { return release.until(2, 5); }
static bool os_errors_are_one(const Release& release) { return release.since(3, 3); }

static Type* exception_named(Runtime& runtime, std::string_view name) {
  for (const ExceptionRow& row : exception_rows)
    if (name == row.name) return runtime.exc.*row.member;
  return runtime.types.object;
}

// A class that the release lacks stands for its base, so that native code may raise what it means.
void make_exception_types(Runtime& runtime) {
  Exceptions& exc = runtime.exc;
  for (ExceptionRow& row : exception_rows) {
    std::string_view name = row.name;
    Type* base = exception_named(runtime, row.base);
    if (name == "GeneratorExit" && generator_exit_is_exception(runtime.release)) base = exc.Exception;
    bool merged = os_errors_are_one(runtime.release) && (name == "EnvironmentError" || name == "IOError");
    if (merged || !runtime.in(row.releases)) {
      exc.*row.member = base;
      if (name == "IOError") exc.IOError = exc.EnvironmentError = exc.OSError;
      continue;
    }
    const ExceptionFamily* family = find_family(runtime, name);
    row.spec.methods = family ? family->methods : std::span<const Method>{};
    row.spec.getset = family ? family->getset : std::span<const GetSetRow>{};
    row.spec.fill = family ? family->fill : nullptr;
    bool adds_fields = family && family != &base_family && !family->getset.empty();
    row.spec.layout = adds_fields ? &row.layout : base == runtime.types.object ? layout_of<Exception> : base->layout;
    row.spec.dict_field = exception_dict_field;
    row.spec.doc = exception_doc(name);
    if (name == "ExceptionGroup") {
      row.spec.flags |= HasWeakrefs;
      Type* bases[] = {base, exc.Exception};
      Type* group = exc.*row.member = make_builtin_type(runtime, row.spec, bases);
      // Made as a class statement would make it, so its module is its own.
      Thread& thread = *runtime.main_thread;
      if (!dict_set(thread, as<Dict>(filled_dict(*group)), thread.rt.names.module__, native_str(thread, "builtins"))) thread.clear_error();
    } else {
      exc.*row.member = make_builtin_type(runtime, row.spec, base);
    }
  }
}

}  // namespace xvm
