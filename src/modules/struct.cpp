// _struct: values packed into bytes by a format.
#include <bit>
#include <cmath>
#include <cstring>
#include <map>

#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/codecs.h"
#include "objects/dict.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/limits.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/signature.h"

namespace xvm {

namespace {

bool takes_index_only(const Release& r) { return r.since(3, 0); }        // integers, not what __int__ makes one of
bool names_format_in_ranges(const Release& r) { return r.since(3, 12); }  // 'h' format requires -32768 <= ...
bool counts_missing_bytes(const Release& r) { return r.since(3, 7); }
bool refuses_lone_count(const Release& r) { return r.since(3, 3); }
bool format_is_text(const Release& r) { return r.since(3, 7); }
bool names_module_of_types(const Release& r) { return r.since(3, 9); }
bool has_half_floats(const Release& r) { return r.since(3, 6); }
bool has_sizes(const Release& r) { return r.since(3, 3); }   // n and N

struct Field {
  char letter;
  std::size_t size, offset, count;   // count: of s and p the bytes, else one a field
};
struct Layout0 {
  bool little = true, native = true;
  std::vector<Field> fields;
  std::size_t size = 0, values = 0;
};

struct Struct : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "Struct";
  Value format;
  std::shared_ptr<const Layout0> layout;
};

struct Unpacker : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "unpack_iterator";
  Value structure;
  BufferView view;
  std::size_t at = 0;
};

struct Made { Type *structure = nullptr, *iterator = nullptr; Value error; Runtime* runtime = nullptr; };
Made& made = *new Made;   // never destroyed: what it holds may be gone before

ErrorSet fail(Thread& thread, std::string_view message) { return raise(thread, &as<Type>(made.error), message); }

std::size_t native_size(const Release& r, char letter, std::size_t& alignment) {
  std::size_t size = 0;
  switch (letter) {
    case 'x': case 's': case 'p': case 'c': case 'b': case 'B': size = 1; break;
    case '?': size = r.since(2, 6) ? 1 : 0; break;
    case 'h': case 'H': size = 2; break;
    case 'e': size = has_half_floats(r) ? 2 : 0; break;
    case 'i': case 'I': case 'f': size = 4; break;
    case 'n': case 'N': size = has_sizes(r) ? 8 : 0; break;
    case 'l': case 'L': case 'q': case 'Q': case 'd': case 'P': size = 8; break;
    default: break;
  }
  alignment = letter == 'x' || letter == 's' || letter == 'p' ? 1 : size;
  return size;
}
std::size_t standard_size(const Release& r, char letter) {
  if (letter == 'l' || letter == 'L') return 4;
  if (letter == 'n' || letter == 'N' || letter == 'P') return 0;
  std::size_t alignment = 0;
  return native_size(r, letter, alignment);
}

std::shared_ptr<const Layout0> read_format(Thread& thread, std::string_view text) {
  static auto* cache = new std::map<std::pair<const Release*, std::string>, std::shared_ptr<const Layout0>>;
  const Release& r = thread.rt.release;
  std::pair<const Release*, std::string> key(&r, text);
  if (auto found = cache->find(key); found != cache->end()) return found->second;
  auto layout = std::make_shared<Layout0>();
  std::size_t at = 0;
  if (!text.empty()) switch (text[0]) {
      case '@': at = 1; break;
      case '=': case '<': layout->native = false, at = 1; break;
      case '>': case '!': layout->native = false, layout->little = false, at = 1; break;
      default: break;
    }
  while (at < text.size()) {
    char c = text[at++];
    if (std::strchr(" \t\n\v\f\r", c) && c) continue;
    std::size_t count = 1;
    if (c >= '0' && c <= '9') {
      count = static_cast<std::size_t>(c - '0');
      while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
        if (count > (std::size_t{1} << 58)) return fail(thread, r.python2() ? "overflow in item count" : "total struct size too long"), nullptr;
        count = count * 10 + static_cast<std::size_t>(text[at++] - '0');
      }
      if (at == text.size()) {
        if (refuses_lone_count(r)) return fail(thread, "repeat count given without format specifier"), nullptr;
        break;
      }
      c = text[at++];
    }
    std::size_t alignment = 1, size = layout->native ? native_size(r, c, alignment) : standard_size(r, c);
    if (size == 0) return fail(thread, "bad char in struct format"), nullptr;
    if (layout->native && alignment > 1) layout->size = (layout->size + alignment - 1) / alignment * alignment;
    if (count > (std::size_t{1} << 60) / size || layout->size > (std::size_t{1} << 60)) return fail(thread, "total struct size too long"), nullptr;
    if (c == 's' || c == 'p') {
      layout->fields.push_back({c, 1, layout->size, count});
      ++layout->values;
    } else if (c != 'x') {
      if (count > (std::size_t{1} << 26)) return raise_memory_error(thread), nullptr;
      for (std::size_t i = 0; i < count; ++i) layout->fields.push_back({c, size, layout->size + i * size, 1});
      layout->values += count;
    }
    layout->size += size * count;
  }
  if (cache->size() > 100) cache->clear();
  (*cache)[key] = layout;
  return layout;
}

// ---- half floats

double half_to_double(std::uint16_t bits) {
  int exponent = bits >> 10 & 0x1f;
  double fraction = bits & 0x3ff, sign = bits & 0x8000 ? -1 : 1;
  if (exponent == 0) return sign * std::ldexp(fraction, -24);
  if (exponent == 31) return fraction == 0 ? sign * HUGE_VAL : std::copysign(std::nan(""), sign);
  return sign * std::ldexp(fraction + 1024, exponent - 25);
}
// False where it is too large.
bool double_to_half(double d, std::uint16_t& out) {
  std::uint16_t sign = std::signbit(d) ? 0x8000 : 0;
  if (d != d) return out = sign | 0x7e00, true;
  d = std::fabs(d);
  if (std::isinf(d)) return out = sign | 0x7c00, true;
  if (d == 0) return out = sign, true;
  int exponent = 0;
  std::frexp(d, &exponent);
  int unit = std::max(exponent - 11, -24);
  double steps = std::nearbyint(std::ldexp(d, -unit));
  if (steps >= 2048) steps /= 2, ++unit;
  if (unit + 25 >= 31) return false;
  std::uint16_t fraction = static_cast<std::uint16_t>(steps);
  out = static_cast<std::uint16_t>(sign | (fraction >= 1024 ? (unit + 25) << 10 | (fraction - 1024) : fraction));
  return true;
}

// ---- packing

void store(char* at, std::uint64_t bits, std::size_t size, bool little) {
  for (std::size_t i = 0; i < size; ++i) at[little ? i : size - 1 - i] = static_cast<char>(bits >> 8 * i);
}
std::uint64_t fetch(const char* at, std::size_t size, bool little) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < size; ++i) bits |= static_cast<std::uint64_t>(static_cast<unsigned char>(at[little ? i : size - 1 - i])) << 8 * i;
  return bits;
}

bool is_signed(char letter) { return std::strchr("bhilqn", letter) != nullptr; }

// short_words: of native formats; words: which of the two for numbers beyond a machine word.
ErrorSet out_of_range(Thread& thread, const Field& field, bool beyond_word, bool native, bool short_words) {
  const Release& r = thread.rt.release;
  char c = field.letter;
  if (!names_format_in_ranges(r)) {
    if (c == 'b') return fail(thread, "byte format requires -128 <= number <= 127");
    if (c == 'B') return fail(thread, "ubyte format requires 0 <= number <= 255");
    if (c == 'h' && short_words) return fail(thread, r.python2() ? "short format requires SHRT_MIN <= number <= SHRT_MAX" : "short format requires (-0x7fff - 1) <= number <= 0x7fff");
    if (c == 'H' && short_words) return fail(thread, r.python2() ? "ushort format requires 0 <= number <= USHRT_MAX" : "ushort format requires 0 <= number <= (0x7fff * 2 + 1)");
    if (beyond_word || field.size == 8) {
      if (r.python2()) return fail(thread, fmt::format("integer out of range for '{}' format code", c));
      return fail(thread, native ? "argument out of range" : "int too large to convert");
    }
  }
  std::size_t bits = 8 * field.size;
  Big low, high;
  mpz_ui_pow_ui(high, 2, is_signed(c) ? bits - 1 : bits);
  if (is_signed(c)) mpz_neg(low, high);
  mpz_sub_ui(high, high, 1);
  return fail(thread, fmt::format("'{}' format requires {} <= number <= {}", c, int_text(low, 10), int_text(high, 10)));
}

bool pack_int(Thread& thread, const Field& field, Ref v, char* at, bool little, bool native) {
  const Release& r = thread.rt.release;
  Value number(v);
  if (!is_int(v)) {
    if (takes_index_only(r)) {
      if (v.is_double() || !type_of(thread, v)->slots.as_index) return fail(thread, "required argument is not an integer");
      number = as_index(thread, v);
    } else {
      number = is_float(v) ? long_from_double(thread, float_of(v)) : type_of(thread, v)->slots.as_index ? as_index(thread, v) : Value();
      if (!number && !thread.has_error()) return fail(thread, "cannot convert argument to integer");
    }
    if (!number) return false;
  }
  Integer integer(number);
  mpz_srcptr n = integer.get();
  bool is_pointer = field.letter == 'P', ok = false;
  std::size_t bits = 8 * field.size;
  if (is_signed(field.letter) || (is_pointer && mpz_sgn(n) < 0)) {
    Big magnitude(n);
    if (mpz_sgn(n) < 0) mpz_add_ui(magnitude, magnitude, 1);
    ok = mpz_sizeinbase(magnitude, 2) <= bits - 1 || mpz_sgn(magnitude) == 0;
  } else {
    ok = mpz_sgn(n) >= 0 && (mpz_sizeinbase(n, 2) <= bits || mpz_sgn(n) == 0);
  }
  if (!ok && is_pointer) return r.python2() ? static_cast<bool>(raise_overflow(thread, "long int too large to convert")) : static_cast<bool>(fail(thread, "int too large to convert"));
  bool beyond_word = mpz_sgn(n) < 0 ? !is_signed(field.letter) : mpz_sizeinbase(n, 2) > 64;
  if (r.python2() && is_signed(field.letter)) beyond_word = !mpz_fits_slong_p(n);
  if (!ok) return out_of_range(thread, field, beyond_word, native || little || (field.letter != 'Q' && field.letter != 'q'), native);
  std::uint64_t value = mpz_get_ui(n);
  store(at, mpz_sgn(n) < 0 ? 0 - value : value, field.size, little);
  return true;
}

bool pack_float(Thread& thread, const Field& field, Ref v, char* at, bool little, bool native) {
  double d = 0;
  if (!as_double(thread, v, d)) {
    if (!thread.error_is(thread.rt.exc.TypeError)) return false;
    thread.clear_error();
    return fail(thread, "required argument is not a float");
  }
  if (field.letter == 'd') return store(at, std::bit_cast<std::uint64_t>(d), 8, little), true;
  if (field.letter == 'f') {
    float f = static_cast<float>(d);
    if (std::isinf(f) && !std::isinf(d) && !native) return raise_overflow(thread, "float too large to pack with f format");
    return store(at, std::bit_cast<std::uint32_t>(f), 4, little), true;
  }
  std::uint16_t half = 0;
  if (!double_to_half(d, half)) return raise_overflow(thread, "float too large to pack with e format");
  return store(at, half, 2, little), true;
}

// The bytes of an argument for s, p and c; false where it has none.
bool bytes_of(Thread& thread, Ref v, std::string_view& out) {
  if (is<Bytes>(v)) return out = as<Bytes>(v).view(), true;
  if (!thread.rt.python2() && is<ByteArray>(v)) return out = view_of(as<ByteArray>(v)), true;
  return false;
}

bool pack_field(Thread& thread, const Layout0& layout, const Field& field, Ref v, char* at) {
  bool old = thread.rt.python2();
  std::string_view bytes;
  switch (field.letter) {
    case 's':
    case 'p': {
      if (!bytes_of(thread, v, bytes)) return fail(thread, fmt::format("argument for '{}' must be a {}", field.letter, old ? "string" : "bytes object"));
      std::size_t lead = field.letter == 'p' ? 1 : 0;
      if (field.count < lead) return true;
      std::size_t n = std::min(bytes.size(), field.count - lead);
      if (lead) at[0] = static_cast<char>(std::min<std::size_t>(n, 255));
      std::memcpy(at + lead, bytes.data(), n);
      return true;
    }
    case 'c':
      if (!bytes_of(thread, v, bytes) || bytes.size() != 1) return fail(thread, old ? "char format require string of length 1" : "char format requires a bytes object of length 1");
      at[0] = bytes[0];
      return true;
    case '?': {
      int yes = truth(thread, v);
      if (yes < 0) return false;
      at[0] = static_cast<char>(yes);
      return true;
    }
    case 'e': case 'f': case 'd': return pack_float(thread, field, v, at, layout.little, layout.native);
    default: return pack_int(thread, field, v, at, layout.little, layout.native);
  }
}

bool pack_into(Thread& thread, const Layout0& layout, const Value* values, std::size_t count, const char* name, char* at) {
  if (count != layout.values) return fail(thread, fmt::format("{} expected {} items for packing (got {})", name, layout.values, count));
  std::memset(at, 0, layout.size);
  for (std::size_t i = 0; i < layout.fields.size(); ++i)
    if (!pack_field(thread, layout, layout.fields[i], values[i], at + layout.fields[i].offset)) return false;
  return true;
}

Value unpack_field(Thread& thread, const Layout0& layout, const Field& field, const char* at) {
  switch (field.letter) {
    case 's': return make_bytes(thread, {at, field.count});
    case 'p': {
      if (field.count == 0) return make_bytes(thread, {});
      std::size_t n = std::min<std::size_t>(static_cast<unsigned char>(at[0]), field.count - 1);
      return make_bytes(thread, {at + 1, n});
    }
    case 'c': return make_bytes(thread, {at, 1});
    case '?': return Value::of(at[0] != 0);
    case 'd': return Value::of(std::bit_cast<double>(fetch(at, 8, layout.little)));
    case 'f': return Value::of(static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(fetch(at, 4, layout.little)))));
    case 'e': return Value::of(half_to_double(static_cast<std::uint16_t>(fetch(at, 2, layout.little))));
    default: break;
  }
  std::uint64_t bits = fetch(at, field.size, layout.little);
  if (is_signed(field.letter)) {
    std::size_t unused = 64 - 8 * field.size;
    return make_int(thread, static_cast<std::int64_t>(bits << unused) >> unused);
  }
  // 2.x gives a long where an unsigned long is read.
  bool as_long = thread.rt.python2() && (field.letter == 'Q' || field.letter == 'L' || (field.letter == 'I' && !layout.native)) && bits > 0x7fffffffffffffff;
  return as_long ? make_unsigned(thread, bits) : make_unsigned(thread, bits);
}
Value unpack(Thread& thread, const Layout0& layout, const char* at) {
  Tuple* tuple = allocate_tuple(thread, layout.fields.size());
  Value owner = own(tuple);
  if (layout.fields.empty()) return empty_tuple(thread);
  for (std::size_t i = 0; i < layout.fields.size(); ++i) {
    tuple->items()[i] = unpack_field(thread, layout, layout.fields[i], at + layout.fields[i].offset);
    if (!tuple->items()[i]) return error_set;
  }
  track(tuple);
  return owner;
}

// ---- Struct

bool null_ends_format(const Release& r) { return r.until(3, 6); }

bool format_text(Thread& thread, Ref v, std::string& out) {
  if (is<Text>(v) && !as<Text>(v).ascii) return static_cast<bool>(encode_text(thread, v, "ascii"));
  if (is<Text>(v) || is<Bytes>(v)) {
    out = native_utf8(v);
    std::size_t null = out.find('\0');
    if (null == out.npos) return true;
    if (!null_ends_format(thread.rt.release)) return fail(thread, "embedded null character");
    out.resize(null);
    return true;
  }
  return raise_type_error(thread, "Struct() argument 1 must be {}, not {}", thread.rt.python2() ? "string" : "a str or bytes object", type_name(thread, v));
}
std::shared_ptr<const Layout0> layout_argument(Thread& thread, Ref v) {
  std::string text;
  if (is<Struct>(v)) return as<Struct>(v).layout;
  return format_text(thread, v, text) ? read_format(thread, text) : nullptr;
}

bool struct_init(Thread& thread, Ref self, Args args) {
  Bound<1> a(thread, "Struct(format)", args);
  std::string text;
  if (!a || !format_text(thread, a[0], text)) return false;
  auto layout = read_format(thread, text);
  if (!layout) return false;
  as<Struct>(self).layout = std::move(layout);
  as<Struct>(self).format = format_is_text(thread.rt.release) ? native_str(thread, text) : make_bytes(thread, text);
  return true;
}
Value struct_make(Thread& thread, Type* type, Args) {
  Struct* s = allocate<Struct>(type);
  s->format = none_value();
  s->layout = read_format(thread, "");
  return own(s);
}
Value struct_format(Thread&, Ref self) { return as<Struct>(self).format; }
Value struct_size(Thread& thread, Ref self) { return make_unsigned(thread, as<Struct>(self).layout->size); }
Value struct_repr(Thread& thread, Ref self) { return native_str(thread, fmt::format("Struct({})", repr_utf8(thread, as<Struct>(self).format))); }

bool says_owner(const Release& r) { return r.since(3, 9); }

bool pack_takes_no_keywords(Thread& thread, Args args, const char* owner) {
  if (!args.names || args.keywords() == 0) return true;
  return raise_type_error(thread, "{}pack() takes no keyword arguments", says_owner(thread.rt.release) ? owner : "");
}

Value do_pack(Thread& thread, const Layout0& layout, const Value* values, std::size_t count) {
  if (count != layout.values) return fail(thread, fmt::format("pack expected {} items for packing (got {})", layout.values, count));
  if (!has_memory(layout.size)) return raise_memory_error(thread);
  Bytes* bytes = allocate_bytes(thread, layout.size);
  if (!bytes) return error_set;
  Value owner = own(bytes);
  return pack_into(thread, layout, values, count, "pack", bytes->data()) ? std::move(owner) : Value();
}
Value do_unpack(Thread& thread, const Layout0& layout, Ref v) {
  BufferView view;
  std::string text;
  if (thread.rt.python2() && is<Text>(v)) text = native_utf8(v), view.data = text.data(), view.length = text.size();
  else if (!get_buffer(thread, v, view)) return error_set;
  if (view.length != layout.size) {
    const Release& r = thread.rt.release;
    return fail(thread, fmt::format("unpack requires a {} {}{}", r.python2() ? "string argument of length" : r.since(3, 6) ? "buffer of" : "bytes object of length", layout.size, r.since(3, 6) ? " bytes" : ""));
  }
  return unpack(thread, layout, view.data);
}

// The place that an offset means in a buffer; false with struct.error.
bool place(Thread& thread, const Layout0& layout, std::size_t length, std::int64_t& offset, bool packing) {
  const Release& r = thread.rt.release;
  const char* name = packing ? "pack_into" : "unpack_from";
  std::int64_t size = static_cast<std::int64_t>(layout.size), have = static_cast<std::int64_t>(length);
  if (offset < 0) {
    if (counts_missing_bytes(r) && offset + size > 0) return fail(thread, fmt::format("{} {} bytes at offset {}", packing ? "no space to pack" : "not enough data to unpack", size, offset));
    if (counts_missing_bytes(r) && offset + have < 0) return fail(thread, fmt::format("offset {} out of range for {}-byte buffer", offset, have));
    offset += have;
  }
  if (offset < 0 || have - offset < size) {
    if (!counts_missing_bytes(r)) return fail(thread, fmt::format("{} requires a buffer of at least {} bytes", name, size));
    return fail(thread, fmt::format("{} requires a buffer of at least {} bytes for {} {} bytes at offset {} (actual buffer size is {})", name, size + offset, packing ? "packing" : "unpacking", size, offset, have));
  }
  return true;
}
Value do_pack_into(Thread& thread, const Layout0& layout, Args args, std::uint32_t first) {
  std::uint32_t given = args.size() - first;
  if (given == 0) return fail(thread, "pack_into expected buffer argument");
  if (given == 1) return fail(thread, "pack_into expected offset argument");
  if (given - 2 != layout.values) return fail(thread, fmt::format("pack_into expected {} items for packing (got {})", layout.values, given - 2));
  BufferView view;
  if (!get_buffer(thread, args[first], view, true)) {
    if (!thread.error_is(thread.rt.exc.TypeError) && !thread.error_is(thread.rt.exc.BufferError)) return error_set;
    thread.clear_error();
    if (thread.rt.python2()) return raise_type_error(thread, "argument must be read-write buffer, not {}", type_name(thread, args[first]));
    return raise_type_error(thread, "argument must be read-write bytes-like object, not {}", type_name(thread, args[first]));
  }
  std::int64_t offset = 0;
  if (!as_int64(thread, args[first + 1], offset) || !place(thread, layout, view.length, offset, true)) return error_set;
  std::string packed(layout.size, '\0');
  if (!pack_into(thread, layout, args.data + first + 2, given - 2, "pack_into", packed.data())) return error_set;
  std::memcpy(view.data + offset, packed.data(), packed.size());
  return none_value();
}
Value do_unpack_from(Thread& thread, const Layout0& layout, Ref buffer, Ref offset_given) {
  BufferView view;
  std::int64_t offset = 0;
  if ((offset_given && !as_int64(thread, offset_given, offset)) || !get_buffer(thread, buffer, view) || !place(thread, layout, view.length, offset, false)) return error_set;
  return unpack(thread, layout, view.data + offset);
}
Value do_iter_unpack(Thread& thread, const Value& structure, Ref buffer) {
  const Layout0& layout = *as<Struct>(structure).layout;
  if (layout.size == 0) return fail(thread, "cannot iteratively unpack with a struct of length 0");
  Unpacker* unpacker = allocate<Unpacker>(made.iterator);
  Value owner = own(unpacker);
  if (!get_buffer(thread, buffer, unpacker->view)) return error_set;
  if (unpacker->view.length % layout.size != 0) return fail(thread, fmt::format("iterative unpacking requires a buffer of a multiple of {} bytes", layout.size));
  unpacker->structure = structure;
  return owner;
}
Value unpacker_next(Thread& thread, Ref self) {
  Unpacker& u = as<Unpacker>(self);
  if (!u.structure) return Value();
  const Layout0& layout = *as<Struct>(u.structure).layout;
  if (u.at >= u.view.length) return Value();
  Value values = unpack(thread, layout, u.view.data + u.at);
  u.at += layout.size;
  return values;
}
Value unpacker_hint(Thread& thread, Ref self, Args) {
  const Unpacker& u = as<Unpacker>(self);
  return make_unsigned(thread, u.structure ? (u.view.length - u.at) / as<Struct>(u.structure).layout->size : 0);
}

Value struct_pack(Thread& thread, Ref self, Args args) {
  return pack_takes_no_keywords(thread, args, "Struct.") ? do_pack(thread, *as<Struct>(self).layout, args.data, args.size()) : Value();
}
Value struct_unpack(Thread& thread, Ref self, Args args) { return do_unpack(thread, *as<Struct>(self).layout, args[0]); }
Value struct_pack_into(Thread& thread, Ref self, Args args) { return do_pack_into(thread, *as<Struct>(self).layout, args, 0); }
Value struct_unpack_from(Thread& thread, Ref self, Args args) { return do_unpack_from(thread, *as<Struct>(self).layout, args[0], args[1]); }
Value struct_iter_unpack(Thread& thread, Ref self, Args args) { return do_iter_unpack(thread, Value(self), args[0]); }

Value module_pack(Thread& thread, Ref, Args args) {
  if (!pack_takes_no_keywords(thread, args, "_struct.")) return error_set;
  if (args.size() == 0) return raise_type_error(thread, "missing format argument");
  auto layout = layout_argument(thread, args[0]);
  return layout ? do_pack(thread, *layout, args.data + 1, args.size() - 1) : Value();
}
Value module_pack_into(Thread& thread, Ref, Args args) {
  if (args.size() == 0) return raise_type_error(thread, "missing format argument");
  auto layout = layout_argument(thread, args[0]);
  return layout ? do_pack_into(thread, *layout, args, 1) : Value();
}
Value module_unpack(Thread& thread, Ref, Args args) {
  auto layout = layout_argument(thread, args[0]);
  return layout ? do_unpack(thread, *layout, args[1]) : Value();
}
Value module_unpack_from(Thread& thread, Ref, Args args) {
  auto layout = layout_argument(thread, args[0]);
  return layout ? do_unpack_from(thread, *layout, args[1], args[2]) : Value();
}
Value module_iter_unpack(Thread& thread, Ref, Args args) {
  Value structure = is<Struct>(args[0]) ? Value(args[0]) : call(thread, Ref(made.structure), args[0]);
  return structure ? do_iter_unpack(thread, structure, args[1]) : Value();
}
Value module_calcsize(Thread& thread, Ref, Args args) {
  auto layout = layout_argument(thread, args[0]);
  return layout ? make_unsigned(thread, layout->size) : Value();
}
Value module_clear_cache(Thread&, Ref, Args) { return none_value(); }

constexpr Method struct_methods[] = {
    {"iter_unpack(self, buffer, /)", struct_iter_unpack, since(3, 4)},
    {"pack(self, *values)", struct_pack, always, Method::Raw},
    {"pack_into(self, buffer, offset, *values)", struct_pack_into, always, Method::Raw},
    {"unpack(self, buffer, /)", struct_unpack},
    {"unpack_from(self, buffer, offset=0)", struct_unpack_from},
};
constexpr GetSetRow struct_getset[] = {{"format", struct_format}, {"size", struct_size}};
constexpr Method unpacker_methods[] = {{"__length_hint__(self)", unpacker_hint}};
constexpr Method rows[] = {
    {"_clearcache()", module_clear_cache, since(2, 6)},
    {"calcsize(format, /)", module_calcsize, since(2, 6)},
    {"iter_unpack(format, buffer, /)", module_iter_unpack, since(3, 4)},
    {"pack(format, *values)", module_pack, since(2, 6), Method::Raw},
    {"pack_into(format, buffer, offset, *values)", module_pack_into, since(2, 6), Method::Raw},
    {"unpack(format, buffer, /)", module_unpack, since(2, 6)},
    {"unpack_from(format, /, buffer, offset=0)", module_unpack_from, since(2, 6)},
};

bool fill(Thread& thread, Module& module) {
  Runtime& rt = thread.rt;
  static constexpr TypeSpec structure{.name = "_struct.Struct", .layout = layout_of<Struct>, .flags = BaseType | HasWeakrefs, .methods = struct_methods, .getset = struct_getset,
                                      .fill = [](Slots& s, Runtime& r) {
                                        s.make = struct_make, s.init = struct_init;
                                        if (r.release.since(3, 13)) s.repr = struct_repr;
                                      }};
  static constexpr TypeSpec iterator{.name = "_struct.unpack_iterator", .layout = layout_of<Unpacker>, .flags = DisallowInstantiation, .methods = unpacker_methods,
                                     .fill = [](Slots& s, Runtime&) { s.iter = [](Thread&, Ref self) { return Value(self); }, s.next = unpacker_next; }};
  if (made.runtime != &rt) {
    TypeSpec named = structure, named_iterator = iterator;
    if (!names_module_of_types(rt.release)) named.name = "Struct", named_iterator.name = "unpack_iterator";
    made.structure = make_builtin_type(rt, named);
    made.iterator = make_builtin_type(rt, named_iterator);
    Value name = native_str(thread, "error"), space = make_dict(thread), bases = make_tuple(thread, {Ref(rt.exc.Exception)}), home = native_str(thread, "struct");
    if (!dict_set(thread, as<Dict>(space), rt.names.module__, home)) return false;
    made.error.take();
    made.error = call(thread, Ref(rt.types.type), name, bases, space);
    made.runtime = &rt;
  }
  if (!made.error || !module_add(thread, module, "Struct", Value(Ref(made.structure))) || !module_add(thread, module, "error", made.error)) return false;
  struct Row { const char* name; int value; Range releases; };
  for (auto [constant, value, releases] : {Row{"_PY_STRUCT_FLOAT_COERCE", 2, until(3, 0)}, Row{"_PY_STRUCT_RANGE_CHECKING", 0, until(3, 0)}, Row{"_PY_STRUCT_OVERFLOW_MASKING", 1, until(2, 6)},
                                           Row{"_PY_STRUCT_OVERFLOW_MASKING", 1, between(3, 0, 3, 0)}})
    if (rt.in(releases) && !module_add(thread, module, constant, Value::small(value))) return false;
  return !rt.in(between(2, 6, 3, 1)) || module_add(thread, module, "__version__", native_str(thread, "0.2"));
}

}  // namespace

extern const ModuleSpec struct_module;
const ModuleSpec struct_module{.name = "_struct", .methods = rows, .fill = fill};

}  // namespace xvm
