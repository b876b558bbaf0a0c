// int: small ones are immediate; others are Int objects with a GMP number. 2.x has int (64 bits) and long, told apart by type.
#pragma once

#include <gmp.h>

#include <string>
#include <string_view>

#include "vm/object.h"

namespace xvm {

class Thread;

struct Int : Object {
  static constexpr Kind kind = Kind::Int;
  static constexpr const char* layout_name = "int";
  mpz_t number;
  Int() { mpz_init(number); }
  ~Int() { mpz_clear(number); }
};

// Holds any integer value as an mpz for the length of an expression; small ones are converted into its own number.
class Integer {
 public:
  explicit Integer(Ref v);   // is_int(v) or bool
  ~Integer();
  Integer(const Integer&) = delete;
  mpz_srcptr get() const { return pointer_; }

 private:
  mpz_t own_;
  mpz_srcptr pointer_;
  bool owned_ = false;
};

Value make_int(Thread& thread, std::int64_t i);           // int; boxed when it does not fit 48 bits
Value make_unsigned(Thread& thread, std::uint64_t i);     // int, in 2.x long from 2^63
Value make_int(Thread& thread, mpz_srcptr number);        // 3.x int; 2.x int when it fits 64 bits, else long
Value make_long(Thread& thread, mpz_srcptr number);       // 2.x long always; 3.x int
Value make_long(Thread& thread, std::int64_t i);
bool is_int(Ref v);                                       // any int or long, subclasses and bool included
bool is_exact_int(Ref v);                                 // int or long itself, not bool
bool is_long(Thread& thread, Ref v);                      // 2.x long (false in 3.x)
bool int_fits(Ref v, std::int64_t& out);                  // is_int(v); false when it does not fit 64 bits
Value int_from_double(Thread& thread, double d);          // truncated; ValueError/OverflowError for nan and inf
double int_to_double(Thread& thread, Ref v, bool& overflow);
std::string int_text(Ref v, int base);                    // digits with sign, no prefix
int int_sign(Ref v);
int int_compare(Ref a, Ref b);
Value int_add(Thread& thread, Ref a, Ref b);              // is_int both
Value int_subtract(Thread& thread, Ref a, Ref b);
Value int_multiply(Thread& thread, Ref a, Ref b);
// int(text, base) with the release's rules and errors.
Value int_parse(Thread& thread, Ref text, int base);
bool int_hash(Thread& thread, Ref v, std::int64_t& hash);

}  // namespace xvm
