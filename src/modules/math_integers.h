// The functions of math on integers, and prod.
#pragma once

#include "vm/args.h"
#include "vm/value.h"

namespace xvm {

class Thread;

Value math_comb(Thread& thread, Ref module, Args args);
Value math_factorial(Thread& thread, Ref module, Args args);
Value math_gcd(Thread& thread, Ref module, Args args);       // *integers
Value math_gcd_two(Thread& thread, Ref module, Args args);
Value math_isqrt(Thread& thread, Ref module, Args args);
Value math_lcm(Thread& thread, Ref module, Args args);
Value math_perm(Thread& thread, Ref module, Args args);
Value math_prod(Thread& thread, Ref module, Args args);

}  // namespace xvm
