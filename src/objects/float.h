// float: immediate; an instance of a float subclass is a Float. complex is always an object.
#pragma once

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
std::int64_t float_hash(Thread& thread, Ref self, double d);   // self: for the hash of NaN from 3.10

}  // namespace xvm
