// The format language: what __format__ of numbers and text does with a format specification, and str.format.
#pragma once

#include <string>

#include "vm/args.h"
#include "vm/value.h"

namespace xvm {

class Thread;

// `spec` is a Text or Bytes, the result a native str, or unicode where a 2.x spec is. Errors are the release's.
Value format_int(Thread& thread, Ref number, Ref spec);          // is_int(number)
Value format_float(Thread& thread, double number, Ref spec);
Value format_complex(Thread& thread, Ref number, Ref spec);      // a Complex
Value format_text(Thread& thread, Ref text, Ref spec);           // a Text, or a Bytes in 2.x

// text.format(*args, **kwargs), args as called; and text.format_map(mapping).
Value format_with_arguments(Thread& thread, Ref text, Args args);
Value format_with_mapping(Thread& thread, Ref text, Ref mapping);

}  // namespace xvm
