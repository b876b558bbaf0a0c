// The functions of math on integers, and prod.
#pragma once

#include "vm/args.h"
#include "vm/value.h"

namespace xvm {

class Thread;

// Counts the two arguments of `name`: "atan2 expected 2 arguments, got 1", or, where the release's function parses them as
// numbers at once, "fmod() takes exactly 2 arguments (1 given)".
bool takes_two(Thread& thread, const char* name, Args args, bool parsed);

Value math_comb(Thread& thread, Ref module, Args args);
Value math_factorial(Thread& thread, Ref module, Args args);
Value math_gcd(Thread& thread, Ref module, Args args);       // *integers
Value math_gcd_two(Thread& thread, Ref module, Args args);
Value math_isqrt(Thread& thread, Ref module, Args args);
Value math_lcm(Thread& thread, Ref module, Args args);
Value math_perm(Thread& thread, Ref module, Args args);
Value math_prod(Thread& thread, Ref module, Args args);

}  // namespace xvm
