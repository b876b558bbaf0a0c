// int: small ones are immediate; others are Int objects with a GMP number. 2.x has int (64 bits) and long, told apart by type.
#pragma once

#include <gmp.h>

#include <string>
#include <string_view>

#include "vm/object.h"

namespace xvm {

class Thread;
struct Type;

struct Int : Object {
  static constexpr Kind kind = Kind::Int;
  static constexpr const char* layout_name = "int";
  mpz_t number;         // to be read only: its limbs are the ones below
  mp_limb_t limbs[2];   // more may follow; the second is zero where the number has but one
};

// Holds any integer value as an mpz for the length of an expression; small ones are converted into its own number.
class Integer {
 public:
  explicit Integer(Ref v);   // is_int(v) or bool
  Integer(const Integer&) = delete;
  mpz_srcptr get() const { return pointer_; }

 private:
  mp_limb_t limb_ = 0;
  mpz_t own_;
  mpz_srcptr pointer_;
};

// An mpz of our own.
class Big {
 public:
  Big() { mpz_init(number_); }
  explicit Big(mpz_srcptr other) { mpz_init_set(number_, other); }
  explicit Big(std::int64_t i) { mpz_init_set_si(number_, i); }
  ~Big() { mpz_clear(number_); }
  Big(const Big&) = delete;
  operator mpz_ptr() { return number_; }
  operator mpz_srcptr() const { return number_; }
  mpz_srcptr operator->() const { return number_; }

 private:
  mpz_t number_;
};

// More bits than this are MemoryError.
inline constexpr std::uint64_t max_int_bits = std::uint64_t{1} << 34;

Value make_int(Thread& thread, std::int64_t i);           // int; boxed when it does not fit 48 bits
Value make_unsigned(Thread& thread, std::uint64_t i);     // int, in 2.x long from 2^63
Value make_int(Thread& thread, mpz_srcptr number);        // 3.x int; 2.x int when it fits 64 bits, else long
Value make_long(Thread& thread, mpz_srcptr number);       // 2.x long always; 3.x int
Value make_long(Thread& thread, std::int64_t i);
Value make_int_as(Thread& thread, Big& number, bool as_long);   // make_long or make_int
Value make_int_of(Thread& thread, Type* type, Ref number);      // an instance of int, long or a subclass with this number
bool is_int(Ref v);                                       // any int or long, subclasses and bool included
bool is_exact_int(Ref v);                                 // int or long itself, not bool
bool is_long(Thread& thread, Ref v);                      // 2.x long (false in 3.x)
bool int_fits(Ref v, std::int64_t& out);                  // is_int(v); false when it does not fit 64 bits
Value int_from_double(Thread& thread, double d);          // truncated; ValueError/OverflowError for nan and inf
Value long_from_double(Thread& thread, double d);         // the same, a long in 2.x
double int_to_double(Thread& thread, Ref v, bool& overflow);    // correctly rounded
bool int_as_double(Thread& thread, Ref v, double& out);   // the same; OverflowError where too large
std::string int_text(Ref v, int base);                    // digits with sign, no prefix
std::string int_text(mpz_srcptr number, int base);
// The decimal digits of a number of at most 64 bits, or of two limbs, with its sign: where they begin in front of `end`, which has
// 40 bytes of room. Null for larger ones.
char* int_digits(Ref v, char* end);
// str(v) of 3.x, with the limit on its length; 2.x: suffix is "L" for the repr of a long.
bool int_decimal(Thread& thread, Ref v, std::string& out);
int int_sign(Ref v);
int int_compare(Ref a, Ref b);
int int_compare_double(Ref a, double b);                  // exact; b is not nan
Value int_add(Thread& thread, Ref a, Ref b);              // is_int both
Value int_subtract(Thread& thread, Ref a, Ref b);
Value int_multiply(Thread& thread, Ref a, Ref b);
Value int_floor_divide(Thread& thread, Ref a, Ref b);
Value int_remainder(Thread& thread, Ref a, Ref b);
Value int_divmod(Thread& thread, Ref a, Ref b);
Value int_true_divide(Thread& thread, Ref a, Ref b);
Value int_left_shift(Thread& thread, Ref a, Ref b);
Value int_right_shift(Thread& thread, Ref a, Ref b);
Value int_bitwise(Thread& thread, Ref a, Ref b, char op);   // & | ^
Value int_power(Thread& thread, Ref base, Ref exponent, Ref modulus);   // modulus none or an int
Value int_negative(Thread& thread, Ref v);
Value int_plain(Thread& thread, Ref v);                   // v as an exact int or long: of bools and subclasses
// int(text, base) with the release's rules and errors; long(): as_long.
Value int_parse(Thread& thread, Ref text, int base);
Value int_parse(Thread& thread, Ref text, int base, bool as_long);
// int(v) of a number or text without a base, 2.x long(v).
Value int_from_object(Thread& thread, Ref v, bool as_long);
// round(number, digits) for digits < 0: to the even multiple of 10**-digits.
Value int_round(Thread& thread, Ref v, Ref digits);
bool int_hash(Thread& thread, Ref v, std::int64_t& hash);

}  // namespace xvm
