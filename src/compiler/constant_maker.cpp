// Constants with the type bytes of marshal that suit the release.
#include <algorithm>

#include "compiler/constant_merger.h"
#include "pyc/code.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

// marshal 3 and 4: objects referred to more than once carry a flag, ASCII text has forms of its own.
bool marshal_has_references(const Release& release) { return release.since(3, 4); }

// Integers of 64 bits have a form of their own.
bool marshals_wide_integers(const Release& release) { return release.until(3, 2); }

// Strings that look like names are interned when they are constants.
bool name_like(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// 2.x has one object of no and of one character, and interns it; not so what an escape made.
bool is_shared(std::string_view content) {
  return content.empty() || (content.size() == 1 && content[0] >= ' ' && content[0] < '\x7f' && content[0] != '\\');
}

constexpr std::size_t longest_short = 255;

}  // namespace

ConstantId ConstantMaker::integer(std::int64_t value) {
  if (value == std::int32_t(value)) return pool_.add_int(value, 'i');
  if (marshals_wide_integers(release_)) return pool_.add_int(value, 'I');
  mpz_t wide;
  mpz_init_set_si(wide, value);
  ConstantId id = long_integer(wide);
  mpz_clear(wide);
  return id;
}

ConstantId ConstantMaker::integer(const mpz_t value) {
  return mpz_fits_slong_p(value) ? integer(std::int64_t(mpz_get_si(value))) : long_integer(value);
}

ConstantId ConstantMaker::long_integer(const mpz_t value) {
  constexpr std::size_t digit_bits = 15;
  std::size_t count = mpz_sgn(value) ? (mpz_sizeinbase(value, 2) + digit_bits - 1) / digit_bits : 0;
  std::vector<std::uint16_t> digits(count);
  mpz_export(digits.data(), nullptr, -1, sizeof(std::uint16_t), 0, 1, value);
  return pool_.add_long(mpz_sgn(value) < 0, digits, marshal_has_references(release_));
}

ConstantId ConstantMaker::real(double value) { return pool_.add_float(value, false); }

ConstantId ConstantMaker::complex(double real, double imag) { return pool_.add_complex(real, imag, false); }

ConstantId ConstantMaker::bytes_of(std::string_view content, bool interned) {
  if (release_.python2()) return pool_.add_bytes(content, interned || is_shared(content) ? 't' : 's');
  return pool_.add_bytes(content, 's', marshal_has_references(release_));
}

ConstantId ConstantMaker::text_of(std::string_view utf8, bool interned) {
  if (!marshal_has_references(release_)) return pool_.add_text(utf8, 'u');
  char type = interned ? 't' : 'u';
  if (is_ascii(utf8)) {
    bool is_short = utf8.size() <= longest_short;
    type = interned ? (is_short ? 'Z' : 'A') : (is_short ? 'z' : 'a');
  }
  return pool_.add_text(utf8, type, true);
}

ConstantId ConstantMaker::bytes(std::string_view content) {
  return release_.python2() && name_like(content) ? name(content) : bytes_of(content, false);
}

ConstantId ConstantMaker::text(std::string_view utf8) {
  return !release_.python2() && name_like(utf8) ? name(utf8) : text_of(utf8, false);
}

ConstantId ConstantMaker::tuple(std::span<const ConstantId> items) {
  bool is_short = marshal_has_references(release_) && items.size() <= longest_short;
  return pool_.add_container(is_short ? ')' : '(', items, marshal_has_references(release_));
}

ConstantId ConstantMaker::frozenset(std::span<const ConstantId> items) {
  return pool_.add_container('>', items, marshal_has_references(release_));
}

ConstantId ConstantMaker::code() {
  ConstantId id = pool_.add_code(marshal_has_references(release_));
  pool_.code(id).release = &release_;
  return id;
}

ConstantId ConstantMaker::name(std::string_view utf8) {
  auto [place, added] = names_.try_emplace(std::string(utf8));
  if (added) place->second = release_.python2() ? bytes_of(utf8, true) : text_of(utf8, true);
  return place->second;
}

ConstantId ConstantMaker::raw_bytes(std::span<const std::uint8_t> content) {
  return bytes_of({reinterpret_cast<const char*>(content.data()), content.size()}, false);
}

ConstantId ConstantMaker::file_name(std::string_view utf8) {
  return release_.python2() ? pool_.add_bytes(utf8, 's') : text_of(utf8, false);
}

void integer_value(const ConstantPool& pool, ConstantId id, mpz_t value) {
  if (pool.kind(id) == ConstantKind::Int) return mpz_set_si(value, pool.integer(id));
  std::vector<std::uint16_t> digits(pool[id].count);
  for (std::size_t i = 0; i < digits.size(); ++i) digits[i] = pool.digit(id, i);
  mpz_import(value, digits.size(), -1, sizeof(std::uint16_t), 0, 1, digits.data());
  if (pool.negative(id)) mpz_neg(value, value);
}

}  // namespace xvm::compiler
