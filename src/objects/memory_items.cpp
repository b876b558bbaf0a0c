#include "objects/memory_items.h"

#include <cstdint>
#include <cstring>

#include "objects/bytes.h"
#include "objects/float.h"
#include "objects/int.h"
#include "vm/errors.h"
#include "vm/operators.h"

namespace xvm {

char single_format(std::string_view format) {
  if (!format.empty() && format[0] == '@') format.remove_prefix(1);
  return format.size() == 1 && format_size(format[0]) ? format[0] : 0;
}

std::size_t format_size(char letter) {
  switch (letter) {
    case 'c': case 'b': case 'B': case '?': return 1;
    case 'h': case 'H': case 'e': return 2;
    case 'i': case 'I': case 'f': return 4;
    case 'l': case 'L': case 'q': case 'Q': case 'n': case 'N': case 'd': case 'P': return 8;
    default: return 0;
  }
}

static double half_to_double(std::uint16_t h) {
  int exponent = h >> 10 & 31, fraction = h & 0x3ff;
  double value = exponent == 31 ? (fraction ? __builtin_nan("") : __builtin_inf())
                 : exponent     ? __builtin_ldexp(1024 + fraction, exponent - 25)
                                : __builtin_ldexp(fraction, -24);
  return h & 0x8000 ? -value : value;
}

template <class T>
static T load(const char* item) {
  T value;
  std::memcpy(&value, item, sizeof value);
  return value;
}

Value unpack_item(Thread& thread, char letter, const char* item) {
  switch (letter) {
    case 'c': return make_bytes(thread, {item, 1});
    case 'b': return Value::small(load<std::int8_t>(item));
    case 'B': return Value::small(load<std::uint8_t>(item));
    case '?': return Value::of(load<std::uint8_t>(item) != 0);
    case 'h': return Value::small(load<std::int16_t>(item));
    case 'H': return Value::small(load<std::uint16_t>(item));
    case 'i': return Value::small(load<std::int32_t>(item));
    case 'I': return Value::small(load<std::uint32_t>(item));
    case 'l': case 'q': case 'n': return make_int(thread, load<std::int64_t>(item));
    case 'L': case 'Q': case 'N': case 'P': return make_unsigned(thread, load<std::uint64_t>(item));
    case 'e': return Value::of(half_to_double(load<std::uint16_t>(item)));
    case 'f': return Value::of(static_cast<double>(load<float>(item)));
    case 'd': return Value::of(load<double>(item));
    default: return raise_format(thread, thread.rt.exc.NotImplementedError, "memoryview: format {} not supported", letter);
  }
}

static bool wrong_type(Thread& thread, char letter) { return raise_type_error(thread, "memoryview: invalid type for format '{}'", letter); }
static bool wrong_value(Thread& thread, char letter) { return raise_value_error(thread, "memoryview: invalid value for format '{}'", letter); }

bool pack_item(Thread& thread, char letter, Ref v, char* item) {
  std::size_t size = format_size(letter);
  switch (letter) {
    case 'c': {
      const Bytes* bytes = try_as<Bytes>(v);
      if (!bytes) return wrong_type(thread, letter);
      if (bytes->length != 1) return wrong_value(thread, letter);
      *item = bytes->data()[0];
      return true;
    }
    case '?': {
      int is_true = truth(thread, v);
      if (is_true < 0) return false;
      *item = static_cast<char>(is_true);
      return true;
    }
    case 'f': case 'd': {
      double number;
      if (!as_double(thread, v, number)) {
        if (!catch_error(thread, thread.rt.exc.TypeError)) return false;
        return wrong_type(thread, letter);
      }
      float narrow = static_cast<float>(number);
      std::memcpy(item, letter == 'f' ? static_cast<const void*>(&narrow) : &number, size);
      return true;
    }
    case 'e': case 0: return raise_format(thread, thread.rt.exc.NotImplementedError, "memoryview: format {} not supported", letter ? letter : '?');
    default: break;
  }
  if (!is_int(v) && !(v.is_object() && type_of(thread, v)->slots.as_index)) return wrong_type(thread, letter);
  Value number = as_index(thread, v);
  if (!number) return false;
  bool is_signed = letter >= 'a';
  std::int64_t value = 0;
  std::uint64_t bits;
  if (int_fits(number, value)) {
    int width = static_cast<int>(size * 8);
    if (is_signed ? (width < 64 && (value < -(std::int64_t{1} << (width - 1)) || value >= std::int64_t{1} << (width - 1)))
                  : (value < 0 || (width < 64 && value >= std::int64_t{1} << width)))
      return wrong_value(thread, letter);
    bits = static_cast<std::uint64_t>(value);
  } else {
    if (is_signed || size < 8 || int_sign(number) < 0) return wrong_value(thread, letter);
    Integer big(number);
    if (mpz_sizeinbase(big.get(), 2) > 64) return wrong_value(thread, letter);
    bits = mpz_get_ui(big.get());
  }
  std::memcpy(item, &bits, size);
  return true;
}

}  // namespace xvm
