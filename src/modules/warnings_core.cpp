// _warnings: which warnings are shown, once or always, and turning them into errors. Native code warns through it.
#include <string>

#include "modules/warnings.h"
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/source_lines.h"
#include "objects/stderr_text.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/argument_words.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/frame_view.h"
#include "vm/import.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/warnings.h"

namespace xvm {

static bool has_core_module(const Release& release) { return release.since(2, 6); }
static bool has_underscore_names(const Release& release) { return release.since(3, 2); }
static bool versions_registries(const Release& release) { return release.since(3, 4); }
static bool ignores_before_registering(const Release& release) { return release.since(3, 7); }
static bool compares_plain_patterns(const Release& release) { return release.since(3, 7); }
static bool takes_file_from_code(const Release& release) { return release.since(3, 8); }
static bool passes_message_object(const Release& release) { return release.since(3, 6); }
static bool names_bad_category(const Release& release) { return release.since(3, 4); }
static bool shows_deprecations_in_main(const Release& release) { return release.since(3, 7); }
static bool ignores_deprecations(const Release& release) { return release.until(2, 7) ? release.since(2, 7) : release.since(3, 2); }
static bool ignores_bytes_warnings(const Release& release) { return release.until(3, 6); }
static bool ignores_resource_warnings(const Release& release) { return release.since(3, 2); }

static bool skips_import_frames(const Release& release) { return release.since(3, 5); }
static bool brackets_sys(const Release& release) { return release.since(3, 13); }
static bool names_arguments(const Release& release) { return release.since(3, 12); }
static bool checks_globals(const Release& release) { return release.since(3, 7); }

static std::uint32_t filters_version = 0;

void forget_warning_registries() { ++filters_version; }

// The module _warnings, made when first needed.
static Module* core_module(Thread& thread) {
  Dict* modules = try_as<Dict>(thread.rt.modules);
  if (!modules) return nullptr;
  if (Ref found = dict_get(thread, *modules, "_warnings"); is<Module>(found)) return &as<Module>(found);
  Value made = create_native_module(thread, warnings_core_module);
  if (!made || !dict_set(thread, *modules, "_warnings", made)) return nullptr;
  return &as<Module>(made);
}

Value warnings_entry(Thread& thread, const char* name, const char* core_name) {
  Dict* modules = try_as<Dict>(thread.rt.modules);
  Value module = modules ? Value(dict_get(thread, *modules, "warnings")) : Value();
  if (module && !module.is_none()) {
    Value found = find_attribute(thread, module, native_intern(thread, name));
    if (found || thread.has_error()) return found;
  }
  if (!core_name) return {};
  Module* core = core_module(thread);
  return core ? Value(dict_get(thread, as<Dict>(core->dict), core_name)) : Value();
}

std::string allocation_hint(Thread& thread, Ref category, Ref source) {
  if (!source || source.is_none() || !thread.rt.in(since(3, 6))) return {};
  Value name = find_attribute(thread, category, thread.rt.names.name__);
  thread.clear_error();
  return (name ? native_utf8(name) : std::string()) + ": Enable tracemalloc to get the object allocation traceback\n";
}

std::string warning_text(Thread& thread, Ref message, Ref category, Ref file_name, Ref line_number, Ref line) {
  auto words = [&](Ref v) {
    Value text = str(thread, v);
    thread.clear_error();
    return text ? native_utf8(text) : std::string();
  };
  Value name = find_attribute(thread, category, thread.rt.names.name__);
  thread.clear_error();
  std::string file = words(file_name);
  std::string out = fmt::format("{}:{}: {}: {}\n", file, words(line_number), name ? words(name) : std::string(), words(message));
  std::string source;
  if (line && !line.is_none()) {
    source = words(line);
  } else {
    std::int64_t number = 0;
    SourceFiles files(thread);
    const std::string* found = is_int(line_number) && int_fits(line_number, number) ? files.line(file, static_cast<int>(number)) : nullptr;
    if (found) source = *found;
  }
  std::size_t start = source.find_first_not_of(" \t\f\n\r"), end = source.find_last_not_of(" \t\f\n\r");
  if (start != source.npos) out += "  " + source.substr(start, end - start + 1) + "\n";
  return out;
}

namespace {

struct Warning {
  Value category, message, text;
  Value file_name, line, module, registry, source_line, source;
};

// 1 matched, 0 not, -1 with the error set.
int pattern_matches(Thread& thread, Ref pattern, Ref text) {
  if (pattern.is_none()) return 1;
  if (compares_plain_patterns(thread.rt.release) && is_exact<Text>(pattern)) return equal(thread, pattern, text);
  Value result = call_method(thread, pattern, native_intern(thread, "match"), {text});
  return result ? truth(thread, result) : -1;
}

int filter_matches(Thread& thread, const Tuple& filter, const Warning& warning) {
  std::int64_t line = 0, wanted = 0;
  int result = pattern_matches(thread, filter[1], warning.text);
  if (result == 1) result = is_subclass(thread, warning.category, filter[2]);
  if (result == 1) result = pattern_matches(thread, filter[3], warning.module);
  if (result != 1) return result;
  if (!as_int64(thread, filter[4], wanted) || !as_int64(thread, warning.line, line)) return -1;
  return wanted == 0 || wanted == line;
}

// The action of the first filter that matches, as a str; null with the error set.
Value find_action(Thread& thread, const Warning& warning, Value& item) {
  Value filters = warnings_entry(thread, "filters", "filters");
  if (!is<List>(filters)) return thread.has_error() ? Value() : raise_value_error(thread, "_warnings.filters must be a list");
  for (std::size_t i = 0; i < as<List>(filters).length; ++i) {
    item = Value(as<List>(filters)[i]);
    const Tuple* filter = try_as<Tuple>(item);
    if (!filter || filter->length != 5) return raise_value_error(thread, "_warnings.filters item {} isn't a 5-tuple", i);
    Value held = item;
    int result = filter_matches(thread, *filter, warning);
    if (result < 0) return error_set;
    if (result) return Value((*filter)[0]);
  }
  item = nullptr;
  Value action = warnings_entry(thread, "defaultaction", has_underscore_names(thread.rt.release) ? "_defaultaction" : "default_action");
  if (!action && !thread.has_error()) return native_str(thread, "default");
  return action;
}

// Whether this was warned of before; notes that it is now. 1, 0, -1.
int note(Thread& thread, Dict& registry, Ref key, bool should_set) {
  if (versions_registries(thread.rt.release)) {
    Value version(dict_get(thread, registry, "version"));
    std::int64_t number = -1;
    if (!version || !is_int(version) || !int_fits(version, number) || number != filters_version) {
      dict_clear(registry);
      if (!dict_set(thread, registry, "version", make_int(thread, filters_version))) return -1;
    } else if (Value seen{dict_get(thread, registry, key)}; seen || thread.has_error()) {
      int result = seen ? truth(thread, seen) : -1;
      if (result) return result;
    }
  } else if (Value seen{dict_get(thread, registry, key)}; seen || thread.has_error()) {
    int result = seen ? truth(thread, seen) : -1;
    if (result) return result;
  }
  if (should_set && !dict_set(thread, registry, key, py_true)) return -1;
  return 0;
}

int note_without_line(Thread& thread, Ref registry, const Warning& warning) {
  if (!is<Dict>(registry)) return 0;
  Value zero = Value::small(0);
  Value key = has_core_module(thread.rt.release) ? make_tuple(thread, {warning.text.ref(), warning.category.ref()})
                                                 : make_tuple(thread, {warning.text.ref(), warning.category.ref(), zero.ref()});
  return key ? note(thread, as<Dict>(registry), key, true) : -1;
}

bool show(Thread& thread, const Warning& warning) {
  bool as_object = passes_message_object(thread.rt.release);
  Value shower = warnings_entry(thread, as_object ? "_showwarnmsg" : "showwarning", nullptr);
  if (!shower) {
    if (thread.has_error()) return false;
    write_stderr(thread, warning_text(thread, warning.message, warning.category, warning.file_name, warning.line, warning.source_line) +
                             allocation_hint(thread, warning.category, warning.source));
    return true;
  }
  Ref line = warning.source_line && !warning.source_line.is_none() ? warning.source_line.ref() : none;
  if (!as_object) {
    Value fields = make_tuple(thread, {warning.message.ref(), warning.category.ref(), warning.file_name.ref(), warning.line.ref()});
    return fields && call_tuple(thread, shower, fields, {});
  }
  Value maker = warnings_entry(thread, "WarningMessage", nullptr);
  if (!maker) return thread.has_error() ? false : raise(thread, thread.rt.exc.RuntimeError, "unable to get warnings.WarningMessage");
  Value fields = make_tuple(thread, {warning.message.ref(), warning.category.ref(), warning.file_name.ref(), warning.line.ref(), none, line,
                                     warning.source ? warning.source.ref() : none});
  Value message = fields ? call_tuple(thread, maker, fields, {}) : Value();
  return message && call(thread, shower, message);
}

// "package/name" of "package/name.py".
Value module_of_file(Thread& thread, Ref file_name) {
  std::string name = native_utf8(file_name);
  if (name.empty()) return native_str(thread, "<unknown>");
  return native_str(thread, name.ends_with(".py") ? name.substr(0, name.size() - 3) : name);
}

bool issue(Thread& thread, Warning& warning) {
  if (warning.registry && warning.registry.is_none()) return true;
  if (!warning.module) warning.module = module_of_file(thread, warning.file_name);
  if (is<Exception>(warning.message) && is_subtype(warning.message.object()->type, thread.rt.exc.Warning)) {
    warning.text = str(thread, warning.message);
    warning.category = Ref(warning.message.object()->type);
  } else {
    warning.text = warning.message;
    warning.message = call(thread, warning.category, warning.text);
  }
  if (!warning.text || !warning.message) return false;
  Value key = make_tuple(thread, {warning.text.ref(), warning.category.ref(), warning.line.ref()});
  if (!key) return false;
  Dict* registry = try_as<Dict>(warning.registry);
  if (registry)
    if (int seen = note(thread, *registry, key, false)) return seen > 0;
  Value item, action = find_action(thread, warning, item);
  if (!action) return false;
  std::string name = native_utf8(action);
  if (name == "error") return raise_instance(thread, warning.message);
  if (name == "ignore" && ignores_before_registering(thread.rt.release)) return true;
  if (name != "always" && name != "all" && registry && !dict_set(thread, *registry, key, py_true)) return false;
  int seen = 0;
  if (name == "ignore") {
    return true;
  } else if (name == "once") {
    if (registry) {
      seen = note_without_line(thread, warning.registry, warning);
    } else {
      Value once = warnings_entry(thread, "onceregistry", has_underscore_names(thread.rt.release) ? "_onceregistry" : "once_registry");
      if (thread.has_error()) return false;
      seen = note_without_line(thread, once, warning);
    }
  } else if (name == "module") {
    seen = note_without_line(thread, warning.registry, warning);
  } else if (name != "default" && name != "always" && name != "all") {
    Value text = item ? repr(thread, item) : native_str(thread, "?");
    if (!text) return false;
    return raise(thread, thread.rt.exc.RuntimeError, fmt::format("Unrecognized action ({}) in warnings.filters:\n {}", repr_utf8(thread, action), native_utf8(text)));
  }
  if (seen) return seen > 0;
  return show(thread, warning);
}

// Where the warning is to point: frame `stack_level` from the running one.
bool find_place(Thread& thread, std::int64_t stack_level, Ref skipped, Warning& warning) {
  Frame* frame = thread.frame;
  auto is_internal = [&](const Frame& f) {
    if (!skips_import_frames(thread.rt.release)) return false;
    std::string file = native_utf8(f.code->filename);
    return file.find("importlib") != file.npos && file.find("_bootstrap") != file.npos;
  };
  auto is_skipped = [&](const Frame& f) {
    const Tuple* prefixes = try_as<Tuple>(skipped);
    if (!prefixes) return false;
    std::string file = native_utf8(f.code->filename);
    for (const Value& prefix : *prefixes)
      if (is<Text>(prefix) && file.starts_with(text_utf8(prefix))) return true;
    return false;
  };
  bool passes_over = stack_level > 0 && frame && !is_internal(*frame);
  while (--stack_level > 0 && frame) {
    frame = frame->back;
    while (passes_over && frame && (is_internal(*frame) || is_skipped(*frame))) frame = frame->back;
  }
  Value globals;
  if (frame) {
    globals = Value(Ref(frame->globals));
    Value object = frame_object(thread, *frame);
    warning.line = make_int(thread, frame_object_line(as<FrameObject>(object)));
  } else {
    globals = thread.rt.sys_dict;
    warning.line = Value::small(brackets_sys(thread.rt.release) ? 0 : 1);
  }
  Dict* names = try_as<Dict>(globals);
  if (!names) return raise_system_error(thread, "a frame without globals");
  Value registry(dict_get(thread, *names, "__warningregistry__"));
  if (!registry) {
    registry = make_dict(thread);
    if (!dict_set(thread, *names, "__warningregistry__", registry)) return false;
  }
  warning.registry = std::move(registry);
  Value module(dict_get_name(*names, thread.rt.names.name__));
  warning.module = module && is_native_str(thread, module) ? module : native_str(thread, "<string>");
  Value file;
  if (takes_file_from_code(thread.rt.release)) {
    file = frame ? frame->code->filename : native_str(thread, brackets_sys(thread.rt.release) ? "<sys>" : "sys");
  } else {
    file = Value(dict_get_name(*names, thread.rt.names.file__));
    std::string name = file && is_native_str(thread, file) ? native_utf8(file) : std::string();
    if (name.ends_with(".pyc") || name.ends_with(".pyo")) name.pop_back();
    if (name.empty()) name = native_is(warning.module, "__main__") ? thread.rt.settings.program : native_utf8(warning.module);
    file = native_str(thread, name.empty() ? "__main__" : name);
  }
  warning.file_name = std::move(file);
  return static_cast<bool>(warning.file_name);
}

// The class of the warning; null with the error set where `category` is none.
Value check_category(Thread& thread, Ref message, Ref category) {
  if (is<Exception>(message) && is_subtype(message.object()->type, thread.rt.exc.Warning)) return Value(Ref(message.object()->type));
  if (!category || category.is_none()) return Value(Ref(thread.rt.exc.UserWarning));
  if (is<Type>(category) && is_subtype(&as<Type>(category), thread.rt.exc.Warning)) return Value(category);
  if (!has_core_module(thread.rt.release)) return raise(thread, thread.rt.exc.AssertionError, "");
  if (!names_bad_category(thread.rt.release) && is_subclass(thread, category, Ref(thread.rt.exc.Warning)) < 0) return error_set;
  if (!names_bad_category(thread.rt.release)) return raise_value_error(thread, "category is not a subclass of Warning");
  return raise_type_error(thread, "category must be a Warning subclass, not '{}'", type_name(thread, category));
}

bool warn_from(Thread& thread, Ref category, Ref message, std::int64_t stack_level, Ref source, Ref skipped) {
  Warning warning;
  warning.category = check_category(thread, message, category);
  warning.message = Value(message);
  warning.source = Value(source);
  return warning.category && find_place(thread, stack_level, skipped, warning) && issue(thread, warning);
}

}  // namespace

bool warn_value(Thread& thread, Ref category, Ref message, std::int64_t stack_level, Ref source) {
  if (!has_core_module(thread.rt.release)) {   // 2.5: all of it is the warnings module
    Value module = import_module(thread, "warnings");
    Value function = module ? get_attribute(thread, module, "warn") : Value();
    Value level = Value::small(stack_level);
    return function && call(thread, function, message, category, level);
  }
  return warn_from(thread, category, message, stack_level, source, {});
}

bool warn(Thread& thread, Type* category, std::string_view text, std::int64_t stack_level) {
  Value message = native_str(thread, text);
  return message && warn_value(thread, Ref(category), message, stack_level);
}

// The functions of the module

static Value module_warn(Thread& thread, Ref, Args args) {
  std::int64_t level = 1;
  if (args[2] && !as_int64(thread, args[2], level)) return error_set;
  Ref source = args.size() > 3 ? args[3] : Ref(), skipped = args.size() > 4 ? args[4] : Ref();
  if (skipped) {
    if (!is<Tuple>(skipped)) return raise_type_error(thread, "warn() argument 'skip_file_prefixes' must be tuple, not {}", argument_type(thread, skipped));
    for (const Value& prefix : as<Tuple>(skipped))
      if (!is<Text>(prefix)) return raise_type_error(thread, "Found non-str '{}' in skip_file_prefixes.", type_name(thread, prefix));
    if (as<Tuple>(skipped).length && level < 2) level = 2;
  }
  return warn_from(thread, args[1], args[0], level, source, skipped) ? none_value() : Value();
}

static bool ignores_lost_modules(const Release& r) { return r.since(3, 4); }

static Value module_warn_explicit(Thread& thread, Ref, Args args) {
  if (args[4].is_none() && args[4] && ignores_lost_modules(thread.rt.release)) return none_value();
  Warning warning;
  warning.message = Value(args[0]), warning.category = Value(args[1]), warning.file_name = Value(args[2]), warning.line = Value(args[3]);
  if (!is_native_str(thread, warning.file_name)) {
    const Release& r = thread.rt.release;
    if (r.python2()) return raise_type_error(thread, "warn_explicit() argument 3 must be string, not {}", argument_type(thread, args[2]));
    return raise_type_error(thread, "warn_explicit() argument {} must be str, not {}", names_arguments(r) ? "'filename'" : "3", argument_type(thread, args[2]));
  }
  if (Ref globals = args[6]; globals && !globals.is_none() && !is<Dict>(globals) && checks_globals(thread.rt.release))
    return raise_type_error(thread, "module_globals must be a dict, not '{}'", type_name(thread, globals));
  if (args[4]) warning.module = Value(args[4]);
  if (args[5]) warning.registry = Value(args[5]);
  if (warning.registry && !warning.registry.is_none() && !is<Dict>(warning.registry))
    return raise_type_error(thread, "'registry' must be a dict or None");
  if (args.size() > 7 && args[7]) warning.source = Value(args[7]);
  int line = 0;
  if (!as_c_int(thread, warning.line, line)) return error_set;
  if (!has_core_module(thread.rt.release)) warning.category = check_category(thread, warning.message, warning.category);
  if (warning.module && warning.module.is_none()) warning.module = nullptr;
  return warning.category && issue(thread, warning) ? none_value() : Value();
}

static Value module_filters_mutated(Thread&, Ref, Args) {
  forget_warning_registries();
  return none_value();
}

static constexpr Method core_methods[] = {
    {"_filters_mutated()", module_filters_mutated, since(3, 4)},
    {"warn(message, category=None, stacklevel=1)", module_warn, until(3, 5)},
    {"warn(message, category=None, stacklevel=1, source=None)", module_warn, between(3, 6, 3, 11)},
    {"warn(message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=())", module_warn, since(3, 12)},
    {"warn_explicit(message, category, filename, lineno, module=None, registry=None, module_globals=None)", module_warn_explicit, until(3, 5)},
    {"warn_explicit(message, category, filename, lineno, module=None, registry=None, module_globals=None, source=None)", module_warn_explicit, since(3, 6)},
};

static bool add_filter(Thread& thread, List& filters, const char* action, Type* category, const char* module) {
  Value name = native_str(thread, action), zero = Value::small(0), module_name = module ? native_str(thread, module) : none_value();
  Value filter = name && module_name ? make_tuple(thread, {name.ref(), none, Ref(category), module_name.ref(), zero.ref()}) : Value();
  if (filter) list_append(filters, std::move(filter));
  return !thread.has_error();
}

static bool fill_core(Thread& thread, Module& module) {
  const Release& release = thread.rt.release;
  Exceptions& exc = thread.rt.exc;
  filters_version = 0;
  Value filters = make_list(thread, nullptr, 0);
  if (!filters) return false;
  List& list = as<List>(filters);
  bool good = true;
  if (shows_deprecations_in_main(release)) good = good && add_filter(thread, list, "default", exc.DeprecationWarning, "__main__");
  if (ignores_deprecations(release)) good = good && add_filter(thread, list, "ignore", exc.DeprecationWarning, nullptr);
  good = good && add_filter(thread, list, "ignore", exc.PendingDeprecationWarning, nullptr) && add_filter(thread, list, "ignore", exc.ImportWarning, nullptr);
  if (ignores_bytes_warnings(release) && has_core_module(release)) good = good && add_filter(thread, list, "ignore", exc.BytesWarning, nullptr);
  if (ignores_resource_warnings(release)) good = good && add_filter(thread, list, "ignore", exc.ResourceWarning, nullptr);
  bool underscore = has_underscore_names(release);
  return good && module_add(thread, module, "filters", std::move(filters)) &&
         module_add(thread, module, underscore ? "_onceregistry" : "once_registry", make_dict(thread)) &&
         module_add(thread, module, underscore ? "_defaultaction" : "default_action", native_str(thread, "default"));
}

const ModuleSpec warnings_core_module = {"_warnings", core_methods, fill_core, since(2, 6)};

}  // namespace xvm
