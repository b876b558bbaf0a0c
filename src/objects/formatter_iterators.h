// What string.Formatter is made of: _string.formatter_parser and formatter_field_name_split, methods of str before 3.2.
#pragma once

#include "vm/value.h"

namespace xvm {

class Thread;
class Runtime;

Value formatter_parser(Thread& thread, Ref text);             // an iterator over (literal, field, spec, conversion)
Value formatter_field_name_split(Thread& thread, Ref text);   // (first, iterator over (is_attribute, name))
void make_formatter_types(Runtime& runtime);

}  // namespace xvm
