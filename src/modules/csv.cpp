// _csv: readers and writers of comma separated values, and their dialects.
#include <algorithm>
#include <optional>

#include "base/utf8.h"
#include "modules/iterator_struct.h"
#include "modules/new_class.h"
#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/codecs.h"
#include "objects/dict.h"
#include "objects/float.h"
#include "vm/attributes.h"
#include "vm/operators_internal.h"
#include "vm/slot_table.h"

namespace xvm {

namespace {

enum Quoting : std::int64_t { Minimal, All, NonNumeric, None, Strings, NotNull };

bool flags_are_bools(const Release& r) { return r.since(3, 8); }
bool tells_none_apart(const Release& r) { return r.since(3, 9); }   // in messages
bool refuses_odd_characters(const Release& r) { return r.since(3, 13); }
bool refuses_empty_characters(const Release& r) { return r.since(3, 11); }
bool allows_nul(const Release& r) { return r.since(3, 11); }
bool ends_open_fields(const Release& r) { return (r.python2() && r.since(2, 7)) || r.since(3, 2); }   // at the end of the data, where not strict
bool writes_any_iterable(const Release& r) { return r.since(3, 5); }
bool escapes_escapes(const Release& r) { return r.since(3, 10); }
bool reads_nulls(const Release& r) { return r.since(3, 13); }   // QUOTE_STRINGS and QUOTE_NOTNULL in readers
bool quotes_line_ends(const Release& r) { return r.since(3, 13); }
bool names_wrong_types(const Release& r) { return (r.python2() && r.since(2, 7)) || r.since(3, 3); }

struct Dialect : Object {
  XVM_OBJECT("_csv.Dialect")
  char32_t delimiter = ',', quotechar = '"', escapechar = 0;   // 0: not set
  bool has_quotechar = true, has_escapechar = false;
  bool double_quote = true, skip_space = false, strict = false;
  std::int64_t quoting = Minimal;
  std::u32string line_end = U"\r\n";
  Value line_terminator;
  void traverse(Visitor&) {}
  void clear() {}
  bool quotes(char32_t c) const { return has_quotechar && c == quotechar; }
  bool escapes(char32_t c) const { return has_escapechar && c == escapechar; }
};

enum class State : std::uint8_t { StartRecord, StartField, Escaped, AfterEscapedLineEnd, InField, InQuoted, EscapedInQuoted, QuoteInQuoted, EatLineEnd };
constexpr char32_t end_of_line = 0xffffffff;

struct Reader : Object {
  XVM_OBJECT("_csv.reader")
  Value input, dialect, fields;
  std::u32string field;
  std::int64_t line = 0;
  State state = State::StartRecord;
  bool unquoted = false;
  void traverse(Visitor& v) { v(input), v(dialect), v(fields); }
  void clear() { input = nullptr; }
};
struct Writer : Object {
  XVM_OBJECT("_csv.writer")
  Value write, dialect;
  void traverse(Visitor& v) { v(write), v(dialect); }
  void clear() { write = nullptr; }
};

struct Made {
  Type *dialect = nullptr, *reader = nullptr, *writer = nullptr;
  Value error, dialects;
  std::int64_t limit = 128 * 1024;
};
Made& made = *new Made;   // never destroyed: what it holds may be gone before

ErrorSet fail(Thread& thread, std::string_view message) { return raise(thread, &as<Type>(made.error), message); }

// ---- text of either major line

std::u32string characters(Ref v) {
  if (is<Text>(v)) return text_u32(v);
  std::u32string out;
  for (unsigned char c : as<Bytes>(v).view()) out += c;
  return out;
}
Value from_characters(Thread& thread, const std::u32string& text) {
  if (!thread.rt.python2()) return make_text(thread, text.data(), text.size());
  std::string bytes;
  for (char32_t c : text) bytes += static_cast<char>(c);
  return make_bytes(thread, bytes);
}
Value from_character(Thread& thread, char32_t c, bool there) { return there ? from_characters(thread, std::u32string(1, c)) : none_value(); }

// ---- Dialect

bool set_character(Thread& thread, const char* name, Ref v, bool may_be_none, char32_t& out, bool& there) {
  const Release& r = thread.rt.release;
  const char* article = r.since(3, 5) ? "a" : "an";
  if (!v) return true;
  there = false, out = 0;
  if (v.is_none() && (may_be_none || !tells_none_apart(r))) return true;
  if (!is_native_str(thread, v)) {
    if (!names_wrong_types(r)) return raise_type_error(thread, "\"{}\" must be {} 1-character string", name, article);
    return raise_type_error(thread, "\"{}\" must be string{}, not {}", name, may_be_none && tells_none_apart(r) ? " or None" : "", type_name(thread, v));
  }
  std::u32string text = characters(v);
  if (text.size() > 1 || (text.empty() && refuses_empty_characters(r))) return raise_type_error(thread, "\"{}\" must be {} 1-character string", name, article);
  if (text.size() == 1) out = text[0], there = true;
  return true;
}
bool set_flag(Thread& thread, Ref v, bool& out) {
  if (!v) return true;
  int is_true = truth(thread, v);
  out = is_true > 0;
  return is_true >= 0;
}

bool check_character(Thread& thread, const Dialect& d, const char* name, char32_t c, bool there, bool may_be_space) {
  if (!there) return true;
  if (c != '\r' && c != '\n' && (c != ' ' || may_be_space) && d.line_end.find(c) == d.line_end.npos) return true;
  return raise_value_error(thread, "bad {} value", name);
}
bool check_pair(Thread& thread, const char* first, const char* second, bool same) { return !same || raise_value_error(thread, "bad {} or {} value", first, second); }

constexpr const char* keys[] = {"dialect", "delimiter", "doublequote", "escapechar", "lineterminator", "quotechar", "quoting", "skipinitialspace", "strict"};
enum Key { Base, Delimiter, DoubleQuote, EscapeChar, LineTerminator, QuoteChar, QuotingKey, SkipSpace, Strict, key_count };

// What was registered under a name. Null with the error set.
Value dialect_named(Thread& thread, Ref name) {
  std::int64_t hash = 0;
  if (!hash_of(thread, name, hash)) return error_set;
  Ref found = dict_get(thread, as<Dict>(made.dialects), name);
  if (found) return Value(found);
  return thread.has_error() ? Value() : Value(fail(thread, "unknown dialect"));
}

Value dialect_make(Thread& thread, Type* type, Args args) {
  const Release& r = thread.rt.release;
  for (std::uint32_t i = 0; i < args.keywords(); ++i) {
    std::string name = native_utf8(as<Tuple>(args.names)[i]);
    if (std::find(std::begin(keys), std::end(keys), name) == std::end(keys))
      return r.since(3, 13) ? raise_type_error(thread, "this function got an unexpected keyword argument '{}'", name) : raise_type_error(thread, "'{}' is an invalid keyword argument for this function", name);
  }
  Bound<key_count> a(thread, "Dialect(dialect=None, delimiter=None, doublequote=None, escapechar=None, lineterminator=None, quotechar=None, quoting=None, skipinitialspace=None, strict=None)", args);
  if (!a) return error_set;
  Value base = a[Base] && !a[Base].is_none() ? Value(a[Base]) : Value(), values[key_count];
  for (int i = 0; i < key_count; ++i) values[i] = Value(a[static_cast<std::size_t>(i)]);
  if (base) {
    if (is<Text>(base) || is_native_str(thread, base)) {
      base = dialect_named(thread, base);
      if (!base) return base;
    }
    bool bare = true;
    for (int i = 1; i < key_count; ++i) bare = bare && !values[i];
    if (bare && is<Dialect>(base) && type == made.dialect) return base;
    for (int i = 1; i < key_count; ++i) {
      if (values[i]) continue;
      values[i] = get_attribute(thread, base, keys[i]);
      if (!values[i] && !catch_error(thread, thread.rt.exc.AttributeError)) {
        if (!flags_are_bools(r)) thread.clear_error();
        else return error_set;
      }
    }
  }
  Dialect* d = allocate<Dialect>(type);
  Value owner = own(d);
  track(d);
  bool has_delimiter = true;
  if (!set_character(thread, "delimiter", values[Delimiter], false, d->delimiter, has_delimiter) || !set_flag(thread, values[DoubleQuote], d->double_quote) ||
      !set_character(thread, "escapechar", values[EscapeChar], true, d->escapechar, d->has_escapechar))
    return error_set;
  bool has_terminator = true;
  if (Ref v = values[LineTerminator]; v) {
    has_terminator = !v.is_none();
    if (has_terminator && !is_native_str(thread, v) && !is<Bytes>(v)) return raise_type_error(thread, "\"lineterminator\" must be a string");
    if (has_terminator && !is_native_str(thread, v)) return raise_type_error(thread, "\"lineterminator\" must be a string");
    if (has_terminator) d->line_end = characters(v), d->line_terminator = Value(v);
  }
  if (!d->line_terminator) d->line_terminator = native_str(thread, "\r\n");
  if (!set_character(thread, "quotechar", values[QuoteChar], true, d->quotechar, d->has_quotechar)) return error_set;
  if (Ref v = values[QuotingKey]; v && (!is_int(v) || !int_fits(v, d->quoting))) return raise_type_error(thread, "\"quoting\" must be an integer");
  if (!set_flag(thread, values[SkipSpace], d->skip_space) || !set_flag(thread, values[Strict], d->strict)) return error_set;
  if (d->quoting < 0 || d->quoting > (r.since(3, 12) ? NotNull : None)) return raise_type_error(thread, "bad \"quoting\" value");
  if (!has_delimiter) return r.since(3, 0) || names_wrong_types(r) ? raise_type_error(thread, "\"delimiter\" must be {} 1-character string", r.since(3, 5) ? "a" : "an") : raise_type_error(thread, "delimiter must be set");
  if (values[QuoteChar] && values[QuoteChar].is_none() && !values[QuotingKey]) d->quoting = None;
  if (d->quoting != None && !d->has_quotechar) return raise_type_error(thread, "quotechar must be set if quoting enabled");
  if (!has_terminator) return raise_type_error(thread, "lineterminator must be set");
  if (refuses_odd_characters(r) &&
      (!check_character(thread, *d, "delimiter", d->delimiter, true, true) || !check_character(thread, *d, "escapechar", d->escapechar, d->has_escapechar, !d->skip_space) ||
       !check_character(thread, *d, "quotechar", d->quotechar, d->has_quotechar, !d->skip_space) || !check_pair(thread, "delimiter", "escapechar", d->escapes(d->delimiter)) ||
       !check_pair(thread, "delimiter", "quotechar", d->quotes(d->delimiter)) || !check_pair(thread, "escapechar", "quotechar", d->has_escapechar && d->quotes(d->escapechar))))
    return error_set;
  return owner;
}
bool dialect_init(Thread&, Ref, Args) { return true; }

Value flag_value(Thread& thread, bool flag) { return flags_are_bools(thread.rt.release) ? Value::of(flag) : Value::small(flag); }
Value get_delimiter(Thread& thread, Ref self) { return from_character(thread, as<Dialect>(self).delimiter, true); }
Value get_quotechar(Thread& thread, Ref self) { return from_character(thread, as<Dialect>(self).quotechar, as<Dialect>(self).has_quotechar); }
Value get_escapechar(Thread& thread, Ref self) { return from_character(thread, as<Dialect>(self).escapechar, as<Dialect>(self).has_escapechar); }
Value get_terminator(Thread&, Ref self) { return as<Dialect>(self).line_terminator; }
Value get_quoting(Thread&, Ref self) { return Value::small(as<Dialect>(self).quoting); }
Value get_double(Thread& thread, Ref self) { return flag_value(thread, as<Dialect>(self).double_quote); }
Value get_skip(Thread& thread, Ref self) { return flag_value(thread, as<Dialect>(self).skip_space); }
Value get_strict(Thread& thread, Ref self) { return flag_value(thread, as<Dialect>(self).strict); }

// Dialect(dialect, **keywords), of the arguments of reader() and writer() after the first.
Value dialect_of(Thread& thread, Args args) { return dialect_make(thread, made.dialect, {args.data + 1, args.positional - 1, args.names}); }

// ---- reader

Reader& reader_of(Ref self) { return as<Reader>(self); }

bool save_field(Thread& thread, Reader& reader) {
  const Dialect& d = as<Dialect>(reader.dialect);
  Value field;
  if (reads_nulls(thread.rt.release) && reader.unquoted && reader.field.empty() && (d.quoting == NotNull || d.quoting == Strings)) {
    field = none_value();
  } else {
    field = from_characters(thread, reader.field);
    bool number = d.quoting == NonNumeric || (d.quoting == Strings && reads_nulls(thread.rt.release));
    if (number && reader.unquoted && !reader.field.empty()) field = call(thread, Ref(thread.rt.types.float_), field);
  }
  reader.field.clear();
  reader.unquoted = false;
  if (!field) return false;
  list_append(as<List>(reader.fields), std::move(field));
  return true;
}
bool add_character(Thread& thread, Reader& reader, char32_t c) {
  if (static_cast<std::int64_t>(reader.field.size()) >= made.limit) return fail(thread, fmt::format("field larger than field limit ({})", made.limit));
  reader.field += c;
  return true;
}
std::string character_text(char32_t c) {
  std::string out;
  append_utf8(out, c);
  return out;
}

bool process(Thread& thread, Reader& reader, char32_t c) {
  const Dialect& d = as<Dialect>(reader.dialect);
  bool ends = c == end_of_line, line_end = ends || c == '\n' || c == '\r';
  auto save_at_end = [&] {
    reader.state = ends ? State::StartRecord : State::EatLineEnd;
    return save_field(thread, reader);
  };
  switch (reader.state) {
    case State::StartRecord:
      if (ends) return true;
      if (line_end) return reader.state = State::EatLineEnd, true;
      reader.state = State::StartField;
      [[fallthrough]];
    case State::StartField:
      if (reads_nulls(thread.rt.release)) reader.unquoted = true;
      if (line_end) return save_at_end();
      if (d.quotes(c) && d.quoting != None) {
        reader.unquoted = false;
        reader.state = State::InQuoted;
      } else if (d.escapes(c)) {
        reader.state = State::Escaped;
      } else if (c == ' ' && d.skip_space) {
      } else if (c == d.delimiter) {
        return save_field(thread, reader);
      } else {
        reader.unquoted = true;
        reader.state = State::InField;
        return add_character(thread, reader, c);
      }
      return true;
    case State::Escaped:
      if (line_end && !ends && !thread.rt.python2()) return reader.state = State::AfterEscapedLineEnd, add_character(thread, reader, c);
      reader.state = State::InField;
      return add_character(thread, reader, ends ? U'\n' : c);
    case State::AfterEscapedLineEnd:
      if (ends) return true;
      [[fallthrough]];
    case State::InField:
      if (line_end) return save_at_end();
      if (d.escapes(c)) return reader.state = State::Escaped, true;
      if (c == d.delimiter) return reader.state = State::StartField, save_field(thread, reader);
      return add_character(thread, reader, c);
    case State::InQuoted:
      if (ends) return true;
      if (d.escapes(c)) return reader.state = State::EscapedInQuoted, true;
      if (d.quotes(c) && d.quoting != None) return reader.state = d.double_quote ? State::QuoteInQuoted : State::InField, true;
      return add_character(thread, reader, c);
    case State::EscapedInQuoted:
      reader.state = State::InQuoted;
      return add_character(thread, reader, ends ? U'\n' : c);
    case State::QuoteInQuoted:
      if (d.quoting != None && !ends && d.quotes(c)) return reader.state = State::InQuoted, add_character(thread, reader, c);
      if (c == d.delimiter) return reader.state = State::StartField, save_field(thread, reader);
      if (line_end) return save_at_end();
      if (d.strict) return fail(thread, fmt::format("'{}' expected after '{}'", character_text(d.delimiter), character_text(d.quotechar)));
      reader.state = State::InField;
      return add_character(thread, reader, c);
    case State::EatLineEnd:
      if (ends) return reader.state = State::StartRecord, true;
      if (line_end) return true;
      return fail(thread, fmt::format("new-line character seen in unquoted field - do you need to {}?",
                                      thread.rt.release.since(3, 13) ? "open the file with newline=''" : "open the file in universal-newline mode"));
  }
  return true;
}

bool line_characters(Thread& thread, Ref line, std::u32string& out) {
  if (thread.rt.python2()) {
    if (!is<Text>(line) && !is<Bytes>(line)) return raise_type_error(thread, "expected string or Unicode object, {} found", type_name(thread, line));
    Value bytes = coerce_to_bytes(thread, line);
    if (bytes) out = characters(bytes);
    return static_cast<bool>(bytes);
  }
  if (!is<Text>(line)) {
    const char* advice = thread.rt.release.since(3, 10) ? "the file should be opened in text mode" : "did you open the file in text mode?";
    return fail(thread, fmt::format("iterator should return strings, not {} ({})", type_name(thread, line), advice));
  }
  out = text_u32(line);
  return true;
}

Value reader_next(Thread& thread, Ref self) {
  Value keep(self);
  Reader& reader = reader_of(self);
  reader.fields = own(allocate_list(thread, 0));
  reader.field.clear();
  reader.state = State::StartRecord;
  reader.unquoted = false;
  do {
    Value line = reader.input ? next(thread, reader.input) : Value();
    if (!line) {
      if (thread.has_error()) return error_set;
      if (reader.field.empty() && reader.state != State::InQuoted) return Value();
      if (!ends_open_fields(thread.rt.release)) return reader.field.empty() ? Value() : Value(fail(thread, "newline inside string"));
      if (as<Dialect>(reader.dialect).strict) return fail(thread, "unexpected end of data");
      if (!save_field(thread, reader)) return error_set;
      break;
    }
    std::u32string text;
    if (!line_characters(thread, line, text)) return error_set;
    ++reader.line;
    for (char32_t c : text) {
      if (c == 0 && !allows_nul(thread.rt.release)) return fail(thread, thread.rt.in(py2) || thread.rt.release.since(3, 7) ? "line contains NUL" : "line contains NULL byte");
      if (!process(thread, reader, c)) return error_set;
    }
    if (!process(thread, reader, end_of_line)) return error_set;
  } while (reader.state != State::StartRecord);
  return std::move(reader.fields);
}

Value module_reader(Thread& thread, Ref, Args args) {
  if (!check_unpack_count(thread, "", args.size(), 1, 2)) return error_set;
  Value input = iterate(thread, args[0]);
  if (!input) {
    if (thread.rt.release.until(3, 7) && catch_error(thread, thread.rt.exc.TypeError)) return raise_type_error(thread, "argument 1 must be an iterator");
    return error_set;
  }
  Value dialect = dialect_of(thread, args);
  if (!dialect) return dialect;
  Reader* reader = allocate<Reader>(made.reader);
  reader->input = std::move(input);
  reader->dialect = std::move(dialect);
  track(reader);
  return own(reader);
}
Value get_reader_dialect(Thread&, Ref self) { return reader_of(self).dialect; }
Value get_line(Thread& thread, Ref self) { return make_long(thread, reader_of(self).line); }

// ---- writer

struct Row {
  std::u32string text;
  std::size_t fields = 0;
};

bool append_field(Thread& thread, const Dialect& d, Row& row, const std::u32string& field, bool quoted, bool is_null) {
  std::u32string out;
  if (field.empty() && d.delimiter == ' ' && d.skip_space && refuses_odd_characters(thread.rt.release)) {
    if (d.quoting == None || (is_null && (d.quoting == Strings || d.quoting == NotNull))) return fail(thread, "empty field must be quoted if delimiter is a space and skipinitialspace is true");
    quoted = true;
  }
  for (char32_t c : field) {
    bool special = c == d.delimiter || d.escapes(c) || d.quotes(c) || d.line_end.find(c) != d.line_end.npos || (quotes_line_ends(thread.rt.release) && (c == '\n' || c == '\r'));
    if (special) {
      bool escape = d.quoting == None;
      if (!escape && d.quotes(c)) {
        if (d.double_quote) out += c;
        else escape = true;
      } else if (!escape && d.escapes(c) && escapes_escapes(thread.rt.release)) {
        escape = true;
      }
      if (escape && !d.has_escapechar) return fail(thread, "need to escape, but no escapechar set");
      if (escape) out += d.escapechar;
      else quoted = true;
    }
    out += c;
  }
  if (row.fields++) row.text += d.delimiter;
  if (quoted) row.text += d.quotechar;
  row.text += out;
  if (quoted) row.text += d.quotechar;
  return true;
}

bool is_number(Thread& thread, Ref v) {
  const Slots& s = type_of(thread, v)->slots;
  return s.as_int || s.as_float || (s.as_index && thread.rt.release.since(3, 8));
}

Value writer_row(Thread& thread, Ref self, Args args) {
  Value keep(self), sequence(args[0]), rows;
  Dialect& d = as<Dialect>(as<Writer>(self).dialect);
  bool any = writes_any_iterable(thread.rt.release);
  const Slots& slots = type_of(thread, sequence)->slots;
  if (any || slots.index_item || slots.get_item) rows = to_list(thread, sequence);
  else return fail(thread, "sequence expected");
  if (!rows) {
    if (any && catch_error(thread, thread.rt.exc.TypeError)) return fail(thread, fmt::format("iterable expected, not {}", type_name(thread, sequence)));
    return error_set;
  }
  Row row;
  bool null_field = false;
  for (std::size_t i = 0; i < as<List>(rows).length; ++i) {
    Value field(as<List>(rows)[i]);
    bool quoted = false, is_text = is_native_str(thread, field);
    null_field = field.is_none();
    switch (d.quoting) {
      case NonNumeric: quoted = !is_number(thread, field); break;
      case All: quoted = true; break;
      case Strings: quoted = is_text; break;
      case NotNull: quoted = !null_field; break;
      default: break;
    }
    Value text = null_field ? native_str(thread, "") : is_text ? field : is_float(field) && thread.rt.python2() ? repr(thread, field) : str(thread, field);
    if (text && !is_native_str(thread, text)) text = coerce_to_bytes(thread, text);
    if (!text || !append_field(thread, d, row, characters(text), quoted, null_field)) return error_set;
  }
  if (row.fields > 0 && row.text.empty()) {
    if (d.quoting == None || (null_field && (d.quoting == Strings || d.quoting == NotNull))) return fail(thread, "single empty field record must be quoted");
    row.fields = 0;
    if (!append_field(thread, d, row, {}, true, false)) return error_set;
  }
  row.text += d.line_end;
  Value line = from_characters(thread, row.text);
  return line ? call(thread, as<Writer>(self).write, line) : Value();
}
Value writer_rows(Thread& thread, Ref self, Args args) {
  Value keep(self), rows = iterate(thread, args[0]);
  if (!rows) {
    if (thread.rt.release.until(3, 7) && catch_error(thread, thread.rt.exc.TypeError)) return raise_type_error(thread, "writerows() argument must be iterable");
    return error_set;
  }
  while (Value row = next(thread, rows)) {
    Borrowed<1> one(row.ref());
    if (!writer_row(thread, self, one.args())) return error_set;
  }
  return thread.has_error() ? Value() : none_value();
}
Value module_writer(Thread& thread, Ref, Args args) {
  if (!check_unpack_count(thread, "", args.size(), 1, 2)) return error_set;
  Value write = find_attribute(thread, args[0], native_intern(thread, "write"));
  if (!write && thread.has_error()) return error_set;
  if (!write || !is_callable(thread, write)) return raise_type_error(thread, "argument 1 must have a \"write\" method");
  Value dialect = dialect_of(thread, args);
  if (!dialect) return dialect;
  Writer* writer = allocate<Writer>(made.writer);
  writer->write = std::move(write);
  writer->dialect = std::move(dialect);
  track(writer);
  return own(writer);
}
Value get_writer_dialect(Thread&, Ref self) { return as<Writer>(self).dialect; }

// ---- the module's functions

Value register_dialect(Thread& thread, Ref, Args args) {
  if (!check_unpack_count(thread, "", args.size(), 1, 2)) return error_set;
  if (!is<Text>(args[0]) && !is_native_str(thread, args[0]))
    return raise(thread, thread.rt.exc.TypeError, thread.rt.release.since(3, 3) ? "dialect name must be a string" : "dialect name must be a string or unicode");
  Value dialect = dialect_of(thread, args);
  return dialect && dict_set(thread, as<Dict>(made.dialects), args[0], dialect) ? none_value() : Value();
}
Value unregister_dialect(Thread& thread, Ref, Args args) {
  int removed = dict_delete(thread, as<Dict>(made.dialects), args[0]);
  return removed > 0 ? none_value() : removed < 0 ? Value() : Value(fail(thread, "unknown dialect"));
}
Value get_dialect(Thread& thread, Ref, Args args) { return dialect_named(thread, args[0]); }
Value list_dialects(Thread& thread, Ref, Args) { return to_list(thread, made.dialects); }
Value field_size_limit(Thread& thread, Ref, Args args) {
  std::int64_t old = made.limit;
  if (args[0]) {
    if (!is_int(args[0])) return raise_type_error(thread, "limit must be an integer");
    std::int64_t limit = 0;
    if (!int_fits(args[0], limit)) return raise_overflow(thread, "Python int too large to convert to C long");
    made.limit = limit;
  }
  return make_int(thread, old);
}

constexpr GetSetRow dialect_getset[] = {
    {"delimiter", get_delimiter, readonly_member, py2}, {"delimiter", get_delimiter, nullptr, py3}, {"doublequote", get_double, readonly_member}, {"escapechar", get_escapechar},
    {"lineterminator", get_terminator},               {"quotechar", get_quotechar},               {"quoting", get_quoting},                   {"skipinitialspace", get_skip, readonly_member},
    {"strict", get_strict, readonly_member},
};
constexpr GetSetRow reader_getset[] = {{"dialect", get_reader_dialect, readonly_member}, {"line_num", get_line, readonly_member}};
constexpr GetSetRow writer_getset[] = {{"dialect", get_writer_dialect, readonly_member}};
constexpr Method writer_methods[] = {{"writerow(self, row, /)", writer_row}, {"writerows(self, rows, /)", writer_rows}};
constexpr Method rows[] = {
    {"field_size_limit(new_limit=None, /)", field_size_limit, until(3, 10)},
    {"field_size_limit(new_limit=None)", field_size_limit, since(3, 11)},
    {"get_dialect(name, /)", get_dialect, until(3, 10)},
    {"get_dialect(name)", get_dialect, since(3, 11)},
    {"list_dialects()", list_dialects},
    {"reader(iterable, dialect='excel', **fmtparams)", module_reader, always, Method::Raw},
    {"register_dialect(name, dialect='excel', **fmtparams)", register_dialect, always, Method::Raw},
    {"unregister_dialect(name, /)", unregister_dialect, until(3, 10)},
    {"unregister_dialect(name)", unregister_dialect, since(3, 11)},
    {"writer(fileobj, dialect='excel', **fmtparams)", module_writer, always, Method::Raw},
};
constexpr ConstantRow constants[] = {{"QUOTE_ALL", All}, {"QUOTE_MINIMAL", Minimal}, {"QUOTE_NONE", None}, {"QUOTE_NONNUMERIC", NonNumeric}, {"QUOTE_NOTNULL", NotNull, since(3, 12)}, {"QUOTE_STRINGS", Strings, since(3, 12)}};

bool fill(Thread& thread, Module& module) {
  static constexpr TypeSpec dialect{.name = "_csv.Dialect", .layout = layout_of<Dialect>, .flags = BaseType, .getset = dialect_getset,
                                    .fill = [](Slots& s, Runtime&) { s.make = dialect_make, s.init = dialect_init; }};
  static constexpr TypeSpec reader{.name = "_csv.reader", .layout = layout_of<Reader>, .flags = DisallowInstantiation, .getset = reader_getset, .fill = fill_step_only<reader_next>};
  static constexpr TypeSpec writer{.name = "_csv.writer", .layout = layout_of<Writer>, .flags = DisallowInstantiation, .methods = writer_methods, .getset = writer_getset};
  Runtime& rt = thread.rt;
  made.dialect = make_builtin_type(rt, dialect), made.reader = make_builtin_type(rt, reader), made.writer = make_builtin_type(rt, writer);
  made.error.take(), made.dialects.take();   // what another runtime left is gone with it
  made.error = new_class(thread, "_csv", "Error", rt.exc.Exception);
  made.dialects = make_dict(thread);
  made.limit = 128 * 1024;
  if (!made.error || !module_add(thread, module, "Error", made.error) || !module_add(thread, module, "_dialects", made.dialects) || !module_add_type(thread, module, made.dialect)) return false;
  if (rt.release.until(3, 12) && !module_add(thread, module, "__version__", native_str(thread, "1.0"))) return false;
  if (rt.release.since(3, 10) && (!module_add(thread, module, "Reader", Value(made.reader)) || !module_add(thread, module, "Writer", Value(made.writer)))) return false;
  return module_add_constants(thread, module, constants);
}

}  // namespace

extern const ModuleSpec csv_module;
const ModuleSpec csv_module{.name = "_csv", .methods = rows, .fill = fill};

}  // namespace xvm
