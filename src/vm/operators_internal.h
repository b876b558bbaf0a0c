// What the files of the abstract object protocol share with each other and with the number types.
#pragma once

#include <cstdint>
#include <string_view>

#include "objects/float.h"
#include "vm/operators.h"
#include "vm/runtime.h"

namespace xvm {

// Whether operator.index() has something to work with: an int, or a type with __index__.
bool has_index(Thread& thread, Ref v);
// An index: as operator.index(), clamped to 64 bits where `overflow` is null, else raising overflow ("cannot fit 'int' into
// an index-sized integer") beyond them.
bool as_sequence_index(Thread& thread, Ref v, Type* overflow, std::int64_t& out);
// An argument of C type long or int: the release's wordings for floats, other types and what is out of range.
bool as_c_long(Thread& thread, Ref v, std::int64_t& out);
bool as_c_int(Thread& thread, Ref v, int& out);

inline bool is_exact_float(Ref v) { return v.is_double() || is_exact<Float>(v); }
// The DeprecationWarning for a special method that gave an instance of a subclass of `kind`; false where it became an error.
bool warn_subclass_result(Thread& thread, std::string_view method, Ref result, const char* kind);
// The float that v.__float__() gave; false where the warning of its class became an error.
bool take_float_result(Thread& thread, Ref v, Ref result, double& out);
// The setter of what CPython has as a read-only member: "readonly attribute".
bool readonly_member(Thread& thread, Ref self, Ref value);
// Whether CPython's type has a table of sequence functions, whatever is in it.
bool has_sequence_table(const Type* type);

// 2.x coerce(): 1 and both replaced by the coerced pair, 0 where neither type knows how, -1 with the error set.
int coerce_pair(Thread& thread, Value& left, Value& right);

// What follows when the left operand's own method has declined (3.x).
Value binary_declined(Thread& thread, Binary op, Ref left, Ref right, bool inplace);
Value compare_declined(Thread& thread, Ref left, Ref right, Compare op);

}  // namespace xvm
