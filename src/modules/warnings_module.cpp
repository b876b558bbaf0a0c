// The warnings module for programs without a standard library: filters, showing, catch_warnings.
#include "modules/plain_pattern.h"
#include "modules/warnings.h"
#include "objects/bytes.h"
#include "objects/class_obj.h"
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/function.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/stderr_text.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/import.h"
#include "vm/operators.h"
#include "vm/signature.h"

namespace xvm {

static bool keeps_filters_unique(const Release& release) { return release.since(3, 4); }
static bool passes_message_object(const Release& release) { return release.since(3, 6); }
static bool asserts_arguments(const Release& release) { return release.until(3, 12); }
static bool compiles_empty_patterns(const Release& release) { return release.until(3, 6); }

namespace {

// Patterns where re cannot be imported.
struct PlainPattern : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "PlainPattern";
  Value pattern;
  bool ignore_case = false;
};

struct WarningMessage : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "WarningMessage";
  static constexpr bool gc = true;
  Value fields[7];   // message, category, filename, lineno, file, line, source
  void traverse(Visitor& v) { for (Value& field : fields) v(field); }
  void clear() { for (Value& field : fields) field = nullptr; }
};

struct CatchWarnings : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "catch_warnings";
  static constexpr bool gc = true;
  Value module, filters, show, show_message, action, category, line, append;
  bool record = false, entered = false;
  void traverse(Visitor& v) { v(module), v(filters), v(show), v(show_message), v(action), v(category), v(line), v(append); }
  void clear() { module = nullptr, filters = nullptr, show = nullptr, show_message = nullptr; }
};

Type* pattern_type = nullptr;   // of the one runtime there is
Type* message_type = nullptr;

}  // namespace

static Value pattern_match(Thread& thread, Ref self, Args args) {
  PlainPattern& pattern = as<PlainPattern>(self);
  if (!is_native_str(thread, args[0])) return raise_type_error(thread, "expected string or buffer");
  return Value::of(plain_pattern_matches(native_utf8(pattern.pattern), native_utf8(args[0]), pattern.ignore_case));
}
static Value get_pattern(Thread&, Ref self) { return as<PlainPattern>(self).pattern; }
static constexpr GetSetRow pattern_getset[] = {{"pattern", get_pattern}};
static constexpr Method pattern_methods[] = {{"match(self, string, /)", pattern_match}};

Value compile_pattern(Thread& thread, Ref pattern, bool ignore_case) {
  if (Value re = import_module(thread, "re")) {
    Value flag = ignore_case ? get_attribute(thread, re, "I") : Value::small(0);
    Value compile = flag ? get_attribute(thread, re, "compile") : Value();
    return compile ? call(thread, compile, pattern, flag) : Value();
  }
  thread.clear_error();
  PlainPattern* made = allocate<PlainPattern>(pattern_type);
  made->pattern = Value(pattern);
  made->ignore_case = ignore_case;
  return own(made);
}

// WarningMessage

template <std::size_t index>
static Value get_message_field(Thread&, Ref self) {
  const Value& field = as<WarningMessage>(self).fields[index];
  return field ? field : none_value();
}

static Value message_new(Thread& thread, Type* type, Args args) {
  Bound<7> bound(thread, "WarningMessage(message, category, filename, lineno, file=None, line=None, source=None)", args);
  if (!bound) return error_set;
  WarningMessage* message = allocate<WarningMessage>(type);
  for (std::size_t i = 0; i < 7; ++i) message->fields[i] = bound[i] ? Value(bound[i]) : none_value();
  track(message);
  return own(message);
}

static Value message_str(Thread& thread, Ref self) {
  WarningMessage& message = as<WarningMessage>(self);
  Value name = get_attribute(thread, message.fields[1], thread.rt.names.name__);
  if (!name) return error_set;
  TextBuilder out(thread);
  out.add("{message : ");
  if (!out.add_repr(message.fields[0])) return error_set;
  out.add(", category : ");
  if (!out.add_repr(name)) return error_set;
  out.add(", filename : ");
  if (!out.add_repr(message.fields[2])) return error_set;
  out.add(", lineno : ");
  if (!out.add_str(message.fields[3])) return error_set;
  out.add(", line : ");
  if (!out.add_repr(message.fields[5])) return error_set;
  out.add("}");
  return out.finish();
}

static constexpr GetSetRow message_getset[] = {
    {"message", get_message_field<0>}, {"category", get_message_field<1>}, {"filename", get_message_field<2>},
    {"lineno", get_message_field<3>}, {"file", get_message_field<4>}, {"line", get_message_field<5>},
    {"source", get_message_field<6>, nullptr, since(3, 6)},
};

// Filters

static bool add_filter(Thread& thread, Value filter, Ref append) {
  Value filters = warnings_entry(thread, "filters", "filters");
  if (!filter || !is<List>(filters)) return false;
  int at_end = append ? truth(thread, append) : 0;
  if (at_end < 0) return false;
  bool unique = keeps_filters_unique(thread.rt.release);
  for (std::size_t i = 0; unique && i < as<List>(filters).length; ++i) {
    Value item(as<List>(filters)[i]);
    int same = equal(thread, item, filter);
    if (same < 0) return false;
    if (!same) continue;
    if (at_end) return true;
    Value old = i < as<List>(filters).length ? list_pop(as<List>(filters), i) : Value();
    break;
  }
  if (at_end) list_append(as<List>(filters), std::move(filter));
  else list_insert(as<List>(filters), 0, std::move(filter));
  forget_warning_registries();
  return true;
}

static bool check_action(Thread& thread, Ref action) {
  if (is_native_str(thread, action))
    for (const char* known : {"error", "ignore", "always", "default", "module", "once"})
      if (native_is(action, known)) return true;
  Type* type = asserts_arguments(thread.rt.release) ? thread.rt.exc.AssertionError : thread.rt.exc.ValueError;
  return raise(thread, type, fmt::format("invalid action: {}", repr_utf8(thread, action)));
}

static Value check_line(Thread& thread, Ref line) {
  if (!line) return Value::small(0);
  if (is_int(line) && int_sign(line) >= 0) return Value(line);
  if (!is_int(line) && !asserts_arguments(thread.rt.release)) return raise_type_error(thread, "lineno must be an int");
  Type* type = asserts_arguments(thread.rt.release) ? thread.rt.exc.AssertionError : thread.rt.exc.ValueError;
  return raise(thread, type, "lineno must be an int >= 0");
}

static Value simplefilter(Thread& thread, Ref, Args args) {
  Value line = check_action(thread, args[0]) ? check_line(thread, args[2]) : Value();
  if (!line) return error_set;
  Ref category = args[1] ? args[1] : Ref(thread.rt.exc.Warning);
  Value filter = make_tuple(thread, {args[0], none, category, none, line.ref()});
  return add_filter(thread, std::move(filter), args[3]) ? none_value() : Value();
}

static Value filterwarnings(Thread& thread, Ref, Args args) {
  if (!check_action(thread, args[0])) return error_set;
  bool asserts = asserts_arguments(thread.rt.release);
  auto refused = [&](const char* words) { return raise(thread, asserts ? thread.rt.exc.AssertionError : thread.rt.exc.TypeError, words); };
  auto is_text = [&](Ref v) { return !v || is<Text>(v) || (thread.rt.python2() && is<Bytes>(v)); };
  if (!is_text(args[1])) return refused("message must be a string");
  if (asserts && args[2] && !is<Type>(args[2]) && !is<ClassObj>(args[2])) return refused("category must be a class");
  if (args[2] && (!is<Type>(args[2]) || !is_subtype(&as<Type>(args[2]), thread.rt.exc.Warning))) return refused("category must be a Warning subclass");
  if (!is_text(args[3])) return refused("module must be a string");
  Value line = check_line(thread, args[4]);
  if (!line) return error_set;
  Ref category = args[2] ? args[2] : Ref(thread.rt.exc.Warning);
  auto pattern = [&](Ref text, bool ignore_case) {
    if (text && !native_is(text, "")) return compile_pattern(thread, text, ignore_case);
    return compiles_empty_patterns(thread.rt.release) ? compile_pattern(thread, native_str(thread, ""), ignore_case) : none_value();
  };
  Value message = pattern(args[1], true), module = message ? pattern(args[3], false) : Value();
  if (!module) return error_set;
  Value filter = make_tuple(thread, {args[0], message.ref(), category, module.ref(), line.ref()});
  return add_filter(thread, std::move(filter), args[5]) ? none_value() : Value();
}

static Value resetwarnings(Thread& thread, Ref, Args) {
  Value filters = warnings_entry(thread, "filters", "filters");
  if (!is<List>(filters)) return thread.has_error() ? Value() : none_value();
  while (as<List>(filters).length) Value old = list_pop(as<List>(filters), as<List>(filters).length - 1);
  forget_warning_registries();
  return none_value();
}

// Showing

static Value formatwarning(Thread& thread, Ref, Args args) {
  return native_str(thread, warning_text(thread, args[0], args[1], args[2], args[3], args.size() > 4 ? args[4] : Ref()));
}

static bool formats_a_given_line(const Release& r) { return r.since(2, 6); }
static bool names_the_line(const Release& r) { return r.since(3, 6) && r.until(3, 6); }

// A program's own formatwarning.
static Value call_format(Thread& thread, Ref format, Ref message, Ref category, Ref file_name, Ref line_number, Ref line) {
  const Release& r = thread.rt.release;
  if (!line) line = none;
  Value fields = make_tuple(thread, {message, category, file_name, line_number}), names;
  if (names_the_line(r)) {
    names = make_dict(thread);
    if (!dict_set(thread, as<Dict>(names), "line", line)) return error_set;
  } else if (formats_a_given_line(r)) {
    fields = make_tuple(thread, {message, category, file_name, line_number, line});
  }
  return call_tuple(thread, format, fields, names);
}

static bool write_to(Thread& thread, Ref file, Ref text) {
  if (!file || file.is_none()) {
    write_stderr(thread, native_utf8(text));
    return true;
  }
  Value result = call_method(thread, file, thread.rt.names.write_, {text});
  if (!result && thread.error_is(thread.rt.exc.EnvironmentError)) thread.clear_error();
  return !thread.has_error();
}

// By the module's formatwarning, which a program may have replaced.
static Value show_by_format(Thread& thread, Ref message, Ref category, Ref file_name, Ref line_number, Ref file, Ref line, Ref source = {}) {
  Value format = warnings_entry(thread, "formatwarning", nullptr);
  if (!format) return thread.has_error() ? Value() : none_value();
  Value text;
  if (const Native* native = try_as<Native>(format); native && native->row->function == formatwarning) {
    text = native_str(thread, warning_text(thread, message, category, file_name, line_number, line) + allocation_hint(thread, category, source));
  } else {
    text = call_format(thread, format, message, category, file_name, line_number, line);
  }
  return text && write_to(thread, file, text) ? none_value() : Value();
}

static Value format_message(Thread& thread, Ref, Args args) {
  if (!is<WarningMessage>(args[0])) return raise_type_error(thread, "a WarningMessage is required");
  const WarningMessage& m = as<WarningMessage>(args[0]);
  Value held(args[0]), format = warnings_entry(thread, "formatwarning", nullptr);
  if (thread.has_error()) return error_set;
  const Native* native = try_as<Native>(format);
  if (!format || (native && native->row->function == formatwarning))
    return native_str(thread, warning_text(thread, m.fields[0], m.fields[1], m.fields[2], m.fields[3], m.fields[5]) + allocation_hint(thread, m.fields[1], m.fields[6]));
  return call_format(thread, format, m.fields[0], m.fields[1], m.fields[2], m.fields[3], m.fields[5]);
}

static Value showwarning(Thread& thread, Ref, Args args) {
  return show_by_format(thread, args[0], args[1], args[2], args[3], args[4], args.size() > 5 ? args[5] : Ref());
}

static Value show_message_plainly(Thread& thread, Ref, Args args) {
  if (!is<WarningMessage>(args[0])) return raise_type_error(thread, "a WarningMessage is required");
  WarningMessage& m = as<WarningMessage>(args[0]);
  Value held(args[0]);
  return show_by_format(thread, m.fields[0], m.fields[1], m.fields[2], m.fields[3], m.fields[4], m.fields[5], m.fields[6]);
}

// 3.6 on: by showwarning where a program has replaced it.
static Value show_message(Thread& thread, Ref, Args args) {
  Value held(args[0]), shower = warnings_entry(thread, "showwarning", nullptr);
  const Native* native = try_as<Native>(shower);
  if (shower && !(native && native->row->function == showwarning) && is<WarningMessage>(args[0])) {
    if (!is_callable(thread, shower)) return raise_type_error(thread, "warnings.showwarning() must be set to a function or method");
    Value fields = make_tuple(thread, as<WarningMessage>(args[0]).fields, 6);
    return fields ? call_tuple(thread, shower, fields, {}) : Value();
  }
  if (thread.has_error()) return error_set;
  Value plain = warnings_entry(thread, "_showwarnmsg_impl", nullptr);
  return plain ? call(thread, plain, args[0]) : thread.has_error() ? Value() : none_value();
}

// To 3.5: what catch_warnings(record=True) puts in the place of showwarning; self is the log.
static Value record_warning(Thread& thread, Ref self, Args args) {
  Value held(self);
  Value message = call_tuple(thread, Ref(message_type), args[0], args[1]);
  if (!message || !is<List>(held)) return error_set;
  list_append(as<List>(held), std::move(message));
  return none_value();
}

// catch_warnings

static Value catch_new(Thread& thread, Type* type, Args args) {
  bool acts = thread.rt.in(since(3, 11));
  Bound<6> bound(thread, acts ? "catch_warnings(*, record=False, module=None, action=None, category=None, lineno=0, append=False)"
                              : thread.rt.python2() ? "catch_warnings(record=False, module=None)" : "catch_warnings(*, record=False, module=None)", args);
  if (!bound) return error_set;
  int record = bound[0] ? truth(thread, bound[0]) : 0;
  if (record < 0) return error_set;
  CatchWarnings* self = allocate<CatchWarnings>(type);
  Value held = own(self);
  self->record = record == 1;
  auto given = [&](std::size_t i) { return bound[i] ? Value(bound[i]) : Value(); };
  if (bound[1] && !bound[1].is_none()) self->module = given(1);
  else self->module = Value(dict_get(thread, as<Dict>(thread.rt.modules), "warnings"));
  if (acts && bound[2] && !bound[2].is_none()) self->action = given(2), self->category = given(3), self->line = given(4), self->append = given(5);
  track(self);
  return held;
}

static bool catch_init(Thread&, Ref, Args) { return true; }

static Value catch_repr(Thread& thread, Ref self) {
  CatchWarnings& c = as<CatchWarnings>(self);
  TextBuilder out(thread);
  out.add("catch_warnings(");
  if (c.record) out.add("record=True");
  Ref standard = dict_get(thread, as<Dict>(thread.rt.modules), "warnings");
  if (!(c.module == standard)) {
    out.add(c.record ? ", module=" : "module=");
    if (!out.add_repr(c.module)) return error_set;
  }
  out.add(")");
  return out.finish();
}

static bool set_entry(Thread& thread, CatchWarnings& c, const char* name, Ref value) {
  return set_attribute(thread, c.module, native_intern(thread, name), value);
}

static Value catch_enter(Thread& thread, Ref self, Args) {
  CatchWarnings& c = as<CatchWarnings>(self);
  Value held(self);
  if (c.entered) return raise(thread, thread.rt.exc.RuntimeError, fmt::format("Cannot enter {} twice", repr_utf8(thread, self)));
  c.entered = true;
  c.filters = get_attribute(thread, c.module, "filters");
  Value copy = c.filters ? to_list(thread, c.filters) : Value();
  if (!copy || !set_entry(thread, c, "filters", copy)) return error_set;
  forget_warning_registries();
  c.show = get_attribute(thread, c.module, "showwarning");
  if (!c.show) return error_set;
  bool as_object = passes_message_object(thread.rt.release);
  if (as_object && !(c.show_message = get_attribute(thread, c.module, "_showwarnmsg_impl"))) return error_set;
  if (c.action) {
    Ref category = c.category ? c.category.ref() : Ref(thread.rt.exc.Warning);
    Value line = check_line(thread, c.line), filter = line ? make_tuple(thread, {c.action.ref(), none, category, none, line.ref()}) : Value();
    if (!filter || !check_action(thread, c.action) || !add_filter(thread, std::move(filter), c.append)) return error_set;
  }
  if (!c.record) return none_value();
  Value log = make_list(thread, nullptr, 0), recorder;
  if (!log) return error_set;
  if (as_object) {
    recorder = get_attribute(thread, log, "append");
    Value original = get_attribute(thread, c.module, "_showwarning_orig");
    if (!recorder || !original || !set_entry(thread, c, "_showwarnmsg_impl", recorder) || !set_entry(thread, c, "showwarning", original))
      return error_set;
  } else {
    static constexpr Method row{"showwarning(*args, **kwargs)", record_warning};
    recorder = make_native(thread, row, log, {});
    if (!recorder || !set_entry(thread, c, "showwarning", recorder)) return error_set;
  }
  return log;
}

static Value catch_exit(Thread& thread, Ref self, Args) {
  CatchWarnings& c = as<CatchWarnings>(self);
  Value held(self);
  if (!c.entered || !c.filters) return raise(thread, thread.rt.exc.RuntimeError, fmt::format("Cannot exit {} without entering first", repr_utf8(thread, self)));
  if (!set_entry(thread, c, "filters", c.filters) || !set_entry(thread, c, "showwarning", c.show)) return error_set;
  if (c.show_message && !set_entry(thread, c, "_showwarnmsg_impl", c.show_message)) return error_set;
  forget_warning_registries();
  return none_value();
}

static constexpr Method catch_methods[] = {
    {"__enter__(self)", catch_enter},
    {"__exit__(self, *exc_info)", catch_exit},
};

static constexpr Method module_methods[] = {
    {"_formatwarnmsg(msg)", format_message, since(3, 6)},
    {"_showwarnmsg(msg)", show_message, since(3, 6)},
    {"_showwarnmsg_impl(msg)", show_message_plainly, since(3, 6)},
    {"filterwarnings(action, message='', category=None, module='', lineno=0, append=False)", filterwarnings},
    {"formatwarning(message, category, filename, lineno)", formatwarning, until(2, 5)},
    {"formatwarning(message, category, filename, lineno, line=None)", formatwarning, since(2, 6)},
    {"resetwarnings()", resetwarnings},
    {"showwarning(message, category, filename, lineno, file=None)", showwarning, until(2, 5)},
    {"showwarning(message, category, filename, lineno, file=None, line=None)", showwarning, since(2, 6)},
    {"simplefilter(action, category=None, lineno=0, append=False)", simplefilter},
};

static bool fill_module(Thread& thread, Module& module) {
  static constexpr TypeSpec pattern_spec{"warnings.PlainPattern", layout_of<PlainPattern>, 0, nullptr, pattern_methods, pattern_getset};
  static constexpr TypeSpec message_spec{"warnings.WarningMessage", layout_of<WarningMessage>, BaseType, nullptr, {}, message_getset,
                                         [](Slots& slots, Runtime&) { slots.make = message_new, slots.str = message_str; }};
  static constexpr TypeSpec catch_spec{"warnings.catch_warnings", layout_of<CatchWarnings>, BaseType, nullptr, catch_methods, {},
                                       [](Slots& slots, Runtime&) { slots.make = catch_new, slots.init = catch_init, slots.repr = catch_repr; }};
  pattern_type = make_builtin_type(thread.rt, pattern_spec);
  message_type = make_builtin_type(thread.rt, message_spec);
  Type* catch_type = make_builtin_type(thread.rt, catch_spec);
  bool has_catch = thread.rt.in(since(2, 6));
  Dict& names = as<Dict>(module.dict);
  for (const char* name : {"warn", "warn_explicit"}) {
    for (const Method& row : warnings_core_module.methods) {
      if (!thread.rt.in(row.releases) || !std::string_view(row.signature).starts_with(std::string(name) + "(")) continue;
      Value module_name = native_str(thread, thread.rt.in(since(2, 6)) ? "_warnings" : "warnings");
      if (!module_add(thread, module, name, make_native(thread, row, {}, module_name))) return false;
    }
  }
  Value filters = warnings_entry(thread, "filters", "filters");
  Value once = warnings_entry(thread, "onceregistry", thread.rt.in(since(3, 2)) ? "_onceregistry" : "once_registry");
  if (!filters || !once) return false;
  bool good = module_add(thread, module, "filters", std::move(filters)) && module_add(thread, module, "onceregistry", std::move(once)) &&
              module_add(thread, module, "defaultaction", native_str(thread, "default"));
  if (good && has_catch)
    good = module_add(thread, module, "catch_warnings", Value(Ref(catch_type))) && module_add(thread, module, "WarningMessage", Value(Ref(message_type)));
  if (good && passes_message_object(thread.rt.release)) {
    Value original(dict_get(thread, names, "showwarning"));
    good = original && module_add(thread, module, "_showwarning_orig", std::move(original));
  }
  return good;
}

const ModuleSpec warnings_module = {"warnings", module_methods, fill_module, always, nullptr, true};

}  // namespace xvm
