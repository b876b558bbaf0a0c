// array: a growable array of numbers or characters of one C type.
#include <algorithm>
#include <bit>
#include <climits>
#include <cstring>
#include <limits>

#include "modules/iterator_struct.h"
#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/float.h"
#include "objects/memoryview.h"
#include "objects/slice.h"
#include "objects/text_arguments.h"
#include "vm/attributes.h"
#include "vm/limits.h"
#include "vm/slot_table.h"
#include "vm/warnings.h"

namespace xvm {

namespace {

bool has_long_long(const Release& r) { return r.since(3, 3); }     // q, Q
bool has_code_points(const Release& r) { return r.since(3, 13); }  // w
bool names_subclass(const Release& r) { return r.since(3, 7); }    // in repr()
bool reads_text_into_bytes(const Release& r) { return r.until(3, 0) && !r.python2(); }   // str as initialiser of any type

struct TypeCode {
  char letter;
  std::uint8_t size;
  Range releases = always;
};
constexpr TypeCode type_codes[] = {{'c', 1, py2}, {'b', 1}, {'B', 1}, {'u', 4}, {'h', 2}, {'H', 2}, {'i', 4}, {'I', 4}, {'l', 8}, {'L', 8},
                                   {'q', 8, since(3, 3)}, {'Q', 8, since(3, 3)}, {'f', 4}, {'d', 8}, {'w', 4, since(3, 13)}};

struct Array : Object {
  XVM_OBJECT("array.array")
  const TypeCode* code = nullptr;
  std::vector<char> bytes;
  std::uint32_t exports = 0;
  std::size_t length() const { return bytes.size() / code->size; }
  char* at(std::size_t i) { return bytes.data() + i * code->size; }
  std::string_view view() const { return {bytes.data(), bytes.size()}; }
  void traverse(Visitor&) {}
  void clear() {}
};
struct ArrayIterator : Object {
  XVM_OBJECT("arrayiterator")
  Value array;   // null when exhausted
  std::size_t at = 0;
  void traverse(Visitor& v) { v(array); }
  void clear() { array = nullptr; }
};
Type *array_type = nullptr, *iterator_type = nullptr;

Array& self_of(Ref self) { return as<Array>(self); }
bool is_text_code(char letter) { return letter == 'u' || letter == 'w'; }

const TypeCode* find_code(const Runtime& rt, char letter) {
  for (const TypeCode& code : type_codes)
    if (code.letter == letter && rt.in(code.releases)) return &code;
  return nullptr;
}

bool can_resize_array(Thread& thread, const Array& a) {
  if (!a.exports) return true;
  return raise(thread, thread.rt.exc.BufferError, "cannot resize an array that is exporting buffers");
}

Value make_array(Type* type, const TypeCode* code, std::string_view bytes = {}) {
  Array* array = allocate<Array>(type);
  array->code = code;
  array->bytes.assign(bytes.begin(), bytes.end());
  track(array);
  return own(array);
}

template <class T>
T load(const char* item) {
  T value;
  std::memcpy(&value, item, sizeof value);
  return value;
}
template <class T>
bool store(char* item, T value) {
  std::memcpy(item, &value, sizeof value);
  return true;
}

Value long_of(Thread& thread, std::uint64_t value) {
  Big number;
  mpz_set_ui(number, value);
  return make_long(thread, number);
}

Value item_of(Thread& thread, const TypeCode& code, const char* item) {
  switch (code.letter) {
    case 'c': return make_bytes(thread, {item, 1});
    case 'b': return Value::small(load<std::int8_t>(item));
    case 'B': return Value::small(load<std::uint8_t>(item));
    case 'h': return Value::small(load<std::int16_t>(item));
    case 'H': return Value::small(load<std::uint16_t>(item));
    case 'i': return Value::small(load<std::int32_t>(item));
    case 'I': return long_of(thread, load<std::uint32_t>(item));
    case 'l': case 'q': return make_int(thread, load<std::int64_t>(item));
    case 'L': case 'Q': return long_of(thread, load<std::uint64_t>(item));
    case 'f': return Value::of(static_cast<double>(load<float>(item)));
    case 'd': return Value::of(load<double>(item));
    default: {
      std::uint32_t c = load<std::uint32_t>(item);
      if (c > 0x10ffff) return raise_value_error(thread, "character U+{:x} is not in range [U+0000; U+10ffff]", c);
      return make_text_char(thread, c);
    }
  }
}

// The number of an item; false with the release's error set. least and most are of the C type that CPython parses.
bool item_number(Thread& thread, Ref v, std::int64_t least, std::int64_t most, const char* parsed, std::int64_t& out) {
  if (is_float(v) && thread.rt.python2()) return raise_type_error(thread, "integer argument expected, got float");
  Value number;
  if (is_int(v)) {
    number = Value(v);
  } else {
    const Slots& slots = type_of(thread, v)->slots;
    if (slots.as_index && !thread.rt.python2()) number = as_index(thread, v);
    else if (slots.as_int && !is_float(v) && thread.rt.release.until(3, 9)) number = slots.as_int(thread, v);
    else if (thread.rt.python2() || thread.rt.release.until(3, 3)) return is_float(v) ? raise_type_error(thread, "integer argument expected, got float") : raise_type_error(thread, "an integer is required");
    else if (is_float(v) && thread.rt.release.until(3, 9)) return raise_type_error(thread, "integer argument expected, got float");
    else if (thread.rt.release.until(3, 9)) return raise_type_error(thread, "an integer is required (got type {})", type_name(thread, v));
    else return raise_type_error(thread, "'{}' object cannot be interpreted as an integer", type_name(thread, v));
    if (!number) return false;
    if (!is_int(number)) return raise_type_error(thread, "__int__ method should return an integer");
  }
  if (!int_fits(number, out)) return raise_overflow(thread, "Python int too large to convert to C long");
  if (out < least) return raise_overflow(thread, fmt::format("{} is less than minimum", parsed));
  return out <= most || raise_overflow(thread, fmt::format("{} is greater than maximum", parsed));
}

bool store_unsigned(Thread& thread, Ref v, char* item, std::size_t size, const char* name) {
  std::int64_t small = 0;
  if (is_float(v) && !thread.rt.python2() && thread.rt.release.until(3, 9)) return raise_type_error(thread, "array item must be integer");
  if (!is_int(v)) {
    if (!item_number(thread, v, LONG_MIN, LONG_MAX, name, small)) return false;
    if (small < 0) return raise_overflow(thread, fmt::format("{} is less than minimum", name));
    if (size == 4 && small > UINT_MAX) return raise_overflow(thread, fmt::format("{} is greater than maximum", name));
    return size == 4 ? store(item, static_cast<std::uint32_t>(small)) : store(item, small);
  }
  if (int_sign(v) < 0) {
    if (!thread.rt.python2()) return raise_overflow(thread, "can't convert negative value to unsigned int");
    return raise_overflow(thread, fmt::format("{} is less than minimum", name));
  }
  Integer number(v);
  if (mpz_sizeinbase(number.get(), 2) > size * 8) {
    if (mpz_sizeinbase(number.get(), 2) > 64) return raise_overflow(thread, thread.rt.python2() ? "long int too large to convert" : "Python int too large to convert to C unsigned long");
    return raise_overflow(thread, fmt::format("{} is greater than maximum", name));
  }
  std::uint64_t value = mpz_get_ui(number.get());
  return size == 4 ? store(item, static_cast<std::uint32_t>(value)) : store(item, value);
}

bool store_item(Thread& thread, const TypeCode& code, Ref v, char* item) {
  std::int64_t n = 0;
  switch (code.letter) {
    case 'c':
      if (!is<Bytes>(v) || as<Bytes>(v).length != 1) return raise_type_error(thread, "array item must be char");
      *item = as<Bytes>(v).data()[0];
      return true;
    case 'u': case 'w':
      if (!is<Text>(v) || as<Text>(v).length != 1) {
        if (code.letter == 'w' && is<Text>(v)) return raise_type_error(thread, "array item must be a unicode character, not a string of length {}", as<Text>(v).length);
        if (code.letter == 'w') return raise_type_error(thread, "array item must be a unicode character, not {}", type_name(thread, v));
        return raise_type_error(thread, "array item must be unicode character");
      }
      return store(item, static_cast<std::uint32_t>(as<Text>(v).at(0)));
    case 'b':
      if (!item_number(thread, v, SHRT_MIN, SHRT_MAX, "signed short integer", n)) return false;
      if (n < -128) return raise_overflow(thread, "signed char is less than minimum");
      if (n > 127) return raise_overflow(thread, "signed char is greater than maximum");
      return store(item, static_cast<std::int8_t>(n));
    case 'B': return item_number(thread, v, 0, 255, "unsigned byte integer", n) && store(item, static_cast<std::uint8_t>(n));
    case 'h': return item_number(thread, v, SHRT_MIN, SHRT_MAX, "signed short integer", n) && store(item, static_cast<std::int16_t>(n));
    case 'H':
      if (!item_number(thread, v, INT_MIN, INT_MAX, "signed integer", n)) return false;
      if (n < 0) return raise_overflow(thread, "unsigned short is less than minimum");
      if (n > USHRT_MAX) return raise_overflow(thread, "unsigned short is greater than maximum");
      return store(item, static_cast<std::uint16_t>(n));
    case 'i': return item_number(thread, v, INT_MIN, INT_MAX, "signed integer", n) && store(item, static_cast<std::int32_t>(n));
    case 'l': case 'q': return item_number(thread, v, LONG_MIN, LONG_MAX, "", n) && store(item, n);
    case 'I': return store_unsigned(thread, v, item, 4, "unsigned int");
    case 'L': case 'Q': return store_unsigned(thread, v, item, 8, "unsigned long");
    default: {
      double number = 0;
      if (!as_double(thread, v, number)) {
        if (thread.rt.python2() && catch_error(thread, thread.rt.exc.TypeError)) return raise_type_error(thread, "a float is required");
        return false;
      }
      return code.letter == 'f' ? store(item, static_cast<float>(number)) : store(item, number);
    }
  }
}

bool insert_item(Thread& thread, Ref self, std::size_t index, Ref v) {
  char item[8];
  const TypeCode& code = *self_of(self).code;
  if (!store_item(thread, code, v, item)) return false;
  Array& a = self_of(self);
  if (!can_resize_array(thread, a)) return false;
  index = std::min(index, a.length());
  a.bytes.insert(a.bytes.begin() + static_cast<std::ptrdiff_t>(index * code.size), item, item + code.size);
  return true;
}

bool append_iterable(Thread& thread, Ref self, Ref iterable) {
  Value keep(self), items(iterable);
  if (is<Array>(items)) {
    if (self_of(items).code != self_of(self).code) return raise_type_error(thread, "can only extend with array of same kind");
    std::vector<char> more = self_of(items).bytes;
    if (!can_resize_array(thread, self_of(self))) return false;
    self_of(self).bytes.insert(self_of(self).bytes.end(), more.begin(), more.end());
    return true;
  }
  return for_each(thread, items, [&](Ref item) { return insert_item(thread, self, SIZE_MAX, item); });
}

bool append_bytes(Thread& thread, Array& a, std::string_view bytes, const char* words) {
  if (bytes.size() % a.code->size) return raise_value_error(thread, "{}", words);
  if (!can_resize_array(thread, a)) return false;
  std::string copy(bytes);   // it may be this array's own
  a.bytes.insert(a.bytes.end(), copy.begin(), copy.end());
  return true;
}
const char* length_words(Thread& thread) { return thread.rt.python2() ? "string length not a multiple of item size" : "bytes length not a multiple of item size"; }

bool append_text(Array& a, const Text& text) {
  for (std::size_t i = 0; i < text.length; ++i) {
    char item[4];
    store(item, static_cast<std::uint32_t>(text.at(i)));
    a.bytes.insert(a.bytes.end(), item, item + 4);
  }
  return true;
}

// ---- making

const char* bad_code_words(Thread& thread) {
  const Release& r = thread.rt.release;
  if (r.python2()) return "bad typecode (must be c, b, B, u, h, H, i, I, l, L, f or d)";
  return has_long_long(r) ? "bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)" : "bad typecode (must be b, B, u, h, H, i, I, l, L, f or d)";
}

Value array_make(Thread& thread, Type* type, Args args) {
  if (type == array_type && args.names && args.keywords()) return raise_type_error(thread, "array.array() takes no keyword arguments");
  std::size_t got = args.size();
  if (got < 1 || got > 2) {
    return raise_type_error(thread, "array() takes at {} {} argument{} ({} given)", got < 1 ? "least" : "most", got < 1 ? 1 : 2, got < 1 ? "" : "s", got);
  }
  if (!is_native_str(thread, args[0]) || length(thread, args[0]) != 1) {
    if (thread.rt.release.until(2, 6)) return raise_type_error(thread, "array() argument 1 must be char, not {}", type_name(thread, args[0]));
    if (thread.rt.python2()) return raise_type_error(thread, "array() argument 1 or typecode must be char (string or ascii-unicode with length 1), not {}", type_name(thread, args[0]));
    return raise_type_error(thread, "array() argument 1 must be a unicode character, not {}", type_name(thread, args[0]));
  }
  std::string letter = native_utf8(args[0]);
  const TypeCode* code = find_code(thread.rt, letter[0]);
  if (!code || letter.size() != 1) return raise_value_error(thread, "{}", bad_code_words(thread));
  if (letter == "u" && has_code_points(thread.rt.release) &&
      !warn(thread, thread.rt.exc.DeprecationWarning, "The 'u' type code is deprecated and will be removed in Python 3.16"))
    return error_set;
  Value owner = make_array(type, code), initial = got > 1 ? Value(args[1]) : Value();
  Array& a = self_of(owner);
  if (!initial) return owner;
  bool text_code = is_text_code(code->letter);
  if (is<Text>(initial) && !thread.rt.python2() && !text_code && !reads_text_into_bytes(thread.rt.release))
    return raise_type_error(thread, "cannot use a str to initialize an array with typecode '{}'", letter);
  if (is<Array>(initial) && is_text_code(self_of(initial).code->letter) && !text_code)
    return raise_type_error(thread, "cannot use a unicode array to initialize an array with typecode '{}'", letter);
  if (is<Text>(initial) && text_code) {
    append_text(a, as<Text>(initial));
  } else if (is<Bytes>(initial) && (!thread.rt.python2() || code->letter != 'u')) {
    if (!append_bytes(thread, a, as<Bytes>(initial).view(), length_words(thread))) return error_set;
  } else if (is<ByteArray>(initial) && !thread.rt.python2()) {
    if (!append_bytes(thread, a, view_of(as<ByteArray>(initial)), length_words(thread))) return error_set;
  } else if (is<Array>(initial) && self_of(initial).code == code) {
    a.bytes = self_of(initial).bytes;
  } else if (!append_iterable(thread, owner, initial)) {
    return error_set;
  }
  return owner;
}
bool array_init(Thread&, Ref, Args) { return true; }

// ---- slots

std::int64_t array_length(Thread&, Ref self) { return static_cast<std::int64_t>(self_of(self).length()); }

Value array_repr(Thread& thread, Ref self) {
  Array& a = self_of(self);
  TextBuilder out(thread);
  std::string_view name = type_name(thread, self);
  out.add(fmt::format("{}('{}'", names_subclass(thread.rt.release) ? name.substr(name.rfind('.') + 1) : std::string_view("array"), a.code->letter));
  if (a.length()) {
    out.add(", ");
    Value items = a.code->letter == 'c' ? make_bytes(thread, a.view()) : call_named(thread, self, is_text_code(a.code->letter) ? "tounicode" : "tolist");
    if (!items || !out.add_repr(items)) return error_set;
  }
  out.add(")");
  return out.finish();
}

bool item_index(Thread& thread, Ref self, std::int64_t& index, const char* words) {
  std::int64_t length = array_length(thread, self);
  if (index < 0) index += length;
  return (index >= 0 && index < length) || raise(thread, thread.rt.exc.IndexError, words);
}
Value array_index_item(Thread& thread, Ref self, std::int64_t index) {
  if (index < 0 || index >= array_length(thread, self)) return raise(thread, thread.rt.exc.IndexError, "array index out of range");
  return item_of(thread, *self_of(self).code, self_of(self).at(static_cast<std::size_t>(index)));
}
Value array_get_item(Thread& thread, Ref self, Ref key) {
  Array& a = self_of(self);
  if (const Slice* slice = try_as<Slice>(key)) {
    SliceRange range;
    if (!slice_range(thread, *slice, array_length(thread, self), range)) return error_set;
    std::string bytes;
    for (std::int64_t i = 0, at = range.start; i < range.count; ++i, at += range.step) bytes.append(a.at(static_cast<std::size_t>(at)), a.code->size);
    return make_array(array_type, a.code, bytes);
  }
  std::int64_t index = 0;
  if (!is_index(thread, key)) return raise_type_error(thread, "array indices must be integers");
  if (!index_value(thread, key, index) || !item_index(thread, self, index, "array index out of range")) return error_set;
  return array_index_item(thread, self, index);
}

bool set_array_slice(Thread& thread, Ref self, const Slice& slice, Ref value) {
  Array& a = self_of(self);
  SliceRange range;
  if (!slice_range(thread, slice, array_length(thread, self), range)) return false;
  std::string items;
  if (value) {
    if (!is<Array>(value)) return raise_type_error(thread, "can only assign array (not \"{}\") to array slice", type_name(thread, value));
    if (self_of(value).code != a.code) return raise_type_error(thread, "bad argument type for built-in operation");
    items = std::string(self_of(value).view());
  }
  std::size_t size = a.code->size;
  std::int64_t got = static_cast<std::int64_t>(items.size() / size);
  if (range.step == 1) {
    if (got != range.count && !can_resize_array(thread, a)) return false;
    auto first = a.bytes.begin() + static_cast<std::ptrdiff_t>(range.start) * static_cast<std::ptrdiff_t>(size);
    first = a.bytes.erase(first, first + static_cast<std::ptrdiff_t>(range.count) * static_cast<std::ptrdiff_t>(size));
    a.bytes.insert(first, items.begin(), items.end());
    return true;
  }
  if (!value) {
    if (!can_resize_array(thread, a)) return false;
    std::vector<std::int64_t> places;
    for (std::int64_t i = 0; i < range.count; ++i) places.push_back(range.start + i * range.step);
    std::sort(places.rbegin(), places.rend());
    for (std::int64_t place : places) {
      auto at = a.bytes.begin() + static_cast<std::ptrdiff_t>(place) * static_cast<std::ptrdiff_t>(size);
      a.bytes.erase(at, at + static_cast<std::ptrdiff_t>(size));
    }
    return true;
  }
  if (got != range.count) return raise_value_error(thread, "attempt to assign array of size {} to extended slice of size {}", got, range.count);
  for (std::int64_t i = 0; i < range.count; ++i) std::memcpy(a.at(static_cast<std::size_t>(range.start + i * range.step)), items.data() + static_cast<std::size_t>(i) * size, size);
  return true;
}
bool array_set_item(Thread& thread, Ref self, Ref key, Ref value) {
  Value keep(self);
  if (const Slice* slice = try_as<Slice>(key)) return set_array_slice(thread, self, *slice, value);
  std::int64_t index = 0;
  if (!is_index(thread, key)) return raise_type_error(thread, "array indices must be integers");
  if (!index_value(thread, key, index) || !item_index(thread, self, index, "array assignment index out of range")) return false;
  const TypeCode& code = *self_of(self).code;
  char item[8];
  if (value && !store_item(thread, code, value, item)) return false;
  Array& a = self_of(self);
  if (index >= array_length(thread, self)) return raise(thread, thread.rt.exc.IndexError, "array assignment index out of range");
  if (value) {
    std::memcpy(a.at(static_cast<std::size_t>(index)), item, code.size);
    return true;
  }
  if (!can_resize_array(thread, a)) return false;
  auto at = a.bytes.begin() + static_cast<std::ptrdiff_t>(index) * code.size;
  a.bytes.erase(at, at + code.size);
  return true;
}
Value array_get_slice(Thread& thread, Ref self, std::int64_t low, std::int64_t high) {
  Array& a = self_of(self);
  std::int64_t length = array_length(thread, self);
  low = std::clamp<std::int64_t>(low, 0, length), high = std::clamp<std::int64_t>(high, low, length);
  std::size_t size = a.code->size;
  return make_array(array_type, a.code, a.view().substr(static_cast<std::size_t>(low) * size, static_cast<std::size_t>(high - low) * size));
}
bool array_set_slice(Thread& thread, Ref self, std::int64_t low, std::int64_t high, Ref value) {
  std::int64_t length = array_length(thread, self);
  low = std::clamp<std::int64_t>(low, 0, length), high = std::clamp<std::int64_t>(high, low, length);
  Value start = make_int(thread, low), stop = make_int(thread, high), slice = make_slice(thread, start, stop, none);
  return set_array_slice(thread, self, as<Slice>(slice), value);
}
Value array_concat(Thread& thread, Ref self, Ref other) {
  if (!is<Array>(other)) return raise_type_error(thread, "can only append array (not \"{}\") to array", type_name(thread, other));
  if (self_of(self).code != self_of(other).code) return raise_type_error(thread, "bad argument type for built-in operation");
  return make_array(array_type, self_of(self).code, std::string(self_of(self).view()) + std::string(self_of(other).view()));
}
Value array_inplace_concat(Thread& thread, Ref self, Ref other) {
  if (!is<Array>(other)) return raise_type_error(thread, "can only extend array with array (not \"{}\")", type_name(thread, other));
  return append_iterable(thread, self, other) ? Value(self) : Value();
}
Value repeated(Thread& thread, Ref self, std::int64_t count, Array& into) {
  std::string bytes(self_of(self).view());
  count = std::max<std::int64_t>(count, 0);
  if (!bytes.empty() && (count > max_items / static_cast<std::int64_t>(bytes.size()) || !has_memory(bytes.size() * static_cast<std::size_t>(count)))) return raise_memory_error(thread);
  if (bytes.empty()) count = 0;
  into.bytes.clear();
  for (std::int64_t i = 0; i < count; ++i) into.bytes.insert(into.bytes.end(), bytes.begin(), bytes.end());
  return Value(Ref(&into));
}
Value array_repeat(Thread& thread, Ref self, std::int64_t count) {
  Value made = make_array(array_type, self_of(self).code);
  return repeated(thread, self, count, self_of(made));
}
Value array_inplace_repeat(Thread& thread, Ref self, std::int64_t count) { return can_resize_array(thread, self_of(self)) ? repeated(thread, self, count, self_of(self)) : Value(); }

int array_contains(Thread& thread, Ref self, Ref item) {
  Value keep(self);
  for (std::size_t i = 0; i < self_of(self).length(); ++i) {
    Value mine = array_index_item(thread, self, static_cast<std::int64_t>(i));
    int same = mine ? equal(thread, mine, item) : -1;
    if (same) return same;
  }
  return 0;
}
Value array_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if (!is<Array>(other)) return not_implemented_value();
  Value keep(self), keep_other(other);
  std::size_t left = self_of(self).length(), right = self_of(other).length();
  if (left != right && (op == Compare::Eq || op == Compare::Ne)) return Value::of(op == Compare::Ne);
  for (std::size_t i = 0; i < std::min(self_of(self).length(), self_of(other).length()); ++i) {
    Value a = array_index_item(thread, self, static_cast<std::int64_t>(i)), b = array_index_item(thread, other, static_cast<std::int64_t>(i));
    int same = a && b ? equal(thread, a, b) : -1;
    if (same < 0) return error_set;
    if (same) continue;
    if (op == Compare::Eq || op == Compare::Ne) return Value::of(op == Compare::Ne);
    return compare(thread, a, b, op);
  }
  return Value::of(sized_right(op, static_cast<std::int64_t>(left), static_cast<std::int64_t>(right)));
}
bool array_buffer(Thread&, Ref self, BufferView& view, bool) {
  Array& a = self_of(self);
  ++a.exports;
  view.owner = Value(self);
  view.data = a.bytes.data();
  view.length = a.bytes.size();
  view.readonly = false;
  view.format = std::string(1, is_text_code(a.code->letter) ? 'w' : a.code->letter);
  view.item_size = a.code->size;
  view.shape = {static_cast<std::int64_t>(a.length())};
  view.strides = {a.code->size};
  view.on_release = [](Ref owner) { --as<Array>(owner).exports; };
  return true;
}
Value array_iter(Thread&, Ref self) {
  ArrayIterator* it = allocate<ArrayIterator>(iterator_type);
  it->array = Value(self);
  track(it);
  return own(it);
}
Value iterator_next(Thread& thread, Ref self) {
  ArrayIterator& it = as<ArrayIterator>(self);
  if (it.array && it.at < self_of(it.array).length()) return array_index_item(thread, it.array, static_cast<std::int64_t>(it.at++));
  Value done = std::move(it.array);
  return error_set;
}

// ---- methods

Value array_append(Thread& thread, Ref self, Args args) { return insert_item(thread, self, SIZE_MAX, args[0]) ? none_value() : Value(); }
Value array_extend(Thread& thread, Ref self, Args args) { return append_iterable(thread, self, args[0]) ? none_value() : Value(); }
Value array_insert(Thread& thread, Ref self, Args args) {
  std::int64_t index = 0;
  if (!ssize_argument(thread, args[0], index)) return error_set;
  std::int64_t length = array_length(thread, self);
  if (index < 0) index = std::max<std::int64_t>(index + length, 0);
  return insert_item(thread, self, static_cast<std::size_t>(std::min(index, length)), args[1]) ? none_value() : Value();
}
Value array_pop(Thread& thread, Ref self, Args args) {
  std::int64_t index = -1;
  if (args[0] && !ssize_argument(thread, args[0], index)) return error_set;
  if (array_length(thread, self) == 0) return raise(thread, thread.rt.exc.IndexError, "pop from empty array");
  if (!item_index(thread, self, index, "pop index out of range")) return error_set;
  Value item = array_index_item(thread, self, index), key = make_int(thread, index);
  return item && array_set_item(thread, self, key, {}) ? std::move(item) : Value();
}
// The place of an item from `start` on; -1 absent, -2 with the error set.
std::int64_t find_item(Thread& thread, Ref self, Ref item, std::int64_t start, std::int64_t stop) {
  Value keep(self);
  for (std::int64_t i = start; i < stop && i < array_length(thread, self); ++i) {
    Value mine = array_index_item(thread, self, i);
    int same = mine ? equal(thread, mine, item) : -1;
    if (same) return same < 0 ? -2 : i;
  }
  return -1;
}
Value array_index(Thread& thread, Ref self, Args args) {
  std::int64_t start = 0, stop = LLONG_MAX, length = array_length(thread, self);
  if (args.size() > 1 && ((args[1] && !clamped_index(thread, args[1], start)) || (args[2] && !clamped_index(thread, args[2], stop)))) return error_set;
  if (start < 0) start = std::max<std::int64_t>(start + length, 0);
  if (stop < 0) stop += length;
  std::int64_t found = find_item(thread, self, args[0], start, stop);
  if (found == -1) return raise_value_error(thread, "array.index(x): x not in {}", thread.rt.release.since(3, 7) ? "array" : "list");
  return found < 0 ? Value() : make_int(thread, found);
}
Value array_remove(Thread& thread, Ref self, Args args) {
  std::int64_t found = find_item(thread, self, args[0], 0, LLONG_MAX);
  if (found == -1) return raise_value_error(thread, "array.remove(x): x not in {}", thread.rt.release.since(3, 7) ? "array" : "list");
  if (found < 0) return error_set;
  Value key = make_int(thread, found);
  return array_set_item(thread, self, key, {}) ? none_value() : Value();
}
Value array_count(Thread& thread, Ref self, Args args) {
  std::int64_t count = 0, at = -1;
  while ((at = find_item(thread, self, args[0], at + 1, LLONG_MAX)) >= 0) ++count;
  return at == -2 ? Value() : make_int(thread, count);
}
Value array_reverse(Thread&, Ref self, Args) {
  Array& a = self_of(self);
  for (std::size_t i = 0, j = a.length(); i + 1 < j; ++i) std::swap_ranges(a.at(i), a.at(i) + a.code->size, a.at(--j));
  return none_value();
}
Value array_clear(Thread& thread, Ref self, Args) {
  if (!can_resize_array(thread, self_of(self))) return error_set;
  self_of(self).bytes.clear();
  return none_value();
}
Value array_byteswap(Thread&, Ref self, Args) {
  Array& a = self_of(self);
  for (std::size_t i = 0; i < a.length(); ++i) std::reverse(a.at(i), a.at(i) + a.code->size);
  return none_value();
}
Value array_buffer_info(Thread& thread, Ref self, Args) {
  Value address = make_unsigned(thread, reinterpret_cast<std::uintptr_t>(self_of(self).bytes.data())), length = make_int(thread, array_length(thread, self));
  return make_tuple(thread, {address, length});
}
Value array_tolist(Thread& thread, Ref self, Args) {
  Value keep(self), list = own(allocate_list(thread, self_of(self).length()));
  for (std::size_t i = 0; i < self_of(self).length(); ++i) {
    Value item = array_index_item(thread, self, static_cast<std::int64_t>(i));
    if (!item) return item;
    list_append(as<List>(list), std::move(item));
  }
  return list;
}
Value array_fromlist(Thread& thread, Ref self, Args args) {
  if (!is<List>(args[0])) return raise_type_error(thread, "arg must be list");
  Value keep(self), list(args[0]);
  std::size_t before = self_of(self).bytes.size();
  if (append_iterable(thread, self, list)) return none_value();
  if (self_of(self).bytes.size() > before) self_of(self).bytes.resize(before);
  return error_set;
}
Value array_tobytes(Thread& thread, Ref self, Args) { return make_bytes(thread, self_of(self).view()); }
Value array_frombytes(Thread& thread, Ref self, Args args) {
  Value held;
  BufferView view;
  if (is<Text>(args[0])) {
    if (!thread.rt.python2() && thread.rt.release.since(3, 2)) return raise_type_error(thread, "a bytes-like object is required, not 'str'");
    held = need_text(thread, args[0]);
    std::string utf8 = text_utf8(args[0]);
    return append_bytes(thread, self_of(self), utf8, length_words(thread)) ? none_value() : Value();
  }
  if (!get_buffer(thread, args[0], view)) return error_set;
  std::string copy(view.view());
  view.release();
  return append_bytes(thread, self_of(self), copy, length_words(thread)) ? none_value() : Value();
}
Value array_tounicode(Thread& thread, Ref self, Args) {
  Array& a = self_of(self);
  if (!is_text_code(a.code->letter)) return raise_value_error(thread, "tounicode() may only be called on {}", has_code_points(thread.rt.release) ? "unicode type arrays ('u' or 'w')" : thread.rt.python2() ? "type 'u' arrays" : "unicode type arrays");
  std::u32string text;
  for (std::size_t i = 0; i < a.length(); ++i) text.push_back(load<std::uint32_t>(a.at(i)));
  for (char32_t c : text)
    if (c > 0x10ffff) return raise_value_error(thread, "character U+{:x} is not in range [U+0000; U+10ffff]", static_cast<std::uint32_t>(c));
  return make_text(thread, text.data(), text.size());
}
Value array_fromunicode(Thread& thread, Ref self, Args args) {
  Array& a = self_of(self);
  if (!is_text_code(a.code->letter)) return raise_value_error(thread, "fromunicode() may only be called on {}", has_code_points(thread.rt.release) ? "unicode type arrays ('u' or 'w')" : thread.rt.python2() ? "type 'u' arrays" : "unicode type arrays");
  Value text = need_text(thread, args[0], "fromunicode() argument");
  if (!text || !can_resize_array(thread, a)) return error_set;
  append_text(a, as<Text>(text));
  return none_value();
}
Value array_tofile(Thread& thread, Ref self, Args args) {
  Value bytes = make_bytes(thread, self_of(self).view()), file(args[0]);
  return call_named(thread, file, "write", {bytes}) ? none_value() : Value();
}
Value array_fromfile(Thread& thread, Ref self, Args args) {
  Value keep(self), file(args[0]);
  std::int64_t count = 0;
  if (!ssize_argument(thread, args[1], count)) return error_set;
  if (count < 0) return raise_value_error(thread, "negative count");
  if (count > max_items / 8 || !room_for(count, 8)) return raise_memory_error(thread);
  std::int64_t wanted = count * self_of(self).code->size;
  Value size = make_int(thread, wanted), bytes = call_named(thread, file, "read", {size});
  if (!bytes) return bytes;
  if (!is<Bytes>(bytes)) return raise_type_error(thread, "read() didn't return bytes");
  std::string_view data = as<Bytes>(bytes).view();
  bool short_of = static_cast<std::int64_t>(data.size()) < wanted;
  if (thread.rt.python2()) data = data.substr(0, data.size() / self_of(self).code->size * self_of(self).code->size);
  if (!append_bytes(thread, self_of(self), data, length_words(thread))) return error_set;
  if (short_of) return raise(thread, thread.rt.exc.EOFError, thread.rt.python2() ? "not enough items in file" : "read() didn't return enough bytes");
  return none_value();
}
Value array_copy(Thread&, Ref self, Args) { return make_array(self.object()->type, self_of(self).code, self_of(self).view()); }
Value array_reduce(Thread& thread, Ref self, Args) {
  Array& a = self_of(self);
  char letter[] = {a.code->letter, 0};
  Value code = native_str(thread, letter), items = a.code->letter == 'c' ? make_bytes(thread, a.view()) : array_tolist(thread, self, {});
  Value arguments = items ? make_tuple(thread, {code, items}) : Value(), dict = arguments ? find_attribute(thread, self, thread.rt.names.dict__) : Value();
  if (!arguments || thread.has_error()) return error_set;
  return make_tuple(thread, {type_ref(self), arguments, dict ? dict.ref() : none});
}
Value array_sizeof(Thread& thread, Ref self, Args) { return make_int(thread, (thread.rt.python2() ? 56 : 64) + static_cast<std::int64_t>(self_of(self).bytes.size())); }
Value get_itemsize(Thread&, Ref self) { return Value::small(self_of(self).code->size); }
Value get_typecode(Thread& thread, Ref self) {
  char letter[] = {self_of(self).code->letter, 0};
  return native_str(thread, letter);
}
Value array_release_buffer(Thread& thread, Ref self, Args args) { return release_memory_of(thread, self, args[0]); }

void fill_array(Slots& slots, Runtime& rt) {
  slots.make = array_make;
  slots.init = array_init;
  slots.repr = array_repr;
  slots.hash = unhashable;
  slots.length = array_length;
  slots.get_item = array_get_item;
  slots.set_item = array_set_item;
  slots.index_item = array_index_item;
  slots.contains = array_contains;
  slots.concat = array_concat;
  slots.inplace_concat = array_inplace_concat;
  slots.repeat = array_repeat;
  slots.inplace_repeat = array_inplace_repeat;
  slots.compare = array_compare;
  slots.iter = array_iter;
  slots.buffer = array_buffer;
  if (rt.python2()) slots.get_slice = array_get_slice, slots.set_slice = array_set_slice;
}

constexpr Method methods[] = {
    {"__class_getitem__($type, object, /)", generic_class_getitem, since(3, 12), Method::Class},
    {"__copy__(self, /)", array_copy},
    {"__deepcopy__(self, memo, /)", array_copy},
    {"__reduce__(self, /)", array_reduce, until(3, 0)},
    {"__reduce_ex__(self, protocol, /)", array_reduce, since(3, 1)},
    {"__release_buffer__(self, buffer, /)", array_release_buffer, since(3, 12)},
    {"__sizeof__(self, /)", array_sizeof, since(2, 7)},
    {"append(self, v, /)", array_append},
    {"buffer_info(self, /)", array_buffer_info},
    {"byteswap(self, /)", array_byteswap},
    {"clear(self, /)", array_clear, since(3, 13)},
    {"count(self, v, /)", array_count},
    {"extend(self, bb, /)", array_extend},
    {"frombytes(self, buffer, /)", array_frombytes, since(3, 2)},
    {"fromfile(self, f, n, /)", array_fromfile},
    {"fromlist(self, list, /)", array_fromlist},
    {"fromstring(self, buffer, /)", array_frombytes, until(3, 8)},
    {"fromunicode(self, ustr, /)", array_fromunicode},
    {"index(self, v, /)", array_index, until(3, 9)},
    {"index(self, v, start=0, stop=9223372036854775807, /)", array_index, since(3, 10)},
    {"insert(self, i, v, /)", array_insert},
    {"pop(self, i=-1, /)", array_pop},
    {"read(self, f, n, /)", array_fromfile, py2},
    {"remove(self, v, /)", array_remove},
    {"reverse(self, /)", array_reverse},
    {"tobytes(self, /)", array_tobytes, since(3, 2)},
    {"tofile(self, f, /)", array_tofile},
    {"tolist(self, /)", array_tolist},
    {"tostring(self, /)", array_tobytes, until(3, 8)},
    {"tounicode(self, /)", array_tounicode},
    {"write(self, f, /)", array_tofile, py2},
};
constexpr GetSetRow getset[] = {{"itemsize", get_itemsize}, {"typecode", get_typecode}};

// _array_reconstructor(type, typecode, format, items): what 3.x pickles say; format 18 to 21 are text.
Value array_reconstructor(Thread& thread, Ref, Args args) {
  if (!is<Type>(args[0]) || !is_subtype(&as<Type>(args[0]), array_type)) return raise_type_error(thread, "first argument must be a type object, not {}", type_name(thread, args[0]));
  Value made = call(thread, args[0], args[1]);
  return made && call_named(thread, made, "frombytes", {args[3]}) ? std::move(made) : Value();
}
constexpr Method rows[] = {{"_array_reconstructor(arraytype, typecode, mformat_code, items, /)", array_reconstructor, since(3, 2)}};

bool fill(Thread& thread, Module& module) {
  static constexpr TypeSpec array{.name = "array.array", .layout = layout_of<Array>, .flags = BaseType | HasWeakrefs | SequencePattern, .methods = methods, .getset = getset, .fill = fill_array};
  static constexpr TypeSpec iterator{.name = "array.arrayiterator", .layout = layout_of<ArrayIterator>, .flags = DisallowInstantiation, .name2 = "arrayiterator", .fill = fill_step_only<iterator_next>};
  array_type = make_builtin_type(thread.rt, array);
  iterator_type = make_builtin_type(thread.rt, iterator);
  std::string letters;
  for (const TypeCode& code : type_codes)
    if (thread.rt.in(code.releases) && code.letter != 'w') letters += code.letter;
  if (has_code_points(thread.rt.release)) letters.insert(letters.find('u') + 1, "w");
  return module_add(thread, module, "array", Value(Ref(array_type))) && module_add(thread, module, "ArrayType", Value(Ref(array_type))) &&
         (thread.rt.python2() || module_add(thread, module, "typecodes", native_str(thread, letters)));
}

}  // namespace

extern const ModuleSpec array_module;
const ModuleSpec array_module{.name = "array", .methods = rows, .fill = fill};

}  // namespace xvm
