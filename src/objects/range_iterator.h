// Between the files of range.
#pragma once

#include "vm/value.h"

namespace xvm {

class Thread;
class Runtime;
struct RangeObject;

void make_xrange_type(Runtime& rt);
void make_range_iterator_types(Runtime& rt);
Value make_range_iterator(Thread& thread, const RangeObject& range);
Value make_reverse_range_iterator(Thread& thread, const RangeObject& range);

}  // namespace xvm
