// _json, from 3.3 on: reading and writing of JSON, for the json package.
#include <cmath>

#include "modules/iterator_struct.h"
#include "modules/system_arguments.h"
#include "objects/dict.h"
#include "objects/float.h"
#include "vm/import.h"
#include "vm/operators_internal.h"

namespace xvm {

namespace {

bool has_decode_error(const Release& r) { return r.since(3, 5); }
bool refuses_trailing_commas(const Release& r) { return r.since(3, 13); }
bool lists_key_types(const Release& r) { return r.since(3, 7); }
bool shows_bad_float(const Release& r) { return r.since(3, 12); }

ErrorSet fail(Thread& thread, const char* message, Ref text, std::size_t at) {
  Value module = import_module(thread, "json.decoder"), words = native_str(thread, message), position = make_int(thread, static_cast<std::int64_t>(at));
  if (!module) return {};
  if (!has_decode_error(thread.rt.release)) {
    Value whole = call_named(thread, module, "errmsg", {words, text, position});
    return whole ? raise_value(thread, thread.rt.exc.ValueError, whole) : ErrorSet();
  }
  Value type = get_attribute(thread, module, "JSONDecodeError"), exception = type ? call(thread, type, words, text, position) : Value();
  return exception ? raise_instance(thread, exception) : ErrorSet();
}
Value stop_at(Thread& thread, std::size_t at) {
  Value position = make_int(thread, static_cast<std::int64_t>(at));
  return raise_value(thread, thread.rt.exc.StopIteration, position);
}

// ---- strings

bool hex_digits(const Text& text, std::size_t at, char32_t& out) {
  out = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    char32_t c = text.at(i);
    int digit = c >= '0' && c <= '9' ? static_cast<int>(c - '0') : c >= 'a' && c <= 'f' ? static_cast<int>(c - 'a' + 10) : c >= 'A' && c <= 'F' ? static_cast<int>(c - 'A' + 10) : -1;
    if (digit < 0) return false;
    out = out << 4 | static_cast<char32_t>(digit);
  }
  return true;
}
// The string whose opening quote stands before `at`; at: behind its closing one.
Value scan_string(Thread& thread, Ref document, std::size_t& at, bool strict) {
  const Text& text = as<Text>(document);
  std::size_t begin = at > 0 ? at - 1 : 0, length = text.length, start = at;
  std::u32string out;
  bool plain = true;   // nothing escaped so far
  while (true) {
    if (at >= length) return fail(thread, "Unterminated string starting at", document, begin);
    char32_t c = text.at(at);
    if (c == '"') break;
    if (c <= 0x1f && strict) return fail(thread, "Invalid control character at", document, at);
    if (c != '\\') {
      if (!plain) out += c;
      ++at;
      continue;
    }
    if (plain) {
      plain = false;
      for (std::size_t i = start; i < at; ++i) out += text.at(i);
    }
    if (++at == length) return fail(thread, "Unterminated string starting at", document, begin);
    c = text.at(at++);
    switch (c) {
      case '"': case '\\': case '/': out += c; break;
      case 'b': out += U'\b'; break;
      case 'f': out += U'\f'; break;
      case 'n': out += U'\n'; break;
      case 'r': out += U'\r'; break;
      case 't': out += U'\t'; break;
      case 'u': {
        char32_t unit = 0, low = 0;
        if (at + 4 >= length) return fail(thread, "Invalid \\uXXXX escape", document, at - 1);
        if (!hex_digits(text, at, unit)) return fail(thread, "Invalid \\uXXXX escape", document, at - 1);
        at += 4;
        if ((unit & 0xfffffc00) == 0xd800 && at + 6 < length && text.at(at) == '\\' && text.at(at + 1) == 'u') {
          if (!hex_digits(text, at + 2, low)) return fail(thread, "Invalid \\uXXXX escape", document, at + 1);
          if ((low & 0xfffffc00) == 0xdc00) unit = 0x10000 + ((unit & 0x3ff) << 10 | (low & 0x3ff)), at += 6;
        }
        out += unit;
        break;
      }
      default: return fail(thread, "Invalid \\escape", document, at - 2);
    }
  }
  Value result = plain ? text_substring(thread, text, start, at) : make_text(thread, out.data(), out.size());
  ++at;
  return result;
}
Value module_scanstring(Thread& thread, Ref, Args args) {
  std::int64_t end = 0;
  if (!as_int64(thread, args[1], end)) return error_set;
  if (!is<Text>(args[0])) return raise_type_error(thread, "first argument must be a string, not {}", type_name(thread, args[0]));
  int strict = args[2] ? truth(thread, args[2]) : 1;
  if (strict < 0) return error_set;
  if (end < 0 || end > static_cast<std::int64_t>(as<Text>(args[0]).length)) return raise_value_error(thread, "end is out of bounds");
  std::size_t at = static_cast<std::size_t>(end);
  Value result = scan_string(thread, args[0], at, strict != 0);
  if (!result) return result;
  Value position = make_int(thread, static_cast<std::int64_t>(at));
  return make_tuple(thread, {result.ref(), position.ref()});
}

void add_escape(std::u32string& out, char32_t unit) {
  static constexpr char digits[] = "0123456789abcdef";
  out += U"\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += static_cast<char32_t>(digits[unit >> shift & 15]);
}
Value quoted(Thread& thread, const Text& text, bool ascii) {
  std::u32string out = U"\"";
  for (std::size_t i = 0; i < text.length; ++i) {
    char32_t c = text.at(i);
    switch (c) {
      case '"': out += U"\\\""; break;
      case '\\': out += U"\\\\"; break;
      case '\b': out += U"\\b"; break;
      case '\f': out += U"\\f"; break;
      case '\n': out += U"\\n"; break;
      case '\r': out += U"\\r"; break;
      case '\t': out += U"\\t"; break;
      default:
        if (c >= 0x20 && (c < 0x7f || !ascii)) {
          out += c;
        } else if (c < 0x10000) {
          add_escape(out, c);
        } else {
          add_escape(out, 0xd800 + ((c - 0x10000) >> 10));
          add_escape(out, 0xdc00 + (c & 0x3ff));
        }
    }
  }
  out += U'"';
  return make_text(thread, out.data(), out.size());
}
template <bool ascii>
Value module_quote(Thread& thread, Ref, Args args) {
  if (!is<Text>(args[0])) return raise_type_error(thread, "first argument must be a string, not {}", type_name(thread, args[0]));
  return quoted(thread, as<Text>(args[0]), ascii);
}

// ---- scanner

struct Scanner : Object {
  XVM_OBJECT("_json.Scanner")
  bool strict = true;
  Value object_hook, object_pairs_hook, parse_float, parse_int, parse_constant;
  void traverse(Visitor& v) { v(object_hook), v(object_pairs_hook), v(parse_float), v(parse_int), v(parse_constant); }
  void clear() { object_hook = object_pairs_hook = parse_float = parse_int = parse_constant = nullptr; }
};

Value scanner_make(Thread& thread, Type* type, Args args) {
  Bound<1> a(thread, "make_scanner(context)", args);
  if (!a) return error_set;
  Scanner* s = allocate<Scanner>(type);
  Value owner = own(s), strict = get_attribute(thread, a[0], "strict");
  int is_strict = strict ? truth(thread, strict) : -1;
  if (is_strict < 0) return error_set;
  s->strict = is_strict != 0;
  struct Row { const char* name; Value& to; };
  for (auto [name, to] : {Row{"object_hook", s->object_hook}, Row{"object_pairs_hook", s->object_pairs_hook}, Row{"parse_float", s->parse_float}, Row{"parse_int", s->parse_int},
                          Row{"parse_constant", s->parse_constant}}) {
    to = get_attribute(thread, a[0], name);
    if (!to) return error_set;
  }
  track(s);
  return owner;
}

class Scan {
 public:
  Scan(Thread& thread, const Scanner& scanner, Ref document) : thread_(thread), scanner_(scanner), document_(document), text_(as<Text>(document)), memo_(make_dict(thread)) {}

  // The value at `at`, which then is behind it.
  Value once(std::size_t& at) {
    if (at >= text_.length) return stop_at(thread_, at);
    switch (text_.at(at)) {
      case '"': return scan_string(thread_, document_, ++at, scanner_.strict);
      case '{': {
        Recursion recursion(thread_, " while decoding a JSON object from a unicode string");
        return recursion.ok() ? object(++at) : Value();
      }
      case '[': {
        Recursion recursion(thread_, " while decoding a JSON array from a unicode string");
        return recursion.ok() ? array(++at) : Value();
      }
      case 'n': if (word(at, "null")) return none_value(); break;
      case 't': if (word(at, "true")) return Value::of(true); break;
      case 'f': if (word(at, "false")) return Value::of(false); break;
      case 'N': if (word(at, "NaN")) return constant("NaN"); break;
      case 'I': if (word(at, "Infinity")) return constant("Infinity"); break;
      case '-': if (word(at, "-Infinity")) return constant("-Infinity"); break;
      default: break;
    }
    return number(at);
  }

 private:
  bool word(std::size_t& at, std::string_view wanted) {
    if (text_.length - at < wanted.size()) return false;
    for (std::size_t i = 0; i < wanted.size(); ++i)
      if (text_.at(at + i) != static_cast<char32_t>(wanted[i])) return false;
    at += wanted.size();
    return true;
  }
  Value constant(const char* name) {
    Value text = native_str(thread_, name);
    return call(thread_, scanner_.parse_constant, text);
  }
  bool is(std::size_t at, char c) const { return at < text_.length && text_.at(at) == static_cast<char32_t>(c); }
  bool is_digit(std::size_t at) const { return at < text_.length && text_.at(at) >= '0' && text_.at(at) <= '9'; }
  void skip_blanks(std::size_t& at) const {
    while (is(at, ' ') || is(at, '\t') || is(at, '\n') || is(at, '\r')) ++at;
  }

  Value number(std::size_t& at) {
    std::size_t start = at, end = at;
    bool fractional = false;
    if (is(end, '-')) ++end;
    if (!is_digit(end)) return stop_at(thread_, start);
    if (is(end, '0')) ++end;
    else while (is_digit(end)) ++end;
    if (is(end, '.') && is_digit(end + 1)) {
      fractional = true;
      for (++end; is_digit(end);) ++end;
    }
    if (is(end, 'e') || is(end, 'E')) {
      std::size_t exponent = end + 1;
      if (is(exponent, '+') || is(exponent, '-')) ++exponent;
      if (is_digit(exponent)) {
        fractional = true;
        for (end = exponent; is_digit(end);) ++end;
      }
    }
    Value digits = text_substring(thread_, text_, start, end);
    at = end;
    return digits ? call(thread_, fractional ? scanner_.parse_float : scanner_.parse_int, digits) : Value();
  }

  Value object(std::size_t& at) {
    bool pairs = !scanner_.object_pairs_hook.is_none();
    Value result = pairs ? own(allocate_list(thread_, 0)) : make_dict(thread_);
    skip_blanks(at);
    if (!is(at, '}')) {
      while (true) {
        if (!is(at, '"')) return fail(thread_, "Expecting property name enclosed in double quotes", document_, at);
        Value key = scan_string(thread_, document_, ++at, scanner_.strict);
        if (!key) return key;
        Ref known = dict_set_default(thread_, as<Dict>(memo_), key, key);
        if (!known) return error_set;
        key = Value(known);
        skip_blanks(at);
        if (!is(at, ':')) return fail(thread_, "Expecting ':' delimiter", document_, at);
        skip_blanks(++at);
        Value value = once(at);
        if (!value) return value;
        if (pairs) list_append(as<List>(result), make_tuple(thread_, {key.ref(), value.ref()}));
        else if (!dict_set(thread_, as<Dict>(result), key, value)) return error_set;
        skip_blanks(at);
        if (is(at, '}')) break;
        if (!is(at, ',')) return fail(thread_, "Expecting ',' delimiter", document_, at);
        std::size_t comma = at;
        skip_blanks(++at);
        if (is(at, '}') && refuses_trailing_commas(thread_.rt.release)) return fail(thread_, "Illegal trailing comma before end of object", document_, comma);
      }
    }
    ++at;
    if (pairs) return call(thread_, scanner_.object_pairs_hook, result);
    return scanner_.object_hook.is_none() ? std::move(result) : call(thread_, scanner_.object_hook, result);
  }
  Value array(std::size_t& at) {
    Value result = own(allocate_list(thread_, 0));
    skip_blanks(at);
    if (!is(at, ']')) {
      while (true) {
        Value value = once(at);
        if (!value) return value;
        list_append(as<List>(result), std::move(value));
        skip_blanks(at);
        if (is(at, ']')) break;
        if (!is(at, ',')) return fail(thread_, "Expecting ',' delimiter", document_, at);
        std::size_t comma = at;
        skip_blanks(++at);
        if (is(at, ']') && refuses_trailing_commas(thread_.rt.release)) return fail(thread_, "Illegal trailing comma before end of array", document_, comma);
      }
    }
    ++at;
    return result;
  }

  Thread& thread_;
  const Scanner& scanner_;
  Ref document_;
  const Text& text_;
  Value memo_;   // keys, each once
};

Value scanner_call(Thread& thread, Ref self, Args args) {
  Bound<2> a(thread, "scan_once(string, idx)", args);
  std::int64_t index = 0;
  if (!a || !as_int64(thread, a[1], index)) return error_set;
  if (!is<Text>(a[0])) return raise_type_error(thread, "first argument must be a string, not {}", type_name(thread, a[0]));
  if (index < 0) return raise_value_error(thread, "idx cannot be negative");
  Value keep(self), document(a[0]);
  std::size_t at = static_cast<std::size_t>(index);
  Scan scan(thread, as<Scanner>(self), document);
  Value value = scan.once(at);
  if (!value) return value;
  Value position = make_int(thread, static_cast<std::int64_t>(at));
  return make_tuple(thread, {value.ref(), position.ref()});
}

// ---- encoder

struct Encoder : Object {
  XVM_OBJECT("_json.Encoder")
  Value markers, otherwise, encoder, indent, key_separator, item_separator;
  bool sort_keys = false, skipkeys = false, allow_nan = true;
  void traverse(Visitor& v) { v(markers), v(otherwise), v(encoder), v(indent), v(key_separator), v(item_separator); }
  void clear() { markers = otherwise = encoder = indent = key_separator = item_separator = nullptr; }
};

Value encoder_make(Thread& thread, Type* type, Args args) {
  Bound<9> a(thread, "make_encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)", args);
  if (!a) return error_set;
  if (!a[0].is_none() && !is<Dict>(a[0])) return raise_type_error(thread, "make_encoder() argument 1 must be dict or None, not {}", type_name(thread, a[0]));
  if (!a[3].is_none() && !is<Text>(a[3])) return raise_type_error(thread, "make_encoder() argument 4 must be str or None, not {}", type_name(thread, a[3]));
  for (std::size_t i : {std::size_t{4}, std::size_t{5}})
    if (!is<Text>(a[i])) return raise_type_error(thread, "make_encoder() argument {} must be str, not {}", i + 1, type_name(thread, a[i]));
  Encoder* e = allocate<Encoder>(type);
  Value owner = own(e);
  e->markers = Value(a[0]), e->otherwise = Value(a[1]), e->encoder = Value(a[2]), e->indent = Value(a[3]), e->key_separator = Value(a[4]), e->item_separator = Value(a[5]);
  int sort = truth(thread, a[6]), skip = sort < 0 ? -1 : truth(thread, a[7]), nan = skip < 0 ? -1 : truth(thread, a[8]);
  if (nan < 0) return error_set;
  e->sort_keys = sort != 0, e->skipkeys = skip != 0, e->allow_nan = nan != 0;
  track(e);
  return owner;
}

class Encode {
 public:
  Encode(Thread& thread, const Encoder& encoder, std::int64_t level) : thread_(thread), encoder_(encoder), out_(thread), level_(level) {}
  Value finish() { return out_.finish(); }

  bool value(Ref v) {
    if (v.is_none()) return add("null");
    if (v.is_bool()) return add(v.is_true() ? "true" : "false");
    if (is<Text>(v)) return add_text(string(v));
    if (is_int(v)) return add_text(integer(v));
    if (is_float(v)) return add_text(number(v));
    if (is<List>(v) || is<Tuple>(v)) {
      Recursion recursion(thread_, " while encoding a JSON object");
      return recursion.ok() && sequence(v);
    }
    if (is<Dict>(v)) {
      Recursion recursion(thread_, " while encoding a JSON object");
      return recursion.ok() && mapping(v);
    }
    Value mark;
    if (!enter(v, mark)) return false;
    Value other = call(thread_, encoder_.otherwise, v);
    if (!other) return false;
    Recursion recursion(thread_, " while encoding a JSON object");
    return recursion.ok() && value(other) && leave(mark);
  }

 private:
  bool add(std::string_view text) {
    out_.add(text);
    return true;
  }
  bool add_text(const Value& text) {
    if (text) out_.add_value(text);
    return static_cast<bool>(text);
  }
  Value string(Ref v) {
    Value text = call(thread_, encoder_.encoder, v);
    if (text && !is<Text>(text)) return raise_type_error(thread_, "encoder() must return a string, not {}", type_name(thread_, text));
    return text;
  }
  Value integer(Ref v) {
    Value plain = int_plain(thread_, v);
    return plain ? repr(thread_, plain) : Value();
  }
  Value number(Ref v) {
    double d = 0;
    if (!as_double(thread_, v, d)) return error_set;
    if (std::isfinite(d)) {
      Value plain = Value::of(d);
      return repr(thread_, plain);
    }
    if (!encoder_.allow_nan) {
      if (shows_bad_float(thread_.rt.release)) return raise_value_error(thread_, "Out of range float values are not JSON compliant: {}", repr_utf8(thread_, v));
      return raise_value_error(thread_, "Out of range float values are not JSON compliant");
    }
    return native_str(thread_, d != d ? "NaN" : d > 0 ? "Infinity" : "-Infinity");
  }
  // Marks a container as being written; mark: null where that is not watched.
  bool enter(Ref v, Value& mark) {
    if (encoder_.markers.is_none()) return true;
    mark = make_unsigned(thread_, v.raw() & 0xffffffffffff);
    int known = dict_contains(thread_, as<Dict>(encoder_.markers), mark);
    if (known < 0) return false;
    if (known) return raise_value_error(thread_, "Circular reference detected");
    return dict_set(thread_, as<Dict>(encoder_.markers), mark, v);
  }
  // A new line for what follows, one level deeper or shallower; nothing where there is no indent.
  void break_line(int deeper) {
    level_ += deeper;
    if (encoder_.indent.is_none()) return;
    out_.add("\n");
    for (std::int64_t i = 0; i < level_; ++i) out_.add_value(encoder_.indent);
  }
  bool leave(const Value& mark) { return !mark || dict_delete(thread_, as<Dict>(encoder_.markers), mark) >= 0; }

  bool sequence(Ref v) {
    Value items = to_tuple(thread_, v), mark;
    if (!items) return false;
    if (as<Tuple>(items).length == 0) return add("[]");
    if (!enter(v, mark)) return false;
    add("[");
    break_line(1);
    bool first = true;
    for (const Value& item : as<Tuple>(items)) {
      if (!first) out_.add_value(encoder_.item_separator), break_line(0);
      first = false;
      if (!value(item)) return false;
    }
    break_line(-1);
    return add("]") && leave(mark);
  }
  bool mapping(Ref v) {
    if (length(thread_, v) == 0) return !thread_.has_error() && add("{}");
    Value mark;
    if (!enter(v, mark)) return false;
    Value view = call_named(thread_, v, "items"), items = view ? to_list(thread_, view) : Value();
    if (!items || (encoder_.sort_keys && !list_sort(thread_, as<List>(items), {}, false))) return false;
    add("{");
    break_line(1);
    bool first = true;
    for (std::size_t i = 0; i < as<List>(items).length; ++i) {
      Value pair(as<List>(items)[i]), key;
      if (!is<Tuple>(pair) || as<Tuple>(pair).length != 2) return raise_value_error(thread_, "items must return 2-tuples");
      Ref k = as<Tuple>(pair)[0];
      if (is<Text>(k)) key = Value(k);
      else if (k.is_none()) key = native_str(thread_, "null");
      else if (k.is_bool()) key = native_str(thread_, k.is_true() ? "true" : "false");
      else if (is_float(k)) key = number(k);
      else if (is_int(k)) key = integer(k);
      else if (encoder_.skipkeys) continue;
      else if (lists_key_types(thread_.rt.release)) return raise_type_error(thread_, "keys must be str, int, float, bool or None, not {}", type_name(thread_, k));
      else return raise_type_error(thread_, "keys must be a string");
      if (!key) return false;
      if (!first) out_.add_value(encoder_.item_separator), break_line(0);
      first = false;
      if (!add_text(string(key))) return false;
      out_.add_value(encoder_.key_separator);
      if (!value(as<Tuple>(pair)[1])) return false;
    }
    break_line(-1);
    return add("}") && leave(mark);
  }

  Thread& thread_;
  const Encoder& encoder_;
  TextBuilder out_;
  std::int64_t level_;
};

Value encoder_call(Thread& thread, Ref self, Args args) {
  Bound<2> a(thread, "_iterencode(obj, _current_indent_level)", args);
  std::int64_t level = 0;
  if (!a || !as_int64(thread, a[1], level)) return error_set;
  Value keep(self);
  Encode encode(thread, as<Encoder>(self), level);
  if (!encode.value(a[0])) return error_set;
  Value text = encode.finish();
  return text ? make_tuple(thread, {text.ref()}) : Value();
}

Value scanner_strict(Thread&, Ref self) { return Value::of(as<Scanner>(self).strict); }
template <Value Scanner::*field>
Value scanner_field(Thread&, Ref self) { return as<Scanner>(self).*field; }
template <Value Encoder::*field>
Value encoder_field(Thread&, Ref self) { return as<Encoder>(self).*field; }
template <bool Encoder::*field>
Value encoder_flag(Thread&, Ref self) { return Value::of(as<Encoder>(self).*field); }

constexpr GetSetRow scanner_getset[] = {
    {"object_hook", scanner_field<&Scanner::object_hook>, readonly_member}, {"object_pairs_hook", scanner_field<&Scanner::object_pairs_hook>, readonly_member, since(3, 5)},
    {"parse_constant", scanner_field<&Scanner::parse_constant>, readonly_member}, {"parse_float", scanner_field<&Scanner::parse_float>, readonly_member},
    {"parse_int", scanner_field<&Scanner::parse_int>, readonly_member}, {"strict", scanner_strict, readonly_member},
};
constexpr GetSetRow encoder_getset[] = {
    {"default", encoder_field<&Encoder::otherwise>, readonly_member}, {"encoder", encoder_field<&Encoder::encoder>, readonly_member}, {"indent", encoder_field<&Encoder::indent>, readonly_member},
    {"item_separator", encoder_field<&Encoder::item_separator>, readonly_member}, {"key_separator", encoder_field<&Encoder::key_separator>, readonly_member},
    {"markers", encoder_field<&Encoder::markers>, readonly_member}, {"skipkeys", encoder_flag<&Encoder::skipkeys>, readonly_member}, {"sort_keys", encoder_flag<&Encoder::sort_keys>, readonly_member},
};
constexpr Method rows[] = {
    {"encode_basestring(string, /)", module_quote<false>, since(3, 5)},
    {"encode_basestring_ascii(string, /)", module_quote<true>},
    {"scanstring(string, end, strict=True, /)", module_scanstring},
};

bool fill(Thread& thread, Module& module) {
  static constexpr TypeSpec scanner{.name = "_json.Scanner", .layout = layout_of<Scanner>, .getset = scanner_getset, .fill = [](Slots& s, Runtime&) { s.make = scanner_make, s.call = scanner_call; }};
  static constexpr TypeSpec encoder{.name = "_json.Encoder", .layout = layout_of<Encoder>, .getset = encoder_getset, .fill = [](Slots& s, Runtime&) { s.make = encoder_make, s.call = encoder_call; }};
  return module_add(thread, module, "make_scanner", Value(make_builtin_type(thread.rt, scanner))) && module_add(thread, module, "make_encoder", Value(make_builtin_type(thread.rt, encoder)));
}

}  // namespace

extern const ModuleSpec json_module;
const ModuleSpec json_module{.name = "_json", .methods = rows, .fill = fill, .releases = since(3, 3)};

}  // namespace xvm
