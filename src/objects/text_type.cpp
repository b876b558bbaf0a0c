// The type str of 3.x and unicode of 2.x; and basestring.
#include <vector>

#include "objects/bytes.h"
#include "objects/class_obj.h"
#include "objects/codecs.h"
#include "objects/int.h"
#include "objects/percent_format.h"
#include "objects/slice.h"
#include "objects/text.h"
#include "objects/text_arguments.h"
#include "objects/text_methods.h"
#include "objects/text_tables.h"
#include "objects/text_units.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/signature.h"
#include "vm/warnings.h"

namespace xvm {
namespace {

bool names_bad_index(const Release& r) { return r.since(3, 11); }
bool names_what_is_sought(const Release& r) { return r.since(2, 6); }
bool passes_coercion_errors(const Release& r) { return r.since(2, 7); }   // of `x in unicode`
bool counts_unpacked(const Release& r) { return r.since(3, 13); }
bool only_concatenates(const Release& r) { return r.since(3, 7); }

Value exact_copy(Thread& thread, Ref self) {
  if (is_exact<Text>(self)) return Value(self);
  const Text& text = as<Text>(self);
  if (text.length == 0) return empty_text(thread);
  Text* copy = allocate_text(thread, text.length, max_char_of(text));
  if (!copy) return error_set;
  copy_units(*copy, 0, text, 0, text.length);
  return own(copy);
}

Value slot_repr(Thread& thread, Ref self) { return text_repr(thread, as<Text>(self)); }
Value slot_str(Thread& thread, Ref self) { return thread.rt.python2() ? coerce_to_bytes(thread, self) : exact_copy(thread, self); }
bool slot_hash(Thread& thread, Ref self, std::int64_t& hash) {
  hash = text_hash(thread, as<Text>(self));
  return true;
}
std::int64_t slot_length(Thread&, Ref self) { return as<Text>(self).length; }

int slot_contains(Thread& thread, Ref self, Ref item) {
  Value held;
  if (!is<Text>(item)) {
    if (thread.rt.python2()) held = need_text(thread, item);
    if (!held) {
      if (thread.has_error()) {
        if (passes_coercion_errors(thread.rt.release)) return -1;
        thread.clear_error();
      }
      if (!thread.rt.python2() && names_what_is_sought(thread.rt.release))
        (void)raise_type_error(thread, "'in <string>' requires string as left operand, not {}", type_name(thread, item));
      else
        (void)raise_type_error(thread, "'in <string>' requires string as left operand");
      return -1;
    }
    item = held;
  }
  const Text &text = as<Text>(self), &part = as<Text>(item);
  return with_units(text, [&](const auto* units) {
    Pattern<std::remove_cvref_t<decltype(*units)>> p(part);
    return p.fits && find_units(units, text.length, p.units, p.count) != not_found ? 1 : 0;
  });
}

bool ordered(int order, Compare op) {
  switch (op) {
    case Compare::Lt: return order < 0;
    case Compare::Le: return order <= 0;
    case Compare::Eq: return order == 0;
    case Compare::Ne: return order != 0;
    case Compare::Gt: return order > 0;
    default: return order >= 0;
  }
}

Value slot_compare(Thread& thread, Ref self, Ref other, Compare op) {
  Value held;
  if (!is<Text>(other)) {
    bool characters = is<Bytes>(other) || type_of(thread, other) == thread.rt.types.buffer;
    if (!thread.rt.python2() || !characters) return not_implemented_value();
    held = coerce_to_text(thread, other);
    if (!held) {
      if ((op != Compare::Eq && op != Compare::Ne) || !catch_error(thread, thread.rt.exc.UnicodeDecodeError)) return error_set;
      const char* words = op == Compare::Eq ? "Unicode equal comparison failed to convert both arguments to Unicode - interpreting them as being unequal"
                                            : "Unicode unequal comparison failed to convert both arguments to Unicode - interpreting them as being unequal";
      if (!warn(thread, thread.rt.exc.UnicodeWarning, words)) return error_set;
      return Value::of(op == Compare::Ne);
    }
    other = held;
  }
  const Text &a = as<Text>(self), &b = as<Text>(other);
  if (op == Compare::Eq) return Value::of(text_equal(a, b));
  if (op == Compare::Ne) return Value::of(!text_equal(a, b));
  return Value::of(ordered(text_compare(a, b), op));
}

Value slot_concat(Thread& thread, Ref left, Ref right) {
  if (is<Text>(right)) return text_concat(thread, left, right);
  if (!thread.rt.python2() && only_concatenates(thread.rt.release))
    return raise_type_error(thread, "can only concatenate str (not \"{}\") to str", type_name(thread, right));
  Value text = need_text(thread, right);
  return text ? text_concat(thread, left, text) : Value();
}

Value slot_repeat(Thread& thread, Ref self, std::int64_t count) { return text_repeat(thread, self, count); }

Value slot_remainder(Thread& thread, Ref left, Ref right) {
  return is<Text>(left) ? percent_format(thread, left, right) : not_implemented_value();
}

Value item_at(Thread& thread, Ref self, std::int64_t index) {
  const Text& text = as<Text>(self);
  if (index < 0 || index >= text.length) return raise(thread, thread.rt.exc.IndexError, "string index out of range");
  return make_text_char(thread, text.at(static_cast<std::size_t>(index)));
}

Value sliced(Thread& thread, const Text& text, const SliceRange& range) {
  if (range.step == 1 || range.count == 0)
    return text_substring(thread, text, static_cast<std::size_t>(range.start), static_cast<std::size_t>(range.start + range.count));
  std::u32string out;
  out.resize(static_cast<std::size_t>(range.count));
  with_units(text, [&](const auto* units) {
    std::int64_t at = range.start;
    for (std::size_t i = 0; i < out.size(); ++i, at += range.step) out[i] = units[at];
  });
  return make_text(thread, out.data(), out.size());
}

Value slot_get_item(Thread& thread, Ref self, Ref key) {
  const Text& text = as<Text>(self);
  std::int64_t index;
  if (key.is_small_int()) {
    index = key.small_int();
  } else if (const Slice* slice = try_as<Slice>(key)) {
    SliceRange range;
    Value keep(self);
    if (!slice_range(thread, *slice, text.length, range)) return error_set;
    return sliced(thread, text, range);
  } else if (is_int(key) || type_of(thread, key)->slots.as_index) {
    if (!as_int64(thread, key, index)) {
      if (!catch_error(thread, thread.rt.exc.OverflowError)) return error_set;
      return raise_format(thread, thread.rt.exc.IndexError, "cannot fit '{}' into an index-sized integer", type_name(thread, key));
    }
  } else {
    if (names_bad_index(thread.rt.release)) return raise_type_error(thread, "string indices must be integers, not '{}'", type_name(thread, key));
    return raise_type_error(thread, "string indices must be integers");
  }
  return item_at(thread, self, index < 0 ? index + text.length : index);
}

Value slot_get_slice(Thread& thread, Ref self, std::int64_t low, std::int64_t high) {
  const Text& text = as<Text>(self);
  std::int64_t length = text.length, start = std::min(std::max<std::int64_t>(low, 0), length), end = std::min(std::max<std::int64_t>(high, 0), length);
  return text_substring(thread, text, static_cast<std::size_t>(start), static_cast<std::size_t>(end));
}

// A text of a subclass with these characters.
Value of_type(Thread& thread, Type* type, Value text) {
  if (!text || type == thread.rt.types.text) return text;
  const Text& from = as<Text>(text);
  Text* copy = allocate_text(thread, type, from.length, max_char_of(from));
  if (!copy) return error_set;
  copy_units(*copy, 0, from, 0, from.length);
  return own(copy);
}

const char* decoding_words(const Release& r) {
  if (r.until(3, 0)) return "coercing to str: need string or buffer, {} found";
  if (r.until(3, 3)) return "coercing to str: need bytes, bytearray or buffer-like object, {} found";
  return r.until(3, 5) ? "coercing to str: need a bytes-like object, {} found" : "decoding to str: need a bytes-like object, {} found";
}

Value decode_object(Thread& thread, Ref v, std::string_view encoding, std::string_view errors) {
  bool old = thread.rt.python2();
  if (is<Text>(v)) return raise_type_error(thread, "{}", old ? "decoding Unicode is not supported" : "decoding str is not supported");
  if (!has_buffer(thread, v) || (old && v.object()->kind == static_cast<std::uint16_t>(Kind::MemoryView))) {
    if (old) return raise_type_error(thread, "coercing to Unicode: need string or buffer, {} found", type_name(thread, v));
    return raise_type_error(thread, fmt::runtime(decoding_words(thread.rt.release)), type_name(thread, v));
  }
  BufferView view;
  if (!get_buffer(thread, v, view)) return error_set;
  return decode_bytes(thread, view.view(), encoding, errors);
}

// unicode(v) of 2.x: __unicode__, or str(v) decoded.
Value unicode_of(Thread& thread, Ref v) {
  if (is_exact<Text>(v)) return Value(v);
  if (is_exact<Bytes>(v)) return coerce_to_text(thread, v);
  Value method = is<OldInstance>(v) || is<Type>(v) ? find_attribute(thread, v, thread.rt.names.unicode__) : lookup_special(thread, v, thread.rt.names.unicode__);
  if (!method && thread.has_error()) return error_set;
  Value result = method && !is<Type>(v) ? call(thread, method) : is<Text>(v) ? exact_copy(thread, v) : is<Bytes>(v) ? Value(v) : str(thread, v);
  if (!result) return error_set;
  if (is<Text>(result)) return exact_copy(thread, result);
  if (!is<Bytes>(result)) return raise_type_error(thread, "coercing to Unicode: need string or buffer, {} found", type_name(thread, result));
  return coerce_to_text(thread, result);
}

Value make_new(Thread& thread, Type* type, Args args) {
  bool old = thread.rt.python2();
  if (!args.names && args.positional == 1) return of_type(thread, type, old ? unicode_of(thread, args[0]) : str(thread, args[0]));
  if (counts_unpacked(thread.rt.release) && !args.keywords() && !check_unpack_count(thread, "str", args.size() + args.keywords(), 0, 3)) return error_set;
  Bound<3> a(thread, old ? "unicode(string='', encoding='ascii', errors='strict')" : "str(object='', encoding='utf-8', errors='strict')", args);
  if (!a) return error_set;
  const char* name = old ? "unicode" : "str";
  std::string encoding, errors;
  if (counts_unpacked(thread.rt.release)) {   // 3.13 names the type of None too
    for (std::size_t i = 1; i < 3; ++i)
      if (a[i] && !is<Text>(a[i])) return raise_type_error(thread, "str() argument '{}' must be str, not {}", i == 1 ? "encoding" : "errors", type_name(thread, a[i]));
  }
  if (!name_argument(thread, a[1], name, 2, encoding) || !name_argument(thread, a[2], name, 3, errors)) return error_set;
  if (!a[0]) return of_type(thread, type, empty_text(thread));
  if (a[1] || a[2]) return of_type(thread, type, decode_object(thread, a[0], encoding, errors));
  return of_type(thread, type, old ? unicode_of(thread, a[0]) : str(thread, a[0]));
}

Value basestring_new(Thread& thread, Type*, Args) { return raise_type_error(thread, "The basestring type cannot be instantiated"); }

void fill_text(Slots& slots, Runtime& runtime) {
  slots.repr = slot_repr;
  slots.str = slot_str;
  slots.hash = slot_hash;
  slots.length = slot_length;
  slots.contains = slot_contains;
  slots.compare = slot_compare;
  slots.concat = slot_concat;
  slots.repeat = slot_repeat;
  slots.binary[static_cast<std::size_t>(Binary::Remainder)] = slot_remainder;
  slots.get_item = slot_get_item;
  slots.index_item = item_at;
  slots.make = make_new;
  if (runtime.python2()) slots.get_slice = slot_get_slice;
  else slots.iter = text_iterator;
}

}  // namespace

const std::vector<Method>& text_rows() {
  static const std::vector<Method> rows = [] {
    std::vector<Method> all;
    for (auto part : {text_search_rows(), text_split_rows(), text_case_rows(), text_layout_rows()}) all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return rows;
}

Value call_text_method(Thread& thread, const char* name, Ref self, Args args) {
  std::string_view wanted(name);
  for (const Method& row : text_rows()) {
    std::string_view signature(row.signature);
    if (signature.size() > wanted.size() && signature[wanted.size()] == '(' && signature.starts_with(wanted) && thread.rt.in(row.releases))
      return row.function(thread, self, args);
  }
  return raise_system_error(thread, "no such method of unicode");
}

void make_text_types(Runtime& runtime) {
  static const TypeSpec base{.name = "basestring", .layout = layout_of<Instance>, .flags = BaseType,
                             .fill = [](Slots& slots, Runtime&) { slots.make = basestring_new; }};
  static const TypeSpec spec{.name = "str", .layout = layout_of<Text>, .flags = BaseType, .name2 = "unicode", .methods = text_rows(), .fill = fill_text};
  if (runtime.python2()) runtime.types.basestring = make_builtin_type(runtime, base);
  runtime.types.text = make_builtin_type(runtime, spec, runtime.types.basestring);
}

}  // namespace xvm
