// float: immediate; an instance of a float subclass is a Float. complex is always an object.
#pragma once

#include <string>

#include "vm/object.h"

namespace xvm {

class Thread;

struct Float : Object {
  static constexpr Kind kind = Kind::Float;
  static constexpr const char* layout_name = "float";
  double number = 0;
};
inline bool is_float(Ref v) { return v.is_double() || is<Float>(v); }
inline double float_of(Ref v) { return v.is_double() ? v.as_double() : as<Float>(v).number; }  // is_float(v)

struct Complex : Object {
  static constexpr Kind kind = Kind::Complex;
  static constexpr const char* layout_name = "complex";
  double real = 0, imag = 0;
};
Value make_complex(Thread& thread, double real, double imag);

Value float_repr(Thread& thread, double d);
std::string float_repr_text(Thread& thread, double d);   // repr() in the release's digits
std::string float_str_text(Thread& thread, double d);    // str(), of 12 digits to 3.1
// float(text) with the release's rules and errors; text is a Text, Bytes or ByteArray.
bool float_parse(Thread& thread, Ref text, double& out);
// base ** exponent; null with ZeroDivisionError, OverflowError, or 2.x ValueError set.
Value float_power(Thread& thread, double base, double exponent);
Value complex_power(Thread& thread, double ar, double ai, double br, double bi);
// v as a double where it is a float or an int: 1, 0 where it is neither, -1 with OverflowError set.
int number_to_double(Thread& thread, Ref v, double& out);
double float_modulo(Thread& thread, double a, double b);   // a % b, b not 0
double float_floor_quotient(double a, double b, double& remainder);
std::int64_t float_hash(Thread& thread, Ref self, double d);   // self: for the hash of NaN from 3.10

}  // namespace xvm
