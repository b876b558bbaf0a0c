// traceback and linecache, for programs without a standard library: frames and exceptions as lists of lines, lines of files.
#include <algorithm>

#include "modules/iterator_struct.h"
#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/exception_report.h"
#include "vm/frame_view.h"
#include "objects/source_lines.h"
#include "objects/struct_sequence.h"
#include "vm/frame.h"

namespace xvm {

namespace {

bool has_frame_summaries(const Release& r) { return r.since(3, 5); }
bool takes_exception_alone(const Release& r) { return r.since(3, 10); }
bool shows_as_unicode(const Release& r) { return r.since(2, 7) && r.until(2, 7); }   // what str() fails on
bool chains(const Release& r) { return r.since(3, 0); }

Type* summary_type = nullptr;

std::string_view stripped(std::string_view line) {
  constexpr const char* blanks = " \t\n\r\f\v";
  std::size_t start = line.find_first_not_of(blanks);
  return start == line.npos ? std::string_view() : line.substr(start, line.find_last_not_of(blanks) + 1 - start);
}

// The limit of an argument, or sys.tracebacklimit; -1: none.
bool read_limit(Thread& thread, Ref given, std::int64_t& limit) {
  limit = -1;
  if (given && !given.is_none()) return as_int64(thread, given, limit);
  Ref own = dict_get_name(as<Dict>(thread.rt.sys_dict), thread.rt.names.tracebacklimit_);
  return !own || !is_int(own) || as_int64(thread, own, limit);
}

Value entry_of(Thread& thread, SourceFiles& sources, Ref code, int line) {
  const CodeObject& c = as<CodeObject>(code);
  const std::string* source = sources.line(native_utf8(c.filename), line);
  std::vector<Value> v;
  v.push_back(c.filename);
  v.push_back(make_int(thread, line));
  v.push_back(c.name);
  if (source && !stripped(*source).empty()) v.push_back(native_str(thread, stripped(*source)));
  else v.push_back(summary_type ? native_str(thread, "") : none_value());
  return summary_type ? make_struct(thread, summary_type, std::move(v)) : make_tuple(thread, v.data(), v.size());
}

Value entries_of_traceback(Thread& thread, Ref traceback, std::int64_t limit) {
  Value list = own(allocate_list(thread, 0)), at(traceback);
  SourceFiles sources(thread);
  for (std::int64_t n = 0; is<Traceback>(at) && (limit < 0 || n < limit); ++n) {
    const Traceback& tb = as<Traceback>(at);
    if (const FrameObject* frame = try_as<FrameObject>(tb.frame)) list_append(as<List>(list), entry_of(thread, sources, frame->code, traceback_line(tb)));
    at = tb.next;
  }
  return list;
}

Value entries_of_stack(Thread& thread, Ref frame, std::int64_t limit) {
  Value list = own(allocate_list(thread, 0)), at = frame && !frame.is_none() ? Value(frame) : thread.frame ? frame_object(thread, *thread.frame) : Value();
  SourceFiles sources(thread);
  for (std::int64_t n = 0; is<FrameObject>(at) && (limit < 0 || n < limit); ++n) {
    list_append(as<List>(list), entry_of(thread, sources, as<FrameObject>(at).code, frame_object_line(as<FrameObject>(at))));
    Value back = get_attribute(thread, at, "f_back");
    if (!back) return back;
    at = std::move(back);
  }
  list_reverse(as<List>(list));
  return list;
}

// Entries as text; false with the error set.
bool add_entries(Thread& thread, Ref entries, std::vector<std::string>& lines) {
  return for_each(thread, entries, [&](Ref entry) {
    Value parts = to_tuple(thread, entry);
    if (!parts) return false;
    if (as<Tuple>(parts).length < 4) return static_cast<bool>(raise_value_error(thread, "need more than {} values to unpack", as<Tuple>(parts).length));
    const Tuple& t = as<Tuple>(parts);
    std::string text = fmt::format("  File \"{}\", line {}, in {}\n", native_utf8(t[0]), is_int(t[1]) ? int_text(t[1], 10) : "None", native_utf8(t[2]));
    std::string_view source;
    std::string held = t[3].is_none() ? std::string() : native_utf8(t[3]);
    source = stripped(held);
    if (!source.empty()) text += "    " + std::string(source) + "\n";
    lines.push_back(std::move(text));
    return true;
  });
}

Value list_of(Thread& thread, const std::vector<std::string>& lines) {
  Value list = own(allocate_list(thread, lines.size()));
  for (const std::string& line : lines) list_append(as<List>(list), native_str(thread, line));
  return list;
}

bool write_lines(Thread& thread, Ref file, const std::vector<std::string>& lines) {
  Value out = file && !file.is_none() ? Value(file) : Value(dict_get_name(as<Dict>(thread.rt.sys_dict), thread.rt.names.stderr_));
  if (!out || out.is_none()) return true;
  for (const std::string& line : lines) {
    Value text = native_str(thread, line);
    if (!text || !call_method(thread, out, thread.rt.names.write_, {text})) return false;
  }
  return true;
}

// A report in the pieces of format_exception: a frame with its source is one, so are the words between two exceptions.
void split_report(std::string_view text, std::vector<std::string>& pieces) {
  bool in_frame = false, between = false;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    line = text.substr(0, std::min(line.size() + 1, text.size()));
    text.remove_prefix(line.size());
    bool goes_on = (in_frame && line.starts_with("    ")) || between;
    if (goes_on) pieces.back() += line;
    else pieces.emplace_back(line);
    if (!goes_on) in_frame = line.starts_with("  File \"") && line.find(", in ") != line.npos, between = line == "\n";
    else if (between && line == "\n") between = false;
  }
}

// 2.x: the class by its bare name.
std::string last_line_2(Thread& thread, std::string_view name, Ref value) {
  std::string text;
  if (value && !value.is_none()) {
    Value shown = str(thread, value);
    if (!shown && shows_as_unicode(thread.rt.release)) {
      thread.clear_error();
      shown = call(thread, Ref(thread.rt.types.text), value);
    }
    if (!shown) thread.clear_error();
    if (is<Text>(shown)) {   // what does not fit ASCII is escaped
      for (char32_t c : text_u32(shown)) text += c < 0x80 ? std::string(1, static_cast<char>(c)) : c < 0x100 ? fmt::format("\\x{:02x}", static_cast<unsigned>(c)) : c < 0x10000 ? fmt::format("\\u{:04x}", static_cast<unsigned>(c)) : fmt::format("\\U{:08x}", static_cast<unsigned>(c));
    } else {
      text = shown ? native_utf8(shown) : fmt::format("<unprintable {} object>", type_name(thread, value));
    }
  }
  return text.empty() ? std::string(name) + "\n" : std::string(name) + ": " + text + "\n";
}

bool add_syntax_place_2(Thread& thread, Ref value, std::vector<std::string>& lines, Value& message) {
  Value args = find_attribute(thread, value, thread.rt.names.args_);
  thread.clear_error();
  if (!is<Tuple>(args) || as<Tuple>(args).length != 2 || !is<Tuple>(as<Tuple>(args)[1]) || as<Tuple>(as<Tuple>(args)[1]).length != 4) return false;
  const Tuple& place = as<Tuple>(as<Tuple>(args)[1]);
  message = Value(as<Tuple>(args)[0]);
  std::int64_t line = 0, offset = 0;
  if (is_int(place[1])) (void)int_fits(place[1], line);
  std::string file = place[0].is_none() ? std::string() : native_utf8(place[0]);
  lines.push_back(fmt::format("  File \"{}\", line {}\n", file.empty() ? "<string>" : file, line));
  if (place[3].is_none()) return true;
  std::string bad = native_utf8(place[3]);
  lines.push_back("    " + std::string(stripped(bad)) + "\n");
  if (!is_int(place[2]) || !int_fits(place[2], offset)) return true;
  while (bad.ends_with('\n')) bad.pop_back();
  offset = std::min<std::int64_t>(static_cast<std::int64_t>(bad.size()), offset) - 1;
  std::string_view before = std::string_view(bad).substr(0, static_cast<std::size_t>(std::max<std::int64_t>(offset, 0)));
  std::size_t start = std::min(before.find_first_not_of(" \t\n\r\f\v"), before.size());
  std::string marks = "    ";
  for (char c : before.substr(start)) marks += c == ' ' || (c >= '\t' && c <= '\r') ? c : ' ';
  lines.push_back(marks + "^\n");
  return true;
}

void add_exception_only(Thread& thread, Ref type, Ref value, std::vector<std::string>& lines) {
  Value held_type(type), held(value);
  if (!thread.rt.python2()) {
    ExceptionReport report(thread);
    report.add_only(held_type, held);
    split_report(report.take(), lines);
    return;
  }
  if (is_raisable(held_type) || is<Bytes>(held_type) || held_type.is_none()) {
    Value name = str(thread, held_type);
    thread.clear_error();
    lines.push_back(last_line_2(thread, name ? native_utf8(name) : "", held));
    return;
  }
  Value name = find_attribute(thread, held_type, thread.rt.names.name__), message;
  thread.clear_error();
  if (is<Type>(held_type) && is_subtype(&as<Type>(held_type), thread.rt.exc.SyntaxError) && add_syntax_place_2(thread, held, lines, message)) held = message;
  lines.push_back(last_line_2(thread, name ? native_utf8(name) : native_utf8(repr(thread, held_type)), held));
}

// The frames of a traceback as text, in 3.x with carets where the release has them.
bool add_traceback(Thread& thread, Ref traceback, std::int64_t limit, std::vector<std::string>& lines) {
  if (!thread.rt.python2() && is<Traceback>(traceback)) {
    ExceptionReport report(thread);
    report.add_frames(traceback, limit);
    split_report(report.take(), lines);
    return true;
  }
  Value entries = entries_of_traceback(thread, traceback, limit);
  return entries && add_entries(thread, entries, lines);
}

bool add_exception(Thread& thread, Ref type, Ref value, Ref traceback, Ref limit_value, bool chain, std::vector<std::string>& lines) {
  std::int64_t limit = -1;
  if (!read_limit(thread, limit_value, limit)) return false;
  if (chains(thread.rt.release) && chain && limit < 0 && is<Exception>(value)) {
    ExceptionReport report(thread);
    ErrorState error{Value(type), Value(value), is<Traceback>(traceback) ? Value(traceback) : Value()};
    report.add(error);
    split_report(report.take(), lines);
    return true;
  }
  if (is<Traceback>(traceback)) {
    lines.push_back("Traceback (most recent call last):\n");
    if (!add_traceback(thread, traceback, limit, lines)) return false;
  }
  add_exception_only(thread, type, value, lines);
  return true;
}

// ---- functions

Value extract_tb(Thread& thread, Ref, Args args) {
  std::int64_t limit = -1;
  return read_limit(thread, args[1], limit) ? entries_of_traceback(thread, args[0], limit) : Value();
}
Value extract_stack(Thread& thread, Ref, Args args) {
  std::int64_t limit = -1;
  return read_limit(thread, args[1], limit) ? entries_of_stack(thread, args[0], limit) : Value();
}
Value format_stack(Thread& thread, Ref self, Args args) {
  Value entries = extract_stack(thread, self, args);
  std::vector<std::string> lines;
  return entries && add_entries(thread, entries, lines) ? list_of(thread, lines) : Value();
}
Value print_stack(Thread& thread, Ref self, Args args) {
  Value file(args[2]), entries = extract_stack(thread, self, args);
  std::vector<std::string> lines;
  return entries && add_entries(thread, entries, lines) && write_lines(thread, file, lines) ? none_value() : Value();
}
Value format_tb(Thread& thread, Ref, Args args) {
  std::int64_t limit = -1;
  std::vector<std::string> lines;
  return read_limit(thread, args[1], limit) && add_traceback(thread, args[0], limit, lines) ? list_of(thread, lines) : Value();
}
Value print_tb(Thread& thread, Ref, Args args) {
  std::int64_t limit = -1;
  std::vector<std::string> lines;
  Value file(args[2]);
  return read_limit(thread, args[1], limit) && add_traceback(thread, args[0], limit, lines) && write_lines(thread, file, lines) ? none_value() : Value();
}
Value format_list(Thread& thread, Ref, Args args) {
  std::vector<std::string> lines;
  return add_entries(thread, args[0], lines) ? list_of(thread, lines) : Value();
}
Value print_list(Thread& thread, Ref, Args args) {
  std::vector<std::string> lines;
  return add_entries(thread, args[0], lines) && write_lines(thread, args[1], lines) ? none_value() : Value();
}
Value tb_lineno(Thread& thread, Ref, Args args) { return get_attribute(thread, args[0], "tb_lineno"); }

// The exception of (type, value, traceback), or from 3.10 of an exception alone.
struct Given { Value type, value, traceback; };
bool read_given(Thread& thread, Args args, Given& given) {
  bool alone = !args[1] && (args.size() < 3 || !args[2]);
  if (alone && takes_exception_alone(thread.rt.release)) {
    if (!is<Exception>(args[0])) return raise_type_error(thread, "Exception expected for value, {} found", type_name(thread, args[0]));
    const Exception& e = as<Exception>(args[0]);
    given = {Value(Ref(args[0].object()->type)), Value(args[0]), e.traceback};
    return true;
  }
  given = {Value(args[0]), args[1] ? Value(args[1]) : none_value(), args.size() > 2 && args[2] ? Value(args[2]) : none_value()};
  if (!thread.rt.python2() && is<Exception>(given.value)) given.type = Value(Ref(given.value.object()->type));
  return true;
}
Value format_exception_only(Thread& thread, Ref, Args args) {
  Given given;
  std::vector<std::string> lines;
  if (!read_given(thread, Args{args.data, 2, {}}, given)) return error_set;
  add_exception_only(thread, given.type, given.value, lines);
  return list_of(thread, lines);
}
int wants_chain(Thread& thread, Args args, std::uint32_t at) { return args.size() > at && args[at] ? truth(thread, args[at]) : 1; }
Value format_exception(Thread& thread, Ref, Args args) {
  Given given;
  std::vector<std::string> lines;
  int chain = wants_chain(thread, args, 4);
  if (chain < 0 || !read_given(thread, args, given) || !add_exception(thread, given.type, given.value, given.traceback, args[3], chain, lines)) return error_set;
  return list_of(thread, lines);
}
Value print_exception(Thread& thread, Ref, Args args) {
  Given given;
  std::vector<std::string> lines;
  Value file(args[4]);
  int chain = wants_chain(thread, args, 5);
  if (chain < 0 || !read_given(thread, args, given) || !add_exception(thread, given.type, given.value, given.traceback, args[3], chain, lines)) return error_set;
  return write_lines(thread, file, lines) ? none_value() : Value();
}
bool add_handled(Thread& thread, Ref limit, bool chain, std::vector<std::string>& lines) {
  const ExceptionState* state = handling(thread);
  if (!state || !state->handled.type) {
    lines.push_back(thread.rt.python2() ? "None\n" : "NoneType: None\n");
    return true;
  }
  ErrorState handled = state->handled;
  return add_exception(thread, handled.type, handled.value ? handled.value.ref() : none, handled.traceback ? handled.traceback.ref() : none, limit, chain, lines);
}
Value format_exc(Thread& thread, Ref, Args args) {
  std::vector<std::string> lines;
  int chain = wants_chain(thread, args, 1);
  if (chain < 0 || !add_handled(thread, args[0], chain, lines)) return error_set;
  std::string all;
  for (const std::string& line : lines) all += line;
  return native_str(thread, all);
}
Value print_exc(Thread& thread, Ref, Args args) {
  std::vector<std::string> lines;
  int chain = wants_chain(thread, args, 2);
  Value file(args[1]);
  return chain >= 0 && add_handled(thread, args[0], chain, lines) && write_lines(thread, file, lines) ? none_value() : Value();
}
Value print_last(Thread& thread, Ref, Args args) {
  Dict& sys = as<Dict>(thread.rt.sys_dict);
  Ref type = dict_get_name(sys, thread.rt.names.last_type_), value = dict_get_name(sys, thread.rt.names.last_value_), traceback = dict_get_name(sys, thread.rt.names.last_traceback_);
  if (!type) return thread.rt.release.until(2, 6) ? Value(raise(thread, thread.rt.exc.AttributeError, "'module' object has no attribute 'last_type'")) : Value(raise_value_error(thread, "no last exception"));
  std::vector<std::string> lines;
  Value file(args[1]);
  return add_exception(thread, type, value ? value : none, traceback ? traceback : none, args[0], true, lines) && write_lines(thread, file, lines) ? none_value() : Value();
}

constexpr Method rows[] = {
    {"extract_stack(f=None, limit=None)", extract_stack},
    {"extract_tb(tb, limit=None)", extract_tb},
    {"format_exc(limit=None)", format_exc, py2},
    {"format_exc(limit=None, chain=True)", format_exc, py3},
    {"format_exception(etype, value, tb, limit=None)", format_exception, py2},
    {"format_exception(etype, value, tb, limit=None, chain=True)", format_exception, between(3, 0, 3, 9)},
    {"format_exception(exc, value=None, tb=None, limit=None, chain=True)", format_exception, since(3, 10)},
    {"format_exception_only(etype, value)", format_exception_only, until(3, 9)},
    {"format_exception_only(exc, value=None)", format_exception_only, since(3, 10)},
    {"format_list(extracted_list)", format_list},
    {"format_stack(f=None, limit=None)", format_stack},
    {"format_tb(tb, limit=None)", format_tb},
    {"print_exc(limit=None, file=None)", print_exc, py2},
    {"print_exc(limit=None, file=None, chain=True)", print_exc, py3},
    {"print_exception(etype, value, tb, limit=None, file=None)", print_exception, py2},
    {"print_exception(etype, value, tb, limit=None, file=None, chain=True)", print_exception, between(3, 0, 3, 9)},
    {"print_exception(exc, value=None, tb=None, limit=None, file=None, chain=True)", print_exception, since(3, 10)},
    {"print_last(limit=None, file=None)", print_last},
    {"print_list(extracted_list, file=None)", print_list},
    {"print_stack(f=None, limit=None, file=None)", print_stack},
    {"print_tb(tb, limit=None, file=None)", print_tb},
    {"tb_lineno(tb)", tb_lineno, py2},
};

bool fill_traceback(Thread& thread, Module& module) {
  summary_type = has_frame_summaries(thread.rt.release) ? make_struct_type(thread.rt, "traceback.FrameSummary", {"filename", "lineno", "name", "line"}, 4, true) : nullptr;
  return !summary_type || module_add(thread, module, "FrameSummary", Value(Ref(summary_type)));
}

// ---- linecache

// The lines of a file with their ends; empty where there is no such file.
Value file_lines(Thread& thread, Ref name) {
  Value list = own(allocate_list(thread, 0));
  SourceFiles sources(thread);
  std::string file = native_utf8(name);
  for (int number = 1; const std::string* line = sources.line(file, number); ++number) list_append(as<List>(list), native_str(thread, *line + "\n"));
  return list;
}
Value cached_lines(Thread& thread, Ref self, Ref name) {
  Value cache = get_attribute(thread, self, "cache");
  if (!is<Dict>(cache)) return cache ? file_lines(thread, name) : Value();
  Value known(dict_get(thread, as<Dict>(cache), name));
  if (is<Tuple>(known) && as<Tuple>(known).length == 4) return Value(as<Tuple>(known)[2]);
  if (thread.has_error()) return error_set;
  Value lines = file_lines(thread, name);
  if (as<List>(lines).length == 0) return lines;
  std::int64_t total = 0;
  for (const Value& line : as<List>(lines)) total += length(thread, line);
  Value size = make_int(thread, total), entry = make_tuple(thread, {size.ref(), none, lines.ref(), name});
  return dict_set(thread, as<Dict>(cache), name, entry) ? std::move(lines) : Value();
}
Value getlines(Thread& thread, Ref self, Args args) { return cached_lines(thread, self, args[0]); }
Value getline(Thread& thread, Ref self, Args args) {
  std::int64_t number = 0;
  if (!as_int64(thread, args[1], number)) return error_set;
  Value lines = cached_lines(thread, self, args[0]);
  if (!is<List>(lines)) return lines;
  if (number < 1 || number > static_cast<std::int64_t>(as<List>(lines).length)) return native_str(thread, "");
  return Value(as<List>(lines)[static_cast<std::size_t>(number - 1)]);
}
Value clearcache(Thread& thread, Ref self, Args) {
  Value cache = get_attribute(thread, self, "cache");
  return cache && call_named(thread, cache, "clear") ? none_value() : Value();
}
Value checkcache(Thread& thread, Ref self, Args args) { return clearcache(thread, self, args); }
Value updatecache(Thread& thread, Ref self, Args args) { return clearcache(thread, self, {}) ? cached_lines(thread, self, args[0]) : Value(); }
bool fill_linecache(Thread& thread, Module& module) { return module_add(thread, module, "cache", make_dict(thread)); }
constexpr Method linecache_rows[] = {
    {"checkcache(filename=None)", checkcache},
    {"clearcache()", clearcache},
    {"getline(filename, lineno, module_globals=None)", getline},
    {"getlines(filename, module_globals=None)", getlines},
    {"updatecache(filename, module_globals=None)", updatecache},
};

}  // namespace

extern const ModuleSpec traceback_module, linecache_module;
const ModuleSpec traceback_module{.name = "traceback", .methods = rows, .fill = fill_traceback, .fallback = true};
const ModuleSpec linecache_module{.name = "linecache", .methods = linecache_rows, .fill = fill_linecache, .fallback = true};

}  // namespace xvm
