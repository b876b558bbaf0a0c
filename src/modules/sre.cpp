// _sre: patterns, matches and scanners of regular expressions, over the matcher.
#include <algorithm>

#include "base/unicode.h"
#include "modules/sre_match.h"
#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/generic_alias.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/type_object.h"
#include "vm/attributes.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/import.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"
#include "vm/signature.h"

namespace xvm {

namespace {

constexpr std::int64_t flag_locale = 4, flag_unicode = 32, flag_ascii = 256;

bool operations_name_their_case(const Release& r) { return r.since(3, 7); }
bool empty_matches_may_touch(const Release& r) { return r.since(3, 7); }   // the one before; splitting, too, at empty matches
bool compiles_templates(const Release& r) { return r.since(3, 12); }
bool refuses_empty_splits(const Release& r) { return r.since(3, 5) && r.until(3, 6); }
bool names_type_of_subject(const Release& r) { return r.since(3, 11); }
bool says_bytes_like(const Release& r) { return r.since(3, 5); }
bool says_cannot(const Release& r) { return r.since(3, 5); }
bool copies_patterns(const Release& r) { return r.since(3, 7); }

struct Pattern : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "Pattern";
  static constexpr bool gc = true;
  std::vector<SreWord> code;
  Value pattern, group_index, index_group;   // what was compiled or None, dict, tuple
  std::int64_t flags = 0;
  std::size_t groups = 0;
  bool is_bytes = false;
  void traverse(Visitor& v) { v(pattern), v(group_index), v(index_group); }
  void clear() {}
};

struct Match : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "Match";
  static constexpr bool gc = true;
  Value pattern, string, regs;
  std::int64_t pos = 0, endpos = 0, last_index = -1;
  std::vector<std::ptrdiff_t> spans;   // begin and end of each group, -1 where it took no part
  void traverse(Visitor& v) { v(pattern), v(string), v(regs); }
  void clear() { regs = nullptr; }
};

// A string being searched, with what keeps it in place.
struct Subject {
  Value string;
  BufferView view;
  SreState state;
};

struct Scanner : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "Scanner";
  static constexpr bool gc = true;
  Value pattern;
  Subject subject;
  bool running = false;
  void traverse(Visitor& v) { v(pattern), v(subject.string); }
  void clear() {}
};

struct Template : Object {   // from 3.12: a replacement, taken apart
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "Template";
  static constexpr bool gc = true;
  Value literal;
  std::vector<std::pair<std::int64_t, Value>> items;   // a group, and the literal behind it (null: none)
  void traverse(Visitor& v) {
    v(literal);
    for (auto& [group, text] : items) v(text);
  }
  void clear() {}
};

struct { Type *pattern = nullptr, *match = nullptr, *scanner = nullptr, *replacement = nullptr; } made;

Pattern& pattern_of(const Value& v) { return as<Pattern>(v); }

// ---- subjects

bool start(Thread& thread, const Pattern& pattern, Ref string, std::int64_t pos, std::int64_t endpos, Subject& subject) {
  const Release& r = thread.rt.release;
  SreState& s = subject.state;
  subject.string = Value(string);
  if (is<Text>(string)) {
    Text& text = as<Text>(string);
    if (!thread.rt.python2() && pattern.is_bytes && !pattern.pattern.is_none()) return raise_type_error(thread, "{} use a bytes pattern on a string-like object", says_cannot(r) ? "cannot" : "can't");
    s.subject = {text.data(), text.width, static_cast<std::ptrdiff_t>(text.length)};
  } else {
    if (!has_buffer(thread, string)) {
      if (names_type_of_subject(r)) return raise_type_error(thread, "expected string or bytes-like object, got '{}'", type_name(thread, string));
      return raise(thread, thread.rt.exc.TypeError, says_bytes_like(r) ? "expected string or bytes-like object" : "expected string or buffer");
    }
    if (!get_buffer(thread, string, subject.view)) return false;
    if (!thread.rt.python2() && !pattern.is_bytes && !pattern.pattern.is_none()) return raise_type_error(thread, "{} use a string pattern on a bytes-like object", says_cannot(r) ? "cannot" : "can't");
    s.subject = {subject.view.data ? subject.view.data : "", 1, static_cast<std::ptrdiff_t>(subject.view.length)};
  }
  std::int64_t length = s.subject.length;
  pos = std::clamp<std::int64_t>(pos, 0, length);
  endpos = std::clamp<std::int64_t>(endpos, 0, length);
  s.code = &pattern.code;
  s.start = pos;
  s.end = endpos;
  s.beginning = 0;
  s.marks.assign(2 * pattern.groups, -1);
  s.max_repeat = sre_max_repeat(r);
  if (operations_name_their_case(r)) s.fold = SreCase::Ascii;
  else s.fold = pattern.flags & flag_locale ? SreCase::Locale : pattern.flags & flag_unicode ? SreCase::Unicode : SreCase::Ascii;
  return true;
}

Value slice(Thread& thread, Ref string, std::ptrdiff_t from, std::ptrdiff_t to) {
  if (is<Text>(string)) {
    Text& text = as<Text>(string);
    if (from == 0 && to == static_cast<std::ptrdiff_t>(text.length) && is_exact<Text>(string)) return Value(string);
    return text_substring(thread, text, static_cast<std::size_t>(from), static_cast<std::size_t>(to));
  }
  if (is_exact<Bytes>(string) && from == 0 && to == static_cast<std::ptrdiff_t>(as<Bytes>(string).length)) return Value(string);
  if (thread.rt.python2() && !is<Bytes>(string)) {
    Value low = make_int(thread, from), high = make_int(thread, to);
    return get_slice(thread, string, low, high);
  }
  BufferView view;
  if (!get_buffer(thread, string, view)) return error_set;
  std::size_t begin = std::min(static_cast<std::size_t>(from), view.length), end = std::min(static_cast<std::size_t>(to), view.length);
  return make_bytes(thread, view.view().substr(begin, end - begin));
}
Value slice(Thread& thread, const Subject& subject, std::ptrdiff_t from, std::ptrdiff_t to) { return slice(thread, subject.string, from, to); }

Value group_of_state(Thread& thread, const Subject& subject, std::size_t group, bool empty_for_none) {
  const SreState& s = subject.state;
  std::size_t mark = 2 * (group - 1);
  if (static_cast<std::ptrdiff_t>(mark) + 1 > s.last_mark || s.marks[mark] < 0 || s.marks[mark + 1] < s.marks[mark])
    return empty_for_none ? slice(thread, subject, 0, 0) : none_value();
  return slice(thread, subject, s.marks[mark], s.marks[mark + 1]);
}

// ---- matches

Value make_match(Ref pattern, const Subject& subject) {
  const SreState& s = subject.state;
  const Pattern& p = as<Pattern>(pattern);
  Match* match = allocate<Match>(made.match);
  Value owner = own(match);
  match->pattern = Value(pattern);
  match->string = subject.string;
  match->spans.assign(2 * (p.groups + 1), -1);
  match->spans[0] = s.start;
  match->spans[1] = s.at;
  for (std::size_t i = 0; i + 1 < 2 * p.groups; i += 2)
    if (static_cast<std::ptrdiff_t>(i) + 1 <= s.last_mark && s.marks[i] >= 0 && s.marks[i + 1] >= s.marks[i]) {
      match->spans[i + 2] = s.marks[i];
      match->spans[i + 3] = s.marks[i + 1];
    }
  match->endpos = s.end;
  match->last_index = s.last_index;
  track(match);
  return owner;
}

Value match_slice(Thread& thread, const Match& match, std::size_t group, Ref otherwise) {
  if (match.spans[2 * group] < 0) return Value(otherwise);
  return slice(thread, match.string, match.spans[2 * group], match.spans[2 * group + 1]);
}

// The number of a group named by index or name; false with IndexError.
bool group_index(Thread& thread, const Match& match, Ref v, std::size_t& out) {
  std::int64_t index = -1;
  Value keep(v);
  if (is_int(v)) {
    if (!int_fits(v, index)) index = -1;
  } else if (!v.is_double() && type_of(thread, v)->slots.as_index) {
    if (!as_int64(thread, v, index)) return false;
  } else {
    Value names = pattern_of(match.pattern).group_index;
    Ref found = is<Dict>(names) ? dict_get(thread, as<Dict>(names), v) : Ref();
    if (!found && thread.has_error()) thread.clear_error();
    if (found && is_int(found) && !int_fits(found, index)) index = -1;
  }
  if (index < 0 || static_cast<std::size_t>(index) > pattern_of(match.pattern).groups) return raise(thread, thread.rt.exc.IndexError, "no such group");
  out = static_cast<std::size_t>(index);
  return true;
}

Value match_one(Thread& thread, Ref self, Ref group, Ref otherwise) {
  std::size_t index = 0;
  return group_index(thread, as<Match>(self), group, index) ? match_slice(thread, as<Match>(self), index, otherwise) : Value();
}
Value match_group(Thread& thread, Ref self, Args args) {
  if (args.size() == 0) return match_slice(thread, as<Match>(self), 0, none);
  if (args.size() == 1) return match_one(thread, self, args[0], none);
  std::vector<Value> found;
  for (std::uint32_t i = 0; i < args.size(); ++i) {
    found.push_back(match_one(thread, self, args[i], none));
    if (!found.back()) return error_set;
  }
  return make_tuple_moved(thread, found.data(), found.size());
}
Value match_item(Thread& thread, Ref self, Ref key) { return match_one(thread, self, key, none); }
Value match_groups(Thread& thread, Ref self, Args args) {
  const Match& match = as<Match>(self);
  std::vector<Value> found;
  for (std::size_t i = 1; 2 * i < match.spans.size(); ++i) {
    found.push_back(match_slice(thread, match, i, args[0] ? args[0] : none));
    if (!found.back()) return error_set;
  }
  return make_tuple_moved(thread, found.data(), found.size());
}
Value match_groupdict(Thread& thread, Ref self, Args args) {
  Value keep(self), result = make_dict(thread), names = pattern_of(as<Match>(self).pattern).group_index, otherwise(args[0] ? args[0] : none);
  if (!is<Dict>(names)) return result;
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(as<Dict>(names))) {
    Value key = entry->key, index = entry->value, text = match_one(thread, keep, index, otherwise);
    if (!text || !dict_set(thread, as<Dict>(result), key, text)) return error_set;
  }
  return result;
}
template <int which>   // 0 start, 1 end, 2 span
Value match_place(Thread& thread, Ref self, Args args) {
  std::size_t group = 0;
  if (args[0] && !group_index(thread, as<Match>(self), args[0], group)) return error_set;
  const Match& match = as<Match>(self);
  Value from = make_int(thread, match.spans[2 * group]), to = make_int(thread, match.spans[2 * group + 1]);
  if (which == 2) return make_tuple(thread, {from.ref(), to.ref()});
  return which == 0 ? from : to;
}
Value match_regs(Thread& thread, Ref self) {
  Match& match = as<Match>(self);
  if (!match.regs) {
    std::vector<Value> spans;
    for (std::size_t i = 0; i < match.spans.size(); i += 2) {
      Value from = make_int(thread, match.spans[i]), to = make_int(thread, match.spans[i + 1]);
      spans.push_back(make_tuple(thread, {from.ref(), to.ref()}));
    }
    match.regs = make_tuple_moved(thread, spans.data(), spans.size());
  }
  return match.regs;
}
Value match_pattern(Thread&, Ref self) { return as<Match>(self).pattern; }
Value match_string(Thread&, Ref self) { return as<Match>(self).string; }
Value match_pos(Thread& thread, Ref self) { return make_int(thread, as<Match>(self).pos); }
Value match_endpos(Thread& thread, Ref self) { return make_int(thread, as<Match>(self).endpos); }
Value match_lastindex(Thread& thread, Ref self) { return as<Match>(self).last_index < 0 ? none_value() : make_int(thread, as<Match>(self).last_index); }
Value match_lastgroup(Thread& thread, Ref self) {
  const Match& match = as<Match>(self);
  Value names = pattern_of(match.pattern).index_group;
  if (match.last_index < 0 || !names) return none_value();
  Value index = make_int(thread, match.last_index), name = get_item(thread, names, index);
  if (!name) thread.clear_error();
  return name ? std::move(name) : none_value();
}
std::string cut_repr(Thread& thread, Ref v, std::size_t most) {
  Value text = repr(thread, v);
  if (!text) return {};
  std::u32string whole = text_u32(text);
  if (whole.size() > most) whole.resize(most);
  return native_utf8(make_text(thread, whole.data(), whole.size()));
}
Value match_repr(Thread& thread, Ref self) {
  const Match& match = as<Match>(self);
  Value text = match_slice(thread, match, 0, none);
  if (!text) return text;
  std::string shown = cut_repr(thread, text, 50);
  if (thread.has_error()) return error_set;
  return native_str(thread, fmt::format("<{} object; span=({}, {}), match={}>", type_name(thread, self), match.spans[0], match.spans[1], shown));
}

// ---- templates

Value re_function(Thread& thread, const char* name) {
  Value module = import_module(thread, "re");
  return module ? get_attribute(thread, module, name) : Value();
}

Value join_parts(Thread& thread, const Value& empty, const Value& list) {
  Value name = thread.rt.names.join_;
  if (as<List>(list).length == 0) return empty;
  return call_method(thread, empty, name, {list});
}

Value expand_template(Thread& thread, const Template& t, const Match& match) {
  if (t.items.empty()) return t.literal;
  Value list = own(allocate_list(thread, 0));
  if (length(thread, t.literal) > 0) list_append(as<List>(list), t.literal);
  for (const auto& [group, literal] : t.items) {
    if (group < 0 || static_cast<std::size_t>(group) > pattern_of(match.pattern).groups) return raise(thread, thread.rt.exc.IndexError, "no such group");
    Value text = match_slice(thread, match, static_cast<std::size_t>(group), none);
    if (!text) return text;
    if (!text.is_none()) list_append(as<List>(list), std::move(text));
    if (literal) list_append(as<List>(list), literal);
  }
  Value empty = slice(thread, match.string, 0, 0);
  return empty ? join_parts(thread, empty, list) : Value();
}

Value match_expand(Thread& thread, Ref self, Args args) {
  Value keep(self), pattern = as<Match>(self).pattern;
  if (compiles_templates(thread.rt.release)) {
    Value compile = re_function(thread, "_compile_template"), compiled = compile ? call(thread, compile, pattern, args[0]) : Value();
    if (!compiled) return compiled;
    return is<Template>(compiled) ? expand_template(thread, as<Template>(compiled), as<Match>(keep)) : std::move(compiled);
  }
  Value expand = re_function(thread, "_expand");
  return expand ? call(thread, expand, pattern, keep, args[0]) : Value();
}

// ---- patterns

struct Window { std::int64_t pos = 0, endpos = INT64_MAX; };
bool read_window(Thread& thread, Ref pos, Ref endpos, Window& window) {
  return (!pos || as_clamped_index(thread, pos, window.pos)) && (!endpos || as_clamped_index(thread, endpos, window.endpos));
}
// The string of a call: under its old names, too.
Value pattern_run(Thread& thread, Ref self, Args args, bool search, bool whole) {
  Window window;
  Subject subject;
  Value keep(self);
  if (!args[0]) return raise_type_error(thread, "Required argument 'string' (pos 1) not found");
  if (!read_window(thread, args[1], args[2], window) || !start(thread, as<Pattern>(self), args[0], window.pos, window.endpos, subject)) return error_set;
  subject.state.match_all = whole;
  std::ptrdiff_t pos = subject.state.start;
  SreResult result = search ? sre_search(thread, subject.state) : sre_match(thread, subject.state);
  if (result != SreResult::Yes) return result == SreResult::No ? none_value() : Value();
  Value match = make_match(keep, subject);
  as<Match>(match).pos = pos;
  return match;
}
Value pattern_match(Thread& thread, Ref self, Args args) { return pattern_run(thread, self, args, false, false); }
Value pattern_fullmatch(Thread& thread, Ref self, Args args) { return pattern_run(thread, self, args, false, true); }
Value pattern_search(Thread& thread, Ref self, Args args) { return pattern_run(thread, self, args, true, false); }

// Moves the search behind the match just found.
void go_on(Thread& thread, SreState& s) {
  if (empty_matches_may_touch(thread.rt.release)) {
    s.must_advance_from = s.at == s.start ? s.at : -1;
    s.start = s.at;
  } else {
    s.start = s.at == s.start ? s.at + 1 : s.at;
  }
}

Value pattern_findall(Thread& thread, Ref self, Args args) {
  Window window;
  Subject subject;
  Value keep(self), list = own(allocate_list(thread, 0));
  const Pattern& pattern = as<Pattern>(self);
  if (!args[0]) return raise_type_error(thread, "Required argument 'string' (pos 1) not found");
  if (!read_window(thread, args[1], args[2], window) || !start(thread, pattern, args[0], window.pos, window.endpos, subject)) return error_set;
  SreState& s = subject.state;
  while (s.start <= s.end) {
    SreResult result = sre_search(thread, s);
    if (result == SreResult::Failed) return error_set;
    if (result == SreResult::No) break;
    Value item;
    if (pattern.groups == 0) {
      item = slice(thread, subject, s.start, s.at);
    } else if (pattern.groups == 1) {
      item = group_of_state(thread, subject, 1, true);
    } else {
      std::vector<Value> all;
      for (std::size_t i = 1; i <= pattern.groups; ++i) {
        all.push_back(group_of_state(thread, subject, i, true));
        if (!all.back()) return error_set;
      }
      item = make_tuple_moved(thread, all.data(), all.size());
    }
    if (!item) return item;
    list_append(as<List>(list), std::move(item));
    go_on(thread, s);
  }
  return list;
}

Value make_scanner(Thread& thread, Ref pattern, Args args) {
  Window window;
  if (!args[0]) return raise_type_error(thread, "Required argument 'string' (pos 1) not found");
  if (!read_window(thread, args[1], args[2], window)) return error_set;
  Scanner* scanner = allocate<Scanner>(made.scanner);
  Value owner = own(scanner);
  scanner->pattern = Value(pattern);
  if (!start(thread, as<Pattern>(pattern), args[0], window.pos, window.endpos, scanner->subject)) return error_set;
  track(scanner);
  return owner;
}
Value pattern_scanner(Thread& thread, Ref self, Args args) { return make_scanner(thread, self, args); }
Value pattern_finditer(Thread& thread, Ref self, Args args) {
  Value scanner = make_scanner(thread, self, args), search = scanner ? get_attribute(thread, scanner, "search") : Value();
  Value iter = search ? get_attribute(thread, thread.rt.builtins_module, "iter") : Value();
  return iter ? call(thread, iter, search, none) : Value();
}
template <SreResult (*function)(Thread&, SreState&)>
Value scanner_step(Thread& thread, Ref self, Args) {
  Scanner& scanner = as<Scanner>(self);
  SreState& s = scanner.subject.state;
  Value keep(self);
  if (s.start > s.end) return none_value();
  std::ptrdiff_t pos = s.start;
  SreResult result = function(thread, s);
  if (result == SreResult::Failed) return error_set;
  if (result == SreResult::No) {
    s.start = s.end + 1;
    return none_value();
  }
  Value match = make_match(scanner.pattern, scanner.subject);
  as<Match>(match).pos = pos;
  go_on(thread, s);
  return match;
}
Value scanner_pattern(Thread&, Ref self) { return as<Scanner>(self).pattern; }

Value pattern_split(Thread& thread, Ref self, Args args) {
  const Release& r = thread.rt.release;
  std::int64_t most = 0, n = 0;
  Subject subject;
  Value keep(self), list = own(allocate_list(thread, 0));
  const Pattern& pattern = as<Pattern>(self);
  if (!args[0]) return raise_type_error(thread, "Required argument 'string' (pos 1) not found");
  if ((args[1] && !as_int64(thread, args[1], most)) || !start(thread, pattern, args[0], 0, INT64_MAX, subject)) return error_set;
  if (refuses_empty_splits(r) && static_cast<SreOp>(pattern.code[0]) == SreOp::Info && pattern.code[4] == 0)
    return raise_value_error(thread, "split() requires a non-empty pattern match.");
  SreState& s = subject.state;
  std::ptrdiff_t last = 0;
  while (most == 0 || n < most) {
    SreResult result = sre_search(thread, s);
    if (result == SreResult::Failed) return error_set;
    if (result == SreResult::No) break;
    if (!empty_matches_may_touch(r) && s.start == s.at) {
      if (last == s.end) break;
      s.start = s.at + 1;
      continue;
    }
    Value piece = slice(thread, subject, last, s.start);
    if (!piece) return piece;
    list_append(as<List>(list), std::move(piece));
    for (std::size_t i = 1; i <= pattern.groups; ++i) {
      Value group = group_of_state(thread, subject, i, false);
      if (!group) return group;
      list_append(as<List>(list), std::move(group));
    }
    ++n;
    last = s.at;
    if (empty_matches_may_touch(r)) s.must_advance_from = s.at == s.start ? s.at : -1;
    s.start = s.at;
  }
  Value rest = slice(thread, subject, last, s.end);
  if (!rest) return rest;
  list_append(as<List>(list), std::move(rest));
  return list;
}

bool has_backslash(Ref v) {
  if (is<Text>(v)) {
    const Text& text = as<Text>(v);
    for (std::size_t i = 0; i < text.length; ++i)
      if (text.at(i) == '\\') return true;
    return false;
  }
  return !is<Bytes>(v) || as<Bytes>(v).view().find('\\') != std::string_view::npos;
}

Value substitute(Thread& thread, Ref self, Args args, bool counted) {
  const Release& r = thread.rt.release;
  std::int64_t most = 0, n = 0;
  Value keep(self), replacement(args[0]), list = own(allocate_list(thread, 0));
  const Pattern& pattern = as<Pattern>(self);
  if (!args[0] || !args[1]) return raise_type_error(thread, "Required argument '{}' (pos {}) not found", args[0] ? "string" : "repl", args[0] ? 2 : 1);
  if (args[2] && !as_int64(thread, args[2], most)) return error_set;
  bool callable = is_callable(thread, replacement);
  if (!callable && has_backslash(replacement)) {
    Value compile = re_function(thread, compiles_templates(r) ? "_compile_template" : "_subx");
    replacement = compile ? call(thread, compile, keep, replacement) : Value();
    if (!replacement) return replacement;
    callable = is_callable(thread, replacement);
    if (is<Template>(replacement) && as<Template>(replacement).items.empty()) replacement = as<Template>(replacement).literal;
  }
  Subject subject;
  if (!start(thread, pattern, args[1], 0, INT64_MAX, subject)) return error_set;
  SreState& s = subject.state;
  std::ptrdiff_t last = 0;
  while (most == 0 || n < most) {
    SreResult result = sre_search(thread, s);
    if (result == SreResult::Failed) return error_set;
    if (result == SreResult::No) break;
    std::ptrdiff_t from = s.start, to = s.at;
    bool skipped = !empty_matches_may_touch(r) && last == from && last == to && n > 0;   // an empty match right behind the last one
    if (!skipped) {
      if (last < from) {
        Value piece = slice(thread, subject, last, from);
        if (!piece) return piece;
        list_append(as<List>(list), std::move(piece));
      }
      Value item = replacement;
      if (callable || is<Template>(replacement)) {
        Value match = make_match(keep, subject);
        item = is<Template>(replacement) ? expand_template(thread, as<Template>(replacement), as<Match>(match)) : call(thread, replacement, match);
        if (!item) return item;
      }
      if (!item.is_none()) list_append(as<List>(list), std::move(item));
      last = to;
      ++n;
    }
    go_on(thread, s);
  }
  if (last < s.end || n == 0) {
    Value rest = slice(thread, subject, last, s.end);
    if (!rest) return rest;
    list_append(as<List>(list), std::move(rest));
  }
  Value empty = slice(thread, subject, 0, 0), joined = empty ? join_parts(thread, empty, list) : Value();
  if (!joined || !counted) return joined;
  Value count = make_int(thread, n);
  return make_tuple(thread, {joined.ref(), count.ref()});
}
Value pattern_sub(Thread& thread, Ref self, Args args) { return substitute(thread, self, args, false); }
Value pattern_subn(Thread& thread, Ref self, Args args) { return substitute(thread, self, args, true); }

Value pattern_copy(Thread& thread, Ref self, Args) {
  if (copies_patterns(thread.rt.release)) return Value(self);
  return raise_type_error(thread, "cannot copy this {} object", is<Match>(self) ? "match" : "pattern");
}
Value pattern_deepcopy(Thread& thread, Ref self, Args) {
  if (copies_patterns(thread.rt.release)) return Value(self);
  return raise_type_error(thread, "cannot deepcopy this {} object", is<Match>(self) ? "match" : "pattern");
}
Value pattern_pattern(Thread&, Ref self) { return as<Pattern>(self).pattern; }
Value pattern_flags(Thread& thread, Ref self) { return make_int(thread, as<Pattern>(self).flags); }
Value pattern_groups(Thread& thread, Ref self) { return make_int(thread, static_cast<std::int64_t>(as<Pattern>(self).groups)); }
Value pattern_groupindex(Thread& thread, Ref self) {
  const Value& names = as<Pattern>(self).group_index;
  return thread.rt.release.since(3, 5) ? make_mapping_proxy(thread, names) : names;
}

Value pattern_repr(Thread& thread, Ref self) {
  const Pattern& pattern = as<Pattern>(self);
  std::int64_t flags = pattern.flags;
  if (!pattern.is_bytes && (flags & (flag_locale | flag_unicode | flag_ascii)) == flag_unicode) flags &= ~flag_unicode;
  std::string shown = cut_repr(thread, pattern.pattern, 200), names;
  if (thread.has_error()) return error_set;
  struct Row { const char* name; std::int64_t flag; };
  for (auto [name, flag] : {Row{"re.TEMPLATE", 1}, Row{"re.IGNORECASE", 2}, Row{"re.LOCALE", 4}, Row{"re.MULTILINE", 8}, Row{"re.DOTALL", 16}, Row{"re.UNICODE", 32}, Row{"re.VERBOSE", 64},
                            Row{"re.DEBUG", 128}, Row{"re.ASCII", 256}})
    if (flags & flag && !(flag == 1 && thread.rt.release.since(3, 13))) {
      names += (names.empty() ? "" : "|") + std::string(name);
      flags &= ~flag;
    }
  if (flags) names += fmt::format("{}0x{:x}", names.empty() ? "" : "|", flags);
  return native_str(thread, fmt::format("re.compile({}{}{})", shown, names.empty() ? "" : ", ", names));
}
Value pattern_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if ((op != Compare::Eq && op != Compare::Ne) || !is<Pattern>(other)) return not_implemented_value();
  const Pattern &a = as<Pattern>(self), &b = as<Pattern>(other);
  int same = a.flags == b.flags && a.is_bytes == b.is_bytes && a.code == b.code;
  if (same && !(self == other)) {
    Value left = a.pattern, right = b.pattern;
    same = equal(thread, left, right);
  }
  return same < 0 ? Value() : Value::of((same != 0) == (op == Compare::Eq));
}
bool pattern_hash(Thread& thread, Ref self, std::int64_t& hash) {
  const Pattern& pattern = as<Pattern>(self);
  Value text = pattern.pattern;
  if (!hash_of(thread, text, hash)) return false;
  std::uint64_t mixed = static_cast<std::uint64_t>(hash) ^ static_cast<std::uint64_t>(pattern.flags) ^ (pattern.groups << 8);
  for (SreWord word : pattern.code) mixed = mixed * 1000003 ^ word;
  hash = mixed == ~std::uint64_t{0} ? -2 : static_cast<std::int64_t>(mixed);
  return true;
}
Value class_item(Thread& thread, Ref self, Args args) { return make_generic_alias(thread, self, args[0]); }

// ---- the module

Value sre_compile(Thread& thread, Ref, Args args) {
  std::int64_t flags = 0, groups = 0;
  if (!as_int64(thread, args[1], flags) || !as_int64(thread, args[3], groups)) return error_set;
  if (!is<List>(args[2])) return raise_type_error(thread, "compile() argument 3 must be list, not {}", type_name(thread, args[2]));
  if (groups < 0 || groups > (1 << 24)) return raise(thread, thread.rt.exc.RuntimeError, "invalid SRE code");
  std::vector<SreWord> words;
  for (const Value& word : as<List>(args[2])) {
    std::int64_t number = 0;
    if (!is_int(word)) return raise_type_error(thread, "an integer is required");
    if (!int_fits(word, number) || number < 0 || number > 0xffffffff) return raise_overflow(thread, "regular expression code size limit exceeded");
    words.push_back(static_cast<SreWord>(number));
  }
  auto code = read_sre_code(thread.rt.release, words, static_cast<std::size_t>(groups));
  if (!code) return raise(thread, thread.rt.exc.RuntimeError, "invalid SRE code");
  Pattern* pattern = allocate<Pattern>(made.pattern);
  Value owner = own(pattern);
  pattern->code = std::move(*code);
  pattern->pattern = Value(args[0]);
  pattern->flags = flags;
  pattern->groups = static_cast<std::size_t>(groups);
  pattern->group_index = Value(args[4]);
  pattern->index_group = Value(args[5]);
  pattern->is_bytes = !is<Text>(args[0]) && !args[0].is_none();
  track(pattern);
  return owner;
}
Value sre_template(Thread& thread, Ref, Args args) {
  if (!is<List>(args[1]) || as<List>(args[1]).length % 2 == 0) return raise_type_error(thread, "invalid template");
  const List& list = as<List>(args[1]);
  Template* t = allocate<Template>(made.replacement);
  Value owner = own(t);
  t->literal = Value(list[0]);
  for (std::size_t i = 1; i + 1 < list.length; i += 2) {
    std::int64_t group = 0;
    if (!is_int(list[i]) || !int_fits(list[i], group) || group < 0) return raise_type_error(thread, "invalid template");
    bool empty = (is<Text>(list[i + 1]) && as<Text>(list[i + 1]).length == 0) || (is<Bytes>(list[i + 1]) && as<Bytes>(list[i + 1]).length == 0);
    t->items.emplace_back(group, empty ? Value() : Value(list[i + 1]));
  }
  track(t);
  return owner;
}
Value code_size(Thread&, Ref, Args) { return Value::small(4); }
bool character(Thread& thread, Ref v, char32_t& c) {
  std::int64_t number = 0;
  if (!as_int64(thread, v, number)) return false;
  c = static_cast<char32_t>(number);
  return true;
}
Value get_lower(Thread& thread, Ref, Args args) {
  char32_t c = 0;
  std::int64_t flags = 0;
  if (!character(thread, args[0], c) || !as_int64(thread, args[1], flags)) return error_set;
  return make_int(thread, sre_lower(c, flags & flag_locale ? SreCase::Locale : flags & flag_unicode ? SreCase::Unicode : SreCase::Ascii));
}
template <SreCase fold>
Value to_lower_case(Thread& thread, Ref, Args args) {
  char32_t c = 0;
  return character(thread, args[0], c) ? make_int(thread, sre_lower(c, fold)) : Value();
}
template <SreCase fold>
Value is_cased(Thread& thread, Ref, Args args) {
  char32_t c = 0;
  return character(thread, args[0], c) ? Value::of(sre_is_cased(c, fold)) : Value();
}

constexpr Method rows[] = {
    {"ascii_iscased(character, /)", is_cased<SreCase::Ascii>, since(3, 7)},
    {"ascii_tolower(character, /)", to_lower_case<SreCase::Ascii>, since(3, 7)},
    {"compile(pattern, flags, code, groups, groupindex, indexgroup)", sre_compile},
    {"getcodesize()", code_size},
    {"getlower(character, flags, /)", get_lower, until(3, 6)},
    {"template(pattern, template, /)", sre_template, since(3, 12)},
    {"unicode_iscased(character, /)", is_cased<SreCase::Unicode>, since(3, 7)},
    {"unicode_tolower(character, /)", to_lower_case<SreCase::Unicode>, since(3, 7)},
};
constexpr Method pattern_methods[] = {
    {"__class_getitem__(cls, item, /)", class_item, since(3, 9), Method::Class},
    {"__copy__(self)", pattern_copy},
    {"__deepcopy__(self, memo, /)", pattern_deepcopy},
    {"findall(self, string, pos=0, endpos=sys.maxsize)", pattern_findall},
    {"finditer(self, string, pos=0, endpos=sys.maxsize)", pattern_finditer},
    {"fullmatch(self, string, pos=0, endpos=sys.maxsize)", pattern_fullmatch, since(3, 4)},
    {"match(self, string, pos=0, endpos=sys.maxsize)", pattern_match},
    {"scanner(self, string, pos=0, endpos=sys.maxsize)", pattern_scanner},
    {"search(self, string, pos=0, endpos=sys.maxsize)", pattern_search},
    {"split(self, string, maxsplit=0)", pattern_split},
    {"sub(self, repl, string, count=0)", pattern_sub},
    {"subn(self, repl, string, count=0)", pattern_subn},
};
constexpr GetSetRow pattern_getset[] = {{"flags", pattern_flags, readonly_member}, {"groupindex", pattern_groupindex}, {"groups", pattern_groups, readonly_member}, {"pattern", pattern_pattern, readonly_member}};
constexpr Method match_methods[] = {
    {"__class_getitem__(cls, item, /)", class_item, since(3, 9), Method::Class},
    {"__copy__(self)", pattern_copy},
    {"__deepcopy__(self, memo, /)", pattern_deepcopy},
    {"end(self, group=0, /)", match_place<1>},
    {"expand(self, template)", match_expand},
    {"group(self, *groups)", match_group, always, Method::Raw},
    {"groupdict(self, default=None)", match_groupdict},
    {"groups(self, default=None)", match_groups},
    {"span(self, group=0, /)", match_place<2>},
    {"start(self, group=0, /)", match_place<0>},
};
constexpr GetSetRow match_getset[] = {{"endpos", match_endpos, readonly_member}, {"lastgroup", match_lastgroup}, {"lastindex", match_lastindex}, {"pos", match_pos, readonly_member}, {"re", match_pattern, readonly_member}, {"regs", match_regs}, {"string", match_string, readonly_member}};
constexpr Method scanner_methods[] = {{"match(self)", scanner_step<sre_match>}, {"search(self)", scanner_step<sre_search>}};
constexpr GetSetRow scanner_getset[] = {{"pattern", scanner_pattern}};

void fill_pattern(Slots& s, Runtime& rt) {
  if (rt.release.since(3, 4)) s.repr = pattern_repr;
  if (rt.release.since(3, 6)) s.compare = pattern_compare, s.hash = pattern_hash;
}
void fill_match(Slots& s, Runtime& rt) {
  if (rt.release.since(3, 4)) s.repr = match_repr;
  if (rt.release.since(3, 6)) s.get_item = match_item;
}

bool fill(Thread& thread, Module& module) {
  static constexpr std::uint32_t flags = DisallowInstantiation | HasWeakrefs;
  static constexpr TypeSpec old_pattern{.name = "_sre.SRE_Pattern", .layout = layout_of<Pattern>, .flags = flags, .methods = pattern_methods, .getset = pattern_getset, .fill = fill_pattern};
  static constexpr TypeSpec new_pattern{.name = "re.Pattern", .layout = layout_of<Pattern>, .flags = flags, .methods = pattern_methods, .getset = pattern_getset, .fill = fill_pattern};
  static constexpr TypeSpec old_match{.name = "_sre.SRE_Match", .layout = layout_of<Match>, .flags = DisallowInstantiation, .methods = match_methods, .getset = match_getset, .fill = fill_match};
  static constexpr TypeSpec new_match{.name = "re.Match", .layout = layout_of<Match>, .flags = DisallowInstantiation, .methods = match_methods, .getset = match_getset, .fill = fill_match};
  static constexpr TypeSpec scanner{.name = "_sre.SRE_Scanner", .layout = layout_of<Scanner>, .flags = DisallowInstantiation, .methods = scanner_methods, .getset = scanner_getset};
  static constexpr TypeSpec replacement{.name = "_sre.SRE_Template", .layout = layout_of<Template>, .flags = DisallowInstantiation};
  const Release& r = thread.rt.release;
  bool renamed = r.since(3, 7);
  made.pattern = make_builtin_type(thread.rt, renamed ? new_pattern : old_pattern);
  made.match = make_builtin_type(thread.rt, renamed ? new_match : old_match);
  made.scanner = make_builtin_type(thread.rt, scanner);
  made.replacement = make_builtin_type(thread.rt, replacement);
  if (!module_add(thread, module, "MAGIC", Value::small(sre_magic(r))) || !module_add(thread, module, "CODESIZE", Value::small(4)) ||
      !module_add(thread, module, "copyright", native_str(thread, " SRE 2.2.2 Copyright (c) 1997-2002 by Secret Labs AB ")))
    return false;
  if (sre_max_repeat(r) != 65535 && !module_add(thread, module, "MAXREPEAT", thread.rt.python2() ? make_long(thread, 0xffffffff) : make_int(thread, 0xffffffff))) return false;
  return !r.since(3, 5) || module_add(thread, module, "MAXGROUPS", Value::small(r.since(3, 11) ? 1073741823 : 2147483647));
}

}  // namespace

extern const ModuleSpec sre_module;
const ModuleSpec sre_module{.name = "_sre", .methods = rows, .fill = fill};

}  // namespace xvm
