// Signatures of native functions.
#include "vm/signature.h"

#include <cstring>
#include <memory>
#include <unordered_map>

#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/module.h"
#include "objects/suggestions.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/type_object.h"
#include "vm/errors.h"
#include "vm/method_coverage.h"
#include "vm/runtime.h"

namespace xvm {

namespace {

// ---- parsing

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return s;
}

// Splits at commas outside brackets and quotes.
std::vector<std::string_view> split_parameters(std::string_view list) {
  std::vector<std::string_view> parts;
  int depth = 0;
  char quote = 0;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= list.size(); ++i) {
    if (i == list.size() || (list[i] == ',' && depth == 0 && !quote)) {
      std::string_view part = trimmed(list.substr(start, i - start));
      if (!part.empty()) parts.push_back(part);
      start = i + 1;
      continue;
    }
    char c = list[i];
    if (quote) quote = c == quote ? 0 : quote;
    else if (c == '\'' || c == '"') quote = c;
    else if (c == '(' || c == '[' || c == '{') ++depth;
    else if (c == ')' || c == ']' || c == '}') --depth;
  }
  return parts;
}

bool is_receiver(std::string_view name, bool class_method) { return name == "self" || name.front() == '$' || (class_method && name == "cls"); }

// Natives that take a tuple, of those that call what the program wrote.
bool takes_tuple_to_call(const Signature& s) {
  return s.name == "max" || s.name == "min" || s.name == "reduce" || (s.name == "format" && s.var_keywords >= 0);
}

std::unique_ptr<Signature> parse(std::string_view text, bool class_method) {
  auto signature = std::make_unique<Signature>();
  std::size_t open = text.find('('), close = text.rfind(')');
  signature->name = trimmed(text.substr(0, open));
  if (open == text.npos || close == text.npos) return signature;
  std::vector<std::string_view> parts = split_parameters(text.substr(open + 1, close - open - 1));
  Parameter::Kind kind = Parameter::Either;
  bool receiver = false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::string_view part = parts[i];
    if (i == 0 && is_receiver(part, class_method)) {
      receiver = true;
      continue;
    }
    if (part == "/") {
      for (Parameter& p : signature->parameters) p.kind = Parameter::PositionalOnly;
      continue;
    }
    if (part == "*") {
      kind = Parameter::KeywordOnly;
      continue;
    }
    Parameter p;
    std::size_t equals = part.find('=');
    p.name = trimmed(part.substr(0, equals));
    p.required = equals == part.npos;
    p.kind = kind;
    if (p.name.starts_with("**")) {
      p.name.erase(0, 2);
      p.kind = Parameter::VarKeywords;
      p.required = false;
      signature->var_keywords = static_cast<std::int16_t>(signature->parameters.size());
    } else if (p.name.starts_with("*")) {
      p.name.erase(0, 1);
      p.kind = Parameter::VarPositional;
      p.required = false;
      kind = Parameter::KeywordOnly;
      signature->var_positional = static_cast<std::int16_t>(signature->parameters.size());
    }
    signature->parameters.push_back(std::move(p));
  }
  for (const Parameter& p : signature->parameters) {
    if (p.kind == Parameter::PositionalOnly || p.kind == Parameter::Either) {
      ++signature->max_positional;
      if (p.required) ++signature->required_positional;
      if (p.kind == Parameter::PositionalOnly) ++signature->positional_only;
    }
    if (p.kind != Parameter::PositionalOnly && p.kind != Parameter::VarPositional) signature->takes_keywords = true;
  }
  std::size_t count = signature->parameters.size();
  signature->no_arguments = count == 0;
  if (signature->max_positional == count) signature->direct = static_cast<std::int16_t>(count);
  signature->plain = !signature->takes_keywords && signature->var_positional < 0;
  signature->one_argument = count == 1 && signature->plain && signature->required_positional == 1;
  signature->counts_when_called = ((signature->no_arguments || signature->one_argument) && signature->name != "len") || takes_tuple_to_call(*signature);
  signature->parameters_text = "(";
  if (receiver) {
    if (parts[0].front() != '$') signature->parameters_text += '$';
    signature->parameters_text += parts[0];
    if (parts.size() == 1) signature->parameters_text += ", /";
  }
  for (std::size_t i = receiver ? 1 : 0; i < parts.size(); ++i) {
    if (i) signature->parameters_text += ", ";
    signature->parameters_text += parts[i];
  }
  signature->parameters_text += ')';
  return signature;
}

// ---- the releases' words

bool qualifies_native_names(const Release& r) { return r.since(3, 9); }        // "list.append() takes ..."
bool unpacks_positional(const Release& r) { return r.since(3, 8); }            // "insert expected 2 arguments, got 1"
bool singular_argument(const Release& r) { return r.since(3, 8); }             // "1 argument" where it was "1 arguments"
bool names_function_of_keywords(const Release& r) { return r.since(3, 7); }    // "invalid keyword argument for sort()"
bool says_at_most(const Release& r) { return r.since(2, 7); }                 // where there are no optional parameters too
bool ignores_keyword_count(const Release& r) { return r.until(2, 5); }        // too many keywords: one of them is unknown
bool counts_missing(const Release& r) { return r.until(2, 5); }                 // "takes at least 1 argument (0 given)" for a missing one
bool names_position(const Release& r, std::string_view name) { return !(r.since(3, 11) && name == "enumerate"); }
// int and str from 3.13, list and its like in 3.7: too many arguments are told as by functions that unpack tuples.
bool constructor_unpacks(const Release& r, std::string_view name) {
  if (r.since(3, 13)) return name == "int" || name == "str";
  return r.since(3, 7) && (name == "list" || name == "tuple" || name == "float" || name == "bool");
}
bool unexpected_keyword_words(const Release& r) { return r.since(3, 13); }

// To 3.7, functions written with PyArg_UnpackTuple say "expected"; most others were parsed by a format.
bool unpacked_before_3_8(std::string_view name, const Signature& s) {
  static constexpr std::string_view names[] = {
      "getattr", "setattr", "hasattr", "delattr", "isinstance", "issubclass", "divmod", "pow", "sum", "range", "iter", "next", "slice", "get",
      "setdefault", "fromkeys", "dir", "vars", "eval", "exec", "exit", "coerce", "cmp", "filter", "reduce", "apply", "intern", "input", "reversed", "fmod", "atan2", "copysign", "update",
      "hypot", "excepthook", "throw", "xrange", "translate", "classmethod", "staticmethod", "dict", "set", "frozenset", "min", "max", "format_map"};
  if (name == "pop") return s.required_positional > 0;
  for (std::string_view n : names)
    if (n == name) return true;
  return false;
}

std::string native_name(Thread& thread, const Signature& s, Type* owner, Ref module) {
  if (!qualifies_native_names(thread.rt.release)) return s.name;
  if (owner) return fmt::format("{}.{}", unqualified_name(*owner), s.name);
  if (module && is_native_str(thread, module)) {
    std::string name = native_utf8(module);
    if (name != "builtins" && !name.empty()) return name + "." + s.name;
  }
  return s.name;
}

const char* plural(std::size_t n) { return n == 1 ? "" : "s"; }

// str.find and its kin: counted as one call of PyArg_ParseTuple does, to 3.12.
bool parsed_by_format(const Release& r, const Signature& s) {
  if (!r.until(3, 12) || s.parameters.size() != 3) return false;
  const std::string& first = s.parameters[0].name;
  return first == "sub" || first == "suffix" || first == "prefix";
}

bool is_module(Ref module, std::string_view name) { return module && (is<Text>(module) || is<Bytes>(module)) && native_is(module, name); }

// posix and imp to 3.2: what has a keyword later was parsed by position.
bool parses_positions(const Release& r, Ref module) { return r.until(3, 2) && (is_module(module, "posix") || is_module(module, "imp")); }

// Functions that were parsed by a format where others of their release unpack.
bool still_parsed(const Release& r, std::string_view name, Type* owner, Ref module) {
  struct Row { std::string_view of, name; Range releases; };
  static constexpr Row rows[] = {
      {"collections.deque", "index", between(3, 8, 3, 12)}, {"collections.deque", "insert", between(3, 8, 3, 12)}, {"collections.deque", "rotate", between(3, 8, 3, 9)},
      {"posix", "getgrouplist", between(3, 8, 3, 8)}, {"posix", "initgroups", between(3, 8, 3, 8)}, {"posix", "kill", since(3, 8)}, {"posix", "killpg", since(3, 8)}, {"posix", "sched_setaffinity", since(3, 8)},
      {"posix", "sched_setparam", since(3, 8)}, {"posix", "sched_setscheduler", since(3, 8)}, {"posix", "setpgid", since(3, 8)}, {"posix", "tcsetpgrp", since(3, 8)}, {"posix", "waitid", since(3, 8)}, {"posix", "waitpid", since(3, 8)},
  };
  for (const Row& row : rows)
    if (row.name == name && row.releases.holds(r.version.major, r.version.minor) && (owner ? owner->name == row.of : is_module(module, row.of))) return true;
  return false;
}

// Functions and methods of one argument that were parsed by a format.
bool parses_one(const Release& r, std::string_view name, Type* owner, Ref module) {
  if (parses_positions(r, module)) return name != "fchdir" && name != "fdatasync" && name != "fsync" && name != "setgroups" && name != "reload";
  if (r.until(3, 7) && name == "get_blocking") return true;
  if (r.until(3, 4) && is_module(module, "cmath")) return true;
  if (r.until(3, 4) && is_module(module, "_codecs") && name != "register") return true;
  if (r.until(3, 6) && name == "intern") return true;
  if (r.python2() && name == "fromhex") return owner && owner->name == "bytearray";
  if (r.until(3, 9) && name == "__format__" && owner && owner->name == "complex") return true;
  if (r.until(3, 7) && (name == "setrecursionlimit" || name == "setcheckinterval" || name == "setdlopenflags")) return true;
  if (r.until(3, 7) && name == "zfill" && owner && owner->name != "str") return true;
  return r.until(3, 6) && (name == "zfill" || name == "__format__");
}

// Functions that are handed their arguments as a tuple: their names are not qualified where keywords are refused.
bool takes_a_tuple(const Release& r, const Signature& s, const Type* owner) {
  if (r.until(3, 12) && (parsed_by_format(r, s) || s.var_positional >= 0)) return true;
  if (s.name == "__format__") return r.until(3, 9) && owner && owner->name == "complex";
  return s.name == "__exit__" || (r.until(3, 10) && s.name == "throw");
}

// cmath to 3.4: most functions told no name to what parsed for them, and isinf told another.
std::string said_when_parsed(std::string_view name, Ref module) {
  if (!is_module(module, "cmath") || name == "phase" || name == "polar" || name == "isnan" || name == "isfinite") return std::string(name) + "()";
  return name == "isinf" ? "isnan()" : "function";
}

// To 3.6 most functions of operator were named as in C where their arguments were counted.
std::string counted_as(const Release& r, const std::string& name, Ref module) {
  if (!r.until(3, 7) || !is_module(module, r.until(3, 3) ? "operator" : "_operator")) return {};
  if (!r.until(3, 6)) return name == "_compare_digest" ? std::string() : name;
  std::string plain = name.starts_with("__") ? name.substr(2, name.size() - 4) : name;
  if (plain == "is_" || plain == "is_not" || plain == "pow" || plain == "ipow" || plain == "countOf" || plain == "indexOf") return plain;
  if (plain.ends_with("slice") || plain == "_compare_digest") return {};
  return plain == "and" || plain == "or" ? "op_" + plain + "_" : "op_" + plain;
}

ErrorSet raise_count(Thread& thread, const Signature& s, Args args, Type* owner, Ref module) {
  std::size_t got = args.size(), least = s.required_positional, most = s.max_positional;
  const Release& r = thread.rt.release;
  if (s.one_argument && r.python2() && is_module(module, "unicodedata")) return raise_type_error(thread, "{}() takes exactly 1 argument ({} given)", s.name, got);
  if (s.no_arguments) return raise_type_error(thread, "{}() takes no arguments ({} given)", native_name(thread, s, owner, module), got);
  if (s.one_argument && parses_one(thread.rt.release, s.name, owner, module))
    return raise_type_error(thread, "{} takes exactly 1 argument ({} given)", said_when_parsed(s.name, module), got);
  if (s.name == "__round__" && got > 1 && owner && owner->name == "float" && thread.rt.in(until(3, 6)))
    return raise_type_error(thread, "function takes at most 1 argument ({} given)", got);
  if (s.one_argument) return raise_type_error(thread, "{}() takes exactly one argument ({} given)", native_name(thread, s, owner, module), got);
  if (!s.takes_keywords || parses_positions(r, module)) {
    if (s.var_positional >= 0) most = SIZE_MAX;
    if (s.name == "get_terminal_size" && thread.rt.in(until(3, 8))) return raise_type_error(thread, "function takes at most 1 argument ({} given)", got);
    if (std::string counted = counted_as(thread.rt.release, s.name, module); !counted.empty()) {
      (void)check_unpack_count(thread, counted.c_str(), got, least, most);
      return error_set;
    }
    if (s.name == "_compare_digest" && thread.rt.in(until(3, 6)))
      return raise_type_error(thread, "compare_digest() takes exactly 2 arguments ({} given)", got);
    bool of_bytes = owner && (owner->name == "bytes" || owner->name == "bytearray");
    bool strips = thread.rt.in(of_bytes ? between(3, 5, 3, 7) : between(3, 7, 3, 7)) && s.name.ends_with("strip");
    bool unpacks = strips || (thread.rt.in(between(3, 7, 3, 7)) && s.name == "__round__") || unpacks_positional(thread.rt.release) || unpacked_before_3_8(s.name, s) || constructor_unpacks(thread.rt.release, s.name);
    if (unpacks && !parsed_by_format(thread.rt.release, s) && !still_parsed(r, s.name, owner, module)) {
      bool qualified = s.name == "rotate" && thread.rt.in(between(3, 10, 3, 12));
      (void)check_unpack_count(thread, qualified ? "deque.rotate" : s.name.c_str(), got, least, most);
      return error_set;
    }
    std::size_t bound = got < least ? least : most;
    const char* how = least == most ? "exactly" : got < least ? "at least" : "at most";
    return raise_type_error(thread, "{}() takes {} {} argument{} ({} given)", s.name, how, bound, plural(bound), got);
  }
  return raise_type_error(thread, "{}() takes {} {} argument{} ({} given)", s.name, least == most ? "exactly" : "at most", most, plural(most), got);
}

// Methods of memoryview that told no name to what parsed for them, to 3.9.
std::string said_of(Thread& thread, const Signature& s) {
  bool nameless = thread.rt.in(until(3, 9)) && (s.name == "cast" || s.name == "tobytes");
  return nameless ? "function" : s.name + "()";
}

// More arguments than parameters, or more positional ones than may be.
ErrorSet raise_too_many(Thread& thread, const Signature& s, std::size_t positional, std::size_t keywords) {
  std::size_t all = s.parameters.size() - (s.var_keywords >= 0 ? 1 : 0), least = 0;
  for (const Parameter& p : s.parameters) least += p.required;
  bool newer = names_function_of_keywords(thread.rt.release);
  if (constructor_unpacks(thread.rt.release, s.name) && keywords == 0) {
    (void)check_unpack_count(thread, s.name.c_str(), positional, s.required_positional, s.max_positional);
    return error_set;
  }
  if (positional + keywords > all && s.var_keywords < 0) {
    const char* which = newer && positional == 0 ? "keyword " : "";
    return raise_type_error(thread, "{} takes {} {} {}argument{} ({} given)", said_of(thread, s), least < all || says_at_most(thread.rt.release) ? "at most" : "exactly", all, which, plural(all), positional + keywords);
  }
  if (s.max_positional == 0) return raise_type_error(thread, "{}() takes no positional arguments", s.name);
  bool some = thread.rt.in(between(3, 7, 3, 7)) ? least < all : s.required_positional < s.max_positional;
  return raise_type_error(thread, "{}() takes {} {} positional argument{} ({} given)", s.name, some ? "at most" : "exactly",
                          s.max_positional, plural(s.max_positional), positional);
}

ErrorSet raise_missing(Thread& thread, const Signature& s, std::size_t index, std::size_t positional) {
  const Parameter& p = s.parameters[index];
  if (thread.rt.in(since(3, 8)) && p.kind == Parameter::PositionalOnly)
    return raise_type_error(thread, "{}() takes {} {} positional argument{} ({} given)", s.name, s.required_positional < s.max_positional || s.positional_only < s.max_positional ? "at least" : "exactly",
                            s.required_positional, plural(s.required_positional), positional);
  if (p.kind == Parameter::PositionalOnly && thread.rt.in(between(3, 6, 3, 7)))
    return raise_type_error(thread, "{} takes at least {} positional arguments ({} given)", thread.rt.in(since(3, 7)) ? s.name + "()" : "Function", s.positional_only, positional);
  if (!names_position(thread.rt.release, s.name)) return raise_type_error(thread, "{}() missing required argument '{}'", s.name, p.name);
  if (counts_missing(thread.rt.release)) {
    std::size_t least = s.required_positional;
    return raise_type_error(thread, "{}() takes {} {} argument{} ({} given)", s.name, least == s.max_positional ? "exactly" : "at least", least, plural(least), positional);
  }
  if (names_function_of_keywords(thread.rt.release)) return raise_type_error(thread, "{} missing required argument '{}' (pos {})", said_of(thread, s), p.name, index + 1);
  return raise_type_error(thread, "Required argument '{}' (pos {}) not found", p.name, index + 1);
}

ErrorSet raise_unknown_keyword(Thread& thread, const Signature& s, Ref key) {
  std::string name = native_utf8(key);
  if (unexpected_keyword_words(thread.rt.release) && s.name != "enumerate") {
    std::vector<std::string> keywords;
    for (std::size_t i = s.positional_only; i < s.parameters.size(); ++i)
      if (static_cast<int>(i) != s.var_positional) keywords.push_back(s.parameters[i].name);
    std::string best = closest_name(keywords, name), hint = best.empty() ? best : fmt::format(". Did you mean '{}'?", best);
    return raise_type_error(thread, "{}() got an unexpected keyword argument '{}'{}", s.name, name, hint);
  }
  if (names_function_of_keywords(thread.rt.release) && said_of(thread, s) != "function") return raise_type_error(thread, "'{}' is an invalid keyword argument for {}()", name, s.name);
  return raise_type_error(thread, "'{}' is an invalid keyword argument for this function", name);
}

ErrorSet raise_given_twice(Thread& thread, const Signature& s, std::size_t index) {
  const std::string& name = s.parameters[index].name;
  if (names_function_of_keywords(thread.rt.release)) return raise_type_error(thread, "argument for {}() given by name ('{}') and position ({})", s.name, name, index + 1);
  return raise_type_error(thread, "Argument given by name ('{}') and position ({})", name, index + 1);
}

// Keywords were taken off the value stack, the last one first.
bool gathers_keywords_backwards(const Release& r) { return r.until(3, 5); }

bool bind_keywords(Thread& thread, const Signature& s, Args args, std::uint64_t* out, BindKeep& keep) {
  const Tuple& names = as<Tuple>(args.names);
  bool from_last = gathers_keywords_backwards(thread.rt.release);
  for (std::size_t i = 0; i < names.length; ++i) {
    std::size_t k = from_last ? names.length - 1 - i : i;
    Ref key = names[k], value = args.data[args.positional + k];
    std::size_t index = s.parameters.size();
    for (std::size_t i = s.positional_only; i < s.parameters.size(); ++i) {
      const Parameter& p = s.parameters[i];
      if ((p.kind == Parameter::Either || p.kind == Parameter::KeywordOnly) && native_is(key, p.name)) {
        index = i;
        break;
      }
    }
    if (index < s.parameters.size()) {
      if (out[index]) return raise_given_twice(thread, s, index);
      out[index] = value.raw();
      continue;
    }
    if (s.var_keywords < 0) return raise_unknown_keyword(thread, s, key);
    if (!keep.dict) keep.dict = make_dict(thread);
    if (!dict_set(thread, as<Dict>(keep.dict), key, value)) return error_set;
  }
  if (keep.dict) out[s.var_keywords] = keep.dict.raw();
  return true;
}

}  // namespace

static const Signature& find_signature(const char* text, bool class_method) {
  static std::unordered_map<const char*, std::unique_ptr<Signature>> parsed;
  std::unique_ptr<Signature>& entry = parsed[text];
  if (!entry) entry = parse(text, class_method);
  return *entry;
}

// Constructors ask by their text at each call.
const Signature& signature_of(const char* text, bool class_method) {
  static struct { const char* text; const Signature* signature; } last[64];
  auto& entry = last[reinterpret_cast<std::uintptr_t>(text) * 0x9e3779b97f4a7c15U >> 58];
  if (entry.text != text) entry = {text, &find_signature(text, class_method)};
  return *entry.signature;
}

bool check_unpack_count(Thread& thread, const char* name, std::size_t got, std::size_t least, std::size_t most) {
  if (got >= least && got <= most) return true;
  std::size_t bound = got < least ? least : most;
  const char* how = least == most ? "" : got < least ? "at least " : "at most ";
  const char* ending = bound == 1 && singular_argument(thread.rt.release) ? "" : "s";
  return raise_type_error(thread, "{} expected {}{} argument{}, got {}", name, how, bound, ending, got);
}

// To 3.6 constructors refuse keywords in other words than functions do.
static bool takes_type_words(std::string_view name) {
  static constexpr std::string_view functions[] = {"sum", "pow", "log", "rect", "ldexp", "fmod", "atan2", "copysign", "hypot", "min", "max"};
  for (std::string_view f : functions)
    if (f == name) return false;
  return true;
}

bool check_no_keywords(Thread& thread, const char* name, Args args) {
  if (!args.names || args.keywords() == 0) return true;
  bool type_words = thread.rt.in(until(3, 6)) && takes_type_words(name);
  std::string_view wrapper(name);
  if (type_words && (wrapper == "classmethod" || wrapper == "staticmethod")) return raise_type_error(thread, "{} does not take keyword arguments", name);
  if (type_words) return raise_type_error(thread, "{}() does not take keyword arguments", name);
  return raise_type_error(thread, "{}() takes no keyword arguments", name);
}

bool bind_native(Thread& thread, const Signature& s, Args args, std::uint64_t* out, BindKeep& keep, Type* owner, Ref module) {
  std::size_t given = args.size(), count = s.parameters.size();
  std::size_t keywords = args.names ? args.keywords() : 0;
  bool takes_keywords = s.takes_keywords && !parses_positions(thread.rt.release, module);
  if (keywords && !takes_keywords)
    return raise_type_error(thread, "{}() takes no keyword arguments", takes_a_tuple(thread.rt.release, s, owner) ? s.name : native_name(thread, s, owner, module));
  if (!takes_keywords) {
    if (given < s.required_positional || (given > s.max_positional && s.var_positional < 0)) return raise_count(thread, s, args, owner, module);
  } else if (s.var_positional < 0 && (given > s.max_positional || (given + keywords > count - (s.var_keywords >= 0 ? 1 : 0) && !ignores_keyword_count(thread.rt.release)))) {
    if (given > s.max_positional || s.var_keywords < 0) return raise_too_many(thread, s, given, keywords);
  }
  std::size_t taken = given < s.max_positional ? given : s.max_positional;
  for (std::size_t i = 0; i < taken; ++i) out[i] = args[static_cast<std::uint32_t>(i)].raw();
  for (std::size_t i = taken; i < count; ++i) out[i] = 0;
  if (s.var_positional >= 0) {
    keep.tuple = given > taken ? make_tuple(thread, args.data + taken, given - taken) : empty_tuple(thread);
    if (!keep.tuple) return error_set;
    out[s.var_positional] = keep.tuple.raw();
  }
  if (!takes_keywords) return true;
  if (s.name == "zip" && keywords > 1 && s.var_keywords < 0) return raise_type_error(thread, "zip() takes at most 1 keyword argument ({} given)", keywords);
  // A missing argument is told before an unknown keyword.
  std::size_t missing = count;
  for (std::size_t i = taken; i < count && missing == count; ++i) {
    if (!s.parameters[i].required) continue;
    bool by_name = false;
    if (keywords && s.parameters[i].kind != Parameter::PositionalOnly)
      for (const Value& key : as<Tuple>(args.names)) by_name = by_name || native_is(key, s.parameters[i].name);
    if (!by_name) missing = i;
  }
  bool keyword_first = s.name == "enumerate" && keywords == 1 && given == 0 && !names_position(thread.rt.release, s.name);
  if (missing < count && keyword_first) return raise_unknown_keyword(thread, s, as<Tuple>(args.names)[0]);
  if (missing < count) return raise_missing(thread, s, missing, given);
  return keywords == 0 || bind_keywords(thread, s, args, out, keep);
}

// A native function gives a value or an error, whatever was asked of it.
static Value checked(Thread& thread, const Method& row, Value result) {
  if (result || thread.has_error()) [[likely]] return result;
  std::string_view text = row.signature;
  return raise_system_error(thread, fmt::format("{}() gave neither a value nor an error", text.substr(0, text.find('('))));
}

Value call_native(Thread& thread, const Method& row, const Signature*& signature, Ref self, Type* owner, Args args) {
  bool raw = row.form == Method::Raw || row.form == Method::ClassRaw;
  if (raw && !XVM_METHOD_COVERAGE) return checked(thread, row, row.function(thread, self, args));
  if (!signature) signature = &signature_of(row.signature, row.form == Method::Class || row.form == Method::ClassRaw);
  const Signature& s = *signature;
  note_method_call(thread, self, owner, s.name);
  if (raw) return checked(thread, row, row.function(thread, self, args));
  std::size_t count = s.parameters.size();
  if (!args.names && args.size() == count && s.max_positional == count) return checked(thread, row, row.function(thread, self, args));
  constexpr std::size_t most = 24;
  std::uint64_t small[most];
  std::unique_ptr<std::uint64_t[]> large;
  std::uint64_t* out = small;
  if (count > most) {
    large = std::make_unique<std::uint64_t[]>(count);
    out = large.get();
  }
  BindKeep keep;
  Ref module;
  if (!owner)
    if (const Module* of = try_as<Module>(self)) module = of->name;
  if (!bind_native(thread, s, args, out, keep, owner, module)) return error_set;
  return checked(thread, row, row.function(thread, self, Args{reinterpret_cast<const Value*>(out), static_cast<std::uint32_t>(count), {}}));
}

}  // namespace xvm
