// The % operator: the arguments of a format, the conversions, and the releases' words for what does not fit.
#include "objects/percent_format.h"

#include <fmt/format.h>

#include <limits>
#include <string>

#include "base/format_spec.h"
#include "base/number_format.h"
#include "base/utf8.h"
#include "objects/bytes.h"
#include "objects/char_buffer.h"
#include "objects/codecs.h"
#include "objects/dict.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/complex_type.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/limits.h"
#include "vm/operators.h"

namespace xvm {
namespace {

enum class Face : std::uint8_t { Text, Str2, Bytes };

bool hex_needs_integer(const Release& r) { return r.since(3, 5); }
bool names_real_numbers(const Release& r) { return r.since(3, 10); }
bool old_integer_words(const Release& r) { return r.until(2, 5); }
bool pads_percent_sign(const Release& r) { return r.until(3, 2); }
bool percent_sign_is_conversion(const Release& r) { return r.since(3, 7); }   // "%5%" is refused
bool conversion_errors_pass(const Release& r) { return r.since(3, 4); }       // int(nan) speaks for itself
bool char_takes_index(const Release& r) { return r.since(3, 4); }
// What a program's class makes counts as a mapping, whatever it can do.
bool instances_are_mappings(const Release& r) { return r.until(2, 6) || (r.since(3, 0) && r.until(3, 1)); }
bool sign_of_nan_is_shown(const Release& r) { return r.until(2, 6) || (r.since(3, 0) && r.until(3, 0)); }
bool big_as_general(const Release& r) { return r.until(2, 6) || (!r.python2() && r.until(3, 0)); }
bool char_takes_number(const Release& r) { return r.until(3, 4); }            // by __int__
bool char_takes_float(const Release& r) { return r.python2() ? r.until(2, 6) : r.until(3, 4); }
bool char_reads_bytes(const Release& r) { return r.since(3, 4) && r.until(3, 4); }   // as digits of a number
bool huge_char_overflows(const Release& r) { return r.since(3, 10); }

// The arguments of one formatting: a tuple's items one by one, or one value, or a mapping asked by key.
struct Arguments {
  Ref all;
  Ref mapping;             // null when there is none
  Value keyed;             // what a key gave
  std::ptrdiff_t index = 0, count = 0;   // count -1: one value

  explicit Arguments(Ref arguments) : all(arguments) {
    if (const Tuple* tuple = try_as<Tuple>(arguments)) count = static_cast<std::ptrdiff_t>(tuple->length);
    else index = -2, count = -1;
  }
  Ref next(Thread& thread) {
    if (index < count) {
      Ref single = keyed ? keyed.ref() : all;
      std::ptrdiff_t at = index++;
      return count < 0 ? single : as<Tuple>(all)[static_cast<std::size_t>(at)];
    }
    raise(thread, thread.rt.exc.TypeError, "not enough arguments for format string");
    return {};
  }
  bool left_over() const { return index < count && !mapping; }
};

bool is_mapping_argument(Thread& thread, Ref v, Face face) {
  if (is<Tuple>(v) || is<Text>(v)) return false;
  if (face != Face::Text && is<Bytes>(v)) return false;
  if (thread.rt.python2() && is<Bytes>(v)) return false;
  if (face == Face::Bytes && is<ByteArray>(v)) return false;
  Type* type = type_of(thread, v);
  return type->slots.get_item || (instances_are_mappings(thread.rt.release) && type->has(HeapType));
}

class Formatter {
 public:
  Formatter(Thread& thread, Face face, std::string_view format, Ref arguments)
      : thread_(thread), release_(thread.rt.release), face_(face), format_(format), arguments_(arguments), out_(face != Face::Text) {
    if (is_mapping_argument(thread, arguments, face)) arguments_.mapping = arguments;
  }

  bool run() {
    std::size_t at = 0;
    while (at < format_.size()) {
      std::size_t sign = format_.find('%', at);
      if (sign == format_.npos) sign = format_.size();
      if (!add_literal(format_.substr(at, sign - at))) return false;
      if (sign == format_.size()) break;
      if (!conversion(sign + 1, at)) return false;
    }
    if (arguments_.left_over())
      return raise_type_error(thread_, "not all arguments converted during {} formatting", face_ == Face::Bytes ? "bytes" : "string");
    return true;
  }

  CharBuffer& out() { return out_; }

 private:
  Thread& thread_;
  const Release& release_;
  Face face_;
  std::string_view format_;
  Arguments arguments_;
  CharBuffer out_;

  // A 2.x str that met a unicode argument goes on as unicode.
  bool become_text() {
    if (face_ == Face::Text) return true;
    Value so_far = make_bytes(thread_, out_.narrow()), whole = make_bytes(thread_, format_);
    Value format = coerce_to_text(thread_, whole), text = format ? coerce_to_text(thread_, so_far) : Value();
    if (!text) return false;
    face_ = Face::Text;
    out_.become_text();
    return true;
  }

  bool add_literal(std::string_view text) {
    if (face_ == Face::Text && unicode_from_str_ && !is_ascii(text)) {
      Value bytes = make_bytes(thread_, text);
      Value decoded = coerce_to_text(thread_, bytes);
      return static_cast<bool>(decoded);
    }
    out_.add(text);
    return true;
  }
  bool unicode_from_str_ = false;

  bool conversion(std::size_t at, std::size_t& next) {
    PercentSpec spec;
    PercentError error = parse_percent_spec(format_, at, face_ != Face::Text || unicode_from_str_, spec);
    bool has_key = spec.has_key || error == PercentError::IncompleteKey;
    if (has_key) {
      if (!arguments_.mapping) return raise_type_error(thread_, "format requires a mapping");
      if (error == PercentError::IncompleteKey) return raise_value_error(thread_, "incomplete format key");
      Value key = face_ == Face::Text && !unicode_from_str_ ? make_text(thread_, spec.key) : make_bytes(thread_, spec.key);
      Value keyed = get_item(thread_, arguments_.mapping, key);
      if (!keyed) return false;
      arguments_.keyed = std::move(keyed);
      arguments_.index = -2, arguments_.count = -1;
    }
    if (spec.star_width) {
      std::int64_t width;
      if (!star(width)) return false;
      if (width < 0) spec.left = true, width = width == std::numeric_limits<std::int64_t>::min() ? 0 : -width;
      spec.width = width;
    }
    if (error == PercentError::WidthTooBig) return raise_value_error(thread_, "width too big");
    if (spec.star_precision) {
      std::int64_t precision;
      if (!star(precision, "int")) return false;
      spec.precision = precision < 0 ? 0 : precision;
    }
    if (error == PercentError::PrecisionTooBig)
      return raise_value_error(thread_, "{}", release_.since(3, 4) ? "precision too big" : "prec too big");
    if (error != PercentError::None) return raise_value_error(thread_, "incomplete format");
    next = spec.next;
    if (spec.conversion == '%' && (!percent_sign_is_conversion(release_) || spec.next == at + 1)) {
      if (pads_percent_sign(release_)) return add_padded(spec, "%");
      out_.add_ascii("%");
      return true;
    }
    Ref argument = arguments_.next(thread_);
    if (!argument) return false;
    Value held(argument);
    return convert(spec, held);
  }

  bool star(std::int64_t& value, const char* type = "ssize_t") {
    Ref v = arguments_.next(thread_);
    if (!v) return false;
    if (!is_int(v) || is_long(thread_, v)) return raise_type_error(thread_, "* wants int");
    if (!int_fits(v, value)) return raise_overflow(thread_, fmt::format("Python int too large to convert to C {}", type));
    if (value > std::numeric_limits<int>::max() || value < std::numeric_limits<int>::min()) {
      if (!room_for(value)) return raise_memory_error(thread_);
    }
    return true;
  }

  bool convert(const PercentSpec& spec, Ref v) {
    switch (spec.conversion) {
      case 's': return face_ == Face::Bytes ? convert_buffer(spec, v) : convert_str(spec, v);
      case 'b':
        if (face_ == Face::Bytes) return convert_buffer(spec, v);
        break;
      case 'a':
        if (release_.python2()) break;
        [[fallthrough]];
      case 'r': {
        bool escaped = spec.conversion == 'a' || face_ == Face::Bytes;
        Value text = escaped ? ascii(thread_, v) : repr(thread_, v);
        return text && add_string(spec, text);
      }
      case 'd': case 'i': case 'u': case 'o': case 'x': case 'X': return convert_integer(spec, v);
      case 'e': case 'E': case 'f': case 'F': case 'g': case 'G': return convert_float(spec, v);
      case 'c': return convert_char(spec, v);
      default: break;
    }
    return unsupported(spec);
  }

  bool unsupported(const PercentSpec& spec) {
    char32_t c = spec.conversion;
    std::size_t index = 0;   // in characters
    if (out_.bytes() || unicode_from_str_) index = spec.conversion_at;
    else for (std::size_t i = 0; i < spec.conversion_at; ++i) index += (format_[i] & 0xc0) != 0x80;
    char shown = c > 0x1f && c < 0x80 ? static_cast<char>(c) : '?';
    if (face_ == Face::Str2) shown = static_cast<char>(c), c = static_cast<char32_t>(static_cast<signed char>(c));
    return raise(thread_, thread_.rt.exc.ValueError,
                 fmt::format("unsupported format character '{}' (0x{:x}) at index {}", shown, static_cast<std::uint32_t>(c), index));
  }

  bool convert_str(const PercentSpec& spec, Ref v) {
    if (face_ == Face::Str2) {
      if (is_exact<Bytes>(v)) return add_string(spec, v);
      Value text = is<Text>(v) ? Value(v) : str(thread_, v);
      if (!text) return false;
      if (is<Text>(text)) {
        if (!become_text()) return false;
        unicode_from_str_ = true;
        return add_string(spec, text);
      }
      return add_string(spec, text);
    }
    if (is_exact<Text>(v)) return add_string(spec, v);
    if (release_.python2()) {   // unicode(v) of 2.x
      Value text = is<Text>(v) ? Value(v) : is_exact<Bytes>(v) ? coerce_to_text(thread_, v) : call(thread_, Ref(thread_.rt.types.text), v);
      return text && add_string(spec, text);
    }
    Value text = str(thread_, v);
    return text && add_string(spec, text);
  }

  // A Text or Bytes, cut by the precision and padded.
  bool add_string(const PercentSpec& spec, Ref v) {
    Value decoded;
    if (face_ == Face::Text && is<Bytes>(v)) {
      decoded = coerce_to_text(thread_, v);
      if (!decoded) return false;
      v = decoded;
    }
    if (const Bytes* bytes = try_as<Bytes>(v)) return add_padded(spec, cut(spec, bytes->view()));
    const Text& text = as<Text>(v);
    if (face_ != Face::Text) return add_padded(spec, cut(spec, text_utf8(v)));
    std::size_t count = spec.precision >= 0 && static_cast<std::uint64_t>(spec.precision) < text.length ? static_cast<std::size_t>(spec.precision) : text.length;
    if (!check_width(spec)) return false;
    Padding padding = percent_padding(spec, count);
    out_.add_char(' ', padding.left);
    out_.add_text(text, 0, count);
    out_.add_char(' ', padding.right);
    return true;
  }

  static std::string_view cut(const PercentSpec& spec, std::string_view bytes) {
    return spec.precision >= 0 ? bytes.substr(0, static_cast<std::size_t>(spec.precision)) : bytes;
  }
  bool add_padded(const PercentSpec& spec, std::string_view bytes) {
    if (!check_width(spec)) return false;
    Padding padding = percent_padding(spec, bytes.size());
    out_.add_char(' ', padding.left);
    out_.add(bytes);
    out_.add_char(' ', padding.right);
    return true;
  }
  bool check_width(const PercentSpec& spec) {
    if (!room_for(spec.width, 4)) return raise_memory_error(thread_);
    return true;
  }

  bool convert_buffer(const PercentSpec& spec, Ref v) {
    if (const Bytes* bytes = try_as<Bytes>(v)) return add_padded(spec, cut(spec, bytes->view()));
    if (const ByteArray* array = try_as<ByteArray>(v)) return add_padded(spec, cut(spec, view_of(*array)));
    bool found = false;
    Value bytes = call_special(thread_, v, thread_.rt.names.bytes__, {}, found);
    if (found) {
      if (!bytes) return false;
      if (!is<Bytes>(bytes)) return raise_type_error(thread_, "__bytes__ returned non-bytes (type {})", type_name(thread_, bytes));
      return add_padded(spec, cut(spec, as<Bytes>(bytes).view()));
    }
    if (has_buffer(thread_, v)) {
      BufferView view;
      return get_buffer(thread_, v, view) && add_padded(spec, cut(spec, view.view()));
    }
    return raise_type_error(thread_, "%b requires {}, or an object that implements __bytes__, not '{}'",
                            release_.since(3, 6) ? "a bytes-like object" : "bytes", type_name(thread_, v));
  }

  bool is_number(Ref v) {
    if (is_int(v) || is_float(v)) return true;
    const Slots& slots = type_of(thread_, v)->slots;
    return slots.as_int || slots.as_float || (release_.since(3, 8) && slots.as_index);
  }

  bool wrong_integer(const PercentSpec& spec, Ref v) {
    char c = static_cast<char>(spec.conversion == 'i' && release_.python2() ? 'd' : spec.conversion);
    if (old_integer_words(release_)) return raise_type_error(thread_, "int argument required");
    bool hex = c == 'x' || c == 'X' || c == 'o';
    const char* wanted = hex && hex_needs_integer(release_) ? "an integer" : names_real_numbers(release_) ? "a real number" : "a number";
    return raise_type_error(thread_, "%{} format: {} is required, not {}", c, wanted, type_name(thread_, v));
  }

  bool convert_integer(const PercentSpec& spec, Ref v) {
    bool hex = spec.conversion == 'x' || spec.conversion == 'X' || spec.conversion == 'o';
    Value number(v);
    if (!is_int(v)) {
      if (hex && hex_needs_integer(release_)) {
        if (!is_number(v)) return wrong_integer(spec, v);
        number = type_of(thread_, v)->slots.as_index ? as_index(thread_, v) : Value();
        if (!number && !thread_.has_error()) return wrong_integer(spec, v);
      } else {
        if (!is_number(v)) return wrong_integer(spec, v);
        bool nothing = old_integer_words(release_) && is_float(v) && float_of(v) != float_of(v);   // 2.5: a nan is 0
        number = nothing ? Value::small(0) : call(thread_, Ref(thread_.rt.types.int_), v);
      }
      if (!number) {
        if (conversion_errors_pass(release_) && !thread_.error_is(thread_.rt.exc.TypeError)) return false;
        thread_.clear_error();
        return wrong_integer(spec, v);
      }
    }
    std::int64_t fits;
    if (old_integer_words(release_) && is_float(v) && !int_fits(number, fits)) return wrong_integer(spec, v);
    if (!check_width(spec)) return false;
    if (spec.precision > std::int64_t{1} << 31) return raise_overflow(thread_, "precision too large");
    std::int64_t small;
    if (!hex && spec.width < 0 && spec.precision < 0 && !spec.sign && !spec.blank && int_fits(number, small)) {
      fmt::format_int digits(small);
      out_.add_ascii({digits.data(), digits.size()});
      return true;
    }
    std::string digits;
    if (hex) digits = int_text(number, spec.conversion == 'o' ? 8 : 16);
    else if (!int_decimal(thread_, number, digits)) return false;
    if (spec.precision == 0 && digits == "0" && release_.python2() && !is_long(thread_, number)) digits.clear();   // as C's printf
    bool negative = !digits.empty() && digits[0] == '-';
    out_.add_ascii(percent_integer(spec, negative, std::string_view(digits).substr(negative), release_.python2() ? "0" : "0o"));
    return true;
  }

  bool convert_float(const PercentSpec& spec, Ref v) {
    double number;
    if (is_float(v)) {
      number = float_of(v);
    } else if (face_ == Face::Bytes || release_.python2()) {
      if (!is_number(v) || !as_double(thread_, v, number)) {
        thread_.clear_error();
        if (old_integer_words(release_)) return raise_type_error(thread_, "float argument required");
        return raise_type_error(thread_, "float argument required, not {}", type_name(thread_, v));
      }
    } else if (!as_double(thread_, v, number)) {
      return false;
    }
    if (!check_width(spec)) return false;
    if (spec.precision > 0x7fffffff) return raise_value_error(thread_, "precision too big");
    out_.add_ascii(percent_float(spec, number, big_as_general(release_), sign_of_nan_is_shown(release_)));
    return true;
  }

  bool convert_char(const PercentSpec& spec, Ref v) {
    PercentSpec whole = spec;
    whole.precision = -1;
    if (face_ == Face::Bytes) return convert_byte(whole, v);
    if (face_ == Face::Str2) return convert_str2_char(whole, v);
    if (const Text* text = try_as<Text>(v)) {
      if (text->length != 1) return raise_type_error(thread_, "%c requires int or char");
      return add_string(whole, v);
    }
    if (const Bytes* bytes = try_as<Bytes>(v); bytes && release_.python2()) {
      if (bytes->length != 1) return raise_type_error(thread_, "%c requires int or char");
      return add_string(whole, v);
    }
    Value number;
    if (is_int(v)) {
      number = Value(v);
    } else if (char_reads_bytes(release_) && is<Bytes>(v)) {
      number = call(thread_, Ref(thread_.rt.types.int_), v);
      if (!number) return false;
    } else if (char_takes_index(release_) && type_of(thread_, v)->slots.as_index) {
      number = as_index(thread_, v);
      if (!number) return false;
    } else if (release_.python2() && is<Complex>(v)) {
      return raise_type_error(thread_, "%c requires int or char");
    } else if (char_takes_number(release_) && (release_.python2() || !is_float(v) || char_takes_float(release_)) && type_of(thread_, v)->slots.as_int) {
      number = call(thread_, Ref(thread_.rt.types.int_), v);
      if (!number) return false;
    } else {
      return raise_type_error(thread_, "%c requires int or char");
    }
    std::int64_t c;
    bool fits = int_fits(number, c);
    if (!fits && !huge_char_overflows(release_)) return raise_type_error(thread_, "%c requires int or char");
    if (!fits || c < 0 || c > 0x10ffff)
      return raise_overflow(thread_, release_.python2() ? "%c arg not in range(0x110000) (wide Python build)" : "%c arg not in range(0x110000)");
    Value text = make_text_char(thread_, static_cast<char32_t>(c));
    return add_string(whole, text);
  }

  bool convert_str2_char(const PercentSpec& spec, Ref v) {
    if (is<Text>(v)) {
      if (!become_text()) return false;
      unicode_from_str_ = true;
      return convert_char(spec, v);
    }
    if (const Bytes* bytes = try_as<Bytes>(v)) {
      if (bytes->length != 1) return raise_type_error(thread_, "%c requires int or char");
      return add_padded(spec, bytes->view());
    }
    if (is_float(v) && !char_takes_float(release_)) return raise_type_error(thread_, "integer argument expected, got float");
    std::int64_t c;
    Value number(v);
    if (!is_int(v)) {
      if (!type_of(thread_, v)->slots.as_int) return raise_type_error(thread_, "an integer is required");
      number = call(thread_, Ref(thread_.rt.types.int_), v);
      if (!number) return false;
    }
    if (!int_fits(number, c)) return raise_overflow(thread_, "Python int too large to convert to C long");
    if (c < 0) return raise_overflow(thread_, "unsigned byte integer is less than minimum");
    if (c > 255) return raise_overflow(thread_, "unsigned byte integer is greater than maximum");
    char byte = static_cast<char>(c);
    return add_padded(spec, {&byte, 1});
  }

  bool convert_byte(const PercentSpec& spec, Ref v) {
    std::string_view one;
    if (const Bytes* bytes = try_as<Bytes>(v)) one = bytes->view();
    else if (const ByteArray* array = try_as<ByteArray>(v)) one = view_of(*array);
    if (one.size() == 1) return add_padded(spec, one);
    std::int64_t c = -1;
    if (is_int(v) || type_of(thread_, v)->slots.as_index) {
      Value number = as_index(thread_, v);
      if (!number) return false;
      if (!int_fits(number, c) || c < 0 || c > 255) return raise_overflow(thread_, "%c arg not in range(256)");
      char byte = static_cast<char>(c);
      return add_padded(spec, {&byte, 1});
    }
    return raise_type_error(thread_, "%c requires an integer in range(256) or a single byte");
  }
};

}  // namespace

Value percent_format(Thread& thread, Ref format, Ref arguments) {
  std::string storage;
  std::string_view view;
  Face face = Face::Text;
  if (const Text* text = try_as<Text>(format)) {
    if (text->ascii) view = text->ascii_view();
    else view = storage = text_utf8(format);
  } else if (const Bytes* bytes = try_as<Bytes>(format)) {
    face = thread.rt.python2() ? Face::Str2 : Face::Bytes;
    view = bytes->view();
  } else {
    face = Face::Bytes;
    storage.assign(view_of(as<ByteArray>(format)));
    view = storage;
  }
  Value keep(format), keep_arguments(arguments);
  Formatter formatter(thread, face, view, arguments);
  if (!formatter.run()) return error_set;
  if (is<ByteArray>(format)) return make_bytearray(thread, formatter.out().narrow());
  return formatter.out().finish(thread);
}

}  // namespace xvm
