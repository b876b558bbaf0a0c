// Binding the arguments of a call to a function's parameters, and the release's words for what does not fit.
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/suggestions.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/frame_layout.h"

namespace xvm {

namespace {

bool counts_missing_by_name(const Release& r) { return r.since(3, 3); }
bool names_by_qualname(const Release& r) { return r.since(3, 10); }
// To 2.6, in 3.0 and 3.1: keywords do not count as given, what is missing is told by the first gap.
bool counts_first_gap(const Release& r) { return r.until(2, 6) || (r.since(3, 0) && r.until(3, 1)); }
bool suggests_keywords(const Release& r) { return r.since(3, 13); }
bool always_says_positional(const Release& r) { return r.since(3, 0) && r.until(3, 1); }

std::string function_name(Thread& thread, const Function& f) {
  return native_utf8(names_by_qualname(thread.rt.release) ? f.qualname : f.code_object()->name);
}

const char* plural(std::size_t n) { return n == 1 ? "" : "s"; }

// 'a', 'b' and 'c', with the commas of the release's lists.
std::string join_names(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i) out += i + 1 < names.size() ? ", " : names.size() == 2 ? " and " : ", and ";
    out += "'" + names[i] + "'";
  }
  return out;
}

struct Binder {
  Thread& thread;
  Frame* frame;
  Function& function;
  CodeObject& code;
  Args args;
  std::uint32_t keywords;

  Ref name(std::uint32_t i) const { return code.slot_names[i]; }
  std::size_t default_count() const { return is<Tuple>(function.defaults) ? as<Tuple>(function.defaults).length : 0; }

  // 2.x and 3.0-3.2: counts only.
  ErrorSet wrong_count_old(std::size_t given, bool too_many) {
    const Release& r = thread.rt.release;
    std::size_t defaults = default_count(), n = code.argcount;
    const char* bound = too_many ? (defaults ? "at most" : "exactly") : ((code.flags & co_varargs) || defaults ? "at least" : "exactly");
    std::size_t count = too_many ? n : n - defaults;
    bool positional = always_says_positional(r) || (!r.python2() && too_many);
    return raise_type_error(thread, "{}() takes {} {} {}{}argument{} ({} given)", function_name(thread, function), bound, count,
                            counts_first_gap(r) && keywords ? "non-keyword " : "", positional ? "positional " : "", plural(count), given);
  }

  ErrorSet too_many() {
    std::size_t given = args.positional;
    if (!counts_missing_by_name(thread.rt.release))
      return wrong_count_old(counts_first_gap(thread.rt.release) ? given : given + keywords, true);
    std::size_t defaults = default_count(), n = code.argcount, kwonly_given = 0;
    for (std::uint32_t i = n; i < n + code.kwonly; ++i)
      if (frame->slots[i]) ++kwonly_given;
    std::string takes = defaults ? fmt::format("from {} to {}", n - defaults, n) : fmt::format("{}", n);
    bool many = defaults ? true : n != 1;
    std::string extra;
    if (kwonly_given)
      extra = fmt::format(" positional argument{} (and {} keyword-only argument{})", plural(given), kwonly_given, plural(kwonly_given));
    return raise_type_error(thread, "{}() takes {} positional argument{} but {}{} {} given", function_name(thread, function), takes, many ? "s" : "",
                            given, extra, given == 1 && !kwonly_given ? "was" : "were");
  }

  ErrorSet missing(const std::vector<std::string>& names, const char* kind) {
    return raise_type_error(thread, "{}() missing {} required {} argument{}: {}", function_name(thread, function), names.size(), kind,
                            plural(names.size()), join_names(names));
  }

  // The parameter that a keyword names, -1 if none; positional-only ones do not count.
  std::int64_t find_parameter(Ref keyword) {
    std::uint32_t end = code.argcount + code.kwonly;
    for (std::uint32_t i = code.posonly; i < end; ++i)
      if (name(i) == keyword) return i;
    if (is_interned(keyword)) return -1;
    for (std::uint32_t i = code.posonly; i < end; ++i)
      if (native_utf8(name(i)) == native_utf8(keyword)) return i;
    return -1;
  }

  std::string suggestion(Ref keyword) const {
    if (!suggests_keywords(thread.rt.release)) return {};
    std::vector<std::string> parameters;
    for (std::uint32_t i = code.posonly; i < code.argcount + code.kwonly; ++i) parameters.push_back(native_utf8(name(i)));
    std::string best = closest_name(parameters, native_utf8(keyword));
    return best.empty() ? best : fmt::format(". Did you mean '{}'?", best);
  }

  bool bind_keywords(Ref rest) {
    std::vector<std::string> positional_only;
    const Tuple* names = args.names ? &as<Tuple>(args.names) : nullptr;
    for (std::uint32_t k = 0; k < keywords; ++k) {
      Ref keyword = (*names)[k], value = args.data[args.positional + k];
      if (!is_native_str(thread, keyword) && !(thread.rt.python2() && is<Text>(keyword)))
        return raise_type_error(thread, "{}() keywords must be strings", function_name(thread, function));
      std::int64_t index = find_parameter(keyword);
      if (index < 0) {
        if (rest) {
          if (!dict_set(thread, as<Dict>(rest), keyword, value)) return false;
          continue;
        }
        for (std::uint32_t i = 0; i < code.posonly; ++i)
          if (native_utf8(name(i)) == native_utf8(keyword)) positional_only.push_back(native_utf8(keyword));
        if (!positional_only.empty()) continue;
        return raise_type_error(thread, "{}() got an unexpected keyword argument '{}'{}", function_name(thread, function), native_utf8(keyword),
                                suggestion(keyword));
      }
      Value& slot = frame->slots[index];
      if (slot)
        return raise_type_error(thread, "{}() got multiple values for {}argument '{}'", function_name(thread, function),
                                thread.rt.python2() || thread.rt.release.until(3, 2) ? "keyword " : "", native_utf8(keyword));
      slot = Value(value);
    }
    if (positional_only.empty()) return true;
    std::string list;
    for (const std::string& n : positional_only) list += (list.empty() ? "" : ", ") + n;
    return raise_type_error(thread, "{}() got some positional-only arguments passed as keyword arguments: '{}'", function_name(thread, function), list);
  }

  bool fill_defaults() {
    bool keyword_only_first = !counts_missing_by_name(thread.rt.release);
    if (keyword_only_first && !fill_keyword_only()) return false;
    std::size_t defaults = default_count(), first_default = code.argcount - std::min<std::size_t>(defaults, code.argcount);
    std::vector<std::string> absent;
    for (std::uint32_t i = args.positional; i < first_default; ++i)
      if (!frame->slots[i]) absent.push_back(native_utf8(name(i)));
    if (!absent.empty()) {
      if (counts_missing_by_name(thread.rt.release)) return missing(absent, "positional");
      std::size_t given = 0, gap = 0;
      while (frame->slots[gap]) ++gap;
      for (std::uint32_t i = 0; i < code.argcount; ++i) given += static_cast<bool>(frame->slots[i]);
      return wrong_count_old(counts_first_gap(thread.rt.release) ? gap : given, false);
    }
    if (defaults) {
      const Tuple& values = as<Tuple>(function.defaults);
      for (std::size_t i = first_default; i < code.argcount; ++i)
        if (!frame->slots[i]) frame->slots[i] = Value(values[i - (code.argcount - defaults)]);
    }
    return keyword_only_first || fill_keyword_only();
  }

  bool fill_keyword_only() {
    std::vector<std::string> absent;
    for (std::uint32_t i = code.argcount; i < code.argcount + code.kwonly; ++i) {
      if (frame->slots[i]) continue;
      Ref value = is<Dict>(function.kwdefaults) ? dict_get(thread, as<Dict>(function.kwdefaults), name(i)) : Ref();
      if (value) frame->slots[i] = Value(value);
      else if (thread.has_error()) return false;
      else absent.push_back(native_utf8(name(i)));
    }
    if (absent.empty()) return true;
    if (counts_missing_by_name(thread.rt.release)) return missing(absent, "keyword-only");
    return raise_type_error(thread, "{}() needs keyword-only argument {}", function_name(thread, function), absent[0]);
  }

  bool takes_nothing() const { return code.argcount == 0 && code.kwonly == 0 && !(code.flags & (co_varargs | co_varkeywords)); }

  bool bind() {
    if (takes_nothing() && !counts_missing_by_name(thread.rt.release) && (args.positional || keywords))
      return raise_type_error(thread, "{}() takes no arguments ({} given)", function_name(thread, function), args.positional + keywords);
    std::uint32_t direct = std::min(args.positional, code.argcount);
    for (std::uint32_t i = 0; i < direct; ++i) frame->slots[i] = Value(args[i]);
    std::uint32_t after = code.argcount + code.kwonly;
    if (code.flags & co_varargs) {
      frame->slots[after] = args.positional > direct ? make_tuple(thread, args.data + direct, args.positional - direct) : empty_tuple(thread);
      ++after;
    }
    Ref rest;
    if (code.flags & co_varkeywords) {
      frame->slots[after] = make_dict(thread);
      rest = frame->slots[after];
    }
    if (!counts_missing_by_name(thread.rt.release) && args.positional > code.argcount && !(code.flags & co_varargs)) return too_many();
    if (keywords && !bind_keywords(rest)) return false;
    if (args.positional > code.argcount && !(code.flags & co_varargs)) return too_many();
    return fill_defaults();
  }
};

}  // namespace

std::uint32_t Args::keywords() const { return names ? static_cast<std::uint32_t>(as<Tuple>(names).length) : 0; }

bool bind_arguments(Thread& thread, Frame* frame, Function& function, Args args) {
  CodeObject& code = *frame->code;
  bool plain = !args.names && code.kwonly == 0 && !(code.flags & (co_varargs | co_varkeywords));
  if (plain && args.positional == code.argcount) {
    for (std::uint32_t i = 0; i < args.positional; ++i) frame->slots[i] = Value(args[i]);
  } else {
    Binder binder{thread, frame, function, code, args, args.keywords()};
    if (!binder.bind()) return false;
  }
  return true;
}

Frame* enter_function(Thread& thread, Function& function, Args args) {
  Frame* frame = push_frame(thread, function.code_object(), Ref(&function), &as<Dict>(function.globals), &as<Dict>(function.builtins));
  if (!frame) return nullptr;
  if (!bind_arguments(thread, frame, function, args)) {
    pop_frame(thread, frame);
    return nullptr;
  }
  finish_entry(thread, frame, function);
  return frame;
}

void finish_entry(Thread& thread, Frame* frame, Function& function) {
  CodeObject& code = *frame->code;
  if (!code.cell_slots.empty()) prepare_cells(thread, frame);
  if (code.copies_closure && function.closure) copy_closure(frame, as<Tuple>(function.closure));
  if (!(code.flags & co_newlocals)) frame->locals = function.globals;
  else if (!(code.flags & co_optimized)) frame->locals = make_dict(thread);
}

}  // namespace xvm
